"""A post that rests is held back until its day, or until the author ends the rest on purpose."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from composer.app import Session
from composer.approval import NotReady
from composer.errors import UserTrouble
from composer.reminders import ReminderKind
from rules.report import Channel
from tests.composer.conftest import TEXT, easy, report

TODAY = date.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def draft_id(session: Session) -> str:
    return session.drafts.new(TEXT).id


def approve(session: Session, draft_id: str, today: date) -> None:
    questions = session.approvals.questions(draft_id, report(), Channel.BLOG)
    session.approvals.approve(draft_id, report(), Channel.BLOG, easy(questions), today=today)


def test_it_holds_until_tomorrow_whatever_is_written(session: Session, draft_id: str) -> None:
    session.rests.begin(draft_id)
    with pytest.raises(NotReady, match="rests until") as refused:
        approve(session, draft_id, TODAY)
    assert [b.code for b in refused.value.blockers] == ["resting"]
    session.drafts.save(draft_id, TEXT + " Changed.")
    with pytest.raises(NotReady, match="rests until"):
        approve(session, draft_id, TODAY)
    approve(session, draft_id, TOMORROW)


def test_it_can_be_ended_on_purpose_and_the_log_keeps_that(session: Session, draft_id: str) -> None:
    session.rests.begin(draft_id)
    session.rests.end(draft_id)
    assert session.rests.held(TODAY) == {}
    approve(session, draft_id, TODAY)
    assert [e.kind for e in session.vault.log.entries(subject=draft_id)] == ["review.rest", "review.rest-ended"]


def test_a_rest_can_be_begun_again(session: Session, draft_id: str) -> None:
    session.rests.begin(draft_id)
    session.rests.end(draft_id)
    rest = session.rests.begin(draft_id, until=TODAY + timedelta(days=3))
    assert session.rests.holding(draft_id, TOMORROW) == rest
    assert session.rests.held(TODAY) == {draft_id: rest}


def test_a_rest_ends_on_a_day_ahead(session: Session, draft_id: str) -> None:
    with pytest.raises(UserTrouble, match="day ahead"):
        session.rests.begin(draft_id, until=TODAY)
    assert session.rests.held(TODAY) == {}


def test_it_is_told_when_the_day_has_come_and_not_for_ever(session: Session, draft_id: str) -> None:
    def told(day: date) -> list[str]:
        return [r.subject for r in session.due(day) if r.kind is ReminderKind.RESTED]

    session.rests.begin(draft_id)
    assert told(TODAY) == []
    assert told(TOMORROW) == [draft_id]
    assert told(TOMORROW + timedelta(days=8)) == []
    approve(session, draft_id, TOMORROW)
    assert told(TOMORROW) == []


def test_a_reader_s_view_of_a_day_ahead_is_refused(session: Session, draft_id: str) -> None:
    with pytest.raises(UserTrouble, match="lies ahead"):
        session.readers.record(draft_id, TEXT, reader="supervisor", on=TOMORROW, view="Fine.")
    assert session.readers.of_draft(draft_id) == []
