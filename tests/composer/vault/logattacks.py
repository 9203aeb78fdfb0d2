"""Seven attacks on the log, made by somebody who has the vault key and SQL.

Each takes a fresh vault with a few dozen entries, changes it, and says what heads were noted outside before. The
chain's own findings and those against a head are told apart, as some attacks show only against a head.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable

from composer.vault.eventlog import EventLog, Head, Verdict, _joined, _parted
from composer.vault.keys import unwrap, wrap
from composer.vault.schema import triggers
from composer.vault.vault import Vault

ENTRIES = 24


def filled(vault: Vault, rng: random.Random, entries: int = ENTRIES) -> None:
    """Some entries about a few people."""
    with vault.transaction():
        for number in range(entries):
            vault.log.append(f"consent.{rng.choice('abc')}", f"C-{rng.randrange(5)}", {"n": number, "w": rng.random()})


class Open:
    """The vault with its append-only rules taken off, as an attacker with SQL would; put back at the end."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.log = vault, vault.log
        self._held = vault.transaction()

    def __enter__(self) -> Open:
        self._held.__enter__()
        self.vault.store.run("PRAGMA defer_foreign_keys=ON")
        for name in triggers():
            self.vault.store.run(f"DROP TRIGGER {name}")
        return self

    def __exit__(self, *error: object) -> None:
        for sql in triggers().values():
            self.vault.store.run(sql)
        self._held.__exit__(None, None, None)

    def delete(self, seq: int) -> None:
        self.vault.store.run("DELETE FROM log_keys WHERE seq = ?", seq)
        self.vault.store.run("DELETE FROM log_entries WHERE seq = ?", seq)

    def close_gap(self, seq: int) -> None:
        for table in ("log_keys", "log_entries"):
            self.vault.store.run(f"UPDATE {table} SET seq = -seq WHERE seq > ?", seq)
            self.vault.store.run(f"UPDATE {table} SET seq = -seq - 1 WHERE seq < 0")

    def recompute(self) -> None:
        """Make every MAC fit again, and every content fit its place, with the key that the attacker has."""
        before = self.log._genesis()
        for row in self.log._joined_rows():
            self._rewrap(row)
            row = self.log._joined_rows("WHERE e.seq = ?", row["seq"])[0]
            mac = self.log._mac(before, row["seq"], row["time"], row["kind"], row["clock_back"], row["body"])
            self.vault.store.run("UPDATE log_entries SET mac = ? WHERE seq = ?", mac, row["seq"])
            before = mac

    def _rewrap(self, row: dict[str, object]) -> None:
        log: EventLog = self.log
        tie = log._tie(int(str(row["seq"])), str(row["kind"]))
        if row["wrapped"] is None or unwrap(_parted(bytes(row["wrapped"])), log._wrap_key, tie):  # type: ignore[call-overload]
            return
        for shift in (1, -1):
            old = tie | {"seq": tie["seq"] + shift}
            key = unwrap(_parted(bytes(row["wrapped"])), log._wrap_key, old)  # type: ignore[call-overload]
            raw = key and unwrap(_parted(bytes(row["body"])), key, old)  # type: ignore[call-overload]
            if key and raw:
                body, wrapped = _joined(wrap(raw, key, tie)), _joined(wrap(key, log._wrap_key, tie))
                self.vault.store.run("UPDATE log_entries SET body = ? WHERE seq = ?", body, row["seq"])
                self.vault.store.run("UPDATE log_keys SET wrapped = ? WHERE seq = ?", wrapped, row["seq"])


def edit(vault: Vault, rng: random.Random) -> None:
    """One entry's kind, time or body changed."""
    seq = rng.randrange(1, vault.log.head().seq + 1)
    column, value = rng.choice([("kind", "consent.z"), ("time", "2020-01-01T00:00:00.000000Z"), ("body", b"x" * 60)])
    with Open(vault) as opened:
        opened.vault.store.run(f"UPDATE log_entries SET {column} = ? WHERE seq = ?", value, seq)


def delete(vault: Vault, rng: random.Random) -> None:
    """One entry removed and the gap closed."""
    seq = rng.randrange(1, vault.log.head().seq)
    with Open(vault) as opened:
        opened.delete(seq)
        opened.close_gap(seq)


def reorder(vault: Vault, rng: random.Random) -> None:
    """Two entries change places."""
    one, other = rng.sample(range(1, vault.log.head().seq + 1), 2)
    with Open(vault) as opened:
        for table in ("log_keys", "log_entries"):
            for before, after in ((one, -1), (other, one), (-1, other)):
                opened.vault.store.run(f"UPDATE {table} SET seq = ? WHERE seq = ?", after, before)


def truncate(vault: Vault, rng: random.Random) -> None:
    """The last entries cut off; the chain alone cannot see it."""
    last = vault.log.head().seq
    with Open(vault) as opened:
        for seq in range(last - rng.randrange(1, last // 2) + 1, last + 1):
            opened.delete(seq)


def edit_and_recompute(vault: Vault, rng: random.Random) -> None:
    """A changed entry and every MAC made to fit, with the key."""
    seq = rng.randrange(1, vault.log.head().seq + 1)
    with Open(vault) as opened:
        opened.vault.store.run("UPDATE log_entries SET time = '2020-01-01T00:00:00.000000Z' WHERE seq = ?", seq)
        opened.recompute()


def delete_and_recompute(vault: Vault, rng: random.Random) -> None:
    """A removed entry and every MAC made to fit, with the key."""
    seq = rng.randrange(1, vault.log.head().seq + 1)
    with Open(vault) as opened:
        opened.delete(seq)
        opened.close_gap(seq)
        opened.recompute()


def roll_back(vault: Vault, rng: random.Random) -> None:
    """The whole file put back to an earlier copy; done by `attacked`, as the vault has to be closed for it."""


ATTACKS: dict[str, Callable[[Vault, random.Random], None]] = {
    "edit": edit,
    "delete": delete,
    "reorder": reorder,
    "truncate tail": truncate,
    "edit + recompute": edit_and_recompute,
    "delete + recompute": delete_and_recompute,
    "whole-file rollback": roll_back,
}
CHAIN_SEES = {"edit", "delete", "reorder"}
"""What shows without a head from outside."""


def attacked(name: str, open_vault: Callable[[], Vault], rng: random.Random) -> tuple[Verdict, Verdict]:
    """Do one attack; the verdict of the chain alone, and with one head that survives outside."""
    vault = open_vault()
    filled(vault, rng)
    if name == "whole-file rollback":
        vault.close()
        old = vault.path.with_name("old-copy")
        shutil.copy2(vault.path, old)
        vault = open_vault()
        filled(vault, rng, rng.randrange(1, 6))
        head = vault.log.head()
        vault.close()
        old.replace(vault.path)
        vault = open_vault()
    else:
        head = vault.log.head()
        ATTACKS[name](vault, rng)
    try:
        return vault.log.verify(), vault.log.verify(Head(head.seq, head.mac16))
    finally:
        vault.close()
