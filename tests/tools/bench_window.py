"""The window's part of `make bench`: each measurement in a process of its own, off screen, on a vault of its own.

    python -m tests.tools.bench_window bare|ready|typing [characters] [keys]

Prints one JSON object. Times are in milliseconds, memory in megabytes. Unlocking (Argon2) is left out of `ready`, and
writes to the vault out of `typing`: both are told beside it. `ready` is from the start of the process to the first
letter on the sheet, as if nobody had to stop at the door; `opened` is the part of it that one waits for after the
passphrase was right, since all code is loaded before the door is shown.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QTextEdit

    from ui.desktop.conductor import Desktop

WORDS = "and then the weather turned. "
KEY_MS = 150
"""Between two keys: some eighty words a minute."""
LIMIT_S = 120.0
BEGAN = "CONSIDERED_BENCH_BEGAN"


# -- what is asked ---------------------------------------------------------------------------------------------------


class Home:
    """A folder with both vaults and one draft; `ask` measures in it."""

    def __init__(self, text: str) -> None:
        self._folder = tempfile.mkdtemp(prefix="considered-bench-")
        self._environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "HOME": self._folder,
            "CONSIDERED_HOME": self._folder,
            "CONSIDERED_ARGON2": "floor",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            "NO_AT_BRIDGE": "1",
        }
        self.ask("prepare", text)

    def ask(self, what: str, *more: str) -> dict[str, Any]:
        """One measurement in a fresh process."""
        command = [sys.executable, "-m", "tests.tools.bench_window", what]
        environment = {**self._environment, BEGAN: str(time.monotonic())}
        done = subprocess.run(
            command, env=environment, input="\n".join(more), stdout=subprocess.PIPE, text=True, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def away(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def home(text: str) -> Iterator[Home]:
    """A home that is gone afterwards."""
    made = Home(text)
    try:
        yield made
    finally:
        made.away()


# -- in the process of its own ---------------------------------------------------------------------------------------


def prepare(text: str) -> dict[str, Any]:
    """Make the vaults and the draft."""
    from composer.app import Considered
    from rules.report import Channel, IdentityKind
    from tests.ui.desktop.posts import opened

    considered = Considered()
    session = opened(considered, IdentityKind.PROFESSIONAL)
    session.drafts.new(text, channels=[Channel.LINKEDIN])
    considered.lock()
    return {}


def bare() -> dict[str, Any]:
    """A window with one text edit: from the start of the process to the first letter in it."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit

    app = QApplication(["bare"])
    window = QMainWindow()
    sheet = QTextEdit()
    window.setCentralWidget(sheet)
    window.resize(1180, 780)
    window.show()
    sheet.setFocus()
    _first_letter(app, sheet)
    return {"ready": _since_start()}


def ready() -> dict[str, Any]:
    """The writing window with the last draft open, the checker loading behind it; and the memory of both in the end."""
    app, desktop, unlocking, opened = _opened()
    _first_letter(app, desktop.window.desk.sheet)  # type: ignore[union-attr]
    took = _since_start() - unlocking
    since = (time.monotonic() - opened) * 1000
    _until_checked(app, desktop)
    memory = [_resident(os.getpid()), *(_resident(pid) for pid in _children())]
    desktop.shut_down()
    return {"ready": took, "opened": since, "unlocking": unlocking, "memory": memory}


def typing(keys: int) -> dict[str, Any]:
    """Typing in the middle of the draft with everything that follows from it: the longest hold after each key."""
    app, desktop, _, _ = _opened()
    assert desktop.window is not None
    desk = desktop.window.desk
    _until_checked(app, desktop)
    desk.sheet.go_to(len(desk.text()) // 2)
    pump = _Pump(app, desk)
    pump.until(time.perf_counter() + 2.0)
    held, wall, saves = [], [], []
    for n in range(keys):
        letter, began = WORDS[n % len(WORDS)], time.perf_counter()
        pump.begin()
        pump.measure(functools.partial(_strike, desk.sheet, letter))
        pump.until(began + KEY_MS / 1000)
        held.append(pump.longest)
        wall.append(pump.longest_wall)
        saves += pump.saves
    desktop.shut_down()
    return {"held": held, "wall": wall, "saves": saves}


class _Pump:
    """Runs the event loop pass by pass and keeps the longest pass, less the vault's writes in it.

    `longest_wall` is by the clock on the wall. `longest` leaves out the time in which the thread was ready and had no
    processor because of programs that are not ours (Linux tells how long it waited). As long as our own checker
    computed meanwhile the waiting counts as ours, whether or not it was the checker that stood in the way.
    """

    def __init__(self, app: QApplication, desk: Any) -> None:
        self._app = app
        self.longest = self.longest_wall = 0.0
        self.saves: list[float] = []
        self._writing = self._waiting = 0.0
        self._checker = desk.reading.checking._process.processId()
        self._turns = os.open("/proc/thread-self/schedstat", os.O_RDONLY)
        desk.saver._save = self._timed(desk.saver._save)
        drafts = desk._session.drafts
        drafts.checked = self._timed(drafts.checked)

    def _timed(self, write: Any) -> Any:
        def timed(*args: Any, **kwargs: Any) -> Any:
            began, waited = time.perf_counter(), self._waited()
            try:
                return write(*args, **kwargs)
            finally:
                took = (time.perf_counter() - began) * 1000
                self._writing += took
                self._waiting += self._waited() - waited
                self.saves.append(took)

        return timed

    def begin(self) -> None:
        """Another key."""
        self.longest, self.longest_wall, self.saves = 0.0, 0.0, []

    def measure(self, work: Any) -> None:
        """Do some work on the window's thread and keep how long that took."""
        waited, checked = self._waited(), self._checked()
        began, self._writing, self._waiting = time.perf_counter(), 0.0, 0.0
        work()
        took = (time.perf_counter() - began) * 1000 - self._writing
        waiting, ours = self._waited() - waited - self._waiting, self._checked() - checked
        self.longest_wall = max(self.longest_wall, took)
        self.longest = max(self.longest, took - max(0.0, waiting - ours))

    def _waited(self) -> float:
        """Milliseconds for which this thread has been ready to run and had no processor."""
        return int(os.pread(self._turns, 80, 0).split()[1]) / 1e6

    def _checked(self) -> float:
        """Milliseconds that the checker's process has computed, on all its threads (its CPU clock: POSIX timers)."""
        return time.clock_gettime_ns((~self._checker << 3) | 2) / 1e6

    def until(self, end: float) -> None:
        """Pass after pass, with a breath between, as between two events."""
        while time.perf_counter() < end:
            self.measure(self._app.processEvents)
            time.sleep(0.0005)


def _opened() -> tuple[QApplication, Desktop, float, float]:
    """The app as `ui.desktop.app.run` starts it, its writing window open, how long unlocking took, when it was done."""
    from ui.desktop.app import application, kept_for_good

    app = application(["considered"])
    with kept_for_good():
        from ui.desktop.conductor import Desktop
    from rules.report import IdentityKind
    from tests.ui.desktop.posts import PASSPHRASES
    from ui.desktop.sweeping import Sweeper

    desktop = Desktop(app)
    Sweeper(app).start()
    began = time.monotonic()
    session = desktop.considered.unlock(IdentityKind.PROFESSIONAL, PASSPHRASES[IdentityKind.PROFESSIONAL])
    opened = time.monotonic()
    desktop.show_window(session)
    assert desktop.window is not None
    desktop.window.resize(1180, 780)
    desktop.window.desk.sheet.setFocus()
    return app, desktop, (opened - began) * 1000, opened


def _strike(sheet: QTextEdit, letter: str) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(sheet, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def _first_letter(app: QApplication, sheet: QTextEdit) -> None:
    app.processEvents()
    before = len(sheet.toPlainText())
    _strike(sheet, "x")
    app.processEvents()
    assert len(sheet.toPlainText()) == before + 1


def _until_checked(app: QApplication, desktop: Desktop) -> None:
    end = time.monotonic() + LIMIT_S
    while desktop.window is not None and desktop.window.report() is None:
        app.processEvents()
        time.sleep(0.005)
        assert time.monotonic() < end, "no answer of the checker"


def _since_start() -> float:
    return (time.monotonic() - float(os.environ[BEGAN])) * 1000


def _resident(pid: int) -> float:
    """Megabytes of a process in memory."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1e3


def _children() -> list[int]:
    me = os.getpid()
    return [int(n) for n in Path(f"/proc/{me}/task/{me}/children").read_text().split()]


def main(arguments: list[str]) -> int:
    """Measure one thing and print it."""
    match arguments:
        case ["prepare"]:
            found = prepare(sys.stdin.read())
        case ["bare"]:
            found = bare()
        case ["ready"]:
            found = ready()
        case _:
            found = typing(int(sys.stdin.read() or 100))
    print(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
