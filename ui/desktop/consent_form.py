"""The form of one consent: who, to which exact words, where, told what, free how, agreed when and how."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from composer.consent.record import (
    ConsentForm,
    Informing,
    Material,
    Method,
    Party,
    Private,
    Reach,
    Stage,
    SubjectKind,
    Told,
    Voluntariness,
)
from composer.wording import text_hash
from rules.report import Channel, IdentityKind
from ui.desktop.forms import FIELD_HEIGHT, Field, Tick, choice, close_rows, column_of, line, prose, section
from ui.desktop.widgets import FlowBox

METHODS = {
    Method.SIGNED_PAPER: "signed on paper",
    Method.E_SIGNATURE: "signed electronically",
    Method.EMAIL: "by e-mail",
    Method.RECORDED_VERBAL: "spoken, with a witness",
}
STAGES = {
    Stage.NOT_IN_THERAPY: "never in therapy with me",
    Stage.BEFORE: "before therapy began",
    Stage.DURING: "while therapy goes on",
    Stage.ENDING: "while therapy comes to its end",
    Stage.ENDED: "after therapy ended",
}
YEAR = timedelta(days=365)
CHANNEL_LETTERS = 19


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The answer as the form holds it; `given` is False while an answer is awaited."""

    given: bool
    method: Method
    on: date
    witness: str = ""


def flowing(*parts: QWidget) -> FlowBox:
    """Widgets beside each other, and under each other where there is no room."""
    box = FlowBox(gap=10)
    for part in parts:
        box.add(part)
    return box


class DayField(QDateEdit):
    """A day, with a calendar to choose it from."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMMM yyyy")
        self.setAccessibleName(name)
        self.setMinimumHeight(FIELD_HEIGHT)

    def day(self) -> date:
        """The day chosen."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Show that day."""
        self.setDate(QDate(day.year, day.month, day.day))


class ConsentFormView(QWidget):
    """All fields in one column. Values in, values out: it neither reads nor writes a vault."""

    changed = Signal()

    def __init__(
        self,
        text: str,
        channels: Iterable[tuple[Channel, str]],
        chosen: Iterable[Channel],
        *,
        today: date,
        explained_by: str = "",
        identity: IdentityKind = IdentityKind.PROFESSIONAL,
        parent: QWidget | None = None,
    ) -> None:
        """`text` is the exact text that the person saw; `channels` those to choose from, with their names."""
        super().__init__(parent)
        self._text, self._today, self._identity = text, today, identity
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._who()
        self._what()
        self._where(channels, set(chosen))
        self._told(explained_by)
        self._freely()
        self._how()
        self._adapt()

    # The six parts

    def _who(self) -> None:
        self._column.addWidget(section("Who"))
        self.kind = QComboBox()
        for kind in SubjectKind:
            self.kind.addItem(kind.label.capitalize(), kind.value)
        self.kind.setAccessibleName("Whose consent it is")
        self.kind.setMinimumHeight(FIELD_HEIGHT)
        self.kind.currentIndexChanged.connect(self._adapt)
        self.code = QLabel()
        self.code.setProperty("role", "code")
        self.members = choice("How many people decide", [(str(n), n) for n in range(2, 31)])
        self.members_field = Field("How many of them decide", self.members, "All of them have to agree.")
        self.basis = line("Why this person may decide", "parental responsibility; next of kin; power of attorney")
        self.basis_field = Field("Someone else decides for them: on what basis?", self.basis)
        self.child_too = Tick("The child was asked too, and agreed")
        self.who = line("Reminder for yourself", "only you will understand it: no name is needed")
        across = QHBoxLayout()
        across.addWidget(Field("Whose consent it is", self.kind), 1)
        across.addWidget(Field("Code", self.code, "A code, never a name."), 1)
        self._column.addLayout(across)
        for part in (self.members_field, self.basis_field, self.child_too):
            self._column.addWidget(part)
        self._column.addWidget(Field("Reminder for yourself (in no document)", self.who))

    def _what(self) -> None:
        self._column.addWidget(section("What they saw"))
        self.seen = QPlainTextEdit(self._text, readOnly=True, tabChangesFocus=True)
        self.seen.setAccessibleName("The exact text that they saw")
        self.seen.setProperty("role", "paper")
        self.seen.setMinimumHeight(120)
        self.seen.setMaximumHeight(220)
        hint = (
            f"Fingerprint {text_hash(self._text)[:12]}. The consent covers these words and no others: change one, "
            "and Considered shows you what changed."
        )
        self._column.addWidget(Field("The exact text, as it stands in your draft", self.seen, hint))
        self.details = line("Details knowingly left in", "age, place of work")
        self._column.addWidget(Field("Identifying details knowingly left in", self.details))

    def _where(self, channels: Iterable[tuple[Channel, str]], chosen: set[Channel]) -> None:
        self._column.addWidget(section("Where it may go, and until when"))
        places = FlowBox(gap=4)
        self.channels: dict[Channel, QCheckBox] = {}
        for channel, name in channels:
            box = QCheckBox(name)
            box.setChecked(channel in chosen)
            box.setMinimumWidth(column_of(box, CHANNEL_LETTERS))
            places.add(box)
            self.channels[channel] = box
        self._column.addWidget(places)
        self.ends = QCheckBox("The consent ends on")
        self.ends.setChecked(True)
        self.expires = DayField("Last day of the consent", self._today + YEAR)
        self.ends.toggled.connect(self.expires.setEnabled)
        self._column.addWidget(flowing(self.ends, self.expires))

    def _told(self, explained_by: str) -> None:
        self._column.addWidget(section("What they were told"))
        self._column.addWidget(prose("Tick what was really said; what is missing is noted in the record.", soft=True))
        self.told = {told: Tick(told.value[:1].upper() + told.value[1:]) for told in Told}
        self._column.addWidget(close_rows(self.told.values()))
        self.explained_by = line("Who explained it", text=explained_by)
        self.language = line("Language it was explained in", text="en-GB")
        across = QHBoxLayout()
        across.addWidget(Field("Who explained it", self.explained_by), 2)
        across.addWidget(Field("Language", self.language), 1)
        self._column.addLayout(across)

    def _freely(self) -> None:
        self._column.addWidget(section("How free they were to say no"))
        self.stage = QComboBox()
        self.stage.addItem("not noted", "")
        for stage, words in STAGES.items():
            self.stage.addItem(words, stage.value)
        self.stage.setAccessibleName("Where the therapy stood when they were asked")
        self.stage.setMinimumHeight(FIELD_HEIGHT)
        self.stage_field = Field("Where the therapy stood when they were asked", self.stage)
        self.asked = DayField("Day they were asked", self._today)
        self.supervised = QCheckBox("Talked over in supervision on")
        self.supervision = DayField("Day of the supervision", self._today)
        self.supervision.setEnabled(False)
        self.supervised.toggled.connect(self.supervision.setEnabled)
        self.bundled = Tick("It was agreed as part of the therapy contract")
        self._column.addWidget(self.stage_field)
        self._column.addWidget(Field("Asked on", self.asked))
        self._column.addWidget(flowing(self.supervised, self.supervision))
        self._column.addWidget(self.bundled)

    def _how(self) -> None:
        self._column.addWidget(section("Their answer"))
        self.agreed = Tick("They have agreed", QRadioButton())
        self.awaited = Tick("They have been asked and are thinking it over", QRadioButton())
        self._answer = QButtonGroup(self)
        for choice_ in (self.agreed, self.awaited):
            self._answer.addButton(choice_.box)
            self._column.addWidget(choice_)
        self.agreed.setChecked(True)
        self.method = QComboBox()
        for method, words in METHODS.items():
            self.method.addItem(words, method.value)
        self.method.setAccessibleName("How they agreed")
        self.method.setMinimumHeight(FIELD_HEIGHT)
        self.decided = DayField("Day they agreed", self._today)
        self.witness = line("Witness", "who was there, by role")
        self.method_field, self.decided_field = Field("How", self.method), Field("When", self.decided)
        self.witness_field = Field("Witness", self.witness, "A spoken consent needs someone who heard it.")
        across = QHBoxLayout()
        across.addWidget(self.method_field, 1)
        across.addWidget(self.decided_field, 1)
        self._column.addLayout(across)
        self._column.addWidget(self.witness_field)
        self._answer.buttonToggled.connect(self._adapt)
        self.method.currentIndexChanged.connect(self._adapt)

    # What shows depends on what was chosen

    def subject(self) -> SubjectKind:
        """Whose consent it is."""
        return SubjectKind(self.kind.currentData())

    def _adapt(self) -> None:
        kind, given = self.subject(), self.agreed.isChecked()
        self.members_field.setVisible(kind is SubjectKind.GROUP)
        self.basis_field.setVisible(kind in (SubjectKind.CHILD, SubjectKind.DIED))
        self.child_too.setVisible(kind is SubjectKind.CHILD)
        self.stage_field.setVisible(kind.cared_for)
        for field in (self.method_field, self.decided_field):
            field.setVisible(given)
        self.witness_field.setVisible(given and self.method.currentData() == Method.RECORDED_VERBAL.value)
        self.changed.emit()

    # Values

    def form(self, code: str, draft_id: str) -> ConsentForm:
        """The form as a value, under the code that the ledger gave."""
        return ConsentForm(
            kind=self.subject(),
            code=code,
            material=Material(text=self._text, details_left=self.details.text().strip()),
            reach=Reach(
                channels=tuple(c for c, box in self.channels.items() if box.isChecked()),
                identity=self._identity,
                expires=self.expires.day() if self.ends.isChecked() else None,
            ),
            parties=self._parties(code),
            informing=Informing(
                told=tuple(t for t, box in self.told.items() if box.isChecked()),
                language=self.language.text().strip() or "en-GB",
                explained_by=self.explained_by.text().strip(),
            ),
            voluntariness=Voluntariness(
                stage=Stage(self.stage.currentData())
                if self.subject().cared_for and self.stage.currentData()
                else None,
                asked_on=self.asked.day(),
                supervision_on=self.supervision.day() if self.supervised.isChecked() else None,
                in_therapy_contract=self.bundled.isChecked(),
            ),
            draft_id=draft_id,
        )

    def _parties(self, code: str) -> tuple[Party, ...]:
        kind, basis = self.subject(), self.basis.text().strip()
        if kind is SubjectKind.GROUP:
            return tuple(Party(code=f"{code}/{n}", role="member") for n in range(1, self.members.currentData() + 1))
        if kind is SubjectKind.CHILD:
            child = (Party(code=code, role="child"),) if self.child_too.isChecked() else ()
            return (Party(code=f"{code}/1", role="parent", basis=basis), *child)
        if kind is SubjectKind.DIED:
            return (Party(code=f"{code}/1", role="relative", basis=basis),)
        return ()

    def private(self) -> Private | None:
        """The author's own reminder, or None when there is none."""
        who = self.who.text().strip()
        return Private(who=who) if who else None

    def decision(self) -> Decided:
        """Their answer."""
        return Decided(
            given=self.agreed.isChecked(),
            method=Method(self.method.currentData()),
            on=self.decided.day(),
            witness=self.witness.text().strip(),
        )

    # Half-filled forms are kept over a lock

    def state(self) -> dict[str, Any]:
        """Everything typed and ticked so far, as JSON-able values (to be kept in the vault, nowhere else)."""
        return {
            "kind": self.kind.currentData(),
            "lines": {name: getattr(self, name).text() for name in _LINES},
            "ticks": {name: getattr(self, name).isChecked() for name in _TICKS},
            "days": {name: getattr(self, name).day().isoformat() for name in _DAYS},
            "choices": {name: getattr(self, name).currentData() for name in _CHOICES},
            "members": self.members.currentData(),
            "channels": [c.value for c, box in self.channels.items() if box.isChecked()],
            "told": [t.name for t, box in self.told.items() if box.isChecked()],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Fill in what `state` gave; anything it does not know stays as it is."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(state.get("kind"))))
        for name, text in state.get("lines", {}).items():
            getattr(self, name).setText(text)
        for name, ticked in state.get("ticks", {}).items():
            getattr(self, name).setChecked(ticked)
        for name, day in state.get("days", {}).items():
            getattr(self, name).set_day(date.fromisoformat(day))
        for name, value in state.get("choices", {}).items():
            box = getattr(self, name)
            box.setCurrentIndex(max(0, box.findData(value)))
        self.members.setCurrentIndex(max(0, self.members.findData(state.get("members", 2))))
        for channel, box in self.channels.items():
            box.setChecked(channel.value in state.get("channels", ()))
        for statement, box in self.told.items():
            box.setChecked(statement.name in state.get("told", ()))


_LINES = ("who", "details", "basis", "explained_by", "language", "witness")
_TICKS = ("ends", "child_too", "supervised", "bundled", "agreed", "awaited")
_DAYS = ("expires", "asked", "supervision", "decided")
_CHOICES = ("stage", "method")


def moment(day: date, today: date) -> datetime:
    """A day as a moment (UTC): now for today, so that the order of things is kept, else noon."""
    if day == today:
        return datetime.now(UTC)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
