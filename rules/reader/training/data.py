"""Labelled posts, and folds that keep kin together.

Offsets are code points of the post's text, `end` exclusive.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from rules.reader.inputs import CONCERNS, OUTCOMES

Span = tuple[int, int, str]


@dataclass(frozen=True)
class Post:
    id: str
    text: str
    identity: str
    channel: str
    outcome: str
    spans: tuple[Span, ...]
    kin: tuple[str, ...] = ()
    """Whatever ties it to other posts: a minimal pair, an author."""


class DataTrouble(ValueError):
    """A labelled post that contradicts the labelling guide."""


def load_posts(*files: Path) -> list[Post]:
    """The posts of labelled files, in order. Raises `DataTrouble` naming file and line."""
    posts = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                posts.append(_post(json.loads(line)))
            except (ValueError, KeyError) as error:
                raise DataTrouble(f"{file.name}, line {number}: {error}") from error
    return posts


def _post(row: dict) -> Post:
    if row["outcome"] not in OUTCOMES:
        raise DataTrouble(f"unknown outcome {row['outcome']!r}")
    if row["identity"] not in ("personal", "professional"):
        raise DataTrouble(f"unknown identity {row['identity']!r}")
    if (row["outcome"] == "clear") == bool(row["concerns"]):
        raise DataTrouble("clear posts have no concern, all others have one")
    kin = tuple(f"{key} {row[key]}" for key in ("pair", "author") if row.get(key) is not None)
    spans = tuple(_span(row["text"], label) for label in row["concerns"])
    return Post(row["id"], row["text"], row["identity"], row["channel"], row["outcome"], spans, kin)


def _span(text: str, label: dict) -> Span:
    if label["concern"] not in CONCERNS:
        raise DataTrouble(f"unknown concern {label['concern']!r}")
    at = -1
    for _ in range(label.get("nth", 1)):
        at = text.find(label["quote"], at + 1)
        if at < 0:
            raise DataTrouble("a quote is not in the text that often")
    return at, at + len(label["quote"]), label["concern"]


def families(posts: list[Post]) -> list[int]:
    """A number for each post, the same for kin and for near-identical texts."""
    parent = list(range(len(posts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, post in enumerate(posts):
        for tie in post.kin:
            parent[root(i)] = root(first.setdefault(tie, i))
    shingles = [_shingles(post.text) for post in posts]
    holders = defaultdict(list)
    for i, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for held in holders.values():
        if len(held) <= 40:
            shared.update((a, b) for n, a in enumerate(held) for b in held[n + 1 :])
    for (a, b), n in shared.items():
        if n >= 0.4 * min(len(shingles[a]), len(shingles[b])):
            parent[root(a)] = root(b)
    return [root(i) for i in range(len(posts))]


def _shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


def folds_of(posts: list[Post], count: int, seed: int) -> list[int]:
    """The fold of each post; a family lies in one fold, large families first, then by a seeded hash."""
    family = families(posts)
    sizes = Counter(family)
    load = [0] * count
    chosen: dict[int, int] = {}
    order = sorted(sizes, key=lambda f: (-sizes[f] if sizes[f] > 3 else 0, _hash(f"{seed} {posts[f].id}")))
    for name in order:
        fold = load.index(min(load))
        chosen[name] = fold
        load[fold] += sizes[name]
    return [chosen[f] for f in family]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
