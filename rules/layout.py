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

from rules.sentences import Span, paragraphs, sentences

STRETCH = 4_000
"""Code points after which a stretch may end."""
STRETCH_LIMIT = 8_000
"""Code points after which it does end, at the next sentence."""
RUN_UP = 1_000
"""Code points before a stretch that are read with it; its findings count only from its own start."""
BORDER_ODDS = 4
"""One in so many units may be a border."""
KEPT_PARAGRAPHS = 4_000


class Sentence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One sentence where it stands in the whole text, and the number of its paragraph."""

    start: int
    end: int
    paragraph: int


class Stretch(msgspec.Struct, frozen=True):
    """A part of the text that is followed as a whole."""

    start: int
    """Its findings start at or after this; the sentences of the run-up lie before."""
    end: int
    sentences: tuple[Sentence, ...]

    @property
    def run_up(self) -> int:
        """Where the first sentence that is read with it starts."""
        return self.sentences[0].start


class Layouts:
    """Cuts texts, remembering the paragraphs it has cut. Used from one thread."""

    def __init__(self) -> None:
        self._cut: OrderedDict[str, tuple[Span, ...]] = OrderedDict()

    def forget(self) -> None:
        """Drop every remembered word."""
        self._cut.clear()

    def stretches(self, text: str) -> list[Stretch]:
        """The stretches of the text, in order, covering all its sentences; none for a text of white space."""
        found: list[Sentence] = []
        units: list[tuple[int, int, int]] = []
        """(code points, checksum, index of the first sentence after) of what a stretch may end behind"""
        for number, (start, end) in enumerate(paragraphs(text)):
            words = text[start:end]
            spans = self._sentences(words)
            for s, e in spans:
                found.append(Sentence(start + s, start + e, number))
                if len(words) > STRETCH:
                    units.append((e - s, zlib.crc32(words[s:e].encode("utf-8", "replace")), len(found)))
            if len(words) <= STRETCH:
                units.append((end - start, zlib.crc32(words.encode("utf-8", "replace")), len(found)))
        return list(_gather(found, units))

    def _sentences(self, paragraph: str) -> tuple[Span, ...]:
        known = self._cut.get(paragraph)
        if known is None:
            known = self._cut[paragraph] = tuple(sentences(paragraph))
            if len(self._cut) > KEPT_PARAGRAPHS:
                self._cut.popitem(last=False)
        else:
            self._cut.move_to_end(paragraph)
        return known


def _gather(found: list[Sentence], units: list[tuple[int, int, int]]) -> Iterator[Stretch]:
    first = size = 0
    for length, checksum, after in units:
        size += length
        if (size >= STRETCH and checksum % BORDER_ODDS == 0) or size >= STRETCH_LIMIT:
            yield _stretch(found, first, after)
            first, size = after, 0
    if first < len(found):
        yield _stretch(found, first, len(found))


def _stretch(found: list[Sentence], first: int, after: int) -> Stretch:
    start = found[first].start
    run_up = bisect_left(found, start - RUN_UP, hi=first, key=lambda sentence: sentence.start) if first else 0
    return Stretch(start, found[after - 1].end, tuple(found[run_up:after]))
