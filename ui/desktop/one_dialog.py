"""Whoever opens dialogs one at a time: shown, replaced by the next, put away before the vault closes.

What is half filled in is kept by the dialog itself where it can (`keep_half`).
"""

from __future__ import annotations

import contextlib

from PySide6.QtWidgets import QDialog

from composer.app import Session
from composer.errors import UserTrouble


class OneDialog:
    """Mix into a widget or object that has a session. Used on the window's thread."""

    dialog: QDialog | None = None
    """The dialog that is up."""

    def its_session(self) -> Session:
        """The open vault in which half-filled forms are kept."""
        raise NotImplementedError

    def show_dialog(self, dialog: QDialog) -> None:
        """Open a dialog; one that is up already is closed first."""
        self.close_dialog()
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda: self._gone(dialog))
        dialog.open()

    def _gone(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def keep_half(self) -> None:
        """Put what is half filled in the dialog that is up into the vault. Raises what the vault raises."""
        if (keep := getattr(self.dialog, "keep_half", None)) is not None and not self.its_session().read_only:
            keep()

    def close_dialog(self) -> None:
        """Take the dialog off the screen, keeping what was half filled in where it can."""
        with contextlib.suppress(UserTrouble):  # a lock kept it before, or said why it stays open
            self.keep_half()
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.blockSignals(True)
            dialog.hide()
            dialog.deleteLater()
