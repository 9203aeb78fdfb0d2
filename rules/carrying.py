"""What the reader said of a text a moment ago, carried over to the text as it is now.

Only for answers that another replaces at once: so that marks outside an edit stay where they are instead of going and
coming back. What the edit touched is let go. Offsets are code points.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from rules.reader.reader import ReaderSpan, Reading

KEPT = 8
"""How many texts are remembered."""


class Earlier(msgspec.Struct, frozen=True):
    """What was read a moment ago in much the same words."""

    words: str
    reading: Reading
    """Its passages where they stand now, less those that the edit touched."""
    same: int
    """So many code points at the beginning are the same now."""


class Recent:
    """The last few readings, in memory only."""

    def __init__(self) -> None:
        self._read: deque[tuple[str, Reading]] = deque(maxlen=KEPT)

    def add(self, text: str, reading: Reading) -> None:
        """Remember a reading."""
        self._read.append((text, reading))

    def clear(self) -> None:
        """Drop everything."""
        self._read.clear()

    def carried(self, text: str) -> Reading | None:
        """The reading of the most similar text, less what the edit touched; None where at least half has changed."""
        earlier = self.earlier(text)
        return earlier.reading if earlier is not None else None

    def earlier(self, text: str) -> Earlier | None:
        """The same, with the words that were read."""
        best = max(((alike(old, text), old, reading) for old, reading in self._read), key=_size, default=None)
        if best is None or 2 * _size(best) < len(text):
            return None
        (before, after), old, reading = best
        carried = msgspec.structs.replace(
            reading,
            spans=_kept(reading.spans, before, len(old) - after, len(text) - len(old)),
            weak_spans=_kept(reading.weak_spans, before, len(old) - after, len(text) - len(old)),
        )
        return Earlier(old, carried, before)


def moved(reading: Reading, by: int) -> Reading:
    """The reading with its passages moved by some code points."""
    if not by:
        return reading
    spans, weak = (tuple(_shifted(s, by) for s in some) for some in (reading.spans, reading.weak_spans))
    return msgspec.structs.replace(reading, spans=spans, weak_spans=weak)


def _shifted(span: ReaderSpan, by: int) -> ReaderSpan:
    return msgspec.structs.replace(span, start=span.start + by, end=span.end + by)


def _size(candidate: tuple[tuple[int, int], str, Reading]) -> int:
    return sum(candidate[0])


def alike(old: str, new: str) -> tuple[int, int]:
    """How many characters the two have in common at the beginning, and how many after those at the end."""
    before = common_start(old, new)
    low, high = 0, min(len(old), len(new)) - before
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return before, low


def common_start(one: str, other: str) -> int:
    """Length of the longest common beginning, by halving: compares at the speed of memory."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _kept(spans: tuple[ReaderSpan, ...], before: int, after: int, shift: int) -> tuple[ReaderSpan, ...]:
    """Spans that end before the edit, and those that start behind it, moved along."""
    first = [span for span in spans if span.end < before]
    last = [_shifted(span, shift) for span in spans if span.start > after]
    return (*first, *last)
