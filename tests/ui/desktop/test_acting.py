"""Doing something about findings in the writing window: a real vault, a checker in a process of its own."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from pytestqt.qtbot import QtBot

from composer.review import How
from rules.report import Outcome
from tests.ui.desktop.windows import MIXED, checked, window, write
from ui.desktop.main_window import MainWindow
from ui.desktop.status import CheckState

REASON = "Talked over in supervision; it stays."


def titles(made: MainWindow) -> list[str]:
    return [c.group.title for c in made.desk.panel.open_cards()]


def test_next_and_previous_go_around(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    made.desk.sheet.go_to(0)
    seen = []
    for _ in range(5):
        made.next_finding()
        seen.append(made.desk.sheet.position())
    places = [MIXED.index(w) for w in ("cure", "client", "[Salford]", "perhaps")]
    assert seen == [*places, places[0]]
    made.previous_finding()
    assert made.desk.sheet.position() == places[3]
    assert made.desk.panel.current() is made.desk.panel.cards()[2]
    assert made.desk.sheet.hasFocus()


def test_a_fix_is_one_step_and_can_be_undone(qtbot: QtBot) -> None:
    made = window(qtbot, f"😄 {MIXED}")
    checked(qtbot, made)
    made.desk.sheet.go_to(0)
    made.next_finding()
    made.apply_first()
    assert made.desk.text() == f"😄 {MIXED}".replace("cure", "help with")
    checked(qtbot, made)
    assert "This promises a result" not in titles(made)
    made.undo()
    assert made.desk.text() == f"😄 {MIXED}"
    checked(qtbot, made)
    assert "This promises a result" in titles(made)


def test_advice_is_set_aside_and_comes_back(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    card = made.desk.panel.cards()[2]
    card.aside.click()
    assert card.reason.hasFocus()
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert titles(made) == ["This promises a result", "One person is described here"]
    assert made.desk.panel.settled_heading.isVisible()
    assert all(o is not Outcome.ADVICE for _, _, o in made.desk.sheet.underlined())
    assert made.desk.sheet.hasFocus()
    write(qtbot, made, " And on.")
    checked(qtbot, made)
    assert "A thought" not in titles(made)
    made.desk.panel.cards()[-1].undo.click()
    assert "A thought" in titles(made)


def test_going_on_takes_a_reason(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    card = made.desk.panel.cards()[0]
    card.open_reason()
    qtbot.keyClicks(card.reason, "short")
    assert not card.keep.isEnabled()
    qtbot.keyClick(card.reason, Qt.Key.Key_Return)
    assert titles(made)[0] == "This promises a result"
    card.reason.setText(REASON)
    card.keep.click()
    assert "This promises a result" not in titles(made)
    done = made.session.review(made.draft_id).resolutions()
    assert [r.how for r in done.values()] == [How.OVERRULED]


def test_asking_for_consent_saves_first(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    write(qtbot, made, " More.")
    checked(qtbot, made)
    made.desk.sheet.go_to(MIXED.index("client"))
    with qtbot.waitSignal(made.consent_wanted) as seen:
        made.ask_consent()
    draft_id, findings = seen.args
    assert (draft_id, len(findings)) == (made.draft_id, 2)
    assert not made.desk.saver.dirty


def test_a_reason_being_typed_outlives_a_new_answer(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED)
    checked(qtbot, made)
    card = made.desk.panel.cards()[1]
    card.open_reason()
    card.reason.setText("Half a rea")
    made.desk.sheet.replace(0, 0, "[Leeds] ")
    checked(qtbot, made)
    person = next(c for c in made.desk.panel.cards() if c.group.title == "One person is described here")
    assert person.typed_reason() == "Half a rea"


def test_review_waits_for_the_whole_check(qtbot: QtBot) -> None:
    made = window(qtbot, MIXED, wishes=("late=200",))
    asked: list[str] = []
    made.review_wanted.connect(asked.append)
    made.review()
    assert not asked
    assert "not finished" in made.toast.words()
    checked(qtbot, made)
    made.review()
    assert asked == [made.draft_id]


def test_an_empty_draft_has_nothing_to_review(qtbot: QtBot) -> None:
    made = window(qtbot, "")
    assert not made.status.review.isEnabled()
    assert made.desk.reading.state is CheckState.NOTHING


def test_too_long_a_paste_is_refused_in_words(qtbot: QtBot) -> None:
    made = window(qtbot, "first")
    data = QMimeData()
    data.setText("x" * 200_001)
    made.desk.sheet.insertFromMimeData(data)
    assert made.desk.text() == "first"
    assert "200,006" in made.desk.notice.text()
    write(qtbot, made, "!")
    assert made.desk.text() == "first!"
