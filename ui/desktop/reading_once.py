"""Reads a post once that is not, or not so, on the screen: under another channel, or against a newer policy.

One at a time beside the open document, so that what is typed waits for one reading at most. Runs on the window's
thread; the checker forgets each text as soon as it has answered.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from rules.frames import Answer, Trouble
from rules.report import Setting, Stage
from ui.desktop.checking import Checking


class ReadingOnce(QObject):
    """A queue of texts to be read. `answered(name, report)` brings each whole report, `failed(name)` what has none."""

    answered = Signal(str, object)
    failed = Signal(str)

    def __init__(self, checking: Checking, kind: str, parent: QObject) -> None:
        """`kind` keeps the documents of this queue apart from those of others."""
        super().__init__(parent)
        self._checking, self._kind = checking, kind
        self._waiting: dict[str, tuple[str, Setting]] = {}
        self._now = ""
        self._revision = 0
        checking.answered.connect(self._answered)
        checking.troubled.connect(self._troubled)

    def ask(self, name: str, text: str, setting: Setting) -> None:
        """Read this text under this setting; a name that waits already is asked for with the newer words."""
        if name != self._now:
            self._waiting[name] = (text, setting)
            self._go_on()

    def forget(self) -> None:
        """Ask for nothing any more (lock, the window turns elsewhere)."""
        self._waiting.clear()
        if self._now:
            self._checking.forget(self._document())
            self._now = ""

    def _document(self) -> str:
        return f"{self._kind} {self._now}"

    def _go_on(self) -> None:
        if self._now or not self._waiting:
            return
        self._now = next(iter(self._waiting))
        text, setting = self._waiting.pop(self._now)
        self._revision += 1
        self._checking.check(self._document(), self._revision, text, setting)

    def _answered(self, answer: Answer) -> None:
        if self._now and answer.document == self._document() and answer.report.stage is Stage.WHOLE:
            name = self._ended()
            self.answered.emit(name, answer.report)
            self._go_on()

    def _troubled(self, trouble: Trouble) -> None:
        if self._now and trouble.document == self._document():
            self.failed.emit(self._ended())
            self._go_on()

    def _ended(self) -> str:
        name = self._now
        self._checking.forget(self._document())
        self._now = ""
        return name
