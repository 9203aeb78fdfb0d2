"""Holds a text against the packs: Checker.check(text, setting) -> Report, incremental and in stages.

Same text, same setting, same packs, same report: what is remembered from earlier texts makes an answer quicker, never
another. A checker belongs to one thread; it keeps typed words in memory only, until `forget`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from rules.answering import Answered, Answerer, Piece
from rules.errors import RulesTrouble
from rules.gathering import Gathering
from rules.joining import finished, outcome_of
from rules.kept import forget_words
from rules.language import Language, ModelTrouble
from rules.layout import Layouts, Sentence, Stretch
from rules.noting import Notebook, Noted
from rules.packs import Pack, PackShelf
from rules.report import Report, Setting, Stage

if TYPE_CHECKING:
    from rules.reader.reader import Reader

MAX_CHARACTERS = 200_000
"""The editor's cap; the terminal takes longer texts in pieces."""
PATTERNS_FIRST = 500
"""A first answer from patterns alone is given when so many code points are new; below, parsing is as quick."""
NO_RUNTIME = (
    "The reader cannot start, because a library that it needs is missing. What only reading can tell may go unmarked. "
    "Install the app again; your drafts are not touched by that."
)
TOGETHER, TOGETHER_CHARACTERS = 128, 60_000
"""Posts of a stream that are parsed and read together, or so many code points of them (and the post that passes it)."""


class TextTooLong(RulesTrouble):
    """The text is longer than `MAX_CHARACTERS`."""

    code = "too-long"

    def __init__(self, characters: int) -> None:
        super().__init__(
            f"This text has {characters:,} characters; up to {MAX_CHARACTERS:,} can be checked at once.",
            "Nothing of it has been checked.",
            "Split it into several drafts.",
        )


class Parts(msgspec.Struct, frozen=True):
    """Which parts of the checker are to be used: all of them, except when one is measured alone."""

    rules: bool = True
    reader: bool = True


class _Part(msgspec.Struct):
    """One stretch of a text under way."""

    stretch: Stretch
    piece: Piece
    sentences: list[Sentence]
    """Empty where the last word on the piece is known; so are the notes on them."""
    notes: list[Noted]
    known: Answered | None = None


class Checker:
    """Checks texts, one at a time. Parts that are not given are loaded when first needed."""

    def __init__(
        self,
        *,
        language: Language | None = None,
        reader: Reader | None = None,
        packs: PackShelf | None = None,
        parts: Parts | None = None,
    ) -> None:
        self._language = language
        self._reader = reader
        self._shelf = packs or PackShelf()
        self._parts = parts or Parts()
        self._notes: list[str] = []
        self._layouts = Layouts()
        self._notebook = Notebook()
        self._gathering = Gathering()
        self._answerer: Answerer | None = None
        self._packs: dict[tuple[str, ...], tuple[Pack, ...]] = {}

    def load(self) -> tuple[str, str, tuple[str, ...]]:
        """Load what is missing (seconds): the names of model and reader, empty where missing, and notes on why."""
        if self._answerer is None:
            self._language = self._language or self._load_language()
            self._reader = self._reader or self._load_reader()
            self._answerer = Answerer(self._shelf, self._reader, rules=self._parts.rules)
        model = self._language.model if self._language else ""
        return model, self._reader.model_id if self._reader else "", tuple(self._notes)

    def _load_language(self) -> Language | None:
        if self._parts.rules:
            try:
                return Language.load()
            except ModelTrouble as trouble:
                self._notes.append(str(trouble))
        return None

    def _load_reader(self) -> Reader | None:
        if self._parts.reader:
            try:
                from rules.reader.reader import Reader

                return Reader.load()
            except RulesTrouble as trouble:
                self._notes.append(str(trouble))
            except ImportError:
                self._notes.append(NO_RUNTIME)
        return None

    @property
    def degraded(self) -> bool:
        """Whether a part is missing that should be there: then nothing may be shown as clear."""
        return bool(self._notes)

    def forget(self) -> None:
        """Drop every remembered word."""
        self._layouts.forget()
        self._notebook.forget()
        self._gathering.forget()
        forget_words()
        if self._answerer is not None:
            self._answerer.forget()

    def check(self, text: str, setting: Setting) -> Report:
        """The whole report. Raises `TextTooLong`, and `PackTrouble` for packs that cannot be used."""
        return self.check_batch([(text, setting)])[0]

    def stages(self, text: str, setting: Setting, give_up: Callable[[], bool] = lambda: False) -> Iterator[Report]:
        """Reports, each replacing the one before, the last of them whole; a stage with nothing new is left out.

        When `give_up` says True between two steps, no further report comes. Raises as `check`.
        """
        parts = self._open(text, setting)
        new = [noted for part in parts for noted in part.notes if not noted.parsed]
        if self._language is not None and new:
            if sum(len(noted.folded.original) for noted in new) >= PATTERNS_FIRST:
                yield self._report(text, parts, setting, Stage.PATTERNS)
            self._notebook.parse(new, self._language, give_up)
        open_ = [part.piece for part in parts if part.known is None]
        if not give_up() and not all(self._answers.is_read(piece) for piece in open_):
            yield self._report(text, parts, setting, Stage.PARSED)
            if not give_up() and sum(self._answers.unread(piece) for piece in open_) > 1:
                yield self._report(text, parts, setting, Stage.NEAR)
        if not give_up():
            yield self._report(text, parts, setting, Stage.WHOLE)

    def check_many(self, posts: Iterable[tuple[str, Setting]]) -> Iterator[Report]:
        """The whole reports of many posts, in order, a few at a time. Raises as `check`."""
        for batch in _batches(posts):
            yield from self.check_batch(batch)

    def check_batch(self, posts: Sequence[tuple[str, Setting]]) -> list[Report]:
        """The whole reports of a few posts, parsed and read together. Raises as `check`."""
        opened = [self._open(text, setting) for text, setting in posts]
        parts = [part for its in opened for part in its]
        if self._language is not None:
            self._notebook.parse([noted for part in parts for noted in part.notes], self._language)
        self._answers.read_ahead([part.piece for part in parts])
        return [
            self._report(text, its, setting, Stage.WHOLE) for (text, setting), its in zip(posts, opened, strict=True)
        ]

    @property
    def _answers(self) -> Answerer:
        self.load()
        assert self._answerer is not None
        return self._answerer

    def _open(self, text: str, setting: Setting) -> list[_Part]:
        if len(text) > MAX_CHARACTERS:
            raise TextTooLong(len(text))
        self.load()
        self._use_packs(setting.packs)
        return [self._part(text, stretch, setting) for stretch in self._layouts.stretches(text)]

    def _part(self, text: str, stretch: Stretch, setting: Setting) -> _Part:
        piece = Piece(text[stretch.run_up : stretch.end], stretch.start - stretch.run_up, setting)
        known = self._answers.known(piece)
        if known is not None:
            return _Part(stretch, piece, [], [], known)
        sentences = self._layouts.sentences(text, stretch)
        return _Part(stretch, piece, sentences, [self._notebook.noted(text[s.start : s.end]) for s in sentences])

    def _use_packs(self, names: tuple[str, ...]) -> None:
        """Load the packs; when a file of the user's has changed, what was said by its old words is dropped."""
        packs = self._shelf.load(names)
        before = self._packs.setdefault(names, packs)
        if any(new is not old for new, old in zip(packs, before, strict=False)):
            self._packs = {names: packs}
            self._answers.forget()

    def _report(self, text: str, parts: Sequence[_Part], setting: Setting, stage: Stage) -> Report:
        answers = [(part.stretch, self._answer(part, stage)) for part in parts]
        findings, people = finished(*self._gathering.gathered(answers))
        return Report(
            outcome=outcome_of(findings),
            findings=tuple(findings),
            people=tuple(people),
            stage=stage,
            notes=(*self._notes, *self._shelf.stale_notes(setting.packs)),
            encouraged=tuple(dict.fromkeys(c for _, answered in answers for c in answered.encouraged)),
            degraded=self.degraded,
        )

    def _answer(self, part: _Part, stage: Stage) -> Answered:
        known = part.known or self._answers.known(part.piece)
        if known is not None:
            return known
        origin = part.stretch.run_up
        sentences = [
            noted.placed(s.start - origin, s.end - origin, s.paragraph)
            for noted, s in zip(part.notes, part.sentences, strict=True)
        ]
        if stage is Stage.WHOLE:
            return self._answers.last_word(part.piece, sentences)
        if stage is Stage.NEAR and part.stretch.start <= self._layouts.changed <= part.stretch.end:
            return self._answers.near_word(part.piece, sentences, self._layouts.changed - origin)
        return self._answers.first_word(part.piece, sentences)


def _batches(posts: Iterable[tuple[str, Setting]]) -> Iterator[list[tuple[str, Setting]]]:
    """A few posts at a time, fewer of them the longer they are, so that memory stays within bounds."""
    batch: list[tuple[str, Setting]] = []
    size = 0
    for text, setting in posts:
        batch.append((text, setting))
        size += len(text)
        if len(batch) == TOGETHER or size >= TOGETHER_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
