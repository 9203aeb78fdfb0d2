"""The small widgets: they wrap, they shorten, they tell screen readers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rules.report import IdentityKind
from ui.desktop import theme, widgets
from ui.desktop.identity_band import IdentityBand
from ui.desktop.widgets import Column, Elided, Empty, FlowBox, Toast


def test_what_flows_takes_a_new_row_where_there_is_no_room(qtbot: QtBot) -> None:
    box = FlowBox()
    qtbot.addWidget(box)
    for number in range(6):
        box.add(QPushButton(f"button {number}"))
    assert box.flow.heightForWidth(1000) < box.flow.heightForWidth(120)
    box.resize(200, 10)
    box.show()
    rows = {item.y() for item in box.findChildren(QPushButton)}
    assert len(rows) > 1
    assert all(b.geometry().right() <= 200 for b in box.findChildren(QPushButton))
    box.clear()
    assert box.flow.count() == 0


def test_what_flows_is_placed_again_only_after_a_change(qtbot: QtBot) -> None:
    box = FlowBox()
    qtbot.addWidget(box)
    first, second = QPushButton("one"), QPushButton("two")
    box.add(first)
    box.add(second)
    box.resize(400, 40)
    box.show()
    there = second.x()
    second.move(there + 50, 0)
    box.flow.setGeometry(box.flow.geometry())
    assert second.x() == there + 50, "nothing has changed, so nothing is placed"
    first.setText("one and a good deal more")
    qtbot.waitUntil(lambda: first.geometry().right() < second.x() != there + 50)


def test_a_line_asks_for_as_much_room_as_its_words_and_letters_need(qtbot: QtBot) -> None:
    label = Elided("short")
    qtbot.addWidget(label)
    few = label.sizeHint()
    assert label.sizeHint() == few
    label.say("a good deal longer than before")
    more = label.sizeHint()
    assert more.width() > few.width()
    font = label.font()
    font.setPixelSize(label.fontInfo().pixelSize() * 2)
    label.setFont(font)
    assert label.sizeHint().width() > more.width()
    assert label.sizeHint().height() > more.height()


def test_a_column_measures_its_parts_again_only_after_a_change(qtbot: QtBot) -> None:
    class Measured(QLabel):
        asked = 0

        def heightForWidth(self, width: int) -> int:
            self.asked += 1
            return super().heightForWidth(width)

    box = QWidget()
    qtbot.addWidget(box)
    column, label = Column(box), Measured("so many words that they take two lines in a narrow place", wordWrap=True)
    column.addWidget(label)
    wide, narrow = column.heightForWidth(900), column.heightForWidth(120)
    assert narrow > wide
    asked = label.asked
    assert (column.heightForWidth(900), column.heightForWidth(120)) == (wide, narrow)
    assert label.asked == asked
    label.setText(label.text() * 4)
    assert column.heightForWidth(120) > narrow


def test_a_long_line_is_shortened_and_told_whole(qtbot: QtBot) -> None:
    label = Elided("A name that is far too long for the room that there is")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.resize(81, 20)
    assert label.text().endswith("…")
    assert label.accessibleName() == label.toolTip() == label.whole()


def test_an_empty_state_has_one_sentence_and_one_button(qtbot: QtBot) -> None:
    empty = Empty("No drafts yet.", "New draft")
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.pressed):
        qtbot.mouseClick(empty.action, Qt.MouseButton.LeftButton)
    bare = Empty("Nothing here.")
    qtbot.addWidget(bare)
    assert bare.action.isHidden()


def test_a_toast_can_be_undone_and_goes_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widgets, "TOAST_MS", 30)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 300)
    window.show()
    toast = Toast(window)
    toast.say("The draft was deleted.")
    with qtbot.waitSignal(toast.undone):
        toast.undo.click()
    toast.say("The draft was deleted.")
    with qtbot.waitSignal(toast.gone, timeout=2000):
        pass
    assert toast.isHidden()


@pytest.mark.parametrize("kind", IdentityKind)
def test_the_band_tells_the_identity_first(qtbot: QtBot, kind: IdentityKind) -> None:
    band = IdentityBand(kind, "Amara Lindqvist", "CAT practitioner", actions=True)
    qtbot.addWidget(band)
    assert band.accessibleName().startswith(kind.value.capitalize())
    band.resize(700, band.sizeHint().height())
    band.show()
    image = band.grab().toImage()
    assert image.pixelColor(400, 2).name() == theme.beside(kind).accent
    assert (image.pixelColor(2, 20).name() == theme.beside(kind).accent) is (kind is IdentityKind.PROFESSIONAL)
    with qtbot.waitSignals([band.switch_wanted, band.lock_wanted]):
        band.switch.click()
        band.lock.click()
    assert all(b.accessibleName() for b in band.findChildren(QPushButton))


def test_words_are_never_read_as_markup(qapp: QApplication) -> None:
    assert widgets.text("<b>x</b>").textFormat() is Qt.TextFormat.PlainText
    assert isinstance(widgets.text("x"), QLabel)
