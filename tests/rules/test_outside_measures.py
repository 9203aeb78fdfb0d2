"""The measures on texts from outside count what they say; the texts here are made up for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.tools.outside import LEAD, OUTSIDE, TOLD_OF, as_clients_story, outside_figures, outside_files


def marking(*words: str, concern: str = "respect", outcome: str = "must-fix") -> Any:
    """A checker that marks these words wherever they stand."""

    def ask(posts: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        return {post["id"]: answered(post["text"]) for post in posts}

    def answered(text: str) -> dict[str, Any]:
        found = [
            {"start": text.index(w), "end": text.index(w) + len(w), "concern": concern} for w in words if w in text
        ]
        return {"outcome": outcome if found else "clear", "findings": found}

    return ask


def written(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    file = folder / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_a_court_passage_becomes_a_clients_story_with_its_spans_moved_along() -> None:
    text = "The applicant met Ottoline Pike. On 3 May the applicants left Wexcombe."
    spans = [
        [18, 31, "PERSON", "DIRECT", "", ""],
        [36, 41, "DATETIME", "QUASI", "", ""],
        [62, 70, "LOC", "NO_MASK", "", ""],
    ]
    told, gold = as_clients_story({"text": text, "spans": spans})
    assert told == LEAD + "my client met Ottoline Pike. On 3 May my clients left Wexcombe."
    assert [(told[a:b], kind) for a, b, kind in gold] == [
        ("Ottoline Pike", "PERSON direct"),
        ("3 May", "DATETIME quasi"),
    ]


def test_identifiers_under_any_highlight(tmp_path: Path) -> None:
    spans = [[4, 8, "PERSON", "DIRECT", "", ""], [12, 16, "LOC", "QUASI", "", ""]]
    file = written(tmp_path, "tab_passages.jsonl", {"text": "Saw Anna in Hull.", "spans": spans})
    lines = "\n".join(outside_figures(file, marking("Hull")))
    assert "direct identifiers under a highlight 0.000, quasi 1.000" in lines
    assert "LOC 1.00 of 1" in lines


def test_personal_data_as_it_stands_and_told_of_a_client(tmp_path: Path) -> None:
    file = written(tmp_path, "presidio_synth.jsonl", {"text": "I am Anna", "spans": [[5, 9, "PERSON"]]})
    lines = outside_figures(file, marking(TOLD_OF + "I am Anna"))
    assert [line for line in lines if "highlight" in line] == [
        "  as they stand: personal data under a highlight 0.000",
        "  told of a client: personal data under a highlight 1.000",
    ]


def test_abuse_and_its_look_alikes_are_told_apart(tmp_path: Path) -> None:
    rows = [("You weasel", "hateful"), ("A weasel ran", "other"), ("Hello", "other")]
    file = written(tmp_path, "hatecheck.jsonl", *({"text": text, "label": label} for text, label in rows))
    lines = outside_figures(file, marking("weasel"))
    assert "  abuse: any mark 1.000, marked as disrespect 1.000" in lines
    assert "  look-alikes: any mark 0.500, marked as disrespect 0.500" in lines


def test_prose_and_a_sample_of_it(tmp_path: Path) -> None:
    file = written(tmp_path, "answers.jsonl", *({"text": f"{n} calm words" if n % 4 else "a weasel"} for n in range(8)))
    assert outside_figures(file, marking("weasel", outcome="advice"))[1] == "  stopped 0.000, bothered 0.250"
    assert outside_figures(file, marking("weasel"), at_most=2)[0].endswith("2 texts")


def test_files_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = written(tmp_path, "b.jsonl"), written(tmp_path, "a.jsonl")
    monkeypatch.setenv(OUTSIDE, str(tmp_path))
    assert outside_files() == [other, one]
    monkeypatch.setenv(OUTSIDE, str(one))
    assert outside_files() == [one]
    monkeypatch.delenv(OUTSIDE)
    assert outside_files() == []
