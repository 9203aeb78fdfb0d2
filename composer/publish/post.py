"""A post beyond its text: pictures with alt texts and the people in them, a content warning.

Everything that readers see is one text to the checker: the sum of harmless parts can identify a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from composer.consent.record import SubjectKind
from composer.draft import LEFT, DraftState
from composer.publish.channels import facts
from composer.publish.image import CleanPicture
from composer.wording import normal_text, text_hash
from rules.report import Channel

if TYPE_CHECKING:
    from composer.vault.vault import Vault

COLLECTION = "post-extras"
EDITS = "post-extras-edits"
BETWEEN = "\n\n"
"""Between two parts of the whole: no sentence goes over it."""
TITLE_WITHIN = 2_000
"""A title that stands in the first so many code points of the text is not read twice; looking further takes long."""
MUST_AGREE = frozenset(
    {SubjectKind.CLIENT, SubjectKind.FORMER_CLIENT, SubjectKind.GROUP, SubjectKind.CHILD, SubjectKind.CARER}
    | {SubjectKind.TRAINEE, SubjectKind.SUPERVISEE, SubjectKind.COLLEAGUE, SubjectKind.DIED, SubjectKind.PICTURED}
)
"""Who needs to have agreed to a picture (MIP N4: clients, trainees, supervisees; ACAT c: colleagues)."""


class Pictured(msgspec.Struct, frozen=True, kw_only=True):
    """Someone in a picture, and by what permission they are shown."""

    kind: SubjectKind
    consent_id: str = ""
    permission: str = ""
    """For people outside the author's work, in words: a friend who said yes on a day, a public event."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a post; its content is a blob in the vault, already clean."""

    blob: str
    sha256: str
    media_type: str
    ending: str
    width: int
    height: int
    alt: str = ""
    people_asked: bool = False
    """Whether the author has said who is in it; an empty `people` then means nobody."""
    people: tuple[Pictured, ...] = ()


class Extras(msgspec.Struct, frozen=True, kw_only=True):
    """What a post has beside its text."""

    warning: str = ""
    """Content warning shown before the post."""
    pictures: tuple[Picture, ...] = ()

    @property
    def consents(self) -> tuple[str, ...]:
        """Ids of the consents by which people are shown, each once."""
        return tuple(dict.fromkeys(p.consent_id for e in self.pictures for p in e.people if p.consent_id))


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Where a part lies in the whole (code points, `end` exclusive)."""

    name: str
    """`text`, `title`, `warning`, or `alt 1` …"""
    start: int
    end: int

    @property
    def picture(self) -> int:
        """Number of the picture that it describes, counted from 1; 0 where it is no description."""
        return int(self.name.removeprefix("alt ")) if self.name.startswith("alt ") else 0

    @property
    def place(self) -> str:
        """Where that is, in words that fit behind “In”: `the description of picture 2`."""
        names = {"text": "the text", "title": "the title", "warning": "the content warning"}
        return names.get(self.name) or f"the description of picture {self.picture}"


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """The post as one text for the checker, the text first, so that its offsets stay what they are."""

    text: str
    parts: tuple[Part, ...]

    def part_at(self, start: int) -> Part:
        """The part that a finding lies in."""
        return next((p for p in self.parts if p.start <= start < max(p.end, p.start + 1)), self.parts[0])


class _Edits(msgspec.Struct, frozen=True):
    number: int = 0


class PictureTable:
    """The extras of drafts in one vault."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of(self, draft_id: str) -> Extras:
        """What a draft has beside its text."""
        return self._vault.documents.get(COLLECTION, draft_id, Extras) or Extras()

    def edits(self, draft_id: str) -> int:
        """How often they have been changed: an approval rests on the extras of its moment, changed back or not."""
        return (self._vault.documents.get(EDITS, draft_id, _Edits) or _Edits()).number

    def save(self, draft_id: str, extras: Extras) -> None:
        """Keep changed alt texts, people, order, warning; pictures no longer named are destroyed."""
        with self._vault.transaction():
            kept = {p.blob for p in extras.pictures}
            for picture in self.of(draft_id).pictures:
                if picture.blob not in kept:
                    self._vault.blobs.delete(picture.blob)
            self._put(draft_id, extras)

    def add(self, draft_id: str, picture: CleanPicture) -> Extras:
        """Add a clean picture (`composer.publish.image.clean`) at the end."""
        with self._vault.transaction():
            before = self.of(draft_id)
            name = f"{draft_id} {len(before.pictures) + 1} {picture.sha256[:8]}"
            blob = self._vault.blobs.add(picture.content, name, picture.media_type)
            added = Picture(
                blob=blob.id,
                sha256=picture.sha256,
                media_type=picture.media_type,
                ending=picture.ending,
                width=picture.width,
                height=picture.height,
            )
            extras = msgspec.structs.replace(before, pictures=(*before.pictures, added))
            self._put(draft_id, extras)
        return extras

    def _put(self, draft_id: str, extras: Extras) -> None:
        """Store; where anything changed, the draft is unchecked again, and an approved or exported one a draft."""
        changed = extras != self.of(draft_id)
        self._vault.documents.put(COLLECTION, draft_id, extras)
        if changed:
            self._vault.documents.put(EDITS, draft_id, _Edits(self.edits(draft_id) + 1))
            self._vault.drafts.set_outcome(draft_id, "", "")
            if self._vault.drafts.get(draft_id).state in LEFT:
                self._vault.drafts.set_state(draft_id, str(DraftState.DRAFT))

    def replace(self, draft_id: str, number: int, picture: CleanPicture) -> Extras:
        """Put a cut version in place of picture `number` (from 0); what was cut off is destroyed with the old one."""
        with self._vault.transaction():
            before = self.of(draft_id)
            old = before.pictures[number]
            blob = self._vault.blobs.add(picture.content, f"{draft_id} {picture.sha256[:8]}", picture.media_type)
            new = msgspec.structs.replace(
                old,
                blob=blob.id,
                sha256=picture.sha256,
                media_type=picture.media_type,
                ending=picture.ending,
                width=picture.width,
                height=picture.height,
            )
            pictures = (*before.pictures[:number], new, *before.pictures[number + 1 :])
            extras = msgspec.structs.replace(before, pictures=pictures)
            self.save(draft_id, extras)
        return extras

    def sweep(self) -> int:
        """Destroy the pictures of drafts that the vault has let go of for good; of how many drafts."""
        with self._vault.transaction():
            there = self._vault.drafts.ids()
            stray = {i: e for i, e in self._vault.documents.all(COLLECTION, Extras).items() if i not in there}
            for draft_id, extras in stray.items():
                for picture in extras.pictures:
                    self._vault.blobs.delete(picture.blob)
                self._vault.documents.remove(COLLECTION, draft_id)
                self._vault.documents.remove(EDITS, draft_id)
        return len(stray)

    def content(self, picture: Picture) -> bytes:
        """The bytes of a picture, to show it inside the app."""
        return self._vault.blobs.get(picture.blob)


def whole(text: str, extras: Extras, *, title: str = "", typed: bool = False) -> Whole:
    """Text, content warning and alt texts as one, for the checker and for what a person agrees to.

    `title` is for the checker alone: it becomes the file's name, and on a blog the heading. Pictures go out under
    names of ours, so theirs are not kept and need no check. With `typed` the text stays as it stands in the editor, so
    that offsets in it hold there; else it is in its normal form, as it is hashed.
    """
    pieces = [("text", text if typed else normal_text(text))]
    if title.strip() and title not in text[:TITLE_WITHIN]:
        pieces.append(("title", normal_text(title)))
    if extras.warning.strip():
        pieces.append(("warning", normal_text(extras.warning)))
    pieces += [(f"alt {n}", normal_text(p.alt)) for n, p in enumerate(extras.pictures, 1) if p.alt.strip()]
    parts, at = [], 0
    for name, piece in pieces:
        parts.append(Part(name=name, start=at, end=at + len(piece)))
        at += len(piece) + len(BETWEEN)
    return Whole(text=BETWEEN.join(piece for _, piece in pieces), parts=tuple(parts))


class PictureTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a picture lacks. `stops` is False where the post may go out without it."""

    message: str
    stops: bool = True
    picture: int = 0
    """Its number, counted from 1; 0 for what concerns them all."""


def troubles(extras: Extras, channel: Channel) -> Iterator[PictureTrouble]:
    """What the pictures still lack on a channel."""
    yield from _too_much(extras, channel)
    for n, picture in enumerate(extras.pictures, 1):
        if not picture.alt.strip():
            message = f"Picture {n} has no description for people who cannot see it."
            yield PictureTrouble(message=message, stops=False, picture=n)
        for message in _people(picture, n):
            yield PictureTrouble(message=message, picture=n)


def _too_much(extras: Extras, channel: Channel) -> Iterator[PictureTrouble]:
    known = facts(channel)
    if known.pictures and len(extras.pictures) > known.pictures:
        message = f"{known.name} takes {known.pictures} pictures; there are {len(extras.pictures)}."
        yield PictureTrouble(message=message)
    for n, picture in enumerate(extras.pictures, 1):
        if known.alt_limit and len(picture.alt) > known.alt_limit:
            message = f"The description of picture {n} is longer than {known.alt_limit} characters."
            yield PictureTrouble(message=message, picture=n)


def _people(picture: Picture, n: int) -> Iterator[str]:
    if not picture.people_asked:
        yield f"Say who is in picture {n}, or that nobody is."
    for person in picture.people:
        if lacks_permission(person):
            yield f"{_a(person.kind.label)} is in picture {n}: link their permission (MIP N4)."


def lacks_permission(person: Pictured) -> bool:
    """Whether someone in a picture may not be shown yet.

    People in the author's care need a consent record (ACAT b asks for full informed consent); of others who must agree
    a note in words is enough.
    """
    if person.kind not in MUST_AGREE or person.consent_id:
        return False
    return person.kind.cared_for or not person.permission.strip()


def _a(words: str) -> str:
    return f"{'An' if words[:1] in 'aeiou' else 'A'} {words}"


def digests(extras: Extras) -> list[tuple[str, str]]:
    """What an approval binds beside the text: kind and SHA-256 of each part."""
    found = [("warning", text_hash(extras.warning))] if extras.warning.strip() else []
    for picture in extras.pictures:
        found += [("picture", picture.sha256), ("alt", text_hash(picture.alt))]
        found += [("person", _digest(p)) for p in picture.people]
    return found


def _digest(person: Pictured) -> str:
    return hashlib.sha256(msgspec.json.encode(person)).hexdigest()
