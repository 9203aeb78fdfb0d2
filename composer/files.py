"""Files written so that a crash leaves the old one or the new one, and small ones read though they may be damaged."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from composer.places import PRIVATE_FILE

T = TypeVar("T")
_PART = re.compile(r"\..+\.[0-9a-f]{8}\.part")


def from_json(raw: bytes, kind: type[T]) -> T:
    """The bytes of a file understood as `kind`; whatever is wrong with them is a `msgspec.DecodeError`."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (UnicodeDecodeError, RecursionError):  # no kind of DecodeError, and one damaged byte is enough
        raise msgspec.DecodeError("no text, or nested without end") from None


def write_atomically(target: Path, content: bytes, *, mode: int = PRIVATE_FILE) -> None:
    """Replace `target` by `content`; when this returns, the bytes and the name are on the disk. Raises `OSError`."""
    with replacing(target, mode=mode) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(target: Path, *, mode: int = PRIVATE_FILE) -> Iterator[IO[bytes]]:
    """A file to write to that takes `target`'s place at the end; an error inside leaves `target` as it was."""
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sweep(folder: Path, begins: str, older_than: float = 3600.0) -> None:
    """Remove what killed writers of `begins…` left half written in a folder more than `older_than` seconds ago."""
    for left in folder.glob(f".{begins}*.part"):
        with contextlib.suppress(OSError):
            if _PART.fullmatch(left.name) and time.time() - left.stat().st_mtime > older_than:
                left.unlink()


def sync_folder(folder: Path) -> None:
    """Put new and changed names in a folder on the disk (POSIX; Windows does it with the file)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Put a file's bytes on the disk."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
