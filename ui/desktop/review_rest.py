"""Letting a delicate post rest: the suggestion, the rest that holds it back, and the deliberate way to end it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.pause import Rest, cooling_off
from rules.report import Report
from ui.desktop.forms import Tick, prose
from ui.desktop.frames import announce
from ui.desktop.practice_paper import trouble_said
from ui.desktop.widgets import FlowBox

READ_AGAIN = "I have read it once more, as it stands now"


class RestCard(QFrame):
    """Hidden while there is nothing to suggest and no rest. `changed` says that a rest began or ended."""

    changed = Signal()

    def __init__(self, session: Session, draft_id: str, report: Report, today: date) -> None:
        super().__init__()
        self._session, self._draft, self._today = session, draft_id, today
        self.setProperty("role", "notice")
        self.setProperty("tone", "caution")
        self.setAccessibleName("Let it rest")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self.rest: Rest | None = session.rests.holding(draft_id, today)
        self.words = prose(self.rest.told() if self.rest else cooling_off(report, session.drafts.get(draft_id).changed))
        column.addWidget(self.words)
        self.begin_button = QPushButton("Let it rest until tomorrow")
        self.begin_button.clicked.connect(self.begin)
        self.end_button = QPushButton("End the rest…")
        self.end_button.clicked.connect(self.ask_to_end)
        row = FlowBox(gap=8)
        for button in (self.begin_button, self.end_button):
            button.setAutoDefault(False)
            row.add(button)
        column.addWidget(row)
        self.ending = self._ending()
        column.addWidget(self.ending)
        self.begin_button.setVisible(self.rest is None)
        self.end_button.setVisible(self.rest is not None)
        self.setVisible(bool(self.words.text()) and not session.read_only)

    def _ending(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        self.read_again = Tick(READ_AGAIN)
        self.confirm_button = QPushButton("End the rest now")
        self.confirm_button.setAutoDefault(False)
        self.confirm_button.setEnabled(False)
        self.confirm_button.clicked.connect(self.end)
        self.read_again.toggled.connect(self.confirm_button.setEnabled)
        column.addWidget(self.read_again)
        column.addWidget(self.confirm_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.hide()
        return box

    def begin(self) -> None:
        """Hold the draft back until tomorrow."""
        if trouble_said(self._say, lambda: self._session.rests.begin(self._draft)):
            announce(self, "It rests until tomorrow. You will be reminded here.")
            self.changed.emit()

    def ask_to_end(self) -> None:
        """Ending takes a look at the post and a second press."""
        self.ending.show()
        self.read_again.box.setFocus()

    def end(self) -> None:
        """End the rest before its day."""
        if self.read_again.isChecked() and trouble_said(self._say, lambda: self._session.rests.end(self._draft)):
            announce(self, "The rest is ended.")
            self.changed.emit()

    def _say(self, words: str, tone: str) -> None:
        self.words.setText(words)
        announce(self, words, urgent=tone == "trouble")
