"""What waits for the author, shown inside the app only: codes and dates, never a name or a word of a post."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from composer.consent.record import ConsentRecord
from composer.draft import Draft, DraftState
from composer.wording import plain_date

if TYPE_CHECKING:
    from composer.consent.ledger import Ledger
    from composer.draft import Drafts
    from composer.pause import Rests
    from composer.practice.checkups import CheckUps
    from composer.practice.incidents import Incidents
    from composer.publish.takedown import TakeDowns

SOON = timedelta(days=30)
ANSWER_AWAITED = timedelta(days=14)
STEP_SOON = timedelta(days=3)
RESTED_SHOWN = timedelta(days=7)
CLIENT_DRAFT_KEPT = timedelta(days=30)
"""After this, an unapproved draft with client material is asked about (design decision)."""


class ReminderKind(enum.StrEnum):
    TAKE_DOWN = "take-down"
    CONSENT_ENDED = "consent-ended"
    CONSENT_ENDS = "consent-ends"
    REVIEW = "review"
    ANSWER = "answer"
    RETENTION = "retention"
    OLD_DRAFT = "old-draft"
    CHECK_UP = "check-up"
    INCIDENT = "incident"
    STEP = "incident-step"
    RESTED = "rested"


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at."""

    kind: ReminderKind
    subject: str
    """Id of the consent, task or draft."""
    due: date
    message: str


def due(ledger: Ledger, take_downs: TakeDowns, drafts: Drafts, today: date) -> list[Reminder]:
    """Everything that is due or soon will be, earliest first; take-downs before all else."""
    found = [*_take_downs(take_downs), *_consents(ledger, today), *_drafts(drafts, today)]
    return sorted(found, key=lambda r: (r.kind is not ReminderKind.TAKE_DOWN, r.due))


def practice_due(checkups: CheckUps, incidents: Incidents, today: date) -> list[Reminder]:
    """One line for all check-ups due again, one for each incident nothing is noted about, and steps with a day near.

    Check-ups never looked at are no reminder: a new user would be met by thirty of them.
    """
    again = [state for state in checkups.due(today) if state.last is not None]
    found = []
    if again:
        message = f"{len(again)} check-up{'s are' if len(again) > 1 else ' is'} due again."
        found.append(Reminder(kind=ReminderKind.CHECK_UP, subject=again[0].item.id, due=again[0].due, message=message))
    for incident in (i for i in incidents.waiting() if not i.steps):
        message = f"Nothing is noted yet about what happened on {plain_date(incident.opened.on)}."
        reminder = Reminder(kind=ReminderKind.INCIDENT, subject=incident.id, due=incident.opened.on, message=message)
        found.append(reminder)
    return found + [*_steps(incidents, today)]


def _steps(incidents: Incidents, today: date) -> Iterator[Reminder]:
    for incident in incidents.all():
        day = incident.next_due
        if day is not None and day <= today + STEP_SOON:
            message = f"Something is to be done about what happened on {plain_date(incident.opened.on)}."
            yield Reminder(kind=ReminderKind.STEP, subject=incident.id, due=day, message=message)


def rested_due(rests: Rests, drafts: Drafts, today: date) -> list[Reminder]:
    """Drafts that were left to rest and may be read again: for a week, or until they are written on or approved."""
    waiting = {d.id: d.changed.astimezone().date() for d in drafts.all() if d.state is DraftState.DRAFT}
    message = "A post that you let rest can be read again, and approved if it still seems right."
    return [
        Reminder(kind=ReminderKind.RESTED, subject=rest.draft_id, due=rest.until, message=message)
        for rest in rests.over(today)
        if waiting.get(rest.draft_id, today) < rest.until and today <= rest.until + RESTED_SHOWN
    ]


def _take_downs(take_downs: TakeDowns) -> Iterator[Reminder]:
    for task in take_downs.open():
        yield Reminder(kind=ReminderKind.TAKE_DOWN, subject=task.id, due=task.since.date(), message=task.told())


def _consents(ledger: Ledger, today: date) -> Iterator[Reminder]:
    for record in ledger.all():
        if record.erased is None:
            yield from _of_record(record, today)


def _of_record(record: ConsentRecord, today: date) -> Iterator[Reminder]:
    def remind(kind: ReminderKind, day: date, message: str) -> Reminder:
        return Reminder(kind=kind, subject=record.id, due=day, message=message)

    ends = record.expires
    if ends is not None and record.state.valid and ends <= today + SOON:
        yield remind(ReminderKind.CONSENT_ENDS, ends, f"Consent {record.code} runs out on {plain_date(ends)}.")
    if ends is not None and str(record.state) == "ConsentExpired":
        message = f"Consent {record.code} has run out: ask whether it still holds, or take the post down."
        yield remind(ReminderKind.CONSENT_ENDED, ends, message)
    review = record.form.reach.review_on
    if review is not None and record.state.valid and review <= today:
        yield remind(ReminderKind.REVIEW, review, f"Ask again whether consent {record.code} still holds.")
    asked = record.asked_at.date()
    if record.state.open and asked + ANSWER_AWAITED <= today:
        message = f"{record.code} was asked on {plain_date(asked)}. No answer is no consent."
        yield remind(ReminderKind.ANSWER, asked + ANSWER_AWAITED, message)
    kept = record.retain_until
    if kept is not None and kept <= today:
        yield remind(ReminderKind.RETENTION, kept, f"The time for keeping record {record.code} is over: erase it?")


def _drafts(drafts: Drafts, today: date) -> Iterator[Reminder]:
    for draft in drafts.all():
        old = draft.changed.date() + CLIENT_DRAFT_KEPT
        if _about_someone(draft) and old <= today:
            message = "A draft that may be about someone has not been touched for a month: finish or delete it."
            yield Reminder(kind=ReminderKind.OLD_DRAFT, subject=draft.id, due=old, message=message)


def _about_someone(draft: Draft) -> bool:
    return draft.state is DraftState.DRAFT and draft.outcome is not None and draft.outcome.stops
