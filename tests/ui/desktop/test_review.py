"""Review, consent and approval: nothing passes unsettled, nothing typed is lost, whose it is stays in view."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.consent.record import ConsentState, SubjectKind, Told
from composer.review import How
from rules.report import Channel, Report
from tests.ui.desktop.posts import CLEAR, CLIENT, REPORT, TEXT, TODAY, draft, opened
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.review_items import CaseCard
from ui.desktop.review_page import ReviewDialog

REASON = "Talked over in supervision; the wording stays as it is."


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


def review(session: Session, qtbot: QtBot, report: Report = REPORT, text: str = TEXT) -> ReviewDialog:
    dialog = ReviewDialog(session, draft(session, text).id, text, report, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def card(dialog: ReviewDialog, words: str) -> CaseCard:
    return next(c for c in dialog.cards if words in c.accessibleName())


def answer_all(dialog: ReviewDialog, *, note: str = "") -> None:
    for question in dialog.questions:
        question.choose(question.question.easy, note)


def open_consent(dialog: ReviewDialog) -> ConsentDialog:
    dialog.record_consent(card(dialog, "One person").case)
    assert dialog.consent_dialog is not None
    return dialog.consent_dialog


def record_consent(dialog: ReviewDialog) -> None:
    form = open_consent(dialog)
    for box in form.form.told.values():
        box.setChecked(True)
    assert form.save() is not None


def settle(dialog: ReviewDialog) -> None:
    record_consent(dialog)
    card(dialog, "One person").overruled.emit(card(dialog, "One person").case, REASON)
    card(dialog, "honest-claims").overruled.emit(card(dialog, "honest-claims").case, REASON)


def test_details_of_one_person_stand_on_one_card(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    assert [len(c.case.items) for c in dialog.cards] == [1, 2, 1]
    assert "✕" in dialog.cards[0].accessibleName()


def test_nothing_can_be_approved_before_everything_is_settled(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    answer_all(dialog)
    assert not dialog.approve_button.isEnabled()
    assert dialog.approve() is None
    assert session.approvals.all() == []


def test_a_clause_without_exception_asks_for_a_reason_beside_the_consent(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    record_consent(dialog)
    said = " ".join(b.message for b in dialog.blockers())
    assert "MIP N3" in said
    person = card(dialog, "One person")
    person._open_reason()
    person.reason.setPlainText("too short")
    assert not person.keep_button.isEnabled()
    person.reason.setPlainText(REASON)
    person.keep_button.click()
    assert not any("MIP N3" in b.message for b in dialog.blockers())


def test_the_whole_way_to_an_approval(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    settle(dialog)
    answer_all(dialog)
    assert dialog.approve_button.isEnabled(), [b.message for b in dialog.blockers()]
    with qtbot.waitSignal(dialog.approved):
        dialog.approve_button.click()
    approval = session.approvals.all()[0]
    assert session.approvals.current(approval.draft_id, TEXT) == approval
    assert session.approvals.current(approval.draft_id, TEXT + " ") is None


def test_a_yes_to_the_last_question_asks_for_a_sentence_unless_a_consent_covers_it(
    session: Session, qtbot: QtBot
) -> None:
    dialog = review(session, qtbot, CLEAR)
    last = dialog.questions[-1]
    assert last.is_last
    assert not last.note.isVisibleTo(last)
    last.choose("yes")
    assert last.note.isVisibleTo(last)
    assert not dialog.approve_button.isEnabled()
    last.note.setPlainText("A composite of three people; each of them has read it.")
    assert dialog.approve_button.isEnabled()


def test_nothing_is_chosen_beforehand(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    assert dialog.answers() == []


def test_advice_can_be_set_aside_and_fetched_back(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    advice = card(dialog, "press-contact")
    advice.set_aside.emit(advice.case)
    done = session.review(dialog._draft).resolutions()
    assert [r.how for r in done.values()] == [How.SET_ASIDE]
    dialog._undo(card(dialog, "press-contact").case)
    assert session.review(dialog._draft).resolutions() == {}


def test_a_consent_that_was_not_told_of_withdrawal_is_refused(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    form = open_consent(dialog)
    assert form.save() is None
    assert "withdraw" in form.notice.text()
    form.form.told[Told.CAN_WITHDRAW].setChecked(True)
    record = form.save()
    assert record is not None
    assert record.state is ConsentState.GIVEN
    assert "Not recorded as told" in " ".join(record.warnings)


def test_a_consent_covers_the_exact_text_on_the_channel_named(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    record_consent(dialog)
    record = session.ledger.all()[0]
    assert record.text_seen == TEXT
    assert record.channels == (Channel.LINKEDIN,)
    assert session.ledger.coverage(record.id, TEXT, Channel.LINKEDIN, TODAY).covered
    assert not session.ledger.coverage(record.id, TEXT, Channel.X, TODAY).covered


def test_what_changed_since_they_saw_it_is_shown_word_by_word(session: Session, qtbot: QtBot) -> None:
    first = review(session, qtbot)
    record_consent(first)
    changed = TEXT.replace("Salford", "Stockport")
    session.drafts.save(first._draft, changed)
    again = ReviewDialog(session, first._draft, changed, REPORT, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(again)
    shown = " ".join(card(again, "One person")._standing())
    assert "no longer the one" in shown
    assert "“Salford” became “Stockport”" in shown


@pytest.mark.parametrize(
    ("kind", "prepare", "parties"),
    [
        (SubjectKind.GROUP, {"members": "3"}, 3),
        (SubjectKind.CHILD, {"basis": "parental responsibility"}, 1),
        (SubjectKind.DIED, {"basis": "next of kin"}, 1),
    ],
)
def test_others_decide_where_the_person_cannot(
    session: Session, qtbot: QtBot, kind: SubjectKind, prepare: dict[str, str], parties: int
) -> None:
    form = open_consent(review(session, qtbot))
    form.form.kind.setCurrentIndex(form.form.kind.findData(kind.value))
    if "members" in prepare:
        form.form.members.setCurrentText(prepare["members"])
    if "basis" in prepare:
        form.form.basis.setText(prepare["basis"])
    form.form.told[Told.CAN_WITHDRAW].setChecked(True)
    record = form.save()
    assert record is not None
    assert len(record.parties) == parties
    assert record.code.startswith(kind.letter)


def test_a_half_filled_form_comes_back(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    form = open_consent(dialog)
    form.form.who.setText("the one with the kite")
    form.form.told[Told.PERMANENT].setChecked(True)
    form.form.awaited.setChecked(True)
    form.reject()
    again = open_consent(dialog)
    assert again.form.who.text() == "the one with the kite"
    assert again.form.told[Told.PERMANENT].isChecked()
    assert again.form.awaited.isChecked()
    assert "half filled" in again.notice.text()


def test_answers_come_back_after_a_lock(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    dialog.questions[0].choose("yes", "because of the letter")
    dialog.keep_half()
    again = ReviewDialog(session, dialog._draft, TEXT, REPORT, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(again)
    kept = again.answers()[0]
    assert (kept.answer, kept.note) == ("yes", "because of the letter")


def test_a_consent_that_is_there_can_be_linked(session: Session, qtbot: QtBot) -> None:
    first = review(session, qtbot)
    record_consent(first)
    second = review(session, qtbot)
    link = card(second, "One person")
    link.link_wanted.emit(link.case, session.ledger.all()[0].id)
    assert card(second, "One person").case.coverage is not None
    assert session.review(second._draft).resolutions()[CLIENT.key].how is How.CONSENT


def test_whose_it_is_stands_first_and_no_word_of_the_post_in_a_title(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    for window in (dialog, open_consent(dialog)):
        assert window.accessibleName().startswith("Professional")
        assert window.windowTitle().startswith("Professional · ")
        assert "client" not in window.windowTitle()
        assert window.band.accessibleName().startswith("Professional identity")


def test_no_code_names_a_person(session: Session, qtbot: QtBot) -> None:
    form = open_consent(review(session, qtbot))
    assert form.form.code.text() == "C-001"
