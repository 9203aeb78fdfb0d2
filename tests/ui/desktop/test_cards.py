"""Cards stay when their passage is typed in: same widget, same focus, only other words."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rules.report import ClauseCitation, Concern, Finding, Outcome
from ui.desktop.cards import ClauseButton
from ui.desktop.findings import Findings
from ui.desktop.grouping import Chip, Fix, Group
from ui.desktop.widgets import Chip as ChipLabel

CLAUSE = ClauseCitation(id="acat:f", label="ACAT f", force="must", exception="none", summary="Claims are honest.")
OTHER = ClauseCitation(id="acat:b", label="ACAT b", force="must-not", exception="consent", summary="No pointing.")


def finding(key: str, start: int = 10, end: int = 20, rule: str = "r") -> Finding:
    return Finding(
        start=start,
        end=end,
        concern=Concern.HONEST_CLAIMS,
        outcome=Outcome.MUST_FIX,
        rule=rule,
        title="A claim",
        key=key,
    )


def group(
    found: Finding, *, chips: int = 1, fixes: int = 1, citations: tuple[ClauseCitation, ...] = (CLAUSE,)
) -> Group:
    return Group(
        key=found.key,
        outcome=found.outcome,
        title=found.title,
        why=f"Because of {found.key}.",
        chips=tuple(Chip(f"{found.key} {n}", "place") for n in range(chips)),
        fixes=tuple(Fix(f"{found.key} {n}", "x", "y", found, found.start) for n in range(fixes)),
        routes=(),
        citations=citations,
        findings=(found,),
    )


def panel(qtbot: QtBot, *groups: Group) -> Findings:
    made = Findings()
    made.resize(360, 700)
    qtbot.addWidget(made)
    made.show()
    show(qtbot, made, *groups)
    return made


def show(qtbot: QtBot, made: Findings, *groups: Group) -> None:
    made.show_groups(groups, {})
    qtbot.waitUntil(lambda: len(made.cards()) == len(groups) and not made.building, timeout=10_000)


def shown(parts: list[QWidget]) -> list[str]:
    return [part.accessibleName() for part in parts if part.isVisible()]


def test_a_card_follows_the_passage_that_is_typed_in(qtbot: QtBot) -> None:
    made = panel(qtbot, group(finding("before")))
    (card,) = made.cards()
    made.set_current(card)
    card.open_reason()
    card.reason.setText("half a rea")
    qtbot.waitUntil(card.reason.hasFocus, timeout=10_000)
    left: list[bool] = []
    made.left.connect(lambda: left.append(True))
    show(qtbot, made, group(finding("after", 11, 22), chips=3, fixes=2, citations=(OTHER, CLAUSE)))
    assert made.cards() == [card]
    assert made.current() is card
    assert card.reason.hasFocus()
    assert card.reason.text() == "half a rea"
    assert not left
    assert card.accessibleDescription() == "Because of after."
    assert [fix.fix.label for fix in card.fixes] == ["after 0", "after 1"]
    assert shown(list(card.fixes)) == ["Change: after 0", "Change: after 1"]
    qtbot.waitUntil(lambda: len(shown(card.findChildren(ChipLabel))) == 3, timeout=10_000)
    assert shown(card.findChildren(ChipLabel)) == [f"after {n}  ·  place" for n in range(3)]
    assert [link.clause for link in card.findChildren(ClauseButton)] == [OTHER, CLAUSE]


def test_parts_that_went_go_and_come_back(qtbot: QtBot) -> None:
    full = group(finding("full"), chips=2, fixes=4, citations=(CLAUSE, OTHER))
    made = panel(qtbot, full)
    (card,) = made.cards()
    show(qtbot, made, group(finding("bare"), chips=0, fixes=0, citations=()))
    assert made.cards() == [card]
    assert not shown([*card.findChildren(ChipLabel), *card.findChildren(ClauseButton), *card.fixes])
    show(qtbot, made, full)
    assert made.cards() == [card]
    assert len(shown([*card.findChildren(ChipLabel), *card.findChildren(ClauseButton), *card.fixes])) == 8
    flow = card._buttons.flow
    buttons = [item.widget() for n in range(flow.count()) if (item := flow.itemAt(n)) is not None]
    assert buttons[-6:] == [*card.fixes, card.aside, card.undo]


def test_a_reason_never_passes_to_another_passage(qtbot: QtBot) -> None:
    made = panel(qtbot, group(finding("here")))
    (card,) = made.cards()
    card.open_reason()
    card.reason.setText("about here")
    show(qtbot, made, group(finding("there", 200, 210)))
    (other,) = made.cards()
    assert other is not card
    assert other.typed_reason() is None


def test_a_card_that_nobody_is_busy_with_serves_again(qtbot: QtBot) -> None:
    made = panel(qtbot, group(finding("here")))
    (card,) = made.cards()
    card.clearFocus()
    made.set_current(None)
    show(qtbot, made, group(finding("there", 200, 210, rule="another")))
    assert made.cards() == [card]
    assert card.group.key == "there"


def test_another_outcome_is_another_card(qtbot: QtBot) -> None:
    before = group(finding("here"))
    made = panel(qtbot, before)
    (card,) = made.cards()
    show(qtbot, made, dataclasses.replace(before, outcome=Outcome.ADVICE))
    assert made.cards() != [card]
