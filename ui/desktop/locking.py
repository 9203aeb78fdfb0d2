"""When the app locks by itself: after a time without keys or mouse, before and after sleep, with the desktop's lock."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import SLOT, QEvent, QObject, Qt, QTimer, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

DEFAULT_MINUTES = 5
LOOK_EVERY_MS = 1_000
ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)
LOGIND = "org.freedesktop.login1"
SCREEN_SAVERS = (
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
)


class IdleWatch(QObject):
    """Emits `idle` once after `minutes` without a key, a click or a movement anywhere in the app.

    Both clocks are looked at: the steady one does not run while a laptop sleeps, the wall clock does, and a lid closed
    for an hour is an hour away. 0 minutes switches it off.
    """

    idle = Signal()

    def __init__(self, app: QGuiApplication, minutes: int = DEFAULT_MINUTES) -> None:
        super().__init__(app)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._seconds = minutes * 60
        self._steady = self._wall = 0.0
        self._app, self._watching = app, False

    def set_minutes(self, minutes: int) -> None:
        """How long is idle, from now on."""
        self._seconds = minutes * 60
        if self._watching:
            self.start()

    def start(self) -> None:
        """Begin to watch (a vault was opened)."""
        self.stop()
        self._watching = True
        self.touch()
        if self._seconds:
            self._app.installEventFilter(self)  # hears every event of the app, so only while there is something to lock
            self._timer.start()

    def stop(self) -> None:
        """Nothing is open, so there is nothing to lock."""
        self._watching = False
        self._timer.stop()
        self._app.removeEventFilter(self)

    def touch(self) -> None:
        """Somebody is there."""
        self._steady, self._wall = time.monotonic(), time.time()

    @Slot()
    def look(self) -> None:
        """Compare the clocks; runs every second while something is open."""
        away = max(time.monotonic() - self._steady, time.time() - self._wall)
        if self._seconds and away >= self._seconds:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY:
            self.touch()
        return False


class ScreenLockWatch(QObject):
    """Emits `locked` when the desktop says, over the session bus, that its screen is locked, and when the system's
    logind says that this session is to be locked or that the machine goes to sleep. Silent where none of them does.
    """

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heard: list[str] = []

    def listen(self) -> bool:
        """Subscribe, once; False where there is no bus to hear it from."""
        from PySide6.QtDBus import QDBusConnection  # loaded late: the window is up by then

        if self._heard:
            return True
        manager, session = f"{LOGIND}.Manager", f"{LOGIND}.Session"
        own, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        for bus, service, path, interface, name, slot in (
            *((own, "", path, name, "ActiveChanged", SWITCHED) for name, path in SCREEN_SAVERS),
            (system, LOGIND, "/org/freedesktop/login1", manager, "PrepareForSleep", SWITCHED),
            (system, LOGIND, session_path(os.environ.get("XDG_SESSION_ID", "")), session, "Lock", ASKED),
        ):
            # the stubs ask for bytes here, PySide 6.12 itself takes SLOT()'s str alone
            if bus.isConnected() and bus.connect(service, path, interface, name, self, slot):  # type: ignore[call-overload]
                self._heard.append(name)
        return bool(self._heard)

    @Slot(bool)
    def active_changed(self, active: bool) -> None:
        if active:
            self.locked.emit()

    @Slot()
    def lock_asked(self) -> None:
        self.locked.emit()


SWITCHED, ASKED = SLOT("active_changed(bool)"), SLOT("lock_asked()")


def session_path(session: str) -> str:
    """logind's object of a session by its id, as systemd writes it; empty (any session) where there is no id."""
    signs = [
        c if c.isascii() and c.isalnum() and (i or not c.isdigit()) else f"_{ord(c):02x}" for i, c in enumerate(session)
    ]
    return f"/org/freedesktop/login1/session/{''.join(signs)}" if session else ""
