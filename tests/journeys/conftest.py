"""The real window with real vaults and a real checker process, driven as a person would drive it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from composer.app import Considered
from rules.report import IdentityKind
from tests.ui.desktop.posts import PASSPHRASES, set_up
from tests.ui.desktop.windows import FAKE
from ui.desktop import main_window
from ui.desktop.checking import Checking
from ui.desktop.conductor import Desktop
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.dialogs import Dialogs
from ui.desktop.main_window import MainWindow

PATIENCE_MS = 120_000
"""For what a loaded machine does slowly: starting the checker, deriving a key."""


class Person:
    """Somebody at the keyboard."""

    def __init__(self, qtbot: QtBot, desktop: Desktop) -> None:
        self.qtbot, self.desktop = qtbot, desktop

    @property
    def window(self) -> MainWindow:
        assert self.desktop.window is not None, "no vault is open"
        return self.desktop.window

    @property
    def dialogs(self) -> Dialogs:
        assert self.desktop.dialogs is not None
        return self.desktop.dialogs

    def waits(self, until: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()), timeout=PATIENCE_MS)

    def types(self, words: str, into: QWidget) -> None:
        into.setFocus()
        self.qtbot.keyClicks(into, words)

    def presses(self, window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        """A key in the window that is in front (off screen nobody brings it there)."""
        window.activateWindow()
        self.waits(window.isActiveWindow)
        self.qtbot.keyClick(window, key, modifier)

    def opens(self, kind: IdentityKind, passphrase: str = "") -> None:
        self.waits(lambda: self.desktop.door)
        door = self.desktop.door
        assert door is not None
        door.tiles[kind].click()
        door.passphrase.line.setText("")
        self.types(passphrase or PASSPHRASES[kind], door.passphrase.line)
        door.unlock_button.click()
        if not passphrase:
            self.waits(lambda: self.desktop.window)

    def writes(self, text: str) -> str:
        self.window.new_draft()
        self.types(text, self.window.desk.sheet)
        return self.window.draft_id

    def is_told(self) -> None:
        """Wait for the whole check of what is on the screen, and for the cards."""
        self.waits(self.window.report)
        report = self.window.report()
        assert report is not None
        if report.findings:
            self.waits(self.window.desk.panel.cards)

    def asks_for_consent(self) -> ConsentDialog:
        self.window.next_finding()
        self.waits(self.window.desk.current_group)
        self.window.ask_consent()
        dialog = self.dialogs.consent
        assert dialog is not None
        return dialog

    def records_consent(self) -> None:
        dialog = self.asks_for_consent()
        for told in dialog.form.told.values():
            told.box.click()
        dialog.save_button.click()
        self.waits(lambda: self.dialogs.consent is None)

    def approves(self, reason: str) -> None:
        self.is_told()
        self.window.review()
        page = self.dialogs.review
        assert page is not None
        for _ in range(len(page.cards)):
            card = next((c for c in page.cards if c.case.need.value != "nothing"), None)
            if card is None:
                break
            card._open_reason()
            card.reason.setPlainText(reason)
            card.keep_button.click()
        for question in page.questions:
            question.options[question.question.easy].click()
        assert page.approve_button.isEnabled(), page.status.text()
        page.approve_button.click()
        self.waits(lambda: self.dialogs.export)

    def exports_to(self, folder: Path) -> None:
        """Make the folder and put the approved text there, by the dialog that approval opened."""
        export = self.dialogs.export
        assert export is not None
        folder.mkdir()
        export.folder.setText(str(folder))
        export.export_button.click()
        export.reject()


@pytest.fixture
def quick_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker of the window's tests, which knows three words: for stories that are not about what it finds."""
    quick = (sys.executable, ["-I", str(FAKE)])
    monkeypatch.setattr(main_window, "Checking", lambda window: Checking(window, program=quick, waits=(30, 60)))


@pytest.fixture
def desktop(qapp: QApplication, qtbot: QtBot) -> Iterator[Desktop]:
    """An app without vaults; put away in its own order afterwards."""
    made = Desktop(qapp)
    yield made
    made.shut_down()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def person(desktop: Desktop, qtbot: QtBot) -> Person:
    """Somebody on a machine where both vaults exist."""
    set_up(Considered())
    desktop.start()
    return Person(qtbot, desktop)


@pytest.fixture
def newcomer(desktop: Desktop, qtbot: QtBot) -> Person:
    """Somebody who has never started the app."""
    desktop.start()
    return Person(qtbot, desktop)
