"""What the filter of system calls refuses, and that the checker does its work behind it (F27, P7)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rules import fence

ROOT = Path(__file__).resolve().parents[2]
HEADER = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
pytestmark = pytest.mark.skipif(not fence.AVAILABLE, reason="a filter for Linux on x86-64")
TRIED = """
import ctypes, os, socket, subprocess, sys
from rules.service import keep_to_itself
keep_to_itself()
room, there = sys.argv[1:]
library = ctypes.CDLL(None, use_errno=True)
def raw(number, *more):  # as a library's own code would, past every hook of Python's
    if library.syscall(number, *more) < 0:
        raise OSError(ctypes.get_errno(), "")
acts = {
    "internet": lambda: raw(41, 2, 1, 0),
    "internet, six": lambda: raw(41, 10, 2, 0),
    "kernel": lambda: raw(41, 16, 3, 0),
    "of the machine": lambda: raw(41, 1, 1, 0),
    "ring": lambda: raw(425, 8, ctypes.create_string_buffer(256)),
    "program": lambda: subprocess.run(["true"]),
    "new file": lambda: os.open(room + "/a word", os.O_WRONLY | os.O_CREAT),
    "unnamed file": lambda: os.open(room, os.O_RDWR | os.O_TMPFILE),
    "emptied": lambda: os.open(there, os.O_WRONLY | os.O_TRUNC),
    "cut": lambda: os.truncate(there, 0),
    "folder": lambda: os.mkdir(room + "/a word"),
    "moved": lambda: os.rename(there, room + "/a word"),
    "deleted": lambda: os.unlink(there),
    "linked": lambda: os.symlink(there, room + "/a word"),
    "noted": lambda: os.setxattr(there, "user.note", b"a word"),
    "looked into": lambda: raw(101, 16, os.getppid(), 0, 0),
    "read": lambda: open(there).read(),
    "listed": lambda: os.listdir(room),
}
told = {}
for name, act in acts.items():
    try:
        act()
        told[name] = 0
    except OSError as error:
        told[name] = error.errno
print(told)
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_f27_whatever_runs_in_the_checker_reaches_no_network_no_program_and_no_file(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    there = room / "there"
    there.write_text("kept")
    told = ast.literal_eval(run(TRIED, str(room), str(there)))
    assert {name for name, number in told.items() if number == 0} == {"read", "listed"}
    assert set(told.values()) == {0, 1}  # EPERM
    assert there.read_text() == "kept"
    assert list(room.iterdir()) == [there]


LOCAL = """
import socket, subprocess, sys
from rules.fence import local_sockets_only
assert local_sockets_only()
def families():
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try:
            socket.socket(family).close()
            yield family.name
        except OSError:
            pass
print(*families())
if len(sys.argv) == 1:
    sys.stdout.flush()
    subprocess.run([sys.executable, "-c", sys.stdin.read(), "child"], check=True)
"""


def test_f27_window_and_command_and_their_children_make_local_sockets_only() -> None:
    code = LOCAL.replace("sys.stdin.read()", repr(LOCAL))
    assert run(code).split() == ["AF_UNIX", "AF_UNIX"]


@pytest.mark.skipif(not HEADER.exists(), reason="needs the kernel's own list of calls")
def test_the_numbers_are_those_of_the_calls_they_stand_for() -> None:
    names = dict(re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text()))
    by_number = {int(number): name for name, number in names.items()}
    refused = {*fence._SOCKETS, *fence._QUEUES, *fence._CHANGING, *fence._OTHERS, *fence._OPENING}
    known = {by_number[number] for number in refused if number in by_number}
    asked = "socket connect accept bind listen socketpair accept4 io_uring_setup io_uring_enter io_uring_register "
    asked += "truncate ftruncate rename mkdir rmdir creat link unlink symlink chmod fchmod mknod setxattr lsetxattr "
    asked += "fsetxattr mkdirat mknodat unlinkat renameat linkat symlinkat fchmodat renameat2 openat2 fchmodat2 "
    asked += "setxattrat execve ptrace process_vm_readv process_vm_writev bpf execveat pidfd_getfd open openat"
    assert known == {name for name in asked.split() if name in names}
