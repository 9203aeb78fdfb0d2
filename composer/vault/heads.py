"""The log's head kept outside the vault, so that a cut tail or a return to an old copy shows."""

from __future__ import annotations

import re
from datetime import datetime

from composer.vault.eventlog import HEAD_SIGNS, Head
from composer.vault.keychain import Keychain, KeyringTrouble

_WRITTEN = re.compile(rf"\b(\d{{1,9}})[-:]([0-9a-f]{{{HEAD_SIGNS}}})\b")


def keep(keyring: Keychain, vault_id: str, head: Head) -> None:
    """Note a head in the keyring, after the commit it stands for. Blocks; raises `KeyringTrouble`."""
    keyring.store(_account(vault_id), written(head))


def kept(keyring: Keychain, vault_id: str) -> Head | None:
    """The head noted last, or None. It may lag behind the log, never run ahead of it. Raises `KeyringTrouble`."""
    try:
        return understood(keyring.fetch(_account(vault_id)))
    except KeyringTrouble as trouble:
        if trouble.code in ("item-missing", "item-empty"):
            return None
        raise


def written(head: Head) -> str:
    """A head as one word: `42-0123456789abcdef`."""
    return f"{head.seq}-{head.mac16}"


def understood(text: str) -> Head | None:
    """The first head in a text (a receipt, an export's record), or None."""
    found = _WRITTEN.search(text.lower())
    return Head(int(found[1]), found[2]) if found else None


def receipt(head: Head, vault_id: str, at: datetime) -> str:
    """A note for the supervisor to keep: it proves nothing but that the log has not been rewritten since."""
    return (
        "Receipt of a consent and approval log\n\n"
        f"Vault   {vault_id}\nEntries {head.seq}\nHead    {written(head)}\nDate    {at:%Y-%m-%d}\n\n"
        "Kept by someone else, this receipt shows later whether entries up to this point were changed, removed or\n"
        "reordered. It says nothing about any person and cannot be turned back into what was recorded.\n"
    )


def _account(vault_id: str) -> str:
    return f"head {vault_id}"
