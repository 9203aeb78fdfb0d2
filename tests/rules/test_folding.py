"""Folding reads disguises as what they stand for, and leads every folded character back to where it came from."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.folding import Folded, fold

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
NOISE = st.sampled_from(
    list("Sarah SA.-_*#@049 \n") + ["\u200b", "\u00ad", "\u0336", "а", "Α", "😀", "❤️", "𝓢", "Ｓ", "\u202e"]
)
NOISY_TEXT = st.lists(NOISE, max_size=60).map("".join)

DISGUISES = {
    "invisible": ("S\u200bar\u00ada\u2060h", "Sarah"),
    "direction": ("\u202eSarah\u202c", "Sarah"),
    "cyrillic": ("Sаrаh", "Sarah"),
    "wholly-cyrillic": ("Sophie и оса? Аmir", "Sophie и оса? Amir"),
    "greek": ("Τom", "Tom"),
    "full-width": ("Ｓａｒａｈ", "Sarah"),
    "mathematical": ("𝓢𝓪𝓻𝓪𝓱", "Sarah"),
    "circled": ("Ⓢⓐⓡⓐⓗ", "Sarah"),
    "small-capitals": ("ꜱᴀʀᴀʜ", "sarah"),
    "struck-through": ("S̶a̶r̶a̶h̶", "Sarah"),
    "stacked": ("S̈́͝arah", "Sarah"),
    "composed": ("Zoe\u0308", "Zoë"),
    "spaced": ("saw S a r a h today", "saw Sarah today"),
    "spaced-with-I": ("S a r a h I think", "Sarah I think"),
    "dotted": ("S.a.r.a.h cried", "Sarah cried"),
    "hyphened": ("S-a-r-a-h", "Sarah"),
    "leet": ("S4rah and J0hn and 4mir", "Sarah and John and Amir"),
    "emoji": ("Sa😀rah", "Sarah"),
    "emoji-between-all": ("A🔥m🔥i🔥r", "Amir"),
    "hashtag": ("#JusticeForAmir", "#Justice For Amir"),
    "disguised-hashtag": ("#Just1ceForAm\u200bir", "#Justice For Amir"),
}

ORDINARY = (
    "Café, naïve, Łódź, “quotes” – and… £5 for 10–12 people.",
    "9am, 21st, 5mins, 3rd, PHQ9, mp3, covid19, SW1A 1AA, M13 9PL, 2nd, 1-1, 1on1, B12",
    "Great news🎉come along 👩‍⚕️ ❤️ 🏴\U000e0067\U000e0062\U000e007f",
    "Она сказала: мама. Η ζωή είναι ωραία.",
    "e.g. Mr. J. Smith, a.m. and U.K. I a m",
    "See https://example.org/a1b2c3 or write to jo4nne@example.org",
    "#CAT #endings @home a #UKCP",
)


@pytest.mark.parametrize(("disguised", "read"), DISGUISES.values(), ids=DISGUISES)
def test_reads_disguises(disguised: str, read: str) -> None:
    assert fold(disguised).text == read


@pytest.mark.parametrize("text", ORDINARY)
def test_leaves_ordinary_text_alone(text: str) -> None:
    folded = fold(text)
    assert folded.plain
    assert folded.text is text
    assert folded.span(3, 7) == (3, 7)


def test_a_found_name_leads_back_to_all_of_its_disguise() -> None:
    text = "My client S.\u200ba.r.a.h came"
    folded = fold(text)
    at = folded.text.index("Sarah")
    start, end = folded.span(at, at + 5)
    assert text[start:end] == "S.\u200ba.r.a.h"


def test_hashtags_stay_whole_when_asked_to() -> None:
    folded = fold("#JusticeForAmir", split_tags=False)
    assert folded.text == "#JusticeForAmir"
    assert folded.tags[0].words == ("Justice", "For", "Amir")


def test_tags_stand_where_the_original_has_them() -> None:
    text = "\u200b\u200bso #TeamAmir with @AmirKhan_Leeds"
    tags = fold(text).tags
    assert [text[t.start : t.end] for t in tags] == ["#TeamAmir", "@AmirKhan_Leeds"]
    assert tags[1].words == ("Amir", "Khan", "Leeds")


def test_half_a_surrogate_pair_does_no_harm() -> None:
    assert fold("a\ud800b").text == "a\ufffdb"


def assert_map_is_sound(folded: Folded) -> None:
    length = len(folded.original)
    before = (0, 0)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start <= end <= length
        assert start >= before[0]
        assert end >= before[1]
        before = (start, end)
    assert folded.span(0, len(folded.text))[1] <= length


@given(ANY_TEXT)
def test_any_text_keeps_a_sound_map(text: str) -> None:
    assert_map_is_sound(fold(text))


@given(NOISY_TEXT)
def test_noise_keeps_a_sound_map(text: str) -> None:
    folded = fold(text)
    assert_map_is_sound(folded)
    for at, character in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        if end - start == 1 and character.isascii() and character == text[start]:
            assert text[start:end] == character


@given(NOISY_TEXT)
def test_folding_twice_changes_nothing_of_plain_text(text: str) -> None:
    folded = fold(text)
    if folded.plain:
        assert fold(folded.text).text == text


def test_cost_is_linear() -> None:
    def calls(times: int) -> int:
        """Calls of functions, Python's and C's: the same in every run, whatever else the machine does."""
        text = ("S.a.r.a.h s4id #JusticeForAmir Sаrаh \u200b ok 😀 " + "a " * 20) * times
        counted = 0

        def count(frame: object, event: str, argument: object) -> None:
            nonlocal counted
            counted += event.endswith("call")

        sys.setprofile(count)
        try:
            fold(text)
        finally:
            sys.setprofile(None)
        return counted

    calls(1)  # what is worked out once for each character
    assert 1600 < calls(1600) <= 8 * calls(200)
