"""The family of errors of this package. None of them ever holds a word that someone typed."""

from __future__ import annotations


class RulesTrouble(Exception):
    """Trouble on the user's side, told politely: what happened, what it means for them, what to do."""

    code = "trouble"
    """A short name for programs, such as `too-long`."""

    def __init__(self, message: str, meaning: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.meaning = meaning
        self.cure = cure

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.meaning, self.cure) if part)
