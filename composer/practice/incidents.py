"""Things that happened online and what was done: doubtful conversations, press, requests, fellow members' conduct.

No names are asked for, only codes and offices; every entry, step and outcome is an event of the log. An incident on
paper is for a supervisor or a panel.
"""

from __future__ import annotations

import enum
import uuid
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.wording import plain_date

if TYPE_CHECKING:
    from composer.vault.eventlog import Entry
    from composer.vault.vault import Vault

OPENED, SETTLED = "incident.opened", "incident.settled"
STEP, STEP_DONE = "incident.step", "incident.step-done"


class IncidentKind(enum.StrEnum):
    """What happened."""

    CONVERSATION = "doubtful-conversation"
    PRESS = "press-contact"
    REQUEST = "request-from-client"
    RELATIONSHIP = "online-relationship"
    MEMBER = "member-conduct"
    ASSOCIATION = "association-content"

    @property
    def label(self) -> str:
        """What happened, as people say it."""
        return LABELS[self]


LABELS = {
    IncidentKind.CONVERSATION: "An online conversation went where it should not",
    IncidentKind.PRESS: "The press got in touch",
    IncidentKind.REQUEST: "A client asked to connect",
    IncidentKind.RELATIONSHIP: "An online contact touches the work",
    IncidentKind.MEMBER: "A fellow member's conduct",
    IncidentKind.ASSOCIATION: "Something about the association",
}


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


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something done, or to be done by a day; and who was told, by role or office."""

    id: str
    on: date
    what: str
    told: str = ""
    """Who was told, such as `supervisor` or `insurer`."""
    due: date | None = None
    """The day by which it is to be done; None for what is done already."""
    done: date | None = None

    @property
    def waiting(self) -> bool:
        """Whether it has a day and is not done yet."""
        return self.due is not None and self.done is None


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    id: str
    opened: Opened
    settled: Outcome | None = None
    steps: tuple[Step, ...] = ()

    @property
    def next_due(self) -> date | None:
        """The first day by which something is still to be done."""
        return min((s.due for s in self.steps if s.due and s.waiting), default=None)

    @property
    def ways(self) -> tuple[str, ...]:
        """What may be done about it."""
        return OUTCOMES[self.opened.kind]


class StepDone(msgspec.Struct, frozen=True, kw_only=True):
    """That a step with a day was done."""

    step: str
    on: date


def incident_pdf(incident: Incident, identity: Identity, *, on: date, large: bool = False) -> bytes:
    """One incident on paper: what happened, what was done and by when, who was told, how it ended. Some 50 ms."""
    from composer.paper import Paper  # takes a while to load, and only papers need it

    opened = incident.opened
    paper = Paper("What happened online", large=large, foot=f"{identity.display_name}, {plain_date(on)}")
    paper.fields(
        [
            ("What", opened.kind.label),
            ("Day", plain_date(opened.on)),
            ("Where", opened.platform),
            ("Clauses", ", ".join(c.replace(":", " ").upper() for c in CLAUSES[opened.kind])),
            ("Written down by", " · ".join(filter(None, (identity.display_name, identity.role)))),
        ]
    )
    paper.heading("The account")
    paper.exact(opened.what)
    paper.heading("What was done")
    if incident.steps:
        paper.bullets(step_line(step) for step in incident.steps)
    else:
        paper.text("Nothing is noted yet.")
    paper.heading("How it ended")
    end = incident.settled
    paper.text(f"{plain_date(end.on)}: {end.outcome}. {end.note}".strip() if end else "It is still open.")
    return paper.pdf()


def step_line(step: Step) -> str:
    """A step as a sentence."""
    told = f" Told: {step.told}." if step.told else ""
    what = step.what if step.what.endswith((".", "!", "?")) else f"{step.what}."
    if step.due is None:
        return f"{plain_date(step.on)}: {what}{told}"
    if step.done is not None:
        return f"Done on {plain_date(step.done)} (was due {plain_date(step.due)}): {what}{told}"
    return f"To be done by {plain_date(step.due)}: {what}{told}"


class Incidents:
    """The incidents of one identity."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def open(self, kind: IncidentKind, *, on: date, platform: str, what: str) -> Incident:
        """Note that something happened."""
        needs_words(what, "what happened", shortest=5)
        opened = Opened(kind=kind, on=on, platform=platform.strip(), what=what.strip())
        incident = Incident(id=str(uuid.uuid4()), opened=opened)
        self._vault.log.append(OPENED, incident.id, incident.opened)
        return incident

    def step(self, incident_id: str, what: str, *, on: date, told: str = "", due: date | None = None) -> Step:
        """Note what was done, or with `due` what is to be done by a day, and who was told."""
        self.get(incident_id)
        needs_words(what, "what was done or is to be done", shortest=3)
        step = Step(id=str(uuid.uuid4()), on=on, what=what.strip(), told=told.strip(), due=due)
        self._vault.log.append(STEP, incident_id, step)
        return step

    def step_done(self, incident_id: str, step_id: str, *, on: date) -> Incident:
        """Note that something with a day is done."""
        if not any(s.id == step_id and s.waiting for s in self.get(incident_id).steps):
            raise UserTrouble("This is done already.", "Nothing was noted.", "Look at the list again.")
        self._vault.log.append(STEP_DONE, incident_id, StepDone(step=step_id, on=on))
        return self.get(incident_id)

    def get(self, incident_id: str) -> Incident:
        """One incident."""
        found = next((i for i in self.all() if i.id == incident_id), None)
        if found is None:
            raise UserTrouble("There is no such note.", "Nothing was changed.", "Choose one from the list.")
        return found

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
        steps = self._steps()
        found = [
            Incident(
                id=e.subject,
                opened=msgspec.convert(e.payload, Opened),
                settled=settled.get(e.subject),
                steps=tuple(steps.get(e.subject, ())),
            )
            for e in self._events(OPENED)
        ]
        return found[::-1]

    def _steps(self) -> dict[str, list[Step]]:
        done = {d.step: d.on for e in self._events(STEP_DONE) for d in [msgspec.convert(e.payload, StepDone)]}
        found: dict[str, list[Step]] = {}
        for entry in self._events(STEP):
            step = msgspec.convert(entry.payload, Step)
            found.setdefault(entry.subject, []).append(msgspec.structs.replace(step, done=done.get(step.id)))
        return found

    def waiting(self) -> list[Incident]:
        """Incidents about which nothing was done yet."""
        return [incident for incident in self.all() if incident.settled is None]

    def _events(self, kind: str) -> list[Entry]:
        return [e for e in self._vault.log.entries(kind=kind) if e.payload is not None]
