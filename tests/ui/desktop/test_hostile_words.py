"""F36: words that look like markup, wherever they are typed, are shown and printed as the words they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

import ui.desktop
from composer.app import Considered, Session
from composer.consent.record import ConsentForm, Informing, Material, Method, Private, Reach, SubjectKind, Told
from composer.consent.scope import word_changes
from composer.paper import Paper
from composer.publish.preview import Entity
from rules.report import Channel
from tests.ui.desktop.posts import TODAY, opened
from ui.desktop.consent_compare import marked
from ui.desktop.consents import ConsentsPage
from ui.desktop.documents_dialog import DocumentsDialog
from ui.desktop.documents_page import document
from ui.desktop.exported import ExportedPage
from ui.desktop.preview_card import marked_up
from ui.desktop.vault_log import ErasuresDialog
from ui.desktop.widgets import tip

BOLD = "<b>Sarah</b>"
HOSTILE = f'{BOLD}<img src="file:///etc/hostname"><a href="file:///etc/passwd">x</a><script>x</script> =cmd|1 & so on'


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


def shown_as_markup(view: QWidget) -> list[str]:
    """What of a view was read as markup: labels, texts with a picture or link in them that was typed, tooltips."""
    bad = []
    for label in view.findChildren(QLabel):
        if BOLD in label.text() and label.textFormat() is not Qt.TextFormat.PlainText:
            bad.append(label.text())
    for text in view.findChildren(QTextEdit):
        if "Sarah" in text.toPlainText() and BOLD not in text.toPlainText():
            bad.append(text.toPlainText())
        bad += pictures_and_links(text.document())
    return bad + [each.toolTip() for each in (view, *view.findChildren(QWidget)) if BOLD in each.toolTip()]


def pictures_and_links(document: QTextDocument) -> list[str]:
    """Addresses that a document would load or lead to; those of a paper's own pictures are not counted."""
    found = []
    block = document.begin()
    while block.isValid():
        for place in block:  # type: ignore[attr-defined]
            made = place.fragment().charFormat()
            name = made.toImageFormat().name() if made.isImageFormat() else made.anchorHref() if made.isAnchor() else ""
            found += [name] if name and not name.startswith("picture:") else []
        block = block.next()
    return found


def as_document(markup: str) -> QTextDocument:
    made = QTextDocument()
    made.setHtml(markup)
    return made


def test_f36_words_that_look_like_markup_are_only_words(session: Session, qtbot: QtBot) -> None:
    draft = session.drafts.new(HOSTILE, channels=[Channel.BLOG])
    session.drafts.save(draft.id, HOSTILE, title=HOSTILE[:60])
    form = ConsentForm(
        kind=SubjectKind.CLIENT,
        material=Material(text=HOSTILE),
        reach=Reach(channels=(Channel.BLOG,)),
        informing=Informing(told=tuple(Told), explained_by=HOSTILE),
        draft_id=draft.id,
    )
    record = session.ledger.record_given(form, method=Method.SIGNED_PAPER, private=Private(who=HOSTILE))
    session.vault.log.append("note", "C-9", {})
    session.vault.log.erase(subject="C-9", reason=HOSTILE)
    views: list[QWidget] = [ConsentsPage(session, today=TODAY), ExportedPage(session), ErasuresDialog(session)]
    papers = DocumentsDialog(session, record)
    for view in (*views, papers):
        qtbot.addWidget(view)
        view.show()
        assert shown_as_markup(view) == [], view
    for index in range(papers.which.count()):
        papers.which.setCurrentIndex(index)
        assert shown_as_markup(papers) == [], papers.which.currentText()


def test_f36_the_words_of_a_preview_and_of_a_comparison_load_and_lead_to_nothing(qtbot: QtBot) -> None:
    for markup in (
        marked_up(HOSTILE, (), "#000000"),
        marked_up(HOSTILE, (Entity(kind="hashtag", start=0, end=len(HOSTILE)),), "#000000"),
        marked("before", HOSTILE, word_changes("before", HOSTILE)),
        marked(HOSTILE, "after", word_changes(HOSTILE, "after")),
    ):
        made = as_document(markup)
        assert BOLD in made.toPlainText()
        assert pictures_and_links(made) == []
    assert pictures_and_links(as_document(HOSTILE)) == ["file:///etc/hostname", "file:///etc/passwd"]  # it would tell


def test_f36_a_paper_on_the_screen_asks_for_no_file(qtbot: QtBot) -> None:
    paper = Paper(HOSTILE, foot=HOSTILE)
    for write in (paper.text, paper.exact, paper.heading):
        write(HOSTILE)
    paper.bullets([HOSTILE])
    paper.boxes([HOSTILE])
    paper.fields([(HOSTILE, HOSTILE)])
    paper.lines_to_fill([HOSTILE], above=HOSTILE)
    made = document(paper)
    assert made.toPlainText().count(BOLD) == 10
    assert pictures_and_links(made) == []
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.pdf())).pages)
    assert printed.count(BOLD) == 11  # the foot too
    assert not [page for page in pypdf.PdfReader(io.BytesIO(paper.pdf())).pages if page.images or page.get("/Annots")]


def test_f36_a_tooltip_shows_words_that_look_like_markup_as_they_are() -> None:
    assert tip("Sleep & rest: 3 > 2") == "Sleep & rest: 3 > 2"
    assert as_document(tip("I said &lt;3")).toPlainText() == "I said &lt;3"
    made = as_document(tip(HOSTILE))
    assert made.toPlainText() == HOSTILE
    assert pictures_and_links(made) == []


def test_f36_every_label_and_tooltip_is_made_so() -> None:
    """Qt guesses the format of a label and of a tooltip by its words, unless it is told."""
    free = []
    for file in sorted(Path(ui.desktop.__file__).parent.glob("*.py")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            label = re.search(r"\bQLabel\((?!\))", line) and not line.lstrip().startswith("class ")
            if label and "textFormat=Qt.TextFormat.PlainText" not in line:
                free.append(f"{file.name}:{number}")
            if "setToolTip(" in line and "tip(" not in line.split("setToolTip(")[1]:
                free.append(f"{file.name}:{number}")
    assert free == []
