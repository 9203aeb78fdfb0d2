"""The band on top of every window: who is posting, told by colour, word and shape.

Professional: a square badge, a plain band. Personal: a round badge, a band that begins with bars.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from rules.report import IdentityKind
from ui.desktop import theme
from ui.desktop.theme import Mode, Palette
from ui.desktop.widgets import Elided, button

HEIGHT = 44
BARS = 28
"""Width of the bars at the left of the personal band."""
_WORDS = {IdentityKind.PROFESSIONAL: "PROFESSIONAL", IdentityKind.PERSONAL: "PERSONAL"}


class Badge(QWidget):
    """The identity's word in its shape: square for professional, round for personal."""

    def __init__(self, kind: IdentityKind, colours: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._colours = colours
        self.setAccessibleName(f"{_WORDS[kind].capitalize()} identity")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def recolour(self, colours: Palette) -> None:
        """Wear other colours."""
        self._colours = colours
        self.update()

    def _letters(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        return font

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._letters())
        return QSize(metrics.horizontalAdvance(_WORDS[self._kind]) + 46, max(26, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(self._colours.on_accent)
        veil = QColor(ink)
        veil.setAlphaF(0.10)
        area = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        radius = area.height() / 2 if self._kind is IdentityKind.PERSONAL else 3.0
        painter.setPen(QPen(ink, 1.2))
        painter.setBrush(veil)
        painter.drawRoundedRect(area, radius, radius)
        self._sign(painter, QRectF(10, area.center().y() - 6, 12, 12))
        painter.setFont(self._letters())
        painter.setPen(ink)
        painter.drawText(area.adjusted(30, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, _WORDS[self._kind])

    def _sign(self, painter: QPainter, box: QRectF) -> None:
        """A card for the professional, a person for the personal identity."""
        ink = QColor(self._colours.on_accent)
        painter.save()
        if self._kind is IdentityKind.PROFESSIONAL:
            painter.setPen(QPen(ink, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 1, 0, -1))
            for y in (5.0, 8.0):
                painter.drawLine(QPointF(box.x() + 3, box.y() + y), QPointF(box.right() - 3, box.y() + y))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(box.center().x(), box.y() + 3.2), 3.0, 3.0)
            body = QPainterPath(QPointF(box.x() + 0.5, box.bottom()))
            body.cubicTo(
                box.x() + 0.5, box.y() + 5.5, box.right() - 0.5, box.y() + 5.5, box.right() - 0.5, box.bottom()
            )
            painter.drawPath(body)
        painter.restore()


class IdentityBand(QFrame):
    """Badge, name and role; on the main window also the ways to switch and to lock.

    Emits `switch_wanted` and `lock_wanted`. It wears its own identity's colours whatever the window wears, so that
    both can stand beside each other where one chooses.
    """

    switch_wanted = Signal()
    lock_wanted = Signal()

    def __init__(
        self,
        kind: IdentityKind,
        name: str = "",
        role: str = "",
        *,
        mode: Mode | None = None,
        actions: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`mode` is the application's own unless given; `actions` shows “Switch identity…” and “Lock”."""
        super().__init__(parent)
        self.kind = kind
        self._mode = mode
        self._colours = self._palette()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.badge = Badge(kind, self._colours)
        self.who = Elided()
        self.switch = self._link("Switch identity…", "Switch identity")
        self.lock = self._link("Lock  Ctrl+L", "Lock")
        self.switch.clicked.connect(self.switch_wanted)
        self.lock.clicked.connect(self.lock_wanted)
        row = QHBoxLayout(self)
        left = BARS if kind is IdentityKind.PERSONAL else 14
        row.setContentsMargins(left, 6, 10, 6)
        row.setSpacing(12)
        row.addWidget(self.badge)
        row.addWidget(self.who, 1)
        row.addWidget(self.switch)
        row.addWidget(self.lock)
        self.switch.setVisible(actions)
        self.lock.setVisible(actions)
        self.tell(name, role)
        self.recolour(mode)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, HEIGHT))

    def tell(self, name: str, role: str = "") -> None:
        """Show who it is."""
        self.who.say(" · ".join(part for part in (name, role) if part))
        self.setAccessibleName(", ".join(p for p in (f"{_WORDS[self.kind].capitalize()} identity", name, role) if p))

    def recolour(self, mode: Mode | None = None) -> None:
        """Wear the colours of this mode; without one, the application's."""
        self._mode = mode
        self._colours = self._palette()
        self.badge.recolour(self._colours)
        c = self._colours
        plain = f"color: {c.on_accent}; background: transparent;"
        self.setStyleSheet(
            f"QLabel {{ {plain} }}"
            f"QPushButton {{ {plain} border: 1px solid transparent; padding: 4px 8px; }}"
            f"QPushButton:hover {{ text-decoration: underline; background: transparent; }}"
            f"QPushButton:focus {{ border: 2px solid {c.on_accent}; padding: 3px 7px; }}"
        )
        self.update()

    def _palette(self) -> Palette:
        return theme.palette(self.kind, self._mode) if self._mode else theme.beside(self.kind)

    def _link(self, words: str, name: str) -> QPushButton:
        made = button(words, name=name)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colours.accent))
        if self.kind is IdentityKind.PERSONAL:
            for x in (0, 8):
                painter.fillRect(x, 0, 5, self.height(), QColor(self._colours.on_accent))
