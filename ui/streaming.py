"""`considered check --jsonl`: posts in, findings out, one JSON object a line, in the same order.

A thread of its own reads the lines, so that those which have already come can be checked together, and a single one is
answered at once: whoever writes a line and waits for its answer gets it.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

from rules.errors import RulesTrouble
from rules.report import Channel, IdentityKind, Report, Setting
from ui.printing import report_row

LONGEST_LINE = 64 << 20
"""Bytes; a longer line is refused."""
TOGETHER = 32
_END = None
_HALF = re.compile("[\ud800-\udfff]")

CheckBatch = Callable[[Sequence[tuple[str, Setting]]], list[Report]]


class BadLine(Exception):
    """A line that is no post, with the id it names (if any) and what is wrong in words."""

    def __init__(self, post_id: object, what: str) -> None:
        super().__init__(what)
        self.post_id = post_id
        self.what = what


class Post(msgspec.Struct, frozen=True):
    """One line's post."""

    id: object
    text: str
    setting: Setting


Entry = Post | BadLine


class Unreadable(Exception):
    """The source of lines failed, told by the system's word or the kind of error. What came before is answered."""


def stream(source: BinaryIO, sink: BinaryIO, check: CheckBatch, base: Setting) -> bool:
    """Answer every line of `source` on `sink`, flushed line by line; True if all could be checked whole.

    `base` is the setting for what a line does not say. Raises what `check` raises, `Unreadable` once all that came is
    answered, and BrokenPipeError.
    """
    lines: queue.Queue[bytes | None] = queue.Queue(maxsize=4 * TOGETHER)
    failed: list[str] = []
    threading.Thread(target=_read, args=(source, lines, failed), name="lines", daemon=True).start()
    good = True
    for batch in _batches(lines):
        entries = [_entry(line, base) for line in batch]
        for row in _rows(entries, check):
            good = good and "error" not in row and not row.get("degraded")
            sink.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            sink.flush()
    if failed:
        raise Unreadable(failed[0])
    return good


def _read(source: BinaryIO, lines: queue.Queue[bytes | None], failed: list[str]) -> None:
    """Put every line into the queue, then `_END`, whatever happens; what failed goes into `failed` before it."""
    try:
        while line := source.readline(LONGEST_LINE):
            if not line.endswith(b"\n") and len(line) >= LONGEST_LINE:
                while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                line = line[:64]  # no JSON any more: told as such
            lines.put(line)
    except Exception as error:  # noqa: BLE001  told by the thread that answers
        failed.append(getattr(error, "strerror", None) or type(error).__name__)
    finally:
        lines.put(_END)


def _batches(lines: queue.Queue[bytes | None]) -> Iterator[list[bytes]]:
    """What has come so far, at least one line, at most `TOGETHER`."""
    ended = False
    while not ended and (line := lines.get()) is not _END:
        batch = [line]
        while len(batch) < TOGETHER and not lines.empty() and not ended:
            another = lines.get()
            if another is _END:
                ended = True
            else:
                batch.append(another)
        yield batch


def _rows(entries: Sequence[Entry], check: CheckBatch) -> Iterator[dict[str, Any]]:
    posts = [entry for entry in entries if isinstance(entry, Post)]
    began = time.perf_counter()
    reports = iter(_checked(posts, check))
    took = (time.perf_counter() - began) * 1000
    size = sum(len(post.text) + 1 for post in posts)
    for entry in entries:
        report = next(reports) if isinstance(entry, Post) else entry
        if isinstance(report, BadLine):
            yield {"id": report.post_id, "error": report.what}
        elif isinstance(entry, Post):
            share = round(took * (len(entry.text) + 1) / size, 1)
            row = report_row(report)
            yield {"id": entry.id, "outcome": row.pop("outcome"), "took_ms": share} | row


def _checked(posts: Sequence[Post], check: CheckBatch) -> list[Report | BadLine]:
    """The report on each post; when one of them makes the checker stumble, the others still get theirs."""
    try:
        return list(check([(post.text, post.setting) for post in posts]))
    except Exception as error:  # noqa: BLE001  told by its kind, and the run goes on
        if len(posts) == 1:
            what = str(error) if isinstance(error, RulesTrouble) else f"The checker failed ({type(error).__name__})."
            return [BadLine(posts[0].id, what)]
        return [answer for post in posts for answer in _checked([post], check)]


def _entry(line: bytes, base: Setting) -> Entry:
    try:
        return _post(line, base)
    except BadLine as bad:
        return bad


def _post(line: bytes, base: Setting) -> Post:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadLine(None, "This line is no JSON object in UTF-8.") from None
    if not isinstance(data, dict):
        raise BadLine(None, "This line is no JSON object.")
    post_id = data.get("id")
    if not isinstance(post_id, str | int) or isinstance(post_id, bool):
        raise BadLine(None, "`id` is missing, or is neither text nor a whole number.")
    text = data.get("text")
    if not isinstance(text, str):
        raise BadLine(post_id, "`text` is missing, or is no text.")
    return Post(post_id, whole_characters(text), _setting(data, post_id, base))


def _setting(data: dict[str, Any], post_id: object, base: Setting) -> Setting:
    changes: dict[str, Any] = {}
    for name, kind in (("identity", IdentityKind), ("channel", Channel)):
        if data.get(name) is not None:
            try:
                changes[name] = kind(data[name])
            except ValueError:
                known = ", ".join(kind)
                raise BadLine(post_id, f"`{name}` is none of {known}.") from None
    return msgspec.structs.replace(base, **changes)


def whole_characters(text: str) -> str:
    """The text with halves of surrogate pairs, which nothing can encode, as U+FFFD; offsets stay."""
    return _HALF.sub("\ufffd", text)
