"""Every pair of colours that is shown together is readable, in every look."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rules.report import IdentityKind, Outcome
from tests.ui.desktop.posts import TODAY
from ui.desktop import theme
from ui.desktop.consent_fields import DayField
from ui.desktop.theme import Mode
from ui.desktop.vault_backups import Working

LOOKS = list(itertools.product(IdentityKind, Mode))


@pytest.mark.parametrize(("kind", "mode"), LOOKS)
def test_every_pair_has_its_contrast(kind: IdentityKind, mode: Mode) -> None:
    poor = {
        (ink, ground): round(theme.contrast(ink, ground), 2)
        for ink, ground, least in theme.pairs(theme.palette(kind, mode))
        if theme.contrast(ink, ground) < least
    }
    assert not poor


@pytest.mark.parametrize("mode", [Mode.CONTRAST, Mode.CONTRAST_DARK])
def test_high_contrast_reaches_seven_to_one(mode: Mode) -> None:
    for kind in IdentityKind:
        weakest = min(
            theme.contrast(i, g) for i, g, least in theme.pairs(theme.palette(kind, mode)) if least == theme.TEXT
        )
        assert weakest >= 7


@pytest.mark.parametrize("mode", [Mode.CONTRAST, Mode.CONTRAST_DARK])
def test_in_high_contrast_the_chosen_row_stands_out_from_the_others(qapp: QApplication, mode: Mode) -> None:
    for kind in IdentityKind:
        colours = theme.dress(qapp, kind, mode)
        assert theme.contrast(colours.chosen, colours.paper) >= theme.MARK
        assert (
            f"selection-background-color: {colours.chosen}; selection-color: {colours.on_chosen}" in qapp.styleSheet()
        )
        assert f"QMenu::item:selected {{ background: {colours.chosen}" in qapp.styleSheet()
    theme.dress(qapp, IdentityKind.PROFESSIONAL, Mode.LIGHT)


@pytest.mark.parametrize(("kind", "mode"), LOOKS)
def test_what_is_pressed_or_has_the_focus_wears_colours_of_the_pairs(kind: IdentityKind, mode: Mode) -> None:
    colours = theme.palette(kind, mode)
    sheet = theme.stylesheet(colours, 10)
    assert (colours.ink, colours.accent_soft, theme.TEXT) in list(theme.pairs(colours))
    assert f"QToolButton:pressed {{ background: {colours.accent_soft}; }}" in sheet
    assert f"QListView:focus, QTableView:focus, QTreeView:focus {{ border: 2px solid {colours.focus}; }}" in sheet


def test_rest_days_and_progress_show_no_colour_of_their_own(qtbot: QtBot) -> None:
    day, working = DayField("When", TODAY), Working("Backing up")
    qtbot.addWidget(day)
    qtbot.addWidget(working)
    day.show()
    day.activateWindow()
    day.setFocus()
    qtbot.waitUntil(day.hasFocus)
    for rest_day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        assert day.calendarWidget().weekdayTextFormat(rest_day).foreground().style() is Qt.BrushStyle.NoBrush
    assert not working.isTextVisible()


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", Mode)
def test_the_two_identities_differ(mode: Mode) -> None:
    one, other = (theme.palette(kind, mode) for kind in IdentityKind)
    assert one.accent != other.accent


@pytest.mark.parametrize(("kind", "mode"), LOOKS)
def test_outcomes_have_three_colours(kind: IdentityKind, mode: Mode) -> None:
    colours = theme.palette(kind, mode)
    assert len({colours.of(outcome)[0] for outcome in Outcome}) == 4


def test_dressing_the_application(qapp: QApplication) -> None:
    for kind, mode in LOOKS:
        colours = theme.dress(qapp, kind, mode)
        assert theme.current() == colours
        assert qapp.palette().window().color().name() == colours.ground
    theme.dress(qapp, IdentityKind.PROFESSIONAL, Mode.LIGHT)


def test_roles_change_the_look(qtbot, qapp: QApplication) -> None:  # type: ignore[no-untyped-def]
    colours = theme.dress(qapp, IdentityKind.PROFESSIONAL, Mode.LIGHT)
    button = QPushButton("Approve")
    qtbot.addWidget(button)
    theme.set_role(button, "primary")
    button.ensurePolished()
    button.resize(120, 40)
    assert button.grab().toImage().pixelColor(20, 8).name() == colours.accent


def test_the_system_is_followed(qapp: QApplication) -> None:
    assert theme.chosen_mode("dark").dark
    assert not theme.chosen_mode("light").dark
    assert theme.chosen_mode("system") in Mode
