"""What is due is told calmly and without names; help is read from the window itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from composer.practice.incidents import IncidentKind
from composer.reminders import Reminder, ReminderKind
from rules.report import IdentityKind
from tests.ui.desktop.consents import asked
from tests.ui.desktop.posts import TODAY
from tests.ui.desktop.windows import window
from ui.desktop.consents import ConsentsPage
from ui.desktop.dialogs import Dialogs
from ui.desktop.due_page import DUE, DueFeature, told_in_all
from ui.desktop.frames import IdentityDialog
from ui.desktop.help_dialogs import HelpFeature, KeysDialog, licence_lines
from ui.desktop.identity_band import IdentityBand
from ui.desktop.main_window import MainWindow


def due(made: MainWindow) -> DueFeature:
    return Dialogs(made).feature(DueFeature)


def waiting(made: MainWindow) -> None:
    """An incident without a word about it, and a check-up looked at long ago."""
    made.session.incidents.open(IncidentKind.PRESS, on=TODAY, platform="phone", what="Mrs Bell of the Herald rang.")
    made.session.checkups.looked("x-find", TODAY - timedelta(days=100))


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def remind(kind: ReminderKind, days: int) -> Reminder:
    return Reminder(kind=kind, subject="x", due=TODAY + timedelta(days=days), message="…")


@pytest.mark.parametrize(
    ("kinds", "line"),
    [
        ([], ""),
        ([(ReminderKind.CHECK_UP, 0)], "1 thing waits for you."),
        ([(ReminderKind.REVIEW, -2), (ReminderKind.CHECK_UP, 0)], "2 things wait for you."),
        ([(ReminderKind.CONSENT_ENDS, 9)], "1 comes up soon."),
        (
            [(ReminderKind.TAKE_DOWN, -1), (ReminderKind.CHECK_UP, 0), (ReminderKind.CONSENT_ENDS, 9)],
            "1 post is to be taken down, 1 thing waits for you, 1 comes up soon.",
        ),
    ],
)
def test_the_line_on_opening_counts(kinds: list[tuple[ReminderKind, int]], line: str) -> None:
    assert told_in_all([remind(kind, days) for kind, days in kinds], TODAY) == line


def test_nothing_due_says_nothing(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    feature = due(made)
    assert feature.strip.isHidden()
    assert made.sidebar.button(DUE).accessibleName() == "Due"
    made.show_page(DUE)
    assert "Nothing is due." in words(feature.page)


def test_what_waits_is_told_on_opening_by_number_and_never_by_name(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    waiting(made)
    feature = due(made)
    assert feature.strip.isVisible()
    assert feature.strip.words.text() == "2 things wait for you."
    assert made.sidebar.button(DUE).accessibleName() == "Due, 2"
    qtbot.keyClick(feature.look_button, Qt.Key.Key_Space)
    assert made.current_page() == DUE
    assert feature.strip.isHidden()
    assert [card.accessibleName() for card in feature.page.cards] == [
        "1 check-up is due again.",
        f"Nothing is noted yet about what happened on {TODAY:%-d %B %Y}.",
    ]
    for said in (words(feature.page), feature.strip.words.text(), made.windowTitle()):
        assert "Bell" not in said
        assert "Herald" not in said


def test_each_thing_has_a_way_to_it(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.", "A second one.")
    waiting(made)
    second = made.session.drafts.all()[1].id
    made.session.rests.begin(second)
    feature = due(made)
    ways = {
        ReminderKind.CHECK_UP: "practice",
        ReminderKind.STEP: "practice",
        ReminderKind.TAKE_DOWN: "exported",
        ReminderKind.RESTED: "drafts",
        ReminderKind.REVIEW: "consents",
    }
    for kind, page in ways.items():
        feature.go(Reminder(kind=kind, subject=second, due=TODAY, message="…"))
        assert made.current_page() == page, kind
    feature.go(Reminder(kind=ReminderKind.RESTED, subject=second, due=TODAY, message="…"))
    assert made.draft_id == second


def test_the_way_to_a_consent_leads_to_that_one_whatever_was_searched_for(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    asked(made.session, "The first text.")
    second = asked(made.session, "The second text.")
    page = Dialogs(made).consents
    page.search.setText("first")
    due(made).go(Reminder(kind=ReminderKind.REVIEW, subject=second.id, due=TODAY, message="…"))
    shown = made.page("consents")
    assert isinstance(shown, ConsentsPage)
    assert (shown.current(), shown.search.text()) == (second.id, "")


def test_not_now_is_kept_until_the_next_opening(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    waiting(made)
    feature = due(made)
    feature.strip.hide_button.click()
    made.refresh()
    made.show_page("drafts")
    assert feature.strip.isHidden()


# Help


def opened(made: MainWindow, words_of: str) -> IdentityDialog:
    help_feature = Dialogs(made).feature(HelpFeature)
    made.actions_by_name[words_of].trigger()
    assert isinstance(help_feature.dialog, IdentityDialog)
    return help_feature.dialog


def commands(made: MainWindow) -> list[QAction]:
    menus = [top.menu() for top in made.menuBar().actions()]
    return [a for menu in menus if isinstance(menu, QMenu) for a in menu.actions() if not a.isSeparator()]


def test_every_key_of_the_window_stands_in_the_list(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    dialog = opened(made, "&Keys…")
    assert isinstance(dialog, KeysDialog)
    shown = {key for key, _ in dialog.rows}
    keys = [a.shortcut().toString(a.shortcut().SequenceFormat.NativeText) for a in commands(made)]
    assert {key for key in keys if key} <= shown
    assert "Shift+F8" in shown


def test_no_key_is_given_twice(qtbot: QtBot) -> None:
    made = window(qtbot, "The bulbs are in.")
    Dialogs(made)
    keys = [a.shortcut().toString() for a in commands(made) if not a.shortcut().isEmpty()]
    assert sorted(keys) == sorted(set(keys))


def test_each_mark_is_told_by_shape_and_word(qtbot: QtBot) -> None:
    said = words(opened(window(qtbot, ""), "What the &marks mean…"))
    for sign, name, shape in (("✕", "To mend", "wavy"), ("◆", "Needs consent", "bar"), ("·", "A thought", "Dots")):
        assert f"{sign} {name}" in said
        assert shape in said


def test_about_names_version_packs_and_licences_and_that_it_is_offline(qtbot: QtBot) -> None:
    said = words(opened(window(qtbot, ""), "&About Considered…"))
    assert "Considered 0." in said
    assert "works offline" in said
    assert "the page as it stood in about April 2024 (as of 1 April 2024)" in said
    assert "may be out of date" in said
    assert "PySide6_Essentials" in said or "PySide6-Essentials" in said
    unstated = [line.split()[0] for line in licence_lines() if "see its package" in line]
    assert len(unstated) <= 1, unstated


def test_where_things_are_kept_names_the_files_and_what_leaves(qtbot: QtBot) -> None:
    said = words(opened(window(qtbot, ""), "Where things are &kept…"))
    for name in ("professional.vault", "backups", "settings.json", "professional.guesses.json", "plain files"):
        assert name in said


@pytest.mark.parametrize("kind", list(IdentityKind))
def test_the_band_stands_in_every_help_dialog(qtbot: QtBot, kind: IdentityKind) -> None:
    made = window(qtbot, "", kind=kind)
    for name in ("&Keys…", "What the &marks mean…", "Where things are &kept…", "&About Considered…"):
        dialog = opened(made, name)
        assert isinstance(dialog.band, IdentityBand)
        assert dialog.band.kind is kind
        assert dialog.accessibleName().startswith(kind.value.capitalize())
