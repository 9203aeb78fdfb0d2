"""Run the whole suite as `make test` does: off screen, with a private home, and with a session bus where there is one.

    python -m tests.run [pytest's own arguments]

The tests marked `secretservice` need a real Secret Service. Where `dbus-run-session` and `gnome-keyring-daemon` are
installed, everything runs on a bus of its own with a keyring unlocked by a throw-away password; elsewhere pytest says
which tests it left out. Tests that need an X display start Xvfb themselves (fixture `x_display`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PYTEST = [sys.executable, "-m", "pytest", "-q"]
ON_THE_BUS = 'printf "throw-away\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'


def with_secret_service(command: list[str]) -> list[str]:
    """The command wrapped so that it finds an unlocked Secret Service; unchanged where the programs are missing."""
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        return command
    return ["dbus-run-session", "--", "sh", "-c", ON_THE_BUS, "sh", *command]


def private_environment(home: Path) -> dict[str, str]:
    """An environment whose keyring, caches and settings lie under `home` (0700)."""
    places = {"HOME": home, "XDG_RUNTIME_DIR": home / "run", "XDG_DATA_HOME": home / "data"}
    for place in places.values():
        place.mkdir(mode=0o700, exist_ok=True)
    return {**os.environ, **{name: str(place) for name, place in places.items()}}


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="considered-tests-", ignore_cleanup_errors=True) as home:
        command = with_secret_service([*PYTEST, *arguments])
        return subprocess.call(command, env=private_environment(Path(home)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
