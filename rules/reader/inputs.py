"""Turns a stretch of text into what the encoder takes: word pieces, how each word is cased, and where each came from.

The text is folded first (`rules.folding`), so that disguises read as the words they stand for; offsets lead back to the
text as given. Identity and channel stand as plain words before the text. Used alike in training and when reading.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from tokenizers import Tokenizer

from rules.folding import fold

CONCERNS = (
    "client-reference",
    "client-identifier",
    "clinical-work",
    "colleague-or-service",
    "personal-information",
    "identity-mixing",
    "respect",
    "defamation",
    "raising-concerns",
    "online-relationship",
    "image-permission",
    "honest-claims",
    "press-contact",
    "association-content",
)
"""The order of the token heads."""
OUTCOMES = ("clear", "advice", "needs-consent", "must-fix")
CHANNEL_WORDS = {
    **dict.fromkeys(("x", "bluesky", "mastodon", "threads"), "tweet"),
    **dict.fromkeys(("facebook", "instagram"), "social"),
    **dict.fromkeys(("blog", "newsletter", "website"), "article"),
    "linkedin": "network",
    "profile": "profile",
}
"""Channels that are written alike share a word; one never heard of is an article."""
LOWER, CAPITALISED, UPPER = 0, 1, 2


class Tokens(msgspec.Struct, frozen=True):
    """One window as the encoder takes it."""

    ids: tuple[int, ...]
    kinds: tuple[int, ...]
    """How the word of each piece is cased: the vocabulary itself is lower case."""
    starts: tuple[int, ...]
    """Of each piece after the prefix and before the last separator: code points of the text as given."""
    ends: tuple[int, ...]
    prefix: int
    """How many pieces stand before the text's first."""


class Inputs:
    """The tokenizer with the prefix words known. Holds nothing of the texts that it has seen."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._start = int(tokenizer.token_to_id("[CLS]") or 0)
        self._border = int(tokenizer.token_to_id("[SEP]") or 0)
        self._prefixes: dict[str, tuple[int, ...]] = {}

    @classmethod
    def from_bytes(cls, content: bytes) -> Inputs:
        """From a tokenizer's own JSON file."""
        return cls(Tokenizer.from_str(content.decode()))

    def encode(self, text: str, identity: str, channel: str) -> Tokens:
        """The pieces of `text` (code points; lone surrogates and NULs are read as blanks of the same length)."""
        readable = _readable(text)
        folded = fold(readable)
        pieces = self._tokenizer.encode(folded.text, add_special_tokens=False)
        before = self._prefix(identity, channel)
        spans = [folded.span(start, end) for start, end in pieces.offsets]
        return Tokens(
            ids=(*before, *pieces.ids, self._border),
            kinds=(*[LOWER] * len(before), *_kinds(folded.text, pieces.word_ids, pieces.offsets), LOWER),
            starts=tuple([start for start, _ in spans]),
            ends=tuple([end for _, end in spans]),
            prefix=len(before),
        )

    def _prefix(self, identity: str, channel: str) -> tuple[int, ...]:
        """The pieces before a text, of which there are as many as kinds of posts."""
        words = f"{identity} {CHANNEL_WORDS.get(channel, 'article')}"
        if words not in self._prefixes:
            ids = self._tokenizer.encode(words, add_special_tokens=False).ids
            self._prefixes[words] = (self._start, *ids, self._border)
        return self._prefixes[words]


def _readable(text: str) -> str:
    """Without what no encoder of UTF-8 takes; every code point keeps its place."""
    if text.isascii():
        return text.replace("\0", " ")
    return "".join(" " if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def _kinds(text: str, words: Sequence[int | None], offsets: Sequence[tuple[int, int]]) -> list[int]:
    """The casing of each piece's whole word; tokenizer words are cut at blanks and punctuation."""
    edges: dict[int | None, tuple[int, int]] = {}
    for word, (start, end) in zip(words, offsets, strict=True):
        edges[word] = (edges[word][0] if word in edges else start, end)
    kinds = {word: _kind(text[start:end]) for word, (start, end) in edges.items()}
    return [kinds[word] for word in words]


def _kind(word: str) -> int:
    if not word[:1].isupper():
        return LOWER
    return UPPER if len(word) > 1 and word.isupper() else CAPITALISED
