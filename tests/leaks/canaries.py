"""Twenty words that occur nowhere else, typed into every place that takes words, and how they are sought in files."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

CANARIES: Mapping[str, str] = {
    "draft": "quillowmander",
    "deleted draft": "brindlemoth-cask",
    "title": "saffronwhistle",
    "other draft": "tumbrelfinch",
    "own name": "Velandriya",
    "other name": "Osgathwyn",
    "handle": "nettlepivot77",
    "address": "harrowgleam",
    "practice": "Marrowfield",
    "keep-out word": "zephyrkettle",
    "consent text": "lanternbruise",
    "told note": "gossamervault",
    "who": "pewterheron",
    "transference": "thimblequake",
    "evidence": "inkwellgarnet",
    "evidence label": "orchardsplice",
    "reason": "mirrorthistle",
    "answer note": "cobaltwren",
    "passphrase": "umbraldoorstep lacquer",
    "other passphrase": "velvetquarrel almanac",
}
assert len(set(CANARIES.values())) == 20


def forms(word: str) -> Iterator[bytes]:
    """A word as it might lie in a file: UTF-8, UTF-16LE, base64 (at each alignment) and hexadecimal (both cases)."""
    for raw in (word.encode(), word.encode("utf-16-le")):
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for shift in range(3):  # without the signs that the neighbours change
            yield base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4]


def found(places: Iterable[Path], words: Iterable[str] = CANARIES.values()) -> list[str]:
    """`file: word` for every file under the places that holds a word in any form; names of files count too."""
    needles = [(word, form) for word in words for form in forms(word)]
    hits = []
    for path in files(places):
        held = path.read_bytes() + os.fsencode(path.name)
        hits += sorted({f"{path}: {word}" for word, form in needles if form in held})
    return hits


def files(places: Iterable[Path]) -> Iterator[Path]:
    """Every plain file under some folders."""
    for place in places:
        yield from (p for p in place.rglob("*") if p.is_file() and not p.is_symlink())
