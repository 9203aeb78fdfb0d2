"""Finds the words that must not appear in a profile, however they are written: folded, spaced anew, as a hashtag."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.folding import fold
from rules.report import Setting

SHORTEST_BARE = 4
"""Letters from which a handle is looked for without its @, too; shorter ones are too often ordinary words."""
MANY_DIGITS = 7
"""Digits from which a word is a number that people write with blanks, dots or hyphens wherever they like."""


def kept_out(text: str, setting: Setting) -> Iterator[tuple[int, int]]:
    """Where the text holds a word of `setting.keep_out`: [start, end) in its code points, word by word."""
    own = {word.strip().casefold() for word in setting.own_names}
    words = [word for w in setting.keep_out if len(word := w.strip()) >= 2 and word.casefold() not in own]
    if not words:
        return
    folded = fold(text, split_tags=False)
    for word in words:
        for match in re.finditer(_pattern(word, own), folded.text, re.I):
            yield folded.span(*match.span())


def _pattern(word: str, own: set[str]) -> str:
    """What finds a word in folded text; whole words only."""
    sign = "@" if word.startswith("@") else ""
    bare = word.removeprefix("@")
    optional = len(bare) >= SHORTEST_BARE and bare.casefold() not in own
    forms = [form.split() for form in dict.fromkeys((bare, fold(bare, split_tags=False).text))]
    number = sum(c.isdigit() for c in bare) >= MANY_DIGITS
    spelt = [(_GAPS if number else r"\s+").join(_spelt(part, number) for part in parts) for parts in forms]
    tagged = [r"[\s_.-]*".join(_spelt(part, number) for part in parts) for parts in forms if len(parts) > 1]
    found = [rf"(?<!\w){sign}{'?' if sign and optional else ''}(?:{'|'.join(spelt)})(?!\w)"]
    if tagged:
        found.append(rf"(?<=[#@])(?:{'|'.join(tagged)})(?!\w)")
    return "|".join(found)


_GAPS = r"[\s.-]*"


def _spelt(part: str, number: bool) -> str:
    """A part of a word as it stands, with either apostrophe; the digits of a number however they are grouped."""
    spelt = re.sub(r"\\?['’]", "['’]", re.escape(part))
    return re.sub(r"(?<=\d)(?=\d)", lambda _: _GAPS, spelt) if number else spelt
