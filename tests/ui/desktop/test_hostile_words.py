"""F36: words that look like markup, wherever they are typed, are shown and printed as the words they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.consent.record import ConsentForm, Informing, Material, Method, Private, Reach, SubjectKind, Told
from rules.report import Channel
from tests.ui.desktop.posts import TODAY, opened
from ui.desktop.consents import ConsentsPage
from ui.desktop.documents_dialog import DocumentsDialog
from ui.desktop.exported import ExportedPage
from ui.desktop.vault_log import ErasuresDialog

BOLD = "<b>Sarah</b>"
HOSTILE = f'{BOLD}<img src="file:///etc/hostname"><script>x</script> =cmd|1 & so on'


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


def shown_as_markup(view: QWidget) -> list[str]:
    """Labels and texts of a view in which the words were read as markup."""
    bad = []
    for label in view.findChildren(QLabel):
        if BOLD in label.text() and label.textFormat() is not Qt.TextFormat.PlainText:
            bad.append(label.text())
    for text in view.findChildren(QTextEdit):
        if "Sarah" in text.toPlainText() and (BOLD not in text.toPlainText() or "<img" in text.toHtml()):
            bad.append(text.toPlainText())
    return bad


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
