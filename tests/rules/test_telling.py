"""What is told as new, put to what was told before, is the whole report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.report import Concern, Finding, Outcome, Report, Suggestion
from rules.telling import Since, completed, shortened


def finding(start: int, key: str, *, placed: bool = False) -> Finding:
    ways = (
        Suggestion(label="Out", replace="", start=start + 1 if placed else None, end=start + 2 if placed else None),
    )
    return Finding(
        start=start,
        end=start + 3,
        concern=Concern.RESPECT,
        outcome=Outcome.ADVICE,
        rule="test.one",
        key=key,
        suggestions=(*ways, Suggestion(label="Ask", route="supervision")),
    )


def report(*findings: Finding) -> Report:
    return Report(outcome=Outcome.ADVICE, findings=findings, notes=("A note.",))


FINDINGS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abcd"), st.booleans()), max_size=8).map(
    lambda rows: tuple(finding(10 * at + jump, key, placed=placed) for at, (jump, key, placed) in enumerate(rows))
)


@given(FINDINGS, FINDINGS)
def test_nothing_is_lost(before: tuple[Finding, ...], now: tuple[Finding, ...]) -> None:
    whole = report(*now)
    assert completed(*shortened(whole, before), before) == whole


def test_only_what_changed_is_told() -> None:
    before = tuple(finding(10 * n, f"k{n}", placed=n % 2 == 0) for n in range(100))
    typed = tuple(f if n < 50 else finding(10 * n + 7, f"k{n}", placed=n % 2 == 0) for n, f in enumerate(before))
    new = (*typed[:50], finding(500, "new"), *typed[50:])
    told, since = shortened(report(*new), before)
    assert [f.key for f in told.findings] == ["new"]
    assert since == Since(50, 50, 7)
    assert completed(told, since, before) == report(*new)
    again, since = shortened(report(*new), new)
    assert again.findings == ()
    assert completed(again, since, new) == report(*new)


def test_another_base_is_noticed() -> None:
    before = tuple(finding(10 * n, f"k{n}") for n in range(3))
    told, since = shortened(report(*before), before)
    assert completed(told, since, ()) is None
    assert completed(told, since, before[:2]) is None
