"""Policy packs: what bodies ask, as data. Nothing in a pack is ever executed.

`PackShelf` hands out clauses and citations, `load_pack` reads one file, `PackMatcher` holds packs' own phrases and
patterns against a text, `test_pack` runs the examples of a pack for its author (`AUTHORING.md`).
"""

from __future__ import annotations

from rules.packs.loader import load_pack, parse_pack
from rules.packs.matcher import PackHit, PackMatcher
from rules.packs.pack import Ask, Clause, Exempt, Force, Pack, ServedBy, Subject
from rules.packs.problems import PackProblem, PackTrouble, describe_problem
from rules.packs.shelf import PackShelf
from rules.packs.staleness import staleness
from rules.packs.trial import PackTestResult, describe_pack, test_pack

__all__ = [
    "Ask",
    "Clause",
    "Exempt",
    "Force",
    "Pack",
    "PackHit",
    "PackMatcher",
    "PackProblem",
    "PackShelf",
    "PackTestResult",
    "PackTrouble",
    "ServedBy",
    "Subject",
    "describe_pack",
    "describe_problem",
    "load_pack",
    "parse_pack",
    "staleness",
    "test_pack",
]
