"""The mirror of the document is the document, after any editing, undo and redo included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QApplication

from ui.desktop.offsets import plain
from ui.desktop.paper import LINE_HEIGHT, Edit, Paper, difference

pytestmark = pytest.mark.usefixtures("qapp")
PIECES = st.text(st.sampled_from("ab \n\u00a0é😄🏳️‍🌈"), max_size=6)
STEPS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 6), PIECES) | st.sampled_from(["undo", "redo"]), max_size=12
)


def follow(text: str, edit: Edit) -> str:
    return text[: edit.start] + edit.new + text[edit.start + edit.removed :]


@settings(deadline=None)
@given(PIECES, STEPS)
def test_edits_rebuild_the_text(first: str, steps: list[tuple[int, int, str] | str]) -> None:
    paper = Paper(first, QFont())
    rebuilt = [paper.text]
    paper.edited.connect(lambda edit: rebuilt.append(follow(rebuilt[-1], edit)))
    for step in steps:
        if isinstance(step, str):
            getattr(paper.document, step)()
        else:
            at, length, new = step
            paper.replace(min(at, len(paper.text)), min(at + length, len(paper.text)), new)
        assert paper.text == plain(paper.document.toRawText()) == rebuilt[-1]


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    paper = Paper("ab", QFont())
    QTextCursor(paper.document).insertText("x\ud83dy")
    assert paper.text == "x\ufffdyab"
    paper.replace(1, 2, "😄")
    assert paper.text == "x😄yab" == paper.document.toRawText()
    assert Paper("a\ud83d", QFont()).text == "a\ufffd"


def test_what_stands_between_two_positions_is_counted_as_qt_counts() -> None:
    paper = Paper("a😄 b\n🏳️‍🌈 c", QFont())
    raw = paper.document.toRawText().encode("utf-16-le")
    for first in (0, 1, 3, 5):
        for last in (first, 5, len(raw) // 2):
            assert paper.between(first, last) == plain(raw[2 * first : 2 * last].decode("utf-16-le"))


def test_formats_are_no_edits() -> None:
    paper = Paper("one\ntwo", QFont())
    seen: list[Edit] = []
    paper.edited.connect(seen.append)
    cursor = QTextCursor(paper.document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(QTextBlockFormat())
    paper.set_font(QFont("serif", 20))
    assert not seen


def test_a_fresh_paper_has_nothing_to_undo_and_spaced_lines(qapp: QApplication) -> None:
    paper = Paper("one\ntwo", QFont())
    assert not paper.document.isUndoAvailable()
    assert not paper.document.isModified()
    assert paper.document.lastBlock().blockFormat().lineHeight() == LINE_HEIGHT


def test_replacing_is_one_step_back() -> None:
    paper = Paper("it does cure that", QFont())
    paper.replace(8, 12, "help with")
    assert paper.text == "it does help with that"
    paper.document.undo()
    assert paper.text == "it does cure that"


def test_forgetting_leaves_nothing() -> None:
    paper = Paper("secret", QFont())
    paper.replace(0, 6, "other")
    paper.forget()
    assert paper.text == ""
    assert not paper.document.isUndoAvailable()
    assert paper.document.toPlainText() == ""


@given(PIECES, PIECES)
def test_the_smallest_difference(before: str, after: str) -> None:
    assert follow(before, difference(before, after)) == after
