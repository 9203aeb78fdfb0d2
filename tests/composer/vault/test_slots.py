from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from composer.vault.keys import VaultKey
from composer.vault.slots import KeySlots, LastWayIn, SlotsFile, WeakPassphrase, slots_path
from composer.vault.trouble import VaultTrouble, WrongPassphrase
from composer.vault.vault import Passphrase, Vault
from tests.composer.damage import each_byte_damaged
from tests.composer.vault.conftest import PASSPHRASE, Ready


def changed(path: Path, **changes: object) -> None:
    """Edit the passphrase slot in the file, as somebody with an editor could."""
    content = msgspec.json.decode(path.read_bytes())
    content["slots"][0] |= changes
    path.write_bytes(msgspec.json.encode(content))


def test_changing_the_passphrase_leaves_the_vault_alone(ready: Ready) -> None:
    with ready.open() as vault:
        before = ready.path.read_bytes()
        vault.slots.set_passphrase(vault.key, "a brand new passphrase")
        assert ready.path.read_bytes() == before
    with pytest.raises(WrongPassphrase):
        Vault.open(ready.path, Passphrase(PASSPHRASE))
    Vault.open(ready.path, Passphrase("a brand new passphrase")).close()


def test_p08_parameters_below_the_floor_are_refused(ready: Ready) -> None:
    changed(slots_path(ready.path), cost={"memory_kib": 8, "passes": 1, "lanes": 1})
    with pytest.raises(VaultTrouble) as caught:
        Vault.open(ready.path, Passphrase(PASSPHRASE))
    assert caught.value.code == "key-file-damaged"


def test_a_slot_is_tied_to_its_parameters_and_vault(ready: Ready) -> None:
    changed(slots_path(ready.path), cost={"memory_kib": 65_537, "passes": 3, "lanes": 4})
    with pytest.raises(WrongPassphrase):
        KeySlots.beside(ready.path).unlock_with_passphrase(PASSPHRASE)


@pytest.mark.parametrize("damage", [b"", b"{", b"[" * 5000, b"{}", b'{"format":1,"vault":"x","slots":[],"more":1}'])
def test_a_damaged_key_file_is_named(ready: Ready, damage: bytes) -> None:
    slots_path(ready.path).write_bytes(damage)
    with pytest.raises(VaultTrouble) as caught:
        ready.open()
    assert caught.value.code == "key-file-damaged"
    assert slots_path(ready.path).read_bytes() == damage


def test_a_missing_key_file_is_named_and_not_made_anew(ready: Ready) -> None:
    slots_path(ready.path).unlink()
    with pytest.raises(VaultTrouble) as caught:
        ready.open()
    assert caught.value.code == "no-key-file"
    assert not slots_path(ready.path).exists()


def test_the_last_sure_way_in_stays(vault: Vault) -> None:
    vault.slots.remove("recovery")
    with pytest.raises(LastWayIn):
        vault.slots.remove("passphrase")
    assert [slot.kind for slot in vault.slots.slots] == ["passphrase"]


def test_a_short_passphrase_is_refused_with_advice(vault: Vault) -> None:
    before = vault.slots.content()
    with pytest.raises(WeakPassphrase, match="unrelated words"):
        vault.slots.set_passphrase(vault.key, "too short")
    assert vault.slots.content() == before


def test_the_key_file_holds_neither_key_nor_passphrase(vault: Vault) -> None:
    raw = slots_path(vault.path).read_bytes()
    assert vault.key.hex().encode() not in raw
    assert PASSPHRASE.encode() not in raw
    assert not {"display_name", "Anna"} & set(raw.decode().split('"'))


def test_during_a_rotation_both_keys_are_at_hand_and_either_can_win(vault: Vault) -> None:
    slots, following = vault.slots, VaultKey.fresh()
    slots.begin_rotation(PASSPHRASE, vault.key, following)
    on_disk = KeySlots.beside(vault.path)
    assert on_disk.rotating
    assert on_disk.unlock_with_passphrase(PASSPHRASE) == (vault.key, following)
    on_disk.finish_rotation(vault.key, (vault.key, following))
    assert not on_disk.rotating
    assert {slot.kind for slot in on_disk.slots} == {"passphrase", "recovery"}
    slots.finish_rotation(following, (vault.key, following))
    assert [slot.kind for slot in slots.slots] == ["passphrase"]  # the old sheet does not know the new key
    assert slots.unlock_with_passphrase(PASSPHRASE) == (following,)


def test_a_key_file_reads_back_as_written(vault: Vault) -> None:
    assert msgspec.json.decode(vault.slots.content(), type=SlotsFile).vault == vault.id


def test_a_key_file_with_any_damaged_byte_is_named(ready: Ready) -> None:
    for _ in each_byte_damaged(slots_path(ready.path)):
        with pytest.raises(VaultTrouble) as caught:
            KeySlots.beside(ready.path)
        assert caught.value.code == "key-file-damaged"
    ready.open().close()
