"""After a whole day's work no word of it lies readable in any file of the app's (P6, F21), nor open to others (F28)."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from composer import places
from composer.publish.export import RECORD_ENDING
from tests.leaks.canaries import CANARIES, files, forms, found

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 500


def worked(outside: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The scripted day in a process of its own, in this test's home."""
    command = [sys.executable, "-m", "tests.leaks.session", str(outside), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=ROOT)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Where the author's own files lie: exports, a scan."""
    folder = tmp_path / "outside"
    folder.mkdir(mode=0o700)
    return folder


def shared_memory() -> Iterator[Path]:
    """Places that everyone may write to, where some libraries leave things."""
    for name in ("/dev/shm", "/run/shm"):
        if Path(name).is_dir():
            yield Path(name)


def test_the_search_finds_every_form(tmp_path: Path) -> None:
    word = CANARIES["draft"]
    for number, form in enumerate(forms(word)):
        (tmp_path / str(number)).write_bytes(b"\x00\xff" + form + b"tail")
    assert len(found([tmp_path])) == number + 1
    (tmp_path / word).touch()
    assert len(found([tmp_path])) == number + 2


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("end", ["", "crash"])
def test_p06_f21_no_canary_lies_in_any_file(end: str, home: Path, outside: Path) -> None:
    done = worked(outside, *([end] if end else []))
    assert done.stdout == "done\n", done.stderr
    assert done.returncode == (-9 if end else 0)
    assert done.stderr == ""
    assert (outside / "post.txt").exists(), "the day did not get to its end"
    assert found([home, *shared_memory()]) == []
    assert strays(home) == []
    assert CANARIES["own name"] in (outside / f"post.txt{RECORD_ENDING}").read_text()
    private = {
        CANARIES[c] for c in ("who", "transference", "evidence label", "passphrase", "answer note", "keep-out word")
    }
    exported = [outside / "post.txt", outside / f"post.txt{RECORD_ENDING}"]
    assert not [word for word in private if any(word in path.read_text() for path in exported)]
    modes(home, outside)


def strays(home: Path) -> list[str]:
    """Files in the home outside the app's own folder: libraries leave caches, ids and session files when let."""
    return [str(p.relative_to(home)) for p in files([home]) if not p.is_relative_to(places.data_folder())]


def modes(home: Path, outside: Path) -> None:
    """F28: what the app made is for the owner alone, whatever the umask."""
    made = {"post.txt", "part-", "letter"}
    assert places.data_folder().is_relative_to(home)
    for path in [places.data_folder(), *places.data_folder().rglob("*")]:
        due = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == due, path
    for path in files([outside]):
        if path.name.startswith(tuple(made - {"letter"})):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_f28_a_loose_umask_changes_nothing(home: Path, outside: Path) -> None:
    before = os.umask(0)
    try:
        from composer.app import Considered
        from composer.vault.keys import FLOOR
        from tests.leaks.session import HOME, WORDS, WORK

        Considered(cost=FLOOR).set_up(WORK, HOME, WORDS)
    finally:
        os.umask(before)
    modes(home, outside)
