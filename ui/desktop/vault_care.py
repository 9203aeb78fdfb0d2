"""The Vault menu: backups, log and receipt, erasures, keys, a new vault key, restoring."""

from __future__ import annotations

from PySide6.QtCore import Signal

from composer.vault.keychain import Keychain
from composer.vault.slots import PASSPHRASE
from ui.desktop.features import Feature
from ui.desktop.vault_hourly import HourlyBackup
from ui.desktop.vault_state import MENU


class VaultCare(Feature):
    """Opens the dialogs. What needs the vault closed goes out as a signal to whoever owns the window."""

    restore_wanted = Signal()
    new_key_wanted = Signal(str)
    """The passphrase, found right."""

    def build(self) -> None:
        self.hourly = HourlyBackup(self.session, self.window.desk.saver, self)
        self.command(MENU, "&Backups…", "Ctrl+Alt+B", self.backups)
        self.command(MENU, "&Log and receipt…", "Ctrl+Alt+G", self.log)
        self.command(MENU, "&Erasures…", "Ctrl+Alt+X", self.erasures)
        self.command(MENU, "&Keys and recovery sheet…", "Ctrl+Alt+K", self.keys)
        new_key = self.command(MENU, "&New vault key…", "Ctrl+Alt+N", self.new_key)
        new_key.setEnabled(not self.session.read_only and self.session.vault.slots.slot(PASSPHRASE) is not None)
        self.command(MENU, "&Restore a backup…", "Ctrl+Alt+R", self.restore)

    def backups(self) -> None:
        """Which there are, one more, and a check of one."""
        from ui.desktop.vault_backups import BackupsDialog

        self.show_dialog(BackupsDialog(self.session, self.window))

    def log(self) -> None:
        """Check the log, and a receipt of it."""
        from ui.desktop.vault_log import LogDialog

        self.show_dialog(LogDialog(self.session, self.keychain, self.window))

    def erasures(self) -> None:
        """What was erased, in words for the person."""
        from ui.desktop.vault_log import ErasuresDialog

        self.show_dialog(ErasuresDialog(self.session, self.window))

    def keys(self) -> None:
        """The ways into this vault."""
        from ui.desktop.vault_keys import KeysDialog

        self.show_dialog(KeysDialog(self.session, self.keychain or Keychain(), self.window))

    def new_key(self) -> None:
        """Ask for a new vault key; the window is saved and closed for it."""
        from ui.desktop.vault_newkey import NewKeyDialog

        dialog = NewKeyDialog(self.session, self.window)
        dialog.agreed.connect(self.new_key_wanted)
        self.show_dialog(dialog)

    def restore(self) -> None:
        """Lock, and restore at the door: no vault is open meanwhile."""
        self.restore_wanted.emit()

    def put_away(self) -> None:
        self.hourly.stop()
        super().put_away()
