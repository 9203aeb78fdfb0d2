"""Leaves out of a sentence what only tells more of somebody: a relative clause, an aside, a phrase of place or time.

Offsets are code points of the text. Where nothing can go without leaving a stump, there is no edit.
"""

from __future__ import annotations

import re

from rules.edits import Edit, dropped, sentence

LABEL = "Leave this detail out"
_PREPOSITION = (
    r"(?:in|at|from|near|outside|after|before|since|on|during|by|with|for|over|between|behind|beside|under|through|via)"
)
_ASIDE = re.compile(
    rf"(?:a|an|the|one|then|now|once|called|named|known|aged|formerly|\d+|{_PREPOSITION}|\w+(?:ed|ing))\b", re.I
)
"""How an aside begins; what begins otherwise may be a clause of its own."""
_RELATIVE = re.compile(r"(?:who|whom|whose|which)\b", re.I)
_PHRASE = re.compile(rf"{_PREPOSITION}\b", re.I)
_LEANS_ON_IT = re.compile(
    r"\b(lives?|lived|living|is|was|are|were|be|been|being|stay\w*|moved?|went|goes?|going|put|came|comes?|set|sat|kept|looks?|looked"
    r"|get|got|who|and|or|but|the|a|an|of|to)\s+$|['’](s|re|m)\s+$|[^\w,)\s]\s*$",
    re.I,
)
"""Words before a phrase that cannot do without it."""
_CLOSES = re.compile(r"\s*(?:[.!?…;)]|$|\n)")
_PAUSES = re.compile(r"\s*(?:[.!?…;:,)]|–|—|$|\n)")


def trimmed(text: str, start: int, end: int) -> Edit | None:
    """The passage away, if its sentence still stands without it."""
    left, right = sentence(text, start, end)
    if start <= left or re.search(r"[.!?…\n]\s", text[start:end]) or end > right:
        return None
    return _relative(text, left, start, end) or _aside(text, start, end) or _phrase(text, start, end)


def _relative(text: str, left: int, start: int, end: int) -> Edit | None:
    opening = re.search(r"(?:who|whom|whose|which)\s+(?:\w+\s+)?$", text[left:start], re.I)
    at = left + opening.start() if opening else start
    if at == left or not _RELATIVE.match(text, at) or not re.search(r"\w,?\s+$", text[left:at]):
        return None
    asked = re.search(r"\b(and|but|wonder\w*|ask\w*|know|knows|knew|of|to|for|with|that)\s+$", text[left:at], re.I)
    return dropped(text, at, end, LABEL) if _CLOSES.match(text, end) and not asked else None


def _aside(text: str, start: int, end: int) -> Edit | None:
    before, after = text[:start], text[end:]
    comma = before.endswith(", ")
    if comma and _ASIDE.match(text, start) and after.startswith(","):
        return Edit(start - 2, end + 1, "", LABEL)
    if before.endswith("(") and after.startswith(")"):
        return dropped(text, start, end, LABEL)
    verb = re.search(r"\b(I|he|she|they|we|it|is|was|are|were|has|have|had)\b", text[start:end], re.I)
    if comma and _ASIDE.match(text, start) and _CLOSES.match(text, end) and not verb:
        return Edit(start - 2, end, "", LABEL)
    return None


def _phrase(text: str, start: int, end: int) -> Edit | None:
    clause = re.search(r"\b(I|he|she|they|we|it|who|is|was|are|were|has|had)\b", text[start:end], re.I)
    if not _PHRASE.match(text, start) or clause or not _PAUSES.match(text, end) or _LEANS_ON_IT.search(text[:start]):
        return None
    return dropped(text, start, end, LABEL)
