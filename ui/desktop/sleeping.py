"""Holds sleep back for the moment that saving and locking take (Linux: a delay lock of logind; elsewhere nothing).

logind tells that the machine is about to sleep and then waits for whoever holds such a lock, some seconds at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.desktop.locking import LOGIND

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusPendingCallWatcher, QDBusUnixFileDescriptor

WHY = "Saves what is being written and locks it"
"""Shown by the system's own tools; it names no vault and no identity."""


class SleepDelay(QObject):
    """`hold` while a vault is open, `let_go` once it is closed. Belongs to the window's thread; never waits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = False
        self._asking: QDBusPendingCallWatcher | None = None
        self._held: QDBusUnixFileDescriptor | None = None

    @property
    def held(self) -> bool:
        """Whether logind would wait for us."""
        return self._held is not None

    def hold(self) -> None:
        """Ask for the lock, unless it is held; nothing where there is no system bus, or no logind on it."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        self._wanted = True
        bus = QDBusConnection.systemBus()
        if self._held is not None or self._asking is not None or not bus.isConnected():
            return
        asking = QDBusMessage.createMethodCall(LOGIND, "/org/freedesktop/login1", f"{LOGIND}.Manager", "Inhibit")
        asking.setArguments(["sleep", "Considered", WHY, "delay"])
        self._asking = QDBusPendingCallWatcher(bus.asyncCall(asking), self)
        self._asking.finished.connect(self._answered)

    def let_go(self) -> None:
        """The machine may sleep."""
        self._wanted = False
        self._held = None  # closes our end, for which logind waits

    def _answered(self, call: QDBusPendingCallWatcher) -> None:
        answer, self._asking = call.reply().arguments(), None
        call.deleteLater()
        if self._wanted and answer and hasattr(answer[0], "fileDescriptor"):  # else words that say why not
            self._held = answer[0]
