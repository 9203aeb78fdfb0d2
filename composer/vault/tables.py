"""Typed values kept by name: settings of one identity, and documents (any `msgspec.Struct`) in named collections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeVar, overload

import msgspec

from composer.vault.store import Store, stamp

T = TypeVar("T")
IN_USE = "in-use"
"""The setting that stands while a session is open: found at an opening, the last one did not end in order."""


class SettingTable:
    """Settings inside a vault: anything msgspec can write as JSON, read back as the type asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, kind: type[T]) -> T | None: ...
    def get(self, name: str, kind: Any = str) -> Any:
        """The setting as `kind`, or None where it was never set or is of another type."""
        row = self._store.one("SELECT value FROM settings WHERE name = ?", name)
        try:
            return None if row is None else msgspec.json.decode(row["value"], type=kind)
        except msgspec.DecodeError:
            return None

    def set(self, name: str, value: Any) -> None:
        """Keep a setting."""
        with self._store.transaction():
            self._store.insert("settings", {"name": name, "value": msgspec.json.encode(value)}, replace=True)

    def remove(self, name: str) -> None:
        """Forget a setting."""
        with self._store.transaction():
            self._store.run("DELETE FROM settings WHERE name = ?", name)


class DocumentTable:
    """Structs by collection and id, such as check-ups, letters, templates. Reading checks the type."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, collection: str, name: str, document: msgspec.Struct) -> None:
        """Keep a document, replacing the one of the same name."""
        row = {"collection": collection, "id": name, "changed": stamp(datetime.now(UTC))}
        with self._store.transaction():
            self._store.insert("documents", row | {"body": msgspec.json.encode(document)}, replace=True)

    def get(self, collection: str, name: str, kind: type[T]) -> T | None:
        """One document as `kind`, or None. Raises `msgspec.ValidationError` where it is of another type (our fault)."""
        row = self._store.one("SELECT body FROM documents WHERE collection = ? AND id = ?", collection, name)
        return None if row is None else msgspec.json.decode(row["body"], type=kind)

    def all(self, collection: str, kind: type[T]) -> dict[str, T]:
        """Every document of a collection by name, in the order of names."""
        rows = self._store.rows("SELECT id, body FROM documents WHERE collection = ? ORDER BY id", collection)
        return {row["id"]: msgspec.json.decode(row["body"], type=kind) for row in rows}

    def remove(self, collection: str, name: str) -> None:
        """Delete a document; its bytes are overwritten in the file."""
        with self._store.transaction():
            self._store.run("DELETE FROM documents WHERE collection = ? AND id = ?", collection, name)
