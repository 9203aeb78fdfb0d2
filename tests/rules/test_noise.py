"""Disguise and noise, through the whole of the rules: what is found lies exactly on what was written."""

from __future__ import annotations

import pytest

from rules.checker import Checker, Parts
from rules.language import Language
from rules.report import Concern, Setting

NOISE = {
    "zero-width": "«One of my cli\u200bents» wept today.",
    "soft hyphen and split number": "«One of my clients» wept. She's «3\u200b4» and a «nu\u00adrse».",
    "Cyrillic and Greek letters": "«Оne of my сlіents» lives in «Ηull».",
    "spaced": "«A c l i e n t of mine» wept today.",
    "dotted": "«One of my c.l.i.e.n.t.s» wept, and «S.a.r.a.h» she is.",
    "full width": "«One of my clients», «Ｓａｒａｈ», wept.",
    "digits for letters": "«One of my cl1ents» wept. His name is «J0hn».",
    "emoji inside a word": "«One of my cli😀ents» wept today.",
    "numbers in words": "«One of my clients» wept. She's «thirty-four».",
    "hashtag": "«One of my clients» wept. #JusticeFor«Amir»",
    "disguised hashtag": "«One of my clients» wept. #JusticeFor«Am\u200bir»",
    "handle": "«One of my clients», «@amir_khan_leeds», wept.",
    "lower-case name": "i saw «a client» called «rita» today",
    "lower-case town": "«one of my clients» wept. she lives in «hull».",
    "letters swapped": "«one of my cleints» wept",
    "letters swapped again": "«my clinet» wept today",
    "slang spelling": "«one of my clientz» wept",
    "list": "«A client of mine»:\n- «34»\n- a «nurse»\n- lives in «Hull»",
    "thread": "1/ «One of my clients» wept.\n\n2/ She is «34», a «nurse».\n\n3/ She lives in «Hull».",
    "capitals": "«ONE OF MY CLIENTS» WEPT. SHE IS A «NURSE».",
    "quote in another script": "«One of my clients» said «“Мне страшно”» and wept.",
    "invisible inside the time": "«My 10 o\u200b'clock» cried, she told me about «her dad».",
}


def unmarked(marked: str) -> tuple[str, set[str]]:
    """The text, and its passages between « and »."""
    text, spans = "", set()
    for number, piece in enumerate(marked.replace("»", "«").split("«")):
        if number % 2:
            spans.add(f"{len(text)}:{piece}")
        text += piece
    return text, spans


@pytest.fixture(scope="module")
def rules_alone(language: Language) -> Checker:
    return Checker(language=language, parts=Parts(reader=False))


@pytest.mark.parametrize("marked", NOISE.values(), ids=NOISE)
def test_what_is_disguised_is_found_where_it_stands(rules_alone: Checker, marked: str) -> None:
    text, wanted = unmarked(marked)
    about = (Concern.CLIENT_REFERENCE, Concern.CLIENT_IDENTIFIER)
    found = [f for f in rules_alone.check(text, Setting()).findings if f.concern in about]
    assert wanted <= {f"{f.start}:{text[f.start : f.end]}" for f in found}


@pytest.mark.parametrize(
    "text",
    [
        "Great news🎉come along to the group.",
        "I a m, as they say, a fan of G.K. Chesterton.",
        "A m i r a c l e: the kettle works.",
        "#TeamWork #SelfCare #CAT",
        "The session was called off in bath water.",
    ],
)
def test_ordinary_noise_is_left_alone(rules_alone: Checker, text: str) -> None:
    assert not rules_alone.check(text, Setting()).findings
