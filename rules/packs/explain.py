"""Turns what the decoder says of a wrong value into words for a pack's author: where, what, cure."""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from rules.packs.pack import Ask, Exempt, Force, Kind, ServedBy, Subject
from rules.packs.places import Path
from rules.report import Concern, IdentityKind, Outcome

_CHOICES: dict[str, type[enum.StrEnum]] = {
    "force": Force,
    "exception": Exempt,
    "subjects": Subject,
    "identities": IdentityKind,
    "served_by": ServedBy,
    "concerns": Concern,
    "in_personal": Concern,
    "concern": Concern,
    "outcome": Outcome,
    "kind": Kind,
}
_SAMPLES = {
    "id": 'id = "a-short-name"   (small letters, digits, hyphens; unique in this pack)',
    "ref": 'ref = "4.2"   (as people cite it)',
    "heading": 'heading = "A few words"',
    "summary": 'summary = "What the clause asks, in your own words."',
    "force": 'force = "must"   (must-not, must, should or encouraged)',
    "subjects": 'subjects = ["client"]',
    "why": 'why = "One plain sentence that a therapist would accept."',
    "served_by": 'served_by = ["text"]',
    "found": 'found = ["a sentence in which it must be found"]',
    "passed": 'passed = ["a similar sentence that must pass"]',
    "phrases": 'phrases = ["the words to look for"]',
    "pattern": "pattern = 'a regular expression in single quotes'",
    "suggestions": 'suggestions = [{ label = "What to do instead" }]',
    "clauses": 'clauses = ["the id of a clause of this pack"]',
    "clause": 'clause = "the id of a clause of this pack"',
    "concern": 'concern = "client-reference"',
    "outcome": 'outcome = "advice"',
    "as_of": "as_of = 2026-01-31   (the date of the text that you worked from, without quotes)",
    "verified": "verified = false   (true once someone has held every clause against the text itself)",
    "kind": 'kind = "policy"   (or guidance)',
    "concerns": 'concerns = { client-reference = "needs-consent" }',
}
_TYPES = {
    "str": "text in quotes",
    "array": "a list in square brackets",
    "object": "a table",
    "bool": "true or false without quotes",
    "date": "a date such as 2026-01-31 without quotes",
    "int": "a number",
}


class Explained(msgspec.Struct, frozen=True):
    """What is wrong at `path` (relative to the value that was decoded), and how to mend it."""

    path: Path
    what: str
    cure: str
    at_key: bool = True


def explain(trouble: msgspec.ValidationError, value: Any, known: Iterable[str]) -> Explained:
    """The decoder's complaint about `value` in plain words; `known` are the keys that may stand there."""
    message, _, tail = str(trouble).partition(" - at ")
    path = _path(tail, value)
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if match := re.match(r"Object contains unknown field `(.*)`", message, re.DOTALL):
        return _unknown((*path, match[1]), match[1], list(known) if not path else _inner(key))
    if match := re.match(r"Object missing required field `(.*)`", message):
        sample = _SAMPLES.get(match[1], f'{match[1]} = "…"')
        return Explained(path, f"`{match[1]}` is missing", f"Add {sample}")
    if match := re.match(r"Invalid enum value (.*)", message, re.DOTALL):
        wrong = match[1].strip("'")
        inner = (*path, wrong) if "key" in tail else path
        return Explained(inner, f"`{wrong}` is not one of the words allowed here", _choose(key, wrong))
    return Explained(path, f"`{key}` {_complaint(message)}", _cure(key, message))


def _path(tail: str, value: Any) -> Path:
    """From the decoder's `$.a[2].b` to keys and indices; `[...]` is looked up among the values."""
    path: list[str | int] = []
    for name, index in re.findall(r"\.([A-Za-z_][\w-]*)|\[(\d+|\.\.\.)\]", tail):
        part: str | int = name or (index if index == "..." else int(index))
        if part == "...":
            part = (
                next((key for key, item in value.items() if not _is_ask(item)), "") if isinstance(value, dict) else ""
            )
        path.append(part)
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(path)


def _is_ask(written: object) -> bool:
    try:
        Ask.parse(written)
    except ValueError:
        return False
    return True


def _unknown(path: Path, wrong: str, known: list[str]) -> Explained:
    near = difflib.get_close_matches(wrong, known, 1)
    cure = f"Did you mean `{near[0]}`?" if near else "Remove it."
    return Explained(path, f"`{wrong[:40]}` is not a key that a pack has here", f"{cure} Known: {', '.join(known)}.")


def _inner(key: str) -> list[str]:
    return {"suggestions": ["label", "replace", "route"]}.get(key, ["id", "title"])


def _choose(key: str, wrong: str) -> str:
    choices = [choice.value for choice in _CHOICES.get(key, ())]
    near = difflib.get_close_matches(wrong, choices, 1)
    start = f"Did you mean `{near[0]}`? " if near else ""
    return f"{start}Allowed: {', '.join(choices)}."


def _complaint(message: str) -> str:
    if message == "is no outcome":
        return "is given something that is no outcome"
    if match := re.match(r"Expected `(\w+)[^`]*` of length (>=|<=) (\d+)", message):
        unit = "characters" if match[1] == "str" else "entries"
        return f"is {'too short' if match[2] == '>=' else f'too long (at most {match[3]} {unit})'}"
    if re.match(r"Expected `str` matching regex", message):
        return "is not a name that can be used as an id"
    if match := re.match(r"Expected `(\w+)[^`]*`, got `(\w+)", message):
        return f"should be {_TYPES.get(match[1], match[1])}"
    return "has a value that cannot be used"


def _cure(key: str, message: str) -> str:
    if message == "is no outcome":
        return 'Write "clear", "advice", "needs-consent" or "must-fix", or a range such as "advice..must-fix".'
    if "of length <=" in message:
        return "Shorten it; one plain sentence is enough."
    if "matching regex" in message:
        return "Use small letters, digits and hyphens, a letter first, at most 40 in all."
    sample = _SAMPLES.get(key)
    return f"Write it as {sample}" if sample else "Compare with the example in rules/packs/AUTHORING.md."
