"""The one place that opens SQLCipher connections, and how each is set up (held to it by `make torture`).

sqlcipher3 is registered under the name that sqlite-utils looks for first; without that sqlite-utils catches the wrong
exception classes and can lose later writes silently. Import sqlite_utils from here only.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

sys.modules["pysqlite3"] = sqlcipher
sys.modules["pysqlite3.dbapi2"] = sqlcipher

_loaded = "numpy" in sys.modules
sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # 0.1 s, and wanted for its number types only
import sqlite_utils  # noqa: E402

if not _loaded:
    del sys.modules["numpy"]

from composer.places import PRIVATE_FILE  # noqa: E402
from composer.vault.keys import VaultKey  # noqa: E402
from composer.vault.trouble import VaultTrouble, from_database_error, from_os_error  # noqa: E402

if vars(sqlite_utils.utils)["sqlite3"] is not sqlcipher:
    raise ImportError("sqlite_utils was imported before composer.vault.engine; it would miss SQLCipher's errors")

DatabaseError = sqlcipher.Error
FAILURES = (DatabaseError, MemoryError)
"""What a connection raises when it fails: once a page did not verify, SQLCipher answers writes with “no memory”."""
Tables = sqlite_utils.Database
Connection = Any
"""A sqlcipher3 connection (the package brings no types)."""

APPLICATION_ID = 0x436F6E73
"""`Cons`, written into every vault."""
PAGE = 4096
BUSY_MS = 300
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_PLAIN_HEADER = b"SQLite format 3\0"
_ATTACHING = (24, 25)  # SQLITE_ATTACH, SQLITE_DETACH
_SETUP = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "locking_mode=EXCLUSIVE",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "recursive_triggers=ON",
)


def create(path: Path, key: VaultKey) -> Connection:
    """A new, empty, encrypted file; refuses (`exists`) where anything lies already, even an empty file."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    except FileExistsError:
        raise VaultTrouble("exists") from None
    except OSError as error:
        raise from_os_error(error) from None
    with _translated(path):
        connection = _connect(path, key, "rw")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        return connection


def open_guarded(path: Path, key: VaultKey, *, read_only: bool = False) -> Connection:
    """An existing vault, looked at before and after: never creates, empties or converts a file."""
    inspect(path)
    with _translated(path):
        connection = _connect(path, key, "ro" if read_only else "rw")
        try:
            _prove_ours(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def inspect(path: Path) -> None:
    """Refuse by name what cannot be a vault, without changing a byte of it."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            header = file.read(16)
    except IsADirectoryError:
        raise VaultTrouble("not-ours") from None
    except OSError as error:
        raise from_os_error(error) from None
    if size == 0:
        raise VaultTrouble("empty")
    if header == _PLAIN_HEADER:
        raise VaultTrouble("plaintext")
    if (size < PAGE or size % PAGE) and not journal_of(path).exists():  # a journal may still mend a torn end
        raise VaultTrouble("truncated")


def journal_of(path: Path) -> Path:
    """Where SQLite keeps the way back from an unfinished transaction."""
    return path.with_name(f"{path.name}-journal")


def cut_off(path: Path) -> bool:
    """Whether the journal beside a vault holds the way back from a save that did not end (its header is not empty)."""
    try:
        with journal_of(path).open("rb") as journal:
            return any(journal.read(8))
    except OSError:
        return False


def take_lock(connection: Connection) -> None:
    """Take the write lock and keep it until closing; a second process is refused (`locked-elsewhere`)."""
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


@contextlib.contextmanager
def attaching(connection: Connection) -> Iterator[None]:
    """Let this connection attach for the length of a VACUUM; at all other times it is refused."""
    connection.set_authorizer(None)
    try:
        yield
    finally:
        connection.set_authorizer(_no_attaching)


def _connect(path: Path, key: VaultKey, mode: str) -> Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlcipher.connect(
        address, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{_hex(key)}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise ImportError("this build of sqlcipher3 does not encrypt")
        for setting in _SETUP:
            connection.execute(f"PRAGMA {setting}")
        connection.set_authorizer(_no_attaching)
    except BaseException:
        connection.close()
        raise
    return connection


def _hex(key: VaultKey) -> str:
    text = key.hex()
    if not _HEX_KEY.fullmatch(text):
        raise ValueError("a raw key has exactly 64 hexadecimal digits")
    return text


def _prove_ours(connection: Connection) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise VaultTrouble("not-ours")


def _no_attaching(action: int, *_: object) -> int:
    return int(sqlcipher.SQLITE_DENY if action in _ATTACHING else sqlcipher.SQLITE_OK)


@contextlib.contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise from_database_error(error, path) from None
