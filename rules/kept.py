"""A memory of bounded size for what was worked out from some words. In memory only; `clear` drops every word."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
Made = TypeVar("Made", bound=Callable[..., Any])
Key = tuple[object, ...]
"""The words come first; what else the value depends on follows."""


class Kept(Generic[Value]):
    """Values by words, the least recently used dropped first when the words add up to `characters`."""

    def __init__(self, characters: int) -> None:
        self._limit = characters
        self._held = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """What is remembered by the key."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Remember a value, and drop what is too much."""
        if key not in self._values:
            self._held += _length(key)
        self._values[key] = value
        while self._held > self._limit and len(self._values) > 1:
            self._held -= _length(self._values.popitem(last=False)[0])

    def clear(self) -> None:
        """Drop everything."""
        self._values.clear()
        self._held = 0

    def __len__(self) -> int:
        return len(self._values)


def _length(key: Key) -> int:
    return len(key[0]) if isinstance(key[0], str) else 0


_forgetting: list[Callable[[], None]] = []


def remembered(times: int) -> Callable[[Made], Made]:
    """Decorates a pure function of some words: its last so many answers are remembered, until `forget_words`.

    The words given should be short (a passage, a paragraph). Any thread may ask.
    """

    def decorate(function: Made) -> Made:
        remembering = functools.lru_cache(maxsize=times)(function)
        _forgetting.append(remembering.cache_clear)
        return remembering  # type: ignore[return-value]

    return decorate


def forget_words() -> None:
    """Drop every word that `remembered` functions hold."""
    for forget in _forgetting:
        forget()
