"""Check-ups: settings and devices to look at now and then, what to aim for and why, noted by the author."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from composer.practice.checkups import CheckState, all_items, as_of
from composer.wording import plain_date
from ui.desktop.forms import Field, choice, line, prose, section
from ui.desktop.practice_room import Card, Room, clause_labels, cleared, press
from ui.desktop.widgets import FlowBox

DUE, ALL, NOT_MINE = "due", "all", "not-mine"


class CheckUpCard(Card):
    """One item. Changes nothing itself: `wished(what, note)` with `done`, `differs`, `later`, `not-mine`, `mine`."""

    wished = Signal(str, str)

    def __init__(self, state: CheckState, aim: str) -> None:
        super().__init__(state.item.setting)
        self.state = state
        self.tell(f"Aim for: {aim}.")
        self.tell(state.item.help)
        self.tell(f"{clause_labels(state.item.why)}. Source: {state.item.source}.", soft=True)
        self.tell(standing(state), soft=True)
        if state.mine:
            self.done = self.offer("Done: it is as it should be", lambda: self.wished.emit("done", ""))
            self.differs = self.offer("It is not…", self._ask)
            self.later = self.offer("Later", lambda: self.wished.emit("later", ""), "quiet")
            self.not_mine = self.offer("Not for me", lambda: self.wished.emit("not-mine", ""), "quiet")
        else:
            self.mine = self.offer("It is for me after all", lambda: self.wished.emit("mine", ""))
        self.column.addWidget(self.buttons)
        self.column.addWidget(self._note())

    def _note(self) -> QWidget:
        self.note_panel = QWidget()
        column = QVBoxLayout(self.note_panel)
        column.setContentsMargins(0, 0, 0, 0)
        self.note = line(
            f"What is not as it should be: {self.state.item.setting}", "What you saw, or what is to be done"
        )
        self.keep_button = press("Note it", lambda: self.wished.emit("differs", self.note.text().strip()))
        self.note.returnPressed.connect(self.keep_button.click)
        column.addWidget(self.note)
        row = FlowBox()
        row.add(self.keep_button)
        column.addWidget(row)
        self.note_panel.hide()
        return self.note_panel

    def _ask(self) -> None:
        self.note_panel.show()
        self.note.setFocus()

    def first_button(self) -> QPushButton:
        """Where the focus goes when the card before it went."""
        return self.done if self.state.mine else self.mine


def standing(state: CheckState) -> str:
    """When it was looked at and when it is due."""
    if not state.mine:
        return "You said that this does not concern you."
    if state.last is None:
        return "Not looked at yet."
    found = "as it should be" if state.last.as_wished else "not as it should be"
    note = f" “{state.last.note}”" if state.last.note else ""
    return f"Looked at on {plain_date(state.last.on)}: {found}.{note} Due on {plain_date(state.due)}."


class CheckUpsRoom(Room):
    """The items of this identity, those due first, by platform."""

    title = "Check-ups"
    intro = (
        f"Settings and devices to look at now and then. You look, and note it here; Considered opens nothing itself. "
        f"The items are as of {plain_date(as_of())}: menu names move, so look for the sense."
    )

    def build(self) -> None:
        self.which = choice("Which check-ups to show", [("", DUE), ("", ALL), ("", NOT_MINE)])
        self.which.currentIndexChanged.connect(lambda: self.refresh())
        platforms = dict.fromkeys(i.platform for i in all_items() if i.target(self.session.kind))
        self.platform = choice("Platform", [(p[:1].upper() + p[1:], p) for p in platforms if p != "everywhere"])
        self.moved = press("It changed its settings", self._platform_changed)
        row = FlowBox(gap=10)
        for part in (self.platform, self.moved):
            row.add(part)
        self.column.addWidget(Field("Show", self.which))
        self.column.addWidget(
            Field("A platform changed something", row, "Updates reset settings; its check-ups are then due (MIP V5).")
        )
        self.cards: list[CheckUpCard] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.column.addLayout(self._list)

    def refresh(self) -> None:
        today = self.today()
        states = self.session.checkups.states(today)
        kinds = {
            DUE: [s for s in states if s.overdue(today)],
            ALL: [s for s in states if s.mine],
            NOT_MINE: [s for s in states if not s.mine],
        }
        names = {DUE: "Due now", ALL: "All of them", NOT_MINE: "Not for me"}
        for index in range(self.which.count()):
            kind = self.which.itemData(index)
            self.which.setItemText(index, f"{names[kind]} ({len(kinds[kind])})")
        shown = kinds[self.which.currentData()]
        order = list(dict.fromkeys(i.platform for i in all_items()))
        shown.sort(key=lambda s: order.index(s.item.platform))
        self._show(shown)

    def _show(self, shown: list[CheckState]) -> None:
        cleared(self._list)
        self.cards = []
        for platform, states in itertools.groupby(shown, key=lambda s: s.item.platform):
            self._list.addWidget(section(platform[:1].upper() + platform[1:]))
            for state in states:
                card = CheckUpCard(state, state.item.target(self.session.kind))
                card.wished.connect(lambda what, note, s=state: self.wish(s, what, note))
                self.cards.append(card)
                self._list.addWidget(card)
        if not shown:
            empty = {
                DUE: "Nothing is due. What you have looked at comes up again after three months, or when you say that "
                "a platform changed.",
                ALL: "There is nothing to look at.",
                NOT_MINE: "Nothing is set apart. “Not for me” puts an item here.",
            }
            self._list.addWidget(prose(empty[self.which.currentData()]))

    def wish(self, state: CheckState, what: str, note: str = "") -> None:
        """Note what the author found or wishes; the focus goes to the next card."""
        checkups, today, item = self.session.checkups, self.today(), state.item.id
        place = next((i for i, c in enumerate(self.cards) if c.state.item.id == item), 0)
        steps = {
            "done": (lambda: checkups.looked(item, today), "Noted as looked at."),
            "differs": (lambda: checkups.looked(item, today, as_wished=False, note=note), "Noted; it stays due."),
            "later": (lambda: checkups.later(item, today), "Put off for two weeks."),
            "not-mine": (lambda: checkups.not_for_me(item, today), "Set apart; you find it under “Not for me”."),
            "mine": (lambda: checkups.for_me_again(item, today), "It is among the others again."),
        }
        if self.note(*steps[what]) and self.cards:
            self.cards[min(place, len(self.cards) - 1)].first_button().setFocus()

    def _platform_changed(self) -> None:
        platform = str(self.platform.currentData())
        name = self.platform.currentText()
        self.note(
            lambda: self.session.checkups.platform_changed(platform, self.today()), f"Its check-ups are due: {name}."
        )
