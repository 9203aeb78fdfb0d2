"""What stays after an erasure, and by when the last backup that holds the content is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.vault.eventlog import Erasure
from composer.vault.upkeep import erasure_statement

if TYPE_CHECKING:
    from composer.app import Session

GROUNDS = (
    "Needed to establish, bring or answer a legal claim (UK GDPR Art. 17(3)(e))",
    "The law obliges me to keep it (UK GDPR Art. 17(3)(b))",
    "The person asked for it to be locked away instead (UK GDPR Art. 18(1)(b), (c))",
    "The person says that it is wrong, and that is being looked into (UK GDPR Art. 18(1)(a))",
)
"""Grounds for locking a record away instead of erasing it."""


def erasure_told(session: Session, consent_id: str) -> str:
    """What to tell the person after an erasure: what is gone, and by when the last backup is; empty for none."""
    left = next((e for e in session.ledger.get(consent_id).events if e.kind == "erased"), None)
    if left is None:
        return ""
    done = session.vault.log.entry(left.seq - 1)  # logged in one step with the tombstone, just before it
    entries = tuple((done.payload or {}).get("entries", ()))
    return erasure_statement(session.vault, Erasure(entries=entries, at=done.time))
