"""Reads posts as a careful ethics lead would: which passages raise a concern, and what the whole would need.

A small encoder (int8 ONNX) with its own weights from this package and from nowhere else; no network, no log, no file
written. Each window is run by itself, so an answer depends on nothing but the text, the identity and the channel. What
was read is remembered in memory only, until `forget`. A reader belongs to one thread. Offsets are code points.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from rules.errors import RulesTrouble
from rules.reader.decoding import Calibration, Floats, candidates, combined, outcomes_of, score_of, verdict
from rules.reader.inputs import CONCERNS, Inputs, Tokens
from rules.reader.windows import Window, windows_of

if TYPE_CHECKING:
    from rules.carrying import Earlier

WEIGHTS = Path(__file__).parent / "weights"
MANIFEST = "manifest.json"
MODEL = "reader.onnx"
TOKENIZER = "tokenizer.json"
KEPT_WINDOWS = 512
TOGETHER = 64
"""Windows whose bare figures are in memory at a time."""
MOST_PIECES = 448
"""Of one run of the encoder; a window with more (rare scripts) is read in parts."""
FORMAT = 2


_Key = tuple[str, int, str, str]
"""The words of a window, where its core begins in them, identity and channel: all that its answer depends on."""


class ReaderTrouble(RulesTrouble):
    """The reader's weights are missing or damaged; the message is for people."""

    code = "reader"


class ReaderSpan(msgspec.Struct, frozen=True, gc=False):
    """A passage that raises a concern."""

    start: int
    end: int
    """Exclusive; both in code points of the text as given."""
    concern: str
    score: float
    """Probability that a careful reader would mark it (calibrated on held-out posts)."""


class Reading(msgspec.Struct, frozen=True):
    """What was read in one post."""

    outcomes: dict[str, float]
    """Calibrated probabilities of clear, advice, needs-consent and must-fix; they sum to 1."""
    spans: tuple[ReaderSpan, ...]
    weak_spans: tuple[ReaderSpan, ...] = ()
    """Below their concern's threshold, yet plausible beside other evidence."""
    outcome: str = "clear"
    """What the reader alone would say."""


class Manifest(msgspec.Struct, frozen=True):
    """What belongs to a set of weights: `manifest.json`. Unknown keys are for people."""

    format: int
    model_id: str
    files: dict[str, str]
    """SHA-256 of each file, in hexadecimal."""
    calibration: Calibration


class _Found(msgspec.Struct, frozen=True):
    """One window's answer; spans relative to the start of its core."""

    outcomes: tuple[float, ...]
    spans: tuple[ReaderSpan, ...]
    weak_spans: tuple[ReaderSpan, ...]


class Reader:
    """A loaded encoder. Not to be shared between threads."""

    def __init__(self, session: Any, inputs: Inputs, manifest: Manifest) -> None:
        self._session = session
        self._inputs = inputs
        self._calibration = manifest.calibration
        self._kept: OrderedDict[_Key, _Found] = OrderedDict()
        self.model_id = manifest.model_id

    @classmethod
    def load(cls, folder: Path | None = None, *, threads: int = 1) -> Reader:
        """Load the package's own weights (or, in tests and training, those of `folder`). Raises `ReaderTrouble`."""
        folder = folder or WEIGHTS
        manifest = _verified(folder)
        try:
            inputs = Inputs.from_bytes((folder / TOKENIZER).read_bytes())
            session = _session(folder / MODEL, threads)
        except Exception as error:  # whatever a broken file makes the libraries raise
            raise _damaged() from error
        return cls(session, inputs, manifest)

    def read(self, text: str, *, identity: str = "professional", channel: str = "blog") -> Reading:
        """Read one post of any length (code points). What was read before is not read again."""
        return self.read_many([(text, identity, channel)])[0]

    def read_many(self, posts: Sequence[tuple[str, str, str]]) -> list[Reading]:
        """`read` for each (text, identity, channel), in order.

        One window after the other: quantisation would let the posts of a batch colour one another's answers, and on one
        thread a batch is hardly quicker.
        """
        cut = [windows_of(text) for text, _, _ in posts]
        keys = [_key(post[0], window, *post[1:]) for post, its in zip(posts, cut, strict=True) for window in its]
        found = iter(self._windows(keys))
        return [self._together(windows, list(itertools.islice(found, len(windows)))) for windows in cut]

    def _together(self, windows: Sequence[Window], found: Sequence[_Found]) -> Reading:
        outcomes = combined([np.asarray(f.outcomes, np.float32) for f in found])
        return Reading(
            outcomes=outcomes,
            spans=_placed((w, f.spans) for w, f in zip(windows, found, strict=True)),
            weak_spans=_placed((w, f.weak_spans) for w, f in zip(windows, found, strict=True)),
            outcome=verdict(self._calibration, outcomes),
        )

    def unread(self, text: str, *, identity: str = "professional", channel: str = "blog") -> int:
        """How many windows of a post have not been read yet."""
        return sum(_key(text, window, identity, channel) not in self._kept for window in windows_of(text))

    def read_near(self, text: str, at: int, earlier: Earlier, *, identity: str, channel: str) -> Reading:
        """Read only the window with the code point `at`; of others that were not read, what was said `earlier` stands.

        For an answer that the whole one follows at once: it is no function of the text alone.
        """
        found, windows, before = [], windows_of(text), windows_of(earlier.words)
        for window in windows:
            near = window.start <= at < window.end or _key(text, window, identity, channel) in self._kept
            by = 0 if window.start <= earlier.same else len(text) - len(earlier.words)
            was = max(before, key=lambda w, by=by, now=window: _common(w, by, now), default=None)  # type: ignore[misc]
            known = self._kept.get(_key(earlier.words, was, identity, channel)) if was is not None else None
            if near or known is None:
                found += self._windows([_key(text, window, identity, channel)])
            else:
                spans, weak = (_inside(window, some) for some in (earlier.reading.spans, earlier.reading.weak_spans))
                found.append(_Found(known.outcomes, spans, weak))
        return self._together(windows, found)

    def forget(self) -> None:
        """Let go of everything that was read."""
        self._kept.clear()

    def _windows(self, keys: Sequence[_Key]) -> list[_Found]:
        """What there is in each window, read or remembered."""
        found = {key: self._kept[key] for key in keys if key in self._kept}
        new = list(dict.fromkeys(key for key in keys if key not in found))
        for first in range(0, len(new), TOGETHER):
            some = new[first : first + TOGETHER]
            found.update(zip(some, self._read_windows(some), strict=True))
        for key, its in found.items():
            self._kept[key] = its
            self._kept.move_to_end(key)
        while len(self._kept) > KEPT_WINDOWS:
            self._kept.popitem(last=False)
        return [found[key] for key in keys]

    def _read_windows(self, keys: Sequence[_Key]) -> list[_Found]:
        """Each step for all of them: a run of the encoder drives all else out of the processor's cache."""
        parts = [list(_parts(self._inputs.encode(text, *post))) for text, _, *post in keys]
        figures = [[self.run(part) for part in its] for its in parts]
        return [self._found(*key[:2], its, said) for key, its, said in zip(keys, parts, figures, strict=True)]

    def _found(self, text: str, core: int, parts: Sequence[Tokens], figures: Sequence[tuple[Floats, Floats]]) -> _Found:
        outcomes: list[Floats] = []
        spans: list[ReaderSpan] = []
        weak: list[ReaderSpan] = []
        for part, (marks, logits) in zip(parts, figures, strict=True):
            shares = outcomes_of(self._calibration, logits, marks)
            outcomes.append(shares)
            for candidate in candidates(marks, text, part.starts, part.ends):
                score = score_of(self._calibration, candidate, shares)
                if candidate.start >= core and score >= self._calibration.weak_thresholds[candidate.concern]:
                    span = ReaderSpan(candidate.start - core, candidate.end - core, CONCERNS[candidate.concern], score)
                    strong = score >= self._calibration.span_thresholds[candidate.concern]
                    (spans if strong else weak).append(span)
        return _Found(tuple(combined(outcomes).values()), tuple(spans), tuple(weak))

    def run(self, tokens: Tokens) -> tuple[Floats, Floats]:
        """The encoder's bare figures for one window: (pieces × 28 logits, 4 outcome logits)."""
        mask = np.zeros(len(tokens.ids), np.float32)
        mask[tokens.prefix : tokens.prefix + len(tokens.starts)] = 1
        feed = {"ids": np.asarray(tokens.ids, np.int64), "kinds": np.asarray(tokens.kinds, np.int64), "text": mask}
        marks, outcome = self._session.run(None, feed)
        return marks[tokens.prefix : tokens.prefix + len(tokens.starts)], outcome


def _key(text: str, window: Window, identity: str, channel: str) -> _Key:
    return text[window.seen : window.end], window.start - window.seen, identity, channel


def _common(was: Window, by: int, now: Window) -> int:
    """How much of a window was in one of an earlier text, moved by so many code points."""
    return min(was.end + by, now.end) - max(was.start + by, now.start)


def _inside(window: Window, spans: Iterable[ReaderSpan]) -> tuple[ReaderSpan, ...]:
    """The passages that begin in a window, counted from its core."""
    own = [s for s in spans if window.start <= s.start < window.end]
    return tuple([ReaderSpan(s.start - window.start, s.end - window.start, s.concern, s.score) for s in own])


def _parts(tokens: Tokens) -> Iterable[Tokens]:
    """The window in runs of at most `MOST_PIECES`; nearly always itself. None where there is nothing to read."""
    size = MOST_PIECES - tokens.prefix - 1
    for first in range(0, len(tokens.starts), size):
        last = min(first + size, len(tokens.starts))
        at = slice(tokens.prefix + first, tokens.prefix + last)
        yield Tokens(
            ids=(*tokens.ids[: tokens.prefix], *tokens.ids[at], tokens.ids[-1]),
            kinds=(*tokens.kinds[: tokens.prefix], *tokens.kinds[at], tokens.kinds[-1]),
            starts=tokens.starts[first:last],
            ends=tokens.ends[first:last],
            prefix=tokens.prefix,
        )


def _placed(found: Iterable[tuple[Window, tuple[ReaderSpan, ...]]]) -> tuple[ReaderSpan, ...]:
    spans = [
        ReaderSpan(span.start + window.start, span.end + window.start, span.concern, span.score)
        for window, spans in found
        for span in spans
    ]
    return tuple(sorted(spans, key=lambda s: (s.start, s.end, s.concern)))


def _verified(folder: Path) -> Manifest:
    """The manifest, once every file that it names was held against its digest. Raises `ReaderTrouble`."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
        if manifest.format != FORMAT or {MODEL, TOKENIZER} - manifest.files.keys():
            raise _damaged()
        for name in (MODEL, TOKENIZER):
            with (folder / name).open("rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != manifest.files[name]:
                    raise _damaged()
    except OSError as error:
        raise ReaderTrouble(
            "The reader's weights are missing.",
            "Only rules and patterns can be checked: passages that hint at someone may go unmarked.",
            "Install the app again; your drafts are not touched by that.",
        ) from error
    except msgspec.MsgspecError as error:
        raise _damaged() from error
    return manifest


def _damaged() -> ReaderTrouble:
    return ReaderTrouble(
        "The reader's weights are damaged.",
        "Only rules and patterns can be checked: passages that hint at someone may go unmarked.",
        "Install the app again; your drafts are not touched by that.",
    )


def _session(model: Path, threads: int) -> Any:
    """From the file itself: handed over as bytes, the weights would lie in memory twice."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(4)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
