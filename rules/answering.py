"""From the facts of one stretch of text to what is said of it: subjects, judgement, packs' own phrases, the reader.

What is said of a stretch depends on its words and the setting alone, so it is remembered by them; offsets are code
points of the stretch, its run-up included. Used from one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from rules.carrying import Recent, moved
from rules.facts import SentenceFacts
from rules.joining import Given, join, keyed, pointed_at
from rules.judgement import judge
from rules.kept import Kept
from rules.packs import PackHit, PackShelf
from rules.report import Concern, Finding, Person, Setting
from rules.subjects import Subjects, follow

if TYPE_CHECKING:
    from rules.reader.reader import Reader, Reading

KEPT_CHARACTERS = 300_000
"""A document of the greatest length, the run-ups of its stretches included."""


class Piece(msgspec.Struct, frozen=True):
    """The words of a stretch, its run-up included, and the setting that they are held in."""

    words: str
    lead: int
    """Code points of the run-up, which the reader is spared: its own windows see what comes before."""
    setting: Setting

    @property
    def asked(self) -> tuple[str, str, str]:
        """What the reader is asked, as it takes it."""
        return self.words[self.lead :], self.setting.identity.value, self.setting.channel.value


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
        return self._answers.get(_key(piece))

    def is_read(self, piece: Piece) -> bool:
        """Whether the reader has read these words, or there is none to read them."""
        return self._reader is None or self._readings.get(piece.asked) is not None

    def unread(self, piece: Piece) -> int:
        """How many windows of the words the reader has not read yet; 0 where they were never like anything read."""
        words, identity, channel = piece.asked
        if self._reader is None or self.is_read(piece) or self._recent.earlier(words) is None:
            return 0
        return self._reader.unread(words, identity=identity, channel=channel)

    def read_ahead(self, pieces: Sequence[Piece]) -> None:
        """Let the reader read what it has not read yet, all of it together."""
        new = list({piece.asked: piece for piece in pieces if not self.is_read(piece)}.values())
        if self._reader is not None and new:
            keys = [piece.asked for piece in new]
            for key, reading in zip(keys, self._reader.read_many(keys), strict=True):
                self._readings.put(key, reading)
                self._recent.add(key[0], reading)

    def last_word(self, piece: Piece, sentences: Sequence[SentenceFacts]) -> Answered:
        """The answer with everything that there is: parsed sentences and the reader. Remembered."""
        self.read_ahead([piece])
        answered = self._answer(piece, sentences, self._readings.get(piece.asked))
        self._answers.put(_key(piece), answered)
        return answered

    def first_word(self, piece: Piece, sentences: Sequence[SentenceFacts]) -> Answered:
        """An answer from the facts as they stand, before the reader has been asked; soon replaced."""
        reading = self._readings.get(piece.asked) or self._recent.carried(piece.asked[0])
        return self._answer(piece, sentences, reading)

    def near_word(self, piece: Piece, sentences: Sequence[SentenceFacts], at: int) -> Answered:
        """As the first word, once the reader has read the window of the newest edit, which is at `at` of the words."""
        words, identity, channel = piece.asked
        earlier = self._recent.earlier(words)
        if self._reader is None or earlier is None:
            return self.first_word(piece, sentences)
        at = min(max(at - piece.lead, 0), len(words) - 1)
        reading = self._reader.read_near(words, at, earlier, identity=identity, channel=channel)
        return self._answer(piece, sentences, reading)

    def _answer(self, piece: Piece, sentences: Sequence[SentenceFacts], reading: Reading | None) -> Answered:
        text, setting = piece.words, piece.setting
        reading = moved(reading, piece.lead) if reading is not None else None
        findings: list[Finding] = []
        people: list[Person] = []
        subjects: Subjects | None = None
        if self._rules:
            subjects = follow(sentences, text, setting, pointed_at(reading))
            findings, people = judge(subjects, text, setting, self._shelf, reading)
            findings += self._phrases(text, setting)
        joined = join(findings, reading, Given(text, setting, self._shelf, subjects, piece.lead))
        encouraged = (
            () if any(map(_spoils, joined)) else self._shelf.matcher(setting.packs).encouraged(text, setting.identity)
        )
        return Answered(tuple(keyed(text, finding) for finding in joined), tuple(people), encouraged)

    def _phrases(self, text: str, setting: Setting) -> list[Finding]:
        """What the packs' own phrases and patterns find."""
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


def _spoils(finding: Finding) -> bool:
    """Whether a post with this finding is not one to encourage: it may not go out, or runs its body down."""
    return finding.outcome.stops or finding.concern is Concern.ASSOCIATION_CONTENT


def _key(piece: Piece) -> tuple[str, int, Setting]:
    return piece.words, piece.lead, piece.setting
