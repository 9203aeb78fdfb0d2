"""What leaves the clipboard, when, and what stays (P14, F23), through the real window and its own copy commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from rules.report import IdentityKind
from tests.journeys.conftest import Person
from ui.desktop import clipboard as clipboards
from ui.desktop.conductor import Desktop

POST = "Saw a lovely client today, a nurse from Salford."
WHO = "the one with the kite"
SOON_MS = 150


def clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def copies(person: Person, field: object) -> None:
    """Select all and copy, by the keys, in a field of the window that is in front."""
    field.window().activateWindow()  # type: ignore[attr-defined]
    field.setFocus()  # type: ignore[attr-defined]
    person.waits(lambda: QApplication.focusWidget() is field)
    for key in (Qt.Key.Key_A, Qt.Key.Key_C):
        person.qtbot.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, desktop: Desktop) -> None:
    """Half a minute in 150 ms. The off-screen clipboard does not know whose it is; the last test asks a real one."""
    assert clipboards.CLEAR_AFTER_MS <= 30_000
    monkeypatch.setattr(clipboards, "owned", lambda: True)
    assert desktop.clipboard._timer.interval() == clipboards.CLEAR_AFTER_MS
    desktop.clipboard._timer.setInterval(SOON_MS)


@pytest.fixture
def consenting(quick: None, person: Person) -> Person:
    """Somebody with a half filled consent form in front, who has just copied whose consent it is."""
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes(POST)
    person.is_told()
    dialog = person.asks_for_consent()
    dialog.form.who.setText(WHO)
    copies(person, dialog.form.who)
    assert clipboard().text() == WHO
    return person


def test_p14_f23_consent_text_leaves_by_time(consenting: Person) -> None:
    assert "leaves the clipboard" in consenting.window.toast.words()
    hints = clipboard().mimeData()
    assert bytes(hints.data("x-kde-passwordManagerHint").data()) == b"secret"
    consenting.waits(lambda: clipboard().text() == "")


def test_p14_f23_consent_text_leaves_on_locking(consenting: Person) -> None:
    consenting.desktop.clipboard._timer.setInterval(60_000)
    consenting.desktop.lock()
    assert clipboard().text() == ""


def test_p14_f23_consent_text_leaves_on_quitting(consenting: Person) -> None:
    consenting.desktop.clipboard._timer.setInterval(60_000)
    consenting.desktop.shut_down()
    assert clipboard().text() == ""


def test_f23_what_the_user_put_there_since_is_left_alone(consenting: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboards, "owned", lambda: False)  # the clipboard is another program's now
    elsewhere = QMimeData()
    elsewhere.setText("a shopping list")
    clipboard().setMimeData(elsewhere)
    consenting.qtbot.wait(3 * SOON_MS)
    assert clipboard().text() == "a shopping list"
    consenting.desktop.lock()
    assert clipboard().text() == "a shopping list"


def test_f23_even_the_same_words_are_left_alone_where_another_program_put_them(
    consenting: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboards, "owned", lambda: False)
    clipboard().setText(WHO)
    consenting.desktop.lock()
    assert clipboard().text() == WHO


def test_p14_selectable_words_of_any_dialog_count(quick: None, person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    dialog = QDialog(person.window)
    label = QLabel("as the consent reads", dialog)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
    dialog.show()
    copies(person, label)
    assert clipboard().text() == "as the consent reads"
    person.waits(lambda: clipboard().text() == "")
    dialog.close()


def test_a_drafts_own_words_stay_until_the_app_locks(quick: None, person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes(POST)
    copies(person, person.window.desk.sheet)
    person.qtbot.wait(3 * SOON_MS)
    assert clipboard().text() == POST
    person.window.lock()
    assert clipboard().text() == ""


def test_the_approved_post_stays_for_pasting(quick: None, person: Person) -> None:
    person.opens(IdentityKind.PROFESSIONAL)
    person.writes("Endings matter, and I have two spaces on Thursdays.")
    person.approves("Talked over in supervision; the wording stays.")
    export = person.dialogs.export
    assert export is not None
    export.to_clipboard.click()
    assert export.export() is not None
    export.reject()
    person.qtbot.wait(3 * SOON_MS)
    person.window.lock()
    assert clipboard().text().startswith("Endings matter")


ROOT = Path(__file__).resolve().parents[2]
OTHER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
app.clipboard().setText("a shopping list")
QTimer.singleShot(0, lambda: print("there", flush=True))
QTimer.singleShot(8_000, app.quit)
app.exec()
"""
COPYING = f"""
import subprocess, sys
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from ui.desktop.clipboard import ClipboardGuard
app = QApplication([])
guard = ClipboardGuard(app)
guard._timer.setInterval(300)
field = QLineEdit("{WHO}")
field.show()
field.setFocus()
QTest.qWaitForWindowExposed(field)
def copy():
    field.selectAll()
    field.copy()
    assert app.clipboard().text() == field.text() and app.clipboard().ownsClipboard()
copy()
QTest.qWait(900)
assert app.clipboard().text() == "", "it was not taken off"
copy()
other = subprocess.Popen([sys.executable, "-c", {OTHER!r}], stdout=subprocess.PIPE, text=True)
assert other.stdout.readline() == "there\\n"
QTest.qWait(900)
guard.lock()
assert app.clipboard().text() == "a shopping list", "another program's words were taken off"
copy()
guard.lock()
assert app.clipboard().text() == ""
field.selectAll()  # a selection is on the clipboard of X11 at once
QTest.qWait(50)
guard.lock()
assert app.clipboard().text(app.clipboard().Mode.Selection) == ""
other.kill()
"""


@pytest.mark.xdisplay
def test_f23_on_a_real_clipboard_between_two_programs(x_display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", x_display)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    run = [sys.executable, "-c", COPYING]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
