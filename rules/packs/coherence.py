"""Whether the parts of a pack agree with each other: ids, references, services, patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.packs.pack import Clause, Force, Pack, Pattern, Phrase, ServedBy, Welcome
from rules.packs.patterns import MAX_PACK_PROGRAM, MAX_PACK_REPEATED, PatternTrouble, compile_pattern, steps_repeated
from rules.packs.places import Path
from rules.report import IdentityKind

Incoherence = tuple[Path, str, str]
"""Where in the file, what, cure."""
MAX_TROUBLES = 10
"""How many unusable patterns are told at once; each has cost a compilation."""
RESERVED = frozenset(
    {"alarm", "association", "claims", "client", "colleague", "contact", "defamation", "frame", "identifier"}
    | {"mixing", "picture", "press", "privacy", "reader", "respect", "work"}
)
"""Families of the app's own rules: a finding says by the name before the dot whether a pack's own words found it."""
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")


def incoherences(pack: Pack) -> list[Incoherence]:
    """Everything in a freshly decoded pack (short clause ids) that does not fit together."""
    return [
        *_head(pack),
        *_duplicates(pack),
        *(found for index, clause in enumerate(pack.clauses) for found in _clause(clause, ("clause", index))),
        *_rules(pack),
        *_welcomes(pack),
        *_programs(pack),
    ]


def _head(pack: Pack) -> Iterator[Incoherence]:
    if pack.id in RESERVED:
        what = f"the app's own rules go by the name `{pack.id}`"
        yield ("id",), what, "Give the pack the body's short name."
    if pack.verified and not (pack.verified_by and pack.verified_on):
        cure = 'Add verified_by = "…" and verified_on = 2026-01-31, or say verified = false.'
        yield ("verified",), "the pack is called verified, but not by whom and when", cure


def _duplicates(pack: Pack) -> Iterator[Incoherence]:
    rules = [("phrase", i, r.id) for i, r in enumerate(pack.phrases)]
    rules += [("pattern", i, r.id) for i, r in enumerate(pack.patterns)]
    rules += [("welcome", i, r.id) for i, r in enumerate(pack.welcomes)]
    clauses = [("clause", i, c.id) for i, c in enumerate(pack.clauses)]
    contacts = [("contact", i, c.id) for i, c in enumerate(pack.contacts)]
    for family in (rules, clauses, contacts):
        seen: set[str] = set()
        for key, index, name in family:
            if name in seen:
                yield (key, index, "id"), f"the id `{name}` is used twice", "Give each its own id."
            seen.add(name)


def _clause(clause: Clause, path: Path) -> Iterator[Incoherence]:
    if not _ID.fullmatch(clause.id):
        yield (*path, "id"), "this cannot be the id of a clause", "Use small letters, digits, dots and hyphens."
    yield from _services(clause, path)
    for concern in clause.in_personal:
        if concern not in clause.concerns and clause.identities != (IdentityKind.PERSONAL,):
            cure = "Add it to `concerns` too; `in_personal` only says what is different in the personal profile."
            yield (*path, "in_personal", concern.value), f"`{concern.value}` is not among the clause's concerns", cure
    if clause.in_personal and IdentityKind.PERSONAL not in clause.identities:
        cure = 'Add "personal" to `identities`, or remove `in_personal`.'
        yield (*path, "in_personal"), "the clause does not bind the personal profile", cure
    if clause.force is Force.ENCOURAGED and any(ask.most.stops for ask in clause.concerns.values()):
        cure = "Ask for `advice` at most, or give the clause another force."
        yield (*path, "concerns"), "a clause that encourages cannot stop a post", cure


def _services(clause: Clause, path: Path) -> Iterator[Incoherence]:
    for service in (ServedBy.TASK, ServedBy.LETTER, ServedBy.DOCUMENT):
        named = getattr(clause, service.value) is not None
        if named != (service in clause.served_by):
            cure = f'{service.value} = {{ id = "…", title = "…" }} belongs with "{service.value}" in served_by.'
            what = f"`{service.value}` and `served_by` do not agree"
            yield (*path, service.value if named else "served_by"), what, cure
    questions = [bool(clause.gate), bool(clause.gate_question), bool(clause.gate_source)]
    if any(questions) and not all(questions):
        cure = "Give all three of `gate`, `gate_question` and `gate_source`, or none."
        yield (*path, "gate_question"), "the reflection question is not complete", cure
    if ServedBy.TEXT in clause.served_by and not clause.concerns:
        cure = 'Add concerns = { … = "advice" }, or take "text" out of served_by.'
        yield (*path, "served_by"), "the clause is about text, but names no concern", cure


def _rules(pack: Pack) -> Iterator[Incoherence]:
    clauses = {clause.id: clause for clause in pack.clauses}
    families: list[tuple[str, tuple[Phrase | Pattern, ...]]] = [("phrase", pack.phrases), ("pattern", pack.patterns)]
    for key, rules in families:
        for index, rule in enumerate(rules):
            for at, name in enumerate(rule.clauses):
                path: Path = (key, index, "clauses", at)
                if name not in clauses:
                    yield path, f"there is no clause `{name}` in this pack", _known(clauses)
                elif rule.concern not in clauses[name].concerns:
                    cure = f"Add `{rule.concern.value}` to that clause's concerns, or cite another clause."
                    yield path, f"clause `{name}` says nothing about `{rule.concern.value}`", cure


def _welcomes(pack: Pack) -> Iterator[Incoherence]:
    clauses = {clause.id: clause for clause in pack.clauses}
    for index, welcome in enumerate(pack.welcomes):
        path: Path = ("welcome", index, "clause")
        if welcome.clause not in clauses:
            yield path, f"there is no clause `{welcome.clause}` in this pack", _known(clauses)
        elif clauses[welcome.clause].force is not Force.ENCOURAGED:
            yield path, f"clause `{welcome.clause}` does not encourage", "Welcome only what a clause encourages."


def _known(clauses: dict[str, Clause]) -> str:
    return f"Known: {', '.join(clauses)[:200]}."


def _programs(pack: Pack) -> Iterator[Incoherence]:
    """Patterns that cannot be used, and packs whose patterns are too much together; stops at what is plainly abuse."""
    families: list[tuple[str, tuple[Pattern | Welcome, ...]]] = [("pattern", pack.patterns), ("welcome", pack.welcomes)]
    troubles = counted = size = 0
    for key, index, pattern in ((key, i, p) for key, patterns in families for i, p in enumerate(patterns)):
        path: Path = (key, index, "pattern")
        try:
            size += compile_pattern(pattern.pattern, pattern.case_sensitive).programsize
        except PatternTrouble as trouble:
            yield path, trouble.what, trouble.cure
            troubles += 1
        else:
            counted += steps_repeated(pattern)
        if counted > MAX_PACK_REPEATED or size > MAX_PACK_PROGRAM:
            yield path, "the patterns of this pack are too much together", "Use fewer, or smaller counts than {0,80}."
            return
        if troubles == MAX_TROUBLES:
            return
