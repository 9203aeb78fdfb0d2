"""A later answer: a person who was asked agrees, agrees again, says no, wants time, or withdraws."""

from __future__ import annotations

import enum
from datetime import date, timedelta

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget

from composer.app import Session
from composer.consent.record import ConsentRecord, ConsentState, Method, Party
from composer.errors import UserTrouble
from ui.desktop.consent_form import METHODS, DayField, moment
from ui.desktop.forms import FIELD_HEIGHT, Field, line, prose
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.words import told


class Answer(enum.Enum):
    """What the person said, with the words for it."""

    GIVE = "They agreed"
    RENEW = "They agreed again"
    REFUSE = "They said no"
    DEFER = "They want time"
    WITHDRAW = "They withdrew it"

    @property
    def yes(self) -> bool:
        """Whether it is a yes, which needs to be shown in some way."""
        return self in (Answer.GIVE, Answer.RENEW)


def steps_from(record: ConsentRecord) -> tuple[Answer, ...]:
    """The answers that may follow from where a record stands."""
    if record.erased is not None:
        return ()
    if record.state.valid or record.state is ConsentState.EXPIRED:
        return (Answer.WITHDRAW, Answer.RENEW)
    return (Answer.GIVE, Answer.REFUSE, Answer.DEFER) if record.state.open else ()


class AnswerDialog(IdentityDialog):
    """Asks who, when and how, as far as the answer needs it; `accepted` once it is in the log."""

    def __init__(self, session: Session, record: ConsentRecord, answer: Answer, today: date, parent: QWidget) -> None:
        super().__init__(session.identity, f"{answer.value}: {record.code}", parent)
        self._session, self._record, self._answer, self._today = session, record, answer, today
        self.party = QComboBox()
        for party in self._open_parties():
            self.party.addItem(f"{party.code}, {party.role}", party.code)
        self.party.setAccessibleName("Whose answer it is")
        self.party.setMinimumHeight(FIELD_HEIGHT)
        if self.party.count() > 1:
            self.body.addWidget(Field("Whose answer it is", self.party))
        self.when = DayField("Day of the answer", today)
        self.body.addWidget(Field("When", self.when))
        if answer.yes:
            self._ask_how()
        else:
            self.body.addWidget(prose("No reason is asked for."))
        self.note = line("Note", "in your own words; no name")
        self.body.addWidget(Field("Note (may stay empty)", self.note))
        save = primary(QPushButton("Record it"))
        save.clicked.connect(self.save)
        self.add_buttons(save)
        self.resize(520, 460)

    def _open_parties(self) -> tuple[Party, ...]:
        waiting = self._record.waiting_for()
        return waiting if self._record.state.open and waiting else self._record.parties

    def _ask_how(self) -> None:
        self.method = QComboBox()
        for method, words in METHODS.items():
            self.method.addItem(words, method.value)
        self.method.setAccessibleName("How they agreed")
        self.method.setMinimumHeight(FIELD_HEIGHT)
        self.witness = line("Witness", "who was there, by role")
        self.body.addWidget(Field("How", self.method))
        self.body.addWidget(Field("Witness", self.witness, "Only for a spoken answer."))
        self.ends = QCheckBox("It ends on")
        self.ends.setChecked(True)
        self.expires = DayField("Last day of the consent", self._today + timedelta(days=365))
        self.ends.toggled.connect(self.expires.setEnabled)
        row = QHBoxLayout()
        row.addWidget(self.ends)
        row.addWidget(self.expires)
        row.addStretch(1)
        if self._answer is Answer.RENEW:
            self.body.addLayout(row)

    def save(self) -> bool:
        """Put it into the log; on trouble say so and stay open."""
        try:
            self._step()
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return False
        self.accept()
        return True

    def _step(self) -> None:
        session, consent, party = self._session, self._record.id, self.party.currentData()
        at, note = moment(self.when.day(), self._today), self.note.text().strip()
        if self._answer is Answer.WITHDRAW:
            session.withdraw(consent, party=party, at=at, note=note)
        elif self._answer is Answer.REFUSE:
            session.ledger.refuse(consent, party=party, at=at, note=note)
        elif self._answer is Answer.DEFER:
            session.ledger.defer(consent, party=party, at=at, note=note)
        else:
            self._yes(party, note)

    def _yes(self, party: str, note: str) -> None:
        ledger, consent, at = self._session.ledger, self._record.id, moment(self.when.day(), self._today)
        method, witness = Method(self.method.currentData()), self.witness.text().strip()
        if self._answer is Answer.GIVE:
            ledger.give(consent, method=method, party=party, at=at, witness=witness, note=note)
            return
        until = self.expires.day() if self.ends.isChecked() else None
        ledger.renew(consent, method=method, party=party, expires=until, at=at, witness=witness, note=note)
