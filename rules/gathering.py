"""Puts the answers on the stretches of a text together as one: each finding once, in code points of the whole text.

What was moved to its place a moment ago is remembered, so that a keystroke moves only what it displaced. Used from one
thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from rules.answering import Answered
from rules.joining import in_order
from rules.layout import Stretch
from rules.report import Finding, Person, Suggestion


class _Place(msgspec.Struct, frozen=True, gc=False):
    """Where an answer stands: all that its findings in the whole text depend on beside itself."""

    number: int
    origin: int


class Gathering:
    """The answers on the stretches of the last text, moved to their places."""

    def __init__(self) -> None:
        self._there: dict[int, tuple[Answered, _Place, list[Finding], list[Person]]] = {}

    def forget(self) -> None:
        """Drop every finding."""
        self._there.clear()

    def gathered(self, answers: Sequence[tuple[Stretch, Answered]]) -> tuple[list[Finding], list[Person]]:
        """The findings of all stretches in reading order, and the people; ids of people differ between stretches."""
        findings: list[Finding] = []
        people: list[Person] = []
        there = {}
        for number, (stretch, answered) in enumerate(answers):
            place = _Place(number, stretch.run_up)
            known = self._there.get(number)
            if known is None or known[0] is not answered or known[1] != place:
                known = answered, place, in_order(_findings(answered, place)), list(_people(answered, place))
            there[number] = known
            findings += known[2]
            people += known[3]
        self._there = there
        return findings, people


def _prefix(place: _Place) -> str:
    return f"{place.number}." if place.number else ""


def _findings(answered: Answered, place: _Place) -> Iterator[Finding]:
    origin, prefix = place.origin, _prefix(place)
    for finding in answered.findings:
        yield _moved(finding, origin, prefix) if origin or prefix else finding


def _people(answered: Answered, place: _Place) -> Iterator[Person]:
    prefix = _prefix(place)
    for person in answered.people:
        yield msgspec.structs.replace(person, id=prefix + person.id) if prefix else person


def _moved(finding: Finding, origin: int, prefix: str) -> Finding:
    ways = finding.suggestions
    for way in ways:
        if way.start is not None:
            ways = tuple([_placed(way, origin) for way in ways])
            break
    return msgspec.structs.replace(
        finding,
        start=finding.start + origin,
        end=finding.end + origin,
        person=prefix + finding.person if finding.person else None,
        suggestions=ways,
    )


def _placed(suggestion: Suggestion, origin: int) -> Suggestion:
    if suggestion.start is None or suggestion.end is None:
        return suggestion
    return msgspec.structs.replace(suggestion, start=suggestion.start + origin, end=suggestion.end + origin)
