"""Where the sentences of a text lie, and which stretches of a long one are followed together.

A post is one stretch. A long document is cut into stretches of some pages, at borders that depend on the words around
them only, so that an edit moves the borders near it and no others. Each stretch is read with a run-up, so that a "she"
at its beginning still finds whom it means. Offsets are code points of the whole text.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator

import msgspec

from rules.carrying import alike
from rules.sentences import Span, paragraphs, sentences

STRETCH = 4_000
"""Code points after which a stretch may end."""
STRETCH_LIMIT = 8_000
"""Code points after which it does end, at the next sentence."""
RUN_UP = 1_000
"""Code points before a stretch that are read with it; its findings count only from its own start."""
BORDER_ODDS = 4
"""One in so many units may be a border."""
FIRST_WORDS = 24
"""Code points of a unit that decide whether it may be a border."""
KEPT_PARAGRAPHS = 4_000
BREAKS = "\n\r\u2028\u2029"
"""What ends a paragraph wherever it stands (as `rules.sentences.paragraphs` has it)."""


class Sentence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One sentence where it stands in the whole text, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


class Unit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a stretch is made of: a paragraph, or a sentence of one that is too long."""

    start: int
    end: int
    paragraph: int
    checksum: int
    whole: bool
    """Whether it is a paragraph."""


class Stretch(msgspec.Struct, frozen=True):
    """A part of the text that is followed as a whole."""

    start: int
    """Its findings start at or after this; what it is read with lies before."""
    end: int
    units: tuple[Unit, ...]

    @property
    def run_up(self) -> int:
        """Where the first unit that is read with it starts."""
        return self.units[0].start


class Layouts:
    """Cuts texts, remembering the paragraphs it has cut and the text before. Used from one thread."""

    def __init__(self) -> None:
        self._cut: OrderedDict[str, tuple[Span, ...]] = OrderedDict()
        self._last: tuple[str, list[Unit]] = ("", [])
        self.changed = 0
        """Where the last text given began to differ from the one before."""

    def forget(self) -> None:
        """Drop every remembered word."""
        self._cut.clear()
        self._last = ("", [])

    def stretches(self, text: str) -> list[Stretch]:
        """The stretches of the text, in order, covering all its sentences; none for a text of white space."""
        units = self._anew(text)
        self._last = text, units
        return list(_gather(units))

    def _anew(self, text: str) -> list[Unit]:
        """The units of the text: only the lines that differ from the text before are cut."""
        before, known = self._last
        same, rest = alike(before, text)
        self.changed = same
        first = max(text.rfind(mark, 0, same) for mark in BREAKS) + 1
        found = (text.find(mark, len(text) - rest) for mark in BREAKS)
        after = min((place for place in found if place >= 0), default=len(text))
        by = len(text) - len(before)
        head = known[: bisect_left(known, first, key=_start)]
        tail = known[bisect_left(known, after - by, key=_start) :] if after < len(text) else []
        middle = list(self._units(text[first:after], first, head[-1].paragraph + 1 if head else 0))
        above = middle or head
        return [*head, *middle, *_moved(tail, by, above[-1].paragraph + 1 if above else 0)]

    def sentences(self, text: str, stretch: Stretch) -> list[Sentence]:
        """The sentences of a stretch of the text, those of its run-up first."""
        found: list[Sentence] = []
        for unit in stretch.units:
            if unit.whole:
                spans = self._sentences(text[unit.start : unit.end])
                found += [Sentence(unit.start + s, unit.start + e, unit.paragraph) for s, e in spans]
            else:
                found.append(Sentence(unit.start, unit.end, unit.paragraph))
        return found

    def _units(self, lines: str, origin: int, above: int) -> Iterator[Unit]:
        """The units of whole lines that stand at `origin` of the text, with so many paragraphs above them."""
        for number, (first, end) in enumerate(paragraphs(lines), above):
            words = lines[first:end]
            start = origin + first
            if len(words) <= STRETCH:
                yield Unit(start, origin + end, number, _checksum(words), True)
            else:
                for s, e in self._sentences(words):
                    yield Unit(start + s, start + e, number, _checksum(words[s:e]), False)

    def _sentences(self, paragraph: str) -> tuple[Span, ...]:
        known = self._cut.get(paragraph)
        if known is None:
            known = self._cut[paragraph] = tuple(sentences(paragraph))
            if len(self._cut) > KEPT_PARAGRAPHS:
                self._cut.popitem(last=False)
        return known


def _start(unit: Unit) -> int:
    return unit.start


def _moved(units: list[Unit], by: int, number: int) -> list[Unit]:
    """Units moved by some code points, their paragraphs counted from `number`."""
    on = number - units[0].paragraph if units else 0
    if not by and not on:
        return units
    return [Unit(u.start + by, u.end + by, u.paragraph + on, u.checksum, u.whole) for u in units]


def _checksum(words: str) -> int:
    """Of the first words only, so that typing further on in a unit moves no border."""
    return zlib.crc32(words[:FIRST_WORDS].encode("utf-8", "replace"))


def _gather(units: list[Unit]) -> Iterator[Stretch]:
    first = size = 0
    for index, unit in enumerate(units):
        size += unit.end - unit.start
        if (size >= STRETCH and unit.checksum % BORDER_ODDS == 0) or size >= STRETCH_LIMIT:
            yield _stretch(units, first, index + 1)
            first, size = index + 1, 0
    if first < len(units):
        yield _stretch(units, first, len(units))


def _stretch(units: list[Unit], first: int, after: int) -> Stretch:
    start = units[first].start
    run_up = bisect_left(units, start - RUN_UP, hi=first, key=lambda unit: unit.start) if first else 0
    return Stretch(start, units[after - 1].end, tuple(units[run_up:after]))
