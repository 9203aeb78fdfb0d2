"""Sharing as it is: one decision for what is clear and welcome, and the review for everything else."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from composer.app import Session
from composer.draft import DraftState
from composer.questions import LAST
from composer.seal import signature_holds
from composer.share import NotAsItIs, Share, association_named
from rules.report import Channel, Outcome, Report, Stage
from tests.composer.conftest import finding, report

POST = "Sharing this from ACAT: the introduction to CAT runs online again in spring."
TODAY = date.today()
WELCOME = report(encouraged=("acat:i",))


def share(session: Session, found: Report = WELCOME, text: str = POST, channel: Channel = Channel.LINKEDIN) -> Share:
    draft = session.drafts.new(text, channels=[channel])
    return Share(session, draft.id, found, channel, text=text)


def test_it_is_approved_signed_logged_and_on_the_way_by_one_decision(session: Session) -> None:
    text, export = share(session).to_clipboard()
    assert text == POST
    (approval,) = session.approvals.all()
    assert signature_holds(approval.record)
    assert [(q.id, q.answer) for q in approval.record.questions] == [(LAST, "no")]
    assert session.exports.all()[0].export == export
    assert session.drafts.get(approval.draft_id).state is DraftState.EXPORTED


def test_what_is_said_by_it_is_told(session: Session) -> None:
    assert share(session).stated() == ("No part of it is drawn from a real person you have worked with.",)
    session.save_identity(msgspec.structs.replace(session.identity, disclaimer="Views my own"))
    assert "views my own" in share(session).stated()[0]
    assert share(session).why_not() == ""


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (report(finding(Outcome.ADVICE), encouraged=("acat:i",)), "Something was found"),
        (report(finding(), encouraged=("acat:i",)), "Something was found"),
        (report(), "does not read as a post of an association"),
        (report(encouraged=("acat:i",), degraded=True), "not been checked whole"),
        (report(encouraged=("acat:i",), stage=Stage.PARSED), "not been checked whole"),
    ],
)
def test_anything_else_takes_the_review(session: Session, found: Report, why: str) -> None:
    shared = share(session, found)
    assert why in shared.why_not()
    with pytest.raises(NotAsItIs):
        shared.to_clipboard()
    assert session.approvals.all() == []
    assert session.exports.all() == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("RT @ACAT_UK: Bookings are now open.", "acat:i"),
        ("📣 New from ACAT: a free webinar.", "acat:i"),
        ("The Association for Cognitive Analytic Therapy announces its spring programme.", "acat:i"),
        ("A CPD day of #ACAT on endings.", "acat:i"),
        ("A scat singer opened the evening.", ""),
        ("ACATALEPSY is a fine word.", ""),
        ("MIP has a new course.", ""),
    ],
)
def test_an_association_that_asks_for_sharing_is_known_by_its_names(session: Session, text: str, clause: str) -> None:
    assert association_named(text, session.identity) == clause


def test_what_was_pasted_whole_and_names_the_association_may_be_shared_and_says_so(session: Session) -> None:
    text = "📣 New from ACAT: a free webinar."
    draft = session.drafts.new(text, channels=[Channel.LINKEDIN])
    typed = Share(session, draft.id, report(), Channel.LINKEDIN, text=text)
    assert "does not read as a post of an association" in typed.why_not()
    pasted = Share(session, draft.id, report(), Channel.LINKEDIN, text=text, pasted=True)
    assert pasted.why_not() == ""
    assert pasted.stated()[0] == "It is a post of ACAT, word for word."
    about = Share(session, draft.id, report(finding()), Channel.LINKEDIN, text=text, pasted=True)
    assert "Something was found" in about.why_not()


def test_a_thread_or_what_does_not_fit_takes_the_review(session: Session) -> None:
    assert "too long" in share(session, text=POST * 6, channel=Channel.BLUESKY).why_not()
    assert share(session, text=POST * 60, channel=Channel.INSTAGRAM).why_not()


def test_a_text_that_was_not_saved_is_not_shared(session: Session) -> None:
    draft = session.drafts.new("Something else.", channels=[Channel.LINKEDIN])
    with pytest.raises(Exception, match="not the one that is saved"):
        Share(session, draft.id, WELCOME, Channel.LINKEDIN, text=POST).to_clipboard()
    assert session.exports.all() == []


def test_a_post_that_rests_is_not_shared(session: Session) -> None:
    draft = session.drafts.new(POST, channels=[Channel.LINKEDIN])
    session.rests.begin(draft.id)
    assert "rests until" in Share(session, draft.id, WELCOME, Channel.LINKEDIN, text=POST).why_not()
