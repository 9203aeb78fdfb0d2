"""Find in the text: a line above the sheet. What was searched for is kept nowhere, and finding changes nothing."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from ui.desktop.announce import announce
from ui.desktop.editor import Sheet
from ui.desktop.forms import FIELD_HEIGHT
from ui.desktop.marks import Span
from ui.desktop.theme import set_role
from ui.desktop.widgets import button, text

MOST = 5_000
"""Places that are looked up; beyond them the count says “more than”."""
_LIKE = {"'": "['’‘]", "’": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}
"""Signs that people do not tell apart when they look for words."""


def pattern(words: str) -> str:
    """The words as a regular expression, whose time does not grow with the blanks typed or those of the text.

    So a run of blanks is one `\\s+` (several in a row are exponential), at the start only where the text's run starts.
    """
    parts = ["".join(_LIKE.get(sign) or re.escape(sign) for sign in part) for part in re.split(r"\s+", words)]
    return ("" if parts[0] else r"(?<!\s)") + r"\s+".join(parts)


def places(words: str, text_: str) -> list[Span]:
    """Where the words stand (code points), case, kinds of quotation marks and kind and number of blanks aside."""
    if not words.strip():
        return []
    found: list[Span] = []
    for match in re.finditer(pattern(words), text_, re.IGNORECASE):
        found.append(match.span())
        if len(found) >= MOST:
            break
    return found


class FindBar(QFrame):
    """Looks through one `Sheet`. Escape closes it and leaves the place that was found selected."""

    closed = Signal()

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._places: list[Span] = []
        self._at = -1
        set_role(self, "notice", tone="good")
        self.setAccessibleName("Find in the text")
        self.words = QLineEdit(placeholderText="Find in the text")
        self.words.setAccessibleName("Find in the text")
        self.words.setMinimumHeight(FIELD_HEIGHT)
        self.count = text("", "soft", wrap=False)
        self.before = button("Previous", "quiet", name="Previous place, Shift+F3", pressed=self.previous)
        self.after = button("Next", "quiet", name="Next place, F3", pressed=self.next)
        self.close_button = button("Close", "quiet", name="Close the search", pressed=self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6, 6)
        row.setSpacing(6)
        row.addWidget(self.words, 1)
        for part in (self.count, self.before, self.after, self.close_button):
            row.addWidget(part)
        self.words.textChanged.connect(self._typed)
        sheet.edited.connect(self._look_again)
        sheet.turned.connect(self._look_again)
        self.hide()

    def open(self) -> None:
        """Show the bar; words that are selected on one line of the sheet are what is looked for."""
        chosen = self._sheet.selected()
        if chosen and "\n" not in chosen:
            self.words.setText(chosen)
        self.show()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self._look(self._sheet.selection()[0])

    def next(self) -> None:
        """To the next place, around the end."""
        self._step(1)

    def previous(self) -> None:
        """To the place before, around the start."""
        self._step(-1)

    def leave(self) -> None:
        """Close; the cursor stays where something was found."""
        self.hide()
        self._sheet.set_found((), -1)
        self._sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def forget(self) -> None:
        """Drop the words (lock)."""
        self.words.setText("")  # unlike `clear` it drops the line's own undo history
        self._places, self._at = [], -1
        self._sheet.set_found((), -1)
        self.hide()

    # Looking

    def _typed(self) -> None:
        self._look(self._sheet.selection()[0])

    def _look_again(self) -> None:
        if self.isVisible():
            self._places = places(self.words.text(), self._sheet.text())
            self._at = -1
            self._sheet.set_found(self._places, -1)
            self._tell(spoken=False)

    def _look(self, start: int) -> None:
        self._places = places(self.words.text(), self._sheet.text())
        self._at = next((n for n, place in enumerate(self._places) if place[0] >= start), 0 if self._places else -1)
        self._show()

    def _step(self, by: int) -> None:
        if not self.isVisible():
            self.open()
            return
        if not self._places:
            self._tell()
            return
        if self._at < 0:
            here = self._sheet.selection()
            ahead = [n for n, p in enumerate(self._places) if (p[0] >= here[1] if by > 0 else p[1] <= here[0])]
            self._at = (ahead[0] if by > 0 else ahead[-1]) if ahead else (0 if by > 0 else len(self._places) - 1)
        else:
            self._at = (self._at + by) % len(self._places)
        self._show()

    def _show(self) -> None:
        self._sheet.set_found(self._places, self._at)
        if self._at >= 0:
            self._sheet.go_to(*self._places[self._at])
        self._tell()

    def _tell(self, *, spoken: bool = True) -> None:
        number = len(self._places)
        if not self.words.text().strip():
            words = ""
        elif not number:
            words = "Not found"
        elif self._at < 0:
            words = f"{number:,} place{'s' * (number > 1)}"
        else:
            words = f"{self._at + 1:,} of {'more than ' * (number >= MOST)}{number:,}"
        self.count.setText(words)
        for step in (self.before, self.after):
            step.setEnabled(number > 0)
        if spoken:
            announce(self, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.previous() if back else self.next()
        else:
            super().keyPressEvent(event)
