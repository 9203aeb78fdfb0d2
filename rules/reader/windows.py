"""Cuts a text into the windows that the encoder reads, on paragraph borders, so that an edit disturbs few of them.

A text of up to `WHOLE` code points is one window. A longer one is packed line by line; besides the cap, a window ends
after a line whose own text says so (a checksum), so that borders find back to where they were behind an edit. Each
window sees some text before it, whose spans belong to the window before. Cost is linear; all figures are code points.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import msgspec

WHOLE = 1400
CORE = 1200
EARLY = 500
"""From here on a line may end its window early."""
CONTEXT = 300
_SENTENCE_END = re.compile(r"[.!?…][\"'’”)]*\s+|\s+")


class Window(msgspec.Struct, frozen=True, gc=False):
    """text[seen:end] is read; what is found in text[start:end] counts."""

    seen: int
    start: int
    end: int


def windows_of(text: str) -> list[Window]:
    """The windows of a text, in order, their cores side by side; none for a blank text."""
    if not text.strip():
        return []
    if len(text) <= WHOLE:
        return [Window(0, 0, len(text))]
    cores = list(_cores(text))
    before = [0, *(start for start, _ in cores)]
    return [
        Window(_context(text, since, start), start, end) for since, (start, end) in zip(before, cores, strict=False)
    ]


def _cores(text: str) -> Iterator[tuple[int, int]]:
    start = end = 0
    for line_start, line_end in _lines(text):
        if line_end - start > CORE and end > start:
            yield start, end
            start = end
        end = line_end
        if end - start >= EARLY and zlib.crc32(text[line_start:line_end].encode("utf-8", "replace")) % 4 == 0:
            yield start, end
            start = end
    if end > start and text[start:end].strip():
        yield start, end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Lines with their break; those over half a window come apart after sentences, or else words."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield from _pieces(text, start, start + len(line))
        start += len(line)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > CORE // 2:
        cut = start + CORE // 2
        found = list(_SENTENCE_END.finditer(text, start + CORE // 4, cut))
        closing = [m for m in found if m[0][0] in ".!?…"] or found
        cut = closing[-1].end() if closing else cut
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _context(text: str, previous: int, start: int) -> int:
    """Where reading begins: at most `CONTEXT` before the core, at the start of a line, a sentence, or else a word."""
    earliest = max(previous, start - CONTEXT)
    if earliest == previous:
        return earliest
    line = text.find("\n", earliest, start - 1)
    if line >= 0:
        return line + 1
    found = list(_SENTENCE_END.finditer(text, earliest, start))
    closing = [m for m in found if m[0][0] in ".!?…" and m.end() < start] or found
    return closing[0].end() if closing else start
