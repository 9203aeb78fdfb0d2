"""Texts longer than the checker takes at once, checked piece by piece."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

import msgspec

from rules.checker import MAX_CHARACTERS, Checker
from rules.report import Finding, Person, Report, Setting, severest


def check_all(checker: Checker, posts: Sequence[tuple[str, Setting]]) -> list[Report]:
    """The whole report of each text, however long; what is short is checked together.

    A line may end as on Windows: it is read like any other, and offsets are those of the text as given.
    """
    read = [(text.replace("\r\n", "\n"), setting) for text, setting in posts]
    reports = iter(checker.check_batch([(text, setting) for text, setting in read if len(text) <= MAX_CHARACTERS]))
    whole = [
        next(reports) if len(text) <= MAX_CHARACTERS else check_long(checker, text, setting) for text, setting in read
    ]
    return [_as_given(report, text) for report, (text, _) in zip(whole, posts, strict=True)]


def check_long(checker: Checker, text: str, setting: Setting) -> Report:
    """One report on a text of any length. People are followed within a piece only."""
    parts = [(at, checker.check(text[at:end], setting)) for at, end in pieces(text)]
    return Report(
        outcome=severest([report.outcome for _, report in parts]),
        findings=tuple(_moved(f, at, n) for n, (at, report) in enumerate(parts) for f in report.findings),
        people=tuple(_told_apart(p, n) for n, (_, report) in enumerate(parts) for p in report.people),
        notes=tuple(dict.fromkeys(note for _, report in parts for note in report.notes)),
        encouraged=tuple(dict.fromkeys(clause for _, report in parts for clause in report.encouraged)),
        degraded=any(report.degraded for _, report in parts),
    )


def pieces(text: str, limit: int = MAX_CHARACTERS) -> Iterator[tuple[int, int]]:
    """Spans that together are the text, each at most `limit` long, cut after a line, else after a blank if possible."""
    at = 0
    while at < len(text):
        end = min(len(text), at + limit)
        if end < len(text):
            border = max(text.rfind("\n", at + limit // 2, end), -1)
            border = border if border >= 0 else text.rfind(" ", at + limit // 2, end)
            end = border + 1 if border >= 0 else end
        yield at, end
        at = end


def _as_given(report: Report, text: str) -> Report:
    """A report on the text with each CR LF as one sign, with the offsets that the text has as given."""
    if "\r\n" not in text:
        return report
    ends = [match.start() - number for number, match in enumerate(re.finditer("\r\n", text))]
    findings = tuple(_placed(finding, lambda at: at + bisect_left(ends, at)) for finding in report.findings)
    return msgspec.structs.replace(report, findings=findings)


def _moved(finding: Finding, at: int, number: int) -> Finding:
    return msgspec.structs.replace(
        _placed(finding, lambda offset: offset + at),
        key=f"{number}.{finding.key}",
        person=f"{number}.{finding.person}" if finding.person else None,
    )


def _placed(finding: Finding, place: Callable[[int], int]) -> Finding:
    """The finding and its suggestions with each offset put where `place` says."""
    suggestions = tuple(
        msgspec.structs.replace(s, start=place(s.start), end=place(s.end))
        if s.start is not None and s.end is not None
        else s
        for s in finding.suggestions
    )
    return msgspec.structs.replace(finding, start=place(finding.start), end=place(finding.end), suggestions=suggestions)


def _told_apart(person: Person, number: int) -> Person:
    keys = tuple(f"{number}.{key}" for key in person.findings)
    return msgspec.structs.replace(person, id=f"{number}.{person.id}", findings=keys)
