"""Title, content warning and descriptions are read with the text, and what is found in them has a card and no line."""

from __future__ import annotations

import io

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer.publish.image import CleanPicture, clean
from rules.report import Channel, Outcome
from tests.ui.desktop.windows import checked, window, write
from ui.desktop.main_window import MainWindow
from ui.desktop.status import NOTHING_FOUND, NOTHING_IN_WORDS, CheckState


@pytest.fixture(scope="module")
def photo() -> CleanPicture:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), (20, 90, 90)).save(buffer, "JPEG")
    return clean(buffer.getvalue())


def pictured(made: MainWindow, photo: CleanPicture, alt: str, *, asked: bool = True) -> None:
    extras = made.session.pictures.add(made.draft_id, photo)
    described = msgspec.structs.replace(extras.pictures[-1], alt=alt, people_asked=asked)
    extras = msgspec.structs.replace(extras, pictures=(*extras.pictures[:-1], described))
    made.session.pictures.save(made.draft_id, extras)
    made.desk.set_extras(extras)


def wheres(made: MainWindow) -> list[str]:
    return [c.group.where for c in made.desk.panel.cards()]


def test_a_description_is_checked_at_once_and_never_shown_as_clear_before(qtbot: QtBot, photo: CleanPicture) -> None:
    made = window(qtbot, "Bulbs are in.")
    checked(qtbot, made)
    assert made.desk.panel.state.text() == NOTHING_FOUND
    pictured(made, photo, "A client at the door.")
    assert made.report() is None
    assert made.desk.reading.state is CheckState.CHECKING
    assert made.desk.panel.state.text() != NOTHING_FOUND
    checked(qtbot, made)
    assert wheres(made) == ["In the description of picture 1"]
    assert made.desk.sheet.underlined() == []
    assert made.desk.whole().text == "Bulbs are in.\n\nA client at the door."


def test_offsets_in_the_text_stay_right_beside_emoji_and_marks_that_stand_apart(
    qtbot: QtBot, photo: CleanPicture
) -> None:
    made = window(qtbot, "\U0001f600\U0001f600 ")
    pictured(made, photo, "\U0001f468\u200d\U0001f469\u200d\U0001f467 perhaps")
    write(qtbot, made, "Cafe\u0301s cure \U0001f331 and a client.")
    checked(qtbot, made)
    marked = [made.desk.text()[s:e] for s, e, _ in made.desk.sheet.underlined()]
    assert marked == ["cure", "client"]
    assert sorted(wheres(made)) == ["", "", "In the description of picture 1"]
    card = next(c for c in made.desk.panel.cards() if c.group.fixes)
    made.desk.marking.apply(card.group.fixes[0])
    assert made.desk.text() == "\U0001f600\U0001f600 Cafe\u0301s help with \U0001f331 and a client."


def test_the_title_is_read_while_it_is_typed(qtbot: QtBot) -> None:
    made = window(qtbot, "Bulbs are in.")
    checked(qtbot, made)
    qtbot.keyClicks(made.desk.title, "For my client")
    assert made.report() is None
    checked(qtbot, made)
    (card,) = made.desk.panel.cards()
    assert card.group.where == "In the title"
    made.desk.sheet.setFocus()
    made.desk.marking.show_passage(card.group)
    assert made.desk.title.hasFocus()
    made.desk.title.selectAll()
    qtbot.keyClicks(made.desk.title, "Bulbs")  # stands in the text already
    checked(qtbot, made)
    assert not made.desk.panel.cards()


def test_a_content_warning_is_kept_read_and_counted(qtbot: QtBot) -> None:
    made = window(qtbot, "Bulbs are in.")
    made.desk.channels.toggle(Channel.MASTODON)
    made.desk.beside.open_warning()
    qtbot.keyClicks(made.desk.beside.warning, "perhaps grief")
    checked(qtbot, made)
    assert wheres(made) == ["In the content warning"]
    assert made.save_now()
    assert made.session.pictures.of(made.draft_id).warning == "perhaps grief"
    made.desk.channels.recount()
    mastodon = next(c for c in made.desk.channels.chips() if c.channel is Channel.MASTODON)
    counted = mastodon.count()
    assert counted is not None
    assert counted.used == len("Bulbs are in.") + len("perhaps grief")
    one = made.draft_id
    made.new_draft()
    assert not made.desk.beside.warning.isVisible()
    made.open_draft(one)
    assert made.desk.beside.warning.text() == "perhaps grief"


def test_stepping_through_goes_on_to_what_is_not_in_the_text(qtbot: QtBot, photo: CleanPicture) -> None:
    made = window(qtbot, "We cure.")
    pictured(made, photo, "perhaps")
    checked(qtbot, made)
    made.desk.sheet.go_to(0)
    made.next_finding()
    assert made.desk.sheet.hasFocus()
    made.next_finding()
    beyond = next(c for c in made.desk.panel.cards() if c.group.elsewhere)
    assert beyond.hasFocus()
    made.next_finding()
    assert made.desk.sheet.hasFocus()
    assert made.desk.sheet.position() == 3
    opened: list[int] = []
    made.desk.beside.strip.opened.connect(opened.append)
    beyond.setFocus()
    qtbot.keyClick(beyond, Qt.Key.Key_Return)
    assert opened == [0]


def test_a_picture_that_lacks_a_permission_is_told_where_nothing_else_was_found(
    qtbot: QtBot, photo: CleanPicture
) -> None:
    made = window(qtbot, "Bulbs are in.")
    pictured(made, photo, "A grey sea.", asked=False)
    checked(qtbot, made)
    assert made.desk.panel.state.text() == NOTHING_IN_WORDS
    qtbot.waitUntil(lambda: len(made.desk.panel.pictures) == 1)
    assert made.desk.panel.pictures[0].lacks == ("Say who is in picture 1, or that nobody is.",)
    assert made.desk.beside.strip.tiles[0].outcome is Outcome.NEEDS_CONSENT
    qtbot.waitUntil(lambda: made.desk.beside.strip.tiles[0].drawn())
    made.put_away()
    assert made.desk.beside.strip.tiles == []
    assert not made.desk.beside.strip._images
    assert made.desk.whole().text == ""


def test_after_locking_neither_title_nor_warning_can_be_undone_back(qtbot: QtBot) -> None:
    made = window(qtbot, "Bulbs are in.")
    qtbot.keyClicks(made.desk.title, "For Anna")
    made.desk.beside.open_warning()
    qtbot.keyClicks(made.desk.beside.warning, "grief")
    made.put_away()
    for line in (made.desk.title, made.desk.beside.warning):
        assert line.text() == ""
        assert not line.isUndoAvailable()
