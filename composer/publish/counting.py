"""How each platform counts a text; pure functions of the text, in the platform's own units."""

from __future__ import annotations

import importlib.util
import sys
import types
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import regex

_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3")
URL = regex.compile(r"https?://[^\s<>\"“”]+?(?=[.,;:!?'’)\]]*(?:\s|$|[<>\"“”]))", regex.IGNORECASE)
REMOTE_MENTION = regex.compile(r"(?<![\w/])@([\w.\-]+)@[\w\-]+(?:\.[\w\-]+)+")
MENTION = regex.compile(r"(?<![\w/])@\w[\w.\-]*(?<![.\-])(?:@[\w\-]+(?:\.[\w\-]+)+)?")
HASHTAG = regex.compile(r"(?<![\w&/])[#＃](?=\w*[^\W\d_])[\w·]+")

_RUN = regex.compile(r"\S+|\s+")
LONGEST_LINK = 1000
MOST_DOTS = 40
"""Beyond these a word is no link that anyone would post, and looking for one takes seconds."""
X_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1 on X; all others weigh 2."""
PLACEHOLDER_LINK = "x" * 23
"""What a link counts on X and Mastodon."""


def graphemes(text: str) -> int:
    """Characters as people see them (Unicode extended grapheme clusters)."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def words(text: str) -> int:
    """Words as people count them: letters and digits, with inner apostrophes and hyphens."""
    return sum(1 for _ in _WORD.finditer(text))


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def x_weight(text: str) -> int:
    """Weighted length on X after twitter-text's v3 configuration: NFC, links 23, each emoji 2.

    Counted word by word, as no link crosses white space: the whole text at once takes quadratic time.
    """
    runs = _RUN.findall(unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    return sum(_x_run(run) for run in runs)


@lru_cache(maxsize=4096)
def _x_run(run: str) -> int:
    plain = len(run) > LONGEST_LINK or run.count(".") > MOST_DOTS
    return sum(_x_sign(sign) for sign in _GRAPHEME.findall(run)) if plain else int(_parse_tweet()(run).weightedLength)


def _x_sign(sign: str) -> int:
    if _EMOJI.search(sign):
        return 2
    return sum(1 if any(low <= ord(c) <= high for low, high in X_LIGHT) else 2 for c in sign)


def mastodon(text: str) -> int:
    """Characters of a Mastodon body: graphemes, links 23, of a remote mention only `@user`."""
    return graphemes(REMOTE_MENTION.sub(r"@\1", URL.sub(PLACEHOLDER_LINK, text)))


def threads(text: str) -> int:
    """Characters of a Threads post: code points, but each emoji as many as it has UTF-8 bytes (Meta, April 2026)."""
    return sum(utf8_bytes(g) if _EMOJI.search(g) else len(g) for g in _GRAPHEME.findall(text))


def hashtags(text: str) -> list[str]:
    """The hashtags in a text."""
    return [m.group() for m in HASHTAG.finditer(text)]


def links(text: str) -> list[str]:
    """The links in a text that begin with `http://` or `https://`."""
    return [m.group() for m in URL.finditer(text)]


def x_links(text: str) -> list[tuple[int, int]]:
    """Spans (code points of the NFC text) that X takes for links; no scheme is needed there."""
    _parse_tweet()
    extract: Any = sys.modules["twitter_text.extract_urls"].extract_urls_with_indices
    found = extract(unicodedata.normalize("NFC", text))
    return [(int(u["indices"][0]), int(u["indices"][1])) for u in found]


@cache
def _parse_tweet() -> Any:
    """twitter-text-parser's counter. It asks `pkg_resources`, gone from current setuptools, for one data file."""
    lent = "pkg_resources" not in sys.modules and importlib.util.find_spec("pkg_resources") is None
    if lent:
        stand_in = types.ModuleType("pkg_resources")
        stand_in.resource_string = _resource_bytes  # type: ignore[attr-defined]
        sys.modules["pkg_resources"] = stand_in
    try:
        from twitter_text import parse_tweet
    finally:
        if lent:
            del sys.modules["pkg_resources"]
    return parse_tweet


def _resource_bytes(module: str, name: str) -> bytes:
    return resources.files(module.rpartition(".")[0]).joinpath(name).read_bytes()
