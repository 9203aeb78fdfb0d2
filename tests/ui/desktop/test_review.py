"""Review, consent and approval: nothing passes unsettled, nothing typed is lost, whose it is stays in view."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pypdf
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.consent.record import ConsentState, SubjectKind, Told
from composer.publish.image import clean
from composer.review import How
from composer.vault.trouble import VaultTrouble
from rules.report import Channel, Report
from tests.ui.desktop.posts import CLEAR, CLIENT, REPORT, TEXT, TODAY, draft, opened
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.practice_paper import save
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


def shown(dialog: ReviewDialog) -> str:
    QApplication.processEvents()  # what was put in just now is shown with the next event
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if not label.isHidden())


def said(dialog: ReviewDialog) -> list[str]:
    assert dialog.post.card is not None
    return [label.accessibleName() for label in dialog.post.card.parts]


def settle(dialog: ReviewDialog) -> None:
    record_consent(dialog)
    card(dialog, "One person").overruled.emit(card(dialog, "One person").case, REASON)
    card(dialog, "honest-claims").overruled.emit(card(dialog, "honest-claims").case, REASON)


def test_details_of_one_person_stand_on_one_card(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    assert [len(c.case.items) for c in dialog.cards] == [1, 2, 1]
    assert "✕" in dialog.cards[0].accessibleName()


def test_chips_show_the_words_that_were_found_however_their_accents_are_typed(session: Session, qtbot: QtBot) -> None:
    before = "The cafe\u0301 and the nai\u0308ve waiter. "
    moved = [msgspec.structs.replace(f, start=f.start + len(before), end=f.end + len(before)) for f in REPORT.findings]
    dialog = review(session, qtbot, msgspec.structs.replace(REPORT, findings=tuple(moved)), before + TEXT)
    assert "nurse · occupation" in shown(dialog)


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


def test_where_the_disk_is_full_the_review_is_left_by_a_second_press(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = review(session, qtbot)
    led: list[int] = []
    dialog.picture_wanted.connect(led.append)
    dialog.questions[0].choose("yes", "because of the letter")

    def refuse(*_: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(session.vault.documents, "put", refuse)
    dialog._to_picture(1)
    assert dialog.isVisible()
    assert led == []
    assert "The disk is full" in dialog.notice.text()
    assert "again to close: what you filled in here is then lost" in dialog.notice.text()
    assert dialog.answers()[0].note == "because of the letter"
    dialog.reject()
    assert not dialog.isVisible()


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
    assert form.form.code() == "C-001"


def test_what_bodies_disagree_about_and_what_it_takes_is_told(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    words = shown(dialog)
    assert "Where the bodies disagree" in words
    assert "ACAT b would allow this with full informed consent; MIP N3 makes no exception." in words
    assert "Where the bodies disagree" not in shown(review(session, qtbot, CLEAR))


def test_a_reason_is_never_easy(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    claim = card(dialog, "honest-claims")
    claim._open_reason()
    for easy in ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no no no no no no no no no", "because", " " * 40):
        claim.reason.setPlainText(easy)
        assert not claim.keep_button.isEnabled(), easy
    claim.overruled.emit(claim.case, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert "different words" in dialog.notice.text()
    assert session.review(dialog._draft).resolutions() == {}


def test_an_overruling_is_never_hidden(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    assert "against" not in dialog.approve_button.text()
    settle(dialog)
    answer_all(dialog)
    assert REASON in shown(dialog)
    assert dialog.approve_button.text() == "Approve for LinkedIn, against 2 findings"
    assert "You go on against 2 findings" in dialog.status.text()
    dialog.approve_button.click()
    record = session.approvals.all()[0].record
    assert [(f.how, f.reason) for f in record.findings if f.outcome == "must-fix"] == [("overruled", REASON)]
    assert {f.reason for f in record.findings if f.outcome == "needs-consent"} == {REASON}


def test_a_half_typed_reason_comes_back(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    card(dialog, "honest-claims")._open_reason()
    card(dialog, "honest-claims").reason.setPlainText("Talked over")
    dialog.keep_half()
    again = ReviewDialog(session, dialog._draft, TEXT, REPORT, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(again)
    assert card(again, "honest-claims").reason.toPlainText() == "Talked over"
    assert card(again, "One person").half() == ""


def test_a_consent_stands_there_with_its_state_whether_it_covers_or_not(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    record_consent(dialog)
    assert "✓ C-001 (client): given, for LinkedIn" in shown(dialog)
    session.withdraw(session.ledger.all()[0].id)
    dialog.refresh()
    assert "✕ C-001 (client): withdrawn" in shown(dialog)
    assert not dialog.approve_button.isEnabled()


def test_a_delicate_post_is_suggested_to_rest_and_then_really_rests(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot)
    assert dialog.rest.isVisibleTo(dialog)
    settle(dialog)
    answer_all(dialog)
    dialog.rest.begin_button.click()
    answer_all(dialog)
    assert not dialog.approve_button.isEnabled()
    assert "rests until" in dialog.status.text()
    assert dialog.approve() is None
    dialog.rest.end()
    assert session.rests.held(TODAY), "ended without having been read again"
    dialog.rest.end_button.click()
    assert not dialog.rest.confirm_button.isEnabled()
    dialog.rest.read_again.box.click()
    dialog.rest.confirm_button.click()
    assert session.rests.held(TODAY) == {}
    assert dialog.approve() is not None


def test_a_clear_post_is_not_told_to_rest(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot, CLEAR)
    assert not dialog.rest.isVisibleTo(dialog)


def test_a_second_reader_s_view_is_kept_for_this_text_and_stands_in_the_record(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot, CLEAR)
    dialog.reader.note_button.click()
    dialog.reader.keep_button.click()
    assert "who read it" in dialog.reader.view_field.trouble.text()
    assert session.readers.of_draft(dialog._draft) == []
    dialog.reader.reader.setText("supervisor")
    dialog.reader.view.setPlainText("It reads well; leave the last line out.")
    dialog.reader.would.setCurrentIndex(1)
    dialog.reader.keep_button.click()
    assert "Supervisor, " in shown(dialog)
    assert "would publish it. “It reads well; leave the last line out.”" in shown(dialog)
    answer_all(dialog)
    approval = dialog.approve()
    assert approval is not None
    assert [(r.reader, r.would_post) for r in approval.record.readers] == [("supervisor", True)]


def test_a_view_on_an_earlier_wording_says_so(session: Session, qtbot: QtBot) -> None:
    first = draft(session)
    session.readers.record(first.id, "An earlier text.", reader="colleague", on=TODAY, view="Too much detail.")
    dialog = ReviewDialog(session, first.id, TEXT, CLEAR, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(dialog)
    assert "Too much detail.” (about an earlier wording)" in shown(dialog)


def test_a_half_noted_view_comes_back(session: Session, qtbot: QtBot) -> None:
    dialog = review(session, qtbot, CLEAR)
    dialog.reader.open_form()
    dialog.reader.view.setPlainText("It reads")
    dialog.keep_half()
    again = ReviewDialog(session, dialog._draft, TEXT, CLEAR, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(again)
    assert again.reader.view.toPlainText() == "It reads"


def test_the_sheet_holds_the_text_and_no_name(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = review(session, qtbot)
    record_consent(dialog)
    said: list[str] = []
    save(dialog, tmp_path / "sheet.pdf", dialog.sheet(), lambda words, tone: said.append(f"{tone}: {words}"))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].startswith("good: Saved: sheet.pdf.")
    pages = pypdf.PdfReader(tmp_path / "sheet.pdf").pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert TEXT in words
    assert "Your view" in words
    for name in ("Amara", "Lindqvist", "C-001"):
        assert name not in words


def test_a_thread_is_shown_part_by_part_with_its_warning_and_pictures(session: Session, qtbot: QtBot) -> None:
    text = ("A thread about endings, and about the letters that people keep for years in drawers. " * 9).strip()
    made = session.drafts.new(text, channels=[Channel.MASTODON, Channel.BLOG])
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 90)).save(buffer, "PNG")
    extras = session.pictures.add(made.id, clean(buffer.getvalue()))
    field = msgspec.structs.replace(extras.pictures[0], alt="A green field", people_asked=True)
    session.pictures.save(made.id, msgspec.structs.replace(extras, warning="Grief", pictures=(field,)))
    dialog = ReviewDialog(session, made.id, text, CLEAR, Channel.MASTODON, today=TODAY)
    qtbot.addWidget(dialog)
    dialog.show()
    parts = [p.text for p in session.preview(made.id, Channel.MASTODON, text=text).parts]
    assert len(parts) > 1
    assert said(dialog) == [f"Part {n} of {len(parts)}. {part}" for n, part in enumerate(parts, 1)]
    words = shown(dialog)
    assert "Grief" in words
    assert "Picture 1: A green field" in words
    assert "In picture 1: nobody, as you said." in words
    dialog.post.channel.setCurrentIndex(1)
    assert said(dialog) == [text]
    assert "Only Mastodon is approved here" in shown(dialog)


def test_nothing_is_approved_unseen_however_long(session: Session, qtbot: QtBot) -> None:
    text = "\n\n".join(f"Paragraph {n}: letters that people keep  for years in drawers." for n in range(150))
    made = session.drafts.new(text, channels=[Channel.BLOG])
    dialog = ReviewDialog(session, made.id, text, CLEAR, Channel.BLOG, today=TODAY)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.post.whole is not None, timeout=20_000)
    whole = dialog.post.whole
    assert whole is not None
    assert whole.toPlainText() == text
    qtbot.waitUntil(
        lambda: whole.document().size().height() * whole.fontMetrics().lineSpacing() <= whole.height(), timeout=5_000
    )
