"""What an author is told by `considered packs test`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rules.packs import PackShelf, describe_pack, describe_problem, test_pack


def test_the_worked_example_passes(written: str, pack_file: Callable[[str], Path]) -> None:
    result = test_pack(pack_file(written))
    assert result.passed
    assert (result.clauses, result.rules, result.examples) == (2, 2, 5)


def test_an_example_that_is_not_found(variant: Callable[[str, str], str], pack_file: Callable[[str], Path]) -> None:
    text = variant("Nobody slept on «larch ward»", "Nobody slept on «the ward»")
    (problem,) = test_pack(pack_file(text)).problems
    assert problem.line == text[: text.index("Nobody slept")].count("\n") + 1
    assert "`ward-names` does not find this example" in problem.what
    assert "Widen" in problem.cure
    assert "Nobody slept" in describe_problem(problem)


def test_an_example_with_the_marks_elsewhere(
    variant: Callable[[str, str], str], pack_file: Callable[[str], Path]
) -> None:
    (problem,) = test_pack(pack_file(variant("«larch ward»", "larch «ward»"))).problems
    assert "«larch ward»" in problem.what


def test_an_example_that_should_pass(variant: Callable[[str, str], str], pack_file: Callable[[str], Path]) -> None:
    text = variant("The café was short-staffed.", "The café was short-staffed on that shift.")
    (problem,) = test_pack(pack_file(text)).problems
    assert "«short-staffed»" in problem.what
    assert text.split("\n")[problem.line - 1].startswith("passed")


def test_only_the_second_example_is_wrong(variant: Callable[[str, str], str], pack_file: Callable[[str], Path]) -> None:
    text = variant('"«Understaffed», and the ward was full."', '\n  "fine",\n  "not at all",\n')
    problems = test_pack(pack_file(text)).problems
    assert [text.split("\n")[p.line - 1].strip() for p in problems] == ['"fine",', '"not at all",']


def test_a_pack_that_does_not_load(pack_file: Callable[[str], Path], tmp_path: Path) -> None:
    result = test_pack(pack_file("id = 1"))
    assert result.pack is None
    assert not result.passed
    assert test_pack(tmp_path / "none.toml").problems[0].line == 0


def test_the_description_holds_every_clause() -> None:
    shelf = PackShelf()
    for pack in shelf.load(shelf.ids()):
        text = describe_pack(pack)
        assert all(pack.label(clause) in text and clause.summary in text for clause in pack.clauses)
        assert pack.edition in text
    assert "must-fix in the personal profile" in describe_pack(shelf.get("acat"))
