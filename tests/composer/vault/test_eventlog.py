"""The log: appended to, never changed, erased without breaking; F15, F39 and the second half of P5."""

from __future__ import annotations

import random
import time
from datetime import timedelta

import pytest

from composer.errors import OurFault
from composer.vault import engine, heads
from composer.vault.eventlog import ERASED, Head
from composer.vault.upkeep import check, look_over, note_head
from composer.vault.vault import Vault
from tests.composer.vault import keyrings
from tests.composer.vault.conftest import Clock, Ready
from tests.composer.vault.logattacks import ATTACKS, CHAIN_SEES, Open, attacked, filled


def test_entries_come_back_in_order_by_subject_and_kind(vault: Vault) -> None:
    first = vault.log.append("consent.asked", "C-1", {"words": "Ünïcode 🌱", "n": 1})
    vault.log.append("consent.asked", "C-2", {})
    vault.log.append("approval.made", "C-1", {})
    assert vault.log.entries(subject="C-1", kind="consent.asked") == [first]
    assert [e.seq for e in vault.log.entries(subject="C-1")] == [2, 4]
    assert [e.seq for e in vault.log.entries()] == [1, 2, 3, 4]
    assert vault.log.verify(vault.log.head()).ok


def test_erasing_destroys_content_and_subject_and_the_chain_still_holds(vault: Vault) -> None:
    head = vault.log.head()
    vault.log.append("consent.asked", "C-014", {"who": "a client"})
    vault.log.append("consent.asked", "C-015", {})
    later = vault.log.head()
    done = vault.log.erase(subject="C-014", reason="erasure")
    assert done.entries == (2,)
    assert vault.log.entries(subject="C-014") == []
    gone = vault.log.entry(2)
    assert (gone.payload, gone.subject, gone.erased) == (None, "", True)
    assert vault.log.entries(kind=ERASED)[0].payload == {"entries": [2], "reason": "erasure"}
    assert vault.log.verify(head, later).ok
    vault.log.erase(seqs=[4], reason="cannot erase an erasure")
    assert vault.log.entry(4).payload is not None


def test_content_that_vanishes_without_an_erasure_is_noticed(vault: Vault) -> None:
    vault.log.append("consent.asked", "C-1", {})
    with vault.transaction():
        vault.store.run("DELETE FROM log_keys WHERE seq = 2")
    assert "without an erasure" in vault.log.verify().findings[0]


def test_a_key_put_back_after_an_erasure_is_noticed(vault: Vault) -> None:
    vault.log.append("consent.asked", "C-1", {})
    row = vault.store.rows("SELECT * FROM log_keys WHERE seq = 2")[0]
    vault.log.erase(subject="C-1", reason="erasure")
    with vault.transaction():
        vault.store.insert("log_keys", row)
    assert "can be read again" in vault.log.verify().findings[0]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE log_entries SET kind = 'x' WHERE seq = 1",
        "DELETE FROM log_entries WHERE seq = 1",
        "INSERT OR REPLACE INTO log_entries SELECT seq, time, 'x', 0, body, mac FROM log_entries WHERE seq = 1",
        "UPDATE log_keys SET subject = 'x'",
    ],
)
def test_f39_plain_sql_cannot_change_the_log(vault: Vault, sql: str) -> None:
    with pytest.raises(OurFault), vault.transaction():
        vault.store.run(sql)
    assert vault.log.verify().ok


def test_f39_a_dropped_rule_is_noticed(vault: Vault) -> None:
    with vault.transaction():
        vault.store.run("DROP TRIGGER log_entries_stay")
    assert "log_entries_stay" in vault.log.verify().findings[0]


@pytest.mark.parametrize("name", ATTACKS)
def test_p05_f39_every_attack_is_noticed_while_one_head_survives(name: str, ready: Ready) -> None:
    for seed in range(5):
        alone, with_head = attacked(name, ready.open, random.Random(f"{name} {seed}"))
        assert with_head.findings
        if name in CHAIN_SEES:
            assert alone.findings


def test_f39_what_the_chain_cannot_see_alone_is_what_we_say(ready: Ready) -> None:
    alone, with_head = attacked("truncate tail", ready.open, random.Random(1))
    assert alone.ok  # why heads are kept outside
    assert "cut, or this is an old copy" in with_head.findings[0]


def test_f15_order_is_by_number_and_a_clock_set_back_is_flagged(vault: Vault, clock: Clock) -> None:
    flags = []
    for step in (timedelta(), timedelta(days=-1), timedelta(days=-365), timedelta(days=20_000)):
        clock.time += step
        flags.append(vault.log.append("test", "s", {}).clock_back)
    assert flags[1:] == [True, True, False]
    latest = clock.time
    clock.time -= timedelta(days=30_000)  # before 1970
    assert vault.log.append("test", "s", {}).clock_back
    assert vault.log.latest_time() == latest  # an expired consent stays expired
    assert [e.seq for e in vault.log.entries()] == list(range(1, 7))
    assert vault.log.verify().ok


def test_the_log_of_ten_thousand_verifies_within_a_second(vault: Vault) -> None:
    with vault.transaction():
        for number in range(2_000):
            vault.log.append("consent.asked", f"C-{number % 50}", {"text": "words " * 20, "n": number})
    started = time.process_time()
    verdict = vault.log.verify()
    spent = time.process_time() - started
    assert verdict.ok
    assert spent * 5 < 1.0  # a fifth of the entries, in processor time; the torture measures the whole


def test_heads_are_written_and_found_again_in_any_text(vault: Vault) -> None:
    filled(vault, random.Random(1), 4)
    head = vault.log.head()
    receipt = heads.receipt(head, vault.id, vault.now())
    assert heads.understood(receipt) == head
    assert heads.understood("no head here") is None
    assert head == Head(5, head.mac16)


def test_f39_the_head_in_the_keyring_shows_a_return_to_an_old_copy(ready: Ready) -> None:
    backend = keyrings.Honest()
    keyring = keyrings.trusting(backend)
    with ready.open() as vault:
        vault.slots.set_keyring(vault.key, keyring)
        old = vault.path.read_bytes()
    with ready.open() as vault:
        vault.log.append("consent.withdrawn", "C-1", {})
        note_head(vault, keyring)
        assert check(vault, keyring=keyring).ok
        vault.log.append("consent.asked", "C-2", {})  # the keyring lags behind after a crash: no alarm
        assert check(vault, keyring=keyring).ok
    ready.path.write_bytes(old)
    with ready.open() as vault:
        assert check(vault).ok
        assert not check(vault, keyring=keyring).ok
        assert not look_over(vault, keyring=keyring).ok
        backend.items.clear()
        assert check(vault, keyring=keyring).ok  # a keyring that knows nothing says nothing


def test_a_spliced_subject_is_noticed(vault: Vault) -> None:
    filled(vault, random.Random(2), 3)
    with Open(vault) as opened:
        opened.vault.store.run("UPDATE log_keys SET subject = 'C-9' WHERE seq = 3")
    assert "entry 3" in vault.log.verify().findings[0]


def test_nothing_of_an_entry_can_be_read_in_the_file(vault: Vault) -> None:
    vault.log.append("consent.asked", "C-014", {"who": "a very particular client"})
    assert b"particular" not in vault.path.read_bytes()
    with pytest.raises(engine.DatabaseError):
        vault.store.connection.execute("SELECT load_extension('x')")
