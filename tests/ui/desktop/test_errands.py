"""Work off the window's thread, and who ends whom when its answer has come."""

from __future__ import annotations

import weakref

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.desktop.errands import Errand


def refuse() -> None:
    raise ValueError("no")


@pytest.mark.parametrize("well", [True, False])
def test_what_is_connected_may_be_the_last_to_hold_the_parent(qtbot: QtBot, well: bool) -> None:
    # Ended by the errand's own end the parent would end the errand again: a crash, if not at the first attempt.
    for _ in range(20):
        parent, heard = QObject(), []
        gone = weakref.ref(parent)
        errand = Errand((lambda: "answer") if well else refuse, parent)
        errand.done.connect(lambda answer, keep=parent, to=heard: to.append(answer))
        errand.failed.connect(lambda trouble, keep=parent, to=heard: to.append(str(trouble)))
        errand.start()
        del parent, errand
        qtbot.waitUntil(lambda here=gone: here() is None)
        assert heard == ["answer" if well else "no"]


def test_the_answer_may_end_the_parent(qtbot: QtBot) -> None:
    parent = QObject()
    errand = Errand(lambda: None, parent)
    errand.done.connect(parent.deleteLater)
    with qtbot.waitSignal(parent.destroyed):
        errand.start()
    qtbot.waitUntil(lambda: not isValid(errand))


def test_when_the_parent_goes_first_nothing_is_said(qtbot: QtBot) -> None:
    parent, heard = QObject(), []
    errand = Errand(lambda: "answer", parent)
    errand.done.connect(heard.append)
    errand.start()
    parent.deleteLater()
    qtbot.wait(60)
    assert not isValid(errand)
    assert heard == []
