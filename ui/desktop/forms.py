"""Labelled fields: the label above, a hint below, a trouble in words below it, all told to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rules.report import Channel
from ui.desktop.words import breakable

FIELD_HEIGHT = 34


def heading(text: str) -> QLabel:
    """The one large line on top of a page."""
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "heading")
    return label


def prose(text: str, *, soft: bool = False) -> QLabel:
    """A wrapped paragraph; `soft` for what one may skip."""
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "soft" if soft else "prose")
    return label


class TitledCard(QFrame):
    """A frame with a title and a column below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 12, 14, 12)
        self.column.setSpacing(8)
        label = QLabel(breakable(title), wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", "card-title")
        self.column.addWidget(label)


def line(name: str, placeholder: str = "", text: str = "") -> QLineEdit:
    """A line to type in; `name` is what a screen reader says."""
    edit = QLineEdit(text, placeholderText=placeholder)
    edit.setAccessibleName(name)
    edit.setMinimumHeight(FIELD_HEIGHT)
    return edit


class _Wheel(QObject):
    """Lets the wheel pass to what scrolls around a field that has no focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


F = TypeVar("F", QComboBox, QSpinBox, QDateEdit)


def steady(field: F) -> F:
    """The same field, changed by the wheel only with the focus: scrolling a form changes nothing that it holds."""
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.installEventFilter(_Wheel(field))
    return field


class Field(QWidget):
    """A widget with its label above, a hint and, when something is wrong, a sentence saying so below."""

    def __init__(self, label: str, inner: QWidget, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inner = inner
        self._hint = hint
        self.label = QLabel(label, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.label.setBuddy(inner.focusProxy() or inner)
        self.label.setProperty("role", "label")
        self.hint = prose(hint, soft=True)
        self.hint.setVisible(bool(hint))
        self.trouble = prose("")
        self.trouble.setProperty("role", "trouble")
        self.trouble.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.label, inner, self.hint, self.trouble):
            column.addWidget(part)
        self.setFocusProxy(inner)
        self._describe("")

    def complain(self, sentence: str) -> None:
        """Show what is wrong, or with an empty sentence that nothing is."""
        self.trouble.setText(f"✕ {sentence}" if sentence else "")
        self.trouble.setVisible(bool(sentence))
        self._describe(sentence)

    def _describe(self, sentence: str) -> None:
        target = self.inner.focusProxy() or self.inner
        target.setAccessibleDescription(" ".join(filter(None, (sentence, self._hint))))


class Notice(QFrame):
    """A sentence or three in a box: what happened, what it means, what to do. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._label = prose("")
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        row = QVBoxLayout(self)
        row.addWidget(self._label)
        self.hide()

    def say(self, text: str, tone: str = "trouble") -> None:
        """Show the text; `tone` is `trouble`, `caution` or `good`. An empty text hides the box."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says at the moment."""
        return self._label.text()


class HandleRows(QWidget):
    """The accounts of one identity: a channel and a handle on each line."""

    def __init__(self, channels: Iterable[tuple[Channel, str]], parent: QWidget | None = None) -> None:
        """`channels` are codes with the names that people know."""
        super().__init__(parent)
        self._channels = tuple(channels)
        self._rows: list[tuple[QComboBox, QLineEdit, QWidget]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.add_button = QPushButton("Add another account")
        self.add_button.setProperty("role", "quiet")
        self.add_button.clicked.connect(lambda: self.add())
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add()

    def add(self, channel: str = "", handle: str = "") -> QLineEdit:
        """One more line, filled in where something is known; returns its handle field."""
        where = steady(QComboBox())
        for code, name in self._channels:
            where.addItem(name, code.value)
        where.setCurrentIndex(max(0, where.findData(channel)) if channel else len(self._rows) % len(self._channels))
        where.setAccessibleName("Platform of the account")
        where.setMinimumHeight(FIELD_HEIGHT)
        handle_line = line("Handle or name of the account", "@name, or the page’s name", handle)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(where)
        across.addWidget(handle_line, 1)
        self._column.insertWidget(len(self._rows), row)
        self._rows.append((where, handle_line, row))
        self.setFocusProxy(self._rows[0][0])
        return handle_line

    def handles(self) -> dict[str, str]:
        """Channel code → handle, lines left empty left out."""
        return {where.currentData(): name.text().strip() for where, name, _ in self._rows if name.text().strip()}

    def trouble(self) -> tuple[QLineEdit, str] | None:
        """A second account on one platform, of which only one could be kept, with what to say; None for none."""
        seen: set[str] = set()
        for where, name, _ in self._rows:
            if name.text().strip():
                if where.currentData() in seen:
                    platform = where.currentText()
                    return name, f"There are two accounts on {platform}. One can be kept for each platform: clear one."
                seen.add(where.currentData())
        return None

    def set_handles(self, handles: dict[str, str]) -> None:
        """Show these accounts, one on each line."""
        for _, name, _ in self._rows:
            name.clear()
        for index, (channel, handle) in enumerate(handles.items()):
            if index < len(self._rows):
                where, name, _ = self._rows[index]
                where.setCurrentIndex(max(0, where.findData(channel)))
                name.setText(handle)
            else:
                self.add(channel, handle)


def listed(text: str, separators: str = ",;\n") -> tuple[str, ...]:
    """The parts of a list that somebody typed, trimmed, without repetitions."""
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return tuple(dict.fromkeys(part.strip() for part in text.split(separators[0]) if part.strip()))


def section(text: str) -> QLabel:
    """The heading of a part of a form or page, with some air above it."""
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "card-title")
    label.setContentsMargins(0, 12, 0, 0)
    return label


def choice(name: str, options: Iterable[tuple[str, object]], chosen: object = None) -> QComboBox:
    """A box to choose one of some options from, each with the words for it."""
    box = steady(QComboBox())
    for words, value in options:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.setAccessibleName(name)
    box.setMinimumHeight(FIELD_HEIGHT)
    return box


def close_rows(boxes: Iterable[QWidget]) -> QWidget:
    """Ticks that belong together, close under each other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for box in boxes:
        column.addWidget(box)
    return holder


class Tick(QWidget):
    """A tick box or radio button whose words wrap; pressing the words is pressing the box."""

    toggled = Signal(bool)

    def __init__(self, words: str, box: QAbstractButton | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = box or QCheckBox()
        self.box.setAccessibleName(words)
        self.words = prose(words)  # no buddy: with one, an “&” in quoted text would be drawn as a mnemonic
        self.words.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(2)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        self.box.toggled.connect(self.toggled)
        self.setFocusProxy(self.box)

    def isChecked(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def setChecked(self, ticked: bool) -> None:
        """Tick it, or take the tick away."""
        self.box.setChecked(ticked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and self.box.isEnabled():
            self.box.click()
            return True
        return super().eventFilter(watched, event)


class Growing(QWidget):
    """A scrolled column that is as high as its wrapped words need at this width.

    A scroll area asks its widget for a least height without telling the width; wrapped labels would be squeezed.
    """

    def event(self, event: QEvent) -> bool:
        answer = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._grow()
        return answer

    def _grow(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(self.width())
            if height != self.minimumHeight():
                self.setMinimumHeight(height)


def column_of(widget: QWidget, letters: int) -> int:
    """The width of so many letters in a widget's font, in device-independent pixels: it grows with the text size."""
    return widget.fontMetrics().averageCharWidth() * letters
