"""Every rule's examples hold, every rule is named once and belongs to its family."""

from __future__ import annotations

import re

import pytest

from rules.detectors import PATTERN_DETECTORS, all_rules
from rules.detectors.examples import failures, run_examples
from rules.detectors.rule import DIGIT, QUOTE, Rule, RuleTrouble, compiled, expand, matches
from rules.folding import fold


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_examples_hold(rule: Rule) -> None:
    assert list(failures(rule)) == []


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_no_span_has_blanks_at_its_edges(rule: Rule) -> None:
    for example in rule.found:
        words = [example[hit.start : hit.end] for hit in matches(rule, example)]
        assert words == [word.strip() for word in words]


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        ("identifier.sum", "he owes £14,000 to his brother", "£14,000"),
        ("identifier.sum", "he owes £14 million to his brother", "£14 million"),
        ("identifier.family-of", "a mother of four came", "mother of four"),
        ("identifier.family-of", "a mum of two small boys came", "mum of two small boys"),
        ("identifier.family-of", "the wife of a vicar came", "wife of a vicar"),
    ],
)
def test_a_span_is_the_words_themselves(rule: str, text: str, words: str) -> None:
    (named,) = [one for one in all_rules() if one.id == rule]
    assert [text[hit.start : hit.end] for hit in matches(named, text)] == [words]


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in all_rules()]
    assert len(ids) == len(set(ids))


def test_failing_examples_are_told() -> None:
    rule = Rule(id="x.y", pattern="cat", found=("dog", "cat"), passed=("cat", "cow"))
    assert list(run_examples((rule,))) == ["x.y does not find 'dog'", "x.y finds something in 'cat'"]


def test_too_few_examples_are_told() -> None:
    assert "at least two" in next(iter(failures(Rule(id="x.y", pattern="cat", found=("cat",), passed=("cow",)))))


def test_a_broken_pattern_is_named() -> None:
    with pytest.raises(RuleTrouble, match="cannot use the pattern"):
        compiled("a[b")


def test_notation() -> None:
    assert expand("(a|b) «c»") == "(?:a|b)[ \\t\\x{a0}]+(c)"


def test_facts_map_back_to_the_original() -> None:
    text = "One of my c\u200blients sang."
    facts = [f for detect in PATTERN_DETECTORS for f in detect(fold(text)) if f.rule == "client.one-of-my"]
    assert [text[f.start : f.end] for f in facts] == ["One of my c\u200blients"]


@pytest.mark.parametrize("text", ["", " ", "\u200b", "😀" * 50, "a" * 5000, "1 " * 3000, "\ud800", "«»(("])
def test_any_text_is_answered(text: str) -> None:
    folded = fold(text)
    for detect in PATTERN_DETECTORS:
        for fact in detect(folded):
            assert 0 <= fact.start < fact.end <= len(text)


SIGNS = {DIGIT: "0123456789", QUOTE: '"“”', "#": "#", "@": "@"}


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.needs], ids=lambda rule: rule.id)
def test_what_a_rule_needs_is_in_all_that_it_finds(rule: Rule) -> None:
    """The short cut changes no answer: what a rule matches holds what it needs, and without it nothing matches."""
    texts = [e for other in all_rules() for e in (*other.found, *other.passed)]
    assert all(re.search(rule.needs, example) for example in rule.found)
    lacking = str.maketrans("", "", SIGNS.get(rule.needs, ""))
    searched = [t.translate(lacking) for t in texts if rule.needs in SIGNS or not re.search(rule.needs, t)]
    assert [t for t in searched if any(matches(rule, t))] == []
