"""How long a record is kept, when it is looked at again, locking it away, erasing it; and the notes for you alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QPushButton, QWidget

from composer.app import Session
from composer.consent.erasing import GROUNDS
from composer.consent.ledger import WHAT_ERASING_LEAVES
from composer.consent.record import ConsentRecord, Private
from composer.errors import UserTrouble
from composer.wording import plain_date
from ui.desktop.consent_fields import DayField, narrow, paragraphs
from ui.desktop.consent_told import PrivatePart
from ui.desktop.forms import Field, Tick, choice, line, prose, section
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfDialog
from ui.desktop.widgets import button
from ui.desktop.words import told


class _LifeDialog(HalfDialog):
    """A dialog about one record whose steps are recorded at once; `accept` after the last."""

    def __init__(self, session: Session, record: ConsentRecord, view: str, parent: QWidget | None) -> None:
        super().__init__(session.identity, f"{view}: {record.code}", parent)
        self._session, self._record = session, record

    def half(self, name: str, **fields: QWidget) -> None:
        """Keep these half filled in, and fill in what was left before."""
        self.offer_again(self._session, f"{name}/{self._record.id}", fields)

    def do(self, step: Callable[[], object], said: str) -> bool:
        """Take a step and close; on trouble say so and stay."""
        try:
            step()
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            self.show_top()
            return False
        self.completed()
        announce(self, said)
        self.accept()
        return True


class KeepingDialog(_LifeDialog):
    """Until when the record is kept and why, and when to ask whether it still holds."""

    def __init__(self, session: Session, record: ConsentRecord, parent: QWidget | None = None) -> None:
        super().__init__(session, record, "Keeping", parent)
        until, why = session.suggested_retention(record.id)
        self.body.addWidget(section("Until when it is kept"))
        self.body.addWidget(prose(f"Suggested: until {plain_date(until)}, {why}."))
        self.until = DayField("Until when it is kept", record.retain_until or until)
        self.why = line("Why it is kept so long", text=record.retain_why or why)
        self.body.addWidget(Field("Until", self.until))
        self.body.addWidget(
            Field("Why so long", self.why, "Considered reminds you on that day; it erases nothing itself.")
        )
        self.body.addWidget(section("When to ask whether it still holds"))
        review = record.form.reach.review_on
        self.reviewed = Tick("Remind me to ask")
        self.review_on = DayField("Day to ask whether it still holds", review or date.today())
        self.reviewed.setChecked(review is not None)
        self.body.addWidget(self.reviewed)
        self.body.addWidget(self.review_on)
        self.review_on.setVisible(review is not None)
        self.reviewed.toggled.connect(self.review_on.setVisible)
        self.save_button = primary(QPushButton("Keep it so"))
        self.save_button.clicked.connect(self.save)
        self.add_buttons(self.save_button)
        self.resize(560, 540)
        self.half("keeping", until=self.until, why=self.why, reviewed=self.reviewed, review_on=self.review_on)

    def save(self) -> bool:
        """Record both days, where they changed."""
        return self.do(self._save, "Kept so.")

    def _save(self) -> None:
        record, ledger = self._record, self._session.ledger
        review = self.review_on.day() if self.reviewed.isChecked() else None
        with self._session.vault.transaction():
            if (self.until.day(), self.why.text().strip()) != (record.retain_until, record.retain_why):
                ledger.retain(record.id, self.until.day(), self.why.text().strip())
            if review != record.form.reach.review_on:
                ledger.review_on(record.id, review)


class RestrictDialog(_LifeDialog):
    """Lock the record away instead of erasing it: kept, used for nothing."""

    def __init__(self, session: Session, record: ConsentRecord, parent: QWidget | None = None) -> None:
        super().__init__(session, record, "Lock away", parent)
        self.body.addWidget(
            prose(
                "The record stays as it is and nothing may rest on it: no draft, no export. This is the alternative "
                "where someone asks for erasure and there is a ground to keep it (UK GDPR Art. 17(3), 18)."
            )
        )
        self.ground = narrow(choice("On what ground", [(ground, ground) for ground in GROUNDS]))
        self.why = paragraphs("Why, in this case", "a complaint is going on; no name")
        self.body.addWidget(Field("On what ground", self.ground))
        self.body.addWidget(Field("Why, in this case", self.why, "A sentence; it stands in the record."))
        self.save_button = primary(QPushButton("Lock it away"))
        self.save_button.clicked.connect(self.save)
        self.add_buttons(self.save_button)
        self.resize(600, 460)
        self.half("restrict", ground=self.ground, why=self.why)

    def save(self) -> bool:
        """Lock it away."""
        reason, ground = self.why.toPlainText().strip(), str(self.ground.currentData())
        return self.do(lambda: self._session.ledger.restrict(self._record.id, reason, ground=ground), "Locked away.")


class EraseDialog(_LifeDialog):
    """What erasing destroys and what it leaves, the drafts that tell of the same person, and the last question."""

    def __init__(self, session: Session, record: ConsentRecord, parent: QWidget | None = None) -> None:
        super().__init__(session, record, "Erase", parent)
        self.body.addWidget(section("What is destroyed"))
        number = len(record.evidence)
        pieces = f", {number} piece{'s' if number > 1 else ''} of evidence" if number else ""
        self.body.addWidget(prose(f"The text seen, everything in this record, your private notes{pieces}. For good."))
        self.body.addWidget(section("What stays"))
        self.body.addWidget(prose(WHAT_ERASING_LEAVES))
        self._drafts()
        if record.state.valid:
            self.body.addWidget(prose("It is still in force: erasing counts as a withdrawal, and posts come down."))
        self.why = paragraphs("Why it is erased", "they asked for it by letter of 3 November; no name")
        self.body.addWidget(Field("Why it is erased", self.why, "A sentence; it stays in the log."))
        self.sure = Tick("I have read what stays, and want the rest destroyed")
        self.body.addWidget(self.sure)
        self.erase_button = button("Erase for good", "danger", pressed=self.save)
        self.erase_button.setEnabled(False)
        self.sure.toggled.connect(self.erase_button.setEnabled)
        self.add_buttons(self.erase_button)
        self.resize(600, 620)
        self.half("erase", why=self.why)  # the tick is an act of its own: it is asked for anew

    def _drafts(self) -> None:
        drafts = self._session.drafts_about(self._record.id)
        if not drafts:
            return
        self.body.addWidget(section("Drafts about it"))
        self.body.addWidget(prose("These were written with this consent. Their words stay until you delete them:"))
        for draft in drafts:
            self.body.addWidget(prose(f"· {draft.name or 'a draft without a title'}"))

    def save(self) -> bool:
        """Erase."""
        reason = self.why.toPlainText().strip()
        return self.do(lambda: self._session.erase(self._record.id, reason), "Erased.")


class PrivateDialog(_LifeDialog):
    """Notes on transference, power and supervision; never outside this vault."""

    def __init__(self, session: Session, record: ConsentRecord, parent: QWidget | None = None) -> None:
        super().__init__(session, record, "For you alone", parent)
        self.notes = PrivatePart()
        self.notes.take(session.ledger.private(record.id))
        self.notes.unfold()
        self.body.addWidget(self.notes)
        self.save_button = primary(QPushButton("Keep the notes"))
        self.save_button.clicked.connect(self.save)
        self.add_buttons(self.save_button)
        self.resize(600, 620)
        self.half("private", **self.notes.fields)

    def save(self) -> bool:
        """Keep them in the vault."""
        notes = self.notes.private() or Private()
        return self.do(lambda: self._session.ledger.note_privately(self._record.id, notes), "Kept.")
