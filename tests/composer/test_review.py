"""Findings, what was done about them, and what still stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from composer.app import Session
from composer.consent.record import ConsentRecord, Reach
from composer.review import How, Need, ReasonTooShort, Review
from rules.report import Channel, Concern, Outcome, Stage
from tests.composer.conftest import TEXT, finding, report

TODAY = date.today()
Given = Callable[..., ConsentRecord]
REASON = "It is my own story, told with permission."


@pytest.fixture
def draft_id(session: Session) -> str:
    return session.drafts.new(TEXT).id


@pytest.fixture
def review(session: Session, draft_id: str) -> Review:
    return session.review(draft_id)


def codes(review: Review, *findings: object, **more: object) -> list[str]:
    state = review.state_of(report(*findings, **more), Channel.BLOG)  # type: ignore[arg-type]
    return [b.code for b in state.blockers]


def test_advice_never_stops_and_is_listed_when_left(review: Review) -> None:
    advice = finding(Outcome.ADVICE)
    state = review.state_of(report(advice), Channel.BLOG)
    assert (state.ready, state.left, state.open_findings) == (True, (advice,), ())
    review.set_aside(advice, "I mean it like that")
    state = review.state_of(report(advice), Channel.BLOG)
    assert (state.left, [i.resolution.how for i in state.resolved if i.resolution]) == ((), [How.SET_ASIDE])


def test_what_stops_cannot_be_set_aside(review: Review) -> None:
    with pytest.raises(ReasonTooShort):
        review.set_aside(finding(Outcome.MUST_FIX))


def test_a_client_needs_a_consent_that_covers(review: Review, given: Given) -> None:
    one = finding()
    assert codes(review, one) == ["consent"]
    review.link_consent(one, given(reach=Reach(channels=(Channel.X,))).id)
    state = review.state_of(report(one), Channel.BLOG)
    assert [b.code for b in state.blockers] == ["consent"]
    assert "not for Blog" in state.blockers[0].message
    covering = given()
    review.link_consent(one, covering.id)
    state = review.state_of(report(one), Channel.BLOG)
    assert (state.ready, state.consents) == (True, (covering.id,))


def test_a_clause_without_exception_takes_a_reason_beside_the_consent(review: Review, given: Given) -> None:
    one = finding(overrule=True)
    review.link_consent(one, given().id)
    state = review.state_of(report(one), Channel.BLOG)
    assert [(b.code, i.need) for b, i in zip(state.blockers, state.items, strict=True)] == [("reason", Need.REASON)]
    assert "MIP N3" in state.blockers[0].message
    review.overrule(one, REASON)
    state = review.state_of(report(one), Channel.BLOG)
    assert state.ready
    assert [(i.resolution.how, i.resolution.reason) for i in state.resolved if i.resolution] == [(How.CONSENT, REASON)]


def test_the_order_of_reason_and_consent_does_not_matter(review: Review, given: Given) -> None:
    one = finding(overrule=True)
    review.overrule(one, REASON)
    review.link_consent(one, given().id)
    assert codes(review, one) == []


def test_must_fix_is_mended_or_overruled(review: Review, given: Given) -> None:
    one = finding(Outcome.MUST_FIX)
    assert codes(review, one) == ["mend"]
    review.link_consent(one, given().id)
    assert codes(review, one) == ["mend"]
    review.overrule(one, REASON)
    assert codes(review, one) == []


@pytest.mark.parametrize("graver", [Outcome.NEEDS_CONSENT, Outcome.MUST_FIX])
def test_advice_set_aside_settles_nothing_that_stops(review: Review, graver: Outcome) -> None:
    review.set_aside(finding(Outcome.ADVICE), REASON)
    state = review.state_of(report(finding(graver)), Channel.BLOG)
    assert (state.ready, state.overruled) == (False, ())


def test_an_overruling_does_not_cover_what_became_graver(review: Review, given: Given) -> None:
    milder, graver = finding(), finding(Outcome.MUST_FIX)
    review.overrule(milder, REASON)
    assert (codes(review, milder), codes(review, graver)) == ([], ["mend"])
    review.link_consent(milder, given().id)
    assert (codes(review, milder), codes(review, graver)) == ([], ["mend"])
    review.link_consent(graver, given().id)
    assert codes(review, graver) == ["mend"]
    review.overrule(graver, REASON)
    assert (codes(review, milder), codes(review, graver)) == ([], [])


@pytest.mark.parametrize("reason", ["", "no", "x" * 19, " " * 40])
def test_an_overruling_takes_words(review: Review, reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        review.overrule(finding(), reason)
    assert review.resolutions() == {}


def test_a_mended_finding_is_remembered_when_it_is_gone(review: Review) -> None:
    one = finding()
    review.mended(one)
    assert codes(review, one) == ["consent"]
    state = review.state_of(report(), Channel.BLOG)
    assert (state.ready, [m.how for m in state.mended]) == (True, [How.MENDED])


def test_undo(review: Review) -> None:
    one = finding()
    review.overrule(one, REASON)
    review.undo(one.key)
    assert codes(review, one) == ["consent"]


def test_several_findings_at_once(review: Review, given: Given) -> None:
    several = [finding(key=k) for k in ("k1", "k2", "k3")]
    review.link_consent(several, given().id)
    assert codes(review, *several) == []


def test_an_unfinished_check_blocks(review: Review) -> None:
    assert codes(review, stage=Stage.PARSED) == ["not-checked"]


def test_an_empty_text_blocks(review: Review) -> None:
    assert [b.code for b in review.state_of(report(), Channel.BLOG, text=" \n").blockers] == ["empty"]


def test_the_severest_comes_first(review: Review) -> None:
    listed = [finding(Outcome.ADVICE, key="a", start=0), finding(Outcome.MUST_FIX, key="b", start=9, end=12)]
    state = review.state_of(report(*listed), Channel.BLOG)
    assert [i.finding.key for i in state.items] == ["b", "a"]


def test_a_consent_for_a_text_that_was_changed_shows_the_change(session: Session, draft_id: str, given: Given) -> None:
    one = finding()
    session.review(draft_id).link_consent(one, given().id)
    session.drafts.save(draft_id, TEXT + " Still.")
    state = session.review(draft_id).state_of(report(one), Channel.BLOG)
    (item,) = state.items
    assert item.coverage
    assert [c.told() for c in item.coverage.changes] == ["Added “Still.” after “stayed with me.”."]


def test_resolutions_hold_no_word_of_the_post(session: Session, draft_id: str, review: Review) -> None:
    review.overrule(finding(concern=Concern.CLINICAL_WORK), REASON)
    assert "waiting" not in repr(session.vault.drafts.resolutions(draft_id))
