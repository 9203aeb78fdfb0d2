"""Figures on public texts that nobody here wrote: measured with, never learnt from, never copied into the project.

`CONSIDERED_OUTSIDE` names files or folders, separated as in PATH. A file's name says what is measured on it:

* `tab_passages*`: court passages with gold identifiers ({"text", "spans": [[start, end, type, "DIRECT"|"QUASI"|…]]}),
  told as a client's story: how many of them lie under any highlight;
* `presidio_synth*`: sentences with gold personal data ({"text", "spans": [[start, end, type]]}), as they stand and told
  of a client;
* `hatecheck*`: abuse and its look-alikes ({"text", "label": "hateful"|…, "functionality"});
* anything else ({"text"}): prose in which hardly anything should be marked.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.tools.scoring import read_lines, share

OUTSIDE = "CONSIDERED_OUTSIDE"
Post = Mapping[str, Any]
Answers = Mapping[str, Mapping[str, Any]]
Ask = Callable[[Sequence[Post]], Answers]
"""Gives the checker's answer to each post, by id."""
LEAD = "I want to tell the story of a client of mine. "
TOLD_OF = "A client of mine has sent me this: "
_CLAIMANT = re.compile(r"\bthe (applicant|claimant)(s?)\b", re.I)
STOPS = ("needs-consent", "must-fix")


def outside_files() -> list[Path]:
    """The files that the environment names, in order; of a folder, its .jsonl files."""
    named = [Path(name) for name in os.environ.get(OUTSIDE, "").split(os.pathsep) if name]
    return [file for path in named for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]


def outside_figures(file: Path, ask: Ask, at_most: int = 0) -> list[str]:
    """Lines of figures on one file; with `at_most`, on so many of its rows, taken evenly."""
    rows = [row for row in read_lines(file) if row.get("text")]
    if at_most and len(rows) > at_most:
        rows = [rows[n * len(rows) // at_most] for n in range(at_most)]
    measure = next((m for name, m in _MEASURES.items() if file.name.startswith(name)), _prose)
    return [f"{file.name}: {len(rows)} texts", *measure(rows, ask)]


# -- one measure for each kind of text -------------------------------------------------------------------------------


def _prose(rows: Sequence[Post], ask: Ask) -> Iterator[str]:
    answers = ask(_posts(row["text"] for row in rows)).values()
    yield (
        f"  stopped {_rate(a['outcome'] in STOPS for a in answers)}, "
        f"bothered {_rate(a['outcome'] != 'clear' for a in answers)}"
    )


def as_clients_story(row: Post) -> tuple[str, list[tuple[int, int, str]]]:
    """A court passage as an author would tell it of a client, and where its gold spans then lie, with their kinds."""
    text, moves = LEAD, [(0, len(LEAD))]
    at = 0
    for match in _CLAIMANT.finditer(row["text"]):
        text += row["text"][at : match.start()] + f"my client{match[2]}"
        at = match.end()
        moves.append((at, len(text)))
    text += row["text"][at:]

    def moved(place: int) -> int:
        old, new = next(move for move in reversed(moves) if move[0] <= place)
        return place - old + new

    gold = [(s[0], s[1], s[2], s[3]) for s in row["spans"] if s[3] in ("DIRECT", "QUASI")]
    return text, [(moved(start), moved(end), f"{kind} {how.lower()}") for start, end, kind, how in gold]


def _court(rows: Sequence[Post], ask: Ask) -> Iterator[str]:
    told = [as_clients_story(row) for row in rows]
    met = list(_met(told, ask))
    direct, quasi = ([ok for kind, ok in met if kind.endswith(how)] for how in ("direct", "quasi"))
    yield f"  told as a client's story: direct identifiers under a highlight {_rate(direct)}, quasi {_rate(quasi)}"
    yield "  " + _by_kind((kind.partition(" ")[0], ok) for kind, ok in met)


def _personal_data(rows: Sequence[Post], ask: Ask) -> Iterator[str]:
    for name, lead in (("as they stand", ""), ("told of a client", TOLD_OF)):
        told = [(lead + r["text"], [(s[0] + len(lead), s[1] + len(lead), s[2]) for s in r["spans"]]) for r in rows]
        met = list(_met(told, ask))
        yield f"  {name}: personal data under a highlight {_rate(ok for _, ok in met)}"
        yield "  " + _by_kind(met)


def _abuse(rows: Sequence[Post], ask: Ask) -> Iterator[str]:
    answers = ask(_posts(row["text"] for row in rows))
    seen = [
        (row["label"] == "hateful", row.get("functionality", ""), answers[str(n)])
        for n, row in enumerate(rows)
        if str(n) in answers
    ]
    for name, hateful in (("abuse", True), ("look-alikes", False)):
        own = [a for h, _, a in seen if h is hateful]
        respect = _rate(any(f["concern"] == "respect" for f in a["findings"]) for a in own)
        yield f"  {name}: any mark {_rate(bool(a['findings']) for a in own)}, marked as disrespect {respect}"
        yield "  " + _by_kind((kind, bool(a["findings"])) for h, kind, a in seen if h is hateful)


_MEASURES: dict[str, Callable[[Sequence[Post], Ask], Iterator[str]]] = {
    "tab_passages": _court,
    "presidio_synth": _personal_data,
    "hatecheck": _abuse,
}


# -- counting --------------------------------------------------------------------------------------------------------


def _posts(texts: Iterable[str]) -> list[Post]:
    return [{"id": str(number), "text": text} for number, text in enumerate(texts)]


def _met(told: Sequence[tuple[str, list[tuple[int, int, str]]]], ask: Ask) -> Iterator[tuple[str, bool]]:
    """Each gold span's kind, and whether any highlight overlaps it."""
    answers = ask(_posts(text for text, _ in told))
    for number, (_, gold) in enumerate(told):
        answer = answers.get(str(number))
        found = answer["findings"] if answer else ()
        for start, end, kind in gold:
            yield kind, any(f["start"] < end and start < f["end"] for f in found)


def _rate(seen: Iterable[bool]) -> str:
    seen = list(seen)
    rate = share(sum(seen), len(seen))
    return "–" if rate is None else f"{rate:.3f}"


def _by_kind(seen: Iterable[tuple[str, bool]]) -> str:
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for kind, ok in seen:
        whole[kind] += 1
        right[kind] += ok
    return ", ".join(f"{kind} {right[kind] / n:.2f} of {n}" for kind, n in whole.most_common())
