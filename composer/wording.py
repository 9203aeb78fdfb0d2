"""The one form in which texts are compared and hashed, so that a saved line ending never voids a consent."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date

MAX_TITLE = 60


def normal_text(text: str) -> str:
    """The text in Unicode NFC with `\\n` line endings; nothing else changes, not even a space."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_hash(text: str) -> str:
    """SHA-256 of the normal text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(normal_text(text).encode("utf-8", "surrogatepass")).hexdigest()


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same wording: a person who saw one has seen the other."""
    return normal_text(one) == normal_text(other)


def first_words(text: str, longest: int = MAX_TITLE) -> str:
    """A title made from the first words of a text, at most `longest` code points, never cutting a word in two."""
    line = " ".join(next((row for row in text.splitlines() if row.strip()), "").split())
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
