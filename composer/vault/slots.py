"""Key slots, as in LUKS: the one vault key, wrapped separately under a passphrase, a keyring item and a printed code.

The file lies beside the vault. Slots are added, changed and removed without touching the vault's own encryption. While
the vault key is being replaced, a slot holds the next key as well, so that no moment leaves the vault without a way in.
"""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from composer.errors import OurFault, UserTrouble
from composer.files import from_json, write_atomically
from composer.vault import recovery
from composer.vault.guesses import Guesses
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.keys import (
    KEY_BYTES,
    SALT_BYTES,
    Argon2Cost,
    VaultKey,
    Wrapped,
    calibrated,
    derived,
    key_from_words,
    unwrap,
    wrap,
)
from composer.vault.trouble import VaultTrouble, WrongPassphrase, from_os_error

FORMAT = 1
LARGEST_FILE = 64_000
SHORTEST_PASSPHRASE = 10
"""Code points."""
PASSPHRASE, KEYRING, RECOVERY = "passphrase", "keyring", "recovery"


class WeakPassphrase(UserTrouble):
    """The passphrase offered is too short to protect anything."""


class LastWayIn(UserTrouble):
    """The slot to be removed is the last one that surely opens the vault."""


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to the vault key."""

    kind: str
    made: datetime
    wrapped: Wrapped
    next: Wrapped | None = None
    """The key to come, while it is being replaced."""
    salt: bytes = b""
    cost: Argon2Cost | None = None
    backend: str = ""
    account: str = ""
    serial: int = 0

    def bound_to(self, vault_id: str) -> dict[str, Any]:
        """What the wrapping is tied to: the vault and every parameter of the slot."""
        return {
            "vault": vault_id,
            "kind": self.kind,
            "salt": base64.b64encode(self.salt).decode(),
            "cost": msgspec.to_builtins(self.cost),
            "backend": self.backend,
            "account": self.account,
            "serial": self.serial,
        }


class SlotsFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key file as written (JSON)."""

    format: int
    vault: str
    """The vault's id (UUID)."""
    sheets: int = 0
    """How many recovery sheets have been made so far."""
    slots: tuple[Slot, ...] = ()


class SheetOffer(msgspec.Struct, frozen=True):
    """A recovery sheet on its way to paper, and the slot that will make it count. Shows nothing in a `repr`."""

    sheet: recovery.RecoverySheet
    slot: Slot

    def __repr__(self) -> str:
        return f"SheetOffer({self.sheet.serial})"


Keys = tuple[VaultKey, ...]
"""One vault key; two while it is being replaced (either may be the one in use)."""


class KeySlots:
    """The slots of one vault. A change is on the disk when the call returns. Calls that derive a key take 0.3 s up."""

    def __init__(self, path: Path, content: SlotsFile) -> None:
        self.path = path
        self._content = content
        self.guesses = Guesses(path.with_name(path.name.replace(".slots.json", "") + ".guesses.json"))

    @classmethod
    def beside(cls, vault: Path) -> KeySlots:
        """The slots of a vault that exists. Raises `VaultTrouble` (`no-key-file`, `key-file-damaged`)."""
        return cls.read(slots_path(vault))

    @classmethod
    def read(cls, path: Path) -> KeySlots:
        """The slots in a file. Parameters below the floor are refused as damage."""
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST_FILE + 1)
        except FileNotFoundError:
            raise VaultTrouble("no-key-file") from None
        except OSError as error:
            raise from_os_error(error) from None
        return cls(path, parsed(raw))

    @classmethod
    def fresh(cls, path: Path, vault_id: str) -> KeySlots:
        """No slots yet and nothing written: for a vault that is being made."""
        return cls(path, SlotsFile(format=FORMAT, vault=vault_id))

    @property
    def vault_id(self) -> str:
        """The id of the vault that these slots open."""
        return self._content.vault

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All slots as they are on the disk."""
        return self._content.slots

    @property
    def rotating(self) -> bool:
        """Whether a replacement of the vault key has begun and not ended."""
        return any(slot.next for slot in self.slots)

    @property
    def sheet_serial(self) -> int:
        """The number of the recovery sheet that is in force; 0 for none."""
        slot = self.slot(RECOVERY)
        return slot.serial if slot else 0

    def slot(self, kind: str) -> Slot | None:
        """The slot of a kind, if there is one."""
        return next((s for s in self.slots if s.kind == kind), None)

    def content(self) -> bytes:
        """The file's bytes, for a backup."""
        return _encoded(self._content)

    # ways in

    def unlock_with_passphrase(self, words: str) -> Keys:
        """Raises `WrongPassphrase`, or `TooSoon` while the pause after earlier wrong ones lasts."""
        slot = self._need(PASSPHRASE)
        self.guesses.allow()
        keys = self._opened(slot, _from_words(words, slot))
        if not keys:
            self.guesses.was_wrong()
            raise wrong_passphrase()
        self.guesses.was_right()
        return keys

    def unlock_with_keyring(self, keyring: Keychain) -> Keys:
        """Raises `KeyringTrouble`; blocks up to the keyring's time limit."""
        slot = self.slot(KEYRING)
        if slot is None:
            raise KeyringTrouble("item-missing")
        if keyring.name() != slot.backend:
            raise KeyringTrouble("changed")
        keys = self._opened(slot, _from_hex(keyring.fetch(slot.account)))
        if not keys:
            raise KeyringTrouble("item-wrong")
        return keys

    def unlock_with_recovery(self, typed: str) -> Keys:
        """Raises `RecoveryTypo` (says which group), `OtherSheet`, or `WrongPassphrase`."""
        code = recovery.understood(typed)
        slot = self.slot(RECOVERY)
        recovery.belongs(code, self.vault_id, slot.serial if slot else self._content.sheets + 1)
        keys = self._opened(slot, self._from_code(code)) if slot else ()
        if not keys:
            raise wrong_passphrase()
        return keys

    # changes

    def set_passphrase(self, key: VaultKey, words: str, *, cost: Argon2Cost | None = None) -> None:
        """Add the passphrase slot or replace it. Calibrates where no cost is given (takes some seconds)."""
        self._replace(self._passphrase_slot(key, words, cost or calibrated()))

    def set_keyring(self, key: VaultKey, keyring: Keychain) -> None:
        """Add the keyring slot or replace it; the keyring is given a wrapping key of its own, read back."""
        backend, before = keyring.name(), self.slot(KEYRING)
        account, under = f"vault {self.vault_id} {secrets.token_hex(4)}", secrets.token_bytes(KEY_BYTES)
        keyring.store(account, under.hex())
        slot = Slot(kind=KEYRING, made=_now(), wrapped=_NOTHING, backend=backend, account=account)
        self._replace(self._sealed(slot, key, under))
        if before is not None and before.backend == backend:
            _forget(keyring, before.account)

    def set_recovery(self, key: VaultKey) -> recovery.RecoverySheet:
        """A new recovery sheet; an older one is void from now on. The code is returned once and kept nowhere."""
        offer = self.offer_recovery(key)
        self.keep_recovery(offer)
        return offer.sheet

    def offer_recovery(self, key: VaultKey) -> SheetOffer:
        """A sheet that opens nothing until `keep_recovery`: the one before stays good until this is on paper."""
        serial = self._content.sheets + 1
        code = recovery.new_code(self.vault_id, serial)
        slot = self._sealed(
            Slot(kind=RECOVERY, made=_now(), wrapped=_NOTHING, serial=serial), key, self._from_code(code)
        )
        sheet = recovery.RecoverySheet(
            code=recovery.written(code), vault_id=self.vault_id, serial=serial, made=slot.made
        )
        return SheetOffer(sheet, slot)

    def keep_recovery(self, offer: SheetOffer) -> None:
        """From now on that sheet opens the vault, and no older one."""
        self._write(msgspec.structs.replace(_with(self._content, offer.slot), sheets=offer.slot.serial))

    def remove(self, kind: str, keyring: Keychain | None = None) -> None:
        """Take a slot away; `LastWayIn` where neither a passphrase nor a recovery sheet would be left."""
        left = tuple(s for s in self.slots if s.kind != kind)
        if not any(s.kind in (PASSPHRASE, RECOVERY) for s in left):
            raise LastWayIn(
                "This is the last sure way into the vault.",
                "The keyring alone can lose the key with the next change of the computer.",
                "Set a passphrase or print a recovery sheet first.",
            )
        gone = self.slot(kind)
        self._write(msgspec.structs.replace(self._content, slots=left))
        if gone is not None and gone.account and keyring is not None:
            _forget(keyring, gone.account)

    # replacing the vault key: begin → (the vault is rewritten) → finish with the key that opens it

    def begin_rotation(self, words: str, key: VaultKey, following: VaultKey, keyring: Keychain | None = None) -> None:
        """Wrap the key to come beside the one in use, for the passphrase and, where it answers, the keyring."""
        slot = self._need(PASSPHRASE)
        under = _from_words(words, slot)
        if self._opened(slot, under)[:1] != (key,):
            raise wrong_passphrase()
        both = [self._sealed(slot, key, under, following)]
        held = self.slot(KEYRING)
        if held is not None and keyring is not None and (secret := self._keyring_secret(held, keyring)):
            both.append(self._sealed(held, key, secret, following))
        content = self._content
        for changed in both:
            content = _with(content, changed)
        self._write(content)

    def finish_rotation(self, key: VaultKey, opened: Keys) -> None:
        """Keep of each slot what wraps `key`; a slot that only knows the other key is dropped (an old sheet)."""
        if key not in opened:
            raise OurFault("the key that opens the vault is not one of those unlocked")
        follows = len(opened) > 1 and key == opened[1]
        kept = [
            msgspec.structs.replace(s, wrapped=s.next or s.wrapped, next=None) if follows and s.next else _settled(s)
            for s in self.slots
            if s.next or not follows
        ]
        self._write(msgspec.structs.replace(self._content, slots=tuple(kept)))

    # inside

    def _passphrase_slot(self, key: VaultKey, words: str, cost: Argon2Cost) -> Slot:
        if len(words) < SHORTEST_PASSPHRASE:
            raise WeakPassphrase(
                f"The passphrase is shorter than {SHORTEST_PASSPHRASE} characters.",
                "It would be guessed quickly by anyone who copies the vault.",
                "Four or five unrelated words make a good one.",
            )
        slot = Slot(kind=PASSPHRASE, made=_now(), wrapped=_NOTHING, salt=secrets.token_bytes(SALT_BYTES), cost=cost)
        return self._sealed(slot, key, _from_words(words, slot))

    def _sealed(self, slot: Slot, key: VaultKey, under: bytes, following: VaultKey | None = None) -> Slot:
        tied = slot.bound_to(self.vault_id)
        coming = wrap(following.raw(), under, tied) if following else None
        return msgspec.structs.replace(slot, wrapped=wrap(key.raw(), under, tied), next=coming)

    def _opened(self, slot: Slot, under: bytes) -> Keys:
        tied = slot.bound_to(self.vault_id)
        found = [unwrap(w, under, tied) for w in (slot.wrapped, slot.next) if w is not None]
        return tuple(VaultKey(raw) for raw in found if raw is not None)

    def _keyring_secret(self, slot: Slot, keyring: Keychain) -> bytes | None:
        try:
            secret = _from_hex(keyring.fetch(slot.account))
        except KeyringTrouble:
            return None
        return secret if self._opened(slot, secret) else None

    def _from_code(self, code: recovery.RecoveryCode) -> bytes:
        return derived(code.secret, "recovery", self.vault_id)  # 160 random bits need no slow derivation

    def _need(self, kind: str) -> Slot:
        slot = self.slot(kind)
        if slot is None:
            raise wrong_passphrase()
        return slot

    def _replace(self, slot: Slot) -> None:
        self._write(_with(self._content, slot))

    def _write(self, content: SlotsFile) -> None:
        try:
            write_atomically(self.path, _encoded(content))
        except OSError as error:
            raise from_os_error(error) from None
        self._content = content


def slots_path(vault: Path) -> Path:
    """Where a vault's key file lies: `professional.vault` → `professional.slots.json`."""
    return vault.with_suffix(".slots.json")


def parsed(raw: bytes) -> SlotsFile:
    """A key file's bytes understood. Raises `VaultTrouble` (`key-file-damaged`) on anything out of the ordinary."""
    try:
        content = from_json(raw, SlotsFile) if len(raw) <= LARGEST_FILE else None
    except msgspec.DecodeError:
        content = None
    if content is None or content.format != FORMAT or not content.slots:
        raise VaultTrouble("key-file-damaged")
    kinds = [s.kind for s in content.slots]
    if len(set(kinds)) != len(kinds) or not set(kinds) <= {PASSPHRASE, KEYRING, RECOVERY}:
        raise VaultTrouble("key-file-damaged")
    if any(s.kind == PASSPHRASE and not (s.cost and s.cost.acceptable() and len(s.salt) >= 8) for s in content.slots):
        raise VaultTrouble("key-file-damaged")
    return content


def wrong_passphrase() -> WrongPassphrase:
    """The one message for a way in that does not fit."""
    return WrongPassphrase(
        "This does not open the vault.",
        "The passphrase may be mistyped, or the key file beside the vault was changed. Nothing else has happened.",
        "Check the Caps Lock key and the keyboard's language, or use the recovery sheet.",
    )


_NOTHING = Wrapped(nonce=b"", sealed=b"")


def _with(content: SlotsFile, slot: Slot) -> SlotsFile:
    others = tuple(s for s in content.slots if s.kind != slot.kind)
    return msgspec.structs.replace(content, slots=(*others, slot))


def _settled(slot: Slot) -> Slot:
    return msgspec.structs.replace(slot, next=None)


def _from_words(words: str, slot: Slot) -> bytes:
    if slot.cost is None:
        raise VaultTrouble("key-file-damaged")
    return key_from_words(words, slot.salt, slot.cost)


def _from_hex(text: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != KEY_BYTES:
        raise KeyringTrouble("item-wrong")
    return raw


def _forget(keyring: Keychain, account: str) -> None:
    try:
        keyring.remove(account)
    except KeyringTrouble:
        pass  # an entry that wraps nothing any more


def _encoded(content: SlotsFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _now() -> datetime:
    return datetime.now(UTC)
