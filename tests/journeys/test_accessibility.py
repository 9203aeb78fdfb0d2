"""One journey through the accessibility tree alone, as a screen reader would go: set-up → draft → finding → export."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("screen_reader.py")
STEPS = ["set_up", "unlock", "draft", "finding", "approve"]
LIMIT_S = 540
IN_A_SESSION = """
"$PYTHON" -c 'from ui.desktop.app import run; raise SystemExit(run())' &
app=$!
"$SYSTEM_PYTHON" "$READER" "$OUT"
status=$?
kill -TERM $app
wait $app || status=$((status + 10))
exit $status
"""


def missing() -> str:
    """What this machine lacks for it; empty for nothing."""
    programs = [p for p in ("Xvfb", "dbus-run-session") if shutil.which(p) is None]
    files = ["/usr/libexec/at-spi-bus-launcher", "/usr/lib/python3/dist-packages/pyatspi"]
    return ", ".join(programs + [f for f in files if not Path(f).exists()])


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A runtime folder with a short name: sockets in it have room for some hundred signs of path only."""
    folder = Path(tempfile.mkdtemp(prefix="c-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.timeout(600)
@pytest.mark.accessibility
@pytest.mark.xdisplay
@pytest.mark.slow
@pytest.mark.skipif(bool(missing()), reason=f"not installed here: {missing()}")
def test_the_road_by_screen_reader(x_display: str, tmp_path: Path, home: Path, short_folder: Path) -> None:
    out = tmp_path / "exports"
    out.mkdir()
    environment = {
        **os.environ,
        "DISPLAY": x_display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "XDG_RUNTIME_DIR": str(short_folder),
        "TMPDIR": str(short_folder),
        "PYTHON": sys.executable,
        "SYSTEM_PYTHON": SYSTEM_PYTHON,
        "READER": str(READER),
        "OUT": str(out),
    }
    environment.pop("NO_AT_BRIDGE", None)
    session = subprocess.Popen(
        ["dbus-run-session", "--", "sh", "-c", IN_A_SESSION],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, complained = session.communicate(timeout=LIMIT_S)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(session.pid, signal.SIGKILL)  # its own group: bus, app and reader, nothing else
    assert session.returncode == 0, f"{said}\n{complained}"
    assert [line for line in said.splitlines() if line in STEPS] == STEPS
    assert (out / "endings.txt.approval.json").exists()
