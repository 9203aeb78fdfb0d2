"""Consent records rebuilt from the log: each event applied in order, nothing kept anywhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

import msgspec

from composer.consent import warn
from composer.consent.record import (
    ConsentEvent,
    ConsentForm,
    ConsentRecord,
    ConsentState,
    Decision,
    Evidence,
    Informing,
    Material,
    Party,
    Private,
    Reach,
    SameSubstance,
    SubjectKind,
    Voluntariness,
)
from composer.consent.states import together

PREFIX = "consent."
_STATES = frozenset(str(state) for state in ConsentState)


class LogEntry(Protocol):
    """As much of a log entry as folding needs; `payload` is None once erased."""

    @property
    def seq(self) -> int: ...
    @property
    def time(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any] | None: ...


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of `ConsentRequested`: the form as it stood when the person was asked."""

    form: ConsentForm
    parties: tuple[Party, ...]
    at: datetime


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of every later state: who decided what, and what was completed or narrowed at that moment."""

    decision: Decision
    informing: Informing | None = None
    reach: Reach | None = None
    voluntariness: Voluntariness | None = None
    expires: date | None = None


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """Until when the record is kept and why."""

    until: date
    why: str


class ReviewDay(msgspec.Struct, frozen=True, kw_only=True):
    """When to ask the person whether it still holds; None for no day."""

    on: date | None


class Restriction(msgspec.Struct, frozen=True, kw_only=True):
    """Why the record is locked away; an empty reason lifts it."""

    reason: str
    ground: str = ""
    """The ground in law, as a sentence; empty in records of older versions."""


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """What remains after erasure: the pseudonymous code, the kind and the hash of the text."""

    code: str
    kind: SubjectKind
    text_hash: str
    state: ConsentState


class Folding:
    """One consent while its events are being applied."""

    def __init__(self) -> None:
        self.record: ConsentRecord | None = None
        self.states: dict[str, ConsentState] = {}
        self.ends: dict[str, date | None] = {}
        self.private = Private()

    def apply(self, entry: LogEntry) -> None:
        """Take in the next event; unknown kinds are kept as events without effect."""
        if entry.payload is None:
            return
        name = entry.kind.removeprefix(PREFIX)
        if name == ConsentState.REQUESTED:
            self._asked(entry, msgspec.convert(entry.payload, Asked))
        elif name == "erased":
            self._erased(entry, msgspec.convert(entry.payload, Tombstone))
        elif self.record is not None:
            self._later(name, entry, entry.payload)

    def _later(self, name: str, entry: LogEntry, payload: dict[str, Any]) -> None:
        if name in _STATES:
            self._step(entry, msgspec.convert(payload, Step))
        elif name == "private":
            self.private = msgspec.convert(payload, Private)
        elif name == "evidence":
            added = msgspec.convert(payload, Evidence)
            self._set(evidence=(*self._now.evidence, added))
        elif name == "same-substance":
            judged = msgspec.convert(payload, SameSubstance)
            self._set(same_substance=(*self._now.same_substance, judged))
        elif name == "retention":
            kept = msgspec.convert(payload, Retention)
            self._set(retain_until=kept.until, retain_why=kept.why)
        elif name == "restriction":
            locked = msgspec.convert(payload, Restriction)
            self._set(restricted=": ".join(part for part in (locked.ground, locked.reason) if part))
        elif name == "review":
            reach = msgspec.structs.replace(self._now.form.reach, review_on=msgspec.convert(payload, ReviewDay).on)
            self._set(form=msgspec.structs.replace(self._now.form, reach=reach))
            self._set(warnings=warn.about(self._now))
        if name != "private" and name not in _STATES:
            self._event(entry, name)

    @property
    def _now(self) -> ConsentRecord:
        assert self.record is not None
        return self.record

    def _set(self, **changes: Any) -> None:
        self.record = msgspec.structs.replace(self._now, **changes)

    def _asked(self, entry: LogEntry, asked: Asked) -> None:
        self.states = {p.code: ConsentState.REQUESTED for p in asked.parties}
        self.record = ConsentRecord(
            id=entry.subject,
            code=asked.form.code,
            kind=asked.form.kind,
            form=asked.form,
            state=ConsentState.REQUESTED,
            parties=asked.parties,
            asked_at=asked.at,
            expires=asked.form.reach.expires,
        )
        self._event(entry, str(ConsentState.REQUESTED), asked.at)
        self._set(warnings=warn.about(self._now))

    def _step(self, entry: LogEntry, step: Step) -> None:
        decision = step.decision
        for code in [decision.party] if decision.party else list(self.states):
            self.states[code] = decision.state
        if decision.party:
            others = tuple(d for d in self._now.decisions if d.party != decision.party)
            self._set(decisions=(*others, decision))
        elif decision.state is not ConsentState.EXPIRED:
            self._set(decisions=())
        self._set(form=_completed(self._now.form, step), state=together(self.states.values()))
        if decision.state.valid:
            self.ends[decision.party] = step.expires or self._now.form.reach.expires
            self._set(decided_at=decision.at, expires=min((e for e in self.ends.values() if e), default=None))
        self._event(entry, str(decision.state), decision.at, decision.party, decision.note)
        self._set(warnings=warn.about(self._now))

    def _erased(self, entry: LogEntry, left: Tombstone) -> None:
        material = Material(text="", text_hash=left.text_hash)
        form = ConsentForm(kind=left.kind, code=left.code, material=material, reach=Reach(channels=()))
        self.record = ConsentRecord(
            id=entry.subject,
            code=left.code,
            kind=left.kind,
            form=form,
            state=left.state,
            parties=(),
            asked_at=entry.time,
            erased=entry.time,
        )
        self._event(entry, "erased")

    def _event(self, entry: LogEntry, kind: str, at: datetime | None = None, party: str = "", note: str = "") -> None:
        event = ConsentEvent(seq=entry.seq, kind=kind, at=at or entry.time, logged=entry.time, party=party, note=note)
        self._set(events=(*self._now.events, event))


def fold(entries: Iterable[LogEntry]) -> dict[str, Folding]:
    """All consents by id, in the order in which they were asked for."""
    found: dict[str, Folding] = {}
    fold_on(found, entries)
    return found


def fold_on(found: dict[str, Folding], entries: Iterable[LogEntry]) -> None:
    """Apply further entries to what was folded before."""
    for entry in entries:
        if entry.kind.startswith(PREFIX) and entry.payload is not None:
            found.setdefault(entry.subject, Folding()).apply(entry)


def _completed(form: ConsentForm, step: Step) -> ConsentForm:
    return msgspec.structs.replace(
        form,
        informing=step.informing or form.informing,
        reach=step.reach or form.reach,
        voluntariness=step.voluntariness or form.voluntariness,
    )
