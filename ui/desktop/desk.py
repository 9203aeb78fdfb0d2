"""The writing page: channels, title, sheet, findings; and what happens between a key and a card.

The desk owns the papers of the session (one for each draft that was opened, with its undo history) until `put_away`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from composer.app import Session
from composer.draft import LONGEST, Draft, Saved
from composer.errors import UserTrouble
from composer.review import Review, ReviewItem
from rules.report import Channel, Finding, Person, Report, Stage
from ui.desktop.announce import announce
from ui.desktop.channels import Channels
from ui.desktop.checking import Checking
from ui.desktop.editor import Sheet
from ui.desktop.findings import Findings
from ui.desktop.forms import Notice
from ui.desktop.grouping import Fix, Group, groups
from ui.desktop.marks import Mark
from ui.desktop.paper import Edit, Paper
from ui.desktop.reading import Reading, merged
from ui.desktop.saving import Saver
from ui.desktop.status import NOTHING_FOUND, TELLINGS, CheckState
from ui.desktop.theme import set_role
from ui.desktop.widgets import Empty
from ui.desktop.words import told

LETTERS = 72
"""The longest line of the sheet in average letters (60 to 75 read best)."""
PAPER_MARGIN = 40
PANEL_MS = 20
SETTLE_MS = 250
SPOKEN_MS = 1_500
"""After so long without typing a screen reader hears how many findings there are."""
DEFAULT_CHANNELS = (Channel.LINKEDIN,)
MOST_PAPERS = 30


class Desk(QWidget):
    """Everything about the open draft. Emits wishes that need another page or dialog."""

    consent_wanted = Signal(str, object)
    """Draft id and the findings that would rest on the consent."""
    draft_saved = Signal(str)
    draft_checked = Signal(str)
    state_changed = Signal()
    new_wanted = Signal()

    def __init__(self, session: Session, checking: Checking, *, today: date | None = None) -> None:
        super().__init__()
        self._session = session
        self._today = today or date.today()
        self._draft: Draft | None = None
        self._titled = False
        self._papers: dict[str, Paper] = {}
        self._review: Review | None = None
        self._items: dict[str, ReviewItem] = {}
        self._shown: Report | None = None
        self._people: tuple[Person, ...] = ()
        self._spoken = ""
        self.reading = Reading(checking, self)
        self.saver = Saver(self._save, self)
        self._build()
        self._panel_timer = _timer(self, PANEL_MS, self._update_panel)
        self._settle_timer = _timer(self, SETTLE_MS, self._settle)
        self._speak_timer = _timer(self, SPOKEN_MS, self._speak)
        self._connect()
        self._show_empty(True)

    # Building

    def _build(self) -> None:
        self.setAccessibleName("Draft")
        self.channels = Channels()
        self.title = QLineEdit(placeholderText="Title, for your own list")
        self.title.setAccessibleName("Title of the draft")
        self.title.setMaxLength(200)
        set_role(self.title, "title")
        self.sheet = Sheet()
        self.notice = Notice()
        self.panel = Findings()
        self.paper_frame = QFrame()
        set_role(self.paper_frame, "sheet")
        inner = QVBoxLayout(self.paper_frame)
        inner.setContentsMargins(PAPER_MARGIN, 26, PAPER_MARGIN - 10, 18)
        inner.setSpacing(8)
        inner.addWidget(self.title)
        inner.addWidget(self.sheet, 1)
        self._writing = QWidget()
        column = QVBoxLayout(self._writing)
        column.setContentsMargins(0, 12, 0, 16)
        column.setSpacing(12)
        for part in (self.channels, self.notice):
            column.addWidget(part)
        column.addWidget(self.paper_frame, 1)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(20, 0, 20, 0)
        row.addStretch(1)
        row.addWidget(self._writing, 1000)
        row.addStretch(1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(centre)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.empty = Empty("A draft is where a post begins. Nothing leaves this computer.", "New draft")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.split)
        self._stack.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.set_size(15)

    def _connect(self) -> None:
        self.sheet.edited.connect(self._edited)
        self.sheet.touched.connect(self.panel.set_stale)
        self.sheet.rested.connect(self._cursor_moved)
        self.sheet.refused.connect(self._too_long)
        self.sheet.focused.connect(self._focused)
        self.title.textEdited.connect(self._retitled)
        self.title.returnPressed.connect(self.sheet.setFocus)
        self.channels.changed.connect(self._channels_changed)
        self.panel.fix_wanted.connect(self.apply)
        self.panel.consent_wanted.connect(self._ask_consent)
        self.panel.put_by.connect(self._put_by)
        self.panel.undone.connect(self._undo)
        self.panel.passage_wanted.connect(self.show_passage)
        self.panel.chosen.connect(self._card_chosen)
        self.panel.left.connect(self.sheet.setFocus)
        self.reading.answered.connect(self._answered)
        self.reading.changed.connect(self._reading_changed)
        self.saver.saved.connect(self._was_saved)
        self.empty.pressed.connect(self.new_wanted)

    # The open draft

    @property
    def draft_id(self) -> str:
        """The open draft's id; empty when none is open."""
        return self._draft.id if self._draft else ""

    @property
    def channel(self) -> Channel:
        """The channel that is written for first."""
        chosen = self.channels.channels()
        return chosen[0] if chosen else DEFAULT_CHANNELS[0]

    @property
    def report(self) -> Report | None:
        """The whole report of exactly the text on the screen, under its channel; None until there is one."""
        return self.reading.report

    def text(self) -> str:
        """The text on the screen."""
        return self.sheet.text()

    def open(self, draft_id: str) -> None:
        """Show a draft, saving the one before. Raises what the vault raises."""
        if draft_id == self.draft_id:
            return
        self.saver.now()
        draft = self._session.drafts.get(draft_id)
        self._draft, self._titled = draft, draft.titled
        self._review = self._session.review(draft_id)
        self._forget_findings()
        self.notice.say("")
        self.title.setText(draft.title if draft.titled else "")
        self.sheet.show_paper(self._paper(draft))
        self.sheet.setReadOnly(self._session.read_only)
        self.title.setReadOnly(self._session.read_only)
        self._suggest_title()
        self.channels.show_channels(draft.channels or DEFAULT_CHANNELS, self.text())
        self.saver.settled(draft.changed)
        self._show_empty(False)
        self.reading.open(draft.id, self.text(), self._session.setting(self.channel))

    def close_draft(self) -> None:
        """Show none (the last one was deleted)."""
        self._draft = self._review = None
        self._forget_findings()
        self.sheet.show_paper(Paper("", self.sheet.font(), self))
        self.reading.close()
        self.saver.settled(None)
        self._show_empty(True)

    def drop(self, draft_id: str) -> None:
        """A draft was deleted: its paper and undo history go."""
        if (paper := self._papers.pop(draft_id, None)) is not None and paper is not self.sheet.paper:
            paper.forget()
            paper.deleteLater()

    def put_away(self) -> None:
        """Clear every word: sheet, undo histories, findings (lock). The text must have been saved before."""
        self.saver.stop()
        self.reading.close()
        for timer in (self._panel_timer, self._settle_timer, self._speak_timer):
            timer.stop()
        self._forget_findings()
        self.title.clear()
        self.channels.forget()
        last = self.sheet.paper
        self.sheet.show_paper(Paper("", self.sheet.font(), self))
        for paper in {*self._papers.values(), last}:
            paper.forget()
        self._papers.clear()
        self._draft = self._review = None

    def reload(self) -> None:
        """Another view changed resolutions, consents or the identity: look again."""
        if self._draft is not None:
            self.reading.set_setting(self._session.setting(self.channel))
            self._settle()

    def _paper(self, draft: Draft) -> Paper:
        paper = self._papers.pop(draft.id, None)
        if paper is not None and paper.text != draft.text:
            paper.replace(0, len(paper.text), draft.text)  # changed elsewhere, such as an earlier revision fetched back
        if paper is None:
            paper = Paper(draft.text, self.sheet.font(), self)
        self._papers[draft.id] = paper
        while len(self._papers) > MOST_PAPERS:
            oldest = next(iter(self._papers))
            gone = self._papers.pop(oldest)
            gone.forget()
            gone.deleteLater()
        return paper

    def _show_empty(self, empty: bool) -> None:
        self._stack.setCurrentWidget(self.empty if empty else self.split)

    # Writing and saving

    def _edited(self, edit: Edit) -> None:
        text = self.text()
        self.saver.touch()
        self.channels.set_text(text)
        self._shown = None
        self.reading.edited(edit, text)
        self._speak_timer.start()

    def _save(self) -> Saved:
        assert self._draft is not None
        title = self.title.text().strip() if self._titled else None
        return self._session.drafts.save(self._draft.id, self.text(), title=title, channels=self.channels.channels())

    def _was_saved(self, saved: Saved) -> None:
        self._remember_outcome()
        self._suggest_title()
        self.draft_saved.emit(self.draft_id)

    def _suggest_title(self) -> None:
        if self._draft is not None:
            shown = "" if self._titled else self._session.drafts.get(self._draft.id).title
            self.title.setPlaceholderText(shown or "Title, for your own list")

    def _retitled(self, words: str) -> None:
        self._titled = True
        self.saver.touch()

    def _channels_changed(self, channels: Sequence[Channel]) -> None:
        self.saver.touch()
        self._items = {}
        self.reading.set_setting(self._session.setting(self.channel))
        self.state_changed.emit()

    def _too_long(self, characters: int) -> None:
        message = (
            f"That would make {characters:,} characters; a draft holds {LONGEST:,}.\n"
            "Nothing was pasted, and nothing here was changed.\nPaste it in parts, into several drafts."
        )
        self.notice.say(message)
        announce(self, message, urgent=True)

    def _focused(self, focused: bool) -> None:
        self.paper_frame.setProperty("focused", "true" if focused else "false")
        self.paper_frame.style().unpolish(self.paper_frame)
        self.paper_frame.style().polish(self.paper_frame)
        if focused and self.notice.isVisible() and len(self.text()) < LONGEST:
            self.notice.say("")

    # Findings

    def _answered(self, report: Report) -> None:
        self._shown = merged(report, self.sheet.marks, self._people)
        self.sheet.set_marks(self._shown.findings)
        self._panel_timer.start()
        if report.stage is Stage.WHOLE:
            self._people = report.people
            self._settle_timer.start()
            self._remember_outcome()

    def _update_panel(self) -> None:
        if self._shown is None or self._draft is None:
            return
        self.panel.show_groups(groups(self._shown, self.text()), self._items)
        self.panel.tell_notes(self._shown.notes)
        self._tell_state()
        self._cursor_moved()

    def _settle(self) -> None:
        """Look at what the author did with the findings; consents are compared with the text, so not at each key."""
        report = self.reading.report
        if report is None or self._review is None:
            return
        try:
            state = self._review.state_of(report, self.channel, text=self.text(), today=self._today)
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            return
        self._items = {item.finding.key: item for item in state.items}
        self.sheet.set_quiet(k for k, i in self._items.items() if i.settled and i.resolution is not None)
        self._shown = report
        self._update_panel()

    def _remember_outcome(self) -> None:
        report = self.reading.report
        if report is None or self.saver.dirty or self._draft is None or self._session.read_only:
            return
        try:
            self._session.drafts.checked(self._draft.id, self.text(), report)
        except UserTrouble:
            return  # the list keeps saying "not yet checked", which is true of what is stored
        self.draft_checked.emit(self._draft.id)

    def _reading_changed(self) -> None:
        self._tell_state()
        self.state_changed.emit()

    def _tell_state(self) -> None:
        state = self.reading.state
        if state in (CheckState.NOTHING, CheckState.FAILED) and self.panel.cards():
            self.panel.show_groups((), {})
        nothing = state is CheckState.DONE and not self.panel.cards() and not self._panel_timer.isActive()
        words = NOTHING_FOUND if nothing else TELLINGS[state].panel or "Checked as it stands now."
        self.panel.tell(self.reading.trouble if state is CheckState.FAILED else words)
        if state in (CheckState.RESTARTING, CheckState.FAILED):
            self.sheet.set_marks(())
            self.panel.show_groups((), {})

    def _speak(self) -> None:
        summary = self.panel.summary() or "nothing found"
        if self.reading.state is CheckState.DONE and summary != self._spoken:
            self._spoken = summary
            announce(self.panel, summary)

    def _forget_findings(self) -> None:
        self._items, self._shown, self._people, self._spoken = {}, None, (), ""
        self._panel_timer.stop()
        self._settle_timer.stop()
        self.sheet.set_quiet(())
        self.sheet.set_marks(())
        self.panel.clear()

    # Going through the findings

    def current_group(self) -> Group | None:
        """The finding at hand: the marked card, else the one under the cursor."""
        card = self.panel.current()
        if card is None and (mark := self._mark_at_cursor()) is not None:
            card = self.panel.card_of(mark.finding)
        return card.group if card is not None else None

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) open passage from the cursor, around the end."""
        marks = self.sheet.open_marks()
        starts = _firsts(marks)
        if not starts:
            announce(self, "No findings to go to." if self.reading.state is CheckState.DONE else "Not yet checked.")
            return
        here = self.sheet.position()
        ahead = [m for m in starts if m.start > here] if by > 0 else [m for m in starts if m.start < here]
        mark = (ahead or starts)[0 if by > 0 else -1]
        self._go_to(mark, f"{starts.index(mark) + 1} of {len(starts)}")

    def _go_to(self, mark: Mark, where: str = "") -> None:
        self.sheet.go_to(mark.start)
        self.sheet.set_current(mark)
        card = self.panel.card_of(mark.finding)
        self.panel.set_current(card)
        self.sheet.setFocus()
        if card is not None:
            announce(self.sheet, f"{card.group.spoken()}. {where}".strip())

    def show_passage(self, group: Group) -> None:
        """Bring a group's first passage into view, the cursor before it."""
        marks = [m for f in group.findings if (m := self.sheet.mark_of(f)) is not None]
        if marks:
            self._go_to(min(marks, key=lambda m: m.start))

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
        if mark is None or self.text()[start:end] != fix.was:
            announce(self, "The passage has changed; wait for the next check.", urgent=True)
            return
        self.sheet.replace(start, end, fix.replace)
        self.sheet.setFocus()
        self._resolve([fix.finding], "mended")
        announce(self, "Changed. Undo takes it back.")

    def apply_first(self) -> None:
        """Put the first suggestion of the finding at hand into the text."""
        group = self.current_group()
        if group is not None and group.fixes:
            self.apply(group.fixes[0])
        else:
            announce(self, "There is no suggestion here that changes the text.")

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
        if self.saver.now():
            self.consent_wanted.emit(self.draft_id, group.findings)

    def _put_by(self, group: Group, reason: str) -> None:
        stops = [f for f in group.findings if f.outcome.stops]
        if self._resolve(stops, "overrule", reason):
            self._resolve([f for f in group.findings if not f.outcome.stops], "set_aside", reason)
            self.sheet.setFocus()
            announce(self, "Your reason is kept." if stops else "Set aside.")

    def _undo(self, group: Group) -> None:
        self._resolve(group.findings, "undo")
        announce(self, "Taken back.")

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
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            return False
        self._settle()
        return True

    # Looks

    def set_size(self, points: float) -> None:
        """The size of the letters on the sheet."""
        self.sheet.set_size(points)
        self._writing.setMaximumWidth(self.sheet.column_width(LETTERS) + 2 * PAPER_MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margin = 16 if self.paper_frame.width() < 460 else PAPER_MARGIN
        layout = self.paper_frame.layout()
        if layout is not None:
            layout.setContentsMargins(margin, 26, max(margin - 10, 8), 18)

    def set_stacked(self, stacked: bool) -> None:
        """Findings below the sheet where the window is narrow, else beside it."""
        wanted = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
        if self.split.orientation() is not wanted:
            self.split.setOrientation(wanted)
            self.split.setSizes([600, 260] if stacked else [self.width() - 340, 340])


def _timer(parent: QWidget, interval: int, call: object) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=interval)
    timer.timeout.connect(call)
    return timer


def _firsts(marks: Iterable[Mark]) -> list[Mark]:
    """One mark for each place: of several that begin together, the gravest."""
    best: dict[int, Mark] = {}
    for mark in marks:
        if mark.start not in best or mark.outcome.rank > best[mark.start].outcome.rank:
            best[mark.start] = mark
    return [best[start] for start in sorted(best)]
