from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.vault import recovery
from composer.vault.recovery import ALPHABET, OtherSheet, RecoverySheet, RecoveryTypo, understood, written
from composer.vault.vault import Recovery, Vault
from tests.composer.vault.conftest import Ready

VAULT = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
CODE = recovery.new_code(VAULT, 3)
TEXT = written(CODE)


def test_a_code_is_understood_however_it_is_typed() -> None:
    assert understood(TEXT) == CODE
    assert understood(TEXT.lower().replace(" ", "-")) == CODE
    assert understood(TEXT.replace("0", "o").replace("1", "l").replace(" ", "")) == CODE
    assert len(TEXT.split()) == 9


@given(place=st.integers(0, 44), sign=st.sampled_from(ALPHABET))
def test_f19_every_wrong_sign_is_caught_and_located(place: int, sign: str) -> None:
    signs = TEXT.replace(" ", "")
    if signs[place] == sign:
        return
    with pytest.raises(RecoveryTypo) as caught:
        understood(signs[:place] + sign + signs[place + 1 :])
    assert caught.value.groups == (place // 5 + 1,)


def test_f19_swapped_neighbours_and_swapped_groups_are_caught() -> None:
    signs = TEXT.replace(" ", "")
    for place in range(44):
        swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
        if swapped != signs and place % 5 != 4:
            with pytest.raises(RecoveryTypo):
                understood(swapped)
    groups = TEXT.split()
    groups[2], groups[5] = groups[5], groups[2]
    with pytest.raises(RecoveryTypo) as caught:
        understood(" ".join(groups))
    assert caught.value.groups == (3, 6)


def test_f19_a_code_cut_short_says_how_long_it_is() -> None:
    with pytest.raises(RecoveryTypo, match="this has 40"):
        understood(TEXT[:-6])


def test_f19_a_sheet_of_another_vault_and_an_older_sheet_are_named() -> None:
    recovery.belongs(CODE, VAULT, 3)
    with pytest.raises(OtherSheet, match="another vault"):
        recovery.belongs(CODE, "another", 3)
    with pytest.raises(OtherSheet, match="older sheet"):
        recovery.belongs(CODE, VAULT, 4)


def test_f19_the_sheet_alone_opens_the_vault(ready: Ready) -> None:
    with ready.open() as vault:
        newer = vault.slots.set_recovery(vault.key)
    with pytest.raises(OtherSheet, match="older"):
        Vault.open(ready.path, Recovery(ready.code))
    Vault.open(ready.path, Recovery(newer.code)).close()


def test_one_group_typed_again_proves_the_sheet(vault: Vault) -> None:
    sheet = vault.slots.set_recovery(vault.key)
    assert isinstance(sheet, RecoverySheet)
    assert sheet.confirms(4, sheet.groups[4].lower())
    assert not sheet.confirms(4, sheet.groups[5])
    assert sheet.code not in repr(sheet)
    assert secrets.compare_digest(understood(sheet.code).secret.hex(), understood(sheet.code).secret.hex())
    assert understood(sheet.code).secret.hex() not in repr(understood(sheet.code))
