"""Signing approval records, and checking them anywhere without the vault.

The private key (Ed25519, raw 32 bytes as hexadecimal) lives in the vault's settings and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from composer.approval import Record
    from composer.vault.vault import Vault

KEY_NAME = "approval.signing-key"


class Seal:
    """The signing key of one vault, made at first use."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def sign(self, record: Record) -> Record:
        """The record with public key and signature filled in."""
        key = self._key()
        named = msgspec.structs.replace(record, public_key=public_hex(key), signature="")
        return msgspec.structs.replace(named, signature=key.sign(signed_bytes(named)).hex())

    def sign_bytes(self, content: bytes) -> bytes:
        """Ed25519 signature of any bytes, 64 bytes."""
        return self._key().sign(content)

    def public_key(self) -> str:
        """Public key of this vault, 64 hexadecimal digits; for a supervisor or panel to compare with."""
        return public_hex(self._key())

    def _key(self) -> Ed25519PrivateKey:
        stored = self._vault.settings.get(KEY_NAME)
        if stored:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(stored))
        key = Ed25519PrivateKey.generate()
        raw = key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        self._vault.settings.set(KEY_NAME, raw.hex())
        return key


def public_hex(key: Ed25519PrivateKey) -> str:
    """Raw public key as 64 hexadecimal digits."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def signed_bytes(record: Record) -> bytes:
    """What the signature covers: the RFC 8785 form of the record without the signature.

    An empty `readers` is left out too: records from before that field have none.
    """
    plain: dict[str, Any] = msgspec.to_builtins(record)
    plain.pop("signature")
    if not plain["readers"]:
        del plain["readers"]
    return rfc8785.dumps(plain)


def signature_holds(record: Record) -> bool:
    """Whether the record is exactly as it was signed by the key that it names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(record.public_key))
        key.verify(bytes.fromhex(record.signature), signed_bytes(record))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: str) -> str:
    """A public key as four groups of four digits, to be read out over the phone."""
    return " ".join(public_key[i : i + 4] for i in range(0, 16, 4))
