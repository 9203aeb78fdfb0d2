"""What a post has beside its text on the desk: the line of its content warning and the strip of its pictures.

Values in, values out: pictures are stored by whoever changes them, the warning by the desk with the text.
"""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from composer.publish.post import Extras, PictureTrouble, troubles
from rules.report import Channel
from ui.desktop.pictures_strip import Content, PictureStrip
from ui.desktop.theme import set_role
from ui.desktop.widgets import text

LONGEST_WARNING = 200


class Beside(QObject):
    """The two widgets and what they show. `changed` comes when the warning is typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._extras = Extras()
        self.strip = PictureStrip()
        self.line = QWidget()
        self.warning = QLineEdit(placeholderText="What readers should know before they open the post")
        self.warning.setAccessibleName("Content warning")
        self.warning.setMaxLength(LONGEST_WARNING)
        set_role(self.warning, "title")
        self.warning.textEdited.connect(self._typed)
        self.warning.editingFinished.connect(self._hide_empty)
        label = text("Content warning", "small", wrap=False)
        label.setBuddy(self.warning)
        row = QHBoxLayout(self.line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(label)
        row.addWidget(self.warning, 1)
        self.line.hide()

    def extras(self) -> Extras:
        """Pictures as stored, and the warning as typed."""
        return self._extras

    def show_extras(self, extras: Extras, content: Content, *, read_only: bool | None = None) -> None:
        """Show another draft's, or changed ones. `content` gives the bytes of a picture."""
        self._extras = extras
        if self.warning.text() != extras.warning:
            self.warning.setText(extras.warning)
        self.line.setVisible(bool(extras.warning) or self.warning.hasFocus())
        if read_only is not None:
            self.warning.setReadOnly(read_only)
        self.strip.show_pictures(extras.pictures, content)

    def lacking(self, channel: Channel) -> list[PictureTrouble]:
        """What stops the post because of its pictures."""
        return [t for t in troubles(self._extras, channel) if t.stops]

    def open_warning(self) -> None:
        """Show the line of the warning and go there."""
        self.line.show()
        self.warning.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def forget(self) -> None:
        """Drop pictures and words (lock, another draft)."""
        self._extras = Extras()
        self.warning.setText("")
        self.line.hide()
        self.strip.forget()

    def _typed(self, words: str) -> None:
        self._extras = msgspec.structs.replace(self._extras, warning=words)
        self.changed.emit()

    def _hide_empty(self) -> None:
        self.line.setVisible(bool(self.warning.text().strip()))
