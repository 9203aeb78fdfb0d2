"""The social media policy for clients: made from a few choices, read and changed, kept in versions, given and noted."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from composer.practice.client_policy import (
    Choices,
    Given,
    as_text,
    client_policy,
    client_policy_pdf,
    from_text,
)
from composer.wording import plain_date
from ui.desktop.consent_fields import DayField
from ui.desktop.forms import Field, Tick, choice, close_rows, line, prose, section
from ui.desktop.practice_paper import ask_and_save, print_text
from ui.desktop.practice_room import Card, Room, cleared, press, replace_words
from ui.desktop.widgets import FlowBox

POLICY_HEIGHT = 320
TICKS = {
    "posts_about_work": "I post about therapy in general",
    "publishes_material": "I sometimes publish something from the work, with written consent",
    "answers_messages": "I answer messages on platforms, to say how to reach me",
    "searches_clients": "I may look a client up, for a reason of safety only",
}
NEW = 0


class PolicyRoom(Room):
    """The text is edited here; a version is kept when it is good, and a note of giving names the version."""

    title = "Policy for clients"
    intro = (
        "What you do online and what you don't, on a sheet for clients, to be given with the first papers and talked "
        "about (ACAT g). Say what is so for you, read the text, change it, and keep it as a version."
    )
    half = "practice/client-policy"

    def build(self) -> None:
        usual = Choices(on=self.today())
        self.ticks = {name: Tick(words) for name, words in TICKS.items()}
        for name, tick in self.ticks.items():
            tick.setChecked(getattr(usual, name))
        self.reachable = line("How clients reach you", text=usual.reachable)
        self.make_button = press("Make the text from these", self.make)
        self.column.addWidget(section("What is so for you"))
        self.column.addWidget(close_rows(self.ticks.values()))
        self.column.addWidget(Field("How clients reach you", self.reachable))
        self._row(self.make_button)
        self.column.addWidget(section("The policy"))
        self.version = choice("Version", [("Not kept yet", NEW)])
        self.version.currentIndexChanged.connect(self._show_version)
        self.column.addWidget(Field("Version", self.version))
        self.text = QPlainTextEdit(tabChangesFocus=True)
        self.text.setAccessibleName("The policy")
        self.text.setMinimumHeight(POLICY_HEIGHT)
        hint = "Parts are set apart by an empty line; the first line of each is its heading."
        self.column.addWidget(Field("The text", self.text, hint))
        self.keep_button = press("Keep as a version", self.keep, "primary")
        self._row(
            self.keep_button,
            press("Copy", lambda: self.copy(self.text.toPlainText(), public=True)),
            press("Print…", self._print),
            press("Save as PDF…", self._save),
        )
        self._given_part()
        self._unkept = ""
        """What was written, while a version is looked at."""
        self.make()

    def _row(self, *parts: Any) -> None:
        row = FlowBox(gap=8)
        for part in parts:
            row.add(part)
        self.column.addWidget(row)

    def _given_part(self) -> None:
        self.column.addWidget(section("Who has it"))
        self.code = line("Code of the person", "C-014")
        self.on = DayField("Day it was given", self.today())
        self.talked = Tick("We talked about it that day")
        self.given_button = press("Note it as given", self.give)
        self.column.addWidget(Field("Given to", self.code, "A code, never a name."))
        self._row(self.on, self.given_button)
        self.column.addWidget(self.talked)
        self.cards: list[Card] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addLayout(self._list)

    # The text

    def make(self) -> None:
        """A text from the choices, in place of what stands there (undo brings it back)."""
        chosen = {name: tick.isChecked() for name, tick in self.ticks.items()}
        reachable = self.reachable.text().strip() or Choices(on=self.today()).reachable
        made = as_text(client_policy(self.session.identity, Choices(on=self.today(), reachable=reachable, **chosen)))
        replace_words(self.text, made)
        self._made = made

    def keep(self) -> None:
        """Keep what stands there as the next version."""
        before = len(self.session.client_policies.versions())
        sections = from_text(self.text.toPlainText())
        if self.note(lambda: self.session.client_policies.keep(sections, on=self.today()), "Kept."):
            number = len(self.session.client_policies.versions())
            self.say(f"Kept as version {number}." if number > before else f"This is version {number} already.")
            self.version.setCurrentIndex(self.version.findData(number))

    def _show_version(self) -> None:
        """The version chosen; what was written and not kept yet waits under “Not kept yet”, and undo brings it back."""
        self._unkept = self._written() or self._unkept
        number = self.version.currentData()
        if number == NEW and self._unkept:
            replace_words(self.text, self._unkept)
        for version in self.session.client_policies.versions():
            if version.number == number:
                replace_words(self.text, as_text(version.sections))

    def _written(self) -> str:
        """The text as it stands where the person changed it and did not keep it; else nothing."""
        return "" if self._known(self.text.toPlainText()) else self.text.toPlainText()

    def _known(self, text: str) -> bool:
        kept = (version.sections for version in self.session.client_policies.versions())
        return text in ("", self._made) or from_text(text) in kept

    def _print(self) -> None:
        print_text(self, "How I use social media", self.text.toPlainText(), self.say)

    def _save(self) -> None:
        identity, sections, on = self.session.identity, from_text(self.text.toPlainText()), self.today()
        ask_and_save(self, "social media policy.pdf", lambda: client_policy_pdf(identity, sections, on), self.say)

    # Who has it

    def give(self) -> None:
        """Note that somebody was given the text as it stands; it is kept as a version first."""
        sections, policies, on = from_text(self.text.toPlainText()), self.session.client_policies, self.on.day()
        talked = on if self.talked.isChecked() else None
        code = self.code.text().strip()

        def both() -> None:
            with self.session.vault.transaction():
                policies.given(code, policies.keep(sections, on=self.today()).sections, on=on, discussed_on=talked)

        if self.note(both, "Noted as given."):
            self.code.clear()
            self.talked.setChecked(False)

    def discussed(self, note: Given) -> None:
        """Note that it was talked about today."""
        version = self.session.client_policies.version_of(note)
        sections = version.sections if version else from_text(self.text.toPlainText())
        self.note(
            lambda: self.session.client_policies.given(note.code, sections, on=note.on, discussed_on=self.today()),
            "Noted as talked about.",
        )

    def refresh(self) -> None:
        policies = self.session.client_policies
        versions = policies.versions()
        chosen = self.version.currentData()
        self.version.blockSignals(True)
        self.version.clear()
        self.version.addItem("Not kept yet", NEW)
        for version in reversed(versions):
            self.version.addItem(f"Version {version.number}, {plain_date(version.on)}", version.number)
        self.version.setCurrentIndex(max(0, self.version.findData(chosen)))
        self.version.blockSignals(False)
        if versions and not chosen and self.text.toPlainText() == self._made:
            self.version.setCurrentIndex(1)
        cleared(self._list)
        self.cards = []
        given = policies.all()
        if not given:
            self._list.addWidget(prose("Nobody is noted yet as having it.", soft=True))
        for note in given:
            self.cards.append(self._card(note))
            self._list.addWidget(self.cards[-1])

    def _card(self, note: Given) -> Card:
        version = self.session.client_policies.version_of(note)
        card = Card(note.code)
        which = f"version {version.number}" if version else "an earlier wording"
        card.tell(f"Given on {plain_date(note.on)}: {which}.")
        if note.discussed_on:
            card.tell(f"✓ Talked about on {plain_date(note.discussed_on)}.")
        else:
            card.tell("Not talked about yet.")
            card.offer("We talked about it", lambda: self.discussed(note))
            card.column.addWidget(card.buttons)
        return card

    def half_state(self) -> dict[str, Any]:
        waiting = "" if self._known(self._unkept) else self._unkept
        text = self._written() or waiting
        if not (text or self.code.text().strip()):
            return {}
        return {"text": text or self.text.toPlainText(), "code": self.code.text()}

    def take_half(self, kept: dict[str, Any]) -> None:
        self.text.setPlainText(kept["text"])
        self.code.setText(kept["code"])

    def forget(self) -> None:
        self.text.clear()
        self._unkept = ""
        super().forget()
