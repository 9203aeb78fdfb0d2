"""The writing page: channels, title, sheet, findings; and what happens between a key and a card.

The desk owns the papers of the session (one for each draft that was opened, with its undo history) until `put_away`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent.scope import covers
from composer.draft import LONGEST, Draft, Saved
from composer.errors import UserTrouble
from composer.publish.post import Extras, Whole, whole
from rules.report import Channel, Outcome, Report, severest
from ui.desktop import theme
from ui.desktop.announce import announce
from ui.desktop.beside import Beside
from ui.desktop.channels import Channels
from ui.desktop.checking import Checking
from ui.desktop.editor import Sheet
from ui.desktop.findings import Findings
from ui.desktop.forms import Notice
from ui.desktop.grouping import Group
from ui.desktop.marking import Marking, timer
from ui.desktop.paper import Edit, Paper
from ui.desktop.pictures_in import brings_pictures
from ui.desktop.reading import Reading
from ui.desktop.saving import Saver
from ui.desktop.theme import set_role
from ui.desktop.widgets import Empty

OUTCOME_MS = 800
"""After a whole report and a save: what the list of drafts says of this one is kept too."""
LETTERS = 72
"""The longest line of the sheet in average letters (60 to 75 read best)."""
PAPER_MARGIN = 40
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
    offered = Signal(object)
    """A drop or paste that brings pictures or files (`QMimeData`, to be read at once)."""

    def __init__(self, session: Session, checking: Checking, *, today: date | None = None) -> None:
        super().__init__()
        self._session = session
        self._today = today or date.today()
        self._draft: Draft | None = None
        self._titled = False
        self._papers: dict[str, Paper] = {}
        self._panel_width = 340
        self.reading = Reading(checking, self)
        self.saver = Saver(self._save, self)
        self._build()
        self.marking = Marking(self.sheet, self.panel, self.reading, self._today, self)
        self._outcome_timer = timer(self, OUTCOME_MS, self._remember_outcome)
        self._connect()
        self._show_empty(True)

    # Building

    def _build(self) -> None:
        self.setAccessibleName("Draft")
        self.setAcceptDrops(True)
        self.channels = Channels()
        self.title = QLineEdit(placeholderText="Title, for your own list")
        self.title.setAccessibleName("Title of the draft")
        self.title.setMaxLength(200)
        set_role(self.title, "title")
        self.beside = Beside()
        self.sheet = Sheet()
        self.notice = Notice()
        self.panel = Findings()
        self.paper_frame = QFrame()
        set_role(self.paper_frame, "sheet")
        inner = self._inner = QVBoxLayout(self.paper_frame)
        inner.setSpacing(8)
        inner.addWidget(self.title)
        inner.addWidget(self.beside.line)
        inner.addWidget(self.sheet, 1)
        self._writing = QWidget()
        column = self._column = QVBoxLayout(self._writing)
        column.setContentsMargins(0, 12, 0, 16)
        column.setSpacing(12)
        for part in (self.channels, self.notice):
            column.addWidget(part)
        column.addWidget(self.paper_frame, 1)
        column.addWidget(self.beside.strip)
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
        self.sheet.refused.connect(self._too_long)
        self.sheet.focused.connect(self._focused)
        self.sheet.offered.connect(self.offered)
        self.title.textEdited.connect(self._retitled)
        self.title.returnPressed.connect(self.sheet.setFocus)
        self.beside.changed.connect(self._beside_changed)
        self.beside.warning.returnPressed.connect(self.sheet.setFocus)
        self.channels.changed.connect(self._channels_changed)
        self.marking.consent_wanted.connect(self._ask_consent)
        self.marking.troubled.connect(self._trouble)
        self.marking.place_wanted.connect(self._go_to_part)
        self.marking.whole.connect(self._outcome_timer.start)
        self.marking.weighed.connect(self._weigh_pictures)
        self.reading.changed.connect(self.state_changed)
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

    def current_group(self) -> Group | None:
        """The finding at hand: the marked card, else the one under the cursor."""
        return self.marking.current_group()

    def text(self) -> str:
        """The text on the screen."""
        return self.sheet.text()

    def whole(self) -> Whole:
        """Everything that readers will see, the text first and as it is typed: what the report is about."""
        title = self.title.text() if self._titled else ""
        return whole(self.text(), self.beside.extras(), title=title, typed=True)

    def set_extras(self, extras: Extras) -> None:
        """Pictures, descriptions or who is in them were changed, and are stored: show and check them."""
        self.beside.show_extras(extras, self._session.pictures.content)
        self._beside_changed(stored=True)
        self.draft_saved.emit(self.draft_id)

    def open(self, draft_id: str) -> None:
        """Show a draft, saving the one before; where that fails, the one before stays. Raises what the vault raises."""
        if draft_id == self.draft_id or not self.may_leave():
            return
        draft = self._session.drafts.get(draft_id)
        self._draft, self._titled = draft, draft.titled
        self.marking.open(self._session.review(draft_id), draft.channel)
        self.notice.say("")
        self.title.setText(draft.title if draft.titled else "")
        self.beside.show_extras(
            self._session.pictures.of(draft_id), self._session.pictures.content, read_only=self._session.read_only
        )
        self.sheet.show_paper(self._paper(draft))
        self.sheet.setReadOnly(self._session.read_only)
        self.title.setReadOnly(self._session.read_only)
        self._suggest_title(draft.title)
        self.channels.show_channels(draft.channels or DEFAULT_CHANNELS, self.text(), self.beside.warning.text())
        self.marking.set_channel(self.channel)
        self.marking.edited(self.whole())
        self.marking.set_pictures(self.beside.lacking(self.channel))
        self.saver.settled(draft.changed)
        self._show_empty(False)
        self.reading.open(draft.id, self.whole(), self._session.setting(self.channel))

    def leave(self) -> bool:
        """Save what is on the screen and what the last check said of it; False when it could not be saved."""
        well = self.saver.now()
        if self._outcome_timer.isActive():
            self._remember_outcome()
        return well

    def may_leave(self, stays: str = "draft") -> bool:
        """Whether everything is saved (or nothing can be); if not, it says so, and that the `stays` stays open."""
        if self._session.read_only or self.leave():
            return True
        self.notice.say(f"{self.saver.reason}\nThe {stays} stays open so that nothing is lost. The ways on are above.")
        return False

    def close_draft(self) -> None:
        """Show none (the last one was deleted)."""
        self._draft = None
        self.marking.open(None, self.channel)
        self.sheet.show_paper(Paper("", self.sheet.font(), self))
        self.beside.forget()
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
        self._outcome_timer.stop()
        self.reading.close()
        self.marking.open(None, self.channel)
        self.title.setText("")  # unlike `clear` it drops the line's own undo history
        self.beside.forget()
        self.channels.forget()
        last = self.sheet.paper
        self.sheet.show_paper(Paper("", self.sheet.font(), self))
        for paper in {*self._papers.values(), last}:
            paper.forget()
        self._papers.clear()
        self._draft = None

    def reload(self) -> None:
        """Another view changed resolutions, consents (and so who is shown by which), or the identity: look again."""
        if self._draft is not None:
            shown, stored = self.beside.extras(), self._session.pictures.of(self._draft.id)
            if shown.pictures != stored.pictures:
                fresh = msgspec.structs.replace(stored, warning=shown.warning)
                self.beside.show_extras(fresh, self._session.pictures.content)
                self._beside_changed(stored=True)
            self.reading.set_setting(self._session.setting(self.channel))
            self.marking.set_pictures(self.beside.lacking(self.channel))
            self.marking.settle()

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
        if self.notice.isVisible() and len(text) < LONGEST:
            self.notice.say("")  # read by now, and the window's coming back to the front must not take it away
        self.channels.set_text(text)
        everything = self.whole()
        self.marking.edited(everything)
        self.reading.edited(edit, everything)

    def _save(self) -> Saved:
        assert self._draft is not None
        title = self.title.text().strip() if self._titled else None
        if (extras := self.beside.extras()) != self._session.pictures.of(self._draft.id):
            self._session.pictures.save(self._draft.id, extras)
        return self._session.drafts.save(self._draft.id, self.text(), title=title, channels=self.channels.channels())

    def _was_saved(self, saved: Saved) -> None:
        self._outcome_timer.start()
        self._suggest_title(saved.title)
        self.draft_saved.emit(self.draft_id)

    def _suggest_title(self, title: str) -> None:
        self.title.setPlaceholderText("" if self._titled else title or "Title, for your own list")

    def _retitled(self, words: str) -> None:
        self._titled = True
        self._beside_changed()

    def _beside_changed(self, *, stored: bool = False) -> None:
        """Title, warning or pictures: what readers see beside the text is checked with it."""
        if not stored:
            self.saver.touch()
        everything = self.whole()
        self.channels.set_text(self.text(), self.beside.warning.text())
        self.marking.edited(everything)
        self.marking.set_pictures(self.beside.lacking(self.channel))
        self.reading.set_whole(everything)
        self.marking.settle()
        self._outcome_timer.start()
        self.state_changed.emit()

    def _weigh_pictures(self) -> None:
        """A consent covers a picture only together with the words around it, which may have changed."""
        extras = self.beside.extras()
        if linked := {p.consent_id for picture in extras.pictures for p in picture.people if p.consent_id}:
            shown, hashes = whole(self.text(), extras).text, [p.sha256 for p in extras.pictures]
            records = [self._session.ledger.get(consent_id) for consent_id in sorted(linked)]
            fallen = [r.id for r in records if not covers(r, shown, self.channel, self._today, pictures=hashes).covered]
            self.beside.strip.weigh(fallen)

    def _go_to_part(self, name: str) -> None:
        if name == "title":
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "warning":
            self.beside.open_warning()
        else:
            self.beside.strip.opened.emit(int(name.removeprefix("alt ")) - 1)

    def _channels_changed(self, channels: Sequence[Channel]) -> None:
        self.saver.touch()
        self.marking.set_channel(self.channel)
        self.marking.set_pictures(self.beside.lacking(self.channel))
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

    def _remember_outcome(self) -> None:
        self._outcome_timer.stop()
        report = self.reading.report
        if report is None or self.saver.dirty or self._draft is None or self._session.read_only:
            return
        if self.marking.pictures_lack:
            report = msgspec.structs.replace(report, outcome=severest((report.outcome, Outcome.NEEDS_CONSENT)))
        try:
            self._session.drafts.checked(self._draft.id, self.text(), report)
        except UserTrouble:
            return  # the list keeps saying "not yet checked", which is true of what is stored
        self.draft_checked.emit(self._draft.id)

    def _ask_consent(self, findings: object) -> None:
        if self.saver.now():
            self.consent_wanted.emit(self.draft_id, findings)

    def _trouble(self, sentences: str) -> None:
        self.notice.say(sentences)
        announce(self, sentences, urgent=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._draft is not None and brings_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.offered.emit(event.mimeData())
        event.acceptProposedAction()

    def put_above(self, widget: QWidget) -> None:
        """A bar right above the sheet."""
        self._column.insertWidget(self._column.indexOf(self.paper_frame), widget)

    # Looks

    def set_size(self, points: float) -> None:
        """The size of the letters on the sheet."""
        self.sheet.set_size(points)
        self._writing.setMaximumWidth(self.sheet.column_width(LETTERS) + 2 * PAPER_MARGIN)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 460 * theme.scale() or self.height() < 560 * theme.scale()
        side, above = (16, 12) if narrow else (PAPER_MARGIN, 26)
        self._inner.setContentsMargins(side, above, max(side - 10, 8), above - 6)
        if self.split.orientation() is Qt.Orientation.Vertical:
            self.split.setSizes([round(self.height() * 0.58), round(self.height() * 0.42)])

    def set_panel_width(self, width: int) -> None:
        """How wide the findings are beside the sheet, at the usual letter size."""
        self._panel_width = width
        if self.split.orientation() is Qt.Orientation.Horizontal:
            beside = round(width * theme.scale())
            self.split.setSizes([max(self.width() - beside, 300), beside])

    def set_stacked(self, stacked: bool) -> None:
        """Findings below the sheet where the window is narrow, else beside it."""
        wanted = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
        if self.split.orientation() is not wanted:
            self.split.setOrientation(wanted)
            beside = round(self._panel_width * theme.scale())
            self.split.setSizes([580, 420] if stacked else [self.width() - beside, beside])
