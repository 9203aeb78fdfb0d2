"""What has to be taken down: every export that rested on a consent that was withdrawn, revoked, invalid or erased.

Tasks are never stored; they follow from the log, so none can be forgotten. Only what was done about them is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.consent.ledger import Ledger
from composer.consent.record import ConsentRecord, ConsentState
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.export import Exports, PostedExport
from composer.wording import plain_date
from rules.report import Channel

if TYPE_CHECKING:
    from composer.vault.vault import Vault

COPIES_LINE = (
    "Taking it down stops new readers. Copies, screenshots, shares, archives and search caches that others made cannot "
    "be called back; tell the person so."
)
"""The honest line shown with every task."""

_ENDS = {ConsentState.WITHDRAWN, ConsentState.REVOKED, ConsentState.INVALIDATED}


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about a task."""

    on: date
    proof: str
    """How one can see that it is gone: a note, or the id of a picture in the vault."""
    not_recalled: str = ""
    """Copies that are known and could not be called back."""
    evidence: str = ""
    """SHA-256 of a picture kept with the consent that shows it; empty for none."""


class TakeDownTask(msgspec.Struct, frozen=True, kw_only=True):
    """One post to take down."""

    id: str
    export_id: str
    consent_id: str
    consent_code: str
    draft_id: str
    channel: Channel
    exported_at: datetime
    posted_on: date | None
    link: str
    reason: ConsentState
    since: datetime
    """When the consent ended."""
    done: Done | None = None

    def told(self) -> str:
        """The task as a sentence; no word of the post."""
        place = f" at {self.link}" if self.link else ""
        when = f" of {plain_date(self.posted_on)}" if self.posted_on else ""
        channel = facts(self.channel).name
        return f"Consent {self.consent_code} is {self.reason.label}: take down the post on {channel}{when}{place}."


class TakeDowns:
    """The take-down tasks of one vault."""

    def __init__(self, vault: Vault, ledger: Ledger, exports: Exports) -> None:
        self._vault = vault
        self._ledger = ledger
        self._exports = exports

    def all(self) -> list[TakeDownTask]:
        """Every task, done ones included, latest first."""
        return sorted(self._tasks(), key=lambda t: t.since, reverse=True)

    def open(self) -> list[TakeDownTask]:
        """Tasks that still wait."""
        return [t for t in self.all() if t.done is None]

    def of_consent(self, consent_id: str) -> list[TakeDownTask]:
        """Tasks that follow from one consent."""
        return [t for t in self.all() if t.consent_id == consent_id]

    def done(self, task_id: str, *, on: date, proof: str, not_recalled: str = "", evidence: str = "") -> TakeDownTask:
        """Record that a post is gone (or was never posted), since when, and how one can see it."""
        if task_id not in {t.id for t in self.all()}:
            raise UserTrouble("There is no such task.", "Nothing was recorded.", "Choose one from the list.")
        needs_words(proof, "how one can see that it is gone", shortest=3)
        what = Done(on=on, proof=proof, not_recalled=not_recalled, evidence=evidence)
        self._vault.log.append("takedown.done", task_id, msgspec.to_builtins(what))
        return next(t for t in self.all() if t.id == task_id)

    def _tasks(self) -> Iterator[TakeDownTask]:
        ended = {r.id: r for r in self._ledger.all() if r.state in _ENDS or r.erased is not None}
        entries = self._vault.log.entries(kind="takedown.done")
        done = {e.subject: msgspec.convert(e.payload, Done) for e in entries if e.payload is not None}
        for exported in self._exports.all():
            for consent_id in exported.export.consents:
                if consent_id in ended:
                    yield _task(exported, ended[consent_id], done)


def _task(exported: PostedExport, record: ConsentRecord, done: dict[str, Done]) -> TakeDownTask:
    export, posted = exported.export, exported.posted
    task_id = f"{export.id}/{record.id}"
    return TakeDownTask(
        id=task_id,
        export_id=export.id,
        consent_id=record.id,
        consent_code=record.code,
        draft_id=export.draft_id,
        channel=export.channel,
        exported_at=export.at,
        posted_on=posted.on if posted else None,
        link=posted.link if posted else "",
        reason=record.state,
        since=_ended_at(record),
        done=done.get(task_id),
    )


def _ended_at(record: ConsentRecord) -> datetime:
    names = {str(s) for s in _ENDS} | {"erased"}
    return next((e.at for e in record.events if e.kind in names), record.asked_at)
