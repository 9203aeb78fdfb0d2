"""The tables of a vault and how older vaults become the present one, one tested step after another.

A step runs inside one transaction with the new version number; a failing step leaves the vault as it was. Steps are
never changed once released: tests build the older vaults from them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from composer.vault.keys import KEY_BYTES
from composer.vault.store import Store

_VERSION_1 = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT",
    "CREATE TABLE documents (collection TEXT NOT NULL, id TEXT NOT NULL, changed TEXT NOT NULL, body BLOB NOT NULL,"
    " PRIMARY KEY (collection, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE drafts (id TEXT PRIMARY KEY, title TEXT NOT NULL, channels TEXT NOT NULL, state TEXT NOT NULL,"
    " created TEXT NOT NULL, changed TEXT NOT NULL, revision INTEGER NOT NULL, outcome TEXT, checked_hash TEXT,"
    " deleted TEXT) STRICT",
    "CREATE TABLE revisions (draft TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE, number INTEGER NOT NULL,"
    " saved TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (draft, number)) STRICT",
)
_VERSION_2 = (
    "CREATE TABLE log_entries (seq INTEGER PRIMARY KEY, time TEXT NOT NULL, kind TEXT NOT NULL,"
    " clock_back INTEGER NOT NULL, body BLOB NOT NULL, mac BLOB NOT NULL) STRICT",
    "CREATE TABLE log_keys (seq INTEGER PRIMARY KEY REFERENCES log_entries, subject TEXT NOT NULL,"
    " wrapped BLOB NOT NULL) STRICT",
    "CREATE INDEX log_keys_by_subject ON log_keys (subject)",
    "CREATE TRIGGER log_entries_stay BEFORE DELETE ON log_entries"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER log_entries_keep BEFORE UPDATE ON log_entries"
    " BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER log_keys_keep BEFORE UPDATE ON log_keys BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TABLE blobs (id TEXT PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " size INTEGER NOT NULL, added TEXT NOT NULL, content BLOB NOT NULL) STRICT",
)
_VERSION_3 = (
    "ALTER TABLE revisions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "CREATE TABLE resolutions (draft TEXT NOT NULL REFERENCES drafts ON DELETE CASCADE, finding_key TEXT NOT NULL,"
    " body BLOB NOT NULL, PRIMARY KEY (draft, finding_key)) STRICT, WITHOUT ROWID",
)


def _first(store: Store, vault_id: str) -> None:
    _all(store, _VERSION_1)
    store.run("INSERT INTO facts VALUES ('vault-id', ?)", vault_id.encode())


def _second(store: Store, vault_id: str) -> None:
    _all(store, _VERSION_2)
    # Derived once and kept: replacing the vault key later must not void the receipts that are already outside.
    root = store.key.derive(f"log {secrets.token_hex(KEY_BYTES)}", vault_id)
    store.run("INSERT INTO facts VALUES ('log-root', ?)", root)


def _third(store: Store, vault_id: str) -> None:
    _all(store, _VERSION_3)


STEPS: tuple[Callable[[Store, str], None], ...] = (_first, _second, _third)
"""Step n makes version n + 1 of version n."""
VERSION = len(STEPS)


def version(store: Store) -> int:
    """The vault's schema version; 0 for an empty file."""
    row = store.one("PRAGMA user_version")
    return int(row["user_version"]) if row else 0


def migrate(store: Store, vault_id: str, *, to: int = VERSION) -> None:
    """Bring a vault up to version `to`, each step in a transaction of its own. Back up before (`vault.open` does)."""
    for number in range(version(store), to):
        with store.transaction():
            STEPS[number](store, vault_id)
            store.run(f"PRAGMA user_version={number + 1}")


def triggers() -> dict[str, str]:
    """Name and wording of the triggers that hold the log append-only, to be compared when the log is verified."""
    return {sql.split()[2]: sql for sql in _VERSION_2 if sql.startswith("CREATE TRIGGER")}


def _all(store: Store, statements: tuple[str, ...]) -> None:
    for sql in statements:
        store.run(sql)
