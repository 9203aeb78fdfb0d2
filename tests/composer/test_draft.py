"""Drafts: on the disk when the call returns, found again, thrown away and fetched back."""

from __future__ import annotations

import pytest

from composer.app import Session
from composer.draft import LONGEST, DraftState, DraftTooLong
from composer.vault.trouble import VaultTrouble
from rules.report import Channel, Outcome, Stage
from tests.composer.conftest import finding, report


def test_saving_gives_a_revision_a_time_and_a_title(session: Session) -> None:
    draft = session.drafts.new()
    assert (draft.title, draft.titled, draft.state, draft.channel) == ("", False, DraftState.DRAFT, Channel.BLOG)
    saved = session.drafts.save(draft.id, "Endings are hard.\nMore below.", channels=[Channel.X, Channel.BLOG])
    assert (saved.title, saved.revision > draft.revision) == ("Endings are hard.", True)
    found = session.drafts.get(draft.id)
    assert (found.text, found.channels, found.revision) == (
        "Endings are hard.\nMore below.",
        (Channel.X, Channel.BLOG),
        saved.revision,
    )
    assert found.changed == saved.at


def test_a_title_of_ones_own_stays(session: Session) -> None:
    draft = session.drafts.new("Endings are hard.")
    session.drafts.save(draft.id, "Endings are hard.", title="On endings")
    session.drafts.save(draft.id, "Beginnings are, too.")
    found = session.drafts.get(draft.id)
    assert (found.title, found.titled) == ("On endings", True)


def test_f32_a_title_of_first_words_has_no_sign_that_nobody_can_see(session: Session) -> None:
    draft = session.drafts.new("End\u200bings \u202eare hard. Gr\u200d\U0001f468\u200d\U0001f469")
    assert draft.title == "Endings are hard. Gr\U0001f468\u200d\U0001f469"
    assert "\u202e" in session.drafts.get(draft.id).text
    session.drafts.save(draft.id, "Beginnings.", title="On \u202eendings")
    own = session.drafts.get(draft.id)
    assert (own.title, own.name) == ("On \u202eendings", "On endings")


def test_pasting_too_much_changes_nothing(session: Session) -> None:
    draft = session.drafts.new("kept")
    with pytest.raises(DraftTooLong):
        session.drafts.save(draft.id, "x" * (LONGEST + 1))
    with pytest.raises(DraftTooLong):
        session.drafts.new("x" * (LONGEST + 1))
    assert [d.text for d in session.drafts.all()] == ["kept"]
    assert session.drafts.new("x" * LONGEST).text == "x" * LONGEST


def test_deleting_can_be_undone(session: Session) -> None:
    draft = session.drafts.new("kept")
    session.drafts.delete(draft.id)
    assert session.drafts.all() == []
    with pytest.raises(VaultTrouble):
        session.drafts.get(draft.id)
    assert session.drafts.restore(draft.id).text == "kept"


def test_going_back_loses_nothing(session: Session) -> None:
    draft = session.drafts.new("first")
    first = session.drafts.get(draft.id).revision
    session.drafts.save(draft.id, "second")
    session.drafts.go_back(draft.id, first)
    assert session.drafts.get(draft.id).text == "first"
    texts = [session.drafts.revision_text(draft.id, r.number) for r in session.drafts.revisions(draft.id)]
    assert texts[:2] == ["first", "second"]


def test_the_list_is_by_last_change_and_can_be_searched(session: Session) -> None:
    older, newer = session.drafts.new("On sleep"), session.drafts.new("On rest")
    session.drafts.save(older.id, "On sleep, again")
    assert [d.id for d in session.drafts.all()] == [older.id, newer.id]
    assert [d.id for d in session.drafts.find("REST")] == [newer.id]
    session.drafts.set_state(newer.id, DraftState.ARCHIVED)
    assert [d.id for d in session.drafts.find("on", state=DraftState.ARCHIVED)] == [newer.id]


def test_an_outcome_belongs_to_exactly_one_text(session: Session) -> None:
    draft = session.drafts.new("About someone")
    session.drafts.checked(draft.id, draft.text, report(finding(), stage=Stage.PARSED))
    session.drafts.checked(draft.id, draft.text, report(degraded=True))
    assert session.drafts.get(draft.id).outcome is None
    session.drafts.checked(draft.id, draft.text, report(finding()))
    assert session.drafts.get(draft.id).outcome is Outcome.NEEDS_CONSENT
    session.drafts.save(draft.id, "About no one")
    assert session.drafts.get(draft.id).outcome is None
