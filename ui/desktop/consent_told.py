"""The last parts of the consent form: what they were told, how free they were, their answer, notes for you alone."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
)

from composer.consent.record import ConsentRecord, Informing, Method, Private, Stage, SubjectKind, Told, Voluntariness
from composer.consent.sheet import VERSION, sheet_hash
from ui.desktop.consent_fields import METHODS, STAGES, DayField, More, Part, flowing, paragraphs
from ui.desktop.forms import FIELD_HEIGHT, Field, Tick, choice, close_rows, line, prose, section, steady

BUNDLED = (
    "Agreement to publish has to be asked for apart from the agreement about therapy, or it does not bind "
    "(UK GDPR Art. 7(2), 7(4)). Considered will not record it: ask on a separate form, on another day."
)


class ToldPart(Part):
    """What was really said; the information sheet says all of it, so one tick can stand for all."""

    sheet: Tick
    explained_by: QLineEdit
    language: QLineEdit
    route: QLineEdit

    def __init__(self, explained_by: str) -> None:
        super().__init__()
        self.told = {told: Tick(told.value[:1].upper() + told.value[1:]) for told in Told}
        self.keep(
            sheet=Tick(f"They were given the information sheet ({VERSION}), which says all of this"),
            explained_by=line("Who explained it", text=explained_by),
            language=line("Language it was explained in", text="en-GB"),
            route=line("How they can take it back", text=Informing().withdrawal_route),
        )
        self.keep(**{f"told_{told.name.lower()}": tick for told, tick in self.told.items()})
        self.sheet.toggled.connect(self._all_told)
        across = QHBoxLayout()
        across.addWidget(Field("Who explained it", self.explained_by), 2)
        across.addWidget(Field("Language", self.language), 1)
        self.add(
            section("What they were told"),
            prose("Tick what was really said; what is missing is noted in the record.", soft=True),
            self.sheet,
            close_rows(self.told.values()),
        )
        self.column.addLayout(across)
        self.add(More("How they can take it back", Field("How they can take it back", self.route)))

    def _all_told(self, given: bool) -> None:
        for tick in self.told.values():
            tick.setChecked(given or tick.isChecked())

    def informing(self) -> Informing:
        """What they were told, by whom, in which language."""
        given = self.sheet.isChecked()
        return Informing(
            told=tuple(told for told, tick in self.told.items() if tick.isChecked()),
            sheet_version=VERSION if given else "",
            sheet_hash=sheet_hash() if given else "",
            language=self.language.text().strip() or "en-GB",
            explained_by=self.explained_by.text().strip(),
            withdrawal_route=self.route.text().strip() or Informing().withdrawal_route,
        )


class FreePart(Part):
    """What shows that they were free to say no."""

    stage: QComboBox
    months: QSpinBox
    asked: DayField
    supervised: QCheckBox
    supervision: DayField
    raised_by: QComboBox
    incentive: QLineEdit
    assessment: QLineEdit
    bundled: Tick

    def __init__(self, today: date) -> None:
        super().__init__()
        stages = [("not noted", ""), *((words, stage.value) for stage, words in STAGES.items())]
        who = [("not noted", ""), ("I did", "author"), ("They did", "person")]
        months = steady(QSpinBox(minimum=0, maximum=600, suffix=" months"))
        months.setAccessibleName("Months since the therapy ended")
        months.setMinimumHeight(FIELD_HEIGHT)
        self.keep(
            stage=choice("Where the therapy stood when they were asked", stages),
            months=months,
            asked=DayField("Day they were asked", today),
            supervised=QCheckBox("Talked over in supervision on"),
            supervision=DayField("Day of the supervision", today),
            raised_by=choice("Who raised it first", who),
            incentive=line("What was offered in return", "nothing"),
            assessment=line("Impact assessment, by its reference", "only where one was made (UK GDPR Art. 35)"),
            bundled=Tick("It was agreed as part of the therapy contract"),
        )
        self._stage = Field("Where the therapy stood when they were asked", self.stage)
        self._months = Field("How long since it ended", self.months)
        self.supervision.setEnabled(False)
        self.supervised.toggled.connect(self.supervision.setEnabled)
        self.reason = prose(f"✕ {BUNDLED}")
        self.reason.setProperty("role", "trouble")
        self.reason.hide()
        self.bundled.toggled.connect(self.reason.setVisible)
        self.add(
            section("How free they were to say no"),
            self._stage,
            self._months,
            Field("Asked on", self.asked),
            flowing(self.supervised, self.supervision),
            self.bundled,
            self.reason,
            More(
                "Who raised it, what was offered",
                Field("Who raised it first", self.raised_by),
                Field("What was offered in return", self.incentive, "Empty: nothing."),
                Field("Impact assessment, by its reference", self.assessment),
            ),
        )

    def adapt(self, kind: SubjectKind) -> None:
        """Ask about therapy only where there was one."""
        self._stage.setVisible(kind.cared_for)
        self._months.setVisible(kind.cared_for and self.stage.currentData() == Stage.ENDED.value)

    def voluntariness(self, kind: SubjectKind) -> Voluntariness:
        """What shows that they were free."""
        stage = Stage(self.stage.currentData()) if kind.cared_for and self.stage.currentData() else None
        return Voluntariness(
            stage=stage,
            months_since_end=self.months.value() if stage is Stage.ENDED else None,
            raised_by=str(self.raised_by.currentData() or ""),
            incentive=self.incentive.text().strip(),
            asked_on=self.asked.day(),
            supervision_on=self.supervision.day() if self.supervised.isChecked() else None,
            in_therapy_contract=self.bundled.isChecked(),
        )


class AnswerPart(Part):
    """Asked and thinking, or agreed: how, when, before whom."""

    agreed: Tick
    awaited: Tick
    method: QComboBox
    decided: DayField
    witness: QLineEdit

    def __init__(self, today: date) -> None:
        super().__init__()
        self.keep(
            agreed=Tick("They have agreed", QRadioButton()),
            awaited=Tick("They have been asked and are thinking it over", QRadioButton()),
            method=choice("How they agreed", [(words, method.value) for method, words in METHODS.items()]),
            decided=DayField("Day they agreed", today),
            witness=line("Witness", "who was there, by role"),
        )
        self._group = QButtonGroup(self)
        for tick in (self.agreed, self.awaited):
            self._group.addButton(tick.box)
        self.agreed.setChecked(True)
        self._method, self._decided = Field("How", self.method), Field("When", self.decided)
        self._witness = Field("Witness", self.witness, "A spoken consent needs someone who heard it, or a recording.")
        across = QHBoxLayout()
        across.addWidget(self._method, 1)
        across.addWidget(self._decided, 1)
        self.add(section("Their answer"), self.agreed, self.awaited)
        self.column.addLayout(across)
        self.add(self._witness)

    def adapt(self) -> None:
        """How and when only once there is an answer."""
        given = self.agreed.isChecked()
        for field in (self._method, self._decided):
            field.setVisible(given)
        self._witness.setVisible(given and self.method.currentData() == Method.RECORDED_VERBAL.value)


class PrivatePart(Part):
    """Notes for the author alone: kept apart from the record, in no document, never outside this vault."""

    who: QLineEdit
    transference: QPlainTextEdit
    power: QPlainTextEdit
    supervision_note: QPlainTextEdit

    def __init__(self) -> None:
        super().__init__()
        self.keep(
            who=line("Reminder for yourself", "only you will understand it: no name is needed"),
            transference=paragraphs("Transference and countertransference", "what being asked may mean to them"),
            power=paragraphs("Power between you", "who depends on whom, and for what"),
            supervision_note=paragraphs("What supervision said", "in a few words"),
        )
        self.add(
            section("For you alone"),
            prose("Kept apart from the record and in no document; these notes never leave this vault.", soft=True),
            Field("Who this is, in your own shorthand", self.who),
        )
        self._more = More(
            "Transference, power, supervision",
            Field("Transference and countertransference", self.transference),
            Field("Power between you", self.power),
            Field("What supervision said", self.supervision_note),
        )
        self.add(self._more)

    def unfold(self) -> None:
        """Show every note."""
        self._more.button.setChecked(True)

    def private(self) -> Private | None:
        """The notes, or None when there are none."""
        notes = Private(
            who=self.who.text().strip(),
            transference=self.transference.toPlainText().strip(),
            power=self.power.toPlainText().strip(),
            supervision=self.supervision_note.toPlainText().strip(),
        )
        return None if notes == Private() else notes

    def take(self, notes: Private) -> None:
        """Notes kept before."""
        self.who.setText(notes.who)
        for box, words in (
            (self.transference, notes.transference),
            (self.power, notes.power),
            (self.supervision_note, notes.supervision),
        ):
            box.setPlainText(words)


def told_from(record: ConsentRecord, part: ToldPart) -> None:
    """The language and the way back of an earlier record; what was told has to be told again."""
    part.language.setText(record.form.informing.language)
    part.route.setText(record.form.informing.withdrawal_route)
