"""A calm line between the band and the page: one sentence and its ways on. It says something once and can be hidden."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMainWindow, QPushButton, QVBoxLayout

from ui.desktop.announce import announce
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, button, text


class Strip(QFrame):
    """Hidden until it has something to say. Lives in the window's column; belongs to the feature that made it."""

    hidden = Signal()
    """The author pressed the button that hides it."""

    def __init__(self, window: QMainWindow, name: str, *, hide: str = "Hide") -> None:
        super().__init__()
        self.setAccessibleName(name)
        set_role(self, "notice", tone="good")
        self.words = text("")
        self.buttons = FlowBox(gap=8)
        self.hide_button = button(hide, "quiet", name=f"{hide}: {name}")
        self.hide_button.clicked.connect(self._hide)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.buttons)
        self.buttons.add(self.hide_button)
        self.hide()
        centre = window.centralWidget()
        layout = centre.layout() if centre is not None else None
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self)

    def offer(self, words: str, call: Callable[[], object], *, name: str = "") -> QPushButton:
        """One more button, before the one that hides the strip."""
        made = button(words, name=name)
        made.clicked.connect(lambda: call())
        self.buttons.flow.removeWidget(self.hide_button)
        for widget in (made, self.hide_button):
            self.buttons.add(widget)
        return made

    def say(self, sentence: str, tone: str = "good") -> None:
        """Show a sentence and have it spoken; an empty one hides the strip."""
        if sentence == self.words.text() and self.isHidden() is not bool(sentence):
            return
        set_role(self, "notice", tone=tone)
        self.words.setText(sentence)
        self.setVisible(bool(sentence))
        announce(self, sentence)

    def _hide(self) -> None:
        self.hide()
        self.hidden.emit()
