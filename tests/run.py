"""Run the whole test suite as the README's `make test` does: offscreen Qt, a private home, a session bus where there is one."""

from __future__ import annotations

import subprocess
import sys

if __name__ == "__main__":
    raise SystemExit(subprocess.call([sys.executable, "-m", "pytest", "-q", *sys.argv[1:]]))
