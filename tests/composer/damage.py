"""Files with one damaged byte: what disks and copies do, and what no JSON survives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def each_byte_damaged(path: Path) -> Iterator[int]:
    """The file with the high bit of one byte turned, for each byte; whole again at the end. The byte's place."""
    whole = path.read_bytes()
    for place, byte in enumerate(whole):
        path.write_bytes(whole[:place] + bytes((byte ^ 0x80,)) + whole[place + 1 :])
        yield place
    path.write_bytes(whole)
