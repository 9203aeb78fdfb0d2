"""The window that is typed in is read first; the last answer is that of a fresh start all the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rules.carrying import Recent
from rules.checker import Checker
from rules.language import Language
from rules.reader.reader import Reader
from rules.reader.windows import windows_of
from rules.report import Setting, Stage
from tests.tools.scoring import read_lines

POSTS = Path(__file__).parents[2] / "corpus" / "train.jsonl"
SETTING = Setting()
HARM = "Saw a lad of nineteen, a trainee vet from Hull, who told me he had set fire to his flat. "


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture
def checker(language: Language, reader: Reader) -> Checker:
    made = Checker(language=language, reader=reader)
    made.forget()
    return made


@pytest.fixture(scope="module")
def text() -> str:
    """Posts, one a line: about five windows."""
    return "\n".join(row["text"] for row in read_lines(POSTS)[:22])[:4_900]


@pytest.fixture
def runs(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each run of the encoder."""
    counted: list[int] = []
    run = reader.run
    monkeypatch.setattr(reader, "run", lambda tokens: (counted.append(1), run(tokens))[1])
    return counted


def test_an_edit_seen_by_two_windows_is_answered_after_one(checker: Checker, text: str, runs: list[int]) -> None:
    checker.check(text, SETTING)
    first = windows_of(text)[0]
    at = text.rindex(" ", 0, first.end - 20)
    edited = text[:at] + " quite" + text[at:]
    runs.clear()
    seen = {report.stage: len(runs) for report in checker.stages(edited, SETTING)}
    assert list(seen) == [Stage.PARSED, Stage.NEAR, Stage.WHOLE]
    assert (seen[Stage.PARSED], seen[Stage.NEAR]) == (0, 1)
    assert seen[Stage.WHOLE] > 1


def test_what_is_read_near_is_what_is_read_in_the_end(reader: Reader, text: str) -> None:
    random_ = random.Random(4)
    for _ in range(6):
        reader.forget()
        recent = Recent()
        recent.add(text, reader.read(text))
        at = random_.choice([i for i, letter in enumerate(text) if letter == " "])
        edited = text[:at] + " " + HARM + text[at:]
        earlier = recent.earlier(edited)
        assert earlier is not None
        near = reader.read_near(edited, at + 1, earlier, identity="professional", channel="blog")
        whole = reader.read(edited)
        window = next(w for w in windows_of(edited) if w.start <= at + 1 < w.end)
        fresh = [s for s in whole.spans if window.start <= s.start < window.end]
        assert fresh
        assert fresh == [s for s in near.spans if window.start <= s.start < window.end]
        assert all(0 <= s.start < s.end <= len(edited) for s in near.spans)


def test_the_last_answer_is_that_of_a_fresh_start(checker: Checker, text: str) -> None:
    random_ = random.Random(5)
    checker.check(text, SETTING)
    for _ in range(4):
        at = random_.randrange(len(text))
        text = text[:at] + random_.choice((" x", "", ". ", "\n", HARM)) + text[at + random_.choice((0, 0, 9)) :]
        last = list(checker.stages(text, SETTING))[-1]
        checker.forget()
        assert last == checker.check(text, SETTING)


def test_a_new_text_has_no_words_to_stand_by(checker: Checker, text: str) -> None:
    assert Stage.NEAR not in [report.stage for report in checker.stages(text, SETTING)]
