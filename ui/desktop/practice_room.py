"""What the rooms of the practice page share: a scrolled column, a notice, a way to speak, half-filled forms kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from composer.app import Session
from rules.packs import PackShelf
from ui.desktop.clipboard import put
from ui.desktop.forms import Growing, Notice, TitledCard, column_of, prose
from ui.desktop.frames import announce
from ui.desktop.halves import HalfFilled
from ui.desktop.practice_paper import trouble_said
from ui.desktop.widgets import FlowBox

READING_LETTERS = 100


@cache
def shelf() -> PackShelf:
    """The shipped packs, to name clauses by; for the window's thread."""
    return PackShelf()


def clause_labels(ids: Iterable[str]) -> str:
    """Clauses as people cite them: `ACAT h · MIP V1`."""
    found = [shelf().clause(clause_id) for clause_id in ids]
    return " · ".join(pack.label(clause) for pack, clause in found)


class Room(QWidget):
    """One room. `changed` says that something was noted, so that counts are asked for again."""

    changed = Signal()
    title = ""
    intro = ""
    half = ""
    """Name under which a half-filled form of this room is kept; empty for none."""

    def __init__(self, session: Session, today: Callable[[], date]) -> None:
        super().__init__()
        self.session, self.today = session, today
        self.setAccessibleName(self.title)
        self.notice = Notice()
        holder = QWidget()
        holder.setMaximumWidth(column_of(self, READING_LETTERS))
        self.column = QVBoxLayout(holder)
        self.column.setContentsMargins(24, 6, 24, 24)
        self.column.setSpacing(10)
        middle = Growing()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder, 20)
        row.addStretch(1)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(middle)
        across = QVBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.area)
        self.column.addWidget(prose(self.intro, soft=True))
        self.column.addWidget(self.notice)
        self.build()
        self.column.addStretch(1)
        if self.half and (kept := HalfFilled(session.vault, self.half).take()) is not None:
            self.take_half(kept)
        self.refresh()

    def build(self) -> None:
        """Put the room's widgets into `column`, once."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read the vault anew and show it."""

    def say(self, words: str, tone: str = "good") -> None:
        """Tell what was done, or why not; spoken too. Never holds what somebody typed."""
        self.notice.say(f"✓ {words}" if tone == "good" else words, tone)
        announce(self, words, urgent=tone == "trouble")
        if tone == "trouble":
            self.area.verticalScrollBar().setValue(0)

    def note(self, step: Callable[[], object], done: str) -> bool:
        """Do a step in the vault; say what was done or why it was refused, and show the room anew."""
        if not trouble_said(self.say, step):
            return False
        self.refresh()
        self.say(done)
        self.changed.emit()
        return True

    def copy(self, words: str, *, public: bool = False) -> None:
        """Put words on the clipboard; only `public` ones, that name nobody, stay there."""
        if public:
            put(words)
            self.say("Copied: paste it where it goes.")
        else:
            QGuiApplication.clipboard().setText(words)
            self.say("Copied: paste it soon. After half a minute it leaves the clipboard again.")

    # Half filled

    def half_state(self) -> dict[str, Any]:
        """What is typed and not kept yet; empty for nothing."""
        return {}

    def take_half(self, kept: dict[str, Any]) -> None:
        """Show what was half filled before."""

    def keep_half(self) -> None:
        """Put what is half filled into the vault."""
        if self.half and not (self.session.vault.closed or self.session.read_only):
            halves = HalfFilled(self.session.vault, self.half)
            if state := self.half_state():
                halves.keep(state)
            else:
                halves.drop()

    def forget(self) -> None:
        """Clear every word (lock)."""
        self.notice.say("")
        cleared(self.column)


class Card(TitledCard):
    """A frame with a title and room for lines and buttons."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.column.setSpacing(6)
        self.buttons = FlowBox(gap=8)

    def tell(self, words: str, *, soft: bool = False) -> None:
        """One more line; an empty one is left out."""
        if words:
            self.column.addWidget(prose(words, soft=soft))

    def offer(self, words: str, call: Callable[[], object], role: str = "") -> QPushButton:
        """One more button; its name for a screen reader says which card it belongs to."""
        made = press(words, call, role)
        made.setAccessibleDescription(self.accessibleName())
        self.buttons.add(made)
        return made


def press(words: str, call: Callable[[], object], role: str = "") -> QPushButton:
    """A button that never takes Return by itself."""
    made = QPushButton(words)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda: call())
    return made


def replace_words(edit: QPlainTextEdit, words: str) -> None:
    """Put words in place of what stands there; undo brings it back."""
    cursor = edit.textCursor()
    cursor.select(cursor.SelectionType.Document)
    cursor.insertText(words)


def cleared(column: QVBoxLayout) -> QVBoxLayout:
    """A column without its widgets."""
    while (item := column.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        elif (inner := item.layout()) is not None and isinstance(inner, QVBoxLayout):
            cleared(inner)
    return column
