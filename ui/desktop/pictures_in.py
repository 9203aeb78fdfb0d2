"""Pictures that come in: found in a drop or on the clipboard, read and made clean off the window's thread.

What was read is held in memory and then in the vault; no file is written. The name of a picture's file is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage

from composer.publish.image import LARGEST_FILE, CleanPicture, PictureRefused, clean

Source = Path | bytes
READY_MADE = ("image/png", "image/jpeg", "image/webp", "image/gif")
ENDINGS = "*.jpg *.jpeg *.png *.webp *.gif"
_UNPACKED = 100
"""PNG “quality” without compression: quick to write, as it is read again at once."""


def brings_pictures(mime: QMimeData) -> bool:
    """Whether files or an image are meant, and not words. Looks at the kinds alone, so it is quick.

    A passage copied from a word processor comes with an image of itself; then the words are meant.
    """
    if mime.hasUrls():
        return any(url.isLocalFile() for url in mime.urls())
    return not mime.hasText() and (mime.hasImage() or any(mime.hasFormat(f) for f in READY_MADE))


def pictures_in(mime: QMimeData) -> list[Source]:
    """Pictures of a drop or of the clipboard: files that were dropped or copied, or an image without any text."""
    if not brings_pictures(mime):
        return []
    if mime.hasUrls():
        return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    ready = next((f for f in READY_MADE if mime.hasFormat(f)), None)
    return [bytes(mime.data(ready).data())] if ready else _drawn(mime.imageData())


def _drawn(image: object) -> list[Source]:
    if not isinstance(image, QImage) or image.isNull():
        return []
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG", _UNPACKED)  # type: ignore[call-overload]
    return [bytes(buffer.data().data())]


def take_in(sources: Iterable[Source]) -> list[CleanPicture | PictureRefused]:
    """Each source made clean, or why it cannot be taken. For a worker: it takes up to a second for a large photo."""
    return [_taken(source) for source in sources]


def _taken(source: Source) -> CleanPicture | PictureRefused:
    try:
        return clean(source if isinstance(source, bytes) else _read(source))
    except PictureRefused as refused:
        return refused


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise PictureRefused(
                "This is no file with a picture.", "Nothing was added.", "Choose a picture file on this computer."
            )
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError:
        raise PictureRefused(
            "The file could not be read.", "It is gone, or this account may not open it.", "Copy it to your own folder."
        ) from None
