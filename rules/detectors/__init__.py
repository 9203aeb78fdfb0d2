"""Detectors: one module for each family of concerns. A detector finds facts in one sentence; it never judges."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rules.detectors import clients, conduct, details, framing, life, privacy, public
from rules.detectors.rule import Rule
from rules.facts import Fact
from rules.folding import Folded

PATTERN_DETECTORS: tuple[Callable[[Folded], Iterable[Fact]], ...] = (
    clients.BOOK.facts,
    details.BOOK.facts,
    conduct.BOOK.facts,
    public.BOOK.facts,
    life.BOOK.facts,
    privacy.find,
    framing.BOOK.facts,
)
"""Asked of every sentence, without spaCy."""

PARSED_DETECTORS: tuple[Callable[[Any, Folded], Iterable[Fact]], ...] = ()
"""Asked of a parsed sentence (a spaCy Span) and its folding."""

FAMILIES = (clients, details, conduct, public, life, privacy, framing)


def all_rules() -> tuple[Rule, ...]:
    """Every pattern rule, in the order of the families."""
    return tuple(rule for family in FAMILIES for rule in family.RULES)
