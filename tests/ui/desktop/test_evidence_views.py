"""Evidence by file, drop and paste; refused in words where it shows nothing; looked at without a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from composer.app import Session
from composer.consent.evidence import EvidenceTrouble, examine, kind_of
from composer.paper import Paper
from composer.vault.blobs import LARGEST
from tests.ui.desktop.consents import given, posted, quick_session, words_on
from tests.ui.desktop.posts import TODAY
from ui.desktop.consents import ConsentsPage
from ui.desktop.evidence_panel import EvidencePanel
from ui.desktop.evidence_viewer import EvidenceViewer

MAIL = b"From: a@example.org\r\nSubject: Yes\r\n\r\nI agree.\r\n"
HTML_MAIL = (
    b"From: a@example.org\r\nSubject: Yes\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<html><head><style>p{}</style></head><body><p>I <b>agree</b>.</p><script>x()</script>"
    b"<img src='http://example.org/seen.png'></body></html>\r\n"
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with quick_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> EvidencePanel:
    made = EvidencePanel(session, given(session))
    qtbot.addWidget(made)
    made.show()
    return made


def photo(colour: tuple[int, int, int] = (90, 9, 9)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def locked_pdf() -> bytes:
    paper = Paper("Signed")
    return paper.pdf(password="secret")


def kept(session: Session) -> list[str]:
    return [item.media_type for record in session.ledger.all() for item in record.evidence]


def settles(panel: EvidencePanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(panel.choose_button.isEnabled, timeout=20_000)


def test_a_file_is_chosen(
    session: Session, panel: EvidencePanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "Sarah signed.jpg"
    file.write_bytes(photo())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    panel.label.setText("signed form")
    with qtbot.waitSignal(panel.kept, timeout=20_000):
        panel.choose_button.click()
    (record,) = session.ledger.all()
    assert [item.label for item in record.evidence] == ["signed form"]
    assert session.vault.blobs.get(record.evidence[0].blob) == photo()
    assert file.exists(), "the original is the author's to delete"
    assert b"Sarah" not in repr(session.vault.blobs.list()).encode()


def test_files_are_dropped(session: Session, panel: EvidencePanel, qtbot: QtBot, tmp_path: Path) -> None:
    files = []
    for number, content in enumerate((photo(), b"MZ\xff\xfe\x00" * 9, MAIL)):
        files.append(tmp_path / f"{number}.bin")
        files[-1].write_bytes(content)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    place = QPointF(panel.rect().center())
    assert panel.acceptDrops()
    with qtbot.waitSignal(panel.kept, timeout=20_000):
        panel.dropEvent(QDropEvent(place, copy, data, Qt.MouseButton.LeftButton, none))
    assert sorted(kept(session)) == ["image/jpeg", "message/rfc822"]
    assert "This kind of file cannot be kept" in panel.notice.text()


def test_the_record_says_that_one_of_two_files_was_not_kept(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    given(session)
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.show()
    panel = page.view.evidence
    assert panel is not None
    data = QMimeData()
    files = [tmp_path / "one", tmp_path / "other"]
    for file, content in zip(files, (photo(), b"MZ\xff\xfe\x00" * 9), strict=True):
        file.write_bytes(content)
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    panel._take(data)
    qtbot.waitUntil(lambda: page.view.evidence is not panel, timeout=20_000)
    assert kept(session) == ["image/jpeg"]
    said = page.view.notice.text()
    assert said.startswith("1 of 2 kept as evidence")
    assert "This kind of file cannot be kept" in said


def test_a_picture_and_words_are_pasted(session: Session, panel: EvidencePanel, qtbot: QtBot) -> None:
    image = QImage(12, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QGuiApplication.clipboard().setImage(image)
    with qtbot.waitSignal(panel.kept, timeout=20_000):
        panel.paste_button.click()
    QGuiApplication.clipboard().setText("She rang at ten and said yes.")
    with qtbot.waitSignal(panel.kept, timeout=20_000):
        qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert sorted(kept(session)) == ["image/png", "text/plain"]
    QGuiApplication.clipboard().clear()
    panel.paste_button.click()
    assert "nothing here that can be kept" in panel.notice.text()


BAD = {
    "empty": (b"", "empty"),
    "too large": (b"%PDF-" + b"x" * LARGEST, "evidence may have 20 MB"),
    "a program": (b"MZ\x90\x00\xff\xfe\x00" * 40, "This kind of file cannot be kept"),
    "a HEIC photo": (b"\0\0\0\x20ftypheic" + b"\0" * 40, "HEIC"),
    "a broken picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "cannot be shown"),
    "a broken PDF": (b"%PDF-1.7 nonsense", "cannot be shown"),
    "a locked PDF": (locked_pdf(), "password"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_shows_nothing_is_refused_in_words(
    session: Session, panel: EvidencePanel, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    content, said = BAD[name]
    file = tmp_path / "evidence"
    file.write_bytes(content)
    panel.keep_file(file)
    settles(panel, qtbot)
    assert said in panel.notice.text()
    assert panel.notice.text().count("\n") == 2, "what happened, what it means, what to do"
    assert kept(session) == []


def test_a_bomb_in_a_picture_is_refused() -> None:
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x02\0\0\0"
    with pytest.raises(EvidenceTrouble):
        examine(header + b"\0" * 60)


def test_a_pdf_with_too_many_pages_is_shown_in_part_and_says_so() -> None:
    paper = Paper("Signed")
    for _ in range(39):
        paper.new_page()
        paper.text("I agree.")
    assert examine(paper.pdf()).note == "The first 30 of 40 pages are shown."


def test_an_html_mail_is_words_and_fetches_nothing() -> None:
    assert kind_of(HTML_MAIL) == "message/rfc822"
    shown = examine(HTML_MAIL)
    assert "I agree." in shown.text
    for left_out in ("http", "x()", "p{}"):
        assert left_out not in shown.text


@pytest.mark.parametrize("content", [photo(), MAIL, b"RIFF\0\0\0\0WAVEfmt "])
def test_it_is_looked_at_inside_the_app_and_no_file_is_made(
    session: Session, qtbot: QtBot, tmp_path: Path, content: bytes
) -> None:
    item = session.attach_evidence(given(session).id, content, "signed form").evidence[0]
    before = {p for p in tmp_path.rglob("*") if p.is_file()}
    viewer = EvidenceViewer(session, item)
    qtbot.addWidget(viewer)
    viewer.show()
    qtbot.waitUntil(lambda: not viewer.waiting.isVisibleTo(viewer), timeout=20_000)
    if content == photo():
        assert viewer.pictures[0].pixmap().width() == 40
    elif content == MAIL:
        assert viewer.text is not None
        assert "I agree." in viewer.text.toPlainText()
    else:
        assert "cannot be shown here" in words_on(viewer)
    assert {p for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_picture_proves_that_a_post_is_gone(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    record = given(session)
    posted(session, record)
    session.withdraw(record.id)
    page = ConsentsPage(session, today=TODAY)
    qtbot.addWidget(page)
    page.show()
    (task,) = page.view.tasks
    file = tmp_path / "gone.jpg"
    file.write_bytes(b"nothing like a picture \xff\xfe\x00")
    task.attach(file)
    qtbot.waitUntil(lambda: "cannot be kept" in task.notice.text(), timeout=20_000)
    file.write_bytes(photo())
    task.attach(file)
    qtbot.waitUntil(lambda: "will be kept" in task.notice.text(), timeout=20_000)
    task.proof.setText("page not found, signed out")
    task.done_button.click()
    (done,) = session.take_downs.all()
    evidence = session.ledger.get(record.id).evidence[-1]
    assert done.done is not None
    assert (done.done.evidence, evidence.label) == (evidence.sha256, "Taken down from LinkedIn")
    assert "A picture of it is kept as evidence" in words_on(page.view)
