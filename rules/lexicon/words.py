"""The word lists as alternations for patterns.

Each list lies in a TOML file beside this one, which states its origin: one string per list, entries parted by white
space, `_` standing for the space inside an entry. An entry may be a small pattern.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources

FOLDER = resources.files("rules.lexicon")


class LexiconTrouble(ValueError):
    """A word list that is missing or malformed; our fault, never the user's."""


@functools.cache
def _lists() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(FOLDER.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            found |= read_lists(file.name, file.read_text(encoding="utf-8"))
    return found


def read_lists(name: str, toml: str) -> dict[str, tuple[str, ...]]:
    """The lists in one file's text; raises LexiconTrouble for a file that does not state its origin."""
    data = tomllib.loads(toml)
    if not str(data.pop("origin", "")).strip():
        raise LexiconTrouble(f"{name} does not state its origin")
    return {key: tuple(dict.fromkeys(_entry(word) for word in value.split())) for key, value in data.items()}


def _entry(word: str) -> str:
    return re.sub(r"_(?![^<>]*>)", " ", word)


def listed(name: str) -> tuple[str, ...]:
    """The entries of the list `name`, as written."""
    try:
        return _lists()[name]
    except KeyError:
        raise LexiconTrouble(f"there is no word list called {name!r}") from None


def names() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(_lists())


@functools.cache
def alternation(name: str) -> str:
    """The list `name` as alternatives of a pattern, longest first."""
    return "|".join(sorted(listed(name), key=len, reverse=True))
