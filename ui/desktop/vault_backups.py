"""The backups of the open vault: which there are, when each was last found whole, and making one now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QListWidget, QListWidgetItem, QProgressBar, QWidget

from composer.app import Session
from composer.errors import UserTrouble
from composer.vault import upkeep
from composer.vault.backup import KEPT_DAYS, KEPT_WEEKS, Backup, backup_folder
from composer.vault.health import Health
from composer.vault.upkeep import Kept
from composer.wording import counted
from ui.desktop.errand_dialog import ErrandDialog
from ui.desktop.forms import Field, choice, heading, prose, section
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.vault_restore import at_words
from ui.desktop.widgets import FlowBox, button
from ui.desktop.words import told

HOW_OFTEN = {1: "once a day", 7: "once a week"}
WHEN = "It is made at an opening, or within the hour while Considered stays open and nobody types."
RULE = (
    f"The newest of each of the last {KEPT_DAYS} days and of each of the last {KEPT_WEEKS} weeks are kept; older ones "
    "are deleted, except that the newest always stays. Each is encrypted and was read back when it was written."
)
AWAY = (
    "These lie on the same disk as the vault. Against a broken or stolen computer, put one on a stick or another disk "
    "now and then: it is encrypted there too. Considered deletes nothing there."
)
LOOK_MS = 60


class Working(QProgressBar):
    """How far a worker is, in pages. The worker calls `told` from its thread; the bar looks at it on its own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTextVisible(False)  # no ink is readable on both the filled and the empty part
        self._now = (0, 0)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def told(self, left: int, whole: int) -> None:
        """From any thread: so many pages are left, of so many."""
        self._now = (left, whole)

    def begin(self) -> None:
        """Show it."""
        self._now = (0, 0)
        self.setRange(0, 0)
        self._timer.start()
        self.show()

    def end(self) -> None:
        """Hide it."""
        self._timer.stop()
        self.hide()

    def _look(self) -> None:
        left, whole = self._now
        if whole:
            self.setRange(0, whole)
            self.setValue(whole - left)


class BackupsDialog(ErrandDialog, IdentityDialog):
    """Back up, check, and see what there is; all of it on a worker."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Backups", parent)
        self._session = session
        self.found: list[Kept] = []
        self.body.addWidget(heading("Backups of this vault"))
        days = int(upkeep.every(session.vault).days)
        self.often = choice("A backup is made by itself", [(words, n) for n, words in HOW_OFTEN.items()], days)
        self.often.setEnabled(not session.read_only)
        self.often.currentIndexChanged.connect(self._set_often)
        folder = backup_folder(session.vault.path)
        self.body.addWidget(Field("A backup is made by itself", self.often, f"{WHEN} In the folder {folder}. {RULE}"))
        self.body.addWidget(section("Beside the vault"))
        self.list = QListWidget()
        self.list.setAccessibleName("Backups beside the vault")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(170)
        self.body.addWidget(self.list)
        self.working = Working("Progress")
        self.body.addWidget(self.working)
        row = FlowBox(gap=10)
        self.check_button = button("Check the chosen one", pressed=self.check)
        self.folder_button = button("Back up into a folder…", pressed=self._ask_where)
        row.add(self.check_button)
        row.add(self.folder_button)
        self.body.addWidget(row)
        self.body.addWidget(prose(AWAY, soft=True))
        self.elsewhere = prose("")
        self.body.addWidget(self.elsewhere)
        self.now_button = primary(button("Back up now"))
        self.now_button.clicked.connect(lambda: self.back_up())
        self.add_buttons(self.now_button, cancel="Close")
        self.refresh()

    def refresh(self) -> None:
        """Read the folders anew."""
        row = self.list.currentRow()
        self.found = upkeep.kept_backups(self._session.vault)
        self.list.clear()
        for kept in self.found:
            self.list.addItem(QListWidgetItem(as_line(kept)))
        if not self.found:
            empty = QListWidgetItem("None yet. The first is made by itself, or now.")
            empty.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(empty)
        self.list.setCurrentRow(max(0, row) if self.found else -1)
        self.check_button.setEnabled(bool(self.found))
        copies = upkeep.copies(self._session.vault)
        places = sorted({copy.folder for copy in copies})
        number = f"{counted(len(copies), 'copy', 'copies')} elsewhere, made by hand: "
        self.elsewhere.setText(number + ", ".join(places) + "." if copies else "No copy was put elsewhere yet.")

    def back_up(self, folder: Path | None = None) -> None:
        """Write a backup and check it; into the vault's own folder where none is named."""
        vault, told_by = self._session.vault, self.working.told
        self.run_errand(lambda: upkeep.back_up_now(vault, folder, progress=told_by), self._written, "Backing up …")

    def _written(self, made: object) -> None:
        assert isinstance(made, Backup)
        words = f"Written and checked: {made.path.name}\nIt opens with today's passphrase or recovery sheet."
        self.say(f"✓ {words}", "good")

    def _ask_where(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Folder for the backup", str(Path.home())):
            self.back_up(Path(folder))

    def check(self) -> None:
        """Check the chosen backup to the bottom."""
        row = self.list.currentRow()
        if 0 <= row < len(self.found):
            vault, path = self._session.vault, self.found[row].path
            self.run_errand(lambda: upkeep.check_backup(vault, path), self._checked, "Checking …")

    def _checked(self, health: object) -> None:
        assert isinstance(health, Health)
        if health.ok:
            self.say(f"✓ The backup is whole: every page as written, {health.entries} log entries.", "good")
        else:
            self.say(f"Something was found in this backup. {' '.join(health.findings)}\nUse another one.", "trouble")

    def _set_often(self) -> None:
        try:
            upkeep.set_every(self._session.vault, int(self.often.currentData()))
        except UserTrouble as trouble:
            self.say(told(trouble), "trouble")

    def show_busy(self, busy: bool) -> None:
        for part in (self.now_button, self.folder_button, self.check_button, self.list):
            part.setEnabled(not busy)
        self.working.begin() if busy else self.working.end()
        if not busy:
            self.refresh()


def as_line(kept: Kept) -> str:
    """One backup: when, how large, and how it was found last."""
    size = f"{kept.size / 1e6:.1f} MB" if kept.size >= 1e5 else f"{max(1, round(kept.size / 1e3))} kB"
    if kept.findings:
        state = f"✕ found damaged on {at_words(kept.checked)}"
    elif kept.checked == kept.made:
        state = "✓ checked when it was written"
    else:
        state = f"✓ checked again on {at_words(kept.checked)}"
    return f"{at_words(kept.made)} · {size} · {state}"
