"""The log of consents and approvals: check it now, a receipt of it for somebody else, and what was erased."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QWidget

from composer.app import Session
from composer.errors import UserTrouble
from composer.files import write_atomically
from composer.vault import heads, upkeep
from composer.vault.eventlog import Head
from composer.vault.health import Health
from composer.vault.keychain import Keychain
from composer.wording import plain_date
from ui.desktop.clipboard import put
from ui.desktop.errand_dialog import ErrandDialog
from ui.desktop.forms import heading, prose, section
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.widgets import FlowBox, button
from ui.desktop.words import told

WHAT = (
    "Every consent, approval and export is an entry in a log that can only grow. Each entry seals the one before it, "
    "so that a change, a removal or another order shows."
)
ONLY = (
    "The log alone cannot show that its end was cut off, or that an old copy of the whole vault was put back. A note "
    "of it that lies elsewhere can: a receipt that somebody keeps for you, or the record beside an exported post."
)
TO_WHOM = (
    "Give it to somebody you trust, a supervisor say, on paper or by mail, once a month or so. It names no one and "
    "cannot be turned back into what was recorded."
)


class LogDialog(ErrandDialog, IdentityDialog):
    """Checks on a worker; the receipt is there at once."""

    def __init__(self, session: Session, keychain: Keychain | None, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Log and receipt", parent)
        self._session, self._keychain = session, keychain
        self._noted: list[Head] = []
        self.body.addWidget(heading("The log"))
        self.body.addWidget(prose(WHAT))
        self.body.addWidget(prose(ONLY))
        self.against = prose("", soft=True)
        row = FlowBox(gap=10)
        self.add_button = button("Compare with a receipt or a record…", pressed=self._ask_which)
        row.add(self.add_button)
        self.body.addWidget(row)
        self.body.addWidget(self.against)
        self.body.addWidget(section("A receipt for somebody else to keep"))
        self.body.addWidget(prose(TO_WHOM))
        vault = session.vault
        self.receipt = fixed("The receipt", heads.receipt(vault.log.head(), vault.id, vault.now()))
        self.body.addWidget(self.receipt)
        below = FlowBox(gap=10)
        self.copy_button = button("Copy the receipt", pressed=self.copy)
        self.save_button = button("Save as a file…", pressed=self._ask_where)
        below.add(self.copy_button)
        below.add(self.save_button)
        self.body.addWidget(below)
        self.body.addStretch(1)
        self.check_button = primary(button("Check the whole vault now"))
        self.check_button.clicked.connect(self.check)
        self.add_buttons(self.check_button, cancel="Close")
        self._tell_noted()

    def compare_with(self, file: Path) -> None:
        """Hold the log against what a file notes of it, at the next check."""
        from ui.keeping import head_in

        try:
            self._noted.append(head_in(file))
        except UserTrouble as trouble:
            self.say(told(trouble), "trouble")
            return
        self._tell_noted()
        self.check()

    def _ask_which(self) -> None:
        kinds = "Receipts and records (*.txt *.json);;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self, "A receipt or a record", str(Path.home()), kinds)
        if name:
            self.compare_with(Path(name))

    def _tell_noted(self) -> None:
        number = len(self._noted)
        from_files = f" and {number} {'note' if number == 1 else 'notes'} from files" if number else ""
        self.against.setText(f"Compared with the note in your keyring, where that is in use{from_files}.")

    def check(self) -> None:
        """Check every page, every reference and the whole log."""
        vault, keychain, noted = self._session.vault, self._keychain or Keychain(), tuple(self._noted)
        self.run_errand(lambda: upkeep.check(vault, keyring=keychain, noted=noted), self._checked, "Checking")

    def show_busy(self, busy: bool) -> None:
        self.check_button.setEnabled(not busy)

    def _checked(self, health: object) -> None:
        assert isinstance(health, Health)
        if health.ok:
            at = heads.written(health.head) if health.head else "no log yet"
            held = " It holds everything that was noted elsewhere." if self._noted else ""
            words = f"✓ All is well: every page as written, {health.entries} log entries, now at {at}.{held}"
            self.say(words, "good")
            return
        words = (
            f"Something was found. {' '.join(health.findings)}\nNothing was changed or deleted.\n"
            "Keep the file as it is, and compare it with a backup before you go on."
        )
        self.say(words, "trouble")

    def copy(self) -> None:
        """The receipt onto the clipboard, to be sent; it names no one and may stay there."""
        put(self.receipt.toPlainText())
        self.say("✓ The receipt is on the clipboard.", "good")

    def _ask_where(self) -> None:
        name = f"log receipt {self._session.vault.now():%Y-%m-%d}.txt"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the receipt", str(Path.home() / name), "Text (*.txt)")
        if chosen:
            self.save(Path(chosen))

    def save(self, path: Path) -> None:
        """Write the receipt, or say why not."""
        try:
            write_atomically(path, self.receipt.toPlainText().encode())
        except OSError as trouble:
            self.say(f"The receipt was not saved ({trouble.strerror}). Choose another folder.", "trouble")
        else:
            self.say("✓ The receipt is saved. Give it to somebody else: beside the vault it proves nothing.", "good")


class ErasuresDialog(IdentityDialog):
    """What was erased, why, and by when the last backup that holds it is gone: for the answer to the person."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Erasures", parent)
        self.body.addWidget(heading("Erasures"))
        self.body.addWidget(
            prose(
                "Erasing destroys the key of the entries, here at once. A backup made before still holds them until "
                "it is deleted. These are the words for an answer to the person; the days are as of today."
            )
        )
        self.found = upkeep.erasures(session.vault)
        self.statements: list[QPlainTextEdit] = []
        if not self.found:
            self.body.addWidget(prose("Nothing was erased so far."))
        for each in self.found:
            day = plain_date(each.at.astimezone().date())
            self.body.addWidget(section(day))
            self.body.addWidget(prose(f"Why: {each.reason}", soft=True))
            statement = fixed(f"Statement of {day}", each.statement, fixed_font=False)
            self.statements.append(statement)
            self.body.addWidget(statement)
        self.body.addStretch(1)
        self.add_buttons(cancel="Close")
        self.cancel_button.setDefault(True)


def fixed(name: str, words: str, *, fixed_font: bool = True) -> QPlainTextEdit:
    """Words to read, select and copy, all of them in view."""
    made = QPlainTextEdit(words, readOnly=True, tabChangesFocus=True)
    made.setAccessibleName(name)
    if fixed_font:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF())  # as large as all other words
        made.setFont(font)
    rows = max(4, sum(1 + len(row) // 60 for row in words.split("\n")) + 1)
    made.setFixedHeight(min(made.fontMetrics().lineSpacing() * rows + 16, 340))
    return made
