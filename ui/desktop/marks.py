"""Underlines: where they are, how they move with the text, and how they look. Offsets are code points of the text.

Each outcome has its own shape beside its colour: waves for what has to be mended, a bar for what needs a consent, dots
for a thought. Nothing here touches the document, so the undo stack never hears of it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from rules.report import Finding, Outcome
from ui.desktop.theme import Palette

WAVE = 2.0
"""Height of a wave from its middle line, in device-independent pixels."""
WAVE_LENGTH = 7.0
BAR = 2.4
DOT = 1.9
DOT_STEP = 4.4
Span = tuple[int, int]


class Mark(msgspec.Struct, frozen=True, gc=False):
    """A finding and where its passage is now, which moves with edits while the finding itself stays as answered."""

    finding: Finding
    start: int
    end: int

    @classmethod
    def of(cls, finding: Finding) -> Mark:
        """A mark where the checker saw it."""
        return cls(finding, finding.start, finding.end)

    @property
    def outcome(self) -> Outcome:
        """How grave it is."""
        return self.finding.outcome


def slide(marks: Iterable[Mark], at: int, removed: int, new: str) -> tuple[list[Mark], list[Mark]]:
    """The marks after an edit: those that moved along or stayed, and those that were touched and are gone.

    A letter typed right before or behind a passage touches it too, for it changes the word.
    """
    by, every = len(new) - removed, list(marks)
    until = at if new and _joins(new[0]) else at + 1
    since = at + removed if new and _joins(new[-1]) else at + removed - 1
    before = [mark for mark in every if mark.end < until]
    behind = [mark for mark in every if mark.start > since and mark.end >= until]
    touched = [mark for mark in every if mark.end >= until and mark.start <= since]
    if by:
        behind = [Mark(mark.finding, mark.start + by, mark.end + by) for mark in behind]
    return [*before, *behind], touched


def _joins(character: str) -> bool:
    return character.isalnum() or character in "'’-_"


def word_at(text: str, point: int) -> Span:
    """The word around or right before a position; empty between two spaces."""
    start = end = min(max(point, 0), len(text))
    while start > 0 and _joins(text[start - 1]):
        start -= 1
    while end < len(text) and _joins(text[end]):
        end += 1
    return start, end


def layers(marks: Iterable[Mark], spared: Span = (0, 0)) -> list[tuple[int, int, Outcome]]:
    """What to underline, in text order: where passages overlap the graver outcome is drawn, `spared` is left out."""
    drawn: list[tuple[int, int, Outcome]] = []
    covered: list[Span] = [spared] if spared[0] < spared[1] else []
    for mark in sorted(marks, key=lambda m: (-m.outcome.rank, m.start)):
        pieces = _without((mark.start, mark.end), covered)
        drawn.extend((start, end, mark.outcome) for start, end in pieces)
        covered.extend(pieces)
    return sorted(drawn)


def _without(span: Span, covered: Iterable[Span]) -> list[Span]:
    left = [span]
    for start, end in covered:
        left = [piece for one in left for piece in ((one[0], min(one[1], start)), (max(one[0], end), one[1]))]
        left = [one for one in dict.fromkeys(left) if one[0] < one[1]]
    return left


def draw(painter: QPainter, outcome: Outcome, left: float, right: float, base: float, colours: Palette) -> None:
    """Underline from `left` to `right`, its top a little below the base line `base` of the letters."""
    colour = QColor(colours.of(outcome)[0])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if outcome is Outcome.MUST_FIX:
        painter.setPen(QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(_wave(max(2, round(right - left))).translated(left, base + 6.0))
    elif outcome is Outcome.NEEDS_CONSENT:
        painter.fillRect(QRectF(left, base + 4.4, right - left, BAR), colour)
    else:
        painter.setPen(QPen(colour, DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(_dots(round(right - left)).translated(left, base + 5.6))


@functools.lru_cache(maxsize=512)
def _wave(length: int) -> QPolygonF:
    """A wave from the origin to the right. Kept, since every key paints the same ones again."""
    return QPolygonF([QPointF(x, WAVE * math.sin(x * 2 * math.pi / WAVE_LENGTH)) for x in range(length + 1)])


@functools.lru_cache(maxsize=512)
def _dots(length: int) -> QPolygonF:
    """Dots from the origin to the right, evenly apart, one at least."""
    number = max(1, round(length / DOT_STEP))
    return QPolygonF([QPointF((n + 0.5) * length / number, 0.0) for n in range(number)])
