"""Fields: the wheel changes nothing in a form, words are shown as they are, no account goes without a word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import ui.desktop
from rules.report import Channel
from tests.ui.desktop.posts import TODAY
from ui.desktop.consent_fields import DayField, OpenChoice, value_of
from ui.desktop.forms import HandleRows, Tick, choice, steady

FIELDS = {
    "choice": lambda: choice("Who", [("one", 1), ("two", 2), ("three", 3)], 2),
    "open choice": lambda: OpenChoice("Why", ["one", "two", "three"]),
    "day": lambda: DayField("When", TODAY),
    "number": lambda: steady(QSpinBox(value=5)),
}


def turn(field: QWidget) -> None:
    """One notch of the wheel down, over the middle of a field."""
    window = field.window()
    middle = QPointF(field.mapTo(window, field.rect().center()))
    QTest.wheelEvent(window.windowHandle(), middle, QPoint(0, -120))


@pytest.mark.parametrize("name", list(FIELDS))
def test_the_wheel_scrolls_the_form_and_changes_a_field_only_with_the_focus(qtbot: QtBot, name: str) -> None:
    area, inner, field = QScrollArea(widgetResizable=True), QWidget(), FIELDS[name]()
    qtbot.addWidget(area)
    inner.setMinimumHeight(2_000)
    column = QVBoxLayout(inner)
    column.addWidget(field)
    column.addStretch(1)
    area.setWidget(inner)
    area.resize(300, 200)
    area.show()
    qtbot.waitExposed(area)
    area.setFocus()
    before = value_of(field)
    turn(field)
    assert value_of(field) == before
    assert area.verticalScrollBar().value() > 0
    area.verticalScrollBar().setValue(0)
    assert field.focusPolicy() is Qt.FocusPolicy.StrongFocus
    area.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    turn(field)
    assert value_of(field) != before


def test_every_such_field_of_the_window_is_steady() -> None:
    bare = re.compile(r"(?<!steady\()\bQ(?:ComboBox|\w*SpinBox|\w*(?:Date|Time)Edit)\(")
    sources = Path(ui.desktop.__file__).parent.glob("*.py")
    assert [file.name for file in sources if bare.search(file.read_text(encoding="utf-8"))] == []


def test_an_ampersand_in_a_tick_is_shown_as_it_is(qtbot: QtBot) -> None:
    tick = Tick("“R&D”")
    qtbot.addWidget(tick)
    tick.show()
    assert tick.words.buddy() is None, "with one, Qt takes the & for a mnemonic and leaves it out"
    qtbot.mouseClick(tick.words, Qt.MouseButton.LeftButton)
    assert tick.isChecked()


def test_a_second_account_on_one_platform_is_told(qtbot: QtBot) -> None:
    rows = HandleRows([(Channel.X, "X"), (Channel.BLUESKY, "Bluesky")])
    qtbot.addWidget(rows)
    rows.set_handles({"x": "@one"})
    rows.add("bluesky", "@one.example")
    assert rows.trouble() is None
    second = rows.add("x", "@two")
    told = rows.trouble()
    assert told is not None
    assert told[0] is second
    assert "two accounts on X" in told[1]
