"""Pages that are made when they are looked at, and code that is loaded behind the door."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.desktop.later import BEHIND_THE_DOOR, Later, load_ahead


def test_a_page_is_made_once_when_it_is_shown_or_asked_for(qtbot: QtBot) -> None:
    made: list[QLabel] = []

    def make() -> QLabel:
        made.append(QLabel("here"))
        return made[-1]

    place = Later(make)
    qtbot.addWidget(place)
    assert place.made() is None
    place.show()
    assert place.made() is place.page() is made[0]
    place.hide()
    place.show()
    assert len(made) == 1
    assert made[0].isVisible()


def test_one_can_type_without_what_is_loaded_behind_the_door() -> None:
    code = "import sys, ui.desktop.conductor; print([n for n in sys.argv[1:] if n in sys.modules])"
    asked = [sys.executable, "-c", code, *BEHIND_THE_DOOR]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "[]"
    load_ahead()
    assert all(name in sys.modules for name in BEHIND_THE_DOOR)


@pytest.mark.parametrize("automatic", [True, False])
def test_loading_ahead_leaves_the_collector_as_it_was(automatic: bool) -> None:
    """Switched on again behind the sweeper's back it would run on workers, and end what belongs to the window."""
    before = gc.isenabled()
    (gc.enable if automatic else gc.disable)()
    try:
        load_ahead()
        assert gc.isenabled() is automatic
    finally:
        (gc.enable if before else gc.disable)()
