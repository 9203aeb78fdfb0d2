"""Stories of the practice through the real window: overruled, read by someone else, shared, looked at, written down."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from composer.publish.export import verify_record
from rules.report import IdentityKind, Outcome
from tests.journeys.conftest import Person
from ui.desktop.practice_checkups import CheckUpsRoom
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_page import PRACTICE, PracticeFeature
from ui.desktop.review_record import RecordDialog, RecordFeature
from ui.desktop.review_share import ShareDialog, ShareFeature
from ui.desktop.review_standing import StandingFeature

ABOUT = "Saw a client from [Salford] today. Endings matter."
REASON = "She wrote these lines with me and asked me to share them; talked over in supervision."
SHARED = "📣 New from ACAT: a free webinar on CAT and long-term conditions, 12 February at 7 pm."


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


@pytest.mark.usefixtures("quick_checker")
def test_an_overruling_takes_a_reason_and_stands_in_the_record(person: Person, tmp_path: Path) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes(ABOUT)
    person.is_told()
    person.window.review()
    page = person.dialogs.review
    assert page is not None
    stopped = [c for c in page.cards if c.case.need.value != "nothing"]
    assert stopped
    stopped[0]._open_reason()
    person.types("because", stopped[0].reason)
    assert not stopped[0].keep_button.isEnabled(), "a word was enough"
    person.types(" she wrote these lines with me and asked for it", stopped[0].reason)
    assert stopped[0].keep_button.isEnabled()
    page.reject()
    person.approves(REASON)
    person.exports_to(tmp_path / "out")

    post = next((tmp_path / "out").glob("*.txt"))
    record = post.with_name(post.name + ".approval.json")
    assert verify_record(post, record).holds
    written = json.loads(record.read_text(encoding="utf-8"))
    assert REASON in {f["reason"] for f in written["findings"] if f["outcome"] == "needs-consent"}
    person.dialogs.feature(RecordFeature).open()
    shown = person.dialogs.feature(RecordFeature).dialog
    assert isinstance(shown, RecordDialog)
    assert "Gone on against" in words(shown)
    assert REASON in words(shown)
    shown.reject()

    person.types(" More.", person.window.desk.sheet)
    person.waits(lambda: "No longer approved" in person.window.status.approval.text())
    standing = person.dialogs.feature(StandingFeature)
    assert standing.standings.fallen(person.window.draft_id) is not None


@pytest.mark.usefixtures("quick_checker")
def test_a_delicate_post_rests_and_a_second_reader_is_heard(person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    draft = person.writes(ABOUT)
    person.is_told()
    person.window.review()
    page = person.dialogs.review
    assert page is not None
    page.rest.begin_button.click()
    page.reader.note_button.click()
    person.types("supervisor", page.reader.reader)
    person.types("Leave out the month and it could be anyone.", page.reader.view)
    page.reader.would.setCurrentIndex(2)
    page.reader.keep_button.click()
    assert "would change it or not publish it" in words(page)
    assert not page.approve_button.isEnabled()
    page.reject()
    person.waits(lambda: person.window.status.approval.text().startswith("Rests until"))

    person.window.lock()
    person.opens(IdentityKind.PROFESSIONAL)
    person.window.open_draft(draft)
    session = person.window.session
    assert session.rests.holding(draft, date.today()) is not None
    (view,) = session.readers.on_this_text(draft, ABOUT)
    assert (view.reader, view.would_post) == ("supervisor", False)


def test_a_post_of_the_association_is_shared_in_two_presses(person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.window.new_draft()
    QGuiApplication.clipboard().setText(SHARED)
    person.window.desk.sheet.paste()
    person.is_told()
    report = person.window.report()
    assert report is not None
    assert report.outcome is Outcome.CLEAR
    share = person.dialogs.feature(ShareFeature)
    person.waits(share.strip.isVisible)

    person.qtbot.mouseClick(share.button, Qt.MouseButton.LeftButton)  # one
    dialog = share.dialog
    assert isinstance(dialog, ShareDialog)
    QGuiApplication.clipboard().clear()
    person.qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)  # two

    assert QGuiApplication.clipboard().text() == SHARED
    session = person.window.session
    (export,) = session.exports.all()
    assert export.export.text_sha256 == session.approvals.all()[0].record.text_sha256


@pytest.mark.usefixtures("quick_checker")
def test_a_check_up_is_done_and_an_incident_written_down_over_a_lock(person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    practice = person.dialogs.feature(PracticeFeature)
    person.window.show_page(PRACTICE)
    checkups = practice.page.turn_to(CheckUpsRoom)
    assert isinstance(checkups, CheckUpsRoom)
    first = checkups.cards[0].state.item.id
    checkups.cards[0].done.setFocus()
    person.qtbot.keyClick(checkups.cards[0].done, Qt.Key.Key_Space)
    assert [look.item for look in person.window.session.checkups.history()] == [first]

    person.window.actions_by_name["&Write down what happened…"].trigger()
    incidents = practice.page.rooms[IncidentsRoom]
    assert isinstance(incidents, IncidentsRoom)
    person.types("A client asked to be my friend.", incidents.account)
    person.window.lock()

    person.opens(IdentityKind.PROFESSIONAL)
    practice = person.dialogs.feature(PracticeFeature)
    person.window.show_page(PRACTICE)
    again = practice.page.turn_to(IncidentsRoom)
    assert isinstance(again, IncidentsRoom)
    assert again.account.toPlainText() == "A client asked to be my friend."
    again.keep_button.click()
    again.cards[0].step_button.click()
    person.types("declined by letter", again.cards[0].what)
    again.cards[0].keep_step.click()
    (kept,) = person.window.session.incidents.all()
    assert [step.what for step in kept.steps] == ["declined by letter"]
    assert "friend" not in person.window.windowTitle()
