"""One card of the findings panel: what was seen, why, what could be done, and which clauses ask."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from composer.review import reason_lacks
from rules.report import ClauseCitation, Outcome
from ui.desktop import widgets
from ui.desktop.grouping import Chip, Fix, Group, clause_words, shortened
from ui.desktop.theme import set_role
from ui.desktop.widgets import Column, FlowBox, button, text, tip

WIDEST_FIX = 34
"""Letters of a suggestion's button."""
MOST_FIXES = 4


class FixButton(QPushButton):
    """A button that puts a suggestion into the text."""

    chosen = Signal(object)

    def __init__(self, fix: Fix, *, first: bool) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.show_fix(fix)
        set_role(self, "primary" if first else "", tight="true")
        self.clicked.connect(self._choose)

    def show_fix(self, fix: Fix) -> None:
        """Offer this one."""
        self.fix = fix
        _say(self, shortened(fix.label, WIDEST_FIX))
        _name(self, f"Change: {fix.label}")
        told = f"Puts “{fix.replace}” in place of “{shortened(fix.was)}”" if fix.replace else "Takes it out"
        self.setToolTip(tip(told))

    def _choose(self) -> None:
        self.chosen.emit(self.fix)


class ClauseButton(QPushButton):
    """A clause as a link; pressed, it tells what the clause asks."""

    def __init__(self, clause: ClauseCitation) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.show_clause(clause)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, "clause")
        self.clicked.connect(self._tell)

    def show_clause(self, clause: ClauseCitation) -> None:
        """Link to this one."""
        self.clause = clause
        _say(self, clause_words(clause))
        _name(self, f"Clause {clause_words(clause)}")
        self.setToolTip(tip(clause.summary))

    def _tell(self) -> None:
        popover = ClausePopover(self.clause, self)
        popover.show_below(self)


class ClausePopover(QFrame):
    """What one clause asks, in our words. Closes by Escape, by its button, or by a click beside it."""

    def __init__(self, clause: ClauseCitation, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"{clause_words(clause)}. {clause.summary} {clause.stale}".strip())
        set_role(self, "popover")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(text(clause_words(clause), "label"))
        column.addWidget(text(clause.summary))
        column.addWidget(text(_exception(clause), "soft"))
        if clause.stale:
            column.addWidget(text(clause.stale, "caution"))
        self.close_button = button("Close", pressed=self.close)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(360)

    def show_below(self, anchor: QWidget) -> None:
        """Show it under a widget, inside the screen."""
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        area = anchor.screen().availableGeometry()
        x = max(area.left(), min(place.x(), area.right() - self.width()))
        y = place.y() if place.y() + self.height() <= area.bottom() else place.y() - self.height() - anchor.height() - 4
        self.move(x, max(area.top(), y))
        self.show()
        self.close_button.setFocus(Qt.FocusReason.PopupFocusReason)


def _exception(clause: ClauseCitation) -> str:
    return {
        "consent": "The person’s informed consent lifts it.",
        "permission": "Permission of those concerned lifts it.",
        "secure-medium": "It does not bind inside a secure medium; a public post is none.",
    }.get(clause.exception, "It names no exception." if clause.overrule else "It names no exception in so many words.")


class Card(QFrame):
    """A group of findings with everything one can do about it. Changes nothing itself: its signals are wishes.

    Keys: Return goes to the passage, Up and Down to the neighbours, Delete opens the reason, Escape leaves.
    """

    chosen = Signal(object)
    """The card (it got the focus or was clicked)."""
    passage_wanted = Signal(object)
    neighbour_wanted = Signal(object, int)
    fix_wanted = Signal(object)
    consent_wanted = Signal(object)
    put_by = Signal(object, str)
    """The card and the reason: set aside, or overruled where it stops the post."""
    undone = Signal(object)
    left = Signal()

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self.settled = False
        self._stands = (False, "")
        self.fixes: list[FixButton] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(group.spoken())
        self.setAccessibleDescription(group.why)
        self.setProperty("current", "false")
        set_role(self, "card", outcome=group.outcome.value)
        self._column = Column(self)
        self._column.setContentsMargins(13, 11, 11, 9)
        self._column.setSpacing(7)
        self._heading = text(group.heading, "card-title")
        self._column.addWidget(self._heading)
        if group.where:
            self._column.addWidget(text(f"{group.where}.", "label"))
        self._why = text(group.why, "soft")
        self._column.addWidget(self._why)
        self._folded: list[QWidget] = [self._why]
        """What a settled card leaves out."""
        self._details()
        self._standing = text("", "small")
        self._standing.hide()
        self._column.addWidget(self._standing)
        self._actions()
        self._reason: QWidget | None = None
        """Made when first asked for."""
        self._below = self._column.count()
        self._clauses()

    # Building

    def _details(self) -> None:
        self._chips = FlowBox(gap=5)
        for chip in self.group.chips:
            self._chips.add(widgets.Chip(_chip_words(chip)))
        self._column.addWidget(self._chips)
        if not self.group.chips:
            self._chips.hide()
        self._folded.append(self._chips)

    def _actions(self) -> None:
        self._buttons = FlowBox(gap=6)
        if self.group.where:
            there = button("Go to it", name=f"Go to it: {self.group.where}")
            there.setProperty("tight", "true")
            there.clicked.connect(self._go_there)
            self._buttons.add(there)
            self._folded.append(there)
        consent = self.group.outcome is Outcome.NEEDS_CONSENT
        if self.group.asks_consent:
            asking = button("Ask for consent…", "primary" if consent else "")
            asking.setProperty("tight", "true")
            asking.clicked.connect(self._ask)
            self._buttons.add(asking)
            self._folded.append(asking)
        for fix in self.group.fixes[:MOST_FIXES]:
            self._add_fix(fix)
        stops = self.group.outcome.stops
        self.aside = button("Go on with a reason…" if stops else "Set aside…")
        self.aside.setProperty("tight", "true")
        self.aside.clicked.connect(self.open_reason)
        self._buttons.add(self.aside)
        self.undo = button("Undo", "quiet", name=_undo_name(self.group))
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        self._buttons.add(self.undo)
        self._column.addWidget(self._buttons)
        if others := _others(self.group):
            way = text(f"Or: {'; '.join(_lower(o) for o in others)}.", "small")
            self._column.addWidget(way)
            self._folded.append(way)

    def _add_fix(self, fix: Fix) -> None:
        made = FixButton(fix, first=not self.fixes and self.group.outcome is not Outcome.NEEDS_CONSENT)
        made.chosen.connect(self.fix_wanted)
        self.fixes.append(made)
        self._buttons.add(made)
        self._folded.append(made)

    def _reason_row(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        stops = self.group.outcome.stops
        self.reason = QLineEdit(
            placeholderText="Why, without naming anyone" if stops else "Why (you may leave it empty)"
        )
        self.reason.setAccessibleName("Your reason" if stops else "Your reason, optional")
        self.reason.textChanged.connect(self._count)
        self.reason.returnPressed.connect(self._keep)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        self._left = text("", "small")
        self.keep = button("Keep the reason" if stops else "Set aside", pressed=self._keep)
        row.addWidget(self._left, 1)
        row.addWidget(self.keep)
        column.addWidget(self.reason)
        column.addLayout(row)
        self._column.insertWidget(self._below, box)
        self._count()
        return box

    def _clauses(self) -> None:
        self._links = FlowBox(gap=2)
        for clause in self.group.citations:
            self._links.add(ClauseButton(clause))
        self._column.addWidget(self._links)
        if not self.group.citations:
            self._links.hide()
        self._folded.append(self._links)

    # What it shows

    def fits(self, group: Group) -> bool:
        """Whether this card can show that group by changing words only: same colours, same ways out of it."""
        return _shape(self.group) == _shape(group)

    def stands_on(self, group: Group) -> bool:
        """Whether that group is about the passage of this card, as far as one can tell after an edit."""
        return any(
            (old.rule, old.concern) == (new.rule, new.concern) and old.start < new.end and new.start < old.end
            for old in self.group.findings
            for new in group.findings
        )

    def at_hand(self) -> bool:
        """Whether the author is busy on it: it has the focus, is marked as current, or its reason is open."""
        within = QApplication.focusWidget()
        focused = within is not None and (within is self or self.isAncestorOf(within))
        return focused or self._asking() or self.property("current") == "true"

    def update_group(self, group: Group) -> None:
        """Show a group that `fits`: after the text moved (same looks), or after its passage was typed in.

        Only words that differ are set, so the focus, a half-typed reason and the screen reader stay as they were.
        """
        before, self.group = self.group, group
        self._update_fixes(group.fixes[:MOST_FIXES])
        if before == group:
            return
        _name(self, group.spoken())
        if group.why != before.why:
            self.setAccessibleDescription(group.why)
            self._why.setText(group.why)
        _say(self._heading, group.heading)
        _name(self.undo, _undo_name(group))
        if group.chips != before.chips:
            self._update_chips([_chip_words(chip) for chip in group.chips])
        if group.citations != before.citations:
            self._update_links(group.citations)

    def _update_fixes(self, fixes: Sequence[Fix]) -> None:
        for made in self.fixes[len(fixes) :]:
            self.fixes.remove(made)
            self._folded.remove(made)
            self._take_out(made, self._buttons)
        for made, fix in zip(self.fixes, fixes, strict=False):
            if made.fix == fix:
                made.fix = fix  # its position may have moved
            else:
                made.show_fix(fix)
            if not made.isEnabled():
                made.setEnabled(True)
        if len(self.fixes) == len(fixes):
            return
        for fix in fixes[len(self.fixes) :]:
            self._add_fix(fix)
            self.fixes[-1].setHidden(self.settled)
        for behind in (self.aside, self.undo):  # they stand behind the fixes
            self._buttons.take(behind)
            self._buttons.add(behind)
        for before, after in itertools.pairwise((*self.fixes, self.aside)):
            QWidget.setTabOrder(before, after)

    def _update_chips(self, words: Sequence[str]) -> None:
        made = self._chips.findChildren(widgets.Chip)
        for chip in made[len(words) :]:
            self._take_out(chip, self._chips)
        for chip, told in zip(made, words, strict=False):
            if chip.whole() != told:
                chip.say(told)
                chip.updateGeometry()
        for told in words[len(made) :]:
            self._chips.add(widgets.Chip(told))
        self._chips.setHidden(self.settled or not words)

    def _update_links(self, clauses: Sequence[ClauseCitation]) -> None:
        made = self._links.findChildren(ClauseButton)
        for link in made[len(clauses) :]:
            self._take_out(link, self._links)
        for link, clause in zip(made, clauses, strict=False):
            if link.clause != clause:
                link.show_clause(clause)
        for clause in clauses[len(made) :]:
            self._links.add(ClauseButton(clause))
        for before, after in itertools.pairwise(self._links.findChildren(ClauseButton)):
            QWidget.setTabOrder(before, after)
        self._links.setHidden(self.settled or not clauses)

    def _take_out(self, part: QWidget, flow: FlowBox) -> None:
        """Let a part go; were it to hold the focus, the card takes it."""
        if part.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        flow.take(part)
        part.setParent(None)
        part.deleteLater()

    def typed_reason(self) -> str | None:
        """What stands in the open reason field; None while it is closed."""
        return self.reason.text() if self._asking() else None

    def go_on_typing(self, reason: str) -> None:
        """Open the reason field with what was typed on the card that this one takes the place of."""
        self.open_reason()
        self.reason.setText(reason)

    def set_current(self, current: bool) -> None:
        """Whether this is the finding at hand."""
        self.setProperty("current", "true" if current else "false")
        style = self.style()
        style.unpolish(self)
        style.polish(self)

    def set_stale(self) -> None:
        """Its passage was touched: no fix is offered until the next answer."""
        for made in self.fixes:
            made.setEnabled(False)

    def set_standing(self, settled: bool, sentence: str) -> None:
        """What the author did about it."""
        if (settled, sentence) == self._stands:
            return
        self._stands = (settled, sentence)
        self.settled = settled
        self._standing.setText(("✓ " if settled else "✕ ") + sentence if sentence else "")
        self._standing.setVisible(bool(sentence))
        self.undo.setVisible(bool(sentence))
        self.aside.setVisible(not settled)
        empty = [flow for flow in (self._chips, self._links) if not flow.flow.count()]
        for part in self._folded:
            part.setVisible(not settled and part not in empty)
        if settled:
            self._close_reason()

    # What it is told

    def open_reason(self) -> None:
        """Ask for the reason, in the card itself."""
        if not self.settled:
            self._reason = self._reason or self._reason_row()
            self._reason.show()
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asking(self) -> bool:
        return self._reason is not None and self._reason.isVisible()

    def _close_reason(self) -> None:
        if self._reason is not None:
            self._reason.hide()

    def _count(self) -> None:
        lack = reason_lacks(self.reason.text()) if self.group.outcome.stops else ""
        self._left.setText(lack[:1].upper() + lack[1:])
        self.keep.setEnabled(not lack)

    def _keep(self) -> None:
        if self.keep.isEnabled():
            self.put_by.emit(self, self.reason.text().strip())
            self._close_reason()
            self.reason.clear()

    def _ask(self) -> None:
        self.consent_wanted.emit(self)

    def _go_there(self) -> None:
        self.passage_wanted.emit(self)

    def _undo(self) -> None:
        self.undone.emit(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.group.elsewhere:  # a click beside a button opens no dialog
            self.passage_wanted.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.passage_wanted.emit(self)
            case Qt.Key.Key_Down:
                self.neighbour_wanted.emit(self, 1)
            case Qt.Key.Key_Up:
                self.neighbour_wanted.emit(self, -1)
            case Qt.Key.Key_Delete:
                self.open_reason()
            case Qt.Key.Key_Escape if self._asking():
                self._close_reason()
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


def _lower(words: str) -> str:
    """A label inside a sentence."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _others(group: Group) -> list[str]:
    """What else one could do, beside asking for consent."""
    return [s.label for s in group.routes if s.route != "ask-consent"]


def _shape(group: Group) -> tuple[object, ...]:
    """What a card is built of; two groups of one shape differ in words only."""
    return (
        group.outcome,
        group.where,
        group.elsewhere,
        group.asks_consent,
        tuple(_others(group)),
    )


def _chip_words(chip: Chip) -> str:
    return f"{chip.words}  ·  {chip.kind}"


def _undo_name(group: Group) -> str:
    return f"Undo what was done about: {group.title}"


def _say(widget: QLabel | QPushButton, words: str) -> None:
    if widget.text() != words:
        widget.setText(words)


def _name(widget: QWidget, words: str) -> None:
    if widget.accessibleName() != words:
        widget.setAccessibleName(words)
