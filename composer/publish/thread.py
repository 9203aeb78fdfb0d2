"""A long text cut into a thread: on paragraphs and sentences first, numbered within the budget, never inside an entity.

Links, mentions and hashtags hold no white space, so a cut at white space never breaks one; only a plain word longer
than a whole post is cut, between characters as people see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import regex

from composer.errors import UserTrouble
from composer.publish.channels import count, facts
from composer.publish.counting import HASHTAG, MENTION, URL
from composer.wording import normal_text
from rules.report import Channel

THREADED = (Channel.X, Channel.BLUESKY, Channel.MASTODON, Channel.THREADS)
"""Channels on which authors answer themselves to go on."""

_PARAGRAPH = regex.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE = regex.compile(r"(?<=[.!?…][\"'”’)\]]*)\s+(?=[\"'“‘(\[]*[\p{Lu}\p{N}#@])")
_SHORT_FORM = regex.compile(
    r"(?:^|\s|[(\[“‘])(?:Dr|Mr|Mrs|Ms|Mx|Prof|St|vs|cf|No|e\.g|i\.e|approx|\p{Lu})\.$", regex.IGNORECASE
)
_GRAPHEME = regex.compile(r"\X")
MOST_PARTS = 99


class CannotSplit(UserTrouble):
    """The text makes no thread on this channel."""


def split(text: str, channel: Channel, *, warning: str = "") -> list[str]:
    """The posts of a thread, each within the channel's limit with its ` (2/5)`; one post, unnumbered, if it fits.

    `CannotSplit` where the channel knows no threads, a link alone is too long, or more than 99 posts would come of it.
    """
    words = normal_text(text).strip()
    if not count(words, channel, warning=warning).over:
        return [words] if words else []
    if channel not in THREADED:
        raise CannotSplit(
            f"{facts(channel).name} has no threads.", "The text is too long there as one post.", "Shorten it."
        )
    for digits in (1, 2):
        parts = list(_packed(words, _fits(channel, warning, digits)))
        if len(parts) < 10**digits:
            return [f"{part} ({n}/{len(parts)})" for n, part in enumerate(parts, start=1)]
    raise CannotSplit(
        f"More than {MOST_PARTS} posts would come of this.",
        "Nobody reads so long a thread.",
        "Publish it as a blog post.",
    )


def thread_length(text: str, channel: Channel, *, warning: str = "") -> int:
    """How many posts a text makes on a channel that has threads: 1 where it fits, 0 where no thread can be made.

    Takes up to a quarter of a second for texts of 20,000 code points: use a worker while somebody types.
    """
    counted = count(text, channel, warning=warning)
    if not counted.over:
        return 1
    if channel not in THREADED or counted.used > counted.limit * MOST_PARTS:
        return 0
    try:
        return len(split(text, channel, warning=warning))
    except CannotSplit:
        return 0


def sentences(paragraph: str) -> list[str]:
    """A paragraph's sentences, cut after their ends; short forms such as `Dr.` and `e.g.` end none."""
    found: list[str] = []
    at = 0
    for gap in _SENTENCE.finditer(paragraph):
        if not _SHORT_FORM.search(paragraph[at : gap.start()]):
            found.append(paragraph[at : gap.start()])
            at = gap.end()
    return [*found, paragraph[at:]]


Fits = Callable[[str], bool]


def _fits(channel: Channel, warning: str, digits: int) -> Fits:
    number = "9" * digits
    return lambda part: not count(f"{part} ({number}/{number})", channel, warning=warning).over


def _packed(text: str, fits: Fits) -> Iterator[str]:
    """Parts as full as whole sentences allow, with the white space that stood between them."""
    part = held = ""
    for piece, gap in _pieces(text, fits):
        if part and fits(part + held + piece):
            part += held + piece
        else:
            if part:
                yield part
            part = piece
        held = gap
    if part:
        yield part


def _pieces(text: str, fits: Fits) -> Iterator[tuple[str, str]]:
    """Sentences, cut smaller where one alone is too long; each with the gap after it."""
    for paragraph in _PARAGRAPH.split(text):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for n, line in enumerate(lines):
            gap = "\n\n" if n == len(lines) - 1 else "\n"
            units = [piece for sentence in sentences(line.strip()) for piece in _small_enough(sentence, fits)]
            for i, unit in enumerate(units):
                yield unit, gap if i == len(units) - 1 else " "


def _small_enough(sentence: str, fits: Fits) -> Iterator[str]:
    if fits(sentence):
        yield sentence
        return
    part = ""
    for word in (piece for w in sentence.split() for piece in _cut_word(w, fits)):
        if part and fits(f"{part} {word}"):
            part = f"{part} {word}"
        else:
            if part:
                yield part
            part = word
    if part:
        yield part


def _cut_word(word: str, fits: Fits) -> Iterator[str]:
    if fits(word):
        yield word
        return
    if any(entity.search(word) for entity in (URL, MENTION, HASHTAG)):
        raise CannotSplit(
            "A link or tag in it is too long for a post of its own.", "It cannot be cut.", "Use a shorter link."
        )
    part = ""
    for sign in _GRAPHEME.findall(word):
        if part and not fits(part + sign):
            yield part
            part = ""
        part += sign
    yield part
