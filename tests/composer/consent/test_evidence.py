"""Evidence is kept encrypted, known by its bytes, and shown without a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from composer.app import Session
from composer.consent.evidence import EvidenceTrouble, kind_of
from composer.consent.record import ConsentRecord
from composer.paper import Paper
from composer.vault.blobs import LARGEST

Given = Callable[..., ConsentRecord]
MAIL = (
    b"From: someone@example.org\r\nSubject: Yes\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nI agree to the text.\r\n"
)


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 9, 9)).save(buffer, "JPEG", comment=b"Sarah")
    return buffer.getvalue()


def scan() -> bytes:
    paper = Paper("Signed")
    paper.picture(photo())
    return paper.pdf()


def kept(session: Session, given: Given, content: bytes) -> ConsentRecord:
    return session.attach_evidence(given().id, content, "signed form")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (photo(), "image/jpeg"),
        (scan(), "application/pdf"),
        (MAIL, "message/rfc822"),
        ("Sie sagte ja – am Telefon.".encode(), "text/plain"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"\xff\xfe\x00\x81", "application/octet-stream"),
    ],
)
def test_files_are_known_by_their_bytes(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_photo_is_shown_from_its_pixels(session: Session, given: Given) -> None:
    (item,) = kept(session, given, photo()).evidence
    (picture,) = session.show_evidence(item).pictures
    assert b"Sarah" not in picture
    assert session.vault.blobs.get(item.blob) == photo()


def test_a_scan_is_shown_page_by_page_and_a_mail_as_text(session: Session, given: Given) -> None:
    shown = session.show_evidence(kept(session, given, scan()).evidence[0])
    assert len(shown.pictures) == 1
    assert "Signed" in shown.text
    mail = session.show_evidence(kept(session, given, MAIL).evidence[0])
    assert "I agree to the text." in mail.text
    assert "Subject: Yes" in mail.text


def test_what_cannot_be_shown_is_said(session: Session, given: Given) -> None:
    sound = session.show_evidence(kept(session, given, b"RIFF\0\0\0\0WAVEfmt ").evidence[0])
    broken = session.show_evidence(kept(session, given, b"%PDF-1.7 nonsense").evidence[0])
    assert sound.note
    assert broken.note
    assert session.show_evidence(kept(session, given, b"\x89PNG\r\n\x1a\nbroken").evidence[0]).note


def test_no_file_is_made(session: Session, given: Given, tmp_path: Path) -> None:
    record = kept(session, given, scan())
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    session.show_evidence(record.evidence[0])
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(("content", "said"), [(b"", "empty"), (b"x" * (LARGEST + 1), "20 MB")])
def test_sizes_are_said(session: Session, given: Given, content: bytes, said: str) -> None:
    with pytest.raises(EvidenceTrouble, match=said):
        kept(session, given, content)
    assert session.vault.blobs.list() == []


def test_from_the_disk(session: Session, given: Given, tmp_path: Path) -> None:
    file = tmp_path / "Sarah's consent.txt"
    file.write_text("She said yes.")
    record = session.attach_evidence(given().id, file, "note on the call")
    assert record.evidence[0].label == "note on the call"
    with pytest.raises(EvidenceTrouble, match="cannot be read"):
        session.attach_evidence(record.id, tmp_path / "none.txt", "x")
    with pytest.raises(EvidenceTrouble, match="cannot be read"):
        session.attach_evidence(record.id, tmp_path, "x")


def test_erasing_a_consent_destroys_its_evidence(session: Session, given: Given) -> None:
    record = kept(session, given, MAIL)
    session.erase(record.id, "asked for erasure by letter")
    assert session.vault.blobs.list() == []


def test_a_shown_thing_shows_nothing_in_a_log(session: Session, given: Given) -> None:
    assert "agree" not in repr(session.show_evidence(kept(session, given, MAIL).evidence[0]))
    assert pypdf.PdfReader(io.BytesIO(scan())).pages
