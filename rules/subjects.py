"""Who is being talked about, sentence after sentence, and which details pile up on whom.

Reads the facts of a whole text in order: whom a pointer means, whether that person is real, made up, historical,
published or nobody in particular, and whose each detail is. Cheap, and run over the whole text each time.
"""

from __future__ import annotations

import bisect
import enum
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from rules.facts import Fact, SentenceFacts, TokenNote
from rules.report import Concern, Setting

CARRY = 4
"""How many sentences a pronoun may carry a person on without their being pointed at anew."""
FIRST_PERSON = "p1"
"""Id of the first person found."""
APART = 40
"""How far (code points) from the pointer a passing time such as `today` must stand to say something of the person."""
STANDS_ALONE = 0.75
"""From this strength on a fact needs nothing else in the post to bear it out."""


class Talk(enum.StrEnum):
    """What kind of talk a passage is."""

    REAL = "real"
    FICTIONAL = "fictional"
    HISTORICAL = "historical"
    PUBLISHED = "published"
    HYPOTHETICAL = "hypothetical"
    GENERAL = "general"
    OTHER_SENSE = "other-sense"
    OWN = "own-experience"


class Placed(msgspec.Struct, frozen=True, gc=False):
    """A fact where it stands in the text (code points, `end` exclusive)."""

    fact: Fact
    start: int
    end: int
    sentence: int


class Someone(msgspec.Struct):
    """A particular person (couple, group) of the post."""

    id: str
    kind: str
    pointers: list[Placed]
    details: list[Placed]
    last_sentence: int


class Subjects(msgspec.Struct, frozen=True):
    """What `follow` made of a text."""

    people: tuple[Someone, ...]
    facts: tuple[Placed, ...]
    """Facts of all other concerns, and marks, that were not set aside."""
    marks: frozenset[str]
    """Kinds of marks seen anywhere, such as `fictional`."""
    set_aside: tuple[tuple[Placed, Talk], ...] = ()
    """Pointers that are nobody real, with the reason."""

    def person_at(self, start: int, end: int) -> Someone | None:
        """The person that a passage belongs to: one with a pointer or detail in it, else the nearest before it."""
        inside = [p for p in self.people if any(x.start < end and start < x.end for x in p.pointers + p.details)]
        if inside:
            return inside[0]
        before = [p for p in self.people if p.pointers and p.pointers[0].start <= start]
        return before[-1] if before else (self.people[0] if self.people else None)


_THIRD = re.compile(
    r"\b(he|she|they|him|her|his|hers|them|their|theirs|himself|herself|themselves|he's|she's|they're|who|whose)\b",
    re.I,
)
_LISTED = re.compile(r"\s*(?:[-•*–—·‣▪]\s|\d{1,2}[.)]\s|#\w)(?!.*\b(?:I|we|my|our)\b)")
"""An item of a list, or hashtags by themselves: both go on telling of whoever was spoken of before."""
_NEW_PERSON = re.compile(r"^(a|an|one|another|someone|somebody|my|two|three|some|our)\b", re.I)
_KINDS = (
    ("supervisee", r"supervis|mentee"),
    ("trainee", r"trainee|student|first[- ]year|second[- ]year|third[- ]year|candidate|cohort|applicant"),
    ("participant", r"participant|interviewee|respondent"),
    ("couple", r"couple|pair\b"),
    ("group", r"group|the (six|seven|eight)|regulars|lads\b|ladies\b"),
    ("child", r"\b(boy|girl|kid|child|toddler|teen\w*|youngster|little one|baby|adolescent|pupil)\b"),
)
_BLOCKING = {
    "declared-fiction": Talk.FICTIONAL,
    "fictional": Talk.FICTIONAL,
    "historical": Talk.HISTORICAL,
    "published": Talk.PUBLISHED,
    "other-trade": Talk.OTHER_SENSE,
    "hypothetical": Talk.HYPOTHETICAL,
    "own-experience": Talk.OWN,
}
_STAND_INS = {"client.pronoun-in-session", "client.in-session", "client.their-client", "client.came-for-therapy"}
"""Rules that see a pronoun or a second-hand pointer: it counts only when nothing else points at the person."""
_CLIENT = {Concern.CLIENT_REFERENCE, Concern.CLIENT_IDENTIFIER}


def follow(
    sentences: Sequence[SentenceFacts], text: str, setting: Setting, pointed: Sequence[tuple[int, int]] = ()
) -> Subjects:
    """The people of a text and what is said of them. `text` is what the sentences' offsets count in.

    `pointed` are passages that the reader takes for pointers at a particular person: it has weighed already whether
    that person is real, and the details around them are gathered as they are around the rules' own pointers.
    """
    placed = [_place(sentence, index) for index, sentence in enumerate(sentences)]
    marks = frozenset(p.fact.kind for row in placed for p in row if p.fact.concern is None)
    own_names = frozenset(name.casefold() for name in setting.own_names)
    follower = _Follower(sentences, placed, marks, own_names, _sorted_in(sentences, pointed))
    for index in range(len(sentences)):
        follower.take(index)
    others = tuple(p for row in placed for p in row if p.fact.concern not in _CLIENT)
    return Subjects(tuple(follower.people), others, marks, tuple(follower.set_aside))


def _place(sentence: SentenceFacts, index: int) -> list[Placed]:
    return [Placed(f, sentence.start + f.start, sentence.start + f.end, index) for f in sentence.facts]


READ = "reader."
"""How the rule of a pointer begins that only the reader saw."""


def _sorted_in(sentences: Sequence[SentenceFacts], pointed: Sequence[tuple[int, int]]) -> list[list[Placed]]:
    """The reader's pointers by the sentence that they begin in."""
    rows: list[list[Placed]] = [[] for _ in sentences]
    starts = [sentence.start for sentence in sentences]
    for start, end in pointed:
        index = bisect.bisect_right(starts, start) - 1
        if index >= 0 and start < sentences[index].end:
            own = sentences[index]
            fact = Fact(
                start=start - own.start,
                end=min(end, own.end) - own.start,
                kind="pointer",
                concern=Concern.CLIENT_REFERENCE,
                rule=READ + Concern.CLIENT_REFERENCE,
            )
            rows[index].append(Placed(fact, start, min(end, own.end), index))
    return rows


class _Follower:
    """Goes through the sentences once, keeping who was last spoken of."""

    def __init__(
        self,
        sentences: Sequence[SentenceFacts],
        placed: list[list[Placed]],
        marks: frozenset[str],
        own_names: frozenset[str],
        read: Sequence[Sequence[Placed]],
    ) -> None:
        self.own_names = own_names
        self.read = read
        self.sentences = sentences
        self.placed = placed
        self.marks = marks
        self.people: list[Someone] = []
        self.set_aside: list[tuple[Placed, Talk]] = []

    def take(self, index: int) -> None:
        """One sentence: its pointers first, then whose its details are."""
        pointers = _longest(p for p in self.placed[index] if p.fact.concern is Concern.CLIENT_REFERENCE)
        for pointer in pointers:
            if pointer.fact.rule in _STAND_INS and (self.people or len(pointers) > 1):
                continue
            talk = self._talk(pointer, index)
            if talk is Talk.REAL:
                self._point(pointer, index)
            else:
                self.set_aside.append((pointer, talk))
        for pointer in self.read[index]:
            if all(x.end <= pointer.start or pointer.end <= x.start for p in self.people for x in p.pointers):
                self._point(pointer, index)
        spoken_of = self._spoken_of(index)
        for person in spoken_of:
            person.last_sentence = index
            self._gather(person, index)
        if not spoken_of:
            self._gather_on(index)

    def _talk(self, pointer: Placed, index: int) -> Talk:
        """What kind of talk a pointer stands in."""
        if "declared-fiction" in self.marks:
            return Talk.FICTIONAL
        near = {p.fact.kind for i in (index - 1, index) if i >= 0 for p in self.placed[i] if p.fact.concern is None}
        strong = pointer.fact.strength >= STANDS_ALONE
        here = near if strong else near | self.marks
        for kind, talk in _BLOCKING.items():
            if kind in here and not (strong and kind in ("hypothetical", "own-experience", "published", "fictional")):
                return talk
        if not strong and not (self.people or "clinical-cue" in self.marks):
            return Talk.GENERAL
        return Talk.REAL

    def _point(self, pointer: Placed, index: int) -> None:
        words = self.sentences[index].text[pointer.fact.start : pointer.fact.end]
        kind = kind_of(words)
        known = next((p for p in reversed(self.people) if p.kind == kind or kind == "client"), None)
        if known is None or (_NEW_PERSON.match(words) and index - known.last_sentence > 0):
            known = Someone(f"p{len(self.people) + 1}", kind, [], [], index)
            self.people.append(known)
        known.pointers.append(pointer)
        known.last_sentence = index

    def _spoken_of(self, index: int) -> list[Someone]:
        """The people whom a sentence is about: those pointed at, else the last one where a pronoun carries them on."""
        here = [p for p in self.people if any(x.sentence == index for x in p.pointers)]
        if here or not self.people:
            return here[:1]
        last = max(self.people, key=lambda p: p.last_sentence)
        sentence = self.sentences[index]
        if index - last.last_sentence <= CARRY and (_THIRD.search(sentence.text) or _LISTED.match(sentence.text)):
            return [last]
        return []

    def _gather_on(self, index: int) -> None:
        """What a story goes on to tell without naming its person: only what papers hold is taken for theirs."""
        last = max(self.people, key=lambda p: p.last_sentence, default=None)
        if last is None or index - last.last_sentence > CARRY or _AUTHOR_SPEAKS.search(self.sentences[index].text):
            return
        for detail in _longest(p for p in self.placed[index] if p.fact.rule in _ON_PAPER):
            last.details.append(detail)

    def _gather(self, person: Someone, index: int) -> None:
        sentence = self.sentences[index]
        for detail in _longest(p for p in self.placed[index] if p.fact.concern is Concern.CLIENT_IDENTIFIER):
            if detail.fact.kind in ("date", "duration") and self._beside_pointer(detail, person, index):
                continue
            if not _first_person(sentence.text, detail.fact.start):
                person.details.append(detail)
        person.details += self._named(person, index)
        person.details += self._told(person, index)

    def _beside_pointer(self, detail: Placed, person: Someone, index: int) -> bool:
        """Whether a time belongs to the pointer, as in `someone I saw today`: it counts only where it stands apart."""
        passing = _PASSING.match(self.sentences[index].text, detail.fact.start)
        near = APART if passing else 4
        return any(
            detail.start - near < p.end and p.start < detail.end + near for p in person.pointers if p.sentence == index
        )

    def _named(self, person: Someone, index: int) -> list[Placed]:
        """Names that the parser saw in a sentence about the person; the author's own are left alone."""
        sentence = self.sentences[index]
        found: list[Placed] = []
        for label, start, end in _named_things(sentence.tokens):
            kind = _ENTITIES[label]
            words = sentence.text[start:end]
            at, to = sentence.start + start, sentence.start + end
            if any(at < d.end and d.start < to for d in person.details + person.pointers):
                continue
            if words.casefold() in self.own_names or not _tells(label, words, sentence.text[:start]):
                continue
            rule = "identifier.name" if kind == "name" else f"identifier.named-{kind}"
            fact = Fact(start=start, end=end, kind=kind, concern=Concern.CLIENT_IDENTIFIER, rule=rule)
            found.append(Placed(fact, at, to, index))
        return found

    def _told(self, person: Someone, index: int) -> list[Placed]:
        """What is told of a person right after they are pointed at, where no narrower detail was seen."""
        sentence = self.sentences[index]
        found = []
        for pointer in person.pointers:
            after = _CLAUSE.match(sentence.text, pointer.fact.end) if pointer.sentence == index else None
            if after is None or _DULL.match(after[1]) or pointer.fact.strength < STANDS_ALONE:
                continue
            start, end = sentence.start + after.start(1), sentence.start + after.end(1)
            if all(end <= d.start or d.end <= start for d in person.details):
                fact = Fact(
                    start=after.start(1),
                    end=after.end(1),
                    kind="detail",
                    concern=Concern.CLIENT_IDENTIFIER,
                    rule="identifier.told",
                    strength=0.6,
                )
                found.append(Placed(fact, start, end, index))
        return found


_ON_PAPER = frozenset(
    f"identifier.{name}" for name in ["dated", "institution", "law", "nationality", "number", "sum", "titled-name"]
)
_AUTHOR_SPEAKS = re.compile(r"\b(I|we|me|us|you|your|(my|our)(?! (client|patient|supervisee|couple|group)))\b", re.I)
_AUTHORS = re.compile(r"\b(by|with|from|thanks to|read|reading|by Dr|says|Dr|Prof|Professor)\s+$", re.I)
"""What stands before the name of someone else: an author, a colleague, whoever is thanked."""


_ENTITIES = {
    "PERSON": "name",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "ethnicity-or-faith",
    "ORG": "employer",
    "DATE": "date",
    "MONEY": "sum",
}
"""What the parser's labels are of a person's details."""
_DATED = re.compile(r"\d|January|February|March|April|June|July|August|September|October|November|December", re.I)
_NO_NAMES = re.compile(
    r"(the )?(CBT|CAT|DBT|EMDR|ACT|IFS|PTSD|OCD|ADHD|BPD|EUPD|DSM|ICD|NHS|CAMHS|CMHT|IAPT|UKCP|BACP|ACAT|MIP|HCPC|BPS"
    r"|NICE|CQC|GP|CPN|CPD|OT|A&E|Zoom|Teams|Facebook|Twitter|Instagram|LinkedIn|TikTok|WhatsApp|Google|X|TV|AI|UK|Christmas"
    r"|Easter|Supervision|Psychotherapy|Therapy|Therapist|Counselling|SDR|PHQ-?9|GAD-?7|CORE|[^\w]*)\W*$",
    re.I,
)


def _tells(label: str, words: str, before: str) -> bool:
    """Whether a name that the parser saw narrows down who somebody is."""
    if "#" in words or "@" in words or _NO_NAMES.match(words):
        return False
    if label == "DATE":
        return _DATED.search(words) is not None and len(words) > 2
    if label == "MONEY":
        return True
    return words[:1].isupper() and not (label == "PERSON" and _AUTHORS.search(before))


def _named_things(tokens: Sequence[TokenNote]) -> Iterator[tuple[str, int, int]]:
    """Runs of tokens that the parser takes for something that tells of a person: (label, start, end)."""
    label, start, end = "", -1, -1
    for token in tokens:
        if label and token.ent == label and token.ent_iob == "I":
            end = token.end
            continue
        if label:
            yield label, start, end
        label, start, end = (token.ent if token.ent in _ENTITIES else ""), token.start, token.end
    if label:
        yield label, start, end


_PASSING = re.compile(r"\s*(today|tonight|yesterday|this |last night|on \w+day|for )", re.I)
_CLAUSE = re.compile(r"\s+((?:who|that|whose)?\s*[^.,;:!?\n—–(\"“]{12,110})")
"""What follows a pointer, up to the next border."""
_DULL = re.compile(
    r"(today|tonight|yesterday|this|last|on|for|in|at|from|said|asked|told (me|us)|texted|emailed|rang|came|just|is|was"
    r"|and|or|to"
    r"|with|of|about|I|we|who (I|we|is|isn't|finished|always|never|has been)|found me|please|left me|wrote)\b",
    re.I,
)
"""Openings that tell little of the person."""

_FIRST_PERSON = re.compile(r"\b(I|I'm|I’m|I was|I've|we|we're|my|our)\s([\w'’-]+\s){0,3}$", re.I)

_ABOUT_ANOTHER = re.compile(
    r"\b(saw|see|treat\w*|told|ask\w*|met|clients?|patients?|supervisees?|trainees?|couples?|group)\b", re.I
)


def _first_person(text: str, at: int) -> bool:
    """Whether what stands at `at` is said of the author."""
    clause = re.split(r"[.,;:!?–—]|\b(?:and|but|who|that|he|she|they)\b", text[:at])[-1]
    return bool(_FIRST_PERSON.search(clause)) and not _ABOUT_ANOTHER.search(clause)


def _longest(facts: Iterable[Placed]) -> list[Placed]:
    """Facts in reading order; of those that overlap, the strongest, then the longest."""
    chosen: list[Placed] = []
    for fact in sorted(facts, key=lambda f: (-f.fact.strength, f.start - f.end, f.start)):
        if all(fact.end <= c.start or c.end <= fact.start for c in chosen):
            chosen.append(fact)
    return sorted(chosen, key=lambda f: f.start)


def kind_of(words: str) -> str:
    """The kind of person that a pointer's words mean: `client` unless they say more."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, words, re.I)), "client")
