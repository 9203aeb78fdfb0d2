"""What stands between the band and the page when the vault is not well: said in words, with ways on.

At opening: what a check found, what a crash cost, a backup that failed, a vault that can only be read. While writing:
why a save failed. Where a text cannot be saved, a copy of it can be put into a plain file: a deliberate act, said so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QMainWindow, QPushButton, QVBoxLayout, QWidget

from composer.files import write_atomically
from composer.identity import Identity
from composer.vault.telling import Telling, told_at_opening
from ui.desktop.announce import announce
from ui.desktop.features import Feature
from ui.desktop.forms import Field, Growing, Notice, heading, line, prose
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.saving import SaveState
from ui.desktop.widgets import FlowBox, button

COPY_KEY = "Ctrl+Alt+S"
MENU = "Va&ult"
COPY_WORDS = "Save a copy of this text…"
PLAIN = (
    "The copy is plain text. Whoever opens the file can read it: it lies outside the vault, it was not reviewed, "
    "and no consent or approval goes with it."
)
THEN = "It is a way to keep words that cannot be saved now. Put them back into the vault, then delete the file."


class Banner(Notice):
    """Sentences with buttons below them, between the band and the page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.about = ""
        self.buttons = FlowBox(gap=10)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.buttons)

    def offer(self, *offered: QPushButton) -> None:
        """These buttons, in place of the ones before."""
        self.buttons.clear()
        for each in offered:
            self.buttons.add(each)


class VaultState(Feature):
    """Says how the vault is, and keeps words that it cannot take."""

    def build(self) -> None:
        self.copied = ""
        """The text that was last saved as a copy, until a save into the vault succeeds."""
        self._holder = Growing()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(16, 10, 16, 4)
        self._column.setSpacing(8)
        self._holder.hide()
        place = _column_of(self.window)
        place.insertWidget(1, self._holder)
        self.saving = Banner("Saving")
        self._column.addWidget(self.saving)
        self.opening: list[Banner] = []
        self.copy_action = self.command(MENU, COPY_WORDS, COPY_KEY, self.save_a_copy)
        self.window.desk.saver.changed.connect(self._saver_changed)
        for telling in told_at_opening(self.session.vault, self.session.upkeep):
            self._tell(telling)
        self._saver_changed()
        self._fit()

    # At opening

    def _tell(self, telling: Telling) -> None:
        banner = Banner("About this vault")
        banner.about = telling.about
        banner.say(telling.words, telling.tone)
        ways = [button(COPY_WORDS, pressed=self.save_a_copy)] if telling.about == "read-only" else []
        done = button("I have read this", name="I have read this: hide it")
        done.clicked.connect(lambda: self._read(banner))
        banner.offer(*ways, done)
        self.opening.append(banner)
        self._column.addWidget(banner)
        banner.setVisible(len(self.opening) == 1)  # one after the other, the gravest first
        if len(self.opening) == 1:
            announce(self.window, telling.words, urgent=telling.tone == "trouble")

    def tell(self, telling: Telling) -> None:
        """Something found later, while the vault is open."""
        self._tell(telling)
        self._fit()

    def add_way(self, about: str, words: str, call: Callable[[], object], *, last: bool = False) -> None:
        """One more button beside what was told about something; `last`: only beside what was told last."""
        for banner in self.opening[-1:] if last else self.opening:
            if banner.about == about:
                way = button(words)
                way.clicked.connect(lambda: call())
                banner.buttons.add(way)

    def _read(self, banner: Banner) -> None:
        banner.hide()
        self.opening.remove(banner)
        banner.deleteLater()
        if self.opening:
            self.opening[0].show()
            announce(self.window, self.opening[0].text())
        self._fit()
        self.window.desk.sheet.setFocus()

    # While writing

    def _saver_changed(self) -> None:
        saver = self.window.desk.saver
        failed = saver.state is SaveState.FAILED
        self.copy_action.setEnabled(failed or (self.session.is_open and self.session.read_only))
        if failed:
            self.saving.say(f"Not saved. {saver.reason}", "trouble")
            if not self.saving.buttons.flow.count():
                self.saving.offer(
                    button("Try again now", pressed=self.window.save_now),
                    button(COPY_WORDS, pressed=self.save_a_copy),
                    button("Lock without saving…", "danger", pressed=self.leave_unsaved),
                )
        elif saver.state is SaveState.SAVED:
            self.copied = ""
            self.saving.say("")
            self.saving.offer()
        self._fit()

    def _fit(self) -> None:
        self._holder.setVisible(bool(self.opening) or bool(self.saving.text()))

    def save_a_copy(self) -> None:
        """Offer to put the text on the screen into a plain file."""
        if self.window.draft_id and self.copy_action.isEnabled():
            dialog = CopyDialog(self.session.identity, self.window.desk.text(), datetime.now(), self.window)
            dialog.saved.connect(self._copy_saved)
            self.show_dialog(dialog)

    def _copy_saved(self, text: str) -> None:
        self.copied = text

    def leave_unsaved(self) -> None:
        """Lock although the last words could not be saved, after asking."""
        dialog = LeaveDialog(self.session.identity, self.copied == self.window.desk.text(), self.window)
        dialog.accepted.connect(self._leave)
        self.show_dialog(dialog)

    def _leave(self) -> None:
        self.window.desk.saver.settled(None)
        self.window.lock_unsaved_wanted.emit()

    def put_away(self) -> None:
        super().put_away()
        self.copied = ""


class CopyDialog(IdentityDialog):
    """Where the plain copy goes. `saved` brings the text that was written."""

    saved = Signal(str)

    def __init__(self, identity: Identity, text: str, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(identity, "Save a copy", parent)
        self._text = text
        self.body.addWidget(heading("Save a copy of this text"))
        self.body.addWidget(prose(PLAIN))
        self.body.addWidget(prose(THEN))
        self.folder = line("Folder", text=str(Path.home()))
        self.body.addWidget(Field("Folder", self.folder))
        browse = FlowBox(gap=10)
        browse.add(button("Choose a folder…", pressed=self._browse))
        self.body.addWidget(browse)
        self.name = line("File name", text=f"text-{now:%Y-%m-%d-%H%M}.txt")
        self.body.addWidget(Field("File name", self.name, "It says nothing of what is inside."))
        self.save_button = primary(QPushButton("Save the plain copy"))
        self.save_button.clicked.connect(self.save)
        self.add_buttons(self.save_button)
        self.resize(560, 520)

    def _browse(self) -> None:
        if folder := QFileDialog.getExistingDirectory(self, "Folder for the copy", self.folder.text()):
            self.folder.setText(folder)

    def save(self) -> bool:
        """Write the file (mode 0600), never over another one; False with the reason where that fails."""
        target = Path(self.folder.text().strip(), Path(self.name.text().strip() or "text.txt").name)
        try:
            if target.exists() or target.is_symlink():
                raise FileExistsError(0, "there is a file by this name already")
            write_atomically(target, self._text.encode("utf-8", "surrogatepass"))
        except (OSError, ValueError) as trouble:
            reason = getattr(trouble, "strerror", "") or "the name cannot be used"
            words = f"The copy was not saved: {reason}.\nYour text is still in the window.\nChoose another place."
            self.notice.say(words)
            announce(self, words, urgent=True)
            return False
        self.saved.emit(self._text)
        self.notice.say(f"✓ The copy is in {target}.\nDelete it once the text is in the vault again.", "good")
        announce(self, "The copy is saved.")
        self.save_button.setEnabled(False)
        self.cancel_button.setText("Close")
        self.cancel_button.setFocus()
        return True


class LeaveDialog(IdentityDialog):
    """Asks before what is not saved is given up."""

    def __init__(self, identity: Identity, copied: bool, parent: QWidget | None = None) -> None:
        super().__init__(identity, "Lock without saving", parent)
        self.body.addWidget(heading("Lock without saving?"))
        what = (
            "A plain copy of exactly this text was saved. The vault keeps the text as of the last save."
            if copied
            else "What you typed since the last save is lost. No copy of this text was saved."
        )
        self.told: QLabel = prose(
            f"{what} Forms that are half filled in are kept where the vault can still be written."
        )
        self.body.addWidget(self.told)
        self.lock_button = QPushButton("Lock without saving")
        self.lock_button.setProperty("role", "danger")
        self.lock_button.setAutoDefault(False)
        self.lock_button.clicked.connect(self.accept)
        self.add_buttons(self.lock_button, cancel="Stay")
        self.cancel_button.setDefault(True)
        self.resize(480, 300)


def _column_of(window: QMainWindow) -> QVBoxLayout:
    """The column of the window: band, page, status."""
    whole = window.centralWidget()
    layout = whole.layout() if whole is not None else None
    assert isinstance(layout, QVBoxLayout)
    return layout
