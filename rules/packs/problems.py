"""What is wrong with a pack, told so that its author can mend it: file, line, what, cure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rules.errors import RulesTrouble

EXCERPT = 100
"""Longest piece of a line that is shown, in code points."""
MOST_PROBLEMS = 40


class PackProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong in a pack file."""

    file: str
    line: int
    """From 1; 0 where it is about the file as a whole."""
    what: str
    cure: str
    column: int = 1
    """From 1, in code points."""
    width: int = 1
    """How many code points the caret underlines."""
    excerpt: str = ""
    """The line itself, as it stands."""


class PackTrouble(RulesTrouble):
    """A pack that cannot be used; `problems` says all that was found. Nothing of the pack is taken over."""

    def __init__(self, problems: Iterable[PackProblem]) -> None:
        self.problems = list(problems)[:MOST_PROBLEMS]
        first = self.problems[0]
        place = f"{first.file}, line {first.line}" if first.line else first.file
        more = len(self.problems) - 1
        super().__init__(
            f"The policy pack cannot be used ({place}): {first.what}.",
            "None of its clauses are being applied" + (f"; {more} more to mend." if more else "."),
            first.cure,
        )

    def __repr__(self) -> str:
        return f"PackTrouble({len(self.problems)} problems)"


def refuse(file: str, what: str, cure: str) -> PackTrouble:
    """A trouble about the file as a whole."""
    return PackTrouble([PackProblem(file=file, line=0, what=what, cure=cure)])


def describe_problem(problem: PackProblem) -> str:
    """The problem as text for a terminal: place and what, the line with a caret under it, the cure."""
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    lines = [f"{place}: {problem.what}"]
    if problem.line and problem.excerpt:
        excerpt, column = _window(problem.excerpt, problem.column)
        margin = f"{problem.line:>6} | "
        width = max(1, min(problem.width, len(excerpt) - column + 1))
        lines += [margin + excerpt, " " * 6 + " | " + " " * (column - 1) + "^" * width]
    lines.append(f"  Cure: {problem.cure}")
    return "\n".join(lines)


def _window(line: str, column: int) -> tuple[str, int]:
    """A piece of a long line around the column, without control characters, and the column within it."""
    clean = "".join(char if char.isprintable() else " " for char in line)
    start = max(0, column - EXCERPT // 2) if len(clean) > EXCERPT else 0
    return clean[start : start + EXCERPT], column - start
