"""P11, F31, F32: how long the checker takes over texts that were made to be slow, to its first findings and its last.

    python -m tests.tools.hostiletexts [CHARACTERS]

CPU seconds of this process, fresh texts, everything loaded before. A plain post of 3,000 characters stands beside them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rules.checker import Checker
from rules.report import Channel, IdentityKind, Setting

CAP = 200_000
POSTS = Path(__file__).resolve().parents[1] / "corpus" / "train.jsonl"
PLAIN = "Saw a lovely client today, a nurse from Salford. Endings matter, and so do letters. "


def posts(characters: int) -> str:
    """A long document of which no sentence comes twice."""
    with POSTS.open(encoding="utf-8") as lines:
        text = "\n".join(json.loads(line)["text"] for line in lines)
    return text[:characters]


HOSTILE: dict[str, Callable[[int], str]] = {
    "posts, no sentence twice": posts,
    "one sentence again and again": lambda n: PLAIN * (n // len(PLAIN)),
    "one line without a space": lambda n: "a" * n,
    "one sentence without an end": lambda n: "and a client said " * (n // 18),
    "spaces": lambda n: " " * n,
    "full stops": lambda n: "." * n,
    "line ends": lambda n: "\n" * n,
    "combining marks": lambda n: "a" + "\u0301" * (n - 1),
    "zero-width signs": lambda n: "c\u200bl\u200bi\u200be\u200bn\u200bt\u200b " * (n // 13),
    "right to left and back": lambda n: "\u202eclient\u202c " * (n // 9),
    "lone surrogates": lambda n: "\ud83d " * (n // 2),
    "NUL": lambda n: "\0a" * (n // 2),
    "wide letters": lambda n: "ｃｌｉｅｎｔ " * (n // 7),
    "emoji families": lambda n: "👩‍👩‍👧‍👦" * (n // 7),
    "spaced-out letters": lambda n: "c l i e n t " * (n // 12),
    "digits": lambda n: "0161 496 0000 " * (n // 14),
    "addresses": lambda n: "a.b@c.example " * (n // 14),
    "open brackets": lambda n: "([{" * (n // 3),
    "quotes": lambda n: "“‘" * (n // 2),
    "handles": lambda n: "@abc #def " * (n // 10),
    "names": lambda n: "Sarah Jones of Salford met Tom Brown of Leeds. " * (n // 47),
}


def measured(checker: Checker, text: str, *, to_the_end: bool = True) -> tuple[float, float]:
    """CPU seconds to the first report and to the last (without `to_the_end`, to the first only)."""
    setting = Setting(identity=IdentityKind.PROFESSIONAL, channel=Channel.BLOG)
    checker.forget()
    began = time.process_time()
    first = 0.0
    for _ in checker.stages(text, setting):
        first = first or time.process_time() - began
        if not to_the_end:
            break
    return first, time.process_time() - began


def main(characters: int = CAP) -> int:
    """The table."""
    checker = Checker()
    checker.load()
    measured(checker, posts(2_000))
    first, last = measured(checker, posts(3_000))
    print(f"{'a plain post of 3,000':28} first {first:6.2f} s   whole {last:6.2f} s")
    for name, made in HOSTILE.items():
        first, last = measured(checker, made(characters))
        print(f"{name:28} first {first:6.2f} s   whole {last:6.2f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
