"""Which step follows which in the life of a consent, written out once more by hand and tried at the ledger."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from composer.app import Session
from composer.consent.ledger import ConsentNotPossible, Ledger
from composer.consent.record import ConsentRecord, ConsentState, Method, Party, Reach, SubjectKind
from composer.consent.states import ENDED, LEGAL, together
from composer.errors import UserTrouble
from rules.report import Channel
from tests.composer.conftest import form

S = ConsentState
WHY = "It turned out to be unsound after all."
LAST_DAY = date.today() + timedelta(days=20)
AFTER = LAST_DAY + timedelta(days=1)

FOLLOWING = {
    "ConsentRequested": {
        "ConsentRequestDeferred", "ConsentGiven", "ConsentRefused", "ConsentRevoked", "ConsentInvalidated",
    },
    "ConsentRequestDeferred": {
        "ConsentRequestDeferred", "ConsentGiven", "ConsentRefused", "ConsentRevoked", "ConsentInvalidated",
    },
    "ConsentGiven": {
        "RenewedConsentGiven", "ConsentWithdrawn", "ConsentRevoked", "ConsentExpired", "ConsentInvalidated",
    },
    "RenewedConsentGiven": {
        "RenewedConsentGiven", "ConsentWithdrawn", "ConsentRevoked", "ConsentExpired", "ConsentInvalidated",
    },
    "ConsentExpired": {"RenewedConsentGiven", "ConsentWithdrawn", "ConsentRevoked", "ConsentInvalidated"},
    "ConsentRefused": set(),
    "ConsentWithdrawn": set(),
    "ConsentRevoked": set(),
    "ConsentInvalidated": set(),
}  # fmt: skip
VALID = {"ConsentGiven", "RenewedConsentGiven"}
GRAVEST_FIRST = (
    "ConsentInvalidated", "ConsentRevoked", "ConsentWithdrawn", "ConsentRefused", "ConsentExpired",
    "ConsentRequestDeferred", "ConsentRequested", "RenewedConsentGiven", "ConsentGiven",
)  # fmt: skip
PATHS: dict[str, tuple[str, ...]] = {
    "ConsentRequested": (),
    "ConsentRequestDeferred": ("ConsentRequestDeferred",),
    "ConsentGiven": ("ConsentGiven",),
    "RenewedConsentGiven": ("ConsentGiven", "RenewedConsentGiven"),
    "ConsentExpired": ("ConsentGiven", "ConsentExpired"),
    "ConsentRefused": ("ConsentRefused",),
    "ConsentWithdrawn": ("ConsentGiven", "ConsentWithdrawn"),
    "ConsentRevoked": ("ConsentRevoked",),
    "ConsentInvalidated": ("ConsentInvalidated",),
}


def step(ledger: Ledger, consent: str, state: str, party: str = "") -> None:
    """Take one step; an end that did not come about is refused like every other."""
    acts: dict[str, Callable[[], object]] = {
        "ConsentRequestDeferred": lambda: ledger.defer(consent, party=party),
        "ConsentGiven": lambda: ledger.give(consent, party=party, method=Method.EMAIL),
        "ConsentRefused": lambda: ledger.refuse(consent, party=party),
        "RenewedConsentGiven": lambda: ledger.renew(consent, party=party, method=Method.EMAIL, expires=LAST_DAY),
        "ConsentWithdrawn": lambda: ledger.withdraw(consent, party=party),
        "ConsentRevoked": lambda: ledger.revoke(consent, WHY),
        "ConsentInvalidated": lambda: ledger.invalidate(consent, WHY),
        "ConsentExpired": lambda: _run_out(ledger, consent),
    }
    acts[state]()


def _run_out(ledger: Ledger, consent: str) -> None:
    if consent not in {r.id for r in ledger.expire_due(AFTER)}:
        raise ConsentNotPossible("It did not run out.", "Nothing was recorded.", "Wait.")


def at(ledger: Ledger, state: str, kind: SubjectKind = SubjectKind.CLIENT) -> ConsentRecord:
    reach = Reach(channels=(Channel.BLOG,), expires=LAST_DAY)
    record = ledger.request(form(kind=kind, reach=reach), at=datetime.now(UTC) - timedelta(days=5))
    for one in PATHS[state]:
        step(ledger, record.id, one)
    assert ledger.get(record.id).state == state
    return ledger.get(record.id)


def test_the_table_in_the_code_is_the_one_written_here() -> None:
    assert {str(state): set(map(str, after)) for state, after in LEGAL.items()} == {
        "None": {"ConsentRequested"},
        **FOLLOWING,
    }
    assert set(map(str, ENDED)) == {state for state, after in FOLLOWING.items() if not after}


@pytest.mark.parametrize("state", FOLLOWING)
def test_from_each_state_these_steps_and_no_others(session: Session, state: str) -> None:
    ledger = session.ledger
    for following in (s for s in FOLLOWING if s != "ConsentRequested"):
        record = at(ledger, state)
        events = len(record.events)
        if following in FOLLOWING[state]:
            step(ledger, record.id, following)
            assert ledger.get(record.id).state == following, following
            assert [e.kind for e in ledger.get(record.id).events[events:]] == [following]
        else:
            with pytest.raises(UserTrouble):
                step(ledger, record.id, following)
            assert ledger.get(record.id) == record, following
    assert session.vault.log.verify().ok


@pytest.mark.parametrize("state", FOLLOWING)
def test_the_steps_that_are_offered_are_the_legal_ones(session: Session, state: str) -> None:
    record = at(session.ledger, state)
    offered = session.ledger.steps(record.id)
    assert {str(s) for s in offered} == FOLLOWING[state]
    one_of_the_parties = {"ConsentRequestDeferred", "ConsentGiven", "ConsentRefused", "RenewedConsentGiven"}
    one_of_the_parties |= {"ConsentWithdrawn"}
    for each, codes in offered.items():
        assert codes == ((record.code,) if each in one_of_the_parties else ()), each


def test_only_two_states_are_ones_that_a_text_may_rest_on() -> None:
    assert {s for s in S if s.valid} == VALID
    assert {s for s in S if s.open} == {"ConsentRequested", "ConsentRequestDeferred"}


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations_with_replacement(GRAVEST_FIRST, 2)))
def test_of_two_people_the_graver_word_speaks_for_both(one: str, other: str) -> None:
    assert together((S(one), S(other))) == together((S(other), S(one))) == one


@pytest.mark.parametrize("end", ["ConsentRefused", "ConsentWithdrawn"])
def test_after_one_person_s_end_no_other_takes_a_step(session: Session, end: str) -> None:
    ledger = session.ledger
    record = ledger.request(form(kind=SubjectKind.GROUP), at=datetime.now(UTC) - timedelta(days=5))
    one, other = (p.code for p in record.parties)
    if end == "ConsentWithdrawn":
        step(ledger, record.id, "ConsentGiven", one)
    step(ledger, record.id, end, one)
    for following in (s for s in FOLLOWING if s != "ConsentRequested"):
        with pytest.raises(UserTrouble):
            step(ledger, record.id, following, other)
    assert ledger.steps(record.id) == {}
    assert ledger.get(record.id).state == end


def test_one_person_steps_from_where_they_stand_and_not_from_where_the_whole_does(session: Session) -> None:
    ledger = session.ledger
    record = ledger.request(form(kind=SubjectKind.GROUP), at=datetime.now(UTC) - timedelta(days=5))
    one, other = (p.code for p in record.parties)
    step(ledger, record.id, "ConsentGiven", one)
    for illegal in ("ConsentRequestDeferred", "ConsentRefused", "ConsentGiven"):
        with pytest.raises(ConsentNotPossible):
            step(ledger, record.id, illegal, one)
    for illegal in ("RenewedConsentGiven", "ConsentWithdrawn"):
        with pytest.raises(ConsentNotPossible):
            step(ledger, record.id, illegal, other)
    assert ledger.steps(record.id)[S.WITHDRAWN] == (one,)
    assert ledger.steps(record.id)[S.GIVEN] == (other,)


def test_what_ends_a_whole_consent_ends_it_for_everyone(session: Session) -> None:
    ledger = session.ledger
    for end in ("ConsentRevoked", "ConsentInvalidated", "ConsentExpired"):
        reach = Reach(channels=(Channel.BLOG,), expires=LAST_DAY)
        record = ledger.request(form(kind=SubjectKind.GROUP, reach=reach), at=datetime.now(UTC) - timedelta(days=5))
        for party in record.parties:
            step(ledger, record.id, "ConsentGiven", party.code)
        step(ledger, record.id, end)
        assert ledger.get(record.id).state == end
        if end == "ConsentExpired":  # both have to say it again
            step(ledger, record.id, "RenewedConsentGiven", record.parties[0].code)
            assert ledger.get(record.id).state == end
            step(ledger, record.id, "RenewedConsentGiven", record.parties[1].code)
            assert ledger.get(record.id).state == "RenewedConsentGiven"


def test_a_person_is_not_asked_on_a_day_to_come(session: Session) -> None:
    with pytest.raises(UserTrouble, match="future"):
        session.ledger.request(form(), at=datetime.now(UTC) + timedelta(days=1))
    assert session.ledger.all() == []


@pytest.mark.parametrize("end", ["revoke", "invalidate"])
def test_the_author_ends_a_consent_with_a_reason_only(session: Session, end: str) -> None:
    record = at(session.ledger, "ConsentGiven")
    for reason in ("", "because", " " * 40):
        with pytest.raises(UserTrouble, match="reason"):
            getattr(session.ledger, end)(record.id, reason)
    assert session.ledger.get(record.id) == record


@pytest.mark.parametrize("state", ["ConsentRequested", "ConsentGiven", "ConsentExpired"])
def test_an_erased_record_takes_no_step(session: Session, state: str) -> None:
    ledger = session.ledger
    record = at(ledger, state)
    ledger.erase(record.id, "asked for erasure by letter")
    for following in (s for s in FOLLOWING if s != "ConsentRequested"):
        with pytest.raises(UserTrouble):
            step(ledger, record.id, following, record.code)
    assert ledger.steps(record.id) == {}
    assert Party(code=record.code) not in ledger.get(record.id).parties


def test_a_spoken_renewal_needs_a_witness_too_and_brings_its_own_end(session: Session) -> None:
    ledger = session.ledger
    record = at(ledger, "ConsentExpired")
    with pytest.raises(UserTrouble, match="witness"):
        ledger.renew(record.id, method=Method.RECORDED_VERBAL)
    later = LAST_DAY + timedelta(days=30)
    now = ledger.renew(record.id, method=Method.RECORDED_VERBAL, witness="the receptionist", expires=later)
    assert (now.expires, now.form.reach.expires, now.form.reach.review_on) == (later, later, None)


def test_of_two_ends_the_earlier_counts(session: Session) -> None:
    ledger, later = session.ledger, LAST_DAY + timedelta(days=30)
    record = ledger.request(form(kind=SubjectKind.GROUP, reach=Reach(channels=(Channel.BLOG,), expires=LAST_DAY)))
    one, other = (p.code for p in record.parties)
    step(ledger, record.id, "ConsentGiven", one)
    step(ledger, record.id, "ConsentGiven", other)
    now = ledger.renew(record.id, party=one, method=Method.EMAIL, expires=later)
    assert now.expires == LAST_DAY, "the other one has not agreed to more"


def test_answers_stay_when_it_runs_out_and_go_when_it_is_revoked(session: Session) -> None:
    assert len(at(session.ledger, "ConsentExpired").decisions) == 1
    given = at(session.ledger, "ConsentGiven")
    assert session.ledger.revoke(given.id, WHY).decisions == ()


def test_nobody_without_a_code_and_no_answer_without_a_channel(session: Session) -> None:
    ledger = session.ledger
    with pytest.raises(UserTrouble, match="code"):
        ledger.request(form(kind=SubjectKind.GROUP, parties=(Party(code="G-001/1"), Party(code=""))))
    record = at(ledger, "ConsentRequested")
    with pytest.raises(UserTrouble, match="channel"):
        ledger.give(record.id, method=Method.EMAIL, reach=Reach(channels=()))


def test_sameness_is_judged_by_someone_of_other_words_and_a_consent_in_force(session: Session) -> None:
    ledger = session.ledger
    reach = Reach(channels=(Channel.BLOG,), this_text_only=False)
    record = ledger.request(form("She waited.", reach=reach))
    with pytest.raises(UserTrouble, match="not in force"):
        ledger.judge_same(record.id, "She waited!", judged_by="A. V.", why="only a mark was changed")
    ledger.give(record.id, method=Method.EMAIL)
    with pytest.raises(UserTrouble, match="exactly the one seen"):
        ledger.judge_same(record.id, "She waited.", judged_by="A. V.", why="only a mark was changed")
    with pytest.raises(UserTrouble, match="who judged"):
        ledger.judge_same(record.id, "She waited!", judged_by=" ", why="only a mark was changed")
    assert ledger.judge_same(record.id, "She waited!", judged_by="A. V.", why="only a mark was changed").same_substance
