"""The consents of one identity: the ledger as a list, one record in full, and the ways to change where it stands."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from composer.app import Session
from composer.consent.record import ALL_TOLD, ConsentRecord, ConsentState
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.takedown import COPIES_LINE, TakeDownTask
from composer.wording import first_words, plain_date
from ui.desktop.consent_answer import Answer, AnswerDialog, steps_from
from ui.desktop.consent_form import METHODS
from ui.desktop.forms import FIELD_HEIGHT, Growing, Notice, column_of, heading, line, prose, section
from ui.desktop.frames import announce
from ui.desktop.widgets import FlowBox
from ui.desktop.words import told

NARROW_LETTERS = 100
SIGNS = {
    ConsentState.REQUESTED: "…",
    ConsentState.DEFERRED: "…",
    ConsentState.GIVEN: "✓",
    ConsentState.RENEWED: "✓",
    ConsentState.REFUSED: "✕",
    ConsentState.WITHDRAWN: "✕",
    ConsentState.REVOKED: "✕",
    ConsentState.EXPIRED: "○",
    ConsentState.INVALIDATED: "✕",
}
EVENTS = {
    ConsentState.REQUESTED.value: "asked",
    ConsentState.DEFERRED.value: "wanted to think it over",
    ConsentState.GIVEN.value: "agreed",
    ConsentState.REFUSED.value: "said no",
    ConsentState.RENEWED.value: "agreed again",
    ConsentState.WITHDRAWN.value: "withdrew it",
    ConsentState.REVOKED.value: "you decided not to use it",
    ConsentState.EXPIRED.value: "ran out",
    ConsentState.INVALIDATED.value: "found not valid",
    "same-substance": "a changed text judged the same in substance",
    "evidence": "evidence added",
    "retention": "time of keeping set",
    "restriction": "locked away, or released again",
    "private": "private note",
    "erased": "erased",
}


class ConsentsPage(QWidget):
    """List on the left, record on the right. `changed` says that a consent was changed: approvals may have fallen."""

    changed = Signal()
    task_wanted = Signal()

    def __init__(self, session: Session, *, today: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._today = session, today or date.today()
        self.setAccessibleName("Consents")
        self.search = line("Search in codes and texts", "Search")
        self.state = QComboBox()
        self.state.addItem("All states", None)
        for state in ConsentState:
            self.state.addItem(state.label.capitalize(), state.value)
        self.state.setAccessibleName("Only in this state")
        self.state.setMinimumHeight(FIELD_HEIGHT)
        self.list = QListWidget()
        self.list.setAccessibleName("Consent records")
        self.empty = prose(
            "No consents yet. They are recorded from a finding: open a draft and choose “Ask for consent…”."
        )
        self.view = RecordView(session, self._today)
        self.view.changed.connect(self._changed)
        self.view.task_wanted.connect(self.task_wanted)
        self._lay_out()
        self.search.textChanged.connect(lambda: self.refresh())
        self.state.currentIndexChanged.connect(lambda: self.refresh())
        self.list.currentItemChanged.connect(self._show)
        self.refresh()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 20, 12, 20)
        column.setSpacing(10)
        column.addWidget(heading("Consents"))
        column.addWidget(self.search)
        column.addWidget(self.state)
        column.addWidget(self.empty)
        column.addWidget(self.list, 1)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.view)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(area)
        self._split.setSizes([340, 620])
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._split)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below each other where there is no room beside each other."""
        wide = self.width() >= column_of(self, NARROW_LETTERS)
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        super().resizeEvent(event)

    def refresh(self, select: str = "") -> None:
        """Read the ledger anew; the record in view stays in view where it still fits the search."""
        wanted = select or self.current()
        state = ConsentState(self.state.currentData()) if self.state.currentData() else None
        found = self._session.ledger.search(self.search.text().strip(), state=state)
        self.list.blockSignals(True)
        self.list.clear()
        for record in found:
            item = QListWidgetItem(_row(record))
            item.setData(Qt.ItemDataRole.UserRole, record.id)
            item.setSizeHint(QSize(0, 48))
            self.list.addItem(item)
            if record.id == wanted:
                self.list.setCurrentItem(item)
        if found and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        filtered = bool(self.search.text().strip() or state)
        self.empty.setText("No record fits this search." if filtered else self.empty.text())
        self.empty.setVisible(not found)
        self._show()

    def current(self) -> str:
        """Id of the record in view; empty for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def _show(self) -> None:
        consent_id = self.current()
        self.view.show_record(self._session.ledger.get(consent_id) if consent_id else None)

    def _changed(self, consent_id: str) -> None:
        self.refresh(consent_id)
        self.changed.emit()

    def forget(self) -> None:
        """Clear what is shown (lock)."""
        self.list.clear()
        self.search.clear()
        self.view.show_record(None)


class RecordView(Growing):
    """One record in full, and what may follow from where it stands."""

    changed = Signal(str)
    task_wanted = Signal()

    def __init__(self, session: Session, today: date) -> None:
        super().__init__()
        self._session, self._today = session, today
        self._record: ConsentRecord | None = None
        self.notice = Notice()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 20, 24, 20)
        self._column.setSpacing(10)
        self.buttons: dict[str, QPushButton] = {}
        self.dialog: AnswerDialog | None = None

    def show_record(self, record: ConsentRecord | None) -> None:
        """Show that record, or nothing."""
        if self._record is None or record is None or record.id != self._record.id:
            self.notice.say("")
        self._record = record
        self.notice.setParent(None)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = {}
        if record is not None:
            self._head(record)
            self._tasks(self._session.take_downs.of_consent(record.id))
            if record.erased is None:
                self._body(record)
        self._column.addStretch(1)

    def _head(self, record: ConsentRecord) -> None:
        self._column.addWidget(heading(f"{record.code}, {record.kind.label}"))
        standing = QLabel(f"{SIGNS[record.state]} {_standing(record)}", wordWrap=True)
        standing.setProperty("role", "card-title")
        self._column.addWidget(standing)
        self._column.addWidget(self.notice)
        self.notice.setVisible(bool(self.notice.text()))
        row = FlowBox(gap=8)
        for answer in steps_from(record):
            ask = answer is not Answer.WITHDRAW or len(record.parties) > 1
            button = QPushButton(f"{answer.value}…" if ask else answer.value)
            button.clicked.connect(lambda _=False, chosen=answer: self.answer(chosen))
            self.buttons[answer.name.lower()] = button
            row.add(button)
        self._column.addWidget(row)

    def _body(self, record: ConsentRecord) -> None:
        for warning in record.warnings:
            self._column.addWidget(prose(f"· {warning}"))
        self._column.addWidget(section("The exact text they saw"))
        seen = QPlainTextEdit(record.text_seen, readOnly=True, tabChangesFocus=True)
        seen.setProperty("role", "paper")
        seen.setAccessibleName("The exact text they saw")
        seen.setMinimumHeight(110)
        seen.setMaximumHeight(200)
        self._column.addWidget(seen)
        self._column.addWidget(prose(f"Fingerprint {record.text_hash[:12]}.", soft=True))
        for title, sentence in _facts(record):
            self._column.addWidget(section(title))
            self._column.addWidget(prose(sentence))
        self._column.addWidget(section("What happened"))
        for event in record.events:
            words = EVENTS.get(event.kind, event.kind)
            note = f": {event.note}" if event.note else ""
            self._column.addWidget(prose(f"{plain_date(event.at.astimezone().date())} · {words}{note}"))

    def _tasks(self, tasks: list[TakeDownTask]) -> None:
        if not tasks:
            return
        box = QFrame()
        box.setProperty("role", "notice")
        box.setProperty("tone", "caution")
        column = QVBoxLayout(box)
        open_tasks = [t for t in tasks if t.done is None]
        for task in tasks:
            column.addWidget(prose(f"{'○' if task.done is None else '✓'} {task.told()}"))
        column.addWidget(prose(COPIES_LINE))
        if open_tasks:
            button = QPushButton("Go to the take-down tasks")
            button.clicked.connect(self.task_wanted)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(box)

    # Steps

    def answer(self, answer: Answer) -> None:
        """Record what the person said: a withdrawal by one press, as easily as it was given; the rest says how."""
        if answer is Answer.WITHDRAW and len(self._need().parties) == 1:
            self.withdraw()
            return
        self.dialog = AnswerDialog(self._session, self._need(), answer, self._today, self)
        self.dialog.accepted.connect(lambda: self._said(f"Recorded: {answer.value.lower()}."))
        self.dialog.open()

    def withdraw(self) -> None:
        """The person withdrew, from this moment; what rests on it falls and is to be taken down."""
        record = self._need()
        try:
            self._session.withdraw(record.id)
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return
        self._said(f"Withdrawn today. Nothing new may rest on {record.code}; approvals that did have fallen.")

    def _need(self) -> ConsentRecord:
        assert self._record is not None
        return self._record

    def _said(self, words: str) -> None:
        self.notice.say(f"✓ {words}", "good")
        announce(self, words)
        self.changed.emit(self._need().id)


def _row(record: ConsentRecord) -> str:
    seen = first_words(record.text_seen, 34) if record.erased is None else "erased"
    return f"{SIGNS[record.state]} {record.code} · {record.state.label}\n{seen}"


def _standing(record: ConsentRecord) -> str:
    label = record.state.label[:1].upper() + record.state.label[1:]
    if record.erased is not None:
        return f"Erased on {plain_date(record.erased.astimezone().date())}; only this line is left"
    if record.state.valid and record.expires:
        return f"{label}, until {plain_date(record.expires)}"
    return label


def _facts(record: ConsentRecord) -> list[tuple[str, str]]:
    form = record.form
    told_lines = [f"{'✓' if t in form.informing.told else '–'} {t.value}" for t in ALL_TOLD]
    by = f"\nExplained by {form.informing.explained_by}." if form.informing.explained_by else ""
    method = next((d.method for d in record.decisions if d.method), None)
    how = METHODS[method].capitalize() if method else "Not noted"
    witness = next((d.witness for d in record.decisions if d.witness), "")
    facts_of = [
        ("Where it may go", ", ".join(facts(c).name for c in record.channels) + f"; {form.reach.audience}."),
        ("What they were told", "\n".join(told_lines) + by),
        ("How they agreed", how + (f"; witness: {witness}" if witness else "") + "."),
    ]
    if form.material.details_left:
        facts_of.insert(1, ("Identifying details knowingly left in", form.material.details_left))
    return facts_of
