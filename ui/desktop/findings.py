"""The findings panel: how many of what, then a card for each, what is settled last. Never empty as a sign of safety."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from composer.publish.post import PictureTrouble
from composer.review import ReviewItem
from rules.report import Finding, Outcome
from ui.desktop.cards import Card
from ui.desktop.grouping import Group, counted, standing, tally
from ui.desktop.pictures_card import PictureCard, by_picture
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, Scrolled, text
from ui.desktop.words import SIGNS

MOST_CARDS = 60
"""Beyond this the panel says how many more there are; mending the first ones brings the rest."""
BUILD_S = 0.002
"""So long, and at least one: a card takes some milliseconds to make."""
NAME = "Findings"


class Findings(QFrame):
    """Shows groups; keeps the cards that look the same, so that nothing jumps while one types."""

    fix_wanted = Signal(object)
    """A `Fix`."""
    consent_wanted = Signal(object)
    """A `Group`."""
    put_by = Signal(object, str)
    """A `Group` and the reason."""
    undone = Signal(object)
    """A `Group`."""
    passage_wanted = Signal(object)
    """A `Group`: show where it is."""
    chosen = Signal(object)
    left = Signal()
    picture_wanted = Signal(int)
    """Number of a picture, from 1: open it."""
    grown = Signal()
    """Cards that were still being made have come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "panel")
        self.setAccessibleName(NAME)
        self._cards: dict[str, Card] = {}
        self._order: list[str] = []
        self.pictures: list[PictureCard] = []
        """A card for each picture that stops the post, above the others."""
        self._arranged: list[tuple[str, bool, int]] = []
        self._leaving: list[Card] = []
        self._tabbed: set[tuple[QWidget, QWidget]] = set()
        self._wanted: list[tuple[Group, tuple[bool, str]]] = []
        self._rest: tuple[Outcome, ...] = ()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._go_on)
        self._current = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self.pills = FlowBox(gap=8)
        self.pills.flow.setContentsMargins(14, 0, 14, 0)
        self.state = text("", "soft")
        self.state.setContentsMargins(15, 0, 15, 4)
        self.area = Scrolled("Findings, one card each")
        self.area.column.setContentsMargins(14, 2, 14, 14)
        self.area.column.setSpacing(10)
        self.more = text("", "small")
        self.settled_heading = text("SETTLED", "section")
        self.notes = text("", "small")
        for label in (self.more, self.settled_heading, self.notes):
            label.hide()
            self.area.column.addWidget(label)
        column.addWidget(self.pills)
        column.addWidget(self.state)
        column.addWidget(self.area, 1)

    # Showing

    def cards(self) -> list[Card]:
        """The cards from top to bottom."""
        return [self._cards[key] for key in self._order]

    def open_cards(self) -> list[Card]:
        """Those that nothing was done about yet."""
        return [card for card in self.cards() if not card.settled]

    def card_of(self, finding: Finding) -> Card | None:
        """The card on which a finding stands."""
        return next((c for c in self.cards() if any(f.key == finding.key for f in c.group.findings)), None)

    def show_groups(
        self, groups: Sequence[Group], items: Mapping[str, ReviewItem], rest: Sequence[Outcome] = ()
    ) -> None:
        """Show these, with what the author did about them; `rest` are the outcomes of those further down the text."""
        self._wanted = [(group, standing(group, items)) for group in groups]
        self._follow(groups)
        self._build()
        self.more.setText(f"{len(rest)} more further down the text. They show as these are settled." if rest else "")
        self.more.setVisible(bool(rest))
        self._rest = tuple(rest)
        self._count()

    def show_pictures(self, troubles: Iterable[PictureTrouble]) -> None:
        """What the pictures lack, a card for each, counted with the others."""
        wanted = by_picture(troubles)
        if [(card.number, card.lacks) for card in self.pictures] == list(wanted.items()):
            return
        focused = next((card.number for card in self.pictures if card.isAncestorOf(self.focusWidget() or self)), None)
        focused = next((card.number for card in self.pictures if card.hasFocus()), focused)
        for card in self.pictures:
            self.area.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.pictures = [PictureCard(number, lacks) for number, lacks in wanted.items()]
        for place, card in enumerate(self.pictures):
            card.opened.connect(self.picture_wanted)
            card.neighbour_wanted.connect(self._neighbour)
            card.left.connect(self.left)
            self.area.column.insertWidget(place, card)
        self._arranged, self._tabbed = [], set()
        self._arrange()
        self._count()
        if focused is not None:
            same = next((card for card in self.pictures if card.number == focused), None)
            same.setFocus(Qt.FocusReason.OtherFocusReason) if same is not None else self.left.emit()

    @property
    def building(self) -> bool:
        """Whether more cards are about to come: they are made a few at a time, so that typing is not held up."""
        return self._later.isActive()

    def _build(self) -> None:
        """Bring what is there up to date and make, or show, new cards for some milliseconds; the rest by and by."""
        until = 0.0
        order = []
        for group, told in sorted(self._wanted, key=lambda wanted: wanted[1][0]):
            made = self._is_there(group)
            if not made or self._cards[group.key].isHidden():
                until = until or time.monotonic() + BUILD_S
                if time.monotonic() >= until:
                    continue
            card = self._card(group)
            card.set_standing(*told)
            if made or not card.isHidden():
                order.append(group.key)
        more = len(order) < len(self._wanted)
        self._order = order
        self._arrange()
        if more:
            self._later.start()
        else:
            self._let_go({group.key for group, _ in self._wanted})

    def _go_on(self) -> None:
        self._build()
        self.grown.emit()

    def tell(self, sentence: str) -> None:
        """How far the check is, above the cards; empty hides it."""
        if sentence != self.state.text():
            self.state.setText(sentence)
            self.state.setAccessibleName(sentence)
        self.state.setVisible(bool(sentence))

    def tell_notes(self, notes: Iterable[str]) -> None:
        """Remarks on the whole report, at the bottom."""
        words = "\n\n".join(notes)
        self.notes.setText(words)
        self.notes.setVisible(bool(words))

    def set_stale(self, touched: Iterable[Finding]) -> None:
        """These passages were changed since the answer."""
        for finding in touched:
            if card := self.card_of(finding):
                card.set_stale()

    def set_current(self, card: Card | None) -> None:
        """Mark the card of the finding at hand and bring it into view; the focus stays."""
        before = self._cards.get(self._current)
        if before is card:
            return
        if before is not None:
            before.set_current(False)
        self._current = card.group.key if card else ""
        if card is not None:
            card.set_current(True)
            self.area.ensureWidgetVisible(card, 0, 12)

    def current(self) -> Card | None:
        """The card of the finding at hand."""
        return self._cards.get(self._current)

    def clear(self) -> None:
        """Show nothing (lock, another draft)."""
        self.show_pictures(())
        self.show_groups((), {})
        self.tell("")
        self.tell_notes(())

    # Inside

    def _is_there(self, group: Group) -> bool:
        card = self._cards.get(group.key)
        return card is not None and card.group == group

    def _follow(self, groups: Sequence[Group]) -> None:
        """Let cards whose finding went take on one that came: a card costs twelve milliseconds, other words one.

        Typing in a passage changes its key, so first those on the same passage; then any that nobody is busy with.
        """
        keys = {group.key for group in groups}
        free = [key for key in self._cards if key not in keys]
        if not free:
            return
        for same in (True, False):
            for group in [g for g in groups if g.key not in self._cards]:
                for key in free:
                    card = self._cards[key]
                    if card.fits(group) and (card.stands_on(group) if same else not card.at_hand()):
                        free.remove(key)
                        self._cards[group.key] = self._cards.pop(key)
                        if key == self._current:
                            self._current = group.key
                        break

    def _card(self, group: Group) -> Card:
        card = self._cards.get(group.key)
        if card is not None and card.fits(group):
            card.update_group(group)
            return card
        typed = card.typed_reason() if card is not None else None
        if card is not None:
            self._leaving.append(card)
        card = Card(group)
        card.fix_wanted.connect(self.fix_wanted)
        card.consent_wanted.connect(self._consent)
        card.put_by.connect(self._put_by)
        card.undone.connect(self._undone)
        card.passage_wanted.connect(self._passage)
        card.chosen.connect(self._chosen)
        card.neighbour_wanted.connect(self._neighbour)
        card.left.connect(self.left)
        self._cards[group.key] = card
        if group.key == self._current:
            card.set_current(True)
        if typed is not None:
            card.go_on_typing(typed)
        return card

    def _let_go(self, keep: set[str]) -> None:
        """Only once those that take their place are shown, so that nothing jumps."""
        leaving = [*self._leaving, *(self._cards.pop(key) for key in [k for k in self._cards if k not in keep])]
        self._leaving = []
        for card in leaving:
            self._drop(card)

    def _drop(self, card: Card) -> None:
        if card.isAncestorOf(self.focusWidget() or self) or card.hasFocus():
            self.left.emit()
        self.area.column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _arrange(self) -> None:
        arranged = [(key, self._cards[key].settled, id(self._cards[key])) for key in self._order]
        if arranged == self._arranged:
            return
        self._arranged = arranged
        column = self.area.column
        open_ones = [k for k in self._order if not self._cards[k].settled]
        settled = [k for k in self._order if self._cards[k].settled]
        wanted: list[QWidget] = [*self.pictures, *(self._cards[k] for k in open_ones)]
        wanted += [self.more, self.settled_heading, *(self._cards[k] for k in settled), self.notes]
        self.settled_heading.setVisible(bool(settled))
        place, there = 0, set(wanted)
        for widget in wanted:
            while (item := column.itemAt(place)) is not None and item.widget() not in there:
                place += 1  # a card that is about to leave
            if item is None or item.widget() is not widget:
                column.removeWidget(widget)
                column.insertWidget(place, widget)
            place += 1
            if isinstance(widget, _CARDS) and widget.isHidden():
                widget.show()
        both = itertools.pairwise(wanted)
        pairs: set[tuple[QWidget, QWidget]] = {
            (b, a) for b, a in both if isinstance(b, _CARDS) and isinstance(a, _CARDS)
        }
        for before, after in pairs - self._tabbed:
            QWidget.setTabOrder(_last_inside(before), after)
        self._tabbed = pairs

    def _count(self) -> None:
        found = [group.outcome for group, (settled, _) in self._wanted if not settled]
        counts = tally([*found, *(Outcome.NEEDS_CONSENT for _ in self.pictures), *self._rest])
        wanted = [(outcome, counted(outcome, number)) for outcome, number in counts]
        if [(o, w) for o, w, _ in self._pills()] == wanted:
            return
        self.pills.clear()
        for outcome, words in wanted:
            pill = text(f"{SIGNS[outcome]} {words}", "pill", wrap=False)
            set_role(pill, "pill", outcome=outcome.value)
            pill.setAccessibleName(words)
            self.pills.add(pill)
        self.pills.setVisible(bool(wanted))
        self.pills.updateGeometry()
        self.setAccessibleDescription(self.summary())

    def _pills(self) -> list[tuple[Outcome, str, QWidget]]:
        widgets = [
            w for i in range(self.pills.flow.count()) if (item := self.pills.flow.itemAt(i)) and (w := item.widget())
        ]
        return [(Outcome(str(w.property("outcome"))), w.accessibleName(), w) for w in widgets]

    def summary(self) -> str:
        """The counts as one line: `2 to mend, 1 needs consent`; empty for none."""
        return ", ".join(words for _, words, _ in self._pills())

    def _consent(self, card: Card) -> None:
        self.consent_wanted.emit(card.group)

    def _put_by(self, card: Card, reason: str) -> None:
        self.put_by.emit(card.group, reason)

    def _undone(self, card: Card) -> None:
        self.undone.emit(card.group)

    def _passage(self, card: Card) -> None:
        self.passage_wanted.emit(card.group)

    def _chosen(self, card: Card) -> None:
        self.set_current(card)
        self.chosen.emit(card.group)

    def _neighbour(self, card: Card | PictureCard, step: int) -> None:
        cards: list[Card | PictureCard] = [*self.pictures, *self.cards()]
        place = cards.index(card) + step if card in cards else -1
        if 0 <= place < len(cards):
            cards[place].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


_CARDS = (Card, PictureCard)


def _last_inside(card: QWidget) -> QWidget:
    inside = [w for w in card.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return inside[-1] if inside else card
