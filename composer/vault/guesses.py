"""A growing pause after wrong passphrases: it slows a guesser down, survives a restart, and never locks anyone out.

Whoever can delete the small file beside the vault can also copy the vault away and guess there; against that stands the
cost of each guess (`composer.vault.keys`), not this pause.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from composer.files import from_json, write_atomically
from composer.vault.trouble import TooSoon

FREE = 5
"""Wrong guesses without a pause."""
PAUSES = (1, 2, 4, 8, 16, 30)
"""Seconds after the sixth, seventh … wrong guess; the last one stays."""


class _Counted(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    wrong: int = 0
    last: float = 0.0
    """Seconds since 1970 by the wall clock."""


class Guesses:
    """The count of wrong guesses of one vault, kept in `path`; a folder that cannot be written keeps it in memory."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._counted = self._read()

    @property
    def wrong(self) -> int:
        """Wrong guesses since the last right one."""
        return self._counted.wrong

    def pause(self) -> float:
        """Seconds until the next guess is taken; 0 when it may be made now."""
        if self._counted.wrong <= FREE:
            return 0.0
        now = self._clock()
        if now < self._counted.last:  # the clock went back: the pause starts now instead of lasting for ever
            self._counted.last = now
            self._write()
        length = PAUSES[min(self._counted.wrong - FREE, len(PAUSES)) - 1]
        return max(0.0, self._counted.last + length - now)

    def allow(self) -> None:
        """Raise `TooSoon` while the pause lasts."""
        left = self.pause()
        if left > 0:
            raise TooSoon(left)

    def was_wrong(self) -> None:
        """Count one more, on the disk before the answer is given."""
        self._counted = _Counted(wrong=self._counted.wrong + 1, last=self._clock())
        self._write()

    def was_right(self) -> None:
        """Forget the count."""
        if self._counted.wrong:
            self._counted = _Counted()
            self._write()

    def _read(self) -> _Counted:
        try:
            counted = from_json(self._path.read_bytes(), _Counted)
        except (OSError, msgspec.DecodeError):
            return _Counted()
        return _Counted(wrong=max(0, counted.wrong), last=counted.last)

    def _write(self) -> None:
        try:
            write_atomically(self._path, msgspec.json.encode(self._counted))
        except OSError:
            pass  # a read-only folder: counted in memory, and each guess still costs what it costs
