"""Reflection questions: those that fit, never a wall of them, the one about a real person always last."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from composer.identity import Identity
from composer.questions import LAST, MOST, Answer, Question, questions_for, unanswered
from rules.report import Channel, Concern, IdentityKind, Outcome
from tests.composer.conftest import NOTE, easy, finding, report

ANNA = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart")


def asked(
    *concerns: Concern, who: Identity = ANNA, text: str = "", consents: tuple[str, ...] = (), **more: object
) -> list[str]:
    made = report(*(finding(Outcome.ADVICE, c, key=c) for c in concerns), **more)
    return [q.id for q in questions_for(made, who, Channel.BLOG, text=text, consents=consents)]


def test_a_harmless_post_is_asked_one_thing() -> None:
    assert asked() == [LAST]


@pytest.mark.parametrize(
    ("concern", "question"),
    [
        (Concern.CLIENT_REFERENCE, "recognise"),
        (Concern.CLIENT_REFERENCE, "their-eyes"),
        (Concern.CLINICAL_WORK, "another-client"),
        (Concern.COLLEAGUE_OR_SERVICE, "others"),
        (Concern.IMAGE_PERMISSION, "others"),
        (Concern.DEFAMATION, "fact-or-opinion"),
        (Concern.HONEST_CLAIMS, "claims"),
        (Concern.RAISING_CONCERNS, "private-channel"),
        (Concern.IDENTITY_MIXING, "link"),
        (Concern.PRESS_CONTACT, "interest"),
    ],
)
def test_what_the_post_holds_is_asked_about(concern: Concern, question: str) -> None:
    found = asked(concern)
    assert question in found
    assert found[-1] == LAST


OWN = """
id = "trust"
short = "TRUST"
body = "An NHS trust"
title = "The trust's rules on social media"
kind = "policy"
jurisdiction = "England"
edition = "2026"
as_of = 2026-01-01
source = "The trust's intranet"
verified = false

[[clause]]
id = "leave"
ref = "4.2"
heading = "Ask the press office"
summary = "Posts about the work are shown to the press office first."
force = "must"
subjects = ["client"]
concerns = { client-reference = "advice" }
why = "The trust answers for what its staff say."
served_by = ["gate"]
gate = "press-office"
gate_question = "Has the press office seen it?"
gate_source = "The trust, section 4.2"
"""


def test_a_pack_of_one_s_own_brings_its_question_where_its_clause_is_cited(tmp_path: Path) -> None:
    (tmp_path / "trust.toml").write_text(OWN, encoding="utf-8")
    who = Identity(
        kind=IdentityKind.PROFESSIONAL, display_name="A", packs=("acat", "mip", str(tmp_path / "trust.toml"))
    )
    cited = msgspec.structs.replace(finding(), clauses=("acat:b", "trust:leave"))
    found = questions_for(report(cited), who, Channel.BLOG)
    assert (found[0].id, found[0].text, found[0].source) == (
        "press-office", "Has the press office seen it?", "The trust, section 4.2"
    )  # fmt: skip
    assert len(found) <= MOST + 1
    assert "press-office" not in [q.id for q in questions_for(report(finding()), who, Channel.BLOG)]
    said = [Answer(question_id=q.id, answer=q.easy or "no") for q in found]
    assert list(unanswered(found, said)) == []
    assert [b.code for b in unanswered(found, said[1:])] == ["question"]


def test_a_consent_is_asked_whether_it_still_holds() -> None:
    assert "ongoing" in asked(Concern.CLIENT_REFERENCE, consents=("id",))


def test_a_missing_part_of_the_checker_is_asked_about_first() -> None:
    assert asked(degraded=True)[0] == "unchecked"


def test_the_line_views_my_own_is_asked_about_only_where_it_is_missing() -> None:
    careful = Identity(kind=IdentityKind.PROFESSIONAL, display_name="A", disclaimer="Views my own")
    assert "employer" in asked(who=careful)
    assert "employer" not in asked(who=careful, text="Rest matters. Views my own")


def test_never_a_wall() -> None:
    assert len(asked(*Concern, consents=("id",), degraded=True)) == MOST + 1


def test_every_question_names_its_source() -> None:
    for concern in Concern:
        for question in questions_for(report(finding(concern=concern)), ANNA, Channel.BLOG):
            assert question.source
            assert question.easy in question.options


def last(answer: str, note: str = "", *, consents: tuple[str, ...] = ()) -> list[str]:
    questions: list[Question] = questions_for(report(), ANNA, Channel.BLOG, consents=consents)[-1:]
    given = [Answer(question_id=LAST, answer=answer, note=note)]
    return [b.message for b in unanswered(questions, given)]


def test_a_real_person_takes_a_consent_or_a_sentence() -> None:
    assert last("no") == []
    assert "link their consent" in last("yes")[0]
    assert last("yes", consents=("id",)) == []
    assert "A sentence on your answer" in last("no", consents=("id",))[0]
    assert last("yes", NOTE) == []


def test_answers_that_are_missing_or_not_offered_block() -> None:
    questions = questions_for(report(finding()), ANNA, Channel.BLOG)
    assert len(list(unanswered(questions, []))) == len(questions)
    assert last("perhaps")
    assert list(unanswered(questions, easy(questions))) == []
