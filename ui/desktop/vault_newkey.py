"""A new vault key: asked for over the writing window, carried out with that window put away, and then the new sheet.

The vault is written anew beside the old file and takes its place at the end; whenever it is killed, one of the two is
there and opens with the passphrase.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from composer.app import Session
from composer.identity import Identity
from composer.vault.backup import Progress
from composer.vault.recovery import RecoverySheet
from composer.vault.slots import RECOVERY
from ui.desktop.announce import announce
from ui.desktop.errand_dialog import ErrandDialog
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, heading, prose
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.passphrase import PassphraseField
from ui.desktop.recovery_page import RecoveryPage
from ui.desktop.vault_backups import Working
from ui.desktop.words import told

WHEN = (
    "For when somebody may know the key that this vault is encrypted with: a copy of a backup and its passphrase went "
    "astray, or a recovery sheet was seen. The whole vault is written anew under a fresh key. For a passphrase that "
    "somebody saw, with no copy of the vault in their hands, changing the passphrase is enough."
)
WHAT = (
    "The window closes meanwhile; it takes some seconds. If the computer fails in the middle, the vault opens as "
    "before. Backups made before keep the old key: make a new one afterwards, and delete the old ones if the old key "
    "is known."
)
SHEET = "The recovery sheet of today opens this vault no more then; a new one is shown at the end."


class NewKeyDialog(ErrandDialog, IdentityDialog):
    """Explains, and takes the passphrase. `agreed` brings it once it was found right; nothing has changed by then."""

    agreed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "New vault key", parent)
        self._slots = session.vault.slots
        self.body.addWidget(heading("A new key for this vault"))
        self.body.addWidget(prose(WHEN))
        self.body.addWidget(prose(WHAT))
        if self._slots.slot(RECOVERY) is not None:
            self.body.addWidget(prose(SHEET))
        self.passphrase = PassphraseField("Passphrase of this vault")
        self.passphrase.line.returnPressed.connect(self.go_on)
        self.body.addWidget(Field("The passphrase of this vault", self.passphrase))
        self.go_button = primary(QPushButton("Replace the key"))
        self.go_button.clicked.connect(self.go_on)
        self.add_buttons(self.go_button)
        self.resize(600, 560)

    def go_on(self) -> None:
        """Try the passphrase on a worker; a wrong one is told here."""
        slots, words = self._slots, self.passphrase.text()
        if words:
            self.run_errand(lambda: slots.unlock_with_passphrase(words), lambda _: self._right(words))

    def show_busy(self, busy: bool) -> None:
        self.go_button.setEnabled(not busy)

    def _right(self, words: str) -> None:
        self.passphrase.clear()
        self.accept()
        self.agreed.emit(words)

    def reject(self) -> None:
        self.passphrase.clear()
        super().reject()


class NewKeyWindow(IdentityDialog):
    """Shows how far it is, then the new sheet. `ended` brings what to say at the door, and its tone."""

    ended = Signal(str, str)

    def __init__(self, identity: Identity, work: Callable[[Progress], RecoverySheet | None]) -> None:
        super().__init__(identity, "New vault key")
        self.sheet: RecoveryPage | None = None
        self.busy = True
        self.head = heading("Writing the vault anew")
        self.body.addWidget(self.head)
        self.told = prose("Please wait. The vault is written under its new key and read back.")
        self.body.addWidget(self.told)
        self.working = Working("Progress of the new key")
        self.body.addWidget(self.working)
        self.go_button = primary(QPushButton("To the door"))
        self.go_button.setEnabled(False)
        self.go_button.clicked.connect(self.finish)
        self.add_buttons(self.go_button)
        self.cancel_button.hide()
        self.working.begin()
        progress = self.working.told
        errand = Errand(lambda: work(progress), self)
        errand.done.connect(self._done)
        errand.failed.connect(self._failed)
        errand.start()

    def _done(self, sheet: object) -> None:
        self._rest()
        words = "✓ The vault has a new key. Make a backup now: older ones keep the old key."
        self.notice.say(words, "good")
        self.head.setText("The vault is written anew")
        self.told.setText("It opens with the same passphrase as before.")
        announce(self, words)
        if isinstance(sheet, RecoverySheet):
            self.sheet = RecoveryPage({self.identity.kind: sheet}, date.today())
            self.body.addWidget(self.sheet)
            self.sheet.print_button.setFocus()

    def _failed(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self._rest()
        self.head.setText("The key was not replaced")
        self.told.setText("The vault has its old key and everything that was in it.")
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    def _rest(self) -> None:
        self.busy = False
        self.working.end()
        self.go_button.setEnabled(True)
        self.go_button.setFocus()

    def finish(self) -> None:
        """To the door, once the new sheet was proved or put off."""
        if self.busy:
            return
        if self.sheet is not None and (first := self.sheet.trouble()) is not None:
            first.setFocus()
            return
        self.accept()
        self.ended.emit(self.notice.text(), str(self.notice.property("tone") or "good"))

    def reject(self) -> None:
        if not self.busy:  # Escape and the window's cross are “later” for the sheet
            self.accept()
            self.ended.emit(self.notice.text(), str(self.notice.property("tone") or "good"))
