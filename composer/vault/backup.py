"""Backups: one file with the encrypted vault and its key slots, checked after writing, thinned by a stated rule.

A backup opens with what opened the vault when it was made: its passphrase then, or the recovery sheet of that time.
Rule for scheduled ones: the newest of each of the last 7 days and of each of the last 5 weeks; none older than 35 days,
except that the newest one always stays.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from composer.files import from_json, replacing, sweep
from composer.places import PRIVATE_FILE, private_folder
from composer.vault import engine, schema
from composer.vault.eventlog import EventLog, Head
from composer.vault.health import examine
from composer.vault.keys import VaultKey
from composer.vault.slots import LARGEST_FILE, KeySlots, SlotsFile, parsed, slots_path
from composer.vault.store import Store
from composer.vault.trouble import VaultTrouble, from_os_error
from rules.report import IdentityKind

FORMAT = 1
SUFFIX = ".considered-backup"
EVERY = timedelta(days=1)
KEPT_DAYS, KEPT_WEEKS = 7, 5
KEPT_FOR = timedelta(days=7 * KEPT_WEEKS)
LARGEST_VAULT = 4_000_000_000
_NAME = re.compile(r"(?P<kind>.+)-(?P<at>\d{8}T\d{12}Z)" + re.escape(SUFFIX))
_STAMP = "%Y%m%dT%H%M%S%fZ"
Progress = Callable[[int, int], None]
"""Called with pages left and pages in all."""


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup says of itself without a key: no name, no text."""

    format: int
    vault: str
    made: datetime
    schema: int
    head: Head | None
    sha256: str
    """Of the encrypted vault inside."""


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup file as it lies in a folder."""

    path: Path
    made: datetime


class BackupDamaged(VaultTrouble):
    """The backup file is not whole; it was not used."""

    def __init__(self) -> None:
        super().__init__("damaged", detail="This is about the backup file, not about your vault.")


def backup_folder(vault: Path) -> Path:
    """Where scheduled backups of a vault lie unless the author chose another folder."""
    return vault.parent / "backups"


def back_up(
    store: Store, slots: KeySlots, folder: Path, *, now: datetime | None = None, progress: Progress | None = None
) -> Backup:
    """Copy an open vault into `folder`, check the copy fully, and only then give it its name. Never overwrites.

    Raises `VaultTrouble` (`disk-full`, `read-only`, `damaged` where the check finds something); then no file is left.
    """
    made = now or datetime.now(UTC)
    try:
        private_folder(folder)
        _tidy(folder, store.path.stem, made)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as room:
            copy = Path(room) / "vault"
            head = _copied(store, slots.vault_id, copy, progress)
            about = About(
                format=FORMAT,
                vault=slots.vault_id,
                made=made,
                schema=schema.version(store),
                head=head,
                sha256=_sha256(copy),
            )
            target = folder / f"{store.path.stem}-{made.strftime(_STAMP)}{SUFFIX}"
            _packed(target, copy, slots, about)
    except OSError as error:
        raise from_os_error(error) from None
    read_about(target, thorough=True)
    return Backup(path=target, made=made)


def backups(folder: Path, kind: str) -> list[Backup]:
    """The backups of one vault in a folder, by their names, oldest first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else ():
        if (named := _NAME.fullmatch(path.name)) and named["kind"] == kind:
            found.append(Backup(path=path, made=datetime.strptime(named["at"], _STAMP).replace(tzinfo=UTC)))
    return sorted(found, key=lambda b: b.made)


def kind_named(path: Path) -> str:
    """The identity that a backup's name speaks of, or an empty word. A name can be changed: only a guess."""
    named = _NAME.fullmatch(path.name)
    return named["kind"] if named and named["kind"] in tuple(IdentityKind) else ""


def is_due(folder: Path, kind: str, now: datetime, every: timedelta = EVERY) -> bool:
    """Whether the newest backup is older than `every`; one dated in the future counts as none."""
    times = [b.made for b in backups(folder, kind) if b.made <= now]
    return not times or now - max(times) >= every


def rotate(folder: Path, kind: str, now: datetime) -> list[Path]:
    """Delete the backups that the rule no longer keeps; their paths."""
    gone = superfluous(backups(folder, kind), now)
    for backup in gone:
        backup.path.unlink(missing_ok=True)
    return [backup.path for backup in gone]


def superfluous(found: list[Backup], now: datetime) -> list[Backup]:
    """Those of the backups that the rule lets go."""
    if not found:
        return []
    ordered = sorted(found, key=lambda b: b.made)
    by_day = {b.made.date(): b for b in ordered if now - b.made < timedelta(days=KEPT_DAYS)}
    by_week = {b.made.isocalendar()[:2]: b for b in ordered if now - b.made < KEPT_FOR}
    stays = {b.path for b in (*by_day.values(), *by_week.values(), ordered[-1])}
    return [b for b in ordered if b.path not in stays]


def last_expiry(folder: Path, kind: str, erased: datetime) -> date | None:
    """The day by which the last scheduled backup that holds something erased at that time is deleted; None for none.

    True as long as a newer backup is made before that day; copies elsewhere are the author's to delete.
    """
    holding = [b.made for b in backups(folder, kind) if b.made <= erased]
    return (max(holding) + KEPT_FOR).date() if holding else None


def read_about(backup: Path, *, thorough: bool = False) -> About:
    """What the backup says of itself; `thorough` also compares the vault's bytes with their hash. No key is needed."""
    with opened(backup) as (archive, about):
        if thorough:
            digest = hashlib.sha256()
            with archive.open("vault") as member:
                while piece := member.read(1 << 20):
                    digest.update(piece)
            if digest.hexdigest() != about.sha256:
                raise BackupDamaged
        return about


def read_slots(backup: Path) -> SlotsFile:
    """The key slots inside a backup."""
    with opened(backup) as (archive, _about):
        return parsed(archive.read("slots.json"))


def extract(backup: Path, vault: Path) -> None:
    """Put the vault and its key file from a backup at `vault`, where nothing may lie. Raises `VaultTrouble`."""
    read_about(backup, thorough=True)
    try:
        with opened(backup) as (archive, _about):
            for member, target in (("vault", vault), ("slots.json", slots_path(vault))):
                with archive.open(member) as source, replacing(target) as file:
                    shutil.copyfileobj(source, file, 1 << 20)
    except OSError as error:
        raise from_os_error(error) from None


@contextmanager
def opened(backup: Path) -> Iterator[tuple[zipfile.ZipFile, About]]:
    """The archive, its members known, stored plain and of sensible sizes. Raises `BackupDamaged` or `VaultTrouble`."""
    try:
        with zipfile.ZipFile(backup) as archive:
            _sensible(archive)
            about = from_json(archive.read("about.json"), About)
            if about.format != FORMAT:
                raise BackupDamaged
            yield archive, about
    except (zipfile.BadZipFile, msgspec.DecodeError, KeyError, EOFError, NotImplementedError):
        raise BackupDamaged from None
    except OSError as error:
        raise from_os_error(error) from None


def _sensible(archive: zipfile.ZipFile) -> None:
    sizes = {"about.json": LARGEST_FILE, "slots.json": LARGEST_FILE, "vault": LARGEST_VAULT}
    members = {member.filename: member for member in archive.infolist()}
    if set(members) != set(sizes) or len(archive.infolist()) != len(sizes):
        raise BackupDamaged
    for name, member in members.items():
        if member.compress_type != zipfile.ZIP_STORED or member.file_size > sizes[name] or member.flag_bits & 1:
            raise BackupDamaged


def _copied(store: Store, vault_id: str, copy: Path, progress: Progress | None) -> Head | None:
    """A checked copy of the vault under the same key; where its log stands."""
    fill(store, copy, store.key, progress)
    second = Store(copy, engine.open_guarded(copy, store.key, read_only=True), store.key, read_only=True)
    try:
        log = EventLog(second, vault_id, lambda: datetime.now(UTC)) if schema.version(second) > 1 else None
        health = examine(second, log)
    finally:
        second.close()
    if not health.ok:
        raise VaultTrouble("damaged", detail=" ".join(health.findings))
    return health.head


def fill(store: Store, copy: Path, key: VaultKey, progress: Progress | None = None) -> None:
    """A new file with the vault's content under `key`, on the disk at the end. `progress`: pages left, in all."""
    target = engine.create(copy, key)
    try:
        store.copy_to(target, (lambda _status, left, whole: progress(left, whole)) if progress else None)
    finally:
        target.close()


def _tidy(folder: Path, kind: str, now: datetime) -> None:
    """Remove rooms and files that killed backups left more than an hour ago; all of it is encrypted."""
    sweep(folder, kind)
    for room in folder.glob(".backup-*"):
        if now.timestamp() - room.stat().st_mtime > 3600:
            shutil.rmtree(room, ignore_errors=True)


def _packed(target: Path, copy: Path, slots: KeySlots, about: About) -> None:
    if target.exists():
        raise VaultTrouble("exists")
    with replacing(target, mode=PRIVATE_FILE) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("about.json", msgspec.json.encode(about))
        archive.writestr("slots.json", slots.content())
        archive.write(copy, "vault")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
