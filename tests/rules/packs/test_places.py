"""Where things stand in a TOML file, checked against the parser of the standard library."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.packs.places import Path, Place, TooMuch, measure, nearest, places
from rules.packs.shelf import SHIPPED

TEXT = '''# head
id = "a" # not [this]
"quoted key" = 1.5
a.b = 2
list = [ # comment
  "one", "t]wo",
  [3, 4],
  { x = 1, y.z = "}" },
]
text = """
[[not]]
a = 1
"""
[[rule]]
id = 'x#'
[rule.inner]
k = 2026-01-01T00:00:00.5
[[rule]]
id = "y"
[[rule.part]]
p = 1
[[rule.part]]
p = -1.5e3
'''


def where(path: Path) -> tuple[int, int]:
    place = places(TEXT)[path]
    return place.line, place.column


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("id",), 2, 1),
        (("quoted key",), 3, 1),
        (("a", "b"), 4, 1),
        (("list",), 5, 1),
        (("list", 1), 6, 10),
        (("list", 2, 1), 7, 7),
        (("list", 3, "x"), 8, 5),
        (("list", 3, "y", "z"), 8, 12),
        (("text",), 10, 1),
        (("rule", 0), 14, 1),
        (("rule", 0, "id"), 15, 1),
        (("rule", 0, "inner", "k"), 17, 1),
        (("rule", 1, "id"), 19, 1),
        (("rule", 1, "part", 0, "p"), 21, 1),
        (("rule", 1, "part", 1, "p"), 23, 1),
    ],
)
def test_where_things_stand(path: Path, line: int, column: int) -> None:
    assert where(path) == (line, column)


def paths(value: Any, start: Path = ()) -> set[Path]:
    found: set[Path] = set()
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found |= {(*start, key)} | paths(inner, (*start, key))
    return found


@pytest.mark.parametrize("text", [TEXT, *((SHIPPED / f"{name}.toml").read_text("utf-8") for name in ("acat", "mip"))])
def test_every_value_has_a_place(text: str) -> None:
    """Tables that are only implied (`a` in `a.b = 1`) have none of their own."""
    found = places(text)
    implied = {("a",), ("rule",), ("list", 3, "y"), ("rule", 1, "part")}
    implied |= {(name,) for name in ("clause", "contact", "phrase", "pattern", "welcome")}
    assert paths(tomllib.loads(text)) - set(found) <= implied


def test_the_nearest_place_is_the_innermost_that_is_written() -> None:
    found = places(TEXT)
    assert nearest(found, ("rule", 1, "id", "deeper")) == found[("rule", 1, "id")]
    assert nearest(found, ("nothing",)) == Place(1, 1)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="[]{}=.,\"'\\# \nab1", max_size=60))
def test_any_text_can_be_asked_for_places(text: str) -> None:
    lines = text.split("\n")
    for place in places(text).values():
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1


def test_a_real_pack_is_far_from_the_limits() -> None:
    for name in ("acat", "mip"):
        measure((SHIPPED / f"{name}.toml").read_text("utf-8") * 5)


def test_depth() -> None:
    measure("a = " + "[" * 20 + "]" * 20)
    with pytest.raises(TooMuch) as caught:
        measure("a = 1\nb = " + "[" * 21 + "]" * 21)
    assert caught.value.line == 2
