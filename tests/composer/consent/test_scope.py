"""Consent covers one exact text, the named channels, a period; changes are shown word by word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from composer.app import Session
from composer.consent.ask import ConsentFormTrouble
from composer.consent.record import ConsentForm, ConsentRecord, Material, Method, Reach, SameSubstance, SubjectKind
from composer.consent.scope import ChangeKind, missing_quotes, word_changes
from composer.wording import normal_text, text_hash
from rules.report import Channel
from tests.composer.conftest import TEXT, form

TODAY = date.today()
Given = Callable[..., ConsentRecord]


def asked(session: Session, record: ConsentRecord, text: str = TEXT, on: date = TODAY) -> tuple[bool, str]:
    coverage = session.ledger.coverage(record.id, text, Channel.BLOG, on)
    return coverage.covered, coverage.code


def test_the_text_seen_is_covered_and_nothing_else(session: Session, given: Given) -> None:
    record = given()
    assert asked(session, record) == (True, "covered")
    assert asked(session, record, TEXT.replace("\n", "\r\n")) == (True, "covered")
    assert asked(session, record, TEXT + " ") == (False, "text")


def test_only_the_named_channels(session: Session, given: Given) -> None:
    coverage = session.ledger.coverage(given().id, TEXT, Channel.X, TODAY)
    assert (coverage.covered, coverage.code) == (False, "channel")
    assert "was given for Blog, not for X" in coverage.reason


def test_until_the_last_day_and_not_after(session: Session, given: Given) -> None:
    record = given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY))
    assert asked(session, record) == (True, "covered")
    assert asked(session, record, on=TODAY + timedelta(days=1)) == (False, "expired")


def test_not_before_it_is_given(session: Session) -> None:
    record = session.ledger.request(form())
    assert asked(session, record) == (False, "state")
    session.ledger.give(record.id, method=Method.EMAIL)
    assert asked(session, record) == (True, "covered")


def test_not_while_one_of_a_group_is_missing(session: Session) -> None:
    record = session.ledger.request(form(kind=SubjectKind.GROUP))
    session.ledger.give(record.id, party="G-001/1", method=Method.EMAIL)
    assert asked(session, record)[0] is False


def test_pictures_must_have_been_seen(session: Session, given: Given) -> None:
    record = given()
    assert session.ledger.get(record.id).form.material.pictures == ()
    from composer.consent.scope import covers

    assert covers(record, TEXT, Channel.BLOG, TODAY, pictures=["a" * 64]).code == "picture"


def test_a_judgement_of_sameness_takes_a_reason_and_shows(session: Session, given: Given) -> None:
    record = given(reach=Reach(channels=(Channel.BLOG,), this_text_only=False))
    changed = TEXT.replace("last week", "some time ago")
    with pytest.raises(ConsentFormTrouble):
        session.ledger.judge_same(record.id, changed, judged_by="A. V.", why="same")
    session.ledger.judge_same(record.id, changed, judged_by="A. V.", why="only the time was made vaguer")
    coverage = session.ledger.coverage(record.id, changed, Channel.BLOG, TODAY)
    assert (coverage.covered, coverage.code) == (True, "same-substance")
    assert coverage.changes
    assert asked(session, record, TEXT.replace("week", "month")) == (False, "text")


def test_a_changed_quote_cannot_be_judged_the_same(session: Session) -> None:
    material = Material(text=TEXT, quotes=("I stopped waiting.",))
    record = session.ledger.record_given(
        ConsentForm(
            kind=SubjectKind.CLIENT,
            material=material,
            reach=Reach(channels=(Channel.BLOG,), this_text_only=False),
            informing=form().informing,
        ),
        method=Method.EMAIL,
    )
    with pytest.raises(ConsentFormTrouble, match="quote"):
        session.ledger.judge_same(
            record.id, TEXT.replace("stopped", "quit"), judged_by="A. V.", why="means the same to any reader"
        )


def test_who_agreed_to_these_words_only_is_asked_again(session: Session, given: Given) -> None:
    record = given()
    assert record.form.reach.this_text_only
    changed = TEXT.replace("last week", "some time ago")
    with pytest.raises(ConsentFormTrouble, match="these exact words only"):
        session.ledger.judge_same(record.id, changed, judged_by="A. V.", why="only the time was made vaguer")
    judged = SameSubstance(
        text=changed, text_hash=text_hash(changed), judged_by="A. V.", why="by hand", at=record.asked_at
    )
    session.vault.log.append("consent.same-substance", record.id, msgspec.to_builtins(judged))
    assert asked(session, record, changed) == (False, "text")


def test_changes_read_like_sentences() -> None:
    changes = word_changes("My client came back after a year.", "A client came back after a long year!")
    assert [c.told() for c in changes] == [
        "“My” became “A”.",
        "Added “long” after “back after a”.",
        "“.” became “!”.",
    ]
    assert [c.kind for c in changes] == [ChangeKind.REPLACED, ChangeKind.ADDED, ChangeKind.REPLACED]


def test_neighbouring_changes_are_one() -> None:
    (change,) = word_changes("She is thirty four now", "She is about forty now")
    assert (change.seen, change.now) == ("thirty four", "about forty")


@example(st.text(), st.text())
def test_changes_rebuild_the_new_text(seen: str, now: str) -> None:
    old, new = normal_text(seen), normal_text(now)
    built, at = "", 0
    for change in word_changes(seen, now):
        assert new[change.start : change.end] == change.now
        assert old[change.seen_start : change.seen_end] == change.seen
        built += old[at : change.seen_start] + change.now
        at = change.seen_end
    assert built + old[at:] == new


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("I stopped waiting.", True),
        ('"I stopped waiting."', True),
        ("I  stopped\nwaiting", True),
        ("I stopped waiting!", False),
        ("i stopped waiting", False),
        ("", True),
    ],
)
def test_quotes_are_word_for_word(quote: str, there: bool) -> None:
    assert (missing_quotes([quote], TEXT) == ()) is there
