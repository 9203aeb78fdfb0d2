"""Keys: the vault key, what is derived from it, and how a passphrase or a code becomes a key that wraps it.

Argon2id follows RFC 9106's second choice (64 MiB, 3 passes, 4 lanes) as a floor; parameters are stored beside the salt
and refused below the floor when read back, so that nobody can weaken a key file and wait.
"""

from __future__ import annotations

import hmac
import os
import secrets
import time
import unicodedata
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
CALIBRATION = "CONSIDERED_ARGON2"
"""Environment: `floor` skips the calibration, never the floor (tests, very small machines)."""
AIM_SECONDS = 0.5
READINGS = 3
"""How often a cost must be found to reach the aim: the smallest of the readings counts."""
TOP_MEMORY_KIB = 1_048_576
TOP_PASSES = 64


class VaultKey:
    """32 random bytes that open one vault. Shows nothing in a `repr`; Python cannot wipe it (SECURITY.md says so)."""

    __slots__ = ("_bytes",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a vault key has 32 bytes")
        self._bytes = raw

    @classmethod
    def fresh(cls) -> VaultKey:
        """A new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def raw(self) -> bytes:
        """The bytes themselves, for wrapping."""
        return self._bytes

    def hex(self) -> str:
        """64 hexadecimal digits, as SQLCipher takes a raw key."""
        return self._bytes.hex()

    def derive(self, purpose: str, vault_id: str) -> bytes:
        """A 32-byte key for one purpose in one vault (HKDF-SHA-256)."""
        return derived(self._bytes, purpose, vault_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VaultKey) and hmac.compare_digest(self._bytes, other._bytes)

    def __hash__(self) -> int:
        return hash(sha256(self._bytes).digest())

    def __repr__(self) -> str:
        return "VaultKey(…)"


class Argon2Cost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one guess costs: memory in KiB, passes over it, lanes in parallel."""

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4

    def acceptable(self) -> bool:
        """At or above the floor (64 MiB, 3 passes, 4 lanes), and below what could hang a machine."""
        enough = self.memory_kib >= FLOOR.memory_kib and self.passes >= FLOOR.passes and self.lanes >= FLOOR.lanes
        return enough and self.memory_kib <= TOP_MEMORY_KIB and self.passes <= TOP_PASSES and self.lanes <= 64


FLOOR = Argon2Cost()


class Wrapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key under another key (AES-256-GCM)."""

    nonce: bytes
    sealed: bytes


def key_from_words(words: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """The wrapping key of a passphrase (Argon2id; 0.3 s or more and `cost.memory_kib` of memory). Any thread.

    The words are taken in NFKC, so that another keyboard's accents give the same key.
    """
    if not cost.acceptable():
        raise ValueError("Argon2 parameters outside what is accepted")
    secret = unicodedata.normalize("NFKC", words).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(secret)


def calibrated(aim_seconds: float = AIM_SECONDS) -> Argon2Cost:
    """The cost at which one guess takes `aim_seconds` up to about twice that here, never below the floor.

    Meant is this machine with nothing else to do; finding out takes some seconds, and more while it is busy. Memory
    grows first, up to 256 MiB, then passes.
    """
    if os.environ.get(CALIBRATION) == "floor":
        return FLOOR
    cost = FLOOR
    for cost in _STEPS:
        if all(_seconds(cost) >= aim_seconds for _ in range(READINGS)):
            break
    return cost


_MEMORY_KIB = (65_536, 98_304, 131_072, 196_608, 262_144)
_STEPS = (
    *(Argon2Cost(memory_kib=memory) for memory in _MEMORY_KIB),
    *(Argon2Cost(memory_kib=_MEMORY_KIB[-1], passes=passes) for passes in range(FLOOR.passes + 1, TOP_PASSES + 1)),
)


def _seconds(cost: Argon2Cost) -> float:
    """What one guess would take on an idle machine, by processor time: the clock runs on while others have their turn.

    The lanes run in threads of their own, as many at once as there are processors; the rest is this thread's.
    """
    own, all_threads = time.thread_time(), time.process_time()
    key_from_words("how long does this take", b"\0" * SALT_BYTES, cost)
    own, all_threads = time.thread_time() - own, time.process_time() - all_threads
    return own + max(0.0, all_threads - own) / min(cost.lanes, os.cpu_count() or 1)


def derived(secret: bytes, purpose: str, vault_id: str) -> bytes:
    """HKDF-SHA-256: 32 bytes for one purpose in one vault."""
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=vault_id.encode(), info=f"considered/{purpose}".encode()
    ).derive(secret)


def canonical(flat: dict[str, Any]) -> bytes:
    """The RFC 8785 form of an object of strings, whole numbers below 2**53 and truth values, with ASCII names.

    For these the sorted form of msgspec is the same, byte for byte, at a tenth of the time.
    """
    return msgspec.json.encode(flat, order="sorted")


def wrap(content: bytes, under: bytes, bound_to: dict[str, Any]) -> Wrapped:
    """`content` sealed under a key and tied to its circumstances (RFC 8785 form as associated data)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return Wrapped(nonce=nonce, sealed=AESGCM(under).encrypt(nonce, content, canonical(bound_to)))


def unwrap(wrapped: Wrapped, under: bytes, bound_to: dict[str, Any]) -> bytes | None:
    """What was sealed, or None where the key, the circumstances or the bytes differ."""
    try:
        return AESGCM(under).decrypt(wrapped.nonce, wrapped.sealed, canonical(bound_to))
    except (InvalidTag, ValueError):
        return None
