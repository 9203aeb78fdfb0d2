"""The approved post leaves the app: into a file with its record beside it, a folder, or onto the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QRadioButton, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.export import RECORD_ENDING, TEXT_ENDINGS, Exported
from composer.publish.names import FileIsThere
from ui.desktop.clipboard import put
from ui.desktop.forms import Field, choice, line, prose
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.widgets import FlowBox
from ui.desktop.words import both, told


class ExportDialog(IdentityDialog):
    """Asks where to; an existing file is asked about. `exported(export)` comes once it is written and logged."""

    exported = Signal(object)
    review_wanted = Signal(object)
    """A `Channel` that the draft is meant for and not approved for yet; the export has closed."""

    def __init__(self, session: Session, approval: Approval, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Export", parent)
        self._session, self._approval = session, approval
        self.result_export: Exported | None = None
        self._draft = session.drafts.get(approval.draft_id)
        self.approvals = self._in_order(session.approvals.holding(self._draft.id, self._draft.text))
        self._pictures = len(session.pictures.of(approval.draft_id).pictures)
        self._parts = self._thread()
        self._next = 0
        """Which part of the thread is copied next."""
        self.intro = prose("")
        self.body.addWidget(self.intro)
        self._others()
        if warning := session.pictures.of(approval.draft_id).warning.strip():
            self.body.addWidget(prose(f"Set its content warning where you post it: {warning}"))
        self._choices()
        self._place()
        self.export_button = primary(QPushButton("Export"))
        self.export_button.clicked.connect(lambda: self.export())
        self.replace_button = QPushButton("Replace the file")
        self.replace_button.clicked.connect(lambda: self.export(overwrite=True))
        self.replace_button.hide()
        self.add_buttons(self.replace_button, self.export_button, cancel="Close")
        self._adapt()
        self.resize(640, 620)

    def _in_order(self, holding: list[Approval]) -> list[Approval]:
        """Those that hold, as the draft names its channels."""
        order = {channel: place for place, channel in enumerate(self._draft.channels)}
        return sorted(holding, key=lambda a: order.get(a.channel, len(order)))

    def _others(self) -> None:
        """The other channels: which one a file or copy is for, and those that still need their review."""
        names = [(facts(a.channel).name, a.id) for a in self.approvals]
        self.which = choice("Channel", names, chosen=self._approval.id)
        self.which.currentIndexChanged.connect(self._turn)
        self.which_field = Field("Channel", self.which, "Each channel is approved, and leaves, by itself.")
        self.which_field.setVisible(len(self.approvals) > 1)
        self.body.addWidget(self.which_field)
        approved = {a.channel for a in (*self.approvals, self._approval)}
        self.missing = tuple(c for c in self._draft.channels if c not in approved)
        self.next_button = QPushButton()
        self.next_button.setAutoDefault(False)
        if self.missing:
            names_ = both([facts(c).name for c in self.missing])
            self.body.addWidget(prose(f"Also meant for {names_}: each channel has a review of its own.", soft=True))
            self.next_button.setText(f"Review for {facts(self.missing[0]).name}…")
            self.next_button.clicked.connect(self._review_next)
            row = FlowBox()
            row.add(self.next_button)
            self.body.addWidget(row)

    def _review_next(self) -> None:
        self.reject()
        self.review_wanted.emit(self.missing[0])

    def _turn(self) -> None:
        """Another channel: its text goes out under its own approval."""
        self._approval = next((a for a in self.approvals if a.id == self.which.currentData()), self._approval)
        self._parts = self._thread()
        self.as_folder.setText(_folder_words(len(self._parts), self._pictures))
        self.part_by_part.setText(_part_words(len(self._parts)))
        self.part_by_part.setVisible(bool(self._parts))
        if self.part_by_part.isChecked() and not self._parts:
            self.to_clipboard.setChecked(True)
        self._adapt()

    def _thread(self) -> list[str]:
        try:
            return self._session.exports.parts(self._approval)
        except UserTrouble:
            return []  # pressing the button says why it cannot leave

    def _choices(self) -> None:
        number = len(self._parts)
        self.as_text = QRadioButton("Text file (.txt)")
        self.as_markdown = QRadioButton("Markdown file (.md)")
        self.as_word = QRadioButton("Word document (.docx)")
        self.as_folder = QRadioButton(_folder_words(number, self._pictures))
        self.to_clipboard = QRadioButton("Clipboard, to paste it where it is posted")
        self.part_by_part = QRadioButton(_part_words(number))
        self.part_by_part.setVisible(bool(self._parts))
        several = len(self.approvals) > 1
        names = both([facts(a.channel).name for a in self.approvals])
        self.as_each = QRadioButton(f"A folder for each channel: {names}")
        self.as_each.setVisible(several)
        self._kind = QButtonGroup(self)
        for way in (
            self.as_text, self.as_markdown, self.as_word, self.as_folder, self.as_each,
            self.to_clipboard, self.part_by_part,
        ):  # fmt: skip
            self._kind.addButton(way)
            self.body.addWidget(way)
        one = self.as_folder if self._pictures or self._parts else self.as_text
        (self.as_each if several and not self.missing else one).setChecked(True)
        self._kind.buttonToggled.connect(self._adapt)

    def _place(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = line("Folder", text=documents)
        self.name = line("File name", text=self._session.exports.suggested_name(self._approval))
        self.browse_button = QPushButton("Choose…")
        self.browse_button.setAccessibleName("Choose a folder")
        self.browse_button.clicked.connect(self._browse)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse_button)
        holder.setFocusProxy(self.folder)
        self.folder_field = Field("Folder", holder)
        hint = f"Beside it goes its record, <name>{RECORD_ENDING}: signed, without a word of the post."
        self.name_field = Field("File name", self.name, hint)
        for edit in (self.folder, self.name):
            edit.textChanged.connect(lambda: self.replace_button.hide())
        self.body.addWidget(self.folder_field)
        self.body.addWidget(self.name_field)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the post", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _adapt(self) -> None:
        copied = self.to_clipboard.isChecked() or self.part_by_part.isChecked()
        to_file = not (copied or self.as_folder.isChecked() or self.as_each.isChecked())
        named = [self._approval] if not self.as_each.isChecked() else self.approvals
        self.intro.setText(
            f"Approved for {both([facts(a.channel).name for a in named])}. Only this text leaves, as you approved it."
        )
        self.which_field.setVisible(len(self.approvals) > 1 and not self.as_each.isChecked())
        self.folder_field.setVisible(not copied)
        self.name_field.setVisible(to_file)
        self.replace_button.hide()
        self._next = 0
        if to_file:
            bare = self.name.text().strip()
            for ending in TEXT_ENDINGS:
                bare = bare.removesuffix(ending)
            chosen = {self.as_markdown: ".md", self.as_word: ".docx"}
            self.name.setText((bare or "post") + next((e for c, e in chosen.items() if c.isChecked()), ".txt"))
        self._name_button()

    def _name_button(self) -> None:
        if self.part_by_part.isChecked():
            self.export_button.setText(f"Copy part {self._next + 1} of {len(self._parts)}")
        else:
            self.export_button.setText("Copy" if self.to_clipboard.isChecked() else "Export")

    def target(self) -> Path:
        """The file that was chosen."""
        return Path(self.folder.text().strip() or ".", self.name.text().strip() or "post.txt")

    def export(self, *, overwrite: bool = False) -> Exported | None:
        """Write or copy; on trouble say so and stay open, having written nothing."""
        try:
            done = self._leave(overwrite)
        except FileIsThere as there:
            self.replace_button.show()
            self._complain(there)
            return None
        except UserTrouble as trouble:
            self._complain(trouble)
            return None
        self.replace_button.hide()
        if done is not None:
            self.result_export = done
            self.exported.emit(done)
        return done

    def _leave(self, overwrite: bool) -> Exported | None:
        if self.part_by_part.isChecked():
            return self._copy_part()
        if self.to_clipboard.isChecked():
            return self._copy()
        if self.as_each.isChecked():
            return self._write_each()
        return self._write_folder() if self.as_folder.isChecked() else self._write(overwrite)

    def _write_each(self) -> Exported:
        done = self._session.exports.to_folders(self.approvals, Path(self.folder.text().strip() or "."))
        places = "\n".join(one.folder for one in done)
        self._succeed(f"Written, each with its record:\n{places}")
        for one in done[1:]:
            self.exported.emit(one)
        return done[0]

    def _write_folder(self) -> Exported:
        done = self._session.exports.to_folder(self._approval, Path(self.folder.text().strip() or "."))
        self._succeed(f"Written: {done.folder}\nIts record: {done.record_path.name}, in the same folder.")
        return done

    def _write(self, overwrite: bool) -> Exported:
        done = self._session.exports.to_file(self._approval, self.target(), overwrite=overwrite)
        self._succeed(f"Written: {done.text_path}\nIts record: {done.record_path.name}, in the same folder.")
        return done

    def _copy(self) -> Exported:
        text, done = self._session.exports.to_clipboard(self._approval)
        put(text)
        self._succeed(
            "The post is on the clipboard, as approved. Its record is in your vault."
            + (" Its pictures do not go over the clipboard: export the folder for them." if self._pictures else "")
        )
        return done

    def _copy_part(self) -> Exported | None:
        """One part after the other; the first is what the log tells of, as the whole left with it."""
        parts, number = self._session.exports.parts(self._approval), self._next
        done = self._session.exports.to_clipboard(self._approval)[1] if number == 0 else None
        put(parts[number])
        self._next = (number + 1) % len(parts)
        self._name_button()
        told_ = f"Part {number + 1} of {len(parts)} is on the clipboard."
        if self._next:
            words = f"✓ {told_}\nPost it, then copy part {self._next + 1} and answer your own post with it."
            self.notice.say(words, "good")
            announce(self, words)
            self.show_top()
        else:
            self._succeed(f"{told_} That is the whole thread.")
        return done

    def _succeed(self, words: str) -> None:
        self.notice.say(f"✓ {words}\nWhen it is posted, note where under Exported.", "good")
        announce(self, words)
        self.show_top()

    def _complain(self, trouble: UserTrouble) -> None:
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        self.show_top()


def _part_words(parts: int) -> str:
    return f"Clipboard, part by part: {parts} posts of a thread"


def _folder_words(parts: int, pictures: int) -> str:
    what = ["the post"]
    what += [f"its {parts} parts"] if parts else []
    what += [f"its picture{'s' * (pictures > 1)}"] if pictures else []
    return f"A new folder with {', '.join(what)} and the record"
