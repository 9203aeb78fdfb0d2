"""Harmless posts of the kinds that look risky: adverts, reviews, shared posts of ACAT, teaching, other trades.

They were written for this test. Of all that marks, nothing was fitted to them (the words by which ACAT's posts are
welcome were widened after looking at them); no reader may learn from them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.checker import Checker, Parts
from rules.language import Language
from rules.packs import PackShelf
from rules.report import Concern, IdentityKind, Outcome, Setting
from tests.tools.evaluation import with_parts
from tests.tools.scoring import read_lines

POSTS = read_lines(Path(__file__).with_name("harmless.jsonl"))


def test_the_rules_by_themselves_mark_none() -> None:
    marked = {i: a["findings"] for i, a in with_parts(POSTS, rules=True, reader=False).items() if a["findings"]}
    assert marked == {}


def test_hardly_any_is_stopped_by_rules_and_reader_together() -> None:
    answers = with_parts(POSTS, rules=True, reader=True)
    stopped = [i for i, a in answers.items() if Outcome(a["outcome"]).stops]
    assert len(stopped) <= len(POSTS) * 0.05, stopped


@pytest.mark.parametrize("post", [p for p in POSTS if p["kind"] == "shared ACAT post" and "ICATA" not in p["text"]])
def test_what_acat_posts_is_welcome_when_shared(post: dict[str, str]) -> None:
    matcher = PackShelf().matcher(Setting().packs)
    assert matcher.encouraged(post["text"], IdentityKind.PROFESSIONAL) == ("acat:i",)


@pytest.mark.parametrize(
    ("added", "why"),
    [
        ("My client Sarah, a 34-year-old nurse from Leeds, cried all through it today.", Concern.CLIENT_REFERENCE),
        ("ACAT has lost its way and nobody answers letters.", Concern.ASSOCIATION_CONTENT),
    ],
)
def test_what_spoils_a_shared_post_is_told_and_nothing_is_welcomed(
    language: Language, added: str, why: Concern
) -> None:
    checker = Checker(language=language, parts=Parts(reader=False))
    shared = next(p["text"] for p in POSTS if p["kind"] == "shared ACAT post" and "ICATA" not in p["text"])
    assert checker.check(shared, Setting()).encouraged == ("acat:i",)
    spoilt = checker.check(f"{shared} {added}", Setting())
    assert why in {finding.concern for finding in spoilt.findings}
    assert spoilt.encouraged == ()
