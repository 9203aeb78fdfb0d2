"""From a report to cards: what is told of one person stands on one card, every other finding on its own.

Plain values. Positions are code points; words of the post appear only in `Chip.words`, for the card itself.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterable, Mapping

from composer.publish.post import Whole
from composer.publish.unseen import shown
from composer.review import How, ReviewItem
from rules.report import ClauseCitation, Finding, Outcome, Report, Suggestion, severest
from ui.desktop.words import SIGNS

MOST_LETTERS = 28
MANY_DETAILS = 3
"""From so many details on a card says that together they call for a second look (Hrynaszkiewicz et al. 2010)."""
_FORCES = {"must-not": "must not", "must": "must", "should": "should", "encouraged": "encouraged"}
COUNTED = {Outcome.MUST_FIX: "to mend", Outcome.NEEDS_CONSENT: "needs consent", Outcome.ADVICE: "thought"}


@dataclasses.dataclass(frozen=True)
class Chip:
    """A detail on a card: the words of the passage and what kind of detail they are."""

    words: str
    kind: str


@dataclasses.dataclass(frozen=True)
class Fix:
    """A suggestion that changes the text: what it says, what it puts, and the words that it takes the place of."""

    label: str
    replace: str
    was: str
    finding: Finding = dataclasses.field(compare=False)
    start: int = dataclasses.field(compare=False)
    """Where those words stood in the text that was answered (code points)."""


@dataclasses.dataclass(frozen=True)
class Group:
    """What one card shows. Two groups are equal when their cards look the same, wherever the passages stand."""

    key: str
    outcome: Outcome
    title: str
    why: str
    chips: tuple[Chip, ...]
    fixes: tuple[Fix, ...]
    routes: tuple[Suggestion, ...]
    citations: tuple[ClauseCitation, ...]
    findings: tuple[Finding, ...] = dataclasses.field(compare=False)
    where: str = ""
    """Where it stands when not all of it stands in the text: `In the description of picture 2`."""
    elsewhere: bool = False
    """Whether nothing of it stands in the text."""

    @property
    def start(self) -> int:
        """Where its first passage begins, as answered."""
        return min(f.start for f in self.findings)

    @property
    def asks_consent(self) -> bool:
        """Whether a consent could let it out."""
        asked = any(s.route == "ask-consent" for s in self.routes)
        return self.outcome is Outcome.NEEDS_CONSENT or (asked and self.outcome is Outcome.ADVICE)

    @property
    def heading(self) -> str:
        """Sign and title."""
        return f"{SIGNS[self.outcome]} {self.title}"

    def spoken(self) -> str:
        """How a screen reader names the card; no word of the post."""
        said = f"{self.title}, {COUNTED.get(self.outcome, '')}"
        return f"{said}, {self.where[:1].lower()}{self.where[1:]}" if self.where else said


def groups(report: Report, whole: Whole, most: int | None = None) -> tuple[list[Group], list[Outcome]]:
    """The cards of a report about `whole`: what stops the post in the order of the text, then thoughts.

    At most `most` are made; of the rest only the outcomes are given.
    """
    summaries = {p.id: p.summary for p in report.people}
    heaps = sorted(_together(report.findings), key=lambda h: (not h[0].outcome.stops, h[0].start))
    shown = heaps if most is None else heaps[:most]
    made = [_group(heap, whole, summaries) for heap in shown]
    return list(_named_once(made)), [heap[0].outcome for heap in heaps[len(shown) :]]


def _together(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that one card tells of, each heap of one outcome and in the order of the text."""
    heaps: dict[tuple[str, str] | int, list[Finding]] = {}
    for index, finding in enumerate(findings):
        if finding.person and finding.outcome.stops:
            heaps.setdefault((str(finding.outcome), finding.person), []).append(finding)
        else:
            heaps[index] = [finding]
    return [sorted(heap, key=_place) if len(heap) > 1 else heap for heap in heaps.values()]


_place = operator.attrgetter("start", "end")


def _group(found: list[Finding], whole: Whole, summaries: Mapping[str, str]) -> Group:
    head = max(found, key=lambda f: (f.outcome.rank, not f.detail))
    several = len(found) > 1
    fixes = {fix.label: fix for f in found for s in f.suggestions if (fix := _fix(f, s, whole)) is not None}
    routes = {s.route: s for f in found for s in f.suggestions if s.route}
    return Group(
        key=f"person of {head.key}" if several else head.key or f"{head.rule} {head.start}",
        outcome=severest(tuple(f.outcome for f in found)),
        title="One person is described here" if several else head.title or head.why,
        why=_why(head, found, summaries) if several else head.why,
        chips=_chips(found, whole.text),
        fixes=tuple(fixes.values()),
        routes=tuple(routes.values()),
        citations=tuple({c.id: c for f in found for c in f.citations}.values()),
        findings=tuple(found),
        where=_where(found, whole),
        elsewhere=all(f.start >= whole.parts[0].end for f in found),
    )


def _where(found: Iterable[Finding], whole: Whole) -> str:
    places = tuple(dict.fromkeys(whole.part_at(f.start).place for f in found))
    here = whole.parts[0].place
    return "" if places == (here,) else f"In {' and '.join(places)}"


def _fix(finding: Finding, suggestion: Suggestion, whole: Whole) -> Fix | None:
    """What a press can change: only words of the text itself, which undo takes back."""
    if suggestion.replace is None:
        return None
    start = finding.start if suggestion.start is None else suggestion.start
    end = finding.end if suggestion.end is None else suggestion.end
    if start >= whole.parts[0].end:
        return None
    return Fix(suggestion.label, suggestion.replace, whole.text[start:end], finding, start)


def _why(head: Finding, found: list[Finding], summaries: Mapping[str, str]) -> str:
    if summary := summaries.get(head.person or "", ""):
        return summary
    kinds = {f.detail for f in found if f.detail}
    second_look = f"{len(kinds)} kinds of detail together call for a second look." if len(kinds) >= MANY_DETAILS else ""
    return f"{head.why} {second_look}".strip()


def _chips(found: Iterable[Finding], text: str) -> tuple[Chip, ...]:
    chips = (Chip(shortened(shown(text[f.start : f.end])), f.detail.replace("-", " ")) for f in found if f.detail)
    return tuple(dict.fromkeys(chips))


def shortened(words: str, longest: int = MOST_LETTERS) -> str:
    """A passage as one short line."""
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _named_once(made: Iterable[Group]) -> list[Group]:
    """Keys made unique, so that the same passage twice keeps two cards."""
    seen: dict[str, int] = {}
    unique = []
    for group in made:
        seen[group.key] = seen.get(group.key, 0) + 1
        number = seen[group.key]
        unique.append(group if number == 1 else dataclasses.replace(group, key=f"{group.key} {number}"))
    return unique


def clause_words(clause: ClauseCitation) -> str:
    """A clause with its force: `MIP N3 must not, even with consent`."""
    even = ", even with consent" if clause.overrule else ""
    return f"{clause.label} {_FORCES.get(clause.force, clause.force)}{even}"


def tally(outcomes: Iterable[Outcome]) -> list[tuple[Outcome, int]]:
    """How many of each outcome, gravest first."""
    counts = dict.fromkeys(COUNTED, 0)
    for outcome in outcomes:
        if outcome in counts:
            counts[outcome] += 1
    return [(outcome, number) for outcome, number in counts.items() if number]


def counted(outcome: Outcome, number: int) -> str:
    """`2 to mend`, `1 needs consent`, `3 need consent`, `1 thought`, `2 thoughts`."""
    words = COUNTED[outcome]
    if number != 1:
        words = {"needs consent": "need consent", "thought": "thoughts"}.get(words, words)
    return f"{number} {words}"


def standing(group: Group, items: Mapping[str, ReviewItem]) -> tuple[bool, str]:
    """Whether a card is settled by what the author did, and that in a sentence; ("" while nothing was done)."""
    mine = [items[f.key] for f in group.findings if f.key in items]
    done = [item for item in mine if item.resolution is not None]
    if not done or len(mine) < len(group.findings):
        return False, ""
    settled = all(item.settled and item.resolution is not None for item in mine)
    return settled, _done(done)


def _done(done: list[ReviewItem]) -> str:
    first = next((i for i in done if not i.settled), done[0])
    resolution = first.resolution
    assert resolution is not None
    if resolution.how is How.CONSENT:
        return first.coverage.reason if first.coverage else "A consent is linked."
    if resolution.how is How.OVERRULED:
        return "You go on with a reason; it will stand in the record."
    if resolution.how is How.MENDED:
        return "You changed this passage before."
    return "Set aside."
