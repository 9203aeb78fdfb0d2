"""The frame with which a picture is cut, by mouse, by keys, or by four figures.

Keys: arrows move the frame, Shift with arrows makes it wider, narrower, higher or lower, Home shows all of it.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QWidget

from composer.publish.image import Crop
from ui.desktop import theme
from ui.desktop.forms import FIELD_HEIGHT, Field, column_of, steady
from ui.desktop.widgets import FlowBox

LEAST = 0.05
"""Smallest side of the frame, of the picture's."""
STEP = 0.02
GRIP = 12
"""How near to an edge the mouse takes hold of it, in device-independent pixels."""
SIDES = ("left", "top", "right", "bottom")


@dataclasses.dataclass(frozen=True)
class Frame:
    """What stays, in parts of the picture's width and height (0 to 1)."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    @property
    def whole(self) -> bool:
        """Whether nothing is cut off."""
        return self == Frame()

    def moved(self, x: float, y: float) -> Frame:
        """The frame somewhere else, inside the picture."""
        x = min(max(x, -self.left), 1 - self.right)
        y = min(max(y, -self.top), 1 - self.bottom)
        return Frame(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def with_side(self, side: str, at: float) -> Frame:
        """One side elsewhere, no nearer to the opposite one than `LEAST`."""
        low = {"left": 0.0, "top": 0.0, "right": self.left + LEAST, "bottom": self.top + LEAST}[side]
        high = {"left": self.right - LEAST, "top": self.bottom - LEAST, "right": 1.0, "bottom": 1.0}[side]
        return dataclasses.replace(self, **{side: min(max(at, low), high)})

    def crop(self, width: int, height: int) -> Crop:
        """In pixels of a picture of that size."""
        return Crop(
            left=round(self.left * width),
            top=round(self.top * height),
            right=round(self.right * width),
            bottom=round(self.bottom * height),
        )

    def cut_off(self, side: str) -> int:
        """How much of the picture is cut off at a side, in per cent."""
        at = float(getattr(self, side))
        return round(100 * (at if side in ("left", "top") else 1 - at))


class CropView(QWidget):
    """The picture with the frame over it; what is cut off lies in the shade. Emits `changed(Frame)`."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame()
        self._image = QImage()
        self._held: tuple[frozenset[str], QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName("Part of the picture that stays")
        self._describe()

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self.updateGeometry()
        self.update()

    def set_frame(self, frame: Frame) -> None:
        """Frame another part."""
        if frame != self.frame:
            self.frame = frame
            self._describe()
            self.update()
            self.changed.emit(frame)

    def _describe(self) -> None:
        cut = [f"{self.frame.cut_off(side)} per cent at the {side}" for side in SIDES if self.frame.cut_off(side)]
        self.setAccessibleDescription(
            f"Cut off: {', '.join(cut) or 'nothing'}. "
            "Arrows move the frame, Shift with arrows sizes it, Home shows all."
        )

    def sizeHint(self) -> QSize:
        return QSize(420, round(260 * theme.scale()))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 180)

    def _area(self) -> QRectF:
        """Where the picture is drawn."""
        size = self._image.size().scaled(self.size() - QSize(8, 8), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, *size.toTuple())

    def _framed(self, area: QRectF) -> QRectF:
        f = self.frame
        corner = QPointF(area.left() + f.left * area.width(), area.top() + f.top * area.height())
        return QRectF(corner, QPointF(area.left() + f.right * area.width(), area.top() + f.bottom * area.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._image.isNull():
            painter.setPen(QColor(colours.soft))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Opening the picture…")
            return
        area = self._area()
        framed = self._framed(area)
        painter.drawImage(area, self._image)
        shade = QColor(0, 0, 0, 150)
        painter.fillRect(QRectF(area.topLeft(), QPointF(area.right(), framed.top())), shade)
        painter.fillRect(QRectF(QPointF(area.left(), framed.bottom()), area.bottomRight()), shade)
        painter.fillRect(QRectF(area.left(), framed.top(), framed.left() - area.left(), framed.height()), shade)
        painter.fillRect(QRectF(framed.right(), framed.top(), area.right() - framed.right(), framed.height()), shade)
        for colour, width in ((QColor("#000000"), 4.0), (QColor("#ffffff"), 1.6)):  # seen on dark and on light pictures
            painter.setPen(QPen(colour, width, Qt.PenStyle.DashLine if width < 2 else Qt.PenStyle.SolidLine))
            painter.drawRect(framed)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Home:
            self.set_frame(Frame())
        elif step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            wider = self.frame.with_side("right", self.frame.right + step[0])
            self.set_frame(wider.with_side("bottom", wider.bottom + step[1]))
        else:
            self.set_frame(self.frame.moved(*step))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._under(event.position()), event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            self.setCursor(_cursor(self._under(event.position())))
            return
        (sides, before), area = self._held, self._area()
        by = event.position() - before
        x, y = by.x() / max(area.width(), 1), by.y() / max(area.height(), 1)
        if not sides:
            self.set_frame(self.frame.moved(x, y))
        else:
            frame = self.frame
            for side in sides:
                frame = frame.with_side(side, getattr(frame, side) + (x if side in ("left", "right") else y))
            self.set_frame(frame)
        self._held = sides, event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def _under(self, at: QPointF) -> frozenset[str]:
        """The sides of the frame that the mouse would take hold of."""
        framed = self._framed(self._area())
        away = {
            "left": abs(at.x() - framed.left()),
            "right": abs(at.x() - framed.right()),
            "top": abs(at.y() - framed.top()),
            "bottom": abs(at.y() - framed.bottom()),
        }
        return frozenset(side for side, distance in away.items() if distance <= GRIP)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


_STEPS = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}


def _cursor(sides: frozenset[str]) -> Qt.CursorShape:
    across, along = bool(sides & {"left", "right"}), bool(sides & {"top", "bottom"})
    if across and along:
        return Qt.CursorShape.SizeAllCursor
    if across:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.SizeVerCursor if along else Qt.CursorShape.OpenHandCursor


class CropFigures(FlowBox):
    """How much is cut off at each side, as figures; in step with a `CropView`."""

    def __init__(self, view: CropView) -> None:
        super().__init__(gap=12)
        self._view = view
        self.boxes: dict[str, QSpinBox] = {}
        for side in SIDES:
            box = steady(QSpinBox())
            box.setRange(0, round(100 * (1 - LEAST)))
            box.setSuffix(" %")
            box.setMinimumWidth(column_of(box, 14))
            box.setMinimumHeight(FIELD_HEIGHT)
            box.setAccessibleName(f"Cut off at the {side}, in per cent")
            box.valueChanged.connect(lambda value, side=side: self._set(side, value))
            self.boxes[side] = box
            self.add(Field(f"Cut off, {side}", box))
        view.changed.connect(self._follow)

    def _set(self, side: str, per_cent: int) -> None:
        if per_cent != self._view.frame.cut_off(side):
            at = per_cent / 100 if side in ("left", "top") else 1 - per_cent / 100
            self._view.set_frame(self._view.frame.with_side(side, at))
            self._follow(self._view.frame)

    def _follow(self, frame: object) -> None:
        assert isinstance(frame, Frame)
        for side, box in self.boxes.items():
            if box.value() != frame.cut_off(side):
                box.blockSignals(True)
                box.setValue(frame.cut_off(side))
                box.blockSignals(False)
