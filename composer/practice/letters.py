"""Letters that the policies ask for, as drafts to finish by hand: formal where a clause says formal, kind throughout.

Nothing is sent. A letter that was sent is noted in the log with its kind, to whom (a code or an office) and when.
"""

from __future__ import annotations

import string
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.wording import plain_date

if TYPE_CHECKING:
    from composer.vault.vault import Vault

SENT = "letter.sent"
WRAPPED = 90
"""Lines of a template that are so long (in code points) go on in the next."""


class Letter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A letter to be filled in. `blanks` maps what is missing to what to write there."""

    id: str
    title: str
    when: str
    clauses: tuple[str, ...]
    contact: str = ""
    """`pack:contact` of whom it goes to, where a pack names one."""
    blanks: dict[str, str] = {}
    body: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that went out."""

    letter: str
    to: str
    on: date
    how: str
    """`post`, `e-mail`, `by hand`."""
    note: str = ""


@cache
def all_letters() -> tuple[Letter, ...]:
    """Every letter."""
    raw = resources.files("composer.practice").joinpath("letters.toml").read_bytes()
    return tuple(msgspec.toml.decode(raw, type=dict[str, tuple[Letter, ...]])["letter"])


def letter(letter_id: str) -> Letter:
    """One letter."""
    found = next((one for one in all_letters() if one.id == letter_id), None)
    if found is None:
        raise UserTrouble("There is no such letter.", "Nothing was written.", "Choose one from the list.")
    return found


def written(letter_id: str, identity: Identity, *, on: date, **blanks: str) -> str:
    """The letter filled in; what is left blank stands in square brackets for the author to complete."""
    chosen = letter(letter_id)
    fields = {name: f"[{hint}]" for name, hint in chosen.blanks.items()}
    fields |= {name: value for name, value in blanks.items() if value.strip()}
    role = identity.role_label or identity.role or "therapist"
    own = {"name": identity.display_name, "role": role, "date": plain_date(on)}
    return string.Template(_unwrapped(chosen.body.strip())).safe_substitute(fields | own)


def letter_pdf(words: str, *, large: bool = False) -> bytes:
    """A letter on paper, as it was typed; its text is the author's to change, so nothing is added. Some 50 ms."""
    from composer.paper import Paper  # takes a while to load, and only papers need it

    paper = Paper("Letter", large=large, headed=False)
    paper.letter(words)
    return paper.pdf()


def _unwrapped(body: str) -> str:
    """Without the line breaks that only keep the file's lines short; short lines (an address, a list) stay lines."""
    lines: list[str] = []
    joins = False
    for line in body.split("\n"):
        if joins and line.strip():
            lines[-1] = f"{lines[-1].rstrip()} {line.lstrip()}"
        else:
            lines.append(line)
        joins = len(line) >= WRAPPED
    return "\n".join(lines)


class Letters:
    """What was sent from one identity."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sent(self, letter_id: str, *, to: str, on: date, how: str, note: str = "") -> Sent:
        """Note that a letter went out. `to` is a code or an office."""
        letter(letter_id)
        needs_words(to, "to whom it went", shortest=2)
        gone = Sent(letter=letter_id, to=to, on=on, how=how, note=note)
        self._vault.log.append(SENT, letter_id, gone)
        return gone

    def history(self) -> list[Sent]:
        """All letters sent, in order."""
        entries = self._vault.log.entries(kind=SENT)
        return [msgspec.convert(e.payload, Sent) for e in entries if e.payload is not None]
