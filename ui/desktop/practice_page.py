"""The practice page: what policies ask beside the posts, in rooms: check-ups, letters, policy, website, incidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from composer.app import Session
from rules.report import IdentityKind
from ui.desktop.features import Feature
from ui.desktop.forms import heading
from ui.desktop.practice_checkups import CheckUpsRoom
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_letters import LettersRoom
from ui.desktop.practice_policy import PolicyRoom
from ui.desktop.practice_room import Room
from ui.desktop.practice_statements import StatementsRoom
from ui.desktop.widgets import FlowBox

PRACTICE = "practice"
ROOMS: tuple[type[Room], ...] = (CheckUpsRoom, LettersRoom, PolicyRoom, StatementsRoom, IncidentsRoom)
PROFESSIONAL_ONLY = (PolicyRoom, StatementsRoom)


class PracticePage(QWidget):
    """One button for each room; a room is made when it is first looked at."""

    def __init__(self, session: Session, today: Callable[[], date], changed: Callable[[], None]) -> None:
        super().__init__()
        self._session, self._today, self._tell_changed = session, today, changed
        self.setAccessibleName("Practice")
        professional = session.kind is IdentityKind.PROFESSIONAL
        self.kinds = [kind for kind in ROOMS if professional or kind not in PROFESSIONAL_ONLY]
        self.rooms: dict[type[Room], Room] = {}
        self.buttons: dict[type[Room], QPushButton] = {}
        self._group = QButtonGroup(self)
        row = FlowBox(gap=6)
        for kind in self.kinds:
            button = QPushButton(kind.title)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setProperty("role", "room")
            button.clicked.connect(lambda _=False, k=kind: self.turn_to(k))
            self._group.addButton(button)
            self.buttons[kind] = button
            row.add(button)
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QWidget()
        head = QVBoxLayout(top)
        head.setContentsMargins(24, 20, 24, 4)
        head.addWidget(heading("Practice"))
        head.addWidget(row)
        column.addWidget(top)
        column.addWidget(self.stack, 1)
        self._current: type[Room] = self.kinds[0]

    def show_current(self) -> None:
        """The page came into view."""
        self.turn_to(self._current)

    def turn_to(self, kind: type[Room]) -> Room:
        """Show a room, read anew."""
        self._current = kind
        self.buttons[kind].setChecked(True)
        room = self.rooms.get(kind)
        if room is None:
            room = self.rooms[kind] = kind(self._session, self._today)
            room.changed.connect(self._tell_changed)
            self.stack.addWidget(room)
        else:
            room.refresh()
        self.stack.setCurrentWidget(room)
        return room

    def count(self) -> str:
        """What is due: check-ups looked at before, and incidents that wait."""
        again = sum(s.last is not None for s in self._session.checkups.due(self._today()))
        today, incidents = self._today(), self._session.incidents.all()
        waiting = sum(
            (i.settled is None and not i.steps) or (i.next_due is not None and i.next_due <= today) for i in incidents
        )
        return f"{again + waiting} due" if again + waiting else ""

    def keep_halves(self) -> None:
        """Keep half-filled forms in the vault. Raises what the vault raises."""
        for room in self.rooms.values():
            room.keep_half()

    def forget(self) -> None:
        """Clear every word (lock)."""
        for room in self.rooms.values():
            room.forget()


class PracticeFeature(Feature):
    """The page and its commands."""

    def build(self) -> None:
        self.page = PracticePage(self.session, self.today, self.window.refresh_counts)
        self.window.add_page(PRACTICE, "Practice", self.page, self.page.count)
        self.window.page_shown.connect(self._shown)
        self.command("&Practice", "&Check-ups", None, lambda: self.open(CheckUpsRoom))
        self.command("&Practice", "&Letters", None, lambda: self.open(LettersRoom))
        if self.session.kind is IdentityKind.PROFESSIONAL:
            self.command("&Practice", "&Policy for clients", None, lambda: self.open(PolicyRoom))
            self.command("&Practice", "&Website statements", None, lambda: self.open(StatementsRoom))
        self.command("&Practice", "&Write down what happened…", "Ctrl+Shift+W", self.write_down)

    def open(self, kind: type[Room]) -> Room:
        """Turn to a room of the page."""
        self.window.show_page(PRACTICE)
        return self.page.turn_to(kind)

    def write_down(self) -> None:
        """Turn to the incidents with the form open."""
        room = self.open(IncidentsRoom)
        assert isinstance(room, IncidentsRoom)
        room.open_form()

    def _shown(self, key: str) -> None:
        if key == PRACTICE:
            self.page.show_current()

    def keep_half(self) -> None:
        super().keep_half()
        self.page.keep_halves()

    def put_away(self) -> None:
        super().put_away()
        self.page.forget()
