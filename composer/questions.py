"""Reflection questions before approval: only those that fit what the post holds, the one about a real person last.

Each names its sources. An answer other than the easy one takes a note of at least 20 characters, kept in the vault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

import msgspec

from composer.identity import Identity
from composer.review import MIN_REASON, Blocker
from rules.packs import PackShelf
from rules.report import Channel, Concern, IdentityKind, Report

LAST = "real-person"
MOST = 5
"""Questions asked beside the last one: never a wall of ticks."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question with the answers to choose from."""

    id: str
    text: str
    help: str = ""
    source: str
    """Clauses and studies that it comes from, as people cite them."""
    options: tuple[str, ...] = ("no", "yes")
    easy: str
    """The answer that needs no note; empty where neither does (a question of an author's own pack)."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the author answered. `note` is for the vault only."""

    question_id: str
    answer: str
    note: str = ""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """What a question's fitting depends on."""

    concerns: frozenset[Concern]
    identity: Identity
    channel: Channel
    text: str
    consents: tuple[str, ...]
    degraded: bool

    def has(self, *concerns: Concern) -> bool:
        """Whether any finding has one of these concerns."""
        return not self.concerns.isdisjoint(concerns)

    @property
    def about_clients(self) -> bool:
        """Whether a client or the work with one is in it."""
        return self.has(Concern.CLIENT_REFERENCE, Concern.CLIENT_IDENTIFIER)


Fits = Callable[[Post], bool]

_DEGRADED = Question(
    id="unchecked",
    text="Part of the checker was missing, so this post was read less closely than usual. Have you read it through?",
    source="design: a part that is missing is never shown as all clear",
    easy="yes",
)
_CHOICE: tuple[tuple[Fits, Question], ...] = (
    (lambda post: post.degraded, _DEGRADED),
    (
        lambda post: post.has(Concern.RAISING_CONCERNS),
        Question(
            id="private-channel",
            text="Is this a worry that belongs in a private channel instead?",
            help="A letter to the service, a supervisor or the regulator gets an answer; a post gets readers.",
            source="MIP N6; NMC",
            easy="no",
        ),
    ),
    (
        lambda post: post.about_clients,
        Question(
            id="recognise",
            text="Could that person recognise themself in it, or could their family?",
            help="Of tweets about living patients, raters thought 47 % recognisable to the patient and 32 % to family.",
            source="ACAT b; Ahmed et al. 2020",
            easy="no",
        ),
    ),
    (
        lambda post: post.about_clients,
        Question(
            id="their-eyes",
            text="Read it once through their eyes. Is there anything that you would not have said to them?",
            source="IPA 2025",
            easy="no",
        ),
    ),
    (
        lambda post: bool(post.consents),
        Question(
            id="ongoing",
            text="Does the consent still hold: has nothing changed for them since they gave it?",
            help="Therapy ended, a crisis, a new relationship: a yes then may be no yes now.",
            source="BMJ: permission is ongoing",
            easy="yes",
        ),
    ),
    (
        lambda post: post.has(Concern.COLLEAGUE_OR_SERVICE, Concern.IMAGE_PERMISSION),
        Question(
            id="others",
            text="Is a colleague, service, trainee or supervisee shown who has not agreed?",
            source="ACAT c; MIP N4",
            easy="no",
        ),
    ),
    (
        lambda post: post.has(Concern.DEFAMATION, Concern.RESPECT),
        Question(
            id="fact-or-opinion",
            text="Is it clear what is fact and what is opinion, and could you show what it rests on?",
            source="Defamation Act 2013 s. 3; CAP 3.7; MIP N5",
            easy="yes",
        ),
    ),
    (
        lambda post: post.has(Concern.HONEST_CLAIMS),
        Question(
            id="claims",
            text="Can you show evidence for every result, qualification or membership named here?",
            source="CAP 3.45–3.50; Greysen et al. 2013; ACAT f",
            easy="yes",
        ),
    ),
    (
        lambda post: post.has(Concern.IDENTITY_MIXING, Concern.PERSONAL_INFORMATION),
        Question(
            id="link",
            text="Would this post link your personal and your professional presence?",
            source="MIP K1; BACP 33c",
            easy="no",
        ),
    ),
    (
        lambda post: post.about_clients or post.has(Concern.CLINICAL_WORK),
        Question(
            id="another-client",
            text="Could another client of yours think that it is about them?",
            source="reports of clients who fear being posted about",
            easy="no",
        ),
    ),
    (
        lambda post: post.identity.kind is IdentityKind.PROFESSIONAL and bool(post.concerns),
        Question(
            id="interest",
            text="Whom does it serve first?",
            help="It may serve you too. The question is who comes first.",
            source="ACAT a; Gabbard 2000",
            options=("service users and readers", "me or my practice"),
            easy="service users and readers",
        ),
    ),
    (
        lambda post: bool(post.identity.disclaimer) and post.identity.disclaimer not in post.text,
        Question(
            id="employer",
            text="Your line “views my own” is not in it. Is that right for this post, by your employer's rules too?",
            source="NHS Professionals; ACAT P3",
            easy="yes",
        ),
    ),
)
_LAST = Question(
    id=LAST,
    text="Is any part of this drawn from a real person you have worked with, now or before?",
    help="No check can know this. Disguise and composites count as yes.",
    source="ACAT b; BPC 1.3; NCPS on former clients",
    easy="no",
)

_RESTS = "A consent is linked, so yes is expected; for no, say in a sentence why there is one."


def questions_for(
    report: Report, identity: Identity, channel: Channel, *, text: str = "", consents: tuple[str, ...] = ()
) -> list[Question]:
    """The questions that fit this post, at most five and the last, which is always asked."""
    post = Post(
        concerns=frozenset(f.concern for f in report.findings),
        identity=identity,
        channel=channel,
        text=text,
        consents=consents,
        degraded=report.degraded,
    )
    last = msgspec.structs.replace(_LAST, easy="yes", help=_RESTS) if consents else _LAST
    fitting = [question for fits, question in _CHOICE if fits(post)]
    return [*_of_packs(report, identity), *fitting][:MOST] + [last]


def _of_packs(report: Report, identity: Identity) -> Iterator[Question]:
    """Questions of an author's own packs, where a finding cites their clause; the shipped packs' are in the list."""
    cited = {clause for finding in report.findings for clause in finding.clauses}
    asked = {question.id for _, question in _CHOICE}
    if not cited:
        return
    for pack in _shelf().load(identity.packs):
        for clause in pack.clauses:
            if clause.id in cited and clause.gate_question and clause.gate not in asked:
                asked.add(clause.gate)
                yield Question(id=clause.gate, text=clause.gate_question, source=clause.gate_source, easy="")


@cache
def _shelf() -> PackShelf:
    return PackShelf()


def unanswered(questions: Iterable[Question], answers: Iterable[Answer]) -> Iterator[Blocker]:
    """What the answers still lack."""
    given = {a.question_id: a for a in answers}
    for question in questions:
        answer = given.get(question.id)
        if answer is None or answer.answer not in question.options:
            yield Blocker(code="question", message=f"Not answered yet: {question.text}")
        elif question.easy and answer.answer != question.easy and _bare(answer):
            yield Blocker(code="question", message=_more(question, answer))


def _bare(answer: Answer) -> bool:
    return len(answer.note.strip()) < MIN_REASON


def _more(question: Question, answer: Answer) -> str:
    if question.id == LAST and answer.answer == "yes":
        return "A real person stands behind it: link their consent to a finding, or say in a sentence why it may go."
    return f"A sentence on your answer, please: {question.text}"
