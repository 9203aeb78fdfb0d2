"""The reader: a small encoder, trained on labelled posts, that sees what patterns can't."""
