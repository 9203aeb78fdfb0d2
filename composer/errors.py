"""Two families of errors: the user's trouble, told politely with a cure, and our own fault.

Neither ever holds a word that someone typed: a `repr` in a log or a crash report must give nothing away.
"""

from __future__ import annotations


class UserTrouble(Exception):
    """Something the person can understand and act on: what happened, what it means for them, what to do."""

    def __init__(self, happened: str, meaning: str = "", cure: str = "") -> None:
        super().__init__(happened, meaning, cure)
        self.happened = happened
        self.meaning = meaning
        self.cure = cure

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.meaning, self.cure) if part)

    def __repr__(self) -> str:
        """The kind alone: what is told to the person may name the file or the address that they just chose."""
        return f"{type(self).__name__}(…)"


class OurFault(Exception):
    """A rule of the program was broken by the program itself; its message is for developers and holds no user text."""
