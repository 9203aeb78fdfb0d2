"""Consents, exports and take-downs as pages; export asks before it replaces; settings change what they say."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.approval import Approval
from composer.consent.record import ConsentState, SubjectKind, Told
from composer.preferences import Theme
from composer.publish.export import verify_record
from composer.vault.trouble import VaultTrouble
from rules.report import Channel, IdentityKind
from tests.ui.desktop.posts import CLEAR, PASSPHRASES, PROFESSIONAL, REPORT, TEXT, TODAY, draft, opened, set_up
from ui.desktop.consent_answer import Answer, AnswerDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consents import ConsentsPage
from ui.desktop.export_dialog import ExportDialog
from ui.desktop.exported import ExportedPage
from ui.desktop.halves import AS_LEFT
from ui.desktop.review_page import ReviewDialog
from ui.desktop.settings_dialog import SettingsDialog
from ui.desktop.words import told

REASON = "Talked over in supervision; the wording stays as it is."


@pytest.fixture
def considered() -> Considered:
    return Considered()


@pytest.fixture
def session(considered: Considered) -> Iterator[Session]:
    with opened(considered) as open_session:
        yield open_session


def consent(
    session: Session, qtbot: QtBot, draft_id: str = "", *, kind: SubjectKind | None = None, given: bool = True
) -> str:
    dialog = ConsentDialog(
        session, text=TEXT, channel=Channel.LINKEDIN, draft_id=draft_id, findings=REPORT.findings[:2]
    )
    qtbot.addWidget(dialog)
    if kind:
        dialog.form.kind.setCurrentIndex(dialog.form.kind.findData(kind.value))
    dialog.form.told[Told.CAN_WITHDRAW].setChecked(True)
    (dialog.form.agreed if given else dialog.form.awaited).setChecked(True)
    record = dialog.save()
    assert record is not None, dialog.notice.text()
    return record.id


def approved(session: Session, qtbot: QtBot) -> Approval:
    """An approval that rests on a consent."""
    made = draft(session)
    consent(session, qtbot, made.id)
    review = session.review(made.id)
    review.overrule([f for f in REPORT.findings if f.outcome.stops], REASON)
    page = ReviewDialog(session, made.id, TEXT, REPORT, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(page)
    for question in page.questions:
        question.choose(question.question.easy)
    approval = page.approve()
    assert approval is not None, page.status.text()
    return approval


def export_to(session: Session, approval: Approval, folder: Path, qtbot: QtBot) -> ExportDialog:
    dialog = ExportDialog(session, approval)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.folder.setText(str(folder))
    return dialog


def test_a_post_leaves_with_its_record_beside_it(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = export_to(session, approved(session, qtbot), tmp_path, qtbot)
    with qtbot.waitSignal(dialog.exported):
        dialog.export_button.click()
    done = dialog.result_export
    assert done is not None
    assert done.text_path.read_text(encoding="utf-8") == TEXT
    assert verify_record(done.text_path, done.record_path).holds
    record = json.loads(done.record_path.read_text())
    assert record["identity"] == "professional"
    assert "Salford" not in done.record_path.read_text()
    assert str(done.text_path) in dialog.notice.text()


def test_a_file_that_is_there_is_asked_about(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = export_to(session, approved(session, qtbot), tmp_path, qtbot)
    dialog.name.setText("mine.txt")
    (tmp_path / "mine.txt").write_text("something else")
    assert dialog.export() is None
    assert (tmp_path / "mine.txt").read_text() == "something else"
    assert dialog.replace_button.isVisibleTo(dialog)
    dialog.replace_button.click()
    assert (tmp_path / "mine.txt").read_text() == TEXT


def test_markdown_and_a_title_with_a_dot_keep_their_name(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = export_to(session, approved(session, qtbot), tmp_path, qtbot)
    dialog.name.setText("version 1.2.txt")
    dialog.as_markdown.click()
    assert dialog.name.text() == "version 1.2.md"


def test_the_clipboard_gets_the_approved_text(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = export_to(session, approved(session, qtbot), tmp_path, qtbot)
    dialog.to_clipboard.click()
    assert not dialog.folder_field.isVisibleTo(dialog)
    dialog.export_button.click()
    assert QGuiApplication.clipboard().text() == TEXT
    assert "lock" not in dialog.notice.text(), "an approved post outlives the lock"
    assert session.exports.all()[0].export.kind == "clipboard"


def test_nothing_leaves_once_the_text_has_changed(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    approval = approved(session, qtbot)
    session.drafts.save(approval.draft_id, TEXT + " One more word.")
    dialog = export_to(session, approval, tmp_path, qtbot)
    assert dialog.export() is None
    assert "changed after it was approved" in dialog.notice.text()
    assert list(tmp_path.glob("*.txt")) == []


def test_withdrawing_is_one_press_and_leads_to_what_must_be_taken_down(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    export_to(session, approved(session, qtbot), tmp_path, qtbot).export()
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.changed):
        page.view.buttons["withdraw"].click()
    assert session.ledger.all()[0].state is ConsentState.WITHDRAWN
    texts = " ".join(label.text() for label in page.view.findChildren(QWidget) if hasattr(label, "text"))
    assert "take down the post" in texts
    assert "cannot" in texts
    assert "withdraw" not in page.view.buttons


def test_take_down_tasks_come_first_and_are_ticked_off_with_a_proof(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    export_to(session, approved(session, qtbot), tmp_path, qtbot).export()
    session.withdraw(session.ledger.all()[0].id)
    page = ExportedPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.show()
    page.tasks[0].done_button.click()
    assert len(session.take_downs.open()) == 1
    page.tasks[0].proof.setText("looked at it signed out")
    with qtbot.waitSignal(page.changed):
        page.tasks[0].done_button.click()
    assert session.take_downs.open() == []
    assert page.tasks == []


def test_where_it_was_posted_is_noted_later(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    export_to(session, approved(session, qtbot), tmp_path, qtbot).export()
    page = ExportedPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.cards[0].link.setText("https://social.example/1")
    with qtbot.waitSignal(page.changed):
        page.cards[0].note_button.click()
    posted = session.exports.all()[0].posted
    assert posted is not None
    assert (posted.link, posted.on) == ("https://social.example/1", TODAY)


def test_what_is_half_filled_in_outlives_a_turn_of_the_page(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    export_to(session, approved(session, qtbot), tmp_path, qtbot).export()
    session.withdraw(session.ledger.all()[0].id)
    page = ExportedPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.tasks[0].proof.setText("looked at")
    page.tasks[0].on.set_day(TODAY - timedelta(days=1))
    page.tasks[0]._attached(b"picture")
    page.cards[0].link.setText("https://social.ex")
    page.refresh()
    assert (page.tasks[0].proof.text(), page.tasks[0].on.day()) == ("looked at", TODAY - timedelta(days=1))
    assert page.tasks[0]._picture == b"picture"
    assert "kept with the consent" in page.tasks[0].notice.text()
    assert page.cards[0].link.text() == "https://social.ex"
    page.cards[0].note_button.click()
    page.refresh()
    assert session.exports.all()[0].posted is not None


def test_what_could_not_be_noted_is_told(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_to(session, approved(session, qtbot), tmp_path, qtbot).export()
    page = ExportedPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.cards[0].link.setText("https://social.example/1")

    def refuse(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(session.exports, "posted", refuse)
    with qtbot.assertNotEmitted(page.changed):
        page.cards[0].note_button.click()
    assert "The disk is full" in page.notice.text()
    assert page.cards[0].link.text() == "https://social.example/1"


def test_empty_pages_say_what_would_be_there(session: Session, qtbot: QtBot) -> None:
    consents, exports = ConsentsPage(session), ExportedPage(session)
    for page in (consents, exports):
        qtbot.addWidget(page)
    assert consents.empty.text().startswith("No consents yet")
    assert exports.cards == []


def test_searching_by_code_text_and_state(session: Session, qtbot: QtBot) -> None:
    consent(session, qtbot)
    consent(session, qtbot, kind=SubjectKind.COLLEAGUE, given=False)
    page = ConsentsPage(session)
    qtbot.addWidget(page)
    assert page.list.count() == 2
    page.search.setText("L-001")
    assert page.list.count() == 1
    page.search.setText("nothing like it")
    assert page.list.count() == 0
    assert "fits" in page.empty.text()
    page.search.clear()
    page.state.setCurrentIndex(page.state.findData(ConsentState.GIVEN.value))
    assert page.list.count() == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.GIVE, ConsentState.GIVEN),
        (Answer.REFUSE, ConsentState.REFUSED),
        (Answer.DEFER, ConsentState.DEFERRED),
    ],
)
def test_a_later_answer(session: Session, qtbot: QtBot, answer: Answer, state: ConsentState) -> None:
    consent_id = consent(session, qtbot, given=False)
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.view.buttons[answer.name.lower()].click()
    dialog = page.view.dialog
    assert dialog is not None
    assert dialog.save(), dialog.notice.text()
    assert session.ledger.get(consent_id).state is state


def test_a_spoken_yes_needs_a_witness(session: Session, qtbot: QtBot) -> None:
    record = session.ledger.get(consent(session, qtbot, given=False))
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = AnswerDialog(session, record, Answer.GIVE, TODAY, parent)
    dialog.method.setCurrentIndex(dialog.method.findText("spoken, with a witness"))
    assert not dialog.save()
    assert "witness" in dialog.notice.text()
    dialog.witness.setText("the practice manager")
    assert dialog.save()


def test_in_a_group_it_is_said_who_withdrew(session: Session, qtbot: QtBot) -> None:
    consent_id = consent(session, qtbot, kind=SubjectKind.GROUP)
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.view.buttons["withdraw"].click()
    dialog = page.view.dialog
    assert dialog is not None
    dialog.party.setCurrentIndex(1)
    assert dialog.save()
    record = session.ledger.get(consent_id)
    assert record.state is ConsentState.WITHDRAWN
    assert [d.party for d in record.decisions if d.state is ConsentState.WITHDRAWN] == ["G-001/2"]


def test_pages_forget_when_the_vault_locks(session: Session, qtbot: QtBot) -> None:
    consent(session, qtbot)
    page = ConsentsPage(session)
    qtbot.addWidget(page)
    page.forget()
    left = [edit.toPlainText() for edit in page.findChildren(QPlainTextEdit) if edit.isVisibleTo(page)]
    assert TEXT not in left
    assert page.list.count() == 0


def test_settings_change_the_identity_and_the_window(session: Session, considered: Considered, qtbot: QtBot) -> None:
    dialog = SettingsDialog(considered, session, (("acat", "ACAT"), ("mip", "MIP")))
    qtbot.addWidget(dialog)
    dialog.you.keep_out.setPlainText("Mara\nElm Road")
    dialog.you.packs["mip"].setChecked(False)
    dialog.looks.theme.setCurrentIndex(dialog.looks.theme.findData(Theme.DARK.value))
    dialog.looks.lock.setCurrentIndex(dialog.looks.lock.findData(2))
    with qtbot.waitSignals([dialog.identity_changed, dialog.preferences_changed]):
        dialog.save_button.click()
    assert session.identity.keep_out == ("Mara", "Elm Road")
    assert session.identity.packs == ("acat",)
    assert considered.preferences().theme is Theme.DARK
    assert considered.preferences().lock_after == 2


def test_settings_half_typed_outlive_a_lock_and_go_once_saved_or_cancelled(
    session: Session, considered: Considered, qtbot: QtBot
) -> None:
    def settings() -> SettingsDialog:
        made = SettingsDialog(considered, session, (("acat", "ACAT"),))
        qtbot.addWidget(made)
        return made

    first = settings()
    first.you.keep_out.setPlainText("Elm Road")
    first.you.handles.set_handles({"x": "@amara"})
    first.keep_half()
    assert "Elm Road" not in session.identity.keep_out
    again = settings()
    assert again.you.keep_out.toPlainText() == "Elm Road"
    assert again.you.handles.handles() == {"x": "@amara"}
    assert again.notice.text() == AS_LEFT
    assert again.save()
    assert session.identity.keep_out == ("Elm Road",)
    assert settings().notice.text() == ""
    last = settings()
    last.you.keep_out.setPlainText("Elm Road\nthe red door")
    last.keep_half()
    last.reject()
    assert settings().notice.text() == ""


def test_a_full_disk_is_told_with_what_was_kept_and_what_was_not(
    session: Session, considered: Considered, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(considered, "save_preferences", full)
    dialog = SettingsDialog(considered, session, ())
    qtbot.addWidget(dialog)
    dialog.you.signature.setText("A. L.")
    dialog.looks.lock.setCurrentIndex(dialog.looks.lock.findData(2))
    assert not dialog.save()
    assert session.identity.signature == "A. L."
    assert "“Window and lock” was not kept (No space left on device)" in dialog.notice.text()
    assert "under “You” and “Keys” is kept" in dialog.notice.text()


def test_our_own_fault_never_says_that_nothing_was_changed() -> None:
    assert "Nothing was changed" not in told(ValueError())


def test_an_empty_name_is_refused(
    session: Session, considered: Considered, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = SettingsDialog(considered, session, ())
    qtbot.addWidget(dialog)
    dialog.tabs.setCurrentWidget(dialog.keys)
    dialog.show()
    dialog.you.name.clear()
    spoken: list[str] = []
    monkeypatch.setattr("ui.desktop.settings_dialog.announce", lambda _, words, **__: spoken.append(words))
    assert not dialog.save()
    assert dialog.focusWidget() is dialog.you.name
    assert spoken == [dialog.notice.text()]
    assert dialog.notice.text().startswith("The name is empty")
    assert session.identity.display_name == PROFESSIONAL.display_name


def test_two_accounts_on_one_platform_are_not_kept_in_silence(
    session: Session, considered: Considered, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(considered, session, ())
    qtbot.addWidget(dialog)
    before = session.identity.handles
    for name in ("@one", "@two"):
        dialog.you.handles.add("x", name)
    assert not dialog.save()
    assert "two accounts on X" in dialog.notice.text()
    assert session.identity.handles == before


def test_a_role_that_was_cleared_stays_cleared(session: Session, considered: Considered, qtbot: QtBot) -> None:
    session.save_identity(msgspec.structs.replace(session.identity, role="Trainee", role_label="In training"))
    dialog = SettingsDialog(considered, session, ())
    qtbot.addWidget(dialog)
    dialog.you.role.clear()
    assert dialog.save()
    again = SettingsDialog(considered, session, ())
    qtbot.addWidget(again)
    assert again.you.role.text() == ""


def test_another_passphrase_opens_from_now_on(considered: Considered, qtbot: QtBot) -> None:
    set_up(considered)
    session = considered.unlock(IdentityKind.PROFESSIONAL, PASSPHRASES[IdentityKind.PROFESSIONAL])
    dialog = SettingsDialog(considered, session, ())
    qtbot.addWidget(dialog)
    dialog.keys.passphrase.line.setText("seventeen quiet violins")
    dialog.keys.change_button.click()
    assert "not the same" in dialog.keys._again_field.trouble.text()
    dialog.keys.again.line.setText("seventeen quiet violins")
    dialog.keys.change_button.click()
    qtbot.waitUntil(lambda: "new passphrase opens" in dialog.keys.said.text(), timeout=20_000)
    considered.lock()
    with considered.unlock(IdentityKind.PROFESSIONAL, "seventeen quiet violins") as again:
        assert again.is_open


@pytest.mark.parametrize("view", ["consents", "exported", "settings", "export", "review"])
def test_every_control_has_a_name(session: Session, considered: Considered, qtbot: QtBot, view: str) -> None:
    approval = approved(session, qtbot)
    made: QWidget = {
        "consents": lambda: ConsentsPage(session),
        "exported": lambda: ExportedPage(session),
        "settings": lambda: SettingsDialog(considered, session, (("acat", "ACAT"),)),
        "export": lambda: ExportDialog(session, approval),
        "review": lambda: ReviewDialog(session, approval.draft_id, TEXT, CLEAR, Channel.LINKEDIN),
    }[view]()
    qtbot.addWidget(made)
    for control in made.findChildren(QAbstractButton):
        assert control.accessibleName() or control.text() or control.objectName().startswith("qt_"), control
    for kind in (QLineEdit, QComboBox, QPlainTextEdit):
        for control in made.findChildren(kind):
            if not control.objectName().startswith("qt_"):
                assert control.accessibleName(), (kind, control.parent())
