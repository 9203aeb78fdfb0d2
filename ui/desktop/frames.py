"""What every window and dialog has: the identity on top in word, shape and colour, a body, a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from composer import preferences
from composer.identity import Identity
from rules.report import IdentityKind
from ui.desktop import theme
from ui.desktop.announce import announce
from ui.desktop.forms import Growing, Notice
from ui.desktop.identity_band import HEIGHT, IdentityBand
from ui.desktop.words import window_title

__all__ = ["BandDialog", "IdentityDialog", "IdentityTile", "announce", "bare_band", "primary", "wear"]


def primary(button: QPushButton) -> QPushButton:
    """The one button of a view that goes on; Return presses it."""
    button.setProperty("role", "primary")
    button.setDefault(True)
    return button


def wear(kind: IdentityKind | None) -> None:
    """Dress the application for that identity (the professional colours where a page is about both)."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.dress(app, kind or IdentityKind.PROFESSIONAL, theme.chosen_mode(preferences.load().theme))


def bare_band(kind: IdentityKind | None, words: str) -> QWidget:
    """A band for a page of the wizard or the door; where a page is about both identities, one in neither's colours."""
    if kind is not None:
        return IdentityBand(kind, words)
    return BothBand(words)


class BothBand(QLabel):
    """A quiet band underlined half in one identity's colour, half in the other's."""

    def __init__(self, words: str) -> None:
        super().__init__(f"Considered · {words}", textFormat=Qt.TextFormat.PlainText)
        self.setMinimumHeight(HEIGHT)
        self.setContentsMargins(16, 0, 16, 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter, half = QPainter(self), self.width() // 2
        for left, kind in ((0, IdentityKind.PROFESSIONAL), (half, IdentityKind.PERSONAL)):
            painter.fillRect(left, self.height() - 3, self.width() - half, 3, QColor(theme.beside(kind).accent))


def paint_sign(painter: QPainter, kind: IdentityKind, box: QRectF, ink: QColor) -> None:
    """A small card for the professional, a small head and shoulders for the personal identity."""
    painter.save()
    painter.setPen(QPen(ink, 1.3))
    if kind is IdentityKind.PROFESSIONAL:
        painter.drawRect(box.adjusted(0, 1, 0, -1))
        painter.drawLine(QPointF(box.left() + 3, box.center().y()), QPointF(box.right() - 3, box.center().y()))
    else:
        painter.setBrush(ink)
        painter.drawEllipse(box.adjusted(3.5, 0, -3.5, -7))
        painter.drawChord(box.adjusted(0.5, 6, -0.5, 6), 0, 180 * 16)
    painter.restore()


class IdentityTile(QAbstractButton):
    """A large button to choose an identity by: its word, its shape, its colour."""

    def __init__(self, kind: IdentityKind, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setText(label)
        self.setCheckable(True)
        self.setAccessibleName(f"{label} identity")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        return QSize(180, self.fontMetrics().height() + 46)

    def minimumSizeHint(self) -> QSize:
        return QSize(130, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.beside(self.kind)
        chosen = self.isChecked()
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = 6 if self.kind is IdentityKind.PROFESSIONAL else box.height() / 2
        painter.setBrush(QColor(colours.accent if chosen else colours.paper))
        painter.setPen(QPen(QColor(colours.accent), 2 if chosen else 1))
        painter.drawRoundedRect(box, radius, radius)
        ink = QColor(colours.on_accent if chosen else colours.accent_ink)
        paint_sign(painter, self.kind, QRectF(box.left() + 22, box.center().y() - 7, 14, 14), ink)
        painter.setPen(ink)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        words = box.adjusted(48, 0, -12, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ink if chosen else QColor(colours.focus)), 1.5, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), max(2, radius - 4), max(2, radius - 4))


class BandDialog(QDialog):
    """A dialog with a band on top. Put widgets into `body`; `notice` is the place for what went wrong."""

    def __init__(self, band: QWidget, title: str, parent: QWidget | None = None, *, scrolled: bool = True) -> None:
        """`title` must not hold a word of a post, nor a name."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(self.windowTitle())
        self.band = band
        self.notice = Notice()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addWidget(self.band)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 18, 24, 18)
        self.body.setSpacing(12)
        self._area: QScrollArea | None = None
        holder = Growing() if scrolled else QWidget()
        if not scrolled:
            holder.setLayout(self.body)
        else:
            outer = QVBoxLayout(holder)  # no AlignTop: an aligned layout forgets the height of wrapped words
            outer.setContentsMargins(0, 0, 0, 0)
            outer.addLayout(self.body)
            outer.addStretch(1)
            self._area = QScrollArea(widgetResizable=True)
            self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self._area.setWidget(holder)
        self.body.addWidget(self.notice)
        self._outer.addWidget(self._area or holder, 1)
        self.resize(680, 720)

    def add_buttons(self, *buttons: QPushButton, status: QLabel | None = None, cancel: str = "Cancel") -> None:
        """At the bottom: what is in the way, in a line of its own, and below it `cancel` and the buttons."""
        foot = QFrame()
        foot.setProperty("role", "statusbar")
        rows = QVBoxLayout(foot)
        rows.setContentsMargins(24, 10, 24, 10)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        if status is not None:
            rows.addWidget(status)
        rows.addLayout(row)
        self.cancel_button = QPushButton(cancel)
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        for button in (self.cancel_button, *buttons):
            row.addWidget(button)
        self._outer.addWidget(foot)

    def show_top(self) -> None:
        """Bring the notice into view."""
        if self._area is not None:
            self._area.verticalScrollBar().setValue(0)


class IdentityDialog(BandDialog):
    """A dialog of one open identity: its band says whose, by name."""

    def __init__(self, identity: Identity, view: str, parent: QWidget | None = None, *, scrolled: bool = True) -> None:
        """`view` names the dialog; it must not hold a word of a post."""
        band = IdentityBand(identity.kind, identity.display_name, view)
        super().__init__(band, window_title(identity.kind, view), parent, scrolled=scrolled)
        self.identity = identity
