"""Making, opening, deleting drafts and taking a deletion back: what the main window does with the list of drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property

from composer.app import Session
from composer.errors import UserTrouble
from ui.desktop.desk import DEFAULT_CHANNELS, Desk
from ui.desktop.drafts import Sidebar
from ui.desktop.standings import Standings
from ui.desktop.widgets import Toast

DRAFTS = "drafts"


class DraftCommands:
    """The part of the main window that keeps drafts, list and desk in step."""

    session: Session
    desk: Desk
    sidebar: Sidebar
    toast: Toast
    _deleted = ""
    _today: Callable[[], date]

    def current_page(self) -> str:
        """The key of the page that is shown."""
        raise NotImplementedError

    def show_page(self, key: str) -> None:
        """Turn to a page."""
        raise NotImplementedError

    def refresh_counts(self) -> None:
        """Ask every page for its count."""
        raise NotImplementedError

    def _tell(self) -> None:
        raise NotImplementedError

    def _tell_save(self) -> None:
        raise NotImplementedError

    def trouble(self, trouble: UserTrouble) -> None:
        """Tell what went wrong."""
        raise NotImplementedError

    @property
    def draft_id(self) -> str:
        """The open draft's id; empty when there is none."""
        return self.desk.draft_id

    def new_draft(self) -> None:
        """Make a draft and begin to write."""
        try:
            before = self.desk.channels.channels()
            draft = self.session.drafts.new(channels=before or DEFAULT_CHANNELS)
        except UserTrouble as trouble:
            self.trouble(trouble)
            return
        self.show_page(DRAFTS)
        self.open_draft(draft.id)
        self._list_drafts()
        self.refresh_counts()
        self.desk.sheet.setFocus()

    def open_draft(self, draft_id: str) -> None:
        """Show a draft on the writing page, unless the one that is open holds words that cannot be saved."""
        if self.current_page() != DRAFTS:
            self.show_page(DRAFTS)
        try:
            self.desk.open(draft_id)
        except UserTrouble as trouble:
            self.trouble(trouble)
            return
        self.sidebar.drafts.choose(self.draft_id)
        self._tell()

    def delete_draft(self) -> None:
        """Delete the open draft; it can be taken back."""
        if self.draft_id:
            self._delete(self.draft_id)

    def _delete(self, draft_id: str) -> None:
        if draft_id == self.draft_id and not self.desk.may_leave():
            return  # taken back, it would come without its last words
        ids = self.sidebar.drafts.ids()
        place = ids.index(draft_id) if draft_id in ids else 0
        rest = [i for i in ids if i != draft_id]
        try:
            self.session.drafts.delete(draft_id)
        except UserTrouble as trouble:
            self.trouble(trouble)
            return
        if draft_id == self.draft_id:
            self.desk.close_draft()
        self.desk.drop(draft_id)
        self._deleted = draft_id
        if rest and not self.draft_id:
            self.open_draft(rest[min(place, len(rest) - 1)])
        self._list_drafts()
        self.refresh_counts()
        self.toast.say("The draft was deleted.")

    def _restore_deleted(self) -> None:
        if self._deleted:
            try:
                self.session.drafts.restore(self._deleted)
            except UserTrouble as trouble:
                self.trouble(trouble)
                return
            self._list_drafts()
            self.open_draft(self._deleted)
            self._list_drafts()
            self.refresh_counts()

    def _open_first(self) -> None:
        drafts = self.session.drafts.all()
        if drafts:
            self.desk.open(drafts[0].id)
        self._list_drafts()
        self.refresh_counts()
        self._tell()
        self._tell_save()
        (self.desk.sheet if drafts else self.desk.empty.action).setFocus()

    @cached_property
    def standings(self) -> Standings:
        """Which drafts are approved, no longer approved, or resting."""
        return Standings(self.session, self._today)

    def _list_drafts(self) -> None:
        drafts = self.session.drafts.all()
        self.standings.read(drafts)
        self.sidebar.drafts.show_drafts(drafts, self.draft_id, self._now(), self.standings)

    def _draft_changed(self, draft_id: str) -> None:
        draft = self.session.drafts.get(draft_id)
        self.standings.read_one(draft)
        self.sidebar.drafts.refresh(draft, self._now(), self.standings)

    def _draft_count(self) -> str:
        number = self.sidebar.drafts.count()
        return str(number) if number else ""

    def _now(self) -> datetime:
        return datetime.now().astimezone()
