"""What the loader takes, and what it says of the rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.detectors import all_rules
from rules.packs import PackTrouble, describe_problem, load_pack
from rules.packs.coherence import RESERVED
from rules.report import Concern, IdentityKind, Outcome
from tests.rules.packs.conftest import parse, refused


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def test_the_worked_example_is_a_pack(written: str) -> None:
    pack = parse(written)
    clause = pack.clause("9.2")
    assert clause.id == "hillside:9.2"
    assert pack.label(clause) == "Hillside 9.2"
    assert clause.ask(Concern.CLINICAL_WORK, IdentityKind.PERSONAL).least is Outcome.NEEDS_CONSENT
    assert clause.ask(Concern.CLINICAL_WORK, IdentityKind.PROFESSIONAL).least is Outcome.ADVICE
    assert clause.ask(Concern.DEFAMATION, IdentityKind.PERSONAL) is None
    assert pack.phrases[0].clauses == ("hillside:9.2",)


def test_windows_line_ends_and_a_byte_order_mark_are_taken(written: str) -> None:
    parse("\ufeff" + written.replace("\n", "\r\n"))


WRONG = [
    ('force = "must-not"', 'forse = "must-not"', "`forse` is not a key", "`force`"),
    ('force = "must-not"', 'force = "mustnt"', "`mustnt` is not one of the words", "must-not"),
    ('force = "must-not"', "force = 3", "`force` should be text in quotes", "must-not"),
    (
        'colleague-or-service = "needs',
        'coleague-or-service = "needs',
        "`coleague-or-service`",
        "`colleague-or-service`",
    ),
    ('"advice..needs-consent"', '"advise..needs-consent"', "no outcome", "advice..must-fix"),
    ('"advice..needs-consent"', '"must-fix..advice"', "no outcome", "advice..must-fix"),
    ('subjects = ["self"]', "subjects = []", "too short", "subjects"),
    ('title = "Put the', 'titel = "Put the', "`titel`", "`title`"),
    ('label = "Say how', 'lable = "Say how', "`lable`", "`label`"),
    ("as_of = 2026-02-01", 'as_of = "2026-02-01x"', "`as_of`", "without quotes"),
    ('kind = "policy"', 'kind = "law"', "`law` is not one", "guidance"),
    ('id = "hillside"', 'id = "../hillside"', "can be used as an id", "small letters"),
    ('id = "hillside"', 'id = "privacy"', "own rules go by the name", "short name"),
    ('title = "Hillside', 'title = "\\u001b[2JHillside', "U+001B, a control sign", "without that sign"),
    ('title = "Hillside', 'title = "\u202eHillside', "U+202E, right-to-left override", "without that sign"),
    ('found = ["Nobody', 'found = ["\\u0007Nobody', "U+0007", "without that sign"),
    ('id = "9.2"', 'id = "9 2"', "cannot be the id of a clause", "dots"),
    ('clauses = ["9.2"]', 'clauses = ["9.9"]', "no clause `9.9`", "9.2, 9.5"),
    ('clauses = ["9.2"]', 'clauses = ["9.5"]', "says nothing about `colleague-or-service`", "another clause"),
    ('served_by = ["task"]', 'served_by = ["letter"]', "do not agree", "belongs with"),
    ('served_by = ["task"]', 'served_by = ["task", "text"]', "names no concern", "concerns"),
    ("in_personal = { clinical-work", "in_personal = { respect", "not among the clause's concerns", "Add it"),
    ('verified_by = "A. Practitioner"', "", "not by whom", "verified = false"),
    ('found = ["Nobody slept on «larch ward» last night."]', "", "`found` is missing", "found = ["),
    ('passed = ["A larch warden is a forester."]', "passed = []", "too short", "must pass"),
    ("pattern = '«(short", "pattern = '«(?<=x)(short", "RE2 does not know this", "mark with"),
    ("pattern = '«(short", "pattern = '«((short", "not a regular expression", "brackets"),
    ("pattern = '«(short", "pattern = '««(short", "not one pair", "one stretch"),
    (
        "pattern = '«(short|under)-?staffed»[^.!?\\n]*\\b(shift|ward|unit)\\b'",
        "pattern = 'x*'",
        "empty",
        "at least one",
    ),
]


@pytest.mark.parametrize(("old", "new", "what", "cure"), WRONG, ids=lambda value: value[:30])
def test_a_wrong_value_is_named_with_line_and_cure(
    old: str, new: str, what: str, cure: str, variant: Callable[[str, str], str]
) -> None:
    text = variant(old, new)
    problem = next(p for p in refused(text).problems if what in p.what)
    assert cure in problem.cure
    assert abs(problem.line - line_of(text, new)) == 0 if new and "passed" not in new else problem.line > 0


def test_all_problems_are_told_at_once_in_the_order_of_the_file(variant: Callable[[str, str], str]) -> None:
    text = variant('force = "must-not"', 'forse = "mustnt"').replace('kind = "policy"', "kind = 1")
    problems = refused(text + '\n[[clause]]\nid = "x"\n').problems
    assert [p.what.split()[0] for p in problems] == ["`kind`", "`force`", "`forse`", "`ref`,"]
    assert [p.line for p in problems] == sorted(p.line for p in problems)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('id = "a"\nbody = "b\n', 2, "not TOML"),
        ('id = "a"\n\nid = "b"\n', 3, "written twice"),
        ("[a]\n[a]\n", 2, "written twice"),
        ("x = [1, 2\n", 1, "not TOML"),
        ("clause = 3\n", 1, "not a list of tables"),
        ("[clause]\nid = 'a'\n", 1, "not a list of tables"),
        ("clause = [1]\n", 1, "not a table"),
        ("", 1, "is missing"),
        ("when = 2026-99-99\n", 1, "not TOML"),
    ],
)
def test_what_is_no_pack_at_all(text: str, line: int, what: str) -> None:
    matching = [p for p in refused(text).problems if what in p.what or "are missing" in p.what]
    assert any(p.line == line for p in matching)


def test_bad_utf8_is_named_with_its_line(written: str) -> None:
    problem = refused(written.encode().replace(b"wards' names", b"wards\xff names")).problems[0]
    assert "UTF-8" in problem.what
    assert problem.line == line_of(written, "wards' names")


def test_double_ids(written: str, variant: Callable[[str, str], str]) -> None:
    text = variant('id = "9.5"', 'id = "9.2"')
    assert any(
        "used twice" in p.what and p.line == line_of(text, 'id = "9.2"\nref = "9.5"') for p in refused(text).problems
    )
    rules = written.replace('id = "short-staffed"', 'id = "ward-names"')
    assert "used twice" in refused(rules).problems[0].what


def test_a_name_with_a_sign_that_nobody_can_see_is_not_told_as_it_stands(written: str) -> None:
    (problem,) = refused('"\\u009b2Jx" = 1\n' + written).problems
    assert "U+009B" in problem.what
    assert describe_problem(problem).replace("\n", "").isprintable()


def test_the_apps_own_families_of_rules_are_reserved() -> None:
    assert {rule.id.partition(".")[0] for rule in all_rules()} | {"reader"} == RESERVED


def test_rules_of_all_kinds_are_counted_together(written: str) -> None:
    text = written + '[[phrase]]\nid = "z"\n' * 150 + '[[pattern]]\nid = "z"\n' * 150
    (problem,) = refused(text).problems
    assert "more than 300 phrases, patterns and welcomes together" in problem.what


def test_the_description_shows_the_line_and_points_at_the_place(variant: Callable[[str, str], str]) -> None:
    text = variant('label = "Say how', 'lable = "Say how')
    place, excerpt, caret, cure = describe_problem(refused(text).problems[0]).split("\n")[:4]
    assert place.startswith(f"mine.toml:{line_of(text, 'lable')}:18: ")
    assert excerpt[caret.index("^") :].startswith("lable")
    assert caret.count("^") == len("lable")
    assert "Cure: Did you mean `label`?" in cure


def test_a_long_line_is_cut_around_the_place() -> None:
    text = f'id = "a"\nx = {{ {"y" * 50} = "{"z" * 300}", force = 1, force = 2 }}\n'
    shown = describe_problem(refused(text).problems[0])
    assert max(map(len, shown.split("\n")[1:3])) < 120


def test_the_trouble_is_told_politely_and_names_the_file(pack_file: Callable[[str], Path]) -> None:
    path = pack_file("id = 3")
    with pytest.raises(PackTrouble) as caught:
        load_pack(path)
    trouble = caught.value
    assert str(path) in trouble.message
    assert trouble.meaning
    assert trouble.cure
    assert repr(trouble) == f"PackTrouble({len(trouble.problems)} problems)"


class TestFiles:
    def test_a_file_is_loaded(self, written: str, pack_file: Callable[[str], Path]) -> None:
        assert load_pack(pack_file(written)).file == "mine.toml"

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(PackTrouble, match="no such file"):
            load_pack(tmp_path / "none.toml")

    def test_a_link_is_refused(self, written: str, pack_file: Callable[[str], Path], tmp_path: Path) -> None:
        link = tmp_path / "link.toml"
        link.symlink_to(pack_file(written))
        with pytest.raises(PackTrouble, match="link"):
            load_pack(link)

    def test_a_folder_and_a_pipe_are_refused(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe.toml"
        os.mkfifo(pipe)
        for path in (tmp_path, pipe):
            with pytest.raises(PackTrouble, match=r"no ordinary file|cannot be read"):
                load_pack(path)

    def test_a_device_is_refused(self) -> None:
        with pytest.raises(PackTrouble, match="no ordinary file"):
            load_pack(Path("/dev/zero"))

    def test_a_name_with_a_nul_is_refused(self) -> None:
        with pytest.raises(PackTrouble, match="cannot be read"):
            load_pack(Path("/tmp/a\0.toml"))

    def test_more_than_a_megabyte_is_refused(self, written: str, pack_file: Callable[[str], Path]) -> None:
        with pytest.raises(PackTrouble, match="1 MB"):
            load_pack(pack_file(written + "#" * (1 << 20)))
