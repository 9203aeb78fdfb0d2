"""The sidebar: a new draft, the pages with their counts, and the list of drafts with where each stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from composer.draft import Draft, DraftState
from composer.wording import is_blank
from rules.report import Outcome
from ui.desktop import theme
from ui.desktop.standings import Standings
from ui.desktop.theme import set_role
from ui.desktop.widgets import button, text, tip

ID, STATE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
UNTITLED = "New draft"
WIDTH = 232
_OUTCOMES = {
    Outcome.MUST_FIX: "To mend",
    Outcome.NEEDS_CONSENT: "Needs consent",
    Outcome.ADVICE: "Checked, with thoughts",
    Outcome.CLEAR: "Checked, nothing found",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def state_line(draft: Draft, now: datetime, standing: str = "") -> str:
    """Where a draft stands and since when, in the author's own time: `Needs consent · 14:02`.

    `standing` comes first where there is one: `No longer approved`.
    """
    if standing:
        stands = standing
    elif draft.state in (DraftState.APPROVED, DraftState.EXPORTED):
        stands = draft.state.label.capitalize()
    elif is_blank(draft.text):
        stands = "Empty"
    else:
        stands = _OUTCOMES[draft.outcome] if draft.outcome is not None else "Not yet checked"
    return f"{stands} · {when(draft.changed, now)}"


def when(moment: datetime, now: datetime) -> str:
    """A moment as people say it: `14:02`, `yesterday`, `Thursday`, `12 Nov`, `12 Nov 2025`."""
    local, today = moment.astimezone(now.tzinfo), now.date()
    day: date = local.date()
    if day == today:
        return f"{local:%H:%M}"
    if day == today - timedelta(days=1):
        return "yesterday"
    if today - timedelta(days=7) < day < today:
        return _DAYS[day.weekday()]
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


class _Rows(QStyledItemDelegate):
    """Two lines: the title, and smaller where the draft stands."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = option.fontMetrics.height()
        return QSize(80, round(line * 1.95) + 18)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        c = theme.current()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(c.accent_soft))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(c.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(c.ground))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(c.focus))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        inner = area.adjusted(14, 8, -10, -8)
        title, small = QFont(font), QFont(font)
        title.setBold(True)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        half = inner.height() // 2
        self._line(painter, QRect(inner.left(), inner.top(), inner.width(), half), title, c.ink, str(index.data()))
        second = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
        self._line(painter, second, small, c.soft, str(index.data(STATE)))
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, font: QFont, ink: str, words: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)


class DraftList(QListWidget):
    """The drafts, last changed first. Emits `opened(id)` and `delete_wanted(id)`."""

    opened = Signal(str)
    delete_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Drafts")
        set_role(self, "drafts")
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.viewport().setAutoFillBackground(False)
        self.currentItemChanged.connect(self._moved)

    def show_drafts(
        self, drafts: Sequence[Draft], chosen: str, now: datetime, standings: Standings | None = None
    ) -> None:
        """Show these; `chosen` is the one that is open."""
        self.blockSignals(True)
        self.clear()
        for draft in drafts:
            item = QListWidgetItem()
            self._fill(item, draft, now, standings)
            self.addItem(item)
        self.choose(chosen)
        self.blockSignals(False)

    def refresh(self, draft: Draft, now: datetime, standings: Standings | None = None) -> None:
        """One draft changed; its place stays until the list is shown anew."""
        item = self._item(draft.id)
        if item is not None:
            self._fill(item, draft, now, standings)

    def choose(self, draft_id: str) -> None:
        """Show that this one is open; opens nothing."""
        was = self.blockSignals(True)
        item = self._item(draft_id)
        if item is not None:
            self.setCurrentItem(item)
        self.blockSignals(was)

    def forget(self) -> None:
        """Show none and open none (lock)."""
        self.show_drafts((), "", datetime.min)

    def ids(self) -> list[str]:
        """Ids in the order shown."""
        return [str(self.item(i).data(ID)) for i in range(self.count())]

    def _item(self, draft_id: str) -> QListWidgetItem | None:
        return next((self.item(i) for i in range(self.count()) if self.item(i).data(ID) == draft_id), None)

    def _fill(self, item: QListWidgetItem, draft: Draft, now: datetime, standings: Standings | None) -> None:
        standing, more = (standings.line(draft.id), standings.more(draft.id)) if standings else ("", "")
        title, stands = draft.name or UNTITLED, state_line(draft, now, standing)
        item.setText(title)
        item.setData(ID, draft.id)
        item.setData(STATE, stands)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {stands}")
        item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, more)
        item.setToolTip(tip(f"{title}\n{more}" if more else title))

    def _moved(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.opened.emit(str(item.data(ID)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if (item := self.currentItem()) is not None:
            item.setSelected(True)  # Qt selects what was pressed, even where it was not opened

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None:
            self.delete_wanted.emit(str(item.data(ID)))
        else:
            super().keyPressEvent(event)


class NavButton(QPushButton):
    """A page in the sidebar with its count at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAutoDefault(False)
        set_role(self, "nav")
        self._title = title
        self._count = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 14, 0)
        row.addStretch(1)
        row.addWidget(self._count)
        self.say("")

    def say(self, count: str) -> None:
        """Show a count such as `4` or `2 due`; empty for none."""
        self._count.setText(count)
        self.setAccessibleName(f"{self._title}, {count}" if count else self._title)

    def count(self) -> str:
        """The count shown."""
        return self._count.text()


class Sidebar(QFrame):
    """New draft, pages, drafts. Emits `new_wanted`, `page_wanted(key)`; the list is `drafts`."""

    new_wanted = Signal()
    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "sidebar")
        self.setFixedWidth(round(WIDTH * theme.scale()))
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.new = button("New draft", pressed=self.new_wanted.emit)
        self._hint()
        self.drafts = DraftList()
        self.heading = text("DRAFTS", "section")
        self.heading.setContentsMargins(14, 12, 14, 2)
        self.heading.setBuddy(self.drafts)
        self._pages = QVBoxLayout()
        self._pages.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 1, 0)  # 1: the line at the right edge
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 4)
        top.addWidget(self.new)
        column.addLayout(top)
        column.addLayout(self._pages)
        column.addWidget(self.heading)
        column.addWidget(self.drafts, 1)

    def _hint(self) -> None:
        self.new.setMinimumHeight(38)
        self.new.setStyleSheet("text-align: left; font-weight: 600;")
        hint = QLabel("Ctrl+N", self.new, textFormat=Qt.TextFormat.PlainText)
        hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(hint, "small")
        row = QHBoxLayout(self.new)
        row.setContentsMargins(0, 0, 12, 0)
        row.addStretch(1)
        row.addWidget(hint)

    def add_page(self, key: str, title: str, count: str = "") -> None:
        """One more page below the others."""
        made = NavButton(title)
        made.setProperty("page", key)
        made.say(count)
        made.clicked.connect(self._pressed)
        self._group.addButton(made)
        self._buttons[key] = made
        self._pages.addWidget(made)

    def set_count(self, key: str, count: str) -> None:
        """Another count beside a page."""
        self._buttons[key].say(count)

    def choose(self, key: str) -> None:
        """Show that this page is open."""
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> NavButton:
        """The button of a page."""
        return self._buttons[key]

    def _pressed(self) -> None:
        pressed = self._group.checkedButton()
        if pressed is not None:
            self.page_wanted.emit(str(pressed.property("page")))
