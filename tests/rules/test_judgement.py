"""What facts mean: the guide's conventions, the packs' clauses, what passes untouched."""

from __future__ import annotations

import pytest

from rules.judgement import finding_from_span
from rules.report import Concern, IdentityKind, Outcome, Setting, severest
from tests.rules.reading_aloud import PERSONAL, PROFESSIONAL, followed, judged, shelf

C = Concern


def outcome(text: str, setting: Setting = PROFESSIONAL) -> Outcome:
    return severest([f.outcome for f in judged(text, setting)[0]])


@pytest.mark.parametrize(
    ("text", "concern", "professional", "personal"),
    [
        ("One of my clients told me today she won.", C.CLIENT_REFERENCE, Outcome.NEEDS_CONSENT, Outcome.MUST_FIX),
        ("Six sessions on the trot today and no tea.", C.CLINICAL_WORK, Outcome.ADVICE, Outcome.ADVICE),
        ("You are a pompous little prat.", C.RESPECT, Outcome.MUST_FIX, Outcome.MUST_FIX),
        ("Dr Colin Framley sleeps with his trainees.", C.DEFAMATION, Outcome.MUST_FIX, Outcome.MUST_FIX),
        ("A journalist emailed about my post on fees.", C.PRESS_CONTACT, Outcome.ADVICE, Outcome.ADVICE),
        ("My method cures trauma in two sessions.", C.HONEST_CLAIMS, Outcome.MUST_FIX, Outcome.MUST_FIX),
        ("The leading EMDR therapist in Hull, that's me.", C.HONEST_CLAIMS, Outcome.ADVICE, Outcome.ADVICE),
        ("My clients: send me a friend request!", C.ONLINE_RELATIONSHIP, Outcome.MUST_FIX, Outcome.MUST_FIX),
    ],
)
def test_outcomes_follow_the_guide(text: str, concern: Concern, professional: Outcome, personal: Outcome) -> None:
    for setting, wanted in ((PROFESSIONAL, professional), (PERSONAL, personal)):
        findings = [f for f in judged(text, setting)[0] if f.concern is concern]
        assert findings
        assert {f.outcome for f in findings} == {wanted}


@pytest.mark.parametrize(
    "text",
    [
        "Samaritans are on 116 123, day and night.",
        "The office is on 01632 960 401, or admin@example.org.",
        "The clinic is at 14 Plover Lane, Otley.",
        "Sharing ACAT's new post on endings. Worth your time.",
        "Clients often tell us that the first call is the hardest.",
        "Book review: in the novel the therapist sleeps with her patient.",
        "No therapist can guarantee results.",
        "Please stop calling patients nutters.",
        "CAT practitioner in Leeds, UKCP registered. Spaces from May.",
    ],
)
def test_benign_posts_pass(text: str) -> None:
    assert judged(text)[0] == []


def test_a_bed_that_does_not_exist_makes_no_client_fiction() -> None:
    told = (
        "My client told me today that the crisis beds she was promised don't exist. She is 34 and a nurse from Leeds."
    )
    assert outcome(told) is Outcome.NEEDS_CONSENT
    assert outcome("My client told me today she won. She is 34. She does not exist.") is Outcome.CLEAR


def test_findings_cite_their_clauses_and_offer_ways() -> None:
    (finding,) = [f for f in judged("One of my clients told me today she won.")[0] if f.concern is C.CLIENT_REFERENCE]
    assert finding.clauses[0] == "acat:b"
    assert finding.title
    assert finding.why.endswith(".")
    assert len(finding.title.split()) <= 8
    assert any(s.route == "ask-consent" for s in finding.suggestions)


def test_keep_out_words_must_go() -> None:
    setting = Setting(identity=IdentityKind.PERSONAL, keep_out=("Hale Psychotherapy", "hp"), own_names=())
    (finding,) = judged("Lunch near hale psychotherapy, lovely soup, shape of things.", setting)[0]
    assert (finding.concern, finding.outcome, finding.rule) == (C.IDENTITY_MIXING, Outcome.MUST_FIX, "mixing.keep-out")


def test_own_names_are_nobodys_keep_out() -> None:
    setting = Setting(identity=IdentityKind.PERSONAL, keep_out=("Jo",), own_names=("Jo",))
    assert judged("Jo here.", setting)[0] == []


def test_shared_mail_for_work_must_go() -> None:
    (finding,) = judged("For sessions write to tomandpriya@twohearts.uk please.")[0]
    assert (finding.concern, finding.outcome) == (C.IDENTITY_MIXING, Outcome.MUST_FIX)


def test_shared_mail_among_friends_may_stay() -> None:
    assert judged("Cake rota: tomandpriya@twohearts.uk", PERSONAL)[0] == []


def test_an_alarm_needs_a_public() -> None:
    wrong = "On our ward the notes were left in a skip with no risk assessment."
    assert C.RAISING_CONCERNS not in {f.concern for f in judged(wrong)[0]}
    assert C.RAISING_CONCERNS in {f.concern for f in judged(wrong + " Nobody inside will listen. Please share.")[0]}


def test_people_are_told_with_what_piles_up() -> None:
    _, (person,) = judged("A client of mine, a 34-year-old nurse from Bolton, took an overdose.")
    assert person.indirect == ("age", "occupation", "place", "event")
    assert "their age" in person.summary
    assert "enough for others to work out" in person.summary
    assert "Bolton" not in person.summary
    assert "34" not in person.summary


def test_one_direct_identifier_is_enough() -> None:
    _, (person,) = judged("One of my clients, J.M., laughed today.")
    assert person.direct[0] == "initials"
    assert "One of these alone" in person.summary or "One of these" in person.summary


def test_a_finding_from_a_bare_span_has_words() -> None:
    text = "The 9 am left me in tears. She is 41 and a vicar."
    start = text.index("41")
    finding = finding_from_span(
        (start, start + 2, C.CLIENT_IDENTIFIER, 0.9), text, PROFESSIONAL, shelf(), followed(text)
    )
    assert finding is not None
    assert finding.person == "p1"
    assert finding.title
    assert finding.suggestions
    pointer = finding_from_span((0, 8, C.CLIENT_REFERENCE, 0.9), text, PERSONAL, shelf(), None, Outcome.MUST_FIX)
    assert pointer is not None
    assert pointer.outcome is Outcome.MUST_FIX
    assert "personal profile" in pointer.why


def test_a_wide_span_is_mended_detail_by_detail() -> None:
    text = "My 4pm is a vicar in Bolton who sings."
    start, end = text.index("a vicar"), text.index(" who")
    finding = finding_from_span((start, end, C.CLIENT_IDENTIFIER, 0.9), text, PROFESSIONAL, shelf(), followed(text))
    assert finding is not None
    rewrites = [s for s in finding.suggestions if s.replace is not None]
    assert {s.replace for s in rewrites} >= {"someone who works in a faith community", "in the North West"}
    assert all(s.route is None for s in rewrites)


@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_can_be_told_from_a_span(concern: Concern) -> None:
    finding = finding_from_span((0, 3, concern, 0.8), "One two.", PROFESSIONAL, shelf())
    assert finding is not None
    assert finding.clauses


def test_no_pack_no_finding() -> None:
    text = "One of my clients told me today she won."
    assert judged(text, Setting(packs=()))[0] == []
