"""Short, seeded shares of `make torture`: the product's own operations killed, failed, cut off and damaged.

Each part runs in a process of its own, as its children are forked and traced, which a test process with threads must
not do. The whole runs and their table: `python -m tests.tools.torture`.
"""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tools import damage, torture
from tests.tools.faults import Tally

ROOT = Path(__file__).resolve().parents[3]


def tortured(part: str, share: float) -> dict[str, Any]:
    """The part's tally; skips where it cannot run on this machine."""
    command = [sys.executable, "-m", "tests.tools.torture", "--part", part, "--share", str(share), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=170, cwd=ROOT, env=dict(os.environ))
    assert told.stdout, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    if "skipped" in found:
        pytest.skip(found["skipped"])
    assert found["bad"] == []
    assert told.returncode == 0
    assert told.stderr == ""
    return found


def test_p01_f01_nothing_acknowledged_is_lost_by_kill_9() -> None:
    assert tortured("f01", 0.05)["tries"] == 10


def test_p01_f02_f13_a_kill_at_any_call_of_any_operation_leaves_before_or_after() -> None:
    assert tortured("f02", 0.005)["tries"] == 22


def test_p02_f03_a_power_cut_loses_nothing_acknowledged() -> None:
    assert tortured("f03", 0.02)["tries"] == 25


def test_p04_f04_no_space_left_is_told_and_saving_goes_on_later() -> None:
    assert tortured("f04", 0.03)["tries"] == 11


def test_p04_f04_a_full_file_system_loses_nothing() -> None:
    found = tortured("f04-full", 0.1)
    assert found["notes"]["disk-full"] > 10


def test_p09_f05_a_failing_disk_is_told_as_one_and_nothing_is_replaced() -> None:
    assert tortured("f05", 0.03)["tries"] == 11


def test_p04_f06_a_read_only_mount_opens_for_reading() -> None:
    tortured("f06", 1)


def test_p05_f08_every_flipped_bit_is_noticed() -> None:
    assert tortured("f08", 0.1)["tries"] == 100


def test_p05_f08_f09_a_hurt_or_lost_journal_is_undone_or_noticed() -> None:
    assert tortured("f09", 0.1)["tries"] == 20


def test_only_a_mount_that_is_refused_is_left_out_and_a_leaking_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def part(error: Exception) -> tuple[str, torture.Part]:
        def run(share: float, rng: random.Random) -> Tally:
            raise error

        return "a part", run

    for leaking in (OSError(errno.ENOSPC, "no space"), OSError(errno.EROFS, "read-only")):
        monkeypatch.setitem(torture.PARTS, "f06", part(leaking))
        with pytest.raises(OSError, match=str(leaking.strerror)):
            torture.run("f06", 1, 1)
    monkeypatch.setitem(torture.PARTS, "f06", part(damage.NotAllowedHere("mounting is not allowed here")))
    assert torture.run("f06", 1, 1) == "mounting is not allowed here"
