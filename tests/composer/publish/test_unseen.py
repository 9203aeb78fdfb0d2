"""F32: which signs of a text nobody can see, how they are shown, and that taking them out changes nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.publish.unseen import in_words, name_of, shown, unseen, without

NEEDED = [
    "A family 👨‍👩‍👧‍👦, a nurse 👨🏽‍⚕️, a flag 🏳️‍🌈, a heart ❤️, a key 1️⃣ and ©️.",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won",
    "می‌خواهم",
    "क्‍ष",
    "ภาษา\u200bไทย",
    "שלום \u200fworld\u200e 12",
    "葛\U000e0100飾",
    "A narrow\u202fspace, a no-break\u00a0space, an ellipsis… and “quotes”.",
]
SIGNS = "\x00\x07\x1b\u00ad\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufe0f\ufeff\ufffc\U000e0061"


@pytest.mark.parametrize("text", NEEDED)
def test_f32_what_writing_needs_is_left_alone(text: str) -> None:
    assert unseen(text) == ()
    assert without(text) == shown(text) == text


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("Sa\u200brah", "1 zero-width space", "Sarah"),
        ("\ufeffDear all", "1 zero-width no-break space", "Dear all"),
        ("a\u202eb\u202dc", "1 right-to-left override, 1 left-to-right override", "abc"),
        ("hi\U000e0053\U000e0061\U000e0072", "3 hidden letters", "hi"),
        ("🏴\U000e0067\U000e0062 is no flag", "2 hidden letters", "🏴 is no flag"),
        ("co\u00adoperate", "1 soft hyphen", "cooperate"),
        ("a\x00b\x1b[31m", "1 NUL, 1 control sign", "ab[31m"),
        ("one\x0btwo", "1 control sign", "one\ntwo"),
        ("letter\ufe0f and 1\ufe0f", "2 variation selectors", "letter and 1"),
        ("client\u200d \u200f", "1 zero-width joiner, 1 right-to-left mark", "client "),
        ("👩\u200b\u200d💻", "1 zero-width space, 1 zero-width joiner", "👩💻"),
        ("שלום\nabc\u200f", "1 right-to-left mark", "שלום\nabc"),
    ],
)
def test_f32_what_hides_is_named_and_can_be_taken_out(text: str, words: str, left: str) -> None:
    assert in_words(unseen(text)) == words
    assert without(text) == left


def test_f32_they_are_shown_by_name_where_they_stand() -> None:
    assert shown("Sa\u200brah \u202e!") == "Sa⟨zero-width space⟩rah ⟨right-to-left override⟩!"


@given(st.text(st.sampled_from(f"{SIGNS}ab1 \n👩💻🏴אب葛ไ\u0301\U000e007f") | st.characters(), max_size=40))
def test_f32_taking_out_leaves_none_and_takes_nothing_else(text: str) -> None:
    found = unseen(text)
    assert all(text[one.at] == one.sign for one in found)
    left = without(text)
    assert unseen(left) == ()
    gone = {one.sign for one in found}
    rest = iter(left.replace("\n", ""))
    for character in text.replace("\n", ""):
        if character not in SIGNS and character not in gone and name_of(character) != "hidden letter":
            if unicodedata.category(character) in ("Cf", "Cc", "Mn", "Lo"):
                continue  # may be a sign that stops being needed once another is gone
            assert character in rest  # in this order
