"""Saving while one types: soon after a pause, never later than promised, tried again when it fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from composer.draft import Saved
from composer.errors import UserTrouble
from ui.desktop import saving
from ui.desktop.saving import Saver, SaveState


class Disk:
    """Counts saves and fails when told to."""

    def __init__(self) -> None:
        self.saves = 0
        self.trouble: Exception | None = None

    def save(self) -> Saved:
        if self.trouble is not None:
            raise self.trouble
        self.saves += 1
        return Saved(revision=self.saves, at=datetime.now(UTC), title="")


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def saver(qtbot: QtBot, disk: Disk) -> Saver:
    return Saver(disk.save)


def test_the_promises_are_kept_by_the_figures() -> None:
    assert saving.PAUSE_MS <= 1_000
    assert saving.LONGEST_MS < 2_000


def test_a_pause_saves(qtbot: QtBot, saver: Saver, disk: Disk) -> None:
    saver.touch()
    assert saver.state is SaveState.SAVING
    with qtbot.waitSignal(saver.saved, timeout=3_000):
        pass
    assert (disk.saves, saver.state, saver.dirty) == (1, SaveState.SAVED, False)


def test_going_on_typing_does_not_put_it_off(qtbot: QtBot, saver: Saver, disk: Disk) -> None:
    saver._longest.setInterval(200)
    for _ in range(20):
        saver.touch()
        qtbot.wait(30)
    assert disk.saves >= 2


def test_a_failure_is_told_and_tried_again(
    qtbot: QtBot, saver: Saver, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "RETRY_MS", (40,))
    disk.trouble = UserTrouble("The disk is full.", "Nothing is lost.", "Make room.")
    saver.touch()
    assert not saver.now()
    assert saver.state is SaveState.FAILED
    assert saver.reason == "The disk is full. Nothing is lost. Make room."
    disk.trouble = None
    with qtbot.waitSignal(saver.saved, timeout=3_000):
        pass
    assert saver.state is SaveState.SAVED


def test_our_own_fault_names_no_word(saver: Saver, disk: Disk) -> None:
    disk.trouble = ValueError("Salford")
    saver.touch()
    assert not saver.now()
    assert "Salford" not in saver.reason
    assert "ValueError" in saver.reason


def test_nothing_to_save_is_no_save(saver: Saver, disk: Disk) -> None:
    assert saver.now()
    assert disk.saves == 0


def test_a_failed_one_is_saved_at_the_next_pause(qtbot: QtBot, saver: Saver, disk: Disk) -> None:
    disk.trouble = UserTrouble("No.")
    saver.touch()
    saver.now()
    disk.trouble = None
    saver.touch()
    assert saver.state is SaveState.FAILED
    with qtbot.waitSignal(saver.saved, timeout=1_500):
        pass
