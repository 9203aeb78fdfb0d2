"""Turns what the decoder says of a wrong value into words for a pack's author: where, what, cure."""

from __future__ import annotations

import difflib
import enum
import re
from collections.abc import Iterable, Iterator
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
_TEXT = '{} = "…"'
_TYPES = {
    "str": "text in quotes",
    "array": "a list in square brackets",
    "object": "a table",
    "bool": "true or false without quotes",
    "date": "a date such as 2026-01-31 without quotes",
    "int": "a number",
}


class Explained(msgspec.Struct, frozen=True):
    """What is wrong at `path` (relative to the table that was decoded), and how to mend it."""

    path: Path
    what: str
    cure: str


def decode(kind: type, value: object) -> object:
    """The decoder's hook for the one type of ours that it does not know."""
    if kind is Ask:
        return Ask.parse(value)
    raise NotImplementedError


def explain(kind: type[msgspec.Struct], table: Any, also: Iterable[str] = ()) -> Iterator[Explained]:
    """Everything that keeps a table from being a `kind`; `also` are further keys that may stand there."""
    if not isinstance(table, dict):
        yield Explained((), "this is not a table", "Compare with the example in rules/packs/AUTHORING.md.")
        return
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    known = [*fields, *also]
    yield from (_unknown((key,), key, known) for key in table if key not in known)
    missing = [name for name, field in fields.items() if field.required and name not in table]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        cure = "Add\n" + "\n".join(f"    {_SAMPLES.get(name, _TEXT.format(name))}" for name in missing)
        yield Explained((), f"{names} {'is' if len(missing) == 1 else 'are'} missing", cure)
    for name, field in fields.items():
        if name not in table:
            continue
        try:
            msgspec.convert(table[name], field.type, dec_hook=decode)
        except msgspec.ValidationError as trouble:
            yield _told(trouble, name, table[name])


def _told(trouble: msgspec.ValidationError, name: str, value: Any) -> Explained:
    """The decoder's complaint about one key's value in plain words."""
    message, _, tail = str(trouble).partition(" - at ")
    path = (name, *_path(tail, value))
    if match := re.match(r"Object contains unknown field `(.*)`", message, re.DOTALL):
        return _unknown((*path, match[1]), match[1], _INNER.get(name, ["id", "title"]))
    if match := re.match(r"Object missing required field `(.*)`", message):
        return Explained(path, f"`{match[1]}` is missing in `{name}`", f'Add {match[1]} = "…"')
    if match := re.match(r"Invalid enum value (.*)", message, re.DOTALL):
        wrong = match[1].strip("'")
        inner = (*path, wrong) if "key" in tail else path
        return Explained(inner, f"`{wrong[:40]}` is not one of the words allowed here", _choose(name, wrong))
    return Explained(path, f"`{name}` {_complaint(message)}", _cure(name, message))


_INNER = {"suggestions": ["label", "replace", "route"]}


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
