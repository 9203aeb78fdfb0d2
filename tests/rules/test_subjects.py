"""Who is meant: pointers, pronouns across sentences, and talk about nobody real."""

from __future__ import annotations

import pytest

from rules.checker import Checker, Parts
from rules.language import Language
from rules.report import Concern, Setting
from rules.subjects import Talk, follow, kind_of
from tests.rules.reading_aloud import facts_of, followed


def test_details_pile_up_on_one_person_across_sentences() -> None:
    subjects = followed(
        "A client of mine is a retired trawlerman. He is 71, lives in Hull and lost his leg last winter."
    )
    (someone,) = subjects.people
    assert someone.kind == "client"
    assert {d.fact.kind for d in someone.details} >= {"occupation", "age", "place", "event"}


def test_the_authors_own_details_are_not_the_clients() -> None:
    subjects = followed("One of my clients waved at me in the bakery. I was 23 when I trained in Bristol.")
    assert not {d.fact.kind for s in subjects.people for d in s.details} & {"age", "place"}


def test_a_pronoun_stops_carrying_after_a_while() -> None:
    filler = " ".join(["The kettle boiled."] * 6)
    subjects = followed(f"One of my clients waved. {filler} She is 34 and a nurse.")
    assert all(not s.details for s in subjects.people)


def test_two_people_are_kept_apart() -> None:
    subjects = followed("One of my supervisees sang today. A client of mine, a nurse, danced.")
    assert [s.kind for s in subjects.people] == ["supervisee", "client"]


@pytest.mark.parametrize(
    "text",
    [
        "Meet Sam. Sam is fictional. One of my clients he is not; a client of mine he never was.",
        "In the novel a client told me-style confession fills a chapter.",
        "When a client told me nothing, the handbook says, wait.",
        "My hairdresser said goodbye to a client of forty years today.",
        "Freud's patient told me more about Vienna than the guide did.",
        "My patient dog waited.",
        "Clients often tell us that the first call is the hardest.",
        "If you're a client and you cried on the bus, that's allowed.",
    ],
)
def test_nobody_in_particular(text: str) -> None:
    assert followed(text).people == ()


def test_why_a_pointer_was_set_aside_is_kept() -> None:
    subjects = followed("Sam is entirely fictional. A client of mine could be like Sam.")
    assert [talk for _, talk in subjects.set_aside] == [Talk.FICTIONAL]


def test_a_novel_does_not_hide_a_plain_client() -> None:
    assert len(followed("One of my clients lent me a novel today.").people) == 1


def test_person_at_takes_the_nearest_before() -> None:
    text = "One of my supervisees sang today. A client of mine, a nurse, danced. She wept."
    subjects = followed(text)
    someone = subjects.person_at(text.index("wept"), len(text))
    assert someone is not None
    assert someone.kind == "client"
    assert followed("Nothing.").person_at(0, 3) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a client of mine", "client"),
        ("my supervisee's client", "supervisee"),
        ("one of our first-years", "trainee"),
        ("the couple on my sofa", "couple"),
        ("my Wednesday group", "group"),
        ("a girl I work with", "child"),
        ("the participant", "participant"),
    ],
)
def test_kinds(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_details_gather_around_whom_only_the_reader_pointed_at() -> None:
    text = "The nine o'clock wept again. She is 34, a nurse, and lives in Hull."
    assert followed(text).people == ()
    (someone,) = follow(facts_of(text), text, Setting(), [(4, 16)]).people
    assert {d.fact.kind for d in someone.details} >= {"age", "occupation", "place"}


def named(language: Language, text: str) -> dict[str, str]:
    """The details that the rules find in `text`, once it is parsed: the words and their kind."""
    report = Checker(language=language, parts=Parts(reader=False)).check(text, Setting())
    return {text[f.start : f.end]: f.detail for f in report.findings if f.concern is Concern.CLIENT_IDENTIFIER}


def test_names_that_the_parser_knows_are_details_of_the_person(language: Language) -> None:
    told = named(language, "One of my clients cried today. She told Miriam about it before Samuel Okoro rang.")
    assert told["Miriam"] == told["Samuel Okoro"] == "name"


@pytest.mark.parametrize("words", ["CBT", "the NHS", "Zoom", "UKCP"])
def test_what_everyone_in_the_field_names_is_no_detail(language: Language, words: str) -> None:
    told = named(language, f"One of my clients cried today. She had laughed about {words} with her aunt.")
    assert words.removeprefix("the ") not in " ".join(told)


def test_a_story_goes_on_without_its_person() -> None:
    text = "One of my clients lost everything. On 3 May 2019 the Wexcombe County Court took £40,000."
    kinds = {d.fact.kind for s in followed(text).people for d in s.details}
    assert kinds >= {"date", "employer", "sum"}
    ours = text.replace("the Wexcombe", "we painted the Wexcombe")
    assert not {d.fact.kind for s in followed(ours).people for d in s.details} & {"date", "employer", "sum"}
