"""Two soft helps before approval: letting a delicate post rest, and asking someone else to read it.

A second reader gets a sheet without names (`composer.documents`); what they said is kept as an event of the log.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.wording import text_hash
from rules.report import Report

if TYPE_CHECKING:
    from composer.vault.vault import Vault

REST = timedelta(hours=24)
EVENT = "review.second-reader"


def cooling_off(report: Report, changed: datetime, now: datetime | None = None) -> str:
    """A suggestion to wait, for posts that need a consent or a change and were written within a day; else empty."""
    age = (now or datetime.now(UTC)) - changed
    if not report.outcome.stops or age >= REST:
        return ""
    return "This one is about someone. Leave it until tomorrow and read it once more: posts cannot be called back."


class ReaderView(msgspec.Struct, frozen=True, kw_only=True):
    """What a second reader thought of one exact text."""

    draft_id: str
    text_sha256: str
    reader: str
    """Their role, such as `supervisor`; a name is not needed."""
    on: date
    view: str
    would_post: bool | None = None
    """None where they left it open."""


class SecondReaders:
    """The views of second readers in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def record(
        self, draft_id: str, text: str, *, reader: str, on: date, view: str, would_post: bool | None = None
    ) -> ReaderView:
        """Keep what a reader said about exactly this text."""
        needs_words(reader, "who read it", shortest=2)
        needs_words(view, "what they thought", shortest=2)
        seen = ReaderView(
            draft_id=draft_id, text_sha256=text_hash(text), reader=reader, on=on, view=view, would_post=would_post
        )
        self._vault.log.append(EVENT, draft_id, seen)
        return seen

    def of_draft(self, draft_id: str) -> list[ReaderView]:
        """All views on a draft, in order; compare `text_sha256` to see which text they were about."""
        entries = self._vault.log.entries(subject=draft_id, kind=EVENT)
        return [msgspec.convert(e.payload, ReaderView) for e in entries if e.payload is not None]

    def on_this_text(self, draft_id: str, text: str) -> list[ReaderView]:
        """Views on exactly this text."""
        return [v for v in self.of_draft(draft_id) if v.text_sha256 == text_hash(text)]
