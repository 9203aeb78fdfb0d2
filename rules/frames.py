"""What the window and the checker's process say to each other, and how it lies on the pipe.

A frame is a 4-byte big-endian length and that many bytes of MessagePack. Plain values only; no thread, no Qt.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from rules.report import Report, Setting
from rules.telling import Since

LONGEST_FRAME = 64 << 20
"""Bytes; a longer one is no message of ours."""
_LENGTH = struct.Struct(">I")


class FrameTrouble(ValueError):
    """The bytes are no frames of ours; the pipe cannot be used any more."""


class Check(msgspec.Struct, frozen=True, kw_only=True, tag="check"):
    """Please check a document. Give its whole `text`, or an `edit` of what was sent last, or neither when only the
    setting has changed."""

    revision: int
    document: str
    text: str | None = None
    edit: tuple[int, int, str] | None = None
    """(start, end, new words) in code points of the text as last sent."""
    setting: Setting


class Forget(msgspec.Struct, frozen=True, kw_only=True, tag="forget"):
    """Drop the words of one document, or of all of them and every memory of their sentences."""

    document: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag="answer"):
    """One stage's report on one revision; the report of stage `whole` is the last of a revision."""

    document: str
    revision: int
    report: Report
    since: Since = Since()
    """What the report leaves out because it was told in the document's last answer, of whatever revision."""


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """The checker has loaded. An empty name means that the part is missing, and `notes` say why."""

    model: str
    reader: str = ""
    notes: tuple[str, ...] = ()


class Trouble(msgspec.Struct, frozen=True, kw_only=True, tag="trouble"):
    """Something could not be done. `message` is for people and holds no typed word."""

    code: str
    """`too-long`, `no-base` (send the whole text), `pack`, `model`, `message` (not understood), `fault` (ours)."""
    message: str
    document: str | None = None
    revision: int | None = None


Message = Check | Forget | Answer | Ready | Trouble
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def frame(message: Message) -> bytes:
    """The message as bytes for the pipe."""
    body = _encoder.encode(message)
    return _LENGTH.pack(len(body)) + body


class Unframer:
    """Puts frames together from whatever pieces the pipe brings."""

    def __init__(self, longest: int = LONGEST_FRAME) -> None:
        self._longest = longest
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete now.

        Raises `FrameTrouble` for a length that no message of ours has, and msgspec.DecodeError for a frame that is no
        message (the frames behind it can still be had: feed again).
        """
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > self._longest:
                raise FrameTrouble(f"a frame of {length} bytes")
            if len(self._buffer) < _LENGTH.size + length:
                return
            body = bytes(self._buffer[_LENGTH.size : _LENGTH.size + length])
            del self._buffer[: _LENGTH.size + length]
            yield _decoder.decode(body)
