"""What detectors say of one sentence: plain, immutable values without spaCy objects.

A sentence's facts depend on that sentence alone, so that they can be kept by its text; whatever needs the neighbours,
the setting or the packs belongs to `rules.subjects` and `rules.judgement`.
"""

from __future__ import annotations

import msgspec

from rules.report import Concern


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One observation of a detector; it judges nothing."""

    start: int
    """Code points of the *original* sentence, relative to its start; `end` exclusive. `Folded.span` maps back."""
    end: int
    kind: str
    """What was seen, such as `person`, `age`, `fiction`: the vocabulary is the detectors'."""
    concern: Concern | None = None
    """None for marks that only colour the reading, such as a word of fiction."""
    rule: str = ""
    strength: float = 1.0
    """1.0 stands alone; below 0.75 it counts only where something else bears it out."""
    data: tuple[tuple[str, str], ...] = ()

    def get(self, key: str, default: str = "") -> str:
        """The value noted under `key`."""
        return next((value for name, value in self.data if name == key), default)


class TokenNote(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of a parsed token; offsets as in `Fact`."""

    start: int
    end: int
    text: str
    """As folded, so that a disguised name reads as what it stands for."""
    lemma: str
    pos: str
    tag: str
    head: int
    """Index of the head among the sentence's tokens; its own index at a root."""
    ent: str
    """Entity label of spaCy, such as `PERSON`; empty outside entities."""
    ent_iob: str


class SentenceFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One sentence where it stands in the text, with its facts."""

    start: int
    """Code points of the text that is being followed, `end` exclusive."""
    end: int
    text: str
    """The original words, `end - start` code points."""
    facts: tuple[Fact, ...] = ()
    tokens: tuple[TokenNote, ...] = ()
    """Empty as long as the sentence has not been parsed."""
    paragraph: int = 0
    """Which paragraph (line of text that is not blank) of the text it belongs to, from 0."""
