"""One consent in full: where it stands, what may follow, everything held, and what rests on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent import again
from composer.consent.dossier import answer_of, name_of, sections
from composer.consent.erasing import erasure_told
from composer.consent.ledger import WHAT_ERASING_LEAVES
from composer.consent.record import ConsentEvent, ConsentRecord, ConsentState, Private
from composer.draft import Draft
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.takedown import COPIES_LINE
from composer.wording import plain_date
from ui.desktop.consent_answer import Answer, AnswerDialog, steps_from
from ui.desktop.consent_compare import CompareDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consent_fields import read_only
from ui.desktop.consents_life import EraseDialog, KeepingDialog, PrivateDialog, RestrictDialog
from ui.desktop.documents_dialog import Document, DocumentsDialog
from ui.desktop.evidence_panel import EvidencePanel, all_told
from ui.desktop.exported_tasks import Doing, TaskCard, done_words, tick_off
from ui.desktop.forms import Growing, Notice, heading, prose, section
from ui.desktop.frames import announce
from ui.desktop.one_dialog import OneDialog
from ui.desktop.widgets import FlowBox, button, text
from ui.desktop.words import breakable, told

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
    "evidence": "evidence kept",
    "retention": "time of keeping set",
    "review": "day to ask again set",
    "restriction": "locked away, or released again",
    "erased": "erased",
}


class RecordView(OneDialog, Growing):
    """One record in full. `changed(id)` after every step; `task_wanted` leads to the page of take-downs."""

    changed = Signal(str)
    task_wanted = Signal()

    def __init__(self, session: Session, today: date) -> None:
        Growing.__init__(self)
        self._session, self._today = session, today
        self._record: ConsentRecord | None = None
        self._shown: object = None
        self.notice = Notice()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 20, 24, 20)
        self._column.setSpacing(10)
        self.buttons: dict[str, QPushButton] = {}
        self.tasks: list[TaskCard] = []
        self.evidence: EvidencePanel | None = None

    # Showing

    def show_record(self, record: ConsentRecord | None) -> None:
        """Show that record, or nothing. What is half typed stays while nothing has changed."""
        if self._record is None or record is None or record.id != self._record.id:
            self.notice.say("")
        self._record = record
        seen = self._all_of(record) if record is not None else None
        if record is not None and seen == self._shown:
            return
        self._shown = seen
        self._clear()
        if record is not None:
            self._head(record)
            self._take_downs(record)
            self._erased(record) if record.erased is not None else self._body(record)
        self._column.addStretch(1)

    def record_id(self) -> str:
        """Id of the record in view; empty for none."""
        return self._record.id if self._record is not None else ""

    def _all_of(self, record: ConsentRecord) -> object:
        drafts = [(d.id, d.revision, d.channels) for d in self._drafts(record)]
        notes = None if record.erased else self._session.ledger.private(record.id)
        exports = [e for e in self._session.exports.all() if record.id in e.export.consents]
        return (record, self._session.take_downs.of_consent(record.id), drafts, notes, exports)

    def _clear(self) -> None:
        self.notice.setParent(None)
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons, self.tasks, self.evidence = {}, [], None

    def _head(self, record: ConsentRecord) -> None:
        self._column.addWidget(heading(f"{record.code}, {record.kind.label}"))
        standing = text(f"{SIGNS[record.state]} {standing_words(record)}", "card-title")
        self._column.addWidget(standing)
        self._column.addWidget(self.notice)
        self.notice.setVisible(bool(self.notice.text()))
        row = FlowBox(gap=8)
        for answer in steps_from(self._session, record):
            one_press = answer is Answer.WITHDRAW and len(record.parties) == 1
            words = answer.value if one_press else f"{answer.value}…"
            self._button(row, answer.name.lower(), words, partial(self.answer, answer))
        self._column.addWidget(row)
        more = FlowBox(gap=8)
        self._button(more, "papers", "Papers…", self.show_papers, "quiet")
        if record.erased is None:
            self._button(
                more, "keeping", "Keeping…", partial(self._open, KeepingDialog, "Noted how long it is kept."), "quiet"
            )
            locked = bool(record.restricted)
            if locked:
                self._button(more, "release", "Release", self.release, "quiet")
            else:
                self._button(
                    more, "restrict", "Lock away…", partial(self._open, RestrictDialog, "Locked away."), "quiet"
                )
            self._button(
                more, "erase", "Erase…", partial(self._open, EraseDialog, "Erased. Below stands what remains."), "quiet"
            )
        self._column.addWidget(more)

    def _button(self, row: FlowBox, key: str, words: str, call: Callable[[], object], role: str = "") -> None:
        made = button(words, role)
        made.clicked.connect(lambda _=False: call())
        self.buttons[key] = made
        row.add(made)

    def _erased(self, record: ConsentRecord) -> None:
        for words in (erasure_told(self._session, record.id), WHAT_ERASING_LEAVES):
            self._column.addWidget(prose(words))
        days = [event_row(event) for event in record.events]
        self._rows([("Kind", record.kind.label), ("Fingerprint", record.text_hash[:32]), *days])

    def _body(self, record: ConsentRecord) -> None:
        if record.restricted:
            self._column.addWidget(prose(f"Locked away: nothing may rest on it. {record.restricted}"))
        for warning in record.warnings:
            self._column.addWidget(prose(f"· {warning}"))
        if len(record.parties) > 1:
            self._column.addWidget(section("Each one’s answer"))
            self._rows([(name_of(p), answer_of(record, p)) for p in record.parties])
        self._text(record)
        self._evidence(record)
        self._resting(record)
        for title, rows in sections(record):
            filled = [(name, value) for name, value in rows if value.strip() and name != "To be borne in mind"]
            if filled and not (title.startswith("Each one") and len(record.parties) > 1):
                self._column.addWidget(section(title))
                self._rows(filled)
        self._column.addWidget(section("What happened"))
        self._rows([event_row(event) for event in record.events])
        self._private(record)

    def _text(self, record: ConsentRecord) -> None:
        self._column.addWidget(section("The exact text they saw"))
        self._column.addWidget(read_only("The exact text they saw", record.text_seen))

    def _rows(self, rows: list[tuple[str, str]]) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        for number, (name, value) in enumerate(rows):
            label, words = prose(name, soft=True), prose(breakable(value))
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAccessibleName(f"{name}: {value}")
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, number, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(holder)

    def _evidence(self, record: ConsentRecord) -> None:
        self._column.addWidget(section("Evidence"))
        self.evidence = EvidencePanel(self._session, record)
        self.evidence.kept.connect(self._kept)
        self._column.addWidget(self.evidence)

    def _take_downs(self, record: ConsentRecord) -> None:
        tasks = self._session.take_downs.of_consent(record.id)
        if not tasks:
            return
        self._column.addWidget(section("To be taken down" if any(t.done is None for t in tasks) else "Taken down"))
        self._column.addWidget(prose(COPIES_LINE))
        for task in tasks:
            if task.done is not None:
                self._column.addWidget(prose(f"✓ {task.told()} {done_words(task)}"))
                continue
            card = TaskCard(task, self._today, proof_files=record.erased is None)
            card.done.connect(self._taken_down)
            self.tasks.append(card)
            self._column.addWidget(card)
        if self.tasks:
            row = FlowBox()
            self._button(row, "tasks", "All take-down tasks", self.task_wanted.emit, "quiet")
            self._column.addWidget(row)

    def _drafts(self, record: ConsentRecord) -> list[Draft]:
        return [] if record.erased else self._session.drafts_about(record.id)

    def _resting(self, record: ConsentRecord) -> None:
        """Drafts and exports on its strength; a draft whose words changed can be compared."""
        drafts = self._drafts(record)
        exports = [e for e in self._session.exports.all() if record.id in e.export.consents]
        if drafts or exports:
            self._column.addWidget(section("What rests on it"))
        for draft in drafts:
            coverage = again.coverage_of(self._session, record, draft, draft.channel, self._today)
            sign = "✓" if coverage.covered else "✕"
            title = draft.name or "A draft without a title"
            self._column.addWidget(prose(f"{sign} {title}, for {facts(draft.channel).name}: {coverage.reason}"))
            if coverage.code == "text":
                row = FlowBox()
                self._button(row, f"compare {draft.id}", "Compare the wording…", partial(self.compare, draft))
                self._column.addWidget(row)
        for entry in exports:
            export, posted = entry.export, entry.posted
            place = f", posted on {plain_date(posted.on)} {posted.link}".rstrip() if posted else ", not noted as posted"
            left = plain_date(export.at.astimezone().date())
            self._column.addWidget(prose(f"· Left for {facts(export.channel).name} on {left}{place}."))

    def _private(self, record: ConsentRecord) -> None:
        """The author's own notes, in a frame of their own."""
        notes = self._session.ledger.private(record.id)
        box = QFrame()
        box.setProperty("role", "notice")
        box.setProperty("tone", "caution")
        box.setAccessibleName("For you alone")
        column = QVBoxLayout(box)
        column.addWidget(section("For you alone"))
        column.addWidget(prose("In no paper, receipt or export. These notes never leave this vault.", soft=True))
        for name, words in private_rows(notes):
            column.addWidget(prose(f"{name}: {words}"))
        row = FlowBox()
        self._button(row, "notes", "Change the notes…" if notes != Private() else "Add notes…", self._edit_notes)
        column.addWidget(row)
        self._column.addWidget(box)

    # Steps

    def answer(self, answer: Answer) -> None:
        """Record what was said: a withdrawal by one press, as easily as it was given; the rest says who and how."""
        if answer is Answer.WITHDRAW and len(self._need().parties) == 1:
            self.withdraw()
            return
        dialog = AnswerDialog(self._session, self._need(), answer, self._today, self)
        self._show(dialog, f"Recorded: {answer.value[:1].lower()}{answer.value[1:]}.")

    def withdraw(self) -> None:
        """The person withdrew, from this moment; what rests on it falls and is to be taken down."""
        record = self._need()
        if self._try(lambda: self._session.withdraw(record.id)):
            self._said(f"Withdrawn today. Nothing new may rest on {record.code}; approvals that did have ended.")

    def release(self) -> None:
        """A record that was locked away may be used again."""
        if self._try(lambda: self._session.ledger.lift_restriction(self._need().id)):
            self._said("Released.")

    def compare(self, draft: Draft) -> None:
        """Show what changed in a draft since the person saw it, and the two ways to go on."""
        dialog = CompareDialog(self._session, self._need(), again.words_of(self._session, draft), self)
        dialog.judged.connect(lambda: self._said("Recorded: the same in substance."))
        dialog.ask_again.connect(lambda: self.ask_again(draft))
        self._show(dialog)

    def ask_again(self, draft: Draft) -> None:
        """A new request about the words of today; the draft then rests on it."""
        earlier = self._need()
        dialog = ConsentDialog(
            self._session,
            text=draft.text,
            channel=draft.channel,
            draft_id=draft.id,
            again=earlier,
            today=self._today,
            parent=self,
        )
        dialog.recorded.connect(lambda record: self._asked_again(draft, earlier, record))
        self._show(dialog)

    def _asked_again(self, draft: Draft, earlier: ConsentRecord, record: object) -> None:
        assert isinstance(record, ConsentRecord)
        again.relink(self._session, draft.id, earlier.id, record.id)
        announce(self, "Asked again; the draft rests on the new request.")
        self.changed.emit(record.id)

    def show_papers(self) -> None:
        """Information sheet, receipt, your own record."""
        record = self._need()
        chosen = Document.OWN if record.erased else Document.SHEET if record.state.open else Document.RECEIPT
        self._show(DocumentsDialog(self._session, record, chosen=chosen, parent=self))

    def _open(self, kind: type[KeepingDialog] | type[RestrictDialog] | type[EraseDialog], said: str) -> None:
        self._show(kind(self._session, self._need(), self), said)

    def _edit_notes(self) -> None:
        self._show(PrivateDialog(self._session, self._need(), self), "Kept, for you alone.")

    def _taken_down(self, doing: object) -> None:
        assert isinstance(doing, Doing)
        if self._try(lambda: tick_off(self._session, doing)):
            self._said("Noted as taken down.")

    def _show(self, dialog: QDialog, said: str = "") -> None:
        if said:
            dialog.accepted.connect(lambda: self._said(said))
        self.show_dialog(dialog)

    def its_session(self) -> Session:
        return self._session

    def _try(self, step: Callable[[], object]) -> bool:
        try:
            step()
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return False
        return True

    def _need(self) -> ConsentRecord:
        assert self._record is not None
        return self._record

    def _kept(self, number: int, refused: list[UserTrouble]) -> None:
        """Told here, as the panel is built anew: what was refused above all, since the file itself may be deleted."""
        if not refused:
            self._said("Kept as evidence, in your vault.")
            return
        words = f"{number} of {number + len(refused)} kept as evidence, in your vault."
        self._said(f"{words} Delete only what stands below under Evidence.\n{all_told(refused)}", "caution")

    def _said(self, words: str, tone: str = "good") -> None:
        self.notice.say(f"✓ {words}" if tone == "good" else words, tone)
        announce(self, words, urgent=tone != "good")
        self.changed.emit(self._need().id)


def standing_words(record: ConsentRecord) -> str:
    """Where a record stands, in a line."""
    label = record.state.label[:1].upper() + record.state.label[1:]
    if record.erased is not None:
        return f"Erased on {plain_date(record.erased.astimezone().date())}; only this line is left"
    if record.restricted:
        return f"{label}; locked away"
    if record.state.open and record.waiting_for() and len(record.parties) > 1:
        return f"{label}; waiting for {len(record.waiting_for())} of {len(record.parties)}"
    if record.state.valid and record.expires:
        return f"{label}, until {plain_date(record.expires)}"
    return label


def event_row(event: ConsentEvent) -> tuple[str, str]:
    """When, and what with its name in the vocabulary, by whom, and the note."""
    words = EVENTS.get(event.kind, event.kind)
    named = f"{words} ({event.kind})" if event.kind in set(ConsentState) else words
    who = f", {event.party}" if event.party else ""
    note = f": {event.note}" if event.note else ""
    return plain_date(event.at.astimezone().date()), f"{named}{who}{note}"


def private_rows(notes: Private) -> list[tuple[str, str]]:
    """The author's own notes that hold something."""
    rows = [
        ("Who this is", notes.who),
        ("Transference and countertransference", notes.transference),
        ("Power between you", notes.power),
        ("What supervision said", notes.supervision),
    ]
    return [(name, words) for name, words in rows if words]
