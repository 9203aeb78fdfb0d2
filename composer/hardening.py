"""What a process of ours asks of the system, so that its memory is written nowhere and read by nobody it can refuse.

Linux: no core files, and not dumpable (`PR_SET_DUMPABLE`): other processes of the same user can neither attach nor read
`/proc/PID/mem`, and a core handler behind a pipe gets nothing. macOS: no core files, no debugger (`PT_DENY_ATTACH`).
Windows: no fault dialog, whose report could hold memory; a debugger of the same user cannot be refused there. None of
it stands against the superuser. Python code, a library's included, gets no network socket either. `rules.service` does
the same for the checker by itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys

_PR_SET_DUMPABLE = 4
_PT_DENY_ATTACH = 31
_AF_UNIX = 1
_NO_CRITICAL_BOX, _NO_FAULT_BOX = 0x0001, 0x0002


def harden_process() -> None:
    """Harden the calling process for good; once, at its start, before anything is unlocked. Raises nothing.

    Where the system has no such thing or refuses, the process goes on without (SECURITY.md names the platforms).
    """
    no_core_dumps()
    sys.addaudithook(_refuse_network)
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        elif sys.platform == "darwin":
            ctypes.CDLL(None).ptrace(_PT_DENY_ATTACH, 0, None, 0)
        elif sys.platform == "win32":
            ctypes.windll.kernel32.SetErrorMode(_NO_CRITICAL_BOX | _NO_FAULT_BOX)


def no_core_dumps() -> None:
    """Forbid core files: they would hold what was being written (failure F22). POSIX only."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: sockets of the machine itself (D-Bus, the keyring) are let through, others are never made."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname") or (
        event == "socket.__new__" and len(arguments) > 1 and arguments[1] != _AF_UNIX
    ):
        raise PermissionError("Considered opens no network socket")
