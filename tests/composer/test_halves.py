"""Half-filled forms go with what they are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from composer.app import Session
from composer.halves import HALF_FILLED, OF_DRAFTS
from composer.vault import upkeep
from composer.vault.drafts import DELETED_FOR


class Half(msgspec.Struct):
    state: dict[str, str]


def names(session: Session) -> set[str]:
    return set(session.vault.documents.all(HALF_FILLED, Half))


def test_forms_about_a_purged_draft_go_before_the_backup_and_others_stay(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays, deleted = session.drafts.new("stays"), session.drafts.new("goes")
    others = {"consent/", "consent//again/c1", "private/c1", "practice/letter", *(f"{n}/{stays.id}" for n in OF_DRAFTS)}
    about = {f"consent/{deleted.id}/again/c1", *(f"{name}/{deleted.id}" for name in OF_DRAFTS)}
    for name in others | about:
        session.vault.documents.put(HALF_FILLED, name, Half({"note": "for me alone"}))
    session.drafts.delete(deleted.id)
    upkeep.after_opening(session.vault)
    assert names(session) == others | about  # it can still be brought back
    backed_up: list[set[str]] = []
    monkeypatch.setattr(upkeep, "back_up_if_due", lambda _vault: backed_up.append(names(session)))
    later = datetime.now(UTC) + DELETED_FOR + timedelta(days=1)
    monkeypatch.setattr(session.vault.drafts, "_now", lambda: later)
    upkeep.after_opening(session.vault)
    assert backed_up == [others]
