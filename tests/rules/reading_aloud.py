"""Helps tests to go from a text to facts, people and findings with the patterns alone."""

from __future__ import annotations

import functools

from rules.detectors import PATTERN_DETECTORS
from rules.facts import SentenceFacts
from rules.folding import fold
from rules.judgement import judge
from rules.packs import PackShelf
from rules.report import Channel, Finding, IdentityKind, Person, Setting
from rules.sentences import paragraphs, sentences
from rules.subjects import Subjects, follow

PROFESSIONAL = Setting(identity=IdentityKind.PROFESSIONAL, channel=Channel.BLOG)
PERSONAL = Setting(identity=IdentityKind.PERSONAL, channel=Channel.FACEBOOK)


@functools.cache
def shelf() -> PackShelf:
    """The two seed packs."""
    packs = PackShelf()
    packs.load(("acat", "mip"))
    return packs


def facts_of(text: str) -> list[SentenceFacts]:
    """The text's sentences with what the patterns see in them."""
    found = []
    for number, (begin, finish) in enumerate(paragraphs(text)):
        for start, end in sentences(text[begin:finish]):
            words = text[begin + start : begin + end]
            facts = tuple(fact for detect in PATTERN_DETECTORS for fact in detect(fold(words)))
            found.append(SentenceFacts(start=begin + start, end=begin + end, text=words, facts=facts, paragraph=number))
    return found


def followed(text: str, setting: Setting = PROFESSIONAL) -> Subjects:
    return follow(facts_of(text), text, setting)


def judged(text: str, setting: Setting = PROFESSIONAL) -> tuple[list[Finding], list[Person]]:
    return judge(followed(text, setting), text, setting, shelf())
