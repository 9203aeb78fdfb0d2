"""Signs that nobody can see: which ones a text holds, how to show them, and the text without them (failure F32).

They come in by copying from web pages and chat programs, or on purpose: to carry hidden words, to break a name apart,
to turn the order of reading round. Those that writing needs are none of them: joiners inside an emoji and between
letters of scripts that join, direction marks in a line that is written from right to left, selectors of variants.
Pure functions; positions are code points.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import regex

from composer.wording import counted

_SIGN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,8}\U000e007f")
"""England, Scotland, Wales and the like: a black flag and a name in letters that cannot be seen."""
_KINDS = {
    "picture": r"[\p{Extended_Pictographic}\p{Regional_Indicator}]",
    "emoji": r"[\p{Emoji}--[#*0-9]]",
    "dress": r"[\p{Emoji_Modifier}\ufe0f]",
    "mark": r"\p{M}",
    "joining": r"[\p{Arabic}\p{Syriac}\p{Mandaic}\p{Nko}\p{Mongolian}\p{Phags_Pa}\p{Devanagari}\p{Bengali}\p{Gurmukhi}"
    r"\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}]",
    "unspaced": r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Han}\p{Hiragana}\p{Katakana}\p{Tibetan}]",
    "varied": r"[\p{Han}\p{Sm}\p{Myanmar}]",
    "mongolian": r"\p{Mongolian}",
    "khmer": r"\p{Khmer}",
    "jamo": r"[\u1100-\u11ff]",
}
_WANTS = {
    "\u200c": "joining",
    "\u200d": "joining",
    "\u200b": "unspaced",
    "\u2060": "unspaced",
    "\u17b4": "khmer",
    "\u17b5": "khmer",
    "\u115f": "jamo",
    "\u1160": "jamo",
    **dict.fromkeys("\u180b\u180c\u180d\u180e\u180f", "mongolian"),
    **{chr(code): "varied" for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))},
}
"""Behind what kind of letter a sign belongs to the writing."""
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
AROUND = 12
"""Code points shown before and behind a sign in an excerpt."""
MOST_TOGETHER = 20
_LINE_ENDS = re.compile("[\x0b\x0c\x85]")
_NAMES = {
    "\x00": "NUL",
    "\u00ad": "soft hyphen",
    "\u061c": "Arabic letter mark",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\u202c": "end of a direction change",
    "\u2069": "end of a direction change",
    "\ufeff": "zero-width no-break space",
    "\ufffc": "place of an object",
}


class Unseen(msgspec.Struct, frozen=True, gc=False):
    """One sign that cannot be seen, and where it stands."""

    at: int
    sign: str

    @property
    def name(self) -> str:
        """What it is, in words: `zero-width space`."""
        return name_of(self.sign)


def unseen(text: str) -> tuple[Unseen, ...]:
    """Every sign in the text that cannot be seen and that its writing does not need, in order. 0.1 s for 100,000."""
    if _SIGN.search(text) is None:
        return ()
    apart = {at for match in _FLAG.finditer(text) for at in range(match.start() + 1, match.end())} | set(_turning(text))
    found = ((match.start(), match[0]) for match in _SIGN.finditer(text))
    return tuple(Unseen(at, sign) for at, sign in found if at not in apart and not _needed(text, at, sign))


def _needed(text: str, at: int, sign: str) -> bool:
    """Whether a sign belongs to what stands before it (or, in an emoji, on both sides)."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if sign in "\ufe0e\ufe0f":
        return _is(before, "emoji") or (before in "#*0123456789" and bool(before) and after == "\u20e3")
    if sign == "\u200d" and _is(after, "picture"):
        while at > 0 and _is(before, "dress"):
            at, before = at - 1, text[at - 2 : at - 1]
        return _is(before, "picture") or _is(before, "joining")
    wanted = _WANTS.get(sign)
    if wanted is None:
        return False
    return _is(before, wanted) or (_is(before, "mark") and _is(text[at - 2 : at - 1], wanted))


@functools.lru_cache(maxsize=4096)
def _is(character: str, kind: str) -> bool:
    return bool(character) and regex.fullmatch(_KINDS[kind], character, regex.V1) is not None


def _turning(text: str) -> Iterator[int]:
    """Direction marks (no overrides) in lines with letters that are written from right to left."""
    if _TURNING.search(text) is None or _FROM_THE_RIGHT.search(text) is None:
        return
    at = 0
    for line in text.splitlines(keepends=True):
        if _FROM_THE_RIGHT.search(line):
            yield from (at + match.start() for match in _TURNING.finditer(line))
        at += len(line)


def without(text: str) -> str:
    """The text with those signs taken out; control signs that end a line become line ends. Nothing else changes."""
    while found := unseen(text):
        pieces: list[str] = []
        at = 0
        for one in found:
            pieces += (text[at : one.at], "\n" if _LINE_ENDS.match(one.sign) else "")
            at = one.at + 1
        text = "".join([*pieces, text[at:]])
    return text


def shown(text: str) -> str:
    """The text for showing in one's own windows: each such sign as its name, `Sa⟨zero-width space⟩rah`."""
    return _shown(text, unseen(text), 0, len(text))


def excerpts(text: str, most: int = 5) -> list[str]:
    """Where such signs stand, with a few words around, as single lines; signs close together share one."""
    heaps: list[list[Unseen]] = []
    for one in unseen(text):
        if heaps and one.at - heaps[-1][-1].at <= 2 * AROUND and len(heaps[-1]) < MOST_TOGETHER:
            heaps[-1].append(one)
        elif len(heaps) < most:
            heaps.append([one])
        else:
            break
    return [_excerpt(text, heap) for heap in heaps]


def _excerpt(text: str, heap: list[Unseen]) -> str:
    start, end = max(0, heap[0].at - AROUND), min(len(text), heap[-1].at + 1 + AROUND)
    line = " ".join(_shown(text, heap, start, end).split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"


def _shown(text: str, found: Sequence[Unseen], start: int, end: int) -> str:
    pieces: list[str] = []
    for one in found:
        pieces += (text[start : one.at], f"⟨{one.name}⟩")
        start = one.at + 1
    return "".join([*pieces, text[start:end]])


def in_words(found: Iterable[Unseen]) -> str:
    """How many of which: `2 zero-width spaces, 1 right-to-left override`."""
    names = Counter(one.name for one in found)
    return ", ".join(counted(number, name) for name, number in names.most_common())


@functools.lru_cache(maxsize=512)
def name_of(sign: str) -> str:
    """A sign in words."""
    if sign in _NAMES:
        return _NAMES[sign]
    code = ord(sign)
    if 0xE0000 <= code <= 0xE007F:
        return "hidden letter"
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return "variation selector"
    if unicodedata.category(sign) == "Cc":
        return "control sign"
    return unicodedata.name(sign, "unnamed sign").lower()
