"""Small widgets that several views are built of. They hold no data of their own and know no session."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.desktop.announce import announce
from ui.desktop.theme import TARGET, set_role

TOAST_MS = 10_000


def button(words: str, role: str = "", *, name: str = "", pressed: Callable[[], object] | None = None) -> QPushButton:
    """A push button; `role` is `primary`, `quiet`, `danger` or nothing, `name` what a screen reader says instead.

    `pressed` must be a bound method of an object that outlives the button, or a plain function.
    """
    made = QPushButton(words)
    made.setAutoDefault(False)
    made.setMinimumSize(TARGET, TARGET)
    if role:
        set_role(made, role)
    made.setAccessibleName(name or words.rstrip("…"))
    if pressed is not None:
        made.clicked.connect(pressed)
    return made


def text(words: str, role: str = "prose", *, wrap: bool = True) -> QLabel:
    """Plain text in one of the roles of the style sheet (`heading`, `section`, `soft`, `small`, `card-title`, …)."""
    label = QLabel(words, wordWrap=wrap, textFormat=Qt.TextFormat.PlainText)
    set_role(label, role)
    if wrap:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    return label


def tip(words: str) -> str:
    """Words for a tooltip: Qt would read some as markup by itself, so those are escaped and shown as they are."""
    doubtful = "<" in words or "&lt;" in words
    return f'<span style="white-space: pre-wrap">{escape(words)}</span>' if doubtful else words


class Elided(QLabel):
    """One line that ends in “…” where there is no room; the whole of it is the tooltip and the accessible name."""

    def __init__(self, words: str = "", role: str = "prose", parent: QWidget | None = None) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText)
        self._whole = ""
        self._hint: QSize | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(self, role)
        self.say(words)

    def say(self, words: str) -> None:
        """Show other words."""
        self._whole = words
        self._hint = None
        self.setAccessibleName(words)
        self._fit()

    def whole(self) -> str:
        """The words without “…”."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        return QSize(min(super().minimumSizeHint().width(), 48), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Worked out once for its words and its font: a list of cards asks for it with every key."""
        if self._hint is None:
            self.ensurePolished()
            width = self.fontMetrics().horizontalAdvance(self._whole) + 4
            self._hint = QSize(width, super().sizeHint().height())
        return QSize(self._hint)

    def changeEvent(self, event: QEvent) -> None:
        self._hint = None  # another font, or another style sheet
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def room(self) -> int:
        """Pixels for the words."""
        return self.width() - 2

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.room(), 12))
        self.setText(shown if self.width() > 0 and self.isVisible() else self._whole)
        self.setToolTip(tip(self._whole) if self.text() != self._whole else "")


class Chip(Elided):
    """A short remark in a frame; it flows beside others and shortens where there is no room."""

    PADDING = 20

    def __init__(self, words: str) -> None:
        super().__init__(words, "chip")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self.PADDING, 0)

    def room(self) -> int:
        return self.width() - self.PADDING + 2


class Flow(QLayout):
    """Lays its widgets out like words: next to each other, and in a new row where there is no room."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self._placed: QRect | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        self._least = self._placed = None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Worked out once until something inside changes: layouts above ask over and over."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Nothing is moved where all stands as it did."""
        super().setGeometry(rect)
        if rect != self._placed:
            self._arrange(rect, move=True)
            self._placed = QRect(rect)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        if self._least is None:
            self._least = self._smallest()
        return self._least

    def _smallest(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins: QMargins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        x, y, row = area.x(), area.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(area.width(), item.minimumSize().width())))
            if x > area.x() and x + size.width() > area.right() + 1:
                x, y, row = area.x(), y + row + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            row = max(row, size.height())
        return y + row - rect.y() + margins.bottom()


class Column(QVBoxLayout):
    """A column that works its height out once for each width, until something inside changes.

    Qt's own forgets the last width when it is asked for another, and a scrolled list asks for two in turns: with sixty
    cards of ten parts each, one word in one of them held the window for ten milliseconds.
    """

    def __init__(self, parent: QWidget) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(parent)

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if (height := self._heights.get(width)) is None:
            height = self._heights[width] = super().heightForWidth(width)
        return height

    def minimumHeightForWidth(self, width: int) -> int:
        return self.heightForWidth(width)


class FlowBox(QWidget):
    """A widget whose children flow; tells layouts its height for a width."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 6) -> None:
        super().__init__(parent)
        self.flow = Flow(self, gap=gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """One more, behind the others."""
        self.flow.addWidget(widget)

    def take(self, widget: QWidget) -> None:
        """Take one out; it stays a child."""
        for place in range(self.flow.count()):
            item = self.flow.itemAt(place)
            if item is not None and item.widget() is widget:
                self.flow.takeAt(place)
                self.flow.invalidate()
                return

    def clear(self) -> None:
        """Take all of them out and let them go."""
        while item := self.flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()


class Empty(QWidget):
    """An empty state: one sentence and at most one button."""

    pressed = Signal()

    def __init__(self, sentence: str, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = text(sentence, "soft")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.action = button(action, "primary")
        self.action.clicked.connect(self.pressed)
        self.action.setVisible(bool(action))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self.sentence)
        column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setFocusProxy(self.action if action else self.sentence)


class Scrolled(QScrollArea):
    """A column of widgets that scrolls up and down and never sideways."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.inner = QWidget()
        self.inner.setProperty("role", "scrolled")
        outer = QVBoxLayout(self.inner)  # no AlignTop: an aligned layout forgets the height of wrapped words
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = QVBoxLayout()
        outer.addLayout(self.column)
        outer.addStretch(1)
        self.setWidget(self.inner)
        self.inner.setAutoFillBackground(False)


class Toast(QFrame):
    """A sentence with an undo button that goes by itself after ten seconds; told to screen readers.

    Floats at the bottom of its parent. Emits `undone` when the button is pressed, `gone` when the time is over.
    """

    undone = Signal()
    gone = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "toast")
        self._words = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.undo = button("Undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(14)
        row.addWidget(self._words)
        row.addWidget(self.undo)
        self._timer = QTimer(self, interval=TOAST_MS, singleShot=True)
        self._timer.timeout.connect(self._over)
        self.undo.clicked.connect(self._undo)
        self.hide()

    def say(self, sentence: str, *, undo: str = "Undo") -> None:
        """Show the sentence; an empty `undo` leaves the button out."""
        self._words.setText(sentence)
        self.undo.setText(undo)
        self.undo.setVisible(bool(undo))
        self.undo.setAccessibleName(f"{undo}: {sentence}")
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, sentence)

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def place(self) -> None:
        """Go to the bottom centre of the parent."""
        self._words.setWordWrap(False)
        self.adjustSize()
        if parent := self.parentWidget():
            if self.width() > parent.width() - 16:
                self._words.setWordWrap(True)
                room = parent.width() - 16
                layout = self.layout()
                self.resize(room, layout.totalHeightForWidth(room) if layout is not None else self.height())
            self.move(max(8, (parent.width() - self.width()) // 2), max(0, parent.height() - self.height() - 56))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._timer.stop()
            self._over()
        else:
            super().keyPressEvent(event)

    def _undo(self) -> None:
        self._timer.stop()
        self.hide()
        self.undone.emit()

    def _over(self) -> None:
        self.hide()
        self.gone.emit()
