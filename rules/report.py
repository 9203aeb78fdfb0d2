"""Plain values that the checker speaks in; the only thing the other packages see of it.

All offsets are Unicode code points of the text as given, `end` exclusive. Values are immutable and hold no reference
to spaCy objects, so that nothing typed outlives the memory zone it was parsed in.
"""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec


class Outcome(enum.StrEnum):
    """What would let a passage, or a post, out; from nothing to a change."""

    CLEAR = "clear"
    ADVICE = "advice"
    NEEDS_CONSENT = "needs-consent"
    MUST_FIX = "must-fix"

    @property
    def rank(self) -> int:
        """0 for clear up to 3 for must-fix."""
        return _RANK[self]

    @property
    def stops(self) -> bool:
        """Whether a post with this outcome may not leave as it is."""
        return self.rank >= _RANK[Outcome.NEEDS_CONSENT]


_RANK = {outcome: rank for rank, outcome in enumerate(Outcome)}


def severest(outcomes: list[Outcome] | tuple[Outcome, ...]) -> Outcome:
    """The severest of the outcomes given; clear for none."""
    return max(outcomes, key=lambda o: o.rank, default=Outcome.CLEAR)


class Concern(enum.StrEnum):
    """What a passage may be about: a closed list (definitions in tests/corpus/README.md)."""

    CLIENT_REFERENCE = "client-reference"
    CLIENT_IDENTIFIER = "client-identifier"
    CLINICAL_WORK = "clinical-work"
    COLLEAGUE_OR_SERVICE = "colleague-or-service"
    PERSONAL_INFORMATION = "personal-information"
    IDENTITY_MIXING = "identity-mixing"
    RESPECT = "respect"
    DEFAMATION = "defamation"
    RAISING_CONCERNS = "raising-concerns"
    ONLINE_RELATIONSHIP = "online-relationship"
    IMAGE_PERMISSION = "image-permission"
    HONEST_CLAIMS = "honest-claims"
    PRESS_CONTACT = "press-contact"
    ASSOCIATION_CONTENT = "association-content"


class IdentityKind(enum.StrEnum):
    PROFESSIONAL = "professional"
    PERSONAL = "personal"


class Channel(enum.StrEnum):
    """Where a post goes."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    THREADS = "threads"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    BLOG = "blog"
    NEWSLETTER = "newsletter"
    WEBSITE = "website"
    PROFILE = "profile"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """All that a report depends on beside the text: same text, same setting, same packs, same report."""

    identity: IdentityKind = IdentityKind.PROFESSIONAL
    channel: Channel = Channel.BLOG
    packs: tuple[str, ...] = ("acat", "mip")
    """Ids of the packs that are switched on, or absolute paths of an author's own pack files."""
    keep_out: tuple[str, ...] = ()
    """Names, handles and addresses of the *other* identity that must not appear here."""
    own_names: tuple[str, ...] = ()
    """The author's own name(s) and practice as published by this identity: never a client's."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A way to mend a finding. `replace` is None where the way is not a rewrite but a route (supervision, a form)."""

    label: str
    replace: str | None = None
    start: int | None = None
    """Where the replacement goes when it is not the finding's own span (code points; `end` likewise)."""
    end: int | None = None
    route: str | None = None
    """For routes: a code such as `ask-consent`, `supervision`, `private-report`, `formal-complaint`."""


class ClauseCitation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One clause as a finding cites it. `id` is `pack:clause`, as in `acat:b`."""

    id: str
    label: str
    """As people say it: `ACAT b`, `MIP N3`."""
    force: str
    """`must-not`, `must`, `should` or `encouraged`."""
    exception: str
    """`none`, `consent`, `permission` or `secure-medium`."""
    summary: str
    overrule: bool = False
    """True where this clause has no exception: going on takes an overruling reason even with a consent."""
    stale: str = ""
    """A short sentence when the pack's review is overdue, else empty."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A span of the text, its concern, the rule that saw it, the clauses it touches, why, and ways to mend it."""

    start: int
    end: int
    concern: Concern
    outcome: Outcome
    rule: str
    clauses: tuple[str, ...] = ()
    title: str = ""
    """A heading of at most some eight words for the card."""
    why: str = ""
    """One sentence, in plain words, without the passage's own text."""
    suggestions: tuple[Suggestion, ...] = ()
    person: str | None = None
    """Id of the person in `Report.people` that this belongs to."""
    detail: str = ""
    """For client-identifier and personal-information: the kind, such as `age`, `place`, `date`, `quote`."""
    key: str = ""
    """Identity without position: stays when the text changes elsewhere, changes when the passage does."""
    score: float = 1.0
    citations: tuple[ClauseCitation, ...] = ()


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Someone particular whom the post describes, with what has piled up on them (Hrynaszkiewicz et al. 2010)."""

    id: str
    kind: str
    """`client`, `supervisee`, `trainee`, `group`, `couple`, `child`, `colleague`, `participant`, …"""
    findings: tuple[str, ...]
    """Keys of the findings that belong to this person."""
    direct: tuple[str, ...] = ()
    """Kinds of direct identifiers present."""
    indirect: tuple[str, ...] = ()
    """Kinds of indirect identifiers present; three or more with the author's known practice call for a second look."""
    summary: str = ""
    """Told in a sentence, without the passage's own words."""


class Stage(enum.StrEnum):
    """How far the answer has come; each stage replaces the one before."""

    PATTERNS = "patterns"
    PARSED = "parsed"
    NEAR = "near"
    """The reader has read the words around the newest edit; of those further off it stands by what it said before."""
    WHOLE = "whole"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the checker says of one text under one setting. It never says that a post is safe."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    people: tuple[Person, ...] = ()
    stage: Stage = Stage.WHOLE
    notes: tuple[str, ...] = ()
    """Whole-report remarks: a stale pack, a part of the checker that is missing. Never text of the post."""
    encouraged: tuple[str, ...] = ()
    """Ids of positive clauses that the post serves, such as sharing an ACAT post."""
    degraded: bool = False
    """True when a part of the checker (model, reader) is missing: never to be shown as clear."""


Identity = Annotated[str, msgspec.Meta(pattern="^(professional|personal)$")]
