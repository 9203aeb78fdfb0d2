"""P11, F31, F32: no text that was made to be slow holds up the first findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rules.checker import Checker
from tests.tools.hostiletexts import HOSTILE, measured

CHARACTERS = 50_000
FIRST_S = 2.0


@pytest.mark.parametrize("name", HOSTILE)
def test_p11_the_first_findings_come_within_two_seconds(fresh: Callable[[], Checker], name: str) -> None:
    first, _ = measured(fresh(), HOSTILE[name](CHARACTERS), to_the_end=False)
    assert first <= FIRST_S
