"""`python -m rules.reader.training`: see train.py. Training runs in processes of its own, which cannot import this file."""

from rules.reader.training.train import main

if __name__ == "__main__":
    main()
