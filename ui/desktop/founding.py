"""The last step of the set-up: both vaults and their recovery sheets. Takes some seconds; runs on a pool thread."""

from __future__ import annotations

from composer import places
from composer.app import Considered
from composer.errors import UserTrouble
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.recovery import RecoverySheet
from composer.vault.vault import Passphrase, Vault
from rules.report import IdentityKind
from ui.desktop.setup_wizard import SetupRequest

PROBE_SECONDS = 5.0


def found(considered: Considered, request: SetupRequest) -> dict[IdentityKind, RecoverySheet]:
    """Make both vaults, or neither (then it raises), and a recovery sheet for each.

    The words to keep apart are written as the author left them: set-up itself would add again what they took away.
    """
    considered.set_up(request.professional, request.personal, request.passphrases, keyring=request.keyring)
    sheets: dict[IdentityKind, RecoverySheet] = {}
    for identity in (request.professional, request.personal):
        way = Passphrase(request.passphrases[identity.kind])
        with Vault.open(places.vault_path(identity.kind), way) as vault:
            vault.save_identity(identity)
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
