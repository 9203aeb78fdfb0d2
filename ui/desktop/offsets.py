"""The one seam between Qt's UTF-16 units and the code points that everything else speaks.

Qt counts a character beyond U+FFFF (most emoji) as two units, Python and the checker count it as one. Values only, no
widget; lone surrogates never get past `clean`.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_LONE = re.compile("[\ud800-\udfff]")
_BREAKS = str.maketrans({"\u2029": "\n", "\u2028": "\n"})
REPLACEMENT = "\ufffd"


class Offsets:
    """Offsets of one text. Free for texts without characters beyond U+FFFF.

    Positions outside the text are brought to its nearest end; a position inside a pair is brought to its start.
    """

    __slots__ = ("_astral", "_astral_units", "_length")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral = [m.start() for m in _ASTRAL.finditer(text)] if not text.isascii() else []
        self._astral_units = [at + extra for extra, at in enumerate(self._astral)]

    def edited(self, start: int, end: int, new: str) -> Offsets:
        """Offsets of the text with `new` in place of its code points from `start` to `end`; without reading it anew."""
        after = Offsets(new)
        after._length += self._length - (end - start)
        if self._astral or after._astral:
            first, last, by = bisect_left(self._astral, start), bisect_left(self._astral, end), len(new) - (end - start)
            inside = [at + start for at in after._astral]
            after._astral = [*self._astral[:first], *inside, *[at + by for at in self._astral[last:]]]
            after._astral_units = [at + extra for extra, at in enumerate(after._astral)]
        return after

    def __len__(self) -> int:
        """Length of the text in UTF-16 units."""
        return self._length + len(self._astral)

    def to_units(self, point: int) -> int:
        """UTF-16 units before the code point at `point`."""
        point = min(max(point, 0), self._length)
        return point + bisect_left(self._astral, point)

    def to_points(self, unit: int) -> int:
        """Code points before the UTF-16 unit at `unit`."""
        unit = min(max(unit, 0), len(self))
        pairs = bisect_left(self._astral_units, unit)
        inside = bool(pairs) and self._astral_units[pairs - 1] + 1 == unit
        return self._astral[pairs - 1] if inside else unit - pairs


def units(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text) + sum(1 for _ in _ASTRAL.finditer(text))


def plain(raw: str) -> str:
    """Text as Qt's raw text has it, with paragraph and line separators as `\\n`, one for one; NBSP stays NBSP."""
    return raw.translate(_BREAKS) if not raw.isascii() else raw


def clean(text: str) -> str:
    """Text fit for the editor: line endings as `\\n`, each lone surrogate replaced by U+FFFD. Lengths may change."""
    text = plain(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.isascii() else _LONE.sub(REPLACEMENT, text)
