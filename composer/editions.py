"""Policies change: what a newer edition asks of a post that is approved already.

An approval notes the editions that it was given under. A later one ends it only where it newly forbids something; that
takes reading the post against it once more, and where nothing is newly forbidden this is noted and the approval stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from composer.review import How, Need, ReviewItem
from rules.report import Outcome

if TYPE_CHECKING:
    from composer.approval import RecordedFinding
    from rules.report import Finding

HELD = "approval.held"
UNREADABLE = "cannot be read"
"""In place of the edition of a pack whose file is missing or broken: what was approved waits until it is mended."""


class PackEdition(msgspec.Struct, frozen=True, kw_only=True):
    """Which edition of a policy the check was made against."""

    id: str
    title: str = ""
    edition: str = ""

    @property
    def name(self) -> str:
        """The policy as people call it."""
        return self.title or self.id


Editions = Callable[[tuple[str, ...]], tuple[PackEdition, ...]]
"""Looks up the editions that are installed now for some pack ids."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Payload of `approval.held`: the post was read against these editions, and they forbid nothing newly."""

    on: date
    packs: tuple[PackEdition, ...]


def named(packs: Iterable[PackEdition]) -> str:
    """Policies with their editions, as a sentence takes them."""
    return " and ".join(f"{pack.name} ({pack.edition})" for pack in packs)


def unread(now: Iterable[PackEdition], read: Iterable[PackEdition]) -> tuple[PackEdition, ...]:
    """The policies in force whose edition the post has not been read against; those switched off do not matter."""
    known = {(pack.id, pack.edition) for pack in read}
    return tuple(pack for pack in now if (pack.id, pack.edition) not in known)


def unread_told(packs: Iterable[PackEdition], read: Iterable[PackEdition]) -> tuple[str, ...]:
    """Why an approval waits, in a sentence for each policy."""
    known = {pack.id for pack in read}
    return tuple(_unread_told(pack, pack.id in known) for pack in packs)


def _unread_told(pack: PackEdition, known: bool) -> str:
    if pack.edition == UNREADABLE:
        return f"The policy {pack.name} cannot be read: mend its file, or switch it off. Until then this post waits."
    if known:
        return f"{pack.name} has a new edition since ({pack.edition}), which this post has not been read against yet."
    return f"{pack.name} was switched on since, and this post has not been read against it yet."


def newly_forbidden(items: Iterable[ReviewItem], recorded: Iterable[RecordedFinding]) -> tuple[Finding, ...]:
    """Of what stops the post under the editions of today, what did not when it was approved.

    That is what still needs something; and what the author went on against, where it has become graver or a clause
    has come that their reason could not speak of.
    """
    then: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
    for one in recorded:
        rank, clauses = then.get((one.concern, one.rule), (0, frozenset()))
        then[one.concern, one.rule] = max(rank, Outcome(one.outcome).rank), clauses | set(one.clauses)
    stopping = (item for item in items if item.finding.outcome.stops)
    return tuple(item.finding for item in stopping if _new(item, *then.get(_place(item.finding), (0, frozenset()))))


def _new(item: ReviewItem, rank: int, clauses: frozenset[str]) -> bool:
    if item.need is not Need.NOTHING:
        return True
    overruled = item.resolution is not None and item.resolution.how is How.OVERRULED
    if overruled and item.finding.outcome.rank > rank:
        return True
    return any((overruled or c.overrule) and c.id not in clauses for c in item.finding.citations)


def _place(finding: Finding) -> tuple[str, str]:
    return str(finding.concern), finding.rule


def forbidding(finding: Finding) -> str:
    """A finding as the log may keep it: what it is about and the clauses, no word of the post."""
    clauses = ", ".join(dict.fromkeys(c.label for c in finding.citations))
    about = finding.title or str(finding.concern).replace("-", " ")
    return f"{about} ({clauses})" if clauses else about
