"""F32 in the window: signs that nobody can see are marked in the text, told, taken out on request, told at review."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from composer.publish.post import Extras, Picture
from composer.publish.unseen import unseen
from rules.report import Channel
from tests.ui.desktop.windows import window
from ui.desktop import theme
from ui.desktop.main_window import MainWindow
from ui.desktop.post_unseen import AT_ONCE, UnseenSigns
from ui.desktop.review_post import PostView
from ui.desktop.unseen_marks import half_of

TEXT = "\U0001f331 Rest, Sa\u200bra\u200b.\nIt is \u202eecnelis."
PICTURE = Picture(blob="b", sha256="0" * 64, media_type="image/png", ending=".png", width=1, height=1)


def shown(qtbot: QtBot, text: str = TEXT) -> tuple[MainWindow, UnseenSigns]:
    made = window(qtbot, text)
    signs = UnseenSigns(made, keychain=None, today=date.today)
    signs.look()
    return made, signs


def placed(signs: UnseenSigns) -> list[int]:
    return list(signs.marks.places)


def looked(qtbot: QtBot, signs: UnseenSigns) -> None:
    qtbot.waitUntil(lambda: not signs._timer.isActive() and signs._errand is None, timeout=10_000)


def test_f32_they_are_told_in_words_above_the_page(qtbot: QtBot) -> None:
    _, signs = shown(qtbot)
    assert signs.strip.isVisible()
    assert signs.strip.words.text() == (
        "3 signs here cannot be seen: 2 zero-width spaces, 1 right-to-left override. They would go out with the post."
    )


def test_f32_each_has_a_mark_where_it_stands_that_moves_along(qtbot: QtBot) -> None:
    made, signs = shown(qtbot)
    sheet = made.desk.sheet
    assert placed(signs) == [10, 13, 22]
    for place, here in zip(placed(signs), signs.marks.lines(), strict=True):
        assert here.topLeft() == sheet.cursorRect(sheet.paper.cursor(place)).topLeft()
    ground = sheet.viewport().grab().toImage()
    x, y = (round(v * ground.devicePixelRatio()) for v in (here.left(), here.top() + half_of(here)))
    marked = sheet.grab().toImage().pixelColor(x, y)
    assert marked.name() == theme.current().focus
    sheet.replace(0, 1, "A tree:")
    assert placed(signs) == [16, 19, 28]
    sheet.go_to(16, 17)
    QTest.keyClick(sheet, Qt.Key.Key_Delete)
    assert placed(signs) == [18, 27]
    looked(qtbot, signs)
    assert placed(signs) == [18, 27]
    assert signs.strip.words.text().startswith("2 signs here")


def test_f32_one_press_takes_them_out_and_undo_brings_them_back(qtbot: QtBot) -> None:
    made, signs = shown(qtbot)
    signs.out_button.click()
    assert made.desk.text() == "\U0001f331 Rest, Sara.\nIt is ecnelis."
    assert placed(signs) == []
    assert signs.marks.isHidden()
    assert signs.strip.isHidden()
    made.desk.sheet.undo()
    assert made.desk.text() == TEXT
    looked(qtbot, signs)
    assert placed(signs) == [10, 13, 22]
    made.desk.saver.now()
    signs.take_out()
    made.desk.saver.now()
    assert made.session.drafts.get(made.draft_id).text == "\U0001f331 Rest, Sara.\nIt is ecnelis."


def test_f32_by_keys_one_after_the_other(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made, signs = shown(qtbot)
    said: list[str] = []
    monkeypatch.setattr("ui.desktop.post_unseen.announce", lambda _, words, **__: said.append(words))
    made.desk.sheet.go_to(0)
    places = []
    for _ in range(4):
        signs.next()
        places.append(made.desk.sheet.selection())
    assert places == [(10, 11), (13, 14), (22, 23), (10, 11)]
    assert said[2] == "right-to-left override, 3 of 3. Delete takes it out."
    assert made.focusWidget() is made.desk.sheet


def test_f32_title_warning_and_descriptions_count_too(qtbot: QtBot) -> None:
    made, signs = shown(qtbot, "Plain.")
    assert signs.strip.isHidden()
    made.desk.title.setText("Ti\u200btle")
    made.desk.title.textEdited.emit("Ti\u200btle")
    extras = Extras(warning="fi\u00adre", pictures=(msgspec.structs.replace(PICTURE, alt="A \u200edoor"),))
    made.desk.beside.show_extras(extras, lambda _: b"")
    signs.look()
    assert "(in the title, the content warning, the description of picture 1)" in signs.strip.words.text()
    assert signs.next_button.isHidden()
    made.session.pictures.save(made.draft_id, extras)
    signs.take_out()
    assert signs.texts() == ("Plain.", "Title", "fire", "A door")
    assert made.session.pictures.of(made.draft_id).pictures[0].alt == "A door"
    assert signs.strip.isHidden()


def test_f32_left_in_they_are_told_no_more_until_others_come(qtbot: QtBot) -> None:
    made, signs = shown(qtbot)
    signs.strip.hide_button.click()
    made.desk.sheet.replace(0, 0, "So: ")
    looked(qtbot, signs)
    assert signs.strip.isHidden()
    assert len(placed(signs)) == 3  # the marks stay
    made.desk.sheet.replace(0, 0, "\u2060")
    looked(qtbot, signs)
    assert signs.strip.isVisible()


def test_f32_a_long_text_is_looked_through_by_a_worker(qtbot: QtBot) -> None:
    made, signs = shown(qtbot, "Plain.")
    made.desk.sheet.setPlainText("a\u200b" * AT_ONCE)
    signs.look()
    assert signs._errand is not None
    qtbot.waitUntil(lambda: len(placed(signs)) == AT_ONCE, timeout=30_000)
    signs.put_away()
    assert signs._looked == ("", ())
    assert placed(signs) == []


def test_f32_what_was_left_in_is_told_where_one_approves(qtbot: QtBot) -> None:
    made, _ = shown(qtbot)
    view = PostView(made.session, made.draft_id, TEXT, Channel.LINKEDIN)
    qtbot.addWidget(view)
    assert "3 signs here cannot be seen" in view.hidden_signs[0]
    assert (
        view.hidden_signs[1]
        == "\U0001f331 Rest, Sa⟨zero-width space⟩ra⟨zero-width space⟩. It is ⟨right-to-left override⟩ecnelis."
    )
    plain = PostView(made.session, made.draft_id, "Nothing hides here.", Channel.LINKEDIN)
    qtbot.addWidget(plain)
    assert plain.hidden_signs == []
    assert unseen("Nothing hides here.") == ()
