"""What keeps a vault well: backups when due, checks against heads kept outside, and what to say after an erasure.

Plain functions for the window and the terminal. They block (seconds for large vaults): call them from a worker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from composer import halves
from composer.vault import arrival, backup, heads
from composer.vault.backup import EVERY, Backup, Progress
from composer.vault.eventlog import ERASED, Erasure, Head
from composer.vault.health import Health, examine
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.restore import verify_with
from composer.vault.slots import KEYRING
from composer.vault.tables import IN_USE
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Unlock, Vault
from composer.wording import counted, plain_date

COPIES, CHECKS = "backup-copies", "backup-checks"
BACKUP_DAYS = "backup-days"
DAYS = (1, 7)
"""How often a backup is made by itself may be chosen from these."""


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


def every(vault: Vault) -> timedelta:
    """How often a backup is made by itself; a day unless the author chose otherwise."""
    days = vault.settings.get(BACKUP_DAYS, int)
    return timedelta(days=days) if days in DAYS else EVERY


def set_every(vault: Vault, days: int) -> None:
    """Back up by itself every so many days, one of `DAYS`."""
    vault.settings.set(BACKUP_DAYS, days)


def backup_is_due(vault: Vault) -> bool:
    """Whether the newest scheduled backup is older than `every` says; never for a vault that is closed or read-only."""
    if vault.closed or vault.read_only:
        return False
    return backup.is_due(backup.backup_folder(vault.path), vault.path.stem, vault.now(), every(vault))


def back_up_if_due(vault: Vault) -> Backup | None:
    """Back up when `backup_is_due`, then delete what the rule lets go."""
    if not backup_is_due(vault):
        return None
    made = back_up_now(vault)
    backup.rotate(backup.backup_folder(vault.path), vault.path.stem, vault.now())
    return made


def copies(vault: Vault) -> list[Copy]:
    """Backups that were put into folders of the author's own."""
    return list(vault.documents.all(COPIES, Copy).values())


def erasure_statement(vault: Vault, erasure: Erasure) -> str:
    """What to tell a person whose data were erased: what is gone now, by when the last backup is, what goes by hand."""
    day = backup.last_expiry(backup.backup_folder(vault.path), vault.path.stem, erasure.at)
    elsewhere = len(copies(vault))
    entries = counted(len(erasure.entries), "log entry", "log entries")
    said = [f"Erased on {plain_date(erasure.at.date())}: the content of {entries}."]
    said.append(
        f"The last scheduled backup that still holds it goes with the first backup made after {plain_date(day)}."
        if day
        else "No scheduled backup holds it."
    )
    if elsewhere:
        copied = f"{counted(elsewhere, 'backup')} {'was' if elsewhere == 1 else 'were'} copied to another folder"
        said.append(f"{copied}; that has to be deleted by hand.")
    if aside := len(arrival.put_aside(vault.path)):
        said.append(
            f"{counted(aside, 'vault')} put aside by a restore may hold it too; beside the vault, with "
            f"“{arrival.KEEP_AS}” in the name, and to be deleted by hand together with the key file of that name."
        )
    return " ".join(said)


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """One erasure of the past: when (UTC), why, and what to tell the person of it."""

    at: datetime
    reason: str
    statement: str


def erasures(vault: Vault) -> list[Erased]:
    """Every erasure that the log knows of, newest first, with its statement as of today."""
    found = []
    for entry in reversed(vault.log.entries(kind=ERASED)):
        payload = entry.payload or {}
        erasure = Erasure(entries=tuple(payload.get("entries", ())), at=entry.time)
        found.append(
            Erased(at=entry.time, reason=payload.get("reason", ""), statement=erasure_statement(vault, erasure))
        )
    return found


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One scheduled or hand-made backup in the vault's own folder, and when it was last found whole (UTC)."""

    path: Path
    made: datetime
    size: int
    """Bytes."""
    checked: datetime
    findings: tuple[str, ...] = ()
    """Of the last check; empty where all was well."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A later check of a backup, noted in the vault under the backup's name."""

    at: datetime
    findings: tuple[str, ...] = ()


def kept_backups(vault: Vault) -> list[Kept]:
    """The backups beside the vault, newest first; each was checked when it was written."""
    noted = vault.documents.all(CHECKS, Checked)
    found = []
    for each in reversed(backup.backups(backup.backup_folder(vault.path), vault.path.stem)):
        with contextlib.suppress(OSError):
            later = noted.get(each.path.name)
            found.append(
                Kept(
                    path=each.path,
                    made=each.made,
                    size=each.path.stat().st_size,
                    checked=later.at if later else each.made,
                    findings=later.findings if later else (),
                )
            )
    return found


def check_backup(vault: Vault, path: Path) -> Health:
    """Check a backup of this vault to the bottom and note when that was.

    Raises what `verify_with` raises: `OlderKey`, or `BackupDamaged` where the file is not whole (noted too).
    """
    try:
        health = verify_with(path, vault.key)
    except backup.BackupDamaged as damaged:
        _note_check(vault, path, (damaged.happened,))
        raise
    _note_check(vault, path, health.findings)
    return health


def _note_check(vault: Vault, path: Path, findings: tuple[str, ...]) -> None:
    there = {each.path.name for each in backup.backups(backup.backup_folder(vault.path), vault.path.stem)}
    if vault.read_only or path.name not in there:
        return
    with vault.transaction():
        for name in vault.documents.all(CHECKS, Checked):
            if name not in there:
                vault.documents.remove(CHECKS, name)
        vault.documents.put(CHECKS, path.name, Checked(at=vault.now(), findings=findings))


def check(vault: Vault, *, keyring: Keychain | None = None, noted: Iterable[Head] = ()) -> Health:
    """The full check, held against the head in the keyring (where there is one) and any heads from receipts."""
    return examine(vault.store, vault.log, *noted, *_outside(vault, keyring))


class Upkeep(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and done after an opening."""

    health: Health
    recovered: bool
    """A save had been cut off; it was undone, and everything acknowledged is there."""
    cut_short: bool = False
    """The last session did not end in order (a crash, a power cut): what was typed after its last save is missing."""
    backup: Backup | None = None
    """The scheduled backup that was made now."""
    trouble: VaultTrouble | None = None
    """Why a backup that was due could not be made; to be shown, not to be hidden."""


def after_opening(vault: Vault, *, keyring: Keychain | None = None) -> Upkeep:
    """Look the vault over, let go of drafts deleted long ago with the half-filled forms about them, back up when due,
    note the log's head. From a worker.

    After a finding nothing is purged, backed up over, or noted: the author decides first.
    """
    health = look_over(vault, keyring=keyring)
    cut_short = vault.recovered or vault.settings.get(IN_USE, bool) is True
    if not health.ok or vault.read_only:
        return Upkeep(health=health, recovered=vault.recovered, cut_short=cut_short)
    made = trouble = None
    try:
        vault.settings.set(IN_USE, True)
        with vault.transaction():
            vault.drafts.purge()
            halves.sweep(vault)  # before the backup, which would keep them for weeks
        made = back_up_if_due(vault)
    except VaultTrouble as found:
        trouble = found
    if keyring is not None and vault.slots.slot(KEYRING) is not None:
        with contextlib.suppress(KeyringTrouble):  # the window says at unlocking when the keyring is away
            note_head(vault, keyring)
    return Upkeep(health=health, recovered=vault.recovered, cut_short=cut_short, backup=made, trouble=trouble)


def ending(vault: Vault) -> None:
    """Note that a session ends in order, before its vault is closed. A disk that refuses is borne: it was saved."""
    if not (vault.closed or vault.read_only):
        with contextlib.suppress(VaultTrouble):
            vault.settings.remove(IN_USE)


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
