from __future__ import annotations

from pathlib import Path

import pytest

from composer.vault.guesses import Guesses
from composer.vault.trouble import TooSoon, WrongPassphrase
from composer.vault.vault import Passphrase, Vault
from tests.composer.damage import each_byte_damaged
from tests.composer.vault.conftest import PASSPHRASE, Ready


class Time:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_f17_pauses_grow_survive_a_restart_and_end(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "guesses.json"
    pauses = []
    for _ in range(13):
        Guesses(path, time).was_wrong()
        after_restart = Guesses(path, time)
        pauses.append(after_restart.pause())
        time.now += after_restart.pause()
        after_restart.allow()
    assert pauses == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]
    Guesses(path, time).was_right()
    assert Guesses(path, time).wrong == 0


def test_f17_a_clock_set_back_or_a_damaged_count_locks_nobody_out(tmp_path: Path) -> None:
    time, path = Time(), tmp_path / "guesses.json"
    guesses = Guesses(path, time)
    for _ in range(12):
        guesses.was_wrong()
    time.now -= 365 * 86_400
    assert guesses.pause() == 30
    time.now += 30
    guesses.allow()
    path.write_bytes(b"\xff garbage")
    Guesses(path, time).allow()


def test_f17_ten_wrong_passphrases_leave_the_vault_as_it_was(ready: Ready) -> None:
    before = ready.path.read_bytes()
    for _ in range(6):
        with pytest.raises(WrongPassphrase) as caught:
            Vault.open(ready.path, Passphrase("no, not this one"))
    assert "changed" in str(caught.value)  # a damaged key file is said to be possible, too
    with pytest.raises(TooSoon) as soon:
        Vault.open(ready.path, Passphrase(PASSPHRASE))
    assert 0 < soon.value.seconds <= 1
    assert ready.path.read_bytes() == before
    ready.open().close()  # the recovery sheet is not held up


def test_a_folder_that_cannot_be_written_still_counts(tmp_path: Path) -> None:
    guesses = Guesses(tmp_path / "missing" / "guesses.json", Time())
    for _ in range(7):
        guesses.was_wrong()
    with pytest.raises(TooSoon):
        guesses.allow()


def test_f17_a_damaged_count_locks_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "guesses.json"
    Guesses(path).was_wrong()
    for _ in each_byte_damaged(path):
        assert Guesses(path).wrong == 0
