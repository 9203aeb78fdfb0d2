"""Documents for people and panels: readable, neutral, complete; the machine's form in the right vocabulary."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from PIL import Image
from pyld import jsonld as pyld

from composer.app import Session
from composer.consent import jsonld
from composer.consent.dossier import dossier, dossier_json, dossier_pdf
from composer.consent.receipt import receipt_pdf
from composer.consent.record import ConsentRecord, Method, Party, Private, Reach, SubjectKind
from composer.consent.sheet import information_sheet, revealing, sheet_hash
from composer.identity import Identity
from composer.paper import Paper
from composer.review_sheet import review_sheet
from composer.wording import plain_date
from rules.report import Channel, IdentityKind
from tests.composer.conftest import TEXT, finding, form, report

ANNA = Identity(
    kind=IdentityKind.PROFESSIONAL,
    display_name="Anna Veraart",
    practice="Harbour Therapy",
    role="Therapist",
    emails=("anna@harbour.example",),
)
REVEALING = ("therap", "client", "patient", "counsel", "clinic", "session", "mental", "practice", "professional")
Given = Callable[..., ConsentRecord]


def read(content: bytes, password: str = "") -> str:
    reader = pypdf.PdfReader(io.BytesIO(content), password=password or None)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def reveals(text: str) -> list[str]:
    return [word for word in REVEALING if word in text.lower()]


def test_f32_a_paper_names_what_nobody_can_see(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = "It is Sa\u200bra, \u202ethen."
    paper = Paper("Text")
    paper.exact(hidden)
    named = "It is Sa⟨zero-width space⟩ra, ⟨right-to-left override⟩then."
    assert paper.blocks[1].words == (named,)
    assert paper.blocks[2].words == ("⟨…⟩ names a sign that is in the text and that nobody can see.",)
    assert named in read(paper.pdf())
    plain = Paper("Text")
    plain.exact("It is Sara ⟨as ever⟩.")
    assert [block.words for block in plain.blocks[1:]] == [("It is Sara ⟨as ever⟩.",)]
    monkeypatch.setattr("composer.paper._letters", lambda: frozenset(map(ord, named)) - set(map(ord, "⟨⟩")))
    few = Paper("Text")
    few.exact(hidden)
    assert few.blocks[1].words == ("It is Sa[zero-width space]ra, [right-to-left override]then.",)


@pytest.mark.parametrize("large", [False, True])
def test_the_information_sheet_tells_all_and_shows_the_text(large: bool) -> None:
    asked = form("It rained.\nWe laughed.", code="C-007", reach=Reach(channels=(Channel.BLOG, Channel.X)))
    content = information_sheet(asked, ANNA, large=large)
    text = read(content)
    told = ("recognise yourself", "say no", "change your mind", "Information Commissioner", "expressly", "Signature")
    for said in ("It rained.", "We laughed.", "Blog", "X", "Anna Veraart", "anna@harbour.example", *told):
        assert said in text, said
    assert reveals(text) == []


def test_large_print_is_large() -> None:
    sizes = []
    for large in (False, True):
        page = pypdf.PdfReader(io.BytesIO(information_sheet(form(), ANNA, large=large))).pages[0]
        found: list[float] = []
        page.extract_text(
            visitor_text=lambda t, cm, tm, f, size, found=found: found.append(size) if t.strip() else None
        )
        sizes.append(sorted(found)[len(found) // 2])
    assert sizes[1] >= 16 > sizes[0]


def test_everyone_who_decides_has_a_place_to_sign() -> None:
    members = (Party(code="G-001/1", role="member"), Party(code="G-001/2", role="member"))
    text = read(information_sheet(form(kind=SubjectKind.GROUP, parties=members), ANNA))
    assert "(G-001/1)" in text
    assert "(G-001/2)" in text
    child = read(information_sheet(form(kind=SubjectKind.CHILD), ANNA))
    assert "I may do so because" in child


def test_what_would_give_the_reader_away_is_told_before_printing() -> None:
    assert revealing(form(), ANNA) == []
    telling = Reach(channels=(Channel.BLOG,), account="Harbour Therapy", purposes=("to explain counselling",))
    assert len(revealing(form(reach=telling), ANNA)) == 2


def test_a_picture_is_shown_on_the_sheet() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG")
    reader = pypdf.PdfReader(io.BytesIO(information_sheet(form(), ANNA, pictures=[buffer.getvalue()])))
    assert sum(len(page.images) for page in reader.pages) == 1


def test_what_is_typed_is_no_markup() -> None:
    text = read(information_sheet(form("<b>x</b> & <img src='file:///etc/passwd'/> =cmd()"), ANNA))
    assert "<b>x</b> & <img src='file:///etc/passwd'/> =cmd()" in text


def test_signs_the_font_lacks_are_shown_and_counted() -> None:
    paper = Paper("A text")
    paper.text("plain \U00013080 sign")
    assert "cannot be printed" in read(paper.pdf())
    assert paper.missing == 1


def test_papers_carry_no_author_and_no_time() -> None:
    content = information_sheet(form(), ANNA)
    assert content == information_sheet(form(), ANNA)
    meta = pypdf.PdfReader(io.BytesIO(content)).metadata or {}
    assert not (meta.get("/Author") or "").strip()
    assert b"Veraart" not in content


def test_the_sheet_has_a_fingerprint() -> None:
    assert len(sheet_hash()) == 64


@pytest.mark.parametrize("large", [False, True])
def test_the_receipt_is_neutral(given: Given, large: bool) -> None:
    record = given()
    text = read(receipt_pdf(record, ANNA, large=large))
    assert record.id in text.replace(" ", "")
    assert "You agreed" in text
    assert "Copies that others made cannot be called back" in text
    assert reveals(text) == []
    assert "C-001" not in text
    assert "waiting" not in text


def test_a_receipt_can_be_locked(given: Given) -> None:
    content = receipt_pdf(given(), ANNA, password="a shared word")
    assert b"You agreed" not in content
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.is_encrypted
    assert not reader.decrypt("wrong")
    assert "You agreed" in read(content, "a shared word")


@pytest.fixture
def withdrawn(session: Session, given: Given) -> ConsentRecord:
    record = given(reach=Reach(channels=(Channel.BLOG, Channel.X), expires=date.today() + timedelta(days=90)))
    session.ledger.withdraw(record.id)
    return session.ledger.get(record.id)


def test_a_receipt_says_since_when(withdrawn: ConsentRecord) -> None:
    assert f"You changed your mind Since {plain_date(datetime.now(UTC).date())}" in read(receipt_pdf(withdrawn, ANNA))


def test_the_machines_receipt_is_in_the_vocabulary(withdrawn: ConsentRecord) -> None:
    document = jsonld.receipt(withdrawn, ANNA)
    assert jsonld.problems(document) == []
    assert jsonld.problems(jsonld.consent_record(withdrawn, ANNA)) == []
    plain = document.decode()
    assert "waiting" not in plain
    assert "C-001" not in plain
    assert reveals(plain.replace("anna@harbour.example", "")) == []


def test_it_expands_offline(withdrawn: ConsentRecord) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("nothing may be fetched")

    (receipt,) = pyld.expand(json.loads(jsonld.receipt(withdrawn, ANNA)), {"documentLoader": refuse})
    dpv = "https://w3id.org/dpv#"
    assert receipt["@type"] == [f"{dpv}ConsentReceipt"]
    (record,) = receipt[f"{dpv}hasRecordOfActivity"]
    assert record["@id"] == f"urn:uuid:{withdrawn.id}"
    statuses = [s["@type"][0].removeprefix(dpv) for s in record[f"{dpv}hasConsentStatus"]]
    assert statuses == ["ConsentRequested", "ConsentGiven", "ConsentWithdrawn"]
    assert len(record[f"{dpv}hasProcess"]) == 2
    assert {"@id": "https://w3id.org/dpv/legal/eu/gdpr#A9-2-a"} in record[f"{dpv}hasLegalBasis"]
    assert len(pyld.normalize(json.loads(jsonld.receipt(withdrawn, ANNA)), {"format": "application/n-quads"})) > 500


def test_a_childs_record_names_the_parents_role_only(session: Session) -> None:
    record = session.ledger.request(form(kind=SubjectKind.CHILD))
    for code in ("K-001", "K-001/1"):
        session.ledger.give(record.id, party=code, method=Method.SIGNED_PAPER)
    document = jsonld.receipt(session.ledger.get(record.id), ANNA)
    assert jsonld.problems(document) == []
    assert b"ParentOfDataSubject" in document
    assert b"K-001" not in document


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"@type": "dpv:ConsentTerminated"}, "`dpv:ConsentTerminated` is not in the vocabulary"),
        ({"dpv:hasNonsense": 1}, "`dpv:hasNonsense`"),
        ({"dpv:hasConsentStatus": {"@type": "dpv:ConsentGiven"}}, "`dpv:isIndicatedAtTime` is missing"),
        ({"dpv:hasJurisdiction": {"@id": "loc:Atlantis"}}, "`loc:Atlantis`"),
    ],
)
def test_validation_finds_what_is_wrong(withdrawn: ConsentRecord, change: dict[str, object], problem: str) -> None:
    document = json.loads(jsonld.receipt(withdrawn, ANNA)) | change
    assert any(problem in p for p in jsonld.problems(json.dumps(document).encode()))


def test_validation_finds_what_is_missing(withdrawn: ConsentRecord) -> None:
    document = json.loads(jsonld.receipt(withdrawn, ANNA))
    del document["dpv:hasRecordOfActivity"]
    assert jsonld.problems(json.dumps(document).encode()) == ["document: `dpv:hasRecordOfActivity` is missing"]


def test_the_authors_record_holds_all_but_private_notes(session: Session, withdrawn: ConsentRecord) -> None:
    session.ledger.note_privately(withdrawn.id, Private(transference="eager to please"))
    found = dossier(session, withdrawn.id)
    text = read(dossier_pdf(found))
    for said in ("C-001", "client", "stopped waiting", "ConsentWithdrawn", "The log was checked and is whole"):
        assert said in text, said
    assert "eager" not in text
    values = json.loads(dossier_json(found))
    assert values["record"]["form"]["material"]["text"] == TEXT
    assert "eager" not in json.dumps(values)
    assert "C-001" in read(dossier_pdf(found, password="word"), "word")


def test_an_erased_record_is_a_short_paper(session: Session, withdrawn: ConsentRecord) -> None:
    session.erase(withdrawn.id, "asked for erasure by letter")
    text = read(dossier_pdf(dossier(session, withdrawn.id)))
    assert "erased on" in text
    assert "waiting" not in text


def test_the_second_readers_sheet_names_nobody(session: Session, given: Given) -> None:
    draft = session.drafts.new(TEXT)
    session.review(draft.id).link_consent(finding(overrule=True), given().id)
    made = report(finding(overrule=True))
    state = session.review(draft.id).state_of(made, Channel.BLOG)
    text = read(review_sheet(TEXT, Channel.BLOG, state, session.approvals.questions(draft.id, made, Channel.BLOG)))
    assert "stopped waiting" in text
    assert "MIP N3" in text
    assert "Your view" in text
    assert "Veraart" not in text
    assert "C-001" not in text


def test_papers_are_made_quickly(given: Given) -> None:
    started = datetime.now(UTC)
    receipt_pdf(given(), ANNA)
    assert datetime.now(UTC) - started < timedelta(seconds=3)


LONG = " ".join(f"w{n:04}" for n in range(1_667))
"""A paragraph of 10,001 characters, each word once."""


@pytest.mark.parametrize("large", [False, True])
def test_a_long_paragraph_goes_over_as_many_pages_as_it_takes(session: Session, given: Given, large: bool) -> None:
    wanted = frozenset(LONG.split())
    draft = session.drafts.new(LONG)
    state = session.review(draft.id).state_of(report(), Channel.BLOG)
    noted = Paper("Notes", large=large)
    noted.fields([("What was said", LONG), ("When", "on Monday")])
    for content in (
        information_sheet(form(LONG), ANNA, large=large),
        review_sheet(LONG, Channel.BLOG, state, [], large=large),
        dossier_pdf(dossier(session, given(LONG).id), large=large),
        noted.pdf(),
    ):
        words = [word for word in read(content).split() if word in wanted]
        assert words == LONG.split()
