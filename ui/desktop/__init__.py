"""The window. Everything in here runs on the one thread of Qt's event loop."""

from __future__ import annotations

import ctypes
import sys


def _hold_singletons() -> None:
    """Make True, False and None immortal, as Python 3.12 does by itself.

    WORKAROUND for PySide6 6.12.0, which counts on that: each call that returns nothing takes one reference to None too
    many, each `emit()` and `disconnect()` one to True (measured: 100 calls, 100 references; 6.11.3 takes none). On
    Python 3.11 a count reaches nought after some minutes of painting and the interpreter aborts ("none_dealloc").
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython" and sys.maxsize > 2**32:
        for value in (True, False, None):
            ctypes.c_ssize_t.from_address(id(value)).value += 1 << 40


_hold_singletons()
