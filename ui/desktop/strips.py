"""A calm line between the band and the page: one sentence and its ways on. It says something once and can be hidden."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QMainWindow, QPushButton, QVBoxLayout

from ui.desktop import theme
from ui.desktop.announce import announce
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, button, text

WIDE = 700
"""Device-independent pixels, at the usual letter size, from which words and buttons stand beside each other."""


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
        self._across = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._across.setContentsMargins(14, 6, 14, 6)
        self._across.setSpacing(8)
        self._across.addWidget(self.words, 1)
        self._across.addWidget(self.buttons)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room for both."""
        super().resizeEvent(event)
        needed = self.words.sizeHint().width() + self.buttons_width() + 60
        wide = event.size().width() >= max(needed, round(WIDE * theme.scale()))
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._across.direction() is not direction:
            self._across.setDirection(direction)
        self.buttons.setMinimumWidth(self.buttons_width() if wide else 0)

    def buttons_width(self) -> int:
        """What the buttons take in one row, in device-independent pixels."""
        items = (self.buttons.flow.itemAt(i) for i in range(self.buttons.flow.count()))
        return sum(item.sizeHint().width() + 8 for item in items if item is not None)

    def _hide(self) -> None:
        self.hide()
        self.hidden.emit()
