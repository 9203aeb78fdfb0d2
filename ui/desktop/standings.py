"""How the drafts of one window stand: approved and it holds, waiting, approved once and no longer, left to rest.

Read anew whenever the list of drafts is, and for one draft when it is saved; kept no longer than the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from composer.app import Session
from composer.approval import Approval
from composer.draft import Draft
from composer.pause import Rest
from composer.standing import Standing
from composer.wording import plain_date
from rules.report import Channel


class Standings(QObject):
    """Emits `changed` after each reading."""

    changed = Signal()

    def __init__(self, session: Session, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._today = session, today
        self._known: dict[str, list[Standing]] = {}
        """The latest of each channel, newest first."""
        self._resting: dict[str, Rest] = {}

    def read(self, drafts: Sequence[Draft]) -> None:
        """Look at all of them."""
        today = self._today()
        self._known = self._session.approvals.standings(drafts, today)
        self._resting = self._session.rests.held(today)
        self.changed.emit()

    def read_one(self, draft: Draft) -> None:
        """Look at one that was saved: only one that was approved before can have changed."""
        if draft.id in self._known:
            self._known |= self._session.approvals.standings([draft], self._today())
        self.changed.emit()

    def approved(self, draft_id: str) -> Approval | None:
        """The newest approval that holds, if any."""
        return next((s.approval for s in self._known.get(draft_id, ()) if s.holds), None)

    def approved_for(self, draft_id: str) -> tuple[Channel, ...]:
        """The channels for which it is approved."""
        return tuple(s.approval.channel for s in self._known.get(draft_id, ()) if s.holds and s.approval)

    def fallen(self, draft_id: str) -> Standing | None:
        """The approval that ended, with the reasons."""
        standing = self._latest(draft_id)
        return standing if standing is not None and standing.fell and self.approved(draft_id) is None else None

    def waits(self, draft_id: str) -> Standing | None:
        """The approval that waits to be read against a newer policy, with the reasons."""
        standing = self._latest(draft_id)
        return standing if standing is not None and standing.waits and self.approved(draft_id) is None else None

    def waiting(self) -> list[Standing]:
        """All approvals that wait, of every channel."""
        return [standing for every in self._known.values() for standing in every if standing.waits]

    def _latest(self, draft_id: str) -> Standing | None:
        return next(iter(self._known.get(draft_id, ())), None)

    def resting(self, draft_id: str) -> Rest | None:
        """The rest that holds the draft back today."""
        return self._resting.get(draft_id)

    def line(self, draft_id: str) -> str:
        """A few words for the list of drafts; empty where the draft's own state says it."""
        if (rest := self.resting(draft_id)) is not None:
            return f"Rests until {plain_date(rest.until)}"
        if self.waits(draft_id) is not None:
            return "To be read again"
        return "No longer approved" if self.fallen(draft_id) is not None else ""

    def more(self, draft_id: str) -> str:
        """The same in sentences; empty where there is nothing to say."""
        if (rest := self.resting(draft_id)) is not None:
            return rest.told()
        if (waits := self.waits(draft_id)) is not None:
            return " ".join(waits.reasons)
        fallen = self.fallen(draft_id)
        return f"No longer approved. {' '.join(fallen.reasons)}" if fallen is not None else ""

    def forget(self) -> None:
        """Before the vault closes."""
        self._known, self._resting = {}, {}
