"""Damage to files at rest and what notices it (F4, F6, F8, F9, F39, P5), and the figures of the vault (P8, P10)."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.errors import UserTrouble
from composer.vault import engine, upkeep
from composer.vault.eventlog import Head
from composer.vault.keys import FLOOR
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Passphrase, Vault
from tests.composer.vault.logattacks import ATTACKS, CHAIN_SEES, attacked
from tests.tools.faults import Tally
from tests.tools.tracing import traced
from tests.tools.vaultops import BODY, PASSPHRASE, WHO, Scene, State, prepared, room, save, seen


def flipped_bits(flips: int, rng: random.Random) -> Tally:
    """F8, P5: one bit of the vault changed; opening or the full check has to say so."""
    tally = Tally()
    with room() as place:
        scene = prepared(Path(place) / "scene", "save")
        raw = scene.vault.read_bytes()
        for _ in range(flips):
            where = rng.randrange(len(raw) * 8)
            changed = bytearray(raw)
            changed[where // 8] ^= 1 << where % 8
            scene.vault.write_bytes(changed)
            tally.tries += 1
            how = noticed(scene)
            tally.note(how or "not noticed")
            if not how:
                tally.bad.append(f"bit {where} of {len(raw) * 8}")
    return tally


def noticed(scene: Scene, *heads: Head) -> str:
    """How damage is noticed: `at opening`, `by the full check`, or an empty string."""
    try:
        with scene.open() as vault:
            return "" if upkeep.check(vault, noted=heads).ok else "by the full check"
    except UserTrouble:
        return "at opening"


def hurt_journals(tries: int, rng: random.Random) -> Tally:
    """F8, F9: a process killed in mid-save, then a bit of its journal flipped, or the journal lost.

    The save was not acknowledged: the state before, the state after, or damage that is noticed are all right; a silent
    mixture is not.
    """
    tally = Tally()
    with room() as place:
        scene = prepared(Path(place) / "scene", "save")
        hot, head = _killed_in_mid_save(scene, Path(place) / "hot")
        done = scene.copy(Path(place) / "done")
        save(done)
        allowed = {"state before": seen(scene), "state after": seen(done)}
        for number in range(tries):
            copy = hot.copy(Path(place) / "try")
            journal = engine.journal_of(copy.vault)
            if number % 4 == 0:
                journal.unlink()
            else:
                raw = bytearray(journal.read_bytes())
                where = rng.randrange(len(raw) * 8)
                raw[where // 8] ^= 1 << where % 8
                journal.write_bytes(raw)
            tally.tries += 1
            _no_silent_mixture(tally, copy, head, allowed, "lost" if number % 4 == 0 else "flipped")
            shutil.rmtree(copy.folder)
    return tally


def _killed_in_mid_save(scene: Scene, to: Path) -> tuple[Scene, Head]:
    """A copy left behind by a kill between two page writes, and the head that is kept outside."""
    hot = scene.copy(to)
    with scene.open() as vault:
        head = vault.log.head()
    written = 0

    def decide(call: object) -> int:
        nonlocal written
        written += getattr(call, "path", "") == os.path.realpath(hot.vault) and getattr(call, "name", "") == "pwrite64"
        return -9 if written == 3 else 0

    traced(lambda: save(hot), hot.folder, decide)
    assert engine.journal_of(hot.vault).exists()
    return hot, head


def _no_silent_mixture(tally: Tally, scene: Scene, head: Head, allowed: dict[str, State | None], what: str) -> None:
    how = noticed(scene, head)
    if not how:
        found = seen(scene)
        how = next((name for name, state in allowed.items() if state == found), "")
    tally.note(f"{what}: {how or 'a silent mixture'}")
    if not how:
        tally.bad.append(f"journal {what}: neither noticed nor the state before or after")


def log_attacks(times: int, rng: random.Random) -> Tally:
    """F39, P5: each of the seven attacks, by somebody who has the key; one head survives outside."""
    tally = Tally()
    with room() as place:
        scene = prepared(Path(place) / "scene", "save")
        for name in ATTACKS:
            for _ in range(times):
                copy = scene.copy(Path(place) / "try")
                alone, with_head = attacked(name, copy.open, rng)
                tally.tries += 1
                tally.note(f"{name}: by the chain alone", int(not alone.ok))
                tally.note(f"{name}: with a head", int(not with_head.ok))
                if with_head.ok or (alone.ok and name in CHAIN_SEES):
                    tally.bad.append(f"{name} was not noticed")
                shutil.rmtree(copy.folder)
    return tally


class NotAllowedHere(Exception):
    """What a part needs of the system is not allowed here; any other error of it is a fault to be told."""


@contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small file system of its own (needs root); raises `NotAllowedHere` where that is refused."""
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True).returncode:
        raise NotAllowedHere("mounting is not allowed here")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def full_disk(tries: int, rng: random.Random) -> Tally:
    """F4, P4: a file system of 3 MB that is full: nothing is lost, the word comes within a second, it goes on later."""
    tally = Tally()
    with room() as place, mounted(Path(place) / "small", "size=3m,mode=700") as small:
        scene = prepared(small / "scene", "save")
        with scene.open() as vault:
            draft = vault.drafts.create()
            saved = ""
            for number in range(tries):
                filler = small / "filler"
                if number % 4 < 3:
                    _fill(filler, small, rng.randrange(0, 12_000))
                text = saved + "".join(rng.choices("abcdefgh ", k=rng.randrange(20_000, 60_000)))[-90_000:]
                tally.tries += 1
                started = time.perf_counter()
                try:
                    vault.drafts.save(draft.id, text)
                    saved, tally.done = text, tally.done + 1
                except VaultTrouble as trouble:
                    tally.kept += 1
                    tally.note(trouble.code)
                    if trouble.code != "disk-full" or "kB are free" not in trouble.happened:
                        tally.bad.append(f"try {number}: told {trouble.code}")
                if time.perf_counter() - started > 1:
                    tally.bad.append(f"try {number}: the word took longer than a second")
                if vault.drafts.get(draft.id).text != saved:
                    tally.bad.append(f"try {number}: the text read is not the one saved last")
                filler.unlink(missing_ok=True)
                vault.drafts.thin(draft.id)
            vault.drafts.save(draft.id, "there is room again")
        with scene.open() as vault:
            if vault.drafts.get(draft.id).text != "there is room again" or not upkeep.check(vault).ok:
                tally.bad.append("after freeing space")
    return tally


def _fill(filler: Path, small: Path, leave: int) -> None:
    """Fill the file system up, but for some bytes."""
    free = shutil.disk_usage(small).free
    with filler.open("wb") as file:
        file.write(bytes(max(0, free - leave)))


def read_only_mount(tries: int, rng: random.Random) -> Tally:
    """F6: a read-only mount opens for reading, says so, and refuses to write."""
    tally = Tally(tries=1)
    with room() as place, mounted(Path(place) / "small", "size=8m,mode=700") as small:
        scene = prepared(small / "scene", "save")
        before = scene.vault.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", small], check=True)
        with scene.open() as vault:
            try:
                vault.drafts.create()
                tally.bad.append("a write on a read-only mount")
            except VaultTrouble as trouble:
                told = vault.notice.code if vault.notice else ""
                if (vault.read_only, told, trouble.code) != (True, "read-only", "read-only"):
                    tally.bad.append(f"told {told}, {trouble.code}")
            copy = upkeep.back_up_now(vault, Path(place) / "copy")  # “save a copy” still works
        subprocess.run(["mount", "-o", "remount,rw", small], check=True)
        if scene.vault.read_bytes() != before or not copy.path.exists():
            tally.bad.append("the vault changed, or no copy was saved")
    return tally


def figures(times: int, rng: random.Random) -> Tally:
    """P8, P10: what opening, saving and verifying take here, in milliseconds."""
    tally = Tally()
    with room() as place:
        scene = prepared(Path(place) / "scene", "save")
        _measure(tally, "open with a key at hand", times, lambda: scene.open().close())
        made = Vault.create(Path(place) / "calibrated.vault", WHO, PASSPHRASE)
        made.close()
        for name, path in (("floor", scene.vault), ("calibrated", made.path)):
            what = f"open with the passphrase ({name})"
            _measure(tally, what, 5, lambda path=path: Vault.open(path, Passphrase(PASSPHRASE)).close())  # type: ignore[misc]
        with scene.open() as vault:
            draft = vault.drafts.create()
            turn = iter(range(10_000))
            _measure(tally, "save 3 kB", times * 4, lambda: vault.drafts.save(draft.id, f"{BODY[:3000]}{next(turn)}"))
            _measure(tally, "consent event", times, lambda: vault.log.append("consent.given", "C-1", {"text": BODY}))
            large = "".join(rng.choices("abcdefghij ", k=10_000_000))
            _measure(tally, "save 10 MB", 3, lambda: vault.drafts.save(draft.id, f"{large}{next(turn)}"))
            _measure(tally, "backup of that vault", 1, lambda: upkeep.back_up_now(vault))
        with Vault.create(Path(place) / "log.vault", WHO, PASSPHRASE, cost=FLOOR) as vault:
            with vault.transaction():
                for number in range(10_000):
                    vault.log.append("consent.given", f"C-{number % 200:03}", {"text": BODY[:500], "n": number})
            _measure(tally, "verify 10,000 entries", 3, lambda: vault.log.verify(vault.log.head()))
    return tally


LIMITS = {
    "open with a key at hand": 50,
    "open with the passphrase (calibrated)": 1_500,
    "save 3 kB": 50,
    "save 10 MB": 1_000,
    "verify 10,000 entries": 1_000,
}
"""p95 in milliseconds (P8, P10)."""


def _measure(tally: Tally, what: str, times: int, work: Callable[[], object]) -> None:
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    tally.tries += times
    p95 = statistics.quantiles(took, n=20)[-1] if times > 3 else max(took)
    tally.note(f"{what}: p50 µs", round(statistics.median(took) * 1000))
    tally.note(f"{what}: p95 µs", round(p95 * 1000))
    if p95 > LIMITS.get(what, 1e9):
        tally.bad.append(f"{what}: {p95:.0f} ms")
