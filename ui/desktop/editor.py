"""The sheet that one writes on: plain text only, marks painted over it, none under the word being typed.

A QTextEdit and not a QPlainTextEdit, because only the former can set the lines apart; with own painting instead of
extra selections both take the same time for a keystroke (0.3 ms at 3,000, 0.4 ms at 200,000 characters in paragraphs).
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from composer.draft import LONGEST
from rules.report import Finding, Outcome
from ui.desktop import theme
from ui.desktop.marks import Mark, Span, draw, layers, slide, word_at
from ui.desktop.offsets import clean
from ui.desktop.paper import Edit, Paper
from ui.desktop.pictures_in import brings_pictures

STILL_TYPING_MS = 1_000
"""How long after a key the word under the cursor counts as being typed."""
Segment = tuple[float, float, float, float, float]
"""left, right, base line, top, bottom of a stretch on one line, in the viewport."""


class Sheet(QTextEdit):
    """Shows one `Paper` at a time. Emits `edited(Edit)`; `refused(int)` with the characters that would be too many."""

    edited = Signal(object)
    refused = Signal(int)
    focused = Signal(bool)
    touched = Signal(object)
    """Findings whose passage was just changed: their marks are gone."""
    offered = Signal(object)
    """A drop or paste that brings pictures and no words (`QMimeData`)."""
    rested = Signal()
    """The cursor moved without typing."""
    turned = Signal()
    """Another paper is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Text of the post")
        self.setProperty("role", "writing")
        self.viewport().setAutoFillBackground(False)
        self._font = theme.reading_font(15)
        self._marks: list[Mark] = []
        self._current: Mark | None = None
        self._quiet: frozenset[str] = frozenset()
        self._found: list[Span] = []
        self._found_at = -1
        self._typing = self._just_edited = False
        self._shown: Span = (0, 0)
        """What is on the screen while it is painted."""
        self._pause = QTimer(self, interval=STILL_TYPING_MS, singleShot=True)
        self._pause.timeout.connect(self._rest)
        self.cursorPositionChanged.connect(self._moved)
        self._paper = Paper("", self._font, self)
        self._show()

    # Text

    @property
    def paper(self) -> Paper:
        """The paper shown now."""
        return self._paper

    def show_paper(self, paper: Paper) -> None:
        """Show another text; marks are cleared, its own undo history comes with it."""
        self._paper.edited.disconnect(self._was_edited)
        self._paper = paper
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        self._marks, self._current, self._found = [], None, []
        self._paper.set_font(self._font)
        self.setDocument(self._paper.document)
        self._paper.edited.connect(self._was_edited)
        self._rest()

    def text(self) -> str:
        """The whole text."""
        return self._paper.text

    def setPlainText(self, text: str) -> None:
        """Replace everything, as one step that undo takes back."""
        self._paper.replace(0, len(self.text()), text)

    def replace(self, start: int, end: int, new: str) -> None:
        """Put other words in place of a span (code points) and leave the cursor behind them."""
        self.setTextCursor(self._paper.replace(start, end, new))
        self._rest()

    def position(self) -> int:
        """Where the cursor is, in code points."""
        return self._paper.offsets.to_points(self.textCursor().position())

    def selection(self) -> Span:
        """What is selected, in code points; an empty span at the cursor when nothing is."""
        cursor, offsets = self.textCursor(), self._paper.offsets
        return offsets.to_points(cursor.selectionStart()), offsets.to_points(cursor.selectionEnd())

    def selected(self) -> str:
        """The words that are selected."""
        start, end = self.selection()
        return self.text()[start:end]

    def set_found(self, places: Sequence[Span], current: int) -> None:
        """Tint the places where searched words stand; the one at `current` (-1 for none) is framed too."""
        self._found, self._found_at = list(places), current
        self.viewport().update()

    def go_to(self, start: int, end: int | None = None) -> None:
        """Put the cursor at `start`, or select up to `end`, and bring it into view."""
        self.setTextCursor(self._paper.cursor(start, end))
        self.ensureCursorVisible()
        self._rest()

    def set_size(self, points: float) -> None:
        """Other letter size; where the system's letters are large, these are larger too."""
        self._font = theme.reading_font(points * max(1.0, theme.scale() * 0.8))
        self._paper.set_font(self._font)
        self.viewport().update()

    def column_width(self, characters: int) -> int:
        """Pixels that a line of so many average letters takes."""
        return round(QFontMetricsF(self._font).averageCharWidth() * characters)

    # Marks

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks as they stand now."""
        return tuple(self._marks)

    def set_marks(self, findings: Iterable[Finding]) -> None:
        """Mark these findings of exactly the text shown now."""
        was = self._current.finding.key if self._current else None
        self._marks = sorted([Mark(f, f.start, f.end) for f in findings], key=_place)
        self._current = next((m for m in self._marks if m.finding.key == was), None) if was is not None else None
        self.viewport().update()

    def set_quiet(self, keys: Iterable[str]) -> None:
        """Findings that were set aside or are covered: kept, moved along, but not underlined."""
        self._quiet = frozenset(keys)
        self.viewport().update()

    def open_marks(self) -> list[Mark]:
        """The marks that are underlined, in text order."""
        return [m for m in self._marks if m.finding.key not in self._quiet]

    def set_current(self, mark: Mark | None) -> None:
        """Tint one passage: the one whose card is at hand."""
        self._current = mark
        self.viewport().update()

    def mark_of(self, finding: Finding) -> Mark | None:
        """Where a finding's passage is now; None when it was touched since."""
        return next((m for m in self._marks if m.finding is finding), None) or next(
            (m for m in self._marks if m.finding == finding), None
        )

    def spared(self) -> Span:
        """The word that is being typed, as a span; an empty one when nobody types."""
        return word_at(self.text(), self.position()) if self._typing else (0, 0)

    def underlined(self) -> list[tuple[int, int, Outcome]]:
        """What is underlined at this moment, in code points."""
        return layers(self.open_marks(), self.spared())

    # Events

    def _was_edited(self, edit: Edit) -> None:
        self._typing = self._just_edited = True
        self._pause.start()
        self._marks, gone = slide(self._marks, edit.start, edit.removed, edit.new)
        if self._current:
            finding = self._current.finding
            self._current = next((m for m in self._marks if m.finding is finding), None)
        self.viewport().update()
        if gone:
            self.touched.emit([m.finding for m in gone])
        self.edited.emit(edit)

    def _moved(self) -> None:
        if self._just_edited:
            self._just_edited = False
        else:
            self._rest()
            self.rested.emit()

    def _rest(self) -> None:
        self._typing = self._just_edited = False
        self._pause.stop()
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):  # Shift+Enter: a line of its own, as in a post
            event = QKeyEvent(event.type(), Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
        if event.text() and (event.text().isprintable() or event.text() in "\r\n") and not self._room_for(event.text()):
            return
        super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString() and not self._room_for(event.commitString()):
            event.setCommitString("")
        super().inputMethodEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or brings_pictures(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if brings_pictures(source):
            self.offered.emit(source)
            return
        words = clean(source.text())
        if words and self._room_for(words):
            cursor = self.textCursor()
            cursor.insertText(words)
            self.setTextCursor(cursor)
            self.ensureCursorVisible()
            self._rest()

    def _room_for(self, words: str) -> bool:
        chosen = len(clean(self.textCursor().selectedText()))
        total = len(self.text()) - chosen + len(words)
        if total > LONGEST and len(words) > chosen:
            self.refused.emit(total)
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._rest()
        self.focused.emit(False)

    def sizeHint(self) -> QSize:
        return QSize(self.column_width(72), 400)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        first, last = self._shown = self.visible_span()
        self._paint_found()
        self._paint_tint()
        super().paintEvent(event)
        visible = [m for m in self.open_marks() if m.start < last and m.end > first]
        if drawn := layers(visible, self.spared()):
            painter = QPainter(self.viewport())
            colours = theme.current()
            for start, end, outcome in drawn:
                for left, right, base, _, _ in self._segments(start, end):
                    draw(painter, outcome, left, right, base, colours)
            painter.end()

    def _paint_tint(self) -> None:
        if self._current is None:
            return
        painter = QPainter(self.viewport())
        tint = QColor(theme.current().of(self._current.outcome)[1])
        for left, right, _, top, bottom in self._segments(self._current.start, self._current.end):
            painter.fillRect(QRectF(left - 1, top - 2, right - left + 2, bottom - top + 4), tint)
        painter.end()

    def _paint_found(self) -> None:
        if not self._found:
            return
        first, last = self._shown
        painter, colours = QPainter(self.viewport()), theme.current()
        for number, (start, end) in enumerate(self._found):
            if start < last and end > first:
                for left, right, _, top, bottom in self._segments(start, end):
                    place = QRectF(left - 1, top, right - left + 2, bottom - top + 2)
                    painter.fillRect(place, QColor(colours.accent_soft))
                    painter.setPen(QPen(QColor(colours.focus if number == self._found_at else colours.edge), 1))
                    painter.drawRect(place)
        painter.end()

    def visible_span(self) -> Span:
        """The code points that are on the screen, whole lines."""
        area = self.viewport().rect()
        first = self.cursorForPosition(area.topLeft())
        last = self.cursorForPosition(area.bottomRight())
        first.movePosition(QTextCursor.MoveOperation.StartOfLine)
        last.movePosition(QTextCursor.MoveOperation.EndOfLine)
        offsets = self._paper.offsets
        return offsets.to_points(first.position()), offsets.to_points(last.position())

    def _segments(self, start: int, end: int) -> Iterator[Segment]:
        """The visible stretches of a span, line by line."""
        shown = self._shown
        start, end = max(start, shown[0]), min(end, shown[1])
        if start >= end:
            return
        first, last = self._paper.offsets.to_units(start), self._paper.offsets.to_units(end)
        block = self.document().findBlock(first)
        while block.isValid() and block.position() < last:
            yield from self._in_block(block, max(first - block.position(), 0), last - block.position())
            block = block.next()

    def _in_block(self, block: QTextBlock, first: int, last: int) -> Iterator[Segment]:
        layout = block.layout()
        area = self.document().documentLayout().blockBoundingRect(block)
        dx = area.left() - self.horizontalScrollBar().value()
        dy = area.top() - self.verticalScrollBar().value()
        last = min(last, block.length() - 1)
        line = layout.lineForTextPosition(first)
        while line.isValid() and line.textStart() < last:
            start, end = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
            shown = self._paper.between(block.position() + start, block.position() + end)
            left, right = sorted((_x(line, start), _x(line, end - len(shown) + len(shown.rstrip(" ")))))
            base = dy + line.y() + line.ascent()
            if right - left > 0.5:
                yield left + dx, right + dx, base, dy + line.y(), base + line.descent()
            if line.lineNumber() + 1 >= layout.lineCount():
                return
            line = layout.lineAt(line.lineNumber() + 1)


_place = operator.attrgetter("start", "end")


def _x(line: QTextLine, position: int) -> float:
    found = line.cursorToX(position)
    return float(found[0]) if isinstance(found, tuple) else float(str(found))
