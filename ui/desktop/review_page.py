"""Review and approve: the final text whole, what was found and done about it, the questions, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.consent.record import ConsentRecord
from composer.consent.scope import covers
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.post import whole
from composer.questions import LAST, Answer
from composer.review import Blocker, Need, ReviewState
from composer.review_sheet import review_sheet
from composer.wording import normal_text, plain_date
from rules.report import Channel, Finding, Report
from ui.desktop.consent_compare import CompareDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.forms import Growing, prose, section
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfFilled, KeepsHalf
from ui.desktop.pictures_card import PictureCard, by_picture
from ui.desktop.practice_paper import ask_and_save
from ui.desktop.review_items import Case, CaseCard, cases
from ui.desktop.review_post import PostView
from ui.desktop.review_questions import QuestionCard
from ui.desktop.review_rest import RestCard
from ui.desktop.second_reader import SecondReaderCard
from ui.desktop.words import told

NARROW = 820


class ReviewDialog(KeepsHalf):
    """The last look before a post may leave. `approved(approval)` comes when the author has decided."""

    approved = Signal(object)
    resolutions_changed = Signal()
    picture_wanted = Signal(int)
    """Number of a picture, from 1, to be looked after on the writing page; the review has closed."""

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
        self._extras = session.pictures.of(draft_id)
        stored = session.drafts.get(draft_id)
        title = stored.title if stored.titled else ""
        self._read = whole(text, self._extras, title=title, typed=True).text
        """What was checked, as it was typed: the findings' offsets hold in no other form of it."""
        self._seen = whole(self._text, self._extras).text
        self._halves = HalfFilled(session.vault, f"answers/{draft_id}")
        self._reasons = HalfFilled(session.vault, f"reasons/{draft_id}")
        self._elsewhere = ""
        """Name of the channel whose answers were brought over."""
        self.cards: list[CaseCard] = []
        self.pictures: list[PictureCard] = []
        self.questions: list[QuestionCard] = []
        self.consent_dialog: ConsentDialog | None = None
        self.compare_dialog: CompareDialog | None = None
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
        self.post = PostView(self._session, self._draft, self._text, self._channel)
        self._split.addWidget(self.post)
        self._split.addWidget(area)
        self._split.setSizes([520, 560])
        self.body.addWidget(self._split, 1)
        self.status = prose("")
        self.approve_button = primary(QPushButton(f"Approve for {facts(self._channel).name}"))
        self.approve_button.clicked.connect(self.approve)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.approve)
        self.add_buttons(self.approve_button, status=self.status, cancel="Back to writing")

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
        reasons = self._typed_reasons() or self._reasons.take() or {}
        if hasattr(self, "reader"):
            self.reader.keep_half()
        self._clear()
        state = self.state()
        self.rest = RestCard(self._session, self._draft, self._report, self._today)
        self.rest.changed.connect(self._rest_changed)
        self._columns.addWidget(self.rest)
        self._show_findings(state)
        for shown in self.cards:
            if (typed := reasons.get(shown.case.findings[0].key)) and shown.case.need is not Need.NOTHING:
                shown.go_on_typing(typed)
        self._show_disagreements(state)
        self._show_consents(state)
        self._show_reader()
        self._columns.addWidget(section("Before it goes"))
        if self._elsewhere:
            self._columns.addWidget(
                prose(f"Your answers are those that you gave for {self._elsewhere}: look through them once more.")
            )
        asked = self._session.approvals.questions(self._draft, self._report, self._channel, text=self._text)
        for question in asked:
            card = QuestionCard(question, before.get(question.id))
            card.changed.connect(self._weigh)
            self.questions.append(card)
            self._columns.addWidget(card)
        self._columns.addStretch(1)
        self._weigh()

    def _clear(self) -> None:
        self.cards, self.questions, self.pictures = [], [], []
        while (item := self._columns.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show_findings(self, state: ReviewState) -> None:
        self._columns.addWidget(section("What was found, and what you did"))
        if not state.items and not state.pictures_lack:
            self._columns.addWidget(
                prose("Nothing was found. That does not make a post safe: only you know who stands behind it.")
            )
        for number, lacks in by_picture(state.pictures_lack).items():
            picture = PictureCard(number, lacks)
            picture.opened.connect(self._to_picture)
            self.pictures.append(picture)
            self._columns.addWidget(picture)
        for case in cases(state.items, self._report):
            card = CaseCard(
                case,
                self._session,
                self._read,
                self._channel,
                self._today,
                seen=self._seen,
                pictures=[p.sha256 for p in self._session.pictures.of(self._draft).pictures],
            )
            card.consent_wanted.connect(self.record_consent)
            card.link_wanted.connect(
                lambda c, consent_id: self._do(lambda: self._review.link_consent(c.findings, consent_id))
            )
            card.overruled.connect(lambda c, why: self._do(lambda: self._review.overrule(stopping(c), why)))
            card.set_aside.connect(lambda c: self._do(lambda: self._review.set_aside(c.findings)))
            card.compare_wanted.connect(self.compare)
            card.undone.connect(lambda c: self._do(lambda: self._undo(c)))
            self.cards.append(card)
            self._columns.addWidget(card)
        if state.mended:
            number = len(state.mended)
            self._columns.addWidget(prose(f"✓ {number} passage{'s' * (number > 1)} changed while writing.", soft=True))
        for note in self._report.notes:
            self._columns.addWidget(prose(note, soft=True))

    def _show_disagreements(self, state: ReviewState) -> None:
        if state.disagreements:
            self._columns.addWidget(section("Where the bodies disagree"))
        for sentence in state.disagreements:
            self._columns.addWidget(prose(sentence))

    def consent_ids(self) -> tuple[str, ...]:
        """Every consent that is linked to a finding or to someone in a picture, whether it covers the post or not."""
        linked = (i.resolution.consent_id for i in self.state().items if i.resolution)
        pictured = (p.consent_id for picture in self._extras.pictures for p in picture.people)
        return tuple(dict.fromkeys(c for c in (*linked, *pictured) if c))

    def _show_consents(self, state: ReviewState) -> None:
        ids = self.consent_ids()
        if not ids:
            return
        self._columns.addWidget(section("Consents it rests on"))
        pictures = [p.sha256 for p in self._extras.pictures]
        for consent_id in ids:
            record = self._session.ledger.get(consent_id)
            coverage = covers(record, self._seen, self._channel, self._today, pictures=pictures)
            sign = "✓" if coverage.covered else "✕"
            self._columns.addWidget(prose(f"{sign} {consent_line(record)}\n{coverage.reason}"))

    def _show_reader(self) -> None:
        self._columns.addWidget(section("A second reader, if you like"))
        self.reader = SecondReaderCard(self._session, self._draft, self._text, self._today)
        self.reader.sheet_wanted.connect(self._ask_for_sheet)
        self._columns.addWidget(self.reader)

    def sheet(self) -> Callable[[], bytes]:
        """What makes the second reader's sheet, off the window's thread: it holds plain values only."""
        state = self.state()
        asked = self._session.approvals.questions(self._draft, self._report, self._channel, text=self._text)
        text, channel = self._seen, self._channel
        return lambda: review_sheet(text, channel, state, asked)

    def _ask_for_sheet(self) -> None:
        ask_and_save(self, "review sheet.pdf", self.sheet(), self._told)

    def _told(self, words: str, tone: str) -> None:
        self.notice.say(f"✓ {words}" if tone == "good" else words, tone)
        announce(self, words, urgent=tone == "trouble")

    def _rest_changed(self) -> None:
        self.resolutions_changed.emit()
        self.refresh()

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
        self._tell_overruled()
        self.approve_button.setAccessibleDescription(self.status.text())

    def _tell_overruled(self) -> None:
        """What the author goes on against stands on the button and above it, counted as the cards are."""
        against = {item.finding.key for item in self.state().overruled}
        number = sum(any(f.key in against for f in card.case.findings) for card in self.cards)
        words = f"Approve for {facts(self._channel).name}"
        if number:
            words += f", against {number} finding{'s' * (number > 1)}"
            told = "one finding" if number == 1 else f"{number} findings"
            self.status.setText(f"{self.status.text()} You go on against {told}; the reasons stand in the record.")
        self.approve_button.setText(words)
        self.approve_button.setAccessibleName(words)

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

    def _to_picture(self, number: int) -> None:
        self.reject()
        if self.isHidden():
            self.picture_wanted.emit(number)

    def _undo(self, case: Case) -> None:
        for finding in case.findings:
            self._review.undo(finding.key)

    def compare(self, case: Case) -> None:
        """What changed since the person saw it, and the two ways: the same in substance, or ask again."""
        earlier = self._session.ledger.get(case.changed_since)
        dialog = self.compare_dialog = CompareDialog(self._session, earlier, self._seen, self)
        dialog.judged.connect(lambda: self._do(lambda: None))
        dialog.ask_again.connect(lambda: self.record_consent(case, again=earlier))
        dialog.finished.connect(lambda: setattr(self, "compare_dialog", None))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def record_consent(self, case: Case, *, again: ConsentRecord | None = None) -> None:
        """Open the consent form for the findings of one card; `again` where the person saw an earlier wording."""
        self.consent_dialog = ConsentDialog(
            self._session,
            text=self._text,
            channel=self._channel,
            draft_id=self._draft,
            findings=case.findings,
            again=again,
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
        self._reasons.drop()
        self.approved.emit(approval)
        self.accept()
        return approval

    # Half-answered questions are kept over a lock

    def keep_half(self) -> None:
        """Put the answers given so far into the vault."""
        for dialog in (self.consent_dialog, self.compare_dialog):
            if dialog is not None and dialog.isVisible():
                dialog.keep_half()
        self._halves.keep({a.question_id: [a.answer, a.note] for a in self.answers()})
        if typed := self._typed_reasons():
            self._reasons.keep(typed)
        else:
            self._reasons.drop()
        self.reader.keep_half()

    def _typed_reasons(self) -> dict[str, str]:
        """Reasons that are being typed, by the first finding of their card."""
        return {card.case.findings[0].key: half for card in self.cards if (half := card.half().strip())}

    def _kept_answers(self) -> dict[str, Answer]:
        kept = self._halves.take() or self._given_elsewhere()
        return {key: Answer(question_id=key, answer=a, note=note) for key, (a, note) in kept.items()}

    def _given_elsewhere(self) -> dict[str, list[str]]:
        """What was answered when this very post was approved for another channel; the last question is asked anew."""
        held = self._session.approvals.holding(self._draft, self._text, self._today)
        if not held:
            return {}
        self._elsewhere = facts(held[0].channel).name
        return {a.question_id: [a.answer, a.note] for a in held[0].answers if a.question_id != LAST}


def stopping(case: Case) -> tuple[Finding, ...]:
    """The findings of a case that stop a post; only these can be overruled."""
    return tuple(f for f in case.findings if f.outcome.stops)


def consent_line(record: ConsentRecord) -> str:
    """Who agreed, where that stands, for which channels and until when."""
    where = ", ".join(facts(c).name for c in record.channels)
    until = f", until {plain_date(record.expires)}" if record.expires else ", without an end date"
    return f"{record.code} ({record.kind.label}): {record.state.label}, for {where}{until}."
