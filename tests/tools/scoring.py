"""How well findings agree with labels: over whole posts, and over spans, concern by concern.

A labelled span is found when a finding of its concern overlaps it, and a finding is right when it overlaps a labelled
span of its concern. `cover` is the share of a concern's marked characters that lie in labelled spans of any concern, so
that marking everything earns nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from rules.report import Outcome

ORDER = tuple(outcome.value for outcome in Outcome)
STOPS = tuple(outcome.value for outcome in Outcome if outcome.stops)


class Mark(NamedTuple):
    """A span with its concern; code points, `end` exclusive."""

    start: int
    end: int
    concern: str

    def touches(self, other: Mark) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


class Row(msgspec.Struct, frozen=True):
    """One post, as labelled and as checked."""

    id: str
    text: str
    wanted: str
    got: str
    labelled: tuple[Mark, ...]
    found: tuple[Mark, ...]


class Tally(msgspec.Struct):
    """Counts for one concern."""

    labelled: int = 0
    recalled: int = 0
    findings: int = 0
    right: int = 0
    marked: int = 0
    """Characters in findings."""
    covered: int = 0
    """Of these, how many lie in any labelled span."""

    def __add__(self, other: Tally) -> Tally:
        mine, theirs = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return Tally(*(a + b for a, b in zip(mine, theirs, strict=True)))

    @property
    def recall(self) -> float | None:
        return share(self.recalled, self.labelled)

    @property
    def precision(self) -> float | None:
        return share(self.right, self.findings)

    @property
    def cover(self) -> float | None:
        return share(self.covered, self.marked)


class Score(msgspec.Struct, frozen=True):
    """All figures of one run."""

    posts: int
    confusion: dict[tuple[str, str], int]
    """(labelled, checked) → how many posts."""
    concerns: dict[str, Tally]
    highlighted: float | None
    """Share of labelled spans under a finding of any concern."""

    def _count(self, wanted: Iterable[str], got: Iterable[str]) -> int:
        rows, columns = set(wanted), set(got)
        return sum(n for (w, g), n in self.confusion.items() if w in rows and g in columns)

    @property
    def harm_missed(self) -> float | None:
        """Of the posts that needed consent or mending, those passed as clear or advice."""
        return share(self._count(STOPS, set(ORDER) - set(STOPS)), self._count(STOPS, ORDER))

    @property
    def clear_stopped(self) -> float | None:
        """Of the harmless posts, those stopped."""
        return share(self._count(["clear"], STOPS), self._count(["clear"], ORDER))

    @property
    def clear_bothered(self) -> float | None:
        """Of the harmless posts, those given any finding."""
        return share(self._count(["clear"], ORDER[1:]), self._count(["clear"], ORDER))

    @property
    def accuracy(self) -> float | None:
        """Posts with the right outcome."""
        return share(sum(n for (w, g), n in self.confusion.items() if w == g), self.posts)

    @property
    def macro_f1(self) -> float:
        """Mean over the four outcomes of the harmonic mean of precision and recall."""
        return sum(self._f1(outcome) for outcome in ORDER) / len(ORDER)

    def _f1(self, outcome: str) -> float:
        right = self._count([outcome], [outcome])
        said, were = self._count(ORDER, [outcome]), self._count([outcome], ORDER)
        return 2 * right / (said + were) if said + were else 0.0

    @property
    def spans(self) -> Tally:
        """All concerns together."""
        return sum(self.concerns.values(), Tally())


def share(part: int, whole: int) -> float | None:
    """A ratio; None of nothing."""
    return part / whole if whole else None


def read_lines(file: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled_marks(post: Mapping[str, Any]) -> tuple[Mark, ...]:
    """The labelled spans, found by their words and how-manieth occurrence."""
    marks = []
    for label in post["concerns"]:
        at = -1
        for _ in range(label.get("nth", 1)):
            at = post["text"].index(label["quote"], at + 1)
        marks.append(Mark(at, at + len(label["quote"]), label["concern"]))
    return tuple(marks)


def row_of(post: Mapping[str, Any], answer: Mapping[str, Any] | None) -> Row:
    """A labelled post beside its answer; one without an answer counts as passed as clear."""
    answer = answer or {"outcome": "clear", "findings": []}
    found = tuple(Mark(f["start"], f["end"], f["concern"]) for f in answer["findings"])
    return Row(post["id"], post["text"], post["outcome"], answer["outcome"], labelled_marks(post), found)


def score(rows: Sequence[Row]) -> Score:
    """The figures over some posts."""
    tallies = [_tally(row) for row in rows]
    names = sorted({name for tally in tallies for name in tally})
    labels = [(label, row) for row in rows for label in row.labelled]
    lit = sum(any(label.touches(f) for f in row.found) for label, row in labels)
    return Score(
        posts=len(rows),
        confusion=dict(Counter((row.wanted, row.got) for row in rows)),
        concerns={name: sum((tally.get(name, Tally()) for tally in tallies), Tally()) for name in names},
        highlighted=share(lit, len(labels)),
    )


def _tally(row: Row) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    inside = {at for label in row.labelled for at in range(label.start, label.end)}
    for label in row.labelled:
        tally = tallies.setdefault(label.concern, Tally())
        tally.labelled += 1
        tally.recalled += _met(label, row.found)
    for finding in row.found:
        tally = tallies.setdefault(finding.concern, Tally())
        tally.findings += 1
        tally.right += _met(finding, row.labelled)
        tally.marked += finding.end - finding.start
        tally.covered += sum(at in inside for at in range(finding.start, finding.end))
    return tallies


def _met(mark: Mark, others: Iterable[Mark]) -> bool:
    return any(other.concern == mark.concern and mark.touches(other) for other in others)


# -- tables ----------------------------------------------------------------------------------------------------------


def table(figures: Score) -> str:
    """The figures for reading."""
    f, spans = figures, figures.spans
    lines = [
        f"{f.posts} posts",
        f"harm missed {_show(f.harm_missed)}   clear stopped {_show(f.clear_stopped)}   "
        f"clear bothered {_show(f.clear_bothered)}",
        f"outcome accuracy {_show(f.accuracy)}   macro-F1 {_show(f.macro_f1)}",
        f"spans: recall {_show(spans.recall)}   precision {_show(spans.precision)}   "
        f"under any highlight {_show(f.highlighted)}",
        "",
        f"{'labelled ↓ checked →':24}" + "".join(f"{name:>15}" for name in ORDER),
        *(f"{w:24}" + "".join(f"{f.confusion.get((w, g), 0):15d}" for g in ORDER) for w in ORDER),
        "",
        f"{'concern':24}{'labelled':>9}{'recall':>8}{'findings':>10}{'precision':>11}{'cover':>8}",
        *(
            f"{name:24}{t.labelled:9d}{_show(t.recall):>8}{t.findings:10d}{_show(t.precision):>11}{_show(t.cover):>8}"
            for name, t in f.concerns.items()
        ),
    ]
    return "\n".join(lines)


def summary(name: str, figures: Score) -> str:
    """One line, for comparing runs."""
    f, spans = figures, figures.spans
    return (
        f"{name:14}{_show(f.harm_missed):>12}{_show(f.clear_stopped):>10}{_show(f.clear_bothered):>10}"
        f"{_show(f.accuracy):>10}{_show(f.macro_f1):>10}{_show(spans.recall):>10}{_show(spans.precision):>10}"
    )


SUMMARY_HEAD = (
    f"{'':14}{'harm missed':>12}{'stopped':>10}{'bothered':>10}{'accuracy':>10}{'macro-F1':>10}{'recall':>10}"
    f"{'precision':>10}"
)


def _show(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
