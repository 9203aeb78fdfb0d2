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


class Standings(QObject):
    """Emits `changed` after each reading."""

    changed = Signal()

    def __init__(self, session: Session, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._today = session, today
        self._known: dict[str, Standing] = {}
        self._waiting: list[Standing] = []
        self._resting: dict[str, Rest] = {}

    def read(self, drafts: Sequence[Draft]) -> None:
        """Look at all of them."""
        today = self._today()
        self._known = self._session.approvals.standings(drafts, today)
        self._waiting = self._session.approvals.waiting(drafts, today)
        self._resting = self._session.rests.held(today)
        self.changed.emit()

    def read_one(self, draft: Draft) -> None:
        """Look at one that was saved: only one that was approved before can have changed."""
        if draft.id in self._known:
            self._known |= self._session.approvals.standings([draft], self._today())
        self.changed.emit()

    def approved(self, draft_id: str) -> Approval | None:
        """The approval that holds, if any."""
        standing = self._known.get(draft_id)
        return standing.approval if standing is not None and standing.holds else None

    def fallen(self, draft_id: str) -> Standing | None:
        """The approval that ended, with the reasons."""
        standing = self._known.get(draft_id)
        return standing if standing is not None and standing.fell else None

    def waits(self, draft_id: str) -> Standing | None:
        """The approval that waits to be read against a newer policy, with the reasons."""
        standing = self._known.get(draft_id)
        return standing if standing is not None and standing.waits else None

    def waiting(self) -> list[Standing]:
        """All approvals that wait, of every channel."""
        return list(self._waiting)

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
        self._known, self._resting, self._waiting = {}, {}, []
