"""Words of the other profile are found however they are written, and only where they stand for themselves."""

from __future__ import annotations

import pytest

from rules.keepout import kept_out
from rules.report import Setting

WORDS = ("Maggie Thorne", "@magsknits", "07700 900123", "mags@example.org", "@ann", "O'Hare")


def found(text: str, *, own: tuple[str, ...] = ()) -> list[str]:
    return [text[start:end] for start, end in kept_out(text, Setting(keep_out=WORDS, own_names=own))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I am Maggie Thorne\u2019s friend", "Maggie Thorne"),
        ("Dear MAGGIE THORNE, hello", "MAGGIE THORNE"),
        ("So Maggie\u00a0Thorne came", "Maggie\u00a0Thorne"),
        ("So Maggie  Thorne came", "Maggie  Thorne"),
        ("So Maggie\nThorne came", "Maggie\nThorne"),
        ("So #MaggieThorne came", "MaggieThorne"),
        ("So #maggie_thorne came", "maggie_thorne"),
        ("So @maggie.thorne came", "maggie.thorne"),
        ("\u200bSo Mag\u200bgie Thorne came", "Mag\u200bgie Thorne"),
        ("So M\u0430ggie Thorne came", "M\u0430ggie Thorne"),
        ("So \uff2daggie Thorne came", "\uff2daggie Thorne"),
        ("See \uff20magsknits there", "\uff20magsknits"),
        ("See @MagsKnits there", "@MagsKnits"),
        ("See #MagsKnits there", "MagsKnits"),
        ("I post as magsknits there", "magsknits"),
        ("Ring 07700900123 now", "07700900123"),
        ("Ring 077 00-90.01 23 now", "077 00-90.01 23"),
        ("Write to mags@example.org now", "mags@example.org"),
        ("A word from @ann here", "@ann"),
        ("By O\u2019Hare herself", "O\u2019Hare"),
    ],
)
def test_a_word_is_found_however_it_is_written_and_where_it_stands(text: str, words: str) -> None:
    assert found(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Maggie Thornewood came, and Smaggie Thorne.",
        "MaggieThorne is no hashtag.",
        "#MaggieThornewood and @magsknitsalot are others.",
        "magsknit and amagsknits too",
        "Ring 107700900123 or 077009001234.",
        "Maggie and Thorne",
        "Ask ann about it.",
        "",
    ],
)
def test_longer_words_and_other_words_pass(text: str) -> None:
    assert found(text) == []


def test_a_handle_that_is_the_own_name_is_looked_for_with_its_sign_only() -> None:
    assert found("magsknits or @magsknits", own=("Magsknits",)) == ["@magsknits"]
    assert found("@magsknits", own=("@magsknits",)) == []


def test_years_are_no_numbers_to_be_grouped_anew() -> None:
    assert [*kept_out("20 24 and 2024", Setting(keep_out=("2024",)))] == [(10, 14)]
