"""The client of the checker's process: what is asked, what comes back, and what happens when it dies."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rules.frames import Answer, Trouble
from rules.report import Outcome, Setting, Stage
from tests.ui.desktop import fake_checker
from ui.desktop.checking import CheckerState, Checking, command

FAKE = Path(fake_checker.__file__)
SETTING = Setting()
Maker = Callable[..., Checking]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Maker]:
    made: list[Checking] = []

    def checker(*wishes: str, silent_ms: int = 60_000, real: bool = False) -> Checking:
        program = command() if real else (sys.executable, ["-I", str(FAKE), *wishes])
        made.append(Checking(program=program, waits=(20, 40), silent_ms=silent_ms))
        return made[-1]

    yield checker
    for one in made:
        one.stop()


def ready(qtbot: QtBot, checking: Checking) -> Checking:
    checking.start()
    qtbot.waitUntil(lambda: checking.state is CheckerState.READY, timeout=30_000)
    return checking


def answer(qtbot: QtBot, checking: Checking, *args: object) -> Answer:
    with qtbot.waitSignal(checking.answered, timeout=30_000) as seen:
        checking.check(*args)  # type: ignore[arg-type]
    return seen.args[0]


def test_whole_texts_and_edits_are_answered(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make())
    assert answer(qtbot, checking, "d", 1, "it does cure", SETTING).report.outcome is Outcome.MUST_FIX
    fresh = answer(qtbot, checking, "d", 2, "😄 it does cure", SETTING, (0, 0, "😄 "))
    assert [(f.start, f.end) for f in fresh.report.findings] == [(10, 14)]
    assert not checking.pending("d")


def test_what_was_asked_while_it_starts_is_answered_later(qtbot: QtBot, make: Maker) -> None:
    checking = make()
    checking.start()
    assert checking.state is CheckerState.STARTING
    checking.check("d", 1, "old", SETTING)
    with qtbot.waitSignal(checking.answered, timeout=30_000) as seen:
        checking.check("d", 2, "a cure", SETTING, (0, 3, "a cure"))
    assert seen.args[0].revision == 2
    assert seen.args[0].report.findings


def test_answers_to_older_revisions_are_dropped(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make("late=60"))
    seen: list[int] = []
    checking.answered.connect(lambda a: seen.append(a.revision))
    for revision in range(1, 4):
        checking.check("d", revision, "cure", SETTING)
    qtbot.waitUntil(lambda: not checking.pending("d"), timeout=10_000)
    assert seen == [3]


def test_a_dead_one_is_started_again_and_asked_anew(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make("die=poison"))
    states: list[CheckerState] = []
    checking.changed.connect(states.append)
    checking.check("d", 1, "poison", SETTING)
    qtbot.waitUntil(lambda: CheckerState.STOPPED in states, timeout=10_000)
    with qtbot.waitSignal(checking.answered, timeout=30_000) as seen:
        checking.check("d", 2, "a cure", SETTING, (0, 6, "a cure"))
    assert seen.args[0].revision == 2
    assert checking.deaths >= 1


def test_nonsense_ends_the_process(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make("garbage"))
    with qtbot.waitSignal(checking.changed, timeout=10_000, check_params_cb=lambda s: s is CheckerState.STOPPED):
        checking.check("d", 1, "cure", SETTING)


def test_one_that_hangs_is_ended(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make("mute", silent_ms=100))
    with qtbot.waitSignal(checking.changed, timeout=10_000, check_params_cb=lambda s: s is CheckerState.STOPPED):
        checking.check("d", 1, "cure", SETTING)


def test_one_that_owes_nothing_any_more_is_left_alone(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make("mute", silent_ms=100))
    checking.check("d", 1, "cure", SETTING)
    checking.check("other", 1, "cure", SETTING)
    checking.forget("d")
    checking.forget("other")
    qtbot.wait(400)
    assert checking.state is CheckerState.READY
    assert checking.deaths == 0
    checking.check("d", 1, "cure", SETTING)
    checking.check("other", 1, "cure", SETTING)
    with qtbot.waitSignal(checking.changed, timeout=10_000, check_params_cb=lambda s: s is CheckerState.STOPPED):
        checking.forget("other")


def test_one_that_cannot_start_is_told(qtbot: QtBot) -> None:
    checking = Checking(program=("/nowhere/at/all", []), waits=(60_000,))
    with qtbot.waitSignal(checking.changed, timeout=10_000, check_params_cb=lambda s: s is CheckerState.STOPPED):
        checking.start()
    checking.stop()
    assert checking.state is CheckerState.OFF


def test_trouble_with_a_text_is_told(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make())
    with qtbot.waitSignal(checking.troubled, timeout=10_000) as seen:
        checking.check("d", 1, "toolong", SETTING)
    trouble: Trouble = seen.args[0]
    assert trouble.code == "too-long"
    assert not checking.pending("d")


def test_stopping_forgets_and_ends(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make())
    checking.check("d", 1, "cure", SETTING)
    process = checking._process
    assert process is not None
    checking.stop()
    assert checking.state is CheckerState.OFF
    assert process.state() is process.ProcessState.NotRunning
    assert not checking.pending("d")
    checking.start()
    checking.start()
    qtbot.waitUntil(lambda: checking.state is CheckerState.READY, timeout=30_000)


def test_the_real_one_answers_edits_as_whole_texts(qtbot: QtBot, make: Maker) -> None:
    checking = ready(qtbot, make(real=True))
    text = "I saw a lovely client today, a nurse from Salford."

    def whole(revision: int, *args: object) -> Answer:
        with qtbot.waitSignal(
            checking.answered, timeout=60_000, check_params_cb=lambda a: a.report.stage is Stage.WHOLE
        ) as seen:
            checking.check("d", revision, *args)  # type: ignore[arg-type]
        return seen.args[0]

    first = whole(1, text, SETTING)
    assert first.report.findings
    whole(2, f"😄 {text}", SETTING, (0, 0, "😄 "))
    back = whole(3, text, SETTING, (0, 2, ""))
    assert back.report == first.report
