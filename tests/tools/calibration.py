"""What the joining's numbers would do: figures on training posts that the reader had not seen when it read them.

    python -m tests.tools.calibration HELD_OUT.jsonl … [SECTION.NAME=VALUE …]

as in `outcome.stop=0.4 rules.respect=echo`. Training leaves its readings of the fold that it held out in its work
folder as `held_out.jsonl` ({"id", "outcome", "outcomes", "findings", "weak"}, calibrated crosswise); name one or more.
The shipped weights will not do: they have learnt every post. Rules are asked once; each line printed is one joining,
beginning with `joining.toml` as it stands, then the reader alone.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rules import joining
from rules.checker import Checker, Parts
from rules.facts import SentenceFacts
from rules.joining import Given, pointed_at
from rules.judgement import judge
from rules.reader.reader import ReaderSpan, Reading
from rules.report import Channel, Finding, IdentityKind, Setting, severest
from rules.subjects import follow
from tests.tools.bench import POSTS
from tests.tools.scoring import SUMMARY_HEAD, Row, Score, read_lines, row_of, score, summary


class Prepared(NamedTuple):
    """One post with what the rules found and the reader read."""

    post: Mapping[str, Any]
    found: list[Finding]
    reading: Reading
    given: Given


def reading_of(row: Mapping[str, Any]) -> Reading:
    """One line of `held_out.jsonl` as a reading."""

    def spans(name: str) -> tuple[ReaderSpan, ...]:
        made = (ReaderSpan(s["start"], s["end"], s["concern"], s["score"]) for s in row.get(name, ()))
        return tuple(sorted(made, key=lambda s: (s.start, s.end, s.concern)))

    return Reading(outcomes=row["outcomes"], spans=spans("findings"), weak_spans=spans("weak"), outcome=row["outcome"])


def prepared(posts: Iterable[Mapping[str, Any]], readings: Mapping[str, Reading]) -> Iterator[Prepared]:
    """Ask the rules about each post that was read. Posts longer than one stretch are left out."""
    checker = Checker(parts=Parts(reader=False))
    checker.load()
    for post in posts:
        if post["id"] not in readings:
            continue
        identity, channel = post.get("identity", "professional"), post.get("channel", "blog")
        setting = Setting(identity=IdentityKind(identity), channel=Channel(channel))
        sentences = _sentences(checker, post["text"], setting)
        if sentences is not None:
            reading = readings[post["id"]]
            subjects = follow(sentences, post["text"], setting, pointed_at(reading))
            found, _ = judge(subjects, post["text"], setting, checker._shelf, reading)
            found += checker._answers._phrases(post["text"], setting)
            yield Prepared(post, found, reading, Given(post["text"], setting, checker._shelf, subjects))


def _sentences(checker: Checker, text: str, setting: Setting) -> list[SentenceFacts] | None:
    """The parsed sentences of a text that is one stretch."""
    parts = checker._open(text, setting)
    if len(parts) != 1 or checker._language is None:
        return None
    (part,) = parts
    checker._notebook.parse(part.notes, checker._language)
    placed = zip(part.notes, part.sentences, strict=True)
    return [noted.placed(s.start, s.end, s.paragraph) for noted, s in placed]


def scored(cases: Sequence[Prepared], numbers: Mapping[str, Any], *, rules: bool = True) -> Score:
    """The figures of one joining; without `rules`, of the reader alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "numbers", lambda: numbers)
        return score([_row(case if rules else case._replace(found=[])) for case in cases])


def _row(case: Prepared) -> Row:
    told = joining.join(case.found, case.reading, case.given)
    findings = [{"start": f.start, "end": f.end, "concern": f.concern.value} for f in told]
    return row_of(case.post, {"outcome": severest([f.outcome for f in told]).value, "findings": findings})


def changed(numbers: Mapping[str, Any], change: str) -> dict[str, Any]:
    """The numbers with one of them changed, as in `outcome.stop=0.4`."""
    name, _, value = change.partition("=")
    new: dict[str, Any] = copy.deepcopy(dict(numbers))
    section = new
    *sections, key = name.split(".")
    for one in sections:
        section = section[one]
    section[key] = json.loads(value) if value[:1] in "0123456789[" else value
    return new


def main(arguments: Sequence[str]) -> int:
    files = [Path(name) for name in arguments if "=" not in name]
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    readings = {row["id"]: reading_of(row) for file in files for row in read_lines(file)}
    cases = list(prepared(read_lines(POSTS), readings))
    numbers = joining.numbers()
    print(f"{len(cases)} posts\n{SUMMARY_HEAD}")
    print(summary("as it stands", scored(cases, numbers)))
    print(summary("reader alone", scored(cases, numbers, rules=False)))
    for change in arguments:
        if "=" in change:
            print(summary("changed", scored(cases, changed(numbers, change))), change)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
