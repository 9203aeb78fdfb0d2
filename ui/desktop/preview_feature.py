"""The preview of the post on its channels, and the lines that an identity keeps for the end of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.desktop.announce import announce
from ui.desktop.features import Feature

if TYPE_CHECKING:
    from ui.desktop.preview_dialog import PreviewDialog

MENU = "&Post"


class Previews(Feature):
    """Shows what is on the screen as it will look where it is posted."""

    def build(self) -> None:
        """Menu entries, and the button beside the channels."""
        self.command(MENU, "&Preview…", "Ctrl+Shift+P", self.open)
        self.command(MENU, "Add my &signature lines", None, self.add_lines)
        self.window.desk.channels.preview_wanted.connect(self.open)

    def open(self) -> PreviewDialog | None:
        """Show the preview of the open draft."""
        from ui.desktop.preview_dialog import PreviewDialog

        desk = self.window.desk
        if not desk.draft_id or not desk.text().strip():
            self.window.toast.say("There is no text to look at yet.", undo="")
            return None
        dialog = PreviewDialog(
            self.session.identity,
            desk.text(),
            desk.beside.extras(),
            desk.channels.channels(),
            desk.beside.strip.image,
            self.window,
        )
        dialog.lines_wanted.connect(self.add_lines)
        self.show_dialog(dialog)
        return dialog

    def add_lines(self) -> None:
        """Put signature and disclaimer at the end of the text, each only where it is missing; undo takes it back."""
        from ui.desktop.preview_dialog import PreviewDialog, lines_missing

        desk, identity = self.window.desk, self.session.identity
        if not desk.draft_id or self.session.read_only:
            return
        text = desk.text()
        missing = lines_missing(identity, text)
        if not missing:
            words = "Your lines stand in the text already."
            none = not (identity.signature.strip() or identity.disclaimer.strip())
            self.window.toast.say("No signature or disclaimer is set; see Settings." if none else words, undo="")
            return
        desk.sheet.replace(len(text.rstrip()), len(text), identity.closed(text)[len(text.rstrip()) :])
        announce(self.window, "Added at the end. Undo takes it back.")
        if isinstance(self.dialog, PreviewDialog):
            self.dialog.show_post(desk.text())
