"""Which window is up: the set-up wizard, the door, or the writing window; and the order in which things are put away.

Locking saves, keeps half-filled forms in the vault, ends the checker, clears what is shown, takes consent data off the
clipboard, and only then closes the vault. At the end of the app the thread pool is waited for before that.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from composer.app import Considered, Session
from composer.draft import Draft
from composer.errors import UserTrouble
from composer.vault.keychain import Keychain
from rules.report import IdentityKind
from ui.desktop import theme
from ui.desktop.clipboard import CLEAR_AFTER_MS, ClipboardGuard
from ui.desktop.dialogs import Dialogs
from ui.desktop.errands import Errand, drain
from ui.desktop.identity_band import IdentityBand
from ui.desktop.later import load_ahead
from ui.desktop.locking import IdleWatch, ScreenLockWatch
from ui.desktop.main_window import MainWindow
from ui.desktop.post_move import Carried, Move
from ui.desktop.sleeping import SleepDelay
from ui.desktop.unlock import UnlockWindow

if TYPE_CHECKING:  # loaded when they are first needed, which is seldom
    from ui.desktop.setup_wizard import SetupWizard
    from ui.desktop.vault_newkey import NewKeyWindow
    from ui.desktop.vault_restore import RestoreDialog

LISTEN_AFTER_MS = 1_000
BEHIND_MS = 30
"""The first window is painted by then, and nobody has typed yet."""
HALF = (
    "Only the {there} vault is here; the {other} one is missing. Considered makes no new one in its place.\n"
    "Put its file back, or restore a backup of it. The {there} one opens as always."
)
BEREFT = (
    "The vaults are not where they were, but their key files or backups are. Considered makes no new ones.\n"
    "Put the files back and start again, or restore a backup here."
)


class Desktop(QObject):
    """The app with its windows. One for a process: `start` shows the first, `shut_down` leaves nothing behind."""

    unlocked = Signal(object)
    locked = Signal()

    def __init__(
        self, app: QApplication, considered: Considered | None = None, *, keychain: Keychain | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._keychain = keychain
        self.considered = considered or Considered(keyring=keychain)
        self.wizard: SetupWizard | None = None
        self.door: UnlockWindow | None = None
        self.window: MainWindow | None = None
        self.dialogs: Dialogs | None = None
        self.restoring: RestoreDialog | None = None
        self.new_key: NewKeyWindow | None = None
        self.carried = Carried(self)
        self.carried.gone.connect(self._let_go)
        self.clipboard = ClipboardGuard(self)
        self.clipboard.armed.connect(self._copied)
        self._last = IdentityKind(self.considered.preferences().last_identity)
        self.idle = IdleWatch(app, self.considered.preferences().lock_after)
        self.idle.idle.connect(self.lock_if_saved)
        self.screen_lock = ScreenLockWatch(self)
        self.screen_lock.locked.connect(self.lock_if_saved)
        self.sleep_delay = SleepDelay(self)
        self.screen_lock.locked.connect(self.sleep_delay.let_go)  # locked by now, or it cannot be
        self.locked.connect(self.sleep_delay.let_go)
        app.styleHints().colorSchemeChanged.connect(self._dress)

    # Which window

    def start(self) -> None:
        """Show what comes first: the wizard on a machine without vaults, else the door."""
        QTimer.singleShot(BEHIND_MS, load_ahead)
        if self.considered.is_set_up():
            self.show_door()
        elif half := self.considered.half_made():
            self.show_door(HALF.format(there=half[0].value, other=_other(half[0]).value), "caution")
        elif bereft := self.considered.bereft():
            self.restore(bereft[0], BEREFT)
        else:
            self.show_wizard()

    def show_wizard(self) -> None:
        """The set-up, from nothing."""
        from ui.desktop.founding import channel_names, found, keyring_note, pack_titles
        from ui.desktop.setup_wizard import SetupWizard

        self.wizard = SetupWizard(
            lambda request: found(self.considered, request), channels=channel_names(), packs=pack_titles()
        )
        keychain, keys = self._keychain, self.wizard.keys
        probe = Errand(lambda: keyring_note(keychain), self.wizard)
        probe.done.connect(keys.tell_keyring)
        probe.start()
        self.wizard.finished.connect(self._set_up)
        self.wizard.gave_up.connect(self._app.quit)
        self.wizard.welcome.restore_wanted.connect(lambda: self.restore())
        self.wizard.show()

    def _set_up(self) -> None:
        wizard, self.wizard = self.wizard, None
        self.show_door()
        _put_away(wizard)

    def show_door(self, words: str = "", tone: str = "good") -> None:
        """The door, turned to the identity that was open last, perhaps with something to say."""
        cards = self.considered.identities_known()
        kinds = [card.kind for card in cards]
        self.door = UnlockWindow(cards, self.considered.unlock, chosen=self._last if self._last in kinds else kinds[0])
        self.door.opened.connect(self.show_window)
        self.door.gave_up.connect(self._door_closed)
        self.door.restore_wanted.connect(self._restore_here)
        if words:
            self.door.tell(words, tone)
        self.door.show()

    def _door_closed(self) -> None:
        if self.window is None:
            self._app.quit()

    def show_window(self, session: Session) -> None:
        """The writing window of one identity."""
        self._last = session.kind
        self._dress()
        self.window = MainWindow(self.considered, session)
        self.window.lock_wanted.connect(self.lock)
        self.window.lock_unsaved_wanted.connect(self.lock_unsaved)
        self.window.switch_wanted.connect(self.switch)
        self.window.closed.connect(self._window_closed)
        self.window.preferences_changed.connect(self._prefer)
        self.dialogs = Dialogs(self.window, keychain=self._keychain)
        self.dialogs.plug_in_care(self.restore_backup, self.replace_key)
        self.dialogs.feature(Move).wanted.connect(self.move)
        door, self.door = self.door, None
        self.window.show()
        self.carried.arrive(self.window)
        _put_away(door)
        self.idle.start()
        QTimer.singleShot(LISTEN_AFTER_MS, self._listen)
        self.unlocked.emit(session)

    def _listen(self) -> None:
        """Hear when the screen is locked or the machine is to sleep, and have sleep wait for us."""
        self.screen_lock.listen()
        if self.window is not None:
            self.sleep_delay.hold()

    def raise_window(self) -> None:
        """Bring whatever window is up to the front (a second start asked for it)."""
        for window in (self.window, self.new_key, self.restoring, self.door, self.wizard):
            if window is not None:
                window.show()
                window.raise_()
                window.activateWindow()
                return

    # What needs every vault closed

    def restore(self, kind: IdentityKind | None = None, why: str = "") -> None:
        """Restore a backup at the door, in the wizard's place, or where there is nothing else to show."""
        from ui.desktop.vault_restore import RestoreDialog

        dialog = self.restoring = RestoreDialog(self.considered, self.door or self.wizard, kind=kind, why=why)
        dialog.restored.connect(self._restored)
        dialog.finished.connect(self._restore_ended)
        dialog.open()

    def _restore_here(self) -> None:
        if self.door is not None:
            self.restore(self.door.kind if self.considered.is_set_up() else None)

    def _restored(self, kind: IdentityKind, words: str) -> None:
        self._last = kind
        for window in (self.door, self.wizard):
            _put_away(window)
        self.door = self.wizard = None
        half = self.considered.half_made()
        more = f"\n{HALF.format(there=half[0].value, other=_other(half[0]).value)}" if half else ""
        self.show_door(words + more)

    def _restore_ended(self) -> None:
        dialog, self.restoring = self.restoring, None
        if dialog is not None:
            dialog.deleteLater()
        if self.door is None and self.wizard is None and self.window is None:
            self._app.quit()

    def restore_backup(self) -> None:
        """From the writing window: lock, then restore at the door."""
        if self.window is not None and self.window.may_leave() and self.lock():
            self.restore(self._last)

    def replace_key(self, passphrase: str) -> None:
        """Put the writing window away and write its vault anew under a fresh key; then the door."""
        if self.window is None or not self.window.may_leave() or not self._halves_kept():
            return
        identity, considered = self.window.session.identity, self.considered
        self._close_session(close_vault=False)
        from ui.desktop.vault_newkey import NewKeyWindow

        self.new_key = NewKeyWindow(identity, lambda progress: considered.replace_key(passphrase, progress=progress))
        self.new_key.ended.connect(self._key_replaced)
        self.new_key.show()

    def _key_replaced(self, words: str, tone: str) -> None:
        window, self.new_key = self.new_key, None
        self.considered.lock()
        self.show_door(words, tone)
        _put_away(window)
        self.locked.emit()

    # Putting away

    def lock(self) -> bool:
        """Save, close the vault, clear everything shown, and show the door; where a form cannot be kept, stay."""
        if self.window is None or not self._halves_kept():
            return False
        self._lock()
        return True

    def lock_unsaved(self) -> None:
        """Lock although something cannot be kept: whoever wants this was asked."""
        if self.window is not None:
            self._lock()

    def _lock(self) -> None:
        try:
            self._close_session()
        finally:
            self.show_door()
            self.locked.emit()

    def _halves_kept(self) -> bool:
        """Whether what is half filled in is in the vault; if not, the window says why and stays."""
        try:
            if self.dialogs is not None:
                self.dialogs.keep_halves()
        except UserTrouble as trouble:
            assert self.window is not None
            self.window.trouble(trouble)
            return False
        return True

    def lock_if_saved(self) -> None:
        """Lock by itself, unless what was typed could not be saved: then the window says so and stays open for now."""
        if self.window is not None:
            self.window.lock()
        if self.window is not None:
            self.idle.start()  # tried again after the same time

    def switch(self) -> None:
        """Lock, and turn the door to the other identity."""
        before, self._last = self._last, _other(self._last)
        if not self.lock():
            self._last = before

    def move(self, draft: Draft) -> None:
        """Take a copy of a draft's text to the other identity's door; it arrives when that vault opens."""
        to = _other(self._last)
        self.switch()
        if self.window is None and self.door is not None:
            self.carried.take(draft, to)
            self.door.tell(self.carried.words(), "caution")

    def _let_go(self) -> None:
        if self.door is not None:
            self.door.tell("The text waited too long and was let go of. Its draft is where it was.")

    def _copied(self) -> None:
        if self.window is not None:
            self.window.toast.say(f"Copied. It leaves the clipboard in {CLEAR_AFTER_MS // 1000} seconds.", undo="")

    def save_now(self) -> None:
        """Put what is on the screen into the vault; used before anything that could go wrong."""
        if self.window is not None:
            self.window.save_now()

    def _close_session(self, *, close_vault: bool = True) -> None:
        self.idle.stop()
        window, self.window = self.window, None
        if window is None:
            return
        dialogs, self.dialogs = self.dialogs, None
        with contextlib.ExitStack() as steps:  # last in, first out; each is taken, whatever befell the one before
            steps.callback(_put_away, window)
            if close_vault:
                steps.callback(self.considered.lock)
            steps.callback(self.clipboard.lock)
            steps.callback(window.put_away)
            if dialogs is not None:
                steps.callback(dialogs.put_away)

    def _window_closed(self) -> None:
        if self.window is not None:
            self._close_session()
            self._app.quit()

    def shut_down(self) -> None:
        """The order of leaving: finish work off the thread, save, close the vault, let the windows go."""
        drain()
        self.carried.let_go()
        self._close_session()
        self.clipboard.lock()
        self.considered.lock()  # a vault that was opened while the door was closing
        for window in (self.restoring, self.new_key, self.wizard, self.door):
            _put_away(window)
        self.restoring = self.new_key = self.wizard = self.door = None

    # Looks

    def _dress(self) -> None:
        mode = theme.chosen_mode(self.considered.preferences().theme)
        theme.dress(self._app, self._last, mode)
        for window in self._app.topLevelWidgets():
            for band in window.findChildren(IdentityBand):
                band.recolour()

    def _prefer(self) -> None:
        self.idle.set_minutes(self.considered.preferences().lock_after)
        self._dress()


def _other(kind: IdentityKind) -> IdentityKind:
    return IdentityKind.PERSONAL if kind is IdentityKind.PROFESSIONAL else IdentityKind.PROFESSIONAL


def _put_away(window: QWidget | None) -> None:
    if window is not None:
        window.blockSignals(True)
        window.close()
        window.deleteLater()
