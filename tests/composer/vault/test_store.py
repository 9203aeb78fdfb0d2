"""Transactions that are transactions: the slips measured with sqlite-utils on SQLCipher must not come back."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlite_utils

from composer.errors import OurFault
from composer.vault import engine
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Vault
from tests.composer.vault.conftest import Ready


def names(vault: Vault) -> list[str]:
    return [row["name"] for row in vault.store.rows("SELECT name FROM settings ORDER BY name")]


def failing(vault: Vault, *acts: Callable[[], object]) -> None:
    """Do it all in one transaction, and fail at the end."""
    with vault.transaction():
        for act in acts:
            act()
        raise KeyError


def test_an_exception_takes_everything_back(vault: Vault) -> None:
    with pytest.raises(KeyError):
        failing(vault, lambda: vault.settings.set("one", 1), lambda: vault.log.append("test", "s", {}))
    assert names(vault) == []
    assert vault.log.head().seq == 1
    vault.settings.set("two", 2)
    assert names(vault) == ["two"]


def test_an_inner_failure_that_is_caught_takes_back_only_itself(vault: Vault) -> None:
    with vault.transaction():
        vault.settings.set("outer", 1)
        with pytest.raises(KeyError):
            failing(vault, lambda: vault.settings.set("inner", 1))
    assert names(vault) == ["outer"]


def test_schema_changes_roll_back_too(vault: Vault) -> None:
    with pytest.raises(KeyError):
        failing(vault, lambda: vault.store.run("CREATE TABLE t (x)"))
    assert not vault.store.rows("SELECT 1 FROM sqlite_master WHERE name = 't'")


def test_later_writes_survive_a_failing_query(ready: Ready) -> None:
    """The measured slip: `INSERT … RETURNING` left a transaction open, and ten later inserts were lost."""
    with ready.open() as vault:
        with vault.transaction():
            list(vault.store._tables.query("INSERT INTO settings VALUES ('r', x'31') RETURNING name"))
        for number in range(10):
            vault.settings.set(f"s{number}", number)
        assert not vault.store.connection.in_transaction
    with ready.open() as vault:
        assert len(names(vault)) == 11


def test_sqlite_utils_catches_the_errors_of_sqlcipher(vault: Vault) -> None:
    assert vars(sqlite_utils.utils)["sqlite3"].Error is engine.DatabaseError
    vault.store._tables.table("none_such").drop(ignore=True)


def test_writing_outside_a_transaction_is_our_fault(vault: Vault) -> None:
    with pytest.raises(OurFault):
        vault.store.run("DELETE FROM settings")
    with pytest.raises(OurFault):
        vault.store.insert("settings", {})


def test_nothing_can_be_attached_and_vacuum_still_works(vault: Vault) -> None:
    for sql in ("ATTACH '' AS other", "ATTACH ':memory:' AS other KEY ''"):
        with pytest.raises(engine.DatabaseError, match="not authorized"):
            vault.store.connection.execute(sql)
    vault.compact()
    with pytest.raises(engine.DatabaseError):
        vault.store.connection.execute("ATTACH '' AS other")
    vault.settings.set("after", 1)


def test_a_closed_vault_says_so(ready: Ready) -> None:
    vault = ready.open()
    vault.close()
    vault.close()
    for act in (vault.drafts.list, vault.drafts.create, vault.identity):
        with pytest.raises(VaultTrouble) as caught:
            act()
        assert caught.value.code == "closed"


def test_threads_take_turns(vault: Vault) -> None:
    def save(name: str) -> None:
        for number in range(20):
            with vault.transaction():
                vault.settings.set(f"{name}{number}", number)
                vault.settings.set(f"{name}{number}", number + 1)

    threads = [threading.Thread(target=save, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(vault)) == 60


def test_f37_words_with_signs_of_sql_are_only_words(vault: Vault) -> None:
    hostile = "Sarah' OR 1=1; DROP TABLE drafts;-- \" AND *"
    draft = vault.drafts.create()
    vault.drafts.save(draft.id, hostile, title=hostile)
    vault.settings.set(hostile, hostile)
    vault.log.append(hostile, hostile, {hostile: hostile})
    assert vault.drafts.get(draft.id).text == hostile
    assert vault.settings.get(hostile) == hostile
    assert vault.log.entries(subject=hostile)[0].payload == {hostile: hostile}
