"""Scans, photos, e-mails and notes of recordings as evidence: encrypted in the vault, shown inside the app only.

No temporary file is ever made. What cannot be shown (a sound recording) can be kept, with its hash.
"""

from __future__ import annotations

import email
import email.policy
import io
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pypdf

from composer.consent.record import ConsentRecord, Evidence
from composer.errors import UserTrouble
from composer.publish.image import PictureRefused, clean
from composer.vault.blobs import LARGEST

if TYPE_CHECKING:
    from composer.consent.ledger import Ledger
    from composer.vault.vault import Vault

MOST_PAGES = 30
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on broken files may quote them


class EvidenceTrouble(UserTrouble):
    """A file that cannot be kept or shown as evidence."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence made fit to be shown in a window: pictures (JPEG or PNG bytes, page by page), or text, or neither."""

    pictures: tuple[bytes, ...] = ()
    text: str = ""
    note: str = ""
    """What could not be shown, in words."""

    def __repr__(self) -> str:
        return f"Shown({len(self.pictures)} pictures, {len(self.text)} characters)"


def attach(vault: Vault, ledger: Ledger, consent_id: str, content: bytes, label: str) -> ConsentRecord:
    """Keep a file as evidence of a consent. `label` is the author's own; the file's name is not kept."""
    if not content:
        raise EvidenceTrouble("This file is empty.", "It shows nothing.", "Choose another file.")
    if len(content) > LARGEST:
        raise EvidenceTrouble(
            f"This file has {len(content) / 1e6:.0f} MB; evidence may have {LARGEST // 1_000_000} MB.",
            "It was not kept.",
            "Scan it in grey or at a lower resolution, or keep the recording elsewhere and attach a note on it.",
        )
    media_type = kind_of(content)
    with vault.transaction():
        blob = vault.blobs.add(content, f"{consent_id} {label}", media_type)
        evidence = Evidence(
            blob=blob.id, sha256=blob.sha256, label=label, media_type=media_type, size=blob.size, added=blob.added
        )
        return ledger.attach(consent_id, evidence)


def attach_file(vault: Vault, ledger: Ledger, consent_id: str, path: Path, label: str = "") -> ConsentRecord:
    """Keep a file from the disk as evidence; the original stays where it is, and the author should delete it there."""
    try:
        if path.stat().st_size > LARGEST:
            content = b"\0" * (LARGEST + 1)
        else:
            content = path.read_bytes()
    except OSError:
        raise EvidenceTrouble("This file cannot be read.", "Nothing was kept.", "Choose another file.") from None
    return attach(vault, ledger, consent_id, content, label or "document")


_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)


def kind_of(content: bytes) -> str:
    """The media type by what the bytes are, whatever the file is called."""
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12], "application/octet-stream")
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    return _text_kind(content)


def _text_kind(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    head = text[:4000].lower()
    is_mail = "\nfrom:" in f"\n{head}" and "\nsubject:" in f"\n{head}"
    return "message/rfc822" if is_mail else "text/plain"


def show(vault: Vault, evidence: Evidence) -> Shown:
    """The evidence in a form that a window can show; its hash is checked on the way. Up to seconds: use a worker."""
    content = vault.blobs.get(evidence.blob)
    if evidence.media_type.startswith("image/"):
        return _picture(content)
    if evidence.media_type == "application/pdf":
        return _pages(content)
    if evidence.media_type == "message/rfc822":
        return Shown(text=_mail(content))
    if evidence.media_type == "text/plain":
        return Shown(text=content.decode("utf-8", "replace"))
    return Shown(note="This kind of file cannot be shown here. It is kept as it is, with its fingerprint.")


def _picture(content: bytes) -> Shown:
    try:
        return Shown(pictures=(clean(content).content,))
    except PictureRefused:
        return Shown(note="The picture cannot be shown; the file is kept as it is.")


def _pages(content: bytes) -> Shown:
    """Scanned pages as pictures, typed ones as text."""
    pictures: list[bytes] = []
    texts: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for page in pypdf.PdfReader(io.BytesIO(content)).pages[:MOST_PAGES]:
                texts.append(page.extract_text())
                pictures += [clean(image.data).content for image in page.images]
    except Exception:  # noqa: BLE001 - a broken PDF may fail anywhere in the parser
        return Shown(note="This PDF cannot be shown here. It is kept as it is, with its fingerprint.")
    return Shown(pictures=tuple(pictures), text="\n\n".join(t for t in texts if t.strip()))


def _mail(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    head = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]]
    body = message.get_body(("plain", "html"))
    return "\n".join([*head, "", body.get_content() if body is not None else ""])
