"""Cuts a post into paragraphs and sentences, as posts are written: lower case, emoji, lists, hashtags, no full stops.

No parser is needed, so that a sentence's facts can be looked up before anything is parsed. Offsets are code points.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources

MAX_SENTENCE = 700
"""Code points; what runs on longer is cut at the last blank before, and else in the middle."""

Span = tuple[int, int]

_CLOSING = "\"'’”»)\\]*_"
_SIGNS = "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d"
_STOPS = ".!?…。؟"
# a run is tried from its first sign only and never given back: else ten thousand full stops take seconds
_BORDER = re.compile(
    rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]++)(?P<close>[{_CLOSING}]*+)(?P<sign>\s?[{_SIGNS}]++)?\s++(?=\S)"
    rf"|(?<![{_SIGNS}])(?P<emoji>[{_SIGNS}]++)\s++(?=[A-Z“\"‘])"
    rf"|(?P<glued>(?<=[a-z]{{2}})[.!?]++)(?=[A-Z][a-z]++[\s,'’])"
)
_LAST_WORD = re.compile(r"[\w.’']+$")
_LINE = re.compile(r"[^\s][^\n\r\u2028\u2029]*")
_ITEM = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]+)$")


@functools.cache
def _abbreviations(kind: str) -> frozenset[str]:
    data = tomllib.loads(resources.files("rules").joinpath("sentences.toml").read_text(encoding="utf-8"))
    return frozenset(data[kind].split())


def paragraphs(text: str) -> list[Span]:
    """The lines of the text that hold more than white space, each without the white space at its ends."""
    return [(match.start(), match.start() + len(match[0].rstrip())) for match in _LINE.finditer(text)]


def sentences(paragraph: str) -> list[Span]:
    """The sentences of one paragraph, in order, none longer than `MAX_SENTENCE`; white space between is in none."""
    spans: list[Span] = []
    start = 0
    for border in _BORDER.finditer(paragraph):
        if _ends_sentence(paragraph, start, border):
            spans += _pieces(paragraph, start, border.end())
            start = border.end()
    return [*spans, *_pieces(paragraph, start, len(paragraph))]


def _ends_sentence(text: str, start: int, border: re.Match[str]) -> bool:
    after = text[border.end()]
    if border["stop"] is None or border["sign"]:
        return True
    if after.islower() and (border["close"] or len(border["stop"]) > 1 or border["stop"] == "…"):
        return False
    if border["stop"] != ".":
        return True
    word = _LAST_WORD.search(text, max(start, border.start() - 24), border.start())
    return word is None or _stands_alone(word[0], after, is_first=not text[start : word.start()].strip())


def _stands_alone(word: str, after: str, *, is_first: bool) -> bool:
    """Whether a full stop after `word` ends a sentence that goes on with the character `after`."""
    plain = word.lower()
    if plain in _abbreviations("never") or (len(word) == 1 and word.isalpha() and word != "I"):
        return False
    if is_first and _ITEM.match(word):
        return False
    return not (plain in _abbreviations("rarely") and not after.isupper())


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """The span without white space at its ends, cut where it is longer than a sentence may be."""
    start, end = _trimmed(text, start, end)
    while end - start > MAX_SENTENCE:
        blank = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = blank if blank > 0 else start + MAX_SENTENCE
        yield _trimmed(text, start, cut)
        start = _trimmed(text, cut, end)[0]
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
