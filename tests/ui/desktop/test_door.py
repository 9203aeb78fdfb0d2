"""Unlocking and locking: one identity at a time, wrong guesses told and slowed, and a window that never freezes."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.vault.trouble import TooSoon
from composer.vault.vault import Unlock
from rules.report import IdentityKind
from tests.ui.desktop.posts import PASSPHRASES, set_up
from ui.desktop.locking import IdleWatch
from ui.desktop.passphrase import PassphraseField, Strength, strength
from ui.desktop.unlock import UnlockWindow

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL


@pytest.fixture
def considered() -> Considered:
    made = Considered()
    set_up(made)
    return made


@pytest.fixture
def door(qtbot: QtBot, considered: Considered) -> UnlockWindow:
    window = UnlockWindow(considered.identities_known(), considered.unlock)
    qtbot.addWidget(window)
    window.show()
    return window


def test_the_right_passphrase_opens_that_one(door: UnlockWindow, qtbot: QtBot, considered: Considered) -> None:
    door.choose(PERSONAL)
    qtbot.keyClicks(door.passphrase.line, PASSPHRASES[PERSONAL])
    with qtbot.waitSignal(door.opened, timeout=20_000) as opened:
        qtbot.keyClick(door.passphrase.line, Qt.Key.Key_Return)
    session = opened.args[0]
    assert isinstance(session, Session)
    assert session.kind is PERSONAL
    assert door.passphrase.text() == ""
    considered.lock()


def test_the_other_ones_passphrase_opens_nothing(door: UnlockWindow, qtbot: QtBot, considered: Considered) -> None:
    door.choose(PERSONAL)
    door.passphrase.line.setText(PASSPHRASES[PROFESSIONAL])
    door.unlock_button.click()
    qtbot.waitUntil(lambda: "does not open" in door.notice.text(), timeout=20_000)
    assert considered.session is None
    assert "recovery sheet" in door.notice.text()


def test_too_many_guesses_are_counted_down(qtbot: QtBot, considered: Considered) -> None:
    def impatient(kind: IdentityKind, way: object) -> Session:
        raise TooSoon(1.2)

    door = UnlockWindow(considered.identities_known(), impatient)
    qtbot.addWidget(door)
    door.show()
    door.passphrase.line.setText("anything at all")
    door.unlock_button.click()
    qtbot.waitUntil(lambda: door.unlock_button.text().startswith("Wait"), timeout=5_000)
    assert not door.unlock_button.isEnabled()
    qtbot.waitUntil(door.unlock_button.isEnabled, timeout=5_000)
    assert door.unlock_button.text() == "Open"


def test_the_window_does_not_freeze_while_a_key_is_derived(qtbot: QtBot, considered: Considered) -> None:
    beats, derived_on = [0], []

    def unlock(kind: IdentityKind, way: Unlock) -> Session:
        derived_on.append(threading.get_ident())
        seen = beats[0]
        while beats[0] < seen + 5:  # the window's timers go on meanwhile, or this never ends
            time.sleep(0.001)
        return considered.unlock(kind, way)

    door = UnlockWindow(considered.identities_known(), unlock)
    qtbot.addWidget(door)
    door.show()
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: beats.append(beats.pop() + 1))
    timer.start()
    door.passphrase.line.setText("not the right one")
    door.unlock_button.click()
    qtbot.waitUntil(lambda: bool(door.notice.text()), timeout=60_000)
    timer.stop()
    assert derived_on != [threading.get_ident()]
    assert len(derived_on) == 1


def test_an_empty_passphrase_is_not_tried(door: UnlockWindow) -> None:
    door.unlock()
    assert "Type the passphrase" in door.notice.text()


def test_a_typing_mistake_in_the_code_is_located(door: UnlockWindow, qtbot: QtBot) -> None:
    door.recovery_button.click()
    assert door.code.isVisibleTo(door)
    door.code.setText("ABCDE")
    door.unlock_button.click()
    qtbot.waitUntil(lambda: "nine" in door.notice.text() or "groups" in door.notice.text(), timeout=20_000)


def test_whose_door_it_is(door: UnlockWindow) -> None:
    assert door.accessibleName().startswith("Professional")
    door.choose(PERSONAL)
    assert door.accessibleName().startswith("Personal")
    assert door.passphrase.line.accessibleName() == "Personal passphrase"


def test_closing_the_door_forgets_what_was_typed(door: UnlockWindow, qtbot: QtBot) -> None:
    door.passphrase.line.setText("half typed")
    with qtbot.waitSignal(door.gave_up):
        door.close()
    assert door.passphrase.text() == ""


class Clocks:
    """Both clocks, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steady = self.wall = 1_000.0
        monkeypatch.setattr("ui.desktop.locking.time.monotonic", lambda: self.steady)
        monkeypatch.setattr("ui.desktop.locking.time.time", lambda: self.wall)


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


@pytest.fixture
def watch(qapp: QApplication, clocks: Clocks) -> IdleWatch:
    made = IdleWatch(qapp, minutes=5)
    made.start()
    return made


def test_idle_after_the_minutes_set(watch: IdleWatch, clocks: Clocks, qtbot: QtBot) -> None:
    clocks.steady += 299
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()
    clocks.steady += 2
    with qtbot.waitSignal(watch.idle):
        watch.look()


def test_a_key_press_starts_the_wait_anew(watch: IdleWatch, clocks: Clocks, qapp: QApplication, qtbot: QtBot) -> None:
    clocks.steady += 299
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    qapp.sendEvent(QObject(qapp), press)
    clocks.steady += 200
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()


def test_a_night_with_the_lid_closed_is_a_night_away(watch: IdleWatch, clocks: Clocks, qtbot: QtBot) -> None:
    clocks.wall += 8 * 3600  # the steady clock stands still while a laptop sleeps
    with qtbot.waitSignal(watch.idle):
        watch.look()


def test_never_is_never(watch: IdleWatch, clocks: Clocks, qtbot: QtBot) -> None:
    watch.set_minutes(0)
    clocks.steady += 1e6
    with qtbot.assertNotEmitted(watch.idle):
        watch.look()


def test_minutes_set_while_it_is_open_count_at_once(watch: IdleWatch, clocks: Clocks, qtbot: QtBot) -> None:
    watch.set_minutes(0)
    assert not watch._timer.isActive()
    watch.set_minutes(1)
    assert watch._timer.isActive()
    clocks.steady += 61
    with qtbot.waitSignal(watch.idle):
        watch.look()
    watch.set_minutes(5)  # nothing is open now
    assert not watch._timer.isActive()


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("", Strength.EMPTY),
        ("a bird", Strength.SHORT),
        ("aaaaaaaaaaaa", Strength.WEAK),
        ("abcdefghijkl", Strength.WEAK),
        ("password1234", Strength.WEAK),
        ("Amara Lindqvist 1", Strength.WEAK),
        ("heron lantern tuesday", Strength.FAIR),
        ("heron lantern tuesday quiet", Strength.STRONG),
        ("ünïcödé wörter göhn äu guet", Strength.STRONG),
    ],
)
def test_strength_in_words(passphrase: str, expected: Strength) -> None:
    assert strength(passphrase, ("Amara Lindqvist",)) is expected


def test_a_passphrase_can_be_pasted_and_shown(qtbot: QtBot) -> None:
    field = PassphraseField("Professional passphrase", judged=True)
    qtbot.addWidget(field)
    QApplication.clipboard().setText("pasted from a safe")
    field.line.paste()
    assert field.text() == "pasted from a safe"
    assert field.line.displayText() != field.text()
    field.show_button.click()
    assert field.line.displayText() == field.text()
    field.clear()
    field.line.undo()
    assert field.text() == ""
