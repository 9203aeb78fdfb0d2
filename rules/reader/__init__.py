"""The reader: a small encoder, trained on labelled posts, that sees what patterns can't."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Before onnxruntime is imported: from 1.29 on it would report home, and keep a device id in the user's cache."""
