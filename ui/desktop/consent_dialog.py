"""Record a consent from a finding: the form, saved into the log and linked in one step, or kept half-filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from composer.app import Session
from composer.consent.record import ConsentRecord, SubjectKind
from composer.errors import UserTrouble
from composer.publish.channels import all_channels
from composer.publish.post import whole
from rules.report import Channel, Finding
from ui.desktop.consent_fields import moment
from ui.desktop.consent_form import ConsentFormView
from ui.desktop.documents_dialog import DocumentsDialog
from ui.desktop.forms import prose
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfDialog
from ui.desktop.words import told


class ConsentDialog(HalfDialog):
    """Asks for everything a consent record holds. `recorded(record)` comes after it is in the log and linked."""

    recorded = Signal(object)

    def __init__(
        self,
        session: Session,
        *,
        text: str,
        channel: Channel,
        draft_id: str = "",
        findings: Sequence[Finding] = (),
        again: ConsentRecord | None = None,
        today: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`text` is the draft's text of this moment; `findings` those that will rest on the consent.

        `again` is an earlier record of a person who is asked anew: what it knows is filled in.
        """
        super().__init__(session.identity, "Ask again" if again else "Record a consent", parent)
        self._session, self._draft, self._findings = session, draft_id, tuple(findings)
        self._today = today or date.today()
        extras = session.pictures.of(draft_id)
        pictures = [(p.sha256, _picture(n, p.alt)) for n, p in enumerate(extras.pictures, 1)]
        self.form = ConsentFormView(
            whole(text, extras).text,
            [(c.id, c.name) for c in all_channels()],
            [channel],
            today=self._today,
            codes=self._codes,
            explained_by=session.identity.display_name,
            account=session.identity.handles.get(channel.value, ""),
            pictures=pictures,
            identity=session.kind,
        )
        self.body.addWidget(
            prose("Only what happened. You can come back to it: a half-filled form is kept in your vault.")
        )
        self.body.addWidget(self.form)
        self.papers: DocumentsDialog | None = None
        self.papers_button = QPushButton("Papers to give them…")
        self.papers_button.setAutoDefault(False)
        self.papers_button.clicked.connect(self.show_papers)
        self.save_button = primary(QPushButton("Record and link" if self._findings else "Record"))
        self.save_button.clicked.connect(self.save)
        self.add_buttons(self.papers_button, self.save_button)
        if again is not None:
            self.form.ask_again(again, session.ledger.private(again.id))
        self.offer_again(session, f"consent/{draft_id}{'/again/' + again.id if again else ''}", self.form.fields())

    def _codes(self, kind: SubjectKind) -> tuple[str, Iterable[str]]:
        return self._session.ledger.next_code(kind), self._session.ledger.codes(kind)

    def show_papers(self) -> None:
        """The information sheet and consent form as they would be with what is filled in so far."""
        try:
            form = self.form.form(self.form.code(), self._draft)
            self.papers = DocumentsDialog(self._session, form=form, parent=self)
        except UserTrouble as trouble:
            self._complain(trouble)
            return
        self.papers.finished.connect(self.papers.deleteLater)
        self.papers.open()

    def save(self) -> ConsentRecord | None:
        """Record and link; on trouble say what is missing and stay open."""
        try:
            record = self._record()
        except UserTrouble as trouble:
            self._complain(trouble)
            return None
        self.completed()
        self.recorded.emit(record)
        self.accept()
        return record

    def _complain(self, trouble: UserTrouble) -> None:
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        self.show_top()

    def _record(self) -> ConsentRecord:
        ledger, decision = self._session.ledger, self.form.decision()
        form = self.form.form(self.form.code(), self._draft)
        asked = moment(self.form.asked.day(), self._today)
        private = self.form.private()
        with self._session.vault.transaction():
            if decision.given:
                decided = moment(decision.on, self._today, after=asked)
                record = ledger.record_given(
                    form,
                    method=decision.method,
                    decided_at=decided,
                    asked_at=asked,
                    witness=decision.witness,
                    private=private,
                )
            else:
                record = ledger.request(form, at=asked, private=private)
            if self._findings and self._draft:
                self._session.review(self._draft).link_consent(self._findings, record.id)
        return record


def _picture(number: int, described: str) -> str:
    return f"picture {number}: {described}" if described.strip() else f"picture {number}"
