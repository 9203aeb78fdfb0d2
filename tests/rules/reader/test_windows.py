"""Windows cover a text once, on paragraph borders, and an edit leaves most of them as they were."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.reader.windows import CONTEXT, CORE, WHOLE, windows_of

WORDS = [
    "the",
    "kettle",
    "sang",
    "while",
    "rain",
    "came",
    "down",
    "over",
    "our",
    "allotments",
    "and",
    "nobody",
    "minded",
]


def prose(paragraphs: int, seed: int = 1) -> str:
    rng = random.Random(seed)
    sentences = (" ".join(rng.choices(WORDS, k=rng.randint(6, 16))).capitalize() + "." for _ in range(paragraphs * 4))
    return "\n\n".join(" ".join(next(sentences) for _ in range(4)) for _ in range(paragraphs))


def test_a_blank_text_has_no_window() -> None:
    assert windows_of("") == []
    assert windows_of(" \n\t ") == []


def test_a_short_text_is_one_window() -> None:
    (only,) = windows_of("x" * WHOLE)
    assert (only.seen, only.start, only.end) == (0, 0, WHOLE)


@pytest.mark.parametrize("text", [prose(60), "x" * 20_000, "x y " * 5_000, "\n" * 9_000 + "x", "Mm. " * 4_000])
def test_cores_lie_side_by_side_and_stay_small(text: str) -> None:
    windows = windows_of(text)
    assert windows[0].start == 0
    assert not text[windows[-1].end :].strip()
    assert all(a.end == b.start for a, b in itertools.pairwise(windows))
    assert all(w.end - w.start <= CORE for w in windows)
    assert all(0 <= w.start - w.seen <= CONTEXT for w in windows)


@given(st.text(max_size=4_000))
def test_any_text_can_be_cut(text: str) -> None:
    at = 0
    for window in windows_of(text):
        assert window.seen <= window.start == at < window.end <= len(text)
        at = window.end
    assert not text[at:].strip()


def test_borders_lie_between_lines_where_there_are_lines() -> None:
    text = prose(40)
    assert all(text[w.end - 1] == "\n" for w in windows_of(text)[:-1])


def test_an_edit_in_the_middle_leaves_most_windows_alone() -> None:
    text = prose(200)
    middle = text.index("\n\n", len(text) // 2)
    edited = text[:middle] + " And then a whole new sentence about soup." + text[middle:]
    before = {text[w.seen : w.end] for w in windows_of(text)}
    after = {edited[w.seen : w.end] for w in windows_of(edited)}
    assert len(after - before) <= 6
    assert len(after) > 20
