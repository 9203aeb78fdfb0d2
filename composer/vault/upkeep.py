"""What keeps a vault well: backups when due, checks against heads kept outside, and what to say after an erasure.

Plain functions for the window and the terminal. They block (seconds for large vaults): call them from a worker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import msgspec

from composer.vault import backup, heads
from composer.vault.backup import EVERY, Backup, Progress
from composer.vault.eventlog import Erasure, Head
from composer.vault.health import Health, examine
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.slots import KEYRING
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Unlock, Vault

COPIES = "backup-copies"


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that the author put into a folder of their own; the app does not delete there."""

    folder: str
    name: str


def back_up_now(vault: Vault, folder: Path | None = None, *, progress: Progress | None = None) -> Backup:
    """Back up by hand; the folder for scheduled backups where none is named. Checked when written.

    Raises `VaultTrouble` (`disk-full`, `read-only`, `damaged`, …); then there is no new file.
    """
    own = backup.backup_folder(vault.path)
    made = backup.back_up(vault.store, vault.slots, folder or own, now=vault.now(), progress=progress)
    if folder is not None and folder.resolve() != own.resolve() and not vault.read_only:
        copy = Copy(folder=str(folder), name=made.path.name)
        vault.documents.put(COPIES, made.made.isoformat(), copy)
    return made


def back_up_if_due(vault: Vault, *, every: timedelta = EVERY) -> Backup | None:
    """Back up when the newest scheduled backup is older than `every`, then delete what the rule lets go."""
    folder, kind = backup.backup_folder(vault.path), vault.path.stem
    if vault.read_only or not backup.is_due(folder, kind, vault.now(), every):
        return None
    made = back_up_now(vault)
    backup.rotate(folder, kind, vault.now())
    return made


def copies(vault: Vault) -> list[Copy]:
    """Backups that were put into folders of the author's own."""
    return list(vault.documents.all(COPIES, Copy).values())


def erasure_statement(vault: Vault, erasure: Erasure) -> str:
    """What to tell a person whose data were erased: what is gone now, and by when the last backup is."""
    day = backup.last_expiry(backup.backup_folder(vault.path), vault.path.stem, erasure.at)
    elsewhere = len(copies(vault))
    said = [f"Erased on {erasure.at:%Y-%m-%d}: the content of {len(erasure.entries)} log entries."]
    said.append(
        f"The last scheduled backup that still holds it goes with the first backup made after {day:%Y-%m-%d}."
        if day
        else "No scheduled backup holds it."
    )
    if elsewhere:
        said.append(f"{elsewhere} backups were copied to other folders; those have to be deleted by hand.")
    return " ".join(said)


def check(vault: Vault, *, keyring: Keychain | None = None, noted: Iterable[Head] = ()) -> Health:
    """The full check, held against the head in the keyring (where there is one) and any heads from receipts."""
    return examine(vault.store, vault.log, *noted, *_outside(vault, keyring))


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and done after an opening."""

    health: Health
    recovered: bool
    """A save had been cut off; it was undone, and everything acknowledged is there."""
    backup: Backup | None = None
    """The scheduled backup that was made now."""
    trouble: VaultTrouble | None = None
    """Why a backup that was due could not be made; to be shown, not to be hidden."""


def after_opening(vault: Vault, *, keyring: Keychain | None = None) -> Upkeep:
    """Look the vault over, let go of drafts deleted long ago, back up when due, note the log's head. From a worker.

    After a finding nothing is purged, backed up over, or noted: the author decides first.
    """
    health = look_over(vault, keyring=keyring)
    if not health.ok or vault.read_only:
        return Upkeep(health=health, recovered=vault.recovered)
    made = trouble = None
    try:
        vault.drafts.purge()
        made = back_up_if_due(vault)
    except VaultTrouble as found:
        trouble = found
    if keyring is not None and vault.slots.slot(KEYRING) is not None:
        with contextlib.suppress(KeyringTrouble):  # the window says at unlocking when the keyring is away
            note_head(vault, keyring)
    return Upkeep(health=health, recovered=vault.recovered, backup=made, trouble=trouble)


def look_over(vault: Vault, *, keyring: Keychain | None = None) -> Health:
    """What to do after each opening: the log against the keyring's head; after a crash, the full check."""
    if vault.recovered:
        return check(vault, keyring=keyring)
    verdict = vault.log.verify(*_outside(vault, keyring))
    return Health(findings=verdict.findings, entries=verdict.entries, head=verdict.head)


def _outside(vault: Vault, keyring: Keychain | None) -> list[Head]:
    """The head in the keyring, where there is one and it answers."""
    if keyring is None or vault.slots.slot(KEYRING) is None:
        return []
    try:
        head = heads.kept(keyring, vault.id)
    except KeyringTrouble:
        return []  # a keyring that does not answer says nothing about the log
    return [head] if head else []


def note_head(vault: Vault, keyring: Keychain) -> None:
    """Keep the log's head in the keyring, after a commit. Raises `KeyringTrouble`."""
    heads.keep(keyring, vault.id, vault.log.head())


# for the terminal: open, do one thing, close


def verify_vault(path: Path, unlock: Unlock, *, keyring: Keychain | None = None, noted: Iterable[Head] = ()) -> Health:
    """Open a vault and check it to the bottom. Raises what `Vault.open` raises."""
    with Vault.open(path, unlock, keyring=keyring) as vault:
        return check(vault, keyring=keyring, noted=noted)


def back_up_vault(path: Path, unlock: Unlock, folder: Path | None = None, *, keyring: Keychain | None = None) -> Backup:
    """Open a vault and back it up. Raises what `Vault.open` and `back_up_now` raise."""
    with Vault.open(path, unlock, keyring=keyring) as vault:
        return back_up_now(vault, folder)
