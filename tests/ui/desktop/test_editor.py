"""The sheet: what is typed, what is marked, what is left alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QFont, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rules.report import Concern, Finding, IdentityKind, Outcome
from ui.desktop import editor, theme
from ui.desktop.editor import Sheet
from ui.desktop.paper import Paper


@pytest.fixture
def sheet(qtbot: QtBot, qapp: QApplication) -> Sheet:
    theme.dress(qapp, IdentityKind.PROFESSIONAL)
    made = Sheet()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def finding(text: str, words: str, outcome: Outcome = Outcome.MUST_FIX) -> Finding:
    start = text.index(words)
    return Finding(start=start, end=start + len(words), concern=Concern.RESPECT, outcome=outcome, rule="r", key=words)


def load(sheet: Sheet, text: str) -> None:
    sheet.show_paper(Paper(text, QFont(), sheet))


def test_marks_leave_the_undo_stack_and_the_document_alone(sheet: Sheet, qtbot: QtBot) -> None:
    load(sheet, "it does cure 😄 that")
    qtbot.keyClicks(sheet, "x")
    steps, revision = sheet.document().availableUndoSteps(), sheet.document().revision()
    changes: list[object] = []
    sheet.edited.connect(changes.append)
    sheet.set_marks([finding(sheet.text(), "cure")])
    sheet.set_current(sheet.marks[0])
    sheet.grab()
    assert (sheet.document().availableUndoSteps(), sheet.document().revision()) == (steps, revision)
    assert not changes
    sheet.undo()
    assert sheet.text() == "it does cure 😄 that"


def test_each_outcome_is_painted_in_its_colour(sheet: Sheet) -> None:
    load(sheet, "mend this, ask them, think twice")
    sheet.set_marks(
        [
            finding(sheet.text(), "mend this"),
            finding(sheet.text(), "ask them", Outcome.NEEDS_CONSENT),
            finding(sheet.text(), "think twice", Outcome.ADVICE),
        ]
    )
    image = sheet.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(70)}
    assert {theme.current().mend, theme.current().consent, theme.current().advice} <= seen


def test_the_word_being_typed_is_not_marked(sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    load(sheet, "I can ")
    sheet.go_to(6)
    qtbot.keyClicks(sheet, "cure")
    sheet.set_marks([finding(sheet.text(), "cure")])
    assert sheet.underlined() == []
    qtbot.keyClicks(sheet, " ")
    assert sheet.underlined() == [(6, 10, Outcome.MUST_FIX)]


def test_the_word_is_marked_after_a_pause_or_when_the_cursor_goes(sheet: Sheet, qtbot: QtBot) -> None:
    load(sheet, "I can ")
    sheet.go_to(6)
    sheet._pause.setInterval(50)
    qtbot.keyClicks(sheet, "cure")
    sheet.set_marks([finding(sheet.text(), "cure")])
    assert sheet.underlined() == []
    qtbot.waitUntil(lambda: sheet.underlined() != [], timeout=3000)
    qtbot.keyClicks(sheet, "s")
    sheet.set_marks([finding(sheet.text(), "cures")])
    assert sheet.underlined() == []
    qtbot.keyClick(sheet, Qt.Key.Key_Home)
    assert sheet.underlined() != []


def test_marks_slide_and_touched_ones_vanish(sheet: Sheet) -> None:
    load(sheet, "😄 it does cure that")
    sheet.set_marks([finding(sheet.text(), "cure")])
    seen = sheet.marks[0].finding
    sheet.replace(0, 1, "Well: ")
    moved = sheet.mark_of(seen)
    assert moved is not None
    assert sheet.text()[moved.start : moved.end] == "cure"
    sheet.replace(moved.start, moved.start + 2, "pu")
    assert sheet.mark_of(seen) is None


def test_only_what_is_visible_is_measured(sheet: Sheet) -> None:
    load(sheet, "\n\n".join(f"line {n} of many" for n in range(2000)))
    start, end = sheet.visible_span()
    assert start == 0
    assert end < 1000
    assert list(sheet._segments(len(sheet.text()) - 10, len(sheet.text()))) == []


def test_a_paste_beyond_the_limit_is_refused_and_nothing_is_lost(sheet: Sheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "LONGEST", 20)
    load(sheet, "fifteen letters")
    refusals: list[int] = []
    sheet.refused.connect(refusals.append)
    data = QMimeData()
    data.setText("far too many more letters")
    sheet.insertFromMimeData(data)
    assert sheet.text() == "fifteen letters"
    assert refusals == [40]
    data.setText(" fits")
    sheet.go_to(15)
    sheet.insertFromMimeData(data)
    assert sheet.text() == "fifteen letters fits"


def test_typing_beyond_the_limit_is_refused(sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editor, "LONGEST", 3)
    qtbot.keyClicks(sheet, "abcdef")
    assert sheet.text() == "abc"
    event = QInputMethodEvent()
    event.setCommitString("é")
    QApplication.sendEvent(sheet, event)
    assert sheet.text() == "abc"
    qtbot.keyClick(sheet, Qt.Key.Key_Backspace)
    assert sheet.text() == "ab"


def test_pasting_keeps_nbsp_emoji_and_plain_words(sheet: Sheet) -> None:
    data = QMimeData()
    data.setText("a\u00a0b\r\n😄")
    data.setHtml("<b>a</b>")
    sheet.insertFromMimeData(data)
    assert sheet.text() == "a\u00a0b\n😄"


def test_a_line_break_is_a_paragraph(sheet: Sheet, qtbot: QtBot) -> None:
    qtbot.keyClicks(sheet, "a")
    qtbot.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(sheet, "b")
    assert sheet.text() == "a\nb"
    assert sheet.document().blockCount() == 2


def test_each_paper_has_its_own_history(sheet: Sheet, qtbot: QtBot) -> None:
    one, other = Paper("one", QFont(), sheet), Paper("other", QFont(), sheet)
    sheet.show_paper(one)
    qtbot.keyClicks(sheet, "1")
    sheet.show_paper(other)
    assert not sheet.document().isUndoAvailable()
    sheet.show_paper(one)
    sheet.undo()
    assert sheet.text() == "one"


def test_tab_leaves_and_escape_types_nothing(sheet: Sheet, qtbot: QtBot) -> None:
    assert sheet.tabChangesFocus()
    before = sheet.text()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.text() == before


def test_replacing_everything_can_be_undone(sheet: Sheet) -> None:
    load(sheet, "before")
    sheet.setPlainText("after\nwards")
    assert sheet.text() == "after\nwards"
    sheet.undo()
    assert sheet.text() == "before"
