"""What is half typed about a consent outlives closing and locking, is offered again, and goes with an erasure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer.app import Session
from composer.consent.record import ConsentRecord, Reach
from composer.halves import HALF_FILLED
from composer.vault.trouble import VaultTrouble
from rules.report import Channel
from tests.ui.desktop.consents import asked, given, quick_session
from tests.ui.desktop.posts import TEXT, TODAY
from ui.desktop.consent_answer import AnswerDialog
from ui.desktop.consent_compare import CompareDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consents import ConsentsPage
from ui.desktop.consents_life import EraseDialog, KeepingDialog, PrivateDialog, RestrictDialog
from ui.desktop.halves import AS_LEFT, Half, HalfDialog, HalfFilled

HALF = "They wrote that"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with quick_session(tmp_path) as opened:
        yield opened


def page_of(session: Session, qtbot: QtBot, record: ConsentRecord) -> ConsentsPage:
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.show()
    page.choose(record.id)
    return page


def pressed(page: ConsentsPage, key: str) -> HalfDialog:
    page.view.buttons[key].click()
    assert isinstance(page.view.dialog, HalfDialog)
    return page.view.dialog


def kept(session: Session) -> list[str]:
    return sorted(session.vault.documents.all(HALF_FILLED, Half))


@pytest.mark.parametrize("key", ["revoke", "keeping", "restrict", "erase", "notes"])
def test_a_lock_keeps_what_was_half_typed_and_the_dialog_offers_it_again(
    session: Session, qtbot: QtBot, key: str
) -> None:
    record = given(session)
    page = page_of(session, qtbot, record)
    before = pressed(page, key)
    assert before.notice.text() == ""
    type_into(before)
    page.forget()  # as a lock does
    assert page.view.dialog is None
    assert len(kept(session)) == 1
    after = pressed(page_of(session, qtbot, record), key)
    assert typed(after) == HALF
    assert after.notice.text() == AS_LEFT
    assert not (isinstance(after, EraseDialog) and after.sure.isChecked())


def type_into(dialog: HalfDialog) -> None:
    if isinstance(dialog, PrivateDialog):
        dialog.notes.power.setPlainText(HALF)
    elif isinstance(dialog, KeepingDialog):
        dialog.why.setText(HALF)
    else:
        assert isinstance(dialog, AnswerDialog | RestrictDialog | EraseDialog)
        dialog.why.setPlainText(HALF)


def typed(dialog: HalfDialog) -> str:
    if isinstance(dialog, PrivateDialog):
        return dialog.notes.power.toPlainText()
    if isinstance(dialog, KeepingDialog):
        return dialog.why.text()
    assert isinstance(dialog, AnswerDialog | RestrictDialog | EraseDialog)
    return dialog.why.toPlainText()


def test_an_answer_half_filled_comes_back_whole_and_goes_once_it_is_recorded(session: Session, qtbot: QtBot) -> None:
    record = asked(session)
    page = page_of(session, qtbot, record)
    dialog = pressed(page, "give")
    assert isinstance(dialog, AnswerDialog)
    dialog.note.setText(HALF)
    dialog.witness.setText("colleague")
    next(iter(dialog.told.values())).setChecked(False)
    dialog.reject()
    again = pressed(page, "give")
    assert isinstance(again, AnswerDialog)
    assert (again.note.text(), again.witness.text()) == (HALF, "colleague")
    assert not next(iter(again.told.values())).isChecked()
    assert again.save()
    assert kept(session) == []


def test_another_answer_and_another_record_know_nothing_of_it(session: Session, qtbot: QtBot) -> None:
    one, other = given(session), given(session, "Another text of two lines.")
    page = page_of(session, qtbot, one)
    type_into(pressed(page, "revoke"))
    page.view.close_dialog()
    assert typed(pressed(page, "invalidate")) == ""
    page.view.close_dialog()
    assert typed(pressed(page_of(session, qtbot, other), "revoke")) == ""


def test_what_is_as_it_was_leaves_nothing(session: Session, qtbot: QtBot) -> None:
    page = page_of(session, qtbot, given(session))
    dialog = pressed(page, "keeping")
    assert isinstance(dialog, KeepingDialog)
    first = dialog.why.text()
    dialog.why.setText(HALF)
    dialog.keep_half()
    assert len(kept(session)) == 1
    dialog.why.setText(first)
    dialog.reject()
    assert kept(session) == []


def test_erasing_takes_half_filled_forms_along(session: Session, qtbot: QtBot) -> None:
    record, other = given(session), given(session, "Another text of two lines.")
    for each in (record, other):
        page = page_of(session, qtbot, each)
        type_into(pressed(page, "notes"))
        page.view.close_dialog()
    session.erase(record.id, "They asked for it by letter.")
    assert kept(session) == [f"private/{other.id}"]


def test_why_a_text_is_the_same_in_substance_outlives_closing_and_goes_once_recorded(
    session: Session, qtbot: QtBot
) -> None:
    record = given(session, reach=Reach(channels=(Channel.LINKEDIN,), this_text_only=False))

    def compare() -> CompareDialog:
        made = CompareDialog(session, record, TEXT.replace("today", "some time ago"))
        qtbot.addWidget(made)
        return made

    first = compare()
    first.why.setPlainText("only the time was made vaguer")
    first.reject()
    again = compare()
    assert again.why.toPlainText() == "only the time was made vaguer"
    assert again.notice.text() == AS_LEFT
    assert again.judge()
    assert kept(session) == []


# The form itself

QUOTES = "She said “I stopped apologising.” and later “I sleep again.”"


def form(session: Session, qtbot: QtBot, text: str = QUOTES) -> ConsentDialog:
    made = ConsentDialog(session, text=text, channel=Channel.LINKEDIN, draft_id="one", today=TODAY)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_form_that_was_only_looked_at_leaves_nothing(session: Session, qtbot: QtBot) -> None:
    form(session, qtbot).reject()
    assert kept(session) == []
    assert form(session, qtbot).notice.text() == ""


def test_someone_new_gets_the_code_that_is_free_when_the_form_comes_back(session: Session, qtbot: QtBot) -> None:
    first = form(session, qtbot)
    assert first.form.code() == "C-001"
    first.form.details.setText(HALF)
    first.reject()
    given(session)
    again = form(session, qtbot)
    assert again.form.details.text() == HALF
    assert (again.form.code(), again.form.whom.person.currentText()) == ("C-002", "C-002, someone new")


def test_ticks_come_back_to_their_own_quotes(session: Session, qtbot: QtBot) -> None:
    first = form(session, qtbot)
    first.form.what.quotes["I sleep again."].setChecked(False)
    first.reject()
    again = form(session, qtbot, f"A friend says “rest is work”. {QUOTES}")
    assert {words: tick.isChecked() for words, tick in again.form.what.quotes.items()} == {
        "rest is work": True,
        "I stopped apologising.": True,
        "I sleep again.": False,
    }


def test_a_form_that_cannot_be_kept_says_so_and_closes_when_asked_again(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(HalfFilled, "keep", full)
    made = form(session, qtbot)
    made.form.details.setText(HALF)
    made.cancel_button.click()
    assert made.isVisible()
    assert "The disk is full" in made.notice.text()
    assert "Cancel again" in made.notice.text()
    made.cancel_button.click()
    assert not made.isVisible()
