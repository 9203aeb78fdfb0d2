"""Evidence files (scans, photos, notes of recordings) inside the encrypted vault, hashed; never files beside it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime

import msgspec

from composer.vault.store import Row, Store, moment, stamp
from composer.vault.trouble import VaultTrouble

LARGEST = 20_000_000
"""Bytes of one file."""
_COLUMNS = "id, name, media_type, sha256, size, added"


class BlobRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file without its content; `size` in bytes, `added` in UTC."""

    id: str
    name: str
    media_type: str
    sha256: str
    size: int
    added: datetime


class BlobTable:
    """The files of one vault."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def add(self, content: bytes, name: str = "", media_type: str = "application/octet-stream") -> BlobRow:
        """Store a file; the same content under the same name is stored once. Raises `VaultTrouble` (`too-large`)."""
        if len(content) > LARGEST:
            raise VaultTrouble("too-large", detail=f"A file may have {LARGEST // 1_000_000} MB.")
        digest = hashlib.sha256(content).hexdigest()
        with self._store.transaction():
            known = self._store.one(f"SELECT {_COLUMNS} FROM blobs WHERE sha256 = ? AND name = ?", digest, name)
            if known is not None:
                return _blob(known)
            blob = BlobRow(
                id=str(uuid.uuid4()),
                name=name,
                media_type=media_type,
                sha256=digest,
                size=len(content),
                added=self._now(),
            )
            row = msgspec.structs.asdict(blob) | {"added": stamp(blob.added), "content": content}
            self._store.insert("blobs", row)
        return self.info(blob.id)

    def get(self, blob_id: str) -> bytes:
        """The content, its hash checked. Raises `VaultTrouble` (`not-found`, `damaged`)."""
        row = self._store.one("SELECT content, sha256 FROM blobs WHERE id = ?", blob_id)
        if row is None:
            raise VaultTrouble("not-found")
        if hashlib.sha256(row["content"]).hexdigest() != row["sha256"]:
            raise VaultTrouble("damaged")
        return bytes(row["content"])

    def info(self, blob_id: str) -> BlobRow:
        """Name, size and hash. Raises `VaultTrouble` (`not-found`)."""
        row = self._store.one(f"SELECT {_COLUMNS} FROM blobs WHERE id = ?", blob_id)
        if row is None:
            raise VaultTrouble("not-found")
        return _blob(row)

    def list(self) -> list[BlobRow]:
        """Every file, oldest first."""
        return [_blob(row) for row in self._store.rows(f"SELECT {_COLUMNS} FROM blobs ORDER BY added, id")]

    def delete(self, blob_id: str) -> None:
        """Destroy a file; its bytes are overwritten in the vault."""
        with self._store.transaction():
            self._store.run("DELETE FROM blobs WHERE id = ?", blob_id)


def _blob(row: Row) -> BlobRow:
    return BlobRow(
        id=row["id"],
        name=row["name"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        size=row["size"],
        added=moment(row["added"]),
    )
