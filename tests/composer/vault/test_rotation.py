"""A new vault key: everything stays, the old key and the old sheet open nothing any more."""

from __future__ import annotations

import pytest

from composer.vault import arrival, engine, rotation
from composer.vault.rotation import replace_key
from composer.vault.slots import KeySlots
from composer.vault.trouble import VaultTrouble, WrongPassphrase
from composer.vault.vault import FromKeyring, Passphrase, Recovery, Vault
from tests.composer.vault import keyrings
from tests.composer.vault.conftest import PASSPHRASE, Ready


def kinds(vault: Vault) -> list[str]:
    return [entry.kind for entry in vault.log.entries()]


def test_the_new_key_opens_everything_and_the_old_one_nothing(ready: Ready) -> None:
    keyring = keyrings.trusting(keyrings.Honest())
    vault = ready.open()
    vault.slots.set_keyring(vault.key, keyring)
    old, head = vault.key, vault.log.head()
    draft = vault.drafts.create()
    steps: list[tuple[int, int]] = []
    vault, sheet = replace_key(
        vault, PASSPHRASE, keyring=keyring, progress=lambda left, whole: steps.append((left, whole))
    )
    assert steps[-1][0] == 0
    assert vault.key != old
    assert vault.drafts.get(draft.id) == draft
    assert vault.log.verify(head).ok  # receipts from before still hold
    assert kinds(vault)[-1] == "vault.key-replaced"
    vault.close()
    assert sheet is not None
    for unlock in (Passphrase(PASSPHRASE), Recovery(sheet.code), FromKeyring()):
        Vault.open(ready.path, unlock, keyring=keyring).close()
    with pytest.raises(VaultTrouble):
        engine.open_guarded(ready.path, old)
    assert not KeySlots.beside(ready.path).rotating


def test_a_wrong_passphrase_changes_nothing(vault: Vault) -> None:
    slots = vault.slots.content()
    with pytest.raises(WrongPassphrase):
        replace_key(vault, "not the passphrase")
    assert vault.slots.content() == slots
    assert "vault.key-replaced" not in kinds(vault)
    vault.drafts.create()


def test_a_keyring_that_does_not_answer_loses_its_slot_and_nothing_else(ready: Ready) -> None:
    backend = keyrings.Honest()
    keyring = keyrings.trusting(backend)
    vault = ready.open()
    vault.slots.set_keyring(vault.key, keyring)
    backend.items.clear()
    vault, _sheet = replace_key(vault, PASSPHRASE, keyring=keyring)
    vault.close()
    assert {slot.kind for slot in KeySlots.beside(ready.path).slots} == {"passphrase", "recovery"}


@pytest.mark.parametrize("point", ["fill", "_note", "_checked", "sync_file"])
def test_an_error_half_way_leaves_the_old_key(ready: Ready, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = ready.open()
    draft = vault.drafts.create()

    def fails(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(rotation, point, fails)
    with pytest.raises(VaultTrouble) as caught:
        replace_key(vault, PASSPHRASE)
    assert caught.value.code == "disk-full"
    assert vault.drafts.save(draft.id, "goes on").revision == 1
    assert "vault.key-replaced" not in kinds(vault)
    vault.close()
    assert not arrival.rewritten(ready.path).exists()
    ready.open().close()
    Vault.open(ready.path, Passphrase(PASSPHRASE)).close()
