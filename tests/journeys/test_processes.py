"""The app as a process: second start, signals, leaving, the demo without a network, and what a crash may say."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QApplication

from composer.app import Considered
from composer.publish.export import verify_record
from rules.report import IdentityKind
from tests.journeys.conftest import Person
from tests.tools.windowkills import killed_while_typing
from tests.ui.desktop.posts import PASSPHRASES, set_up
from ui.desktop.app import crash_report, save_at_session_end
from ui.desktop.locking import session_path

PASSPHRASE = PASSPHRASES[IdentityKind.PROFESSIONAL]
WORDS = "Half a sentence about endings"
TYPING = [sys.executable, "-m", "tests.journeys.typing_app"]
ROOT = Path(__file__).resolve().parents[2]


def started(text: str = WORDS) -> subprocess.Popen[str]:
    """The app, open and with the text typed."""
    process = subprocess.Popen(
        [*TYPING, PASSPHRASE, text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "typed\n"
    return process


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_saves_and_leaves_in_order(number: int) -> None:
    set_up(Considered())
    process = started()
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    with Considered().unlock(IdentityKind.PROFESSIONAL, PASSPHRASE) as session:
        assert [d.text for d in session.drafts.all()] == [WORDS]
    assert WORDS not in said


def test_a_second_start_brings_the_first_to_the_front() -> None:
    set_up(Considered())
    first = started()
    try:
        second = subprocess.run([*TYPING, PASSPHRASE, "x"], capture_output=True, text=True, timeout=120, cwd=ROOT)
        assert second.returncode == 0
        assert "open already" in second.stderr
        assert second.stdout == ""
        assert first.stdout is not None
        assert first.stdout.readline() == "raised\n"
    finally:
        first.terminate()
        first.communicate(timeout=120)


def test_after_a_kill_the_next_start_is_the_first_again() -> None:
    set_up(Considered())
    killed = started()
    killed.kill()
    killed.communicate(timeout=120)
    again = started()
    again.terminate()
    again.communicate(timeout=120)
    assert again.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_p03_f10_killed_in_the_middle_of_typing_at_most_two_seconds_are_gone() -> None:
    tally = killed_while_typing(2, random.Random(7))
    assert tally.bad == []
    assert tally.tries == 2


@pytest.mark.slow
@pytest.mark.timeout(450)
def test_the_demo_walks_the_road_without_a_network(tmp_path: Path) -> None:
    road = [sys.executable, "-c", f"from ui.demo import run; raise SystemExit(run({str(tmp_path / 'left')!r}))"]
    alone = ["unshare", "-n"] if shutil.which("unshare") and os.name == "posix" and os.geteuid() == 0 else []
    if alone and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        alone = []  # not allowed here; the journey on sockets looks at the same promise
    done = subprocess.run([*alone, *road], capture_output=True, text=True, timeout=400, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    left = tmp_path / "left"
    assert len(list(left.glob("*.png"))) >= 15
    assert verify_record(left / "endings.txt", left / "endings.txt.approval.json").holds
    assert str(left) in done.stdout


def test_a_crash_report_names_places_and_no_words() -> None:
    secret = "she told me about the letter"
    try:
        raise ValueError(secret)
    except ValueError as error:
        report = crash_report(type(error), error.__traceback__)
    assert "ValueError" in report
    assert "test_processes.py" in report
    assert secret not in report
    assert str(Path.home()) not in report


LISTENING = """
import subprocess, sys
from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication
from ui.desktop.locking import ScreenLockWatch
app = QApplication([])
watch = ScreenLockWatch(app)
assert watch.listen() and watch.listen()
heard = []
watch.locked.connect(lambda: heard.append(telling) or (app.quit() if len(heard) == 3 else next_one()))
signal = ["dbus-send", "--session", "--type=signal", "/org/freedesktop/ScreenSaver"]
system = QDBusConnection.connectToBus(QDBusConnection.BusType.SystemBus, "another")
assert system.registerService("org.freedesktop.login1")
def logind(path, interface, name, *more):
    message = QDBusMessage.createSignal(path, f"org.freedesktop.login1.{interface}", name)
    message.setArguments(list(more))
    assert system.send(message)
def screen():
    for state in ("false", "true"):
        subprocess.run([*signal, "org.freedesktop.ScreenSaver.ActiveChanged", f"boolean:{state}"], check=True)
def sleep():
    for state in (False, True):
        logind("/org/freedesktop/login1", "Manager", "PrepareForSleep", state)
def session():
    logind("/org/freedesktop/login1/session/_32", "Session", "Lock")  # somebody else's
    logind("/org/freedesktop/login1/session/_37", "Session", "Lock")
tellings = [screen, sleep, session]
def next_one():
    global telling
    tell = tellings.pop(0)
    telling = tell.__name__
    tell()
QTimer.singleShot(0, next_one)
QTimer.singleShot(20_000, app.quit)
app.exec()
app.processEvents()
print(*heard)
"""


@pytest.mark.skipif(not (shutil.which("dbus-run-session") and shutil.which("dbus-send")), reason="needs D-Bus")
def test_the_screen_lock_the_sessions_lock_and_sleep_are_heard() -> None:
    both = 'export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS" XDG_SESSION_ID=7; exec "$@"'
    heard = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", both, "sh", sys.executable, "-c", LISTENING],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert heard.stdout.split() == ["screen", "sleep", "session"], heard.stderr


@pytest.mark.usefixtures("quick_checker")
def test_f16_what_was_typed_is_in_the_vault_when_the_session_ends(qapp: QApplication, person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    window, somebody = person.window, QObject(qapp)
    window.new_draft()
    save_at_session_end(qapp, person.desktop)
    manager = shiboken6.wrapInstance(shiboken6.getCppPointer(somebody)[0], QSessionManager)
    window.desk.sheet.insertPlainText(WORDS)
    assert WORDS not in [d.text for d in window.session.drafts.all()], "saved before it was asked for"
    qapp.commitDataRequest.emit(manager)
    qapp.commitDataRequest.disconnect(person.desktop.save_now)
    assert [d.text for d in window.session.drafts.all()] == [WORDS]


@pytest.mark.parametrize(("session", "path"), [("2", "_32"), ("c1", "c1"), ("a-b", "a_2db"), ("42", "_342")])
def test_a_session_has_the_path_that_systemd_gives_it(session: str, path: str) -> None:
    assert session_path(session) == f"/org/freedesktop/login1/session/{path}"
    assert session_path("") == ""
