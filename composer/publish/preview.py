"""How a post will look on a channel: its parts, counts, what readers see first, and what to know before posting."""

from __future__ import annotations

import msgspec

from composer.identity import Identity
from composer.publish import counting
from composer.publish.channels import Count, count, facts
from composer.publish.post import Extras, troubles
from composer.publish.thread import THREADED, CannotSplit, split
from composer.wording import normal_text
from rules.report import Channel

FOLDS = {Channel.LINKEDIN: 200, Channel.INSTAGRAM: 125, Channel.FACEBOOK: 480}
"""Code points after which a channel hides the rest behind “more” (about; the platforms change it)."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A link, mention or hashtag in a part (code points, `end` exclusive)."""

    kind: str
    start: int
    end: int


class PartPreview(msgspec.Struct, frozen=True, kw_only=True):
    """One post of the thread, or the only one."""

    text: str
    count: Count
    fold: int | None = None
    """Where the channel hides the rest; None where it shows all."""
    entities: tuple[Entity, ...] = ()


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """A post as it will stand on one channel."""

    channel: Channel
    name: str
    author: str
    handle: str
    parts: tuple[PartPreview, ...]
    notes: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()
    """What has to be put right before it fits."""

    @property
    def fits(self) -> bool:
        """Whether it can be posted as it stands."""
        return not self.troubles


def preview(text: str, channel: Channel, identity: Identity, extras: Extras | None = None) -> Preview:
    """The post on one channel. A text that is too long is shown as a thread where there are threads."""
    extra = extras or Extras()
    found = list(troubles(extra, channel))
    wrong = [t.message for t in found if t.stops]
    try:
        texts = split(text, channel, warning=extra.warning)
    except CannotSplit as trouble:
        texts = [normal_text(text)]
        wrong.append(str(trouble))
    parts = tuple(_part(piece, channel, extra.warning) for piece in texts)
    return Preview(
        channel=channel,
        name=facts(channel).name,
        author=identity.display_name,
        handle=identity.handles.get(str(channel), ""),
        parts=parts,
        notes=(*_notes(channel, len(parts), text), *(t.message for t in found if not t.stops)),
        troubles=tuple(dict.fromkeys(wrong)),
    )


def _part(text: str, channel: Channel, warning: str) -> PartPreview:
    fold = FOLDS.get(channel)
    return PartPreview(
        text=text,
        count=count(text, channel, warning=warning),
        fold=fold if fold is not None and len(text) > fold else None,
        entities=_entities(text, channel),
    )


def _entities(text: str, channel: Channel) -> tuple[Entity, ...]:
    spans = [Entity(kind="link", start=m.start(), end=m.end()) for m in counting.URL.finditer(text)]
    if channel is Channel.X:
        spans = [Entity(kind="link", start=start, end=end) for start, end in counting.x_links(text)]
    for kind, pattern in (("hashtag", counting.HASHTAG), ("mention", counting.MENTION)):
        found = (Entity(kind=kind, start=m.start(), end=m.end()) for m in pattern.finditer(text))
        spans += [e for e in found if not any(s.start < e.end and e.start < s.end for s in spans)]
    return tuple(sorted(spans, key=lambda e: e.start))


def _notes(channel: Channel, parts: int, text: str) -> list[str]:
    notes = [facts(channel).note] if facts(channel).note else []
    if parts > 1:
        notes.append("Post the first part, then answer your own post with the next.")
    if parts > 1 and channel is Channel.MASTODON:
        notes.append("Make the first post public and the others quiet public, to spare people's timelines.")
    if channel in THREADED:
        notes.append("Anyone can quote a single part without the rest.")
    if channel is Channel.MASTODON:
        notes.append("Direct messages there are not encrypted.")
    if channel is Channel.INSTAGRAM and counting.links(text):
        notes.append("The link will be plain text that nobody can tap.")
    return notes
