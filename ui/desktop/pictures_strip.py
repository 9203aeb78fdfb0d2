"""The pictures of the open draft as a strip of tiles below the sheet; hidden while there are none.

Keys on a tile: Return opens it, Delete asks to take it out, Alt with Left or Right moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from composer.errors import UserTrouble
from composer.publish.image import Pixels, small
from composer.publish.post import Picture, lacks_permission
from rules.report import Outcome
from ui.desktop import theme
from ui.desktop.errands import Errand
from ui.desktop.widgets import FlowBox, button, tip
from ui.desktop.words import SIGNS

SIDE = 76
"""Height of a thumbnail in device-independent pixels, at the usual letter size."""
DECODED = 320
WIDEST = 2.2
"""A panorama is shown at most so many times as wide as it is high."""

Content = Callable[[Picture], bytes]


def shown_image(pixels: Pixels) -> QImage:
    """Decoded pixels as an image of their own (the bytes are copied)."""
    rows = QImage(pixels.rgba, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGBA8888)
    return rows.copy()


def standing(picture: Picture, fallen: Collection[str] = ()) -> tuple[Outcome, str]:
    """How a picture stands, and the first thing that it lacks, in words; `fallen` consents do not cover it."""
    if not picture.people_asked:
        return Outcome.NEEDS_CONSENT, "say who is in it"
    if any(p.consent_id in fallen for p in picture.people if p.consent_id):
        return Outcome.NEEDS_CONSENT, "not covered"
    if any(lacks_permission(p) for p in picture.people):
        return Outcome.NEEDS_CONSENT, "needs a permission"
    if not picture.alt.strip():
        return Outcome.ADVICE, "no description"
    return Outcome.CLEAR, "described"


class PictureTile(QPushButton):
    """One picture, and below it in sign and words how it stands."""

    removal_wanted = Signal(int)
    move_wanted = Signal(int, int)

    def __init__(self, picture: Picture, number: int, of: int) -> None:
        super().__init__()
        self.picture, self.number = picture, number
        self._of = of
        self._pixmap: QPixmap | None = None
        self.setAutoDefault(False)
        self.weigh(())
        self.setAccessibleDescription("Return opens it, Delete takes it out, Alt with Left or Right moves it.")
        self.setToolTip(tip(picture.alt or "No description yet"))

    def weigh(self, fallen: Collection[str]) -> None:
        """Say how it stands, given the consents that do not cover the post as it is now."""
        self.outcome, self.words = standing(self.picture, fallen)
        self.setAccessibleName(f"Picture {self.number + 1} of {self._of}: {self.words}")
        self.updateGeometry()
        self.update()

    def show_image(self, image: QImage) -> None:
        """The thumbnail has been decoded."""
        self._pixmap = QPixmap.fromImage(image)
        self.update()

    def drawn(self) -> bool:
        """Whether the thumbnail is there."""
        return self._pixmap is not None

    def _side(self) -> int:
        return round(SIDE * theme.scale())

    def sizeHint(self) -> QSize:
        ratio = min(max(self.picture.width / max(self.picture.height, 1), 0.6), WIDEST)
        font = QFont(self.font())
        font.setBold(True)
        words = QFontMetrics(font).horizontalAdvance(f"{SIGNS[self.outcome]} {self.words}") + 16
        return QSize(max(round(self._side() * ratio) + 12, words), self._side() + self.fontMetrics().height() + 18)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(QColor(colours.accent_soft if self.underMouse() else colours.paper))
        painter.setPen(QPen(QColor(colours.focus if self.hasFocus() else colours.edge), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
        room = QRect(6, 6, self.width() - 12, self._side())
        if self._pixmap is not None:
            size = self._pixmap.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(room.topLeft(), size)
            place.moveCenter(room.center())
            painter.drawPixmap(place, self._pixmap)
        below = QRect(6, room.bottom() + 3, self.width() - 12, self.height() - room.bottom() - 7)
        font = QFont(self.font())
        font.setBold(self.outcome.stops)
        painter.setFont(font)
        painter.setPen(QColor(colours.of(self.outcome)[0]))
        words = painter.fontMetrics().elidedText(
            f"{SIGNS[self.outcome]} {self.words}", Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moving = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Delete:
                self.removal_wanted.emit(self.number)
            case Qt.Key.Key_Left if moving:
                self.move_wanted.emit(self.number, -1)
            case Qt.Key.Key_Right if moving:
                self.move_wanted.emit(self.number, 1)
            case _:
                super().keyPressEvent(event)


class PictureStrip(FlowBox):
    """Shows pictures and says what is wished: `opened(index)`, `removal_wanted(index)`, `moved(index, by)`, `added`."""

    opened = Signal(int)
    removal_wanted = Signal(int)
    moved = Signal(int, int)
    added = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=8)
        self.setAccessibleName("Pictures")
        self.tiles: list[PictureTile] = []
        self._add = button("+ Picture", "channel", name="Add a picture")
        self._add.clicked.connect(self.added)
        self._add.hide()
        self._images: dict[str, QImage] = {}
        self._errands: dict[str, Errand] = {}
        self.hide()

    def show_pictures(self, pictures: Sequence[Picture], content: Content | None) -> None:
        """Show these; thumbnails are decoded by a worker and appear when they are ready."""
        focused = next((t.number for t in self.tiles if t.hasFocus()), None)
        self.flow.removeWidget(self._add)
        self.clear()
        self.tiles = [PictureTile(p, n, len(pictures)) for n, p in enumerate(pictures)]
        self._images = {p.blob: self._images[p.blob] for p in pictures if p.blob in self._images}
        for tile in self.tiles:
            tile.clicked.connect(lambda _=False, n=tile.number: self.opened.emit(n))
            tile.removal_wanted.connect(self.removal_wanted)
            tile.move_wanted.connect(self.moved)
            self.add(tile)
            tile.show()
            self._draw(tile, content)
        self.add(self._add)
        self._add.setVisible(bool(pictures))
        self.setVisible(bool(pictures))
        self.updateGeometry()
        if focused is not None and self.tiles:
            self.tiles[min(focused, len(self.tiles) - 1)].setFocus()

    def _draw(self, tile: PictureTile, content: Content | None) -> None:
        blob = tile.picture.blob
        if blob in self._images:
            tile.show_image(self._images[blob])
        elif content is not None and blob not in self._errands:
            try:
                data = content(tile.picture)
            except UserTrouble:
                return  # the tile stays empty; opening it says what is wrong with the vault
            errand = Errand(lambda: small(data, DECODED), self)
            self._errands[blob] = errand
            errand.done.connect(lambda pixels: self._drawn(blob, pixels))
            errand.failed.connect(lambda _: self._errands.pop(blob, None))
            errand.start()

    def _drawn(self, blob: str, pixels: object) -> None:
        assert isinstance(pixels, Pixels)
        self._errands.pop(blob, None)
        for tile in self.tiles:
            if tile.picture.blob == blob:
                self._images[blob] = shown_image(pixels)
                tile.show_image(self._images[blob])

    def weigh(self, fallen: Collection[str]) -> None:
        """These consents do not cover the post as it is now."""
        for tile in self.tiles:
            tile.weigh(fallen)

    def image(self, picture: Picture) -> QImage | None:
        """The thumbnail, at most 320 pixels long; None while it is not decoded."""
        return self._images.get(picture.blob)

    def forget(self) -> None:
        """Drop every picture (lock)."""
        self.show_pictures((), None)
        self._images.clear()
