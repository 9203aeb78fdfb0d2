"""F18: what a keyring can do to a vault is nothing; each of its twelve bad days has a message of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from composer.vault import keychain
from composer.vault.keychain import SERVICE, Keychain, KeyringTrouble
from composer.vault.slots import slots_path
from composer.vault.vault import FromKeyring, Vault
from tests.composer.vault import keyrings
from tests.composer.vault.conftest import ANNA, PASSPHRASE, Ready

BAD_DAYS = {
    "locked": keyrings.Locked,
    "dismissed": keyrings.Dismissed,
    "gone": keyrings.Gone,
    "refused": keyrings.Refusing,
    "none": keyrings.Absent,
    "timeout": keyrings.Hanging,
}


def keeps_its_word(keyring: Keychain) -> None:
    """The contract: stored, read back, replaced, removed; a removal of nothing is no trouble."""
    account = f"contract {time.monotonic_ns()}"
    for value in ("ab" * 32, "cd" * 32):
        keyring.store(account, value)
        assert keyring.fetch(account) == value
    keyring.remove(account)
    keyring.remove(account)
    with pytest.raises(KeyringTrouble) as caught:
        keyring.fetch(account)
    assert caught.value.code == "item-missing"


def test_f18_the_honest_fake_keeps_the_contract() -> None:
    keeps_its_word(keyrings.trusting(keyrings.Honest()))


@pytest.mark.secretservice
def test_f18_the_real_secret_service_keeps_the_contract() -> None:
    keyring = Keychain()
    assert keyring.name() in keychain.ALLOWED
    keeps_its_word(keyring)


@pytest.mark.parametrize("code", BAD_DAYS)
def test_f18_bad_days_have_their_own_message(code: str, ready: Ready) -> None:
    before = ready.path.read_bytes(), slots_path(ready.path).read_bytes()
    backend = BAD_DAYS[code]()
    keyring = keyrings.trusting(backend, timeout=0.2 if code == "timeout" else 5)
    with ready.open() as vault, pytest.raises(KeyringTrouble) as caught:
        vault.slots.set_keyring(vault.key, keyring)
    assert caught.value.code == code
    assert (ready.path.read_bytes(), slots_path(ready.path).read_bytes()) == before
    if isinstance(backend, keyrings.Hanging):
        backend.released.set()


@pytest.mark.parametrize("backend", [keyrings.Forgetful(), keyrings.Lying()], ids=["forgets", "lies"])
def test_f18_what_is_not_kept_is_noticed_by_reading_back(backend: KeyringBackend, vault: Vault) -> None:
    with pytest.raises(KeyringTrouble) as caught:
        vault.slots.set_keyring(vault.key, keyrings.trusting(backend))
    assert caught.value.code == "not-kept"
    assert vault.slots.slot("keyring") is None


def test_f18_a_backend_that_is_not_named_as_safe_gets_no_key(vault: Vault) -> None:
    backend = keyrings.Honest()
    with pytest.raises(KeyringTrouble) as caught:
        vault.slots.set_keyring(vault.key, Keychain(backend))
    assert caught.value.code == "not-trusted"
    assert not backend.items


def test_f18_cancelled_on_macos_counts_as_dismissed() -> None:
    with pytest.raises(KeyringTrouble) as caught:
        keyrings.trusting(keyrings.Cancelled()).fetch("any")
    assert caught.value.code == "dismissed"


def test_f18_without_a_bus_there_is_none() -> None:
    with pytest.raises(KeyringTrouble) as caught:
        Keychain(timeout=20).name()
    assert caught.value.code == "none"


def test_f18_a_configured_backend_class_is_never_loaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "evil.py").write_text("raise SystemExit('loaded')")
    for folder in (home / ".config/python_keyring", home / ".local/share/python_keyring"):
        folder.mkdir(parents=True)
        (folder / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=evil.Keyring\n")
    code = "from composer.vault.keychain import *\ntry: Keychain().name()\nexcept KeyringTrouble as t: print(t.code)"
    env = os.environ | {"PYTHONPATH": f"{home}:{Path.cwd()}", "PYTHON_KEYRING_BACKEND": "evil.Keyring"}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert (told.stdout.strip(), told.stderr) == ("none", "")


def test_f18_items_gone_empty_wrong_or_elsewhere_are_told_apart(ready: Ready) -> None:
    backend = keyrings.Honest()
    keyring = keyrings.trusting(backend)
    with ready.open() as vault:
        vault.slots.set_keyring(vault.key, keyring)
        slot = vault.slots.slot("keyring")
    assert slot is not None
    item = (SERVICE, slot.account)
    Vault.open(ready.path, FromKeyring(), keyring=keyring).close()
    before = ready.path.read_bytes(), slots_path(ready.path).read_bytes()
    for value, code in ((None, "item-missing"), ("", "item-empty"), ("ab" * 32, "item-wrong"), ("öä", "item-wrong")):
        backend.items = {} if value is None else {item: value}
        with pytest.raises(KeyringTrouble) as caught:
            Vault.open(ready.path, FromKeyring(), keyring=keyring)
        assert caught.value.code == code
    with pytest.raises(KeyringTrouble) as changed:
        Vault.open(ready.path, FromKeyring(), keyring=keyrings.trusting(keyrings.OtherHonest()))
    assert changed.value.code == "changed"
    assert (ready.path.read_bytes(), slots_path(ready.path).read_bytes()) == before
    assert len(keychain.SAYINGS) == 12
    assert len({saying[0] for saying in keychain.SAYINGS.values()}) == 12


def test_f20_the_item_deleted_while_open_harms_nothing(ready: Ready) -> None:
    backend = keyrings.Honest()
    keyring = keyrings.trusting(backend)
    with ready.open() as vault:
        vault.slots.set_keyring(vault.key, keyring)
        backend.items.clear()
        draft = vault.drafts.create()
        assert vault.drafts.save(draft.id, "still works").text == "still works"
        vault.slots.set_keyring(vault.key, keyring)
    Vault.open(ready.path, FromKeyring(), keyring=keyring).close()


def test_removing_the_slot_takes_the_item_along(vault: Vault) -> None:
    backend = keyrings.Honest()
    keyring = keyrings.trusting(backend)
    vault.slots.set_keyring(vault.key, keyring)
    vault.slots.set_keyring(vault.key, keyring)
    assert len(backend.items) == 1
    assert vault.key.hex() not in backend.items.values()  # it holds a wrapping key, useless without the file
    vault.slots.remove("keyring", keyring)
    assert not backend.items


def test_a_new_vault_with_a_keyring_that_fails_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(KeyringTrouble):
        Vault.create(tmp_path / "personal.vault", ANNA, PASSPHRASE, keyring=keyrings.trusting(keyrings.Locked()))
    assert list(tmp_path.glob("*.vault")) == []
    assert list(tmp_path.glob("*.json")) == []


@pytest.mark.secretservice
def test_f18_a_vault_opens_by_the_real_keyring(tmp_path: Path) -> None:
    keyring = Keychain()
    path = tmp_path / "real.vault"
    Vault.create(path, ANNA, PASSPHRASE, keyring=keyring).close()
    with Vault.open(path, FromKeyring()) as vault:
        assert vault.identity() == ANNA
        vault.slots.remove("keyring", keyring)


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="needs dbus-run-session")
@pytest.mark.skipif(not shutil.which("gnome-keyring-daemon"), reason="needs gnome-keyring-daemon")
@pytest.mark.parametrize("password", ["throw-away", None], ids=["unlocked", "locked"])
def test_f18_a_session_bus_of_our_own(home: Path, password: str | None) -> None:
    """A real Secret Service whatever bus the suite runs on: unlocked it keeps the contract, locked it says so."""
    code = (
        "from composer.vault.keychain import *\n"
        "k = Keychain()\n"
        "try: k.store('a', 'b' * 64); print(k.fetch('a') == 'b' * 64)\n"
        "except KeyringTrouble as t: print(t.code)"
    )
    unlock = f"printf '{password}\\n' | gnome-keyring-daemon --unlock --components=secrets" if password else ":"
    script = f'{unlock} >/dev/null 2>&1; exec "$0" -c "$1"'
    command = ["dbus-run-session", "--", "sh", "-c", script, sys.executable, code]
    told = subprocess.run(command, capture_output=True, text=True, timeout=90, cwd=Path.cwd())
    assert told.stdout.strip() in ({"True"} if password else {"locked", "dismissed", "none", "gone"})
