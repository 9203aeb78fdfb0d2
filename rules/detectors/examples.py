"""Runs every rule's own examples: what must be found is found by that rule, what must pass is not."""

from __future__ import annotations

from collections.abc import Iterator

from rules.detectors.rule import Book, Rule


def run_examples(rules: tuple[Rule, ...]) -> Iterator[str]:
    """A sentence for each example that fails; nothing when all hold."""
    for rule in rules:
        yield from failures(rule)


def failures(rule: Rule) -> Iterator[str]:
    """What is wrong with one rule's examples: too few of them, not found, or found where it should pass."""
    if len(rule.found) < 2 or len(rule.passed) < 2:
        yield f"{rule.id} needs at least two examples to find and two to pass"
    book = Book([rule])
    yield from (f"{rule.id} does not find {example!r}" for example in rule.found if not any(book.hits(example)))
    yield from (f"{rule.id} finds something in {example!r}" for example in rule.passed if any(book.hits(example)))
