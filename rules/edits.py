"""The small grammar under every rewrite: an edit, the sentence around a passage, leaving out, putting in.

All offsets are code points of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec


class Edit(msgspec.Struct, frozen=True):
    """Put `new` where [start, end) stands; code points of the text."""

    start: int
    end: int
    new: str
    label: str


Writer = Callable[[str, int, int], "Edit | None"]

# -- small grammar ----------------------------------------------------------------------------------------------------


def possessive(text: str, start: int, end: int) -> str:
    """`her`, `his` or `their`, by the pronouns nearest to a passage in its sentence."""
    left, right = sentence(text, start, end)
    near = [(abs(m.start() + left - start), m[0].lower()) for m in _PRONOUN.finditer(text[left:right])]
    word = min(near)[1] if near else ""
    return "her" if word in _SHE else "his" if word in _HE else "their"


_SHE = {
    "she",
    "her",
    "herself",
    "woman",
    "girl",
    "lady",
    "mum",
    "mother",
    "daughter",
    "wife",
    "sister",
    "lass",
    "she's",
}
_HE = {
    "he",
    "his",
    "him",
    "himself",
    "man",
    "boy",
    "lad",
    "bloke",
    "chap",
    "dad",
    "father",
    "son",
    "husband",
    "guy",
    "he's",
}
_PRONOUN = re.compile(r"\b(" + "|".join(sorted(_SHE | _HE, key=len, reverse=True)) + r")\b", re.I)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a passage, its closing mark included, the space before it not."""
    left = max((m.end() for m in re.finditer(r"[.!?…][\"”')]*\s+|\n+", text[:start])), default=0)
    closing = re.compile(r"[.!?…]+[\"”')]*(?=\s|$)|\n|$").search(text, max(start, end - 1))
    right = closing.end() if closing else len(text)
    if closing and closing[0] == "\n":
        right = closing.start()
    return left, max(right, end)


def dropped(text: str, start: int, end: int, label: str = "Leave it out") -> Edit:
    """The passage away, with the space and the comma that would be left over."""
    before, after = text[:start], text[end:]
    if before.endswith(", ") and after.startswith(","):
        return Edit(start - 2, end, "", label)
    if before.endswith(("(", "[")) and after.startswith((")", "]")):
        start, end, before, after = start - 1, end + 1, before[:-1], after[1:]
    if re.match(r"[\s.,;:!?)]|$", after) and before.endswith(" "):
        return Edit(start - 1, end, "", label)
    if (not before or before.endswith(("\n", " "))) and after.startswith(" "):
        return Edit(start, end + 1, "", label)
    return Edit(start, end, "", label)


def without_sentence(text: str, start: int, end: int) -> Edit:
    """The whole sentence away."""
    left, right = sentence(text, start, end)
    return dropped(text, left, right, "Leave this sentence out")


def instead(text: str, start: int, end: int, new: str, label: str) -> Edit:
    """`new` in place of the passage, with a capital where a sentence begins."""
    if start == 0 or re.search(r"[.!?…][\"”')]*\s+$|\n\s*$", text[:start]):
        new = new[:1].upper() + new[1:]
    return Edit(start, end, new, label)


def with_article(text: str, start: int, end: int, new: str, label: str) -> Edit:
    """As `instead`, mending an `a` or `an` that stands directly before."""
    article = re.search(r"\b([Aa])n?\s+$", text[:start])
    if article and new:
        right = article[1] + ("n" if new[0].lower() in "aeiou" else "")
        return Edit(article.start(), end, f"{right} {new}", label)
    return instead(text, start, end, new, label)
