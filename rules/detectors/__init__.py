"""Detectors: one module for each family of concerns. A detector finds facts in one sentence; it never judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rules.detectors import clients, conduct, details, framing, life, privacy, public, records
from rules.detectors.rule import Rule
from rules.facts import Fact
from rules.folding import Folded, fold
from rules.kept import remembered
from rules.report import Concern

PATTERN_DETECTORS: tuple[Callable[[Folded], Iterable[Fact]], ...] = (
    clients.BOOK.facts,
    details.BOOK.facts,
    records.BOOK.facts,
    conduct.BOOK.facts,
    public.BOOK.facts,
    life.BOOK.facts,
    privacy.find,
    framing.BOOK.facts,
)
"""Asked of every sentence, without spaCy."""

FAMILIES = (clients, details, records, conduct, public, life, privacy, framing)


def all_rules() -> tuple[Rule, ...]:
    """Every pattern rule, in the order of the families."""
    return tuple(rule for family in FAMILIES for rule in family.RULES)


def infer_detail(concern: Concern, passage: str) -> str:
    """The kind of detail that a passage holds, such as `age` or `mild`, for passages that no rule found; else empty."""
    best = max(inner_facts(concern, passage), key=lambda fact: (fact.strength, fact.end - fact.start), default=None)
    return best.kind if best is not None else ""


@remembered(2_000)
def inner_facts(concern: Concern, passage: str) -> tuple[Fact, ...]:
    """What the rules see inside a passage, in reading order, each place once; offsets are the passage's."""
    folded = fold(passage)
    seen = [f for detect in _BY_CONCERN.get(concern, ()) for f in detect(folded) if f.concern is concern]
    chosen: list[Fact] = []
    for fact in sorted(seen, key=lambda f: (-f.strength, f.start - f.end)):
        apart = all(fact.end <= c.start or c.end <= fact.start for c in chosen)
        if fact.kind not in _EVIDENCE_ONLY and apart:
            chosen.append(fact)
    return tuple(sorted(chosen, key=lambda f: f.start))


_EVIDENCE_ONLY = frozenset(
    {"audience", "quoted", "attributed", "offer", "public", "allegation", "wrongdoing", "accused"}
)
_BY_CONCERN: dict[Concern, tuple[Callable[[Folded], Iterable[Fact]], ...]] = {
    Concern.CLIENT_IDENTIFIER: (details.BOOK.facts, records.BOOK.facts),
    Concern.PERSONAL_INFORMATION: (privacy.find, life.BOOK.facts),
    Concern.IDENTITY_MIXING: (life.BOOK.facts,),
    Concern.RESPECT: (conduct.BOOK.facts,),
    Concern.ONLINE_RELATIONSHIP: (public.BOOK.facts,),
    Concern.HONEST_CLAIMS: (public.BOOK.facts,),
    Concern.IMAGE_PERMISSION: (public.BOOK.facts,),
}
