"""Reads a policy pack from a file, strictly, and says everything that is wrong with it at once.

A pack file may come from anywhere, so it is distrusted: size, depth and number of parts are checked before it is
parsed, links and other odd files are refused, patterns are bounded. A refusal takes no longer than 100 ms.
"""

from __future__ import annotations

import itertools
import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from rules.packs.coherence import incoherences
from rules.packs.explain import decode, explain
from rules.packs.pack import Clause, Contact, Head, Pack, Pattern, Phrase, Welcome
from rules.packs.places import Path as TomlPath
from rules.packs.places import TooMuch, measure, nearest, places
from rules.packs.problems import MOST_PROBLEMS, PackProblem, PackTrouble, refuse

MAX_BYTES = 1 << 20
MAX_RULES = 300
"""Most phrases, patterns and welcomes of a pack together; likewise most clauses."""

_LISTS: dict[str, type[msgspec.Struct]] = {
    "clause": Clause,
    "contact": Contact,
    "phrase": Phrase,
    "pattern": Pattern,
    "welcome": Welcome,
}
_RULES = ("phrase", "pattern", "welcome")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control and direction signs: on a terminal they can do what nobody sees. Tabs and line ends are let through."""
_T = TypeVar("_T", bound=msgspec.Struct)


def load_pack(path: Path) -> Pack:
    """The pack in that file; PackTrouble, naming every problem, when it cannot be used."""
    return parse_pack(read_file(path), str(path))


def read_file(path: Path) -> bytes:
    """The bytes of an ordinary file of at most 1 MB; no links, pipes or devices."""
    name = str(path)
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise refuse(name, "this is a link, not a file", "Copy the pack itself to this place.")
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as trouble:  # ValueError: a NUL in the path
        what = "there is no such file" if isinstance(trouble, FileNotFoundError) else "the file cannot be read"
        raise refuse(name, what, "Check its name and that you may read it.") from None
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode):
        os.close(descriptor)
        raise refuse(name, "this is no ordinary file", "Give a .toml file.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1) if facts.st_size <= MAX_BYTES else None
    if data is None or len(data) > MAX_BYTES:
        raise refuse(name, "the file is bigger than 1 MB", "A policy needs a few pages: leave out what is not clauses.")
    return data


def parse_pack(data: bytes, name: str) -> Pack:
    """The pack that these bytes hold; `name` is the file as it is named in problems."""
    if len(data) > MAX_BYTES:
        raise refuse(name, "the pack is bigger than 1 MB", "A policy needs a few pages.")
    text = _text(data, name)
    return _Build(text, _table(text, name), name).pack()


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        what = "the file is not written in UTF-8"
        cure = "Save it again as UTF-8 (in most editors: Save as, encoding)."
        raise PackTrouble([PackProblem(file=name, line=line, what=what, cure=cure)]) from None


def _table(text: str, name: str) -> dict[str, Any]:
    try:
        measure(text)
        return tomllib.loads(text)
    except TooMuch as trouble:
        raise PackTrouble([_problem(text, name, trouble.line, 1, trouble.what, trouble.cure)]) from None
    except (ValueError, RecursionError) as trouble:
        raise PackTrouble([_syntax(text, name, str(trouble))]) from None


def _syntax(text: str, name: str, message: str) -> PackProblem:
    """From the parser's `… (at line 3, column 5)`."""
    match = re.search(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", message, re.DOTALL)
    reason = match[1] if match else "it is nested too deeply or holds an impossible number"
    lines = text.rstrip().count("\n") + 1
    line, column = (int(match[2]), int(match[3])) if match and match[2] else (lines, 1)
    if "overwrite" in reason or "Cannot declare" in reason or "Duplicate" in reason:
        return _problem(text, name, line, 1, "this is written twice", "Keep one of the two.")
    cure = "Text stands in double quotes, lists in square brackets, one `key = value` a line."
    return _problem(text, name, line, column, f"this is not TOML: {reason[:160]}", cure)


def _problem(text: str, name: str, line: int, column: int, what: str, cure: str, width: int = 1) -> PackProblem:
    lines = text.split("\n")
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    return PackProblem(file=name, line=line, column=column, width=width, what=what, cure=cure, excerpt=excerpt)


class _Build:
    """One table turned into a pack; gathers problems instead of stopping at the first."""

    def __init__(self, text: str, table: dict[str, Any], name: str) -> None:
        self.text = text
        self.table = table
        self.name = name
        self.problems: list[tuple[TomlPath, str, str]] = []

    def pack(self) -> Pack:
        self.problems += itertools.islice(_unseen(self.table), MOST_PROBLEMS)
        if sum(len(items) for key in _RULES if isinstance(items := self.table.get(key), list)) > MAX_RULES:
            what = f"there are more than {MAX_RULES} phrases, patterns and welcomes together"
            self._say((), what, "Split the pack in two.")
        if self.problems:
            raise self._trouble()
        head = self._one(Head, {k: v for k, v in self.table.items() if k not in _LISTS}, ())
        lists = {key: self._many(key, kind) for key, kind in _LISTS.items()}
        if not lists["clause"] and not self.problems:
            self._say((), "there is no clause in it", "Add at least one [[clause]].")
        if head is None or self.problems:
            raise self._trouble()
        pack = _assembled(head, lists, Path(self.name).name)
        self.problems += incoherences(pack)
        if self.problems:
            raise self._trouble()
        return _with_full_ids(pack)

    def _many(self, key: str, kind: type[_T]) -> list[_T]:
        items = self.table.get(key, [])
        if not isinstance(items, list):
            self._say((key,), f"`{key}` is not a list of tables", f"Write [[{key}]] with two brackets on each side.")
            return []
        if len(items) > MAX_RULES:
            self._say((key,), f"there are more than {MAX_RULES} of these", "Split the pack in two.")
            return []
        made = [self._one(kind, item, (key, index)) for index, item in enumerate(items)]
        return [item for item in made if item is not None]

    def _one(self, kind: type[_T], value: Any, path: TomlPath) -> _T | None:
        try:
            return msgspec.convert(value, kind, dec_hook=decode)
        except msgspec.ValidationError:
            for told in explain(kind, value, (*_LISTS,) if kind is Head else ()):
                self._say((*path, *told.path), told.what, told.cure)
            return None

    def _say(self, path: TomlPath, what: str, cure: str) -> None:
        self.problems.append((path, what, cure))

    def _trouble(self) -> PackTrouble:
        found = places(self.text)
        placed = sorted(((nearest(found, path), what, cure) for path, what, cure in self.problems), key=_by_place)
        return PackTrouble(
            _problem(self.text, self.name, place.line, place.column, what, cure, place.width)
            for place, what, cure in placed
        )


def _unseen(value: Any, path: TomlPath = ()) -> Iterator[tuple[TomlPath, str, str]]:
    """The texts and names of a table that hold a sign of `_UNSEEN`."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        for text in (key, item):
            if isinstance(text, str) and (sign := _UNSEEN.search(text)):
                name = unicodedata.name(sign[0], "a control sign").lower()
                what = f"this holds a sign that nobody can see (U+{ord(sign[0]):04X}, {name})"
                yield (*path, key), what, "Write it without that sign."
        yield from _unseen(item, (*path, key))


def _by_place(problem: tuple[Any, str, str]) -> tuple[int, int, str]:
    return problem[0].line, problem[0].column, problem[1]


def _assembled(head: Head, lists: Mapping[str, list[Any]], file: str) -> Pack:
    return Pack(
        **msgspec.structs.asdict(head),
        clauses=tuple(lists["clause"]),
        contacts=tuple(lists["contact"]),
        phrases=tuple(lists["phrase"]),
        patterns=tuple(lists["pattern"]),
        welcomes=tuple(lists["welcome"]),
        file=file,
    )


def _with_full_ids(pack: Pack) -> Pack:
    """Clause ids as the rest of the app knows them: `pack:clause`."""

    def full(clause: str) -> str:
        return f"{pack.id}:{clause}"

    replace = msgspec.structs.replace
    return replace(
        pack,
        clauses=tuple(replace(clause, id=full(clause.id)) for clause in pack.clauses),
        phrases=tuple(replace(rule, clauses=tuple(map(full, rule.clauses))) for rule in pack.phrases),
        patterns=tuple(replace(rule, clauses=tuple(map(full, rule.clauses))) for rule in pack.patterns),
        welcomes=tuple(replace(welcome, clause=full(welcome.clause)) for welcome in pack.welcomes),
    )
