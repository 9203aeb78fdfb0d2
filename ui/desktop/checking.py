"""The window's end of the checker: starts `rules.service` as a process, talks to it, starts it again when it dies.

No thread: QProcess and timers on the window's own event loop. Nothing typed is logged, and the process's standard error
goes nowhere. Offsets are code points.
"""

from __future__ import annotations

import dataclasses
import enum
import sys
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from rules.frames import Answer, Check, Forget, FrameTrouble, Message, Ready, Trouble, Unframer, frame
from rules.report import Setting, Stage
from rules.telling import Findings, completed

RESTART_MS = (250, 1_000, 4_000, 15_000, 60_000)
"""Waits before each further start; the last one stays."""
WELL_AFTER_MS = 30_000
"""After living so long the next death counts as the first again."""
SILENT_MS = 120_000
"""A check that brings no word for so long means that the process hangs; it is ended and started again."""
END_MS = 2_000


class CheckerState(enum.StrEnum):
    """How the checker is."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    STOPPED = "stopped"
    """Died; starts again by itself after a wait."""


@dataclasses.dataclass(slots=True)
class _Sent:
    """The newest check of one document: what has to be asked again of a new process."""

    check: Check
    text: str
    done: bool = False
    given: bool = False
    """Whether the running process has this document's text."""


Told = dict[str, Findings]
"""The findings of each document's last answer, of whatever revision: the next one says what is new since."""


def command() -> tuple[str, list[str]]:
    """How the checker is started: by the same Python, isolated."""
    return sys.executable, ["-I", "-m", "rules.service"]


class Checking(QObject):
    """A client of one checker process. Give it to one window; `stop` it when the vault locks."""

    answered = Signal(object)
    """An `Answer` to the newest revision of its document; answers to older ones are dropped here."""
    troubled = Signal(object)
    """A `Trouble`: a check that could not be done, or something wrong with the checker itself."""
    changed = Signal(object)
    """A `CheckerState`, each time it changes."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        program: tuple[str, Sequence[str]] | None = None,
        waits: Sequence[int] = RESTART_MS,
        silent_ms: int = SILENT_MS,
    ) -> None:
        super().__init__(parent)
        self._program = program or command()
        self._waits = waits
        self._state = CheckerState.OFF
        self._process: QProcess | None = None
        self._unframer = Unframer()
        self._sent: dict[str, _Sent] = {}
        self._told: Told = {}
        self._deaths = 0
        self.ready: Ready | None = None
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._launch)
        self._well = QTimer(self, singleShot=True, interval=WELL_AFTER_MS)
        self._well.timeout.connect(self._lives)
        self._watch = QTimer(self, singleShot=True, interval=silent_ms)
        self._watch.timeout.connect(self._hangs)

    @property
    def state(self) -> CheckerState:
        """How the checker is now."""
        return self._state

    @property
    def deaths(self) -> int:
        """How often it died since it last lived well."""
        return self._deaths

    # What the window asks

    def start(self) -> None:
        """Start the process; returns at once. Does nothing while one runs or is about to."""
        if self._state is CheckerState.OFF:
            self._deaths = 0
            self._launch()

    def stop(self) -> None:
        """End the process and forget every word; used when the vault locks. Takes milliseconds."""
        for timer in (self._again, self._well, self._watch):
            timer.stop()
        self._sent.clear()
        self._told.clear()
        self._end_process()
        self.ready = None
        self._become(CheckerState.OFF)

    def check(
        self, document: str, revision: int, text: str, setting: Setting, edit: tuple[int, int, str] | None = None
    ) -> None:
        """Ask for a check; a newer one of the same document supersedes it.

        `text` is always the whole text; where `edit` (start, end, new) tells what changed since the last check of this
        document, only that travels. While the checker starts or is being restarted the newest check waits.
        """
        before = self._sent.get(document)
        known = before is not None and before.given
        whole = Check(revision=revision, document=document, text=text, setting=setting)
        sent = _Sent(whole, text, given=known)
        self._sent[document] = sent
        if self._state is not CheckerState.READY:
            return
        if known and edit is not None:
            self._send(Check(revision=revision, document=document, edit=edit, setting=setting))
        else:
            self._send(whole)
        sent.given = True
        self._watch.start()

    def forget(self, document: str | None = None) -> None:
        """Have the checker drop one document, or everything it remembers."""
        if document is None:
            self._sent.clear()
            self._told.clear()
        else:
            self._sent.pop(document, None)
            self._told.pop(document, None)
        if not self._owes():
            self._watch.stop()
        if self._state is CheckerState.READY:
            self._send(Forget(document=document))

    def pending(self, document: str) -> bool:
        """Whether the newest check of a document is still without its whole answer."""
        sent = self._sent.get(document)
        return sent is not None and not sent.done

    def _owes(self) -> bool:
        return any(not sent.done for sent in self._sent.values())

    # The process

    def _launch(self) -> None:
        self._unframer = Unframer()
        self._told.clear()
        process = QProcess(self)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._died)
        process.errorOccurred.connect(self._failed)
        self._process = process
        self._become(CheckerState.STARTING)
        program, arguments = self._program
        process.start(program, list(arguments))

    def _send(self, message: Message) -> None:
        if self._process is not None and self._process.state() is QProcess.ProcessState.Running:
            self._process.write(frame(message))

    def _read(self) -> None:
        if self._process is None:
            return
        data = bytes(self._process.readAllStandardOutput().data())
        try:
            for message in self._unframer.feed(data):
                self._take(message)
        except (FrameTrouble, msgspec.DecodeError):
            self._hangs()

    def _take(self, message: Message) -> None:
        self._watch.stop()
        if isinstance(message, Ready):
            self._is_ready(message)
        elif isinstance(message, Answer):
            self._answer(message)
        elif isinstance(message, Trouble):
            self._trouble(message)
        if self._owes() and self._state is CheckerState.READY:
            self._watch.start()

    def _is_ready(self, ready: Ready) -> None:
        self.ready = ready
        self._well.start()
        self._become(CheckerState.READY)
        for sent in self._sent.values():
            sent.done = False
            sent.given = True
            self._send(sent.check)

    def _answer(self, answer: Answer) -> None:
        report = completed(answer.report, answer.since, self._told.get(answer.document, ()))
        if report is None:
            return  # on its way when the document was forgotten
        self._told[answer.document] = report.findings
        sent = self._sent.get(answer.document)
        if sent is None or answer.revision != sent.check.revision:
            return
        sent.done = report.stage is Stage.WHOLE
        self.answered.emit(Answer(document=answer.document, revision=answer.revision, report=report))

    def _trouble(self, trouble: Trouble) -> None:
        sent = self._sent.get(trouble.document) if trouble.document else None
        if trouble.code == "no-base":
            if sent is not None:
                self._send(sent.check)
            return
        if sent is not None:
            if trouble.revision != sent.check.revision:
                return
            sent.done = True
        self.troubled.emit(trouble)

    # Its end

    def _lives(self) -> None:
        self._deaths = 0

    def _hangs(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._died()

    def _died(self) -> None:
        if self._process is None:
            return
        self._process.deleteLater()
        self._process = None
        self.ready = None
        self._watch.stop()
        self._well.stop()
        for sent in self._sent.values():
            sent.given = sent.done = False
        wait = self._waits[min(self._deaths, len(self._waits) - 1)]
        self._deaths += 1
        self._again.start(wait)
        self._become(CheckerState.STOPPED)

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._read)
        process.finished.disconnect(self._died)
        process.errorOccurred.disconnect(self._failed)
        process.kill()
        process.waitForFinished(END_MS)
        process.deleteLater()

    def _become(self, state: CheckerState) -> None:
        if state is not self._state:
            self._state = state
            self.changed.emit(state)
