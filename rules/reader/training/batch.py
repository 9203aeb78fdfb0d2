"""Labelled posts as the network takes them: pieces with their labels, padded to one length."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rules.reader.inputs import CONCERNS, OUTCOMES, Inputs, Tokens
from rules.reader.training.data import Post

LONGEST = 448
"""Pieces of one training post; what is beyond is cut (a handful of posts)."""


@dataclass
class Example:
    tokens: Tokens
    inside: np.ndarray
    start: np.ndarray
    outcome: int


def example(post: Post, inputs: Inputs) -> Example:
    """Pieces and their labels: a piece is inside a span when they overlap."""
    tokens = inputs.encode(post.text, post.identity, post.channel)
    n = min(len(tokens.starts), LONGEST - tokens.prefix - 1)
    starts, ends = np.array(tokens.starts[:n]), np.array(tokens.ends[:n])
    inside = np.zeros((n, len(CONCERNS)), np.float32)
    start = np.zeros((n, len(CONCERNS)), np.float32)
    for begin, end, concern in post.spans:
        hit = np.flatnonzero((starts < end) & (ends > begin))
        if len(hit):
            inside[hit, CONCERNS.index(concern)] = 1
            start[hit[0], CONCERNS.index(concern)] = 1
    return Example(tokens, inside, start, OUTCOMES.index(post.outcome))


@dataclass
class Batch:
    ids: Tensor
    kinds: Tensor
    mask: Tensor
    text: Tensor
    """1 where a piece belongs to the post itself."""
    marks: Tensor
    """batch × length × 28: inside, then start."""
    outcome: Tensor


def collate(examples: list[Example]) -> Batch:
    """Padded to the longest of the batch."""
    cuts = [len(e.inside) for e in examples]
    length = max(e.tokens.prefix + n + 1 for e, n in zip(examples, cuts, strict=True))
    ids = np.zeros((len(examples), length), np.int64)
    kinds, mask, text = ids.copy(), np.zeros(ids.shape, np.float32), np.zeros(ids.shape, np.float32)
    marks = np.zeros((*ids.shape, 2 * len(CONCERNS)), np.float32)
    for row, (e, n) in enumerate(zip(examples, cuts, strict=True)):
        first, last = e.tokens.prefix, e.tokens.prefix + n
        ids[row, :last] = e.tokens.ids[:last]
        ids[row, last] = e.tokens.ids[-1]
        kinds[row, :last] = e.tokens.kinds[:last]
        mask[row, : last + 1] = 1
        text[row, first:last] = 1
        marks[row, first:last] = np.concatenate([e.inside, e.start], axis=1)
    outcome = torch.tensor([e.outcome for e in examples])
    return Batch(*map(torch.from_numpy, (ids, kinds, mask, text, marks)), outcome)
