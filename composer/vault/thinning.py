"""Which revisions of a draft are kept as they grow older.

Every one of the last ten minutes; then the last of each minute for an hour, of each ten minutes for a day, of each hour
for a week, of each day after that. The first, the newest and pinned ones (approved, exported) are always kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

RULE: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(minutes=10), timedelta(0)),
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(days=1), timedelta(minutes=10)),
    (timedelta(days=7), timedelta(hours=1)),
    (timedelta.max, timedelta(days=1)),
)
"""Up to this age, one for each span of this length."""


class Kept(msgspec.Struct, frozen=True):
    """As much of a revision as the rule needs."""

    number: int
    saved: datetime
    pinned: bool = False


def superfluous(revisions: Iterable[Kept], now: datetime) -> set[int]:
    """The numbers of the revisions that the rule lets go."""
    ordered = sorted(revisions, key=lambda r: r.number)
    if len(ordered) < 3:
        return set()
    last_of: dict[tuple[int, int], int] = {}
    for revision in ordered:
        if slot := _slot(now - revision.saved, revision.saved):
            last_of[slot] = revision.number
    stays = {ordered[0].number, ordered[-1].number, *last_of.values()}
    young = {r.number for r in ordered if _slot(now - r.saved, r.saved) is None}
    return {r.number for r in ordered if not r.pinned} - stays - young


def _slot(age: timedelta, saved: datetime) -> tuple[int, int] | None:
    """Which span a revision stands for; None while each one is kept (a clock that went back counts as young)."""
    for tier, (until, span) in enumerate(RULE):
        if age <= until:
            return (tier, int(saved.timestamp() // span.total_seconds())) if span else None
    return None
