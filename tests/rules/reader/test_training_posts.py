"""The project's own training posts keep to the guide, and the folds keep kin together."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from rules.reader.training.data import DataTrouble, Post, families, folds_of, load_posts
from rules.reader.training.noise import CHANGES, edited, joined, noised

EXTRA = Path("rules/reader/training/extra.jsonl").resolve()
SECOND = EXTRA.with_name("second.jsonl")
THIRD = EXTRA.with_name("third.jsonl")
FOURTH = EXTRA.with_name("fourth.jsonl")
FRESH = EXTRA.with_name("fresh.jsonl")
"""Never learnt from: for choosing between weights."""
CORPUS = EXTRA.parents[3] / "tests/corpus"
SPAN = "client-identifier"


def post(text: str, *quotes: str, **more: object) -> Post:
    spans = tuple((text.index(q), text.index(q) + len(q), SPAN) for q in quotes)
    kept = {
        "id": text,
        "identity": "professional",
        "channel": "x",
        "outcome": "needs-consent" if quotes else "clear",
    } | more
    return Post(text=text, spans=spans, **kept)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "least"), [(EXTRA, 5_000), (SECOND, 13_000), (THIRD, 4_000), (FOURTH, 9_000), (FRESH, 1_500)]
)
def test_our_own_posts_are_valid(file: Path, least: int) -> None:
    posts = load_posts(file)
    assert len({p.id for p in posts}) == len(posts) >= least
    assert len({p.text for p in posts}) == len(posts)
    for p in posts:
        for start, end, _ in p.spans:
            quote = p.text[start:end]
            assert quote == quote.strip()
            assert quote[-1] not in ".,"


@pytest.mark.parametrize("measured", [FRESH, CORPUS / "dev.jsonl"])
def test_nothing_that_is_learnt_is_like_what_is_measured_on(measured: Path) -> None:
    apart = load_posts(measured)
    family = families([replace(p, kin=()) for p in apart + load_posts(EXTRA, SECOND, THIRD, FOURTH)])
    alike = set(family[: len(apart)]) & set(family[len(apart) :])
    assert [p.id for p, own in zip(apart, family, strict=False) if own in alike] == []


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "nonsense",
        '{"id": "1", "identity": "x", "channel": "x", "text": "a", "concerns": [], "outcome": "clear"}',
        '{"id": "1", "identity": "personal", "channel": "x", "text": "a", "concerns": [], "outcome": "advice"}',
        '{"id": "1", "identity": "personal", "channel": "x", "text": "a", "outcome": "advice",'
        ' "concerns": [{"concern": "respect", "quote": "b"}]}',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(DataTrouble, match=r"posts\.jsonl, line 1"):
        load_posts(file)


def test_kin_and_twins_share_a_fold() -> None:
    long = "the quick brown fox jumps over the lazy dog by the river bank"
    posts = [post(f"a{i} b{i} c{i} d{i}") for i in range(30)]
    posts += [post(long), post(long + " today"), post("one", kin=("pair 1",)), post("two", kin=("pair 1", "author 3"))]
    family = families(posts)
    assert family[30] == family[31] != family[32] == family[33]
    folds = folds_of(posts, 5, 7)
    assert folds[30] == folds[31]
    assert folds[32] == folds[33]
    assert folds == folds_of(posts, 5, 7)
    assert set(folds) == set(range(5))


def test_edits_move_spans_along() -> None:
    changed = edited(post("Tom is 34 and from Leeds.", "34", "Leeds"), [(0, 3, "Bartholomew"), (19, 24, "Ur")])
    assert changed.text == "Bartholomew is 34 and from Ur."
    assert [changed.text[s:e] for s, e, _ in changed.spans] == ["34", "Ur"]


def test_joined_posts_keep_the_severer_outcome() -> None:
    harm, fine = post("He is 34.", "34"), post("Lovely day.")
    for first in (True, False):
        both = joined(fine, harm, first)
        assert both.outcome == "needs-consent"
        assert [both.text[s:e] for s, e, _ in both.spans] == ["34"]


def test_noise_keeps_every_span_inside_the_text() -> None:
    posts = load_posts(EXTRA)
    clear = [p for p in posts if p.outcome == "clear"]
    rng = random.Random(3)
    for p in posts:
        for changed in (noised(p, clear, rng), *(change(p, rng) for _, change in CHANGES)):
            assert len(changed.spans) >= len(p.spans)
            assert all(0 <= s < e <= len(changed.text) for s, e, _ in changed.spans)
