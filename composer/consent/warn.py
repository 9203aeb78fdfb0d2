"""What a careful colleague would ask about a consent: little time to think, something not said, no supervision.

Warnings never stop anything; refusals (`ledger.ConsentNotPossible`) do. All sentences are for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from composer.consent.record import ALL_TOLD, ConsentForm, ConsentRecord, ConsentState, Stage, Told

TIME_TO_THINK = timedelta(days=2)
"""Less than this between asking and deciding is remarked on (design decision; no standard names a figure)."""

AFTER_THERAPY = 12
"""Months after the end of therapy within which contact may still be felt as therapy."""


def about(record: ConsentRecord) -> tuple[str, ...]:
    """Everything to be remarked on in a record as it stands."""
    return tuple(_all(record))


def before(form: ConsentForm, asked_at: datetime, decided_at: datetime | None) -> tuple[str, ...]:
    """The same remarks before anything is recorded; `decided_at` is None while an answer is awaited."""
    state = ConsentState.REQUESTED if decided_at is None else ConsentState.GIVEN
    record = ConsentRecord(
        id="", code=form.code, kind=form.kind, form=form, state=state, parties=form.parties,
        asked_at=asked_at, decided_at=decided_at, expires=form.reach.expires,
    )  # fmt: skip
    return about(record)


def _all(record: ConsentRecord) -> Iterator[str]:
    yield from _who(record)
    yield from _haste(record)
    yield from _untold(record)
    yield from _freedom(record)
    yield from _content(record)


def _who(record: ConsentRecord) -> Iterator[str]:
    others = [p.code for p in record.parties if p.role in ("parent", "relative", "attorney") and not p.basis]
    if others:
        yield f"It is not noted what gives {', '.join(others)} the right to decide."


def _haste(record: ConsentRecord) -> Iterator[str]:
    if record.decided_at is None or not record.state.valid:
        return
    taken = record.decided_at - record.asked_at
    if taken < TIME_TO_THINK:
        hours = int(taken.total_seconds() // 3600)
        span = "within the hour" if hours < 1 else f"after {hours} hour{'s' if hours > 1 else ''}"
        yield f"Agreed {span}. Two days or more to think make a yes easier to trust: ask once more whether it holds."


def _untold(record: ConsentRecord) -> Iterator[str]:
    if not record.state.valid:
        return
    missing = [told for told in ALL_TOLD if told not in record.form.informing.told]
    if missing:
        yield "Not recorded as told: " + "; ".join(Told(m).value for m in missing) + "."
    if not record.form.informing.explained_by:
        yield "It is not recorded who explained it."


def _freedom(record: ConsentRecord) -> Iterator[str]:
    free = record.form.voluntariness
    if free.incentive:
        yield "Something was offered in return. A consent that is paid for may not be freely given."
    if not record.kind.cared_for:
        return
    if free.stage is None:
        yield "It is not recorded where the therapy stood when they were asked."
    if free.stage in (Stage.DURING, Stage.ENDING):
        yield "Asked while the therapy was going on: a yes may be hard to tell from the wish to please."
    if free.stage is Stage.ENDED and (free.months_since_end or 0) < AFTER_THERAPY:
        yield "Less than a year since the therapy ended."
    if free.supervision_on is None:
        yield "No supervision about this consent is recorded."


def _content(record: ConsentRecord) -> Iterator[str]:
    if record.form.reach.commercial:
        yield "The text promotes something: testimonials about health services also fall under the advertising code."
    if record.form.reach.expires is None and record.form.reach.review_on is None:
        yield "No end and no review date: consent has to be looked at again from time to time."
