"""What need not be there before one can type: pages made when they are first looked at, code loaded behind the door."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop.sweeping import unswept

W = TypeVar("W", bound=QWidget)
BEHIND_THE_DOOR = (
    "ui.desktop.consents",
    "ui.desktop.exported",
    "ui.desktop.consent_dialog",
    "ui.desktop.review_page",
    "ui.desktop.export_dialog",
    "ui.desktop.settings_dialog",
    "ui.desktop.pictures_dialog",
    "ui.desktop.preview_dialog",
    "ui.desktop.vault_backups",
    "ui.desktop.vault_keys",
    "ui.desktop.vault_log",
)
"""Loaded while the passphrase is typed, so that no first press on a button waits for them. The window needs none."""


class Later(QWidget, Generic[W]):
    """The place of a page, which is made when it is first shown or asked for. Belongs to the window's thread."""

    def __init__(self, make: Callable[[], W]) -> None:
        super().__init__()
        self._make = make
        self._page: W | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def page(self) -> W:
        """The page; made now if it was not."""
        if self._page is None:
            self._page = self._make()
            self._column.addWidget(self._page)
            self._page.show()  # a layout would show it one turn of the event loop later
        return self._page

    def made(self) -> W | None:
        """The page if it has been looked at; None while there is nothing in it to refresh or to clear."""
        return self._page

    def showEvent(self, event: QShowEvent) -> None:
        self.page()
        super().showEvent(event)


def load_ahead() -> None:
    """Load what is `BEHIND_THE_DOOR`. Takes some 0.1 s of the window's thread; harmless where it never runs."""
    with unswept():
        for name in BEHIND_THE_DOOR:
            importlib.import_module(name)
