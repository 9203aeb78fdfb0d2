"""Timers and widgets that nobody holds any more go on the window's thread, whoever is working meanwhile."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from ui.desktop.errands import Errand
from ui.desktop.sweeping import Sweeper, sweep

PATIENCE_MS = 30_000


class Forgotten(QObject):
    """Holds itself, so that only the collector can let it go; its timer runs."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        self.timer = QTimer(self, interval=60_000)
        self.timer.start()


@pytest.fixture
def swept_by() -> Iterator[list[int]]:
    """The threads on which the collector ran."""
    threads: list[int] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            threads.append(threading.get_ident())

    gc.collect()
    before = gc.get_threshold()
    gc.set_threshold(200, 2, 2)
    gc.callbacks.append(note)
    yield threads
    gc.callbacks.remove(note)
    gc.set_threshold(*before)


def test_no_worker_ever_ends_a_timer_of_the_window(qtbot: QtBot, swept_by: list[int]) -> None:
    app = QCoreApplication.instance()
    assert app is not None
    gc.enable()  # as Python has it before the app starts
    sweeper = Sweeper(app)
    sweeper.start()
    try:
        gone = weakref.ref(Forgotten())
        errand = Errand(lambda: [[number] for number in range(20_000)], app)
        with qtbot.waitSignal(errand.done, timeout=PATIENCE_MS):
            errand.start()
        kept: list[list[int]] = []

        def let_go() -> bool:
            kept.extend([number] for number in range(1_000))  # an idle process makes nothing, and so nothing falls due
            return gone() is None

        qtbot.waitUntil(let_go, timeout=PATIENCE_MS)
    finally:
        sweeper.stop()
        gc.disable()
    assert set(swept_by) == {threading.get_ident()}


def test_nothing_is_looked_through_while_nothing_is_due(swept_by: list[int]) -> None:
    sweep()
    assert not swept_by
