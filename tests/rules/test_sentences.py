"""Sentences of posts: lower case, emoji, lists, abbreviations, no full stops."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sentences import MAX_SENTENCE, paragraphs, sentences

POSTS = {
    "plain": "One thing.|Then another!|And a third?",
    "lower case": "she cried today.|i had no words.",
    "title": "I met Dr. Smith at 9 a.m. in Leeds.|He left.",
    "initials": "J. was upset.|So was K. B. Jones.",
    "trailing dots": "she... cried and… left.|Then nothing",
    "quoted question": '"Why?" she asked.|“Never.”|He meant it.',
    "emoji": "So tired 😭|My 9am left.|all good 🙂 and well",
    "list": "1. Breathe out.|2. Breathe in.",
    "hashtags": "A good day.|#CAT #endings",
    "abbreviations": "Bring pens, paper, etc. and tea, e.g. mint.",
}


@pytest.mark.parametrize("marked", POSTS.values(), ids=POSTS)
def test_cuts_posts_as_written(marked: str) -> None:
    text = marked.replace("|", " ")
    assert [text[start:end] for start, end in sentences(text)] == marked.split("|")


def test_a_forgotten_blank_is_a_border() -> None:
    text = "We are done.And then we went home."
    assert [text[start:end] for start, end in sentences(text)] == ["We are done.", "And then we went home."]


def test_a_sentence_without_end_is_cut() -> None:
    text = "word " * 1000
    assert all(end - start <= MAX_SENTENCE for start, end in sentences(text))
    assert all(end - start <= MAX_SENTENCE for start, end in sentences("x" * 5000))


def test_paragraphs_are_lines_with_words() -> None:
    text = "  one\n\n \ttwo \r\nthree\u2028four "
    assert [text[start:end] for start, end in paragraphs(text)] == ["one", "two", "three", "four"]


@given(st.text(st.sampled_from(list("aB. \n!?…😀\"'1(")), max_size=120))
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    at = 0
    for first, last in paragraphs(text):
        assert not text[at:first].strip()
        at = first
        for start, end in ((first + s, first + e) for s, e in sentences(text[first:last])):
            assert start < end
            assert not text[at:start].strip()
            at = end
        assert at == last
    assert not text[at:].strip()


@pytest.mark.parametrize("run", [".", "!?", ".)", "👩\u200d👩", "→ ", "aa.Aa", ". ", "...a", "😀  "])
def test_f31_a_long_run_of_any_sign_is_cut_at_once(run: str) -> None:
    began = time.process_time()
    sentences(run * (200_000 // len(run)))
    assert time.process_time() - began < 5.0  # a runaway takes minutes; alone it is 0.1 to 0.6 s
