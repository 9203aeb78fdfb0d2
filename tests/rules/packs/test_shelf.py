"""What the shelf hands out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rules.packs import Ask, PackShelf, PackTrouble
from rules.packs.pack import Force
from rules.report import Concern, IdentityKind, Outcome

BOTH = ("acat", "mip")
PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL


@pytest.fixture(scope="module")
def shelf() -> PackShelf:
    return PackShelf(today=lambda: datetime.date(2026, 11, 21))


def ids(shelf: PackShelf, concern: Concern, identity: IdentityKind = PROFESSIONAL, **how: str) -> list[str]:
    return [clause.id for clause in shelf.clauses_for(concern, identity, BOTH, **how)]


def test_the_shipped_packs(shelf: PackShelf) -> None:
    assert shelf.ids() == BOTH
    assert shelf.titles() == {"acat": shelf.get("acat").title, "mip": shelf.get("mip").title}


@pytest.mark.parametrize("concern", Concern)
def test_the_strictest_force_comes_first_and_the_order_is_stable(shelf: PackShelf, concern: Concern) -> None:
    clauses = shelf.clauses_for(concern, PROFESSIONAL, BOTH)
    ranks = [clause.force.rank for clause in clauses]
    assert ranks == sorted(ranks)
    assert clauses == PackShelf().clauses_for(concern, PROFESSIONAL, BOTH)


def test_the_order_of_packs_decides_between_equals(shelf: PackShelf) -> None:
    both = (("acat", "mip"), ("mip", "acat"))
    first = [shelf.clauses_for(Concern.CLIENT_REFERENCE, PROFESSIONAL, packs)[0].id for packs in both]
    assert first == ["acat:b", "mip:n3"]


def test_whom_the_passage_is_about_chooses_the_clauses(shelf: PackShelf) -> None:
    assert ids(shelf, Concern.CLIENT_REFERENCE) == ["acat:b", "mip:n3"]
    assert ids(shelf, Concern.CLIENT_REFERENCE, subject="couple") == ["acat:b", "mip:n3"]
    assert ids(shelf, Concern.CLIENT_REFERENCE, subject="supervisee") == ["acat:c", "mip:n3"]
    assert ids(shelf, Concern.IDENTITY_MIXING, subject="address") == ["mip:k3", "mip:k1", "mip:k2"]
    assert ids(shelf, Concern.CLIENT_REFERENCE, subject="somebody else") == ["acat:b", "mip:n3"]


def test_a_subject_that_no_clause_names_gets_all(shelf: PackShelf) -> None:
    assert ids(shelf, Concern.PRESS_CONTACT, subject="trainee") == ["acat:j"]


def test_citations_say_what_a_card_needs(shelf: PackShelf) -> None:
    b, n3 = shelf.citations(Concern.CLIENT_REFERENCE, PROFESSIONAL, BOTH)
    assert (b.label, b.force, b.exception, b.overrule, b.stale) == ("ACAT b", "must-not", "consent", False, "")
    assert (n3.label, n3.exception, n3.overrule) == ("MIP N3", "none", True)
    assert "September 2021" in n3.stale
    assert n3.summary == shelf.clause("mip:n3")[1].summary


def test_what_is_asked_is_the_strictest(shelf: PackShelf) -> None:
    assert shelf.ask(Concern.RAISING_CONCERNS, PROFESSIONAL, ("acat",)) == Ask(Outcome.NEEDS_CONSENT, Outcome.MUST_FIX)
    assert shelf.ask(Concern.RAISING_CONCERNS, PROFESSIONAL, BOTH) == Ask(Outcome.MUST_FIX, Outcome.MUST_FIX)
    assert shelf.ask(Concern.RAISING_CONCERNS, PROFESSIONAL) == shelf.ask(Concern.RAISING_CONCERNS, PROFESSIONAL, BOTH)
    assert shelf.ask(Concern.PRESS_CONTACT, PROFESSIONAL, ("mip",)) is None
    assert shelf.ask(Concern.RESPECT, PROFESSIONAL, ()) is None


@pytest.mark.parametrize(
    ("ask", "graded", "settled"),
    [
        ("advice..must-fix", None, "advice"),
        ("advice..must-fix", "clear", "advice"),
        ("advice..must-fix", "needs-consent", "needs-consent"),
        ("advice..must-fix", "must-fix", "must-fix"),
        ("needs-consent", "must-fix", "needs-consent"),
        ("needs-consent", "advice", "needs-consent"),
    ],
)
def test_settling_an_outcome(ask: str, graded: str | None, settled: str) -> None:
    assert Ask.parse(ask).settle(None if graded is None else Outcome(graded)) == settled
    assert str(Ask.parse(ask)) == ask


def test_the_stricter_of_two_asks() -> None:
    one, other = Ask.parse("advice..must-fix"), Ask.parse("needs-consent")
    assert one.stricter(other) == other.stricter(one) == Ask.parse("needs-consent..must-fix")
    assert one.stricter(None) == one
    assert len({one, Ask.parse("advice..must-fix")}) == 1


@pytest.mark.parametrize(
    "name", ["nope", "../acat", "acat.toml", "", "/etc/passwd", "./acat", "acat\0", "ACAT", "/a/../b.toml"]
)
def test_a_name_that_is_no_pack(shelf: PackShelf, name: str) -> None:
    with pytest.raises(PackTrouble) as caught:
        shelf.load([name])
    assert caught.value.problems[0].cure


class TestOwnFiles:
    def test_a_file_by_its_path(self, shelf: PackShelf, written: str, pack_file: Callable[[str], Path]) -> None:
        name = str(pack_file(written))
        packs = (*BOTH, name)
        assert [pack.id for pack in shelf.load(packs)] == ["acat", "mip", "hillside"]
        cited = [c.id for c in shelf.citations(Concern.CLINICAL_WORK, PERSONAL, packs)]
        assert cited == ["mip:n3", "hillside:9.2", "acat:a"]
        assert shelf.ask(Concern.CLINICAL_WORK, PERSONAL, packs) == Ask.parse("needs-consent")
        assert len(shelf.matcher(packs).find("Larch Ward")) == 1
        assert shelf.matcher(BOTH).find("Larch Ward") == []

    def test_a_changed_file_is_read_anew(
        self, shelf: PackShelf, written: str, pack_file: Callable[[str], Path]
    ) -> None:
        path = pack_file(written)
        packs = (str(path),)
        shelf.load(packs)
        assert shelf.clauses_for(Concern.CLINICAL_WORK, PERSONAL, packs)[0].force is Force.MUST_NOT
        pack_file(written.replace('force = "must-not"', 'force = "should"'))
        os.utime(path, ns=(1, 1))
        shelf.load(packs)
        assert shelf.clauses_for(Concern.CLINICAL_WORK, PERSONAL, packs)[0].force is Force.SHOULD

    def test_a_file_that_has_broken_is_refused(
        self, shelf: PackShelf, written: str, pack_file: Callable[[str], Path]
    ) -> None:
        path = pack_file(written)
        shelf.load([str(path)])
        path.unlink()
        with pytest.raises(PackTrouble, match="no such file"):
            shelf.load([str(path)])

    def test_two_packs_of_one_id(self, shelf: PackShelf, written: str, pack_file: Callable[[str], Path]) -> None:
        own = str(pack_file(written.replace('id = "hillside"', 'id = "acat"')))
        assert shelf.load([own])[0].body == "Hillside Community Trust"
        with pytest.raises(PackTrouble, match="have the id `acat`"):
            shelf.load(["acat", own])

    def test_an_unknown_clause(self, shelf: PackShelf) -> None:
        with pytest.raises(KeyError):
            shelf.clause("bacp:33c")
        with pytest.raises(KeyError):
            shelf.clause("acat:z")
