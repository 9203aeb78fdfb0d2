"""The life of a consent: legal steps only, refused with the reason where it would be no consent at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from composer.app import Session
from composer.consent.ask import ConsentFormTrouble
from composer.consent.ledger import ConsentNotPossible, Ledger
from composer.consent.record import (
    ConsentRecord,
    ConsentState,
    Evidence,
    Informing,
    Material,
    Method,
    Party,
    Private,
    Reach,
    SubjectKind,
    Told,
    Voluntariness,
)
from composer.errors import UserTrouble
from composer.vault import upkeep
from rules.report import Channel
from tests.composer.conftest import TEXT, finding, form

TODAY = date.today()
Given = Callable[..., ConsentRecord]


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return session.ledger


def test_asked_then_deferred_then_given(ledger: Ledger) -> None:
    asked = ledger.request(form(), at=datetime.now(UTC) - timedelta(days=5))
    assert (asked.code, asked.state, asked.waiting_for()) == ("C-001", ConsentState.REQUESTED, (Party(code="C-001"),))
    assert ledger.defer(asked.id).state is ConsentState.DEFERRED
    given = ledger.give(asked.id, method=Method.EMAIL, note="by e-mail of the same day")
    assert (given.state, given.waiting_for(), given.text_seen) == (ConsentState.GIVEN, (), TEXT)
    assert [e.kind for e in given.events] == ["ConsentRequested", "ConsentRequestDeferred", "ConsentGiven"]


def test_every_step_is_in_the_log_and_the_log_verifies(session: Session, given: Given) -> None:
    record = given()
    session.ledger.withdraw(record.id)
    kinds = [e.kind for e in session.vault.log.entries(subject=record.id)]
    assert kinds == ["consent.ConsentRequested", "consent.ConsentGiven", "consent.ConsentWithdrawn"]
    assert session.vault.log.verify().ok


@pytest.mark.parametrize("ending", ["refuse", "withdraw", "revoke", "invalidate"])
def test_nothing_follows_an_end(ledger: Ledger, ending: str) -> None:
    record = ledger.request(form(), at=datetime.now(UTC) - timedelta(days=5))
    if ending == "withdraw":
        ledger.give(record.id, method=Method.SIGNED_PAPER)
        ledger.withdraw(record.id)
    elif ending == "refuse":
        ledger.refuse(record.id)
    else:
        getattr(ledger, ending)(record.id, "It turned out to be unsound after all.")
    for step in (ledger.refuse, ledger.defer, ledger.withdraw):
        with pytest.raises(ConsentNotPossible):
            step(record.id)
    with pytest.raises(ConsentNotPossible):
        ledger.give(record.id, method=Method.SIGNED_PAPER)


def test_a_refusal_of_one_ends_it_for_a_group_of_three(ledger: Ledger) -> None:
    members = tuple(Party(code=f"G-001/{n}", role="member") for n in (1, 2, 3))
    record = ledger.request(form(kind=SubjectKind.GROUP, parties=members))
    ledger.give(record.id, party="G-001/1", method=Method.SIGNED_PAPER)
    half = ledger.give(record.id, party="G-001/2", method=Method.SIGNED_PAPER)
    assert (half.state, [p.code for p in half.waiting_for()]) == (ConsentState.REQUESTED, ["G-001/3"])
    assert ledger.refuse(record.id, party="G-001/3").state is ConsentState.REFUSED


def test_all_of_a_group_agree_and_one_withdraws(given: Given, ledger: Ledger) -> None:
    record = given(kind=SubjectKind.GROUP)
    assert record.state is ConsentState.GIVEN
    assert ledger.withdraw(record.id, party="G-001/2").state is ConsentState.WITHDRAWN


def test_with_several_parties_it_must_be_said_who(given: Given, ledger: Ledger) -> None:
    with pytest.raises(ConsentNotPossible, match="not clear who"):
        ledger.withdraw(given(kind=SubjectKind.GROUP).id)


def test_for_a_child_a_parent_and_the_able_child_decide(ledger: Ledger) -> None:
    record = ledger.request(form(kind=SubjectKind.CHILD))
    ledger.give(record.id, party="K-001", method=Method.SIGNED_PAPER)
    assert ledger.get(record.id).state is ConsentState.REQUESTED
    assert ledger.give(record.id, party="K-001/1", method=Method.SIGNED_PAPER).state is ConsentState.GIVEN


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "  "}, "no text"),
        ({"reach": Reach(channels=())}, "No channel"),
        ({"voluntariness": Voluntariness(in_therapy_contract=True)}, "therapy contract"),
        ({"material": Material(text=TEXT, quotes=("I started waiting",))}, "word for word"),
        ({"kind": SubjectKind.GROUP, "parties": (Party(code="G-001/1"),)}, "at least two"),
        ({"kind": SubjectKind.CHILD, "parties": (Party(code="K-001"),)}, "parent"),
        ({"kind": SubjectKind.DIED, "parties": (Party(code="D-001"),)}, "died"),
        ({"parties": (Party(code="C-001"), Party(code="C-001"))}, "same code"),
        ({"code": "Sarah"}, "never under a name"),
    ],
)
def test_what_is_no_consent_is_refused(ledger: Ledger, fields: dict[str, object], said: str) -> None:
    material = fields.pop("material", None)
    made = form(**fields)  # type: ignore[arg-type]
    if material:
        made = type(made)(kind=made.kind, material=material, reach=made.reach)  # type: ignore[arg-type]
    with pytest.raises(ConsentFormTrouble, match=said):
        ledger.request(made)
    assert ledger.all() == []


def test_consent_in_the_therapy_contract_names_the_law(ledger: Ledger) -> None:
    with pytest.raises(ConsentFormTrouble, match=r"Art\. 7\(2\)"):
        ledger.request(form(voluntariness=Voluntariness(in_therapy_contract=True)))


def test_a_yes_before_the_question_or_in_the_future_is_refused(ledger: Ledger) -> None:
    record = ledger.request(form())
    with pytest.raises(ConsentFormTrouble, match="before the question"):
        ledger.give(record.id, method=Method.EMAIL, at=datetime.now(UTC) - timedelta(days=1))
    with pytest.raises(ConsentFormTrouble, match="future"):
        ledger.give(record.id, method=Method.EMAIL, at=datetime.now(UTC) + timedelta(days=1))


def test_a_spoken_yes_needs_a_witness_or_a_recording(ledger: Ledger) -> None:
    record = ledger.request(form())
    with pytest.raises(ConsentFormTrouble, match="witness"):
        ledger.give(record.id, method=Method.RECORDED_VERBAL)
    blob = Evidence(
        blob="b", sha256="0" * 64, label="recording", media_type="text/plain", size=1, added=datetime.now(UTC)
    )
    ledger.attach(record.id, blob)
    assert ledger.give(record.id, method=Method.RECORDED_VERBAL).state is ConsentState.GIVEN


def test_they_must_have_been_told_that_they_can_withdraw(ledger: Ledger) -> None:
    record = ledger.request(form(informing=Informing(told=(Told.PERMANENT,))))
    with pytest.raises(ConsentFormTrouble, match="withdraw"):
        ledger.give(record.id, method=Method.EMAIL)
    given = ledger.give(record.id, method=Method.EMAIL, informing=Informing(told=(Told.CAN_WITHDRAW,)))
    assert given.state is ConsentState.GIVEN
    assert any("Not recorded as told" in w for w in given.warnings)


def test_an_answer_narrows_but_never_widens(ledger: Ledger) -> None:
    record = ledger.request(form(reach=Reach(channels=(Channel.BLOG, Channel.X))))
    with pytest.raises(ConsentFormTrouble, match="not asked"):
        ledger.give(record.id, method=Method.EMAIL, reach=Reach(channels=(Channel.FACEBOOK,)))
    assert ledger.give(record.id, method=Method.EMAIL, reach=Reach(channels=(Channel.BLOG,))).channels == (
        Channel.BLOG,
    )


def test_haste_is_remarked_on(ledger: Ledger) -> None:
    hasty = ledger.record_given(form(), method=Method.EMAIL)
    assert any(w.startswith("Agreed within the hour") for w in hasty.warnings)


def test_a_calm_well_informed_consent_raises_few_remarks(given: Given) -> None:
    assert not [w for w in given().warnings if "Agreed" in w or "told" in w]


def test_it_runs_out_and_can_be_renewed(given: Given, ledger: Ledger) -> None:
    record = given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY))
    assert ledger.expire_due(TODAY) == []
    assert [r.id for r in ledger.expire_due(TODAY + timedelta(days=1))] == [record.id]
    assert ledger.get(record.id).state is ConsentState.EXPIRED
    until = TODAY + timedelta(days=365)
    renewed = ledger.renew(record.id, method=Method.EMAIL, expires=until)
    assert (renewed.state, renewed.expires) == (ConsentState.RENEWED, until)


def test_after_it_ran_out_it_can_still_be_withdrawn(given: Given, ledger: Ledger) -> None:
    record = given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY - timedelta(days=1)))
    ledger.expire_due(TODAY)
    assert ledger.withdraw(record.id).state is ConsentState.WITHDRAWN


def test_codes_count_up_by_kind_and_are_never_given_twice(given: Given, ledger: Ledger) -> None:
    first, second = given(), given()
    assert (first.code, second.code) == ("C-001", "C-002")
    ledger.erase(second.id, "asked for erasure by letter")
    assert ledger.next_code(SubjectKind.CLIENT) == "C-003"
    assert ledger.next_code(SubjectKind.COLLEAGUE) == "L-001"
    assert given(code="C-001").code == "C-001"
    assert ledger.codes(SubjectKind.CLIENT) == ["C-001"]


def test_private_notes_stay_out_of_the_record(given: Given, ledger: Ledger) -> None:
    record = given()
    ledger.note_privately(record.id, Private(transference="eager to please"))
    assert ledger.private(record.id).transference == "eager to please"
    assert "eager" not in repr(ledger.get(record.id))


def test_erasure_leaves_a_tombstone_and_nothing_else(session: Session, given: Given) -> None:
    record = given()
    blob = session.vault.blobs.add(b"scan", "scan.pdf", "application/pdf")
    session.ledger.attach(
        record.id,
        Evidence(blob=blob.id, sha256=blob.sha256, label="scan", media_type=blob.media_type, size=4, added=blob.added),
    )
    left = session.ledger.erase(record.id, "asked for erasure by letter")
    assert (left.code, left.state, left.text_seen) == ("C-001", ConsentState.WITHDRAWN, "")
    assert left.erased
    assert session.vault.blobs.list() == []
    assert [e.reason for e in upkeep.erasures(session.vault)] == ["asked for erasure by letter"]
    assert TEXT not in repr([e.payload for e in session.vault.log.entries()])
    assert session.vault.log.verify().ok
    with pytest.raises(ConsentNotPossible, match="erased"):
        session.ledger.withdraw(record.id)


def test_restriction_keeps_the_record_but_nothing_may_rest_on_it(given: Given, ledger: Ledger) -> None:
    record = given()
    ledger.restrict(record.id, "kept for a complaint that is going on")
    assert not ledger.coverage(record.id, TEXT, Channel.BLOG, TODAY).covered
    ledger.lift_restriction(record.id)
    assert ledger.coverage(record.id, TEXT, Channel.BLOG, TODAY).covered


def test_retention_is_set_with_a_reason(given: Given, ledger: Ledger) -> None:
    record = given()
    with pytest.raises(UserTrouble):
        ledger.retain(record.id, TODAY, "because")
    kept = ledger.retain(record.id, TODAY, "six years after the last public use")
    assert (kept.retain_until, kept.retain_why) == (TODAY, "six years after the last public use")


def test_searching(given: Given, ledger: Ledger) -> None:
    client = given(reach=Reach(channels=(Channel.X,), expires=TODAY + timedelta(days=9)))
    other = given("A colleague put it well.", kind=SubjectKind.COLLEAGUE)
    assert [r.id for r in ledger.search("stopped WAITING")] == [client.id]
    assert [r.id for r in ledger.search("l-00")] == [other.id]
    assert [r.id for r in ledger.search(kind=SubjectKind.COLLEAGUE)] == [other.id]
    assert [r.id for r in ledger.search(channel=Channel.X)] == [client.id]
    assert [r.id for r in ledger.search(due_by=TODAY + timedelta(days=10))] == [client.id]
    assert ledger.search(state=ConsentState.REFUSED) == []


def test_a_fresh_ledger_tells_the_same(session: Session, given: Given) -> None:
    given()
    given(kind=SubjectKind.GROUP)
    assert Ledger(session.vault).all() == session.ledger.all()


def test_an_unknown_record(ledger: Ledger) -> None:
    with pytest.raises(ConsentNotPossible):
        ledger.get("nothing")


def undone(session: Session, consent_id: str) -> None:
    """A withdrawal that is rolled back after it was looked at."""
    with session.vault.transaction():
        session.ledger.withdraw(consent_id)
        assert session.ledger.get(consent_id).state is ConsentState.WITHDRAWN
        raise RuntimeError


def test_reading_on_tells_the_same_as_reading_anew(session: Session, given: Given) -> None:
    first = given()
    for step in range(3):
        given()
        session.ledger.note_privately(first.id, Private(power=str(step)))
        assert Ledger(session.vault).all() == session.ledger.all()
    with pytest.raises(RuntimeError):
        undone(session, first.id)
    assert session.ledger.get(first.id).state is ConsentState.GIVEN
    given()
    session.ledger.erase(first.id, "asked for erasure by letter")
    assert Ledger(session.vault).all() == session.ledger.all()


def test_after_a_roll_back_and_as_many_new_steps_nothing_stale_is_told(session: Session, given: Given) -> None:
    first = given()
    with pytest.raises(RuntimeError):
        undone(session, first.id)
    session.ledger.note_privately(first.id, Private(power="much"))
    session.ledger.note_privately(first.id, Private(power="less"))
    assert session.ledger.get(first.id).state is ConsentState.GIVEN
    assert Ledger(session.vault).all() == session.ledger.all()


def test_the_drafts_behind_a_consent_are_shown_before_erasing(session: Session, given: Given) -> None:
    linked, asked, other = (session.drafts.new(TEXT) for _ in range(3))
    record = given(draft_id=asked.id)
    session.review(linked.id).link_consent(finding(), record.id)
    assert {d.id for d in session.drafts_about(record.id)} == {linked.id, asked.id}
    assert other.id not in {d.id for d in session.drafts_about(record.id)}


def test_a_consent_that_did_not_show_a_picture_is_not_offered(session: Session) -> None:
    seen, unseen = "a" * 64, "b" * 64
    asked = msgspec.structs.replace(form(), material=Material(text=TEXT, pictures=(seen,)))
    record = session.ledger.record_given(asked, method=Method.SIGNED_PAPER)
    offered = session.ledger.covering
    assert offered(TEXT, Channel.BLOG, TODAY) == [record]
    assert offered(TEXT, Channel.BLOG, TODAY, pictures=iter([seen])) == [record]
    assert offered(TEXT, Channel.BLOG, TODAY, pictures=[seen, unseen]) == []
