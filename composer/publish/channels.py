"""What each channel takes: limits as dated data (`channels.json`), and the count that the window shows while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib import resources

import msgspec

from composer.publish import counting
from composer.wording import normal_text, plain_date
from rules.report import Channel


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a channel's room a text takes. `limit` 0 means that there is none."""

    channel: Channel
    used: int
    limit: int
    unit: str
    over: bool
    extra: str = ""
    """A second limit in words, such as bytes or hashtags; empty where all is well or there is none."""

    @property
    def left(self) -> int:
        """Room left; negative when over. 0 without a limit."""
        return self.limit - self.used if self.limit else 0

    def told(self) -> str:
        """The count as the status line shows and a screen reader speaks it."""
        if not self.limit:
            text = f"{self.used:,} {self.unit}"
        elif self.over and self.used > self.limit:
            text = f"{self.used - self.limit:,} too many: {self.used:,} of {self.limit:,} {self.unit}"
        else:
            text = f"{self.used:,} of {self.limit:,} {self.unit}"
        return f"{text}. {self.extra}" if self.extra else text


class ChannelFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a channel, since when, and from where."""

    id: Channel
    name: str
    unit: str
    source: str
    as_of: date
    limit: int = 0
    bytes: int = 0
    links: int = 0
    """What each link counts; 0: its full length."""
    max_links: int = 0
    max_hashtags: int = 0
    pictures: int = 0
    alt_limit: int = 0
    note: str = ""
    stale_after_days: int = 183

    def stale(self, today: date) -> str:
        """A sentence when these figures are older than six months, else empty."""
        if today <= self.as_of + timedelta(days=self.stale_after_days):
            return ""
        return f"The limits for {self.name} are as of {plain_date(self.as_of)} and may have changed."


class _File(msgspec.Struct, forbid_unknown_fields=True):
    as_of: date
    stale_after_days: int
    channels: list[ChannelFacts]


@cache
def all_channels() -> tuple[ChannelFacts, ...]:
    """Every channel in the order in which to offer it."""
    raw = resources.files("composer.publish").joinpath("channels.json").read_bytes()
    file = msgspec.json.decode(raw, type=_File)
    return tuple(msgspec.structs.replace(c, stale_after_days=file.stale_after_days) for c in file.channels)


def facts(channel: Channel) -> ChannelFacts:
    """What is known of one channel."""
    return next(c for c in all_channels() if c.id is channel)


_COUNTERS: dict[Channel, Callable[[str], int]] = {
    Channel.X: counting.x_weight,
    Channel.BLUESKY: counting.graphemes,
    Channel.MASTODON: counting.mastodon,
    Channel.THREADS: counting.threads,
    Channel.INSTAGRAM: len,
    Channel.LINKEDIN: len,
    Channel.FACEBOOK: len,
    Channel.BLOG: counting.words,
    Channel.NEWSLETTER: counting.words,
    Channel.WEBSITE: counting.words,
    Channel.PROFILE: counting.graphemes,
}


def count(text: str, channel: Channel, *, warning: str = "") -> Count:
    """How long a text is for a channel. `warning` is a content warning, which Mastodon counts with the body."""
    known = facts(channel)
    words = normal_text(text)
    used = _COUNTERS[channel](words)
    if warning and channel is Channel.MASTODON:
        used += counting.graphemes(normal_text(warning))
    extra = _further(words, known)
    over = bool(known.limit and used > known.limit) or bool(extra)
    return Count(channel=channel, used=used, limit=known.limit, unit=known.unit, over=over, extra=extra)


def _further(text: str, known: ChannelFacts) -> str:
    """What is too much besides the length."""
    size = counting.utf8_bytes(text) if known.bytes else 0
    if size > known.bytes:
        return f"{size:,} bytes; {known.name} takes {known.bytes:,}."
    tags = len(counting.hashtags(text)) if known.max_hashtags else 0
    if tags > known.max_hashtags:
        return f"{tags} hashtags; {known.name} takes {known.max_hashtags}."
    links = len(counting.links(text)) if known.max_links else 0
    if links > known.max_links:
        return f"{links} links; {known.name} takes {known.max_links}."
    return ""
