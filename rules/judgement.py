"""What facts mean: subjects held against the labelling guide's conventions and the packs become findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from rules.describing import person
from rules.detectors import infer_detail, inner_facts
from rules.detectors.privacy import AT_HOME, HOME, PUBLIC
from rules.explaining import explain
from rules.keepout import kept_out
from rules.packs import PackShelf
from rules.report import Concern, Finding, IdentityKind, Outcome, Person, Setting, Suggestion
from rules.subjects import FIRST_PERSON, READ, STANDS_ALONE, Placed, Someone, Subjects, kind_of
from rules.suggesting import suggest

if TYPE_CHECKING:
    from rules.reader.reader import Reading

C = Concern
_CLIENTS = frozenset({C.CLIENT_REFERENCE, C.CLIENT_IDENTIFIER})
_PERSONAL_ONLY = {"role", "workplace", "work-handle"}
_PROFESSIONAL_ONLY = {"family", "life-event", "own-experience", "holiday", "politics-or-faith", "dating"}
_MUST_FIX = {
    C.RESPECT,
    C.DEFAMATION,
    C.RAISING_CONCERNS,
    C.ONLINE_RELATIONSHIP,
    C.HONEST_CLAIMS,
}
_GRADES: dict[tuple[Concern, str], Outcome] = {
    (C.RESPECT, "mild"): Outcome.ADVICE,
    (C.HONEST_CLAIMS, "superlative"): Outcome.ADVICE,
    (C.HONEST_CLAIMS, "testimonial"): Outcome.NEEDS_CONSENT,
    (C.IMAGE_PERMISSION, "refused"): Outcome.MUST_FIX,
    (C.PERSONAL_INFORMATION, "home-address"): Outcome.MUST_FIX,
    (C.PERSONAL_INFORMATION, "nhs-number"): Outcome.MUST_FIX,
    (C.PERSONAL_INFORMATION, "national-insurance-number"): Outcome.MUST_FIX,
    (C.IDENTITY_MIXING, "shared-email"): Outcome.MUST_FIX,
    (C.IDENTITY_MIXING, "keep-out"): Outcome.MUST_FIX,
}


def grade(concern: Concern, detail: str, identity: IdentityKind) -> Outcome:
    """The outcome that the labelling guide gives such a passage, before packs are asked."""
    if (concern, detail) in _GRADES:
        return _GRADES[concern, detail]
    if concern in (C.CLIENT_REFERENCE, C.CLIENT_IDENTIFIER, C.IMAGE_PERMISSION):
        return Outcome.MUST_FIX if identity is IdentityKind.PERSONAL else Outcome.NEEDS_CONSENT
    if concern is C.COLLEAGUE_OR_SERVICE:
        return Outcome.NEEDS_CONSENT
    return Outcome.MUST_FIX if concern in _MUST_FIX else Outcome.ADVICE


_ABOUT_WHAT = {(C.IDENTITY_MIXING, "shared-email"): "address"}
"""What clauses call the thing that a passage is about, where it is no person."""


class Said(msgspec.Struct, frozen=True):
    """What judgement decided to say of a passage, before packs and words."""

    start: int
    end: int
    concern: Concern
    detail: str
    rule: str
    score: float = 1.0
    person: Someone | None = None


def judge(
    subjects: Subjects, text: str, setting: Setting, shelf: PackShelf, reading: Reading | None = None
) -> tuple[list[Finding], list[Person]]:
    """Findings (with provisional keys) and people of a text. Nothing is said where no pack answers the concern."""
    said = [*_of_people(subjects), *_of_others(subjects, text, setting), *_keep_out(text, setting)]
    findings = [
        f for s in _work_aside(_without_doubles(said), subjects) if (f := _finding(s, text, setting, shelf)) is not None
    ]
    return findings, _people(subjects, findings, reading, text, setting)


# -- clients ----------------------------------------------------------------------------------------------------------


def _of_people(subjects: Subjects) -> Iterator[Said]:
    for someone in subjects.people:
        for pointer in someone.pointers:
            if not pointer.fact.rule.startswith(READ):  # the joining tells the reader's own
                yield _said(pointer, C.CLIENT_REFERENCE, someone.kind, someone)
        for detail in someone.details:
            yield _said(detail, C.CLIENT_IDENTIFIER, detail.fact.kind, someone)


def _said(placed: Placed, concern: Concern, detail: str, someone: Someone | None = None) -> Said:
    return Said(placed.start, placed.end, concern, detail, placed.fact.rule, placed.fact.strength, someone)


# -- everything else --------------------------------------------------------------------------------------------------


def _of_others(subjects: Subjects, text: str, setting: Setting) -> Iterator[Said]:
    personal = setting.identity is IdentityKind.PERSONAL
    for placed in subjects.facts:
        fact = placed.fact
        if fact.concern is C.PERSONAL_INFORMATION:
            yield from _private(placed, text, setting)
        elif fact.concern is C.IDENTITY_MIXING:
            kind = _PERSONAL_ONLY if personal else _PROFESSIONAL_ONLY
            if fact.kind in kind and fact.strength >= STANDS_ALONE:
                yield _said(placed, fact.concern, fact.kind)
        elif fact.concern is not None and fact.rule not in _ACCUSING and fact.strength >= STANDS_ALONE:
            yield _said(placed, fact.concern, fact.kind)
    yield from _accusations(subjects)
    yield from _near(subjects, C.ONLINE_RELATIONSHIP, "offer", "audience", 2, "invitation")
    if not personal or subjects.people:
        yield from _near(subjects, C.IMAGE_PERMISSION, "picture", "audience", 1, "picture")
    yield from _testimonials(subjects)


def _near(subjects: Subjects, concern: Concern, what: str, whom: str, reach: int, detail: str) -> Iterator[Said]:
    """Weak facts of one kind that stand within `reach` sentences of one of another kind (or of a client)."""
    facts = [p for p in subjects.facts if p.fact.concern is concern]
    near = {p.sentence for p in facts if p.fact.kind == whom}
    near |= {x.sentence for someone in subjects.people for x in someone.pointers}
    for placed in facts:
        weak = placed.fact.kind == what and placed.fact.strength < STANDS_ALONE
        if weak and any(abs(n - placed.sentence) <= reach for n in near):
            yield _said(placed, concern, detail)


def _testimonials(subjects: Subjects) -> Iterator[Said]:
    """Quoted praise is a testimonial where the post calls it one, or puts somebody's name under it."""
    facts = [p for p in subjects.facts if p.fact.concern is C.HONEST_CLAIMS]
    called = any(p.fact.rule == "claims.testimonial-word" for p in facts)
    signed = {p.sentence for p in facts if p.fact.kind == "attributed"}
    for placed in facts:
        near = any(0 <= s - placed.sentence <= 1 for s in signed)
        if placed.fact.kind == "quoted" and (called or near) and not subjects.marks & {"published", "fictional"}:
            yield _said(placed, C.HONEST_CLAIMS, "testimonial")


_ACCUSING = {"colleague.accused", "defamation.pronoun", "defamation.everyone-knows"}


def _accusations(subjects: Subjects) -> Iterator[Said]:
    """Damaging assertions and alarms, which bear one another out across sentences.

    An accusation with a pronoun for its subject needs a name or a public appeal beside it; what is said of a service's
    practice becomes an alarm where the post takes it public; a name is exposed where something damaging is said of it.
    """
    facts = subjects.facts
    public = any(p.fact.kind == "public" for p in facts)
    named = [p for p in facts if p.fact.rule in ("defamation.wrongdoing", "colleague.accused")]
    at_work = "clinical-cue" in subjects.marks
    for placed in facts:
        fact = placed.fact
        if fact.rule == "defamation.pronoun" and (public or any(abs(n.sentence - placed.sentence) <= 2 for n in named)):
            yield _said(placed, C.DEFAMATION, fact.kind)
        if fact.kind == "wrongdoing" and public and at_work and fact.rule != "defamation.everyone-knows":
            yield _said(placed, C.RAISING_CONCERNS, "allegation")
        elif fact.kind == "allegation" and public:
            yield _said(placed, C.RAISING_CONCERNS, fact.kind)
        elif fact.rule == "colleague.accused" and at_work:
            yield _said(placed, C.COLLEAGUE_OR_SERVICE, "accused")


def _private(placed: Placed, text: str, setting: Setting) -> Iterator[Said]:
    """Private data, told from the office's and other people's public contacts."""
    fact = placed.fact
    personal = setting.identity is IdentityKind.PERSONAL
    if fact.rule == "privacy.email":
        yield from _email(placed, text, personal)
    elif fact.rule == "privacy.uk-phone":
        owner, mobile = fact.get("owner"), fact.get("mobile") == "True"
        if owner == "own" or (personal and (owner == "me" or (owner == "unknown" and mobile))):
            yield _said(placed, C.PERSONAL_INFORMATION, "phone")
    elif fact.kind in ("home-address", "postcode"):
        around = text[max(0, placed.start - 80) : placed.end + 40]
        public = PUBLIC.search(around) is not None and fact.kind == "home-address" and not personal
        if AT_HOME.search(text) or (HOME.search(text) and not public and fact.kind == "home-address"):
            yield _said(placed, C.PERSONAL_INFORMATION, "home-address")
    elif fact.strength >= STANDS_ALONE and not (personal and fact.kind == "own-experience"):
        yield _said(placed, C.PERSONAL_INFORMATION, fact.kind)


_FOR_WORK = re.compile(
    r"\b(clients?|therapy|sessions?|supervis\w+|enquir\w+|bookings?|appointments?|practice|counselling|referrals?|invoices?)\b",
    re.I,
)


def _email(placed: Placed, text: str, personal: bool) -> Iterator[Said]:
    look = placed.fact.get("look")
    if look == "shared" and (not personal or _FOR_WORK.search(text)):
        yield _said(placed, C.IDENTITY_MIXING, "shared-email")
    elif look == "work" and personal:
        yield _said(placed, C.IDENTITY_MIXING, "role")
    elif placed.fact.get("private") == "True" or (look == "webmail" and not personal):
        yield _said(placed, C.PERSONAL_INFORMATION, "email")


def _keep_out(text: str, setting: Setting) -> Iterator[Said]:
    """Words that the author listed as the other profile's: MIP K1 asks for a clear distinction, so they must go."""
    for start, end in kept_out(text, setting):
        yield Said(start, end, C.IDENTITY_MIXING, "keep-out", "mixing.keep-out")


# -- from what is said to findings ------------------------------------------------------------------------------------


def _without_doubles(said: Iterable[Said]) -> list[Said]:
    """Of overlapping passages of one concern, the surest and then the longest."""
    chosen: list[Said] = []
    for one in sorted(said, key=lambda s: (-s.score, s.start - s.end, s.start)):
        if all(one.concern is not c.concern or one.end <= c.start or c.end <= one.start for c in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda s: (s.start, s.end))


def _work_aside(said: list[Said], subjects: Subjects) -> list[Said]:
    """Talk of one's work says nothing of its own beside a particular person, or something graver in its sentence."""
    if subjects.people:
        return [s for s in said if s.concern is not C.CLINICAL_WORK]
    of = {(p.start, p.end): p.sentence for p in subjects.facts}
    graver = [s for s in said if s.concern is not C.CLINICAL_WORK]
    busy = {of.get((s.start, s.end)) for s in graver}
    return [s for s in said if s.concern is not C.CLINICAL_WORK or of.get((s.start, s.end)) not in busy]


def _finding(said: Said, text: str, setting: Setting, shelf: PackShelf) -> Finding | None:
    kind = said.person.kind if said.person else _ABOUT_WHAT.get((said.concern, said.detail))
    ask = shelf.ask(said.concern, setting.identity, setting.packs)
    if ask is None:
        return None
    outcome = ask.settle(grade(said.concern, said.detail, setting.identity))
    title, why = explain(said.concern, said.detail, outcome, setting.identity)
    citations = shelf.citations(said.concern, setting.identity, setting.packs, subject=kind)
    return Finding(
        start=said.start,
        end=said.end,
        concern=said.concern,
        outcome=outcome,
        rule=said.rule,
        clauses=tuple(c.id for c in citations),
        title=title,
        why=why,
        suggestions=suggest(text, said.start, said.end, said.concern, said.detail),
        person=said.person.id if said.person else None,
        detail=said.detail if said.concern in (C.CLIENT_IDENTIFIER, C.PERSONAL_INFORMATION) else "",
        key=f"{said.concern}:{said.start}-{said.end}",
        score=said.score,
        citations=citations,
    )


def finding_from_span(
    span: tuple[int, int, Concern, float],
    text: str,
    setting: Setting,
    shelf: PackShelf,
    subjects: Subjects | None = None,
    outcome: Outcome | None = None,
) -> Finding | None:
    """A full finding for a passage that only the reader saw: (start, end, concern, score). None where no pack asks."""
    start, end, concern, score = span
    someone = None
    if concern in _CLIENTS:
        words = text[start:end]
        someone = (subjects.person_at(start, end) if subjects else None) or Someone(
            FIRST_PERSON, kind_of(words), [], [], 0
        )
    pointed = someone.kind if someone and concern is C.CLIENT_REFERENCE else ""
    detail = pointed or infer_detail(concern, text[start:end])
    said = Said(start, end, concern, detail, f"reader.{concern}", score, someone)
    finding = _finding(said, text, setting, shelf)
    if finding is not None and concern is C.CLIENT_IDENTIFIER:
        finding = msgspec.structs.replace(finding, suggestions=_inside(text, start, end, finding.suggestions))
    if finding is not None and outcome is not None and outcome is not finding.outcome:
        title, why = explain(concern, detail, outcome, setting.identity)
        finding = msgspec.structs.replace(finding, outcome=outcome, title=title, why=why)
    return finding


def _inside(text: str, start: int, end: int, ways: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
    """Rewrites of the narrower details inside a passage, then the ways of the passage itself."""
    found: list[Suggestion] = []
    for fact in inner_facts(C.CLIENT_IDENTIFIER, text[start:end]):
        at, to = start + fact.start, start + fact.end
        way = suggest(text, at, to, C.CLIENT_IDENTIFIER, fact.kind)[0]
        if way.replace is not None and (at, to) != (start, end):
            placed = way.start is not None
            found.append(way if placed else msgspec.structs.replace(way, start=at, end=to))
    seen = {(way.start, way.end) for way in ways}
    return tuple([way for way in found if (way.start, way.end) not in seen][:3]) + ways


# -- people -----------------------------------------------------------------------------------------------------------


def _people(
    subjects: Subjects, findings: list[Finding], reading: Reading | None, text: str, setting: Setting
) -> list[Person]:
    """Everyone whom the rules or the reader saw, with what is told of them."""
    kinds: dict[str, str] = {p.id: p.kind for p in subjects.people}
    told: dict[str, list[tuple[int, str]]] = {p.id: [] for p in subjects.people}
    for finding in findings:
        if finding.person:
            told[finding.person].append((finding.start, finding.detail))
    for span in reading.spans if reading else ():
        if span.concern in _CLIENTS:
            someone = subjects.person_at(span.start, span.end)
            who = someone.id if someone else FIRST_PERSON
            if who not in kinds:
                kinds[who] = kind_of(text[span.start : span.end]) if span.concern == C.CLIENT_REFERENCE else "client"
            detail = infer_detail(C.CLIENT_IDENTIFIER, text[span.start : span.end]) or "detail"
            told.setdefault(who, []).append((span.start, detail if span.concern == C.CLIENT_IDENTIFIER else ""))
    known = setting.identity is IdentityKind.PROFESSIONAL or bool(setting.own_names)
    keys = {who: tuple(f.key for f in findings if f.person == who) for who in kinds}
    return [
        person(who, kind, [d for _, d in sorted(told[who]) if d], keys[who], practice_known=known)
        for who, kind in kinds.items()
    ]
