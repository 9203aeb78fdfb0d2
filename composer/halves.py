"""Half-filled forms in a vault: the name of each holds the ids of what it is about, and it goes when that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from composer.vault.vault import Vault

HALF_FILLED = "half-filled"
"""Forms that a window keeps half filled in."""
OF_DRAFTS = frozenset({"answers", "consent", "reader", "reasons"})
"""What begins the names of those whose second part is a draft's id (empty for a consent without a draft)."""


class _Half(msgspec.Struct):
    """One of them, whatever is in it."""


def forget_about(vault: Vault, consent_id: str) -> None:
    """Delete those about a consent, in one transaction."""
    _remove(vault, [parts for parts in _names(vault) if consent_id in parts])


def sweep(vault: Vault) -> None:
    """Delete those about drafts that the vault has let go of for good, in one transaction."""
    there = {"", *vault.drafts.ids()}
    _remove(vault, [p for p in _names(vault) if p[0] in OF_DRAFTS and len(p) > 1 and p[1] not in there])


def _names(vault: Vault) -> list[list[str]]:
    return [name.split("/") for name in vault.documents.all(HALF_FILLED, _Half)]


def _remove(vault: Vault, names: list[list[str]]) -> None:
    with vault.transaction():
        for parts in names:
            vault.documents.remove(HALF_FILLED, "/".join(parts))
