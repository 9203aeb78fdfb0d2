"""The one form in which texts are compared and hashed, so that a saved line ending never voids a consent."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date

MAX_TITLE = 60
_FIRST_LINE = re.compile("[^\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]*")
"""Up to where `str.splitlines` ends a line."""


def normal_text(text: str) -> str:
    """The text in Unicode NFC with `\\n` line endings; nothing else changes, not even a space."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_hash(text: str) -> str:
    """SHA-256 of the normal text in UTF-8, as 64 hexadecimal digits."""
    return hash_of_normal(normal_text(text))


def hash_of_normal(text: str) -> str:
    """`text_hash` of a text that is known to be in its normal form."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_blank(text: str) -> bool:
    """Whether there is nothing but white space; a long text is read no further than its first word."""
    return not text or text.isspace()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same wording: a person who saw one has seen the other."""
    return normal_text(one) == normal_text(other)


def first_words(text: str, longest: int = MAX_TITLE) -> str:
    """A title made from the first words of a text, at most `longest` code points, never cutting a word in two."""
    first = _FIRST_LINE.match(text.lstrip())
    line = " ".join(first[0].split()) if first else ""
    if len(line) <= longest:
        return line
    head = line[: longest - 1].rsplit(" ", 1)[0] if " " in line[: longest - 1] else line[: longest - 1]
    return head.rstrip(" ,;:–—-") + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 draft`, `3 drafts`, `2 log entries`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def plain_date(day: date) -> str:
    """A day as people write it: `4 March 2027`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
