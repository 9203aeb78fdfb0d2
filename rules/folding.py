"""Reads through disguises: a folded text for the detectors, with an exact map back to the original code points.

Folded: invisible and direction characters (dropped), stacked and struck-through marks, full-width, mathematical and
circled letters, look-alikes from other scripts, s-p-a-c-e-d letters, emoji inside words, digits for letters, and
hashtags of several words (#JusticeForAmir → #Justice For Amir). Ordinary text is its own folding.
The table of look-alikes is `folding.toml`. Cost is linear in the text; nothing is kept.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from importlib import resources

import msgspec

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_JOINERS = re.compile("[\u200d\ufe0e\ufe0f\U000e0020-\U000e007f]")
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_OVERLAYS = re.compile("[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20dd-\u20f0]")
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"

_ODD = re.compile(
    rf"[^\W_](?=[{INVISIBLE}]*[{_MARKS}])[{INVISIBLE}{_MARKS}]+"
    "|[^\n\r\t\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2010-\u2023\u2025-\u2027\u2030-\u205e\u20a0-\u20bf]"
)
_BROKEN = re.compile(rf"[^\W\d_]+(?:[{_EMOJI}]+[^\W\d_]+)+")
_SPACED = re.compile(r"(?<![\w'’@#&/])[^\W\d_](\. |[ .\-_*·•~])[^\W\d_](?:\1[^\W\d_])+(?![\w@'’])(?![.-]\w)")
_DIGITS_IN_WORD = re.compile(r"(?<![\w@/:.\-])(?=[A-Za-z]*[0-9@$])[A-Za-z0-9@$]{3,}(?![\w@/\-]|[.:]\w)")
_TAG = re.compile(r"(?<![\w&/#@])#\w*[^\W\d_]\w*")
_HANDLE = re.compile(r"(?<![\w.@/])@\w(?:[\w.-]*\w)?")
_WORD_BORDER = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z]{2})|_")
_NO_LEET = re.compile(
    r"\d+(?:st|nd|rd|th|s|am|pm|mins?|hrs?|hours?|secs?|days?|wks?|weeks?|mths?|months?|yrs?|years?|yo|kgs?|mg|ml|km|mph|ish|some|ppl)"
    r"|[A-Z]{1,2}\d[A-Z\d]?(?:\d[A-Z]{2})?|\d[A-Z]{2}|.*\d|.*[269].*",
    re.I,
)


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A hashtag or handle, in code points of the *original* text, with the words that it is made of."""

    start: int
    end: int
    sign: str
    """`#` or `@`."""
    words: tuple[str, ...]


class Folded(msgspec.Struct, frozen=True, gc=False):
    """A text as it reads, and where every folded character came from."""

    original: str
    text: str
    starts: tuple[int, ...] | None = None
    """For each folded character the start of its original code points; None where nothing was folded."""
    ends: tuple[int, ...] | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether the text is its own folding."""
        return self.starts is None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) of the folded [start, end); an empty span stays where it is and empty."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], max(self.starts[start], self.ends[end - 1])


def fold(text: str, *, split_tags: bool = True) -> Folded:
    """The text as it reads. With `split_tags` hashtags come apart into their words (a space is put in)."""
    draft = _Draft(text)
    if not text.isascii():
        draft.rewrite(_ODD, _odd_character)
        draft.rewrite_all(_look_alikes(draft.text))
        draft.rewrite(_BROKEN, _mended)
    draft.rewrite(_SPACED, _joined)
    draft.rewrite(_DIGITS_IN_WORD, _lettered)
    tags = tuple(draft.tags())
    if split_tags:
        draft.rewrite(_TAG, _split_tag)
    return draft.done(tags)


Edit = tuple[int, int, str]
"""Folded code points [start, end) and what replaces them."""


class _Draft:
    """A text being folded; the map is made only when something changes."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = text
        self.starts: list[int] | None = None
        self.ends: list[int] = []

    def rewrite(self, pattern: re.Pattern[str], change: Callable[[re.Match[str]], Iterator[Edit]]) -> None:
        self.rewrite_all(edit for match in pattern.finditer(self.text) for edit in change(match))

    def rewrite_all(self, edits: Iterator[Edit]) -> None:
        edits_in_order = [edit for edit in edits if self.text[edit[0] : edit[1]] != edit[2]]
        if not edits_in_order:
            return
        if self.starts is None:
            self.starts = list(range(len(self.text)))
            self.ends = list(range(1, len(self.text) + 1))
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in edits_in_order:
            pieces += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            new_starts, new_ends = self._map(start, end, len(new))
            starts += new_starts
            ends += new_ends
            at = end
        self.text = "".join([*pieces, self.text[at:]])
        self.starts = starts + self.starts[at:]
        self.ends = ends + self.ends[at:]

    def _map(self, start: int, end: int, length: int) -> tuple[list[int], list[int]]:
        assert self.starts is not None
        if length == end - start:
            return self.starts[start:end], self.ends[start:end]
        if start == end:
            here = self.ends[start - 1] if start else 0
            return [here] * length, [here] * length
        return [self.starts[start]] * length, [self.ends[end - 1]] * length

    def tags(self) -> Iterator[Tag]:
        """Hashtags and handles as they read now, before the former are taken apart."""
        if "#" not in self.text and "@" not in self.text:
            return
        for match in sorted([*_TAG.finditer(self.text), *_HANDLE.finditer(self.text)], key=re.Match.start):
            start, end = match.span()
            if self.starts is not None:
                start, end = self.starts[start], self.ends[end - 1]
            yield Tag(start, end, match[0][0], tuple(w for w in _WORD_BORDER.split(match[0][1:]) if w))

    def done(self, tags: tuple[Tag, ...]) -> Folded:
        if self.starts is None:
            return Folded(self.original, self.text, tags=tags)
        return Folded(self.original, self.text, tuple(self.starts), tuple(self.ends), tags)


# -- characters ------------------------------------------------------------------------------------------------------


def _odd_character(match: re.Match[str]) -> Iterator[Edit]:
    start, end = match.span()
    if end - start == 1:
        before = match.string[start - 1 : start]
        new = match[0] if _JOINERS.match(match[0]) and _is_sign(before) else _single(match[0])
        yield start, end, new
    else:
        yield start, end, _unmarked(match[0])


def _is_sign(character: str) -> bool:
    """Whether a joiner or selector after this character is part of an emoji."""
    return bool(character) and not character.isalnum() and not character.isspace()


@functools.lru_cache(maxsize=4096)
def _single(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Cs":
        return "\ufffd"  # half a pair: no encoder takes it
    if category == "Cf" or re.match(f"[{INVISIBLE}]", character):
        return ""
    new = unicodedata.normalize("NFKC", character)
    if len(new) == 1 and (new.isalnum() or new.isascii()):
        return _LATIN.get(new, new) if not category.startswith("N") else character
    return new if new.isalpha() and category.startswith("L") else character


def _unmarked(cluster: str) -> str:
    """A letter with marks as one composed letter, or without the marks where there is no such letter."""
    base, marks = cluster[0], re.sub(f"[{INVISIBLE}]", "", cluster[1:])
    composed = unicodedata.normalize("NFC", base + _OVERLAYS.sub("", marks))
    return composed if len(composed) == 1 else _single(base) or base


# -- words -----------------------------------------------------------------------------------------------------------


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files("rules").joinpath("folding.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    flat = {
        name: {look: letter for letter, looks in data[name].items() for look in looks} for name in ("foreign", "latin")
    }
    lists = {name: dict.fromkeys(data[f"{name}_words"].split(), "") for name in ("short", "hidden")}
    return {**flat, "digits": data["digits"], **lists}


_LATIN = _table()["latin"]
_FOREIGN = _table()["foreign"]
_DIGITS = _table()["digits"]
_SHORT = _table()["short"]
_HIDDEN = _table()["hidden"]
_FOREIGN_WORD = re.compile(rf"[^\W\d_]*[{''.join(_FOREIGN)}][^\W_]*")


def _look_alikes(text: str) -> Iterator[Edit]:
    """Foreign letters among Latin ones; and whole words of them where nobody writes in that script."""
    words = list(_FOREIGN_WORD.finditer(text))
    written = {_script(c) for c in text if c > "\u036f" and c not in _FOREIGN and c.isalpha()} if words else set()
    for match in words:
        word = match[0]
        mixed = any(_script(c) == "LATIN" for c in word)
        if mixed or all(c in _FOREIGN and _script(c) not in written for c in word):
            yield match.start(), match.end(), "".join(_FOREIGN.get(c, c) for c in word)


@functools.lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


def _mended(match: re.Match[str]) -> Iterator[Edit]:
    """A word with emoji inside (Sa😀rah), told from two words with emoji between (news🎉come)."""
    pieces = re.split(f"([{_EMOJI}]+)", match[0])
    words = pieces[::2]
    if "".join(words).casefold() in _HIDDEN or any(len(w) <= 2 and w.casefold() not in _SHORT for w in words):
        at = match.start()
        for piece, is_word in zip(pieces, (True, False) * len(words), strict=False):
            if not is_word:
                yield at, at + len(piece), ""
            at += len(piece)


def _joined(match: re.Match[str]) -> Iterator[Edit]:
    """Single letters with the same sign between them, less an `I` or `a` that is a word of its own at either end."""
    separator = match[1]
    step = 1 + len(separator)
    letters = match[0][::step]
    start, end = match.span()
    if separator == " ":
        named = letters[0] in "aI" and letters[1:2].isupper() and not letters.isupper()
        if named or (letters[0] in "aA" and letters[1:].casefold() in _HIDDEN):
            letters, start = letters[1:], start + step
        if letters[-1] == "I" and letters[-2:-1].islower():
            letters, end = letters[:-1], end - step
        if len(letters) < 3 or (len(letters) == 3 and letters[0] in "aAI" and not letters.isupper()):
            return
    for index in range(len(letters) - 1):
        at = start + index * step + 1
        yield at, at + step - 1, ""


def _lettered(match: re.Match[str]) -> Iterator[Edit]:
    """Digits read as letters (S4rah, J0hn), unless the word is a time, an ordinal, a unit, a code or a postcode."""
    word = match[0]
    digits = sum(not c.isalpha() for c in word)
    if _NO_LEET.fullmatch(word) or digits * 2 > len(word) or not (word[1:-1].isalpha() or _digit_inside(word)):
        return
    if not word[0].isalpha() and (len(word) < 4 or word[0] in "@$"):
        return
    for index, character in enumerate(word):
        if character in _DIGITS:
            letter = _DIGITS[character]
            at = match.start() + index
            yield at, at + 1, letter.upper() if word.isupper() or (index == 0 and word[1].islower()) else letter


def _digit_inside(word: str) -> bool:
    return any(not c.isalpha() for c in word[1:-1])


# -- tags ------------------------------------------------------------------------------------------------------------


def _split_tag(match: re.Match[str]) -> Iterator[Edit]:
    for border in _WORD_BORDER.finditer(match.string, match.start() + 1, match.end()):
        if border.start() > match.start() + 1:
            yield border.start(), border.end(), " "
