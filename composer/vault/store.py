"""One open database: transactions that are real, reads, and errors turned into troubles that people can act on.

Any thread may call, one at a time (a lock sees to it); when `transaction()` ends, the change is on the disk.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from composer.errors import OurFault
from composer.vault import engine
from composer.vault.keys import VaultKey
from composer.vault.trouble import VaultTrouble, from_database_error, from_os_error

Row = dict[str, Any]
_MAY_HEAL = ("io", "disk-full", "damaged")


class Store:
    """A connection and what has to be kept about it. `read_only` stores refuse every transaction."""

    def __init__(self, path: Path, connection: engine.Connection, key: VaultKey, *, read_only: bool = False) -> None:
        self.path = path
        self.key = key
        self.read_only = read_only
        self._connection: engine.Connection | None = connection
        self._tables = engine.Tables(connection, execute_plugins=False)
        self._lock = threading.RLock()
        self._depth = 0
        self._seen: tuple[int, ...] = self._signature()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._connection is None

    @property
    def connection(self) -> engine.Connection:
        """The raw connection, for this room only. Raises `VaultTrouble` (`closed`)."""
        if self._connection is None:
            raise VaultTrouble("closed")
        return self._connection

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """What a query gives, as dictionaries."""
        with self._lock, self.translated():
            self._must_be_open()
            return list(self._tables.query(sql, values))

    def one(self, sql: str, *values: Any) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def run(self, sql: str, *values: Any) -> int:
        """One statement inside a transaction; the number of rows it changed."""
        self._must_be_inside()
        return int(self.connection.execute(sql, values).rowcount)

    def run_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """One statement for many rows, inside a transaction."""
        self._must_be_inside()
        self.connection.executemany(sql, values)

    def insert(self, table: str, row: Row, *, replace: bool = False) -> None:
        """Add a row, inside a transaction; `replace` takes the place of the one with the same key."""
        self._must_be_inside()
        self._tables.table(table).insert(row, replace=replace)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Nobody else reads or writes through this store meanwhile."""
        with self._lock:
            yield

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones are savepoints of the outermost. On return the change is on the disk.

        Raises `VaultTrouble`: `read-only`, `disk-full`, `io`, `changed-underneath`, `closed` …; then nothing changed.
        """
        with self._lock:
            if self._depth:
                with self._nested():
                    yield
                return
            self._may_write()
            with self.translated():
                self.connection.execute("BEGIN IMMEDIATE")
                self._depth = 1
                try:
                    yield
                    self._commit()
                except BaseException:
                    self._roll_back()
                    self._seen = self._seen[:2]  # undoing may write, now or with the next read
                    raise
                finally:
                    self._depth = 0
            if self.connection.in_transaction:
                raise OurFault("a transaction stayed open after its commit")
            self._seen = self._signature()

    def close(self) -> None:
        """Close the file; a second call does nothing. An unfinished transaction is undone."""
        with self._lock:
            if self._connection is not None:
                connection, self._connection = self._connection, None
                connection.close()

    def vacuum(self) -> None:
        """Rewrite the file without the pages of what was deleted."""
        with self._lock, self.translated():
            self._may_write()
            with engine.attaching(self.connection):
                self.connection.execute("VACUUM")
            self._seen = self._signature()

    def copy_to(self, target: engine.Connection, progress: Any = None) -> None:
        """All pages into another connection, as of now (seconds per 100 MB; the lock is held meanwhile)."""
        with self._lock, self.translated():
            self.connection.backup(target, pages=256, progress=progress)

    @contextlib.contextmanager
    def _nested(self) -> Iterator[None]:
        name = f"level_{self._depth}"
        with self.translated():
            self.connection.execute(f"SAVEPOINT {name}")
            self._depth += 1
            try:
                yield
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute(f"ROLLBACK TO {name}")
                    self.connection.execute(f"RELEASE {name}")
                raise
            finally:
                self._depth -= 1
            self.connection.execute(f"RELEASE {name}")

    def _commit(self) -> None:
        """Commit. Where the disk fails after the point of no return, say that nobody can know (`uncertain`)."""
        turn = secrets.token_bytes(8)
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES ('turn', ?)", (turn,))
        try:
            self.connection.execute("COMMIT")
        except engine.FAILURES:
            self._roll_back()
            if self._arrived(turn):
                raise VaultTrouble("uncertain") from None
            raise

    def _arrived(self, turn: bytes) -> bool:
        """Whether a commit that failed may be in the file all the same: its mark is there, or cannot be read."""
        try:
            row = self.connection.execute("SELECT value FROM facts WHERE name = 'turn'").fetchone()
        except engine.FAILURES:
            return True
        return row is not None and row[0] == turn

    def _roll_back(self) -> None:
        if self._connection is None:
            return
        with contextlib.suppress(*engine.FAILURES):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _must_be_open(self) -> None:
        if self.closed:
            raise VaultTrouble("closed")

    def _must_be_inside(self) -> None:
        if not self._depth:
            raise OurFault("a write outside a transaction")

    def _may_write(self) -> None:
        self._must_be_open()
        if self.read_only:
            raise VaultTrouble("read-only")
        if self._signature()[: len(self._seen)] != self._seen:
            raise VaultTrouble("changed-underneath")

    def _signature(self) -> tuple[int, ...]:
        """What tells that nobody else touched the file: device, file, size, time; `missing` when it has gone."""
        try:
            facts = self.path.stat()
        except OSError as error:
            raise from_os_error(error) from None
        return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """Turn database errors inside into `VaultTrouble`."""
        try:
            yield
        except engine.FAILURES as error:
            raise from_database_error(error, self.path) from None


def stamp(moment: datetime) -> str:
    """A time as stored: UTC, always the same length, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stamped: str) -> datetime:
    """A stored time read back."""
    return datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
