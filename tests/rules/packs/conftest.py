"""Packs to be tested: a small whole one, and a way to write variants of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.packs import Pack, PackTrouble, parse_pack
from rules.packs.shelf import SHIPPED

WORKED_EXAMPLE = re.search(r"```toml\n(.*?)```", (SHIPPED / "AUTHORING.md").read_text(encoding="utf-8"), re.DOTALL)[1]
"""The pack in AUTHORING.md, so that the text for authors cannot rot."""


@pytest.fixture
def written() -> str:
    return WORKED_EXAMPLE


@pytest.fixture
def variant() -> Callable[[str, str], str]:
    """The worked example with one passage replaced, which must be there."""

    def make(old: str, new: str) -> str:
        assert old in WORKED_EXAMPLE
        return WORKED_EXAMPLE.replace(old, new, 1)

    return make


@pytest.fixture
def pack_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a text into a .toml file of its own."""

    def write(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def parse(text: str) -> Pack:
    return parse_pack(text.encode(), "mine.toml")


def refused(text: str | bytes) -> PackTrouble:
    """The trouble that a pack of this text makes."""
    with pytest.raises(PackTrouble) as caught:
        parse_pack(text if isinstance(text, bytes) else text.encode(), "mine.toml")
    for problem in caught.value.problems:
        assert problem.file == "mine.toml"
        assert problem.what
        assert problem.cure
    return caught.value
