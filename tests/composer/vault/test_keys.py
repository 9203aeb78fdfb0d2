from __future__ import annotations

import os
import time
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from composer.vault import keys
from composer.vault.keys import FLOOR, Argon2Cost, VaultKey, key_from_words, unwrap, wrap


def test_p08_a_guess_costs_64_mib_and_a_third_of_a_second_of_work() -> None:
    assert (FLOOR.memory_kib, FLOOR.passes, FLOOR.lanes) == (65_536, 3, 4)
    started = time.process_time()
    key_from_words("quiet rivers", bytes(16), FLOOR)
    assert time.process_time() - started > 0.1  # processor time: what a guesser pays


@pytest.mark.parametrize("weak", [{"memory_kib": 65_535}, {"passes": 2}, {"lanes": 1}, {"memory_kib": 2**30}])
def test_cost_outside_the_bounds_is_refused(weak: dict[str, int]) -> None:
    cost = Argon2Cost(**weak)
    assert not cost.acceptable()
    with pytest.raises(ValueError, match="Argon2"):
        key_from_words("quiet rivers", bytes(16), cost)


def test_calibration_only_ever_goes_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.CALIBRATION)
    seconds = iter([0.1, 0.2, 0.6])
    monkeypatch.setattr(keys, "_seconds", lambda cost: next(seconds))
    assert keys.calibrated().memory_kib == 131_072
    monkeypatch.setattr(keys, "_seconds", lambda cost: 9.0)
    assert keys.calibrated() == FLOOR


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
