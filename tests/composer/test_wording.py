"""One form of a text for comparing and hashing, and titles from first words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.wording import MAX_TITLE, first_words, is_blank, normal_text, plain_date, same_text, text_hash


def test_line_endings_and_composition_do_not_change_a_text() -> None:
    assert same_text("Caf\u00e9\r\nopen\rlate", "Cafe\u0301\nopen\nlate")
    assert text_hash("Caf\u00e9\r\n") == text_hash("Cafe\u0301\n")


@pytest.mark.parametrize("other", ["Hello ", "hello", "Hello\n", "Hell0", "Hello\u200b"])
def test_anything_else_does(other: str) -> None:
    assert not same_text("Hello", other)
    assert text_hash("Hello") != text_hash(other)


@given(st.text())
def test_normal_text_is_settled(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)


@given(st.text())
def test_a_title_is_one_short_line(text: str) -> None:
    title = first_words(text)
    assert len(title) <= MAX_TITLE
    assert "\n" not in title


def test_titles_end_at_a_word() -> None:
    assert first_words("\n  Endings, and what they leave  \nmore") == "Endings, and what they leave"
    assert first_words("word " * 40).endswith("word…")
    assert first_words("x" * 100) == "x" * 59 + "…"


@given(st.text(st.sampled_from("ab \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\u00a0"), max_size=30))
def test_a_title_is_the_first_line_that_has_words(text: str) -> None:
    rows = [row for row in text.splitlines() if row.strip()]
    assert first_words(text) == (" ".join(rows[0].split()) if rows else "")
    assert is_blank(text) == (not rows)


def test_days_are_written_out() -> None:
    assert plain_date(date(2027, 3, 4)) == "4 March 2027"
