"""Whether a pack's text may have been overtaken, told in one sentence."""

from __future__ import annotations

import datetime

from rules.packs.pack import Pack

LONGEST_CYCLE_MONTHS = 36
"""For a body that names no review date: the longest update cycle that any body here sets itself (MIP R1)."""


def staleness(pack: Pack, today: datetime.date) -> str:
    """A plain sentence when a review or update is overdue on that day, or the copy is old; empty while it is fresh."""
    dues = [("a review", pack.review_due), ("an update", pack.update_due)]
    overdue = [f"{what} was due in {_month(due)}" for what, due in dues if due is not None and due < today]
    text = f"This copy of the {pack.short} {pack.kind.value} is from {_month(pack.as_of)}"
    if overdue:
        return f"{text} and may be out of date: {' and '.join(overdue)}."
    undated = pack.review_due is None and pack.update_due is None
    if undated and _months_between(pack.as_of, today) >= LONGEST_CYCLE_MONTHS:
        return f"{text}: please compare it with the {pack.kind.value} as it stands now."
    return ""


def _month(day: datetime.date) -> str:
    return f"{_NAMES[day.month - 1]} {day.year}"


def _months_between(earlier: datetime.date, later: datetime.date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month - (later.day < earlier.day)


# not strftime: the words would depend on the user's locale
_NAMES = "January February March April May June July August September October November December".split(" ")  # noqa: SIM905
