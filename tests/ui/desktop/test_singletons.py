"""A day of signals and painting must not wear out True and None (PySide6 6.12.0 on Python 3.11)."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import ui.desktop
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    sent = Signal(object)

    def take(self, value):
        pass

sender = Sender()
for _ in range(20_000):
    sender.setObjectName("x")
    sender.sent.connect(sender.take)
    sender.sent.emit(1)
    sender.sent.disconnect(sender.take)
print("well")
"""


def test_many_calls_do_not_end_the_interpreter() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.returncode) == ("well", 0), done.stderr[-300:]
