"""A report told as what is new in it since the one before, so that a long text's hundreds of findings travel once.

Both ends keep the findings of the report told last for each document. Plain values; offsets are code points.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rules.report import Finding, Report, Suggestion

Findings = tuple[Finding, ...]


class Since(msgspec.Struct, frozen=True):
    """What a shortened report leaves out: findings of the one before."""

    same: int = 0
    """So many at the beginning stand as they did."""
    last: int = 0
    """So many at the end stand as they did, but further on."""
    by: int = 0
    """How many code points further on."""


def shortened(report: Report, before: Findings) -> tuple[Report, Since]:
    """The report without what it has in common with the findings told `before`."""
    now = report.findings
    shorter = min(len(now), len(before))
    same = next((i for i in range(shorter) if now[i] is not before[i] and now[i] != before[i]), shorter)
    last, by = 0, 0
    if same < shorter:
        by = now[-1].start - before[-1].start
        while last < shorter - same and now[-1 - last] == _moved(before[-1 - last], by):
            last += 1
    return msgspec.structs.replace(report, findings=now[same : len(now) - last]), Since(same, last, by)


def completed(report: Report, since: Since, before: Findings) -> Report | None:
    """The whole report again; None where `before` are not the findings that it was shortened by."""
    if since.same + since.last > len(before):
        return None
    if not since.same and not since.last:
        return report
    tail = before[len(before) - since.last :]
    if since.by:
        tail = tuple([_moved(finding, since.by) for finding in tail])
    return msgspec.structs.replace(report, findings=(*before[: since.same], *report.findings, *tail))


def _moved(finding: Finding, by: int) -> Finding:
    if not by:
        return finding
    ways = finding.suggestions
    for way in ways:
        if way.start is not None:  # most stand on the passage itself, and a long text has hundreds of findings
            ways = _ways(ways, by)
            break
    return msgspec.structs.replace(finding, start=finding.start + by, end=finding.end + by, suggestions=ways)


def _ways(ways: Sequence[Suggestion], by: int) -> tuple[Suggestion, ...]:
    return tuple(
        [
            way
            if way.start is None or way.end is None
            else msgspec.structs.replace(way, start=way.start + by, end=way.end + by)
            for way in ways
        ]
    )
