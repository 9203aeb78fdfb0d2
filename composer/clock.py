"""Which day it is for a vault: never earlier than the log has seen, so that a clock set back revives nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from composer.vault.vault import Vault


def today_in(vault: Vault) -> date:
    """The author's date today, or the date of the latest log entry where the clock stands before it."""
    return max(date.today(), vault.log.latest_time().astimezone().date())
