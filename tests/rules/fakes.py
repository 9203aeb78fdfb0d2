"""A reader that knows a few words, for tests of what is made of its readings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.reader.reader import ReaderSpan, Reading

WORDS = {
    "client": "client-reference",
    "9am": "client-reference",
    "shed": "client-identifier",
    "clinic": "clinical-work",
    "clown": "respect",
}
STOPPING = {"client-reference": "needs-consent", "client-identifier": "needs-consent", "respect": "must-fix"}
ORDER = ("clear", "advice", "needs-consent", "must-fix")


class FakeReader:
    """Marks `WORDS`, each with its concern; counts how often it is asked."""

    model_id = "fake"

    def __init__(self) -> None:
        self.asked = 0
        self.forgotten = 0

    def read_many(self, posts: Sequence[tuple[str, str, str]]) -> list[Reading]:
        self.asked += len(posts)
        return [self._read(text) for text, _, _ in posts]

    def unread(self, text: str, *, identity: str, channel: str) -> int:
        return 1

    def forget(self) -> None:
        self.forgotten += 1

    def _read(self, text: str) -> Reading:
        spans = [ReaderSpan(m.start(), m.end(), c, 0.9) for word, c in WORDS.items() for m in re.finditer(word, text)]
        outcome = max((STOPPING.get(s.concern, "advice") for s in spans), key=ORDER.index, default="clear")
        return reading(outcome, *sorted(spans, key=lambda s: s.start))


def reading(outcome: str, *spans: ReaderSpan, weak: tuple[ReaderSpan, ...] = (), sure: float = 0.97) -> Reading:
    """A reading that is `sure` of an outcome."""
    chances = {name: sure if name == outcome else (1 - sure) / 3 for name in ORDER}
    return Reading(outcomes=chances, spans=spans, weak_spans=weak, outcome=outcome)
