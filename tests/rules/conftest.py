"""One loaded pipeline for all tests of this package; each checker has its own memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.checker import Checker
from rules.language import Language
from tests.rules.fakes import FakeReader


@pytest.fixture(scope="session")
def language() -> Language:
    return Language.load()


@pytest.fixture
def fresh(language: Language) -> Callable[[], Checker]:
    """Makes checkers that remember nothing, with a reader that knows a few words."""
    return lambda: Checker(language=language, reader=FakeReader())  # type: ignore[arg-type]


@pytest.fixture
def checker(fresh: Callable[[], Checker]) -> Checker:
    return fresh()
