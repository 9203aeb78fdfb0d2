"""What is known of sentences: the detectors' facts, kept by the sentence's own text.

Words are kept in memory only, up to a number of characters; `forget` drops them all. Used from one thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator

import msgspec

from rules.detectors import PATTERN_DETECTORS
from rules.facts import Fact, SentenceFacts, TokenNote
from rules.folding import Folded, fold
from rules.language import Language, notes_of

KEPT_CHARACTERS = 260_000
"""A document of the greatest length and what is typed in it; some 200 bytes of memory for each (measured)."""


class Noted(msgspec.Struct):
    """One sentence's facts; it is `parsed`, with its tokens, once the language pipeline has seen it."""

    folded: Folded
    patterns: tuple[Fact, ...]
    parsed: bool = False
    tokens: tuple[TokenNote, ...] = ()

    def placed(self, start: int, end: int, paragraph: int) -> SentenceFacts:
        """The facts as those of the sentence at [start, end) of some text."""
        return SentenceFacts(
            start=start,
            end=end,
            text=self.folded.original,
            facts=self.patterns,
            tokens=self.tokens,
            paragraph=paragraph,
        )


class Notebook:
    """Notes on sentences, the least recently used dropped first."""

    def __init__(self) -> None:
        self._notes: OrderedDict[str, Noted] = OrderedDict()
        self._characters = 0

    def forget(self) -> None:
        """Drop every remembered word."""
        self._notes.clear()
        self._characters = 0

    def noted(self, sentence: str) -> Noted:
        """What is known of the sentence; its patterns are looked for where nothing is."""
        known = self._notes.get(sentence)
        if known is not None:
            self._notes.move_to_end(sentence)
            return known
        known = self._notes[sentence] = _patterns(sentence)
        self._characters += len(sentence)
        while self._characters > KEPT_CHARACTERS and len(self._notes) > 1:
            self._characters -= len(self._notes.popitem(last=False)[0])
        return known

    def parse(self, notes: Iterable[Noted], language: Language, give_up: Callable[[], bool] = lambda: False) -> None:
        """Parse those that are not parsed yet, in one memory zone; leave the rest unparsed when told to give up."""
        new = list({id(noted): noted for noted in notes if not noted.parsed}.values())
        if not new:
            return
        with language.zone():
            texts = _until(new, give_up)
            docs = language.parse(texts) if len(new) > 1 else map(language.parse_one, texts)
            for noted, doc in zip(new, docs, strict=False):
                noted.tokens = notes_of(doc[:], noted.folded)
                noted.parsed = True


def _until(notes: Iterable[Noted], give_up: Callable[[], bool]) -> Iterator[str]:
    for noted in notes:
        if give_up():
            return
        yield noted.folded.text


def _patterns(sentence: str) -> Noted:
    folded = fold(sentence)
    return Noted(folded, tuple(fact for detect in PATTERN_DETECTORS for fact in detect(folded)))
