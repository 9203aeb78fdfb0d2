"""Reports as the terminal shows them: readable text, JSON, SARIF. Pure functions; offsets are code points."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from rules.report import Finding, Outcome, Report, Suggestion

WIDTH = 100
"""Columns of a quoted line."""
MEANING = {
    Outcome.CLEAR: "nothing to say; only you know whether a real person stands behind it",
    Outcome.ADVICE: "may go out; something to consider first",
    Outcome.NEEDS_CONSENT: "may go out only with a recorded consent",
    Outcome.MUST_FIX: "must not go out as it stands",
}
LEVEL = {
    Outcome.CLEAR: "none",
    Outcome.ADVICE: "note",
    Outcome.NEEDS_CONSENT: "warning",
    Outcome.MUST_FIX: "error",
}


class Checked(msgspec.Struct, frozen=True):
    """One text that was checked, under the name it is shown by."""

    name: str
    text: str
    report: Report


class Lines:
    """Finds line and column (both from 1) of offsets in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The words of a line, without its end."""
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[self._starts[number - 1] : end].removesuffix("\r")


# -- text ------------------------------------------------------------------------------------------------------------


def as_text(checked: Checked) -> Iterator[str]:
    """Lines of text: each finding with its line, a caret, the clause, why, and ways to mend it; then the outcome."""
    lines = Lines(checked.text)
    for finding in checked.report.findings:
        yield from _finding(checked.name, finding, lines)
        yield ""
    for person in checked.report.people:
        if person.summary:
            yield f"  {person.summary}"
    outcome = checked.report.outcome
    yield f"{checked.name}: {outcome} ({MEANING[outcome]})"


def _finding(name: str, finding: Finding, lines: Lines) -> Iterator[str]:
    line, column = lines.place(finding.start)
    title = f"  {finding.title}" if finding.title else ""
    yield f"{name}:{line}:{column}: {finding.outcome} {finding.concern}{title}  [{finding.rule}]"
    yield from quoted(lines, finding.start, finding.end)
    if labels := ", ".join(c.label + (" (no exception)" if c.overrule else "") for c in finding.citations):
        yield f"    {labels}"
    if finding.why:
        yield f"    {finding.why}"
    for suggestion in finding.suggestions:
        yield f"    → {_way(suggestion)}"


def quoted(lines: Lines, start: int, end: int) -> Iterator[str]:
    """The line of a span, cut to `WIDTH`, with carets under the span."""
    number, column = lines.place(start)
    words = lines.line(number)
    at = column - 1
    length = min(end - start, len(words) - at)
    left = max(0, at + min(length, WIDTH // 2) - WIDTH * 3 // 4) if len(words) > WIDTH else 0
    shown = words[left : left + WIDTH]
    marked = shown[at - left : at - left + length]
    before, after = "…" if left else "", "…" if left + WIDTH < len(words) else ""
    margin = f"{number:>6} | "
    yield margin + before + plain(shown) + after
    yield " " * 6 + " | " + " " * (len(before) + columns(shown[: at - left])) + "^" * max(1, columns(marked))


def _way(suggestion: Suggestion) -> str:
    if suggestion.replace is None:
        return suggestion.label
    return f"{suggestion.label}: “{plain(suggestion.replace)}”" if suggestion.replace else suggestion.label


def plain(words: str) -> str:
    """Words without control characters, which a terminal might obey."""
    return "".join(c if c.isprintable() else " " for c in words)


def columns(words: str) -> int:
    """How many columns of a terminal the words take."""
    return sum(_columns(c) for c in words)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# -- JSON ------------------------------------------------------------------------------------------------------------


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as the design's contract for `--jsonl` gives it; `title`, `person` and `detail` beside."""
    row: dict[str, Any] = {
        "start": finding.start,
        "end": finding.end,
        "concern": finding.concern.value,
        "outcome": finding.outcome.value,
        "rule": finding.rule,
        "clauses": list(finding.clauses),
        "why": finding.why,
        "suggestions": [_suggestion_row(s) for s in finding.suggestions],
    }
    extra = {"title": finding.title, "person": finding.person, "detail": finding.detail}
    return row | {name: value for name, value in extra.items() if value}


def _suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    return {name: value for name, value in msgspec.structs.asdict(suggestion).items() if value is not None}


def report_row(report: Report) -> dict[str, Any]:
    """A report's outcome and findings, and what else it has to say."""
    row: dict[str, Any] = {
        "outcome": report.outcome.value,
        "findings": [finding_row(finding) for finding in report.findings],
    }
    if report.degraded:
        row |= {"degraded": True, "notes": list(report.notes)}
    return row


def as_json(checked: Iterable[Checked]) -> bytes:
    """All texts as one JSON array."""
    rows = []
    for one in checked:
        people = [msgspec.to_builtins(person) for person in one.report.people]
        more = {"people": people, "encouraged": one.report.encouraged, "notes": one.report.notes}
        rows.append({"file": one.name} | report_row(one.report) | more)
    return msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n"


# -- SARIF -----------------------------------------------------------------------------------------------------------


def as_sarif(checked: Sequence[Checked], version: str) -> bytes:
    """All texts as one SARIF 2.1.0 log; columns are Unicode code points."""
    results = [_result(one.name, finding, Lines(one.text)) for one in checked for finding in one.report.findings]
    rules = {f.rule: {"id": f.rule, "shortDescription": {"text": f.title or f.concern.value}} for f in _all(checked)}
    driver = {"name": "considered", "semanticVersion": version, "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2) + b"\n"


def _all(checked: Iterable[Checked]) -> Iterator[Finding]:
    return (finding for one in checked for finding in one.report.findings)


def _result(name: str, finding: Finding, lines: Lines) -> dict[str, Any]:
    start, end = lines.place(finding.start), lines.place(finding.end)
    region = {
        "startLine": start[0],
        "startColumn": start[1],
        "endLine": end[0],
        "endColumn": end[1],
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    cited = ", ".join(citation.label for citation in finding.citations)
    return {
        "ruleId": finding.rule,
        "level": LEVEL[finding.outcome],
        "message": {"text": f"{finding.why or finding.title or finding.concern.value}{f' ({cited})' if cited else ''}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": name}, "region": region}}],
        "properties": {"concern": finding.concern.value, "outcome": finding.outcome.value, "clauses": finding.clauses},
    }
