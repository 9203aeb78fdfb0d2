"""Asking a person again about changed words: where a draft rested on the earlier consent, it rests on the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from composer.consent.record import ConsentRecord
from composer.consent.scope import Coverage, covers
from composer.draft import Draft
from composer.publish.post import Picture, whole

if TYPE_CHECKING:
    from datetime import date

    from composer.app import Session
    from rules.report import Channel


def relink(session: Session, draft_id: str, earlier: str, later: str) -> int:
    """Let every finding and picture of a draft that rested on consent `earlier` rest on `later`; how many findings."""
    linked = [r for r in session.review(draft_id).resolutions().values() if r.consent_id == earlier]
    extras = session.pictures.of(draft_id)
    with session.vault.transaction():
        for resolution in linked:
            moved = msgspec.structs.replace(resolution, consent_id=later)
            session.vault.drafts.save_resolution(draft_id, moved)
        if earlier in extras.consents:
            shown = tuple(_shown_by(picture, earlier, later) for picture in extras.pictures)
            session.pictures.save(draft_id, msgspec.structs.replace(extras, pictures=shown))
    return len(linked)


def _shown_by(picture: Picture, earlier: str, later: str) -> Picture:
    people = (msgspec.structs.replace(p, consent_id=later) if p.consent_id == earlier else p for p in picture.people)
    return msgspec.structs.replace(picture, people=tuple(people))


def words_of(session: Session, draft: Draft, text: str | None = None) -> str:
    """Everything of a draft that readers will see, as one text: what a person agrees to."""
    return whole(draft.text if text is None else text, session.pictures.of(draft.id)).text


def coverage_of(session: Session, record: ConsentRecord, draft: Draft, channel: Channel, on: date) -> Coverage:
    """Whether a consent covers a draft as it stands, on a channel, on a day."""
    pictures = [p.sha256 for p in session.pictures.of(draft.id).pictures]
    return covers(record, words_of(session, draft), channel, on, pictures=pictures)
