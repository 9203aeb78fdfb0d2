"""Start-up and shut-down of the window: one instance, a clean order of closing, and a crash report without any text."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QSettings, QSocketNotifier, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from composer import places
from composer.hardening import harden_process, no_core_dumps
from rules import fence
from ui.crash import crash_report, install_quiet_hooks
from ui.desktop.sweeping import Sweeper, unswept

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from ui.desktop.conductor import Desktop

NAME = "considered"
ALREADY_OPEN = 0
CONNECT_MS = 300
RAISE = b"raise\n"
LONGEST_SOCKET = 100
"""Bytes of a path, with room for what Linux (108) and macOS (104) allow."""


def run(argv: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. A second start raises the first window."""
    harden_process()
    app = application(list(argv or sys.argv[:1]))
    fence.local_sockets_only()  # not earlier: the display itself may be reached over a network (ssh -X)
    instance = SingleInstance(app)
    if not instance.first():
        sys.stderr.write("Considered is open already; its window has been brought to the front.\n")
        return ALREADY_OPEN
    with kept_for_good():
        from ui.desktop.conductor import Desktop  # the window's code, loaded once it is clear that it is needed

    desktop = Desktop(app)
    instance.second_start.connect(desktop.raise_window)
    install_crash_hook(desktop)
    save_at_session_end(app, desktop)
    sweeper = Sweeper(app)
    sweeper.start()
    with leaving_on_signals(app):
        desktop.start()
        status = app.exec()
    desktop.shut_down()
    instance.close()
    sweeper.stop()
    return int(status)


@contextlib.contextmanager
def kept_for_good() -> Iterator[None]:
    """What is loaded inside stays as long as the process, so the collector never looks through it.

    A full collection among it would hold up a key by some 100 ms. Nothing typed may be made inside.
    """
    with unswept():
        yield
        gc.freeze()


def application(argv: list[str]) -> QApplication:
    """The one application object, with its name, its locale, and no core dumps (they would hold drafts)."""
    no_core_dumps()
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QLocale.setDefault(_locale())
    keep_no_settings_of_qt()
    app = QApplication(argv or [NAME])
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("")  # titles are complete as they are
    app.setDesktopFileName(NAME)
    app.setQuitOnLastWindowClosed(False)
    icon = QIcon.fromTheme(NAME)
    if not icon.isNull():
        app.setWindowIcon(icon)
    return app


def keep_no_settings_of_qt() -> None:
    """Give Qt no place for settings: its file dialog would note the folders one was in, outside the vault and readable.

    Linux. Elsewhere the dialogs are the system's own, and so is what the system notes of them.
    """
    nowhere = str(Path(os.devnull, "nothing"))  # below what is no folder
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, nowhere)


def _locale() -> QLocale:
    """The system's, or British English where the system names none."""
    system = QLocale.system()
    return QLocale("en_GB") if system.language() is QLocale.Language.C else system


class SingleInstance(QObject):
    """A local socket of this user and this data folder, for the polite message only; the vault locks itself."""

    second_start = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        folder = str(places.data_folder().resolve())
        self._name = socket_place(f"{NAME}-{hashlib.sha256(folder.encode()).hexdigest()[:16]}")
        self._server: QLocalServer | None = None

    def first(self) -> bool:
        """Whether no other window is open on this data folder; if one is, it is asked to come to the front."""
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        caller = QLocalSocket()
        caller.connectToServer(self._name)
        if caller.waitForConnected(CONNECT_MS):
            caller.write(RAISE)
            caller.waitForBytesWritten(CONNECT_MS)
            caller.disconnectFromServer()
            return False
        QLocalServer.removeServer(self._name)  # left over from a crash: nobody answers
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        self._server.listen(self._name)  # without a socket there is no polite message, and all else works
        return True

    def _called(self) -> None:
        assert self._server is not None
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
        self.second_start.emit()

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()


def socket_place(name: str) -> str:
    """Where the socket lies: in the session's own folder (0700) where there is one and its path fits, else as Qt does.

    A socket's path has about a hundred bytes; a longer one would silently be no socket at all. POSIX only.
    """
    named = os.environ.get("XDG_RUNTIME_DIR")
    for folder in (Path(named) if named else None, places.data_folder()):
        if os.name == "posix" and folder is not None and folder.is_dir():
            path = folder / name
            if len(os.fsencode(path)) <= LONGEST_SOCKET:
                return str(path)
    return name


@contextlib.contextmanager
def leaving_on_signals(app: QApplication) -> Iterator[None]:
    """Let SIGTERM, SIGINT and SIGHUP close the app in order: what was typed is saved first (failure F16)."""
    if sys.platform == "win32":
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, app)
    notifier.activated.connect(lambda: os.read(reading, 64))  # back in Python, where the handlers below may run
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def leave(number: int, frame: FrameType | None) -> None:
        QTimer.singleShot(0, app.quit)

    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        notifier.setEnabled(False)
        notifier.deleteLater()
        os.close(reading)
        os.close(writing)


def save_at_session_end(app: QApplication, desktop: Desktop) -> None:
    """Save when the session's manager, or Windows, asks for it before a log-out or shut-down (failure F16)."""
    app.commitDataRequest.connect(desktop.save_now)


def install_crash_hook(desktop: Desktop) -> None:
    """Show our own faults in a dialog that holds no text of a post; Python's own report would print the message."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        report = crash_report(kind, trace)
        sys.stderr.write(f"{report}\n")
        with contextlib.suppress(Exception):
            desktop.save_now()
        show_crash(report)

    install_quiet_hooks()
    sys.excepthook = hook


def show_crash(report: str) -> None:
    """Say what happened, what it means and what to do; the report can be copied."""
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Considered")
    box.setText("Something went wrong inside Considered.")
    box.setInformativeText(
        "What you had typed has been saved in your vault as far as possible. You can go on; if something looks odd, "
        "close the window and open it again. The report below names places in the program and no word of yours."
    )
    box.setDetailedText(report)
    box.exec()
