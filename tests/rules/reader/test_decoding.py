"""Spans out of the encoder's figures: on word edges, without closing punctuation, apart where another one starts."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from rules.reader.decoding import Calibration, Floats, candidates, combined, score_of, verdict
from rules.reader.inputs import CONCERNS

TEXT = "A man of 34, from Leeds, wept."
WORDS = [(0, 1), (2, 5), (6, 8), (9, 11), (11, 12), (13, 17), (18, 23), (23, 24), (25, 29), (29, 30)]
STARTS, ENDS = zip(*WORDS, strict=True)
AGE = CONCERNS.index("client-identifier")
EVEN = np.full(4, 0.25, np.float32)
PLAIN = Calibration(
    outcome_scale=np.eye(4, 18).tolist(),
    outcome_bias=[0.0] * 4,
    span_weights=[[1.0] + [0.0] * 8] * 14,
    span_thresholds=[0.5] * 14,
    weak_thresholds=[0.1] * 14,
    stop=0.5,
    advise=0.5,
)


def marks(**pieces: float) -> Floats:
    figures = np.full((len(WORDS), 28), -9.0, np.float32)
    for name, logit in pieces.items():
        kind, number = name.split("_")
        figures[int(number), AGE + (14 if kind == "start" else 0)] = logit
    return figures


def words(figures: Floats) -> list[str]:
    return [TEXT[c.start : c.end] for c in candidates(figures, TEXT, STARTS, ENDS)]


def test_nothing_likely_nothing_found() -> None:
    assert words(marks()) == []


def test_a_span_ends_before_punctuation() -> None:
    assert words(marks(inside_3=3.0, inside_4=2.8)) == ["34"]


def test_a_small_gap_is_bridged_and_a_start_parts() -> None:
    bridged = {"inside_3": 3.0, "inside_5": 2.5, "inside_6": 3.0}
    assert words(marks(**bridged)) == ["34, from Leeds"]
    assert words(marks(**bridged, start_5=2.0)) == ["34", "from Leeds"]


def test_half_a_word_becomes_the_whole_word() -> None:
    figures = marks(inside_0=3.0)
    (found,) = candidates(figures, "Leedsfolk", [0] * 10, [5] * 10)
    assert (found.start, found.end) == (0, 9)


def test_scores_rise_with_the_peak() -> None:
    scores = [
        score_of(PLAIN, next(iter(candidates(marks(inside_3=logit), TEXT, STARTS, ENDS))), EVEN)
        for logit in (-1.0, 1.0, 40.0)
    ]
    assert scores == sorted(scores)
    assert all(0 < score <= 1 for score in scores)


def test_a_passage_knows_how_far_it_stays_behind_the_surest_of_its_concern() -> None:
    surest, fainter = candidates(marks(inside_3=3.0, inside_6=0.5), TEXT, STARTS, ENDS)
    assert (surest.behind, fainter.behind) == (0.0, 2.5)
    weighed = msgspec.structs.replace(PLAIN, span_weights=[[1.0] + [0.0] * 7 + [-0.4]] * 14)
    assert score_of(weighed, surest, EVEN) == score_of(PLAIN, surest, EVEN)
    assert score_of(weighed, fainter, EVEN) < score_of(PLAIN, fainter, EVEN)


def test_harm_in_one_window_is_harm_in_the_post() -> None:
    clear, harm = np.array([0.97, 0.01, 0.01, 0.01]), np.array([0.1, 0.1, 0.7, 0.1])
    outcomes = combined([clear, harm, clear])
    assert outcomes == pytest.approx({"clear": 0.1, "advice": 0.1, "needs-consent": 0.7, "must-fix": 0.1})
    assert combined([])["clear"] == 1.0


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.9, 0.1, 0, 0), "clear"),
        ((0.4, 0.6, 0, 0), "advice"),
        ((0.1, 0.2, 0.6, 0.1), "needs-consent"),
        ((0.1, 0.2, 0.1, 0.6), "must-fix"),
    ],
)
def test_verdict(shares: tuple[float, ...], said: str) -> None:
    names = ("clear", "advice", "needs-consent", "must-fix")
    assert verdict(PLAIN, dict(zip(names, shares, strict=True))) == said
    timid = msgspec.structs.replace(PLAIN, stop=0.0)
    assert verdict(timid, dict(zip(names, shares, strict=True))) in ("needs-consent", "must-fix")
