"""Stretches cover every sentence once, stay small, and an edit moves only the borders near it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.layout import RUN_UP, STRETCH_LIMIT, Layouts
from rules.sentences import MAX_SENTENCE

PARAGRAPHS = st.lists(
    st.sampled_from(["Tea. ", "A longer sentence about the weather and the garden. ", "😀 ", "x" * 90]), max_size=30
)
TEXTS = st.lists(PARAGRAPHS.map("".join), max_size=40).map("\n".join)
LONG = "\n".join(f"Paragraph {n} about tea and the garden, where nothing much happens. It rains." for n in range(900))


@settings(deadline=None)
@given(TEXTS)
def test_every_sentence_is_in_exactly_one_stretch(text: str) -> None:
    at = 0
    layouts = Layouts()
    for stretch in layouts.stretches(text):
        assert stretch.end - stretch.start <= STRETCH_LIMIT + MAX_SENTENCE + 4_000
        assert stretch.start - stretch.run_up <= RUN_UP
        for sentence in (s for s in layouts.sentences(text, stretch) if s.start >= stretch.start):
            assert not text[at : sentence.start].strip()
            at = sentence.end
    assert not text[at:].strip()


def test_a_post_is_one_stretch() -> None:
    (stretch,) = Layouts().stretches(LONG[:3_900])
    assert (stretch.run_up, stretch.start) == (0, 0)


def test_an_edit_moves_few_borders() -> None:
    layouts = Layouts()
    before = {LONG[s.run_up : s.end] for s in layouts.stretches(LONG)}
    edited = LONG.replace("Paragraph 450 ", "Paragraph 450, which has quite a few words more than it had, ")
    after = {edited[s.run_up : s.end] for s in layouts.stretches(edited)}
    assert len(before) > 8
    assert len(after - before) <= 3


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4), st.sampled_from(("\n", "\r\n", "\u2028", " \u2029\n ", "\x0b")))
def test_what_was_cut_before_changes_nothing(texts: list[str], ending: str) -> None:
    remembering = Layouts()
    for text in (one.replace("\n", ending) for one in texts):
        assert remembering.stretches(text) == Layouts().stretches(text)


@settings(deadline=None)
@given(TEXTS, PARAGRAPHS.map("\n".join), st.data())
def test_an_edit_is_cut_as_a_fresh_text(text: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edited = text[:start] + new + text[end:]
    remembering = Layouts()
    remembering.stretches(text)
    assert remembering.stretches(edited) == Layouts().stretches(edited)


def test_a_text_without_lines_is_cut_as_well() -> None:
    text = "A sentence about tea that goes on for a while. " * 2_000
    assert all(s.end - s.start <= STRETCH_LIMIT + MAX_SENTENCE for s in Layouts().stretches(text))


def test_forgets() -> None:
    layouts = Layouts()
    layouts.stretches(LONG)
    layouts.forget()
    assert not layouts._cut
    assert layouts._last == ("", [])
