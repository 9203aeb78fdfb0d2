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

HALF = 3.0
"""Half the width of a lozenge, in device-independent pixels."""


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
            x, top, bottom = here.left() + 0.5, float(here.top()), float(here.bottom())
            painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, top + HALF), QPointF(x, bottom))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            corners = ((0, -HALF), (HALF, 0), (0, HALF), (-HALF, 0))
            painter.drawPolygon(QPolygonF([QPointF(x + dx, top + HALF + dy) for dx, dy in corners]))
        painter.end()
