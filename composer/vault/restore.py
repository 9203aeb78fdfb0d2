"""Restoring a backup: first a plan that says what would be replaced and lost, then, if the author agrees, the act.

Works on a clean machine with nothing but the backup and the printed recovery sheet. The vault that was there is kept
beside as `.before-restore`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from composer.errors import UserTrouble
from composer.identity import Identity
from composer.places import private_folder
from composer.vault import arrival, backup, engine, schema
from composer.vault.eventlog import EventLog, Head
from composer.vault.guesses import Guesses
from composer.vault.health import Health, examine
from composer.vault.keychain import Keychain
from composer.vault.keys import VaultKey
from composer.vault.slots import Keys, KeySlots, slots_path
from composer.vault.store import Store
from composer.vault.tables import IN_USE, DocumentTable, SettingTable
from composer.vault.trouble import VaultTrouble, not_kept, os_errors
from composer.vault.vault import IDENTITY, Unlock, Vault, refuse_second, utc_now, ways_in
from composer.wording import counted, plain_date
from rules.report import IdentityKind

NEW, SAME, OLDER, NEWER, FORKED, OTHER, UNREADABLE = "new", "same", "older", "newer", "forked", "other", "unreadable"

SAYINGS = {
    NEW: "There is no vault in this place; nothing is replaced.",
    SAME: "The vault in place has the same log as the backup.",
    OLDER: "The vault in place has {lost} that the backup lacks: only the old copy would have that.",
    NEWER: "The backup has {gained} that the vault in place does not have.",
    FORKED: "The backup and the vault in place went different ways after entry {shared}. Keep both and compare.",
    OTHER: "The vault in place is another one, not an earlier or later state of the backup.",
    UNREADABLE: "The vault in place could not be read with this key, so it could not be compared.",
}


class BackupUnsound(UserTrouble):
    """The backup opened, but its check found something; it is not put in place of a vault."""


class OlderKey(UserTrouble):
    """The backup has another vault key than the vault of today."""

    def __init__(self) -> None:
        super().__init__(
            "This backup has another key than the vault of today.",
            "It was made before the vault's key was replaced, or it is of another vault. The file itself is whole.",
            "It opens with the passphrase or the recovery sheet of its time, at the door under “Restore a backup…”.",
        )


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the backup, or of the vault in place."""

    vault_id: str
    display_name: str
    kind: str
    head: Head | None
    drafts: int
    macs: tuple[str, ...] = ()


class RestorePlan:
    """What restoring would do: `relation` is one of the words above, `sentences` are for people."""

    def __init__(
        self,
        source: Path,
        target: Path,
        key: VaultKey,
        made: datetime,
        coming: Side,
        relation: str,
        present: Side | None,
    ) -> None:
        self.source = source
        self.target = target
        self.made = made
        self.coming = coming
        self.present = present
        self.relation = relation
        self._key = key

    @property
    def replaces(self) -> bool:
        """Whether a vault lies in the target's place; it would be kept beside."""
        return self.relation != NEW

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to show before asking for a yes."""
        ours, theirs = _length(self.coming), _length(self.present)
        shared = _shared(self.coming, self.present)
        lost, gained = (counted(n, "log entry", "log entries") for n in (theirs - ours, ours - theirs))
        saying = SAYINGS[self.relation].format(lost=lost, gained=gained, shared=shared)
        whose = (
            f"The backup is of {self.coming.display_name} ({self.coming.kind}), "
            f"made on {plain_date(self.made.date())}, {self.made:%H:%M} UTC."
        )
        holds = f"It holds {counted(self.coming.drafts, 'draft')} and {counted(ours, 'log entry', 'log entries')}."
        kept = "The vault in place is kept beside it as a copy." if self.replaces else ""
        return tuple(s for s in (whose, holds, saying, kept) if s)

    def carry_out(self) -> Path | None:
        """Put the backup in place; where the former vault was kept, if there was one. The vault must be closed,
        in every window: else `VaultTrouble` (`locked-elsewhere`), and nothing was changed.

        Interrupted at any moment, either the old vault is in place or the new one, or the next opening finishes it.
        """
        refuse_second(self.target)
        with os_errors():
            private_folder(self.target.parent)
            keep_as = arrival.free_suffix(self.target) if self._occupied() else ""
            try:
                with not_kept():
                    self._prepare()
                with _held(self.target, self._key):
                    arrival.arrive(self.target, keep_as=keep_as)
            except BaseException:
                arrival.discard(self.target)
                raise
        return arrival.kept(self.target, keep_as) if keep_as else None

    def _occupied(self) -> bool:
        return self.target.exists() or slots_path(self.target).exists()

    def _prepare(self) -> None:
        """The new vault beside the place it is for, with a note in its log that it was restored."""
        built = arrival.prepared(self.target)
        arrival.discard(self.target)
        backup.extract(self.source, built)
        store = Store(built, engine.open_guarded(built, self._key), self._key)
        try:
            schema.migrate(store, self.coming.vault_id)
            SettingTable(store).remove(IN_USE)  # the backup was made in the middle of a session
            log = EventLog(store, self.coming.vault_id, utc_now)
            log.append("vault.restored", "", {"backup": self.made.isoformat(), "relation": self.relation})
            _sound(examine(store, log))
        finally:
            store.close()


def plan_restore(
    source: Path, target: Path, unlock: Unlock, *, keyring: Keychain | None = None, present: Vault | None = None
) -> RestorePlan:
    """Look into a backup and at what lies at `target`. Nothing is changed. Blocks as opening a vault does.

    `present` is the target's vault where it is open already. Raises what `Vault.open` raises, and `BackupUnsound`.
    """
    about = backup.read_about(source, thorough=True)
    with _room(source) as built:
        slots = KeySlots(slots_path(built), backup.read_slots(source))
        store = _unlocked(built, ways_in(slots, unlock, keyring))
        try:
            coming = _side(store, about.vault)
            key = store.key
        finally:
            store.close()
    beside = _present(target, key, unlock, keyring, present)
    relation = _relation(coming, beside, target)
    return RestorePlan(source, target, key, about.made, coming, relation, beside)


def plan_for(
    source: Path, place_of: Callable[[str], Path], unlock: Unlock, *, keyring: Keychain | None = None
) -> RestorePlan:
    """A plan for the place where the backup belongs: whose it is stands inside it, its name is only a guess."""
    guess = backup.kind_named(source) or IdentityKind.PROFESSIONAL
    plan = plan_restore(source, place_of(guess), unlock, keyring=keyring)
    if plan.coming.kind in (guess, ""):
        return plan
    return plan_restore(source, place_of(plan.coming.kind), unlock, keyring=keyring)


def verify_with(source: Path, key: VaultKey) -> Health:
    """Check a backup to the bottom with the vault key of today. Raises `OlderKey` where it has another, and more."""
    about = backup.read_about(source, thorough=True)  # every byte is as it was written: what fails now is the key
    with _room(source) as built:
        try:
            store = _unlocked(built, (key,))
        except VaultTrouble as trouble:
            raise OlderKey() if trouble.code == "damaged" else trouble from None
        try:
            return examine(store, _log(store, about.vault), *([about.head] if about.head else []))
        finally:
            store.close()


def verify_backup(source: Path, unlock: Unlock, *, keyring: Keychain | None = None) -> Health:
    """Check a backup to the bottom, as restoring would."""
    about = backup.read_about(source, thorough=True)
    with _room(source) as built:
        slots = KeySlots(slots_path(built), backup.read_slots(source))
        store = _unlocked(built, ways_in(slots, unlock, keyring))
        try:
            return examine(store, _log(store, about.vault), *([about.head] if about.head else []))
        finally:
            store.close()


@contextlib.contextmanager
def _room(source: Path) -> Iterator[Path]:
    """The vault of a backup laid out in a private folder that goes away; everything in it stays encrypted."""
    with os_errors(), tempfile.TemporaryDirectory(prefix="considered-") as room:
        built = Path(room) / "looked-at.vault"
        backup.extract(source, built)
        yield built


def _unlocked(vault: Path, keys: Keys) -> Store:
    for key in keys:
        try:
            return Store(vault, engine.open_guarded(vault, key, read_only=True), key, read_only=True)
        except VaultTrouble as trouble:
            if trouble.code != "damaged" or key == keys[-1]:
                raise
    raise VaultTrouble("damaged")


def _log(store: Store, vault_id: str) -> EventLog | None:
    return EventLog(store, vault_id, utc_now) if schema.version(store) > 1 else None


def _side(store: Store, vault_id: str) -> Side:
    log = _log(store, vault_id)
    health = _sound(examine(store, log))
    who = DocumentTable(store).get(*IDENTITY, Identity)
    drafts = store.one("SELECT count(*) AS n FROM drafts WHERE deleted IS NULL")
    return Side(
        vault_id=vault_id,
        display_name=who.display_name if who else "",
        kind=who.kind.value if who else "",
        head=health.head,
        drafts=drafts["n"] if drafts else 0,
        macs=tuple(log.macs()) if log else (),
    )


def _present(
    target: Path, key: VaultKey, unlock: Unlock, keyring: Keychain | None, opened: Vault | None
) -> Side | None:
    """What lies at the target, as far as it can be read with the same way in."""
    if opened is not None and not opened.closed:
        return _side(opened.store, opened.id)
    refuse_second(target)
    try:
        slots = KeySlots.beside(target)
        engine.inspect(target)
    except VaultTrouble:
        return None  # a file that cannot be a vault, which no window has open
    slots.guesses = Guesses(Path(os.devnull) / "none")  # trying the backup's passphrase here is no guess
    ways: tuple[Callable[[], Keys], ...] = (lambda: (key,), lambda: ways_in(slots, unlock, keyring))
    for way in ways:
        try:
            return _looked_into(target, way(), slots.vault_id)
        except UserTrouble as trouble:
            _refuse_open(trouble)
    return None


def _refuse_open(trouble: UserTrouble) -> None:
    """Bear with a vault that this way in does not open; not with one that another window has open."""
    if isinstance(trouble, VaultTrouble) and trouble.code == "locked-elsewhere":
        raise trouble


@contextlib.contextmanager
def _held(vault: Path, key: VaultKey) -> Iterator[None]:
    """Let nobody else open the vault in place, as far as this key opens it; `locked-elsewhere` where it is open."""
    with contextlib.ExitStack() as held:
        try:
            held.callback(engine.open_guarded(vault, key, read_only=True).close)
        except VaultTrouble as trouble:
            _refuse_open(trouble)
        if os.name != "posix":
            held.close()  # Windows moves no file that is open
        yield


def _looked_into(vault: Path, keys: Keys, vault_id: str) -> Side:
    store = _unlocked(vault, keys)
    try:
        return _side(store, vault_id)
    finally:
        store.close()


def _relation(coming: Side, present: Side | None, target: Path) -> str:
    if present is None:
        return UNREADABLE if target.exists() or slots_path(target).exists() else NEW
    if present.vault_id != coming.vault_id:
        return OTHER
    shared = _shared(coming, present)
    ours, theirs = len(coming.macs), len(present.macs)
    if shared < min(ours, theirs):
        return FORKED
    return SAME if ours == theirs else OLDER if ours < theirs else NEWER


def _shared(one: Side, other: Side | None) -> int:
    """How many entries from the beginning both logs have in common."""
    pairs = zip(one.macs, other.macs if other else (), strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _sound(health: Health) -> Health:
    if not health.ok:
        raise BackupUnsound(
            "The backup is not whole.", " ".join(health.findings), "Use another backup; nothing was replaced."
        )
    return health


def _length(side: Side | None) -> int:
    return len(side.macs) if side else 0
