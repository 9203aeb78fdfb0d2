"""Check-ups of privacy settings and devices: what to look at, why, what to aim for, when it was done and is due again.

The items are dated data (`checkups.json`). The app opens no page; the author looks and notes. Each look is an event of
the vault's log, so that it can be shown later.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import msgspec

from composer.errors import UserTrouble
from rules.report import IdentityKind

if TYPE_CHECKING:
    from composer.vault.vault import Vault

DONE, CHANGED, PUT_BY = "checkup.done", "checkup.platform-changed", "checkup.put-by"
LATER = timedelta(days=14)
"""How long “later” is."""


class CheckItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to look at."""

    id: str
    platform: str
    setting: str
    why: tuple[str, ...]
    """Ids of the clauses that ask for it."""
    help: str = ""
    professional: str
    """What to aim for; empty where this identity need not look."""
    personal: str
    source: str
    every_days: int = 0

    def target(self, kind: IdentityKind) -> str:
        """What to aim for in one identity."""
        return self.professional if kind is IdentityKind.PROFESSIONAL else self.personal


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One look at an item, as noted."""

    item: str
    on: date
    as_wished: bool
    note: str = ""


class PutBy(msgspec.Struct, frozen=True, kw_only=True):
    """An item put off until a day; without a day it is not for this author, or (`mine`) it is one again."""

    item: str
    on: date
    until: date | None = None
    mine: bool = False


class PlatformChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A platform changed its settings or terms: everything there is to be looked at again (MIP V5)."""

    platform: str
    on: date
    note: str = ""


class CheckState(msgspec.Struct, frozen=True, kw_only=True):
    """An item with its last look and when it is due again."""

    item: CheckItem
    last: Looked | None
    due: date
    """The day on which it is due; for one never looked at, today, unless it was put off."""
    mine: bool = True
    """False where the author said that it does not concern them (no account there, say)."""

    def overdue(self, today: date) -> bool:
        """Whether it is due today or before."""
        return self.mine and self.due <= today


class _File(msgspec.Struct, forbid_unknown_fields=True):
    as_of: date
    every_days: int
    note: str
    items: tuple[CheckItem, ...]


@cache
def all_items() -> tuple[CheckItem, ...]:
    """Every item, in the order in which to look."""
    file = _file()
    return tuple(msgspec.structs.replace(i, every_days=i.every_days or file.every_days) for i in file.items)


@cache
def _file() -> _File:
    raw = resources.files("composer.practice").joinpath("checkups.json").read_bytes()
    return msgspec.json.decode(raw, type=_File)


def as_of() -> date:
    """The day of which these items are."""
    return _file().as_of


class CheckUps:
    """The check-ups of one identity."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def states(self, today: date) -> list[CheckState]:
        """Every item for this identity with its last look; what is due first comes first."""
        kind = self._vault.identity().kind
        last = {looked.item: looked for looked in self.history()}
        changed = {c.platform: c.on for c in self._changes()}
        put_by = self._put_by()
        found = [
            _state(i, last.get(i.id), changed.get(i.platform), put_by.get(i.id), today)
            for i in all_items()
            if i.target(kind)
        ]
        return sorted(found, key=lambda s: s.due)

    def due(self, today: date) -> list[CheckState]:
        """What is to be looked at now."""
        return [state for state in self.states(today) if state.overdue(today)]

    def looked(self, item_id: str, on: date, *, as_wished: bool = True, note: str = "") -> Looked:
        """Note a look; with `as_wished` False the item stays due."""
        _must_be_there(item_id)
        look = Looked(item=item_id, on=on, as_wished=as_wished, note=note)
        self._vault.log.append(DONE, item_id, look)
        return look

    def later(self, item_id: str, today: date, until: date | None = None) -> PutBy:
        """Put an item off; it is due again in two weeks, or on the day given. A later look takes its place."""
        return self._put(PutBy(item=item_id, on=today, until=until or today + LATER))

    def not_for_me(self, item_id: str, today: date) -> PutBy:
        """The item does not concern this author: it is never due, and stands in a list of its own."""
        return self._put(PutBy(item=item_id, on=today))

    def for_me_again(self, item_id: str, today: date) -> PutBy:
        """It concerns the author after all; due as its last look says."""
        return self._put(PutBy(item=item_id, on=today, mine=True))

    def _put(self, put: PutBy) -> PutBy:
        _must_be_there(put.item)
        self._vault.log.append(PUT_BY, put.item, put)
        return put

    def platform_changed(self, platform: str, on: date, note: str = "") -> list[CheckState]:
        """Note that a platform changed something; all its items are due from that day. Returns them."""
        if platform not in {i.platform for i in all_items()}:
            raise UserTrouble("There are no check-ups for it.", "Nothing was noted.", "Choose one from the list.")
        self._vault.log.append(CHANGED, platform, PlatformChanged(platform=platform, on=on, note=note))
        return [state for state in self.states(on) if state.item.platform == platform]

    def history(self) -> list[Looked]:
        """All looks in order."""
        entries = self._vault.log.entries(kind=DONE)
        return [msgspec.convert(e.payload, Looked) for e in entries if e.payload is not None]

    def _put_by(self) -> dict[str, PutBy]:
        """What was put by last, by item; a look at it since takes the place of “later”."""
        looks = {e.subject: e.seq for e in self._vault.log.entries(kind=DONE)}
        found = {}
        for entry in self._vault.log.entries(kind=PUT_BY):
            if entry.payload is not None:
                put = msgspec.convert(entry.payload, PutBy)
                over = put.until is not None and looks.get(put.item, 0) > entry.seq
                found[put.item] = msgspec.structs.replace(put, until=None, mine=True) if over else put
        return found

    def _changes(self) -> list[PlatformChanged]:
        entries = self._vault.log.entries(kind=CHANGED)
        return [msgspec.convert(e.payload, PlatformChanged) for e in entries if e.payload is not None]


def _must_be_there(item_id: str) -> None:
    if item_id not in {i.id for i in all_items()}:
        raise UserTrouble("There is no such check-up.", "Nothing was noted.", "Choose one from the list.")


def _state(item: CheckItem, last: Looked | None, changed: date | None, put: PutBy | None, today: date) -> CheckState:
    if last is None:
        due = today
    else:
        due = last.on + timedelta(days=item.every_days) if last.as_wished else last.on
        if changed is not None and changed > last.on:
            due = min(due, changed)
    if put is not None and put.until is not None and not (changed is not None and changed > put.on):
        due = max(due, put.until)
    mine = put is None or put.mine or put.until is not None
    return CheckState(item=item, last=last, due=due, mine=mine)
