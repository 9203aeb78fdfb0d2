from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from composer.vault import keys
from composer.vault.keys import FLOOR, Argon2Cost, VaultKey, key_from_words, unwrap, wrap


def test_p08_a_guess_takes_64_mib_three_passes_and_four_lanes_at_least() -> None:
    assert (FLOOR.memory_kib, FLOOR.passes, FLOOR.lanes) == (65_536, 3, 4)
    assert FLOOR.acceptable()


@pytest.mark.parametrize("weak", [{"memory_kib": 65_535}, {"passes": 2}, {"lanes": 1}, {"memory_kib": 2**30}])
def test_cost_outside_the_bounds_is_refused(weak: dict[str, int]) -> None:
    cost = Argon2Cost(**weak)
    assert not cost.acceptable()
    with pytest.raises(ValueError, match="Argon2"):
        key_from_words("quiet rivers", bytes(16), cost)


def test_calibration_only_ever_goes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.CALIBRATION)
    monkeypatch.setattr(keys, "_seconds", lambda cost: 9.0)
    assert keys.calibrated() == FLOOR


def machine(slowness: float) -> Callable[[Argon2Cost], float]:
    """A machine that takes so many seconds for a guess at the floor."""
    return lambda cost: slowness * cost.memory_kib / FLOOR.memory_kib * cost.passes / FLOOR.passes


@pytest.mark.parametrize(
    ("slowness", "memory_kib", "passes"),
    [(0.6, 65_536, 3), (0.3, 131_072, 3), (0.125, 262_144, 3), (0.12, 262_144, 4), (0.03, 262_144, 13)],
)
def test_calibration_raises_memory_then_passes_until_a_guess_takes_half_a_second(
    monkeypatch: pytest.MonkeyPatch, slowness: float, memory_kib: int, passes: int
) -> None:
    monkeypatch.delenv(keys.CALIBRATION)
    seconds = machine(slowness)
    monkeypatch.setattr(keys, "_seconds", seconds)
    cost = keys.calibrated()
    assert cost == Argon2Cost(memory_kib=memory_kib, passes=passes)
    assert keys.AIM_SECONDS <= seconds(cost) < 2 * keys.AIM_SECONDS


def test_calibration_ends_at_what_is_accepted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.CALIBRATION)
    monkeypatch.setattr(keys, "_seconds", lambda cost: 0.0)
    assert keys.calibrated().acceptable()


def test_a_machine_that_is_busy_for_a_moment_is_not_taken_for_a_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.CALIBRATION)
    seconds, busy = machine(0.125), iter([9.0, 9.0])
    monkeypatch.setattr(keys, "_seconds", lambda cost: next(busy, seconds(cost)))
    assert keys.calibrated().memory_kib == 262_144


def test_time_in_which_others_had_the_processor_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    own, all_threads = iter([1.0, 1.1]), iter([5.0, 5.5])
    monkeypatch.setattr(keys.time, "thread_time", lambda: next(own))
    monkeypatch.setattr(keys.time, "process_time", lambda: next(all_threads))
    monkeypatch.setattr(keys.os, "cpu_count", lambda: 2)
    assert keys._seconds(FLOOR) == pytest.approx(0.1 + 0.4 / 2)


def test_accents_typed_either_way_are_one_passphrase() -> None:
    composed, apart = (unicodedata.normalize(form, "\u00e9t\u00e9 \u00e0 No\u00ebl") for form in ("NFC", "NFD"))
    assert composed != apart
    assert key_from_words(composed, bytes(16), FLOOR) == key_from_words(apart, bytes(16), FLOOR)


def test_a_wrapped_key_opens_only_with_its_key_and_circumstances() -> None:
    under, tie = os.urandom(32), {"vault": "v"}
    sealed = wrap(b"secret", under, tie)
    assert unwrap(sealed, under, tie) == b"secret"
    assert unwrap(sealed, under, {"vault": "w"}) is None
    assert unwrap(sealed, os.urandom(32), tie) is None


def test_a_key_shows_nothing() -> None:
    key = VaultKey.fresh()
    assert key.hex() not in repr(key)
    assert key == VaultKey(key.raw())
    assert key != VaultKey.fresh()
    assert len(key.hex()) == 64
    with pytest.raises(ValueError, match="32"):
        VaultKey(b"short")


@given(st.dictionaries(st.text("abc_1"), st.text() | st.booleans() | st.integers(0, 2**53 - 1)))
def test_what_is_tied_to_a_seal_has_the_form_of_rfc_8785(flat: dict[str, str | int | bool]) -> None:
    assert keys.canonical(flat) == rfc8785.dumps(flat)
    assert keys.canonical({"cost": flat}) == rfc8785.dumps({"cost": flat})
