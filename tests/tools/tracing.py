"""Watch a forked child at every system call that touches a folder, and kill it there, make the call fail, or note it.

Plain ptrace through ctypes, so that the fault tests need no tool installed: Linux on x86-64 only (`AVAILABLE`). The
child must be forked by the thread that traces it, from a process without other threads.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

AVAILABLE = sys.platform == "linux" and platform.machine() == "x86_64"

_TRACEME, _SYSCALL, _GETREGS, _SETREGS, _SETOPTIONS = 0, 24, 12, 13, 0x4200
_SYSGOOD, _EXITKILL = 1, 0x100000
_STOP_AT_CALL = signal.SIGTRAP | 0x80
_AT_FDCWD = -100

WRITES = {1: "write", 18: "pwrite64", 20: "writev"}
READS = {0: "read", 17: "pread64"}
SYNCS = {74: "fsync", 75: "fdatasync"}
_BY_HANDLE = WRITES | READS | SYNCS | {77: "ftruncate"}
_BY_PATH = {2: (0,), 82: (0, 1), 83: (0,), 84: (0,), 86: (0, 1), 87: (0,)}
_BY_PATH_AT = {
    257: ((0, 1),),
    258: ((0, 1),),
    263: ((0, 1),),
    264: ((0, 1), (2, 3)),
    265: ((0, 1), (2, 3)),
    316: ((0, 1), (2, 3)),
}
_NAMES = {
    2: "open", 82: "rename", 83: "mkdir", 84: "rmdir", 86: "link", 87: "unlink", 257: "open", 258: "mkdir",
    263: "unlink", 264: "rename", 265: "link", 316: "rename",
}  # fmt: skip
_O_CREAT, _O_WRITING = 0o100, 0o3


_REGISTER_NAMES = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss"
_MORE_REGISTERS = "fs_base gs_base ds es fs gs"


class _Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in f"{_REGISTER_NAMES} {_MORE_REGISTERS}".split()]


class Call(msgspec.Struct, kw_only=True):
    """One system call about to happen on a file in the folder watched."""

    name: str
    path: str
    other: str = ""
    """The second path of a rename or link."""
    data: bytes = b""
    offset: int = -1
    """Bytes from the start; -1: where the file stands."""
    length: int = 0

    @property
    def changes(self) -> bool:
        """Whether the call changes what is on the disk."""
        return self.name not in ("read", "pread64") and not (self.name == "open" and not self.length)


Decision = Callable[[Call], int]
"""What to do with a call: 0 lets it happen, -9 kills the child before it, a positive errno makes it fail."""


def traced(work: Callable[[], None], folder: Path, decide: Decision) -> int:
    """Run `work` in a forked child; its exit status, or minus the signal that ended it (-9 where `decide` said so)."""
    child = os.fork()
    if child == 0:
        _be_traced(work)
    tracer = _Tracer(child, os.path.realpath(folder), decide)
    return tracer.run()


def _be_traced(work: Callable[[], None]) -> None:
    try:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        os._exit(0)
    except BaseException as error:  # a child must never run on into the parent's code
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(3)


class _Tracer:
    def __init__(self, child: int, folder: str, decide: Decision) -> None:
        self.child = child
        self.folder = folder
        self.decide = decide
        self.failing = 0

    def run(self) -> int:
        os.waitpid(self.child, 0)
        _ptrace(_SETOPTIONS, self.child, 0, _SYSGOOD | _EXITKILL)
        entering, pass_on = True, 0
        with open(f"/proc/{self.child}/mem", "rb", buffering=0) as self.memory:  # noqa: PTH123
            while True:
                with contextlib.suppress(ProcessLookupError):  # killed at its last stop
                    _ptrace(_SYSCALL, self.child, 0, pass_on)
                _, status = os.waitpid(self.child, 0)
                pass_on = 0
                if os.WIFEXITED(status):
                    return os.WEXITSTATUS(status)
                if os.WIFSIGNALED(status):
                    return -os.WTERMSIG(status)
                if os.WSTOPSIG(status) != _STOP_AT_CALL:
                    pass_on = os.WSTOPSIG(status)
                    continue
                if entering:
                    self._enter()
                elif self.failing:
                    self._fail()
                entering = not entering

    def _enter(self) -> None:
        registers = self._registers()
        call = self._call(registers)
        if call is None:
            return
        decision = self.decide(call)
        if decision < 0:
            os.kill(self.child, signal.SIGKILL)
        elif decision:
            self.failing = decision
            registers.orig_rax = ctypes.c_ulonglong(-1).value  # no such call: the kernel does nothing
            _ptrace(_SETREGS, self.child, 0, ctypes.byref(registers))

    def _fail(self) -> None:
        registers = self._registers()
        registers.rax = ctypes.c_ulonglong(-self.failing).value
        _ptrace(_SETREGS, self.child, 0, ctypes.byref(registers))
        self.failing = 0

    def _call(self, r: _Registers) -> Call | None:
        number, values = int(r.orig_rax), (int(r.rdi), int(r.rsi), int(r.rdx), int(r.r10))
        if number in _BY_HANDLE:
            return self._on_handle(number, values)
        if number in _BY_PATH:
            paths = [self._path(_AT_FDCWD, values[i]) for i in _BY_PATH[number]]
            flags = values[1]
        elif number in _BY_PATH_AT:
            paths = [self._path(_signed(values[d]), values[i]) for d, i in _BY_PATH_AT[number]]
            flags = values[2]
        else:
            return None
        if not any(path.startswith(self.folder) for path in paths):
            return None
        writing = int(number not in (2, 257) or bool(flags & _O_CREAT))
        return Call(name=_NAMES[number], path=paths[0], other=paths[-1] if len(paths) > 1 else "", length=writing)

    def _on_handle(self, number: int, values: tuple[int, ...]) -> Call | None:
        try:
            path = str(Path(f"/proc/{self.child}/fd/{_signed(values[0])}").readlink())
        except OSError:
            return None
        if not path.startswith((self.folder, "pipe:")) or (path.startswith("pipe:") and number not in WRITES):
            return None
        name, call = _BY_HANDLE[number], Call(name=_BY_HANDLE[number], path=path)
        if number in WRITES:
            call.data = self._bytes(values[1], values[2])
            call.offset = values[3] if name == "pwrite64" else self._position(values[0])
        elif name == "ftruncate":
            call.length = values[1]
        return call

    def _position(self, handle: int) -> int:
        with open(f"/proc/{self.child}/fdinfo/{_signed(handle)}") as info:  # noqa: PTH123
            fields = dict(line.split(":", 1) for line in info if ":" in line)
        return -1 if int(fields["flags"], 8) & os.O_APPEND else int(fields["pos"])

    def _path(self, at: int, address: int) -> str:
        raw = b""
        while b"\0" not in raw and len(raw) < 4096:
            raw += self._bytes(address + len(raw), 64) or b"\0"
        text = os.fsdecode(raw.split(b"\0", 1)[0])
        base = Path(f"/proc/{self.child}/cwd" if at == _AT_FDCWD else f"/proc/{self.child}/fd/{at}").readlink()
        return os.path.normpath(base / text)

    def _bytes(self, address: int, length: int) -> bytes:
        try:
            self.memory.seek(address)
            return self.memory.read(length) or b""
        except OSError:
            return b""

    def _registers(self) -> _Registers:
        registers = _Registers()
        _ptrace(_GETREGS, self.child, 0, ctypes.byref(registers))
        return registers


def _signed(value: int) -> int:
    return ctypes.c_int(value & 0xFFFFFFFF).value


def _ptrace(request: int, pid: int, address: object, data: object) -> None:
    if _libc is None or _libc.ptrace(request, pid, address, data) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"ptrace {request}: {os.strerror(number)}")


_libc = ctypes.CDLL(None, use_errno=True) if AVAILABLE else None
if _libc is not None:
    _libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    _libc.ptrace.restype = ctypes.c_long
