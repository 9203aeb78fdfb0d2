"""Pictures re-encoded from their pixels alone, so that no place, date, name, comment or hidden tail goes out with them.

Bombs are refused by the size in the header, before a pixel is read. Calls take up to a second for large photos: use a
worker. Nothing is written to disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from typing import Literal

import msgspec
from PIL import Image, ImageCms, ImageOps

from composer.errors import UserTrouble

LARGEST_FILE = 40_000_000
"""Bytes of a picture file."""
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 4096
"""Pixels; larger pictures are made smaller, as every platform does."""
TAKEN = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY = 90


class PictureRefused(UserTrouble):
    """A picture that cannot be taken; nothing was kept of it."""


class CleanPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture without anything but its pixels."""

    content: bytes
    media_type: str
    ending: str
    width: int
    height: int
    sha256: str
    left_out: tuple[str, ...] = ()
    """What the original carried along and this one does not, for people: `place`, `date and camera`, `comment` …"""

    def __repr__(self) -> str:
        return f"CleanPicture({self.width}×{self.height}, {len(self.content)} bytes)"


class Crop(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a picture in pixels of the upright original, `right` and `bottom` exclusive."""

    left: int
    top: int
    right: int
    bottom: int


_FILTERS = threading.RLock()


@contextlib.contextmanager
def warnings_as(action: Literal["error", "ignore"]) -> Iterator[None]:
    """Warnings treated so inside, one thread at a time: the filters are the whole process's, each puts back its own."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter(action)
        yield


def clean(content: bytes, *, crop: Crop | None = None) -> CleanPicture:
    """The picture from its pixels, upright, in sRGB, at most 4096 pixels long. Raises `PictureRefused`."""
    if len(content) > LARGEST_FILE:
        raise PictureRefused("This file is too large.", "A picture may have 40 MB.", "Make it smaller first.")
    with warnings_as("error"):
        try:
            return _clean(content, crop)
        except PictureRefused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_many() from None
        except Exception as error:  # whatever a broken file makes a decoder raise
            raise _unreadable() from error


class Pixels(msgspec.Struct, frozen=True, kw_only=True):
    """A picture ready to be drawn: four bytes a pixel (red, green, blue, cover), row after row without a gap."""

    width: int
    height: int
    rgba: bytes

    def __repr__(self) -> str:
        return f"Pixels({self.width}×{self.height})"


def small(content: bytes, longest: int) -> Pixels:
    """A clean picture, made smaller so that its longer side has at most `longest` pixels. Takes some 50 ms."""
    with Image.open(io.BytesIO(content), formats=TAKEN) as opened:
        opened.draft("RGB", (longest, longest))  # JPEG decodes at a fraction of its size
        opened.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        shown = opened.convert("RGBA")
    return Pixels(width=shown.width, height=shown.height, rgba=shown.tobytes())


def _clean(content: bytes, crop: Crop | None) -> CleanPicture:
    with Image.open(io.BytesIO(content), formats=TAKEN) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many()
        carried = tuple(_carried(opened, content))
        upright = _plain(ImageOps.exif_transpose(opened))
    if crop is not None:
        upright = upright.crop(_within(crop, upright))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _encoded(Image.frombytes(upright.mode, upright.size, upright.tobytes()), carried)


def _plain(picture: Image.Image) -> Image.Image:
    """Pixels as RGB or RGBA in sRGB."""
    profile = picture.info.get("icc_profile")
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    if profile and not clear and picture.mode in ("RGB", "CMYK", "L"):
        try:
            converted = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGBA" if clear else "RGB")


def _encoded(picture: Image.Image, carried: tuple[str, ...]) -> CleanPicture:
    buffer = io.BytesIO()
    clear = picture.mode == "RGBA"
    if clear:
        picture.save(buffer, "PNG", optimize=True)
    else:
        picture.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    content = buffer.getvalue()
    return CleanPicture(
        content=content,
        media_type="image/png" if clear else "image/jpeg",
        ending=".png" if clear else ".jpg",
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(content).hexdigest(),
        left_out=carried,
    )


_GPS, _THUMBNAIL = 0x8825, 0x0201


def _carried(picture: Image.Image, content: bytes) -> list[str]:
    """What the file says beside its pixels, in words."""
    exif, info = picture.getexif(), picture.info
    found = {
        "place": bool(exif.get_ifd(_GPS)),
        "date and camera": bool(len(exif)),
        "comment": any(isinstance(info.get(k), (bytes, str)) and bool(info.get(k)) for k in ("comment", "Comment")),
        "description by a program": any(k in info for k in ("xmp", "XML:com.adobe.xmp", "photoshop"))
        or bool(getattr(picture, "text", {})),
        "colour profile": "icc_profile" in info,
        "moving pictures": getattr(picture, "n_frames", 1) > 1,
    }
    return [name for name, there in found.items() if there]


def _within(crop: Crop, picture: Image.Image) -> tuple[int, int, int, int]:
    left, right = max(0, crop.left), min(picture.width, crop.right)
    top, bottom = max(0, crop.top), min(picture.height, crop.bottom)
    if right - left < 1 or bottom - top < 1:
        raise PictureRefused("Nothing would be left of the picture.", "It was not cut.", "Choose a larger part.")
    return left, top, right, bottom


def _too_many() -> PictureRefused:
    return PictureRefused(
        "This picture has too many pixels.", "It could fill the memory.", "Make it smaller than 60 megapixels."
    )


def _unreadable() -> PictureRefused:
    return PictureRefused(
        "This is no picture that can be taken.",
        "It has to be JPEG, PNG, WebP or GIF, and whole. SVG and HEIC can hold more than pixels.",
        "Save it as JPEG or PNG and add that.",
    )
