"""Review and approve: the final text whole, what was found and done about it, the questions, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.consent.record import ConsentRecord
from composer.errors import UserTrouble
from composer.publish.channels import count, facts
from composer.questions import Answer
from composer.review import Blocker, Need, ReviewState
from composer.wording import normal_text
from rules.report import Channel, Finding, Report
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.forms import Growing, prose, section
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.halves import HalfFilled
from ui.desktop.review_items import Case, CaseCard, cases
from ui.desktop.review_questions import QuestionCard
from ui.desktop.theme import reading_font
from ui.desktop.words import told

NARROW = 820
READING = 1.25


class ReviewDialog(IdentityDialog):
    """The last look before a post may leave. `approved(approval)` comes when the author has decided."""

    approved = Signal(object)
    resolutions_changed = Signal()

    def __init__(
        self,
        session: Session,
        draft_id: str,
        text: str,
        report: Report,
        channel: Channel,
        *,
        today: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`text` is the text on the screen and `report` the whole check of exactly that text under that channel."""
        super().__init__(session.identity, "Review and approve", parent, scrolled=False)
        self._session, self._draft, self._report, self._channel = session, draft_id, report, channel
        self._text, self._today = normal_text(text), today or date.today()
        self._review = session.review(draft_id)
        self._halves = HalfFilled(session.vault, f"answers/{draft_id}")
        self.cards: list[CaseCard] = []
        self.questions: list[QuestionCard] = []
        self.consent_dialog: ConsentDialog | None = None
        self._build()
        self.refresh()
        self.resize(1120, 760)

    # Building

    def _build(self) -> None:
        self._columns = QVBoxLayout()
        self._columns.setSpacing(10)
        holder = Growing()
        holder.setLayout(self._columns)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._post())
        self._split.addWidget(area)
        self._split.setSizes([520, 560])
        self.body.addWidget(self._split, 1)
        self.status = prose("")
        self.approve_button = primary(QPushButton(f"Approve for {facts(self._channel).name}"))
        self.approve_button.clicked.connect(self.approve)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.approve)
        self.add_buttons(self.approve_button, status=self.status, cancel="Back to writing")

    def _post(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 8, 0)
        name = facts(self._channel).name
        handle = self._session.identity.handles.get(self._channel.value, "")
        who = " · ".join(dict.fromkeys(filter(None, (self._session.identity.display_name, handle))))
        column.addWidget(section(f"As it will appear on {name}"))
        column.addWidget(prose(f"{who}. {count(self._text, self._channel).told()}", soft=True))
        self.post = QPlainTextEdit(self._text, readOnly=True, tabChangesFocus=True)
        self.post.setAccessibleName("The post, whole")
        self.post.setFont(reading_font(self.font().pointSizeF() * READING))
        column.addWidget(self.post, 1)
        return side

    def resizeEvent(self, event: object) -> None:
        wide = self.width() >= NARROW
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        super().resizeEvent(event)  # type: ignore[arg-type]

    # Showing

    def state(self) -> ReviewState:
        """Where the draft stands now."""
        return self._review.state_of(self._report, self._channel, text=self._text, today=self._today)

    def answers(self) -> list[Answer]:
        """The answers given so far."""
        return [answer for card in self.questions if (answer := card.answer()) is not None]

    def refresh(self) -> None:
        """Show findings and questions anew, keeping what was answered."""
        before = {a.question_id: a for a in self.answers()} or self._kept_answers()
        self._clear()
        state = self.state()
        self._show_findings(state)
        self._show_consents(state)
        self._columns.addWidget(section("Before it goes"))
        asked = self._session.approvals.questions(self._draft, self._report, self._channel, text=self._text)
        for question in asked:
            card = QuestionCard(question, before.get(question.id))
            card.changed.connect(self._weigh)
            self.questions.append(card)
            self._columns.addWidget(card)
        self._columns.addStretch(1)
        self._weigh()

    def _clear(self) -> None:
        self.cards, self.questions = [], []
        while (item := self._columns.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show_findings(self, state: ReviewState) -> None:
        self._columns.addWidget(section("What was found, and what you did"))
        if not state.items:
            self._columns.addWidget(
                prose("Nothing was found. That does not make a post safe: only you know who stands behind it.")
            )
        for case in cases(state.items, self._report):
            card = CaseCard(case, self._session, self._text, self._channel, self._today)
            card.consent_wanted.connect(self.record_consent)
            card.link_wanted.connect(
                lambda c, consent_id: self._do(lambda: self._review.link_consent(c.findings, consent_id))
            )
            card.overruled.connect(lambda c, why: self._do(lambda: self._review.overrule(stopping(c), why)))
            card.set_aside.connect(lambda c: self._do(lambda: self._review.set_aside(c.findings)))
            card.undone.connect(lambda c: self._do(lambda: self._undo(c)))
            self.cards.append(card)
            self._columns.addWidget(card)
        if state.mended:
            number = len(state.mended)
            self._columns.addWidget(prose(f"✓ {number} passage{'s' * (number > 1)} changed while writing.", soft=True))
        for note in self._report.notes:
            self._columns.addWidget(prose(note, soft=True))

    def _show_consents(self, state: ReviewState) -> None:
        if not state.consents:
            return
        self._columns.addWidget(section("Consents it rests on"))
        for consent_id in state.consents:
            self._columns.addWidget(prose(_consent_line(self._session.ledger.get(consent_id))))

    def blockers(self) -> list[Blocker]:
        """Everything that stands in the way, the questions included."""
        return self._session.approvals.blockers(
            self._draft, self._report, self._channel, self.answers(), text=self._text, today=self._today
        )

    def _weigh(self) -> None:
        blockers = self.blockers()
        self.approve_button.setEnabled(not blockers)
        if blockers:
            open_cases = sum(card.case.need is not Need.NOTHING for card in self.cards)
            number = open_cases + sum(not b.finding_key for b in blockers)
            many = f"{number} things to settle. " if number > 1 else ""
            self.status.setText(many + blockers[0].message)
        else:
            self.status.setText("Nothing stands in the way. The decision is yours.")
        self.approve_button.setAccessibleDescription(self.status.text())

    # Acting

    def _do(self, step: Callable[[], None]) -> None:
        try:
            step()
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return
        self.notice.say("")
        self.resolutions_changed.emit()
        self.refresh()

    def _undo(self, case: Case) -> None:
        for finding in case.findings:
            self._review.undo(finding.key)

    def record_consent(self, case: Case) -> None:
        """Open the consent form for the findings of one card."""
        self.consent_dialog = ConsentDialog(
            self._session,
            text=self._text,
            channel=self._channel,
            draft_id=self._draft,
            findings=case.findings,
            today=self._today,
            parent=self,
        )
        self.consent_dialog.recorded.connect(self._consent_recorded)
        self.consent_dialog.open()

    def _consent_recorded(self, record: object) -> None:
        assert isinstance(record, ConsentRecord)
        self.resolutions_changed.emit()
        self.refresh()
        said = " ".join(("Recorded and linked.", *record.warnings))
        self.notice.say(f"Consent {record.code}: {said}", "caution" if record.warnings else "good")

    def approve(self) -> Approval | None:
        """Sign and log the decision on exactly this text."""
        if not self.approve_button.isEnabled():
            announce(self, self.status.text(), urgent=True)
            return None
        try:
            approval = self._session.approvals.approve(
                self._draft, self._report, self._channel, self.answers(), text=self._text, today=self._today
            )
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return None
        self._halves.drop()
        self.approved.emit(approval)
        self.accept()
        return approval

    # Half-answered questions are kept over a lock

    def keep_half(self) -> None:
        """Put the answers given so far into the vault."""
        if self.consent_dialog is not None and self.consent_dialog.isVisible():
            self.consent_dialog.keep_half()
        self._halves.keep({a.question_id: [a.answer, a.note] for a in self.answers()})

    def reject(self) -> None:
        self.keep_half()
        super().reject()

    def _kept_answers(self) -> dict[str, Answer]:
        kept = self._halves.take() or {}
        return {key: Answer(question_id=key, answer=a, note=note) for key, (a, note) in kept.items()}


def stopping(case: Case) -> tuple[Finding, ...]:
    """The findings of a case that stop a post; only these can be overruled."""
    return tuple(f for f in case.findings if f.outcome.stops)


def _consent_line(record: ConsentRecord) -> str:
    where = ", ".join(facts(c).name for c in record.channels)
    until = f", until {record.expires:%d %B %Y}" if record.expires else ", without an end date"
    return f"{record.code} ({record.kind.label}): {record.state.label}, for {where}{until}."
