"""Run the whole suite as `make test` does: off screen, with private homes, and with session buses where there are any.

    python -m tests.run                  every test, in parts that run side by side
    python -m tests.run ARGUMENTS…       one part only, with pytest's own arguments

Each part is a process of its own with a home and a session bus of its own, so that no window, keyring entry or setting
of one is met by another, and no test waits for another where the machine has two processors. A part that takes longer
than `LIMIT` is stopped with the stack of every thread printed, and counts as failed.

The tests marked `secretservice` need a real Secret Service. Where `dbus-run-session` and `gnome-keyring-daemon` are
installed, everything runs on a bus with a keyring unlocked by a throw-away password; elsewhere pytest says which tests
it left out. Tests that need an X display start Xvfb themselves (fixture `x_display`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).parent
PYTEST = [sys.executable, "-m", "pytest", "-q"]
ON_THE_BUS = 'printf "throw-away\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'
LIMIT = 1500
"""Seconds that a part may take; a quiet machine needs a tenth to a quarter of it."""
LONGEST_FIRST = ("journeys", "ui/desktop", "leaks", "composer/vault", "rules")
"""Folders that are parts of their own, begun in this order; a folder's files belong to the deepest part above them."""
WITHOUT_NETWORK = ("journeys",)
"""Parts that have to pass without any network interface (promise P7); the display and the buses are of the machine."""
REST = "rest"
GRACE = 10.0
"""Seconds for printing the stacks."""
NOTHING_COLLECTED, STOPPED = 5, 124
running: list[subprocess.Popen[bytes]] = []
"""The parts that run now, so that an interrupted run ends them."""


def parts(tests: Path = TESTS) -> dict[str, list[Path]]:
    """Every test file of the suite in exactly one part, the parts in the order in which they are begun."""
    found: dict[str, list[Path]] = {name: [] for name in (*LONGEST_FIRST, REST)}
    for file in sorted(tests.rglob("test_*.py")):
        place = file.parent.relative_to(tests).as_posix() + "/"
        above = [name for name in LONGEST_FIRST if place.startswith(f"{name}/")]
        found[max(above, key=len, default=REST)].append(file)
    return {name: files for name, files in found.items() if files}


def with_secret_service(command: list[str]) -> list[str]:
    """The command wrapped so that it finds an unlocked Secret Service; unchanged where the programs are missing."""
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        return command
    return ["dbus-run-session", "--", "sh", "-c", ON_THE_BUS, "sh", *command]


def without_network(command: list[str]) -> list[str]:
    """The command in a network namespace of its own, without any interface; unchanged where that is not permitted."""
    alone = ["unshare", "-n"]
    allowed = (
        shutil.which("unshare") and not subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    )
    return [*alone, *command] if allowed else command


def private_environment(home: Path) -> dict[str, str]:
    """An environment whose keyring, caches and settings lie under `home` (0700)."""
    places = {"HOME": home, "XDG_RUNTIME_DIR": home / "run", "XDG_DATA_HOME": home / "data"}
    for place in places.values():
        place.mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, **{name: str(place) for name, place in places.items()}}


def run(arguments: Sequence[str], limit: float | None = None, output: int | None = None, *, alone: bool = False) -> int:
    """Run pytest in a home and on a bus of its own; its exit code, or `STOPPED` where it took longer than `limit` s.

    `alone` leaves it no network interface, where that is permitted.
    """
    with tempfile.TemporaryDirectory(prefix="considered-tests-", ignore_cleanup_errors=True) as home:
        command = with_secret_service([*PYTEST, *arguments])
        command = without_network(command) if alone else command
        environment = private_environment(Path(home))
        if limit is None:
            return subprocess.call(command, env=environment)
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        running.append(process)
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGABRT)  # pytest then prints the stack of every thread
            _wait_for_all(process, GRACE)
            return STOPPED
        finally:
            running.remove(process)
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: subprocess.Popen[bytes], sign: signal.Signals) -> None:
    """Send a part and all that it started a signal; nothing where none of them is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)


def _wait_for_all(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Until nothing of a part is left, the first process of which may be gone before the one that still prints."""
    end = time.monotonic() + seconds
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < end:
            process.poll()
            os.killpg(process.pid, 0)
            time.sleep(0.1)


def run_part(name: str, files: Sequence[Path]) -> bool:
    """Run one part and print what it said, all at once when it has ended; whether it passed."""
    began = time.monotonic()
    sys.stdout.write(f"== {name}: {len(files)} test files begun\n")  # in one piece: two parts may begin at once
    sys.stdout.flush()
    with tempfile.TemporaryFile() as said:
        names = [os.fspath(file.relative_to(TESTS.parent)) for file in files]
        code = run(names, LIMIT, said.fileno(), alone=name in WITHOUT_NETWORK)
        said.seek(0)
        words = said.read().decode("utf-8", "replace")
    ending = "passed" if code in (0, NOTHING_COLLECTED) else f"FAILED, exit code {code}"
    if code == STOPPED:
        ending += f": stopped after {LIMIT} s"
    print(f"== {name}: {ending}, {time.monotonic() - began:.0f} s\n{words.rstrip()}\n", flush=True)
    return code in (0, NOTHING_COLLECTED)


def interrupted(sign: int, frame: object) -> None:
    """Being told to end is the same as a key that says so: every part is ended too."""
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    if arguments:
        return run(arguments)
    signal.signal(signal.SIGTERM, interrupted)
    suite = parts()
    beside = min(len(suite), max(1, os.cpu_count() or 1))
    print(f"{sum(map(len, suite.values()))} test files in {len(suite)} parts, {beside} side by side", flush=True)
    with ThreadPoolExecutor(beside) as runners:
        asked = [runners.submit(run_part, name, files) for name, files in suite.items()]
        try:
            passed = [part.result() for part in asked]
        except KeyboardInterrupt:
            runners.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                _signal(process, signal.SIGKILL)
            raise
    failed = [name for name, well in zip(suite, passed, strict=True) if not well]
    print(f"failed: {', '.join(failed)}" if failed else "every part passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
