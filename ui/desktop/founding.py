"""The last step of the set-up: both vaults and their recovery sheets. Takes some seconds; runs on a pool thread."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from composer import places
from composer.app import Considered
from composer.errors import UserTrouble
from composer.publish.channels import all_channels
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.recovery import RecoverySheet
from composer.vault.vault import Passphrase, Vault
from rules.packs.shelf import PackShelf
from rules.report import Channel, IdentityKind

if TYPE_CHECKING:
    from ui.desktop.setup_wizard import SetupRequest

PROBE_SECONDS = 5.0


def channel_names() -> tuple[tuple[Channel, str], ...]:
    """Every channel with the name that people know it by."""
    return tuple((channel.id, channel.name) for channel in all_channels())


def pack_titles() -> tuple[tuple[str, str], ...]:
    """The policy packs that are installed, with their titles; reading them takes some 50 ms."""
    shelf = PackShelf()
    return tuple(shelf.titles(shelf.ids()).items())


def found(considered: Considered, request: SetupRequest) -> dict[IdentityKind, RecoverySheet]:
    """Make both vaults, or neither (then it raises), and a recovery sheet for each where that succeeds."""
    considered.set_up(request.professional, request.personal, request.passphrases, keyring=request.keyring)
    sheets: dict[IdentityKind, RecoverySheet] = {}
    for identity in (request.professional, request.personal):
        # both vaults are there: one without a sheet is better than none; the recovery page says which has no sheet
        with contextlib.suppress(UserTrouble, OSError):
            way = Passphrase(request.passphrases[identity.kind])
            with Vault.open(places.vault_path(identity.kind), way) as vault:
                sheets[identity.kind] = vault.slots.set_recovery(vault.key)
    return sheets


def keyring_note(keychain: Keychain | None = None) -> str:
    """Why the computer's keyring cannot be used; empty where it can. Blocks up to five seconds."""
    try:
        (keychain or Keychain(timeout=PROBE_SECONDS)).name()
    except KeyringTrouble as trouble:
        return f"{trouble.happened} {trouble.meaning}"
    except UserTrouble as trouble:
        return trouble.happened
    return ""
