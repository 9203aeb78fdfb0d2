"""Fits, on posts that the encoder has not been trained on, how far its figures are to be believed.

Outcomes: a linear map of the outcome logits and the highest logit of each concern, held near the identity. Spans: a
logistic score for each concern, held near one that all concerns share. Thresholds: for each concern where recall and
precision balance best; for stopping, what the weight of harm makes of calibrated chances.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np
import torch
from torch.nn import functional as F

from rules.reader.decoding import (
    FEATURES,
    Calibration,
    Candidate,
    Floats,
    candidates,
    combined,
    features_of,
    outcomes_of,
    score_of,
    verdict,
)
from rules.reader.inputs import CONCERNS, OUTCOMES, Inputs
from rules.reader.training.data import Post
from rules.reader.training.scoring import macro_f1

COUNT = len(CONCERNS)
HARM_WEIGHS = 2.0
"""Harm missed counts as this many harmless posts stopped."""
WEAK = 0.08
PLAIN = Calibration(
    outcome_scale=np.eye(4, 4 + COUNT).tolist(),
    outcome_bias=[0.0] * 4,
    span_weights=[[1.0] + [0.0] * (FEATURES - 1)] * COUNT,
    span_thresholds=[0.5] * COUNT,
    weak_thresholds=[WEAK] * COUNT,
    stop=0.5,
    advise=0.5,
)


@dataclass
class Seen:
    """A held-out post with the encoder's figures for it."""

    post: Post
    marks: np.ndarray
    outcome: np.ndarray
    found: list[Candidate]


def seen(posts: list[Post], figures: list[tuple[np.ndarray, np.ndarray]], inputs: Inputs) -> list[Seen]:
    rows = []
    for post, (marks, outcome) in zip(posts, figures, strict=True):
        tokens = inputs.encode(post.text, post.identity, post.channel)
        n = len(marks)
        rows.append(Seen(post, marks, outcome, list(candidates(marks, post.text, tokens.starts[:n], tokens.ends[:n]))))
    return rows


def right(candidate: Candidate, post: Post) -> bool:
    name = CONCERNS[candidate.concern]
    return any(c == name and candidate.start < e and s < candidate.end for s, e, c in post.spans)


def calibrate(rows: list[Seen]) -> Calibration:
    """Fit everything on `rows`."""
    fitted = _outcomes(rows)
    shares = [outcomes_of(fitted, row.outcome, row.marks) for row in rows]
    fitted = _spans(fitted, rows, shares)
    fitted = msgspec.structs.replace(fitted, span_thresholds=_thresholds(fitted, rows, shares))
    return _verdicts(fitted, rows)


def _outcomes(rows: list[Seen], hold: float = 0.1) -> Calibration:
    tops = np.stack([np.clip(row.marks[:, :COUNT].max(0), -8, 8) for row in rows])
    x = torch.tensor(np.concatenate([np.stack([row.outcome for row in rows]), tops], 1), dtype=torch.float64)
    y = torch.tensor([OUTCOMES.index(row.post.outcome) for row in rows])
    start = torch.eye(4, 4 + COUNT, dtype=torch.float64)
    weight, bias = start.clone().requires_grad_(), torch.zeros(4, dtype=torch.float64, requires_grad=True)
    _minimise([weight, bias], lambda: F.cross_entropy(x @ weight.T + bias, y) + hold * ((weight - start) ** 2).sum())
    return msgspec.structs.replace(PLAIN, outcome_scale=weight.tolist(), outcome_bias=bias.tolist())


def _spans(fitted: Calibration, rows: list[Seen], shares: list[Floats], hold: float = 0.01) -> Calibration:
    found = [(c, share, right(c, row.post)) for row, share in zip(rows, shares, strict=True) for c in row.found]
    x = torch.tensor([features_of(c, share) for c, share, _ in found], dtype=torch.float64)
    y = torch.tensor([float(ok) for _, _, ok in found], dtype=torch.float64)
    which = torch.tensor([c.concern for c, _, _ in found])
    shared = torch.zeros(FEATURES, dtype=torch.float64, requires_grad=True)
    own = torch.zeros(COUNT, FEATURES, dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        logits = (x * (shared + own[which])).sum(1)
        return F.binary_cross_entropy_with_logits(logits, y) + hold * (own**2).sum() + 1e-4 * (shared**2).sum()

    _minimise([shared, own], loss)
    return msgspec.structs.replace(fitted, span_weights=(shared + own).tolist())


def _minimise(parameters: list[torch.Tensor], loss) -> None:
    optimiser = torch.optim.LBFGS(parameters, max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()
        return value

    optimiser.step(closure)


def _thresholds(fitted: Calibration, rows: list[Seen], shares: list[Floats]) -> list[float]:
    """The best F1 for each concern, drawn to the one of all concerns together where there is little to go by."""
    grid = np.arange(0.15, 0.8, 0.025)
    counts = np.zeros((COUNT, len(grid), 4))
    for row, share in zip(rows, shares, strict=True):
        scored = [(c, score_of(fitted, c, share)) for c in row.found]
        for at, threshold in enumerate(grid):
            kept = [c for c, score in scored if score >= threshold]
            for c in kept:
                counts[c.concern, at, :2] += 1, right(c, row.post)
            for start, end, name in row.post.spans:
                k = CONCERNS.index(name)
                counts[k, at, 2:] += 1, any(c.concern == k and c.start < end and start < c.end for c in kept)

    def f1(c: np.ndarray) -> np.ndarray:
        precision, recall = c[..., 1] / np.maximum(c[..., 0], 1), c[..., 3] / np.maximum(c[..., 2], 1)
        return 2 * precision * recall / np.maximum(precision + recall, 1e-9)

    together = f1(counts.sum(0))
    amount = counts[:, 0, 2] / (counts[:, 0, 2] + 60)
    smooth = np.array([0.25, 0.5, 0.25])
    chosen = []
    for k in range(COUNT):
        mixed = amount[k] * f1(counts[k]) + (1 - amount[k]) * together
        chosen.append(float(grid[np.argmax(np.convolve(np.pad(mixed, 1, mode="edge"), smooth, "valid"))]))
    return chosen


def _verdicts(fitted: Calibration, rows: list[Seen]) -> Calibration:
    """`stop` where, by calibrated chances, letting go would cost as much as stopping; `advise` by the best macro-F1.

    The least cost on one fold would be a noisier guess at the same point: the curve is flat there.
    """
    chances = [combined([outcomes_of(fitted, row.outcome, row.marks)]) for row in rows]
    want = [row.post.outcome for row in rows]
    stop = 1 / (1 + HARM_WEIGHS)
    best = max(
        (macro_f1(want, [verdict(msgspec.structs.replace(fitted, stop=stop, advise=a), c) for c in chances]), -a)
        for a in np.arange(0.3, 0.7, 0.05).tolist()
    )
    return msgspec.structs.replace(fitted, stop=stop, advise=-best[1])


def answered(fitted: Calibration, rows: list[Seen], *, weak: bool = False) -> list[dict]:
    """What the reader would say of held-out posts, in the form that the evaluation takes."""
    answers = []
    for row in rows:
        shares = outcomes_of(fitted, row.outcome, row.marks)
        chances = combined([shares])
        scored = [(c, score_of(fitted, c, shares)) for c in row.found]
        strong = [(c, s) for c, s in scored if s >= fitted.span_thresholds[c.concern]]
        answer = {
            "id": row.post.id,
            "outcome": verdict(fitted, chances),
            "outcomes": chances,
            "findings": [_plain(c, s) for c, s in strong],
        }
        if weak:
            faint = [
                (c, s) for c, s in scored if fitted.weak_thresholds[c.concern] <= s < fitted.span_thresholds[c.concern]
            ]
            answer["weak"] = [_plain(c, s) for c, s in faint]
        answers.append(answer)
    return answers


def _plain(c: Candidate, score: float) -> dict:
    return {"start": c.start, "end": c.end, "concern": CONCERNS[c.concern], "score": round(score, 4)}


def crossed(rows: list[Seen], parts: int = 5, *, weak: bool = False) -> list[dict]:
    """Answers to `rows`, each calibrated on the others: honest figures from one held-out fold."""
    answers = []
    for part in range(parts):
        fitted = calibrate([row for i, row in enumerate(rows) if i % parts != part])
        answers += answered(fitted, [row for i, row in enumerate(rows) if i % parts == part], weak=weak)
    return answers
