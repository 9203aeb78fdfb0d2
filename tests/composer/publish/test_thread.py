"""Threads: nothing lost, nothing too long, no entity broken, sentences kept whole where they fit."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from composer.publish.channels import count
from composer.publish.counting import hashtags, links
from composer.publish.thread import THREADED, CannotSplit, sentences, split
from rules.report import Channel

NUMBER = re.compile(r" \((\d+)/(\d+)\)$")
LINK = "https://example.org/a/long/path/with/many/parts"


def bare(parts: list[str]) -> list[str]:
    return [NUMBER.sub("", part) for part in parts]


def test_what_fits_is_one_post_without_a_number() -> None:
    assert split("  Rest matters.\n", Channel.X) == ["Rest matters."]
    assert split("", Channel.X) == []


def test_sentences_stay_whole_and_are_numbered() -> None:
    text = " ".join(f"This is sentence {n}, and it goes on for a while." for n in range(12))
    parts = split(text, Channel.X)
    assert all(part.endswith(f"({n}/{len(parts)})") for n, part in enumerate(parts, 1))
    assert all(body.endswith(".") for body in bare(parts))
    assert " ".join(bare(parts)) == text


def test_paragraphs_are_kept_where_they_fit() -> None:
    text = "One short paragraph.\n\nAnother one.\n\n" + "A longer sentence follows here. " * 12
    assert "One short paragraph.\n\nAnother one." in split(text, Channel.X)[0]


@pytest.mark.parametrize(
    ("paragraph", "count_"),
    [
        ("Dr. Smith said so. I agreed.", 2),
        ("It helps, e.g. Walking does. So it is.", 2),
        ("“Really?” She nodded. Yes!", 3),
        ("Version 2.0 is out. Go", 2),
        ("no end", 1),
        ("Wait… What?", 2),
        ("J. K. wrote. It sold.", 2),
    ],
)
def test_where_sentences_end(paragraph: str, count_: int) -> None:
    assert len(sentences(paragraph)) == count_
    assert " ".join(sentences(paragraph)) == paragraph


@pytest.mark.parametrize("channel", THREADED)
def test_links_tags_and_mentions_are_never_cut(channel: Channel) -> None:
    text = f"See {LINK} and #SelfCare with @anna@social.example today, " * 30
    parts = split(text, channel)
    assert [x for p in bare(parts) for x in links(p)] == [LINK] * 30
    assert [x for p in bare(parts) for x in hashtags(p)] == ["#SelfCare"] * 30
    assert all(not count(p, channel).over for p in parts)


def test_a_content_warning_is_counted_in_every_post() -> None:
    warning = "W" * 400
    parts = split("Some words that go on. " * 20, Channel.MASTODON, warning=warning)
    assert all(not count(p, Channel.MASTODON, warning=warning).over for p in parts)


def test_a_word_longer_than_a_post_is_cut_between_characters() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    parts = split(family * 400, Channel.BLUESKY)
    assert "".join(bare(parts)) == family * 400
    assert all(body.startswith("\U0001f468") for body in bare(parts))


@pytest.mark.parametrize("text", ["https://example.org/" + "x" * 400, "#" + "y" * 400 + " and more"])
def test_an_entity_longer_than_a_post_is_told(text: str) -> None:
    with pytest.raises(CannotSplit, match="link or tag"):
        split(text, Channel.BLUESKY)


@pytest.mark.parametrize("channel", [Channel.LINKEDIN, Channel.FACEBOOK, Channel.INSTAGRAM])
def test_channels_without_threads(channel: Channel) -> None:
    with pytest.raises(CannotSplit, match="no threads"):
        split("word " * 20_000, channel)


def test_a_hundred_posts_are_too_many() -> None:
    with pytest.raises(CannotSplit, match="99 posts"):
        split("A sentence of some length that goes on and on. " * 900, Channel.X)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=1500), st.sampled_from(THREADED))
def test_any_text_keeps_its_words(text: str, channel: Channel) -> None:
    try:
        parts = split(text, channel)
    except CannotSplit:
        assume(False)
    assert all(not count(part, channel).over for part in parts)
    bodies = bare(parts) if len(parts) > 1 else parts
    from composer.wording import normal_text

    assert "".join("".join(bodies).split()) == "".join(normal_text(text).split())
