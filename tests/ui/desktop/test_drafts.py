"""The sidebar: where each draft stands, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer.draft import Draft, DraftState
from rules.report import Outcome
from ui.desktop.drafts import DraftList, Sidebar, state_line, when

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


def draft(text: str = "words", **more: object) -> Draft:
    known = {
        "id": "d1", "title": text, "titled": False, "text": text, "channels": (), "state": DraftState.DRAFT,
        "revision": 1, "created": NOW, "changed": NOW - timedelta(hours=1),
    }  # fmt: skip
    return Draft(**(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=1), "14:00"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=2), "Thursday"),
        (timedelta(days=9), "12 Nov"),
        (timedelta(days=400), "17 Oct 2025"),
    ],
)
def test_moments_as_people_say_them(ago: timedelta, said: str) -> None:
    assert when(NOW - ago, NOW) == said


@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (draft(), "Not yet checked"),
        (draft(""), "Empty"),
        (draft(outcome=Outcome.NEEDS_CONSENT), "Needs consent"),
        (draft(outcome=Outcome.CLEAR), "Checked, nothing found"),
        (draft(outcome=Outcome.MUST_FIX, state=DraftState.APPROVED), "Approved"),
        (draft(state=DraftState.EXPORTED), "Exported"),
    ],
)
def test_where_a_draft_stands(one: Draft, stands: str) -> None:
    assert state_line(one, NOW) == f"{stands} · 14:00"


def test_the_list_is_told_to_screen_readers_and_opens_by_key(qtbot: QtBot) -> None:
    drafts = DraftList()
    qtbot.addWidget(drafts)
    opened: list[str] = []
    drafts.opened.connect(opened.append)
    drafts.show_drafts([draft(), draft("other", id="d2")], "d1", NOW)
    assert not opened
    assert drafts.item(0).data(Qt.ItemDataRole.AccessibleTextRole) == "words, Not yet checked · 14:00"
    qtbot.keyClick(drafts, Qt.Key.Key_Down)
    assert opened == ["d2"]
    with qtbot.waitSignal(drafts.delete_wanted) as seen:
        qtbot.keyClick(drafts, Qt.Key.Key_Delete)
    assert seen.args == ["d2"]
    drafts.forget()
    assert (drafts.count(), opened) == (0, ["d2"])


def test_f32_a_title_in_the_list_turns_nothing_round(qtbot: QtBot) -> None:
    drafts = DraftList()
    qtbot.addWidget(drafts)
    drafts.show_drafts([draft(title="Sa\u200bra \u202eher")], "d1", NOW)
    item = drafts.item(0)
    assert item.text() == "Sara her"
    assert item.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Sara her, ")


def test_pages_and_their_counts(qtbot: QtBot) -> None:
    side = Sidebar()
    qtbot.addWidget(side)
    side.add_page("drafts", "Drafts", "4")
    side.add_page("consents", "Consents")
    side.choose("drafts")
    side.set_count("consents", "2 due")
    assert side.button("consents").accessibleName() == "Consents, 2 due"
    with qtbot.waitSignal(side.page_wanted) as seen:
        side.button("consents").click()
    assert seen.args == ["consents"]
