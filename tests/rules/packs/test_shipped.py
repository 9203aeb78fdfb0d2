"""The two packs that come with the app: complete, coherent, in plain words."""

from __future__ import annotations

import datetime
import string

import pytest

from rules.packs import Clause, Exempt, Force, Pack, PackShelf, ServedBy, describe_problem, staleness, test_pack
from rules.report import Concern, IdentityKind, Outcome

BOTH = ("acat", "mip")
ACAT = ["p1", "p2", "p3", "p4", *string.ascii_lowercase[:11]]
MIP = [
    *("i1", "i2"),
    *(f"k{n}" for n in range(1, 10)),
    *(f"v{n}" for n in range(1, 6)),
    *("c1", "c2", "c3"),
    *(f"n{n}" for n in range(1, 7)),
    *("m1", "r1"),
]
SHELF = PackShelf(today=lambda: datetime.date(2026, 11, 21))
PACKS = SHELF.load(SHELF.ids())
CLAUSES = [clause for pack in PACKS for clause in pack.clauses]


def pack(name: str) -> Pack:
    return SHELF.get(name)


@pytest.mark.parametrize(("name", "clauses"), [("acat", ACAT), ("mip", MIP)])
def test_every_clause_is_there(name: str, clauses: list[str]) -> None:
    assert [clause.id for clause in pack(name).clauses] == [f"{name}:{clause}" for clause in clauses]


@pytest.mark.parametrize("name", SHELF.ids())
def test_every_example_comes_out_as_it_says(name: str) -> None:
    result = test_pack(SHELF.file(name))
    assert result.passed, "\n".join(map(describe_problem, result.problems))
    assert result.examples >= 4


def test_acat_gives_guidance_and_mip_has_a_policy() -> None:
    assert pack("acat").kind == "guidance"
    assert pack("mip").kind == "policy"
    assert "policy" not in pack("acat").title.casefold()


@pytest.mark.parametrize("identity", IdentityKind)
@pytest.mark.parametrize("concern", Concern)
def test_every_concern_is_answered_in_both_profiles(concern: Concern, identity: IdentityKind) -> None:
    assert SHELF.clauses_for(concern, identity, BOTH)
    assert SHELF.ask(concern, identity, BOTH) is not None


GUIDE = {  # tests/corpus/README.md
    Concern.CLIENT_REFERENCE: ("needs-consent", "must-fix"),
    Concern.CLIENT_IDENTIFIER: ("needs-consent", "must-fix"),
    Concern.CLINICAL_WORK: ("advice", "advice"),
    Concern.COLLEAGUE_OR_SERVICE: ("needs-consent", "needs-consent"),
    Concern.PERSONAL_INFORMATION: ("advice..must-fix", "advice..must-fix"),
    Concern.IDENTITY_MIXING: ("advice..must-fix", "advice..must-fix"),
    Concern.RESPECT: ("advice..must-fix", "advice..must-fix"),
    Concern.DEFAMATION: ("must-fix", "must-fix"),
    Concern.RAISING_CONCERNS: ("must-fix", "must-fix"),
    Concern.ONLINE_RELATIONSHIP: ("must-fix", "must-fix"),
    Concern.IMAGE_PERMISSION: ("needs-consent..must-fix", "needs-consent..must-fix"),
    Concern.HONEST_CLAIMS: ("advice..must-fix", "advice..must-fix"),
    Concern.PRESS_CONTACT: ("advice", "advice"),
    Concern.ASSOCIATION_CONTENT: ("advice", "advice"),
}


@pytest.mark.parametrize("concern", Concern)
def test_what_is_asked_follows_the_guide(concern: Concern) -> None:
    asked = (SHELF.ask(concern, identity, BOTH) for identity in (IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL))
    assert tuple(map(str, asked)) == GUIDE[concern]


def test_n3_has_no_exception_yet_does_not_raise_the_outcome() -> None:
    _, n3 = SHELF.clause("mip:n3")
    assert (n3.force, n3.exception) == (Force.MUST_NOT, Exempt.NONE)
    for concern in n3.concerns:
        for identity in IdentityKind:
            assert SHELF.ask(concern, identity, BOTH) == SHELF.ask(concern, identity, ("acat",)), concern
    cited = {c.id: c for c in SHELF.citations(Concern.CLIENT_REFERENCE, IdentityKind.PROFESSIONAL, BOTH)}
    assert cited["mip:n3"].overrule
    assert not cited["acat:b"].overrule
    general = SHELF.citations(Concern.CLINICAL_WORK, IdentityKind.PROFESSIONAL, BOTH)
    assert not any(citation.overrule for citation in general), "general talk is advice: nothing to overrule"


def test_acat_i_encourages_and_never_stops() -> None:
    _, clause = SHELF.clause("acat:i")
    assert clause.force is Force.ENCOURAGED
    assert clause.ask(Concern.ASSOCIATION_CONTENT, IdentityKind.PROFESSIONAL).most is Outcome.ADVICE
    assert clause in SHELF.encouraging(IdentityKind.PROFESSIONAL, BOTH)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_clauses_are_told_in_short_plain_sentences(clause: Clause) -> None:
    for sentence in (clause.summary, clause.why):
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0, "one sentence"
        assert len(sentence.split()) <= 26
    assert len(clause.heading.split()) <= 8
    assert not clause.heading.endswith(".")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_a_clause_that_is_not_about_text_names_what_serves_it(clause: Clause) -> None:
    if not clause.concerns:
        named = [clause.task, clause.letter, clause.document]
        assert any(named) or {ServedBy.INFORMATION, ServedBy.GATE} & set(clause.served_by)
    else:
        assert ServedBy.TEXT in clause.served_by


def test_one_id_means_one_task_letter_or_document() -> None:
    titles: dict[str, set[str]] = {}
    for clause in CLAUSES:
        for served in filter(None, (clause.task, clause.letter, clause.document)):
            titles.setdefault(served.id, set()).add(served.title)
    assert {name: many for name, many in titles.items() if len(many) > 1} == {}


def test_the_services_that_the_policies_name_are_there() -> None:
    served = {s.id for c in CLAUSES for s in (c.task, c.letter, c.document) if s is not None}
    assert {"client-policy", "untag-request", "decline-request", "website-statement", "ico-fee"} <= served


def test_contacts_are_data() -> None:
    emails = {contact.email for contact in pack("acat").contacts} - {""}
    assert emails == {"admin@acat.me.uk", "twitter@acat.me.uk"}


def test_staleness_of_the_two() -> None:
    today = datetime.date(2026, 11, 21)
    sentence = staleness(pack("mip"), today)
    assert "September 2021" in sentence
    assert "a review was due in March 2023" in sentence
    assert "an update was due in September 2024" in sentence
    assert staleness(pack("acat"), today) == ""
    assert SHELF.stale_notes(BOTH) == (sentence,)


def test_a_pack_is_fresh_until_the_day_it_is_due() -> None:
    mip = pack("mip")
    assert staleness(mip, datetime.date(2023, 3, 1)) == ""
    assert "update" not in staleness(mip, datetime.date(2023, 3, 2))


def test_a_pack_without_dates_is_told_to_be_compared_after_three_years() -> None:
    assert staleness(pack("acat"), datetime.date(2027, 3, 31)) == ""
    assert "April 2024" in staleness(pack("acat"), datetime.date(2027, 4, 1))
