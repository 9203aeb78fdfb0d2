"""The checker says of every development post what it said when the snapshots were last looked at.

`python -m tests.tools.snapshots --write` keeps new ones; look at the diff before committing it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from rules.report import Concern, Finding, Outcome, Report, Setting
from tests.tools import snapshots


@pytest.mark.slow
def test_nothing_has_changed_unnoticed() -> None:
    assert snapshots.differences(snapshots.made()) == []


def test_a_snapshot_shows_line_caret_rule_and_outcome(tmp_path: Path) -> None:
    text = "Lovely weather.\nMy client cried."
    finding = Finding(
        start=16,
        end=25,
        concern=Concern.CLIENT_REFERENCE,
        outcome=Outcome.NEEDS_CONSENT,
        rule="client.own",
        clauses=("acat:b",),
    )
    report = Report(outcome=Outcome.NEEDS_CONSENT, findings=(finding,))
    named = [("d-1", text, Setting()), ("d-2", "Tea.", Setting())]
    now = snapshots.files(named, [report, Report(outcome=Outcome.CLEAR, findings=())])
    kept = tmp_path / "kept"
    assert list(now) == ["d-1-d-2.txt"]
    shown = now["d-1-d-2.txt"]
    assert "== d-1: needs-consent" in shown
    assert "client-reference needs-consent  client.own  acat:b" in shown
    assert "     2 | My client cried." in shown
    assert "| ^^^^^^^^^\n" in shown
    assert snapshots.differences(now, kept)
    snapshots.write(now, kept)
    assert snapshots.differences(now, kept) == []
    snapshots.write({}, kept)
    assert list(kept.iterdir()) == []
