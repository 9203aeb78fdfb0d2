"""A backup that falls due while the app stays open: looked for once an hour, made on a worker when nobody types.

Quiet where all is well (the Backups view lists it); where it fails, it says so between the band and the page, once.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from composer.app import Session
from composer.vault import upkeep
from composer.vault.telling import not_backed_up
from composer.vault.trouble import VaultTrouble
from ui.desktop.errands import Errand
from ui.desktop.saving import Saver

LOOK_MS = 3_600_000
TYPING_MS = 20_000
"""How long to wait where something typed is about to be saved."""


class HourlyBackup(QObject):
    """Looks every hour, on the window's thread, whether a backup of the open vault is due. `failed(Telling)`."""

    failed = Signal(object)
    made = Signal(object)

    def __init__(self, session: Session, saver: Saver, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._saver = session, saver
        self._errand: Errand | None = None
        self._told = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._again = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._again.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Back up if it is due; while something is unsaved, a little later. After a finding nothing is backed up."""
        vault, found = self._session.vault, self._session.upkeep
        sound = found is None or found.health.ok
        if self._errand is not None or not sound or not upkeep.backup_is_due(vault):
            return
        if self._saver.dirty:
            self._again.start()
            return
        self._errand = Errand(lambda: upkeep.back_up_if_due(vault), self)
        self._errand.done.connect(self._done)
        self._errand.failed.connect(self._failed)
        self._errand.start()

    def stop(self) -> None:
        """Before the vault closes."""
        self._timer.stop()
        self._again.stop()

    def _done(self, made: object) -> None:
        self._errand, self._told = None, False
        self.made.emit(made)

    def _failed(self, trouble: object) -> None:
        self._errand = None
        if not self._told and not self._session.vault.closed:
            self._told = True
            reason = trouble if isinstance(trouble, VaultTrouble) else VaultTrouble("io")
            self.failed.emit(not_backed_up(reason))
