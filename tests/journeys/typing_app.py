"""The real app in a process of its own, for tests that end it from outside: opens a vault, types, says `typed`.

python -m tests.journeys.typing_app PASSPHRASE TEXT
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer

from composer.app import Session
from rules.report import IdentityKind
from ui.desktop import app as start_up
from ui.desktop import conductor


def main(passphrase: str, text: str) -> int:
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
            self.window.desk.sheet.insertPlainText(text)
            QTimer.singleShot(0, lambda: print("typed", flush=True))

        def raise_window(self) -> None:
            super().raise_window()
            print("raised", flush=True)

    conductor.Desktop = Typing  # type: ignore[misc]
    return start_up.run(["considered"])


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
