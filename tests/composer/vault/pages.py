"""A vault's file decrypted page by page, free pages and all: what somebody with the key and a hex viewer would see."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from composer.vault.engine import PAGE
from composer.vault.vault import Vault

RESERVED, IV = 80, 16
"""Bytes at the end of each SQLCipher 4 page: the IV, then the MAC."""


def decrypted_pages(vault: Vault) -> bytes:
    """All pages in the clear. Fails where page 1 does not decrypt to a database's beginning."""
    raw = vault.path.read_bytes()
    pages = [raw[start : start + PAGE] for start in range(0, len(raw), PAGE)]
    clear = [_page(page, vault.key.raw(), 16 if number == 0 else 0) for number, page in enumerate(pages)]
    assert clear[0][:2] == PAGE.to_bytes(2, "big")
    return b"".join(clear)


def _page(page: bytes, key: bytes, salt: int) -> bytes:
    iv = page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(AES(key), CBC(iv)).decryptor()
    return decryptor.update(page[salt : PAGE - RESERVED]) + decryptor.finalize()
