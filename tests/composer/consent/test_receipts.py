"""Every receipt, whoever it is for and wherever it stands: in the vocabulary, offline, neutral, and signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from pyld import jsonld as pyld

from composer.app import Session
from composer.consent import jsonld, kantara
from composer.consent.dossier import answer_of, dossier, dossier_paper
from composer.consent.record import ConsentRecord, ConsentState, Method, Party, Reach, SubjectKind
from composer.consent.sheet import information_paper
from composer.seal import Seal
from rules.report import Channel
from tests.composer.conftest import TEXT, form
from tests.composer.consent.test_documents import ANNA, REVEALING

DPV = "https://w3id.org/dpv#"
LONG_AGO = datetime.now(UTC) - timedelta(days=9)


def refuse(*_: object) -> None:
    raise AssertionError("nothing may be fetched")


def brought_to(session: Session, kind: SubjectKind, state: ConsentState) -> ConsentRecord:
    """A consent of that kind, led to that state by its legal way; one of several parties takes the last step."""
    ledger = session.ledger
    reach = Reach(channels=(Channel.BLOG, Channel.X), expires=datetime.now(UTC).date())
    record = ledger.request(form(kind=kind, reach=reach, impact_assessment="DPIA 2026-4"), at=LONG_AGO)
    parties = [p.code for p in record.parties]
    if state in (ConsentState.DEFERRED, ConsentState.REFUSED):
        (ledger.defer if state is ConsentState.DEFERRED else ledger.refuse)(record.id, party=parties[-1])
        return ledger.get(record.id)
    if state is ConsentState.REQUESTED:
        return record
    for party in parties:
        ledger.give(record.id, party=party, method=Method.SIGNED_PAPER)
    if state is ConsentState.EXPIRED:
        ledger.expire_due(datetime.now(UTC).date() + timedelta(days=1))
    elif state is ConsentState.RENEWED:
        ledger.renew(record.id, party=parties[0], method=Method.EMAIL)
    elif state is ConsentState.WITHDRAWN:
        session.withdraw(record.id, party=parties[-1])
    elif state is not ConsentState.GIVEN:
        step = session.revoke if state is ConsentState.REVOKED else session.invalidate
        step(record.id, "It turned out to be unsound after all.")
    return ledger.get(record.id)


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_receipt_is_sound(session: Session, kind: SubjectKind) -> None:
    for state in ConsentState:
        record = brought_to(session, kind, state)
        assert state in (record.state, ConsentState(record.events[-1].kind))
        for document in (jsonld.receipt(record, ANNA), jsonld.consent_record(record, ANNA)):
            assert jsonld.problems(document) == []
            (expanded,) = pyld.expand(json.loads(document), {"documentLoader": refuse})
            whole = json.dumps(expanded)
            assert f"{DPV}DPIA" in whole
            assert '"dpv:' not in whole, "a term was left unexpanded"
            plain = document.decode().replace("anna@harbour.example", "").lower()
            assert not [word for word in REVEALING if word in plain]
            assert record.code.lower() not in plain


@pytest.mark.parametrize("kind", [SubjectKind.CLIENT, SubjectKind.GROUP, SubjectKind.CHILD, SubjectKind.DIED])
def test_kantaras_keys_are_all_there_and_neutral(session: Session, kind: SubjectKind) -> None:
    record = brought_to(session, kind, ConsentState.GIVEN)
    said = kantara.receipt(record, ANNA)
    assert said["version"] == "KI-CR-v1.1.0"
    for key in ("consentReceiptID", "piiPrincipalId", "policyUrl", "language", "jurisdiction", "collectionMethod"):
        assert said[key]
    assert said["consentTimestamp"] == int((record.decided_at or LONG_AGO).timestamp())
    assert said["sensitive"] is True
    assert said["spiCat"]
    assert said["piiControllers"][0]["piiController"] == "Anna Veraart"
    assert [s["service"] for s in said["services"]] == ["a text on Blog", "a text on X"]
    (purpose,) = said["services"][0]["purposes"]
    assert (purpose["consentType"], purpose["thirdPartyDisclosure"]) == ("EXPLICIT", True)
    assert {"purpose", "purposeCategory", "piiCategory", "termination", "thirdPartyName"} <= purpose.keys()
    plain = kantara.receipt_json(record, ANNA).decode().replace("anna@harbour.example", "").lower()
    assert not [word for word in (*REVEALING, "stopped waiting", record.code.lower()) if word in plain]


def test_the_signed_receipt_holds_until_a_letter_is_changed(session: Session) -> None:
    record = brought_to(session, SubjectKind.CLIENT, ConsentState.GIVEN)
    token = kantara.receipt_token(record, ANNA, Seal(session.vault))
    found = kantara.checked(token)
    assert found.holds
    assert found.receipt["piiPrincipalId"] == jsonld.subject_id(record)
    head, body, signature = token.strip().split(b".")
    for spoilt in (
        b".".join((head, body[:-4] + b"AAAA", signature)),
        b".".join((head, body, signature[:-4] + b"AAAA")),
        b".".join((body, body, signature)),
        b"nothing like it",
        b"..",
        "größer.als.ascii".encode(),
    ):
        assert not kantara.checked(spoilt).holds


def test_a_person_who_decides_for_another_is_told_as_such(session: Session) -> None:
    decides = (Party(code="C-001/1", role="attorney", basis="lasting power of attorney"),)
    record = session.ledger.request(form(parties=decides), at=LONG_AGO)
    session.ledger.give(record.id, method=Method.EMAIL)
    record = session.ledger.get(record.id)
    assert b"dpv:Representative" in jsonld.receipt(record, ANNA)
    assert answer_of(record, record.parties[0]).endswith("by e-mail")


def test_papers_tell_the_window_what_they_tell_the_printer(session: Session) -> None:
    record = brought_to(session, SubjectKind.GROUP, ConsentState.WITHDRAWN)
    sheet = information_paper(record.form, ANNA)
    kinds = [block.kind for block in sheet.blocks]
    assert kinds.count("page") == 2
    assert (TEXT,) in [block.words for block in sheet.blocks if block.kind == "exact"]
    assert kinds.count("lines") == 3
    paper = dossier_paper(dossier(session, record.id))
    answers = dict(row for block in paper.blocks if block.kind == "fields" for row in block.rows)
    assert answers["G-001/1, member"].startswith("given on")
    assert answers["G-001/2, member"].startswith("withdrawn by the person on")


def test_the_sheet_says_whether_wording_may_change(session: Session) -> None:
    exact = information_paper(form(), ANNA).blocks
    loose = information_paper(form(reach=Reach(channels=(Channel.BLOG,), this_text_only=False)), ANNA).blocks
    assert any("even a word" in word for block in exact for word in block.words)
    assert any("do not change what it says" in word for block in loose for word in block.words)
