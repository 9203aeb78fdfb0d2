"""Slow work off the window's thread: a passphrase turned into a key takes most of a second and must not freeze typing.

The worker gets a plain callable and leaves its answer in a queue; a timer of the window's thread collects it. No Qt
object is touched from the worker, so it does not matter which of the two ends first, and a pool that is still busy at
exit is waited for, never killed (a running QThread would abort the program).
"""

from __future__ import annotations

import queue
from collections.abc import Callable

from PySide6.QtCore import QMetaMethod, QObject, QThreadPool, QTimer, Signal
from shiboken6 import isValid

POLL_MS = 15


class Errand(QObject):
    """One piece of work: `done(result)` or `failed(exception)` arrives on the thread that made the errand.

    A child of `parent`: when the parent goes, the answer is dropped without a word. `work` runs on a pool thread and
    may touch neither Qt objects nor an open vault (database connections stay with their thread).
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._answers: queue.SimpleQueue[tuple[bool, object]] = queue.SimpleQueue()
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._collect)
        self._work = work

    def start(self) -> Errand:
        """Begin; returns itself. Every errand is started once."""
        work, answers = self._work, self._answers

        def carry_out() -> None:
            try:
                answers.put((True, work()))
            except Exception as trouble:  # noqa: BLE001 - handed on to the window's thread, which decides
                answers.put((False, trouble))

        QThreadPool.globalInstance().start(carry_out)
        self._timer.start()
        return self

    def _collect(self) -> None:
        try:
            well, answer = self._answers.get_nowait()
        except queue.Empty:
            return
        self._timer.stop()
        parent = self.parent()
        (self.done if well else self.failed).emit(answer)
        if isValid(self):
            self._let_go()
            self.deleteLater()
        QTimer.singleShot(0, lambda: parent)

    def _let_go(self) -> None:
        """Drop what is connected, while it is safe to.

        A closure may be the last to hold the parent. Were it dropped by the errand's own end, the parent would end the
        errand, its child, a second time: a crash. So it goes first, and `_collect` holds the parent a turn longer.
        """
        for signal in (self.done, self.failed):
            if self.isSignalConnected(QMetaMethod.fromSignal(signal)):
                signal.disconnect()


def drain(milliseconds: int = 30_000) -> bool:
    """Wait for the work still under way; True when none is left."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
