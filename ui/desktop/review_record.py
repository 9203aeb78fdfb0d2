"""The record of a draft's approvals in words: what was decided and why, whether it holds today, as a PDF if wished."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.publish.channels import facts
from composer.record_sheet import record_parts, record_pdf
from composer.standing import Standing
from composer.wording import plain_date
from ui.desktop.features import Feature
from ui.desktop.forms import Field, choice, prose, section
from ui.desktop.frames import IdentityDialog, announce
from ui.desktop.practice_paper import ask_and_save


class RecordDialog(IdentityDialog):
    """Every approval of one draft, the newest shown first."""

    def __init__(self, session: Session, draft_id: str, text: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Approval record", parent)
        self._session, self._text, self._today = session, text, today
        self.approvals = session.approvals.of_draft(draft_id)
        named = [(f"{facts(a.channel).name}, {plain_date(a.made_at.date())}", a.id) for a in self.approvals]
        self.which = choice("Which approval", named)
        self.which.currentIndexChanged.connect(self._show)
        self.which_field = Field("Which approval", self.which)
        self.which_field.setVisible(len(named) > 1)
        self.body.addWidget(self.which_field)
        self._parts = QVBoxLayout()
        self.body.addLayout(self._parts)
        self.save_button = QPushButton("Save as PDF…")
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self._save)
        self.save_button.setEnabled(bool(self.approvals))
        self.add_buttons(self.save_button, cancel="Close")
        self._show()
        self.resize(620, 620)

    def chosen(self) -> tuple[Approval, Standing] | None:
        """The approval shown and how it stands today; None where the draft was never approved."""
        if not self.approvals:
            return None
        approval = self.approvals[max(0, self.which.currentIndex())]
        return approval, self._session.approvals.stands(approval, self._text, self._today)

    def _show(self) -> None:
        while (item := self._parts.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        chosen = self.chosen()
        if chosen is None:
            self._parts.addWidget(prose("This draft has not been approved yet, so there is no record of it."))
            return
        for part in record_parts(*chosen):
            self._parts.addWidget(section(part.heading))
            for line in part.lines:
                self._parts.addWidget(prose(line))

    def _save(self) -> None:
        if (chosen := self.chosen()) is not None:
            ask_and_save(self, "approval record.pdf", lambda: record_pdf(*chosen), self._told)

    def _told(self, words: str, tone: str) -> None:
        self.notice.say(words, tone)
        announce(self, words, urgent=tone == "trouble")
        self.show_top()


class RecordFeature(Feature):
    """The command in the Post menu."""

    def build(self) -> None:
        self.command("&Post", "Approval &record…", "Ctrl+Shift+R", self.open)

    def open(self) -> None:
        """The record of the open draft."""
        desk = self.window.desk
        if desk.draft_id:
            self.show_dialog(RecordDialog(self.session, desk.draft_id, desk.text(), self.today(), self.window))
