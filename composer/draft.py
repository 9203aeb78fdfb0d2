"""Drafts as the windows see them: made, saved as one types, found again, thrown away and fetched back."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from composer.errors import UserTrouble
from composer.publish.unseen import without
from composer.wording import first_words, hash_of_normal, normal_text, text_hash
from rules.report import Channel, Outcome, Report, Stage

if TYPE_CHECKING:
    from composer.vault.drafts import DraftRow
    from composer.vault.vault import Vault

LONGEST = 200_000
"""Code points a draft may hold; beyond it no editor stays quick (measured: 85 ms a keystroke in one line)."""


class DraftState(enum.StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    EXPORTED = "exported"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The state in plain words."""
        return {"draft": "draft", "approved": "approved", "exported": "exported", "archived": "put away"}[self]


LEFT = frozenset({str(DraftState.APPROVED), str(DraftState.EXPORTED)})
"""States that a draft falls out of when anything that readers see is changed."""


class DraftTooLong(UserTrouble):
    """More text than a draft holds."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One draft as it was last saved. Times are UTC."""

    id: str
    title: str
    """The author's title as it is, or the first words of the text without signs that nobody can see; or empty."""
    titled: bool
    """Whether the author gave the title."""
    text: str
    channels: tuple[Channel, ...]
    state: DraftState
    revision: int
    created: datetime
    changed: datetime
    outcome: Outcome | None = None
    """What the last whole check of exactly this text said; None when this text has not been checked whole."""

    @property
    def name(self) -> str:
        """The title for showing in a list: without signs that nobody can see, which could turn it round."""
        return without(self.title)

    @property
    def channel(self) -> Channel:
        """The channel written for first; blog when none was chosen."""
        return self.channels[0] if self.channels else Channel.BLOG


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """Receipt of a save: which revision and when (UTC). What the status line shows as “Saved 14:02”."""

    revision: int
    at: datetime
    title: str


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One earlier state of a draft."""

    number: int
    at: datetime
    length: int
    """Code points."""


class Drafts:
    """The drafts of one open vault. Each call is one transaction; when it returns, the change is on the disk."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def new(self, text: str = "", *, channels: Iterable[Channel] = ()) -> Draft:
        """A fresh draft, perhaps with pasted text (`DraftTooLong` beyond 200,000 code points)."""
        check_length(text)
        with self._vault.transaction():
            row = self._vault.drafts.create()
            row = self._vault.drafts.save(row.id, text, channels=tuple(str(c) for c in channels))
        return _draft(row)

    def save(
        self, draft_id: str, text: str, *, title: str | None = None, channels: Iterable[Channel] | None = None
    ) -> Saved:
        """Save a text; it is on the disk on return. A changed text makes approved and exported ones drafts again."""
        check_length(text)
        before = self._vault.drafts.get(draft_id)
        chosen = None if channels is None else tuple(str(c) for c in channels)
        with self._vault.transaction():
            row = self._vault.drafts.save(draft_id, text, title=title, channels=chosen)
            if title is not None and title != before.title:
                self._vault.drafts.set_outcome(draft_id, "", "")  # the title is checked with the text
            if before.state in LEFT and text_hash(before.text) != text_hash(text):
                self._vault.drafts.set_state(draft_id, str(DraftState.DRAFT))
        return Saved(revision=row.revision, at=row.changed, title=_draft(row).title)

    def get(self, draft_id: str) -> Draft:
        """One draft."""
        return _draft(self._vault.drafts.get(draft_id))

    def all(self) -> list[Draft]:
        """All drafts that are not deleted, last changed first."""
        return sorted((_draft(row) for row in self._vault.drafts.list()), key=lambda d: d.changed, reverse=True)

    def find(self, words: str, *, state: DraftState | None = None) -> list[Draft]:
        """Drafts whose title or text holds `words`, case aside."""
        wanted = words.casefold()
        fits = (d for d in self.all() if wanted in d.title.casefold() or wanted in d.text.casefold())
        return [d for d in fits if state is None or d.state is state]

    def delete(self, draft_id: str) -> None:
        """Take a draft off the list; `restore` brings it back until the vault purges it."""
        self._vault.drafts.delete(draft_id)

    def restore(self, draft_id: str) -> Draft:
        """Bring a deleted draft back (the undo of `delete`)."""
        self._vault.drafts.restore_deleted(draft_id)
        return self.get(draft_id)

    def set_state(self, draft_id: str, state: DraftState) -> Draft:
        """Put a draft away, or fetch it back; approval and export set their own states."""
        self._vault.drafts.set_state(draft_id, str(state))
        return self.get(draft_id)

    def revisions(self, draft_id: str) -> list[Revision]:
        """The kept revisions, newest first."""
        rows = self._vault.drafts.revisions(draft_id)
        found = [Revision(number=r.number, at=r.saved, length=r.length) for r in rows]
        return sorted(found, key=lambda r: r.number, reverse=True)

    def revision_text(self, draft_id: str, number: int) -> str:
        """The text of one revision."""
        return self._vault.drafts.revision_text(draft_id, number)

    def go_back(self, draft_id: str, number: int) -> Saved:
        """Make an earlier revision the newest; nothing after it is lost."""
        return self.save(draft_id, self.revision_text(draft_id, number))

    def checked(self, draft_id: str, text: str, report: Report) -> None:
        """Remember what a whole check said of this text, for the list of drafts. Earlier stages are ignored."""
        if report.stage is Stage.WHOLE and not report.degraded:
            self._vault.drafts.set_outcome(draft_id, str(report.outcome), text_hash(text))


def check_length(text: str) -> None:
    """Refuse a text longer than `LONGEST`."""
    if len(text) > LONGEST:
        raise DraftTooLong(
            f"The text has {len(text):,} characters; a draft holds {LONGEST:,}.",
            "Nothing was changed.",
            "Paste it in parts.",
        )


def _draft(row: DraftRow) -> Draft:
    text = normal_text(row.text)
    fresh = bool(row.outcome) and row.checked_hash == hash_of_normal(text)
    return Draft(
        id=row.id,
        title=row.title or without(first_words(row.text)),
        titled=bool(row.title),
        text=text,
        channels=tuple(Channel(c) for c in row.channels),
        state=DraftState(row.state),
        revision=row.revision,
        created=row.created,
        changed=row.changed,
        outcome=Outcome(row.outcome) if fresh and row.outcome else None,
    )
