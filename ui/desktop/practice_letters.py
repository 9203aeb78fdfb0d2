"""Letters that the policies ask for: filled in, read over, copied or printed. Nothing is sent from here."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout

from composer.practice.letters import all_letters, letter, letter_pdf, written
from composer.wording import plain_date
from ui.desktop.consent_fields import DayField
from ui.desktop.forms import Field, choice, line, prose, section
from ui.desktop.practice_paper import ask_and_save, print_text
from ui.desktop.practice_room import Room, clause_labels, cleared, press, replace_words, shelf
from ui.desktop.widgets import FlowBox

WAYS = (("by post", "post"), ("by e-mail", "e-mail"), ("by hand", "by hand"))
LETTER_HEIGHT = 300


class LettersRoom(Room):
    """A letter is chosen, its blanks are filled, and the text may be changed by hand before it goes."""

    title = "Letters"
    intro = (
        "Letters for what should not be answered on a platform. Choose one, fill it in, change what you like; then "
        "copy, print or save it. Considered sends nothing."
    )
    half = "practice/letter"

    def build(self) -> None:
        self.which = choice("Letter", [(one.title, one.id) for one in all_letters()])
        self.which.currentIndexChanged.connect(self._chosen)
        self.column.addWidget(Field("Letter", self.which))
        self.when = prose("")
        self.why = prose("", soft=True)
        self.column.addWidget(self.when)
        self.column.addWidget(self.why)
        self.blanks: dict[str, QLineEdit] = {}
        self._blanks = QVBoxLayout()
        self._blanks.setSpacing(8)
        self.column.addLayout(self._blanks)
        self.text = QPlainTextEdit(tabChangesFocus=True)
        self.text.setAccessibleName("The letter")
        self.text.setMinimumHeight(LETTER_HEIGHT)
        self.text.textChanged.connect(self._edited)
        self.column.addWidget(Field("The letter", self.text, "What is still missing stands in [square brackets]."))
        self.anew = press("Fill it in anew", lambda: self._fill(undoable=True), "quiet")
        self.copy_button = press("Copy", self._copy, "primary")
        self.print_button = press("Print…", lambda: print_text(self, "Letter", self.text.toPlainText(), self.say))
        self.pdf_button = press("Save as PDF…", self.save_pdf)
        row = FlowBox(gap=8)
        for part in (self.copy_button, self.print_button, self.pdf_button, self.anew):
            row.add(part)
        self.column.addWidget(row)
        self._sent_part()
        self._filling, self._by_hand = False, False
        self._shown = ""
        self._others: dict[str, dict[str, Any]] = {}
        """What was typed into letters that are not in view, by letter."""
        self._chosen()

    def _sent_part(self) -> None:
        self.column.addWidget(section("When it has gone out"))
        self.to = line("To whom it went, as a code or an office", "C-003, or the association's office")
        self.how = choice("How it went", WAYS)
        self.on = DayField("Day it went", self.today())
        self.sent_button = press("Note it as sent", self._sent)
        self.column.addWidget(Field("To whom", self.to, "A code or an office: no name is kept in this list."))
        row = FlowBox(gap=10)
        for part in (self.how, self.on, self.sent_button):
            row.add(part)
        self.column.addWidget(row)
        self._history = QVBoxLayout()
        self.column.addLayout(self._history)

    def chosen(self) -> str:
        """Id of the letter in view."""
        return str(self.which.currentData())

    def choose(self, letter_id: str) -> None:
        """Turn to a letter."""
        self.which.setCurrentIndex(max(0, self.which.findData(letter_id)))

    def _chosen(self) -> None:
        if self._shown and (typed := self._typed()):
            self._others[self._shown] = typed
        self._shown = self.chosen()
        one = letter(self._shown)
        self.when.setText(one.when)
        self.why.setText(" ".join(filter(None, (f"{clause_labels(one.clauses)}.", _contact(one.contact)))))
        cleared(self._blanks)
        self.blanks = {}
        for name, hint in one.blanks.items():
            edit = line(hint[:1].upper() + hint[1:])
            edit.textChanged.connect(self._blank_changed)
            self.blanks[name] = edit
            self._blanks.addWidget(Field(hint[:1].upper() + hint[1:], edit))
        self._fill()
        self._take(self._others.pop(self._shown, {}))

    def _blank_changed(self) -> None:
        if not self._by_hand:
            self._fill()

    def _fill(self, *, undoable: bool = False) -> None:
        typed = {name: edit.text().strip() for name, edit in self.blanks.items()}
        words = written(self.chosen(), self.session.identity, on=self.today(), **typed)
        self._filling = True
        if undoable:
            replace_words(self.text, words)
        else:
            self.text.setPlainText(words)
        self._filling, self._by_hand = False, False
        self.anew.setEnabled(False)

    def _edited(self) -> None:
        if not self._filling:
            self._by_hand = True
            self.anew.setEnabled(True)

    def save_pdf(self) -> None:
        """Ask where, and write the letter as it stands. The suggested name is the same for every letter."""
        words = self.text.toPlainText()
        ask_and_save(self, "letter.pdf", lambda: letter_pdf(words), self.say)

    def _copy(self) -> None:
        self.copy(self.text.toPlainText())

    def _sent(self) -> None:
        done = self.note(
            lambda: self.session.letters.sent(
                self.chosen(), to=self.to.text().strip(), on=self.on.day(), how=str(self.how.currentData())
            ),
            "Noted as sent.",
        )
        if done:
            self.to.clear()

    def refresh(self) -> None:
        cleared(self._history)
        history = self.session.letters.history()
        names = {value: words for words, value in WAYS}
        if not history:
            self._history.addWidget(prose("No letter is noted as sent yet.", soft=True))
            return
        self._history.addWidget(section("Sent so far"))
        for gone in reversed(history):
            how = names.get(gone.how, gone.how)
            self._history.addWidget(prose(f"{plain_date(gone.on)}: {letter(gone.letter).title}, to {gone.to}, {how}."))

    def half_state(self) -> dict[str, Any]:
        typed = self._typed()
        if not (typed or self._others or self.to.text().strip()):
            return {}
        here = typed or {"blanks": {}, "text": ""}
        return {"letter": self.chosen(), **here, "to": self.to.text(), "others": self._others}

    def _typed(self) -> dict[str, Any]:
        """What was typed into the letter in view, as against what it says by itself; empty for nothing."""
        blanks = {name: edit.text() for name, edit in self.blanks.items() if edit.text().strip()}
        text = self.text.toPlainText() if self._by_hand else ""
        return {"blanks": blanks, "text": text} if blanks or text else {}

    def _take(self, typed: dict[str, Any]) -> None:
        for name, words in typed.get("blanks", {}).items():
            if name in self.blanks:
                self.blanks[name].setText(words)
        if words := typed.get("text"):
            self.text.setPlainText(words)

    def take_half(self, kept: dict[str, Any]) -> None:
        self._others = dict(kept.get("others", {}))
        self.choose(kept["letter"])
        self._take(kept)
        self.to.setText(kept["to"])

    def forget(self) -> None:
        self.text.clear()
        self._others = {}
        super().forget()


def _contact(named: str) -> str:
    """Who the pack says it goes to, with what the pack knows of the address (which the user may have changed)."""
    if not named:
        return ""
    pack_id, _, contact_id = named.partition(":")
    found = next((c for c in shelf().get(pack_id).contacts if c.id == contact_id), None)
    return f"It goes to: {', '.join(filter(None, (found.name, found.email, found.url)))}." if found else ""
