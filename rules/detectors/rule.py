"""How a pattern rule is written, and how a family of them is held against a text.

A rule is one regular expression in a small notation, with examples of what it must find and must let pass:

* `«…»` marks the words to be underlined (the whole match without it); plain parentheses only group.
* `<name>` stands for the word list `name` of `rules/lexicon/`, in singular or plural as it is listed there.
* an apostrophe stands for a straight or a curly one, a space for any white space inside a line.

Everything runs on RE2, so that no rule can hang the checker; one pass over a text asks all rules of a family at once.
Rules see facts. What a fact means for a post is `rules.judgement`'s business.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

import msgspec
import re2

from rules.facts import Fact
from rules.folding import Folded
from rules.lexicon import words
from rules.report import Concern

WINDOW = 70
"""How many code points around a match `unless` may look at."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One pattern, what it is evidence of, and its examples."""

    id: str
    concern: Concern | None = None
    """None for marks that only colour the reading, such as a word of fiction."""
    pattern: str
    found: tuple[str, ...]
    passed: tuple[str, ...]
    detail: str = ""
    strength: float = 1.0
    """1.0 stands alone; below 0.75 it counts only where something else in the post bears it out."""
    unless: str = ""
    """Must not match within `WINDOW` code points of the match."""
    needs: str = ""
    """A cheap pattern, in Python's own notation, that is part of every match: text without it is not searched."""
    only_with: str = ""
    """Must match somewhere in the same sentence."""
    before_not: str = ""
    """Must not match directly before the match."""
    inner_not: str = ""
    """Must not match inside the underlined words."""
    after_not: str = ""
    """Must not match directly after the match."""
    whole: bool = False
    """Whether the whole sentence is underlined rather than the match."""
    cased: bool = False
    """Whether capitals matter."""


DIGIT, QUOTE = "[0-9]", '["“”]'
"""What `needs` often is."""


class Hit(msgspec.Struct, frozen=True):
    """Where a rule matched: code points of the text that was searched."""

    rule: Rule
    start: int
    end: int


class RuleTrouble(ValueError):
    """A rule that cannot be used; the message names it and says what is wrong."""


def expand(pattern: str) -> str:
    """The RE2 pattern that our notation stands for."""
    for _ in range(4):
        pattern = re.sub(r"(?<!\?P)<([a-z_]+)>", lambda m: "(?:" + words.alternation(m.group(1)) + ")", pattern)
    return "".join(_translated(pattern))


def _translated(pattern: str) -> Iterator[str]:
    """One token of our notation after the other, as RE2 wants it; character classes are left in one piece."""
    for token in re.findall(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?| \?|.", pattern, flags=re.DOTALL):
        if token[0] == "[":
            yield token.replace("'", _APOSTROPHES)
        else:
            yield _NOTATION.get(token, token)


_APOSTROPHES = "'\u2019\u2018`\u00b4"
_NOTATION = {"(": "(?:", "«": "(", "»": ")", "'": f"[{_APOSTROPHES}]", " ": "[ \\t\\x{a0}]+", " ?": "[ \\t\\x{a0}]*"}


def _options(cased: bool) -> object:
    options = re2.Options()
    options.case_sensitive = cased
    options.log_errors = False
    options.max_mem = 4 << 20  # of a pattern's automaton; beyond, it goes on more slowly
    return options


@functools.lru_cache(maxsize=4096)
def compiled(pattern: str, cased: bool = False) -> re2._Regexp:
    """A pattern in our notation, ready for use. Only rules' own patterns come here, never anything typed."""
    try:
        return re2.compile(expand(pattern), _options(cased))
    except re2.error as trouble:
        raise RuleTrouble(f"cannot use the pattern {pattern!r}: {trouble}") from trouble


class Book:
    """A family of rules that is asked in one pass."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._filter = re2.Filter()
        for rule in self.rules:
            compiled(rule.pattern, rule.cased)
            self._filter.Add(expand(rule.pattern), _options(rule.cased))
        self._filter.Compile()

    def hits(self, text: str) -> Iterator[Hit]:
        """All matches of all rules in `text`, rule by rule. Linear in the text's length.

        The filter looks for words that a pattern cannot do without; only patterns that have theirs are tried.
        """
        there: dict[str, bool] = {"": True}
        for index in sorted(self._filter.Match(text, potential=True) or ()):
            rule = self.rules[index]
            if rule.needs not in there:
                there[rule.needs] = re.search(rule.needs, text) is not None
            if there[rule.needs]:
                yield from matches(rule, text)

    def facts(self, folded: Folded) -> Iterator[Fact]:
        """The same as facts on the original code points of what was folded."""
        for hit in self.hits(folded.text):
            start, end = folded.span(hit.start, hit.end)
            rule = hit.rule
            kind = rule.detail or rule.id.partition(".")[2]
            yield Fact(start=start, end=end, kind=kind, concern=rule.concern, rule=rule.id, strength=rule.strength)


def matches(rule: Rule, text: str) -> Iterator[Hit]:
    """The places where one rule holds, its exceptions taken into account."""
    pattern = compiled(rule.pattern, rule.cased)
    group = 1 if pattern.groups else 0
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if start < 0 or start == end:
            continue
        if rule.inner_not and compiled(rule.inner_not, rule.cased).search(text[start:end]):
            continue
        if not _excepted(rule, text, match.start(), match.end()):
            yield Hit(rule, *(_whole(text) if rule.whole else (start, end)))
            if rule.whole:
                return


def _whole(text: str) -> tuple[int, int]:
    """The sentence without the space around it and its closing mark."""
    start = len(text) - len(text.lstrip())
    return start, max(start + 1, len(text.rstrip(" \t\r\n.!?…")))


def _excepted(rule: Rule, text: str, start: int, end: int) -> bool:
    if rule.only_with and not compiled(rule.only_with, rule.cased).search(text):
        return True
    if rule.before_not and compiled(f"(?:{rule.before_not})$", rule.cased).search(text[max(0, start - WINDOW) : start]):
        return True
    if rule.after_not and compiled(f"^(?:{rule.after_not})", rule.cased).search(text[end : end + WINDOW]):
        return True
    return bool(rule.unless and compiled(rule.unless, rule.cased).search(text[max(0, start - WINDOW) : end + WINDOW]))
