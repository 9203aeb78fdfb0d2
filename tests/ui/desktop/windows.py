"""A writing window on a real vault with a quick checker, for tests."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer.app import Considered
from rules.report import Channel, IdentityKind
from tests.ui.desktop import fake_checker
from tests.ui.desktop.posts import opened
from ui.desktop import theme
from ui.desktop.checking import Checking
from ui.desktop.main_window import MainWindow

FAKE = Path(fake_checker.__file__)
MIXED = "It does cure that. A client from [Salford] came. So perhaps not."


def window(
    qtbot: QtBot,
    *texts: str,
    wishes: tuple[str, ...] = (),
    kind: IdentityKind = IdentityKind.PROFESSIONAL,
    size: tuple[int, int] = (1180, 780),
) -> MainWindow:
    """A shown window with these drafts, the first of them open. It is put away when the test ends."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.dress(app, kind)
    considered = Considered()
    session = opened(considered, kind)
    for text in reversed(texts):
        session.drafts.new(text, channels=[Channel.LINKEDIN])
    checking = Checking(program=(sys.executable, ["-I", str(FAKE), *wishes]), waits=(30, 60))
    made = MainWindow(considered, session, checking=checking)
    qtbot.addWidget(made, before_close_func=put_away)
    made.resize(*size)
    made.show()
    qtbot.waitExposed(made)
    return made


def put_away(made: MainWindow) -> None:
    """What the app does when it locks."""
    made.put_away()
    made.considered.lock()


def checked(qtbot: QtBot, made: MainWindow) -> None:
    """Wait until what is on the screen has been checked whole and is shown."""
    qtbot.waitUntil(lambda: made.report() is not None, timeout=30_000)
    qtbot.wait(60)
    qtbot.waitUntil(lambda: not made.desk.panel.building, timeout=30_000)


def write(qtbot: QtBot, made: MainWindow, text: str) -> None:
    """Type at the end of the sheet."""
    made.desk.sheet.go_to(len(made.desk.text()))
    for character in text:
        if character.isascii():
            qtbot.keyClicks(made.desk.sheet, character)
        else:  # QTest knows no keys for them; an input method brings them
            event = QInputMethodEvent()
            event.setCommitString(character)
            QApplication.sendEvent(made.desk.sheet, event)
