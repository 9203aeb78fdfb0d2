"""What an opening found, in sentences for the person at the window; nothing where all is well."""

from __future__ import annotations

from datetime import datetime

import msgspec

from composer.vault.trouble import VaultTrouble
from composer.vault.upkeep import Upkeep
from composer.vault.vault import Vault
from composer.wording import plain_date


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be told at opening. `tone` is `trouble`, `caution` or `good`."""

    words: str
    tone: str
    about: str
    """`findings`, `cut-short`, `backup` or `read-only`: what the window offers beside the words goes by it."""


def told_at_opening(vault: Vault, upkeep: Upkeep | None) -> list[Telling]:
    """Everything that the author should know before writing on, the gravest first."""
    said: list[Telling] = []
    if upkeep is not None and not upkeep.health.ok:
        said.append(Telling(words=_findings(upkeep.health.findings), tone="trouble", about="findings"))
    if vault.notice is not None:
        said.append(Telling(words=str(vault.notice), tone="trouble", about="read-only"))
    if upkeep is not None and upkeep.cut_short:
        said.append(Telling(words=_cut_short(vault, upkeep), tone="caution", about="cut-short"))
    if upkeep is not None and upkeep.trouble is not None:
        said.append(not_backed_up(upkeep.trouble))
    return said


def not_backed_up(trouble: VaultTrouble) -> Telling:
    """That a backup was due and is not there, and why."""
    words = f"A backup was due and could not be made. {trouble.happened}\nThe vault itself is as it was. "
    return Telling(words=words + "Make room, then back up by hand.", tone="caution", about="backup")


def _findings(findings: tuple[str, ...]) -> str:
    return (
        f"A check of this vault found something. {' '.join(findings)}\n"
        "Nothing was changed, deleted or backed up over. What you see may not be all that was there.\n"
        "Keep the file as it is, check it to the bottom, and compare it with a backup before you go on."
    )


def _cut_short(vault: Vault, upkeep: Upkeep) -> str:
    undone = " A save that had begun was undone." if upkeep.recovered else ""
    checked = " The whole vault was checked and is sound." if upkeep.recovered and upkeep.health.ok else ""
    last = max((draft.changed for draft in vault.drafts.list()), default=None)
    until = f"Everything up to {_moment(last)} is here; at most" if last else "At most"
    return (
        f"Considered did not end in order last time: a crash or a power cut.{undone}\n"
        f"{until} two seconds of typing before the cut are missing.{checked}\n"
        "Read the end of what you wrote last, and go on."
    )


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return f"{here:%H:%M} on {plain_date(here.date())}"
