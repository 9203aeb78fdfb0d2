"""Papers: looked at inside the app, saved with a word on where they may lie, locked with a password, printed."""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer.app import Session
from composer.consent import jsonld, kantara
from composer.consent.record import Private
from composer.paper import NORMAL, Paper
from tests.composer.consent.test_documents import REVEALING
from tests.ui.desktop.consents import asked, given, quick_session
from tests.ui.desktop.posts import TEXT
from ui.desktop.documents_dialog import Document, DocumentsDialog
from ui.desktop.documents_page import PaperView

PAPERS = [d for d in Document if d.paper]
FOR_PERSON = [Document.RECEIPT, Document.RECEIPT_DATA, Document.KANTARA, Document.TOKEN]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with quick_session(tmp_path) as opened:
        yield opened


def dialog(session: Session, qtbot: QtBot, chosen: Document) -> DocumentsDialog:
    record = given(session)
    session.ledger.note_privately(record.id, Private(transference="eager to please"))
    made = DocumentsDialog(session, session.ledger.get(record.id), chosen=chosen)
    qtbot.addWidget(made)
    made.show()
    return made


def saved(made: DocumentsDialog, qtbot: QtBot, path: Path) -> bytes:
    made.save(path)
    qtbot.waitUntil(made.save_button.isEnabled, timeout=20_000)
    return path.read_bytes()


@pytest.mark.parametrize("chosen", list(Document))
def test_every_paper_is_shown_and_saved_readable_by_nobody_else(
    session: Session, qtbot: QtBot, tmp_path: Path, chosen: Document
) -> None:
    made = dialog(session, qtbot, chosen)
    assert made.document() is chosen
    shown = made.view.toPlainText()
    assert "eager" not in shown
    path = tmp_path / chosen.file_name
    content = saved(made, qtbot, path)
    assert b"eager" not in content
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.caution.text() in made.notice.text()
    if chosen.paper:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        printed = " ".join(" ".join(page.extract_text() for page in pages).split())
        for words in ("Amara Lindqvist" if chosen is not Document.OWN else "C-001",):
            assert words in shown
            assert words in printed
    else:
        assert content.decode() == shown


@pytest.mark.parametrize("chosen", FOR_PERSON)
def test_what_is_for_the_person_gives_nothing_away(session: Session, qtbot: QtBot, chosen: Document) -> None:
    made = dialog(session, qtbot, chosen)
    plain = made.view.toPlainText().replace("practice@example.org", "").lower()
    if chosen is not Document.TOKEN:
        assert not [word for word in (*REVEALING, "salford", "c-001") if word in plain]
    assert "stranger" in made.caution.text()


def test_the_data_are_sound(session: Session, qtbot: QtBot) -> None:
    made = dialog(session, qtbot, Document.RECEIPT_DATA)
    assert jsonld.problems(made.view.toPlainText().encode()) == []
    made.which.setCurrentIndex(made.which.findData(Document.TOKEN.name))
    assert kantara.checked(made.view.toPlainText().encode()).holds
    made.which.setCurrentIndex(made.which.findData(Document.OWN_DATA.name))
    assert json.loads(made.view.toPlainText())["record"]["form"]["material"]["text"] == TEXT
    assert "readable by anyone" in made.caution.text()
    assert not made.print_button.isEnabled()
    assert not made.password.isVisibleTo(made)


def test_a_paper_can_be_locked_and_set_large(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(session, qtbot, Document.RECEIPT)
    made.large.setChecked(True)
    made.password.setText("a shared word")
    reader = pypdf.PdfReader(io.BytesIO(saved(made, qtbot, tmp_path / "receipt.pdf")))
    assert reader.is_encrypted
    assert not reader.decrypt("wrong")
    assert reader.decrypt("a shared word")
    assert "password only" in made.notice.text()


def test_a_name_that_tells_is_remarked_on(session: Session, qtbot: QtBot) -> None:
    session.save_identity(_renamed(session))
    made = DocumentsDialog(session, asked(session))
    qtbot.addWidget(made)
    assert "name of who publishes may show what the paper is about" in made.caution.text()


def _renamed(session: Session):  # type: ignore[no-untyped-def]
    import msgspec

    return msgspec.structs.replace(session.identity, display_name="Canal Street Therapy")


def test_a_folder_that_is_not_there_is_told(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(session, qtbot, Document.RECEIPT)
    made.save(tmp_path / "none" / "receipt.pdf")
    qtbot.waitUntil(lambda: "was not saved" in made.notice.text(), timeout=20_000)
    assert made.save_button.isEnabled()


@pytest.mark.parametrize("chosen", PAPERS)
def test_it_prints_what_it_shows(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: Document
) -> None:
    made = dialog(session, qtbot, chosen)
    sheet = tmp_path / "printed.pdf"

    def into_a_file(asking: QPrintDialog) -> int:
        printer = asking.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(sheet))
        return 1

    monkeypatch.setattr(QPrintDialog, "exec", into_a_file)
    made.print_button.click()
    assert "Sent to the printer" in made.notice.text()
    pages = pypdf.PdfReader(sheet).pages
    assert len(pages) >= (3 if chosen is Document.SHEET else 1)


def test_a_paper_loads_nothing_from_outside(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    made = dialog(session, qtbot, Document.RECEIPT)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    assert made.view.loadResource(2, QUrl.fromLocalFile(str(secret))) is None
    made.view.show_plain("<img src='file:///etc/hostname'>")
    assert made.view.toPlainText() == "<img src='file:///etc/hostname'>"


@pytest.mark.parametrize("points", [8.0, 22.0])
def test_a_paper_is_shown_in_letters_no_smaller_than_the_apps_own(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, points: float
) -> None:
    letters = QFont(QApplication.font())
    letters.setPointSizeF(points)
    # the application's own font is left alone: Qt would dress every window of the run anew, for minutes
    monkeypatch.setattr("ui.desktop.documents_page.QApplication", SimpleNamespace(font=lambda: letters))
    view = PaperView("A paper")
    qtbot.addWidget(view)
    paper = Paper("Title")
    paper.fields([("Who", "somebody")])
    paper.text("Words.")
    view.show_paper(paper)
    block, sizes = view.document().begin(), {}
    while block.isValid():
        if not (letters_of := block.begin()).atEnd():  # an empty block has no fragment, and asking for one never ends
            sizes[block.text()] = QFontInfo(letters_of.fragment().charFormat().font()).pointSizeF()
        block = block.next()
    wanted = pytest.approx(max(points, NORMAL), abs=0.6)
    assert sizes["somebody"] == wanted  # in a table too
    assert sizes["Words."] == wanted
    assert sizes["Title"] > sizes["Words."]
