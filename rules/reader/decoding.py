"""From the encoder's figures to spans and outcomes: the same for reading and for calibrating.

A span grows where a concern's probability stays near its own peak, ends on word edges without closing punctuation, and
comes apart where the encoder sees another one start. How far to believe a span (its score) and a post (its outcomes)
was fitted on posts that the encoder had not been trained on; the coefficients are part of the weights' manifest.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from rules.reader.inputs import CONCERNS, OUTCOMES

Floats = NDArray[np.float32]
FLOOR = 0.08
"""Inside probability under which nothing is a candidate."""
NEAR_PEAK = 0.22
"""A span reaches as far as the probability stays above this share of its peak."""
NEW_START = 0.4
CLOSING = " \t\r\n\xa0.,;:!?…\"“”‘'’()[]—–-"
OPENING = CLOSING + "*_~"
FEATURES = 9


class Candidate(msgspec.Struct, frozen=True):
    """A possible span: offsets as those of the pieces, and what its score is computed from."""

    start: int
    end: int
    concern: int
    peak: float
    """Highest inside logit."""
    mean: float
    begin: float
    """Highest start logit."""
    behind: float
    """How far its peak stays behind the highest one of its concern in the window."""


class Calibration(msgspec.Struct, frozen=True, dict=True):
    """What was fitted on held-out posts."""

    outcome_scale: list[list[float]]
    """4 × (4 + 14): outcome logits from the encoder's outcome logits and each concern's highest inside logit."""
    outcome_bias: list[float]
    span_weights: list[list[float]]
    """14 × 9: each concern's weights of what `features_of` gives."""
    span_thresholds: list[float]
    weak_thresholds: list[float]
    stop: float
    """A post stops from this probability of needs-consent and must-fix together."""
    advise: float
    """A post that does not stop is advised from this probability of not being clear."""

    @functools.cached_property
    def outcomes(self) -> tuple[Floats, Floats]:
        """Scale and bias of the outcomes as arrays."""
        return np.asarray(self.outcome_scale), np.asarray(self.outcome_bias)


def candidates(marks: Floats, text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[Candidate]:
    """All possible spans of one window. `marks`: pieces × 28 logits; offsets: code points of `text`."""
    count = len(CONCERNS)
    chances = _sigmoid(marks[:, :count])
    begins = _sigmoid(marks[:, count:])
    for concern in np.flatnonzero(chances.max(axis=0, initial=0.0) >= FLOOR):
        for first, last in _runs(chances[:, concern], begins[:, concern], starts, ends):
            start, end = _trimmed(text, *_whole_words(text, starts[first], ends[last - 1]))
            if start < end:
                part = marks[first:last]
                peak = float(part[:, concern].max())
                yield Candidate(
                    start, end, int(concern), peak, float(part[:, concern].mean()),
                    float(part[:, count + concern].max()), float(marks[:, concern].max()) - peak,
                )  # fmt: skip


def _runs(chance: Floats, begin: Floats, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """[first, last) of pieces: stretches above the floor, cut where one starts anew, each drawn in to its peak."""
    above = np.flatnonzero(chance >= FLOOR)
    for stretch in np.split(above, np.flatnonzero(np.diff(above) > 2) + 1):
        first, last = int(stretch[0]), int(stretch[-1]) + 1
        apart = [i for i in range(first + 1, last) if starts[i] > ends[i - 1]]
        cuts = [i for i in apart if begin[i] >= NEW_START and begin[i - 1] < begin[i]]
        for one, two in zip([first, *cuts], [*cuts, last], strict=True):
            strong = np.flatnonzero(chance[one:two] >= max(FLOOR, NEAR_PEAK * float(chance[one:two].max())))
            for part in np.split(strong, np.flatnonzero(np.diff(strong) > 2) + 1):
                yield one + int(part[0]), one + int(part[-1]) + 1


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in OPENING:
        start += 1
    while start < end and text[end - 1] in CLOSING:
        end -= 1
    return start, end


def outcomes_of(calibration: Calibration, outcome: Floats, marks: Floats) -> Floats:
    """The four calibrated probabilities of one window."""
    tops = marks[:, : len(CONCERNS)].max(axis=0, initial=-12.0)
    features = np.concatenate([outcome, np.clip(tops, -8.0, 8.0)])
    scale, bias = calibration.outcomes
    logits = scale @ features + bias
    chances = np.exp(logits - logits.max())
    shares: Floats = (chances / chances.sum()).astype(np.float32)
    return shares


def features_of(candidate: Candidate, shares: Floats) -> list[float]:
    """What a span's score is computed from; `shares` are the four probabilities of the window's outcome."""
    clear, _, consent, fix = (min(max(float(share), 1e-3), 1 - 1e-3) for share in shares)
    odds = [math.log(share / (1 - share)) for share in (1 - clear, consent, fix)]
    length = math.log(candidate.end - candidate.start)
    return [candidate.peak, candidate.mean, candidate.begin, *odds, length, 1.0, candidate.behind]


def score_of(calibration: Calibration, candidate: Candidate, shares: Floats) -> float:
    """The probability that a careful reader would mark a passage that this candidate touches."""
    weights = calibration.span_weights[candidate.concern]
    logit = sum(w * f for w, f in zip(weights, features_of(candidate, shares), strict=True))
    return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))


def combined(windows: Sequence[Floats]) -> dict[str, float]:
    """The outcomes of a text from those of its windows, on the safe side.

    The probability of reaching each outcome or a severer one is the highest of any window: what one window holds is not
    made less likely by harmless text around it.
    """
    if not windows:
        return dict(zip(OUTCOMES, (1.0, 0.0, 0.0, 0.0), strict=True))
    least = np.max([np.cumsum(w[::-1])[::-1] for w in windows], axis=0)
    least[0] = 1.0
    shares = least - np.append(least[1:], 0.0)
    return {name: float(max(share, 0.0)) for name, share in zip(OUTCOMES, shares, strict=True)}


def verdict(calibration: Calibration, chances: dict[str, float]) -> str:
    """The outcome that the reader alone would give."""
    clear, _, consent, fix = (chances[name] for name in OUTCOMES)
    if consent + fix >= calibration.stop:
        return OUTCOMES[2] if consent >= fix else OUTCOMES[3]
    return OUTCOMES[1] if 1 - clear >= calibration.advise else OUTCOMES[0]


def _sigmoid(x: Any) -> Floats:
    y: Floats = 1 / (1 + np.exp(-np.clip(x, -30, 30)))
    return y
