"""How the post will look on each chosen channel, before anything is approved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from composer.identity import Identity
from composer.publish.post import Extras
from composer.publish.preview import Preview, preview
from rules.report import Channel
from ui.desktop.errands import Errand
from ui.desktop.forms import prose
from ui.desktop.frames import IdentityDialog, announce
from ui.desktop.preview_card import PreviewCard, Thumbnail
from ui.desktop.widgets import button


def lines_missing(identity: Identity, text: str) -> list[str]:
    """Signature and disclaimer of the identity that do not stand in the text."""
    return [line for line in (identity.signature.strip(), identity.disclaimer.strip()) if line and line not in text]


class PreviewDialog(IdentityDialog):
    """A card for each channel, the one that is written for first on top. A worker cuts long threads."""

    lines_wanted = Signal()
    """Signature and disclaimer are to be added to the text; `show_post` with the new one follows."""

    def __init__(
        self,
        identity: Identity,
        text: str,
        extras: Extras,
        channels: Sequence[Channel],
        thumbnail: Thumbnail,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(identity, "Preview", parent)
        self._channels, self._extras, self._thumbnail = tuple(channels), extras, thumbnail
        self.cards: list[PreviewCard] = []
        self.waiting = prose("Cutting it into parts…", soft=True)
        self.missing = prose("")
        self.add_lines = button("Add them to the text", pressed=self.lines_wanted.emit)
        self.body.addWidget(self.missing)
        self.body.addWidget(self.add_lines, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.waiting)
        self.add_buttons(cancel="Close")
        self.resize(740, 800)
        self.show_post(text)

    def show_post(self, text: str) -> None:
        """Show this text; the cards come when a worker has cut it."""
        missing = lines_missing(self.identity, text)
        quoted = " and ".join(f"“{line}”" for line in missing)
        self.missing.setText(f"Not in the text: {quoted}, which you keep for the end of posts." if missing else "")
        self.missing.setVisible(bool(missing))
        self.add_lines.setVisible(bool(missing))
        self.waiting.show()
        identity, extras, channels = self.identity, self._extras, self._channels
        errand = Errand(lambda: [preview(text, c, identity, extras) for c in channels], self)
        errand.done.connect(self._show_cards)
        errand.start()

    def _show_cards(self, previews: object) -> None:
        assert isinstance(previews, list)
        for old in self.cards:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.waiting.hide()
        self.cards = [PreviewCard(each, self._extras, self._thumbnail) for each in previews]
        for card in self.cards:
            self.body.addWidget(card)
        if self.cards:
            announce(self, ". ".join(_spoken(card.preview) for card in self.cards))


def _spoken(shown: Preview) -> str:
    how = f"{len(shown.parts)} parts" if len(shown.parts) > 1 else "one post"
    return f"{shown.name}: {how if shown.fits else 'does not fit'}"
