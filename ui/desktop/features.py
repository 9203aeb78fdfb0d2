"""What plugs into a writing window beside its pages: a feature brings its own commands, pages and dialogs.

A feature is made with its window (`dialogs.FEATURES` lists them all) and put away before the vault closes. It keeps
the window's rules in one place: one dialog of a feature at a time, half-filled forms kept in the vault on locking.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog

from composer.errors import UserTrouble
from composer.vault.keychain import Keychain
from ui.desktop.commands import Command, Key
from ui.desktop.main_window import MainWindow


class Feature(QObject):
    """One plug-in of one window; made and used on the window's thread. Subclasses build themselves in `build`."""

    def __init__(self, window: MainWindow, *, keychain: Keychain | None, today: Callable[[], date]) -> None:
        super().__init__(window)
        self.window, self.session = window, window.session
        self.keychain, self.today = keychain, today
        self.dialog: QDialog | None = None
        """The dialog of this feature that is up."""
        self.build()

    def build(self) -> None:
        """Add commands and pages."""
        raise NotImplementedError

    def command(self, menu: str, words: str, key: Key, call: Callable[[], object]) -> QAction:
        """Add a menu entry with its key (None for none)."""
        return self.window.add_command(Command(menu, words, key), call)

    def show_dialog(self, dialog: QDialog) -> None:
        """Open a dialog over the window; one that is up already is closed first."""
        self.close_dialog()
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda: self._gone(dialog))
        dialog.open()

    def _gone(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def close_dialog(self) -> None:
        """Take the dialog off the screen, keeping what was half filled in where it can (`keep_half`)."""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            if (keep := getattr(dialog, "keep_half", None)) is not None and not self.session.read_only:
                with contextlib.suppress(UserTrouble):  # a lock kept it before, or said why it stays open
                    keep()
            dialog.blockSignals(True)
            dialog.hide()
            dialog.deleteLater()

    def put_away(self) -> None:
        """Before the vault closes: no dialog stays, no word stays. Features with pages clear them here too."""
        self.close_dialog()
