"""Pictures, descriptions and warnings belong to the post: checked, consented to and approved with it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from PIL import Image

from composer.app import Session
from composer.approval import NotReady
from composer.consent.again import relink
from composer.consent.record import ConsentRecord, Material, Method, SubjectKind
from composer.draft import DraftState
from composer.identity import Identity
from composer.publish.export import ExportRefused
from composer.publish.image import CleanPicture, Crop, clean
from composer.publish.post import Extras, Picture, Pictured, PictureTable, lacks_permission, troubles, whole
from composer.publish.preview import preview
from rules.report import Channel, IdentityKind, Outcome
from tests.composer.conftest import easy, form, report

ANNA = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart", handles={"x": "@harbour"})
LINK = "https://example.org/a"


@pytest.fixture(scope="module")
def photo() -> CleanPicture:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG")
    return clean(buffer.getvalue())


def picture(**fields: object) -> Picture:
    base = {"blob": "b", "sha256": "0" * 64, "media_type": "image/jpeg", "ending": ".jpg", "width": 3, "height": 2}
    return Picture(**{**base, "alt": "A grey sea.", "people_asked": True, **fields})  # type: ignore[arg-type]


def described(table: PictureTable, draft_id: str, **fields: object) -> None:
    extras = table.of(draft_id)
    pictures = tuple(
        msgspec.structs.replace(p, **{"alt": "A grey sea.", "people_asked": True, **fields}) for p in extras.pictures
    )
    table.save(draft_id, msgspec.structs.replace(extras, pictures=pictures))


def test_the_whole_begins_with_the_text_and_knows_its_parts() -> None:
    made = whole("Café\r\nbreak", Extras(warning="grief", pictures=(picture(), picture(alt=""), picture(alt="Sarah"))))
    assert made.text == "Café\nbreak\n\ngrief\n\nA grey sea.\n\nSarah"
    assert [made.text[p.start : p.end] for p in made.parts] == ["Café\nbreak", "grief", "A grey sea.", "Sarah"]
    assert made.part_at(made.text.index("Sarah")).name == "alt 3"
    assert whole("x", Extras()).text == "x"
    assert whole("x", Extras(), title="For Sarah").part_at(3).name == "title"
    assert whole("A note for Sarah.", Extras(), title="for Sarah").text == "A note for Sarah."
    assert whole("x " * 2_000 + "for Sarah", Extras(), title="for Sarah").parts[-1].name == "title"


def test_the_text_as_typed_keeps_its_offsets() -> None:
    typed = "Cafe\u0301\u0301 \U0001f600"
    made = whole(typed, Extras(warning="Cafe\u0301"), typed=True)
    assert made.text == f"{typed}\n\nCaf\u00e9"
    assert made.text[: made.parts[0].end] == typed


def test_pictures_live_in_the_vault_and_go_when_taken_out(session: Session, photo: CleanPicture) -> None:
    draft = session.drafts.new("The sea.")
    extras = session.pictures.add(draft.id, photo)
    session.pictures.add(draft.id, photo)
    assert session.pictures.content(extras.pictures[0]) == photo.content
    assert len(session.vault.blobs.list()) == 2
    session.pictures.save(draft.id, Extras(pictures=session.pictures.of(draft.id).pictures[1:]))
    assert len(session.vault.blobs.list()) == 1


@pytest.mark.parametrize(
    ("one", "said", "stops"),
    [
        ({"alt": " "}, "no description", False),
        ({"people_asked": False}, "Say who is in", True),
        ({"people": (Pictured(kind=SubjectKind.TRAINEE),)}, "A trainee", True),
        ({"people": (Pictured(kind=SubjectKind.CLIENT),)}, "MIP N4", True),
        ({"alt": "x" * 1001}, "longer than 1000", True),
    ],
)
def test_what_pictures_lack(one: dict[str, object], said: str, stops: bool) -> None:
    (found,) = troubles(Extras(pictures=(picture(**one),)), Channel.X)
    assert said in found.message
    assert found.stops is stops


def test_pictures_that_lack_nothing() -> None:
    people = (Pictured(kind=SubjectKind.COLLEAGUE, permission="said yes on 3 May"), Pictured(kind=SubjectKind.SERVICE))
    assert list(troubles(Extras(pictures=(picture(people=people),)), Channel.X)) == []
    assert "takes 4" in next(iter(troubles(Extras(pictures=(picture(),) * 5), Channel.X))).message


def test_an_approval_binds_what_lies_beside_the_text(session: Session, photo: CleanPicture) -> None:
    draft = session.drafts.new("The sea.")
    session.pictures.add(draft.id, photo)
    with pytest.raises(NotReady, match="Say who is in"):
        session.approvals.approve(draft.id, report(), Channel.X, [])
    described(session.pictures, draft.id)
    asked = easy(session.approvals.questions(draft.id, report(), Channel.X))
    approval = session.approvals.approve(draft.id, report(), Channel.X, asked)
    assert [a.kind for a in approval.record.attached] == ["picture", "alt"]
    described(session.pictures, draft.id, alt="A grey sea, and Sarah.")
    with pytest.raises(ExportRefused, match="Pictures, descriptions"):
        session.exports.to_clipboard(approval)


def test_whatever_readers_see_makes_the_draft_unchecked_and_unapproved_again(
    session: Session, photo: CleanPicture
) -> None:
    draft = session.drafts.new("The sea.")

    def stands(outcome: Outcome | None, state: DraftState) -> bool:
        now = session.drafts.get(draft.id)
        return (now.outcome, now.state) == (outcome, state)

    session.drafts.checked(draft.id, "The sea.", report())
    session.drafts.set_state(draft.id, DraftState.APPROVED)
    assert stands(Outcome.CLEAR, DraftState.APPROVED)
    session.pictures.save(draft.id, Extras())
    assert stands(Outcome.CLEAR, DraftState.APPROVED), "nothing was changed"
    session.pictures.add(draft.id, photo)
    assert stands(None, DraftState.DRAFT)
    session.drafts.checked(draft.id, "The sea.", report())
    session.drafts.set_state(draft.id, DraftState.EXPORTED)
    described(session.pictures, draft.id, alt="Sarah.")
    assert stands(None, DraftState.DRAFT)
    session.drafts.checked(draft.id, "The sea.", report())
    session.drafts.save(draft.id, "The sea.", title="")
    assert stands(Outcome.CLEAR, DraftState.DRAFT)
    session.drafts.save(draft.id, "The sea.", title="For Sarah")
    assert stands(None, DraftState.DRAFT)


def test_pictures_go_with_the_draft_that_the_vault_lets_go_of(session: Session, photo: CleanPicture) -> None:
    kept, deleted, gone = (session.drafts.new(words) for words in ("Kept.", "Deleted.", "Gone."))
    for draft in (kept, deleted, gone):
        session.pictures.add(draft.id, photo)
    session.drafts.delete(gone.id)
    session.vault.drafts.purge(older_than=timedelta(0))
    session.drafts.delete(deleted.id)
    session.begin_day(date(2026, 11, 21))
    blobs = {b.id for b in session.vault.blobs.list()}
    assert blobs == {session.pictures.of(d.id).pictures[0].blob for d in (kept, deleted)}
    assert session.pictures.of(gone.id) == Extras()
    session.drafts.restore(deleted.id)
    assert session.pictures.content(session.pictures.of(deleted.id).pictures[0]) == photo.content


def test_a_cut_version_takes_the_place_of_the_picture(session: Session, photo: CleanPicture) -> None:
    draft = session.drafts.new("The sea.")
    for _ in range(2):
        session.pictures.add(draft.id, photo)
    described(session.pictures, draft.id)
    cut = clean(photo.content, crop=Crop(left=0, top=0, right=10, bottom=20))
    extras = session.pictures.replace(draft.id, 1, cut)
    assert [(p.width, p.alt) for p in extras.pictures] == [(30, "A grey sea."), (10, "A grey sea.")]
    assert {b.id for b in session.vault.blobs.list()} == {p.blob for p in extras.pictures}


@pytest.mark.parametrize(
    ("person", "lacks"),
    [
        (Pictured(kind=SubjectKind.CLIENT, permission="said yes on the telephone"), True),
        (Pictured(kind=SubjectKind.CLIENT, consent_id="c"), False),
        (Pictured(kind=SubjectKind.TRAINEE, permission=" "), True),
        (Pictured(kind=SubjectKind.SUPERVISEE, permission="wrote so on 3 May"), False),
        (Pictured(kind=SubjectKind.PICTURED, permission="a public event"), False),
        (Pictured(kind=SubjectKind.SERVICE), False),
    ],
)
def test_people_in_care_need_a_recorded_consent(person: Pictured, lacks: bool) -> None:
    assert lacks_permission(person) is lacks


def test_a_pictured_client_must_have_seen_picture_and_text(
    session: Session, photo: CleanPicture, given: Callable[..., ConsentRecord]
) -> None:
    draft = session.drafts.new("The sea.")
    session.pictures.add(draft.id, photo)
    consent = given("The sea.")
    described(session.pictures, draft.id, people=(Pictured(kind=SubjectKind.CLIENT, consent_id=consent.id),))
    state = session.review(draft.id).state_of(report(), Channel.BLOG)
    assert [b.code for b in state.blockers] == ["picture"]
    assert "has not seen 1 of the pictures" in state.blockers[0].message


def test_a_post_rests_on_the_consents_of_the_people_in_its_pictures(session: Session, photo: CleanPicture) -> None:
    draft = session.drafts.new("The sea.")
    session.pictures.add(draft.id, photo)
    described(session.pictures, draft.id)
    seen = Material(text=session.whole_text(draft.id).text, pictures=(photo.sha256,))
    record = session.ledger.record_given(
        msgspec.structs.replace(form(kind=SubjectKind.TRAINEE), material=seen), method=Method.EMAIL
    )
    described(session.pictures, draft.id, people=(Pictured(kind=SubjectKind.TRAINEE, consent_id=record.id),))
    asked = session.approvals.questions(draft.id, report(), Channel.BLOG)
    assert "ongoing" in {q.id for q in asked}
    approval = session.approvals.approve(draft.id, report(), Channel.BLOG, easy(asked))
    assert approval.record.consents == (record.id,)
    assert [d.id for d in session.drafts_about(record.id)] == [draft.id]
    session.exports.to_clipboard(approval)
    (task,) = session.withdraw(record.id)
    assert task.consent_id == record.id
    assert not session.approvals.stands(approval, draft.text, date.today()).holds


def test_asking_again_moves_the_pictures_to_the_new_request(
    session: Session, photo: CleanPicture, given: Callable[..., ConsentRecord]
) -> None:
    draft = session.drafts.new("The sea.")
    session.pictures.add(draft.id, photo)
    earlier, later = given("The sea."), given("The sea.")
    described(session.pictures, draft.id, people=(Pictured(kind=SubjectKind.CLIENT, consent_id=earlier.id),))
    relink(session, draft.id, earlier.id, later.id)
    assert session.pictures.of(draft.id).consents == (later.id,)


def test_a_long_text_is_approved_as_a_thread(session: Session) -> None:
    draft = session.drafts.new("A sentence that goes on for a little while. " * 12)
    asked = easy(session.approvals.questions(draft.id, report(), Channel.X))
    approval = session.approvals.approve(draft.id, report(), Channel.X, asked)
    assert [a.kind for a in approval.record.attached] == ["part", "part"]


def test_a_text_too_long_for_a_channel_without_threads_is_not_stopped_by_length_alone(session: Session) -> None:
    draft = session.drafts.new("word " * 700)
    asked = easy(session.approvals.questions(draft.id, report(), Channel.LINKEDIN))
    assert session.approvals.approve(draft.id, report(), Channel.LINKEDIN, asked).record.attached == ()


def test_a_preview_shows_parts_counts_and_entities() -> None:
    seen = preview(f"See {LINK} #Rest @anna, now. " + "More words follow here. " * 20, Channel.X, ANNA)
    assert (seen.handle, len(seen.parts), seen.fits) == ("@harbour", 2, True)
    first = seen.parts[0]
    assert [(e.kind, first.text[e.start : e.end]) for e in first.entities] == [
        ("link", LINK),
        ("hashtag", "#Rest"),
        ("mention", "@anna"),
    ]
    assert any("answer your own post" in note for note in seen.notes)


def test_a_preview_shows_the_fold_and_what_will_not_work() -> None:
    seen = preview(f"{LINK} " + "x" * 300, Channel.INSTAGRAM, ANNA)
    assert seen.parts[0].fold == 125
    assert any("nobody can tap" in note for note in seen.notes)
    assert not preview("word " * 700, Channel.LINKEDIN, ANNA).fits


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_has_a_preview(channel: Channel) -> None:
    seen = preview("Rest matters.", channel, ANNA, Extras(warning="rest"))
    assert [p.text for p in seen.parts] == ["Rest matters."]
    assert seen.fits
