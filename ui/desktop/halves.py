"""Half-filled forms: kept in the vault when a dialog closes or the app locks, so that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import msgspec

from composer.vault.vault import Vault

COLLECTION = "half-filled"


class Half(msgspec.Struct, frozen=True):
    """What was typed and ticked so far."""

    state: dict[str, Any]


class HalfFilled:
    """One form's state under one name, in the open vault and nowhere else."""

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault = vault
        self._name = name

    def keep(self, state: dict[str, Any]) -> None:
        """Remember; a vault that is closed or read-only keeps nothing."""
        if state and not (self._vault.closed or self._vault.read_only):
            self._vault.documents.put(COLLECTION, self._name, Half(state))

    def take(self) -> dict[str, Any] | None:
        """What was kept, or None."""
        half = self._vault.documents.get(COLLECTION, self._name, Half)
        return half.state if half else None

    def drop(self) -> None:
        """The form was completed: nothing is left to be kept."""
        if not (self._vault.closed or self._vault.read_only):
            self._vault.documents.remove(COLLECTION, self._name)
