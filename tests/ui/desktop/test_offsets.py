"""Code points and UTF-16 units: the same characters on both sides, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from ui.desktop.offsets import Offsets, clean, plain, units

ANY = st.text(st.characters(exclude_categories=["Cs"]))
MIXED = st.text(st.sampled_from("ab é\u00a0\n😄🏳️‍🌈𝔘"))


@given(ANY | MIXED)
def test_there_and_back(text: str) -> None:
    offsets = Offsets(text)
    assert len(offsets) == units(text) == len(text.encode("utf-16-le")) // 2
    for point in range(len(text) + 1):
        unit = offsets.to_units(point)
        assert unit == len(text[:point].encode("utf-16-le")) // 2
        assert offsets.to_points(unit) == point


@given(MIXED | ANY, MIXED | ANY, st.data())
def test_after_an_edit_they_are_those_of_the_new_text(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after, anew = Offsets(text).edited(start, end, new), Offsets(text[:start] + new + text[end:])
    assert len(after) == len(anew)
    assert [after.to_units(n) for n in range(len(text) + len(new) + 1)] == [
        anew.to_units(n) for n in range(len(text) + len(new) + 1)
    ]
    assert [after.to_points(n) for n in range(len(anew) + 1)] == [anew.to_points(n) for n in range(len(anew) + 1)]


@given(MIXED, st.integers(-3, 40))
def test_any_unit_is_brought_to_a_whole_character(text: str, unit: int) -> None:
    point = Offsets(text).to_points(unit)
    assert 0 <= point <= len(text)
    assert Offsets(text).to_units(point) <= max(unit, 0)


@given(MIXED | ANY, st.data())
def test_a_span_selects_the_same_characters_in_qt(text: str, data: st.DataObject) -> None:
    document = QTextDocument()
    document.setPlainText(clean(text))
    shown = plain(document.toRawText())
    start = data.draw(st.integers(0, len(shown)))
    end = data.draw(st.integers(start, len(shown)))
    offsets = Offsets(shown)
    cursor = QTextCursor(document)
    cursor.setPosition(offsets.to_units(start))
    cursor.setPosition(offsets.to_units(end), QTextCursor.MoveMode.KeepAnchor)
    assert plain(cursor.selectedText()) == shown[start:end]


def test_nbsp_stays_and_separators_become_line_ends() -> None:
    assert plain("a\u00a0b\u2029c\u2028d") == "a\u00a0b\nc\nd"


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [("a\r\nb\rc", "a\nb\nc"), ("a\ud83db", "a\ufffdb"), ("\U0001f604", "\U0001f604"), ("", "")],
)
def test_what_the_editor_takes(given_text: str, kept: str) -> None:
    assert clean(given_text) == kept
