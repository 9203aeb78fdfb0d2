"""The whole road: first run → draft → findings → consent → approve → export → withdraw."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt

from composer.consent.record import ConsentState
from composer.publish.export import verify_record
from rules.report import IdentityKind, Outcome
from tests.journeys.conftest import Person
from tests.ui.desktop.posts import PASSPHRASES

POST = "Saw a lovely client today, a nurse from Salford who lost her brother in March. Endings matter."
REASON = "Talked over in supervision; the letter is the point of it."


def set_up(person: Person) -> None:
    """The wizard by keyboard."""
    wizard = person.desktop.wizard
    assert wizard is not None
    wizard.next_button.click()
    person.types("Amara Lindqvist", wizard.professional.name)
    person.types("practice@example.org", wizard.professional.emails)
    wizard.next_button.click()
    person.types("Mara", wizard.personal.name)
    person.types("practice@example.org", wizard.personal.emails)
    wizard.next_button.click()
    assert wizard.page() is wizard.personal, "the same address on both sides was taken"
    wizard.personal.emails.clear()
    person.types("mara@example.net", wizard.personal.emails)
    wizard.next_button.click()
    wizard.next_button.click()
    for kind, words in PASSPHRASES.items():
        person.types(words, wizard.keys.fields[kind].line)
        person.types(words, wizard.keys.again[kind])
    wizard.next_button.click()
    person.waits(lambda: wizard.recovery)
    assert wizard.recovery is not None
    sheet = wizard.recovery._sheets[IdentityKind.PROFESSIONAL]
    person.types(sheet.groups[wizard.recovery._group], wizard.recovery.proof)
    wizard.next_button.click()
    person.waits(lambda: person.desktop.door)


def test_the_whole_road_of_one_post(newcomer: Person, tmp_path: Path) -> None:
    person = newcomer
    set_up(person)
    person.opens(IdentityKind.PROFESSIONAL)
    draft = person.writes(POST)
    person.is_told()
    report = person.window.report()
    assert report is not None
    assert report.outcome is Outcome.NEEDS_CONSENT
    assert {"ACAT b", "MIP N3"} <= {c.label for f in report.findings for c in f.citations}

    person.records_consent()
    person.approves(REASON)
    session = person.window.session
    approval = session.approvals.current(draft, POST)
    assert approval is not None

    export = person.dialogs.export
    assert export is not None
    export.folder.setText(str(tmp_path))
    export.name.setText("endings.txt")
    export.export_button.click()
    post, record = tmp_path / "endings.txt", tmp_path / "endings.txt.approval.json"
    assert post.read_text(encoding="utf-8") == POST
    assert verify_record(post, record).holds
    written = json.loads(record.read_text())
    assert written["consents"] == [session.ledger.all()[0].id]
    assert {p["id"] for p in written["packs"]} == {"acat", "mip"}
    assert "Salford" not in record.read_text()
    export.reject()

    person.window.show_page("consents")
    person.dialogs.consents.view.buttons["withdraw"].click()
    assert session.ledger.all()[0].state is ConsentState.WITHDRAWN
    assert session.approvals.current(draft, POST) is None
    assert len(session.take_downs.open()) == 1


def test_a_clear_post_goes_through_with_the_last_question_alone(person: Person, tmp_path: Path) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes("Bulbs are in. The clocks went back and the garden went to sleep.")
    person.is_told()
    person.presses(person.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page = person.dialogs.review
    assert page is not None
    for question in page.questions:
        question.options[question.question.easy].click()
    person.presses(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    export = person.dialogs.export
    assert export is not None
    export.folder.setText(str(tmp_path))
    export.export_button.click()
    assert len(list(tmp_path.glob("*.approval.json"))) == 1
