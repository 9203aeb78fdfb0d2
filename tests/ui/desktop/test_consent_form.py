"""The consent form: every field of the record asked for once, what does not apply hidden, remarks before recording."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox
from pytestqt.qtbot import QtBot

from composer.app import Session
from composer.consent.record import ALL_TOLD, ConsentState, Protection, Stage, SubjectKind
from composer.consent.sheet import VERSION, sheet_hash
from composer.publish.image import clean
from rules.report import Channel
from tests.ui.desktop.consents import quick_session
from tests.ui.desktop.posts import TODAY
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consent_fields import More

TEXT = "She said “I finally stopped apologising.” We laughed about it, and the 'other' thing."


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with quick_session(tmp_path) as opened:
        yield opened


def dialog(session: Session, qtbot: QtBot, text: str = TEXT, **more: Any) -> ConsentDialog:
    made = ConsentDialog(session, text=text, channel=Channel.LINKEDIN, today=TODAY, **more)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(box: QComboBox, value: object) -> None:
    assert box.findData(value) >= 0, value
    box.setCurrentIndex(box.findData(value))


def filled(made: ConsentDialog) -> None:
    """Everything that the form can hold for a former client."""
    form = made.form
    choose(form.kind, SubjectKind.FORMER_CLIENT.value)
    form.whom.able.setChecked(True)
    form.details.setText("age")
    choose(form.what.scope, "substance")
    form.what.protection[Protection.THICK_DISGUISE].setChecked(True)
    form.channels[Channel.BLOG].setChecked(True)
    form.where.account.setText("@amara")
    form.where.purpose.setCurrentText("to teach trainees")
    form.where.audience.setCurrentText("readers of the newsletter")
    form.where.commercial.setChecked(True)
    form.where.reviewed.setChecked(True)
    form.informed.sheet.setChecked(True)
    form.language.setText("cy")
    form.explained_by.setText("A. L.")
    form.informed.route.setText("ring me")
    choose(form.stage, Stage.ENDED.value)
    form.free.months.setValue(14)
    form.asked.set_day(TODAY - timedelta(days=9))
    form.supervised.setChecked(True)
    choose(form.free.raised_by, "person")
    form.free.incentive.setText("a copy of the book")
    form.free.assessment.setText("DPIA 4")
    form.who.setText("the one with the bicycle")
    form.private_notes.transference.setPlainText("wants to please")
    form.private_notes.power.setPlainText("I write her letters")
    form.private_notes.supervision_note.setPlainText("wait a week")


def test_every_field_of_the_record_can_be_filled_in(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    filled(made)
    record = made.save()
    assert record is not None, made.notice.text()
    form = record.form
    assert (form.code, form.kind, form.parties[0].basis) == (
        "F-001",
        SubjectKind.FORMER_CLIENT,
        "able to decide for themself",
    )
    assert form.material.text == TEXT
    assert form.material.quotes == ("I finally stopped apologising.",)
    assert form.material.details_left == "age"
    assert form.material.protection == (Protection.CONSENT, Protection.THICK_DISGUISE)
    reach = form.reach
    assert set(reach.channels) == {Channel.LINKEDIN, Channel.BLOG}
    assert (reach.account, reach.purposes, reach.audience) == (
        "@amara",
        ("to teach trainees",),
        "readers of the newsletter",
    )
    assert (reach.commercial, reach.this_text_only, reach.review_on is not None) == (True, False, True)
    assert reach.expires == TODAY + timedelta(days=365)
    told = form.informing
    assert (told.told, told.sheet_version, told.sheet_hash) == (ALL_TOLD, VERSION, sheet_hash())
    assert (told.language, told.explained_by, told.withdrawal_route) == ("cy", "A. L.", "ring me")
    free = form.voluntariness
    assert (free.stage, free.months_since_end, free.raised_by) == (Stage.ENDED, 14, "person")
    assert (free.incentive, free.supervision_on, free.in_therapy_contract) == ("a copy of the book", TODAY, False)
    assert form.impact_assessment == "DPIA 4"
    assert (record.decided_at or record.asked_at) - record.asked_at > timedelta(days=8)
    notes = session.ledger.private(record.id)
    assert (notes.who, notes.transference) == ("the one with the bicycle", "wants to please")
    assert (notes.power, notes.supervision) == ("I write her letters", "wait a week")


def test_a_half_filled_form_comes_back_whole(session: Session, qtbot: QtBot) -> None:
    first = dialog(session, qtbot)
    filled(first)
    before = first._typed()
    first.reject()
    again = dialog(session, qtbot)
    assert again._typed() == before
    assert "half filled" in again.notice.text()


KINDS: dict[SubjectKind, tuple[list[str], list[str]]] = {
    SubjectKind.CLIENT: (["C-001"], ["self"]),
    SubjectKind.GROUP: (["G-001/1", "G-001/2", "G-001/3"], ["member"] * 3),
    SubjectKind.CHILD: (["K-001/1", "K-001/2", "K-001"], ["parent", "parent", "child"]),
    SubjectKind.DIED: (["D-001/1"], ["relative"]),
    SubjectKind.SERVICE: (["O-001"], ["signs-for-service"]),
    SubjectKind.PICTURED: (["I-001"], ["self"]),
}


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_kind_of_person_and_who_decides(session: Session, qtbot: QtBot, kind: SubjectKind) -> None:
    made = dialog(session, qtbot)
    whom = made.form.whom
    choose(whom.kind, kind.value)
    choose(whom.members, 3)
    choose(whom.parents, 2)
    whom.child_too.setChecked(True)
    parties = whom.parties()
    codes, roles = KINDS.get(kind, ([f"{kind.letter}-001"], ["self"]))
    assert [p.code for p in parties] == codes
    assert [p.role for p in parties] == roles
    shown = made.form.stage.isVisibleTo(made)
    assert shown is kind.cared_for
    assert whom.members.isVisibleTo(made) is (kind is SubjectKind.GROUP)
    assert whom.child_too.isVisibleTo(made) is (kind is SubjectKind.CHILD)


def test_somebody_may_decide_for_another(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    choose(made.form.whom.decides, "other")
    assert made.form.basis.isVisibleTo(made)
    assert "right to decide" in made.form.warnings.text()
    made.form.basis.setText("lasting power of attorney")
    (party,) = made.form.whom.parties()
    assert (party.code, party.role, party.basis) == ("C-001/1", "attorney", "lasting power of attorney")
    assert "right to decide" not in made.form.warnings.text()


def test_remarks_come_before_anything_is_recorded(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    assert "Agreed within the hour" in made.form.warnings.text()
    assert made.form.warnings.isVisibleTo(made)
    assert session.ledger.all() == []
    made.form.asked.set_day(TODAY - timedelta(days=5))
    assert "Agreed" not in made.form.warnings.text()
    made.form.awaited.box.click()
    assert "Not recorded as told" not in made.form.warnings.text()


def test_agreed_inside_the_therapy_contract_is_refused_with_the_reason(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    made.form.informed.sheet.setChecked(True)
    made.form.bundled.box.click()
    assert "Art. 7(2)" in made.form.free.reason.text()
    assert made.form.free.reason.isVisibleTo(made)
    assert made.save() is None
    assert "therapy contract" in made.notice.text()
    assert session.ledger.all() == []


def test_a_quote_that_is_theirs_is_kept_word_for_word_and_others_are_not(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot, "“One thing,” she said. My teacher used to say “Wait for it.”")
    assert list(made.form.what.quotes) == ["One thing,", "Wait for it."]
    made.form.what.quotes["Wait for it."].box.click()
    assert made.form.what.material().quotes == ("One thing,",)


def test_pictures_of_the_draft_are_part_of_what_was_seen(session: Session, qtbot: QtBot) -> None:
    made_draft = session.drafts.new(TEXT)
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG")
    extras = session.pictures.add(made_draft.id, clean(buffer.getvalue()))
    (picture,) = extras.pictures
    described = msgspec.structs.replace(extras, pictures=(msgspec.structs.replace(picture, alt="A quiet room"),))
    session.pictures.save(made_draft.id, described)
    made = dialog(session, qtbot, draft_id=made_draft.id)
    assert "A quiet room" in made.form.seen.toPlainText()
    made.form.informed.sheet.setChecked(True)
    record = made.save()
    assert record is not None
    assert record.form.material.pictures == (picture.sha256,)
    assert session.ledger.coverage(record.id, f"{TEXT}\n\nA quiet room", Channel.LINKEDIN, TODAY).covered


def test_someone_asked_before_is_asked_under_the_same_code(session: Session, qtbot: QtBot) -> None:
    first = dialog(session, qtbot)
    first.form.informed.sheet.setChecked(True)
    assert first.save() is not None
    second = dialog(session, qtbot, "Another text.")
    assert second.form.code() == "C-002"
    choose(second.form.whom.person, "C-001")
    second.form.informed.sheet.setChecked(True)
    record = second.save()
    assert record is not None
    assert (record.code, len(session.ledger.all())) == ("C-001", 2)


def test_the_papers_show_what_is_filled_in_so_far(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    made.form.where.account.setText("Quiet pages")
    made.papers_button.click()
    assert made.papers is not None
    shown = made.papers.view.toPlainText()
    assert "Quiet pages" in shown
    assert "I finally stopped apologising." in shown
    assert session.ledger.all() == []
    made.papers.reject()


def test_everything_folded_away_can_be_reached_and_has_a_name(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    folds = made.form.findChildren(More)
    assert len(folds) == 5
    for fold in folds:
        assert fold.button.accessibleDescription() == "folded away"
        fold.button.click()
        assert fold.inner.isVisibleTo(made)
    for kind in (QLineEdit, QComboBox, QPlainTextEdit, QSpinBox):
        for control in made.form.findChildren(kind):
            if not control.objectName().startswith("qt_"):
                assert control.accessibleName(), control
    for button in made.form.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or button.objectName().startswith("qt_")


def test_an_answer_awaited_is_recorded_as_a_question(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot)
    made.form.awaited.box.click()
    assert not made.form.method.isVisibleTo(made)
    record = made.save()
    assert record is not None
    assert record.state is ConsentState.REQUESTED
    assert record.asked_at.date() <= date.today()
