"""Drafts and their revisions in a vault. Every save is a new numbered revision; older ones are thinned by a rule."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from composer.vault.store import Row, Store, moment, stamp
from composer.vault.thinning import Kept, superfluous
from composer.vault.trouble import VaultTrouble
from composer.wording import same_text

DELETED_FOR = timedelta(days=30)
"""How long a deleted draft can be brought back."""
THIN_EVERY = 20
"""Revisions between two thinnings of one draft."""
PINNING = frozenset({"approved", "exported"})


class DraftRow(msgspec.Struct, frozen=True, kw_only=True):
    """One draft as stored. Times are UTC; `checked_hash` is of the text that `outcome` was said of."""

    id: str
    title: str
    text: str
    channels: tuple[str, ...]
    created: datetime
    changed: datetime
    state: str
    revision: int
    outcome: str | None = None
    checked_hash: str | None = None


class RevisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One kept revision; `length` in code points."""

    number: int
    saved: datetime
    length: int
    pinned: bool = False


class ResolutionRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with one finding, as stored; codes as plain words."""

    finding_key: str
    at: datetime
    how: str
    concern: str = ""
    rule: str = ""
    outcome: str = ""
    reason: str = ""
    consent_id: str | None = None


_Drafts = list[DraftRow]  # inside the table, `list` is a method
_Revisions = list[RevisionRow]
_Resolutions = list[ResolutionRow]


class DraftTable:
    """The drafts of one vault; every method is one transaction and on the disk when it returns."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def create(self) -> DraftRow:
        """An empty draft."""
        draft_id, at = str(uuid.uuid4()), stamp(self._now())
        with self._store.transaction():
            row = {"id": draft_id, "title": "", "channels": "[]", "state": "draft", "created": at, "changed": at}
            self._store.insert("drafts", row | {"revision": 0})
            self._add_revision(draft_id, 0, at, "")
        return self.get(draft_id)

    def save(
        self, draft_id: str, text: str, *, title: str | None = None, channels: tuple[str, ...] | None = None
    ) -> DraftRow:
        """Save a text; a changed one becomes a new revision, kept as given. What is None stays as it is.

        The same wording in another Unicode form or with other line ends is no change: what was kept first stays.
        """
        with self._store.transaction():
            row = self._row(draft_id)
            at = self._now()
            number = row["number"]
            if text != row["text"] and not same_text(text, row["text"]):
                number += 1
                self._add_revision(draft_id, number, stamp(at), text)
            self._store.run(
                "UPDATE drafts SET title = ?, channels = ?, changed = ?, revision = ? WHERE id = ?",
                row["title"] if title is None else title,
                row["channels"] if channels is None else msgspec.json.encode(channels).decode(),
                stamp(at),
                number,
                draft_id,
            )
            if number % THIN_EVERY == 0 and number != row["number"]:
                self._thin(draft_id, at)
        return self.get(draft_id)

    def get(self, draft_id: str) -> DraftRow:
        """One draft that is not deleted. Raises `VaultTrouble` (`not-found`)."""
        return _draft(self._row(draft_id))

    def list(self) -> _Drafts:
        """All drafts that are not deleted, last changed first."""
        rows = self._store.rows(f"{_DRAFTS} WHERE d.deleted IS NULL ORDER BY d.changed DESC, d.id")
        return [_draft(row) for row in rows]

    def ids(self) -> set[str]:
        """The ids of all drafts, of deleted ones too until they are purged."""
        return {row["id"] for row in self._store.rows("SELECT id FROM drafts")}

    def delete(self, draft_id: str) -> None:
        """Take a draft off the list; `restore_deleted` brings it back until `purge` has let it go."""
        self._update(draft_id, "deleted", stamp(self._now()))

    def restore_deleted(self, draft_id: str) -> DraftRow:
        """Bring a deleted draft back. Raises `VaultTrouble` (`not-found`) once purged."""
        with self._store.transaction():
            if not self._store.run("UPDATE drafts SET deleted = NULL WHERE id = ?", draft_id):
                raise VaultTrouble("not-found")
        return self.get(draft_id)

    def deleted(self) -> _Drafts:
        """Deleted drafts that can still be brought back, last deleted first."""
        rows = self._store.rows(f"{_DRAFTS} WHERE d.deleted IS NOT NULL ORDER BY d.deleted DESC")
        return [_draft(row) for row in rows]

    def purge(self, *, older_than: timedelta = DELETED_FOR) -> int:
        """Destroy drafts deleted longer ago than that, with their revisions; how many."""
        with self._store.transaction():
            until = stamp(self._now() - older_than)
            return self._store.run("DELETE FROM drafts WHERE deleted IS NOT NULL AND deleted <= ?", until)

    def revisions(self, draft_id: str) -> _Revisions:
        """The kept revisions, oldest first."""
        rows = self._store.rows(
            "SELECT number, saved, length(text) AS length, pinned FROM revisions WHERE draft = ? ORDER BY number",
            draft_id,
        )
        return [_revision(row) for row in rows]

    def revision_text(self, draft_id: str, number: int) -> str:
        """The text of one revision. Raises `VaultTrouble` (`not-found`) where it was thinned out."""
        row = self._store.one("SELECT text FROM revisions WHERE draft = ? AND number = ?", draft_id, number)
        if row is None:
            raise VaultTrouble("not-found")
        return str(row["text"])

    def set_state(self, draft_id: str, state: str) -> None:
        """`draft`, `approved`, `exported` or `archived`; approval and export pin the revision they are about."""
        with self._store.transaction():
            self._update(draft_id, "state", state)
            if state in PINNING:
                self._store.run(
                    "UPDATE revisions SET pinned = 1 WHERE draft = ?"
                    " AND number = (SELECT max(number) FROM revisions WHERE draft = ?)",
                    draft_id,
                    draft_id,
                )

    def set_outcome(self, draft_id: str, outcome: str, text_hash: str) -> None:
        """What the last whole check said, and of which text."""
        with self._store.transaction():
            self._update(draft_id, "outcome", outcome)
            self._update(draft_id, "checked_hash", text_hash)

    def thin(self, draft_id: str) -> None:
        """Let go of revisions that the rule no longer keeps (`composer.vault.thinning`)."""
        with self._store.transaction():
            self._thin(draft_id, self._now())

    # what the author did with findings

    def resolutions(self, draft_id: str) -> _Resolutions:
        """All resolutions of a draft, by finding key."""
        rows = self._store.rows("SELECT body FROM resolutions WHERE draft = ? ORDER BY finding_key", draft_id)
        return [msgspec.json.decode(row["body"], type=ResolutionRow) for row in rows]

    def save_resolution(self, draft_id: str, resolution: Any) -> None:
        """Keep a `ResolutionRow`, or a struct with the same fields, in place of the one with the same key."""
        row = {"draft": draft_id, "finding_key": resolution.finding_key, "body": msgspec.json.encode(resolution)}
        with self._store.transaction():
            self._row(draft_id)
            self._store.insert("resolutions", row, replace=True)

    def remove_resolution(self, draft_id: str, finding_key: str) -> None:
        """Forget a resolution (undo)."""
        with self._store.transaction():
            self._store.run("DELETE FROM resolutions WHERE draft = ? AND finding_key = ?", draft_id, finding_key)

    # inside

    def _row(self, draft_id: str) -> Row:
        row = self._store.one(f"{_DRAFTS} WHERE d.id = ? AND d.deleted IS NULL", draft_id)
        if row is None:
            raise VaultTrouble("not-found")
        return row

    def _add_revision(self, draft_id: str, number: int, at: str, text: str) -> None:
        self._store.insert("revisions", {"draft": draft_id, "number": number, "saved": at, "text": text})

    def _update(self, draft_id: str, column: str, value: str) -> None:
        with self._store.transaction():
            if not self._store.run(f"UPDATE drafts SET {column} = ? WHERE id = ? AND deleted IS NULL", value, draft_id):
                raise VaultTrouble("not-found")

    def _thin(self, draft_id: str, at: datetime) -> None:
        kept = [Kept(r.number, r.saved, r.pinned) for r in self.revisions(draft_id)]
        gone = [(draft_id, number) for number in superfluous(kept, at)]
        self._store.run_many("DELETE FROM revisions WHERE draft = ? AND number = ?", gone)


_DRAFTS = (
    "SELECT d.*, r.text, r.number FROM drafts d JOIN revisions r ON r.draft = d.id"
    " AND r.number = (SELECT max(number) FROM revisions WHERE draft = d.id)"
)
"""The newest revision, whatever the draft's own row says: a damaged vault hides no text."""


def _draft(row: Row) -> DraftRow:
    return DraftRow(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        channels=msgspec.json.decode(row["channels"], type=tuple[str, ...]),
        created=moment(row["created"]),
        changed=moment(row["changed"]),
        state=row["state"],
        revision=row["number"],
        outcome=row["outcome"],
        checked_hash=row["checked_hash"],
    )


def _revision(row: Row) -> RevisionRow:
    return RevisionRow(
        number=row["number"], saved=moment(row["saved"]), length=row["length"], pinned=bool(row["pinned"])
    )
