"""Killing, failing and cutting the power at chosen system calls of the product's operations (F1 to F5, P1, P2)."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import time
from pathlib import Path

import msgspec

from composer.errors import OurFault, UserTrouble
from tests.tools.powercut import Disk
from tests.tools.tracing import Call, traced
from tests.tools.vaultops import ACTS, BODY, Scene, State, judge, prepared, room, seen


class Tally(msgspec.Struct):
    """What a part of the torture counted; `bad` holds one line for each broken promise."""

    tries: int = 0
    kept: int = 0
    """Tries that ended in the state before."""
    done: int = 0
    """Tries that ended in the state after."""
    bad: list[str] = []
    notes: dict[str, int] = {}

    def note(self, what: str, times: int = 1) -> None:
        self.notes[what] = self.notes.get(what, 0) + times

    def __iadd__(self, other: Tally) -> Tally:
        self.tries, self.kept, self.done = self.tries + other.tries, self.kept + other.kept, self.done + other.done
        self.bad += other.bad
        for what, times in other.notes.items():
            self.note(what, times)
        return self


def chosen(places: int, most: int, rng: random.Random) -> list[int]:
    """All places, or that many of them spread over the whole by chance."""
    return list(range(places)) if most >= places else sorted(rng.sample(range(places), most))


def killed_everywhere(act: str, rng: random.Random, most: int = 10_000) -> Tally:
    """F2: one run for each changing call of an operation, killed right before that call."""
    tally = Tally()
    with room() as place:
        scene, before, after, calls = _rehearsed(act, Path(place))
        for number in chosen(len(calls), most, rng):
            copy = scene.copy(Path(place) / "try")
            left = number

            def decide(call: Call) -> int:
                nonlocal left
                left -= call.changes
                return -signal.SIGKILL if left < 0 else 0

            status = traced(lambda c=copy: ACTS[act](c), copy.folder, decide)
            _judged(tally, copy, (before, after), f"{act} killed at {number} ({calls[number].name})")
            if status != -signal.SIGKILL:
                tally.note("not reached")
            shutil.rmtree(copy.folder)
    return tally


def failing_everywhere(act: str, number: int, rng: random.Random, most: int = 10_000) -> Tally:
    """F4, F5: from the n-th call on, all of them fail with an errno; then the trouble ends and it is tried again."""
    tally = Tally()
    reads = number == errno.EIO
    with room() as place:
        scene, before, after, calls = _rehearsed(act, Path(place), reads=reads)
        for start in chosen(len(calls), most, rng):
            copy = scene.copy(Path(place) / "try")
            faults = _Faults(start, number, reads)
            traced(lambda c=copy: _try_twice(act, c, after), copy.folder, faults.decide)
            where = f"{act} with {errno.errorcode[number]} from {start} ({calls[start].name})"
            _told(tally, faults, number, where)
            _judged(tally, copy, (before, after), where)
            shutil.rmtree(copy.folder)
    return tally


class _Faults:
    """Fails calls until the child has told its trouble through its pipe."""

    def __init__(self, start: int, number: int, reads: bool) -> None:
        self.left = start
        self.number = number
        self.reads = reads
        self.over = False
        self.told: list[str] = []

    def decide(self, call: Call) -> int:
        if call.path.startswith("pipe:"):
            self.told.append(call.data.decode())
            self.over = True
            return 0
        if self.over or not _may_fail(call, self.reads):
            return 0
        self.left -= 1
        return self.number if self.left < 0 else 0


def _may_fail(call: Call, reads: bool) -> bool:
    if call.name in ("unlink", "rmdir", "ftruncate"):
        return False  # a full disk does not stop these; a failing one is told by the others
    return call.changes or (reads and call.name in ("read", "pread64"))


def _try_twice(act: str, scene: Scene, after: State | None = None) -> None:
    """Do the operation; on trouble say which through a pipe, and when the fault is over, look and do it again."""
    reading, writing = os.pipe()
    try:
        ACTS[act](scene)
        os.write(writing, b"done")
    except UserTrouble as trouble:
        os.write(writing, getattr(trouble, "code", type(trouble).__name__).encode())
        try:
            if getattr(trouble, "code", "") != "uncertain" or seen(scene) != after:
                _again(act, scene)
            os.write(writing, b"done later")
        except (UserTrouble, OurFault, OSError) as error:
            os.write(writing, f"again: {error}".encode())
    except (OurFault, OSError, AssertionError) as error:
        os.write(writing, f"fault {type(error).__name__}: {error}".encode())
    os.close(reading)


def _again(act: str, scene: Scene) -> None:
    shutil.rmtree(scene.folder / "export", ignore_errors=True)
    ACTS[act](scene)


FITTING = {
    errno.ENOSPC: {"disk-full", "io", "uncertain"},
    errno.EIO: {"io", "damaged", "key-file-damaged", "BackupUnsound", "uncertain"},
}
"""SQLite calls a full disk an input/output error where it shows at an fsync; on a disk that is really full, the free
space tells them apart (`full_disk`)."""


def _told(tally: Tally, faults: _Faults, number: int, where: str) -> None:
    """The first word must fit the fault and never blame the passphrase; the second must be success."""
    words = faults.told or ["nothing"]
    tally.note(words[0])
    if words[0] != "done" and words[0] not in FITTING[number]:
        tally.bad.append(f"{where}: told “{words[0]}”")
    if words[0] != "done" and words[-1] != "done later":
        tally.bad.append(f"{where}: afterwards “{words[-1]}”")


def _rehearsed(act: str, place: Path, *, reads: bool = False) -> tuple[Scene, State | None, State | None, list[Call]]:
    """The scene, its states before and after, and the calls that an undisturbed run makes."""
    scene = prepared(place / "scene", act)
    before = judge(scene.copy(place / "before"))
    copy, calls = scene.copy(place / "after"), []

    def note(call: Call) -> int:
        if not call.path.startswith("pipe:") and (_may_fail(call, True) if reads else call.changes):
            calls.append(call)
        return 0

    status = traced(lambda: ACTS[act](copy), copy.folder, note)
    assert status == 0, f"{act} failed undisturbed"
    return scene, before, judge(copy), calls


def _judged(tally: Tally, scene: Scene, allowed: tuple[State | None, State | None], where: str) -> None:
    tally.tries += 1
    try:
        state = judge(scene)
    except (AssertionError, UserTrouble, OurFault, OSError) as error:
        tally.bad.append(f"{where}: {type(error).__name__}: {error}")
        return
    if state not in allowed:
        tally.bad.append(f"{where}: neither before nor after")
    tally.kept += state == allowed[0]
    tally.done += state == allowed[1] and allowed[0] != allowed[1]


def killed_while_writing(kills: int, rng: random.Random) -> Tally:
    """F1, P1: autosaves and consent events acknowledged one by one until kill -9 at a random moment."""
    tally = Tally()
    with room() as place:
        scene = prepared(Path(place) / "scene", "save")
        for turn in range(kills):
            copy = scene.copy(Path(place) / "try")
            acknowledged = _killed_after(copy, rng.uniform(0.002, 0.12), f"turn {turn}")
            _nothing_lost(tally, copy, acknowledged, f"kill {turn}")
            shutil.rmtree(copy.folder)
    return tally


def _killed_after(scene: Scene, seconds: float, name: str) -> list[str]:
    """What the child had acknowledged when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write_for_ever(scene, writing, name)
    os.close(writing)
    first = os.read(reading, 1)  # it has begun
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as file:
        lines = (first + file.read()).decode().split("\n")
    return [line for line in lines[:-1] if line != "begin"]


def _write_for_ever(scene: Scene, writing: int, name: str) -> None:
    try:
        vault = scene.open()
        draft = vault.drafts.create()
        os.write(writing, b"begin\n")
        for number in range(1_000_000):
            with vault.transaction():
                vault.drafts.save(draft.id, f"{BODY}{number}", title=name)
                if number % 3 == 0:
                    vault.log.append("consent.ConsentGiven", name, {"n": number})
            os.write(writing, f"{number}\n".encode())
    except BaseException as error:  # a child must never run on into the parent's code
        os.write(2, f"{error}\n".encode())
    os._exit(3)


def _nothing_lost(tally: Tally, scene: Scene, acknowledged: list[str], where: str) -> None:
    tally.tries += 1
    tally.note("acknowledged", len(acknowledged))
    last = int(acknowledged[-1]) if acknowledged else -1
    try:
        found, entries = last_written(scene)
        judge(scene)
    except (AssertionError, UserTrouble) as error:
        tally.bad.append(f"{where}: {error}")
        return
    if found < last or entries != found // 3 + 1:
        tally.bad.append(f"{where}: acknowledged {last}, found {found} with {entries} entries")
    tally.note("committed, not yet acknowledged", max(0, found - last))


def last_written(scene: Scene) -> tuple[int, int]:
    """The number of the last save that is in the vault, and how many log entries came with them."""
    with scene.open() as vault:
        newest = [d.text for d in vault.drafts.list() if d.title]
        entries = len(vault.log.entries(kind="consent.ConsentGiven"))
        return (int(newest[0].removeprefix(BODY)) if newest else -1), entries


def power_cuts(act: str, states: int, rng: random.Random) -> Tally:
    """F3, P2: what a run wrote, replayed to a chosen moment with unsynced writes dropped, partly done or torn."""
    tally = Tally()
    with room() as place:
        scene, before, after, _calls = _rehearsed(act, Path(place))
        copy = scene.copy(Path(place) / "run")
        events: list[Call] = []
        traced(
            lambda: _try_twice(act, copy), copy.folder, lambda call: events.append(msgspec.structs.replace(call)) or 0
        )
        shutil.rmtree(copy.folder)
        moments = _moments(events, states, rng)
        for number, moment in enumerate(moments):
            disk = Disk(scene.folder, copy.folder)
            acknowledged = disk.replay(events[:moment])
            shattered = Path(place) / "shattered"
            disk.cut(shattered, rng)
            allowed = (after, after) if acknowledged else (before, after)
            _judged(tally, Scene(shattered, scene.code), allowed, f"{act}: power cut {number} at event {moment}")
            shutil.rmtree(shattered)
    return tally


def _moments(events: list[Call], states: int, rng: random.Random) -> list[int]:
    """Right after each change, and by chance until there are enough."""
    changing = [n + 1 for n, call in enumerate(events) if call.changes]
    return (
        [0, *changing, *rng.choices(changing, k=max(0, states - len(changing) - 1))][: max(states, 1)]
        if (states > len(changing))
        else sorted(rng.sample(changing, states))
    )
