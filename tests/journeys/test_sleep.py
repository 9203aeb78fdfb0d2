"""Before the machine sleeps, what was typed is saved and the vault closed; sleep waits for it, and not for longer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOGIND = """
import os, select, sys
from jeepney import DBusAddress, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection
bus = open_dbus_connection(bus=os.environ["DBUS_SYSTEM_BUS_ADDRESS"], enable_fds=True)
bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.login1"))
print("up", flush=True)
while (call := bus.receive()).header.message_type is not MessageType.method_call:
    pass
print(*call.body, sep=" / ", flush=True)
ours, theirs = os.pipe()
bus.send(new_method_return(call, "h", (theirs,)))
os.close(theirs)
print("waits" if not select.select([ours], [], [], 1.0)[0] else "nobody holds it", flush=True)
manager = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
bus.send(new_signal(manager, "PrepareForSleep", "b", (True,)))
print("sleeps" if select.select([ours], [], [], 30.0)[0] and not os.read(ours, 1) else "waited in vain", flush=True)
"""
WINDOW = """
import sys
from PySide6.QtCore import QTimer
from composer.app import Considered
from rules.report import IdentityKind
from tests.ui.desktop.posts import opened
from ui.desktop.app import application
from ui.desktop.conductor import Desktop
app = application(["considered"])
desktop = Desktop(app)
session = opened(desktop.considered, IdentityKind.PROFESSIONAL)
draft = session.drafts.new("Nothing yet")
desktop.show_window(session)
desktop.window.desk.sheet.setPlainText("Typed a moment ago")
held, lock = [], desktop.considered.lock
def locking(*kinds):
    held.append(desktop.sleep_delay.held)
    lock(*kinds)
desktop.considered.lock = locking
desktop.locked.connect(lambda: (held.append(desktop.sleep_delay.held), QTimer.singleShot(0, app.quit)))
QTimer.singleShot(40_000, app.quit)
app.exec()
desktop.shut_down()
again = opened(Considered(), IdentityKind.PROFESSIONAL)
print(*held[:2], again.drafts.get(draft.id).text, sep=" / ")
"""
BOTH = """
import subprocess, sys
logind = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE, text=True)
assert logind.stdout.readline() == "up\\n"
subprocess.run([sys.executable, "-c", sys.argv[2]], check=True)
print(logind.communicate(timeout=40)[0])
"""


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("dbus-run-session"), reason="needs D-Bus")
def test_sleep_waits_until_the_vault_is_closed() -> None:
    own = 'export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"; exec "$@"'
    told = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", own, "sh", sys.executable, "-c", BOTH, LOGIND, WINDOW],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
    )
    assert [line for line in told.stdout.splitlines() if line] == [
        "True / False / Typed a moment ago",
        "sleep / Considered / Saves what is being written and locks it / delay",
        "waits",
        "sleeps",
    ], told.stderr
