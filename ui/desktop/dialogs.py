"""The dialogs that a writing window opens: consent, review, export, settings; one of each at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from composer.approval import Approval
from composer.errors import UserTrouble
from composer.vault.keychain import Keychain
from composer.vault.telling import Telling
from rules.report import Channel, Finding
from ui.desktop.announce import announce
from ui.desktop.drafting import DRAFTS
from ui.desktop.features import Feature
from ui.desktop.founding import pack_titles
from ui.desktop.frames import BandDialog
from ui.desktop.halves import KeepsHalf
from ui.desktop.later import Later
from ui.desktop.main_window import MainWindow
from ui.desktop.post_features import POST_FEATURES
from ui.desktop.practice_features import LAST_FEATURES, PRACTICE_FEATURES
from ui.desktop.practice_page import PracticeFeature
from ui.desktop.vault_care import VaultCare
from ui.desktop.vault_state import VaultState
from ui.desktop.words import told

if TYPE_CHECKING:  # loaded when they are first needed: none of them is, before one can type
    from ui.desktop.consent_dialog import ConsentDialog
    from ui.desktop.consents import ConsentsPage
    from ui.desktop.consents_record import RecordView
    from ui.desktop.export_dialog import ExportDialog
    from ui.desktop.exported import ExportedPage
    from ui.desktop.review_page import ReviewDialog
    from ui.desktop.settings_dialog import SettingsDialog

F = TypeVar("F", bound=Feature)
CONSENTS, EXPORTED = "consents", "exported"
FEATURES: tuple[type[Feature], ...] = (*POST_FEATURES, *PRACTICE_FEATURES, VaultState, VaultCare, *LAST_FEATURES)
"""What plugs into every writing window, in the order of its menus."""

KEEP_EVERY_MS = 2_000
"""As long as P3 of SECURITY.md promises for a draft: no more of a half-filled form is gone when the app is killed."""


class KeepingHalf(Protocol):
    """What can hold a half-filled form."""

    def keep_half(self) -> None:
        """Put it into the vault. Raises what the vault raises."""


class Dialogs(QObject):
    """Belongs to one window and goes with it. Plugs the pages in and opens what the window asks for."""

    def __init__(
        self, window: MainWindow, *, keychain: Keychain | None = None, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__(window)
        self.window, self.session = window, window.session
        self._keychain, self._today = keychain, today
        self.consent: ConsentDialog | None = None
        self.review: ReviewDialog | None = None
        self.export: ExportDialog | None = None
        self.settings: SettingsDialog | None = None
        self._consents = Later(self._make_consents)
        self._exported = Later(self._make_exported)
        window.add_page(CONSENTS, "Consents", self._consents, self._due)
        window.add_page(EXPORTED, "Exported", self._exported, self._exports)
        window.consent_wanted.connect(self.open_consent)
        window.review_wanted.connect(self.open_review)
        window.settings_wanted.connect(self.open_settings)
        window.page_shown.connect(self._page_shown)
        window.desk.marking.whole.connect(self._read_whole)
        self._review_next = ""
        """The draft whose review opens with its next whole report."""
        self._told_unkept = False
        self._keeping = QTimer(self, interval=KEEP_EVERY_MS)
        self._keeping.timeout.connect(self._keep_in_time)
        self._keeping.start()
        window.page_shown.connect(lambda _: self.keep_typed())
        self.features = [feature(window, keychain=keychain, today=today) for feature in FEATURES]

    @property
    def consents(self) -> ConsentsPage:
        """The page of the consents."""
        return self._consents.page()

    @property
    def exported(self) -> ExportedPage:
        """The page of what was exported."""
        return self._exported.page()

    def _make_consents(self) -> ConsentsPage:
        from ui.desktop.consents import ConsentsPage

        page = ConsentsPage(self.session, today=self._today())
        page.changed.connect(self._changed)
        page.task_wanted.connect(lambda: self.window.show_page(EXPORTED))
        return page

    def _make_exported(self) -> ExportedPage:
        from ui.desktop.exported import ExportedPage

        page = ExportedPage(self.session, today=self._today())
        page.changed.connect(self.window.refresh_counts)
        return page

    def _due(self) -> str:
        waiting = sum(record.state.open for record in self.session.ledger.all())
        return f"{waiting} due" if waiting else ""

    def _exports(self) -> str:
        tasks = len(self.session.take_downs.open())
        number = len(self.session.exports.all())
        return f"{tasks} due" if tasks else str(number) if number else ""

    def _page_shown(self, key: str) -> None:
        if key == CONSENTS:
            self.consents.refresh()
        elif key == EXPORTED:
            self.exported.refresh()

    def _changed(self) -> None:
        """A consent changed: approvals may have fallen and tasks appeared."""
        if (exported := self._exported.made()) is not None:
            exported.refresh()
        self.window.refresh()

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_consent(self, draft_id: str, findings: Sequence[Finding]) -> ConsentDialog:
        """Record a consent for these findings of the open draft."""
        from ui.desktop.consent_dialog import ConsentDialog

        desk = self.window.desk
        self.consent = ConsentDialog(
            self.session,
            text=desk.text(),
            channel=desk.channel,
            draft_id=draft_id,
            findings=findings,
            today=self._today(),
            parent=self.window,
        )
        self.consent.recorded.connect(self._changed)
        self.consent.finished.connect(lambda: setattr(self, "consent", None))
        self._show(self.consent)
        return self.consent

    def open_review(self, draft_id: str) -> None:
        """The last look; where the text on the screen is approved for this channel already, the export instead."""
        desk, report = self.window.desk, self.window.report()
        approval = self.session.approvals.current(draft_id, desk.text(), channel=desk.channel, today=self._today())
        if approval is not None:
            self.open_export(approval)
            return
        if report is None:
            return
        from ui.desktop.review_page import ReviewDialog

        self.review = ReviewDialog(
            self.session, draft_id, desk.text(), report, desk.channel, today=self._today(), parent=self.window
        )
        self.review.approved.connect(self.open_export)
        self.review.resolutions_changed.connect(self.window.refresh)
        self.review.picture_wanted.connect(lambda number: desk.beside.strip.opened.emit(number - 1))
        self.review.finished.connect(lambda: setattr(self, "review", None))
        self._show(self.review)

    def open_export(self, approval: Approval) -> None:
        """Where the approved text goes."""
        from ui.desktop.export_dialog import ExportDialog

        self.window.refresh()
        self.export = ExportDialog(self.session, approval, self.window)
        self.export.exported.connect(self.window.refresh)
        self.export.review_wanted.connect(self.review_for)
        self.export.finished.connect(lambda: setattr(self, "export", None))
        self._show(self.export)

    def review_for(self, channel: Channel) -> None:
        """Write for that channel first, and review the post for it as soon as it has been read so."""
        desk = self.window.desk
        desk.channels.pick(channel)
        self._review_next = desk.draft_id
        if desk.report is not None:
            self._read_whole()

    def _read_whole(self) -> None:
        wanted, self._review_next = self._review_next, ""
        if wanted and wanted == self.window.draft_id:
            self.window.review()

    def open_settings(self) -> None:
        """Names, looks, locking, keys."""
        from ui.desktop.settings_dialog import SettingsDialog

        self.settings = SettingsDialog(
            self.window.considered, self.session, pack_titles(), self.window, keychain=self._keychain
        )
        self.settings.identity_changed.connect(self.window.refresh)
        self.settings.preferences_changed.connect(self.window.preferences_changed)
        self.settings.finished.connect(lambda: setattr(self, "settings", None))
        self._show(self.settings)

    def keep_halves(self) -> None:
        """Keep half-filled forms in the vault. Raises what the vault raises: then they are still on the screen."""
        if self.session.read_only:
            return
        self._keep(self.features)

    def _keep_in_time(self) -> None:
        """Nothing is asked while one writes: a draft has a saver of its own."""
        if self.window.current_page() != DRAFTS or QApplication.activeModalWidget() is not None:
            self.keep_typed()

    def keep_typed(self) -> None:
        """Keep half-filled forms while they are filled in. What was not kept is told once, until it can be again.

        Dialogs whose `keep_half` changes a draft wait for the lock: theirs would be no half any more.
        """
        if not self.session.is_open or self.session.read_only:
            return
        forms = [f for f in self.features if isinstance(f, PracticeFeature) or isinstance(f.dialog, KeepsHalf)]
        try:
            self._keep(forms)
        except UserTrouble as trouble:
            if not self._told_unkept:
                self._told_unkept = True
                self._tell_unkept(trouble)
        else:
            self._told_unkept = False

    def _tell_unkept(self, trouble: UserTrouble) -> None:
        front = QApplication.activeModalWidget()
        if isinstance(front, BandDialog):
            front.notice.say(told(trouble))
            announce(front, told(trouble), urgent=True)
        else:
            self.window.trouble(trouble)
            self.window.toast.say(str(trouble), undo="")

    def _keep(self, features: Iterable[Feature]) -> None:
        """Keep what is half filled in on the pages, in the dialogs that are open and in these features."""
        halves: tuple[KeepingHalf | None, ...] = (self.consent, self.review, self.settings, *self._views(), *features)
        troubles: list[UserTrouble] = []
        for half in halves:
            try:
                if half is not None:
                    half.keep_half()
            except UserTrouble as trouble:  # the other forms may fit in still
                troubles.append(trouble)
        if troubles:
            raise troubles[0]

    def _views(self) -> list[RecordView]:
        """What holds half-filled forms among the pages that were looked at."""
        page = self._consents.made()
        return [] if page is None else [page.view]

    def feature(self, kind: type[F]) -> F:
        """The one feature of that kind in this window."""
        return next(feature for feature in self.features if isinstance(feature, kind))

    def plug_in_care(self, restore: Callable[[], object], new_key: Callable[[str], object]) -> None:
        """Who restores a backup and who replaces the vault key: both need the vault closed."""
        care, state = self.feature(VaultCare), self.feature(VaultState)
        care.restore_wanted.connect(restore)
        care.new_key_wanted.connect(new_key)
        state.add_way("findings", "Check the vault…", care.log)
        state.add_way("findings", "Restore a backup…", care.restore)
        state.add_way("backup", "Backups…", care.backups)
        care.hourly.failed.connect(self._not_backed_up)

    def _not_backed_up(self, telling: Telling) -> None:
        state = self.feature(VaultState)
        state.tell(telling)
        state.add_way("backup", "Backups…", self.feature(VaultCare).backups, last=True)

    def put_away(self) -> None:
        """Keep half-filled forms where that is still possible, close the dialogs, clear the pages; before the vault
        closes."""
        self._keeping.stop()
        with contextlib.suppress(UserTrouble):
            self.keep_halves()
        for dialog_ in (self.consent, self.review, self.export, self.settings):
            if dialog_ is not None:
                dialog_.blockSignals(True)
                dialog_.hide()
        for feature in self.features:
            feature.put_away()
        for page in (self._consents.made(), self._exported.made()):
            if page is not None:
                page.forget()
