"""The values of a policy pack: what a body asks, clause by clause, and phrases that the pack brings along.

All are immutable and made by `rules.packs.loader` only, which checks them against each other.
"""

from __future__ import annotations

import datetime
import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from rules.report import Concern, IdentityKind, Outcome

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line = Annotated[str, Meta(min_length=1, max_length=400)]
Heading = Annotated[str, Meta(min_length=1, max_length=80)]
Example = Annotated[str, Meta(min_length=1, max_length=1000)]
Wording = Annotated[str, Meta(min_length=2, max_length=120)]
BOTH = (IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL)


class Force(enum.StrEnum):
    """How strongly a clause asks, strictest first."""

    MUST_NOT = "must-not"
    MUST = "must"
    SHOULD = "should"
    ENCOURAGED = "encouraged"

    @property
    def rank(self) -> int:
        """0 for must-not up to 3 for encouraged."""
        return _FORCES[self]


_FORCES = {force: rank for rank, force in enumerate(Force)}


class Exempt(enum.StrEnum):
    """What lifts a clause: nothing, a person's consent or permission, or a secure medium."""

    NONE = "none"
    CONSENT = "consent"
    PERMISSION = "permission"
    SECURE_MEDIUM = "secure-medium"


class Subject(enum.StrEnum):
    """Whom or what a clause speaks of."""

    CLIENT = "client"
    FORMER_CLIENT = "former-client"
    CARER = "carer"
    COLLEAGUE = "colleague"
    SUPERVISEE = "supervisee"
    TRAINEE = "trainee"
    SERVICE = "service"
    INSTITUTION = "institution"
    MEMBER = "member"
    SELF = "self"
    FAMILY = "family"
    PUBLIC = "public"
    PRESS = "press"
    ADDRESS = "address"


class ServedBy(enum.StrEnum):
    """Which part of the app serves a clause."""

    TEXT = "text"
    GATE = "gate"
    TASK = "task"
    LETTER = "letter"
    DOCUMENT = "document"
    INFORMATION = "information"


class Kind(enum.StrEnum):
    """Whether a body gives guidance or has a policy; the app never calls the one the other."""

    GUIDANCE = "guidance"
    POLICY = "policy"


class Ask:
    """The outcome that a clause asks for a concern: from `least` for a mild case up to `most` for a plain one.

    Written `needs-consent` (always that) or `advice..must-fix` (as the passage deserves).
    A plain class, so that the decoder leaves its written form to us. Never changed once made.
    """

    __slots__ = ("least", "most")

    def __init__(self, least: Outcome, most: Outcome) -> None:
        self.least = least
        self.most = most

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ask) and (self.least, self.most) == (other.least, other.most)

    def __hash__(self) -> int:
        return hash((self.least, self.most))

    def __repr__(self) -> str:
        return f"Ask({self})"

    @classmethod
    def parse(cls, written: object) -> Ask:
        """From its written form; ValueError with a sentence for the author otherwise."""
        parts = written.split("..") if isinstance(written, str) else []
        try:
            outcomes = [Outcome(part) for part in parts]
        except ValueError:
            outcomes = []
        if len(outcomes) not in (1, 2) or outcomes[0].rank > outcomes[-1].rank:
            raise ValueError("is no outcome")
        return cls(outcomes[0], outcomes[-1])

    def settle(self, graded: Outcome | None = None) -> Outcome:
        """The outcome of a finding that a detector graded so; `least` where it did not grade it."""
        if graded is None or graded.rank < self.least.rank:
            return self.least
        return graded if graded.rank <= self.most.rank else self.most

    def stricter(self, other: Ask | None) -> Ask:
        """Both together: the stricter governs."""
        if other is None:
            return self
        return Ask(max(self.least, other.least, key=_rank), max(self.most, other.most, key=_rank))

    def __str__(self) -> str:
        return self.least.value if self.least is self.most else f"{self.least.value}..{self.most.value}"


def _rank(outcome: Outcome) -> int:
    return outcome.rank


class Served(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task, letter or document of the app that serves a clause; `id` is how the app finds it."""

    id: Slug
    title: Heading


class Clause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a body asks, told in our own words."""

    id: str
    """`pack:clause`, as in `acat:b`; in the file only the part behind the colon."""
    ref: Annotated[str, Meta(min_length=1, max_length=24)]
    """How the clause is cited behind the body's short name: `b`, `N3`."""
    heading: Heading
    summary: Line
    force: Force
    subjects: Annotated[tuple[Subject, ...], Meta(min_length=1)]
    identities: Annotated[tuple[IdentityKind, ...], Meta(min_length=1)] = BOTH
    exception: Exempt = Exempt.NONE
    concerns: dict[Concern, Ask] = {}
    in_personal: dict[Concern, Ask] = {}
    """Where the personal profile is asked something else."""
    why: Line
    gate: str = ""
    """Id of the reflection question that this clause brings to approval."""
    gate_question: Annotated[str, Meta(max_length=200)] = ""
    gate_source: Annotated[str, Meta(max_length=200)] = ""
    """Where the question comes from, as people cite it."""
    served_by: Annotated[tuple[ServedBy, ...], Meta(min_length=1)]
    task: Served | None = None
    letter: Served | None = None
    document: Served | None = None

    def ask(self, concern: Concern, identity: IdentityKind) -> Ask | None:
        """What this clause asks for a concern in a profile; None where it says nothing about it."""
        if identity not in self.identities:
            return None
        if identity is IdentityKind.PERSONAL and concern in self.in_personal:
            return self.in_personal[concern]
        return self.concerns.get(concern)

    def overrules_consent(self, concern: Concern, identity: IdentityKind) -> bool:
        """Whether a consent alone does not let such a passage out, because this clause knows no exception."""
        ask = self.ask(concern, identity)
        binding = self.exception is Exempt.NONE and self.force in (Force.MUST_NOT, Force.MUST)
        return binding and ask is not None and ask.least.stops


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone at the body, or a page of it. Contacts age, so they are data that the user may change."""

    id: Slug
    name: Heading
    email: str = ""
    url: str = ""
    """As text: the app opens nothing itself."""
    note: Annotated[str, Meta(max_length=200)] = ""


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to mend: a rewrite (`replace`) or a route such as `supervision`."""

    label: Heading
    replace: Annotated[str, Meta(max_length=400)] | None = None
    route: Slug | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What phrases and patterns have in common. Examples may mark with «…» the very words to be found."""

    id: Slug
    concern: Concern
    outcome: Outcome
    clauses: Annotated[tuple[str, ...], Meta(min_length=1)]
    """Clauses of this pack that it speaks for; `pack:clause` once loaded."""
    title: Annotated[str, Meta(max_length=60)] = ""
    why: Line
    identities: Annotated[tuple[IdentityKind, ...], Meta(min_length=1)] = BOTH
    suggestions: Annotated[tuple[Way, ...], Meta(min_length=1)]
    found: Annotated[tuple[Example, ...], Meta(min_length=1)]
    passed: Annotated[tuple[Example, ...], Meta(min_length=1)]


class Phrase(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fixed wordings, found whatever their case, between word borders."""

    phrases: Annotated[tuple[Wording, ...], Meta(min_length=1, max_length=60)]


class Pattern(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One regular expression for RE2; «…» in it marks the words to underline."""

    pattern: Annotated[str, Meta(min_length=1, max_length=1000)]
    case_sensitive: bool = False


class Welcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pattern of posts that an encouraging clause is glad of: it marks nothing, it says "fine, go on"."""

    id: Slug
    clause: str
    pattern: Annotated[str, Meta(min_length=1, max_length=1000)]
    case_sensitive: bool = False
    found: Annotated[tuple[Example, ...], Meta(min_length=1)]
    passed: Annotated[tuple[Example, ...], Meta(min_length=1)]


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the top of a pack file."""

    id: Slug
    short: Annotated[str, Meta(min_length=1, max_length=24)]
    """The body's name as it is cited: `ACAT`."""
    body: Heading
    title: Heading
    kind: Kind
    jurisdiction: Heading
    edition: Heading
    as_of: datetime.date
    """How old the text is that this pack tells: last reviewed, or read."""
    in_force_from: datetime.date | None = None
    review_due: datetime.date | None = None
    update_due: datetime.date | None = None
    source: Line
    verified: bool
    """Whether someone read the primary text whole and held every clause against it."""
    verified_by: Annotated[str, Meta(max_length=80)] = ""
    verified_on: datetime.date | None = None
    note: Annotated[str, Meta(max_length=600)] = ""


class Pack(Head, frozen=True, kw_only=True):
    """One body's policy or guidance."""

    clauses: tuple[Clause, ...]
    contacts: tuple[Contact, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    welcomes: tuple[Welcome, ...] = ()
    file: str = ""
    """Name of the file that it was read from."""

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id, with or without the pack's own; KeyError when there is none."""
        wanted = clause_id if ":" in clause_id else f"{self.id}:{clause_id}"
        for clause in self.clauses:
            if clause.id == wanted:
                return clause
        raise KeyError(wanted)

    def label(self, clause: Clause) -> str:
        """As people say it: `ACAT b`."""
        return f"{self.short} {clause.ref}"
