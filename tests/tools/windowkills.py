"""F10, P3: the real window is killed in the middle of typing, and what was typed is looked for in the vault."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from composer import places
from composer.app import Considered
from rules.report import IdentityKind
from tests.tools.faults import Tally
from tests.ui.desktop.posts import PASSPHRASES, set_up

ROOT = Path(__file__).resolve().parents[2]
AT_RISK_S = 2.0
PACE_MS = 60
TEXT = "the quiet of a room after somebody has left it stays for a while and so do we "


@contextlib.contextmanager
def a_home() -> Iterator[None]:
    """A folder of its own with both vaults, off screen."""
    ours = {"CONSIDERED_ARGON2": "floor", "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory(prefix="considered-kills-") as folder:
        ours[places.OVERRIDE] = folder
        before = {name: os.environ.get(name) for name in ours}
        os.environ.update(ours)
        try:
            set_up(Considered())
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def killed_while_typing(times: int, rng: random.Random) -> Tally:
    """Kill the window (SIGKILL) so many times, each after some seconds of typing; at most two seconds may be gone."""
    tally = Tally()
    risks: list[float] = []
    with a_home():
        for _ in range(times):
            tally.tries += 1
            pressed, killed = _typed_and_killed(rng.uniform(1.0, 6.0))
            kept = _kept()
            if not typed(len(pressed)).startswith(kept):
                tally.bad.append(f"the draft is not what was typed ({len(kept)} of {len(pressed)})")
            lost = pressed[len(kept) :]
            risks.append(killed - lost[0] if lost else 0.0)
            tally.kept += bool(lost)
            tally.done += not lost
            if risks[-1] > AT_RISK_S:
                tally.bad.append(f"{risks[-1]:.2f} s of typing were lost")
    ordered = sorted(risks)
    tally.note("typing lost, ms, median", round(1000 * ordered[len(ordered) // 2]))
    tally.note("typing lost, ms, most", round(1000 * ordered[-1]))
    return tally


def typed(length: int) -> str:
    """What so many keys make."""
    return (TEXT * (length // len(TEXT) + 1))[:length]


def _typed_and_killed(seconds: float) -> tuple[list[float], float]:
    """When each key was pressed, and when the window died (monotonic s)."""
    words = PASSPHRASES[IdentityKind.PROFESSIONAL]
    run = [sys.executable, "-m", "tests.journeys.typing_app", words, TEXT, str(PACE_MS)]
    process = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    assert process.stdout is not None
    pressed = [_when(process.stdout.readline())]
    while time.monotonic() - pressed[0] < seconds:
        pressed.append(_when(process.stdout.readline()))
    process.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    rest, _ = process.communicate(timeout=60)
    pressed += [_when(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return pressed, killed


def _when(line: str) -> float:
    return float(line.split()[1])


def _kept() -> str:
    """The text of the draft that was written last."""
    with Considered().unlock(IdentityKind.PROFESSIONAL, PASSPHRASES[IdentityKind.PROFESSIONAL]) as session:
        assert session.upkeep is not None
        assert session.upkeep.cut_short, "the crash was not noticed"
        return session.drafts.all()[0].text
