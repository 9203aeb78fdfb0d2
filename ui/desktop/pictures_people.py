"""Who can be seen or known in a picture, and by what permission (MIP N4, ACAT b and c)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from composer.consent.record import ConsentRecord, SubjectKind
from composer.publish.post import MUST_AGREE, Picture, Pictured, lacks_permission
from ui.desktop.forms import Field, Tick, choice, line, prose
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, button, text

FACES = (
    "Can anyone be known in it: by a face, a hand or a voice, a name on a badge or a door, handwriting, a room that "
    "only they would know? Considered does not look for faces: you know who was there."
)
KINDS = (
    (SubjectKind.CLIENT, "A client"),
    (SubjectKind.FORMER_CLIENT, "A former client"),
    (SubjectKind.GROUP, "A couple, a family or a group in your care"),
    (SubjectKind.CHILD, "A child"),
    (SubjectKind.CARER, "A carer or parent"),
    (SubjectKind.TRAINEE, "A trainee"),
    (SubjectKind.SUPERVISEE, "A supervisee"),
    (SubjectKind.COLLEAGUE, "A colleague"),
    (SubjectKind.SERVICE, "A service or organisation"),
    (SubjectKind.DIED, "A person who has died"),
    (SubjectKind.PICTURED, "Somebody else"),
)
WORDS = "words"


class PersonRow(QFrame):
    """One person: what they are to the author, and by what permission they are shown."""

    changed = Signal()
    dropped = Signal(object)
    consent_wanted = Signal(object)
    """The `SubjectKind` whose consent is to be recorded."""

    def __init__(self, person: Pictured, consents: Sequence[ConsentRecord]) -> None:
        super().__init__()
        self._consents = consents
        set_role(self, "card")
        self.kind = choice("Who is in the picture", [(words, k.value) for k, words in KINDS], person.kind.value)
        self.by = choice("By what permission", [])
        self.words = line("Their permission in your words", "said yes on 3 May; a public event", person.permission)
        self.ask = button("Record their consent…", pressed=self._ask)
        self.drop = button("Not in it", "quiet", name="This person is not in the picture", pressed=self._drop)
        self.lack = text("", "caution")
        buttons = FlowBox(gap=8)
        for each in (self.ask, self.drop):
            buttons.add(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 10, 13, 10)
        column.addWidget(Field("Who", self.kind))
        self._by_field, self._words_field = Field("By what permission", self.by), Field("In your words", self.words)
        for part in (self._by_field, self._words_field, self.lack, buttons):
            column.addWidget(part)
        self._offer(person.consent_id, bool(person.permission))
        self.kind.currentIndexChanged.connect(lambda: self._offer("", False))
        self.by.currentIndexChanged.connect(self._adapt)
        self.words.textChanged.connect(self._adapt)

    def person(self) -> Pictured:
        """As it stands now."""
        chosen = str(self.by.currentData() or "")
        in_words = chosen == WORDS
        return Pictured(
            kind=SubjectKind(self.kind.currentData()),
            consent_id="" if in_words else chosen,
            permission=self.words.text().strip() if in_words else "",
        )

    def _offer(self, chosen: str, in_words: bool) -> None:
        kind = SubjectKind(self.kind.currentData())
        options = [("No permission yet", "")] if kind in MUST_AGREE else [("None is needed", "")]
        options += [(f"Consent {r.code}: {r.state.label}", r.id) for r in self._consents if r.kind is kind]
        if not kind.cared_for:
            options.append(("Asked, in your words", WORDS))
        self.by.blockSignals(True)
        self.by.clear()
        for words, value in options:
            self.by.addItem(words, value)
        self.by.setCurrentIndex(max(0, self.by.findData(WORDS if in_words else chosen)))
        self.by.blockSignals(False)
        self._adapt()

    def _adapt(self) -> None:
        person = self.person()
        self._words_field.setVisible(self.by.currentData() == WORDS)
        self.ask.setVisible(person.kind in MUST_AGREE and not person.consent_id and self.by.currentData() != WORDS)
        self.lack.setText(_lack(person))
        self.lack.setVisible(bool(self.lack.text()))
        self.changed.emit()

    def _ask(self) -> None:
        self.consent_wanted.emit(self.person().kind)

    def _drop(self) -> None:
        self.dropped.emit(self)


def _lack(person: Pictured) -> str:
    if not lacks_permission(person):
        return ""
    if person.kind.cared_for:
        return "◆ Needs their recorded consent to this picture and text (ACAT b, MIP N4)."
    return "◆ Needs their permission: a consent, or in your words how they agreed (MIP N4, ACAT c)."


class PeoplePart(QWidget):
    """The plain question, its two answers, and the people."""

    changed = Signal()
    consent_wanted = Signal(object)

    def __init__(self, picture: Picture, consents: Iterable[ConsentRecord]) -> None:
        super().__init__()
        self._consents = tuple(consents)
        self.rows: list[PersonRow] = []
        self.nobody = Tick("Nobody: a place, a thing, words, or my own work", QRadioButton())
        self.somebody = Tick("Somebody can be seen or known in it", QRadioButton())
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(prose(FACES))
        for answer in (self.nobody, self.somebody):
            self._group.addButton(answer.box)
            self._column.addWidget(answer)
        self.add_button = button("Add a person", pressed=self._add_one)
        holder = QWidget()
        self._people = QVBoxLayout(holder)
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        self._people.addLayout(row)
        self._holder = holder
        self._column.addWidget(holder)
        if picture.people_asked:
            (self.somebody if picture.people else self.nobody).setChecked(True)
        for person in picture.people:
            self._add(person)
        self._holder.setVisible(self.somebody.isChecked())
        self._group.buttonToggled.connect(self._answered)

    def asked(self) -> bool:
        """Whether the question is answered: nobody, or at least one person named."""
        return self.nobody.isChecked() or (self.somebody.isChecked() and bool(self.rows))

    def people(self) -> tuple[Pictured, ...]:
        """The people as they stand now."""
        return tuple(row.person() for row in self.rows) if self.somebody.isChecked() else ()

    def _answered(self) -> None:
        self._holder.setVisible(self.somebody.isChecked())
        if self.somebody.isChecked() and not self.rows:
            self._add_one()
        self.changed.emit()

    def _add_one(self) -> None:
        self._add(Pictured(kind=SubjectKind.CLIENT))
        self.rows[-1].kind.setFocus()
        self.changed.emit()

    def _add(self, person: Pictured) -> None:
        row = PersonRow(person, self._consents)
        row.changed.connect(self.changed)
        row.consent_wanted.connect(self.consent_wanted)
        row.dropped.connect(self._dropped)
        self.rows.append(row)
        self._people.insertWidget(len(self.rows) - 1, row)
        row.show()

    def _dropped(self, row: object) -> None:
        assert isinstance(row, PersonRow)
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus()
        self.changed.emit()
