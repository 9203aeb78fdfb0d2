"""The checker as a process of its own: `python -m rules.service`, or `main()` in a frozen app.

It reads frames (`rules.frames`) from standard input and answers on standard output, stage by stage; standard error
stays silent. A newer check of the same document supersedes the one at work. It ends when its input does, so it never
outlives the window. It opens no file to write and no socket, leaves no core dump, and its messages hold no typed word.
Importing this module is cheap; spaCy is imported when the process starts working.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from rules import fence
from rules.errors import RulesTrouble
from rules.frames import Answer, Check, Forget, FrameTrouble, Message, Ready, Trouble, Unframer, frame
from rules.report import Report
from rules.telling import Findings, shortened

if TYPE_CHECKING:
    from rules.checker import Checker

__all__ = ["Answer", "Check", "Forget", "FrameTrouble", "Ready", "Trouble", "Unframer", "frame", "main"]

PIECE = 1 << 16
POLITE = 5
"""Steps of priority below the window's."""
_OUR_FAULT = "The checker could not read this text. Your words are safe; it goes on with the next change."
_NOT_UNDERSTOOD = "The checker was sent something that it does not understand."


class Inbox:
    """What has come in and is not done yet. Filled by a thread of its own, emptied by the one that checks."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._waiting: deque[Message | Trouble] = deque()
        self._changed = threading.Condition()
        self.closed = False

    def start(self) -> None:
        """Begin reading, in a daemon thread."""
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def _read(self) -> None:
        unframer = Unframer()
        with contextlib.suppress(OSError, FrameTrouble):
            while data := os.read(self._source.fileno(), PIECE):
                self._take(unframer, data)
        with self._changed:
            self.closed = True
            self._changed.notify()

    def _take(self, unframer: Unframer, data: bytes) -> None:
        while True:
            try:
                for message in unframer.feed(data):
                    self._put(message)
                return
            except msgspec.DecodeError:
                self._put(Trouble(code="message", message=_NOT_UNDERSTOOD))
                data = b""

    def _put(self, message: Message) -> None:
        with self._changed:
            self._waiting.append(message)
            self._changed.notify()

    def next_ones(self) -> list[Message]:
        """All that wait, in order; blocks while nothing does. Empty when the other side has gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self.closed)
            if self.closed:
                return []
            messages = list(self._waiting)
            self._waiting.clear()
            return messages

    def supersedes(self, document: str) -> bool:
        """Whether something waits that makes an answer on the document idle: a newer check, a forget, the end."""
        with self._changed:
            return self.closed or any(
                m.document in (document, None) for m in self._waiting if isinstance(m, Check | Forget)
            )


class Service:
    """Answers checks one after the other, on the thread that calls `run`."""

    def __init__(self, checker: Checker, inbox: Inbox, sink: BinaryIO) -> None:
        self._checker = checker
        self._inbox = inbox
        self._sink = sink
        self._texts: dict[str, str] = {}
        self._told: dict[str, Findings] = {}

    def run(self) -> None:
        """Load, say so, and serve until the other side closes its end."""
        model, reader, notes = self._checker.load()
        keep_for_good()
        self._send(Ready(model=model, reader=reader, notes=notes))
        while messages := self._inbox.next_ones():
            for check in self._latest(messages):
                self._answer(check)

    def _latest(self, messages: Iterable[Message]) -> list[Check]:
        """Take in all that came; of several checks of one document only the last is worth answering."""
        latest: dict[str, Check] = {}
        for message in messages:
            if isinstance(message, Check):
                latest.pop(message.document, None)
                if self._update(message):
                    latest[message.document] = message
            elif isinstance(message, Forget):
                self._forget(message.document)
                latest = {d: c for d, c in latest.items() if message.document not in (d, None)}
            elif isinstance(message, Trouble):
                self._send(message)
        return list(latest.values())

    def _update(self, check: Check) -> bool:
        if check.text is not None:
            self._texts[check.document] = check.text
            return True
        known = self._texts.get(check.document)
        start, end, new = check.edit or (0, 0, "")
        if known is None or not 0 <= start <= end <= len(known):
            self._texts.pop(check.document, None)
            self._trouble(check, "no-base", "The checker needs the whole text once more.")
            return False
        self._texts[check.document] = known[:start] + new + known[end:]
        return True

    def _forget(self, document: str | None) -> None:
        if document is None:
            self._texts.clear()
            self._told.clear()
        else:
            self._texts.pop(document, None)
            self._told.pop(document, None)
        if not self._texts:
            self._checker.forget()

    def _answer(self, check: Check) -> None:
        try:
            for report in self._stages(check):
                told, since = shortened(report, self._told.get(check.document, ()))
                self._told[check.document] = report.findings
                self._send(Answer(document=check.document, revision=check.revision, report=told, since=since))
        except RulesTrouble as trouble:
            self._trouble(check, trouble.code, str(trouble))
        except (BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as error:  # noqa: BLE001  the edge of the process: told by its kind, never by its words
            self._trouble(check, "fault", f"{_OUR_FAULT} ({type(error).__name__})")

    def _stages(self, check: Check) -> Iterator[Report]:
        text = self._texts[check.document]
        return self._checker.stages(text, check.setting, lambda: self._inbox.supersedes(check.document))

    def _trouble(self, check: Check, code: str, message: str) -> None:
        self._send(Trouble(code=code, message=message, document=check.document, revision=check.revision))

    def _send(self, message: Message) -> None:
        self._sink.write(frame(message))
        self._sink.flush()


def keep_to_itself() -> None:
    """No core dump, no reading of our memory by others of the user, no byte into any file, no rights gained, no socket,
    no program started, no file made, moved or deleted (`rules.fence`).

    Where the system can. The limits hold for good: nothing loaded later, and no child, gets round them.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # Python ignores SIGXFSZ: a write is refused (EFBIG)
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
            ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    sys.addaudithook(_refuse_sockets)
    fence.read_and_answer_only()


def _refuse_sockets(event: str, _arguments: object) -> None:
    if event in ("socket.__new__", "socket.connect", "socket.getaddrinfo"):
        raise PermissionError("the checker opens no socket")


def give_way() -> None:
    """Let the window go first where both want a processor: a key is never to wait for a check. Where the system can.

    Beside a lower priority, on Linux, waking up does not push the window's thread aside (SCHED_BATCH). To be called
    before any thread is started: later ones inherit it, earlier ones do not.
    """
    with contextlib.suppress(AttributeError, OSError):
        os.nice(POLITE)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def keep_for_good() -> None:
    """What has been loaded stays as long as the process: the collector need not look through it again and again.

    A full collection among spaCy's hundreds of thousands of objects would hold up an answer for some 70 ms.
    """
    gc.collect()
    gc.freeze()


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our ends of the two pipes; the standard streams are turned away, so that no library can write between."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return os.fdopen(source, "rb", buffering=0), os.fdopen(sink, "wb")


def main() -> int:
    """The process: serve until the input ends. A frozen app calls this before it imports Qt."""
    keep_to_itself()
    give_way()
    source, sink = private_pipes()
    inbox = Inbox(source)
    inbox.start()
    from rules.checker import Checker

    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        Service(Checker(), inbox, sink).run()
    with contextlib.suppress(OSError):
        sink.close()
    return 0


if __name__ == "__main__":
    sys.stdout.flush()
    os._exit(main())  # the reading thread may be waiting in the pipe still; nothing is left to tidy
