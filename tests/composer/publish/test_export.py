"""Approved text leaves with its record, both or neither; nothing unapproved leaves; no file is lost."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import docx
import msgspec
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from composer.app import Session
from composer.approval import Approval
from composer.consent.record import ConsentRecord, Reach
from composer.draft import DraftState
from composer.publish import export
from composer.publish.export import Exports, verify_record
from composer.publish.image import clean
from composer.publish.names import ExportRefused, FileIsThere
from composer.publish.post import Extras
from composer.vault.eventlog import Verdict
from composer.wording import text_hash
from rules.report import Channel
from tests.composer.conftest import TEXT, Editions, easy, finding, report
from tests.composer.damage import each_byte_damaged

TODAY = date.today()
Given = Callable[..., ConsentRecord]


def approve(session: Session, text: str = "Rest is part of the work.\nReally.") -> Approval:
    draft = session.drafts.new(text)
    questions = session.approvals.questions(draft.id, report(), Channel.BLOG)
    return session.approvals.approve(draft.id, report(), Channel.BLOG, easy(questions))


def approve_on_consent(session: Session, consent: ConsentRecord) -> Approval:
    draft = session.drafts.new(TEXT)
    session.review(draft.id).link_consent(finding(), consent.id)
    made = report(finding())
    return session.approvals.approve(
        draft.id, made, Channel.BLOG, easy(session.approvals.questions(draft.id, made, Channel.BLOG))
    )


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_and_its_record(session: Session, folder: Path) -> None:
    approval = approve(session)
    exported = session.exports.to_file(approval, folder / "rest.txt")
    assert names(folder) == ["rest.txt", "rest.txt.approval.json"]
    assert exported.text_path.read_bytes() == b"Rest is part of the work.\nReally."
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    record = json.loads(exported.record_path.read_text())
    assert record["text_sha256"] == approval.record.text_sha256
    assert [p["id"] for p in record["packs"]] == ["acat", "mip"]
    assert session.drafts.get(approval.draft_id).state is DraftState.EXPORTED
    assert [e.export for e in session.exports.of_draft(approval.draft_id)] == [exported]


def test_the_record_verifies_anywhere_and_notices_changes(session: Session, folder: Path) -> None:
    exported = session.exports.to_file(approve(session), folder / "rest.md")
    post, record = exported.text_path, exported.record_path
    assert verify_record(post, record).holds
    assert "Anna Veraart" in verify_record(post, record).reasons[0]
    post.write_bytes(b"\xef\xbb\xbf" + post.read_bytes().replace(b"\n", b"\r\n"))
    assert verify_record(post, record).holds
    post.write_text("Rest is part of the work.\nReally!")
    assert verify_record(post, record).reasons == ("The text is not the one that was approved.",)
    changed = json.loads(record.read_text()) | {"author": "Someone Else"}
    record.write_text(json.dumps(changed))
    assert "changed after it was signed" in verify_record(post, record).reasons[0]
    record.write_text("{}")
    assert not verify_record(post, record).holds
    post.write_bytes(b"\xff\xfe")
    assert not verify_record(post, record).holds


def test_a_text_that_begins_like_a_word_file_verifies(session: Session, folder: Path) -> None:
    exported = session.exports.to_file(approve(session, "PKU is a metabolic condition."), folder / "pku.txt")
    assert verify_record(exported.text_path, exported.record_path).holds


def test_an_existing_file_is_never_replaced_unasked(session: Session, folder: Path) -> None:
    approval = approve(session)
    (folder / "rest.txt").write_text("mine")
    with pytest.raises(FileIsThere):
        session.exports.to_file(approval, folder / "rest.txt")
    assert (names(folder), (folder / "rest.txt").read_text()) == (["rest.txt"], "mine")
    session.exports.to_file(approval, folder / "rest.txt", overwrite=True)
    assert (folder / "rest.txt").read_text().startswith("Rest")


def test_an_existing_record_is_asked_about_too(session: Session, folder: Path) -> None:
    (folder / "rest.txt.approval.json").write_text("older")
    with pytest.raises(FileIsThere):
        session.exports.to_file(approve(session), folder / "rest.txt")
    assert names(folder) == ["rest.txt.approval.json"]


def test_a_file_that_appears_at_the_last_moment_stays(folder: Path) -> None:
    place = folder / "rest.txt"
    place.write_text("mine")
    with pytest.raises(FileIsThere):
        export.put(place, b"ours", overwrite=False)
    assert (names(folder), place.read_text()) == (["rest.txt"], "mine")


def test_when_the_log_fails_no_file_stays(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    approval = approve(session)

    def fail(*_: object) -> None:
        raise OSError("no log")

    monkeypatch.setattr(Exports, "_log", fail)
    with pytest.raises(OSError, match="no log"):
        session.exports.to_file(approval, folder / "rest.txt")
    assert names(folder) == []
    assert session.exports.all() == []


def test_when_the_post_cannot_be_written_its_record_does_not_stay(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval, real = approve(session), export.put

    def second_fails(place: Path, content: bytes, *, overwrite: bool) -> None:
        if place.suffix == ".txt":
            raise ExportRefused("The disk is full.")
        real(place, content, overwrite=overwrite)

    monkeypatch.setattr(export, "put", second_fails)
    with pytest.raises(ExportRefused):
        session.exports.to_file(approval, folder / "rest.txt")
    assert names(folder) == []
    assert session.exports.all() == []


@pytest.mark.parametrize("failing", ["log", "post"])
def test_what_was_to_be_replaced_is_back_when_the_export_fails(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    approval, real = approve(session), export.put
    old = {"rest.txt": "mine", "rest.txt.approval.json": "older"}
    for name, content in old.items():
        (folder / name).write_text(content)

    def no_log(*_: object) -> None:
        raise ExportRefused("The log takes nothing.")

    def no_post(place: Path, content: bytes, *, overwrite: bool) -> None:
        if place.suffix == ".txt":
            raise ExportRefused("The disk is full.")
        real(place, content, overwrite=overwrite)

    with monkeypatch.context() as broken:
        if failing == "log":
            broken.setattr(Exports, "_log", no_log)
        else:
            broken.setattr(export, "put", no_post)
        with pytest.raises(ExportRefused):
            session.exports.to_file(approval, folder / "rest.txt", overwrite=True)
    assert {p.name: p.read_text() for p in folder.iterdir()} == old
    session.exports.to_file(approval, folder / "rest.txt", overwrite=True)
    assert names(folder) == sorted(old)
    assert (folder / "rest.txt").read_text().startswith("Rest")


def test_what_an_approval_rests_on_is_looked_at_again(
    session: Session, folder: Path, given: Given, editions: Editions
) -> None:
    edited, withdrawn, outdated = approve(session), approve_on_consent(session, consent := given()), approve(session)
    session.drafts.save(edited.draft_id, "Something else.")
    session.withdraw(consent.id)
    for approval, said in ((edited, "changed after"), (withdrawn, "withdrawn")):
        with pytest.raises(ExportRefused, match=said):
            session.exports.to_file(approval, folder / "post.txt")
        with pytest.raises(ExportRefused, match=said):
            session.exports.to_clipboard(approval)
    editions.edition = "2"
    with pytest.raises(ExportRefused, match="has a new edition since"):
        session.exports.to_clipboard(outdated)
    assert names(folder) == []
    assert session.exports.all() == []


def test_an_expired_consent_stops_the_export(session: Session, folder: Path, given: Given) -> None:
    approval = approve_on_consent(session, given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY)))
    with pytest.raises(ExportRefused, match="ran out"):
        session.exports.to_file(approval, folder / "post.txt", today=TODAY + timedelta(days=1))


def test_an_approval_made_up_elsewhere_is_refused(session: Session, folder: Path) -> None:
    approval = approve(session)
    forged = msgspec.structs.replace(approval, record=msgspec.structs.replace(approval.record, author="Mallory"))
    with pytest.raises(ExportRefused, match="not the one in the vault"):
        session.exports.to_file(forged, folder / "post.txt")


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("length", [240, 251, 300])
def test_a_name_too_long_for_text_or_record_is_refused(
    session: Session, folder: Path, length: int, overwrite: bool
) -> None:
    with pytest.raises(ExportRefused, match="too long"):
        session.exports.to_file(approve(session), folder / ("x" * length + ".txt"), overwrite=overwrite)
    assert names(folder) == []


def test_only_text_files(session: Session, folder: Path) -> None:
    with pytest.raises(ExportRefused, match=r"\.txt, \.md or \.docx"):
        session.exports.to_file(approve(session), folder / "post.exe")


def test_the_clipboard_gets_the_post_and_nothing_else(session: Session) -> None:
    approval = approve(session)
    text, exported = session.exports.to_clipboard(approval)
    assert text == "Rest is part of the work.\nReally."
    assert (exported.kind, exported.name) == ("clipboard", "")
    assert session.drafts.get(approval.draft_id).state is DraftState.EXPORTED


def test_a_name_is_suggested_from_the_title_that_was_approved(session: Session, folder: Path) -> None:
    draft = session.drafts.new("Rest matters")
    session.drafts.save(draft.id, draft.text, title="Rest: is it work?")
    questions = session.approvals.questions(draft.id, report(), Channel.BLOG)
    approval = session.approvals.approve(draft.id, report(), Channel.BLOG, easy(questions))
    assert session.exports.suggested_name(approval) == "Rest-is-it-work.txt"
    session.drafts.save(draft.id, draft.text, title="Sarah Miller and her panic attacks")
    assert session.exports.suggested_name(approval) == "Rest-matters.txt"
    assert session.exports.to_folder(approval, folder).text_path.parent.name == "Rest-matters-blog"
    earlier = msgspec.to_builtins(approval)
    del earlier["title_sha256"]
    assert session.exports.suggested_name(msgspec.convert(earlier, Approval)) == "Rest-matters.txt"


def test_where_it_was_posted_is_noted_afterwards(session: Session, folder: Path) -> None:
    exported = session.exports.to_file(approve(session), folder / "rest.txt")
    noted = session.exports.posted(exported.id, link=" https://example.org/rest ", on=TODAY)
    assert noted.posted
    assert (noted.posted.link, noted.posted.on) == ("https://example.org/rest", TODAY)


def test_a_withdrawal_makes_a_task_of_every_export(session: Session, folder: Path, given: Given) -> None:
    consent = given()
    approval = approve_on_consent(session, consent)
    first = session.exports.to_file(approval, folder / "post.txt")
    session.exports.posted(first.id, link="https://example.org/post", on=TODAY)
    session.exports.to_clipboard(approval)
    other = session.exports.to_clipboard(approve(session))[1]
    tasks = session.withdraw(consent.id)
    assert len(tasks) == 2
    assert other.id not in {t.export_id for t in tasks}
    posted = next(t for t in tasks if t.link)
    assert "https://example.org/post" in posted.told()
    assert "waiting" not in posted.told()
    done = session.take_downs.done(
        posted.id, on=TODAY, proof="page gives 404, screenshot kept", not_recalled="one share"
    )
    assert done.done
    assert [t.export_id for t in session.take_downs.open()] == [t.export_id for t in tasks if not t.link]


@pytest.mark.parametrize("end", ["revoke", "invalidate", "erase"])
def test_so_do_the_other_ends(session: Session, given: Given, end: str) -> None:
    consent = given()
    session.exports.to_clipboard(approve_on_consent(session, consent))
    getattr(session, end)(consent.id, "It turned out that it was not free.")
    assert len(session.take_downs.open()) == 1
    assert session.due(TODAY)[0].kind == "take-down"


def test_an_expiry_asks_rather_than_orders(session: Session, given: Given) -> None:
    consent = given(reach=Reach(channels=(Channel.BLOG,), expires=TODAY))
    session.exports.to_clipboard(approve_on_consent(session, consent))
    session.begin_day(TODAY + timedelta(days=1))
    assert session.take_downs.open() == []
    assert [r.kind for r in session.due(TODAY + timedelta(days=1))] == ["consent-ended"]
    session.erase(consent.id, "asked for erasure by letter")
    assert len(session.take_downs.open()) == 1, "erased after it ran out: what is online goes"


def test_a_word_file_holds_the_exact_text_and_nobodys_name(session: Session, folder: Path) -> None:
    exported = session.exports.to_file(approve(session, "First line.\n\n  Second – “line”. 👍"), folder / "rest.docx")
    assert verify_record(exported.text_path, exported.record_path).holds
    about = docx.Document(str(exported.text_path)).core_properties
    assert (about.author, about.last_modified_by, about.title, about.comments) == ("", "", "", "")
    exported.text_path.write_bytes(b"PK broken")
    assert not verify_record(exported.text_path, exported.record_path).holds


def test_a_text_that_word_cannot_hold_is_refused(session: Session, folder: Path) -> None:
    with pytest.raises(ExportRefused, match="every sign"):
        session.exports.to_file(approve(session, "a\x0bb"), folder / "rest.docx")
    assert names(folder) == []


def long_post(session: Session) -> Approval:
    draft = session.drafts.new("A sentence that goes on for a little while. " * 12)
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG")
    extras = session.pictures.add(draft.id, clean(buffer.getvalue()))
    described = msgspec.structs.replace(extras.pictures[0], alt="A grey sea.", people_asked=True)
    session.pictures.save(draft.id, Extras(pictures=(described,)))
    asked = easy(session.approvals.questions(draft.id, report(), Channel.X))
    return session.approvals.approve(draft.id, report(), Channel.X, asked)


def test_each_channel_leaves_in_a_folder_of_its_own(session: Session, folder: Path) -> None:
    draft = session.drafts.new("Rest is part of the work.", channels=[Channel.LINKEDIN, Channel.X])
    approvals = []
    for channel in draft.channels:
        asked = session.approvals.questions(draft.id, report(), channel)
        approvals.append(session.approvals.approve(draft.id, report(), channel, easy(asked)))
    first, second = session.exports.to_folders(approvals, folder)
    assert first.folder != second.folder
    for made, channel in ((first, "linkedin"), (second, "x")):
        verification = verify_record(made.text_path, made.record_path)
        assert verification.holds
        assert verification.record is not None
        assert verification.record.channel == channel
    assert {e.export.channel for e in session.exports.all()} == {Channel.LINKEDIN, Channel.X}
    session.drafts.save(draft.id, "Rest is part of the work. More.")
    with pytest.raises(ExportRefused):
        session.exports.to_folders(approvals, folder)
    assert len(list(folder.iterdir())) == 2


def test_a_folder_holds_thread_pictures_and_record(session: Session, folder: Path) -> None:
    approval = long_post(session)
    exported = session.exports.to_folder(approval, folder)
    made = exported.text_path.parent
    pictures = ["picture-1-description.txt", "picture-1.jpg"]
    assert names(made) == ["part-01.txt", "part-02.txt", *pictures, "post.txt", "post.txt.approval.json"]
    assert verify_record(made / "post.txt", made / "post.txt.approval.json").holds
    parts = [a.sha256 for a in approval.record.attached if a.kind == "part"]
    assert [text_hash((made / f"part-0{n}.txt").read_text()) for n in (1, 2)] == parts
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    again = session.exports.to_folder(approval, folder)
    assert again.text_path.parent.name == f"{made.name}-2"


def laden(ending: str) -> bytes:
    """A photo that says where it was taken, by what, of whom, and has something behind its end."""
    exif, notes, buffer = Image.Exif(), PngInfo(), io.BytesIO()
    exif[0x010E], exif[0x0110] = "Sarah at home", "SarahPhone 9"
    exif.get_ifd(0x8825)[2] = (53.0, 48.0, 0.0)
    notes.add_text("Comment", "Sarah")
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Sarah</x:xmpmeta>"
    if ending == "jpeg":
        Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG", exif=exif, comment=b"Sarah", xmp=xmp)
    else:
        Image.new("RGBA", (30, 20), (9, 90, 90, 99)).save(buffer, "PNG", exif=exif, pnginfo=notes)
    return buffer.getvalue() + b"PK\x03\x04 Sarah"


@pytest.mark.parametrize("ending", ["jpeg", "png"])
def test_f33_a_picture_leaves_with_its_pixels_and_nothing_else(session: Session, folder: Path, ending: str) -> None:
    draft = session.drafts.new("A grey sea.")
    extras = session.pictures.add(draft.id, clean(laden(ending)))
    described = msgspec.structs.replace(extras.pictures[0], alt="A grey sea.", people_asked=True)
    session.pictures.save(draft.id, Extras(pictures=(described,)))
    asked = easy(session.approvals.questions(draft.id, report(), Channel.BLOG))
    approval = session.approvals.approve(draft.id, report(), Channel.BLOG, asked)
    made = session.exports.to_folder(approval, folder).text_path.parent
    assert b"Sarah" in laden(ending)
    assert not [p.name for p in made.iterdir() if b"Sarah" in p.read_bytes()]
    (left,) = (p for p in made.iterdir() if p.suffix in (".jpg", ".png"))
    with Image.open(left) as opened:
        opened.load()
        assert dict(opened.getexif()) == {}
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        pixels = opened.convert("RGBA").tobytes()
    tail = b"\xff\xd9" if left.suffix == ".jpg" else b"IEND\xaeB`\x82"
    assert left.read_bytes().endswith(tail)
    assert len(pixels) == 30 * 20 * 4


def test_f33_a_word_file_names_nobody(session: Session, folder: Path) -> None:
    post = session.exports.to_file(approve(session), folder / "rest.docx").text_path
    core = docx.Document(str(post)).core_properties
    assert {core.author, core.last_modified_by, core.comments, core.title, core.subject, core.keywords} == {""}
    other = session.exports.to_file(approve(session, "Quite another text."), folder / "other.docx").text_path
    with zipfile.ZipFile(post) as one, zipfile.ZipFile(other) as two:
        differing = [name for name in one.namelist() if one.read(name) != two.read(name)]
        assert differing == ["word/document.xml"]  # the rest is the same in every file, so it tells of nobody
        assert b"Anna" not in b"".join(one.read(name) for name in one.namelist())


def test_a_folder_that_fails_leaves_nothing(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    approval, real = long_post(session), export.put

    def last_fails(place: Path, content: bytes, *, overwrite: bool) -> None:
        if place.suffix == ".jpg":
            raise OSError("no room")
        real(place, content, overwrite=overwrite)

    monkeypatch.setattr(export, "put", last_fails)
    with pytest.raises(ExportRefused, match="could not be written"):
        session.exports.to_folder(approval, folder)
    assert names(folder) == []
    assert session.exports.all() == []


def test_an_edited_export_is_a_draft_again(session: Session) -> None:
    approval = approve(session)
    session.exports.to_clipboard(approval)
    session.drafts.save(approval.draft_id, "Something else.")
    assert session.drafts.get(approval.draft_id).state is DraftState.DRAFT


def test_a_log_that_was_tampered_with_stops_the_export(
    session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = approve(session)
    broken = Verdict(entries=3, head=session.vault.log.head(), findings=("Entry 2 was changed.",))
    monkeypatch.setattr(session.vault.log, "verify", lambda *_: broken)
    with pytest.raises(ExportRefused, match=r"Entry 2 was changed\."):
        session.exports.to_file(approval, folder / "post.txt")
    assert names(folder) == []


def test_a_record_with_any_damaged_byte_says_nothing_else(session: Session, folder: Path) -> None:
    exported = session.exports.to_file(approve(session), folder / "rest.md")
    whole = verify_record(exported.text_path, exported.record_path)
    for _ in each_byte_damaged(exported.record_path):
        found = verify_record(exported.text_path, exported.record_path)
        assert not found.holds or found == whole  # the name of an empty field may be hurt without harm
    assert whole.holds
