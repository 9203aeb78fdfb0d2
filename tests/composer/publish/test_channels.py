"""Counts against the cases that were tried on the platforms' own rules; limits that say how old they are."""

from __future__ import annotations

import sys
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.publish import counting
from composer.publish.channels import all_channels, count, facts
from rules.report import Channel

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
LINK = "https://example.org/a/rather/long/path/that/goes/on"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("“quoted” – and — dashed", 23),
        ("…", 2),
        ("•", 2),
        ("→", 2),
        ("✓", 2),
        ("€", 2),
        ("£", 1),
        ("é", 1),
        ("e\u0301", 1),
        ("Ω", 1),
        ("क", 1),
        ("日本", 4),
        (FAMILY, 2),
        ("👍🏽", 2),
        ("🇬🇧", 2),
        (LINK, 23),
        ("see example.com now", 31),
        ("a\r\nb", 3),
        ("", 0),
    ],
)
def test_x_weighs_as_twitter_text_does(text: str, weight: int) -> None:
    assert count(text, Channel.X).used == weight


def test_counting_leaves_no_stand_in_behind() -> None:
    count("a", Channel.X)
    assert "pkg_resources" not in sys.modules


@pytest.mark.parametrize(
    ("text", "used"), [(FAMILY, 1), ("e\u0301", 1), ("🇬🇧🇫🇷", 2), ("क्षि", 1), (LINK, len(LINK)), ("a\nb", 3)]
)
def test_bluesky_counts_what_people_see(text: str, used: int) -> None:
    assert count(text, Channel.BLUESKY).used == used


def test_bluesky_also_counts_bytes() -> None:
    crowd = FAMILY * 121  # 121 graphemes, 25 bytes each
    counted = count(crowd, Channel.BLUESKY)
    assert (counted.used, counted.over) == (121, True)
    assert "3,025 bytes" in counted.told()
    assert not count("a" * 300, Channel.BLUESKY).over
    assert count("a" * 301, Channel.BLUESKY).over


@pytest.mark.parametrize(
    ("text", "used"),
    [
        (f"see {LINK}", 27),
        (f"({LINK}).", 26),
        ("thanks @anna@social.example !", 14),
        ("@anna", 5),
        ("example.com", 11),
        ("write to anna@social.example", 28),
        (f"{LINK} {LINK}", 47),
    ],
)
def test_mastodon_shortens_links_and_remote_mentions(text: str, used: int) -> None:
    assert count(text, Channel.MASTODON).used == used


def test_mastodon_counts_the_content_warning_unshortened() -> None:
    assert count("body", Channel.MASTODON, warning=LINK).used == 4 + len(LINK)


@pytest.mark.parametrize(("text", "used"), [(FAMILY, 25), ("hello", 5), ("👍", 4), ("é", 1), ("e\u0301", 1), ("1", 1)])
def test_threads_counts_emoji_by_their_bytes(text: str, used: int) -> None:
    assert count(text, Channel.THREADS).used == used


def test_threads_takes_five_links() -> None:
    assert not count(" ".join([LINK] * 5), Channel.THREADS).over
    assert "6 links" in count(" ".join([LINK] * 6), Channel.THREADS).extra


def test_instagram_takes_five_hashtags() -> None:
    tags = "#rest #sleep #care #therapy #cat"
    assert not count(tags, Channel.INSTAGRAM).over
    assert "6 hashtags" in count(f"{tags} #more", Channel.INSTAGRAM).extra
    assert count("x" * 2201, Channel.INSTAGRAM).over


@pytest.mark.parametrize("text", ["#1", "a#b", "C# is", "&#39;", "https://example.org/#part"])
def test_not_every_hash_is_a_hashtag(text: str) -> None:
    assert counting.hashtags(text) == []


@pytest.mark.parametrize(
    ("channel", "limit"),
    [
        (Channel.X, 280),
        (Channel.BLUESKY, 300),
        (Channel.MASTODON, 500),
        (Channel.THREADS, 500),
        (Channel.INSTAGRAM, 2200),
        (Channel.LINKEDIN, 3000),
        (Channel.FACEBOOK, 63206),
        (Channel.BLOG, 0),
        (Channel.PROFILE, 0),
    ],
)
def test_limits(channel: Channel, limit: int) -> None:
    assert facts(channel).limit == limit
    assert count("x" * (limit or 5), channel).over is False
    if limit:
        assert count("x" * (limit + 1), channel).over is True
        assert count("x" * (limit + 1), channel).left == -1


@pytest.mark.parametrize("channel", [Channel.BLOG, Channel.NEWSLETTER, Channel.WEBSITE])
def test_long_forms_count_words(channel: Channel) -> None:
    counted = count("It's a well-known thing – isn't it? 24 times…", channel)
    assert (counted.used, counted.over) == (8, False)


def test_every_channel_has_facts_with_a_source_and_a_date() -> None:
    assert {c.id for c in all_channels()} == set(Channel)
    assert all(c.source and c.as_of <= date(2026, 11, 21) for c in all_channels())


def test_old_figures_say_so() -> None:
    assert facts(Channel.X).stale(date(2026, 12, 1)) == ""
    assert "21 November 2026" in facts(Channel.X).stale(date(2027, 6, 1))
    assert facts(Channel.INSTAGRAM).stale(date(2026, 11, 21))


def test_told_in_words() -> None:
    assert count("Hello", Channel.X).told() == "5 of 280 weighted characters"
    assert count("x" * 290, Channel.X).told() == "10 too many: 290 of 280 weighted characters"


@given(st.text(max_size=400), st.sampled_from(list(Channel)))
def test_any_text_can_be_counted(text: str, channel: Channel) -> None:
    counted = count(text, channel)
    assert counted.used >= 0
    assert counted.told()


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("piece", ["word ", "a.b.", "https://a.uk/", "#tag", "@a@b.c ", "👍"])
def test_counting_a_long_text_stays_quick(channel: Channel, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    count(text, channel)
    assert time.process_time() - started < 2
