"""Which window is up: the set-up wizard, the door, or the writing window; and the order in which things are put away.

Locking saves, keeps half-filled forms in the vault, ends the checker, clears what is shown, takes consent data off the
clipboard, and only then closes the vault. At the end of the app the thread pool is waited for before that.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from composer.app import Considered, Session
from composer.vault.keychain import Keychain
from rules.report import IdentityKind
from ui.desktop import theme
from ui.desktop.dialogs import Dialogs
from ui.desktop.errands import Errand, drain
from ui.desktop.founding import channel_names, found, keyring_note, pack_titles
from ui.desktop.identity_band import IdentityBand
from ui.desktop.locking import IdleWatch, ScreenLockWatch
from ui.desktop.main_window import MainWindow
from ui.desktop.setup_wizard import SetupWizard
from ui.desktop.unlock import UnlockWindow

LISTEN_AFTER_MS = 1_000


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
        self._last = IdentityKind(self.considered.preferences().last_identity)
        self.idle = IdleWatch(app, self.considered.preferences().lock_after)
        self.idle.idle.connect(self.lock_if_saved)
        self.screen_lock = ScreenLockWatch(self)
        self.screen_lock.locked.connect(self.lock_if_saved)
        app.styleHints().colorSchemeChanged.connect(self._dress)

    # Which window

    def start(self) -> None:
        """Show what comes first: the wizard on a machine without vaults, else the door."""
        if self.considered.is_set_up():
            self.show_door()
        elif half := self.considered.half_made():
            self._half_made(half[0])
        else:
            self.show_wizard()

    def show_wizard(self) -> None:
        """The set-up, from nothing."""
        self.wizard = SetupWizard(
            lambda request: found(self.considered, request), channels=channel_names(), packs=pack_titles()
        )
        keychain, keys = self._keychain, self.wizard.keys
        probe = Errand(lambda: keyring_note(keychain), self.wizard)
        probe.done.connect(keys.tell_keyring)
        probe.start()
        self.wizard.finished.connect(self._set_up)
        self.wizard.gave_up.connect(self._app.quit)
        self.wizard.show()

    def _set_up(self) -> None:
        wizard, self.wizard = self.wizard, None
        self.show_door()
        _put_away(wizard)

    def _half_made(self, kind: IdentityKind) -> None:
        QMessageBox.warning(
            None,
            "Considered",
            f"Only the {kind.value} vault is there; the other one is missing. Considered makes no new one. "
            "Put the file back or restore a backup; until then the one that is there opens as always.",
        )
        self.show_door()

    def show_door(self) -> None:
        """The door, turned to the identity that was open last."""
        cards = self.considered.identities_known()
        kinds = [card.kind for card in cards]
        self.door = UnlockWindow(cards, self.considered.unlock, chosen=self._last if self._last in kinds else kinds[0])
        self.door.opened.connect(self.show_window)
        self.door.gave_up.connect(self._door_closed)
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
        self.window.switch_wanted.connect(self.switch)
        self.window.closed.connect(self._window_closed)
        self.window.preferences_changed.connect(self._prefer)
        self.dialogs = Dialogs(self.window, keychain=self._keychain)
        door, self.door = self.door, None
        self.window.show()
        _put_away(door)
        self.idle.start()
        QTimer.singleShot(LISTEN_AFTER_MS, self.screen_lock.listen)
        self.unlocked.emit(session)

    def raise_window(self) -> None:
        """Bring whatever window is up to the front (a second start asked for it)."""
        for window in (self.window, self.door, self.wizard):
            if window is not None:
                window.show()
                window.raise_()
                window.activateWindow()
                return

    # Putting away

    def lock(self) -> None:
        """Save, close the vault, clear everything shown, and show the door."""
        if self.window is not None:
            self._close_session()
            self.show_door()
            self.locked.emit()

    def lock_if_saved(self) -> None:
        """Lock by itself, unless what was typed could not be saved: then the window says so and stays open."""
        if self.window is not None:
            self.window.lock()

    def switch(self) -> None:
        """Lock, and turn the door to the other identity."""
        other = IdentityKind.PERSONAL if self._last is IdentityKind.PROFESSIONAL else IdentityKind.PROFESSIONAL
        self._last = other
        self.lock()

    def save_now(self) -> None:
        """Put what is on the screen into the vault; used before anything that could go wrong."""
        if self.window is not None:
            self.window.save_now()

    def _close_session(self) -> None:
        self.idle.stop()
        window, self.window = self.window, None
        if window is None:
            return
        if self.dialogs is not None:
            self.dialogs.put_away()
            self.dialogs = None
        window.put_away()
        clear_clipboard(window.own_clipboard())
        self.considered.lock()
        _put_away(window)

    def _window_closed(self) -> None:
        if self.window is not None:
            self._close_session()
            self._app.quit()

    def shut_down(self) -> None:
        """The order of leaving: finish work off the thread, save, close the vault, let the windows go."""
        drain()
        self._close_session()
        self.considered.lock()  # a vault that was opened while the door was closing
        for window in (self.wizard, self.door):
            _put_away(window)
        self.wizard = self.door = None

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


def clear_clipboard(own: str) -> None:
    """Take our own text off the clipboard, and leave alone what the user put there since (reliability F23)."""
    clipboard = QGuiApplication.clipboard()
    if own and clipboard.text() == own:
        clipboard.clear()


def _put_away(window: QWidget | None) -> None:
    if window is not None:
        window.blockSignals(True)
        window.close()
        window.deleteLater()
