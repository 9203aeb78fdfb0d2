"""First part of the consent form: whose consent it is, under which code, and who decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QComboBox, QLineEdit

from composer.consent.record import ConsentRecord, Party, SubjectKind
from ui.desktop.consent_fields import Part
from ui.desktop.forms import FIELD_HEIGHT, Field, Tick, choice, line, section, steady

MOST_MEMBERS = 30
SOMEONE_NEW = "new"
"""Chosen instead of a code: the next free one may be another by the time a half-filled form comes back."""
ABLE = "able to decide for themself"
_CHILD, _GROUP, _DIED, _SERVICE = SubjectKind.CHILD, SubjectKind.GROUP, SubjectKind.DIED, SubjectKind.SERVICE
_BASIS = {
    _CHILD: ("What gives them the right to decide", "parental responsibility; guardian by court order"),
    _DIED: ("Who the relative is to the person who died", "daughter; next of kin; executor"),
    _SERVICE: ("Why this person may sign for the service", "manager; head of the service"),
}
_OTHER_BASIS = ("On what basis they decide", "lasting power of attorney; deputy of the court")
Codes = Callable[[SubjectKind], tuple[str, Iterable[str]]]
"""The next free code of a kind, and the codes that people of that kind have already."""


class WhoPart(Part):
    """Kind, code, deciders. A code, never a name; what shows depends on the kind."""

    kind: QComboBox
    person: QComboBox
    members: QComboBox
    parents: QComboBox
    decides: QComboBox
    basis: QLineEdit
    child_too: Tick
    able: Tick

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes
        self.add(section("Who"))
        self._fields()
        self.kind.currentIndexChanged.connect(self._fill_people)
        self._fill_people()
        self.adapt()
        self.changed.connect(self.adapt)

    def _fields(self) -> None:
        kind = steady(QComboBox())
        for each in SubjectKind:
            kind.addItem(each.label.capitalize(), each.value)
        kind.setAccessibleName("Whose consent it is")
        kind.setMinimumHeight(FIELD_HEIGHT)
        people = choice("Under which code", ())
        decides = choice("Who decides", [("They decide for themself", "self"), ("Someone decides for them", "other")])
        self.keep(
            kind=kind,
            person=people,
            members=choice("How many people decide", [(str(n), n) for n in range(2, MOST_MEMBERS + 1)]),
            parents=choice("How many parents or guardians decide", [("One", 1), ("Two", 2)]),
            decides=decides,
            basis=line("Why this person may decide"),
            child_too=Tick("The child can understand it, and is asked too"),
            able=Tick("Nothing spoke against their being able to decide (capacity)"),
        )
        self._members = Field("How many of them decide", self.members, "All of them have to agree; one no is a no.")
        self._parents = Field("How many parents or guardians decide", self.parents)
        self._decides = Field("Who decides", self.decides)
        self._basis = Field("Why this person may decide", self.basis)
        self.add(
            Field("Whose consent it is", self.kind),
            Field("Under which code", self.person, "A code, never a name. It stands on every list in place of one."),
            self._members,
            self._parents,
            self._decides,
            self._basis,
            self.child_too,
            self.able,
        )

    def subject(self) -> SubjectKind:
        """Whose consent it is."""
        return SubjectKind(self.kind.currentData())

    def chosen_code(self) -> str:
        """The code: the next free one, or that of someone asked before."""
        chosen = str(self.person.currentData())
        return self._free if chosen == SOMEONE_NEW else chosen

    def _fill_people(self) -> None:
        kind = self.subject()
        self._free, known = self._codes(kind)
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem(f"{self._free}, someone new", SOMEONE_NEW)
        for code in known:
            self.person.addItem(f"{code}, asked before", code)
        self.person.blockSignals(False)
        self.changed.emit()

    def adapt(self) -> None:
        """Show what the kind asks for."""
        kind = self.subject()
        other = self.decides.currentData() == "other"
        alone = kind not in (_GROUP, _CHILD, _DIED, _SERVICE)
        self._members.setVisible(kind is _GROUP)
        self._parents.setVisible(kind is _CHILD)
        self.child_too.setVisible(kind is _CHILD)
        self._decides.setVisible(alone)
        self._basis.setVisible(kind in _BASIS or (alone and other))
        self.able.setVisible(kind is _GROUP or (alone and not other))
        label, example = _BASIS.get(kind, _OTHER_BASIS)
        self._basis.label.setText(label)
        self.basis.setPlaceholderText(example)
        self.basis.setAccessibleName(label)

    def parties(self) -> tuple[Party, ...]:
        """Everyone whose answer counts; empty where the person alone decides and nothing more is said of it."""
        kind, code = self.subject(), self.chosen_code()
        basis = self.basis.text().strip()
        able = ABLE if self.able.isChecked() else ""
        if kind is _GROUP:
            numbers = range(1, int(self.members.currentData()) + 1)
            return tuple(Party(code=f"{code}/{n}", role="member", basis=able) for n in numbers)
        if kind is _CHILD:
            numbers = range(1, int(self.parents.currentData()) + 1)
            parents = tuple(Party(code=f"{code}/{n}", role="parent", basis=basis) for n in numbers)
            return (*parents, Party(code=code, role="child")) if self.child_too.isChecked() else parents
        if kind is _DIED:
            return (Party(code=f"{code}/1", role="relative", basis=basis),)
        if kind is _SERVICE:
            return (Party(code=code, role="signs-for-service", basis=basis),)
        if self.decides.currentData() == "other":
            return (Party(code=f"{code}/1", role="attorney", basis=basis),)
        return (Party(code=code, basis=able),)

    def take(self, record: ConsentRecord) -> None:
        """The person of an earlier record is asked again."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(record.kind.value)))
        self.person.setCurrentIndex(max(0, self.person.findData(record.code)))
        roles = [p.role for p in record.parties]
        self.members.setCurrentIndex(max(0, self.members.findData(roles.count("member"))))
        self.parents.setCurrentIndex(max(0, self.parents.findData(roles.count("parent"))))
        self.child_too.setChecked("child" in roles)
        self.decides.setCurrentIndex(max(0, self.decides.findData("other" if "attorney" in roles else "self")))
        basis = next((p.basis for p in record.parties if p.basis), "")
        self.able.setChecked(basis == ABLE)
        self.basis.setText("" if basis == ABLE else basis)
