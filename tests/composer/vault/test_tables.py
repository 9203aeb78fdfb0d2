from __future__ import annotations

import hashlib

import msgspec
import pytest

from composer.vault import blobs
from composer.vault.trouble import SAYINGS, VaultTrouble
from composer.vault.vault import Vault
from tests.composer.vault.conftest import ANNA


class Checkup(msgspec.Struct):
    title: str
    done: int = 0


def test_settings_come_back_as_the_type_asked_for(vault: Vault) -> None:
    vault.settings.set("minutes", 5)
    vault.settings.set("words", ["a", "b"])
    assert vault.settings.get("minutes", int) == 5
    assert vault.settings.get("words", tuple[str, ...]) == ("a", "b")
    assert vault.settings.get("minutes") is None  # no string
    assert vault.settings.get("never set", int) is None
    vault.settings.remove("minutes")
    assert vault.settings.get("minutes", int) is None


def test_documents_are_kept_by_collection_and_name(vault: Vault) -> None:
    vault.documents.put("check-ups", "x", Checkup("X", 1))
    vault.documents.put("check-ups", "x", Checkup("X", 2))
    vault.documents.put("check-ups", "a", Checkup("A"))
    assert vault.documents.all("check-ups", Checkup) == {"a": Checkup("A"), "x": Checkup("X", 2)}
    vault.documents.remove("check-ups", "x")
    assert vault.documents.get("check-ups", "x", Checkup) is None


def test_the_identity_is_changed_in_place(vault: Vault) -> None:
    vault.save_identity(msgspec.structs.replace(ANNA, display_name="Anna V."))
    assert vault.identity().display_name == "Anna V."


def test_evidence_is_stored_once_checked_and_destroyed(vault: Vault) -> None:
    content = bytes(range(256)) * 1000
    kept = vault.blobs.add(content, "signed form.pdf", "application/pdf")
    assert vault.blobs.add(content, "signed form.pdf", "application/pdf") == kept
    assert (kept.size, kept.sha256) == (256_000, hashlib.sha256(content).hexdigest())
    assert vault.blobs.get(kept.id) == content
    assert vault.blobs.list() == [kept]
    assert content[:64] not in vault.path.read_bytes()
    vault.blobs.delete(kept.id)
    with pytest.raises(VaultTrouble) as caught:
        vault.blobs.get(kept.id)
    assert caught.value.code == "not-found"


def test_evidence_beyond_the_limit_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "LARGEST", 1_000_000)
    with pytest.raises(VaultTrouble, match="1 MB") as caught:
        vault.blobs.add(bytes(1_000_001))
    assert caught.value.code == "too-large"


def test_every_trouble_says_what_happened_what_it_means_and_what_to_do() -> None:
    assert len({saying[0] for saying in SAYINGS.values()}) == len(SAYINGS)
    for code in SAYINGS:
        trouble = VaultTrouble(code)
        assert all(part.endswith(".") for part in (trouble.happened, trouble.meaning, trouble.cure))
