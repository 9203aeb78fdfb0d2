"""Making and opening vaults: F5 to F7, F11, F12, F28, F40 and promise P9."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from composer.vault import engine
from composer.vault.keys import FLOOR, VaultKey
from composer.vault.slots import WeakPassphrase, slots_path
from composer.vault.trouble import VaultTrouble
from composer.vault.upkeep import look_over
from composer.vault.vault import Passphrase, Recovery, Vault
from tests.composer.vault.conftest import ANNA, OPENER, PASSPHRASE, Ready

Contents = Callable[[Path], dict[str, bytes]]


def refused(ready: Ready) -> str:
    with pytest.raises(VaultTrouble) as caught:
        ready.open()
    assert all((caught.value.happened, caught.value.meaning, caught.value.cure))
    return caught.value.code


def test_p08_the_passphrase_opens_what_it_made(ready: Ready) -> None:
    with Vault.open(ready.path, Passphrase(PASSPHRASE)) as vault:
        assert vault.identity() == ANNA
        assert not vault.read_only
        assert repr(vault) == f"Vault({vault.id}, open)"
    assert vault.closed


def test_the_file_is_encrypted_and_set_up_as_measured(vault: Vault) -> None:
    raw = vault.path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert b"CREATE TABLE" not in raw
    settings = ("journal_mode", "synchronous", "locking_mode", "foreign_keys", "trusted_schema", "secure_delete")
    found = [next(iter(vault.store.rows(f"PRAGMA {name}")[0].values())) for name in settings]
    assert found == ["delete", 3, "exclusive", 1, 0, 1]
    assert vault.store.one("PRAGMA application_id") == {"application_id": engine.APPLICATION_ID}
    assert vault.store.rows("PRAGMA cipher_version")


def test_f28_files_are_for_the_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "personal.vault"
        with Vault.create(path, ANNA, PASSPHRASE, cost=FLOOR) as vault:
            vault.drafts.create()
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert {"personal.vault", "personal.slots.json"} <= set(modes)
    assert {oct(modes[name]) for name in modes if name.startswith("personal")} == {"0o600"}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda raw: b"", "empty"),
        (lambda raw: raw[:3000], "truncated"),
        (lambda raw: raw[:-4000], "truncated"),
        (lambda raw: raw + b"garbage", "truncated"),
        (lambda raw: raw[:-4096], "damaged"),
        (lambda raw: raw + bytes(4096), "whole"),
        (lambda raw: b"SQLite format 3\0" + raw[16:], "plaintext"),
        (lambda raw: bytes(16) + raw[16:], "damaged"),
        (lambda raw: os.urandom(len(raw)), "damaged"),
    ],
    ids=["empty", "short", "cut", "longer", "page-cut", "page-added", "plain-header", "salt-zeroed", "noise"],
)
def test_f07_files_that_are_no_vault_are_refused_by_name(
    ready: Ready, damage: Callable[[bytes], bytes], code: str, contents: Contents
) -> None:
    ready.path.write_bytes(damage(ready.path.read_bytes()))
    before = contents(ready.path.parent)
    if code == "whole":  # SQLite never looks at an added page; the full check does
        with ready.open() as vault:
            assert vault.store.rows("PRAGMA cipher_integrity_check")
        return
    try:
        found = refused(ready)
    except pytest.fail.Exception:
        assert code == "damaged"  # a cut page may lie where opening does not look
        with ready.open() as vault:
            assert vault.store.rows("PRAGMA cipher_integrity_check")
        return
    assert found == code
    assert contents(ready.path.parent) == before


def test_f07_a_database_of_another_program_is_refused(ready: Ready, contents: Contents) -> None:
    ready.path.unlink()
    with sqlite3.connect(ready.path) as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    assert refused(ready) == "plaintext"
    ready.path.unlink()
    with Vault.open(_other(ready), Recovery(ready.code)) as vault, vault.transaction():
        vault.store.run("PRAGMA application_id=7")
    before = contents(ready.path.parent)
    ready.path = _other(ready)
    assert refused(ready) == "not-ours"
    assert contents(ready.path.parent) == before


def _other(ready: Ready) -> Path:
    return ready.path.with_name("other.vault")


@pytest.fixture(autouse=True)
def another(ready: Ready) -> None:
    _other(ready).write_bytes(ready.path.read_bytes())
    slots_path(_other(ready)).write_bytes(slots_path(ready.path).read_bytes())


def test_p09_a_missing_vault_is_not_made(ready: Ready, contents: Contents) -> None:
    ready.path.unlink()
    before = contents(ready.path.parent)
    assert refused(ready) == "missing"
    assert contents(ready.path.parent) == before


def test_p09_a_new_vault_never_takes_a_place(ready: Ready, contents: Contents) -> None:
    before = contents(ready.path.parent)
    with pytest.raises(VaultTrouble) as caught:
        Vault.create(ready.path, ANNA, PASSPHRASE, cost=FLOOR)
    assert caught.value.code == "exists"
    ready.path.rename(ready.path.with_name("away"))  # the key file alone is enough to refuse
    with pytest.raises(VaultTrouble):
        Vault.create(ready.path, ANNA, PASSPHRASE, cost=FLOOR)
    ready.path.with_name("away").rename(ready.path)
    assert contents(ready.path.parent) == before


def test_p09_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphrase):
        Vault.create(tmp_path / "personal.vault", ANNA, "short", cost=FLOOR)
    assert not [p for p in tmp_path.iterdir() if p.is_file()]


def test_f05_what_is_not_a_database_is_never_called_a_wrong_passphrase(ready: Ready) -> None:
    ready.path.write_bytes(os.urandom(8192))
    with pytest.raises(VaultTrouble) as caught:
        ready.open()
    told = str(caught.value).lower()
    assert "passphrase" not in told
    assert all(word in told for word in ("key", "damaged", "disk"))


def test_f11_the_same_process_cannot_open_twice_and_so_lose_its_lock(vault: Vault, ready: Ready) -> None:
    assert refused(ready) == "locked-elsewhere"
    assert _from_outside(ready) == "locked-elsewhere"


def test_f11_twelve_racing_openings_give_one_writer(ready: Ready) -> None:
    line = f"{OPENER}\nimport sys; sys.stdin.read()"
    racing = [
        subprocess.Popen(
            [sys.executable, "-c", line, str(ready.path), ready.code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(12)
    ]
    said = [process.stdout.readline().strip() for process in racing if process.stdout]
    for process in racing:
        process.communicate()
    assert sorted(said) == ["locked-elsewhere"] * 11 + ["open"]
    ready.open().close()


def test_f11_a_killed_process_leaves_no_lock(ready: Ready) -> None:
    line = f"{OPENER}\nimport os; os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", line, str(ready.path), ready.code], capture_output=True, text=True)
    assert killed.stdout.strip() == "open"
    ready.open().close()


def test_a_save_cut_off_is_undone_and_said(ready: Ready) -> None:
    engine.journal_of(ready.path).write_bytes(b"\1" * 600)
    with ready.open() as vault:
        assert vault.recovered
        assert look_over(vault).ok
        vault.drafts.create()
    with ready.open() as vault:
        assert not vault.recovered
        assert look_over(vault).ok


def _from_outside(ready: Ready) -> str:
    told = subprocess.run(
        [sys.executable, "-c", OPENER, str(ready.path), ready.code], capture_output=True, text=True, timeout=60
    )
    assert told.stderr == ""
    return told.stdout.strip()


@pytest.mark.parametrize("what", ["file", "folder"])
def test_f06_read_only_places_open_for_reading(ready: Ready, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked through `os.access`, as tests may run as root, whom modes do not stop; a mount is in the torture."""
    target = str(ready.path if what == "file" else ready.path.parent)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != target and real(path, mode))
    before = ready.path.read_bytes()
    with ready.open() as vault:
        assert vault.read_only
        assert vault.notice is not None
        assert vault.notice.code == "read-only"
        assert vault.identity() == ANNA
        with pytest.raises(VaultTrouble) as caught:
            vault.drafts.create()
        assert caught.value.code == "read-only"
    assert ready.path.read_bytes() == before


def test_f12_a_file_changed_underneath_is_noticed_before_writing(vault: Vault) -> None:
    draft = vault.drafts.create()
    copy = vault.path.with_name("synchronised")
    copy.write_bytes(vault.path.read_bytes())
    copy.replace(vault.path)
    with pytest.raises(VaultTrouble) as caught:
        vault.drafts.save(draft.id, "mine")
    assert caught.value.code == "changed-underneath"
    assert vault.drafts.get(draft.id).text == ""  # still readable, so that a copy can be saved


def test_f04_a_vanished_folder_is_told_and_writing_goes_on_when_it_is_back(vault: Vault) -> None:
    draft = vault.drafts.create()
    away = vault.path.parent.with_name("away")
    vault.path.parent.rename(away)
    with pytest.raises(VaultTrouble) as caught:
        vault.drafts.save(draft.id, "typed meanwhile")
    assert caught.value.code == "missing"
    away.rename(vault.path.parent)
    assert vault.drafts.save(draft.id, "typed meanwhile").text == "typed meanwhile"


def test_f40_one_key_reads_nothing_of_the_other_vault(ready: Ready, tmp_path: Path) -> None:
    private = tmp_path / "place" / "personal.vault"
    with Vault.create(private, ANNA, PASSPHRASE, cost=FLOOR) as other:
        draft = other.drafts.create()
        other.drafts.save(draft.id, "a private thought")
    with ready.open() as vault:
        with pytest.raises(VaultTrouble):
            engine.open_guarded(private, vault.key)
        with pytest.raises(engine.DatabaseError):
            vault.store.connection.execute(f"ATTACH '{private}' AS other")
    assert b"private thought" not in private.read_bytes()


def test_a_raw_key_is_64_digits_or_nothing(ready: Ready) -> None:
    class Short(VaultKey):
        def hex(self) -> str:
            return "abcd"

    with pytest.raises(ValueError, match="64"):
        engine.open_guarded(ready.path, Short(bytes(32)))


def test_nothing_is_said_on_stderr(ready: Ready, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(VaultTrouble):
        engine.open_guarded(ready.path, VaultKey.fresh())
    assert capfd.readouterr() == ("", "")
