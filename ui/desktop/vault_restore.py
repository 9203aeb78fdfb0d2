"""Restoring a backup, at the door: which one, with which key, what would be replaced; and only then the act.

No vault is open meanwhile. The vault in place is kept beside the restored one, whatever state it is in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QGridLayout, QLabel, QPushButton, QRadioButton, QWidget

from composer import places
from composer.app import Considered
from composer.vault.backup import SUFFIX, Backup, backups
from composer.vault.heads import written
from composer.vault.restore import RestorePlan, Side
from composer.vault.vault import Passphrase, Recovery, Unlock
from composer.wording import plain_date
from rules.report import IdentityKind
from ui.desktop.announce import announce
from ui.desktop.errand_dialog import ErrandDialog
from ui.desktop.forms import Field, Tick, choice, heading, line, prose, section
from ui.desktop.frames import bare_band, primary
from ui.desktop.passphrase import PassphraseField
from ui.desktop.widgets import FlowBox
from ui.desktop.words import NAMES, window_title

VIEW = "Restore a backup"
ELSEWHERE = ""
INTRO = (
    "A backup is one encrypted file. It opens with what opened the vault on the day it was made: the passphrase of "
    "that time, or the recovery sheet of that time. First you see what is in it and what would be replaced."
)


class RestoreDialog(ErrandDialog):
    """Asks for a backup and its key, shows the plan, carries it out. `restored` brings what to say at the door."""

    restored = Signal(object, str)
    """The identity (`IdentityKind`) and the sentences."""

    def __init__(
        self,
        considered: Considered,
        parent: QWidget | None = None,
        *,
        kind: IdentityKind | None = None,
        why: str = "",
    ) -> None:
        """`kind` is the identity that is looked for first; `why` says what brought the author here."""
        super().__init__(bare_band(kind, VIEW), window_title(kind, VIEW), parent)
        self._considered, self._kind = considered, kind
        self._plan: RestorePlan | None = None
        self._doing = ""
        self.notice.say(why, "caution")
        self._build()
        self._offer()
        self._tell_way()

    def _build(self) -> None:
        self.body.addWidget(heading(VIEW))
        self.body.addWidget(prose(INTRO))
        self.found = choice("Backup", [])
        self.body.addWidget(Field("Backup", self.found, "The ones found beside your vaults, newest first."))
        self.file = line("Backup file", "the file that ends in .considered-backup")
        self.browse_button = QPushButton("Choose a file…")
        self.file_field = Field("Backup file", self.file, "On a stick, another disk, or wherever you keep copies.")
        self.body.addWidget(self.file_field)
        row = FlowBox(gap=10)
        row.add(self.browse_button)
        self.body.addWidget(row)
        self.with_passphrase = Tick("Open it with the passphrase of that time", QRadioButton())
        self.with_sheet = Tick("Open it with the recovery sheet of that time", QRadioButton())
        group = QButtonGroup(self)
        for tick in (self.with_passphrase, self.with_sheet):
            group.addButton(tick.box)
            self.body.addWidget(tick)
        self.with_passphrase.setChecked(True)
        self.passphrase = PassphraseField("Passphrase of the backup")
        self.passphrase_field = Field("Passphrase", self.passphrase)
        self.code = line("Recovery code", "XXXXX-XXXXX-…")
        self.code_field = Field("Recovery code from the sheet", self.code, "Upper or lower case does not matter.")
        self.body.addWidget(self.passphrase_field)
        self.body.addWidget(self.code_field)
        self.plan_box = PlanBox()
        self.body.addWidget(self.plan_box)
        self.look_button = primary(QPushButton("Look into the backup"))
        self.restore_button = QPushButton("Restore it")
        self.restore_button.setProperty("role", "danger")
        self.restore_button.setAutoDefault(False)
        self.restore_button.setEnabled(False)
        self.add_buttons(self.restore_button, self.look_button)
        self._connect()

    def _connect(self) -> None:
        self.found.currentIndexChanged.connect(self._chosen)
        self.browse_button.clicked.connect(self._browse)
        self.with_sheet.toggled.connect(self._tell_way)
        for field in (self.file, self.passphrase.line, self.code):
            field.textChanged.connect(self._changed)
            field.returnPressed.connect(self.look)
        self.look_button.clicked.connect(self.look)
        self.plan_box.agree.toggled.connect(self._tell_restore)
        self.restore_button.clicked.connect(self.restore)

    # Which backup, and how it opens

    def _offer(self) -> None:
        """The backups beside the vaults, those of the identity in question first."""
        kinds = sorted(IdentityKind, key=lambda kind: kind is not self._kind)
        if self._kind is not None:
            kinds = kinds[:1]
        folder = places.data_folder() / "backups"
        for kind in kinds:
            for each in reversed(backups(folder, kind)):
                self.found.addItem(named(kind, each), str(each.path))
        self.found.addItem("Another file…", ELSEWHERE)
        self._chosen()

    def _chosen(self) -> None:
        path = str(self.found.currentData() or ELSEWHERE)
        elsewhere = path == ELSEWHERE
        self.file_field.setVisible(elsewhere)
        self.browse_button.setVisible(elsewhere)
        self._changed()

    def _browse(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Backup file", "", f"Backups (*{SUFFIX});;All files (*)")
        if name:
            self.file.setText(name)

    def source(self) -> Path | None:
        """The backup that is chosen, or None."""
        path = str(self.found.currentData() or self.file.text().strip())
        return Path(path) if path else None

    def _tell_way(self) -> None:
        sheet = self.with_sheet.isChecked()
        self.code_field.setVisible(sheet)
        self.passphrase_field.setVisible(not sheet)
        self._changed()

    def _way(self) -> Unlock | None:
        if self.with_sheet.isChecked():
            typed = self.code.text().strip()
            return Recovery(typed) if typed else None
        return Passphrase(self.passphrase.text()) if self.passphrase.text() else None

    def _changed(self) -> None:
        """Another file or key: what was shown of the last one counts no more."""
        self._plan = None
        self.plan_box.clear()
        self._tell_restore()

    # Looking, then acting

    def look(self) -> None:
        """Open the backup in a private place and say what restoring would do."""
        source, way = self.source(), self._way()
        if self.busy:
            return
        if source is None or way is None:
            self.say("Choose a backup file." if source is None else "Type what opens the backup.", "trouble")
            return
        considered = self._considered
        self._doing = "Looking into the backup …"
        self.run_errand(lambda: considered.plan_restore(source, way), self._looked)

    def _looked(self, plan: object) -> None:
        assert isinstance(plan, RestorePlan)
        self._plan = plan
        self.notice.say("")
        self.plan_box.show_plan(plan)
        self._tell_restore()
        announce(self, " ".join(plan.sentences))
        self.plan_box.agree.setFocus(Qt.FocusReason.OtherFocusReason)

    def restore(self) -> None:
        """Put the backup in place, keeping what lies there."""
        plan = self._plan
        if plan is not None and not self.busy and self.plan_box.agree.isChecked():
            self._doing = "Restoring …"
            self.run_errand(lambda: (plan, plan.carry_out()), self._done)

    def _done(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        plan, kept = answer
        kind = IdentityKind(plan.coming.kind or plan.target.stem)
        beside = f"\nThe vault that was there is kept as {kept.name}, in the same folder." if kept else ""
        self.forget()
        self.restored.emit(
            kind, f"✓ The {NAMES[kind].lower()} vault is restored.{beside}\nIt opens as on the day of the backup."
        )
        self.accept()

    def show_busy(self, busy: bool) -> None:
        self.look_button.setEnabled(not busy)
        self.look_button.setText(self._doing if busy else "Look into the backup")
        self.found.setEnabled(not busy)
        self.file.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)
        self._tell_restore()

    def _tell_restore(self) -> None:
        agreed = self._plan is not None and self.plan_box.agree.isChecked()
        self.restore_button.setEnabled(agreed and not self.busy)

    def reject(self) -> None:
        if not self.busy:  # what is being put in place is not left half way
            self.forget()
            super().reject()

    def forget(self) -> None:
        """Empty the fields; a key that was typed stays in no widget."""
        self.passphrase.clear()
        self.code.clear()


class PlanBox(QWidget):
    """What is in the backup, what is in its place, and a tick that this was read. Hidden while there is no plan."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What restoring would do")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        self._grid = grid
        self._rows: list[QWidget] = []
        self.agree = Tick("")
        self.hide()

    def clear(self) -> None:
        """Show nothing."""
        self.agree.setChecked(False)
        self.agree.setParent(None)
        for old in self._rows:
            old.hide()
            old.deleteLater()
        self._rows = []
        self.hide()

    def show_plan(self, plan: RestorePlan) -> None:
        """The plan in sentences and, where there is something to compare with, side by side."""
        self.clear()
        row = self._add(section("What is in it, and what it would replace"), 0, 0, 3)
        for sentence in plan.sentences:
            row = self._add(prose(sentence), row, 0, 3)
        columns: list[tuple[str, Side, datetime | None]] = [("Backup", plan.coming, plan.made)]
        if plan.present is not None:
            columns.append(("Vault in place", plan.present, last_change(plan.target)))
        for column, (name, side, at) in enumerate(columns, start=1):
            for below, words in enumerate((name, *side_words(side), at_words(at))):
                label = QLabel(words, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
                label.setProperty("role", "label" if below == 0 else "prose")
                self._add(label, row + below, column)
        for below, words in enumerate(("Drafts", "Log entries", "The log stands at", "Written"), start=1):
            self._add(prose(words, soft=True), row + below, 0)
        kind = NAMES[IdentityKind(plan.coming.kind)].lower() if plan.coming.kind else "open"
        words = (
            f"I have read this. Put the backup in place of the {kind} vault, and keep that one beside it."
            if plan.replaces
            else f"I have read this. Make this backup the {kind} vault on this computer."
        )
        self.agree.words.setText(words)
        self.agree.box.setAccessibleName(words)
        self._grid.addWidget(self.agree, row + 6, 0, 1, 3)
        self.agree.show()
        self.show()

    def _add(self, widget: QWidget, row: int, column: int, across: int = 1) -> int:
        self._grid.addWidget(widget, row, column, 1, across)
        self._rows.append(widget)
        return row + 1


def named(kind: IdentityKind, each: Backup) -> str:
    """A backup in the list: whose, and of when."""
    at = each.made.astimezone()
    return f"{NAMES[kind]}, {plain_date(at.date())}, {at:%H:%M}"


def side_words(side: Side) -> tuple[str, str, str]:
    """One side of the comparison: drafts, log entries, where the log stands."""
    return str(side.drafts), str(len(side.macs)), written(side.head) if side.head else "no log yet"


def at_words(at: datetime | None) -> str:
    """A moment as people read it, in local time."""
    return f"{plain_date(at.astimezone().date())}, {at.astimezone():%H:%M}" if at else "not known"


def last_change(vault: Path) -> datetime | None:
    """When the vault in place was last written (UTC)."""
    try:
        return datetime.fromtimestamp(vault.stat().st_mtime, UTC)
    except OSError:
        return None
