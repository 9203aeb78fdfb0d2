"""The real app in a process of its own, for tests that end it from outside: opens a vault, types, says `typed`.

python -m tests.journeys.typing_app PASSPHRASE TEXT [PACE]

With a pace in ms it types one key after the other, for ever, and says before each how many there were and when.
"""

from __future__ import annotations

import random
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from composer.app import Session
from rules.report import IdentityKind
from ui.desktop import app as start_up
from ui.desktop import conductor

LONG_PAUSE = 0.03
"""How often a writer stops for a moment."""


def main(passphrase: str, text: str, pace: str = "") -> int:
    """Run the app; type once the vault is open."""

    class Typing(conductor.Desktop):
        def start(self) -> None:
            super().start()
            assert self.door is not None
            self.door.choose(IdentityKind.PROFESSIONAL)
            self.door.passphrase.line.setText(passphrase)
            self.door.unlock()
            self.unlocked.connect(self.write)

        def write(self, session: Session) -> None:
            assert self.window is not None
            self.window.new_draft()
            if pace:
                self._number = 0
                self._next()
                return
            self.window.desk.sheet.insertPlainText(text)
            QTimer.singleShot(0, lambda: print("typed", flush=True))

        def _next(self) -> None:
            assert self.window is not None
            print(self._number, time.monotonic(), flush=True)
            QTest.keyClick(self.window.desk.sheet, text[self._number % len(text)])
            self._number += 1
            wait = random.uniform(0.3, 1.7) * int(pace) + (900 if random.random() < LONG_PAUSE else 0)
            QTimer.singleShot(round(wait), self._next)

        def raise_window(self) -> None:
            super().raise_window()
            print("raised", flush=True)

    conductor.Desktop = Typing  # type: ignore[misc]
    return start_up.run(["considered"])


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
