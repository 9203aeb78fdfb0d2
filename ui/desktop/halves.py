"""Half-filled forms: kept in the vault when a dialog closes or the app locks, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from composer.app import Session
from composer.errors import UserTrouble
from composer.halves import HALF_FILLED
from composer.vault.vault import Vault
from ui.desktop.consent_fields import set_value, value_of
from ui.desktop.frames import IdentityDialog, announce
from ui.desktop.words import told

COLLECTION = HALF_FILLED
AS_LEFT = "This was half filled when you left it. It is as you left it."


class Half(msgspec.Struct, frozen=True):
    """What was typed and ticked so far."""

    state: dict[str, Any]


class HalfFilled:
    """One form's state under one name, in the open vault and nowhere else."""

    def __init__(self, vault: Vault, name: str) -> None:
        self._vault = vault
        self._name = name

    def keep(self, state: dict[str, Any]) -> None:
        """Remember; a vault that is closed or read-only keeps nothing, and what it holds already is not written."""
        if state and not (self._vault.closed or self._vault.read_only) and state != self.take():
            self._vault.documents.put(COLLECTION, self._name, Half(state))

    def take(self) -> dict[str, Any] | None:
        """What was kept, or None."""
        half = self._vault.documents.get(COLLECTION, self._name, Half)
        return half.state if half else None

    def drop(self) -> None:
        """The form was completed: nothing is left to be kept. A full disk matters only where something was."""
        if not (self._vault.closed or self._vault.read_only) and self.take() is not None:
            self._vault.documents.remove(COLLECTION, self._name)


class KeepsHalf(IdentityDialog):
    """A dialog that puts what is half filled in into the vault when it closes; where that fails, closing asks first."""

    _told_unkept = False

    def keep_half(self) -> None:
        """Put what was typed or chosen into the vault. Raises what the vault raises."""
        raise NotImplementedError

    def reject(self) -> None:
        try:
            self.keep_half()
        except UserTrouble as trouble:
            if not self._told_unkept:
                self._tell_unkept(trouble)
                return
        super().reject()

    def _tell_unkept(self, trouble: UserTrouble) -> None:
        self._told_unkept = True
        again = f"Or press {self.cancel_button.text()} again to close: what you filled in here is then lost."
        words = f"{told(trouble)}\n{again}"
        self.notice.say(words)
        announce(self, words, urgent=True)
        self.show_top()


class HalfDialog(KeepsHalf):
    """A dialog whose fields are kept half filled when it closes or the app locks, and offered again next time.

    Call `offer_again` once its fields are made, and `completed` when it was carried out.
    """

    _halves: HalfFilled
    _fields: Mapping[str, QWidget]
    _fresh: dict[str, Any]

    def offer_again(self, session: Session, name: str, fields: Mapping[str, QWidget]) -> None:
        """Keep these fields under `name`, and fill in what was left there. `name` holds ids, no word of anybody's."""
        self._halves, self._fields = HalfFilled(session.vault, name), fields
        self._fresh = self._typed()
        taken = self._halves.take() or {}
        kept = {key: taken[key] for key in fields if key in taken}
        for key, value in kept.items():
            set_value(fields[key], value)
        if kept:
            self.notice.say(AS_LEFT, "good")

    def _typed(self) -> dict[str, Any]:
        return {name: value_of(field) for name, field in self._fields.items()}

    def keep_half(self) -> None:
        """Put what was typed or chosen into the vault; where all is as it was at first, nothing stays there."""
        typed = self._typed()
        if typed != self._fresh:
            self._halves.keep(typed)
        else:
            self._halves.drop()

    def completed(self) -> None:
        """It was carried out: nothing is left to be offered again."""
        self._halves.drop()
