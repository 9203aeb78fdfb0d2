"""What a crash may say: kinds of errors and places in the program, never a message or a value: they could hold a draft.

Python's own reports print the message of the error; the hooks here take their place, for threads and finalisers too.
"""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType


def crash_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it happened, as files, lines and function names; neither message nor values, which could hold a draft."""
    places = [f"  {frame.name}, {_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
    return "\n".join((kind.__name__, *places))


def install_quiet_hooks() -> None:
    """From now on every error that nobody caught, on any thread, is reported on standard error without its words."""
    sys.excepthook = lambda kind, _error, trace: _tell(kind, trace)
    threading.excepthook = lambda args: _tell(args.exc_type, args.exc_traceback)
    sys.unraisablehook = lambda args: _tell(args.exc_type, args.exc_traceback)


def _tell(kind: type[BaseException], trace: TracebackType | None) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"Something went wrong inside Considered.\n{crash_report(kind, trace)}\n")


def _short(filename: str) -> str:
    """The last three parts of a path: enough to find the place, without the home folder's name."""
    return "/".join(filename.replace("\\", "/").split("/")[-3:])
