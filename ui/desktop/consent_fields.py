"""The small parts that every view about consent is built of: days, folds, and fields whose values can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QFocusEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from composer.consent.record import Method, Stage
from ui.desktop.forms import FIELD_HEIGHT, HandleRows, Tick, steady
from ui.desktop.widgets import FlowBox

METHODS = {method: method.label for method in Method}
STAGES = {stage: stage.label for stage in Stage}


def flowing(*parts: QWidget) -> FlowBox:
    """Widgets beside each other, and under each other where there is no room."""
    box = FlowBox(gap=10)
    for part in parts:
        box.add(part)
    return box


def moment(day: date, today: date, *, after: datetime | None = None) -> datetime:
    """A day as a moment (UTC): now for today, else noon; on the day of `after` never before it: an answer follows."""
    if day == today:
        return datetime.now(UTC)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return max(noon, after) if after is not None and after.astimezone().date() == day else noon


class DayField(QDateEdit):
    """A day, with a calendar to choose it from."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")
        self.setAccessibleName(name)
        self.setMinimumHeight(FIELD_HEIGHT)
        steady(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Rest days lose Qt's own red, which is hard to read. Here, as making a calendar takes about two ms."""
        for rest_day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendarWidget().setWeekdayTextFormat(rest_day, QTextCharFormat())
        super().focusInEvent(event)

    def day(self) -> date:
        """The day chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Show that day."""
        self.setDate(QDate(day.year, day.month, day.day))


def paragraphs(name: str, placeholder: str = "", text: str = "", *, lines: int = 3) -> QPlainTextEdit:
    """A box for a few lines; Tab leaves it."""
    edit = QPlainTextEdit(text, tabChangesFocus=True, placeholderText=placeholder)
    edit.setAccessibleName(name)
    _fix_height(edit, edit.fontMetrics().lineSpacing() * lines + 22)
    return edit


def read_only(name: str, text: str, *, most: int = 10) -> QPlainTextEdit:
    """Words to be read, in a box about as high as they are, `most` lines at most."""
    edit = QPlainTextEdit(text, readOnly=True, tabChangesFocus=True)
    edit.setAccessibleName(name)
    edit.setProperty("role", "paper")
    rows = sum(1 + len(row) // LETTERS_A_LINE for row in text.split("\n"))
    _fix_height(edit, edit.fontMetrics().lineSpacing() * min(max(rows + 1, 3), most) + 26)
    return edit


LETTERS_A_LINE = 78


def _fix_height(edit: QPlainTextEdit, height: int) -> None:
    edit.setFixedHeight(height)
    edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def narrow(box: QComboBox) -> QComboBox:
    """A box that may be narrower than its longest answer, so that a form fits a small window and large letters."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


class OpenChoice(QComboBox):
    """Some answers to choose from, and room for another one."""

    def __init__(self, name: str, options: Iterable[str]) -> None:
        super().__init__(editable=True)
        self.addItems(list(options))
        self.setAccessibleName(name)
        self.setMinimumHeight(FIELD_HEIGHT)
        steady(self)
        edit = self.lineEdit()
        assert edit is not None
        edit.setAccessibleName(name)


class More(QWidget):
    """What most people need not touch, folded behind a button that says what is there."""

    opened = Signal(bool)

    def __init__(self, what: str, *parts: QWidget) -> None:
        super().__init__()
        self._what = what
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.setProperty("role", "quiet")
        self.button.setAutoDefault(False)
        self.button.toggled.connect(self._show)
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(18, 0, 0, 6)
        self.column.setSpacing(12)
        for part in parts:
            self.column.addWidget(part)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addWidget(self.inner)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.button.setText(f"{'▾' if shown else '▸'} {self._what}")
        self.button.setAccessibleName(self._what)
        self.button.setAccessibleDescription("shown below" if shown else "folded away")
        self.inner.setVisible(shown)
        self.opened.emit(shown)


class Part(QWidget):
    """A part of a form: a column, and its fields by name. `changed` comes with every change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, QWidget] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def keep(self, **fields: QWidget) -> None:
        """These fields belong to the form's state, under these names, which are also attributes."""
        for name, field in fields.items():
            self.fields[name] = field
            setattr(self, name, field)
            listen(field, self.changed.emit)
            if isinstance(field, QComboBox):
                narrow(field)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets below each other."""
        for widget in widgets:
            self.column.addWidget(widget)


def listen(field: QWidget, call: Callable[[], object]) -> None:
    """Have `call` called whenever the field's value changes."""
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.textChanged.connect(lambda *_: call())
    elif isinstance(field, OpenChoice):
        field.currentTextChanged.connect(lambda *_: call())
    elif isinstance(field, QComboBox):
        field.currentIndexChanged.connect(lambda *_: call())
    elif isinstance(field, QDateEdit):
        field.dateChanged.connect(lambda *_: call())
    elif isinstance(field, QSpinBox):
        field.valueChanged.connect(lambda *_: call())
    elif isinstance(field, QAbstractButton | Tick):
        field.toggled.connect(lambda *_: call())


def value_of(field: QWidget) -> Any:
    """A field's value as JSON can hold it."""
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, OpenChoice):
        return field.currentText()
    if isinstance(field, QComboBox):
        return field.currentData()
    if isinstance(field, DayField):
        return field.day().isoformat()
    if isinstance(field, QSpinBox):
        return field.value()
    if isinstance(field, HandleRows):
        return field.handles()
    assert isinstance(field, QAbstractButton | Tick)
    return field.isChecked()


def set_value(field: QWidget, value: Any) -> None:
    """Put a value back that `value_of` gave."""
    if isinstance(field, QLineEdit):
        field.setText(str(value))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value))
    elif isinstance(field, OpenChoice):
        field.setCurrentText(str(value))
    elif isinstance(field, QComboBox):
        field.setCurrentIndex(max(0, field.findData(value)))
    elif isinstance(field, DayField):
        field.set_day(date.fromisoformat(value))
    elif isinstance(field, QSpinBox):
        field.setValue(int(value))
    elif isinstance(field, HandleRows):
        field.set_handles(value)
    elif isinstance(field, QAbstractButton | Tick):
        field.setChecked(bool(value))
