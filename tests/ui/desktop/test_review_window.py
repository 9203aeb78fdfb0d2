"""Approval in the window: told there, fallen in words when what it rests on goes; sharing takes two presses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pypdf
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from composer.approval import Approval
from composer.consent.record import ConsentState, Told
from composer.draft import DraftState
from composer.publish.image import CleanPicture
from composer.questions import LAST
from composer.record_sheet import record_pdf
from rules.report import Channel
from tests.ui.desktop import fake_checker
from tests.ui.desktop.windows import checked, window, write
from ui.desktop.clipboard import MEANT
from ui.desktop.dialogs import Dialogs
from ui.desktop.export_dialog import ExportDialog
from ui.desktop.features import Feature
from ui.desktop.main_window import MainWindow
from ui.desktop.review_again import AgainFeature
from ui.desktop.review_record import RecordDialog, RecordFeature
from ui.desktop.review_share import ShareDialog, ShareFeature
from ui.desktop.review_standing import StandingFeature

SHARED = "Sharing this from ACAT: the introduction runs online again."
ABOUT = "A client from [Salford] came."
REASON = "Talked over in supervision; the wording stays as it is."


F = TypeVar("F", bound=Feature)


def feature(dialogs: Dialogs, kind: type[F]) -> F:
    return next(f for f in dialogs.features if isinstance(f, kind))


def approve(qtbot: QtBot, made: MainWindow, dialogs: Dialogs) -> Approval:
    """Through the review: a consent where one is needed, the reason, the answers."""
    checked(qtbot, made)
    made.review()
    page = dialogs.review
    assert page is not None
    for card in list(page.cards):
        if card.case.need.value != "nothing":
            card.overruled.emit(card.case, REASON)
    for question in page.questions:
        question.choose(question.question.easy)
    approval = page.approve()
    assert approval is not None, page.status.text()
    assert dialogs.export is not None
    dialogs.export.reject()
    return approval


def rested_on_consent(qtbot: QtBot, made: MainWindow, dialogs: Dialogs) -> str:
    """The open draft approved on a consent that runs out in a month; the consent's id."""
    checked(qtbot, made)
    made.review()
    page = dialogs.review
    assert page is not None
    page.record_consent(next(c for c in page.cards if c.case.findings[0].person).case)
    assert page.consent_dialog is not None
    page.consent_dialog.form.told[Told.CAN_WITHDRAW].setChecked(True)
    record = page.consent_dialog.save()
    assert record is not None
    page.reject()
    approve(qtbot, made, dialogs)
    return record.id


def row(made: MainWindow) -> str:
    item = made.sidebar.drafts.currentItem()
    assert item is not None
    return item.toolTip()


def test_what_is_approved_is_told_in_the_bar(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(made)
    assert made.status.approval.isHidden()
    approve(qtbot, made, dialogs)
    assert made.status.approval.text() == "✓ Approved for LinkedIn"


def test_an_edit_ends_it_in_words(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(made)
    approve(qtbot, made, dialogs)
    write(qtbot, made, " All of them.")
    qtbot.waitUntil(lambda: "No longer approved" in made.status.approval.text(), timeout=10_000)
    assert "approval ended with this change" in made.toast.words()
    assert "No longer approved. The text was changed after it was approved." in row(made)
    assert made.status.approval.accessibleDescription() == "The text was changed after it was approved."
    write(qtbot, made, " Yes.")
    made.toast.hide()
    qtbot.waitUntil(lambda: not made.desk.saver.dirty, timeout=10_000)
    assert made.toast.isHidden(), "told once, not at each key"


def test_a_withdrawn_consent_ends_it_in_words_and_the_export_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    made = window(qtbot, ABOUT)
    dialogs = Dialogs(made)
    consent = rested_on_consent(qtbot, made, dialogs)
    approval = made.session.approvals.all()[0]
    made.show_page("consents")
    made.session.withdraw(consent)
    dialogs.consents.changed.emit()
    made.show_page("drafts")
    standing = feature(dialogs, StandingFeature)
    assert standing.strip.words.text() == ("This post is no longer approved. Consent C-001 is withdrawn by the person.")
    assert standing.strip.isVisible()
    assert "Consent C-001 is withdrawn" in row(made)
    assert made.status.approval.text() == "✕ No longer approved"
    export = ExportDialog(made.session, approval, made)
    qtbot.addWidget(export)
    export.folder.setText(str(tmp_path))
    assert export.export() is None
    assert "Consent C-001 is withdrawn by the person." in export.notice.text()
    assert not list(tmp_path.glob("*.txt"))
    standing.strip.hide_button.click()
    made.desk.state_changed.emit()
    assert standing.strip.isHidden(), "it nags"


def test_a_consent_that_ran_out_overnight_is_told_at_the_next_opening(qtbot: QtBot) -> None:
    made = window(qtbot, ABOUT)
    dialogs = Dialogs(made)
    consent = rested_on_consent(qtbot, made, dialogs)
    record = made.session.ledger.get(consent)
    assert record.expires is not None
    later = record.expires + timedelta(days=1)
    made.session.begin_day(later)
    assert made.session.ledger.get(consent).state is ConsentState.EXPIRED
    made.refresh()
    assert "run out" in feature(dialogs, StandingFeature).strip.words.text()


def newer_edition(made: MainWindow, approval: Approval, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = tuple(msgspec.structs.replace(p, edition="May 2027") if p.id == "mip" else p for p in approval.record.packs)
    monkeypatch.setattr(made.session.approvals, "_editions", lambda _: newer)
    made.refresh()


def test_a_new_edition_is_read_against_by_itself_and_the_approval_stays(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = window(qtbot, "The bulbs are in.", wishes=("late=80",))
    dialogs = Dialogs(made)
    approval = approve(qtbot, made, dialogs)
    newer_edition(made, approval, monkeypatch)
    assert made.status.approval.text() == "… To be read again"
    assert "has a new edition since (May 2027)" in made.status.approval.accessibleDescription()
    assert feature(dialogs, StandingFeature).strip.isHidden(), "it has not ended"
    qtbot.waitUntil(lambda: made.status.approval.text() == "✓ Approved for LinkedIn", timeout=10_000)
    assert "nothing in it is newly forbidden, so the approval stays" in made.toast.words()
    assert made.session.approvals.current(approval.draft_id, "The bulbs are in.") == approval


def test_a_new_edition_that_newly_forbids_ends_it_and_the_window_says_why(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = window(qtbot, "The bulbs are in.", "A second draft.")
    dialogs = Dialogs(made)
    approval = approve(qtbot, made, dialogs)
    made.open_draft(made.sidebar.drafts.ids()[1])
    stricter = fake_checker.report("It does cure that.")
    again = feature(dialogs, AgainFeature)
    monkeypatch.setattr(again.reading, "ask", lambda name, text, setting: again.reading.answered.emit(name, stricter))
    newer_edition(made, approval, monkeypatch)
    assert made.session.drafts.get(approval.draft_id).state is DraftState.DRAFT
    made.open_draft(approval.draft_id)
    said = feature(dialogs, StandingFeature).strip
    assert said.isVisible()
    assert "This post is no longer approved. Newly forbidden under" in said.words.text()
    assert "(May 2027): This promises a result (ACAT f)." in said.words.text()
    assert made.status.approval.text() == "✕ No longer approved"


def test_a_picture_that_is_added_ends_it_at_once(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(made)
    approve(qtbot, made, dialogs)
    picture = CleanPicture(
        content=b"0", sha256="0" * 64, media_type="image/png", ending=".png", width=1, height=1, left_out=()
    )
    made.desk.set_extras(made.session.pictures.add(made.draft_id, picture))
    assert made.status.approval.accessibleName() == "✕ No longer approved"
    assert "Pictures, descriptions, warning" in feature(dialogs, StandingFeature).strip.words.text()


def test_each_channel_has_its_review_and_all_leave_together(qtbot: QtBot, tmp_path: Path) -> None:
    made = window(qtbot, "The bulbs are in.")
    made.desk.channels.toggle(Channel.X)
    dialogs = Dialogs(made)
    first = approve(qtbot, made, dialogs)
    made.review()
    export = dialogs.export
    assert export is not None
    assert not export.which_field.isVisible()
    assert export.next_button.text() == "Review for X…"
    export.next_button.click()
    qtbot.waitUntil(lambda: dialogs.review is not None, timeout=10_000)
    review = dialogs.review
    assert review is not None
    assert review.approve_button.text() == "Approve for X"
    assert any("those that you gave for LinkedIn" in w.text() for w in review.findChildren(QLabel))
    open_ones = [card for card in review.questions if card.answer() is None]
    assert [card.is_last for card in open_ones] == [True], "what was answered is not asked again, but for the last"
    open_ones[0].choose(open_ones[0].question.easy)
    second = review.approve()
    assert second is not None
    assert made.status.approval.accessibleName() == "✓ Approved for 2 channels"
    assert made.status.approval.accessibleDescription() == "Approved for LinkedIn and X."
    export = dialogs.export
    assert export is not None
    assert not export.missing
    assert export.as_each.isChecked()
    assert "Approved for X and LinkedIn." in export.intro.text()
    export.folder.setText(str(tmp_path))
    export.export_button.click()
    assert "Written, each with its record" in export.notice.text()
    assert len(list(tmp_path.glob("*/post.txt.approval.json"))) == 2
    assert {e.export.approval_id for e in made.session.exports.all()} == {first.id, second.id}
    export.as_text.setChecked(True)
    assert export.which_field.isVisible()
    export.which.setCurrentIndex(export.which.findData(first.id))
    assert "Approved for LinkedIn." in export.intro.text()


def test_a_resting_draft_says_so_in_the_list_and_in_the_bar(qtbot: QtBot) -> None:
    made = window(qtbot, ABOUT)
    Dialogs(made)
    made.session.rests.begin(made.draft_id)
    made.refresh()
    assert made.status.approval.text().startswith("Rests until ")
    assert "This post rests until" in row(made)


# Share as is


def test_an_association_s_post_is_shared_in_two_presses(qtbot: QtBot) -> None:
    made = window(qtbot, SHARED)
    dialogs = Dialogs(made)
    share = feature(dialogs, ShareFeature)
    checked(qtbot, made)
    qtbot.waitUntil(share.strip.isVisible, timeout=10_000)
    assert "ACAT i" in share.strip.words.text()
    share.button.click()
    assert isinstance(share.dialog, ShareDialog)
    share.dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == SHARED
    assert QGuiApplication.clipboard().mimeData().hasFormat(MEANT), "it would leave the clipboard again"
    (export,) = made.session.exports.all()
    assert export.export.channel is Channel.LINKEDIN
    (approval,) = made.session.approvals.all()
    assert [(q.id, q.answer) for q in approval.record.questions] == [(LAST, "no")]
    assert share.strip.isHidden()
    assert "Approved and on the clipboard" in made.toast.words()


def test_what_is_said_by_sharing_stands_before_the_button(qtbot: QtBot) -> None:
    made = window(qtbot, SHARED)
    share = feature(Dialogs(made), ShareFeature)
    checked(qtbot, made)
    share.open()
    assert isinstance(share.dialog, ShareDialog)
    words = [label.text() for label in share.dialog.stated]
    assert words == ["✓ No part of it is drawn from a real person you have worked with."]
    assert share.dialog.post.card is not None
    assert [label.accessibleName() for label in share.dialog.post.card.parts] == [SHARED]


@pytest.mark.parametrize(
    ("text", "why"), [(f"{SHARED} It does cure.", "Something was found"), ("The bulbs are in.", "does not read as")]
)
def test_anything_else_is_not_offered_and_says_why_when_asked(qtbot: QtBot, text: str, why: str) -> None:
    made = window(qtbot, text)
    share = feature(Dialogs(made), ShareFeature)
    checked(qtbot, made)
    made.actions_by_name["Share &as it is…"].trigger()
    assert share.dialog is None
    assert share.strip.isHidden()
    assert why in made.toast.words()
    assert made.session.approvals.all() == []


def test_what_came_in_by_one_paste_is_offered_and_what_was_typed_is_not(qtbot: QtBot) -> None:
    text = "Join us! A study day of the Association for Cognitive Analytic Therapy."
    made = window(qtbot, "")
    share = feature(Dialogs(made), ShareFeature)
    QGuiApplication.clipboard().setText(text)
    made.desk.sheet.paste()
    checked(qtbot, made)
    qtbot.waitUntil(share.strip.isVisible, timeout=10_000)
    assert share.share() is not None
    made.desk.sheet.insertPlainText(" I")
    checked(qtbot, made)
    made.desk.state_changed.emit()
    assert share.strip.isHidden(), "it is no longer the association's text as it stands"


def test_not_now_means_not_for_this_draft(qtbot: QtBot) -> None:
    made = window(qtbot, SHARED)
    share = feature(Dialogs(made), ShareFeature)
    checked(qtbot, made)
    qtbot.waitUntil(share.strip.isVisible, timeout=10_000)
    share.strip.hide_button.click()
    made.desk.state_changed.emit()
    assert share.strip.isHidden()


def test_a_shared_post_can_go_into_a_file_instead(qtbot: QtBot, tmp_path: Path) -> None:
    made = window(qtbot, SHARED)
    dialogs = Dialogs(made)
    share = feature(dialogs, ShareFeature)
    checked(qtbot, made)
    share.open()
    assert isinstance(share.dialog, ShareDialog)
    share.dialog.file_button.click()
    assert dialogs.export is not None
    dialogs.export.folder.setText(str(tmp_path))
    dialogs.export.export_button.click()
    assert len(list(tmp_path.glob("*.approval.json"))) == 1


# The record


def test_the_record_shows_what_was_gone_on_against_and_why(qtbot: QtBot, tmp_path: Path) -> None:
    made = window(qtbot, "It does cure that.")
    dialogs = Dialogs(made)
    approval = approve(qtbot, made, dialogs)
    record = feature(dialogs, RecordFeature)
    record.open()
    assert isinstance(record.dialog, RecordDialog)
    words = "\n".join(label.text() for label in record.dialog.findChildren(QLabel))
    assert words.index("Gone on against") < words.index("Asked and answered")
    assert f"The reason given: “{REASON}”" in words
    assert "It holds for the text as it stands." in words
    chosen = record.dialog.chosen()
    assert chosen is not None
    (tmp_path / "record.pdf").write_bytes(record_pdf(*chosen))
    printed = " ".join(" ".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "record.pdf").pages).split())
    assert REASON in printed
    assert "cure" not in printed
    assert approval.id in printed


def test_a_draft_without_approval_says_so(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    record = feature(Dialogs(made), RecordFeature)
    record.open()
    assert isinstance(record.dialog, RecordDialog)
    assert not record.dialog.save_button.isEnabled()
    assert "not been approved yet" in "\n".join(label.text() for label in record.dialog.findChildren(QLabel))


def test_a_record_that_no_longer_holds_says_why(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    dialogs = Dialogs(made)
    approval = approve(qtbot, made, dialogs)
    dialog = RecordDialog(made.session, approval.draft_id, "The bulbs are out.", date.today())
    qtbot.addWidget(dialog)
    words = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert "It no longer holds." in words
    assert "The text was changed after it was approved." in words


def test_the_record_says_the_same_of_several_passages_once(qtbot: QtBot) -> None:
    made = window(qtbot, "It does cure that. It may cure this.")
    dialogs = Dialogs(made)
    approve(qtbot, made, dialogs)
    record = feature(dialogs, RecordFeature)
    record.open()
    assert isinstance(record.dialog, RecordDialog)
    told = [label.text() for label in record.dialog.findChildren(QLabel) if REASON in label.text()]
    assert len(told) == 1
    assert told[0].startswith("2 passages. ")
