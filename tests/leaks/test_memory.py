"""What a crash leaves (F22): no core file, no report with a word of a text, from any process of ours."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from composer.app import Considered
from composer.identity import Identity
from composer.vault.keys import FLOOR
from rules import fence
from rules.frames import Check, frame
from rules.report import IdentityKind, Setting
from tests.leaks.canaries import CANARIES, found
from tests.ui.desktop.posts import PASSPHRASES, set_up
from ui.crash import crash_report
from ui.desktop.app import install_crash_hook

ROOT = Path(__file__).resolve().parents[2]
WORD = CANARIES["draft"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and core files")
LOOSE = "import os, resource; hard = resource.getrlimit(resource.RLIMIT_CORE)[1]; "
LOOSE += "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard)); "


def started(code: str, *arguments: str, **more: object) -> subprocess.Popen[bytes]:
    """A process of Python's that may leave cores as large as the system allows, until it forbids them itself."""
    return subprocess.Popen([sys.executable, "-c", LOOSE + code, *arguments], cwd=ROOT, **more)  # type: ignore[call-overload, no-any-return]


def died_without_core(process: subprocess.Popen[bytes]) -> bool:
    """Wait for a process that a signal ends; whether the kernel says that no core was written, nor handed on."""
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -os.WTERMSIG(status)
    assert os.WIFSIGNALED(status)
    return not os.WCOREDUMP(status)


def test_f22_a_hardened_process_leaves_no_core() -> None:
    process = started("from composer.hardening import harden_process; harden_process(); os.abort()")
    assert died_without_core(process)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_GET_DUMPABLE")
@pytest.mark.parametrize(
    "harden",
    [
        "from composer.hardening import harden_process as h; h()",
        "from ui.terminal import keep_to_ourselves as h; h()",
        "from rules.service import keep_to_itself as h; h()",
    ],
)
def test_f22_window_command_and_checker_are_not_dumpable(harden: str) -> None:
    asked = f"{harden}; import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    process = started(asked, stdout=subprocess.PIPE)
    assert process.communicate(timeout=60)[0] == b"0\n"


CONFINED = """
from rules.service import keep_to_itself
keep_to_itself()
import sys
try:
    with open(sys.argv[1], "wb") as file:
        file.write(b"a word")
    raise SystemExit("it was written")
except OSError as error:
    print(error.errno)
print([line for line in open("/proc/self/status") if line.startswith("NoNewPrivs")][0].split()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_f21_the_checker_can_write_no_byte_and_gain_no_right(tmp_path: Path) -> None:
    run = [sys.executable, "-c", CONFINED, str(tmp_path / "file")]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False, cwd=ROOT)
    refused = errno.EPERM if fence.AVAILABLE else errno.EFBIG
    assert done.stdout.split() == [str(refused), "1"], done.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_f22_the_checker_dies_without_a_core() -> None:
    process = started("from rules.service import main; os._exit(main())", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(frame(Check(revision=1, document="d", text=WORD, setting=Setting())))
    process.stdin.flush()
    process.stdout.read(1)  # it is up
    process.send_signal(signal.SIGSEGV)
    assert died_without_core(process)
    process.stdin.close()
    process.stdout.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_f22_the_window_dies_without_a_core_and_without_a_word(home: Path) -> None:
    set_up(Considered())
    code = "import sys; from tests.journeys.typing_app import main; main(*sys.argv[1:])"
    with (home.parent / "said").open("wb") as said:
        process = started(
            code, PASSPHRASES[IdentityKind.PROFESSIONAL], f"Half a {WORD}", stdout=subprocess.PIPE, stderr=said
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"typed\n"
        process.send_signal(signal.SIGSEGV)
        assert died_without_core(process)
        process.stdout.close()
    assert found([home], [WORD]) == []
    assert WORD not in (home.parent / "said").read_text()


ERRORS = f"""
import threading
from ui.crash import install_quiet_hooks
install_quiet_hooks()
class Falls:
    def __del__(self):
        raise ValueError("{WORD} finaliser")
def fall():
    typed = "{WORD} thread"
    raise KeyError(typed)
thread = threading.Thread(target=fall); thread.start(); thread.join()
x = Falls(); del x
raise RuntimeError("{WORD}") from ValueError("{WORD} cause")
"""


def test_f22_errors_that_nobody_caught_are_told_without_their_words(tmp_path: Path) -> None:
    script = tmp_path / "falls.py"
    script.write_text(ERRORS)
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1
    for kind in ("KeyError", "ValueError", "RuntimeError"):
        assert re.search(rf"^{kind}$", done.stderr, re.M)
    assert WORD not in done.stderr


def test_f22_the_windows_own_report_names_places_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Desk:
        saved = 0

        def save_now(self) -> None:
            self.saved += 1
            raise OSError(WORD)  # even saving fails: the report still comes

    for hook in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, hook, getattr(sys, hook))
    monkeypatch.setattr("threading.excepthook", __import__("threading").excepthook)
    shown: list[str] = []
    monkeypatch.setattr("ui.desktop.app.show_crash", shown.append)
    desk = Desk()
    install_crash_hook(desk)  # type: ignore[arg-type]
    try:
        raise ValueError(f"about {WORD}")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        due = crash_report(type(error), error.__traceback__)
    assert (desk.saved, shown) == (1, [due])
    assert WORD not in shown[0] + capsys.readouterr().err


def test_f22_a_fault_of_ours_in_the_terminal_prints_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, ui.keeping, ui.terminal\n"
    code += f"def fall(*a): raise ValueError('{WORD}')\n"
    code += "ui.keeping.place_of = fall\nsys.argv = ['considered', 'vault', 'verify', '--passphrase-stdin']\n"
    code += "sys.exit(ui.terminal.main())"
    Considered(cost=FLOOR).set_up(
        Identity(kind=IdentityKind.PROFESSIONAL, display_name="A"),
        Identity(kind=IdentityKind.PERSONAL, display_name="B"),
        PASSPHRASES,
    )
    done = subprocess.run([sys.executable, "-c", code], input=b"whatever\n", capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert b"ValueError" in done.stderr
    assert WORD.encode() not in done.stderr
