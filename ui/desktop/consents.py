"""The consents of one identity: the ledger as a list to search and filter, and one record in full beside it."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from composer.app import Session
from composer.consent.ledger import due_dates
from composer.consent.record import ConsentRecord, ConsentState, SubjectKind
from composer.publish.unseen import without
from composer.wording import first_words, plain_date
from ui.desktop.consent_fields import narrow
from ui.desktop.consents_record import SIGNS, RecordView
from ui.desktop.forms import choice, column_of, heading, line, prose

NARROW_LETTERS = 100
DUE = (("Whenever due", -1), ("Due today or overdue", 0), ("Due within 30 days", 30), ("Due within 90 days", 90))
NOTHING_YET = "No consents yet. They are recorded from a finding: open a draft and choose “Ask for consent…”."


class ConsentsPage(QWidget):
    """List on the left, record on the right. `changed` says that a consent was changed: approvals may have fallen."""

    changed = Signal()
    task_wanted = Signal()

    def __init__(self, session: Session, *, today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._today = session, today or date.today()
        self.setAccessibleName("Consents")
        self.search = line("Search in codes and texts", "Search")
        states = [("All states", None), *((s.label.capitalize(), s.value) for s in ConsentState)]
        people = [("Everyone", None), *((k.label.capitalize(), k.value) for k in SubjectKind)]
        self.state = choice("Only in this state", states)
        self.kind = choice("Only this kind of person", people)
        self.due = choice("Only what is due", DUE)
        self.list = QListWidget()
        self.list.setAccessibleName("Consent records")
        self.empty = prose(NOTHING_YET)
        self.view = RecordView(session, self._today)
        self.view.changed.connect(self._changed)
        self.view.task_wanted.connect(self.task_wanted)
        self._lay_out()
        self.search.textChanged.connect(lambda: self._sift())
        for box in (self.state, self.kind, self.due):
            box.currentIndexChanged.connect(lambda: self._sift())
        self.list.currentItemChanged.connect(self._show)
        self.refresh()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 20, 12, 20)
        column.setSpacing(8)
        column.addWidget(heading("Consents"))
        column.addWidget(self.search)
        for box in (self.kind, self.state, self.due):
            narrow(box)
        across = QHBoxLayout()
        across.addWidget(self.kind, 1)
        across.addWidget(self.state, 1)
        column.addLayout(across)
        column.addWidget(self.due)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.view)
        self._area = area
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(area)
        self._split.setSizes([340, 620])
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where there is no room beside each other."""
        wide = self.width() >= column_of(self, NARROW_LETTERS)
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        super().resizeEvent(event)

    def found(self) -> list[ConsentRecord]:
        """The records that fit the search and the filters."""
        within = int(self.due.currentData())
        return self._session.ledger.search(
            self.search.text().strip(),
            state=ConsentState(self.state.currentData()) if self.state.currentData() else None,
            kind=SubjectKind(self.kind.currentData()) if self.kind.currentData() else None,
            due_by=self._today + timedelta(days=within) if within >= 0 else None,
        )

    def _filtered(self) -> bool:
        boxes = (self.state.currentIndex(), self.kind.currentIndex(), self.due.currentIndex())
        return bool(self.search.text().strip()) or any(boxes)

    def refresh(self, select: str = "") -> None:
        """Read the ledger anew; `select`, or the record in view, is in view even where the search does not fit it."""
        wanted = select or self.current()
        fitting = {record.id for record in self.found()}
        self._fill([r for r in self._session.ledger.all() if r.id in fitting or r.id == wanted], wanted)

    def _sift(self) -> None:
        """Another search or filter: the record in view stays only where it fits."""
        found, wanted = self.found(), self.current()
        self._fill(found, wanted if any(record.id == wanted for record in found) else "")

    def _fill(self, found: list[ConsentRecord], wanted: str) -> None:
        """List these; the first is in view where none in particular is wanted, as its buttons act on one press."""
        self.list.blockSignals(True)
        self.list.clear()
        for record in found:
            item = QListWidgetItem(_row(record, self._today))
            item.setData(Qt.ItemDataRole.UserRole, record.id)
            item.setSizeHint(QSize(0, 2 * self.list.fontMetrics().lineSpacing() + 16))
            self.list.addItem(item)
            if record.id == wanted:
                self.list.setCurrentItem(item)
        if found and not wanted:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.empty.setText("No record fits this search." if self._filtered() else NOTHING_YET)
        self.empty.setVisible(not found)
        self._show()

    def current(self) -> str:
        """Id of the record in view; empty for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def choose(self, consent_id: str) -> None:
        """Bring a record into view, whatever was searched for."""
        self.search.clear()
        for box in (self.state, self.kind, self.due):
            box.setCurrentIndex(0)
        self.refresh(consent_id)

    def _show(self) -> None:
        consent_id = self.current()
        before = self.view.record_id()
        self.view.show_record(self._session.ledger.get(consent_id) if consent_id else None)
        if consent_id != before:
            self._area.verticalScrollBar().setValue(0)

    def _changed(self, consent_id: str) -> None:
        self.refresh(consent_id)
        self._area.verticalScrollBar().setValue(0)
        self.changed.emit()

    def forget(self) -> None:
        """Clear what is shown (lock)."""
        self.view.close_dialog()
        self.list.clear()
        self.search.clear()
        self.list.clear()
        self.view.show_record(None)


def _row(record: ConsentRecord, today: date) -> str:
    seen = without(first_words(record.text_seen, 34)) if record.erased is None else "erased"
    late = [day for day in due_dates(record) if day <= today]
    due = f" · due {plain_date(min(late))}" if late else ""
    return f"{SIGNS[record.state]} {record.code} · {record.state.label}{due}\n{seen}"
