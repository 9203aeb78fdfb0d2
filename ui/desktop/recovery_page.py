"""The recovery sheet: shown once, printed or saved, and proved by typing one of its groups again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from composer.files import write_atomically
from composer.vault.recovery import RecoverySheet
from composer.wording import plain_date
from rules.report import IdentityKind
from ui.desktop.forms import Field, Notice, Tick, line, prose
from ui.desktop.setup_pages import Page
from ui.desktop.words import NAMES, both

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
Sheets = Mapping[IdentityKind, RecoverySheet]


def sheet_text(sheets: Sheets, today: date) -> str:
    """The sheet as plain text: what it is, what it opens, how to keep it. It names no person."""
    parts = [
        "Considered: recovery sheet",
        f"Made on {plain_date(today)}.",
        "Either code opens its vault when the passphrase is lost. Whoever holds this sheet and your computer can read "
        "what is in the vault: keep it where you keep your passport, not beside the computer and not as a photograph.",
    ]
    parts += [f"{NAMES[kind]} vault, sheet {sheet.serial}\n{sheet.code}" for kind, sheet in sheets.items()]
    parts += ["To use it: choose the identity, then “Use the recovery sheet”, and type the code; case does not matter."]
    return "\n\n".join(parts) + "\n"


def _none_for(missing: Sequence[IdentityKind]) -> str:
    """What to say about new vaults without a sheet; empty for none."""
    if not missing:
        return ""
    names = both([NAMES[kind].lower() for kind in missing])
    return (
        f"No sheet was made for the {names} vault{'s' if len(missing) > 1 else ''}.\n"
        "Until there is one, a lost passphrase means a lost vault.\n"
        "Make one once you are in: Vault, “Keys and recovery sheet…”."
    )


class RecoveryPage(Page):
    """Shows one code for each new vault and asks for one group of it as a proof that the sheet exists."""

    title = "Your recovery sheet"

    def __init__(
        self,
        sheets: Sheets,
        today: date,
        parent: QWidget | None = None,
        *,
        may_skip: bool = True,
        missing: Sequence[IdentityKind] = (),
    ) -> None:
        """Without `may_skip` there is no way on but the proof. `missing` are new vaults that no sheet was made for."""
        super().__init__(parent)
        self._sheets, self._today = dict(sheets), today
        self.missing = Notice()
        self.column.addWidget(self.missing)
        self.missing.say(_none_for(missing), "caution")
        if self._sheets:
            self._show_sheets(may_skip)
        self.column.addStretch(1)

    def _show_sheets(self, may_skip: bool) -> None:
        kind, self._asked = next(iter(self._sheets.items()))
        self._group = secrets.randbelow(len(self._asked.groups))
        self.column.addWidget(prose("If a passphrase is ever lost, only this sheet opens the vault. It is shown once."))
        for each, sheet in self._sheets.items():
            self.column.addWidget(self._code(each, sheet.code))
        self.column.addLayout(self._buttons())
        self.notice = Notice()
        self.column.addWidget(self.notice)
        asked = ORDINALS[self._group]
        self.proof = line(f"The {asked} group of the {NAMES[kind].lower()} code")
        self._proof_field = Field(f"As a proof: the {asked} group of the {NAMES[kind].lower()} code", self.proof)
        self.column.addWidget(self._proof_field)
        self.later = Tick("I go on without a sheet: a lost passphrase then means a lost vault")
        self.later.setVisible(may_skip)
        self.column.addWidget(self.later)

    def _code(self, kind: IdentityKind, code: str) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(QLabel(f"{NAMES[kind]} vault", textFormat=Qt.TextFormat.PlainText))
        shown = QLabel(code, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        shown.setAccessibleName(f"{NAMES[kind]} recovery code: {' '.join(code)}")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(QApplication.font().pointSizeF() * 1.15)
        font.setWeight(QFont.Weight.DemiBold)
        shown.setFont(font)
        shown.setProperty("role", "code")
        column.addWidget(shown)
        return box

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.print_button = QPushButton("Print…")
        self.save_button = QPushButton("Save as a file…")
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self._ask_where)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        row.addStretch(1)
        return row

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # heavy, and only needed here

        printer = QPrinter()
        printer.setDocName("Recovery sheet")
        if QPrintDialog(printer, self).exec():
            document = QTextDocument()
            document.setPlainText(sheet_text(self._sheets, self._today))
            document.print_(printer)
            self.notice.say("Sent to the printer. Check the sheet, then type the group below.", "good")

    def _ask_where(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the recovery sheet", "recovery sheet.txt", "Text (*.txt)")
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the sheet (0600, whatever stood there), or say why not."""
        try:
            write_atomically(path, sheet_text(self._sheets, self._today).encode())
        except OSError as trouble:
            self.notice.say(f"The sheet was not saved ({trouble.strerror}). Choose another folder, or print it.")
        else:
            self.notice.say("Saved. Move it off this computer: a USB stick in a drawer is a good place.", "good")

    def trouble(self) -> QWidget | None:
        if not self._sheets:
            return None
        typed = self.proof.text().strip()
        if self._asked.confirms(self._group, typed) or self.later.isChecked():
            self._proof_field.complain("")
            return None
        wrong = "That is not the group on the sheet; look again." if typed else "Type the group from your sheet."
        self._proof_field.complain(wrong)
        return self.proof
