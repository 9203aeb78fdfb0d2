"""A model of a disk whose power fails: what was synced stays, what was not may be dropped, partly written or torn.

Per file, in sectors of 512 bytes; names given and taken become durable in the order in which they were made. It is a
model: it says what POSIX allows, not what one disk does.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.tools.tracing import Call

SECTOR = 512


class _File:
    """One file's bytes as a disk has them: what was synced, and the writes since in order."""

    def __init__(self, content: bytes = b"") -> None:
        self.synced = content
        self.pending: list[tuple[int, bytes | None]] = []
        """Offset and bytes, or a length and None for a truncation."""

    def sync(self) -> None:
        self.synced, self.pending = self.applied(self.pending), []

    def applied(self, writes: Iterable[tuple[int, bytes | None]]) -> bytes:
        content = bytearray(self.synced)
        for offset, data in writes:
            if data is None:
                del content[offset:]
                content.extend(bytes(max(0, offset - len(content))))
                continue
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data
        return bytes(content)

    def torn(self, rng: random.Random) -> bytes:
        """After a power cut: any subset of the writes since the last sync, each whole or in sectors."""
        return self.applied(w for write in self.pending for w in _pieces(write, rng))


def _pieces(write: tuple[int, bytes | None], rng: random.Random) -> Iterator[tuple[int, bytes | None]]:
    offset, data = write
    luck = rng.random()
    if luck < 0.35:
        return
    if luck < 0.7 or data is None:
        yield write
        return
    for start in range(0, len(data), SECTOR):
        if rng.random() < 0.5:
            yield offset + start, data[start : start + SECTOR]


Names = dict[str, _File | None]


class Disk:
    """A folder as a disk holds it. Names become durable in order, when their folder is synced, or by luck before."""

    def __init__(self, origin: Path, folder: Path) -> None:
        self.folder = os.path.realpath(folder)
        files = {str(p.relative_to(origin)): _File(p.read_bytes()) for p in origin.rglob("*") if p.is_file()}
        self.names: Names = dict(files)
        self.durable: Names = dict(files)
        self.folders = {str(p.relative_to(origin)) for p in origin.rglob("*") if p.is_dir()}
        self.pending: list[tuple[str, _File | None]] = []
        """Names given or taken since the last sync of their folder, in order."""

    def replay(self, events: list[Call]) -> bool:
        """Apply the calls; whether the operation was acknowledged among them."""
        acknowledged = False
        for call in events:
            if call.path.startswith("pipe:"):
                acknowledged |= call.data == b"done"
            elif call.changes:
                self._apply(call)
        return acknowledged

    def cut(self, target: Path, rng: random.Random) -> None:
        """What is left on the disk after the power failed now, written out as a folder."""
        names = dict(self.durable)
        for name, file in self.pending[: rng.randint(0, len(self.pending))]:
            names[name] = file
        target.mkdir()
        for folder in sorted(self.folders):
            (target / folder).mkdir(parents=True, exist_ok=True)
        for name, file in names.items():
            if file is not None:
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).write_bytes(file.torn(rng))

    def _apply(self, call: Call) -> None:
        name, other = self._local(call.path), self._local(call.other)
        if call.name == "open" and name not in self.names:
            self._name(name, _File())
        elif call.name == "unlink":
            self._name(name, None)
        elif call.name == "rename":
            self._name(other, self.names.get(name))
            self._name(name, None)
        elif call.name == "link":
            self._name(other, self.names.get(name))
        elif call.name in ("mkdir", "rmdir"):
            self.folders.add(name)
        else:
            self._write(call, name)

    def _write(self, call: Call, name: str) -> None:
        file = self.names.get(name)
        if call.name in ("fsync", "fdatasync"):
            if file is None:
                self._sync_names()
            else:
                file.sync()
        elif file is not None and call.name == "ftruncate":
            file.pending.append((call.length, None))
        elif file is not None:
            file.pending.append((call.offset, call.data))

    def _name(self, name: str, file: _File | None) -> None:
        if file is None:
            self.names.pop(name, None)
        else:
            self.names[name] = file
        self.pending.append((name, file))

    def _sync_names(self) -> None:
        for name, file in self.pending:
            self.durable[name] = file
        self.pending = []

    def _local(self, path: str) -> str:
        return os.path.relpath(path, self.folder) if path else ""
