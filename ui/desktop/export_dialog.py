"""The approved text leaves the app: into a file with its record beside it, or onto the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QRadioButton, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.export import RECORD_ENDING, Exported
from composer.publish.names import FileIsThere
from ui.desktop.clipboard import put
from ui.desktop.forms import Field, line, prose
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.words import told


class ExportDialog(IdentityDialog):
    """Asks where to; an existing file is asked about. `exported(export)` comes once it is written and logged."""

    exported = Signal(object)

    def __init__(self, session: Session, approval: Approval, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Export", parent)
        self._session, self._approval = session, approval
        self.result_export: Exported | None = None
        self.body.addWidget(
            prose(f"Approved for {facts(approval.channel).name}. Only this text leaves, as you approved it.")
        )
        self._choices()
        self._place()
        self.export_button = primary(QPushButton("Export"))
        self.export_button.clicked.connect(lambda: self.export())
        self.replace_button = QPushButton("Replace the file")
        self.replace_button.clicked.connect(lambda: self.export(overwrite=True))
        self.replace_button.hide()
        self.add_buttons(self.replace_button, self.export_button, cancel="Close")
        self._adapt()
        self.resize(620, 480)

    def _choices(self) -> None:
        self.as_text = QRadioButton("Text file (.txt)")
        self.as_markdown = QRadioButton("Markdown file (.md)")
        self.to_clipboard = QRadioButton("Clipboard, to paste it where it is posted")
        self._kind = QButtonGroup(self)
        for choice in (self.as_text, self.as_markdown, self.to_clipboard):
            self._kind.addButton(choice)
            self.body.addWidget(choice)
        self.as_text.setChecked(True)
        self._kind.buttonToggled.connect(self._adapt)

    def _place(self) -> None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = line("Folder", text=documents)
        self.name = line("File name", text=self._session.exports.suggested_name(self._approval.draft_id))
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
        to_file = not self.to_clipboard.isChecked()
        self.folder_field.setVisible(to_file)
        self.name_field.setVisible(to_file)
        self.replace_button.hide()
        if to_file:
            ending = ".md" if self.as_markdown.isChecked() else ".txt"
            bare = self.name.text().strip().removesuffix(".txt").removesuffix(".md")
            self.name.setText((bare or "post") + ending)
        self.export_button.setText("Export" if to_file else "Copy")

    def target(self) -> Path:
        """The file that was chosen."""
        return Path(self.folder.text().strip() or ".", self.name.text().strip() or "post.txt")

    def export(self, *, overwrite: bool = False) -> Exported | None:
        """Write or copy; on trouble say so and stay open, having written nothing."""
        try:
            done = self._copy() if self.to_clipboard.isChecked() else self._write(overwrite)
        except FileIsThere as there:
            self.replace_button.show()
            self._complain(there)
            return None
        except UserTrouble as trouble:
            self._complain(trouble)
            return None
        self.result_export = done
        self.replace_button.hide()
        self.exported.emit(done)
        return done

    def _write(self, overwrite: bool) -> Exported:
        done = self._session.exports.to_file(self._approval, self.target(), overwrite=overwrite)
        self._succeed(f"Written: {done.text_path}\nIts record: {done.record_path.name}, in the same folder.")
        return done

    def _copy(self) -> Exported:
        text, done = self._session.exports.to_clipboard(self._approval)
        put(text)
        self._succeed(
            "The post is on the clipboard, as approved. Its record is in your vault.\nPaste it before you lock."
        )
        return done

    def _succeed(self, words: str) -> None:
        self.notice.say(f"✓ {words}\nWhen it is posted, note where under Exported.", "good")
        announce(self, words)
        self.show_top()

    def _complain(self, trouble: UserTrouble) -> None:
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        self.show_top()
