"""Statements for a professional website (MIP C1), to copy; and a look at whether a pasted page seems to carry them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout

from composer.practice.statements import missing_statements, website_statements
from ui.desktop.forms import Field, prose, section
from ui.desktop.practice_room import Card, Room, cleared, press
from ui.desktop.widgets import FlowBox

PAGE_HEIGHT = 130


class StatementsRoom(Room):
    """Three statements, and the check of a page."""

    title = "Website"
    intro = (
        "Statements that a professional website carries: confidentiality, data protection, social media (MIP C1). Read "
        "them, change them where your practice differs, and put them on your page."
    )

    def build(self) -> None:
        self.cards: list[Card] = []
        for statement in website_statements(self.session.identity):
            card = Card(statement.heading)
            card.tell(statement.text)
            words = f"{statement.heading}\n{statement.text}"
            card.offer("Copy", partial(self.copy, words, public=True))
            card.column.addWidget(card.buttons)
            self.cards.append(card)
            self.column.addWidget(card)
        self.column.addWidget(section("Does your page say it?"))
        self.page = QPlainTextEdit(tabChangesFocus=True)
        self.page.setAccessibleName("Text of your page")
        self.page.setPlaceholderText("Paste the text of your page here. It is looked at on this computer and not kept.")
        self.page.setMinimumHeight(PAGE_HEIGHT)
        self.column.addWidget(Field("Text of your page", self.page))
        row = FlowBox()
        row.add(press("Look", self.look))
        self.column.addWidget(row)
        self._answer = QVBoxLayout()
        self.column.addLayout(self._answer)

    def look(self) -> None:
        """Say which statements the pasted page shows no sign of."""
        cleared(self._answer)
        page = self.page.toPlainText()
        if not page.strip():
            self.say("There is no text to look at. Paste the text of your page first.", "caution")
            return
        missing = missing_statements(page, self.session.identity)
        words = (
            f"No sign of: {', '.join(s.heading.lower() for s in missing)}."
            if missing
            else "There is a sign of each of them. Whether they say enough, only reading them shows."
        )
        self._answer.addWidget(prose(f"{'✕' if missing else '✓'} {words}"))
        self.say(words, "caution" if missing else "good")

    def forget(self) -> None:
        self.page.clear()
        super().forget()
