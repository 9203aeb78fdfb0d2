"""One draft's text as Qt holds it, with its mirror in code points. It lives as long as its undo history should.

Everything hangs on `contentsChange(pos, removed, added)`, which speaks UTF-16; `textChanged` also fires for formats and
would make a check loop (measured: `rehighlight` and format changes emit it).
"""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCursor, QTextDocument

from ui.desktop.offsets import Offsets, clean, plain, units

LINE_HEIGHT = 132
"""Per cent of the letters' own height."""


@dataclasses.dataclass(frozen=True, slots=True)
class Edit:
    """What one change did, in code points of the text before it."""

    start: int
    removed: int
    new: str


class Paper(QObject):
    """A document and its mirror. Emits `edited(Edit)` after each change of the text, never for formats."""

    edited = Signal(object)

    def __init__(self, text: str, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = QTextDocument(self)
        self.document.setDefaultFont(font)
        self.document.setDocumentMargin(0)
        self.document.setUndoRedoEnabled(False)
        self.document.setPlainText(clean(text))
        self._space_lines()
        self.document.setUndoRedoEnabled(True)
        self.document.setModified(False)
        self._text = plain(self.document.toRawText())
        self._offsets = Offsets(self._text)
        self.document.documentLayout()  # without a layout Qt emits no contentsChange
        self.document.contentsChange.connect(self._changed)

    @property
    def text(self) -> str:
        """The text as it stands, with `\\n` line endings."""
        return self._text

    @property
    def offsets(self) -> Offsets:
        """UTF-16 ↔ code points of the text as it stands."""
        return self._offsets

    def between(self, first: int, last: int) -> str:
        """The text between two positions of the document (UTF-16 units)."""
        return self._text[self._offsets.to_points(first) : self._offsets.to_points(last)]

    def cursor(self, start: int, end: int | None = None) -> QTextCursor:
        """A cursor at, or a selection of, these code points."""
        cursor = QTextCursor(self.document)
        cursor.setPosition(self._offsets.to_units(start))
        if end is not None:
            cursor.setPosition(self._offsets.to_units(end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def replace(self, start: int, end: int, new: str) -> QTextCursor:
        """Put other words in place of a span, as one step that undo takes back. The cursor stands behind them."""
        cursor = self.cursor(start, end)
        cursor.beginEditBlock()
        cursor.insertText(clean(new))
        cursor.endEditBlock()
        return cursor

    def set_font(self, font: QFont) -> None:
        """Other letters; no change of the text."""
        self.document.setDefaultFont(font)

    def forget(self) -> None:
        """Drop the words and the undo history (lock)."""
        self.document.contentsChange.disconnect(self._changed)
        self.document.clear()
        self.document.clearUndoRedoStacks()
        self._text, self._offsets = "", Offsets("")

    def _space_lines(self) -> None:
        every = QTextCursor(self.document)
        every.select(QTextCursor.SelectionType.Document)
        spaced = QTextBlockFormat()
        spaced.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        every.mergeBlockFormat(spaced)

    def _changed(self, position: int, removed: int, added: int) -> None:
        before, old = self._text, self._offsets
        start, end = old.to_points(position), old.to_points(position + removed)
        new = plain(self._between(position, position + added))
        text = before[:start] + new + before[end:]
        offsets = old.edited(start, end, new)
        if len(offsets) != self.document.characterCount() - 1:
            self._read_anew()
            return
        self._text, self._offsets = text, offsets
        if new != before[start:end]:
            self.edited.emit(Edit(start, end - start, new))

    def _between(self, start: int, end: int) -> str:
        last = self.document.characterCount() - 1
        cursor = QTextCursor(self.document)
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()

    def _read_anew(self) -> None:
        """The mirror and the document disagree (a lone surrogate came in, or a change that was told oddly)."""
        text = plain(self.document.toRawText())
        if units(text) != self.document.characterCount() - 1:
            text = self._unit_by_unit()
        before = self._text
        self._text, self._offsets = text, Offsets(text)
        if text != before:
            self.edited.emit(difference(before, text))

    def _unit_by_unit(self) -> str:
        """The text with U+FFFD for each lone surrogate, which PySide leaves out when it makes a Python string."""
        count = self.document.characterCount() - 1
        raw = "".join(self.document.characterAt(i) for i in range(count))
        return plain(raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def difference(before: str, after: str) -> Edit:
    """The smallest single edit that makes `after` of `before`."""
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    tail = 0
    while tail < shorter - start and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return Edit(start, len(before) - tail - start, after[start : len(after) - tail])
