"""A later step: who was asked agrees, agrees again, says no, wants time, or withdraws; or you stop using it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QPushButton, QWidget

from composer.app import Session
from composer.consent import warn
from composer.consent.ask import MIN_REASON
from composer.consent.dossier import name_of
from composer.consent.record import ConsentForm, ConsentRecord, ConsentState, Informing, Method, Reach, Told
from composer.errors import UserTrouble
from composer.publish.channels import facts
from rules.report import Channel
from ui.desktop.consent_fields import METHODS, DayField, flowing, moment, narrow, paragraphs
from ui.desktop.forms import Field, Notice, Tick, choice, close_rows, line, prose, section
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfDialog
from ui.desktop.words import told

YEAR, FORTNIGHT = timedelta(days=365), timedelta(days=14)


class Answer(enum.Enum):
    """What happened, with the words for it."""

    GIVE = "They agreed"
    RENEW = "They agreed again"
    REFUSE = "They said no"
    DEFER = "They want time"
    WITHDRAW = "They withdrew it"
    REVOKE = "I will not use it"
    INVALIDATE = "It was not valid"

    @property
    def yes(self) -> bool:
        """Whether it is a yes, which needs to be shown in some way."""
        return self in (Answer.GIVE, Answer.RENEW)

    @property
    def mine(self) -> bool:
        """Whether it is the author's own step, which takes a reason."""
        return self in (Answer.REVOKE, Answer.INVALIDATE)

    @property
    def state(self) -> ConsentState:
        """The state that it leads to."""
        return _STATES[self]


_STATES = {
    Answer.GIVE: ConsentState.GIVEN,
    Answer.RENEW: ConsentState.RENEWED,
    Answer.REFUSE: ConsentState.REFUSED,
    Answer.DEFER: ConsentState.DEFERRED,
    Answer.WITHDRAW: ConsentState.WITHDRAWN,
    Answer.REVOKE: ConsentState.REVOKED,
    Answer.INVALIDATE: ConsentState.INVALIDATED,
}
_MEANING = {
    Answer.REFUSE: "No reason is asked for. One no is a no for all.",
    Answer.DEFER: "No reason is asked for. Until they answer, nothing may rest on it.",
    Answer.WITHDRAW: "No reason is asked for. It holds from that day: what was posted has to be taken down.",
    Answer.REVOKE: "You decide not to use this consent (any more). What was posted on it has to be taken down.",
    Answer.INVALIDATE: "It turned out to be no valid consent: pressure, a lack of capacity, wrong information. What "
    "was posted on it has to be taken down.",
}


def steps_from(session: Session, record: ConsentRecord) -> dict[Answer, tuple[str, ...]]:
    """The steps that may follow from where a record stands, each with the codes of those whose answer it would be."""
    legal = session.ledger.steps(record.id)
    if record.state.open:  # one of several may say it again while others are still thinking; nobody is asked to
        legal.pop(ConsentState.RENEWED, None)
    return {answer: legal[answer.state] for answer in Answer if answer.state in legal}


class AnswerDialog(HalfDialog):
    """Asks who, when and how, as far as the step needs it; `accepted` once it is in the log."""

    def __init__(self, session: Session, record: ConsentRecord, answer: Answer, today: date, parent: QWidget) -> None:
        super().__init__(session.identity, f"{answer.value}: {record.code}", parent)
        self._session, self._record, self._answer, self._today = session, record, answer, today
        codes = steps_from(session, record).get(answer, ())
        parties = [p for p in record.parties if p.code in codes]
        self.party = narrow(choice("Whose answer it is", [(name_of(p), p.code) for p in parties]))
        if len(record.parties) > 1 and not answer.mine:
            self.body.addWidget(Field("Whose answer it is", self.party))
        self.when = DayField("Day of the answer", today)
        if not answer.mine:  # your own step is taken now, and the log says so
            self.body.addWidget(Field("When", self.when))
        self.warnings = Notice()
        self.told: dict[Told, Tick] = {}
        self.channels: dict[Channel, QCheckBox] = {}
        if answer in _MEANING:
            self.body.addWidget(prose(_MEANING[answer]))
        if answer.yes:
            self._ask_how()
        if answer is Answer.GIVE:
            self._ask_what()
        if answer is Answer.DEFER:
            self._ask_when_again()
        self._ask_why() if answer.mine else self._ask_note()
        self.body.addWidget(self.warnings)
        save = primary(QPushButton("Record it"))
        save.clicked.connect(self.save)
        self.add_buttons(save)
        self.resize(560, 560 if answer.yes else 460)
        self.offer_again(session, f"answer/{record.id}/{answer.name.lower()}", self._fields_kept())
        self._warn()

    def _fields_kept(self) -> dict[str, QWidget]:
        fields: dict[str, QWidget] = {"when": self.when, "party": self.party}
        names = ("method", "witness", "ends", "expires", "ask_again", "again_on", "note", "why")
        fields |= {name: getattr(self, name) for name in names if hasattr(self, name)}
        fields |= {f"told {each.name}": tick for each, tick in self.told.items()}
        return fields | {f"channel {channel.value}": box for channel, box in self.channels.items()}

    def _ask_how(self) -> None:
        self.method = narrow(choice("How they agreed", [(words, way.value) for way, words in METHODS.items()]))
        self.witness = line("Witness", "who was there, by role")
        self.body.addWidget(Field("How", self.method))
        self.body.addWidget(Field("Witness", self.witness, "Only for a spoken answer."))
        self.ends = QCheckBox("It ends on")
        self.ends.setChecked(True)
        self.expires = DayField("Last day of the consent", self._today + YEAR)
        self.ends.toggled.connect(self.expires.setEnabled)
        if self._answer is Answer.RENEW:
            self.body.addWidget(flowing(self.ends, self.expires))
        self.when.dateChanged.connect(self._warn)

    def _ask_what(self) -> None:
        """What was told meanwhile, and whether they agreed to fewer places than they were asked about."""
        form = self._record.form
        self.told = {each: Tick(each.value[:1].upper() + each.value[1:]) for each in Told}
        for each, tick in self.told.items():
            tick.setChecked(each in form.informing.told)
            tick.toggled.connect(self._warn)
        self.body.addWidget(section("What they had been told by then"))
        self.body.addWidget(close_rows(self.told.values()))
        if len(form.reach.channels) > 1:
            self.channels = {channel: QCheckBox(facts(channel).name) for channel in form.reach.channels}
            for box in self.channels.values():
                box.setChecked(True)
            self.body.addWidget(section("Where they agreed to"))
            self.body.addWidget(flowing(*self.channels.values()))

    def _ask_when_again(self) -> None:
        self.ask_again = QCheckBox("Ask them again on")
        self.again_on = DayField("Day to ask them again", self._today + FORTNIGHT)
        self.ask_again.setChecked(True)
        self.ask_again.toggled.connect(self.again_on.setEnabled)
        self.body.addWidget(flowing(self.ask_again, self.again_on))

    def _ask_note(self) -> None:
        self.note = line("Note", "in your own words; no name")
        self.body.addWidget(Field("Note (may stay empty)", self.note))

    def _ask_why(self) -> None:
        self.why: QPlainTextEdit = paragraphs("Why", "what you would say if someone asked in years to come; no name")
        self.body.addWidget(Field("Why", self.why, f"At least {MIN_REASON} characters; it stands in the record."))

    def _warn(self) -> None:
        """What a careful colleague would remark on, before it is recorded."""
        if not self._answer.yes:
            return
        remarks = warn.before(self._form(), self._record.asked_at, self._at())
        lines = "\n".join(f"· {remark}" for remark in remarks)
        self.warnings.say(f"Worth a thought before you record it:\n{lines}" if remarks else "", "caution")

    def _at(self) -> datetime:
        return moment(self.when.day(), self._today, after=self._record.asked_at)

    def _form(self) -> ConsentForm:
        return msgspec.structs.replace(self._record.form, informing=self._informing() or self._record.form.informing)

    def _informing(self) -> Informing | None:
        if not self.told:
            return None
        said = tuple(each for each, tick in self.told.items() if tick.isChecked())
        return msgspec.structs.replace(self._record.form.informing, told=said)

    def _narrowed(self) -> Reach | None:
        chosen = tuple(channel for channel, box in self.channels.items() if box.isChecked())
        reach = self._record.form.reach
        return msgspec.structs.replace(reach, channels=chosen) if self.channels and chosen != reach.channels else None

    def save(self) -> bool:
        """Put it into the log; on trouble say so and stay open."""
        try:
            self._step()
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            self.show_top()
            return False
        self.completed()
        self.accept()
        return True

    def _step(self) -> None:
        session, consent, party = self._session, self._record.id, self.party.currentData() or ""
        at = self._at()
        if self._answer.mine:
            (session.revoke if self._answer is Answer.REVOKE else session.invalidate)(consent, self.why.toPlainText())
            return
        note = self.note.text().strip()
        with session.vault.transaction():
            plain: dict[Answer, Callable[[], object]] = {
                Answer.WITHDRAW: lambda: session.withdraw(consent, party=party, at=at, note=note),
                Answer.REFUSE: lambda: session.ledger.refuse(consent, party=party, at=at, note=note),
                Answer.DEFER: lambda: session.ledger.defer(consent, party=party, at=at, note=note),
                Answer.GIVE: lambda: self._give(party, note),
                Answer.RENEW: lambda: self._renew(party, note),
            }
            plain[self._answer]()
            if self._answer is Answer.DEFER and self.ask_again.isChecked():
                session.ledger.review_on(consent, self.again_on.day())
            waited = self._record.state is ConsentState.DEFERRED and self._record.form.reach.review_on is not None
            if waited and session.ledger.get(consent).state.valid:
                session.ledger.review_on(consent, None)  # that was the day to ask for this answer

    def _give(self, party: str, note: str) -> None:
        self._session.ledger.give(
            self._record.id,
            method=Method(self.method.currentData()),
            party=party,
            at=self._at(),
            witness=self.witness.text().strip(),
            informing=self._informing(),
            reach=self._narrowed(),
            note=note,
        )

    def _renew(self, party: str, note: str) -> None:
        self._session.end_fallen()  # an approval that the end of this consent voided stays void
        self._session.ledger.renew(
            self._record.id,
            method=Method(self.method.currentData()),
            party=party,
            expires=self.expires.day() if self.ends.isChecked() else None,
            at=self._at(),
            witness=self.witness.text().strip(),
            note=note,
        )
