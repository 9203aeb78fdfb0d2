"""Marks over the sheet where signs stand that cannot be seen: a broken upright line with a lozenge on top.

A window of its own over the sheet's viewport, so that neither the document nor the painting of the text knows of it;
hidden, and without any cost, while there is nothing to mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.editor import Sheet
from ui.desktop.paper import Edit

SMALL = 3.0


class UnseenMarks(QWidget):
    """Lies over the sheet's viewport, lets every press through, and moves its marks along with the text."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._places: list[int] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Marks of signs that cannot be seen")
        sheet.viewport().installEventFilter(self)
        sheet.edited.connect(self._edited)
        sheet.verticalScrollBar().valueChanged.connect(self.update)
        self.hide()

    @property
    def places(self) -> tuple[int, ...]:
        """Where marks stand, in code points."""
        return tuple(self._places)

    def show_at(self, places: Sequence[int]) -> None:
        """Mark these places of the text on the sheet (code points, in order)."""
        self._places = list(places)
        self._fit()
        self.setVisible(bool(self._places))
        self.update()

    def _edited(self, edit: Edit) -> None:
        if self._places:
            end, by = edit.start + edit.removed, len(edit.new) - edit.removed
            self._places = [p if p < edit.start else p + by for p in self._places if p < edit.start or p >= end]
            self.update()

    def _fit(self) -> None:
        self.setGeometry(self._sheet.viewport().geometry())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return False

    def lines(self) -> Iterator[QRect]:
        """Where marks are drawn now, in pixels of the viewport; one for several signs at the same place."""
        first, last = self._sheet.visible_span()
        paper, before = self._sheet.paper, QRect()
        for place in self._places:
            if first <= place <= last:
                here = self._sheet.cursorRect(paper.cursor(place))
                if here.topLeft() != before.topLeft():
                    yield here
                before = here

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colour = QPainter(self), QColor(theme.current().focus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for here in self.lines():
            half = half_of(here)
            middle = QPointF(here.left() + 0.5, here.top() + half)
            painter.setPen(QPen(colour, max(1.4, half / 3), Qt.PenStyle.DashLine))
            painter.drawLine(middle, QPointF(middle.x(), here.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            corners = ((0, -half), (half, 0), (0, half), (-half, 0))
            painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))
        painter.end()


def half_of(line: QRect) -> float:
    """Half the width of the lozenge on a line, in device-independent pixels: larger for larger letters."""
    return max(SMALL, line.height() / 8)
