"""The printed recovery code: nine groups of five signs, each with a check sign, so that a typo is caught and located.

    T0K7Q 4MWX2 …      group 1 names the vault and the sheet's number; groups 2 to 9 hold 160 random bits

Signs are Crockford's base 32 (no I, L, O, U; small letters and look-alikes are understood). The check sign is a
weighted sum over GF(32) with the group's place added: one wrong sign, swapped neighbours and swapped groups
all show.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

import msgspec

from composer.errors import UserTrouble

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = 9
DATA_SIGNS = 4
SECRET_BYTES = 20
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


class RecoveryTypo(UserTrouble):
    """The code was mistyped; `groups` counts from 1 and says where."""

    def __init__(self, groups: tuple[int, ...], happened: str) -> None:
        super().__init__(happened, "The code was not tried.", "Compare with the sheet sign by sign and type it again.")
        self.groups = groups


class OtherSheet(UserTrouble):
    """A well-typed code of another vault, or an older sheet of this one."""


class RecoveryCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code as understood: which vault (15-bit fingerprint), which sheet (serial modulo 32), and the secret."""

    fingerprint: int
    serial: int
    secret: bytes

    def __repr__(self) -> str:
        return "RecoveryCode(…)"


class RecoverySheet(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed once and kept on paper only."""

    code: str
    vault_id: str
    serial: int
    made: datetime

    @property
    def groups(self) -> tuple[str, ...]:
        """The nine groups in order."""
        return tuple(self.code.split())

    def confirms(self, index: int, typed: str) -> bool:
        """Whether `typed` is group `index` (from 0): the proof that the sheet exists outside the computer."""
        return _plain(typed) == self.groups[index]

    def __repr__(self) -> str:
        return f"RecoverySheet(serial={self.serial})"


def new_code(vault_id: str, serial: int) -> RecoveryCode:
    """A fresh random code for a vault's sheet number `serial`."""
    return RecoveryCode(fingerprint=fingerprint(vault_id), serial=serial % 32, secret=secrets.token_bytes(SECRET_BYTES))


def fingerprint(vault_id: str) -> int:
    """15 bits that tell two vaults apart on paper."""
    return int.from_bytes(hashlib.sha256(b"considered sheet " + vault_id.encode()).digest()[:2]) >> 1


def written(code: RecoveryCode) -> str:
    """The code as printed: groups parted by spaces."""
    number = (code.fingerprint << 5 | code.serial) << (8 * SECRET_BYTES) | int.from_bytes(code.secret)
    values = [number >> (5 * (GROUPS * DATA_SIGNS - 1 - i)) & 31 for i in range(GROUPS * DATA_SIGNS)]
    groups = [values[i : i + DATA_SIGNS] for i in range(0, len(values), DATA_SIGNS)]
    return " ".join("".join(ALPHABET[v] for v in [*g, _check(g, place)]) for place, g in enumerate(groups))


def understood(typed: str) -> RecoveryCode:
    """The code behind what was typed; spaces, hyphens and case do not matter. Raises `RecoveryTypo`."""
    signs = _plain(typed)
    size = DATA_SIGNS + 1
    if len(signs) != GROUPS * size:
        raise RecoveryTypo(
            (), f"The code has {GROUPS} groups of {size} signs, {GROUPS * size} in all; this has {len(signs)}."
        )
    groups = [signs[i : i + size] for i in range(0, len(signs), size)]
    wrong = tuple(place + 1 for place, group in enumerate(groups) if not _fits(group, place))
    if wrong:
        where = ", ".join(map(str, wrong))
        raise RecoveryTypo(wrong, f"There is a typing mistake in group {where}.")
    number = 0
    for sign in "".join(group[:DATA_SIGNS] for group in groups):
        number = number << 5 | ALPHABET.index(sign)
    tag = number >> (8 * SECRET_BYTES)
    return RecoveryCode(
        fingerprint=tag >> 5, serial=tag & 31, secret=(number & (1 << 8 * SECRET_BYTES) - 1).to_bytes(SECRET_BYTES)
    )


def belongs(code: RecoveryCode, vault_id: str, serial: int) -> None:
    """Refuse a sheet of another vault, or an older sheet of this one (`OtherSheet`)."""
    if code.fingerprint != fingerprint(vault_id):
        raise OtherSheet(
            "This sheet belongs to another vault.",
            "The code is typed correctly, but it opens something else.",
            "Take the sheet that names this vault: each identity has its own.",
        )
    if code.serial != serial % 32:
        raise OtherSheet(
            "This is an older sheet of this vault.",
            "It was replaced by a newer one and no longer opens the vault as it is now.",
            f"Take sheet number {serial}, or open a backup from the time of the older sheet.",
        )


def _plain(typed: str) -> str:
    return "".join(c for c in typed.upper() if c.isalnum()).translate(_LOOK_ALIKES)


def _fits(group: str, place: int) -> bool:
    if any(sign not in ALPHABET for sign in group):
        return False
    *data, check = (ALPHABET.index(sign) for sign in group)
    return _check(data, place) == check


def _check(data: list[int], place: int) -> int:
    total = place
    for weight, value in enumerate(data, start=1):
        total ^= _times_two_to(value, weight)
    return total


def _times_two_to(value: int, power: int) -> int:
    """`value` · x^power in GF(32) with x⁵ + x² + 1."""
    for _ in range(power):
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return value
