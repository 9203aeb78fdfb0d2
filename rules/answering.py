"""From the facts of one stretch of text to what is said of it: subjects, judgement, packs' own phrases, the reader.

What is said of a stretch depends on its words and the setting alone, so it is remembered by them; offsets are code
points of the stretch, its run-up included. Used from one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from rules.carrying import Recent
from rules.facts import SentenceFacts
from rules.joining import Given, join
from rules.judgement import judge
from rules.kept import Kept
from rules.packs import PackHit, PackShelf
from rules.report import Finding, Person, Setting
from rules.subjects import Subjects, follow

if TYPE_CHECKING:
    from rules.reader.reader import Reader, Reading

KEPT_CHARACTERS = 600_000
Piece = tuple[str, Setting]
"""The words of a stretch and the setting they are held in."""


class Answered(msgspec.Struct, frozen=True):
    """What is said of a stretch."""

    findings: tuple[Finding, ...]
    people: tuple[Person, ...]
    encouraged: tuple[str, ...] = ()


class Answerer:
    """Answers for stretches with the parts that there are; remembers its last word on each."""

    def __init__(self, shelf: PackShelf, reader: Reader | None, *, rules: bool = True) -> None:
        self._shelf = shelf
        self._reader = reader
        self._rules = rules
        self._answers: Kept[Answered] = Kept(KEPT_CHARACTERS)
        self._readings: Kept[Reading] = Kept(KEPT_CHARACTERS)
        self._recent = Recent()

    def forget(self) -> None:
        """Drop every remembered word."""
        self._answers.clear()
        self._readings.clear()
        self._recent.clear()
        if self._reader is not None:
            self._reader.forget()

    def known(self, piece: Piece) -> Answered | None:
        """The last word on a stretch, when it has been said before."""
        return self._answers.get(piece)

    def is_read(self, piece: Piece) -> bool:
        """Whether the reader has read these words, or there is none to read them."""
        return self._reader is None or self._readings.get(_read_by(piece)) is not None

    def read_ahead(self, pieces: Sequence[Piece]) -> None:
        """Let the reader read what it has not read yet, all of it together."""
        new = list({_read_by(piece): piece for piece in pieces if not self.is_read(piece)}.values())
        if self._reader is not None and new:
            keys = [_read_by(piece) for piece in new]
            for key, reading in zip(keys, self._reader.read_many(keys), strict=True):
                self._readings.put(key, reading)
                self._recent.add(key[0], reading)

    def last_word(self, piece: Piece, sentences: Sequence[SentenceFacts]) -> Answered:
        """The answer with everything that there is: parsed sentences and the reader. Remembered."""
        self.read_ahead([piece])
        answered = self._answer(piece, sentences, self._readings.get(_read_by(piece)))
        self._answers.put(piece, answered)
        return answered

    def first_word(self, piece: Piece, sentences: Sequence[SentenceFacts]) -> Answered:
        """An answer from the facts as they stand, before the reader has been asked; soon replaced."""
        reading = self._readings.get(_read_by(piece)) or self._recent.carried(piece[0])
        return self._answer(piece, sentences, reading)

    def _answer(self, piece: Piece, sentences: Sequence[SentenceFacts], reading: Reading | None) -> Answered:
        text, setting = piece
        findings: list[Finding] = []
        people: list[Person] = []
        subjects: Subjects | None = None
        if self._rules:
            subjects = follow(sentences, text, setting)
            findings, people = judge(subjects, text, setting, self._shelf, reading)
            findings += self._phrases(piece)
        joined = join(findings, reading, Given(text, setting, self._shelf, subjects))
        encouraged = self._shelf.matcher(setting.packs).encouraged(text, setting.identity)
        return Answered(tuple(joined), tuple(people), encouraged)

    def _phrases(self, piece: Piece) -> list[Finding]:
        """What the packs' own phrases and patterns find."""
        text, setting = piece
        hits = self._shelf.matcher(setting.packs).find(text, identity=setting.identity)
        return [self._finding(hit, setting) for hit in hits]

    def _finding(self, hit: PackHit, setting: Setting) -> Finding:
        clauses = (self._shelf.clause(clause, setting.packs)[1] for clause in hit.clauses)
        cited = tuple(self._shelf.cite(c, hit.concern, setting.identity, setting.packs) for c in clauses)
        return Finding(
            start=hit.start,
            end=hit.end,
            concern=hit.concern,
            outcome=hit.outcome,
            rule=hit.rule,
            clauses=hit.clauses,
            title=hit.title,
            why=hit.why,
            suggestions=hit.suggestions,
            citations=cited,
        )


def _read_by(piece: Piece) -> tuple[str, str, str]:
    """What a reading depends on, as the reader takes it."""
    text, setting = piece
    return text, setting.identity.value, setting.channel.value
