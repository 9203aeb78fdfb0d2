"""One identity's vault: made once and explicitly, opened with care, and the typed tables behind it.

Making and opening may block (Argon2id 0.3 to 1 s, the keyring up to 30 s): call them from a worker. An open vault may
be used from any thread, one call at a time; a save takes a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from composer.files import sweep
from composer.identity import Identity
from composer.vault import arrival, backup, engine, schema
from composer.vault.blobs import BlobTable
from composer.vault.drafts import DraftTable
from composer.vault.eventlog import EventLog
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.keys import Argon2Cost, VaultKey
from composer.vault.slots import Keys, KeySlots, slots_path
from composer.vault.store import Store
from composer.vault.tables import DocumentTable, SettingTable
from composer.vault.trouble import VaultTrouble, not_kept, os_errors

IDENTITY = ("identity", "self")


class Passphrase:
    """Open with the passphrase. Shows nothing in a `repr`."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return "Passphrase(…)"


class FromKeyring:
    """Open with what the system's keyring holds."""

    __slots__ = ()


class Recovery:
    """Open with the printed code, as typed. Shows nothing in a `repr`."""

    __slots__ = ("typed",)

    def __init__(self, typed: str) -> None:
        self.typed = typed

    def __repr__(self) -> str:
        return "Recovery(…)"


Unlock = Passphrase | FromKeyring | Recovery
"""How a vault is opened."""
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock in UTC."""
    return datetime.now(UTC)


class Vault:
    """An open vault. Make one with `create` or `open`; `close` it when the identity is put away."""

    def __init__(
        self, store: Store, slots: KeySlots, *, notice: VaultTrouble | None = None, now: Clock = utc_now
    ) -> None:
        self._store = store
        self.slots = slots
        self.notice = notice
        """Why the vault can only be read (`read-only`, `newer`); None while it can be written."""
        self.recovered = False
        """Whether the last use of the vault was cut off in the middle of a save, which was undone on opening."""
        self.now = now
        self.id = slots.vault_id
        self.drafts = DraftTable(store, now)
        self.settings = SettingTable(store)
        self.documents = DocumentTable(store)
        self.blobs = BlobTable(store, now)
        self.log = EventLog(store, self.id, now)

    @staticmethod
    def create(
        path: Path,
        identity: Identity,
        passphrase: str,
        *,
        keyring: Keychain | None = None,
        cost: Argon2Cost | None = None,
        now: Clock = utc_now,
    ) -> Vault:
        """Make a new vault at `path` and open it. With `keyring`, that opens it too. Never replaces anything.

        Raises `VaultTrouble` (`exists`, `disk-full`, …), `WeakPassphrase`, `KeyringTrouble`; then nothing was made.
        """
        with os_errors():
            if arrival.finish(path):  # made before, and interrupted on its last steps
                return Vault.open(path, Passphrase(passphrase), now=now)
            if path.exists() or slots_path(path).exists():
                raise VaultTrouble("exists")
            arrival.discard(path)
        built, key, vault_id = arrival.prepared(path), VaultKey.fresh(), str(uuid.uuid4())
        try:
            slots = KeySlots.fresh(slots_path(built), vault_id)
            slots.set_passphrase(key, passphrase, cost=cost)
            if keyring is not None:
                slots.set_keyring(key, keyring)
            with not_kept():
                _build(built, key, vault_id, identity)
            arrival.arrive(path)
        except BaseException:
            with contextlib.suppress(OSError):
                arrival.discard(path)
            raise
        return _opened(path, (key,), KeySlots.beside(path), now)

    @staticmethod
    def open(path: Path, unlock: Unlock, *, keyring: Keychain | None = None, now: Clock = utc_now) -> Vault:
        """Open an existing vault; older schemas are brought up to date after a verified backup.

        Raises `WrongPassphrase`, `TooSoon`, `RecoveryTypo`, `OtherSheet`, `KeyringTrouble` or `VaultTrouble`; whatever
        is raised, the vault's bytes are as before.
        """
        with os_errors():
            arrival.finish(path)
        refuse_second(path)
        engine.inspect(path)
        _tidy(path)
        slots = KeySlots.beside(path)
        return _opened(path, ways_in(slots, unlock, keyring), slots, now)

    @property
    def path(self) -> Path:
        """The vault's file."""
        return self._store.path

    @property
    def key(self) -> VaultKey:
        """The vault key, for slots, backups and the keys derived from it. Never leaves `composer`."""
        return self._store.key

    @property
    def store(self) -> Store:
        """The database behind the tables, for this room only."""
        return self._store

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved; `notice` says why."""
        return self._store.read_only

    @property
    def closed(self) -> bool:
        """Whether the vault was closed."""
        return self._store.closed

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """Several changes as one: all or none. When it ends without an error, they are on the disk."""
        return self._store.transaction()

    def identity(self) -> Identity:
        """Whose vault this is."""
        found = self.documents.get(*IDENTITY, Identity)
        if found is None:
            raise VaultTrouble("damaged")
        return found

    def save_identity(self, identity: Identity) -> None:
        """Change the identity's names, handles, packs, words."""
        self.documents.put(*IDENTITY, identity)

    def compact(self) -> None:
        """Rewrite the file without the free pages that deleting left (a tenth of a second for 10 MB)."""
        self._store.vacuum()

    def close(self) -> None:
        """Close the file and give up its lock; a second call does nothing."""
        try:
            self._store.close()
        finally:
            _open_here.discard(_real(self.path))

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Vault({self.id}, {'closed' if self.closed else 'open'})"


def ways_in(slots: KeySlots, unlock: Unlock, keyring: Keychain | None = None) -> Keys:
    """The vault key by the way chosen; two keys while the vault key is being replaced."""
    match unlock:
        case Passphrase():
            return slots.unlock_with_passphrase(unlock.words)
        case Recovery():
            return slots.unlock_with_recovery(unlock.typed)
        case FromKeyring():
            if slots.slot("keyring") is None:
                raise KeyringTrouble("item-missing")
            return slots.unlock_with_keyring(keyring or Keychain())


def reopened(vault: Vault, keys: Keys) -> Vault:
    """A closed vault opened again with a key that is at hand."""
    return _opened(vault.path, keys, vault.slots, vault.now)


_open_here: set[str] = set()
"""Vaults open in this process. Opening a file again and closing it would give up the first one's lock (POSIX)."""
_opening = threading.Lock()


def _opened(path: Path, keys: Keys, slots: KeySlots, now: Clock) -> Vault:
    with _opening:
        refuse_second(path)
        cut_off = engine.cut_off(path)
        store, notice = _store(path, keys, slots)
        try:
            if not store.read_only:
                if slots.rotating:
                    slots.finish_rotation(store.key, keys)
                    arrival.remove(arrival.rewritten(path))
                _up_to_date(store, slots, now)
            vault = Vault(store, slots, notice=notice, now=now)
            vault.recovered = cut_off
        except BaseException:
            store.close()
            raise
        _open_here.add(_real(path))
        return vault


def _store(path: Path, keys: Keys, slots: KeySlots) -> tuple[Store, VaultTrouble | None]:
    """The database under the first key that fits; read-only where the place or a newer version asks for it."""
    for place, key in enumerate(keys, start=1):
        try:
            return _with_key(path, key)
        except VaultTrouble as trouble:
            if trouble.code == "damaged" and place < len(keys):
                continue
            raise VaultTrouble("other-key") if trouble.code == "damaged" and slots.rotating else trouble from None
    raise VaultTrouble("damaged")


def _with_key(path: Path, key: VaultKey) -> tuple[Store, VaultTrouble | None]:
    reason = _unwritable(path)
    if reason is None:
        store = Store(path, engine.open_guarded(path, key), key)
        try:
            reason = _locked_for_writing(store)
        except BaseException:
            store.close()
            raise
        if reason is None:
            return store, None
        store.close()
    return Store(path, engine.open_guarded(path, key, read_only=True), key, read_only=True), reason


def _locked_for_writing(store: Store) -> VaultTrouble | None:
    try:
        with store.translated():
            engine.take_lock(store.connection)
    except VaultTrouble as trouble:
        if trouble.code != "read-only":
            raise
        return trouble
    return VaultTrouble("newer") if schema.version(store) > schema.VERSION else None


def _unwritable(path: Path) -> VaultTrouble | None:
    free = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return None if free else VaultTrouble("read-only")


def _up_to_date(store: Store, slots: KeySlots, now: Clock) -> None:
    found = schema.version(store)
    if found == 0:
        raise VaultTrouble("damaged")
    if found < schema.VERSION:
        backup.back_up(store, slots, backup.backup_folder(store.path), now=now())
        schema.migrate(store, slots.vault_id)


def _build(path: Path, key: VaultKey, vault_id: str, identity: Identity) -> None:
    store = Store(path, engine.create(path, key), key)
    try:
        schema.migrate(store, vault_id)
        DocumentTable(store).put(*IDENTITY, identity)
        EventLog(store, vault_id, utc_now).append("vault.made", "", {"schema": schema.VERSION})
    finally:
        store.close()


def _tidy(path: Path) -> None:
    """Remove what interrupted work left beside a vault: encrypted, never in use, and in nobody's way."""
    with contextlib.suppress(OSError):
        arrival.discard(path)
        sweep(path.parent, path.stem)


def refuse_second(path: Path) -> None:
    """Refuse (`locked-elsewhere`) to touch a vault file that this process has open."""
    if _real(path) in _open_here:
        raise VaultTrouble("locked-elsewhere")


def _real(path: Path) -> str:
    return os.path.realpath(path)
