"""A document for a person (`composer.paper.Paper`) as Qt shows and prints it: the same words in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from composer.paper import LARGE, NORMAL, Block, Paper

WIDEST_PICTURE = 480
_BAR = "border-left: 2px solid #667788; padding-left: 10px; white-space: pre-wrap"


def document(paper: Paper, scale: float = 1.0) -> QTextDocument:
    """The paper as a text document of its own size of letters, times `scale`. Nothing typed in it is markup."""
    made = QTextDocument()
    letters = QFont(made.defaultFont())
    letters.setPointSizeF((LARGE if paper.large else NORMAL) * scale)
    made.setDefaultFont(letters)  # headings, tables and lists go by this one
    made.setUndoRedoEnabled(False)
    pictures = [block.content for block in paper.blocks if block.kind == "picture"]
    for number, content in enumerate(pictures):
        image = QImage.fromData(content)
        if image.width() > WIDEST_PICTURE:
            image = image.scaledToWidth(WIDEST_PICTURE)
        made.addResource(QTextDocument.ResourceType.ImageResource, QUrl(f"picture:{number}"), image)
    made.setHtml("".join(_markup(paper.blocks)))
    return made


def _markup(blocks: Iterable[Block]) -> Iterator[str]:
    picture = 0
    for block in blocks:
        if block.kind == "picture":
            yield f'<p><img src="picture:{picture}"></p>' + "".join(f"<p>{_said(w)}</p>" for w in block.words)
            picture += 1
        else:
            yield _piece(block)


def _piece(block: Block) -> str:
    if block.kind == "heading":
        return f"<h{block.level}>{_said(block.words[0])}</h{block.level}>"
    if block.kind == "text":
        words = _said(block.words[0])
        return f"<p>{f'<b>{words}</b>' if block.bold else words}</p>"
    if block.kind == "exact":
        return f'<table width="100%"><tr><td style="{_BAR}">{_said(block.words[0])}</td></tr></table>'
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{_said(words)}</li>" for words in block.words) + "</ul>"
    if block.kind == "boxes":
        return "".join(f"<p>☐&nbsp;&nbsp;{_said(words)}</p>" for words in block.words)
    if block.kind == "fields":
        rows = (f"<tr><td width='34%'><b>{_said(a)}</b></td><td>{_said(b)}</td></tr>" for a, b in block.rows)
        return f'<table width="100%" cellpadding="3">{"".join(rows)}</table>'
    if block.kind == "lines":
        above = "".join(f"<p>{_said(words)}</p>" for words, _ in block.rows)
        return above + "".join(f"<p>{_said(words)} ______________________________</p>" for words in block.words)
    return '<p style="page-break-before: always"></p><hr>' if block.kind == "page" else ""


def _said(words: str) -> str:
    return escape(words).replace("\n", "<br>")


class PaperView(QTextBrowser):
    """Shows a paper, or plain text such as JSON. It follows no link and loads nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)

    def show_paper(self, paper: Paper) -> None:
        """Show a document as it will be printed, its letters no smaller than the app's own."""
        made = document(paper, max(1.0, QApplication.font().pointSizeF() / NORMAL))
        made.setParent(self)
        self.setDocument(made)

    def show_plain(self, text: str) -> None:
        """Show text as it is."""
        made = QTextDocument(self)
        made.setPlainText(text)
        self.setDocument(made)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures of the paper only; a document cannot make the app read a file."""
        url = QUrl(name) if isinstance(name, str) else name
        return self.document().resource(kind, url) if url.scheme() == "picture" else None


def print_paper(paper: Paper, name: str, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the person changed their mind. `name` shows in the print queue."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # heavy, and only needed here

    printer = QPrinter()
    printer.setDocName(name)
    if not QPrintDialog(printer, parent).exec():
        return False
    document(paper).print_(printer)
    return True
