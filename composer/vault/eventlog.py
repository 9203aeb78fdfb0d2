"""The append-only log: a chain of HMACs over encrypted entries, whose content can be destroyed without breaking it.

Entry n's MAC is HMAC-SHA-256 over the MAC before it and the RFC 8785 form of the entry with its payload encrypted. The
payload's key is random, wrapped, and kept in a table of its own: erasing deletes that key and appends an event that
says so. What the chain alone cannot show (a cut tail, a return to an old copy) shows against a head kept outside.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from composer.vault.keys import KEY_BYTES, NONCE_BYTES, Wrapped, canonical, derived, unwrap, wrap
from composer.vault.schema import triggers
from composer.vault.store import Row, Store, moment, stamp
from composer.vault.trouble import VaultTrouble

ERASED = "log.erased"
HEAD_SIGNS = 16


class Head(msgspec.Struct, frozen=True):
    """Where the log stands: the last entry's number and the first 16 hexadecimal digits of its MAC."""

    seq: int
    mac16: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry. `payload` is None and `subject` empty once erased; `time` is UTC by the wall clock of that moment."""

    seq: int
    time: datetime
    kind: str
    subject: str
    payload: dict[str, Any] | None
    mac: str
    clock_back: bool = False
    """The clock stood earlier than at the entry before: go by `seq`, not by `time`."""

    @property
    def erased(self) -> bool:
        """Whether the content was destroyed."""
        return self.payload is None


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What was destroyed, and when (UTC)."""

    entries: tuple[int, ...]
    at: datetime


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a full check of the log found; `findings` are sentences for people, empty when all is well."""

    entries: int
    head: Head
    findings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class _Sealed(msgspec.Struct, frozen=True):
    """What an entry's ciphertext holds; the subject is inside, so that erasing takes it along."""

    subject: str
    payload: dict[str, Any]


class EventLog:
    """The log of one vault. Appending is one transaction, or part of the one that is open."""

    def __init__(self, store: Store, vault_id: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._vault = vault_id
        self._now = now
        row = store.one("SELECT value FROM facts WHERE name = 'log-root'")
        if row is None:
            raise VaultTrouble("damaged")
        self._mac_key = derived(row["value"], "log mac", vault_id)
        self._wrap_key = derived(row["value"], "log content", vault_id)

    def append(self, kind: str, subject: str, payload: Any) -> Entry:
        """Add an event about `subject` (a pseudonymous id); `payload` is anything msgspec writes as a JSON object."""
        sealed = msgspec.json.encode({"subject": subject, "payload": payload})
        with self._store.transaction():
            last = self._last()
            seq, at = (last["seq"] if last else 0) + 1, stamp(self._now())
            content_key = secrets.token_bytes(KEY_BYTES)
            body = _joined(wrap(sealed, content_key, self._tie(seq, kind)))
            back = int(last is not None and at < last["time"])
            mac = self._mac(last["mac"] if last else self._genesis(), seq, at, kind, back, body)
            row = {"seq": seq, "time": at, "kind": kind, "clock_back": back, "body": body, "mac": mac}
            self._store.insert("log_entries", row)
            wrapped = _joined(wrap(content_key, self._wrap_key, self._tie(seq, kind)))
            self._store.insert("log_keys", {"seq": seq, "subject": subject, "wrapped": wrapped})
        return self.entry(seq)

    def entry(self, seq: int) -> Entry:
        """One entry by number. Raises `VaultTrouble` (`not-found`)."""
        found = self._entries("WHERE e.seq = ?", seq)
        if not found:
            raise VaultTrouble("not-found")
        return found[0]

    def entries(self, subject: str | None = None, kind: str | None = None) -> list[Entry]:
        """Entries in order, perhaps only of a subject (erased ones no longer have one) or a kind."""
        return self._entries("WHERE (?1 IS NULL OR k.subject = ?1) AND (?2 IS NULL OR e.kind = ?2)", subject, kind)

    def head(self) -> Head:
        """Where the log stands now, to be kept outside: in the keyring, in each export's record, in a receipt."""
        last = self._last()
        return (
            Head(last["seq"], last["mac"].hex()[:HEAD_SIGNS]) if last else Head(0, self._genesis().hex()[:HEAD_SIGNS])
        )

    def macs(self) -> list[str]:
        """The MAC of every entry in order, to compare two copies of a log."""
        return [row["mac"].hex() for row in self._store.rows("SELECT mac FROM log_entries ORDER BY seq")]

    def latest_time(self) -> datetime:
        """The later of now and the latest time ever logged: a clock set back revives no expired consent."""
        row = self._store.one("SELECT max(time) AS time FROM log_entries")
        return max(self._now(), moment(row["time"])) if row and row["time"] else self._now()

    def erase(self, *, subject: str | None = None, seqs: Iterable[int] = (), reason: str) -> Erasure:
        """Destroy the content of a subject's entries, or of entries by number, and log that it was done and why."""
        with self._store.transaction():
            gone = set(seqs)
            if subject is not None:
                gone |= {r["seq"] for r in self._store.rows("SELECT seq FROM log_keys WHERE subject = ?", subject)}
            kept = {r["seq"] for r in self._store.rows("SELECT seq FROM log_entries WHERE kind = ?", ERASED)}
            gone -= kept  # what says that something was erased stays readable
            self._store.run_many("DELETE FROM log_keys WHERE seq = ?", [(seq,) for seq in sorted(gone)])
            done = self.append(ERASED, "", {"entries": sorted(gone), "reason": reason})
        return Erasure(entries=tuple(sorted(gone)), at=done.time)

    def verify(self, *heads: Head) -> Verdict:
        """Check the whole chain, every content that is still there, and that it continues from the heads given."""
        rows = self._joined_rows()
        findings = [*self._chain(rows), *self._contents(rows), *self._rules(), *self._against(rows, heads)]
        return Verdict(entries=len(rows), head=self.head(), findings=tuple(findings))

    # checks

    def _chain(self, rows: Sequence[Row]) -> Iterable[str]:
        before = self._genesis()
        for place, row in enumerate(rows, start=1):
            if row["seq"] != place:
                yield f"Entry {place} is missing."
                return
            due = self._mac(before, row["seq"], row["time"], row["kind"], row["clock_back"], row["body"])
            if not hmac.compare_digest(due, row["mac"]):
                yield f"Entry {place} was changed after it was written, or something before it was removed."
                return
            before = row["mac"]

    def _contents(self, rows: Sequence[Row]) -> Iterable[str]:
        erased: set[int] = set()
        without: set[int] = set()
        for row in rows:
            opened = self._opened(row)
            if row["wrapped"] is None:
                without.add(row["seq"])
            elif opened is None or opened.subject != row["subject"]:
                yield f"The content of entry {row['seq']} cannot be read or was moved."
            elif row["kind"] == ERASED:
                erased |= set(opened.payload.get("entries", ()))
        if lost := sorted(without - erased):
            yield f"The content of {len(lost)} entries is gone without an erasure being logged (first: {lost[0]})."
        if kept := sorted((erased - without) & {r["seq"] for r in rows}):
            yield f"{len(kept)} erased entries can be read again (first: {kept[0]})."

    def _rules(self) -> Iterable[str]:
        found = {
            r["name"]: r["sql"] for r in self._store.rows("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        }
        for name, wording in triggers().items():
            if found.get(name) != wording:
                yield f"The rule {name}, which holds the log append-only, was removed or changed."

    def _against(self, rows: Sequence[Row], heads: Iterable[Head]) -> Iterable[str]:
        macs = {row["seq"]: row["mac"].hex()[:HEAD_SIGNS] for row in rows} | {0: self._genesis().hex()[:HEAD_SIGNS]}
        for head in heads:
            if head.seq not in macs:
                lost = head.seq - len(rows)
                yield f"The log ends {lost} entries before a point noted outside: it was cut, or this is an old copy."
            elif not hmac.compare_digest(macs[head.seq], head.mac16):
                yield f"Entry {head.seq} differs from what was noted outside: the log was rewritten, or is another one."

    # inside

    def _entries(self, where: str, *values: Any) -> list[Entry]:
        return [self._entry(row) for row in self._joined_rows(where, *values)]

    def _joined_rows(self, where: str = "", *values: Any) -> list[Row]:
        sql = f"SELECT e.*, k.subject, k.wrapped FROM log_entries e LEFT JOIN log_keys k ON k.seq = e.seq {where}"
        return self._store.rows(f"{sql} ORDER BY e.seq", *values)

    def _entry(self, row: Row) -> Entry:
        opened = self._opened(row)
        if opened is None and row["wrapped"] is not None:
            raise VaultTrouble("damaged")
        return Entry(
            seq=row["seq"],
            time=moment(row["time"]),
            kind=row["kind"],
            subject=opened.subject if opened else "",
            payload=opened.payload if opened else None,
            mac=row["mac"].hex(),
            clock_back=bool(row["clock_back"]),
        )

    def _opened(self, row: Row) -> _Sealed | None:
        if row["wrapped"] is None:
            return None
        tie = self._tie(row["seq"], row["kind"])
        key = unwrap(_parted(row["wrapped"]), self._wrap_key, tie)
        raw = key and unwrap(_parted(row["body"]), key, tie)
        return msgspec.json.decode(raw, type=_Sealed) if raw else None

    def _last(self) -> Row | None:
        return self._store.one("SELECT seq, time, mac FROM log_entries ORDER BY seq DESC LIMIT 1")

    def _genesis(self) -> bytes:
        return hmac.digest(self._mac_key, f"considered log {self._vault}".encode(), sha256)

    def _mac(self, before: bytes, seq: int, at: str, kind: str, back: int, body: bytes) -> bytes:
        entry: dict[str, Any] = {
            "vault": self._vault,
            "seq": seq,
            "time": at,
            "kind": kind,
            "clock_back": bool(back),
            "body": base64.b64encode(body).decode(),
        }
        return hmac.digest(self._mac_key, before + canonical(entry), sha256)

    def _tie(self, seq: int, kind: str) -> dict[str, Any]:
        return {"vault": self._vault, "seq": seq, "kind": kind}


def _joined(wrapped: Wrapped) -> bytes:
    return wrapped.nonce + wrapped.sealed


def _parted(raw: bytes) -> Wrapped:
    return Wrapped(nonce=raw[:NONCE_BYTES], sealed=raw[NONCE_BYTES:])
