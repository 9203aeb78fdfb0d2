"""Replacing the vault key: the vault is written anew under a fresh key, checked, and takes the old file's place.

Meanwhile the key slots hold both keys, so that a kill at any moment leaves a vault that opens. Backups made before keep
the old key; a recovery sheet printed before opens only those.
"""

from __future__ import annotations

from pathlib import Path

from composer.files import sync_file, sync_folder
from composer.vault import arrival, engine
from composer.vault.backup import Progress, fill
from composer.vault.eventlog import EventLog
from composer.vault.health import examine
from composer.vault.keychain import Keychain
from composer.vault.keys import VaultKey
from composer.vault.recovery import RecoverySheet
from composer.vault.slots import RECOVERY
from composer.vault.store import Store
from composer.vault.trouble import VaultTrouble, not_kept, os_errors
from composer.vault.vault import Vault, reopened


def replace_key(
    vault: Vault, passphrase: str, *, keyring: Keychain | None = None, progress: Progress | None = None
) -> tuple[Vault, RecoverySheet | None]:
    """Give the vault a new key. Returns the vault anew, and a new recovery sheet where there was one (the old is void;
    None where the disk failed at that very moment: offer to make one again).

    `vault` is closed afterwards. Blocks for about a second per 50 MB; `progress` gets pages left and in all. Raises
    `WrongPassphrase` or `VaultTrouble`; then the vault is as it was, with its old key.
    """
    key, following, had_sheet = vault.key, VaultKey.fresh(), vault.slots.slot(RECOVERY) is not None
    built = arrival.rewritten(vault.path)
    with os_errors(), vault.store.frozen():
        vault.slots.begin_rotation(passphrase, key, following, keyring)
        try:
            arrival.remove(built)
            fill(vault.store, built, following, progress)
            _note(built, following, vault)
            _checked(built, following, vault)
            sync_file(built)
        except BaseException:
            vault.slots.finish_rotation(key, (key, following))
            arrival.remove(built)
            raise
        vault.close()
        built.replace(vault.path)
        sync_folder(vault.path.parent)
    after = reopened(vault, (key, following))
    return after, _new_sheet(after) if had_sheet else None


def _new_sheet(vault: Vault) -> RecoverySheet | None:
    """A sheet for the new key; None where it could not be written now (the passphrase opens the vault)."""
    try:
        return vault.slots.set_recovery(vault.key)
    except VaultTrouble:
        return None


def _note(built: Path, key: VaultKey, vault: Vault) -> None:
    """Say so in the new file's log: the old one, which stays where this fails, must not claim it."""
    with not_kept():
        store = Store(built, engine.open_guarded(built, key), key)
        try:
            EventLog(store, vault.id, vault.now).append("vault.key-replaced", "", {})
        finally:
            store.close()


def _checked(built: Path, key: VaultKey, vault: Vault) -> None:
    store = Store(built, engine.open_guarded(built, key, read_only=True), key, read_only=True)
    try:
        health = examine(store, EventLog(store, vault.id, vault.now), vault.log.head())
    finally:
        store.close()
    if not health.ok:
        raise VaultTrouble("io", detail=" ".join(health.findings))
