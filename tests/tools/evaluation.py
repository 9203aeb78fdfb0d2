"""`make evaluate`: the checker against the labelled development posts.

    python -m tests.tools.evaluation [--ablation] [--misses N] [--json FILE] [GOLD.jsonl …]

The posts go through `considered check --jsonl`, as anyone's would. `--ablation` adds the rules alone and the reader
alone. Public texts that nobody here wrote are measured too when the environment variable CONSIDERED_OUTSIDE names their
files or folder (`tests/tools/outside.py` says how each is read). Nothing is written but what is asked.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.tools.outside import outside_figures, outside_files
from tests.tools.scoring import SUMMARY_HEAD, Row, read_lines, row_of, score, summary, table

DEVELOPMENT = Path(__file__).parents[1] / "corpus" / "dev.jsonl"
ASKED = ("id", "text", "identity", "channel")
Answers = dict[str, dict[str, Any]]


def as_lines(posts: Iterable[Mapping[str, Any]]) -> bytes:
    """The posts as the command takes them, without their labels."""
    asked = ({name: post[name] for name in ASKED if name in post} for post in posts)
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in asked)


def by_id(lines: bytes) -> Answers:
    """The command's answers; a post that got an error is told on standard error and left out."""
    rows = [json.loads(line) for line in lines.splitlines()]
    for row in rows:
        if "error" in row:
            print(f"{row['id']}: {row['error']}", file=sys.stderr)
    return {row["id"]: row for row in rows if "error" not in row}


def through_the_command(posts: Sequence[Mapping[str, Any]]) -> Answers:
    """Answers of `considered check --jsonl` in a process of its own."""
    command = [sys.executable, "-m", "ui.terminal", "check", "--jsonl"]
    done = subprocess.run(command, input=as_lines(posts), stdout=subprocess.PIPE, check=False)
    if done.returncode:
        print(f"considered check --jsonl ended with {done.returncode}", file=sys.stderr)
    return by_id(done.stdout)


def with_parts(posts: Sequence[Mapping[str, Any]], *, rules: bool, reader: bool) -> Answers:
    """Answers of a checker with only some of its parts, in this process."""
    from rules.checker import Checker, Parts
    from rules.report import Setting
    from ui.streaming import stream

    checker = Checker(parts=Parts(rules=rules, reader=reader))
    written = io.BytesIO()
    stream(io.BytesIO(as_lines(posts)), written, checker.check_batch, Setting())
    return by_id(written.getvalue())


def rows_of(posts: Sequence[Mapping[str, Any]], answers: Answers) -> list[Row]:
    """Each labelled post beside its answer."""
    return [row_of(post, answers.get(post["id"])) for post in posts]


def worst(rows: Sequence[Row], number: int) -> list[str]:
    """Posts with a wrong outcome, the furthest off first, for reading."""
    ranks = {name: rank for rank, name in enumerate(("clear", "advice", "needs-consent", "must-fix"))}
    wrong = sorted((r for r in rows if r.wanted != r.got), key=lambda r: -abs(ranks[r.wanted] - ranks[r.got]))
    return [f"{r.id}  labelled {r.wanted}, checked {r.got}\n  {r.text[:300]!r}" for r in wrong[:number]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, default=[DEVELOPMENT])
    parser.add_argument("--ablation", action="store_true", help="also the rules alone and the reader alone")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="list up to N posts with a wrong outcome")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the command's answers in FILE")
    parser.add_argument("--outside", type=int, default=0, metavar="N", help="at most N texts of each file from outside")
    options = parser.parse_args(arguments)
    posts = [post for file in options.gold for post in read_lines(file)]
    began = time.perf_counter()
    answers = through_the_command(posts)
    took = time.perf_counter() - began
    rows = rows_of(posts, answers)
    print(table(score(rows)))
    print(f"\n{len(posts)} posts in {took:.1f} s, start included")
    if options.json:
        options.json.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in answers.values()), "utf-8")
    if options.ablation:
        print("\n" + SUMMARY_HEAD)
        print(summary("rules alone", score(rows_of(posts, with_parts(posts, rules=True, reader=False)))))
        print(summary("reader alone", score(rows_of(posts, with_parts(posts, rules=False, reader=True)))))
        print(summary("both", score(rows)))
    for file in outside_files():
        print("\n" + "\n".join(outside_figures(file, through_the_command, options.outside)))
    print("".join(f"\n{one}\n" for one in worst(rows, options.misses)), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
