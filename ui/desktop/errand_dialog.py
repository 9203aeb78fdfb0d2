"""A dialog with one piece of slow work at a time: busy meanwhile, what came of it said on top and spoken."""

from __future__ import annotations

from collections.abc import Callable

from ui.desktop.announce import announce
from ui.desktop.errands import Errand
from ui.desktop.frames import BandDialog
from ui.desktop.words import told


class ErrandDialog(BandDialog):
    """Base of dialogs that work off the window's thread. Subclasses say in `show_busy` what rests meanwhile."""

    _errand: Errand | None = None

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._errand is not None

    def show_busy(self, busy: bool) -> None:
        """Work begins or has come to an end: switch off, or on again, what must rest meanwhile."""
        raise NotImplementedError

    def run_errand(self, work: Callable[[], object], done: Callable[[object], None], words: str = "") -> bool:
        """Begin `work` on a worker unless something is under way already; `words` are spoken, `done` gets its answer.

        What goes wrong is told by `failed`. Both come on the window's thread, with the dialog no longer busy.
        """
        if self.busy:
            return False
        errand = self._errand = Errand(work, self)
        errand.done.connect(self._settled)
        errand.done.connect(done)
        errand.failed.connect(self._settled)
        errand.failed.connect(self.failed)
        self.show_busy(True)
        if words:
            announce(self, words)
        errand.start()
        return True

    def _settled(self) -> None:
        """No longer busy."""
        self._errand = None
        self.show_busy(False)

    def failed(self, trouble: object) -> None:
        """Say what went wrong."""
        assert isinstance(trouble, BaseException)
        self.say(told(trouble), "trouble")

    def say(self, words: str, tone: str) -> None:
        """Show words on top of the dialog, bring them into view, and have them spoken."""
        self.notice.say(words, tone)
        announce(self, words, urgent=tone == "trouble")
        self.show_top()
