"""The window. Everything in here runs on the one thread of Qt's event loop."""

from __future__ import annotations

import ctypes
import sys


def _hold_booleans() -> None:
    """Make True and False immortal, as Python 3.12 does by itself.

    WORKAROUND for PySide6 6.12.0: each `emit()` of a signal made in Python and each `disconnect()` takes one reference
    to True too many (measured: 150 calls, 150 references; 6.11.3 takes none). On Python 3.11 the count reaches nought
    after some hundred signals and the interpreter aborts ("bool_dealloc").
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython" and sys.maxsize > 2**32:
        for value in (True, False):
            ctypes.c_ssize_t.from_address(id(value)).value += 1 << 40


_hold_booleans()
