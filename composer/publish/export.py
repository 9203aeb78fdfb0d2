"""Approved text leaving the app: a file or the clipboard, with its record, and never anything unapproved.

Each export looks at the approval anew: the text of this moment, the consents of today, the packs as installed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from composer.approval import Approval, Approvals, Record, thread_parts
from composer.clock import today_in
from composer.draft import Drafts, DraftState
from composer.files import from_json, sync_folder
from composer.places import PRIVATE_FILE, PRIVATE_FOLDER
from composer.publish.names import ExportRefused, FileIsThere, free_name, safe_name, writable_place
from composer.publish.post import Extras, PictureTable
from composer.publish.unseen import without
from composer.publish.word import from_word, survives, to_word
from composer.seal import fingerprint, signature_holds
from composer.wording import first_words, normal_text, text_hash
from rules.report import Channel

if TYPE_CHECKING:
    from composer.vault.vault import Vault

RECORD_ENDING = ".approval.json"
TEXT_ENDINGS = (".txt", ".md", ".docx")

__all__ = ["ExportRefused", "Exported", "Exports", "FileIsThere", "PostedExport", "Verification", "verify_record"]


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """One export as the log holds it. `name` is empty for the clipboard."""

    id: str
    approval_id: str
    draft_id: str
    channel: Channel
    at: datetime
    kind: str
    """`file`, `folder` or `clipboard`."""
    text_sha256: str
    consents: tuple[str, ...]
    name: str = ""
    folder: str = ""

    @property
    def text_path(self) -> Path:
        """Where the post was written."""
        return Path(self.folder, self.name)

    @property
    def record_path(self) -> Path:
        """Where its record was written."""
        return Path(self.folder, self.name + RECORD_ENDING)


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """Where and when the author posted an export, as they noted it afterwards."""

    export_id: str
    link: str
    on: date


class PostedExport(msgspec.Struct, frozen=True, kw_only=True):
    """An export with where it was posted."""

    export: Exported
    posted: Posted | None = None


class Exports:
    """Exports of one vault."""

    def __init__(self, vault: Vault, approvals: Approvals) -> None:
        self._vault = vault
        self._approvals = approvals
        self._drafts = Drafts(vault)

    def suggested_name(self, approval: Approval, ending: str = ".txt") -> str:
        """A safe file name from the title as it was approved, or from the first words of the text."""
        return safe_name(self._title(approval), ending=ending)

    def to_file(
        self, approval: Approval, target: Path, *, overwrite: bool = False, today: date | None = None
    ) -> Exported:
        """Write the approved text to `target` (`.txt`, `.md` or `.docx`) and its record beside it, both or neither.

        `FileIsThere` asks before replacing; `ExportRefused` says why an approval no longer holds.
        """
        if target.suffix.lower() not in TEXT_ENDINGS:
            raise ExportRefused(
                "Posts are written as .txt, .md or .docx files.", "Nothing was written.", "Choose one of these endings."
            )
        content = _as_file(self._approved_text(approval, today), target.suffix.lower())
        place = writable_place(target, overwrite=overwrite)
        beside = writable_place(place.with_name(place.name + RECORD_ENDING), overwrite=overwrite)
        export = self._export(approval, "file", place)
        files = ((beside, record_bytes(approval.record)), (place, content))
        with placed(files, overwrite=overwrite), self._vault.transaction():
            self._log(export)
        return export

    def to_folder(self, approval: Approval, parent: Path, *, today: date | None = None) -> Exported:
        """A new folder inside `parent`: the post, each part of a thread, pictures with their descriptions, the record.

        The folder's name comes from title (as approved) and channel, with a number where it is taken; nothing is ever
        replaced.
        """
        text = self._approved_text(approval, today)
        extras = PictureTable(self._vault).of(approval.draft_id)
        folder = parent / free_name(parent, safe_name(f"{self._title(approval)} {approval.channel}"))
        writable_place(folder, overwrite=False)
        export = self._export(approval, "folder", folder / "post.txt")
        contents = dict(_folder(text, approval, extras, self._vault))
        with placed_folder(folder, contents), self._vault.transaction():
            self._log(export)
        return export

    def to_folders(self, approvals: Iterable[Approval], parent: Path, *, today: date | None = None) -> list[Exported]:
        """A folder for each of these approvals (of several channels), as `to_folder` makes them.

        All of them are looked at before the first is written; where one no longer holds, nothing is.
        """
        every = list(approvals)
        for approval in every:
            self._approved_text(approval, today)
        return [self.to_folder(approval, parent, today=today) for approval in every]

    def to_clipboard(self, approval: Approval, *, today: date | None = None) -> tuple[str, Exported]:
        """The approved text for the clipboard, and the logged export. The record stays in the vault."""
        text = self._approved_text(approval, today)
        export = self._export(approval, "clipboard", None)
        with self._vault.transaction():
            self._log(export)
        return text, export

    def parts(self, approval: Approval, *, today: date | None = None) -> list[str]:
        """The posts of the approved thread, to be copied one by one; none where one post is enough. Logs nothing:
        `to_clipboard` has logged that the text left."""
        text = self._approved_text(approval, today)
        return thread_parts(text, approval.channel, PictureTable(self._vault).of(approval.draft_id).warning)

    def posted(self, export_id: str, *, link: str, on: date) -> PostedExport:
        """Note where and when an export was posted."""
        note = Posted(export_id=export_id, link=link.strip(), on=on)
        self._vault.log.append("export.posted", export_id, msgspec.to_builtins(note))
        return next(e for e in self.all() if e.export.id == export_id)

    def all(self) -> list[PostedExport]:
        """All exports, newest first, each with where it was posted."""
        posted = {p.export_id: p for p in self._posted()}
        made = (e.payload for e in self._vault.log.entries(kind="export.made"))
        exports = [msgspec.convert(payload, Exported) for payload in made if payload is not None]
        found = [PostedExport(export=e, posted=posted.get(e.id)) for e in exports]
        return sorted(found, key=lambda p: p.export.at, reverse=True)

    def of_draft(self, draft_id: str) -> list[PostedExport]:
        """Exports of one draft, newest first."""
        return [e for e in self.all() if e.export.draft_id == draft_id]

    def _posted(self) -> Iterable[Posted]:
        entries = self._vault.log.entries(kind="export.posted")
        return (msgspec.convert(e.payload, Posted) for e in entries if e.payload is not None)

    def _title(self, approval: Approval) -> str:
        draft = self._drafts.get(approval.draft_id)
        kept = text_hash(draft.title) == approval.title_sha256
        return draft.title if kept else without(first_words(draft.text))  # a later title was not checked

    def _approved_text(self, approval: Approval, today: date | None) -> str:
        text = normal_text(self._drafts.get(approval.draft_id).text)
        standing = self._approvals.stands(approval, text, today or today_in(self._vault))
        reasons = list(standing.reasons)
        if self._approvals.get(approval.id) != approval or not signature_holds(approval.record):
            reasons.append("This approval is not the one in the vault's log.")
        reasons += self._vault.log.verify().findings
        if reasons:
            cure = "It is read against it by itself; try again in a moment." if standing.waits else "Approve it again."
            raise ExportRefused("This post cannot be exported as it is.", " ".join(reasons), cure)
        return text

    def _export(self, approval: Approval, kind: str, place: Path | None) -> Exported:
        return Exported(
            id=str(uuid.uuid4()),
            approval_id=approval.id,
            draft_id=approval.draft_id,
            channel=approval.channel,
            at=datetime.now(UTC),
            kind=kind,
            text_sha256=approval.record.text_sha256,
            consents=approval.record.consents,
            name=place.name if place else "",
            folder=str(place.parent.resolve()) if place else "",
        )

    def _log(self, export: Exported) -> None:
        self._vault.log.append("export.made", export.id, msgspec.to_builtins(export))
        self._drafts.set_state(export.draft_id, DraftState.EXPORTED)


def _as_file(text: str, ending: str) -> bytes:
    if ending != ".docx":
        return text.encode("utf-8")
    if not survives(text):
        raise ExportRefused(
            "A Word file cannot hold every sign of this text.", "It would not be what was approved.", "Export as .txt."
        )
    return to_word(text)


def _folder(text: str, approval: Approval, extras: Extras, vault: Vault) -> Iterator[tuple[str, bytes]]:
    yield "post.txt", text.encode("utf-8")
    yield f"post.txt{RECORD_ENDING}", record_bytes(approval.record)
    parts = thread_parts(text, approval.channel, extras.warning)
    for n, part in enumerate(parts, 1):
        yield f"part-{n:02d}.txt", part.encode("utf-8")
    if extras.warning.strip():
        yield "content-warning.txt", normal_text(extras.warning).encode("utf-8")
    for n, picture in enumerate(extras.pictures, 1):
        yield f"picture-{n}{picture.ending}", vault.blobs.get(picture.blob)
        if picture.alt.strip():
            yield f"picture-{n}-description.txt", normal_text(picture.alt).encode("utf-8")


@contextlib.contextmanager
def placed_folder(folder: Path, contents: dict[str, bytes]) -> Iterator[None]:
    """A folder that appears with all its files at once (mode 0700), and goes again when the body fails."""
    building = folder.with_name(f".considered-{secrets.token_hex(8)}.part")
    place = building
    try:
        building.mkdir(mode=PRIVATE_FOLDER)
        for name, content in contents.items():
            put(building / name, content, overwrite=False)
        building.rename(folder)
        place = folder
        sync_folder(folder.parent)
        yield
    except BaseException as error:
        shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise cannot_write() from None  # the cause would name the file
        raise


@contextlib.contextmanager
def placed(files: Iterable[tuple[Path, bytes]], *, overwrite: bool) -> Iterator[None]:
    """Files put in their places whole, all or none; when the body fails, what they replaced is back as it was."""
    done: list[Path] = []
    aside: dict[Path, Path] = {}
    try:
        for place, content in files:
            if overwrite and place.exists():
                aside[place] = _moved_aside(place)
            put(place, content, overwrite=overwrite)
            done.append(place)
        yield
    except BaseException:
        for place in done:
            with contextlib.suppress(OSError):
                place.unlink()
        for place, old in aside.items():
            with contextlib.suppress(OSError):
                old.replace(place)
        raise
    for old in aside.values():
        with contextlib.suppress(OSError):
            old.unlink()


def _moved_aside(place: Path) -> Path:
    old = place.with_name(f".considered-{secrets.token_hex(8)}.part")
    try:
        place.rename(old)
    except OSError:
        raise cannot_write() from None  # the cause would name the file
    return old


def put(place: Path, content: bytes, *, overwrite: bool) -> None:
    """Write one file (mode 0600) so that it is there whole or not at all, and never over another one unasked."""
    beside = place.with_name(f".considered-{secrets.token_hex(8)}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _into(beside, place, overwrite=overwrite)
    except OSError as error:
        if isinstance(error, FileExistsError):
            raise FileIsThere(place) from None
        raise cannot_write() from None  # the cause would name the file
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    sync_folder(place.parent)


def cannot_write() -> ExportRefused:
    """What to say when the place does not take a file."""
    return ExportRefused(
        "The file could not be written.", "The disk is full or does not allow it.", "Choose another place."
    )


def _into(beside: Path, place: Path, *, overwrite: bool) -> None:
    """Move a finished file into its place; a name that is free is taken first, so that nobody else can."""
    if overwrite:
        beside.replace(place)
        return
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    try:
        beside.replace(place)
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def record_bytes(record: Record) -> bytes:
    """The record as the `.approval.json` file holds it: UTF-8, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What a post and its record say about each other."""

    holds: bool
    reasons: tuple[str, ...]
    """Sentences: why it does not hold, or what it says when it does."""
    record: Record | None = None


def verify_record(post: Path, record: Path) -> Verification:
    """Check a post against its record, anywhere, without a vault. Raises `OSError` for files that cannot be read.

    It proves that this text was approved by whoever holds the key, not who that is: compare the key's first digits
    with those that the author gave.
    """
    try:
        found = from_json(record.read_bytes(), Record)
    except msgspec.DecodeError:
        return Verification(holds=False, reasons=("The record is not an approval record of Considered.",))
    return _verified(post.read_bytes(), found)


def _hash_of(post: bytes) -> str | None:
    if post.startswith(b"PK\x03\x04"):
        words = from_word(post)
        return None if words is None else text_hash(words)
    try:
        return text_hash(post.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def _verified(post: bytes, record: Record) -> Verification:
    wrong = []
    if not signature_holds(record):
        wrong.append("The record was changed after it was signed.")
    if _hash_of(post) != record.text_sha256:
        wrong.append("The text is not the one that was approved.")
    if wrong:
        return Verification(holds=False, reasons=tuple(wrong), record=record)
    said = f"Approved by {record.author} for {record.channel} on {record.made_at:%Y-%m-%d %H:%M} UTC, unchanged since."
    key = f"Signed with the key that begins {fingerprint(record.public_key)}."
    return Verification(holds=True, reasons=(said, key), record=record)
