"""F14: older vaults become the present one after a verified backup; a newer one opens for reading only."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.vault import backup, engine, schema
from composer.vault.keys import FLOOR, VaultKey
from composer.vault.restore import verify_backup
from composer.vault.slots import KeySlots, slots_path
from composer.vault.store import Store
from composer.vault.tables import DocumentTable
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import IDENTITY, Recovery, Vault
from tests.composer.vault.conftest import ANNA, PASSPHRASE, Ready

TEXT = "written in an older version"


@pytest.fixture(scope="session")
def older(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Ready]:
    """A vault of each earlier schema, made by the steps of that time, with a draft in it."""
    return {number: made(tmp_path_factory.mktemp(f"v{number}"), number) for number in range(1, schema.VERSION)}


def made(folder: Path, number: int) -> Ready:
    path, key = folder / "professional.vault", VaultKey.fresh()
    slots = KeySlots.fresh(slots_path(path), f"vault-of-version-{number}")
    slots.set_passphrase(key, PASSPHRASE, cost=FLOOR)
    sheet = slots.set_recovery(key)
    store = Store(path, engine.create(path, key), key)
    schema.migrate(store, slots.vault_id, to=number)
    DocumentTable(store).put(*IDENTITY, ANNA)
    with store.transaction():
        store.run("INSERT INTO drafts VALUES ('d', 'T', '[]', 'draft', ?1, ?1, 0, NULL, NULL, NULL)", AT)
        store.run("INSERT INTO revisions (draft, number, saved, text) VALUES ('d', 0, ?, ?)", AT, TEXT)
    store.close()
    return Ready(path, sheet.code)


AT = "2026-01-01T00:00:00.000000Z"


def versions() -> list[int]:
    return list(range(1, schema.VERSION))


@pytest.mark.parametrize("number", versions())
def test_f14_an_older_vault_is_backed_up_verified_and_brought_up_to_date(older: dict[int, Ready], number: int) -> None:
    ready = older[number]
    with ready.open() as vault:
        assert schema.version(vault.store) == schema.VERSION
        assert vault.drafts.get("d").text == TEXT
        assert vault.identity() == ANNA
        assert vault.log.append("test", "s", {}).seq == 1
        assert vault.log.verify().ok
    [kept] = backup.backups(backup.backup_folder(ready.path), "professional")
    assert backup.read_about(kept.path, thorough=True).schema == number
    assert verify_backup(kept.path, Recovery(ready.code)).ok


@pytest.mark.parametrize("number", versions())
def test_f14_a_failing_step_leaves_the_older_vault(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = made(tmp_path, number)

    def fails(store: Store, vault_id: str) -> None:
        schema._third(store, vault_id)
        raise RuntimeError("a step that fails at its end")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS[:-1], fails))
    with pytest.raises(RuntimeError):
        ready.open()
    monkeypatch.undo()
    key = KeySlots.beside(ready.path).unlock_with_recovery(ready.code)[0]
    store = Store(ready.path, engine.open_guarded(ready.path, key), key)
    assert schema.version(store) == schema.VERSION - 1
    assert store.rows("SELECT text FROM revisions") == [{"text": TEXT}]
    assert not store.rows("SELECT 1 FROM sqlite_master WHERE name = 'resolutions'")
    store.close()


def test_f14_no_backup_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = made(tmp_path, 1)
    before = ready.path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(backup, "back_up", full)
    with pytest.raises(VaultTrouble) as caught:
        ready.open()
    assert caught.value.code == "disk-full"
    assert ready.path.read_bytes() == before


def test_f14_a_newer_vault_opens_for_reading_only(ready: Ready) -> None:
    with ready.open() as vault:
        draft = vault.drafts.create()
        with vault.transaction():
            vault.store.run(f"PRAGMA user_version={schema.VERSION + 1}")
            vault.store.run("CREATE TABLE of_the_future (x)")
    before = ready.path.read_bytes()
    with ready.open() as vault:
        assert vault.read_only
        assert vault.notice is not None
        assert vault.notice.code == "newer"
        assert vault.drafts.get(draft.id).text == ""
        with pytest.raises(VaultTrouble):
            vault.drafts.create()
    assert ready.path.read_bytes() == before


def test_a_new_vault_needs_no_migration(vault: Vault) -> None:
    assert schema.version(vault.store) == schema.VERSION
    assert not backup.backup_folder(vault.path).exists()
