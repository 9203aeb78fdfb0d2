"""Measures the reader alone: on the development posts, and on public prose in which nearly nothing should be marked.

    python -m rules.reader.training.evaluate [--weights FOLDER] [--dev LABELLED.jsonl] [--prose TEXTS.jsonl] [--found OUT.jsonl]

`--found` writes the answers in the form that the project's evaluation reads. Needs no training packages but this folder's.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import msgspec

from rules.reader.reader import WEIGHTS, Reader, Reading
from rules.reader.training.data import load_posts
from rules.reader.training.scoring import score, told


def answer(name: str, reading: Reading) -> dict:
    """One post's reading as the evaluation takes it."""
    return {
        "id": name,
        "outcome": reading.outcome,
        "outcomes": reading.outcomes,
        "findings": [msgspec.to_builtins(span) for span in reading.spans],
        "weak": [msgspec.to_builtins(span) for span in reading.weak_spans],
    }


def evaluate(weights: Path, dev: Path | None, prose: Path | None, found: Path | None = None) -> None:
    """Print the figures of whatever is there."""
    reader = Reader.load(weights)
    print(reader.model_id)
    if dev is not None:
        posts = load_posts(dev)
        began = time.time()
        answers = [answer(p.id, reader.read(p.text, identity=p.identity, channel=p.channel)) for p in posts]
        print(f"{dev.name}: {(time.time() - began) / len(posts) * 1000:.1f} ms a post\n{told(score(posts, answers))}")
        if found is not None:
            found.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in answers), encoding="utf-8")
    if prose is not None:
        texts = [json.loads(line)["text"] for line in prose.read_text(encoding="utf-8").splitlines()]
        said = [reader.read(text).outcome for text in texts]
        stopped = sum(o in ("needs-consent", "must-fix") for o in said) / len(said)
        bothered = sum(o != "clear" for o in said) / len(said)
        print(f"{prose.name}: {len(said)} texts, stopped {stopped:.3f}, bothered {bothered:.3f}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--weights", type=Path, default=WEIGHTS)
    ap.add_argument("--dev", type=Path, default=Path("tests/corpus/dev.jsonl"))
    ap.add_argument("--prose", type=Path)
    ap.add_argument("--found", type=Path)
    args = ap.parse_args()
    there = [path if path and path.exists() else None for path in (args.dev, args.prose)]
    evaluate(args.weights, *there, args.found)


if __name__ == "__main__":
    main()
