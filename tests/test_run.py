"""The way the whole suite is run: nothing left out, nothing that hangs for ever."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests import run

HANGS = "import re\n\ndef test_that_never_ends():\n    re.match('(a*)*$', 'a' * 60 + 'b')\n"
"""Spins inside the interpreter's own C code, where no other Python thread comes to its turn."""


def test_every_test_file_is_in_one_part() -> None:
    found = [file for files in run.parts().values() for file in files]
    assert sorted(found) == sorted(run.TESTS.rglob("test_*.py"))


def test_a_part_that_hangs_is_stopped_with_its_stack_told(tmp_path: Path) -> None:
    file, said = tmp_path / "test_hangs.py", tmp_path / "said"
    file.write_text(HANGS)
    began = time.monotonic()
    with said.open("wb") as output:
        code = run.run(["-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(file)], 8.0, output.fileno())
    assert code == run.STOPPED
    assert time.monotonic() - began < 60
    assert "test_that_never_ends" in said.read_text(errors="replace")


def test_a_part_tells_whether_it_passed(tmp_path: Path) -> None:
    for body, code in (("assert True", 0), ("assert False", 1)):
        file = tmp_path / f"test_{code}.py"
        file.write_text(f"def test_it():\n    {body}\n")
        with (tmp_path / "said").open("wb") as output:
            assert run.run([f"--rootdir={tmp_path}", str(file)], 60.0, output.fileno()) == code


def test_p07_the_journeys_find_no_network_interface(tmp_path: Path) -> None:
    if run.without_network(["true"]) == ["true"]:
        pytest.skip("network namespaces are not permitted here (unshare -n)")
    assert set(run.WITHOUT_NETWORK) <= set(run.parts())
    file, said = tmp_path / "test_alone.py", tmp_path / "said"
    body = 'names = open("/proc/net/dev").read()\n    assert names.count(":") == 1 and "lo:" in names'
    file.write_text(f"def test_it():\n    {body}\n")
    with said.open("wb") as output:
        assert run.run([f"--rootdir={tmp_path}", str(file)], 60.0, output.fileno(), alone=True) == 0
