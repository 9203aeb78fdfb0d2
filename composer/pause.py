"""Two helps before approval: letting a delicate post rest, and asking someone else to read it.

A rest that was begun holds: nothing is approved before its day, unless the author ends it on purpose. A second reader
gets a sheet without names (`composer.review_sheet`). Both are events of the log.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from composer.clock import today_in
from composer.consent.ask import needs_words
from composer.errors import UserTrouble
from composer.wording import plain_date, text_hash
from rules.report import Report

if TYPE_CHECKING:
    from composer.vault.vault import Vault

REST = timedelta(hours=24)
EVENT = "review.second-reader"
RESTED, REST_ENDED = "review.rest", "review.rest-ended"


def cooling_off(report: Report, changed: datetime, now: datetime | None = None) -> str:
    """A suggestion to wait, for posts that need a consent or a change and were written within a day; else empty."""
    age = (now or datetime.now(UTC)) - changed
    if not report.outcome.stops or age >= REST:
        return ""
    return "This one is about someone. Leave it until tomorrow and read it once more: posts cannot be called back."


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """A draft left to itself until the morning of a day, by the author's date."""

    draft_id: str
    since: date
    until: date

    def told(self) -> str:
        """What it holds back, and until when."""
        return f"This post rests until {plain_date(self.until)}. It can be written on, and approved from that day."


class RestEnded(msgspec.Struct, frozen=True, kw_only=True):
    """A rest ended before its day, on purpose."""

    draft_id: str
    on: date


class Rests:
    """Which drafts of one vault are resting."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def begin(self, draft_id: str, *, until: date | None = None) -> Rest:
        """Let a draft rest until a day ahead; until tomorrow unless one is named."""
        today = today_in(self._vault)
        day = until or today + timedelta(days=1)
        if day <= today:
            raise UserTrouble(
                "A post rests until a day ahead.", "Nothing was held back.", "Choose tomorrow, or a later day."
            )
        rest = Rest(draft_id=draft_id, since=today, until=day)
        self._vault.log.append(RESTED, draft_id, rest)
        return rest

    def end(self, draft_id: str) -> None:
        """End a rest before its day, as the author wishes; the log keeps that it was. Nothing where none holds."""
        today = today_in(self._vault)
        if self.holding(draft_id, today) is not None:
            self._vault.log.append(REST_ENDED, draft_id, RestEnded(draft_id=draft_id, on=today))

    def holding(self, draft_id: str, today: date) -> Rest | None:
        """The rest that holds a draft back on that day."""
        return next((r for r in self._latest(draft_id) if today < r.until), None)

    def held(self, today: date) -> dict[str, Rest]:
        """Every draft that is resting on that day."""
        return {rest.draft_id: rest for rest in self._latest() if today < rest.until}

    def over(self, today: date) -> list[Rest]:
        """Rests that have come to their day and were not ended before; the draft may be read again."""
        return [rest for rest in self._latest() if rest.until <= today]

    def _latest(self, draft_id: str | None = None) -> list[Rest]:
        begun = self._vault.log.entries(subject=draft_id, kind=RESTED)
        ended = {e.subject: e.seq for e in self._vault.log.entries(subject=draft_id, kind=REST_ENDED)}
        last = {e.subject: e for e in begun if e.payload is not None}
        return [msgspec.convert(e.payload, Rest) for s, e in last.items() if ended.get(s, 0) < e.seq]


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
        if on > today_in(self._vault):
            raise UserTrouble("This day lies ahead.", "Only what was said is kept.", "Correct the day.")
        seen = ReaderView(
            draft_id=draft_id,
            text_sha256=text_hash(text),
            reader=reader.strip(),
            on=on,
            view=view.strip(),
            would_post=would_post,
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
