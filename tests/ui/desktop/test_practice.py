"""The practice rooms: looked at, filled in, written down; kept in the vault, half-filled forms too; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pypdf
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.practice.incidents import IncidentKind, incident_pdf
from composer.vault.trouble import VaultTrouble
from rules.report import IdentityKind
from tests.ui.desktop.posts import PROFESSIONAL, TODAY, opened
from tests.ui.desktop.windows import window
from ui.desktop.dialogs import Dialogs
from ui.desktop.halves import HalfFilled
from ui.desktop.practice_checkups import NOT_MINE, CheckUpCard, CheckUpsRoom
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_letters import LettersRoom
from ui.desktop.practice_page import PRACTICE, PracticeFeature, PracticePage
from ui.desktop.practice_paper import save
from ui.desktop.practice_policy import PolicyRoom
from ui.desktop.practice_room import Room
from ui.desktop.practice_statements import StatementsRoom


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> PracticePage:
    return made(session, qtbot)


def made(session: Session, qtbot: QtBot) -> PracticePage:
    shown = PracticePage(session, lambda: TODAY, lambda: None)
    qtbot.addWidget(shown)
    shown.resize(900, 700)
    shown.show()
    return shown


R = TypeVar("R", bound=Room)


def room(page: PracticePage, kind: type[R]) -> R:
    found = page.turn_to(kind)
    assert isinstance(found, kind)
    return found


def words(widget: QWidget) -> str:
    QApplication.processEvents()  # what was put in just now is shown with the next event
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if not label.isHidden())


def card(checkups: CheckUpsRoom, item: str) -> CheckUpCard:
    return next(c for c in checkups.cards if c.state.item.id == item)


def test_everything_has_a_name_and_a_place_in_the_tab_order(page: PracticePage) -> None:
    for kind in page.kinds:
        shown = page.turn_to(kind)
        for inner in shown.findChildren(QWidget):
            if isinstance(inner, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit) and inner.objectName() != (
                "qt_spinbox_lineedit"
            ):
                said = inner.accessibleName() or (inner.text() if isinstance(inner, QAbstractButton) else "")
                assert said, (kind.title, inner)
                assert inner.focusPolicy().value & 1 or not inner.isVisible(), (kind.title, said)


def test_each_room_says_in_a_sentence_what_it_is_for(page: PracticePage) -> None:
    for kind in page.kinds:
        assert kind.intro in words(page.turn_to(kind))


def test_the_personal_side_has_no_client_papers(qtbot: QtBot) -> None:
    with opened(Considered(), IdentityKind.PERSONAL) as session:
        shown = made(session, qtbot)
        assert [kind.title for kind in shown.kinds] == ["Check-ups", "Letters", "Incidents"]
        assert all("Aim for: ." not in words(shown.turn_to(kind)) for kind in shown.kinds)


# Check-ups


def test_a_look_is_noted_and_the_next_card_gets_the_focus(page: PracticePage, session: Session) -> None:
    checkups = room(page, CheckUpsRoom)
    before = len(checkups.cards)
    checkups.cards[0].done.click()
    assert len(checkups.cards) == before - 1
    assert session.checkups.history()[0].on == TODAY
    assert checkups.cards[0].done.hasFocus() or not checkups.window().isActiveWindow()
    assert "✓ Noted as looked at." in words(checkups)
    assert checkups.which.itemText(0) == f"Due now ({before - 1})"


def test_what_is_not_as_it_should_be_stays_due_with_its_note(page: PracticePage, session: Session) -> None:
    checkups = room(page, CheckUpsRoom)
    card(checkups, "x-find").differs.click()
    card(checkups, "x-find").note.setText("phone still on")
    card(checkups, "x-find").keep_button.click()
    assert "not as it should be. “phone still on”" in words(card(checkups, "x-find"))
    assert not session.checkups.history()[0].as_wished


def test_later_and_not_for_me_take_it_off_the_list_and_back(page: PracticePage, session: Session) -> None:
    checkups = room(page, CheckUpsRoom)
    card(checkups, "x-find").later.click()
    card(checkups, "x-protect").not_mine.click()
    shown = {c.state.item.id for c in checkups.cards}
    assert not shown & {"x-find", "x-protect"}
    checkups.which.setCurrentIndex(checkups.which.findData(NOT_MINE))
    assert [c.state.item.id for c in checkups.cards] == ["x-protect"]
    checkups.cards[0].mine.click()
    assert "Nothing is set apart" in words(checkups)
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY + timedelta(days=14))}


def test_a_platform_that_changed_opens_its_check_ups(page: PracticePage, session: Session) -> None:
    session.checkups.looked("x-find", TODAY - timedelta(days=1))
    checkups = room(page, CheckUpsRoom)
    assert "x-find" not in {c.state.item.id for c in checkups.cards}
    checkups.platform.setCurrentIndex(checkups.platform.findData("X"))
    checkups.moved.click()
    assert "x-find" in {c.state.item.id for c in checkups.cards}


def test_nobody_is_nagged_about_what_was_never_looked_at(page: PracticePage, session: Session) -> None:
    assert page.count() == ""
    session.checkups.looked("x-find", TODAY - timedelta(days=100))
    assert page.count() == "1 due"


# Letters


def test_a_letter_is_filled_in_copied_and_noted_as_sent(page: PracticePage, session: Session) -> None:
    letters = room(page, LettersRoom)
    letters.choose("decline-request")
    letters.blanks["person"].setText("Ms Bell")
    letters.blanks["platform"].setText("LinkedIn")
    assert "Dear Ms Bell," in letters.text.toPlainText()
    assert "[" not in letters.text.toPlainText()
    letters.copy_button.click()
    assert "half a minute" in letters.notice.text()
    assert QGuiApplication.clipboard().text() == letters.text.toPlainText()
    letters.sent_button.click()
    assert "to whom it went" in letters.notice.text()
    letters.to.setText("C-003")
    letters.sent_button.click()
    assert [s.to for s in session.letters.history()] == ["C-003"]
    assert "Decline a friend or follow request, to C-003, by post." in words(letters)


def test_what_was_changed_by_hand_is_not_filled_over(page: PracticePage) -> None:
    letters = room(page, LettersRoom)
    letters.text.setPlainText("My own words.")
    letters.blanks["person"].setText("Ms Bell")
    assert letters.text.toPlainText() == "My own words."
    letters.anew.click()
    assert "Dear Ms Bell," in letters.text.toPlainText()


def test_a_letter_is_saved_as_a_pdf_as_it_stands(
    page: PracticePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = room(page, LettersRoom)
    letters.choose("decline-request")
    letters.text.setPlainText(letters.text.toPlainText() + "\nA last line by hand.")
    suggested: list[str] = []

    def answer(_parent: QWidget, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        suggested.append(name)
        return str(tmp_path / name), ""

    monkeypatch.setattr("ui.desktop.practice_paper.QFileDialog.getSaveFileName", answer)
    letters.pdf_button.click()
    qtbot.waitUntil(lambda: "Saved" in letters.notice.text(), timeout=10_000)
    assert suggested == ["letter.pdf"]
    pdf = pypdf.PdfReader(tmp_path / "letter.pdf")
    said = " ".join("\n".join(p.extract_text() for p in pdf.pages).split())
    assert said.startswith(letters.text.toPlainText().split("\n")[0]), "no heading that is not in the letter"
    assert "Dear [name]," in said
    assert "A last line by hand." in said


def test_a_letter_to_the_association_says_where_it_goes(page: PracticePage) -> None:
    letters = room(page, LettersRoom)
    letters.choose("tell-acat")
    assert "It goes to: ACAT Administration Manager, admin@acat.me.uk." in words(letters)


# The policy for clients


def test_the_policy_is_made_changed_kept_and_given(page: PracticePage, session: Session) -> None:
    policy = room(page, PolicyRoom)
    assert "not even disguised" in policy.text.toPlainText()
    policy.ticks["publishes_material"].setChecked(True)
    policy.make_button.click()
    assert "exact words" in policy.text.toPlainText()
    policy.keep_button.click()
    policy.text.setPlainText(policy.text.toPlainText().replace("Why this paper", "Why this sheet"))
    policy.keep_button.click()
    assert "Kept as version 2." in policy.notice.text()
    policy.code.setText("C-014")
    policy.given_button.click()
    assert "Given on " in words(policy.cards[0])
    assert "version 2" in words(policy.cards[0])
    assert "Not talked about yet." in words(policy.cards[0])
    policy.cards[0].buttons.flow.itemAt(0).widget().click()  # type: ignore[union-attr]
    assert session.client_policies.not_discussed() == []
    policy.version.setCurrentIndex(policy.version.findData(1))
    assert "Why this paper" in policy.text.toPlainText()


def test_the_same_wording_is_not_kept_twice(page: PracticePage, session: Session) -> None:
    policy = room(page, PolicyRoom)
    policy.keep_button.click()
    policy.keep_button.click()
    assert len(session.client_policies.versions()) == 1
    assert "version 1 already" in policy.notice.text()


# Statements


def test_statements_are_copied_and_a_page_is_looked_at(page: PracticePage) -> None:
    website = room(page, StatementsRoom)
    website.cards[0].buttons.flow.itemAt(0).widget().click()  # type: ignore[union-attr]
    assert QGuiApplication.clipboard().text().startswith("Confidentiality\n")
    website.page.setPlainText("Welcome! All you say is confidential.")
    website.look()
    assert "✕ No sign of: your data, social media." in words(website)


# Incidents


def write(incidents: IncidentsRoom, account: str) -> None:
    incidents.open_form(IncidentKind.PRESS)
    incidents.where.setText("telephone")
    incidents.account.setPlainText(account)
    incidents.keep_button.click()


def test_an_incident_is_written_down_with_steps_days_and_its_end(page: PracticePage, session: Session) -> None:
    incidents = room(page, IncidentsRoom)
    assert "Nothing is written down yet." in words(incidents)
    write(incidents, "A paper asked about my thread.")
    assert page.count() == "1 due"
    first = incidents.cards[0]
    assert "ACAT j" in words(first)
    first.step_button.click()
    first.what.setText("Rang the trustee")
    first.told.setText("ACAT liaison trustee")
    first.keep_step.click()
    assert page.count() == ""
    first = incidents.cards[0]
    assert "Rang the trustee. Told: ACAT liaison trustee." in words(first)
    first.step_button.click()
    first.what.setText("Write to the insurer")
    first.on.set_day(TODAY + timedelta(days=4))
    first.keep_step.click()
    assert "This day lies ahead" in incidents.notice.text()
    first.ahead.setChecked(True)
    first.keep_step.click()
    assert "○ To be done by " in words(incidents.cards[0])
    incidents.cards[0].done_buttons[0].click()
    incidents.cards[0].end_button.click()
    incidents.cards[0].way.setCurrentIndex(1)
    incidents.cards[0].keep_end.click()
    (kept,) = session.incidents.all()
    assert kept.settled is not None
    assert kept.settled.outcome == "talked to the trustee first, did not answer"
    assert [s.waiting for s in kept.steps] == [False, False]


def test_an_account_without_words_is_refused_and_stays(page: PracticePage, session: Session) -> None:
    incidents = room(page, IncidentsRoom)
    write(incidents, " ")
    assert session.incidents.all() == []
    assert "what happened" in incidents.notice.text()
    assert incidents.form.isVisible()


def test_an_incident_becomes_a_pdf_where_the_author_says(page: PracticePage, qtbot: QtBot, tmp_path: Path) -> None:
    incidents = room(page, IncidentsRoom)
    write(incidents, "A paper asked about my thread.")
    incident, said = incidents.cards[0].incident, []
    target = tmp_path / "incident.pdf"
    save(incidents, target, lambda: incident_pdf(incident, PROFESSIONAL, on=TODAY), lambda w, _: said.append(w))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert target.stat().st_mode & 0o077 == 0
    assert "A paper asked about my thread." in pypdf.PdfReader(target).pages[0].extract_text()


def test_a_pdf_that_cannot_be_written_says_so(page: PracticePage, qtbot: QtBot, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    save(page, tmp_path / "none" / "a.pdf", lambda: b"%PDF", lambda w, tone: said.append((tone, w)))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0][0] == "trouble"


# In the window


def test_half_filled_forms_come_back_after_a_lock(qtbot: QtBot) -> None:
    session = opened(Considered())
    first = made(session, qtbot)
    incidents, letters, policy = room(first, IncidentsRoom), room(first, LettersRoom), room(first, PolicyRoom)
    incidents.open_form()
    incidents.account.setPlainText("Half an account")
    letters.choose("untag")
    letters.blanks["what"].setText("the beach picture")
    policy.text.setPlainText("Friends\nI add nobody.")
    first.keep_halves()
    first.forget()
    assert "Half an account" not in words(first)
    again = made(session, qtbot)
    assert room(again, IncidentsRoom).account.toPlainText() == "Half an account"
    assert "the beach picture" in room(again, LettersRoom).text.toPlainText()
    assert room(again, PolicyRoom).text.toPlainText() == "Friends\nI add nobody."
    room(again, IncidentsRoom).account.clear()
    again.keep_halves()
    assert not room(made(session, qtbot), IncidentsRoom).form.isVisible()
    session.close()


def test_looking_at_another_letter_or_version_takes_no_word_away(qtbot: QtBot) -> None:
    session = opened(Considered())
    first = made(session, qtbot)
    letters, policy = room(first, LettersRoom), room(first, PolicyRoom)
    letters.choose("untag")
    letters.text.setPlainText("My own letter.")
    letters.choose("decline-request")
    letters.blanks["person"].setText("Ms Bell")
    letters.choose("untag")
    assert letters.text.toPlainText() == "My own letter."
    policy.keep_button.click()
    policy.text.setPlainText("Friends\nI add nobody.")
    policy.version.setCurrentIndex(policy.version.findData(0))
    policy.version.setCurrentIndex(policy.version.findData(1))
    assert "I add nobody." not in policy.text.toPlainText()
    first.keep_halves()
    first.forget()
    again = made(session, qtbot)
    letters, policy = room(again, LettersRoom), room(again, PolicyRoom)
    assert letters.text.toPlainText() == "My own letter."
    letters.choose("decline-request")
    assert "Ms Bell" in letters.text.toPlainText()
    assert policy.text.toPlainText() == "Friends\nI add nobody."
    policy.version.setCurrentIndex(policy.version.findData(1))
    policy.version.setCurrentIndex(policy.version.findData(0))
    assert policy.text.toPlainText() == "Friends\nI add nobody."
    session.close()


def test_what_was_written_by_hand_comes_back_by_undo(page: PracticePage) -> None:
    letters, policy = room(page, LettersRoom), room(page, PolicyRoom)
    policy.keep_button.click()
    policy.version.setCurrentIndex(0)
    for text, press in ((letters.text, letters.anew.click), (policy.text, lambda: policy.version.setCurrentIndex(1))):
        text.setPlainText("My own words.")
        press()
        text.undo()
        assert text.toPlainText() == "My own words."


def test_a_half_typed_step_outlives_a_refresh_and_a_lock_and_goes_once_it_is_kept(qtbot: QtBot) -> None:
    session = opened(Considered())
    first = made(session, qtbot)
    incidents = room(first, IncidentsRoom)
    write(incidents, "A paper asked about my thread.")
    incidents.cards[0].step_button.click()
    incidents.cards[0].what.setText("rang the insurer")
    incidents.refresh()
    assert incidents.cards[0].what.text() == "rang the insurer"
    first.keep_halves()
    first.forget()
    again = room(made(session, qtbot), IncidentsRoom)
    shown = again.cards[0]
    assert (shown.what.text(), shown.step_form.isVisibleTo(again), again.form.isVisibleTo(again)) == (
        "rang the insurer",
        True,
        False,
    )
    shown.keep_step.click()
    assert again.cards[0].what.text() == ""
    assert again.half_state() == {}
    session.close()


def test_a_half_typed_account_is_kept_while_it_is_typed_and_trouble_is_told_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(shown)
    practice, vault = dialogs.feature(PracticeFeature), shown.session.vault
    practice.write_down()
    incidents = room(practice.page, IncidentsRoom)
    incidents.account.setPlainText("Half an account")
    half = HalfFilled(vault, "practice/incident")
    qtbot.waitUntil(lambda: (half.take() or {}).get("account") == "Half an account", timeout=30_000)

    def full(*_: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(type(vault.documents), "put", full)
    dialogs.keep_typed()
    assert shown.desk.notice.text() == "", "what did not change was written again"
    incidents.account.setPlainText("Half an account and more")
    dialogs.keep_typed()
    assert "The disk is full" in shown.desk.notice.text()
    shown.desk.notice.say("")
    dialogs.keep_typed()
    assert shown.desk.notice.text() == ""
    dialogs.put_away()


def test_the_page_is_in_the_window_by_menu_key_and_sidebar(qtbot: QtBot) -> None:
    shown = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(shown)
    practice = next(f for f in dialogs.features if isinstance(f, PracticeFeature))
    shown.actions_by_name["&Write down what happened…"].trigger()
    assert shown.current_page() == PRACTICE
    incidents = practice.page.rooms[IncidentsRoom]
    assert isinstance(incidents, IncidentsRoom)
    assert incidents.form.isVisible()
    shown.session.checkups.looked("x-find", TODAY - timedelta(days=100))
    room(practice.page, CheckUpsRoom).changed.emit()
    assert shown.sidebar.button(PRACTICE).accessibleName() == "Practice, 1 due"
    assert "happened" not in shown.windowTitle()
    dialogs.put_away()
