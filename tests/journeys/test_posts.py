"""Whole stories of the post itself: a client in a picture, a thread of three, a text that changes sides."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from composer.consent.record import SubjectKind
from composer.publish.export import verify_record
from rules.report import Channel, IdentityKind
from tests.journeys.conftest import Person
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.pictures_dialog import PictureDialog
from ui.desktop.pictures_feature import Pictures
from ui.desktop.post_move import Move
from ui.desktop.review_page import ReviewDialog

pytestmark = pytest.mark.usefixtures("quick_checker")
REASON = "Talked over in supervision; the picture is the point of it."
POST = "The garden in November. The gate is open."
THREAD = " ".join(
    f"Rest is part of the work, and this is thought number {n} about gardens, gates and long walks home in autumn."
    for n in ("one", "two", "three", "four", "five", "six")
)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 90, 60)).save(buffer, "JPEG", comment=b"Salford, 3 March")
    return buffer.getvalue()


def picture_dialog(person: Person) -> PictureDialog:
    feature = person.dialogs.feature(Pictures)
    person.waits(lambda: isinstance(feature.dialog, PictureDialog))
    assert isinstance(feature.dialog, PictureDialog)
    return feature.dialog


def looked_at(person: Person) -> ReviewDialog:
    person.is_told()
    person.window.review()
    page = person.dialogs.review
    assert page is not None
    return page


def test_a_client_in_a_picture_needs_a_consent_to_exactly_this_picture(person: Person, tmp_path: Path) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    draft = person.writes(POST)
    pictures = person.dialogs.feature(Pictures)
    pictures.take([photo()])
    dialog = picture_dialog(person)
    person.types("A hand on a wooden gate.", dialog.describe)
    dialog.people.somebody.box.click()
    row = dialog.people.rows[0]
    row.kind.setCurrentIndex(row.kind.findData(SubjectKind.CLIENT.value))
    dialog.keep_button.click()

    page = looked_at(person)
    assert any("MIP N4" in b.message and b.code == "picture" for b in page.blockers())
    assert not page.approve_button.isEnabled()
    page.reject()

    person.waits(lambda: person.dialogs.review is None)
    pictures.open(0)
    picture_dialog(person).people.rows[0].ask.click()
    person.waits(lambda: isinstance(pictures.dialog, ConsentDialog))
    consent = pictures.dialog
    assert isinstance(consent, ConsentDialog)
    assert consent.form.subject() is SubjectKind.CLIENT
    for told in consent.form.told.values():
        told.box.click()
    consent.save_button.click()
    person.waits(lambda: pictures.dialog is None)
    session = person.window.session
    (record,) = session.ledger.all()
    (shown,) = session.pictures.of(draft).pictures
    assert record.form.material.pictures == (shown.sha256,)
    assert record.form.material.text == f"{POST}\n\nA hand on a wooden gate."
    assert shown.people[0].consent_id == record.id

    person.approves(REASON)
    export = person.dialogs.export
    assert export is not None
    assert export.as_folder.isChecked()
    export.folder.setText(str(tmp_path))
    export.export_button.click()
    done = export.result_export
    assert done is not None, export.notice.text()
    folder = Path(done.folder)
    sent = (folder / "picture-1.jpg").read_bytes()
    assert b"Salford" not in sent
    assert (folder / "picture-1-description.txt").read_text() == "A hand on a wooden gate."
    assert verify_record(done.text_path, done.record_path).holds
    kinds = [a["kind"] for a in json.loads(done.record_path.read_text())["attached"]]
    assert kinds == ["picture", "alt", "person"]
    export.reject()

    pictures.open(0)
    dialog = picture_dialog(person)
    dialog.describe.setPlainText("A hand on a wooden gate, with a ring.")
    dialog.keep_button.click()
    page = looked_at(person)
    assert any(b.code == "picture" for b in page.blockers()), "they agreed to other words"
    page.reject()


def test_a_thread_of_three_leaves_as_a_folder(person: Person, tmp_path: Path) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes("x")
    person.window.desk.sheet.setPlainText(THREAD)
    person.window.desk.channels.toggle(Channel.X)
    person.window.desk.channels.pick(Channel.X)
    chip = person.window.desk.channels.chips()[0]
    assert chip.channel is Channel.X
    person.waits(lambda: person.window.desk.channels.chips()[0].figures()[1] == "3-part thread")
    person.approves(REASON)
    export = person.dialogs.export
    assert export is not None
    export.folder.setText(str(tmp_path))
    export.export_button.click()
    done = export.result_export
    assert done is not None, export.notice.text()
    folder = Path(done.folder)
    parts = [(folder / f"part-{n:02d}.txt").read_text() for n in (1, 2, 3)]
    assert not (folder / "part-04.txt").exists()
    assert [part[-5:] for part in parts] == ["(1/3)", "(2/3)", "(3/3)"]
    assert " ".join(part[:-6] for part in parts) == THREAD
    assert verify_record(done.text_path, done.record_path).holds
    export.reject()


def test_a_text_changes_sides_through_both_doors(person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    draft = person.writes("Jam doughnuts on the sofa, and nothing else.")
    person.is_told()
    move = person.dialogs.feature(Move)
    dialog = move.ask()
    assert dialog is not None
    dialog.meant.box.click()
    dialog.move_button.click()
    person.waits(lambda: person.desktop.door)
    door = person.desktop.door
    assert door is not None
    assert person.desktop.considered.session is None, "both vaults are shut while the text is on its way"
    assert door.kind is IdentityKind.PERSONAL
    assert "on its way" in door.notice.text()

    person.opens(IdentityKind.PERSONAL)
    session = person.window.session
    (arrived,) = session.drafts.all()
    assert arrived.text == person.window.desk.text() == "Jam doughnuts on the sofa, and nothing else."
    assert not session.approvals.all()
    person.is_told()

    person.window.switch()
    person.opens(IdentityKind.PROFESSIONAL)
    assert [d.id for d in person.window.session.drafts.all()] == [draft], "what it was made from stays"


def test_who_turns_back_at_the_door_lets_go_of_the_text(person: Person) -> None:
    person.opens(IdentityKind.PERSONAL)
    draft = person.writes("Jam doughnuts.")
    dialog = person.dialogs.feature(Move).ask()
    assert dialog is not None
    dialog.meant.box.click()
    dialog.move_button.click()
    person.waits(lambda: person.desktop.door)
    person.opens(IdentityKind.PERSONAL)
    assert "was not moved" in person.window.toast.words()
    assert [d.id for d in person.window.session.drafts.all()] == [draft]
    assert not person.desktop.carried.there
    person.window.switch()
    person.opens(IdentityKind.PROFESSIONAL)
    assert person.window.session.drafts.all() == []
