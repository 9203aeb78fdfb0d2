"""The one policy by which what the rules found and what the reader read become one answer.

Draft policy, calibrated later: see `joining.toml`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from rules.packs import PackShelf
from rules.report import Finding, Outcome, Person, Setting, severest

if TYPE_CHECKING:
    from rules.reader.reader import Reading


def join(
    findings: Sequence[Finding], reading: Reading | None, text: str, setting: Setting, shelf: PackShelf
) -> list[Finding]:
    """What is said in the end: the rules' findings and the reader's, each passage and concern once."""
    return list(findings)


def finished(text: str, findings: Iterable[Finding], people: Sequence[Person]) -> tuple[list[Finding], list[Person]]:
    """The findings in reading order, each with its key, and the people pointing at those keys."""
    ordered = sorted(findings, key=lambda f: (f.start, -f.outcome.rank, f.end, f.concern, f.rule))
    seen: Counter[str] = Counter()
    renamed: dict[str, str] = {}
    keyed = []
    for finding in ordered:
        key = finding_key(text, finding, seen)
        renamed[finding.key] = key
        keyed.append(msgspec.structs.replace(finding, key=key))
    there = [msgspec.structs.replace(p, findings=tuple(renamed[k] for k in p.findings if k in renamed)) for p in people]
    return keyed, there


def finding_key(text: str, finding: Finding, seen: Counter[str]) -> str:
    """Identity without position: the concern, the words, and the how-manieth such passage it is."""
    words = " ".join(text[finding.start : finding.end].casefold().split())
    name = f"{finding.concern}\0{words}"
    seen[name] += 1
    return hashlib.blake2b(f"{name}\0{seen[name]}".encode("utf-8", "replace"), digest_size=8).hexdigest()


def outcome_of(findings: Iterable[Finding]) -> Outcome:
    """The post's outcome: the severest of its findings."""
    return severest([finding.outcome for finding in findings])
