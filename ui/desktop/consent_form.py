"""The form of one consent: who, to which exact words, where, told what, free how, agreed when and how.

Progressive: what most people need not touch is folded away, and what the kind of person makes needless is not shown.
Field by field after the list that a good consent record must hold; each part is a file of its own beside this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from composer.consent import warn
from composer.consent.record import ConsentForm, ConsentRecord, Method, Private, SubjectKind
from rules.report import Channel, IdentityKind
from ui.desktop.consent_fields import METHODS, STAGES, DayField, Part, flowing, moment
from ui.desktop.consent_told import AnswerPart, FreePart, PrivatePart, ToldPart, told_from
from ui.desktop.consent_what import WhatPart, WherePart
from ui.desktop.consent_who import Codes, WhoPart
from ui.desktop.forms import Notice

__all__ = ["METHODS", "STAGES", "ConsentFormView", "DayField", "Decided", "flowing", "moment"]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The answer as the form holds it; `given` is False while an answer is awaited."""

    given: bool
    method: Method
    on: date
    witness: str = ""


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
        codes: Codes,
        explained_by: str = "",
        account: str = "",
        pictures: Iterable[tuple[str, str]] = (),
        identity: IdentityKind = IdentityKind.PROFESSIONAL,
        parent: QWidget | None = None,
    ) -> None:
        """`text` is the exact text that the person saw; `channels` those to choose from, with their names."""
        super().__init__(parent)
        self._today, self._identity = today, identity
        self.whom, self.what = WhoPart(codes), WhatPart(text, pictures)
        self.where = WherePart(channels, chosen, today, account=account)
        self.informed, self.free = ToldPart(explained_by), FreePart(today)
        self.answer, self.private_notes = AnswerPart(today), PrivatePart()
        self.parts: tuple[Part, ...] = (
            self.whom, self.what, self.where, self.informed, self.free, self.answer, self.private_notes,
        )  # fmt: skip
        self.warnings = Notice()
        self.warnings.setAccessibleName("Worth a thought before you record it")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in self.parts:
            column.addWidget(part)
            part.changed.connect(self._adapt)
        column.insertWidget(self.parts.index(self.answer) + 1, self.warnings)
        self._name_fields()
        self._adapt()

    def _name_fields(self) -> None:
        """The fields that others reach for by name."""
        self.kind, self.who, self.seen = self.whom.kind, self.private_notes.who, self.what.seen
        self.members, self.basis, self.child_too = self.whom.members, self.whom.basis, self.whom.child_too
        self.details, self.told, self.channels = self.what.details, self.informed.told, self.where.channels
        self.ends, self.expires = self.where.ends, self.where.expires
        self.explained_by, self.language = self.informed.explained_by, self.informed.language
        self.stage, self.asked, self.bundled = self.free.stage, self.free.asked, self.free.bundled
        self.supervised, self.supervision = self.free.supervised, self.free.supervision
        self.agreed, self.awaited, self.method = self.answer.agreed, self.answer.awaited, self.answer.method
        self.decided, self.witness = self.answer.decided, self.answer.witness

    # What shows depends on what was chosen

    def subject(self) -> SubjectKind:
        """Whose consent it is."""
        return self.whom.subject()

    def code(self) -> str:
        """The code it will stand under."""
        return self.whom.chosen_code()

    def _adapt(self) -> None:
        self.free.adapt(self.subject())
        self.answer.adapt()
        self._warn()
        self.changed.emit()

    def _warn(self) -> None:
        """What a careful colleague would remark on, before it is recorded. It stops nothing."""
        decision, asked = self.decision(), moment(self.free.asked.day(), self._today)
        decided = moment(decision.on, self._today) if decision.given else None
        remarks = warn.before(self.form(self.code(), ""), min(asked, decided or asked), decided)
        lines = "\n".join(f"· {remark}" for remark in remarks)
        self.warnings.say(f"Worth a thought before you record it:\n{lines}" if remarks else "", "caution")

    # Values

    def form(self, code: str, draft_id: str) -> ConsentForm:
        """The form as a value, under that code."""
        kind = self.subject()
        return ConsentForm(
            kind=kind,
            code=code,
            material=self.what.material(),
            reach=self.where.reach(self._identity, exact_only=self.what.exact_only()),
            parties=self.whom.parties(),
            informing=self.informed.informing(),
            voluntariness=self.free.voluntariness(kind),
            draft_id=draft_id,
            impact_assessment=self.free.assessment.text().strip(),
        )

    def private(self) -> Private | None:
        """The author's own notes, or None when there are none."""
        return self.private_notes.private()

    def decision(self) -> Decided:
        """Their answer."""
        return Decided(
            given=self.agreed.isChecked(),
            method=Method(self.method.currentData()),
            on=self.decided.day(),
            witness=self.witness.text().strip(),
        )

    def ask_again(self, record: ConsentRecord, notes: Private) -> None:
        """Fill in what is known of the person from an earlier record: nothing is asked twice."""
        self.whom.take(record)
        self.what.take(record)
        self.where.take(record)
        told_from(record, self.informed)
        self.private_notes.take(notes)
        self.awaited.setChecked(True)

    # Half-filled forms are kept over a lock

    def fields(self) -> dict[str, QWidget]:
        """Every field whose value is kept (in the vault, nowhere else), by name; the kind of person before the code."""
        return {name: field for part in self.parts for name, field in part.fields.items()}
