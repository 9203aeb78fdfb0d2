"""Backups and restoring: F13, F19, F38, promise P13, and the dated word after an erasure."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.vault import arrival, backup, restore, upkeep
from composer.vault.backup import KEPT_FOR, Backup, BackupDamaged
from composer.vault.restore import BackupUnsound, plan_restore, verify_backup
from composer.vault.slots import slots_path
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Passphrase, Recovery, Vault
from tests.composer.vault import keyrings
from tests.composer.vault.conftest import ANNA, OPENER, PASSPHRASE, Clock, Ready


def saved(vault: Vault, text: str) -> str:
    draft = vault.drafts.create()
    vault.drafts.save(draft.id, text)
    vault.log.append("test.saved", draft.id, {})
    return draft.id


def texts(vault: Vault) -> list[str]:
    return sorted(draft.text for draft in vault.drafts.list())


def test_p13_a_backup_restores_on_a_clean_machine_with_the_sheet_alone(
    vault: Vault, ready: Ready, tmp_path: Path
) -> None:
    saved(vault, "before the disk died")
    made = upkeep.back_up_now(vault)
    stick = Path(shutil.copy2(made.path, tmp_path / "stick.considered-backup"))
    vault.close()
    clean = tmp_path / "another machine" / "professional.vault"
    plan = plan_restore(stick, clean, Recovery(ready.code))
    assert plan.relation == restore.NEW
    assert "Anna Veraart" in plan.sentences[0]
    assert plan.carry_out() is None
    with Vault.open(clean, Recovery(ready.code)) as restored:
        assert texts(restored) == ["before the disk died"]
        assert restored.identity() == ANNA
        assert restored.log.verify().ok
    Vault.open(clean, Passphrase(PASSPHRASE)).close()
    assert {stat.S_IMODE(p.stat().st_mode) for p in clean.parent.iterdir()} == {0o600}


def test_f38_the_plan_says_what_would_be_lost_and_the_old_vault_is_kept(vault: Vault, ready: Ready) -> None:
    saved(vault, "in both")
    made = upkeep.back_up_now(vault)
    saved(vault, "only in the newer one")
    plan = plan_restore(made.path, ready.path, Recovery(ready.code), present=vault)
    assert plan.relation == restore.OLDER
    assert "1 log entry that the backup lacks" in " ".join(plan.sentences)
    with pytest.raises(VaultTrouble) as caught:
        plan.carry_out()
    assert caught.value.code == "locked-elsewhere"
    vault.close()
    present = ready.path.read_bytes()
    kept = plan.carry_out()
    assert kept == ready.path.with_name("professional.vault.before-restore")
    assert kept.read_bytes() == present
    with ready.open() as restored:
        assert texts(restored) == ["in both"]
        assert restored.log.entries()[-1].kind == "vault.restored"
    again = plan_restore(made.path, ready.path, Recovery(ready.code)).carry_out()
    assert again is not None
    assert again != kept  # nothing kept before is overwritten
    assert kept.read_bytes() == present


def test_f38_same_newer_forked_other_and_unreadable_are_told_apart(vault: Vault, ready: Ready, tmp_path: Path) -> None:
    def relation(source: Path) -> str:
        return plan_restore(source, ready.path, Recovery(ready.code)).relation

    first = upkeep.back_up_now(vault).path
    vault.close()
    assert relation(first) == restore.SAME
    before = ready.path.read_bytes()
    with ready.open() as one:
        saved(one, "one way")
        newer = upkeep.back_up_now(one).path
    ready.path.write_bytes(before)
    assert relation(newer) == restore.NEWER
    with ready.open() as other:
        saved(other, "the other way")
    assert relation(newer) == restore.FORKED
    ready.path.write_bytes(os.urandom(8192))
    assert relation(first) == restore.UNREADABLE
    ready.path.unlink()
    slots_path(ready.path).unlink()
    Vault.create(ready.path, ANNA, PASSPHRASE).close()
    found = plan_restore(first, ready.path, Passphrase(PASSPHRASE))
    assert found.relation == restore.OTHER
    found.carry_out()
    ready.open().close()
    assert Vault.open(_kept_pair(ready, tmp_path), Passphrase(PASSPHRASE)).id != found.coming.vault_id


def test_f38_a_vault_that_another_window_has_open_is_not_replaced(
    vault: Vault, ready: Ready, contents: Callable[[Path], dict[str, bytes]]
) -> None:
    made = upkeep.back_up_now(vault)
    vault.close()
    before, plan = contents(ready.path.parent), plan_restore(made.path, ready.path, Recovery(ready.code))
    with open_elsewhere(ready):
        for act in (lambda: plan_restore(made.path, ready.path, Recovery(ready.code)), plan.carry_out):
            with pytest.raises(VaultTrouble) as caught:
                act()
            assert caught.value.code == "locked-elsewhere"
        assert contents(ready.path.parent) == before
    assert plan.carry_out() is not None


def test_f38_a_vault_cannot_be_opened_while_it_is_replaced(
    vault: Vault, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = upkeep.back_up_now(vault)
    vault.close()
    plan, said, arrive = plan_restore(made.path, ready.path, Recovery(ready.code)), [], arrival.arrive

    def arriving(*arguments: Any, **more: Any) -> None:
        with open_elsewhere(ready) as answer:
            said.append(answer)
        arrive(*arguments, **more)

    monkeypatch.setattr(arrival, "arrive", arriving)
    plan.carry_out()
    assert said == ["locked-elsewhere"]


@contextlib.contextmanager
def open_elsewhere(ready: Ready) -> Iterator[str]:
    """Another process opens the vault and keeps it open; what it says of that."""
    line = [sys.executable, "-c", f"{OPENER}\nsys.stdin.readline()", str(ready.path), ready.code]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        yield other.stdout.readline().strip()
        other.communicate()


def _kept_pair(ready: Ready, tmp_path: Path) -> Path:
    """The pair kept by a restore, renamed back somewhere else: it still opens."""
    place = tmp_path / "kept.vault"
    shutil.copy2(arrival.kept(ready.path, arrival.KEEP_AS), place)
    shutil.copy2(arrival.kept(slots_path(ready.path), arrival.KEEP_AS), slots_path(place))
    return place


@pytest.mark.parametrize("member", ["vault", "slots.json", "about.json"])
def test_f38_a_tampered_backup_is_refused(vault: Vault, ready: Ready, member: str) -> None:
    made = upkeep.back_up_now(vault).path
    with zipfile.ZipFile(made) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    parts[member][len(parts[member]) // 2] ^= 1
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, bytes(content))
    before = ready.path.read_bytes()
    with pytest.raises((BackupDamaged, BackupUnsound, VaultTrouble, restore.UserTrouble)):
        plan_restore(made, ready.path, Recovery(ready.code), present=vault)
    assert ready.path.read_bytes() == before


@pytest.mark.parametrize("how", ["no archive", "cut", "flipped", "deflated", "more", "encrypted bit"])
def test_f29_a_hostile_backup_file_is_named_as_damaged(vault: Vault, ready: Ready, how: str) -> None:
    made = upkeep.back_up_now(vault).path
    raw = bytearray(made.read_bytes())
    if how == "no archive":
        made.write_bytes(b"not a backup at all")
    elif how == "cut":
        made.write_bytes(raw[: len(raw) // 2])
    elif how == "flipped":
        raw[len(raw) // 2] ^= 1
        made.write_bytes(raw)
    else:
        with zipfile.ZipFile(made) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        kind = zipfile.ZIP_DEFLATED if how == "deflated" else zipfile.ZIP_STORED
        with zipfile.ZipFile(made, "w", kind) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
            if how == "more":
                archive.writestr("../../evil", b"x")
        if how == "encrypted bit":
            changed = made.read_bytes()
            made.write_bytes(changed.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))
    with pytest.raises(BackupDamaged, match="about the backup file"):
        verify_backup(made, Recovery(ready.code))


def test_a_backup_is_checked_when_written_and_a_bad_one_leaves_no_file(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    made = backup.back_up(vault.store, vault.slots, folder)
    assert verify_backup(made.path, Passphrase(PASSPHRASE)).ok
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with vault.transaction():
        vault.store.run("DROP TRIGGER log_entries_stay")
    with pytest.raises(VaultTrouble, match="log_entries_stay"):
        backup.back_up(vault.store, vault.slots, folder)
    assert [p.name for p in folder.iterdir()] == [made.path.name]


def test_a_backup_holds_nothing_readable(vault: Vault) -> None:
    saved(vault, "a very particular sentence")
    raw = upkeep.back_up_now(vault).path.read_bytes()
    for word in (b"particular", b"Veraart", vault.key.raw(), vault.key.hex().encode()):
        assert word not in raw


def test_scheduled_backups_are_made_when_due_and_thinned(vault: Vault, clock: Clock) -> None:
    folder = backup.backup_folder(vault.path)
    assert upkeep.back_up_if_due(vault) is not None
    assert upkeep.back_up_if_due(vault) is None
    for _ in range(10):
        clock.forward(days=1)
        assert upkeep.back_up_if_due(vault) is not None
    kept = backup.backups(folder, "professional")
    assert 7 <= len(kept) <= 9
    clock.time -= timedelta(days=400)  # a clock set back makes a backup due, and deletes none
    assert upkeep.back_up_if_due(vault) is not None
    assert set(kept) <= set(backup.backups(folder, "professional"))


@given(st.lists(st.integers(0, 400 * 24), min_size=1, max_size=50, unique=True))
def test_the_rule_keeps_the_newest_and_nothing_beyond_its_age(hours: list[int]) -> None:
    now = Clock().time
    found = [Backup(path=Path(str(h)), made=now - timedelta(hours=h)) for h in hours]
    gone = backup.superfluous(found, now)
    left = sorted((b for b in found if b not in gone), key=lambda b: b.made)
    assert left[-1].made == max(b.made for b in found)
    assert all(now - b.made < KEPT_FOR for b in left[:-1])
    assert len(left) <= 7 + 6 + 1
    assert backup.superfluous(left, now) == []


def test_after_an_erasure_the_day_of_the_last_backup_is_said_and_kept(
    vault: Vault, clock: Clock, ready: Ready, tmp_path: Path
) -> None:
    folder = backup.backup_folder(vault.path)
    assert "No scheduled backup" in upkeep.erasure_statement(vault, vault.log.erase(subject="none", reason="r"))
    vault.log.append("consent.asked", "C-014", {"who": "somebody"})
    upkeep.back_up_if_due(vault)
    upkeep.back_up_now(vault, tmp_path / "stick")
    clock.forward(hours=1)
    done = vault.log.erase(subject="C-014", reason="erasure")
    said = upkeep.erasure_statement(vault, done)
    assert backup.last_expiry(folder, "professional", done.at) == date(2026, 12, 26)
    assert "26 December 2026" in said
    assert "1 backup was copied" in said
    clock.forward(days=36)
    upkeep.back_up_if_due(vault)
    assert backup.last_expiry(folder, "professional", done.at) is None


def test_an_erasure_speaks_of_vaults_that_restores_put_aside(vault: Vault, ready: Ready) -> None:
    vault.log.append("consent.asked", "C-014", {"who": "somebody"})
    made = upkeep.back_up_now(vault)
    vault.close()
    for count in (1, 2):
        plan_restore(made.path, ready.path, Recovery(ready.code)).carry_out()
        with ready.open() as restored:
            said = upkeep.erasure_statement(restored, restored.log.erase(subject="C-014", reason="erasure"))
            assert f"{count} vault{'s' if count > 1 else ''} put aside by a restore may hold it too" in said
            assert "“.before-restore” in the name" in said
    for kept in ready.path.parent.glob("*.before-restore*"):
        kept.unlink()
    with ready.open() as restored:
        said = upkeep.erasure_statement(restored, restored.log.erase(subject="C-014", reason="erasure"))
        assert "put aside" not in said


class Killed(BaseException):
    """The process ends here."""


@contextlib.contextmanager
def interrupted(move: int) -> Iterator[None]:
    """An arrival is killed right before that one of its two moves."""
    real, moves = arrival._move, []

    def killed(*arguments: object) -> None:
        moves.append(arguments)
        if len(moves) == move:
            raise Killed
        real(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrival, "_move", killed)
        yield


def test_f13_an_interrupted_arrival_is_finished_by_the_next_opening(vault: Vault, ready: Ready) -> None:
    saved(vault, "in the backup")
    made = upkeep.back_up_now(vault)
    saved(vault, "later")
    vault.close()
    with interrupted(2), pytest.raises(Killed):
        plan_restore(made.path, ready.path, Recovery(ready.code)).carry_out()
    assert ready.path.exists()
    with ready.open() as restored:
        assert texts(restored) == ["in the backup"]
    assert not list(ready.path.parent.glob("*arriving*"))


@pytest.mark.parametrize("moved", [1, 2])
def test_f13_an_arrival_with_a_damaged_note_is_finished_and_keeps_what_was_there(
    vault: Vault, ready: Ready, moved: int, tmp_path: Path
) -> None:
    saved(vault, "in the backup")
    made = upkeep.back_up_now(vault)
    saved(vault, "later")
    vault.close()
    before = ready.path.read_bytes()
    with interrupted(moved), pytest.raises(Killed):
        plan_restore(made.path, ready.path, Recovery(ready.code)).carry_out()
    interruption = tmp_path / "interrupted"
    shutil.copytree(ready.path.parent, interruption)
    for place in (0, 1, 10, -2):
        shutil.rmtree(ready.path.parent)
        shutil.copytree(interruption, ready.path.parent)
        note = ready.path.with_name("professional.vault.arriving")
        raw = bytearray(note.read_bytes())
        raw[place] ^= 0x80
        note.write_bytes(raw)
        with ready.open() as restored:
            assert texts(restored) == ["in the backup"]
        assert arrival.kept(ready.path, arrival.KEEP_AS).read_bytes() == before
        assert not note.exists()


def test_the_terminal_can_verify_and_back_up(ready: Ready, tmp_path: Path) -> None:
    health = upkeep.verify_vault(ready.path, Recovery(ready.code))
    assert (health.ok, health.entries) == (True, 1)
    made = upkeep.back_up_vault(ready.path, Recovery(ready.code), tmp_path / "stick")
    assert verify_backup(made.path, Recovery(ready.code)).ok


def test_after_opening_the_vault_is_looked_over_backed_up_and_its_head_noted(ready: Ready, clock: Clock) -> None:
    keyring = keyrings.trusting(keyrings.Honest())
    with ready.open(now=clock) as vault:
        vault.slots.set_keyring(vault.key, keyring)
        first = upkeep.after_opening(vault, keyring=keyring)
        assert (first.health.ok, first.recovered, first.trouble) == (True, False, None)
        assert first.backup is not None
        assert upkeep.after_opening(vault, keyring=keyring).backup is None
        old = ready.path.read_bytes()
        vault.log.append("consent.withdrawn", "C-1", {})
        upkeep.note_head(vault, keyring)
    ready.path.write_bytes(old)
    clock.forward(days=2)
    with ready.open(now=clock) as vault:
        found = upkeep.after_opening(vault, keyring=keyring)
        assert "old copy" in found.health.findings[0]
        assert found.backup is None  # nothing good is rotated away by something doubtful
        assert not upkeep.look_over(vault, keyring=keyring).ok  # and the head still stands


def test_a_backup_that_is_due_and_fails_is_told(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(backup, "back_up", full)
    found = upkeep.after_opening(vault)
    assert found.trouble is not None
    assert found.trouble.code == "disk-full"
