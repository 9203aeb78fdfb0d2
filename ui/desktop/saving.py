"""Saving while one types: soon after a pause, and never later than the promise, on the window's own event loop.

A crash may cost at most two seconds of typing (SECURITY.md, P3); a save takes some milliseconds (P10).
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from composer.draft import Saved
from composer.errors import UserTrouble

PAUSE_MS = 600
LONGEST_MS = 1_500
"""From the first unsaved key to the save, however long one goes on typing."""
RETRY_MS = (2_000, 5_000, 15_000, 30_000)
OUR_FAULT = "Something went wrong inside Considered while saving. The text stays here; keep the window open."


class SaveState(enum.StrEnum):
    """Where the text stands."""

    SAVED = "saved"
    SAVING = "saving"
    FAILED = "failed"


class Saver(QObject):
    """Calls `save` (which returns a `Saved`) when it is time. `changed` tells each new state."""

    changed = Signal()
    saved = Signal(object)

    def __init__(self, save: Callable[[], Saved], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._save = save
        self._failures = 0
        self.state = SaveState.SAVED
        self.reason = ""
        """Why the last save failed, in the sentences of the trouble."""
        self.at: datetime | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._retry = QTimer(self, singleShot=True)
        for timer in (self._pause, self._longest, self._retry):
            timer.timeout.connect(self.now)

    @property
    def dirty(self) -> bool:
        """Whether something typed is not on the disk yet."""
        return self.state is not SaveState.SAVED

    def touch(self) -> None:
        """Something was typed."""
        self._pause.start()
        if self._failures == 0:
            if not self._longest.isActive():
                self._longest.start()
            self._become(SaveState.SAVING)

    def settled(self, at: datetime | None) -> None:
        """What is shown is what is stored (a draft was opened)."""
        self._stop()
        self._failures, self.reason, self.at = 0, "", at
        self._become(SaveState.SAVED)

    def now(self) -> bool:
        """Save at once if there is anything to save; False when that failed (it will be tried again)."""
        if not self.dirty:
            return True
        self._stop()
        try:
            saved = self._save()
        except UserTrouble as trouble:
            return self._failed(str(trouble))
        except Exception as error:  # noqa: BLE001  the edge of the event loop; nothing typed is in the message
            return self._failed(f"{OUR_FAULT} ({type(error).__name__})")
        self.settled(saved.at)
        self.saved.emit(saved)
        return True

    def stop(self) -> None:
        """No more saves (the vault is about to close)."""
        self._stop()

    def _failed(self, reason: str) -> bool:
        self.reason = reason
        self._retry.start(RETRY_MS[min(self._failures, len(RETRY_MS) - 1)])
        self._failures += 1
        self.state = SaveState.FAILED
        self.changed.emit()
        return False

    def _stop(self) -> None:
        for timer in (self._pause, self._longest, self._retry):
            timer.stop()

    def _become(self, state: SaveState) -> None:
        if state is not self.state or state is SaveState.SAVED:
            self.state = state
            self.changed.emit()
