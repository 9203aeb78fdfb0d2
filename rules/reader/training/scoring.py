"""Scores answers against labelled posts, by the definitions of the project's evaluation.

A labelled span is found when a finding of its concern overlaps it; a finding is right when it overlaps a labelled span of
its concern. Harm is missed when a post that needed consent or mending passes as clear or advice.
"""

from __future__ import annotations

from collections import Counter

from rules.reader.inputs import CONCERNS, OUTCOMES
from rules.reader.training.data import Post

STOPS = OUTCOMES[2:]


def score(posts: list[Post], answers: list[dict]) -> dict:
    """All figures: shares between 0 and 1 (None where nothing was to be counted), counts for each concern."""
    by_id = {answer["id"]: answer for answer in answers}
    table = Counter((post.outcome, by_id[post.id]["outcome"]) for post in posts)
    spans = {concern: Counter() for concern in CONCERNS}
    highlighted = 0
    for post in posts:
        hits = [(f["start"], f["end"], f["concern"]) for f in by_id[post.id]["findings"]]
        for s, e, c in post.spans:
            spans[c]["labelled"] += 1
            spans[c]["found"] += any(h[2] == c and h[0] < e and s < h[1] for h in hits)
            highlighted += any(h[0] < e and s < h[1] for h in hits)
        for s, e, c in hits:
            spans[c]["findings"] += 1
            spans[c]["right"] += any(kind == c and start < e and s < end for start, end, kind in post.spans)
    total = sum(spans.values(), Counter())
    harmful = sum(n for (w, _), n in table.items() if w in STOPS)
    clear = sum(n for (w, _), n in table.items() if w == "clear")
    want, got = [p.outcome for p in posts], [by_id[p.id]["outcome"] for p in posts]
    return {
        "posts": len(posts),
        "harm_missed": share(sum(n for (w, g), n in table.items() if w in STOPS and g not in STOPS), harmful),
        "clear_stopped": share(sum(n for (w, g), n in table.items() if w == "clear" and g in STOPS), clear),
        "clear_bothered": share(sum(n for (w, g), n in table.items() if w == "clear" and g != "clear"), clear),
        "accuracy": share(sum(table[o, o] for o in OUTCOMES), len(posts)),
        "macro_f1": macro_f1(want, got),
        "span_recall": share(total["found"], total["labelled"]),
        "span_precision": share(total["right"], total["findings"]),
        "highlighted": share(highlighted, total["labelled"]),
        "table": {w: {g: table[w, g] for g in OUTCOMES} for w in OUTCOMES},
        "concerns": {
            c: {
                "labelled": n["labelled"],
                "recall": share(n["found"], n["labelled"]),
                "findings": n["findings"],
                "precision": share(n["right"], n["findings"]),
            }
            for c, n in spans.items()
        },
    }


def macro_f1(want: list[str], got: list[str]) -> float:
    shares = []
    for outcome in OUTCOMES:
        hit = sum(w == g == outcome for w, g in zip(want, got, strict=True))
        shares.append(2 * hit / max(1, want.count(outcome) + got.count(outcome)))
    return sum(shares) / len(shares)


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def told(figures: dict) -> str:
    """The figures as a table for people."""
    lines = [f"{figures['posts']} posts"]
    names = (
        "harm_missed",
        "clear_stopped",
        "clear_bothered",
        "accuracy",
        "macro_f1",
        "span_recall",
        "span_precision",
        "highlighted",
    )
    lines += [f"{name.replace('_', ' '):16}{_shown(figures[name])}" for name in names]
    lines.append(f"{'labelled / said':16}" + "".join(f"{o:>15}" for o in OUTCOMES))
    lines += [f"{w:16}" + "".join(f"{figures['table'][w][g]:15d}" for g in OUTCOMES) for w in OUTCOMES]
    lines.append(f"{'concern':24}{'labelled':>9}{'recall':>8}{'findings':>10}{'precision':>11}")
    lines += [
        f"{c:24}{n['labelled']:9d}  {_shown(n['recall'])}{n['findings']:10d}     {_shown(n['precision'])}"
        for c, n in figures["concerns"].items()
    ]
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "   –  " if value is None else f"{value:6.3f}"
