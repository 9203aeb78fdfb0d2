"""Holds packs' own phrases and patterns against a text. Finds; what a post makes of it is judged elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from rules.packs.pack import Pack, Pattern, Phrase
from rules.packs.patterns import Folded, Offsets, Span, pattern_spans, phrase_spans
from rules.report import Concern, IdentityKind, Outcome, Suggestion


class PackHit(msgspec.Struct, frozen=True, kw_only=True):
    """A pack's phrase or pattern in a text; offsets are code points, `end` exclusive."""

    start: int
    end: int
    concern: Concern
    outcome: Outcome
    rule: str
    """`pack.rule`, as in `mip.friend-requests`."""
    clauses: tuple[str, ...]
    title: str
    why: str
    suggestions: tuple[Suggestion, ...]


class PackMatcher:
    """The phrases and patterns of some packs, ready to be asked. Immutable once made; any thread may ask it."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._packs = tuple(packs)
        self._phrases = [(pack, phrase) for pack in self._packs for phrase in pack.phrases]
        self._patterns = [(pack, pattern) for pack in self._packs for pattern in pack.patterns]
        self._welcomes = [(pack, welcome) for pack in self._packs for welcome in pack.welcomes]

    def find(self, text: str, *, identity: IdentityKind | None = None) -> list[PackHit]:
        """All hits in the order of the text; only rules that hold in `identity`, where one is given. Linear time."""
        hits = [
            _hit(pack, rule, span)
            for pack, rule, span in self._spans(text)
            if identity is None or identity in rule.identities
        ]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.rule))

    def _spans(self, text: str) -> Iterator[tuple[Pack, Phrase | Pattern, Span]]:
        if self._phrases:
            folded = Folded(text)
            for pack, phrase in self._phrases:
                yield from ((pack, phrase, span) for span in phrase_spans(phrase, folded))
        if self._patterns:
            data = text.encode("utf-8", "surrogatepass")
            for pack, pattern in self._patterns:
                spans = pattern_spans(pattern, data, Offsets(text, data))
                yield from ((pack, pattern, span) for span in spans)

    def encouraged(self, text: str, identity: IdentityKind) -> tuple[str, ...]:
        """Ids of encouraging clauses, such as `acat:i`, that a post with this text serves; for `Report.encouraged`."""
        if not self._welcomes:
            return ()
        data = text.encode("utf-8", "surrogatepass")
        glad = {
            welcome.clause: None
            for pack, welcome in self._welcomes
            if identity in pack.clause(welcome.clause).identities
            and any(True for _ in pattern_spans(welcome, data, Offsets(text, data)))
        }
        return tuple(glad)


def _hit(pack: Pack, rule: Phrase | Pattern, span: Span) -> PackHit:
    ways = (Suggestion(label=way.label, replace=way.replace, route=way.route) for way in rule.suggestions)
    return PackHit(
        start=span[0],
        end=span[1],
        concern=rule.concern,
        outcome=rule.outcome,
        rule=f"{pack.id}.{rule.id}",
        clauses=rule.clauses,
        title=rule.title or pack.clause(rule.clauses[0]).heading,
        why=rule.why,
        suggestions=tuple(ways),
    )
