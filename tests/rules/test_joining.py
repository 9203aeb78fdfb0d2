"""How rules and reader become one answer: who may raise, who may lower, and that outcome and findings agree."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.detectors import framing
from rules.joining import Given, finished, in_order, join, keyed, numbers, pointed_at, verdict, weighed
from rules.packs import PackShelf
from rules.reader.reader import ReaderSpan, Reading
from rules.report import Concern, Finding, IdentityKind, Outcome, Setting, severest
from tests.rules.fakes import ORDER, reading

TEXT = "My 9am set fire to his shed today, and the clinic is a mess."
SHELF = PackShelf()
SHELF.load(Setting().packs)


def given_(identity: IdentityKind = IdentityKind.PROFESSIONAL) -> Given:
    return Given(TEXT, Setting(identity=identity), SHELF, None)


def found(words: str, concern: Concern, outcome: Outcome, rule: str) -> Finding:
    at = TEXT.index(words)
    return Finding(start=at, end=at + len(words), concern=concern, outcome=outcome, rule=rule, title="t", why="w")


def seen(words: str, concern: Concern, score: float = 0.9) -> ReaderSpan:
    at = TEXT.index(words)
    return ReaderSpan(at, at + len(words), concern.value, score)


CLIENT = found("My 9am", Concern.CLIENT_REFERENCE, Outcome.NEEDS_CONSENT, "client.my-hour")
KEPT_OUT = found("clinic", Concern.IDENTITY_MIXING, Outcome.MUST_FIX, "mixing.keep-out")


def test_without_a_reading_the_rules_speak() -> None:
    assert join([CLIENT], None, given_()) == [CLIENT]


def test_the_readers_passages_are_told_with_clause_and_reason() -> None:
    (told,) = join([], reading("needs-consent", seen("9am", Concern.CLIENT_REFERENCE)), given_())
    assert told.rule == "reader.client-reference"
    assert told.citations
    assert told.why


def test_a_passage_that_both_see_is_told_once_and_by_the_rule() -> None:
    assert join([CLIENT], reading("needs-consent", seen("9am", Concern.CLIENT_REFERENCE)), given_()) == [CLIENT]


def test_a_reader_that_is_sure_lowers_what_the_rules_found() -> None:
    assert join([CLIENT], reading("clear", sure=0.99), given_()) == []


def test_a_client_who_did_something_stands_though_the_reader_is_sure() -> None:
    told = msgspec.structs.replace(CLIENT, rule="client.did")
    assert join([told], reading("clear", sure=0.99), given_()) == [told]


def test_what_the_rules_found_tips_a_reader_in_doubt() -> None:
    in_doubt = reading("clear", sure=0.6)
    assert join([], in_doubt, given_()) == []
    assert join([CLIENT], in_doubt, given_()) == [CLIENT]


def test_doubtful_advice_without_any_passage_is_none_and_a_stop_stands() -> None:
    torn = {"clear": 0.4, "advice": 0.4, "needs-consent": 0.1, "must-fix": 0.1}
    assert join([], Reading(outcomes=torn, spans=(), outcome="advice"), given_()) == []
    torn = {"clear": 0.4, "advice": 0.1, "needs-consent": 0.1, "must-fix": 0.4}
    told = join([], Reading(outcomes=torn, spans=(), outcome="must-fix"), given_())
    assert [f.outcome for f in told] == [Outcome.MUST_FIX]
    assert [f.outcome for f in join([], reading("must-fix", sure=0.9), given_())] == [Outcome.MUST_FIX]


def test_a_doubtful_stop_that_not_even_a_faint_passage_carries_is_none() -> None:
    torn = {"clear": 0.5, "advice": 0.1, "needs-consent": 0.4, "must-fix": 0.0}
    for score, outcomes in ((0.1, []), (0.29, [Outcome.NEEDS_CONSENT])):
        faint = (seen("9am", Concern.CLIENT_REFERENCE, score),)
        told = join([], Reading(outcomes=torn, spans=(), outcome="needs-consent", weak_spans=faint), given_())
        assert [f.outcome for f in told] == outcomes


def test_concerns_that_the_verdict_rules_out_are_taken_back() -> None:
    alarm, client = seen("the clinic is a mess", Concern.RAISING_CONCERNS), seen("9am", Concern.CLIENT_REFERENCE)
    told = join([], reading("needs-consent", alarm, client), given_())
    assert [f.concern for f in told] == [Concern.CLIENT_REFERENCE]
    told = join([], reading("must-fix", alarm, client), given_())
    assert {f.concern for f in told} == {Concern.RAISING_CONCERNS, Concern.CLIENT_REFERENCE}


def test_what_the_reader_calls_by_a_sister_concern_is_told_once() -> None:
    own = found("set fire to his shed", Concern.PERSONAL_INFORMATION, Outcome.ADVICE, "privacy.own-family")
    told = join([own], reading("advice", seen("fire", Concern.IDENTITY_MIXING)), given_())
    assert [f.concern for f in told] == [Concern.IDENTITY_MIXING]


def test_evidence_moves_the_chances_towards_its_outcome_and_leaves_them_chances() -> None:
    before = reading("clear", sure=0.6).outcomes
    after = weighed(before, [CLIENT])
    assert sum(after.values()) == pytest.approx(1)
    assert after[Outcome.NEEDS_CONSENT] > before["needs-consent"]
    assert after[Outcome.MUST_FIX] < before["must-fix"]


def test_a_frame_of_fiction_speaks_for_a_clear_post_while_nobody_real_is_found() -> None:
    before = reading("needs-consent", sure=0.5).outcomes
    framed = weighed(before, [], frozenset({"fictional", "clinical-cue"}))
    assert framed[Outcome.CLEAR] > before["clear"]
    assert weighed(before, [], frozenset({"clinical-cue"})) == pytest.approx(before)
    assert weighed(before, [CLIENT], frozenset({"fictional"})) == weighed(before, [CLIENT])


def test_a_doubtful_rule_is_no_evidence_of_its_own() -> None:
    shown = found("the clinic", Concern.IMAGE_PERMISSION, Outcome.NEEDS_CONSENT, "picture.shown")
    before = reading("clear", sure=0.6).outcomes
    assert weighed(before, [shown]) == pytest.approx(before)


def test_details_are_no_evidence_of_their_own() -> None:
    detail = found("shed", Concern.CLIENT_IDENTIFIER, Outcome.NEEDS_CONSENT, "identifier.place")
    before = reading("clear", sure=0.6).outcomes
    assert weighed(before, [detail]) == pytest.approx(before)


def test_a_doubtful_rule_needs_the_reader_to_tell_of_it_itself() -> None:
    today = found("today", Concern.CLIENT_IDENTIFIER, Outcome.NEEDS_CONSENT, "identifier.when")
    shed = found("shed", Concern.CLIENT_IDENTIFIER, Outcome.NEEDS_CONSENT, "identifier.works-at")
    faint = tuple(seen(words, Concern.CLIENT_IDENTIFIER, 0.2) for words in ("today", "shed"))
    told = join([CLIENT, today, shed], reading("needs-consent", weak=faint), given_())
    assert words_told(told) == ["My 9am", "shed"]
    both = seen("today", Concern.CLIENT_IDENTIFIER)
    told = join([CLIENT, today], reading("needs-consent", both), given_())
    assert words_told(told) == ["My 9am", "today"]


def test_the_surest_passage_of_a_concern_is_told_and_a_further_one_only_where_it_is_sure_too() -> None:
    first, faint = seen("My 9am", Concern.CLIENT_REFERENCE, 0.35), seen("clinic", Concern.CLIENT_REFERENCE, 0.34)
    (told,) = join([], reading("needs-consent", weak=(first, faint)), given_())
    assert told.start == first.start
    further = [seen("clinic", Concern.CLIENT_REFERENCE, score) for score in (0.5, 0.8)]
    sure = seen("My 9am", Concern.CLIENT_REFERENCE)
    assert [len(join([], reading("needs-consent", sure, one), given_())) for one in further] == [1, 2]
    assert len(join([CLIENT], reading("needs-consent", further[0]), given_())) == 1, "beside what a rule found, too"


def test_details_come_in_numbers() -> None:
    shed, fire = (seen(words, Concern.CLIENT_IDENTIFIER, 0.5) for words in ("shed", "fire"))
    pointer = seen("My 9am", Concern.CLIENT_REFERENCE)
    assert len(join([], reading("needs-consent", pointer, shed, fire), given_())) == 3


def test_the_readers_pointers_are_followed_only_where_the_post_stops() -> None:
    span = seen("9am", Concern.CLIENT_REFERENCE)
    assert pointed_at(reading("needs-consent", span)) == [(span.start, span.end)]
    assert pointed_at(reading("advice", span)) == pointed_at(None) == []


def test_standing_rules_raise_whatever_the_reader_says() -> None:
    assert join([KEPT_OUT], reading("clear", sure=0.99), given_()) == [KEPT_OUT]


def test_a_client_in_the_personal_profile_must_go() -> None:
    span = seen("9am", Concern.CLIENT_REFERENCE)
    told = join([], reading("needs-consent", span), given_(IdentityKind.PERSONAL))
    assert [f.outcome for f in told] == [Outcome.MUST_FIX]


def test_advice_marks_no_client() -> None:
    spans = seen("9am", Concern.CLIENT_REFERENCE), seen("clinic", Concern.CLINICAL_WORK)
    told = join([CLIENT], reading("advice", *spans, sure=0.99), given_())
    assert {(f.concern, f.outcome) for f in told} == {(Concern.CLINICAL_WORK, Outcome.ADVICE)}


SPANS = st.builds(
    seen,
    st.sampled_from(["My 9am", "9am", "his shed", "today", "the clinic is a mess"]),
    st.sampled_from(list(Concern)),
    st.floats(0.1, 1.0),
)


@settings(deadline=None)  # the first finding of all loads the packs' words; the machine may be busy
@given(
    st.sampled_from(ORDER),
    st.floats(0.3, 1.0),
    st.lists(SPANS, max_size=4),
    st.lists(SPANS, max_size=3),
    st.sampled_from(list(IdentityKind)),
    st.lists(st.sampled_from([CLIENT, KEPT_OUT]), unique=True),
)
def test_the_outcome_is_that_of_the_severest_finding(
    outcome: str,
    sure: float,
    spans: list[ReaderSpan],
    weak: list[ReaderSpan],
    identity: IdentityKind,
    rules: list[Finding],
) -> None:
    told = join(rules, reading(outcome, *spans, weak=tuple(weak), sure=sure), given_(identity))
    got = severest([f.outcome for f in told])
    chances = weighed(reading(outcome, sure=sure).outcomes, rules)
    decided = verdict(chances)
    doubtful = chances[decided] < numbers()["outcome"]["alone"]
    limits = numbers()["outcome"]
    harm = chances[Outcome.NEEDS_CONSENT] + chances[Outcome.MUST_FIX]
    bare = 1 - chances[Outcome.CLEAR] < limits["bare"] if decided is Outcome.ADVICE else harm < limits["bare_stop"]
    assert got.rank >= decided.rank or (doubtful and got is Outcome.ADVICE) or (bare and not told)
    assert (decided is Outcome.CLEAR and not rules) <= (not told)
    assert all(f.title and f.why for f in told)


def test_of_a_few_words_only_what_is_told_counts() -> None:
    few = Given("A good day.", Setting(), SHELF, None)
    faint = ReaderSpan(0, 10, "clinical-work", 0.12)
    assert not join([], reading("advice", weak=(faint,), sure=0.9), few)
    assert not join([], reading("must-fix", sure=0.9), few)
    sure = ReaderSpan(0, 10, "clinical-work", 0.9)
    assert [f.outcome for f in join([], reading("advice", sure, sure=0.9), few)] == [Outcome.ADVICE]
    more = Given(TEXT, Setting(), SHELF, None)
    assert severest([f.outcome for f in join([], reading("must-fix", sure=0.9), more)]) is Outcome.MUST_FIX


def test_keys_tell_passages_apart_and_outlast_a_move() -> None:
    def made(text: str, start: int) -> Finding:
        concern = Concern.CLIENT_IDENTIFIER
        return keyed(text, Finding(start=start, end=start + 4, concern=concern, outcome=Outcome.ADVICE, rule="a"))

    text = "The shed. The shed."
    first, second = finished(in_order([made(text, 14), made(text, 4)]), [])[0]
    assert (first.start, second.start) == (4, 14)
    assert first.key != second.key
    assert made("Oh dear! Shed", 9).key == first.key


def test_every_concern_has_its_number() -> None:
    assert numbers()["origin"]
    assert set(numbers()["rules"]) - {"default", "standing", "doubtful", "echoed"} == set(Concern)
    assert set(numbers()["outcome"]["evidence"]) == set(Outcome)
    for limits in (numbers()["reader"]["first"], numbers()["reader"]["further"]):
        assert set(limits) - {"default"} < set(Concern)
    assert set(numbers()["outcome"]["frames"]) < {rule.detail for rule in framing.RULES}


def words_told(told: list[Finding]) -> list[str]:
    return [TEXT[f.start : f.end] for f in told]


def test_the_rest_of_a_description_is_told_beside_what_the_rules_found_of_it() -> None:
    fire = found("fire", Concern.CLIENT_IDENTIFIER, Outcome.NEEDS_CONSENT, "identifier.event")
    whole = seen("set fire to his shed today", Concern.CLIENT_IDENTIFIER)
    told = join([CLIENT, fire], reading("needs-consent", whole), given_())
    assert sorted(words_told(told)) == ["My 9am", "fire", "to his shed today"]


def test_a_passage_of_one_piece_is_told_once() -> None:
    mess = found("a mess", Concern.RESPECT, Outcome.MUST_FIX, "respect.contempt")
    told = join([mess], reading("must-fix", seen("the clinic is a mess", Concern.RESPECT)), given_())
    assert words_told(told) == ["a mess"]


def test_a_passage_cut_apart_after_a_small_word_or_inside_a_name_is_one_again() -> None:
    cut = seen("set fire to", Concern.CLIENT_IDENTIFIER), seen("his shed", Concern.CLIENT_IDENTIFIER)
    pointer = seen("My 9am", Concern.CLIENT_REFERENCE)
    assert "set fire to his shed" in words_told(join([], reading("needs-consent", pointer, *cut), given_()))
    apart = seen("set fire", Concern.CLIENT_IDENTIFIER), seen("his shed", Concern.CLIENT_IDENTIFIER)
    assert {"set fire", "his shed"} < set(words_told(join([], reading("needs-consent", pointer, *apart), given_())))


def test_a_word_cut_off_a_pointing_phrase_is_not_told_by_itself() -> None:
    cut, phrase = seen("fire", Concern.CLIENT_REFERENCE), seen("to his shed", Concern.CLIENT_REFERENCE)
    told = join([], reading("needs-consent", cut, phrase), given_())
    assert words_told(told) == ["to his shed"]


def test_a_doubtful_stop_needs_a_passage_that_can_carry_it() -> None:
    private = seen("the clinic", Concern.IDENTITY_MIXING)
    told = join([], reading("must-fix", private, sure=0.9), given_())
    assert severest([f.outcome for f in told]) is Outcome.MUST_FIX
    told = join([], reading("must-fix", private, sure=0.6), given_())
    assert severest([f.outcome for f in told]) is Outcome.ADVICE
    insult = seen("is a mess", Concern.RESPECT)
    told = join([], reading("must-fix", private, insult, sure=0.6), given_())
    assert severest([f.outcome for f in told]) is Outcome.MUST_FIX


@pytest.mark.parametrize("faint", [(), (seen("9am", Concern.CLIENT_REFERENCE, 0.29),)])
def test_a_client_whom_only_the_verdict_sees_has_to_go_from_the_personal_profile(faint: tuple[ReaderSpan, ...]) -> None:
    read = reading("needs-consent", weak=faint, sure=0.7)
    for identity, outcome in (
        (IdentityKind.PROFESSIONAL, Outcome.NEEDS_CONSENT),
        (IdentityKind.PERSONAL, Outcome.MUST_FIX),
    ):
        (told,) = join([], read, given_(identity))
        assert (told.concern, told.outcome) == (Concern.CLIENT_REFERENCE, outcome)


def test_a_clients_picture_has_to_go_from_the_personal_profile_and_a_colleague_needs_consent() -> None:
    for concern, outcome in (
        (Concern.IMAGE_PERMISSION, Outcome.MUST_FIX),
        (Concern.COLLEAGUE_OR_SERVICE, Outcome.NEEDS_CONSENT),
    ):
        told = join([], reading("needs-consent", seen("shed", concern)), given_(IdentityKind.PERSONAL))
        assert [f.outcome for f in told] == [outcome]


def test_what_runs_up_to_a_stretch_neither_weighs_nor_carries() -> None:
    lead = TEXT.index("set")
    there = msgspec.structs.replace(given_(), lead=lead)
    (told,) = join([CLIENT], reading("needs-consent", sure=0.9), there)
    assert (told.start, told.end) == (lead, len(TEXT))
    assert join([CLIENT], reading("clear", sure=0.6), there) == []
    assert join([CLIENT], None, there) == []
