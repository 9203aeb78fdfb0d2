"""Nothing leaves the machine (P7, F27): everything works without a network interface, and no network socket is made.

The process trees run inside a network namespace of their own where that is permitted, and under `strace` where it is
installed; what is missing is said in the reason for skipping. Sockets of the machine itself (display, D-Bus, keyring,
single instance, Qt's own wake-up pairs) are allowed and are listed when something else is found.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 500
POST = "My client, a 34-year-old nurse from Leeds, cried today.\n"
_CALL = re.compile(r"socket(?:pair)?\((AF_\w+|PF_\w+|0x[0-9a-f]+)")
LOCAL = {"AF_UNIX", "AF_LOCAL"}
LOOPLESS = "import socket, sys; sys.exit(0 if socket.if_nameindex() in ([], [(1, 'lo')]) else 1)"


def isolated() -> list[str]:
    """The command that runs another one without network interfaces, or nothing where that is not permitted."""
    for way in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which(way[0]) and not subprocess.run([*way, "true"], capture_output=True, check=False).returncode:
            return way
    return []


def run(command: list[str], words: str = "", *, before: list[str]) -> subprocess.CompletedProcess[str]:
    """A command of ours with something in front of it."""
    return subprocess.run(
        [*before, sys.executable, *command],
        input=words,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=ROOT,
    )


def sockets(log: Path) -> dict[str, int]:
    """How often each family of sockets was made by a process tree, by what `strace` wrote down."""
    found: dict[str, int] = {}
    for family in _CALL.findall(log.read_text()):
        found[family] = found.get(family, 0) + 1
    return found


@pytest.fixture
def alone() -> list[str]:
    before = isolated()
    if not before:
        pytest.skip("network namespaces are not permitted here (unshare -n)")
    return before


@pytest.fixture
def watched(tmp_path: Path) -> tuple[list[str], Path]:
    """A command in front that writes down every socket, and where."""
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    log = tmp_path / "sockets"
    watch = ["strace", "-f", "-qq", "-e", "trace=socket,socketpair", "-e", "signal=none", "-o", str(log)]
    if subprocess.run([*watch, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not trace here")
    return watch, log


def test_the_namespace_is_empty_and_the_watch_sees(alone: list[str], watched: tuple[list[str], Path]) -> None:
    watch, log = watched
    assert run(["-c", LOOPLESS], before=alone).returncode == 0
    probe = "import socket, subprocess, sys; socket.socket(); subprocess.run([sys.executable, '-c', sys.argv[1]])"
    run(["-c", probe, "import socket; socket.socket(socket.AF_INET6); socket.socketpair()"], before=watch)
    assert sockets(log) == {"AF_INET": 1, "AF_INET6": 1, "AF_UNIX": 1}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p07_f27_check_is_the_same_without_a_network_and_makes_no_socket(
    alone: list[str], watched: tuple[list[str], Path]
) -> None:
    watch, log = watched
    command = ["-m", "ui.terminal", "check", "--format", "json"]
    with_network = run(command, POST, before=[])
    without = run(command, POST, before=[*alone, *watch])
    assert with_network.returncode == 1
    assert (without.returncode, without.stdout, without.stderr) == (1, with_network.stdout, with_network.stderr)
    assert sockets(log) == {}


LINGERS = """
import time
from rules.service import keep_to_itself
keep_to_itself()
from rules.checker import Checker
from rules.report import Setting
checker = Checker()
checker.load()
assert checker.check("My client cried today.", Setting()).findings
time.sleep(8)
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p07_f27_a_checker_that_lingers_reports_to_nobody(
    alone: list[str], watched: tuple[list[str], Path], home: Path
) -> None:
    """Compiled libraries too: onnxruntime (1.29 and later) reports home after some seconds unless it is told not to."""
    watch, log = watched
    done = run(["-c", LINGERS], before=[*alone, *watch])
    assert done.returncode == 0, done.stderr
    assert sockets(log) == {}
    assert [p for p in home.rglob("*") if p.is_file()] == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p07_f27_a_days_work_makes_no_socket(alone: list[str], watched: tuple[list[str], Path], tmp_path: Path) -> None:
    watch, log = watched
    done = run(["-m", "tests.leaks.session", str(tmp_path)], before=[*alone, *watch])
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert sockets(log) == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p07_f27_the_window_on_its_whole_road_makes_only_local_sockets(
    alone: list[str], watched: tuple[list[str], Path], tmp_path: Path
) -> None:
    watch, log = watched
    left = tmp_path / "left"
    done = run(["-m", "ui.terminal", "demo", str(left)], before=[*alone, *watch])
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(left.glob("*.approval.json"))
    assert set(sockets(log)) <= LOCAL, sockets(log)
