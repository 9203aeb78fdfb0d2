"""Where Python looks for what nobody holds any more: on the window's thread alone.

Left to itself the collector runs on whichever thread happens to allocate. On a worker it would destroy widgets and
timers that belong to the window's thread: Qt complains ("Timers cannot be stopped from another thread") and may crash.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 200


class Sweeper(QObject):
    """Switches the automatic collection off, and collects by timer as often as Python would. One for a process.

    Made and used on the window's thread. `stop` gives the collector back to Python.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(sweep)

    def start(self) -> None:
        """From now on only here."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Before the process ends."""
        self._timer.stop()
        gc.enable()


@contextlib.contextmanager
def unswept() -> Iterator[None]:
    """No collection inside; afterwards as before: where a `Sweeper` is at work, Python's own stays switched off."""
    automatic = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if automatic:
            gc.enable()


def sweep() -> None:
    """Collect the oldest generation that is due by Python's own thresholds, if any is. From the window's thread."""
    due = [at for at, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > most]
    if due:
        gc.collect(due[-1])
