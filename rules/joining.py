"""The one policy by which what the rules found and what the reader read become one answer.

1. The reader leads. Its passages are told where its score is high enough, the surest of a concern from a lower one on
   than a further one beside it. Where the rules found the same, theirs is told: it is the exacter and can say why.
2. The verdict weighs both. The reader gives each outcome a chance; an outcome that the rules found reason for gains so
   much in odds. So rules raise a post that the reader was in doubt about, and a reader that is sure overrules them.
   Where the rules see a frame (a novel, history, another trade) and nobody real, a clear post gains likewise. A
   doubtful verdict that stops the post needs a passage to carry it.
3. A rule's finding that the reader does not share is told when the rule *stands* by itself (data with check digits, the
   other profile's words, a pack's own phrases), or when it is *borne* out: the verdict is as severe, or the reader sees
   that concern there, however faintly. Rules that only *echo* need the latter; doubtful ones must be *agreed*: the
   reader itself tells of that concern there. Standing rules raise the outcome whatever
   the reader says. The outcome is the severest of what is told, and what is told is brought into line with it.

Without a reading (not there yet, or no reader) the rules speak for themselves. All numbers are in `joining.toml`.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from rules.judgement import finding_from_span
from rules.packs import PackShelf
from rules.report import Concern, Finding, IdentityKind, Outcome, Person, Setting, severest
from rules.subjects import Subjects

if TYPE_CHECKING:
    from rules.reader.reader import ReaderSpan, Reading

STANDS, BORNE, ECHO, AGREED = "stands", "borne", "echo", "agreed"


class Given(msgspec.Struct, frozen=True):
    """All that the joining works from, for one stretch of text."""

    text: str
    setting: Setting
    shelf: PackShelf
    subjects: Subjects | None
    """None where only the reader is measured."""
    lead: int = 0
    """The code points of `text` that run up to the stretch: they are there to be understood by, not to be told of."""


@functools.cache
def numbers() -> Mapping[str, Any]:
    """The policy's numbers, as `joining.toml` has them."""
    return tomllib.loads(resources.files("rules").joinpath("joining.toml").read_text(encoding="utf-8"))


def join(found: Sequence[Finding], reading: Reading | None, given: Given) -> list[Finding]:
    """What is said in the end: the rules' findings and the reader's, each passage and concern once."""
    found = [f for f in found if f.start >= given.lead]
    if reading is None:
        return found
    chances = weighed(reading.outcomes, found, given.subjects.marks if given.subjects else frozenset())
    decided = verdict(chances)
    told = [f for f in found if _is_told(f, reading, decided)]
    raised = severest([f.outcome for f in told if _needs(f) == STANDS])
    told += _only_read(reading, told, given)
    decided = _borne_out(decided, told, chances, reading, given.text[given.lead :])
    outcome = _for_profile(severest([decided, raised]), (f.concern for f in told), given)
    return _in_line(told, outcome, reading, given)


def pointed_at(reading: Reading | None) -> list[tuple[int, int]]:
    """The passages that the reader takes for pointers at a particular person, for gathering the details around them."""
    if reading is None or not Outcome(reading.outcome).stops:
        return []
    return [(span.start, span.end) for span in reading.spans if span.concern == Concern.CLIENT_REFERENCE]


def _borne_out(
    decided: Outcome, told: Sequence[Finding], chances: Mapping[Outcome, float], reading: Reading, text: str
) -> Outcome:
    """A doubtful verdict that nothing carries is none; where what is told seldom stops a post, it gets advice."""
    limits = numbers()["outcome"]
    if not told and len(text.split(None, limits["few_words"])) <= limits["few_words"]:
        return Outcome.CLEAR
    if decided is Outcome.ADVICE and not told and 1 - chances[Outcome.CLEAR] < limits["bare"]:
        return Outcome.CLEAR
    if decided.stops and not told and not _could_carry(decided, reading):
        stops = chances[Outcome.NEEDS_CONSENT] + chances[Outcome.MUST_FIX]
        return decided if stops >= limits["bare_stop"] else Outcome.CLEAR
    sure = chances[decided] >= limits["alone"]
    if sure or not decided.stops or any(f.outcome.stops or f.concern not in _SELDOM_STOP for f in told):
        return decided
    return Outcome.ADVICE if told else decided


def _could_carry(outcome: Outcome, reading: Reading) -> bool:
    """Whether the reader saw a passage, however faintly, that could carry the outcome."""
    faint = numbers()["outcome"]["faint"]
    return any(s.score >= faint and outcome in _usual(Concern(s.concern)) for s in reading.weak_spans)


def _for_profile(outcome: Outcome, concerns: Iterable[Concern], given: Given) -> Outcome:
    """In the personal profile a client's passage has to go; no consent lets it out."""
    personal = given.setting.identity is IdentityKind.PERSONAL
    if personal and outcome is Outcome.NEEDS_CONSENT and not _ABOUT_CLIENTS.isdisjoint(concerns):
        return Outcome.MUST_FIX
    return outcome


# -- outcome ---------------------------------------------------------------------------------------------------------


def weighed(
    outcomes: Mapping[str, float], found: Sequence[Finding], marks: frozenset[str] = frozenset()
) -> dict[Outcome, float]:
    """The reader's chances of each outcome, with what the rules' findings and `marks` add to them; they sum to 1."""
    limits = numbers()["outcome"]
    reasons = {f.outcome for f in found if f.concern is not Concern.CLIENT_IDENTIFIER and _needs(f) != AGREED}
    gains = {o: limits["evidence"][o] if o in reasons else 0.0 for o in Outcome}
    if not any(outcome.stops for outcome in reasons):
        gains[Outcome.CLEAR] += max((limits["frames"].get(mark, 0.0) for mark in marks), default=0.0)
    odds = {o: max(outcomes.get(o, 0.0), 1e-4) * math.exp(gains[o]) for o in Outcome}
    whole = sum(odds.values())
    return {outcome: part / whole for outcome, part in odds.items()}


def verdict(chances: Mapping[Outcome, float]) -> Outcome:
    """The outcome that the chances make."""
    limits = numbers()["outcome"]
    if chances[Outcome.NEEDS_CONSENT] + chances[Outcome.MUST_FIX] >= limits["stop"]:
        return max((Outcome.NEEDS_CONSENT, Outcome.MUST_FIX), key=chances.__getitem__)
    return Outcome.ADVICE if 1 - chances[Outcome.CLEAR] >= limits["advise"] else Outcome.CLEAR


def _in_line(told: list[Finding], outcome: Outcome, reading: Reading, given: Given) -> list[Finding]:
    """The findings brought to the post's outcome: none above it, and one at least that carries it."""
    if outcome is Outcome.CLEAR:
        return []
    never = _never_at(outcome)
    told = [f for f in told if f.concern not in never or _needs(f) == STANDS]
    told = [f if f.outcome.rank <= outcome.rank else msgspec.structs.replace(f, outcome=outcome) for f in told]
    if severest([f.outcome for f in told]) is not outcome:
        told = _carried(told, outcome, reading, given)
    return told


def _never_at(outcome: Outcome) -> frozenset[str]:
    """Concerns that no post of this outcome has, by the labelling guide: a client who needs no consent is none."""
    return frozenset(numbers()["never"].get(outcome, ()))


_ABOUT_CLIENTS = frozenset({Concern.CLIENT_REFERENCE, Concern.CLIENT_IDENTIFIER, Concern.IMAGE_PERMISSION})


def _carried(told: list[Finding], outcome: Outcome, reading: Reading, given: Given) -> list[Finding]:
    """The findings, the most fitting raised to `outcome`; a faint passage, or the whole text, where there is none."""
    fitting = [f for f in told if outcome in _usual(f.concern)] or ([] if outcome is Outcome.NEEDS_CONSENT else told)
    if fitting:
        best = max(fitting, key=lambda f: (f.outcome.rank, f.score, -f.start))
        return [msgspec.structs.replace(f, outcome=outcome) if f is best else f for f in told]
    faint = sorted(reading.weak_spans, key=lambda s: -s.score)
    spans = [(s.start, s.end, Concern(s.concern), s.score) for s in faint if outcome in _usual(Concern(s.concern))]
    concern = _CARRIER[outcome]
    start, end = _whole(given.text, given.lead)
    for span in (*spans, (start, end, concern, 0.0)):
        made = _made(span, given, _for_profile(outcome, (span[2],), given))
        if made is not None:
            return [*told, made]
    return told


_CARRIER = {
    Outcome.ADVICE: Concern.CLINICAL_WORK,
    Outcome.NEEDS_CONSENT: Concern.CLIENT_REFERENCE,
    Outcome.MUST_FIX: Concern.RESPECT,
}
_SELDOM_STOP = frozenset(
    {
        Concern.CLINICAL_WORK,
        Concern.PERSONAL_INFORMATION,
        Concern.IDENTITY_MIXING,
        Concern.PRESS_CONTACT,
        Concern.ASSOCIATION_CONTENT,
    }
)
_CONSENTED = frozenset(
    {
        Concern.CLIENT_REFERENCE,
        Concern.CLIENT_IDENTIFIER,
        Concern.COLLEAGUE_OR_SERVICE,
        Concern.IMAGE_PERMISSION,
        Concern.HONEST_CLAIMS,
    }
)


def _usual(concern: Concern) -> tuple[Outcome, ...]:
    """The outcomes that passages of a concern usually have."""
    if concern in _SELDOM_STOP:
        return (Outcome.ADVICE,)
    if concern in _CONSENTED:
        return (Outcome.NEEDS_CONSENT, Outcome.MUST_FIX)
    return (Outcome.ADVICE, Outcome.MUST_FIX)


def _whole(text: str, lead: int) -> tuple[int, int]:
    start = len(text) - len(text[lead:].lstrip())
    return start, max(start + 1, len(text.rstrip()))


# -- findings --------------------------------------------------------------------------------------------------------


def _needs(finding: Finding) -> str:
    """What a rule's finding needs to be told."""
    rules = numbers()["rules"]
    if finding.rule.startswith(tuple(rules["standing"])) or finding.rule.partition(".")[0] in finding_packs(finding):
        return STANDS
    if finding.rule.startswith(tuple(rules["doubtful"])):
        return AGREED
    if finding.rule.startswith(tuple(rules["echoed"])):
        return ECHO
    needs: str = rules.get(finding.concern, rules["default"])
    return needs


def finding_packs(finding: Finding) -> frozenset[str]:
    """The packs whose clauses a finding cites."""
    return frozenset(clause.partition(":")[0] for clause in finding.clauses)


def _is_told(finding: Finding, reading: Reading, decided: Outcome) -> bool:
    needs = _needs(finding)
    if needs != STANDS and _named_otherwise(finding, reading):
        return False
    if needs == AGREED:
        return _echoed(finding, reading.spans)
    if needs == STANDS or _echoed(finding, (*reading.spans, *reading.weak_spans)):
        return True
    if needs == ECHO:
        return False
    return finding.outcome.rank <= decided.rank


def _named_otherwise(finding: Finding, reading: Reading) -> bool:
    """Whether the reader tells the same of it under the name of a sister concern, where the guide allows either."""
    sister = _SISTERS.get(finding.concern)
    here = {span.concern for span in reading.spans if _overlap(span, finding)}
    return sister in here and finding.concern not in here


_SISTERS = {
    Concern.PERSONAL_INFORMATION: Concern.IDENTITY_MIXING,
    Concern.IDENTITY_MIXING: Concern.PERSONAL_INFORMATION,
}


def _echoed(finding: Finding, spans: Sequence[ReaderSpan]) -> bool:
    return any(span.concern == finding.concern and _overlap(span, finding) for span in spans)


def _only_read(reading: Reading, told: Sequence[Finding], given: Given) -> list[Finding]:
    """Findings for the reader's passages, or the parts of them, that none of the rules' findings covers."""
    spans = (*_mended(reading.spans, given.text), *reading.weak_spans)
    surest = dict.fromkeys((f.concern.value for f in told), 1.0)
    for span in spans:
        surest[span.concern] = max(surest.get(span.concern, 0.0), span.score)
    made = (
        _made((start, end, Concern(span.concern), span.score), given)
        for span in spans
        if span.score >= _enough(span.concern, first=span.score >= surest[span.concern])
        and not _is_crumb(span, reading, given.text)
        for start, end in _left_of(span, told, given.text)
    )
    return [finding for finding in made if finding is not None]


def _mended(spans: Sequence[ReaderSpan], text: str) -> list[ReaderSpan]:
    """The reader's passages, those joined again that were cut apart after a small word or inside a name."""
    whole: list[ReaderSpan] = []
    last: dict[str, int] = {}
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        index = last.get(span.concern)
        before = whole[index] if index is not None else None
        if index is not None and before is not None and _is_cut(text, before, span):
            whole[index] = msgspec.structs.replace(before, end=span.end, score=max(before.score, span.score))
            continue
        last[span.concern] = len(whole)
        whole.append(span)
    return whole


def _is_cut(text: str, before: ReaderSpan, after: ReaderSpan) -> bool:
    """Whether nothing but a blank stands between two passages that belong together."""
    return text[before.end : after.start] in _BLANK and bool(_CUT.search(text, before.start, after.start + 1))


_BLANK = frozenset(" \xa0")
_SMALL = (
    r"of|at|in|on|for|from|to|with|the|a|an|and|or|by|&|my|our|her|his|their|its|is|was|as|that|who|about|into|near|than"
    r"|between|under|over|after|before"
)
_CUT = re.compile(rf"(?:(?<!\w)(?i:{_SMALL})\s\S|(?<!\w)[A-Z][\w'’]*\s[A-Z])$")
"""At the end of a passage, with the next one's first letter: a small word, or a capitalised one before another."""


def _enough(concern: str, *, first: bool) -> float:
    """The score from which a passage is told: the surest of its concern in the text, or one beside a surer one."""
    limits = numbers()["reader"]["first" if first else "further"]
    score: float = limits.get(concern, limits["default"])
    return score


def _is_crumb(span: ReaderSpan, reading: Reading, text: str) -> bool:
    """A lone word that the reader cut off a pointing phrase right beside it (“Saw” before “a lovely client”)."""
    return (
        span.concern == Concern.CLIENT_REFERENCE
        and len(_WORDS.findall(text[span.start : span.end])) < 2
        and any(o.concern == span.concern and 0 <= o.start - span.end <= 1 for o in reading.spans)
    )


def _left_of(span: ReaderSpan, told: Sequence[Finding], text: str) -> Iterator[tuple[int, int]]:
    """What is left of a passage beside the rules' findings of its concern; the rest of a word or two is not told."""
    covering = sorted((f.start, f.end) for f in told if f.concern == span.concern and _overlap(span, f))
    if not covering:
        yield span.start, span.end
    if not covering or span.concern not in numbers()["reader"]["rests"]:
        return
    at = span.start
    for start, end in (*covering, (span.end, span.end)):
        first, last = _trimmed(text, at, min(start, span.end))
        if len(_WORDS.findall(text[first:last])) >= numbers()["reader"]["rest_words"]:
            yield first, last
        at = max(at, end)


_WORDS = re.compile(r"\w[\w'’-]*")
_EDGES = re.compile(r"(?:[\s,;:.!?–—()\[\]\"“”-]|['’]s\b)+")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the blanks and marks at its ends."""
    if leading := _EDGES.match(text, start, end):
        start = leading.end()
    while end > start and _EDGES.fullmatch(text, end - 1, end):
        end -= 1
    return start, end


def _made(span: tuple[int, int, Concern, float], given: Given, outcome: Outcome | None = None) -> Finding | None:
    return finding_from_span(span, given.text, given.setting, given.shelf, given.subjects, outcome)


def _overlap(one: Any, other: Any) -> bool:
    return bool(one.start < other.end and other.start < one.end)


# -- the finish ------------------------------------------------------------------------------------------------------


def keyed(text: str, finding: Finding) -> Finding:
    """The finding with its identity without position: its concern and its words."""
    words = " ".join(text[finding.start : finding.end].casefold().split())
    name = f"{finding.concern}\0{words}".encode("utf-8", "replace")
    return msgspec.structs.replace(finding, key=hashlib.blake2b(name, digest_size=8).hexdigest())


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in reading order, the graver first where they begin together."""
    return sorted(findings, key=lambda f: (f.start, -f.outcome.rank, f.end, f.concern, f.rule))


def finished(ordered: Iterable[Finding], people: Sequence[Person]) -> tuple[list[Finding], list[Person]]:
    """Findings that are in order, passages of the same words told apart, and those people whom one is about."""
    seen: dict[str, int] = {}
    apart = []
    theirs: dict[str, list[str]] = {p.id: [] for p in people}
    for finding in ordered:
        times = seen[finding.key] = seen.get(finding.key, 0) + 1
        if times > 1:
            finding = msgspec.structs.replace(finding, key=f"{finding.key}-{times}")
        if finding.person is not None:
            if finding.person in theirs:
                theirs[finding.person].append(finding.key)
            else:
                finding = msgspec.structs.replace(finding, person=None)
        apart.append(finding)
    return apart, [msgspec.structs.replace(p, findings=tuple(theirs[p.id])) for p in people if theirs[p.id]]


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """The post's outcome: the severest of its findings."""
    seen: list[Outcome] = []
    for finding in findings:
        if finding.outcome not in seen:
            seen.append(finding.outcome)
    return severest(seen)
