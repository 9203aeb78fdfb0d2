"""Finding in the text: places in code points, stepping, and nothing changed or kept by it."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rules.report import Channel
from tests.ui.desktop.windows import checked, window
from ui.desktop.find_bar import pattern, places
from ui.desktop.find_feature import Find
from ui.desktop.main_window import MainWindow

TEXT = "\U0001f331 Rest. The \U0001f600 rest is silence.\nRest!"


def finding(qtbot: QtBot, text: str = TEXT) -> tuple[MainWindow, Find]:
    made = window(qtbot, text)
    checked(qtbot, made)
    made.desk.sheet.go_to(0)
    find = Find(made, keychain=None, today=date.today)
    find.open()
    return made, find


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("rest", TEXT, [(2, 6), (14, 18), (31, 35)]),
        ("don't", "I don’t, I don't.", [(2, 7), (11, 16)]),
        ("a b", "a  b a\nb", [(0, 4), (5, 8)]),
        ("a   b", "a b a\u00a0\nb", [(0, 3), (4, 8)]),
        (" b ", "b  b   b ", [(1, 7)]),
        ("(1/2)", "part (1/2)", [(5, 10)]),
        ("aa", "aaaa", [(0, 2), (2, 4)]),
        ("  ", "a  b", []),
        ("absent", TEXT, []),
    ],
)
def test_places_are_code_points(words: str, text: str, found: list[tuple[int, int]]) -> None:
    assert places(words, text) == found


def test_a_run_of_blanks_is_one_step_of_the_search() -> None:
    assert pattern("a" + " " * 40 + "b") == pattern("a b") == r"a\s+b"
    assert pattern("  b") == r"(?<!\s)\s+b", "not tried anew from each blank of the text's run"
    assert places("a" + " " * 40 + "b", "a" + " " * 500 + "c") == []


def test_one_steps_through_the_places_and_around(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    qtbot.keyClicks(find.bar.words, "rest")
    told = []
    for _ in range(4):
        told.append((find.bar.count.text(), made.desk.sheet.selection()))
        find.next()
    assert told == [("1 of 3", (2, 6)), ("2 of 3", (14, 18)), ("3 of 3", (31, 35)), ("1 of 3", (2, 6))]
    find.previous()
    assert find.bar.count.text() == "1 of 3"
    qtbot.keyClick(find.bar.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert find.bar.count.text() == "3 of 3"
    qtbot.keyClick(find.bar.words, Qt.Key.Key_Return)
    assert find.bar.count.text() == "1 of 3"


def test_finding_changes_neither_text_nor_undo_nor_what_was_checked(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    report, saved = made.report(), made.session.drafts.get(made.draft_id)
    qtbot.keyClicks(find.bar.words, "rest")
    find.next()
    assert not made.desk.sheet.document().isUndoAvailable()
    assert not made.desk.saver.dirty
    assert made.report() is report
    assert made.session.drafts.get(made.draft_id) == saved


def test_escape_closes_and_leaves_the_place_selected(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    qtbot.keyClicks(find.bar.words, "silence")
    qtbot.keyClick(find.bar.words, Qt.Key.Key_Escape)
    assert not find.bar.isVisible()
    assert made.focusWidget() is made.desk.sheet
    assert made.desk.sheet.selected() == "silence"
    find.open()
    assert find.bar.words.text() == "silence"


def test_an_edit_counts_anew_and_goes_on_from_the_cursor(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    qtbot.keyClicks(find.bar.words, "rest")
    made.desk.sheet.replace(0, 0, "Rest first. ")
    assert find.bar.count.text() == "4 places"
    find.next()
    assert made.desk.sheet.selection() == (14, 18)
    qtbot.keyClicks(find.bar.words, "less")
    assert find.bar.count.text() == "Not found"
    assert not find.bar.after.isEnabled()


def test_another_draft_is_looked_through_anew(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    qtbot.keyClicks(find.bar.words, "rest")
    other = made.session.drafts.new("Not here, but the rest is there.", channels=[Channel.LINKEDIN])
    made.open_draft(other.id)
    assert find.bar.count.text() == "1 place"
    find.next()
    assert made.desk.sheet.selected() == "rest"


def test_what_was_searched_for_is_gone_after_locking(qtbot: QtBot) -> None:
    made, find = finding(qtbot)
    qtbot.keyClicks(find.bar.words, "silence")
    find.put_away()
    assert find.bar.words.text() == ""
    assert not find.bar.words.isUndoAvailable()
    assert made.desk.sheet._found == []
