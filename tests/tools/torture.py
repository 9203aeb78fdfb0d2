"""`make torture`: the long fault-injection runs on the product's own operations, seeded, with a table at the end.

    python -m tests.tools.torture [--seed N] [--part f01 …] [--share 0.1]

`--share` runs that part of every count (the suite runs short shares). Exit 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence

import msgspec

from tests.tools import damage, faults, windowkills
from tests.tools.faults import Tally
from tests.tools.tracing import AVAILABLE
from tests.tools.vaultops import ACTS

Part = Callable[[float, random.Random], Tally]


def count(whole: int, share: float) -> int:
    """A share of a count, at least one."""
    return max(1, round(whole * share))


def failing(number: int) -> Callable[[str, random.Random, int], Tally]:
    """The operation with calls that fail with an errno."""
    return lambda act, rng, most: faults.failing_everywhere(act, number, rng, most)


def every_act(one: Callable[[str, random.Random, int], Tally], most: int, heavier: int = 0) -> Part:
    """The part that runs `one` for each operation, up to `most` places each; `heavier` for saves and consents."""

    def run(share: float, rng: random.Random) -> Tally:
        tally = Tally()
        for act in ACTS:
            places = heavier if heavier and act in ("save", "consent") else most
            tally += one(act, random.Random(f"{act} {rng.random()}"), count(places, share))
        return tally

    return run


PARTS: dict[str, tuple[str, Part]] = {
    "f01": ("kill -9 at random moments of autosave", lambda s, r: faults.killed_while_writing(count(200, s), r)),
    "f02": ("kill at every changing system call", every_act(faults.killed_everywhere, 400)),
    "f03": ("power cuts", every_act(lambda act, rng, n: faults.power_cuts(act, n, rng), 60, 400)),
    "f04": (
        "ENOSPC from the n-th call on",
        every_act(failing(errno.ENOSPC), 40),
    ),
    "f04-full": ("a full file system of 3 MB", lambda s, r: damage.full_disk(count(400, s), r)),
    "f05": (
        "EIO from the n-th call on",
        every_act(failing(errno.EIO), 40),
    ),
    "f06": ("a read-only mount", lambda s, r: damage.read_only_mount(1, r)),
    "f08": ("single bits flipped in a vault", lambda s, r: damage.flipped_bits(count(1000, s), r)),
    "f09": ("journals flipped or lost", lambda s, r: damage.hurt_journals(count(200, s), r)),
    "f10": (
        "the window killed in the middle of typing",
        lambda s, r: windowkills.killed_while_typing(count(30, s), r),
    ),
    "f39": ("seven attacks on the log", lambda s, r: damage.log_attacks(count(300, s), r)),
    "p10": ("figures", lambda s, r: damage.figures(count(100, s), r)),
}
TRACED = {"f02", "f03", "f04", "f05", "f09"}


def run(part: str, share: float, seed: int) -> Tally | str:
    """One part; a sentence where it cannot run here."""
    if part in TRACED and not AVAILABLE:
        return "needs Linux on x86-64"
    try:
        return PARTS[part][1](share, random.Random(f"{seed} {part}"))
    except damage.NotAllowedHere as refused:
        return str(refused)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for; 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--part", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--json", action="store_true", help="one JSON object a part instead of the table")
    chosen = parser.parse_args(arguments)
    os.environ.pop("CONSIDERED_ARGON2", None)  # the operations name their cost; the figures are of the calibrated one
    broken = 0
    for part in chosen.part:
        started = time.perf_counter()
        tally = run(part, chosen.share, chosen.seed)
        took = time.perf_counter() - started
        broken += bool(isinstance(tally, Tally) and tally.bad)
        print(as_json(part, tally, took) if chosen.json else as_text(part, tally, took), flush=True)
    return int(broken > 0)


def as_json(part: str, tally: Tally | str, took: float) -> str:
    """One line for programs."""
    body = {"skipped": tally} if isinstance(tally, str) else msgspec.to_builtins(tally)
    return json.dumps({"part": part, "seconds": round(took, 1), **body})


def as_text(part: str, tally: Tally | str, took: float) -> str:
    """A few lines for people."""
    name = f"{part:9} {PARTS[part][0]:40}"
    if isinstance(tally, str):
        return f"{name} left out: {tally}"
    lines = [f"{name} {tally.tries:6} tries {len(tally.bad):4} broken   {took:6.0f} s"]
    lines += [f"{'':12}{what}: {times}" for what, times in sorted(tally.notes.items())]
    lines += [f"{'':12}BROKEN {line}" for line in tally.bad[:20]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
