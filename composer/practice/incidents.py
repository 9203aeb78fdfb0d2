"""Things that happened online and what was done: doubtful conversations, press, requests, fellow members' conduct.

No names are asked for, only codes and offices; every entry and every outcome is an event of the log.
"""

from __future__ import annotations

import enum
import uuid
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.errors import UserTrouble

if TYPE_CHECKING:
    from composer.vault.eventlog import Entry
    from composer.vault.vault import Vault

OPENED, SETTLED = "incident.opened", "incident.settled"


class IncidentKind(enum.StrEnum):
    """What happened."""

    CONVERSATION = "doubtful-conversation"
    PRESS = "press-contact"
    REQUEST = "request-from-client"
    RELATIONSHIP = "online-relationship"
    MEMBER = "member-conduct"
    ASSOCIATION = "association-content"


OUTCOMES: dict[IncidentKind, tuple[str, ...]] = {
    IncidentKind.CONVERSATION: ("withdrew", "took it to supervision", "confronted it"),
    IncidentKind.PRESS: ("talked to the trustee first, then answered", "talked to the trustee first, did not answer"),
    IncidentKind.REQUEST: ("declined by letter", "declined in person"),
    IncidentKind.RELATIONSHIP: ("ended it", "took it to supervision"),
    IncidentKind.MEMBER: ("wrote to them", "reported a possible violation"),
    IncidentKind.ASSOCIATION: ("told the administration manager", "told the trustee", "told both"),
}
"""What may be done, and only that: MIP C3 names three ways for a doubtful conversation, ACAT j one for the press."""
CLAUSES = {
    IncidentKind.CONVERSATION: ("mip:c3",),
    IncidentKind.PRESS: ("acat:j",),
    IncidentKind.REQUEST: ("mip:n2",),
    IncidentKind.RELATIONSHIP: ("mip:n1",),
    IncidentKind.MEMBER: ("mip:m1",),
    IncidentKind.ASSOCIATION: ("acat:i",),
}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was done."""

    outcome: str
    on: date
    note: str = ""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What was noted first."""

    kind: IncidentKind
    on: date
    platform: str
    what: str


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    id: str
    opened: Opened
    settled: Outcome | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """What may be done about it."""
        return OUTCOMES[self.opened.kind]


class Incidents:
    """The incidents of one identity."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def open(self, kind: IncidentKind, *, on: date, platform: str, what: str) -> Incident:
        """Note that something happened."""
        needs_words(what, "what happened", shortest=5)
        incident = Incident(id=str(uuid.uuid4()), opened=Opened(kind=kind, on=on, platform=platform, what=what))
        self._vault.log.append(OPENED, incident.id, incident.opened)
        return incident

    def settle(self, incident_id: str, outcome: str, *, on: date, note: str = "") -> Incident:
        """Note what was done; only the ways that the policies name are offered."""
        found = next((i for i in self.all() if i.id == incident_id), None)
        if found is None or outcome not in found.ways:
            raise UserTrouble("This is none of the ways that are named.", "Nothing was noted.", "Choose one of them.")
        settled = Outcome(outcome=outcome, on=on, note=note)
        self._vault.log.append(SETTLED, incident_id, settled)
        return msgspec.structs.replace(found, settled=settled)

    def all(self) -> list[Incident]:
        """Every incident, latest first, with the last thing done."""
        settled = {e.subject: msgspec.convert(e.payload, Outcome) for e in self._events(SETTLED)}
        found = [
            Incident(id=e.subject, opened=msgspec.convert(e.payload, Opened), settled=settled.get(e.subject))
            for e in self._events(OPENED)
        ]
        return found[::-1]

    def waiting(self) -> list[Incident]:
        """Incidents about which nothing was done yet."""
        return [incident for incident in self.all() if incident.settled is None]

    def _events(self, kind: str) -> list[Entry]:
        return [e for e in self._vault.log.entries(kind=kind) if e.payload is not None]
