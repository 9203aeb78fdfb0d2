"""A record's page: everything held, legal steps only, take-downs at once, changed wording, keeping, erasing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from composer.app import Session
from composer.consent.again import coverage_of
from composer.consent.record import ConsentRecord, ConsentState, Method, Party, Private, Reach, SubjectKind, Told
from composer.draft import DraftState
from composer.publish.takedown import COPIES_LINE
from rules.report import Channel
from tests.composer.conftest import form
from tests.ui.desktop.consents import ONE, asked, given, linked, posted, quick_session, words_on
from tests.ui.desktop.posts import CLIENT, TEXT, TODAY
from ui.desktop.consent_answer import Answer, AnswerDialog, steps_from
from ui.desktop.consent_compare import CompareDialog
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.consents import ConsentsPage
from ui.desktop.consents_life import EraseDialog, KeepingDialog, PrivateDialog, RestrictDialog
from ui.desktop.review_page import ReviewDialog

LOOSE = Reach(channels=(Channel.LINKEDIN,), this_text_only=False)
CHANGED = TEXT.replace("today", "some time ago")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with quick_session(tmp_path) as opened:
        yield opened


def page_of(session: Session, qtbot: QtBot, record: ConsentRecord | None = None) -> ConsentsPage:
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    page.show()
    if record is not None:
        page.choose(record.id)
    return page


def dialog_of(page: ConsentsPage, key: str) -> object:
    page.view.buttons[key].click()
    assert page.view.dialog is not None
    return page.view.dialog


# Everything held


def test_the_page_shows_everything_that_is_held(session: Session, qtbot: QtBot) -> None:
    record = given(session, reach=LOOSE)
    session.ledger.note_privately(record.id, Private(who="bicycle", power="I write her letters"))
    session.ledger.retain(record.id, TODAY + timedelta(days=90), "six years would be too long here")
    posted(session, record)
    view = page_of(session, qtbot, record).view
    said = words_on(view)
    for words in (
        "C-001, client", "asked (ConsentRequested)", "agreed (ConsentGiven)", "signed on paper", "LinkedIn",
        "to share understanding with the public", "small changes that leave the substance", "A. V.",
        "14", "six years would be too long here", "posted on", "https://social.example/1",
        "they can withdraw at any time", "bicycle", "I write her letters", "never leave this vault",
    ):  # fmt: skip
        assert words in said, words


def test_private_notes_stand_apart_and_are_changed_there(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "notes")
    assert isinstance(dialog, PrivateDialog)
    dialog.notes.power.setPlainText("she is afraid to lose the place")
    assert dialog.save()
    assert session.ledger.private(record.id).power == "she is afraid to lose the place"
    assert "she is afraid" in words_on(page.view)


def test_each_of_a_group_has_an_answer_of_their_own(session: Session, qtbot: QtBot) -> None:
    members = tuple(Party(code=f"G-001/{n}", role="member") for n in (1, 2, 3))
    record = asked(session, kind=SubjectKind.GROUP, parties=members)
    session.ledger.give(record.id, party="G-001/1", method=Method.EMAIL)
    session.ledger.defer(record.id, party="G-001/2")
    said = words_on(page_of(session, qtbot, record).view)
    assert "waiting for 2 of 3" in said
    for words in ("given on", "thinking it over on", "no answer yet"):
        assert words in said


# Steps


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (ConsentState.REQUESTED, {"give", "refuse", "defer", "revoke", "invalidate"}),
        (ConsentState.GIVEN, {"renew", "withdraw", "revoke", "invalidate"}),
        (ConsentState.EXPIRED, {"renew", "withdraw", "revoke", "invalidate"}),
        (ConsentState.WITHDRAWN, set()),
        (ConsentState.REFUSED, set()),
    ],
)
def test_only_legal_steps_are_offered(session: Session, qtbot: QtBot, state: ConsentState, offered: set[str]) -> None:
    if state is ConsentState.REQUESTED:
        record = asked(session)
    elif state is ConsentState.REFUSED:
        record = session.ledger.refuse(asked(session).id)
    else:
        record = given(session, reach=Reach(channels=(Channel.LINKEDIN,), expires=TODAY))
        if state is ConsentState.EXPIRED:
            session.ledger.expire_due(TODAY + timedelta(days=1))
        elif state is ConsentState.WITHDRAWN:
            session.withdraw(record.id)
    record = session.ledger.get(record.id)
    assert record.state is state
    page = page_of(session, qtbot, record)
    assert set(page.view.buttons) & {a.name.lower() for a in Answer} == offered
    assert {a.name.lower() for a in steps_from(session, record)} == offered


def test_in_a_group_only_those_are_offered_whose_answer_it_can_be(session: Session, qtbot: QtBot) -> None:
    record = asked(session, kind=SubjectKind.GROUP)
    session.ledger.give(record.id, party="G-001/1", method=Method.EMAIL)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "give")
    assert isinstance(dialog, AnswerDialog)
    assert [dialog.party.itemData(n) for n in range(dialog.party.count())] == ["G-001/2"]


def test_an_answer_brings_what_was_told_since_and_narrows_the_places(session: Session, qtbot: QtBot) -> None:
    record = asked(session, reach=Reach(channels=(Channel.LINKEDIN, Channel.X)))
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "give")
    assert isinstance(dialog, AnswerDialog)
    assert "Agreed" not in dialog.warnings.text()
    dialog.told[Told.SEARCH_AND_AI].setChecked(False)
    assert "search engines" in dialog.warnings.text()
    dialog.channels[Channel.X].setChecked(False)
    assert dialog.save(), dialog.notice.text()
    now = session.ledger.get(record.id)
    assert now.channels == (Channel.LINKEDIN,)
    assert Told.SEARCH_AND_AI not in now.form.informing.told


def test_time_to_think_is_remarked_on_before_it_is_recorded(session: Session, qtbot: QtBot) -> None:
    record = session.ledger.request(asked(session).form)
    dialog = AnswerDialog(session, record, Answer.GIVE, TODAY, page_of(session, qtbot))
    assert "Agreed within the hour" in dialog.warnings.text()
    assert session.ledger.get(record.id).state is ConsentState.REQUESTED


def test_who_wants_time_is_asked_again_on_a_day(session: Session, qtbot: QtBot) -> None:
    record = asked(session)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "defer")
    assert isinstance(dialog, AnswerDialog)
    assert dialog.save()
    now = session.ledger.get(record.id)
    assert (now.state, now.form.reach.review_on) == (ConsentState.DEFERRED, TODAY + timedelta(days=14))
    page.due.setCurrentIndex(page.due.findData(30))
    assert page.list.count() == 1


@pytest.mark.parametrize(("key", "state"), [("revoke", ConsentState.REVOKED), ("invalidate", ConsentState.INVALIDATED)])
def test_your_own_steps_take_a_reason(session: Session, qtbot: QtBot, key: str, state: ConsentState) -> None:
    record = given(session)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, key)
    assert isinstance(dialog, AnswerDialog)
    assert "When" not in words_on(dialog), "the log has today, whatever day would be chosen"
    assert not dialog.save()
    assert "reason" in dialog.notice.text()
    dialog.why.setPlainText("I found out that they had felt pressed.")
    assert dialog.save()
    assert session.ledger.get(record.id).state is state
    assert "felt pressed" in words_on(page.view)


def test_a_withdrawal_is_one_press_and_the_tasks_are_there_at_once(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    draft_id = posted(session, record)
    page = page_of(session, qtbot, record)
    page.view.buttons["withdraw"].click()
    assert session.ledger.get(record.id).state is ConsentState.WITHDRAWN
    assert session.drafts.get(draft_id).state is not DraftState.APPROVED
    (task,) = page.view.tasks
    said = words_on(page.view)
    assert COPIES_LINE in said
    assert "https://social.example/1" in said
    task.proof.setText("looked at it signed out")
    task.left.setText("one screenshot")
    task.on.set_day(TODAY)
    task.done_button.click()
    assert session.take_downs.open() == []
    assert "Not called back: one screenshot" in words_on(page.view)


# Changed wording


def test_a_changed_text_is_compared_and_judged_the_same(session: Session, qtbot: QtBot) -> None:
    record = given(session, reach=LOOSE)
    draft_id = linked(session, record)
    session.drafts.save(draft_id, CHANGED)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, f"compare {draft_id}")
    assert isinstance(dialog, CompareDialog)
    assert [c.told() for c in dialog.changes] == ["“today” became “some time ago”."]
    shown = dialog.view.toPlainText()
    assert "[−today−][+some time ago+]" in shown
    assert not dialog.judge()
    assert "why it is the same" in dialog.notice.text()
    dialog.why.setPlainText("only the time was made vaguer")
    assert dialog.judge()
    now = session.ledger.get(record.id)
    assert (now.same_substance[0].judged_by, now.same_substance[0].why) == (
        "Amara Lindqvist", "only the time was made vaguer",
    )  # fmt: skip
    assert coverage_of(session, now, session.drafts.get(draft_id), Channel.LINKEDIN, TODAY).covered
    assert "judged the same in substance" in words_on(page.view)


def test_who_agreed_to_these_words_only_is_asked_again(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    draft_id = linked(session, record)
    session.drafts.save(draft_id, CHANGED)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, f"compare {draft_id}")
    assert isinstance(dialog, CompareDialog)
    assert "exact words and no others" in dialog.refused.text()
    assert not dialog.same_button.isVisibleTo(dialog)
    dialog.again_button.click()
    form = page.view.dialog
    assert isinstance(form, ConsentDialog)
    assert form.form.seen.toPlainText() == CHANGED
    assert (form.form.code(), form.form.stage.currentData()) == ("C-001", "")
    assert form.form.awaited.isChecked()
    form.form.informed.sheet.setChecked(True)
    later = form.save()
    assert later is not None
    resting = session.review(draft_id).resolutions()[CLIENT.key]
    assert resting.consent_id == later.id
    assert resting.reason, "the overruling stays beside the consent"
    assert page.current() == later.id
    assert session.ledger.get(record.id).state is ConsentState.GIVEN, "the earlier wording stays agreed to"


def test_a_lost_quote_leaves_one_way(session: Session, qtbot: QtBot) -> None:
    from composer.consent.record import ConsentForm, Material

    made = given(session, reach=LOOSE).form
    quoting = ConsentForm(
        kind=made.kind, material=Material(text=TEXT, quotes=("a nurse from Salford",)), reach=LOOSE,
        informing=made.informing, voluntariness=made.voluntariness,
    )  # fmt: skip
    record = session.ledger.record_given(quoting, method=Method.EMAIL)
    dialog = CompareDialog(session, record, TEXT.replace("Salford", "the north"))
    qtbot.addWidget(dialog)
    assert "word for word: “a nurse from Salford”" in dialog.refused.text()
    assert not dialog.same_button.isVisibleTo(dialog)


# Keeping and erasing


def test_how_long_it_is_kept_is_suggested_with_its_reason(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    posted(session, record)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "keeping")
    assert isinstance(dialog, KeepingDialog)
    assert "six years after the last public use" in words_on(dialog)
    assert dialog.until.day() == session.suggested_retention(record.id)[0]
    dialog.reviewed.setChecked(True)
    dialog.review_on.set_day(TODAY + timedelta(days=20))
    assert dialog.save()
    now = session.ledger.get(record.id)
    assert now.retain_until == session.suggested_retention(record.id)[0]
    assert now.form.reach.review_on == TODAY + timedelta(days=20)
    assert "six years" in words_on(page.view)


def test_locking_away_takes_a_ground_and_nothing_rests_on_it(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    draft_id = linked(session, record)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "restrict")
    assert isinstance(dialog, RestrictDialog)
    assert not dialog.save()
    dialog.why.setPlainText("a complaint is going on about this post")
    assert dialog.save()
    now = session.ledger.get(record.id)
    assert now.restricted.startswith("Needed to establish, bring or answer a legal claim (UK GDPR Art. 17(3)(e)): a")
    assert not coverage_of(session, now, session.drafts.get(draft_id), Channel.LINKEDIN, TODAY).covered
    assert "Locked away: nothing may rest on it" in words_on(page.view)
    page.view.buttons["release"].click()
    assert session.ledger.get(record.id).restricted == ""


def test_erasing_says_what_stays_and_when_the_last_backup_goes(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    posted(session, record)
    page = page_of(session, qtbot, record)
    dialog = dialog_of(page, "erase")
    assert isinstance(dialog, EraseDialog)
    said = words_on(dialog)
    for words in ("What remains is a line with the code", "Drafts about it", "counts as a withdrawal"):
        assert words in said, words
    assert not dialog.erase_button.isEnabled()
    dialog.sure.setChecked(True)
    assert not dialog.save()
    dialog.why.setPlainText("They asked for it by letter.")
    dialog.erase_button.click()
    left = session.ledger.get(record.id)
    assert (left.erased is not None, left.text_seen) == (True, "")
    said = words_on(page.view)
    assert "backup" in said
    assert "What remains" in said
    assert TEXT not in said
    assert len(page.view.tasks) == 1
    assert not page.view.tasks[0].attach_button.isVisibleTo(page), "an erased record takes no evidence"
    assert set(page.view.buttons) == {"papers", "tasks"}


# The list


def test_searching_and_filtering(session: Session, qtbot: QtBot) -> None:
    client = given(session, reach=Reach(channels=(Channel.LINKEDIN,), expires=TODAY + timedelta(days=9)))
    group = asked(session, "We were three.", kind=SubjectKind.GROUP)
    page = page_of(session, qtbot)

    def shown() -> set[str]:
        return {r.id for r in page.found()}

    assert shown() == {client.id, group.id}
    page.kind.setCurrentIndex(page.kind.findData(SubjectKind.GROUP.value))
    assert shown() == {group.id}
    page.kind.setCurrentIndex(0)
    page.state.setCurrentIndex(page.state.findData(ConsentState.GIVEN.value))
    assert shown() == {client.id}
    page.state.setCurrentIndex(0)
    page.due.setCurrentIndex(page.due.findData(0))
    assert shown() == set()
    assert "No record fits" in page.empty.text()
    page.due.setCurrentIndex(page.due.findData(30))
    assert shown() == {client.id}
    page.due.setCurrentIndex(0)
    page.search.setText("three")
    assert shown() == {group.id}
    page.choose(client.id)
    assert page.current() == client.id


def test_a_changed_record_stays_in_view_where_the_filter_no_longer_fits(session: Session, qtbot: QtBot) -> None:
    one, other = given(session), given(session, "Another text of two lines.")
    page = page_of(session, qtbot)
    page.state.setCurrentIndex(page.state.findData(ConsentState.GIVEN.value))
    assert page.current() == one.id
    page.view.buttons["withdraw"].click()
    assert (page.current(), page.view.record_id(), page.list.count()) == (one.id, one.id, 2)
    assert "Withdrawn today" in page.view.notice.text()
    assert "withdraw" not in page.view.buttons, "a second press must not meet another person's consent"
    page.refresh()
    assert page.current() == one.id
    assert session.ledger.get(other.id).state is ConsentState.GIVEN
    page.search.setText("two lines")
    assert (page.current(), page.list.count()) == (other.id, 1)


def test_what_is_half_typed_stays_while_nothing_changes(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    posted(session, record)
    session.withdraw(record.id)
    page = page_of(session, qtbot, record)
    page.view.tasks[0].proof.setText("looked at")
    page.refresh()
    assert page.view.tasks[0].proof.text() == "looked at"


def test_locking_the_vault_takes_the_dialog_and_keeps_its_half(session: Session, qtbot: QtBot) -> None:
    record = given(session)
    draft_id = linked(session, record)
    session.drafts.save(draft_id, CHANGED)
    page = page_of(session, qtbot, record)
    page.view.ask_again(session.drafts.get(draft_id))
    form = page.view.dialog
    assert isinstance(form, ConsentDialog)
    form.form.details.setText("half a thought")
    page.forget()
    assert page.view.dialog is None
    assert TEXT not in words_on(page)
    page.choose(record.id)
    page.view.ask_again(session.drafts.get(draft_id))
    assert isinstance(page.view.dialog, ConsentDialog)
    assert page.view.dialog.form.details.text() == "half a thought"


def test_the_review_compares_a_changed_wording_too(session: Session, qtbot: QtBot) -> None:
    record = given(session, reach=LOOSE)
    draft_id = linked(session, record)
    session.drafts.save(draft_id, CHANGED)
    review = ReviewDialog(session, draft_id, CHANGED, ONE, Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(review)
    (card,) = review.cards
    button = next(b for b in card.findChildren(QPushButton) if b.text() == "Compare the wording…")
    button.click()
    compare = review.compare_dialog
    assert compare is not None
    compare.why.setPlainText("only the time was made vaguer")
    with qtbot.waitSignal(review.resolutions_changed):
        assert compare.judge()
    assert review.cards[0].case.changed_since == ""
    assert review.cards[0].case.need.value == "nothing"


def test_it_fits_a_narrow_window(session: Session, qtbot: QtBot) -> None:
    record = given(session, reach=LOOSE)
    posted(session, record)
    session.withdraw(record.id)
    page = page_of(session, qtbot, record)
    page.resize(520, 860)
    assert page.view.minimumSizeHint().width() <= 500
    form = ConsentDialog(session, text=TEXT, channel=Channel.LINKEDIN, today=TODAY)
    qtbot.addWidget(form)
    assert form.form.minimumSizeHint().width() <= 470


@pytest.mark.parametrize("key", ["give", "refuse"])
def test_an_answer_of_the_day_of_asking_can_be_entered_later(session: Session, qtbot: QtBot, key: str) -> None:
    asked_at = datetime.combine(TODAY - timedelta(days=2), time(22, 30)).astimezone()
    record = session.ledger.request(form(TEXT, reach=LOOSE), at=asked_at)
    dialog = dialog_of(page_of(session, qtbot, record), key)
    assert isinstance(dialog, AnswerDialog)
    dialog.when.set_day(asked_at.date())
    assert dialog.save(), dialog.notice.text()
    assert session.ledger.get(record.id).events[-1].at == asked_at
