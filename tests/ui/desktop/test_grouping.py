"""From a report to cards."""

from __future__ import annotations

import msgspec

from composer.publish.post import Extras, Picture, whole
from rules.report import Outcome
from tests.ui.desktop.fake_checker import report
from ui.desktop.grouping import clause_words, counted, groups, shortened, tally

TEXT = "perhaps a client from [Salford] or [Leeds]; we cure, we cure."
WHOLE = whole(TEXT, Extras())


def test_one_person_one_card_and_what_stops_comes_first() -> None:
    made, rest = groups(report(TEXT), WHOLE)
    assert [g.outcome for g in made] == [Outcome.NEEDS_CONSENT, Outcome.MUST_FIX, Outcome.MUST_FIX, Outcome.ADVICE]
    assert [c.words for c in made[0].chips] == ["[Salford]", "[Leeds]"]
    assert made[0].asks_consent
    assert not made[1].asks_consent
    assert not rest
    assert len({g.key for g in made}) == 4


def test_the_rest_is_counted() -> None:
    made, rest = groups(report(TEXT), WHOLE, 1)
    assert (len(made), len(rest)) == (1, 3)
    assert tally([*(g.outcome for g in made), *rest]) == [
        (Outcome.MUST_FIX, 2),
        (Outcome.NEEDS_CONSENT, 1),
        (Outcome.ADVICE, 1),
    ]


def test_cards_are_equal_wherever_the_text_stands() -> None:
    moved = f"And so: {TEXT}"
    assert groups(report(TEXT), WHOLE)[0] == groups(report(moved), whole(moved, Extras()))[0]


def test_a_fix_knows_the_words_it_replaces() -> None:
    fix = groups(report(TEXT), WHOLE)[0][1].fixes[0]
    assert (fix.was, fix.replace, TEXT[fix.start : fix.start + 4]) == ("cure", "help with", "cure")


def test_a_suggestion_may_reach_beyond_its_finding() -> None:
    plain = report("we cure all")
    longer = msgspec.structs.replace(plain.findings[0].suggestions[0], start=0, end=11, replace="")
    finding = msgspec.structs.replace(plain.findings[0], suggestions=(longer,))
    made, _ = groups(msgspec.structs.replace(plain, findings=(finding,)), whole("we cure all", Extras()))
    assert (made[0].fixes[0].was, made[0].fixes[0].start) == ("we cure all", 0)


def test_words() -> None:
    made, _ = groups(report(TEXT), WHOLE)
    assert [clause_words(c) for c in made[0].citations] == ["ACAT b must not", "MIP N3 must not, even with consent"]
    assert counted(Outcome.NEEDS_CONSENT, 2) == "2 need consent"
    assert counted(Outcome.ADVICE, 1) == "1 thought"
    assert shortened("a\n  b " * 20).endswith("…")


def test_what_stands_beside_the_text_says_where_and_offers_no_press_that_changes_it() -> None:
    picture = Picture(
        blob="b", sha256="0" * 64, media_type="image/png", ending=".png", width=1, height=1, alt="A cure."
    )
    both = whole("We cure 😀.", Extras(pictures=(picture,), warning="a client"), title="perhaps")
    made, _ = groups(report(both.text), both)
    told = {g.start: (g.where, g.elsewhere, bool(g.fixes)) for g in made}
    assert list(told.values()) == [
        ("", False, True),
        ("In the content warning", True, False),
        ("In the description of picture 1", True, False),
        ("In the title", True, False),
    ]
    assert "in the title" in made[-1].spoken()


def test_one_person_in_text_and_description_says_both_places() -> None:
    picture = Picture(blob="b", sha256="0" * 64, media_type="image/png", ending=".png", width=1, height=1, alt="[Bury]")
    both = whole("A client.", Extras(pictures=(picture,)))
    (card,) = groups(report(both.text), both)[0]
    assert (card.where, card.elsewhere) == ("In the text and the description of picture 1", False)
    assert [c.words for c in card.chips] == ["[Bury]"]
