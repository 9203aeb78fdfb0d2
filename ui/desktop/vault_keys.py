"""The ways into a vault: passphrase, keyring, recovery sheet. Added, changed and taken away; the last one never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.vault.keychain import Keychain
from composer.vault.slots import KEYRING, PASSPHRASE, RECOVERY, SheetOffer, Slot
from composer.wording import plain_date
from ui.desktop.announce import announce
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, Notice, heading, prose, section
from ui.desktop.frames import IdentityDialog
from ui.desktop.passphrase import SHORTEST, PassphraseField
from ui.desktop.recovery_page import RecoveryPage
from ui.desktop.widgets import FlowBox, button
from ui.desktop.words import told

WAYS = {
    PASSPHRASE: "Passphrase, set on {day}",
    KEYRING: "The keyring of this computer ({backend}), since {day}",
    RECOVERY: "Recovery sheet number {serial}, made on {day}",
}
NONE = {
    PASSPHRASE: "No passphrase: only the other ways below open this vault",
    KEYRING: "The keyring of this computer does not open it",
    RECOVERY: "No recovery sheet: a lost passphrase means a lost vault",
}


class KeysPanel(QWidget):
    """Each change counts at once and touches nothing that is in the vault. A new sheet counts once it was proved."""

    def __init__(self, session: Session, keychain: Keychain) -> None:
        super().__init__()
        self._session, self._keychain = session, keychain
        self._offer: SheetOffer | None = None
        self.sheet: RecoveryPage | None = None
        self.said = Notice()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._column.addWidget(self.said)
        self._passphrase_part()
        self._sheet_part()
        self._keyring_part()
        self._column.addStretch(1)
        self._tell()

    def _passphrase_part(self) -> None:
        self.has_passphrase = prose("")
        self.passphrase = PassphraseField("New passphrase", judged=True)
        identity = self._session.identity
        self.passphrase.known = (identity.display_name, identity.practice)
        self.again = PassphraseField("New passphrase again")
        self._again_field = Field("The same again", self.again)
        self.change_button = button("Change the passphrase", pressed=self._change)
        self.drop_passphrase = button("Take it away", "quiet", name="Take the passphrase away")
        self.drop_passphrase.clicked.connect(lambda: self._remove(PASSPHRASE))
        self._column.addWidget(section("Passphrase"))
        self._column.addWidget(self.has_passphrase)
        self._column.addWidget(Field("A new passphrase for this vault", self.passphrase))
        self._column.addWidget(self._again_field)
        self._row(self.change_button, self.drop_passphrase)

    def _sheet_part(self) -> None:
        self.has_sheet = prose("")
        self.sheet_button = button("Make a new recovery sheet", pressed=self._new_sheet)
        self.drop_sheet = button("Take it away", "quiet", name="Take the recovery sheet away")
        self.drop_sheet.clicked.connect(lambda: self._remove(RECOVERY))
        self.prove_button = button("The sheet is on paper: it counts from now on", "primary", pressed=self.prove)
        self.keep_old_button = button("Leave it as it was", pressed=self._withdraw)
        self._column.addWidget(section("Recovery sheet"))
        self._column.addWidget(self.has_sheet)
        self._row(self.sheet_button, self.drop_sheet)
        self._sheet_place = QVBoxLayout()
        self._column.addLayout(self._sheet_place)
        self._row(self.prove_button, self.keep_old_button)
        self.prove_button.hide()
        self.keep_old_button.hide()

    def _keyring_part(self) -> None:
        self.has_keyring = prose("")
        self.keyring_button = button("", pressed=self._toggle_keyring)
        self._column.addWidget(section("Keyring"))
        self._column.addWidget(self.has_keyring)
        self._row(self.keyring_button)

    def _row(self, *buttons: QPushButton) -> None:
        row = FlowBox(gap=10)
        for each in buttons:
            row.add(each)
        self._column.addWidget(row)

    def _tell(self) -> None:
        slots = self._session.vault.slots
        writable = not self._session.read_only
        held = slots.slot(KEYRING) is not None
        for kind, label in (
            (PASSPHRASE, self.has_passphrase), (RECOVERY, self.has_sheet), (KEYRING, self.has_keyring)
        ):  # fmt: skip
            label.setText(in_words(kind, slots.slot(kind)))
        self.keyring_button.setText("Stop using the keyring" if held else "Let the keyring open it too")
        self.keyring_button.setAccessibleName(self.keyring_button.text())
        self.change_button.setText(
            "Change the passphrase" if slots.slot(PASSPHRASE) is not None else "Set this passphrase"
        )
        self.drop_passphrase.setVisible(slots.slot(PASSPHRASE) is not None)
        self.drop_sheet.setVisible(slots.slot(RECOVERY) is not None)
        for each in (self.sheet_button, self.change_button, self.drop_sheet, self.drop_passphrase, self.keyring_button):
            each.setEnabled(writable)
        self.sheet_button.setEnabled(writable and self._offer is None)

    def _run(self, work: Callable[[], object], said: str) -> None:
        """Deriving a key takes most of a second: off the window's thread."""
        self.setEnabled(False)
        errand = Errand(work, self)
        errand.done.connect(lambda result: self._done(result, said))
        errand.failed.connect(self._failed)
        errand.start()

    def _change(self) -> None:
        words = self.passphrase.text()
        if not self.passphrase.strength().enough:
            self._say(f"✕ Give a passphrase of at least {SHORTEST} characters.", "trouble")
            return
        if words != self.again.text():
            self._again_field.complain("The two are not the same. Type the new passphrase again.")
            self.again.setFocus()
            return
        vault = self._session.vault
        self.forget()
        self._run(
            lambda: vault.slots.set_passphrase(vault.key, words), "The new passphrase opens this vault from now on."
        )

    def _remove(self, kind: str) -> None:
        vault, gone = self._session.vault, {PASSPHRASE: "passphrase", RECOVERY: "recovery sheet"}[kind]
        self._run(lambda: vault.slots.remove(kind), f"The {gone} opens this vault no more.")

    def _toggle_keyring(self) -> None:
        vault, keychain = self._session.vault, self._keychain
        if vault.slots.slot(KEYRING) is not None:
            self._run(lambda: vault.slots.remove(KEYRING, keychain), "The keyring opens this vault no more.")
        else:
            self._run(lambda: vault.slots.set_keyring(vault.key, keychain), "The keyring opens this vault too.")

    # The sheet: shown, proved, and only then in force

    def _new_sheet(self) -> None:
        vault = self._session.vault
        said = "A new sheet. Print or save it, then type one of its groups. Until then the sheet before stays good."
        self._run(lambda: vault.slots.offer_recovery(vault.key), said)

    def prove(self) -> None:
        """Let the new sheet count, if a group of it was typed as it stands."""
        if self.sheet is None or self._offer is None:
            return
        if (first := self.sheet.trouble()) is not None:
            first.setFocus()
            return
        vault, offer = self._session.vault, self._offer
        self._withdraw()
        self._run(lambda: vault.slots.keep_recovery(offer), "The new sheet opens this vault. An older one no more.")

    def _withdraw(self) -> None:
        """Take the new sheet off the screen."""
        self._offer = None
        if self.sheet is not None:
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None
        self.prove_button.hide()
        self.keep_old_button.hide()
        self._tell()

    def _show(self, offer: SheetOffer) -> None:
        self._offer = offer
        self.sheet = RecoveryPage({self._session.kind: offer.sheet}, date.today(), may_skip=False)
        self._sheet_place.addWidget(self.sheet)
        self.prove_button.show()
        self.keep_old_button.show()
        self.sheet.print_button.setFocus()

    def _done(self, result: object, said: str) -> None:
        self.setEnabled(True)
        if isinstance(result, SheetOffer):
            self._show(result)
        self._say(f"✓ {said}", "good")
        self._tell()

    def _failed(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self.setEnabled(True)
        self._say(f"✕ {told(trouble)}", "trouble")
        self._tell()

    def _say(self, words: str, tone: str) -> None:
        self._again_field.complain("")
        self.said.say(words, tone)
        announce(self, words, urgent=tone == "trouble")

    def forget(self) -> None:
        """Empty the fields."""
        self.passphrase.clear()
        self.again.clear()


def in_words(kind: str, slot: Slot | None) -> str:
    """A way in, or that there is none, with a sign that does not go by colour."""
    if slot is None:
        return f"{'·' if kind == KEYRING else '✕'} {NONE[kind]}."
    day = plain_date(slot.made.astimezone().date())
    return f"✓ {WAYS[kind].format(day=day, backend=slot.backend, serial=slot.serial)}."


class KeysDialog(IdentityDialog):
    """The ways in, in a dialog of their own."""

    def __init__(self, session: Session, keychain: Keychain, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Keys and recovery sheet", parent)
        self.panel = KeysPanel(session, keychain)
        self.body.addWidget(heading("What opens this vault"))
        self.body.addWidget(self.panel)
        self.add_buttons(cancel="Close")

    def reject(self) -> None:
        self.panel.forget()
        super().reject()
