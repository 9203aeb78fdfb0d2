"""A filter of system calls (seccomp) that a process puts on itself for good, whatever library or fault runs in it.

Linux on x86-64 alone, by two calls of the C library: no binding is needed. All calls stay allowed but the few named
here, which are answered with an error: a wrong guess of ours costs a library one call, never the process. Another
architecture's calls, which a program of ours cannot make by itself, end it.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterable

AVAILABLE = sys.platform == "linux" and platform.machine() == "x86_64" and sys.maxsize > 2**32

_ARCHITECTURE = 0xC000003E
_X32 = 0x40000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_SECCOMP, _SET_FILTER, _ALL_THREADS = 317, 1, 1
_PRCTL_NO_NEW_PRIVS = 38
_AF_UNIX = 1
_MAKING = 0o100 | 0o1000 | 0o20000000
"""O_CREAT, O_TRUNC, O_TMPFILE (less O_DIRECTORY, which it includes)."""

_SOCKET = 41
_OPENING = {2: 1, 257: 2}
"""open and openat, and which argument holds the flags."""
_SOCKETS = (_SOCKET, 42, 43, 49, 50, 53, 288)
"""socket, connect, accept, bind, listen, socketpair, accept4."""
_QUEUES = (425, 426, 427)
"""io_uring, which can do by request what is refused as a call."""
_CHANGING = (
    *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 133),  # truncate … mknod: names, sizes and modes of files
    *(188, 189, 190, 258, 259, 263, 264, 265, 266, 268, 316, 437, 452, 463),
)
"""What makes, names, cuts, moves or marks files; openat2 too, whose flags a filter cannot see."""
_OTHERS = (59, 101, 310, 311, 321, 322, 438)
"""execve, ptrace, process_vm_readv and writev, bpf, execveat, pidfd_getfd: other programs and other processes."""

Step = tuple[int, int, int, int]
"""Code, how many steps to jump where it holds, how many where not, operand."""


def read_and_answer_only() -> bool:
    """From now on: no socket of any kind, no file made, emptied, moved or deleted, no program started, no other process
    looked into. Reading and writing what is open stays. False where the system cannot; raises nothing.
    """
    return _put_on(_refusing((*_SOCKETS, *_QUEUES, *_CHANGING, *_OTHERS), openings=_OPENING))


def local_sockets_only() -> bool:
    """From now on this process and its children make no sockets but those of the machine itself (`AF_UNIX`).

    False where the system cannot; raises nothing.
    """
    return _put_on(_refusing(_QUEUES, family=_AF_UNIX))


def _refusing(numbers: Iterable[int], *, openings: dict[int, int] | None = None, family: int = 0) -> list[Step]:
    """The filter: calls by number, openings that would make or empty a file, and sockets of other families."""
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    steps: list[Step] = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, _ARCHITECTURE),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for number in numbers:
        steps += [(_EQUAL, 0, 1, number), refuse]
    for number, argument in (openings or {}).items():
        making = (_ANY_BIT, 0, 1, _MAKING)
        steps += [(_EQUAL, 0, 4, number), (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument), making, refuse, _allow()]
    if family:
        strange = (_RETURN, 0, 0, _ERRNO | errno.EAFNOSUPPORT)
        steps += [(_EQUAL, 0, 4, _SOCKET), (_LOAD, 0, 0, _ARGUMENTS_AT), (_EQUAL, 1, 0, family), strange, _allow()]
    return [*steps, _allow()]


def _allow() -> Step:
    return _RETURN, 0, 0, _ALLOW


def _put_on(steps: list[Step]) -> bool:
    """Put the filter on every thread of this process."""
    if not AVAILABLE:
        return False
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(kept)))
    try:
        library = ctypes.CDLL(None)
        library.prctl(_PRCTL_NO_NEW_PRIVS, 1, 0, 0, 0)
        call = library.syscall
        call.restype = ctypes.c_long
        numbers = (ctypes.c_long(_SECCOMP), ctypes.c_long(_SET_FILTER), ctypes.c_long(_ALL_THREADS))
        return bool(call(*numbers, ctypes.byref(program)) == 0)
    except (OSError, AttributeError):
        return False
