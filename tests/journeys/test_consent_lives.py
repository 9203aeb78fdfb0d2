"""The lives of consents through the window: asked, deferred, given, published, withdrawn, taken down; and the rest.

The checker here is the quick one of the window's tests; `test_first_light` walks the main road with the real one.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from composer.app import Session
from composer.consent.record import ConsentRecord, ConsentState, SubjectKind
from composer.publish.takedown import COPIES_LINE
from rules.report import IdentityKind
from tests.journeys.conftest import Person
from tests.ui.desktop.consents import words_on
from ui.desktop.consent_answer import AnswerDialog
from ui.desktop.consent_compare import CompareDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consents import ConsentsPage
from ui.desktop.consents_life import EraseDialog

POST = 'Saw a client from [Salford] today. She wrote: "I stopped waiting."'
REASON = "Talked over in supervision; the letter is the point of it."


@pytest.fixture
def person(quick_checker: None, person: Person) -> Person:
    """Somebody at work in the professional vault."""
    person.opens(IdentityKind.PROFESSIONAL)
    return person


def session_of(person: Person) -> Session:
    return person.window.session


def consents(person: Person) -> ConsentsPage:
    person.window.show_page("consents")
    return person.dialogs.consents


def asks(person: Person, kind: SubjectKind = SubjectKind.CLIENT, *, days_ago: int = 5) -> ConsentDialog:
    """The form, filled in as for somebody who was asked some days ago and is thinking it over."""
    dialog = person.asks_for_consent()
    form = dialog.form
    form.kind.setCurrentIndex(form.kind.findData(kind.value))
    form.informed.sheet.box.click()
    form.asked.set_day(date.today() - timedelta(days=days_ago))
    form.awaited.box.click()
    return dialog


def recorded(person: Person, dialog: ConsentDialog) -> ConsentRecord:
    dialog.save_button.click()
    person.waits(lambda: person.dialogs.consent is None)
    return session_of(person).ledger.all()[0]


def answers(person: Person, key: str, party: str = "") -> None:
    """Press a step on the record in view, choose whose it is, and record it."""
    page = consents(person)
    page.view.buttons[key].click()
    dialog = page.view.dialog
    assert isinstance(dialog, AnswerDialog)
    if party:
        dialog.party.setCurrentIndex(dialog.party.findData(party))
    assert dialog.save(), dialog.notice.text()


def state(person: Person, record: ConsentRecord) -> ConsentState:
    return session_of(person).ledger.get(record.id).state


def blocked(person: Person) -> str:
    """What the review says while a post cannot be approved; it is closed again."""
    person.window.show_page("drafts")
    person.is_told()
    person.window.review()
    page = person.dialogs.review
    assert page is not None, "it went straight to the export"
    said = " ".join(blocker.message for blocker in page.blockers())
    assert not page.approve_button.isEnabled()
    page.reject()
    person.waits(lambda: person.dialogs.review is None)
    return said


def publishes(person: Person, folder: Path) -> None:
    person.window.show_page("drafts")
    person.approves(REASON)
    person.exports_to(folder)
    person.window.show_page("exported")
    card = person.dialogs.exported.cards[0]
    card.link.setText("https://social.example/amara/1")
    card.note_button.click()


def test_asked_deferred_given_published_withdrawn_taken_down(person: Person, tmp_path: Path) -> None:
    draft_id = person.writes(POST)
    person.is_told()
    record = recorded(person, asks(person))
    assert state(person, record) is ConsentState.REQUESTED
    assert "asked, no answer yet" in blocked(person)
    answers(person, "defer")
    assert "thinking it over" in blocked(person)
    answers(person, "give")
    assert state(person, record) is ConsentState.GIVEN
    publishes(person, tmp_path / "out")
    (post,) = (tmp_path / "out").glob("*.txt")
    assert post.read_text(encoding="utf-8") == POST
    session = session_of(person)
    assert session.approvals.current(draft_id, POST) is not None

    page = consents(person)
    page.view.buttons["withdraw"].click()
    assert state(person, record) is ConsentState.WITHDRAWN
    assert session.approvals.current(draft_id, POST) is None
    said = words_on(page.view)
    assert COPIES_LINE in said
    assert "https://social.example/amara/1" in said
    assert person.window.sidebar.button("exported").accessibleName().endswith("1 due")
    (task,) = page.view.tasks
    person.types("page not found, looked at signed out", task.proof)
    task.done_button.click()
    assert session.take_downs.open() == []
    assert "withdrawn by the person" in blocked(person)
    kinds = [event.kind for event in session.ledger.get(record.id).events]
    assert kinds == [
        "ConsentRequested",
        "ConsentRequestDeferred",
        "review",
        "ConsentGiven",
        "review",
        "ConsentWithdrawn",
    ]
    assert session.vault.log.verify().ok


def test_one_of_three_refuses(person: Person) -> None:
    person.writes(POST)
    person.is_told()
    dialog = asks(person, SubjectKind.GROUP)
    dialog.form.members.setCurrentIndex(dialog.form.members.findData(3))
    record = recorded(person, dialog)
    answers(person, "give", "G-001/1")
    answers(person, "give", "G-001/3")
    assert "waiting for 1 of 3" in words_on(consents(person).view)
    assert "asked, no answer yet" in blocked(person)
    answers(person, "refuse", "G-001/2")
    assert state(person, record) is ConsentState.REFUSED
    said = words_on(consents(person).view)
    assert said.count("given on") == 2
    assert "refused on" in said
    assert set(consents(person).view.buttons) & {"give", "defer", "renew", "withdraw"} == set()
    assert "refused" in blocked(person)


def test_a_child_is_asked_with_both_parents(person: Person, tmp_path: Path) -> None:
    person.writes(POST)
    person.is_told()
    dialog = asks(person, SubjectKind.CHILD)
    whom = dialog.form.whom
    whom.parents.setCurrentIndex(whom.parents.findData(2))
    person.types("parental responsibility", whom.basis)
    whom.child_too.box.click()
    record = recorded(person, dialog)
    assert [(p.code, p.role) for p in record.parties] == [
        ("K-001/1", "parent"), ("K-001/2", "parent"), ("K-001", "child"),
    ]  # fmt: skip
    answers(person, "give", "K-001/1")
    answers(person, "give", "K-001/2")
    assert "asked, no answer yet" in blocked(person), "the able child has not been heard"
    answers(person, "give", "K-001")
    assert state(person, record) is ConsentState.GIVEN
    publishes(person, tmp_path / "out")
    assert len(session_of(person).exports.all()) == 1


@pytest.mark.parametrize("exact", [False, True])
def test_an_edit_after_consent(person: Person, tmp_path: Path, exact: bool) -> None:
    draft_id = person.writes(POST)
    person.is_told()
    dialog = asks(person)
    dialog.form.what.scope.setCurrentIndex(0 if exact else 1)
    record = recorded(person, dialog)
    answers(person, "give")
    person.window.show_page("drafts")
    person.approves(REASON)
    assert person.dialogs.export is not None
    person.dialogs.export.reject()
    session = session_of(person)
    assert session.approvals.current(draft_id, POST) is not None
    sheet = person.window.desk.sheet
    start = POST.index("today")
    sheet.replace(start, start + len("today"), "some time ago")
    assert "no longer the one that C-001 saw" in blocked(person)
    assert session.approvals.current(draft_id, person.window.desk.text()) is None, "it outlived an edit"

    page = consents(person)
    page.view.buttons[f"compare {draft_id}"].click()
    compare = page.view.dialog
    assert isinstance(compare, CompareDialog)
    assert "“today” became “some time ago”." in words_on(compare)
    if exact:
        assert not compare.same_button.isVisibleTo(compare)
        compare.again_button.click()
        form = page.view.dialog
        assert isinstance(form, ConsentDialog)
        form.form.informed.sheet.box.click()
        later = form.save()
        assert later is not None
        assert "asked, no answer yet" in blocked(person)
        answers(person, "give")
        assert [r.state for r in session_of(person).ledger.all()] == [ConsentState.GIVEN] * 2
    else:
        compare.why.setPlainText("only the time was made vaguer")
        compare.same_button.click()
        assert session_of(person).ledger.get(record.id).same_substance[0].judged_by == "Amara Lindqvist"
    publishes(person, tmp_path / "out")
    (exported,) = session_of(person).exports.all()
    rests_on = session_of(person).ledger.get(exported.export.consents[0])
    assert (rests_on.id == record.id) is not exact


def test_it_runs_out_while_the_draft_is_being_written(person: Person) -> None:
    person.writes(POST)
    person.is_told()
    dialog = asks(person)
    dialog.form.expires.set_day(date.today())
    record = recorded(person, dialog)
    answers(person, "give")
    person.window.show_page("drafts")
    person.approves(REASON)
    assert person.dialogs.export is not None
    person.dialogs.export.reject()
    session = session_of(person)
    tomorrow = date.today() + timedelta(days=1)
    with pytest.raises(Exception, match="ran out"):
        session.exports.to_clipboard(session.approvals.all()[0], today=tomorrow)
    session.begin_day(tomorrow)
    person.window.refresh()
    assert state(person, record) is ConsentState.EXPIRED
    assert "run out" in blocked(person)
    page = consents(person)
    assert "Run out" in words_on(page.view)
    answers(person, "renew")
    assert state(person, record) is ConsentState.RENEWED
    assert session.ledger.coverage(record.id, POST, person.window.desk.channel, tomorrow).covered


def test_erased_on_request(person: Person, tmp_path: Path) -> None:
    draft_id = person.writes(POST)
    person.is_told()
    dialog = asks(person)
    person.types("the one with the bicycle", dialog.form.who)
    record = recorded(person, dialog)
    answers(person, "give")
    publishes(person, tmp_path / "out")
    page = consents(person)
    page.view.buttons["erase"].click()
    erase = page.view.dialog
    assert isinstance(erase, EraseDialog)
    assert "Drafts about it" in words_on(erase)
    erase.sure.box.click()
    erase.why.setPlainText("They asked for it by letter.")
    erase.erase_button.click()
    session = session_of(person)
    left = session.ledger.get(record.id)
    assert (left.erased is not None, left.text_seen, left.parties) == (True, "", ())
    said = words_on(page.view)
    assert "backup" in said
    assert "bicycle" not in said
    assert "I stopped waiting" not in said
    assert len(session.take_downs.open()) == 1
    assert session.drafts.get(draft_id).text == POST, "the draft's words are the author's to delete"
    assert "erased" in blocked(person)
    entries = [entry.payload for entry in session.vault.log.entries(subject=record.id)]
    assert "bicycle" not in repr(entries)
    assert session.vault.log.verify().ok
