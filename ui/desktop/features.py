"""What plugs into a writing window beside its pages: a feature brings its own commands, pages and dialogs.

A feature is made with its window (`dialogs.FEATURES` lists them all) and put away before the vault closes. It keeps
the window's rules in one place: one dialog of a feature at a time, half-filled forms kept in the vault on locking.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from composer.app import Session
from composer.vault.keychain import Keychain
from ui.desktop.commands import Command, Key
from ui.desktop.main_window import MainWindow
from ui.desktop.one_dialog import OneDialog


class Feature(OneDialog, QObject):
    """One plug-in of one window; made and used on the window's thread. Subclasses build themselves in `build`."""

    def __init__(self, window: MainWindow, *, keychain: Keychain | None, today: Callable[[], date]) -> None:
        QObject.__init__(self, window)
        self.window, self.session = window, window.session
        self.keychain, self.today = keychain, today
        self.build()

    def build(self) -> None:
        """Add commands and pages."""
        raise NotImplementedError

    def command(self, menu: str, words: str, key: Key, call: Callable[[], object]) -> QAction:
        """Add a menu entry with its key (None for none)."""
        return self.window.add_command(Command(menu, words, key), call)

    def its_session(self) -> Session:
        return self.session

    def put_away(self) -> None:
        """Before the vault closes: no dialog stays, no word stays. Features with pages clear them here too."""
        self.close_dialog()
