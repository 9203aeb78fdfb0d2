"""Packs' own phrases and patterns in a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.packs import PackMatcher, PackShelf
from rules.report import Concern, IdentityKind, Outcome
from tests.rules.packs.conftest import WORKED_EXAMPLE, parse

MATCHER = PackMatcher([parse(WORKED_EXAMPLE)])
SHIPPED = PackShelf().matcher(("acat", "mip"))


def words(text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in MATCHER.find(text)]


def test_a_hit_says_all_that_a_finding_needs() -> None:
    (hit,) = MATCHER.find("Nobody slept on Larch Ward.")
    assert (hit.start, hit.end) == (16, 26)
    assert (hit.concern, hit.outcome) == (Concern.COLLEAGUE_OR_SERVICE, Outcome.NEEDS_CONSENT)
    assert hit.rule == "hillside.ward-names"
    assert hit.clauses == ("hillside:9.2",)
    assert hit.title == "A ward of the trust"
    assert hit.why
    assert [way.replace for way in hit.suggestions] == ["work", None]
    assert hit.suggestions[1].route == "office-contact"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LARCH WARD", ["LARCH WARD"]),
        ("larch\nward", ["larch\nward"]),
        ("Larch  Ward's", ["Larch  Ward"]),
        ("(Larch Ward)", ["Larch Ward"]),
        ("Larch Wards", []),
        ("blarch ward", []),
        ("larch_ward", []),
        ("😀 Larch Ward 😀", ["Larch Ward"]),
        ("Straße ß İ Larch Ward", ["Larch Ward"]),
        ("ﬁne, Larch Ward", ["Larch Ward"]),
        ("Larch Ward, Rowan Ward", ["Larch Ward", "Rowan Ward"]),
        ("SHORT-STAFFED on this shift", ["SHORT-STAFFED"]),
        ("😀 é short-staffed 😀 on this shift 😀", ["short-staffed"]),
        ("Short-staffed. A new shift.", []),
        ("", []),
    ],
)
def test_where_it_is_found(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_phrase_that_itself_folds_to_more_letters() -> None:
    pack = parse(
        WORKED_EXAMPLE.replace('"Larch Ward", "Rowan Ward"', '"Haus Weiß", "Dr O\'Hara"').replace(
            "«larch ward»", "Haus Weiss"
        )
    )
    text = "😀 HAUS WEISS und Haus Weiß, dr o’hara"
    assert [text[h.start : h.end] for h in PackMatcher([pack]).find(text)] == ["HAUS WEISS", "Haus Weiß", "dr o’hara"]


def test_a_rule_of_one_profile_is_silent_in_the_other() -> None:
    pack = parse(WORKED_EXAMPLE.replace('phrases = ["Larch', 'identities = ["personal"]\nphrases = ["Larch'))
    matcher = PackMatcher([pack])
    assert matcher.find("Larch Ward", identity=IdentityKind.PROFESSIONAL) == []
    assert len(matcher.find("Larch Ward", identity=IdentityKind.PERSONAL)) == 1
    assert len(matcher.find("Larch Ward")) == 1


def test_lone_surrogates_do_not_hurt() -> None:
    assert words("\ud83d Larch Ward short-staffed shift \ude00") == ["Larch Ward", "short-staffed"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["Larch Ward", "understaffed ward"]), st.text(max_size=40))
def test_offsets_are_code_points_of_the_text_as_given(before: str, passage: str, after: str) -> None:
    text = f"{before} {passage} {after}"
    spans = [(hit.start, hit.end) for hit in MATCHER.find(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    words_found = {text[start:end] for start, end in spans}
    assert passage.removesuffix(" ward") in words_found or passage in words_found


def test_find_is_the_same_again_and_in_order() -> None:
    text = "Rowan Ward was short-staffed on every shift; Larch Ward too."
    hits = MATCHER.find(text)
    assert hits == MATCHER.find(text)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)


class TestShipped:
    @pytest.mark.parametrize(
        "text",
        ["Sharing from ACAT: the two-day introduction is online again.", "The ACAT newsletter is out!"],
    )
    def test_sharing_acat_is_encouraged(self, text: str) -> None:
        assert SHIPPED.encouraged(text, IdentityKind.PROFESSIONAL) == ("acat:i",)
        assert SHIPPED.find(text) == []

    @pytest.mark.parametrize("text", ["ACAT's fees are a disgrace.", "A scat singer joined us.", ""])
    def test_the_rest_is_not(self, text: str) -> None:
        assert SHIPPED.encouraged(text, IdentityKind.PROFESSIONAL) == ()

    def test_a_pack_without_welcomes_encourages_nothing(self) -> None:
        assert PackShelf().matcher(("mip",)).encouraged("Sharing from ACAT", IdentityKind.PROFESSIONAL) == ()

    def test_its_wordings_leave_harmless_posts_alone(self) -> None:
        import json
        from pathlib import Path

        corpus = Path(__file__).parents[2] / "corpus" / "train.jsonl"
        posts = map(json.loads, corpus.read_text(encoding="utf-8").splitlines())
        stopped = [p["id"] for p in posts if p["outcome"] == "clear" and SHIPPED.find(p["text"])]
        assert stopped == []
