"""Fits the network: one seeded run on CPU, in bfloat16 where the processor has it.

One thread for each run: on few cores two runs side by side finish sooner than one run on two threads.
"""

from __future__ import annotations

import copy
import random
import sys
import time
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from rules.reader.inputs import CONCERNS, Inputs
from rules.reader.training.batch import Batch, Example, collate, example
from rules.reader.training.data import Post
from rules.reader.training.net import ReaderNet, from_base
from rules.reader.training.noise import noised

MASK = 103
"""The base vocabulary's [MASK]."""


@dataclass(frozen=True)
class Plan:
    """The settings of a run."""

    seed: int = 1
    epochs: int = 6
    rate: float = 3e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.85
    weight_decay: float = 0.01
    posts_per_step: int = 16
    pieces_per_pass: int = 2048
    warm_up: float = 0.08
    averaging: float = 0.997
    drop: float = 0.15
    hidden: float = 0.06
    """Share of the text's pieces that are hidden from the network."""
    smoothing: float = 0.05
    positive_weight: float = 2.0
    inside_weight: float = 2.0
    start_weight: float = 1.0
    presence_weight: float = 0.3
    noise: bool = True

    def stages(self) -> tuple[Plan, Plan, Plan, Plan]:
        """The settings of each stage: the later ones, on the corpus and posts not yet seen, are briefer and gentler."""
        second = replace(self, seed=self.seed + 1, epochs=3, rate=1.5e-4, head_rate=3e-4, warm_up=0.1, averaging=0.99)
        third = replace(second, seed=self.seed + 2, epochs=1, rate=1e-4, head_rate=2e-4)
        return self, second, third, replace(third, seed=self.seed + 3)


def batches(examples: list[Example], plan: Plan, rng: random.Random) -> list[list[list[Example]]]:
    """Steps of posts of like length, each cut into passes that fit `pieces_per_pass`; order shuffled."""
    order = sorted(examples, key=lambda e: len(e.inside) * rng.uniform(0.85, 1.15))
    steps = [order[i : i + plan.posts_per_step] for i in range(0, len(order), plan.posts_per_step)]
    rng.shuffle(steps)
    return [list(passes(step, plan.pieces_per_pass)) for step in steps]


def hidden(e: Example, share: float, rng: random.Random) -> Example:
    """With some of the text's pieces masked out, so that no single word is leaned on."""
    first = e.tokens.prefix
    ids = [
        MASK if first <= i < len(e.tokens.ids) - 1 and rng.random() < share else piece
        for i, piece in enumerate(e.tokens.ids)
    ]
    return replace(e, tokens=msgspec.structs.replace(e.tokens, ids=tuple(ids)))


def passes(examples: list[Example], pieces: int):
    """Cut examples, sorted by length, so that no padded batch has more than `pieces`."""
    batch: list[Example] = []
    for e in examples:
        longest = max([len(e.inside), *(len(b.inside) for b in batch)]) + 8
        if batch and longest * (len(batch) + 1) > pieces:
            yield batch
            batch = []
        batch.append(e)
    if batch:
        yield batch


def loss_of(net: ReaderNet, batch: Batch, plan: Plan) -> Tensor:
    """Mean over the batch's posts: outcome, pieces inside and at the start of spans, concerns present."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        marks, outcome, presence = net(batch.ids, batch.kinds, batch.mask, batch.text)
    weight = batch.text / batch.text.sum()
    k = len(CONCERNS)
    strong = torch.tensor(plan.positive_weight)
    inside = F.binary_cross_entropy_with_logits(
        marks[..., :k], batch.marks[..., :k], reduction="none", pos_weight=strong
    )
    start = F.binary_cross_entropy_with_logits(
        marks[..., k:], batch.marks[..., k:], reduction="none", pos_weight=strong
    )
    there = batch.marks[..., :k].amax(1)
    return (
        F.cross_entropy(outcome, batch.outcome, label_smoothing=plan.smoothing)
        + plan.inside_weight * (inside.sum(-1) * weight).sum()
        + plan.start_weight * (start.sum(-1) * weight).sum()
        + plan.presence_weight * F.binary_cross_entropy_with_logits(presence, there, reduction="none").sum(-1).mean()
    )


def groups(net: ReaderNet, plan: Plan) -> list[dict]:
    """Slower learning the deeper a layer; word vectors stay as they are."""
    net.words.weight.requires_grad_(False)
    depth = len(net.layers)
    rates = {
        id(p): plan.rate * plan.layer_decay**depth
        for p in [*net.places.parameters(), *net.kinds.parameters(), *net.norm.parameters()]
    }
    for number, layer in enumerate(net.layers):
        rates |= {id(p): plan.rate * plan.layer_decay ** (depth - 1 - number) for p in layer.parameters()}
    found = []
    for p in net.parameters():
        if p.requires_grad:
            decay = 0.0 if p.ndim == 1 else plan.weight_decay
            found.append({"params": [p], "peak": rates.get(id(p), plan.head_rate), "lr": 0.0, "weight_decay": decay})
    return found


def fit(posts: list[Post], inputs: Inputs, plan: Plan, log=sys.stderr, begin: ReaderNet | None = None) -> ReaderNet:
    """Train on `posts` from the base (or from `begin`); the network returned holds the running average of the weights."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    net = from_base(plan.drop)
    if begin is not None:
        net.load_state_dict(begin.state_dict())
    net.train()
    average = copy.deepcopy(net).eval()
    optimiser = torch.optim.AdamW(groups(net, plan), fused=True)
    clear = [post for post in posts if post.outcome == "clear"]
    total = plan.epochs * -(-len(posts) // plan.posts_per_step)
    done, began = 0, time.time()
    for epoch in range(plan.epochs):
        seen = [noised(post, clear, rng) for post in posts] if plan.noise else posts
        losses = []
        for step in batches([hidden(example(post, inputs), plan.hidden, rng) for post in seen], plan, rng):
            share = schedule(done / total, plan.warm_up)
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * share
            size = sum(map(len, step))
            for part in step:
                loss = loss_of(net, collate(part), plan) * (len(part) / size)
                loss.backward()
                losses.append(float(loss.detach()) * size / len(part))
            torch.nn.utils.clip_grad_norm_([p for p in net.parameters() if p.requires_grad], 1.0)
            optimiser.step()
            optimiser.zero_grad()
            done += 1
            blend(average, net, min(plan.averaging, done / (done + 10)))
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.time() - began:.0f} s", file=log, flush=True)
    return average


def mean_of(*nets: ReaderNet) -> ReaderNet:
    """The network with the mean of the weights; of stages of one run, or of runs that began alike, heads included."""
    mean = copy.deepcopy(nets[0])
    states = [net.state_dict() for net in nets]
    mean.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    return mean


def schedule(done: float, warm_up: float) -> float:
    """The share of the peak rate: up in a line, down in a line."""
    return done / warm_up if done < warm_up else (1 - done) / (1 - warm_up)


@torch.no_grad()
def blend(average: ReaderNet, net: ReaderNet, keep: float) -> None:
    for a, b in zip(average.parameters(), net.parameters(), strict=True):
        if b.requires_grad:
            a.lerp_(b, 1 - keep)


@torch.no_grad()
def predict(
    net: ReaderNet, posts: list[Post], inputs: Inputs, pieces: int = 4096
) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each post (piece logits: pieces × 28, outcome logits: 4), in the order given."""
    net.eval()
    examples = [example(post, inputs) for post in posts]
    order = sorted(range(len(posts)), key=lambda i: len(examples[i].inside))
    place = {id(examples[i]): i for i in order}
    found: list = [None] * len(posts)
    for part in passes([examples[i] for i in order], pieces):
        batch = collate(part)
        marks, outcome, _ = net(batch.ids, batch.kinds, batch.mask, batch.text)
        for row, e in enumerate(part):
            first = e.tokens.prefix
            found[place[id(e)]] = (
                marks[row, first : first + len(e.inside)].numpy().copy(),
                outcome[row].numpy().copy(),
            )
    return found
