"""What waits for the author: a calm line on opening and a page with the list. Codes and days only, never a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from composer.app import Session
from composer.reminders import Reminder, ReminderKind
from composer.wording import plain_date
from ui.desktop.features import Feature
from ui.desktop.forms import heading, prose, section
from ui.desktop.practice_checkups import CheckUpsRoom
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_page import PRACTICE, PracticePage
from ui.desktop.practice_room import Card, Room, cleared
from ui.desktop.strips import Strip

DUE = "due"
DRAFTS_OF = (ReminderKind.OLD_DRAFT, ReminderKind.RESTED)
GO = {
    ReminderKind.TAKE_DOWN: "To the take-down task",
    ReminderKind.OLD_DRAFT: "To the draft",
    ReminderKind.RESTED: "To the draft",
    ReminderKind.CHECK_UP: "To the check-ups",
    ReminderKind.INCIDENT: "To the incident",
    ReminderKind.STEP: "To the incident",
}
TO_CONSENT = "To the consent"


def told_in_all(reminders: list[Reminder], today: date) -> str:
    """The line on opening: how many things wait, and whether a post is to be taken down; empty for none."""
    if not reminders:
        return ""
    downs = sum(r.kind is ReminderKind.TAKE_DOWN for r in reminders)
    late = sum(r.due <= today for r in reminders) - downs
    soon = len(reminders) - downs - late
    parts = [
        f"{downs} post{'s are' if downs > 1 else ' is'} to be taken down" if downs else "",
        f"{late} thing{'s wait' if late > 1 else ' waits'} for you" if late else "",
        f"{soon} come{'s' if soon == 1 else ''} up soon" if soon else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}."


class DuePage(Room):
    """The list, what is due now before what comes up; each with the way to it."""

    title = "Due"
    intro = "What has a day that has come or comes soon. Nothing is sent anywhere; it is only told here."

    def __init__(self, session: Session, today: Callable[[], date], go: Callable[[Reminder], None]) -> None:
        self._go = go
        super().__init__(session, today)

    def build(self) -> None:
        self.column.insertWidget(0, heading("Due"))
        self.column.setContentsMargins(24, 20, 24, 24)
        self.cards: list[Card] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.column.addLayout(self._list)

    def refresh(self) -> None:
        cleared(self._list)
        self.cards = []
        today = self.today()
        reminders = self.session.due(today)
        if not reminders:
            self._list.addWidget(prose("Nothing is due. What you put a day to is told here when the day comes."))
        for name, here in (("Now", True), ("Soon", False)):
            found = [r for r in reminders if (r.due <= today or r.kind is ReminderKind.TAKE_DOWN) is here]
            if found:
                self._list.addWidget(section(name))
            for reminder in found:
                card = self._card(reminder)
                self.cards.append(card)
                self._list.addWidget(card)

    def take_focus(self) -> None:
        """Put the focus on the way to the first thing."""
        first = self.cards[0].buttons.flow.itemAt(0) if self.cards else None
        if first is not None and (button := first.widget()) is not None:
            button.setFocus()

    def _card(self, reminder: Reminder) -> Card:
        card = Card(reminder.message)
        since = "Since" if reminder.kind is ReminderKind.TAKE_DOWN else "Day:"
        card.tell(f"{since} {plain_date(reminder.due)}", soft=True)
        card.offer(GO.get(reminder.kind, TO_CONSENT), lambda: self._go(reminder))
        card.column.addWidget(card.buttons)
        return card


class DueFeature(Feature):
    """The page, its count, and the line on opening."""

    def build(self) -> None:
        self.page = DuePage(self.session, self.today, self.go)
        self.window.add_page(DUE, "Due", self.page, self._count)
        self.window.page_shown.connect(self._shown)
        self.strip = Strip(self.window, "What is due", hide="Not now")
        self.look_button = self.strip.offer("See what is due", self.look)
        self.strip.say(told_in_all(self.session.due(self.today()), self.today()), "caution")

    def look(self) -> None:
        """Turn to the page, the first thing at hand."""
        self.window.show_page(DUE)
        self.page.take_focus()

    def _shown(self, key: str) -> None:
        if key == DUE:
            self.strip.say("")
            self.page.refresh()

    def _count(self) -> str:
        number = len(self.session.due(self.today()))
        return str(number) if number else ""

    def go(self, reminder: Reminder) -> None:
        """To the draft, the consent, the task, the check-ups, the incident."""
        if reminder.kind in DRAFTS_OF:
            self.window.open_draft(reminder.subject)
        elif reminder.kind is ReminderKind.TAKE_DOWN:
            self.window.show_page("exported")
        elif reminder.kind in (ReminderKind.CHECK_UP, ReminderKind.INCIDENT, ReminderKind.STEP):
            self.window.show_page(PRACTICE)
            page = self.window.page(PRACTICE)
            assert isinstance(page, PracticePage)
            page.turn_to(CheckUpsRoom if reminder.kind is ReminderKind.CHECK_UP else IncidentsRoom)
        else:
            from ui.desktop.consents import ConsentsPage

            self.window.show_page("consents")
            page = self.window.page("consents")
            assert isinstance(page, ConsentsPage)
            page.choose(reminder.subject)

    def put_away(self) -> None:
        super().put_away()
        self.strip.say("")
        self.page.forget()
