"""An approval is signed for one exact text, and dies with anything it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from composer.app import Session
from composer.approval import Approval, NotReady, Record, RecordedReader
from composer.consent.record import ConsentRecord, Method, Reach
from composer.draft import DraftState
from composer.publish.export import ExportRefused
from composer.publish.post import Extras
from composer.questions import LAST, Answer
from composer.seal import Seal, fingerprint, signature_holds
from composer.standing import BESIDE, EDITED_AND_BACK, FALLEN, Standing
from rules.report import Channel, Outcome, Report
from tests.composer.conftest import NOTE, TEXT, easy, finding, report

TODAY = date.today()
Given = Callable[..., ConsentRecord]


def approved(session: Session, draft_id: str, made: Report, channel: Channel = Channel.BLOG) -> Approval:
    questions = session.approvals.questions(draft_id, made, channel)
    return session.approvals.approve(draft_id, made, channel, easy(questions))


def latest(session: Session, draft_id: str) -> Standing:
    """How the draft's newest approval stands, as the window's list reads it."""
    return session.approvals.standings(session.drafts.all(), TODAY)[draft_id][0]


@pytest.fixture
def draft_id(session: Session) -> str:
    return session.drafts.new(TEXT).id


@pytest.fixture
def rested(session: Session, draft_id: str, given: Given) -> tuple[Approval, ConsentRecord]:
    """An approval that rests on a consent."""
    record = given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY + timedelta(days=30)))
    session.review(draft_id).link_consent(finding(), record.id)
    return approved(session, draft_id, report(finding())), record


def test_a_harmless_post_is_approved_by_one_answer(session: Session) -> None:
    draft = session.drafts.new("Sleep matters more than we admit.")
    approval = approved(session, draft.id, report())
    assert session.approvals.current(draft.id, draft.text) == approval
    assert session.drafts.get(draft.id).state is DraftState.APPROVED
    assert signature_holds(approval.record)


def test_nothing_is_approved_while_something_stands_in_the_way(session: Session, draft_id: str) -> None:
    with pytest.raises(NotReady) as refused:
        session.approvals.approve(draft_id, report(finding()), Channel.BLOG, [])
    assert {b.code for b in refused.value.blockers} == {"consent", "question"}
    assert session.approvals.all() == []
    assert session.drafts.get(draft_id).state is DraftState.DRAFT
    assert "waiting" not in repr(refused.value)


def test_a_text_that_is_not_saved_is_not_approved(session: Session, draft_id: str) -> None:
    with pytest.raises(NotReady, match="not the one that is saved"):
        session.approvals.approve(
            draft_id, report(), Channel.BLOG, [Answer(question_id=LAST, answer="no")], text=TEXT + "!"
        )


def test_the_record_holds_no_word_of_the_post_and_no_code(rested: tuple[Approval, ConsentRecord]) -> None:
    approval, consent = rested
    written = msgspec.json.encode(approval.record).decode()
    assert "stopped waiting" not in written
    assert consent.code not in written
    assert approval.record.consents == (consent.id,)
    assert [(f.how, f.outcome) for f in approval.record.findings] == [("consent", "needs-consent")]


def test_an_overruling_shows_its_reason_and_notes_stay_in_the_vault(session: Session, draft_id: str) -> None:
    one = finding(Outcome.MUST_FIX)
    session.review(draft_id).overrule(one, "A published court case, quoted from the report.")
    made = report(one)
    answers = [
        msgspec.structs.replace(a, answer="yes", note=NOTE) if a.question_id == LAST else a
        for a in easy(session.approvals.questions(draft_id, made, Channel.BLOG))
    ]
    approval = session.approvals.approve(draft_id, made, Channel.BLOG, answers)
    assert approval.record.findings[0].reason.startswith("A published court case")
    assert NOTE not in msgspec.json.encode(approval.record).decode()
    assert session.approvals.get(approval.id) == approval


def test_any_edit_voids_it_for_good(session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]) -> None:
    session.drafts.save(draft_id, TEXT)  # saved again as it stands: no edit
    assert session.approvals.current(draft_id, TEXT) == rested[0]
    session.drafts.save(draft_id, TEXT + " ")
    assert session.drafts.get(draft_id).state is DraftState.DRAFT
    assert session.approvals.current(draft_id, TEXT + " ") is None
    assert session.approvals.standing(draft_id, TEXT + " ").reasons == ("The text was changed after it was approved.",)
    session.drafts.save(draft_id, TEXT)
    restored = session.approvals.standing(draft_id, TEXT)
    assert (restored.holds, restored.reasons) == (False, (EDITED_AND_BACK,))
    assert restored.fell
    assert latest(session, draft_id) == restored
    assert session.approvals.holding(draft_id, TEXT) == []
    with pytest.raises(ExportRefused, match="changed back"):
        session.exports.to_clipboard(rested[0])
    session.drafts.go_back(draft_id, rested[0].revision)
    assert session.approvals.current(draft_id, TEXT) is None
    again = approved(session, draft_id, report(finding()))
    assert session.approvals.current(draft_id, TEXT) == again


def test_an_edit_beside_the_text_voids_it_for_good(session: Session) -> None:
    draft = session.drafts.new("Sleep matters more than we admit.")
    approval = approved(session, draft.id, report())
    session.pictures.save(draft.id, Extras(warning="grief"))
    assert session.approvals.standing(draft.id, draft.text).reasons == (BESIDE,)
    session.pictures.save(draft.id, Extras())
    assert session.approvals.standing(draft.id, draft.text).reasons == (BESIDE,)
    assert session.approvals.current(draft.id, draft.text) is None
    assert approved(session, draft.id, report()).beside == approval.beside + 2
    assert session.approvals.current(draft.id, draft.text)


def test_a_draft_that_was_put_away_and_fetched_back_has_not_been_edited(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]
) -> None:
    session.drafts.set_state(draft_id, DraftState.ARCHIVED)
    session.drafts.set_state(draft_id, DraftState.DRAFT)  # put away and fetched back is no edit
    assert session.approvals.current(draft_id, TEXT) == rested[0]
    session.drafts.save(draft_id, TEXT + "!")
    session.drafts.save(draft_id, TEXT)
    assert session.approvals.current(draft_id, TEXT) is None


def test_a_withdrawn_consent_voids_it(session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]) -> None:
    session.withdraw(rested[1].id)
    standing = session.approvals.standing(draft_id, TEXT)
    assert (standing.holds, standing.reasons) == (False, ("Consent C-001 is withdrawn by the person.",))
    assert session.drafts.get(draft_id).state is DraftState.DRAFT


@pytest.mark.parametrize("end", ["withdraw", "revoke", "invalidate", "erase"])
def test_each_end_of_a_consent_is_noted_for_what_rested_on_it(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord], end: str
) -> None:
    why = () if end == "withdraw" else ("It turned out to be unsound after all.",)
    getattr(session, end)(rested[1].id, *why)
    assert session.approvals.falls()[rested[0].id].why == "consent"
    assert session.drafts.get(draft_id).state is DraftState.DRAFT


def test_the_end_of_an_earlier_consent_leaves_the_approval_of_another_text_alone(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]
) -> None:
    session.drafts.save(draft_id, "Sleep matters more than we admit.")
    later = approved(session, draft_id, report())
    session.withdraw(rested[1].id)
    assert session.approvals.holding(draft_id, "Sleep matters more than we admit.") == [later]
    assert session.drafts.get(draft_id).state is DraftState.APPROVED


def test_an_expired_consent_voids_it(session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]) -> None:
    later = TODAY + timedelta(days=31)
    assert session.approvals.current(draft_id, TEXT, today=later - timedelta(days=1))
    assert not session.approvals.current(draft_id, TEXT, today=later)
    session.begin_day(later)
    assert session.drafts.get(draft_id).state is DraftState.DRAFT


def test_a_record_released_another_day_revives_no_approval(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]
) -> None:
    session.ledger.restrict(rested[1].id, "a complaint is going on about it")
    assert session.approvals.current(draft_id, TEXT) is None
    session.begin_day(TODAY)
    assert session.drafts.get(draft_id).state is DraftState.DRAFT
    session.ledger.lift_restriction(rested[1].id)
    assert session.approvals.current(draft_id, TEXT) is None


def test_a_renewed_consent_revives_no_approval(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]
) -> None:
    approval, record = rested
    later = TODAY + timedelta(days=31)
    session.begin_day(later)
    session.ledger.renew(record.id, method=Method.SIGNED_PAPER, expires=later + timedelta(days=60))
    assert session.ledger.coverage(record.id, TEXT, Channel.BLOG, later).covered
    standing = session.approvals.standing(draft_id, TEXT, today=later)
    assert (standing.approval, standing.holds) == (approval, False)
    assert "had ended" in standing.reasons[0]
    assert [s.holds for s in session.approvals.standings(session.drafts.all(), later)[draft_id]] == [False]
    assert session.drafts.get(draft_id).state is DraftState.DRAFT
    session.begin_day(later)
    assert len(session.vault.log.entries(kind=FALLEN)) == 1  # noted once
    again = approved(session, draft_id, report(finding()))
    assert session.approvals.current(draft_id, TEXT, today=later) == again


def test_an_end_that_nobody_looked_at_before_the_renewal_is_noted_with_it(
    session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]
) -> None:
    later = TODAY + timedelta(days=31)
    session.end_fallen(later)
    session.ledger.renew(rested[1].id, method=Method.SIGNED_PAPER, expires=later + timedelta(days=60))
    assert not session.approvals.standing(draft_id, TEXT, today=later).holds
    assert session.drafts.get(draft_id).state is DraftState.DRAFT


def test_what_is_noted_of_a_fall_outlives_an_erasure_without_a_code(
    session: Session, rested: tuple[Approval, ConsentRecord]
) -> None:
    session.erase(rested[1].id, "asked for erasure by letter")
    (entry,) = session.vault.log.entries(kind=FALLEN)
    assert entry.subject == rested[0].id
    assert rested[1].code not in str(entry.payload)
    assert rested[1].id not in str(entry.payload)


def test_what_never_was_approved_has_not_fallen(session: Session, draft_id: str) -> None:
    assert session.approvals.standings(session.drafts.all(), TODAY) == {}


def test_a_second_reader_of_exactly_this_text_stands_in_the_record(session: Session) -> None:
    draft = session.drafts.new("Sleep matters more than we admit.")
    session.readers.record(draft.id, draft.text, reader="supervisor", on=TODAY, view="Fine as it is.", would_post=True)
    session.readers.record(draft.id, "An earlier text.", reader="colleague", on=TODAY, view="Not so sure.")
    approval = approved(session, draft.id, report())
    assert approval.record.readers == (RecordedReader(reader="supervisor", on=TODAY, would_post=True),)
    assert "Fine as it is" not in msgspec.json.encode(approval.record).decode()
    assert signature_holds(approval.record)


def test_a_record_from_before_there_were_readers_still_verifies(rested: tuple[Approval, ConsentRecord]) -> None:
    written = msgspec.to_builtins(rested[0].record)
    del written["readers"]
    unsigned = {k: v for k, v in written.items() if k != "signature"}
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(written["public_key"]))
    key.verify(bytes.fromhex(written["signature"]), rfc8785.dumps(unsigned))
    assert signature_holds(msgspec.convert(written, Record))


def test_it_is_for_one_channel(session: Session, draft_id: str, rested: tuple[Approval, ConsentRecord]) -> None:
    assert session.approvals.current(draft_id, TEXT, channel=Channel.BLOG)
    assert session.approvals.current(draft_id, TEXT, channel=Channel.X) is None


def test_a_real_person_behind_a_clear_post_takes_a_sentence(session: Session, draft_id: str) -> None:
    with pytest.raises(NotReady, match="real person"):
        session.approvals.approve(draft_id, report(), Channel.BLOG, [Answer(question_id=LAST, answer="yes")])


def test_every_field_of_the_record_is_under_the_signature(rested: tuple[Approval, ConsentRecord]) -> None:
    record = rested[0].record
    forged = {
        "text_sha256": "0" * 64, "author": "Someone Else", "channel": "x", "outcome": "clear", "consents": (),
        "findings": (), "questions": (), "packs": (), "characters": 1, "identity": "personal", "format": "other/1",
        "made_at": record.made_at + timedelta(seconds=1), "id": "other", "attached": (msgspec.UNSET,),
        "readers": (RecordedReader(reader="supervisor", on=TODAY, would_post=True),),
        "log_head": msgspec.structs.replace(record.log_head, seq=0), "public_key": "0" * 64, "signature": "0" * 128,
    }  # fmt: skip
    forged.pop("attached")
    assert set(forged) | {"attached"} == set(record.__struct_fields__)
    for field, value in forged.items():
        assert not signature_holds(msgspec.structs.replace(record, **{field: value})), field


def test_the_key_stays_the_same_and_can_be_read_out(session: Session) -> None:
    key = Seal(session.vault).public_key()
    assert Seal(session.vault).public_key() == key
    assert len(fingerprint(key)) == 19
