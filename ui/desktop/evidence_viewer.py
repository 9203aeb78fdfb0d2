"""Evidence looked at inside the app: pages and pictures from their pixels, letters as words. No file is ever made."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from composer.app import Session
from composer.consent import evidence
from composer.consent.evidence import Shown
from composer.consent.record import Evidence
from composer.errors import UserTrouble
from composer.wording import plain_date
from ui.desktop.announce import announce
from ui.desktop.errands import Errand
from ui.desktop.forms import heading, prose
from ui.desktop.frames import IdentityDialog
from ui.desktop.words import told

KINDS = {
    "application/pdf": "PDF",
    "image/jpeg": "photo",
    "image/png": "picture",
    "image/webp": "picture",
    "image/gif": "picture",
    "message/rfc822": "e-mail",
    "text/plain": "text",
}


def size_words(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def kind_words(media_type: str) -> str:
    """What a file is, in a word."""
    return KINDS.get(media_type, "sound recording" if media_type.startswith("audio/") else "file")


def about(item: Evidence) -> str:
    """One piece of evidence in a line: kind, size, day."""
    day = plain_date(item.added.astimezone().date())
    return f"{kind_words(item.media_type)}, {size_words(item.size)}, kept since {day}"


class FittedPicture(QLabel):
    """A picture as wide as there is room, never enlarged; pixels only."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__()
        self._image = QImage.fromData(content)
        self.setAccessibleName(name)
        self.setMinimumWidth(80)
        self.fit(640)

    def fit(self, width: int) -> None:
        """Show it at most so many device-independent pixels wide."""
        if not self._image.isNull():
            wide = min(width, self._image.width())
            smooth = Qt.TransformationMode.SmoothTransformation
            self.setPixmap(QPixmap.fromImage(self._image.scaledToWidth(max(1, wide), smooth)))


class EvidenceViewer(IdentityDialog):
    """One piece of evidence. Read from the vault on the window's thread, made visible off it."""

    def __init__(self, session: Session, item: Evidence, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Evidence", parent)
        self.pictures: list[FittedPicture] = []
        self.text: QPlainTextEdit | None = None
        self.body.addWidget(heading(item.label or "Evidence"))
        self.body.addWidget(prose(f"{about(item)}. Fingerprint {item.sha256[:16]}.", soft=True))
        self.waiting = prose("Opening…")
        self.body.addWidget(self.waiting)
        self.add_buttons(cancel="Close")
        self.resize(760, 760)
        try:
            content = session.vault.blobs.get(item.blob)
        except UserTrouble as trouble:
            self._failed(trouble)
            return
        media_type = item.media_type
        errand = Errand(lambda: evidence.shown(content, media_type), self)
        errand.done.connect(self.show_it)
        errand.failed.connect(self._failed)
        errand.start()

    def show_it(self, shown: object) -> None:
        """Show what could be made of it."""
        assert isinstance(shown, Shown)
        self.waiting.hide()
        if shown.note:
            self.body.addWidget(prose(shown.note))
        for number, content in enumerate(shown.pictures, 1):
            picture = FittedPicture(content, f"Page or picture {number} of {len(shown.pictures)}")
            self.pictures.append(picture)
            self.body.addWidget(picture)
        if shown.text.strip():
            self.text = QPlainTextEdit(shown.text, readOnly=True, tabChangesFocus=True)
            self.text.setAccessibleName("The words of it")
            self.text.setMinimumHeight(260)
            self.body.addWidget(self.text)
        self._fit()
        announce(self, "Opened.")

    def _failed(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self.waiting.hide()
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for picture in self.pictures:
            picture.fit(self.width() - 80)
