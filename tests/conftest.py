"""What every test gets unasked: a home of its own, no network, no display, no keyring, and silence.

* Qt draws off screen unless `--headed` is given.
* HOME, the XDG folders and CONSIDERED_HOME point into the test's own folder; no session bus, so no keyring, is in reach
  (tests marked `secretservice` keep the bus they were started on).
* A network socket fails the test; Unix sockets (single instance, D-Bus, X) are allowed.
* A Python warning, a Qt message or a log record from WARNING up fails the test (`allow_logs`: for tests about logs).
* Work given to the thread pool is drained before the widgets go.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket

OFFSCREEN_CHATTER = (
    r"^This plugin does not support (propagateSizeHints|raise|grabbing the (keyboard|mouse))",
    r"^QFontDatabase: ",
    r"^Could not connect .* session bus",
    r"^qt\.accessibility\.atspi",
)
POOL_MS = 20_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show the windows on the real display")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--headed"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts.warning=false")
    os.environ["NO_AT_BRIDGE"] = "1"
    os.environ["CONSIDERED_ARGON2"] = "floor"  # no calibration: keys are as strong as the floor asks
    for line in OFFSCREEN_CHATTER:
        config.addinivalue_line("qt_log_ignore", line)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    pytest_socket.disable_socket(allow_unix_socket=True)
    if item.get_closest_marker("secretservice") and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        pytest.skip("no session bus here: `python -m tests.run` starts one with a Secret Service")
    if item.get_closest_marker("xdisplay") and not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")


def pytest_runtest_teardown() -> None:
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty home folder of this test's own; every place the app could write to lies inside it."""
    folder = tmp_path / "home"
    for name, below in {
        "HOME": "",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "XDG_RUNTIME_DIR": "run",
        "TMPDIR": "tmp",
        "CONSIDERED_HOME": "considered",
    }.items():
        place = folder / below
        if name != "CONSIDERED_HOME":  # the app makes this one itself
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr("tempfile.tempdir", None)
    if request.node.get_closest_marker("secretservice") is None:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
            if not (request.config.getoption("--headed") and "DISPLAY" in name):
                monkeypatch.delenv(name, raising=False)
    return folder


class _Loud(logging.Handler):
    """Keeps what was logged from WARNING up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.name} {record.levelname}: {record.getMessage()}")


@pytest.fixture
def allow_logs() -> None:
    """For a test that is about what gets logged; it looks at `caplog` itself."""


@pytest.fixture(autouse=True)
def quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    loud = _Loud()
    root = logging.getLogger()
    root.addHandler(loud)
    yield
    root.removeHandler(loud)
    if loud.seen and "allow_logs" not in request.fixturenames:
        pytest.fail("unexpected log:\n" + "\n".join(loud.seen))


@pytest.fixture(autouse=True)
def drained_pool() -> Iterator[None]:
    """Nothing of one test runs on into the next (anchor: novelWriter's `nwGUI`).

    Where Qt is loaded the collector runs between two tests only, as the app lets it run on the window's thread only:
    on a worker it would destroy timers of the window's thread.
    """
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        yield
        return
    gc.disable()
    try:
        yield
        if core.QCoreApplication.instance() is not None:
            assert core.QThreadPool.globalInstance().waitForDone(POOL_MS), "work left in the thread pool"
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """The name of a real X display (Xvfb) for processes that a test starts; this process stays off screen."""
    reading, writing = os.pipe()
    # without -noreset the server starts over when its last client leaves, and refuses whoever comes at that moment
    screen = ["-screen", "0", "1400x1000x24", "-nolisten", "tcp", "-noreset", "-displayfd", str(writing)]
    server = subprocess.Popen(["Xvfb", *screen], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as answer:
        name = answer.readline().strip()
    yield f":{name}"
    server.terminate()
    server.wait(10)
