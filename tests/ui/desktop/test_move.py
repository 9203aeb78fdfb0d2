"""A text goes to the other identity by a deliberate act, through its door, and is let go of when one turns back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer.app import Considered
from rules.report import Channel, IdentityKind
from tests.ui.desktop.posts import opened
from tests.ui.desktop.windows import window
from ui.desktop.identity_band import IdentityBand
from ui.desktop.main_window import MainWindow
from ui.desktop.post_move import Carried, Move
from ui.desktop.post_reader import QUESTIONS, Reader

TODAY = date.today


@pytest.fixture
def carried(qapp: QApplication) -> Iterator[Carried]:
    made = Carried(qapp)
    yield made
    made.deleteLater()


def moving(made: MainWindow) -> Move:
    return Move(made, keychain=None, today=TODAY)


def test_both_identities_are_named_and_nothing_happens_without_the_tick(qtbot: QtBot) -> None:
    made = window(qtbot, "Doughnuts on the sofa.")
    move, wishes = moving(made), []
    move.wanted.connect(wishes.append)
    dialog = move.ask()
    assert dialog is not None
    kinds = [band.kind for band in dialog.findChildren(IdentityBand)]
    assert kinds == [IdentityKind.PROFESSIONAL, IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL]
    assert not dialog.move_button.isEnabled()
    dialog.move_button.click()
    assert not wishes
    dialog.meant.setChecked(True)
    dialog.move_button.click()
    assert [d.text for d in wishes] == ["Doughnuts on the sofa."]
    assert "Move the text to the personal identity" in " ".join(made.actions_by_name)


def test_an_empty_draft_is_not_moved(qtbot: QtBot) -> None:
    made = window(qtbot, "")
    assert moving(made).ask() is None


def test_only_text_and_channels_arrive_and_only_where_they_were_sent(qtbot: QtBot, carried: Carried) -> None:
    made = window(qtbot, "Doughnuts.")
    made.desk.channels.toggle(Channel.X)
    made.save_now()
    draft = made.session.drafts.get(made.draft_id)
    carried.take(draft, IdentityKind.PERSONAL)
    carried.arrive(made)
    assert "was not moved" in made.toast.words()
    assert len(made.session.drafts.all()) == 1
    assert not carried.there
    made.put_away()
    made.considered.lock()

    there = window(qtbot, kind=IdentityKind.PERSONAL)
    carried.take(draft, IdentityKind.PERSONAL)
    carried.arrive(there)
    (arrived,) = there.session.drafts.all()
    assert (arrived.text, arrived.channels, arrived.titled) == ("Doughnuts.", (Channel.LINKEDIN, Channel.X), False)
    assert there.desk.text() == "Doughnuts."
    qtbot.waitUntil(lambda: there.report() is not None, timeout=20_000)
    carried.arrive(there)
    assert len(there.session.drafts.all()) == 1, "a text arrives once"


def test_a_text_that_waits_too_long_is_let_go_of(qtbot: QtBot, carried: Carried) -> None:
    with opened(Considered()) as session:
        draft = session.drafts.new("Doughnuts.")
    carried._timer.setInterval(1)
    with qtbot.waitSignal(carried.gone, timeout=5_000):
        carried.take(draft, IdentityKind.PERSONAL)
    assert not carried.there
    assert carried._draft is None


def test_the_post_is_read_as_the_reader_meets_it(qtbot: QtBot) -> None:
    made = window(qtbot, "A long day. " * 40)
    made.desk.channels.toggle(Channel.X)
    made.desk.channels.pick(Channel.X)
    before = made.session.drafts.get(made.draft_id)
    dialog = Reader(made, keychain=None, today=TODAY).open()
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.posts) == 2)
    assert dialog.posts[0].text().endswith("(1/2)")
    assert [q.accessibleName().split("?")[0] for q in dialog.questions] == [q[0].rstrip("?") for q in QUESTIONS]
    dialog.reject()
    assert made.session.drafts.get(made.draft_id).text == before.text
    assert made.session.drafts.get(made.draft_id).state == before.state
