"""The writing window with a real vault and a checker in a process of its own."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from composer.errors import UserTrouble
from rules.report import Channel, IdentityKind, Outcome
from tests.ui.desktop.windows import MIXED, checked, put_away, window, write
from ui.desktop.checking import CheckerState
from ui.desktop.commands import COMMANDS
from ui.desktop.main_window import MainWindow
from ui.desktop.saving import SaveState
from ui.desktop.status import CheckState

REASON = "Talked over in supervision; it stays."


def titles(made: MainWindow) -> list[str]:
    return [c.group.title for c in made.desk.panel.open_cards()]


# Drafts


def test_without_drafts_there_is_one_sentence_and_one_button(qtbot: QtBot) -> None:
    made = window(qtbot)
    assert made.desk.empty.isVisible()
    made.desk.empty.action.click()
    assert made.desk.sheet.isVisible()
    assert made.sidebar.drafts.count() == 1
    assert made.sidebar.button("drafts").count() == "1"


def test_what_is_typed_is_saved_by_itself(qtbot: QtBot) -> None:
    made = window(qtbot, "first")
    write(qtbot, made, " words 😄\u00a0here")
    assert made.desk.saver.state is SaveState.SAVING
    qtbot.waitUntil(lambda: made.desk.saver.state is SaveState.SAVED, timeout=3_000)
    assert made.session.drafts.get(made.draft_id).text == "first words 😄\u00a0here"
    assert made.status.save.text().startswith("Saved ")
    assert made.sidebar.drafts.item(0).text().startswith("first words")


def test_turning_to_another_draft_saves_and_keeps_undo(qtbot: QtBot) -> None:
    made = window(qtbot, "first", "second")
    one = made.draft_id
    write(qtbot, made, "!")
    made.sidebar.drafts.setCurrentRow(1 if made.sidebar.drafts.ids()[0] == one else 0)
    assert made.desk.text() == "second"
    assert made.session.drafts.get(one).text == "first!"
    assert not made.desk.sheet.document().isUndoAvailable()
    made.open_draft(one)
    made.undo()
    assert made.desk.text() == "first"


def test_a_deleted_draft_comes_back(qtbot: QtBot) -> None:
    made = window(qtbot, "first", "second")
    gone = made.draft_id
    made.delete_draft()
    assert made.desk.text() == "second"
    assert made.toast.isVisible()
    made.toast.undo.click()
    assert made.draft_id == gone
    assert made.desk.text() == "first"
    assert made.sidebar.drafts.count() == 2


def test_deleting_the_last_one_leaves_the_empty_page(qtbot: QtBot) -> None:
    made = window(qtbot, "only")
    made.delete_draft()
    assert made.desk.empty.isVisible()
    assert made.report() is None


def test_the_title_is_the_authors_or_the_first_words(qtbot: QtBot) -> None:
    made = window(qtbot, "On waiting lists and what they do")
    assert made.desk.title.placeholderText().startswith("On waiting lists")
    qtbot.keyClicks(made.desk.title, "Lists")
    made.save_now()
    assert made.session.drafts.get(made.draft_id).title == "Lists"
    assert made.sidebar.drafts.item(0).text() == "Lists"
    assert "Lists" not in made.windowTitle()


# Saving that fails


def test_a_failing_disk_is_told_and_the_text_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = window(qtbot, "first")
    trouble = UserTrouble("The disk is full.", "Nothing is lost.", "Make room.")

    def refuse(*_: object, **__: object) -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(made.session.drafts, "save", refuse)
        write(qtbot, made, "!")
        assert not made.save_now()
        assert "Not saved" in made.status.save.text()
        assert "disk is full" in made.status.save.accessibleDescription()
        left: list[bool] = []
        made.lock_wanted.connect(lambda: left.append(True))
        made.lock()
        assert not left
        assert "stays open" in made.desk.notice.text()
        made.close()
        assert made.isVisible()
        assert made.desk.text() == "first!"
    assert made.save_now()
    assert made.status.save.text().startswith("Saved")


def test_a_draft_that_could_not_be_saved_stays_open(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = window(qtbot, "first", "second")
    drafts, one = made.sidebar.drafts, made.draft_id
    other = next(i for i in drafts.ids() if i != one)

    def refuse(*_: object, **__: object) -> None:
        raise UserTrouble("The disk is full.", "Nothing is lost.", "Make room.")

    with monkeypatch.context() as broken:
        broken.setattr(made.session.drafts, "save", refuse)
        write(qtbot, made, "!")
        row = drafts.visualItemRect(drafts.item(drafts.ids().index(other))).center()
        qtbot.mouseClick(drafts.viewport(), Qt.MouseButton.LeftButton, pos=row)
        assert (made.draft_id, made.desk.text(), made.desk.saver.state) == (one, "first!", SaveState.FAILED)
        assert "The draft stays open" in made.desk.notice.text()
        assert drafts.currentRow() == drafts.ids().index(one)
        assert drafts.selectedItems() == [drafts.currentItem()]
        made.desk.notice.say("")
        made.delete_draft()
        assert "The draft stays open" in made.desk.notice.text()
        assert one in drafts.ids()
        broken.setattr(type(made.session), "read_only", True)
        made.open_draft(other)
        assert made.desk.text() == "second", "where nothing can be saved, one can still look around"
        made.desk.saver.settled(None)


# Checking


def test_findings_are_marked_and_told(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    assert titles(made) == ["This promises a result", "One person is described here", "A thought"]
    assert made.desk.panel.summary() == "1 to mend, 1 needs consent, 1 thought"
    drawn = made.desk.sheet.underlined()
    assert [(made.desk.text()[s:e], o) for s, e, o in drawn] == [
        ("cure", Outcome.MUST_FIX),
        ("client", Outcome.NEEDS_CONSENT),
        ("[Salford]", Outcome.NEEDS_CONSENT),
        ("perhaps", Outcome.ADVICE),
    ]
    assert made.status.check.whole() == "Checked just now"
    qtbot.waitUntil(lambda: "To mend" in made.sidebar.drafts.item(0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_not_yet_checked_is_told_at_each_key(qtbot: QtBot) -> None:
    made = window(qtbot, "harmless", wishes=("late=150",))
    assert made.desk.reading.state is CheckState.STARTING
    assert "Not yet checked" in made.desk.panel.state.text()
    checked(qtbot, made)
    assert "Nothing found" in made.desk.panel.state.text()
    write(qtbot, made, "x")
    assert made.report() is None
    assert "Not yet checked" in made.desk.panel.state.text()
    assert made.status.check.whole() == "Checking…"
    checked(qtbot, made)
    assert "Only you know" in made.desk.panel.state.text()


def test_nothing_says_clear(qtbot: QtBot) -> None:
    made = window(qtbot, "harmless")
    checked(qtbot, made)
    shown = [w.text() for w in made.findChildren(QWidget) if hasattr(w, "text") and callable(w.text)]
    assert not any("clear" in str(words).lower() or "safe" in str(words).lower() for words in shown)


def test_a_checker_with_a_part_missing_is_never_nothing_found(qtbot: QtBot) -> None:
    made = window(qtbot, "harmless", wishes=("partly",))
    checked(qtbot, made)
    assert made.desk.reading.state is CheckState.PARTLY
    assert "in part only" in made.desk.panel.state.text()
    assert made.desk.panel.notes.isVisible()
    assert "Nothing found" not in made.desk.panel.state.text()


def test_a_text_that_cannot_be_checked_is_told(qtbot: QtBot) -> None:
    made = window(qtbot, "this is toolong")
    qtbot.waitUntil(lambda: made.desk.reading.state is CheckState.FAILED, timeout=30_000)
    assert made.desk.panel.state.text() == "Too long. Not checked. Split it."
    assert "Not checked" in made.status.check.whole() or "Too long" in made.status.check.whole()
    write(qtbot, made, "!")
    assert made.desk.text().endswith("!")


def test_a_checker_that_dies_while_one_types(qtbot: QtBot) -> None:
    made = window(qtbot, "It does cure that. ", wishes=("die=poison",))
    checked(qtbot, made)
    write(qtbot, made, "poison")
    qtbot.waitUntil(lambda: made.checking.deaths > 0, timeout=10_000)
    assert made.desk.reading.state is CheckState.RESTARTING
    assert "starting again" in made.status.check.whole()
    assert not made.desk.panel.cards()
    assert made.desk.sheet.underlined() == []
    for _ in range(6):
        qtbot.keyClick(made.desk.sheet, Qt.Key.Key_Backspace)
    checked(qtbot, made)
    assert titles(made) == ["This promises a result"]
    assert made.desk.text() == "It does cure that. "


def test_early_stages_do_not_flicker(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED, wishes=("stages",))
    checked(qtbot, made)
    before = [id(card) for card in made.desk.panel.cards()]
    counts: list[int] = []
    made.desk.reading.answered.connect(lambda _: counts.append(len(made.desk.sheet.marks)))
    write(qtbot, made, " More.")
    checked(qtbot, made)
    assert set(counts) == {4}
    assert [id(card) for card in made.desk.panel.cards()] == before


def test_a_touched_finding_offers_no_fix_until_the_answer(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED, wishes=("late=300",))
    checked(qtbot, made)
    card = made.desk.panel.cards()[0]
    made.desk.sheet.go_to(MIXED.index("cure") + 2)
    qtbot.keyClicks(made.desk.sheet, "x")
    assert not card.fixes[0].isEnabled()
    made.desk.marking.apply(card.fixes[0].fix)
    assert "help with" not in made.desk.text()


def test_the_channel_is_part_of_the_question(qtbot: QtBot) -> None:
    made = window(qtbot, "cure " * 80)
    checked(qtbot, made)
    made.desk.channels.toggle(Channel.X)
    made.desk.channels.chips()[0].click()
    assert made.desk.channel is Channel.X
    assert made.report() is None
    checked(qtbot, made)
    assert "too many" in made.desk.channels.chips()[0].accessibleName()
    made.save_now()
    assert made.session.drafts.get(made.draft_id).channels[0] is Channel.X


# Pages, keys, names


def test_a_page_plugs_in(qtbot: QtBot) -> None:
    made = window(qtbot, "first")
    page = QWidget()
    made.add_page("consents", "Consents", page, lambda: "2 due")
    assert made.sidebar.button("consents").accessibleName() == "Consents, 2 due"
    made.sidebar.button("consents").click()
    assert made.current_page() == "consents"
    assert made.windowTitle() == "Professional · Consents · Considered"
    assert not made.status.review.isEnabled()
    made.next_finding()
    assert made.current_page() == "drafts"


def test_every_command_is_in_a_menu_with_a_key_of_its_own(qtbot: QtBot) -> None:
    made = window(qtbot, "first")
    inside = [a for top in made.menuBar().actions() for a in top.menu().actions() if not a.isSeparator()]
    keys = [a.shortcut().toString() for a in inside]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert {c.slot for c in COMMANDS if c.words} <= set(made.actions_by_name)
    assert QKeySequence("F8").toString() in keys
    for action in inside:
        assert action.text()


@pytest.mark.parametrize("kind", IdentityKind)
def test_the_identity_comes_first_in_the_windows_name(qtbot: QtBot, kind: IdentityKind) -> None:
    made = window(qtbot, "first", kind=kind)
    assert made.accessibleName().startswith(kind.value.capitalize())
    assert made.band.kind is kind


def test_everything_has_a_name_and_can_be_reached(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    controls = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)
    nameless = [
        w
        for w in made.findChildren(QWidget)
        if isinstance(w, controls) and w.isVisible() and not w.accessibleName() and w.objectName()[:3] != "qt_"
    ]
    assert not nameless
    made.desk.sheet.setFocus()
    seen = {QApplication.focusWidget()}
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    wanted = {
        made.desk.title,
        made.desk.sheet,
        made.sidebar.new,
        made.sidebar.drafts,
        made.status.review,
        made.band.lock,
    }
    assert wanted <= seen
    assert set(made.desk.panel.cards()) <= seen


def test_the_panel_by_keyboard(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    made.to_findings()
    cards = made.desk.panel.cards()
    assert cards[0].hasFocus()
    qtbot.keyClick(cards[0], Qt.Key.Key_Down)
    assert cards[1].hasFocus()
    qtbot.keyClick(cards[1], Qt.Key.Key_Return)
    assert made.desk.sheet.hasFocus()
    assert made.desk.sheet.position() == MIXED.index("client")
    made.to_findings()
    qtbot.keyClick(made.desk.panel.current(), Qt.Key.Key_Escape)
    assert made.desk.sheet.hasFocus()


def test_a_clause_tells_what_it_asks(qtbot: QtBot) -> None:
    from ui.desktop.cards import ClauseButton, ClausePopover

    made = window(qtbot, MIXED)
    checked(qtbot, made)
    button = next(b for b in made.findChildren(ClauseButton) if "MIP N3" in b.text())
    assert button.text() == "MIP N3 must not, even with consent"
    button.click()
    shown = button.findChild(ClausePopover)
    assert shown is not None
    assert "Clinical work is not discussed in public." in shown.accessibleName()
    assert "out of date" in shown.accessibleName()
    shown.close()


# Size and leaving


@pytest.mark.parametrize(("width", "stacked"), [(1180, False), (880, True), (640, True)])
def test_a_narrow_window_stacks(qtbot: QtBot, width: int, stacked: bool) -> None:
    made = window(qtbot, MIXED, size=(width, 700))
    assert (made.desk.split.orientation() is Qt.Orientation.Vertical) is stacked
    assert made.sidebar.isVisible() is (width >= 700)
    assert made.desk.sheet.viewport().width() > 250


def test_lines_are_of_a_readable_length(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED, size=(2200, 900))
    letters = made.desk.sheet.viewport().width() / made.desk.sheet.column_width(1)
    assert 60 <= letters <= 76


def test_the_size_is_remembered_and_no_name(qtbot: QtBot) -> None:
    made = window(qtbot, "first")
    made.resize(1011, 722)
    made.larger()
    put_away(made)
    kept = made.considered.preferences()
    assert (kept.window_width, kept.window_height, kept.text_size) == (1011, 722, 16)


def test_putting_away_leaves_no_word(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED, "second")
    checked(qtbot, made)
    write(qtbot, made, " last words")
    document = made.desk.sheet.document()
    draft_id = made.draft_id
    made.put_away()
    assert made.session.drafts.get(draft_id).text.endswith("last words")
    assert made.checking.state is CheckerState.OFF
    assert document.toPlainText() == made.desk.text() == made.desk.title.text() == ""
    assert not document.isUndoAvailable()
    assert made.sidebar.drafts.count() == 0
    assert not made.desk.panel.cards()
    assert made.desk.reading._whole == ""


def test_cards_are_let_go(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    cards = [weakref.ref(card) for card in made.desk.panel.cards()]
    made.desk.sheet.setPlainText("nothing here")
    checked(qtbot, made)
    qtbot.wait(10)
    gc.collect()
    assert all(card() is None for card in cards)


def test_nothing_found_is_not_said_while_the_first_cards_are_being_made(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.desktop.findings.BUILD_S", -1.0)  # no time for a card
    made = window(qtbot, MIXED)
    qtbot.waitUntil(lambda: made.report() is not None, timeout=30_000)
    qtbot.waitUntil(lambda: bool(made.desk.panel.summary()), timeout=5_000)
    assert not made.desk.panel.cards()
    assert "Nothing found" not in made.desk.panel.state.text()
