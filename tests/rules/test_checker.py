"""The checker: stages, memory, long texts, and the same answer however it was come to."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.checker import MAX_CHARACTERS, PATTERNS_FIRST, Checker, Parts, TextTooLong
from rules.language import Language, ModelTrouble
from rules.layout import Layouts
from rules.packs import PackTrouble
from rules.packs.shelf import SHIPPED
from rules.reader.reader import Reading
from rules.report import IdentityKind, Outcome, Report, Setting, Stage
from tests.rules.fakes import FakeReader, reading

SETTING = Setting()
CASE = "My client, a 34-year-old nurse from Leeds, cried today. She said “I give up”."
LONG = "\n".join(f"Paragraph {n} about tea and the garden, where nothing much happens. It rains." for n in range(120))
SENTENCES = (
    "My client cried today. ", "She is 34. ", "The 9am set fire to his shed.\n", "Lovely weather! ", "\n\n",
    "S a r a h from Leeds 😭 ", "#JusticeForAmir ", "Our clinic is full. ", "\u200b", "…", "he said “no”, then left. ",
    "Dr. ",
)  # fmt: skip
PIECES = st.lists(st.sampled_from(SENTENCES), max_size=8).map("".join)

slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_sound(report: Report, text: str) -> None:
    assert report.outcome is max((f.outcome for f in report.findings), key=lambda o: o.rank, default=Outcome.CLEAR)
    keys = [finding.key for finding in report.findings]
    assert len(keys) == len(set(keys))
    for finding in report.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.why
        assert finding.title
    for person in report.people:
        assert set(person.findings) <= set(keys)


def test_a_client_is_seen_and_cited(checker: Checker) -> None:
    report = checker.check(CASE, SETTING)
    assert report.outcome is Outcome.NEEDS_CONSENT
    marked = {CASE[f.start : f.end] for f in report.findings}
    assert "My client" in marked
    assert all(finding.citations for finding in report.findings)
    assert_sound(report, CASE)


def test_an_empty_text_is_clear(checker: Checker) -> None:
    for text in ("", " \n\t", "\u200b"):
        assert checker.check(text, SETTING).outcome is Outcome.CLEAR


def test_stages_come_in_order_and_end_whole(checker: Checker) -> None:
    text = CASE + "\n" + LONG[:PATTERNS_FIRST]
    assert [report.stage for report in checker.stages(text, SETTING)] == [Stage.PATTERNS, Stage.PARSED, Stage.WHOLE]
    assert [report.stage for report in checker.stages(text, SETTING)] == [Stage.WHOLE], "nothing new the second time"
    assert [report.stage for report in checker.stages(text + " Yes.", SETTING)] == [Stage.PARSED, Stage.WHOLE]


def test_gives_up_when_told(checker: Checker) -> None:
    assert list(checker.stages(LONG, SETTING, lambda: True))[1:] == []
    assert checker.check(LONG, SETTING).stage is Stage.WHOLE


def test_marks_of_the_reader_outlast_an_edit_elsewhere(checker: Checker) -> None:
    text = "The 9am set fire to his shed.\nLovely weather."
    checker.check(text, SETTING)
    first, last = list(checker.stages(text + " Very", SETTING))
    assert first.stage is Stage.PARSED
    assert [(f.start, f.concern) for f in first.findings] == [(f.start, f.concern) for f in last.findings]
    assert first.findings


@slow
@given(texts=st.lists(PIECES, min_size=2, max_size=4))
def test_what_was_read_before_changes_nothing(fresh: Callable[[], Checker], texts: list[str]) -> None:
    remembering = fresh()
    for text in texts:
        remembered = list(remembering.stages(text, SETTING))[-1]
        assert remembered == fresh().check(text, SETTING)
        assert_sound(remembered, text)


@slow
@given(text=PIECES, new=PIECES, data=st.data())
def test_an_edit_and_a_fresh_start_agree(
    fresh: Callable[[], Checker], text: str, new: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edited = text[:start] + new + text[end:]
    remembering = fresh()
    remembering.check(text, SETTING)
    assert remembering.check(edited, SETTING) == fresh().check(edited, SETTING)


@slow
@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_is_answered(checker: Checker, text: str) -> None:
    assert_sound(checker.check(text, SETTING), text)


@pytest.mark.parametrize(("together", "characters", "batches"), [(128, 60_000, 1), (5, 60_000, 5), (128, 40, 8)])
def test_many_posts_as_one_by_one(
    fresh: Callable[[], Checker], monkeypatch: pytest.MonkeyPatch, together: int, characters: int, batches: int
) -> None:
    monkeypatch.setattr("rules.checker.TOGETHER", together)
    monkeypatch.setattr("rules.checker.TOGETHER_CHARACTERS", characters)
    posts = [(text, Setting(identity=identity)) for text in SENTENCES for identity in IdentityKind]
    many, asked = fresh(), 0

    def counted(some: list[tuple[str, Setting]]) -> list[Report]:
        nonlocal asked
        asked += 1
        assert len(some) <= together
        assert sum(len(text) for text, _ in some[:-1]) < characters
        return Checker.check_batch(many, some)

    monkeypatch.setattr(many, "check_batch", counted)
    assert list(many.check_many(posts)) == [fresh().check(*post) for post in posts]
    assert asked == batches


def test_an_edit_in_a_long_text_reads_little_anew(checker: Checker) -> None:
    text = "\n".join(f"{n}. {LONG}" for n in range(8))
    assert len(text) > 60_000
    checker.check(text, SETTING)
    reader = checker._reader
    before = reader.asked  # type: ignore[union-attr]
    middle = text.index("\n4. ") + 2_000
    edited = text[:middle] + " The 9am cried. " + text[middle:]
    report = checker.check(edited, SETTING)
    assert reader.asked - before <= 3  # type: ignore[union-attr]
    assert [f.concern for f in report.findings] == ["client-reference"]
    assert edited[report.findings[0].start : report.findings[0].end] == "9am"


class _Sure(FakeReader):
    """Knows one word, which stops a post and which no passage shows."""

    def _read(self, text: str) -> Reading:
        return reading("needs-consent", sure=0.8) if "ZORK" in text else reading("clear")


@pytest.mark.parametrize("before", ["", "A client of mine comes to mind.\n"])
def test_a_stop_that_no_passage_carries_is_kept_wherever_it_stands(language: Language, before: str) -> None:
    hot = "ZORK came at nine again and said it all, as ever, in the one chair."
    long = f"{LONG}\n{LONG}"
    border = Layouts().stretches(long)[1].start
    for text in (
        f"{before}{hot}\n{LONG}",
        f"{long[: border - 1]}\n{before}{hot}\n{long[border:]}",
        f"{long}\n{before}{hot}",
    ):
        report = Checker(language=language, reader=_Sure()).check(text, SETTING)  # type: ignore[arg-type]
        assert report.outcome is Outcome.NEEDS_CONSENT
        assert_sound(report, text)


def test_too_long_a_text_is_refused_politely(checker: Checker) -> None:
    with pytest.raises(TextTooLong, match=r"200,001 characters.*Split it"):
        checker.check("x" * (MAX_CHARACTERS + 1), SETTING)


def test_a_bad_pack_is_refused(checker: Checker) -> None:
    with pytest.raises(PackTrouble):
        checker.check("Hello", Setting(packs=("no-such-pack",)))


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Language:
        raise ModelTrouble("The model is not installed.", "Much may go unmarked.", "Install it.")

    monkeypatch.setattr(Language, "load", missing)
    checker = Checker(parts=Parts(reader=False))
    report = checker.check("Lovely weather.", SETTING)
    assert report.degraded
    assert "The model is not installed. Much may go unmarked. Install it." in report.notes
    assert checker.check("My client cried today, aged 34.", SETTING).findings, "patterns still work"


def test_forgetting_leaves_no_word_behind(checker: Checker) -> None:
    word = "Quorthexia" + "lenburghofen"
    checker.check(f"My client {word} cried today. {LONG}", SETTING)
    checker.forget()
    gc.collect()
    held = [o for o in gc.get_objects() if type(o) in (dict, list, tuple) and any(word in x for x in _words(o))]
    assert not held
    assert word not in checker._language._nlp.vocab.strings  # type: ignore[union-attr]


def _words(container: object) -> list[str]:
    values = [*container, *container.values()] if isinstance(container, dict) else list(container)  # type: ignore[call-overload]
    return [value for value in values if type(value) is str and len(value) > 20]


def test_a_changed_pack_file_changes_the_answer(checker: Checker, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    shutil.copy(SHIPPED / "mip.toml", own)
    setting = Setting(packs=(str(own),))
    assert checker.check(CASE, setting).findings[0].citations[0].label.startswith("MIP")
    own.write_text(own.read_text().replace('short = "MIP"', 'short = "Ours"'))
    assert checker.check(CASE, setting).findings[0].citations[0].label.startswith("Ours")
