"""The commands of finding in the text."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from ui.desktop.drafting import DRAFTS
from ui.desktop.features import Feature
from ui.desktop.find_bar import FindBar

MENU = "&Edit"


class Find(Feature):
    """A bar above the sheet, shown on demand."""

    def build(self) -> None:
        """The bar, and its menu entries."""
        desk = self.window.desk
        self.bar = FindBar(desk.sheet)
        desk.put_above(self.bar)
        self.command(MENU, "&Find in the text…", QKeySequence.StandardKey.Find, self.open)
        self.command(MENU, "Find ne&xt", "F3", self.next)
        self.command(MENU, "Find pre&vious", "Shift+F3", self.previous)

    def open(self) -> None:
        """Show the bar."""
        if self._there():
            self.bar.open()

    def next(self) -> None:
        """To the next place."""
        if self._there():
            self.bar.next()

    def previous(self) -> None:
        """To the place before."""
        if self._there():
            self.bar.previous()

    def _there(self) -> bool:
        if self.window.current_page() != DRAFTS:
            self.window.show_page(DRAFTS)
        return bool(self.window.draft_id)

    def put_away(self) -> None:
        """Drop what was searched for."""
        self.bar.forget()
        super().put_away()
