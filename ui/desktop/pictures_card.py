"""What a picture lacks before it may go, as a card: among the findings while one writes, and in the review."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from composer.publish.post import PictureTrouble
from rules.report import Outcome
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, button, text
from ui.desktop.words import SIGNS

SIGN = SIGNS[Outcome.NEEDS_CONSENT]


def by_picture(troubles: Iterable[PictureTrouble]) -> dict[int, tuple[str, ...]]:
    """What each picture lacks, in sentences, by its number counted from 1; what concerns them all stands under 0."""
    found: dict[int, tuple[str, ...]] = {}
    for trouble in troubles:
        if trouble.stops:
            found[trouble.picture] = tuple(dict.fromkeys((*found.get(trouble.picture, ()), trouble.message)))
    return dict(sorted(found.items()))


class PictureCard(QFrame):
    """One picture that stops the post. `opened(number)` (from 1) asks for it; Return on the card does too.

    Up and Down go to the neighbours, Escape leaves, as on every card of the findings.
    """

    opened = Signal(int)
    neighbour_wanted = Signal(object, int)
    left = Signal()

    def __init__(self, number: int, lacks: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self.lacks = number, lacks
        self.title = f"Picture {number} cannot go yet" if number else "The pictures cannot go yet"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{self.title}, needs consent" if number else self.title)
        self.setAccessibleDescription(" ".join(lacks))
        set_role(self, "card", outcome=Outcome.NEEDS_CONSENT.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 11, 11, 9)
        column.setSpacing(7)
        column.addWidget(text(f"{SIGN} {self.title}", "card-title"))
        for sentence in lacks:
            column.addWidget(text(sentence, "soft"))
        if number:
            row = FlowBox(gap=6)
            self.open_button = button("Open the picture…", "primary", name=f"Open picture {number}")
            self.open_button.setProperty("tight", "true")
            self.open_button.clicked.connect(lambda: self.opened.emit(number))
            row.add(self.open_button)
            column.addWidget(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.number:
                self.opened.emit(self.number)
            case Qt.Key.Key_Down:
                self.neighbour_wanted.emit(self, 1)
            case Qt.Key.Key_Up:
                self.neighbour_wanted.emit(self, -1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)
