"""The reflection questions: one card each, a note only where an answer asks for one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QRadioButton, QVBoxLayout

from composer.questions import LAST, Answer, Question
from ui.desktop.forms import prose


class QuestionCard(QFrame):
    """One question. Nothing is chosen beforehand: an answer is an act."""

    changed = Signal()

    def __init__(self, question: Question, before: Answer | None = None) -> None:
        super().__init__()
        self.question = question
        self.setProperty("role", "card")
        self.setAccessibleName(question.text)
        title = QLabel(question.text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "card-title")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.addWidget(title)
        if question.help:
            column.addWidget(prose(question.help))
        self._group = QButtonGroup(self)
        self.options = {option: QRadioButton(option[:1].upper() + option[1:]) for option in question.options}
        row = QHBoxLayout()
        row.setSpacing(18)
        for button in self.options.values():
            button.setAccessibleDescription(question.text)
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.note = QPlainTextEdit(tabChangesFocus=True)
        self.note.setAccessibleName(f"A sentence on your answer. {question.text}")
        self.note.setMaximumHeight(72)
        self.note.setPlaceholderText("A sentence on your answer (kept in the vault only)")
        self.note.hide()
        column.addWidget(self.note)
        column.addWidget(prose(question.source, soft=True))
        if before is not None and before.answer in self.options:
            self.options[before.answer].setChecked(True)
            self.note.setPlainText(before.note)
        self._group.buttonToggled.connect(self._chosen)
        self.note.textChanged.connect(self.changed)
        self._chosen()

    def choose(self, option: str, note: str = "") -> None:
        """Answer by program (the demo)."""
        self.options[option].setChecked(True)
        self.note.setPlainText(note)

    def answer(self) -> Answer | None:
        """What was answered, or None."""
        for option, button in self.options.items():
            if button.isChecked():
                return Answer(question_id=self.question.id, answer=option, note=self.note.toPlainText().strip())
        return None

    def _chosen(self) -> None:
        answer = self.answer()
        self.note.setVisible(answer is not None and bool(self.question.easy) and answer.answer != self.question.easy)
        self.changed.emit()

    @property
    def is_last(self) -> bool:
        """Whether this is the question about a real person."""
        return self.question.id == LAST
