"""Between the reports and what is shown of them: marks on the sheet, cards in the panel, and what is done about each.

Belongs to the desk. Positions are code points of the whole that was read: the text on the screen comes first, behind it
title, content warning and descriptions, which have cards and no underlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from composer.errors import UserTrouble
from composer.publish.post import Extras, PictureTrouble, Whole, whole
from composer.review import Review, ReviewItem
from rules.report import Channel, Finding, Person, Report, Stage
from ui.desktop.announce import announce
from ui.desktop.editor import Sheet
from ui.desktop.findings import MOST_CARDS, Findings
from ui.desktop.grouping import Fix, Group, groups
from ui.desktop.marks import Mark
from ui.desktop.reading import Reading, merged
from ui.desktop.status import NOTHING_FOUND, NOTHING_IN_WORDS, TELLINGS, CheckState
from ui.desktop.words import told

PANEL_MS = 20
EARLY_MS = 250
"""The cards wait so long for the whole answer; the marks on the sheet show each stage at once."""
SETTLE_MS = 250
SPOKEN_MS = 1_500
"""After so long without typing a screen reader hears how many findings there are."""
NO_TEXT = whole("", Extras())


class Marking(QObject):
    """Shows the answers of `reading` on `sheet` and in `panel`, and carries out what the cards wish."""

    consent_wanted = Signal(object)
    """The findings that would rest on the consent."""
    troubled = Signal(str)
    """Something could not be done; in sentences."""
    place_wanted = Signal(str)
    """Name of the part, other than the text, in which a finding stands (`title`, `warning`, `alt 2`)."""
    weighed = Signal(object)
    """The `ReviewState` of what is on the screen, after a whole report or something that the author did."""
    whole = Signal()
    """A whole report on exactly what is on the screen has come."""

    def __init__(self, sheet: Sheet, panel: Findings, reading: Reading, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self.sheet, self.panel, self.reading = sheet, panel, reading
        self._today = today
        self._channel = Channel.BLOG
        self._review: Review | None = None
        self._items: dict[str, ReviewItem] = {}
        self._shown: Report | None = None
        self._people: tuple[Person, ...] = ()
        self._spoken = ""
        self._read = NO_TEXT
        self._beyond: list[Mark] = []
        self._quiet: frozenset[str] = frozenset()
        self._pictures: tuple[PictureTrouble, ...] = ()
        self._panel_timer = timer(self, PANEL_MS, self._update_panel)
        self._settle_timer = timer(self, SETTLE_MS, self.settle)
        self._speak_timer = timer(self, SPOKEN_MS, self._speak)
        sheet.touched.connect(panel.set_stale)
        sheet.rested.connect(self._cursor_moved)
        panel.fix_wanted.connect(self.apply)
        panel.consent_wanted.connect(self._ask_consent)
        panel.put_by.connect(self._put_by)
        panel.undone.connect(self._undo)
        panel.passage_wanted.connect(self.show_passage)
        panel.chosen.connect(self._card_chosen)
        panel.left.connect(sheet.setFocus)
        panel.picture_wanted.connect(lambda number: self.place_wanted.emit(f"alt {number}"))
        panel.grown.connect(self._cursor_moved)
        reading.answered.connect(self._answered)
        reading.changed.connect(self._tell_state)

    # The document

    def open(self, review: Review | None, channel: Channel) -> None:
        """Another draft is shown, or none; every finding of the one before is forgotten."""
        self._review, self._channel = review, channel
        self._items, self._shown, self._people, self._spoken = {}, None, (), ""
        self._panel_timer.stop()
        self._settle_timer.stop()
        self._speak_timer.stop()
        self._read, self._beyond, self._pictures = NO_TEXT, [], ()
        self._set_quiet(())
        self.sheet.set_marks(())
        self.panel.clear()

    def set_channel(self, channel: Channel) -> None:
        """Written for another channel: a consent may not cover it."""
        self._channel, self._items = channel, {}

    def edited(self, whole: Whole) -> None:
        """The text has changed, or what stands beside it; the next answer, about `whole`, is awaited."""
        by = whole.parts[0].end - self._read.parts[0].end
        same = whole.text[whole.parts[0].end :] == self._read.text[self._read.parts[0].end :]
        self._beyond = [Mark(m.finding, m.start + by, m.end + by) for m in self._beyond] if same else []
        self._read, self._shown = whole, None
        self._speak_timer.start()

    def set_pictures(self, lacking: Iterable[PictureTrouble]) -> None:
        """What the pictures still lack; each picture that stops the post has a card."""
        self._pictures = tuple(lacking)
        self.panel.show_pictures(self._pictures)
        if self._shown is not None:
            self._update_panel()

    @property
    def pictures_lack(self) -> bool:
        """Whether the pictures lack something that stops the post."""
        return bool(self._pictures)

    # Reports

    def _answered(self, report: Report) -> None:
        self._shown = merged(report, (*self.sheet.marks, *self._beyond), self._people)
        self._mark(self._shown.findings)
        self._panel_timer.start(PANEL_MS if report.stage is Stage.WHOLE else EARLY_MS)
        if report.stage is Stage.WHOLE:
            self._people = report.people
            self._settle_timer.start()
            self.whole.emit()

    def _mark(self, findings: Iterable[Finding]) -> None:
        found, end = list(findings), self._read.parts[0].end
        self.sheet.set_marks(f for f in found if f.start < end)
        self._beyond = [Mark.of(f) for f in found if f.start >= end]

    def _set_quiet(self, keys: Iterable[str]) -> None:
        self._quiet = frozenset(keys)
        self.sheet.set_quiet(self._quiet)

    def _update_panel(self) -> None:
        if self._shown is None:
            return
        shown, rest = groups(self._shown, self._read, MOST_CARDS)
        self.panel.show_pictures(self._pictures)
        self.panel.show_groups(shown, self._items, rest)
        self.panel.tell_notes(self._shown.notes)
        self._tell_state()
        self._cursor_moved()

    def settle(self) -> None:
        """Look at what the author did with the findings; consents are compared with the text, so not at each key."""
        report = self.reading.report
        if report is None or self._review is None:
            return
        try:
            state = self._review.state_of(report, self._channel, text=self.sheet.text(), today=self._today)
        except UserTrouble as trouble:
            self.troubled.emit(told(trouble))
            return
        self._items = {item.finding.key: item for item in state.items}
        self._set_quiet(k for k, i in self._items.items() if i.settled and i.resolution is not None)
        self._pictures = state.pictures_lack
        self._shown = report
        self._update_panel()
        self.weighed.emit(state)

    def _tell_state(self) -> None:
        state = self.reading.state
        if state in (CheckState.NOTHING, CheckState.FAILED) and self.panel.cards():
            self.panel.show_groups((), {})
        only_pictures = bool(self._pictures) and not self.panel.cards()
        nothing = state is CheckState.DONE and not self._panel_timer.isActive()
        nothing = nothing and (only_pictures or not self.panel.summary())
        none_found = NOTHING_IN_WORDS if only_pictures else NOTHING_FOUND
        words = none_found if nothing else TELLINGS[state].panel or "Checked as it stands now."
        self.panel.tell(self.reading.trouble if state is CheckState.FAILED else words)
        if state in (CheckState.RESTARTING, CheckState.FAILED):
            self._mark(())
            self.panel.show_groups((), {})

    def _speak(self) -> None:
        summary = self.panel.summary() or "nothing found"
        if self.reading.state is CheckState.DONE and summary != self._spoken:
            self._spoken = summary
            announce(self.panel, summary)

    # Going through the findings

    def current_group(self) -> Group | None:
        """The finding at hand: the marked card, else the one under the cursor."""
        card = self.panel.current()
        if card is None and (mark := self._mark_at_cursor()) is not None:
            card = self.panel.card_of(mark.finding)
        return card.group if card is not None else None

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) open passage from the cursor, around the end."""
        beyond = [m for m in self._beyond if m.finding.key not in self._quiet]
        starts = _firsts((*self.sheet.open_marks(), *beyond))
        if not starts:
            announce(
                self.sheet, "No findings to go to." if self.reading.state is CheckState.DONE else "Not yet checked."
            )
            return
        here = self._here(beyond)
        ahead = [m for m in starts if m.start > here] if by > 0 else [m for m in starts if m.start < here]
        mark = (ahead or starts)[0 if by > 0 else -1]
        self._go_to(mark, f"{starts.index(mark) + 1} of {len(starts)}")

    def _here(self, beyond: Iterable[Mark]) -> int:
        """Where one is: at the cursor, or at the card that has the focus because its passage is not in the text."""
        card = self.panel.current()
        if card is None or not card.hasFocus():
            return self.sheet.position()
        keys = {f.key for f in card.group.findings}
        return next((m.start for m in beyond if m.finding.key in keys), self.sheet.position())

    def _go_to(self, mark: Mark, where: str = "") -> None:
        card = self.panel.card_of(mark.finding)
        if mark in self._beyond:
            self.sheet.set_current(None)
            self.panel.set_current(card)
            if card is not None:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.sheet.go_to(mark.start)
            self.sheet.set_current(mark)
            self.panel.set_current(card)
            self.sheet.setFocus()
        if card is not None:
            announce(self.sheet, f"{card.group.spoken()}. {where}".strip())

    def show_passage(self, group: Group) -> None:
        """Bring a group's first passage into view, the cursor before it; or ask for the part in which it stands."""
        marks = [m for f in group.findings if (m := self.sheet.mark_of(f)) is not None]
        if marks:
            self._go_to(min(marks, key=lambda m: m.start))
            return
        keys = {f.key for f in group.findings}
        beyond = next((m for m in self._beyond if m.finding.key in keys), None)
        if beyond is not None:
            self.place_wanted.emit(self._read.part_at(beyond.start).name)

    def _card_chosen(self, group: Group) -> None:
        marks = [m for f in group.findings if (m := self.sheet.mark_of(f)) is not None]
        if marks:
            first = min(marks, key=lambda m: m.start)
            self.sheet.set_current(first)

    def _mark_at_cursor(self) -> Mark | None:
        here = self.sheet.position()
        found = [m for m in self.sheet.open_marks() if m.start <= here <= m.end]
        return max(found, key=lambda m: (m.outcome.rank, m.start)) if found else None

    def _cursor_moved(self) -> None:
        if not self.sheet.hasFocus():
            return
        mark = self._mark_at_cursor()
        self.sheet.set_current(mark)
        self.panel.set_current(self.panel.card_of(mark.finding) if mark else None)

    # Doing something about them

    def apply(self, fix: Fix) -> None:
        """Put a suggestion into the text, as one step that undo takes back; nothing when its words have changed."""
        mark = self.sheet.mark_of(fix.finding)
        start = fix.start + (mark.start - fix.finding.start) if mark else -1
        end = start + len(fix.was)
        if mark is None or self.sheet.text()[start:end] != fix.was:
            announce(self.sheet, "The passage has changed; wait for the next check.", urgent=True)
            return
        self.sheet.replace(start, end, fix.replace)
        self.sheet.setFocus()
        self._resolve([fix.finding], "mended")
        announce(self.sheet, "Changed. Undo takes it back.")

    def apply_first(self) -> None:
        """Put the first suggestion of the finding at hand into the text."""
        group = self.current_group()
        if group is not None and group.fixes:
            self.apply(group.fixes[0])
        else:
            announce(self.sheet, "There is no suggestion here that changes the text.")

    def set_aside_current(self) -> None:
        """Open the reason of the finding at hand."""
        group = self.current_group()
        card = self.panel.card_of(group.findings[0]) if group else None
        if card is not None:
            self.panel.set_current(card)
            card.open_reason()

    def ask_consent_current(self) -> None:
        """Ask for a consent for the finding at hand."""
        group = self.current_group()
        if group is not None and group.asks_consent:
            self._ask_consent(group)

    def _ask_consent(self, group: Group) -> None:
        self.consent_wanted.emit(group.findings)

    def _put_by(self, group: Group, reason: str) -> None:
        stops = [f for f in group.findings if f.outcome.stops]
        if self._resolve(stops, "overrule", reason):
            self._resolve([f for f in group.findings if not f.outcome.stops], "set_aside", reason)
            self.sheet.setFocus()
            announce(self.sheet, "Your reason is kept." if stops else "Set aside.")

    def _undo(self, group: Group) -> None:
        self._resolve(group.findings, "undo")
        announce(self.sheet, "Taken back.")

    def _resolve(self, findings: Iterable[Finding], how: str, reason: str = "") -> bool:
        found = list(findings)
        if self._review is None or not found:
            return True
        try:
            if how == "overrule":
                self._review.overrule(found, reason)
            elif how == "set_aside":
                self._review.set_aside(found, reason)
            else:
                for finding in found:
                    self._review.mended(finding) if how == "mended" else self._review.undo(finding.key)
        except UserTrouble as trouble:
            self.troubled.emit(told(trouble))
            return False
        self.settle()
        return True


def timer(parent: QObject, interval: int, call: Callable[[], None]) -> QTimer:
    """A single-shot timer of `parent`; `call` is a bound method, so that nothing is kept alive."""
    made = QTimer(parent, singleShot=True, interval=interval)
    made.timeout.connect(call)
    return made


def _firsts(marks: Iterable[Mark]) -> list[Mark]:
    """One mark for each place: of several that begin together, the gravest."""
    best: dict[int, Mark] = {}
    for mark in marks:
        if mark.start not in best or mark.outcome.rank > best[mark.start].outcome.rank:
            best[mark.start] = mark
    return [best[start] for start in sorted(best)]
