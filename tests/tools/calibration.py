"""What the joining's numbers would do: figures on training posts that the reader's weights have not seen.

    python -m tests.tools.calibration [SECTION.NAME=VALUE …]

as in `outcome.vouch_stop=0.2 rules.respect=echo`. The held-out fold is the one that the weights' manifest names. Rules
and reader are asked once; each line printed is one joining, beginning with `joining.toml` as it stands.
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from rules import joining
from rules.checker import Checker
from rules.joining import Given
from rules.judgement import judge
from rules.reader.reader import WEIGHTS
from rules.report import Channel, Finding, IdentityKind, Setting, severest
from rules.subjects import follow
from tests.tools.bench import POSTS
from tests.tools.scoring import SUMMARY_HEAD, Row, Score, read_lines, row_of, score, summary


class Prepared(NamedTuple):
    """One post with what the rules found and the reader read."""

    post: Mapping[str, Any]
    found: list[Finding]
    reading: Any
    given: Given


def held_out() -> list[dict[str, Any]]:
    """The posts that the weights have been calibrated on and not trained on."""
    from rules.reader.training.data import folds_of, load_posts

    named = json.loads((WEIGHTS / "manifest.json").read_text("utf-8"))["held_out"]
    posts = load_posts(POSTS)
    folds = folds_of(posts, named["of"], named["seed"])
    chosen = {post.id for post, fold in zip(posts, folds, strict=True) if fold == named["fold"]}
    return [row for row in read_lines(POSTS) if row["id"] in chosen]


def prepared(posts: Sequence[Mapping[str, Any]]) -> Iterator[Prepared]:
    """Ask rules and reader about each post."""
    checker = Checker()
    checker.load()
    answerer = checker._answers
    for post in posts:
        identity, channel = post.get("identity", "professional"), post.get("channel", "blog")
        setting = Setting(identity=IdentityKind(identity), channel=Channel(channel))
        text = post["text"]
        checker.check(text, setting)
        answerer._answers.clear()
        parts = checker._open(text, setting)
        if len(parts) != 1:
            continue
        (part,) = parts
        origin, text = part.stretch.run_up, part.piece.words
        placed = zip(part.notes, part.sentences, strict=True)
        sentences = [n.placed(s.start - origin, s.end - origin, s.paragraph) for n, s in placed]
        subjects = follow(sentences, text, setting)
        found, _ = judge(subjects, text, setting, checker._shelf, None)
        found += answerer._phrases(text, setting)
        reading = answerer._readings.get(part.piece.asked)
        yield Prepared(dict(post) | {"lead": origin}, found, reading, Given(text, setting, checker._shelf, subjects))


def scored(cases: Sequence[Prepared], numbers: Mapping[str, Any]) -> Score:
    """The figures of one joining."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "numbers", lambda: numbers)
        return score([_row(case) for case in cases])


def _row(case: Prepared) -> Row:
    told = joining.join(case.found, case.reading, case.given)
    lead = case.post["lead"]
    findings = [{"start": f.start + lead, "end": f.end + lead, "concern": f.concern.value} for f in told]
    return row_of(case.post, {"outcome": severest([f.outcome for f in told]).value, "findings": findings})


def changed(numbers: Mapping[str, Any], change: str) -> dict[str, Any]:
    """The numbers with one of them changed, as in `outcome.vouch_stop=0.2`."""
    name, _, value = change.partition("=")
    section, _, key = name.partition(".")
    new = copy.deepcopy(dict(numbers))
    new[section][key] = json.loads(value) if value[:1] in "0123456789[" else value
    return new


def main(changes: Sequence[str]) -> int:
    cases = list(prepared(held_out()))
    numbers = joining.numbers()
    print(SUMMARY_HEAD)
    print(summary("as it stands", scored(cases, numbers)))
    for change in changes:
        new: Mapping[str, Any] = numbers
        for one in change.split(","):
            new = changed(new, one)
        print(summary(change[-14:], scored(cases, new)), change)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
