"""Underlines move with the text, spare the word being typed, and never overlap."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from rules.report import Concern, Finding, Outcome
from ui.desktop import theme
from ui.desktop.marks import Mark, draw, layers, slide, word_at


def mark(start: int, end: int, outcome: Outcome = Outcome.ADVICE) -> Mark:
    return Mark.of(Finding(start=start, end=end, concern=Concern.RESPECT, outcome=outcome, rule="r"))


TEXT = "one two three four"
SPANS = st.tuples(st.integers(0, 18), st.integers(0, 18)).map(sorted).filter(lambda s: s[0] < s[1])


@given(st.lists(SPANS, max_size=5), SPANS, st.text("ab ’", max_size=4))
def test_a_mark_that_stays_covers_the_same_words(spans: list[list[int]], cut: list[int], new: str) -> None:
    after = TEXT[: cut[0]] + new + TEXT[cut[1] :]
    marks = [mark(*span) for span in spans]
    kept, touched = slide(marks, cut[0], cut[1] - cut[0], new)
    assert len(kept) + len(touched) == len(marks)
    for one in kept:
        assert after[one.start : one.end] == TEXT[one.finding.start : one.finding.end]


def test_a_letter_at_the_edge_touches_and_a_space_does_not() -> None:
    assert slide([mark(4, 7)], 7, 0, "s")[1]
    assert slide([mark(4, 7)], 4, 0, "s")[1]
    assert slide([mark(4, 7)], 7, 0, " ")[0][0].end == 7
    assert slide([mark(4, 7)], 4, 0, " ")[0][0].start == 5
    assert slide([mark(4, 7)], 0, 4, "")[0][0].start == 0
    assert slide([mark(4, 7)], 5, 1, "")[1]


def test_the_graver_outcome_is_drawn_where_two_overlap() -> None:
    drawn = layers([mark(0, 10), mark(4, 6, Outcome.MUST_FIX)])
    assert drawn == [(0, 4, Outcome.ADVICE), (4, 6, Outcome.MUST_FIX), (6, 10, Outcome.ADVICE)]


def test_the_spared_word_is_left_out() -> None:
    assert layers([mark(0, 10)], (4, 7)) == [(0, 4, Outcome.ADVICE), (7, 10, Outcome.ADVICE)]
    assert layers([mark(4, 7)], (4, 7)) == []


@given(st.lists(st.tuples(SPANS, st.sampled_from(list(Outcome)[1:])), max_size=6), SPANS)
def test_nothing_is_drawn_twice(spans: list[tuple[list[int], Outcome]], spared: list[int]) -> None:
    given_marks = [mark(*span, outcome) for span, outcome in spans]
    drawn = layers(given_marks, (spared[0], spared[1]))
    points = [p for start, end, _ in drawn for p in range(start, end)]
    assert len(points) == len(set(points))
    wanted = {p for m in given_marks for p in range(m.start, m.end)} - set(range(*spared))
    assert set(points) == wanted


def test_the_word_around_a_position() -> None:
    assert word_at("a client’s day", 4) == (2, 10)
    assert word_at("a client", 8) == (2, 8)
    assert word_at("a  b", 2) == (2, 2)
    assert word_at("", 5) == (0, 0)


def inked(outcome: Outcome, left: float, right: float) -> set[tuple[int, int]]:
    """The pixels that an underline colours on white paper."""
    image = QImage(80, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw(painter, outcome, left, right, 10.0, theme.current())
    painter.end()
    return {(x, y) for x in range(80) for y in range(30) if image.pixel(x, y) != QColor("white").rgb()}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.CLEAR])
def test_an_underline_reaches_from_end_to_end_wherever_it_stands(outcome: Outcome) -> None:
    near, far = inked(outcome, 5, 33), inked(outcome, 25, 53)
    assert {(x + 20, y) for x, y in near} == far, "kept shapes are drawn where they belong"
    columns = sorted({x for x, _ in near})
    assert abs(columns[0] - 5) <= 2
    assert abs(columns[-1] - 33) <= 2
    assert all(y > 10 for _, y in near)


@pytest.mark.usefixtures("qapp")
def test_each_outcome_has_a_shape_of_its_own() -> None:
    waves, bar, dots = (inked(o, 5, 45) for o in (Outcome.MUST_FIX, Outcome.NEEDS_CONSENT, Outcome.ADVICE))
    assert len({y for _, y in waves}) > len({y for _, y in bar})
    gaps = [b - a for a, b in itertools.pairwise(sorted({x for x, _ in dots}))]
    assert max(gaps) > 1, "dots stand apart"
    assert len({x for x, _ in bar}) == 40
