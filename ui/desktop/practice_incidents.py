"""What happened online: an account in the author's words, steps with their days and who was told, how it ended."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from composer.practice.incidents import CLAUSES, Incident, IncidentKind, Step, incident_pdf, step_line
from composer.wording import plain_date
from ui.desktop.consent_fields import DayField, set_value, value_of
from ui.desktop.forms import Field, Tick, choice, line, prose, section
from ui.desktop.practice_paper import ask_and_save
from ui.desktop.practice_room import Card, Room, clause_labels, cleared, press
from ui.desktop.widgets import FlowBox

ACCOUNT_HEIGHT = 120


class IncidentsRoom(Room):
    """A form to write one down, and a card for each."""

    title = "Incidents"
    intro = (
        "Something happened online that you may be asked about one day: a conversation, a request, a call from the "
        "press. Write down what you saw and did while it is fresh. Use codes and offices, not names."
    )
    half = "practice/incident"

    def build(self) -> None:
        self.new_button = press("Write one down…", self.open_form, "primary")
        row = FlowBox()
        row.add(self.new_button)
        self.column.addWidget(row)
        self.form = self._form()
        self.column.addWidget(self.form)
        self.cards: list[IncidentCard] = []
        self._left: dict[str, dict[str, Any]] = {}
        """What was half typed in a card when the app locked, by incident."""
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.column.addLayout(self._list)

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.kind = choice("What it was", [(kind.label, kind.value) for kind in IncidentKind])
        self.kind.currentIndexChanged.connect(self._tell_clauses)
        self.kind_field = Field("What it was", self.kind, " ")
        self.on = DayField("Day it happened", self.today())
        self.where = line("Where it happened", "platform, telephone, in person")
        self.account = QPlainTextEdit(tabChangesFocus=True)
        self.account.setAccessibleName("What happened")
        self.account.setPlaceholderText("What you saw, heard and did, in order")
        self.account.setMinimumHeight(ACCOUNT_HEIGHT)
        self.keep_button = press("Keep it", self.keep, "primary")
        for part in (
            self.kind_field,
            Field("When", self.on),
            Field("Where", self.where),
            Field("What happened", self.account),
        ):
            column.addWidget(part)
        row = FlowBox(gap=8)
        row.add(self.keep_button)
        row.add(press("Not now", self.close_form, "quiet"))
        column.addWidget(row)
        self._tell_clauses()
        form.hide()
        return form

    def _tell_clauses(self) -> None:
        self.kind_field.hint.setText(clause_labels(CLAUSES[IncidentKind(self.kind.currentData())]))

    def open_form(self, kind: IncidentKind | None = None) -> None:
        """Show the form, perhaps with the kind chosen."""
        if kind is not None:
            self.kind.setCurrentIndex(self.kind.findData(kind.value))
        self.form.show()
        self.new_button.setEnabled(False)
        self.account.setFocus()

    def close_form(self) -> None:
        """Hide the form; what was typed stays in it."""
        self.form.hide()
        self.new_button.setEnabled(True)
        self.new_button.setFocus()

    def keep(self) -> None:
        """Keep the account."""
        kind = IncidentKind(self.kind.currentData())
        words, where, on = self.account.toPlainText(), self.where.text(), self.on.day()
        if on > self.today():
            self.say("This day lies ahead. Correct the day.", "trouble")
            return
        if self.note(lambda: self.session.incidents.open(kind, on=on, platform=where, what=words), "Kept."):
            self.account.clear()
            self.where.clear()
            self.form.hide()
            self.new_button.setEnabled(True)
            if self.cards:
                self.cards[0].step_button.setFocus()

    def refresh(self) -> None:
        halves, self._left = self._left | self._card_halves(), {}
        cleared(self._list)
        self.cards = []
        incidents = self.session.incidents.all()
        if not incidents:
            self._list.addWidget(prose("Nothing is written down yet. May it stay so.", soft=True))
        for incident in incidents:
            card = IncidentCard(incident, self)
            card.take_half(halves.get(incident.id, {}))
            self.cards.append(card)
            self._list.addWidget(card)

    def save_pdf(self, incident: Incident) -> None:
        """Put one incident into a PDF that the author names."""
        identity, on = self.session.identity, self.today()
        ask_and_save(self, "incident.pdf", lambda: incident_pdf(incident, identity, on=on), self.say)

    def _card_halves(self) -> dict[str, dict[str, Any]]:
        return {card.incident.id: half for card in self.cards if (half := card.half())}

    def half_state(self) -> dict[str, Any]:
        halves = self._card_halves()
        cards = {"cards": halves} if halves else {}
        if not (self.account.toPlainText().strip() or self.where.text().strip()):
            return cards
        return cards | {
            "kind": self.kind.currentData(),
            "on": self.on.day().isoformat(),
            "where": self.where.text(),
            "account": self.account.toPlainText(),
        }

    def take_half(self, kept: dict[str, Any]) -> None:
        self._left = kept.get("cards", {})
        if "account" not in kept:
            return
        self.kind.setCurrentIndex(max(0, self.kind.findData(kept["kind"])))
        self.on.set_day(date.fromisoformat(kept["on"]))
        self.where.setText(kept["where"])
        self.account.setPlainText(kept["account"])
        self.form.show()
        self.new_button.setEnabled(False)


class IncidentCard(Card):
    """One incident: what happened, what was done, what is to be done, and how it ended."""

    def __init__(self, incident: Incident, room: IncidentsRoom) -> None:
        sign = "✓" if incident.settled else "○"
        super().__init__(f"{sign} {incident.opened.kind.label}, {plain_date(incident.opened.on)}")
        self.incident, self._room = incident, room
        opened = incident.opened
        self.tell(" · ".join(filter(None, (opened.platform, clause_labels(CLAUSES[opened.kind])))), soft=True)
        self.tell(opened.what)
        self._steps()
        if incident.settled:
            end = incident.settled
            self.tell(f"✓ {plain_date(end.on)}: {end.outcome}. {end.note}".strip())
        self.step_button = self.offer("Add a step…", lambda: self._open(self.step_form, self.what))
        if not incident.settled:
            self.end_button = self.offer("How it ended…", lambda: self._open(self.end_form, self.way))
        self.pdf_button = self.offer("Save as PDF…", lambda: room.save_pdf(incident), "quiet")
        self.column.addWidget(self.buttons)
        self.step_form = self._step_form()
        self.end_form = self._end_form()
        for form in (self.step_form, self.end_form):
            form.hide()
            self.column.addWidget(form)
        self._fields: dict[str, QWidget] = {
            "what": self.what, "told": self.told, "on": self.on, "ahead": self.ahead,
            "way": self.way, "end_note": self.end_note,
        }  # fmt: skip

    def half(self) -> dict[str, Any]:
        """What is typed in its forms and not kept yet; empty where no word is."""
        typed = any(edit.text().strip() for edit in (self.what, self.told, self.end_note))
        return {name: value_of(field) for name, field in self._fields.items()} if typed else {}

    def take_half(self, kept: dict[str, Any]) -> None:
        """Fill in what `half` gave, and show the form that it was typed in."""
        for name, field in self._fields.items():
            if name in kept:
                set_value(field, kept[name])
        self.step_form.setVisible(bool(self.what.text().strip() or self.told.text().strip()))
        self.end_form.setVisible(bool(self.end_note.text().strip()))

    def _steps(self) -> None:
        if self.incident.steps:
            self.column.addWidget(section("What was done, and is to be done"))
        self.done_buttons = []
        for step in self.incident.steps:
            self.tell(f"{'○' if step.waiting else '✓'} {step_line(step)}")
            if step.waiting:
                button = press("It is done", partial(self._step_done, step))
                button.setAccessibleDescription(step_line(step))
                self.done_buttons.append(button)
                row = FlowBox()
                row.add(button)
                self.column.addWidget(row)

    def _step_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        today = self._room.today()
        self.what = line("What was done or is to be done", "took screenshots; rang the insurer")
        self.told = line("Who was told, by role or office", "supervisor, insurer, the association")
        self.on = DayField("Day", today)
        self.ahead = Tick("It is still to be done, by that day")
        self.keep_step = press("Keep the step", self._keep_step)
        for part in (Field("What", self.what), Field("Who was told", self.told, "Leave empty for nobody.")):
            column.addWidget(part)
        column.addWidget(Field("Day", self.on))
        column.addWidget(self.ahead)
        row = FlowBox()
        row.add(self.keep_step)
        column.addWidget(row)
        return form

    def _end_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.way = choice("How it ended", [(way[:1].upper() + way[1:], way) for way in self.incident.ways])
        self.end_note = line("Note on how it ended", "if something is to be remembered")
        self.keep_end = press("Keep it", self._keep_end)
        column.addWidget(Field("How it ended", self.way, "These are the ways that the policies name."))
        column.addWidget(Field("Note", self.end_note))
        row = FlowBox()
        row.add(self.keep_end)
        column.addWidget(row)
        return form

    def _open(self, form: QWidget, first: QWidget) -> None:
        form.show()
        first.setFocus()

    def _keep_step(self) -> None:
        day, today = self.on.day(), self._room.today()
        ahead = self.ahead.isChecked()
        if not ahead and day > today:
            self._room.say("This day lies ahead. Tick that it is still to be done, or correct the day.", "trouble")
            return

        def step() -> None:
            self._room.session.incidents.step(
                self.incident.id,
                self.what.text(),
                on=today if ahead else day,
                told=self.told.text(),
                due=day if ahead else None,
            )
            self.what.clear()
            self.told.clear()

        self._room.note(step, "The step is kept.")

    def _step_done(self, step: Step) -> None:
        room = self._room
        room.note(
            lambda: room.session.incidents.step_done(self.incident.id, step.id, on=room.today()), "Noted as done."
        )

    def _keep_end(self) -> None:
        room = self._room

        def settle() -> None:
            room.session.incidents.settle(
                self.incident.id, str(self.way.currentData()), on=room.today(), note=self.end_note.text().strip()
            )
            self.end_note.clear()

        room.note(settle, "Kept how it ended.")
