"""A second pair of eyes: a sheet without names for whoever reads the post, and what they said of exactly this text."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.pause import ReaderView
from composer.wording import plain_date, text_hash
from ui.desktop.consent_fields import DayField
from ui.desktop.forms import Field, choice, line, prose
from ui.desktop.frames import announce
from ui.desktop.halves import HalfFilled
from ui.desktop.practice_paper import trouble_said
from ui.desktop.widgets import FlowBox

SAID = (
    ("They left it open", None),
    ("They would publish it as it is", True),
    ("They would change it first, or not publish it", False),
)
VIEW_HEIGHT = 76


def view_line(view: ReaderView, text: str) -> str:
    """One reader's view as a sentence, and whether it is about the text as it stands."""
    would = {None: "left it open", True: "would publish it", False: "would change it or not publish it"}
    line = f"{view.reader[:1].upper()}{view.reader[1:]}, {plain_date(view.on)}: {would[view.would_post]}. “{view.view}”"
    return line if view.text_sha256 == text_hash(text) else f"{line} (about an earlier wording)"


class SecondReaderCard(QFrame):
    """Optional throughout. `sheet_wanted` asks for the sheet; a view is kept in the vault at once."""

    sheet_wanted = Signal()
    recorded = Signal()

    def __init__(self, session: Session, draft_id: str, text: str, today: date) -> None:
        super().__init__()
        self._session, self._draft, self._text, self._today = session, draft_id, text, today
        self._halves = HalfFilled(session.vault, f"reader/{draft_id}")
        self.setProperty("role", "card")
        self.setAccessibleName("Second reader")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(8)
        said = prose("If you like, let a supervisor or colleague read it first. The sheet names nobody.", soft=True)
        self._column.addWidget(said)
        self._views = QVBoxLayout()
        self._views.setSpacing(6)
        self._column.addLayout(self._views)
        self._show_buttons()
        self._form = self._fields()
        self._column.addWidget(self._form)
        self._show_views()
        self._take_half()

    def _show_buttons(self) -> None:
        row = FlowBox(gap=8)
        self.sheet_button = QPushButton("Save the sheet as PDF…")
        self.note_button = QPushButton("Note what they said…")
        for button, call in ((self.sheet_button, self.sheet_wanted.emit), (self.note_button, self.open_form)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, step=call: step())
            row.add(button)
        self._column.addWidget(row)

    def _fields(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        self.reader = line("Who read it, as a role", "supervisor, colleague, friend outside the field")
        self.on = DayField("Day they said it", self._today)
        self.would = choice("What they would do", SAID)
        self.view = QPlainTextEdit(tabChangesFocus=True)
        self.view.setAccessibleName("What they said")
        self.view.setPlaceholderText("In a sentence, without naming anyone")
        self.view.setFixedHeight(VIEW_HEIGHT)
        self.view_field = Field("What they said", self.view)
        self.keep_button = QPushButton("Keep their view")
        self.keep_button.setAutoDefault(False)
        self.keep_button.clicked.connect(self.keep)
        column.addWidget(Field("Who read it", self.reader, "A role is enough; their name is not needed."))
        column.addWidget(Field("When", self.on))
        column.addWidget(Field("What they would do", self.would))
        column.addWidget(self.view_field)
        column.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignLeft)
        form.hide()
        return form

    def open_form(self) -> None:
        """Show the fields."""
        self._form.show()
        self.reader.setFocus()

    def keep(self) -> None:
        """Keep the view; where something lacks, say so and keep the form open."""
        done = trouble_said(
            self._say,
            lambda: self._session.readers.record(
                self._draft,
                self._text,
                reader=self.reader.text(),
                on=self.on.day(),
                view=self.view.toPlainText(),
                would_post=self.would.currentData(),
            ),
        )
        if done:
            self._halves.drop()
            self.reader.clear()
            self.view.clear()
            self._form.hide()
            self._say("", "good")
            self._show_views()
            announce(self, "Kept. It will stand in the approval record that someone read this text.")
            self.recorded.emit()

    def _say(self, words: str, tone: str) -> None:
        self.view_field.complain(words if tone == "trouble" else "")
        if tone == "trouble":
            announce(self, words, urgent=True)

    def _show_views(self) -> None:
        while (item := self._views.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for view in self._session.readers.of_draft(self._draft):
            self._views.addWidget(prose(view_line(view, self._text)))

    # Half filled

    def keep_half(self) -> None:
        """Put what was typed into the vault."""
        typed: dict[str, Any] = {
            "reader": self.reader.text(),
            "view": self.view.toPlainText(),
            "on": self.on.day().isoformat(),
            "would": self.would.currentIndex(),
        }
        if typed["reader"].strip() or typed["view"].strip():
            self._halves.keep(typed)
        else:
            self._halves.drop()

    def _take_half(self) -> None:
        if (kept := self._halves.take()) is not None:
            self.reader.setText(kept["reader"])
            self.view.setPlainText(kept["view"])
            self.on.set_day(date.fromisoformat(kept["on"]))
            self.would.setCurrentIndex(kept["would"])
            self._form.show()
