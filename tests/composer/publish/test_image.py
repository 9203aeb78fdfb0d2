"""Pictures keep their pixels and nothing else; bombs and strangers are refused at once."""

from __future__ import annotations

import io
import struct
import threading
import time
import warnings
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from composer.publish.image import Crop, PictureRefused, clean, warnings_as

SECRETS = (b"Sarah", b"Exif", b"GPS", b"xmp", b"ICC_PROFILE", b"tEXt", b"iTXt", b"zip!", b"8BIM", b"http://ns.adobe")


def picture(size: tuple[int, int] = (60, 40), colour: object = (200, 30, 30), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, colour)  # type: ignore[arg-type]


def laden_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "Sarah at home"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (53.0, 48.0, 0.0)
    buffer = io.BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Sarah</x:xmpmeta>"
    profile = __import__("PIL.ImageCms", fromlist=["x"]).ImageCmsProfile(
        __import__("PIL.ImageCms", fromlist=["x"]).createProfile("sRGB")
    )
    picture().save(buffer, "JPEG", exif=exif, comment=b"Sarah", icc_profile=profile.tobytes(), xmp=xmp)
    return buffer.getvalue() + b"PK\x03\x04zip! Sarah"


def laden_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Sarah")
    notes.add_itxt("XML:com.adobe.xmp", "<x>Sarah</x>")
    buffer = io.BytesIO()
    picture(mode="RGBA", colour=(1, 2, 3, 100)).save(buffer, "PNG", pnginfo=notes)
    return buffer.getvalue() + b"zip! Sarah"


@pytest.mark.parametrize("content", [laden_jpeg(), laden_png()], ids=["jpeg", "png"])
def test_no_byte_of_metadata_survives(content: bytes) -> None:
    made = clean(content)
    assert not [secret for secret in SECRETS if secret in made.content]
    with Image.open(io.BytesIO(made.content)) as opened:
        opened.load()
        assert not opened.getexif()
        assert not getattr(opened, "text", {})
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_it_says_what_was_left_out() -> None:
    assert set(clean(laden_jpeg()).left_out) >= {"place", "date and camera", "comment", "colour profile"}
    assert "description by a program" in clean(laden_png()).left_out


def test_a_photo_is_turned_upright_before_its_note_is_dropped() -> None:
    made = clean(laden_jpeg())
    assert (made.width, made.height, made.media_type) == (40, 60, "image/jpeg")


def test_transparency_stays() -> None:
    made = clean(laden_png())
    with Image.open(io.BytesIO(made.content)) as opened:
        assert (opened.mode, opened.getpixel((0, 0)), made.ending) == ("RGBA", (1, 2, 3, 100), ".png")


def test_colours_stay() -> None:
    buffer = io.BytesIO()
    picture(colour=(10, 120, 240)).save(buffer, "PNG")
    with Image.open(io.BytesIO(clean(buffer.getvalue()).content)) as opened:
        assert all(abs(a - b) < 6 for a, b in zip(opened.getpixel((5, 5)), (10, 120, 240), strict=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "format_"),
    [(mode, "PNG") for mode in ("L", "1", "P", "I;16", "LA", "RGB", "RGBA")]
    + [(mode, "JPEG") for mode in ("L", "CMYK", "RGB")]
    + [(mode, "WEBP") for mode in ("RGB", "RGBA")]
    + [(mode, "GIF") for mode in ("L", "P", "RGB")],
)
def test_every_kind_of_picture(mode: str, format_: str) -> None:
    buffer = io.BytesIO()
    Image.new(mode, (8, 8)).save(buffer, format_)
    assert clean(buffer.getvalue()).width == 8


def bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [30_000, 60_000, 8_000])
def test_a_bomb_is_refused_at_once(side: int) -> None:
    started = time.process_time()
    with pytest.raises(PictureRefused):
        clean(bomb(side, side))
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"\0\0\0\x18ftypheic" + b"\0" * 64,
     b"%PDF-1.7", laden_jpeg()[:120], laden_png()[:60], b"BM" + b"\0" * 60, b"II*\0" + b"\0" * 60],
)  # fmt: skip
def test_strangers_and_broken_files_are_refused(content: bytes) -> None:
    with pytest.raises(PictureRefused):
        clean(content)


def test_cropping_and_making_smaller() -> None:
    buffer = io.BytesIO()
    picture((5000, 100)).save(buffer, "PNG")
    assert clean(buffer.getvalue()).width == 4096
    made = clean(buffer.getvalue(), crop=Crop(left=10, top=-5, right=60, bottom=50))
    assert (made.width, made.height) == (50, 50)
    with pytest.raises(PictureRefused):
        clean(buffer.getvalue(), crop=Crop(left=9000, top=0, right=9001, bottom=10))


def test_pictures_on_several_threads_leave_the_warning_filters_as_they_were() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        before = list(warnings.filters)
        first_in, second_in, first_out = threading.Event(), threading.Event(), threading.Event()

        def first() -> None:
            with warnings_as("error"):
                first_in.set()
                second_in.wait(0.3)
            first_out.set()

        def second() -> None:
            first_in.wait(5)
            with warnings_as("ignore"):
                second_in.set()
                first_out.wait(5)

        threads = [threading.Thread(target=work) for work in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert list(warnings.filters) == before


def test_nothing_is_written_anywhere(tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    clean(laden_jpeg())
    assert sorted(tmp_path.rglob("*")) == before
    assert "Sarah" not in repr(clean(laden_jpeg()))
