"""Scans, photos, e-mails and notes of recordings as evidence: encrypted in the vault, shown inside the app only.

No temporary file is ever made. What cannot be shown (a sound recording) can be kept, with its hash.
"""

from __future__ import annotations

import io
import logging
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from composer.consent.record import ConsentRecord, Evidence
from composer.errors import UserTrouble
from composer.publish.image import PictureRefused, clean, warnings_as
from composer.vault.blobs import LARGEST

if TYPE_CHECKING:
    from pypdf import PdfReader

    from composer.consent.ledger import Ledger
    from composer.vault.vault import Vault

MOST_PAGES, MOST_PICTURES = 30, 60
PATIENCE = 20.0
"""Seconds after which a document that takes so long is shown only as far as it got."""
KEPT = "PDF, pictures (JPEG, PNG, WebP, GIF), e-mails (.eml), plain text, or a sound recording"
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
    _check_size(content)
    media_type = kind_of(content)
    with vault.transaction():
        blob = vault.blobs.add(content, f"{consent_id} {label}", media_type)
        evidence = Evidence(
            blob=blob.id, sha256=blob.sha256, label=label, media_type=media_type, size=blob.size, added=blob.added
        )
        return ledger.attach(consent_id, evidence)


def attach_file(vault: Vault, ledger: Ledger, consent_id: str, path: Path, label: str = "") -> ConsentRecord:
    """Keep a file from the disk as evidence; the original stays where it is, and the author should delete it there."""
    return attach(vault, ledger, consent_id, read_file(path), label or "document")


def examine(content: bytes) -> Shown:
    """Look at a file before it is kept: what would be shown of it. No vault is touched; up to seconds: use a worker.

    Raises `EvidenceTrouble` for a file that is empty, too large, damaged, locked, or of a kind that shows nothing.
    """
    _check_size(content)
    media_type = kind_of(content)
    if media_type in _REFUSED:
        raise EvidenceTrouble(*_REFUSED[media_type])
    found = shown(content, media_type)
    if found.note and not media_type.startswith("audio/") and not found.pictures and not found.text:
        raise EvidenceTrouble(
            found.note.replace(" It is kept as it is, with its fingerprint.", ""),
            "What cannot be opened shows nothing later. It was not kept.",
            "Scan or photograph the paper anew, or save a PDF without its password, and choose that.",
        )
    return found


_REFUSED = {
    "image/heic": (
        "This photo is in a form (HEIC) that cannot be shown here.",
        "It was not kept.",
        "Save or send it as JPEG and choose that.",
    ),
    "application/octet-stream": (
        "This kind of file cannot be kept as evidence.",
        f"It may be {KEPT}. It was not kept.",
        "Save a letter or form as PDF, and an e-mail as .eml, and choose that.",
    ),
}


def _check_size(content: bytes) -> None:
    if not content:
        raise EvidenceTrouble("This file is empty.", "It shows nothing.", "Choose another file.")
    if len(content) > LARGEST:
        raise EvidenceTrouble(
            f"This file has {len(content) / 1e6:.0f} MB; evidence may have {LARGEST // 1_000_000} MB.",
            "It was not kept.",
            "Scan it in grey or at a lower resolution, or keep the recording elsewhere and attach a note on it.",
        )


def read_file(path: Path) -> bytes:
    """The bytes of a file that the author chose, or just more than is allowed of one that is too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise EvidenceTrouble("This file cannot be read.", "Nothing was kept.", "Choose another file.") from None


_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
)


_STILL = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")


def kind_of(content: bytes) -> str:
    """The media type by what the bytes are, whatever the file is called."""
    for start, media_type in _STARTS:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12], "application/octet-stream")
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in _STILL else "audio/mp4"
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
    return shown(vault.blobs.get(evidence.blob), evidence.media_type)


def shown(content: bytes, media_type: str) -> Shown:
    """The same from the bytes alone, on any thread."""
    if media_type.startswith("image/"):
        return _picture(content)
    if media_type == "application/pdf":
        return _pages(content)
    if media_type == "message/rfc822":
        return _letter(content)
    if media_type == "text/plain":
        return Shown(text=content.decode("utf-8", "replace"))
    return Shown(note="This kind of file cannot be shown here. It is kept as it is, with its fingerprint.")


def _picture(content: bytes) -> Shown:
    try:
        return Shown(pictures=(clean(content).content,))
    except PictureRefused:
        return Shown(note="The picture cannot be shown; the file is kept as it is.")


def _pages(content: bytes) -> Shown:
    """Scanned pages as pictures, typed ones as text; nothing that the file would run is run."""
    import pypdf  # takes a while to load, and only PDFs need it

    pictures: list[bytes] = []
    texts: list[str] = []
    note = ""
    try:
        with warnings_as("ignore"):
            reader = pypdf.PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                return Shown(note="This PDF opens with a password only. It is kept as it is, with its fingerprint.")
            note = _gathered(reader, pictures, texts)
    except Exception:  # noqa: BLE001 - a broken PDF may fail anywhere in the parser
        if not pictures and not texts:
            return Shown(note="This PDF cannot be shown here. It is kept as it is, with its fingerprint.")
        note = "A part of this PDF is damaged and cannot be shown."
    return Shown(pictures=tuple(pictures), text="\n\n".join(t for t in texts if t.strip()), note=note)


def _gathered(reader: PdfReader, pictures: list[bytes], texts: list[str]) -> str:
    """Fills in what the pages hold; says what was left out, because there was too much or it took too long."""
    ends = time.monotonic() + PATIENCE
    for number, page in enumerate(reader.pages):
        if number >= MOST_PAGES or time.monotonic() > ends:
            return f"The first {number} of {len(reader.pages)} pages are shown."
        texts.append(page.extract_text())
        for image in page.images:
            if len(pictures) >= MOST_PICTURES or time.monotonic() > ends:
                return "Only a part of the pictures in this PDF is shown."
            pictures.append(clean(image.data).content)
    if not pictures:
        return "Typed words and scanned pages are shown; lines drawn into a PDF, such as a pen’s, are not."
    return ""


def _letter(content: bytes) -> Shown:
    try:
        return Shown(text=_mail(content))
    except Exception:  # noqa: BLE001 - a broken e-mail may fail anywhere in the parser
        return Shown(note="This e-mail cannot be shown here. It is kept as it is, with its fingerprint.")


def _mail(content: bytes) -> str:
    import email.policy

    message = email.message_from_bytes(content, policy=email.policy.default)
    head = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject") if message[name]]
    body = message.get_body(("plain", "html"))
    words = body.get_content() if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        words = _words_of(words)
    beside = [name for part in message.iter_attachments() if (name := part.get_filename())]
    tail = ["", f"Attached to it: {', '.join(beside)}"] if beside else []
    return "\n".join([*head, "", words, *tail])


class _Words(HTMLParser):
    """The words of an HTML e-mail; nothing of it is fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("style", "script", "head")
        if tag in ("br", "p", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= self._silent > 0 and tag in ("style", "script", "head")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _words_of(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return "\n".join(line for line in lines if line)
