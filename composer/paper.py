"""Plain documents as PDF: headings, paragraphs, lists, tables, boxes to tick and lines to sign on; large print too.

Everything typed is escaped, nothing in it is markup. The files carry no author and no time. Making one takes
some 50 ms; nothing is written to disk.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

from composer.publish.unseen import shown
from composer.wording import normal_text

NORMAL, LARGE = 11, 17
"""Points; large print begins at 16 (RNIB clear print)."""
MARGIN = 20
"""Millimetres at the left and right."""
LINES_TOGETHER = 12
"""Lines of a long paragraph in a table that stay on one page."""
MISSING = "□"
_REGULAR, _BOLD = "Considered", "Considered-Bold"
_FONTS = (
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"),
    ("/usr/share/fonts/TTF/DejaVuSans.ttf", "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf"),
    ("C:/Windows/Fonts/segoeui.ttf", "C:/Windows/Fonts/segoeuib.ttf"),
    ("/System/Library/Fonts/Supplemental/Arial.ttf", "/System/Library/Fonts/Supplemental/Arial Bold.ttf"),
)
"""Fonts that systems bring along, with more letters than the one that always is there (Bitstream Vera)."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a document as it was written, so that a window can show and print the same."""

    kind: str
    """`heading`, `text`, `exact`, `list`, `boxes`, `fields`, `lines`, `picture` or `page`."""
    words: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    level: int = 2
    bold: bool = False
    content: bytes = b""


class Paper:
    """A document while it is being written; `pdf` gives its bytes, `blocks` what a window shows of it."""

    def __init__(self, title: str, *, large: bool = False, foot: str = "", headed: bool = True) -> None:
        """`title` names the document; without `headed` the first page is bare of it and of the foot (a letter)."""
        self._size = LARGE if large else NORMAL
        self._title, self._foot = title, foot
        self._story: list[Any] = []
        self.blocks: list[Block] = []
        self.large = large
        self._letters = _letters()
        self.missing = 0
        """Signs that the font does not have; each is shown as `□`."""
        self._headed = headed
        if headed:
            self.heading(title, level=1)

    def heading(self, words: str, *, level: int = 2) -> None:
        """A heading of the first or second level."""
        self.blocks.append(Block(kind="heading", words=(words,), level=level))
        self._story.append(
            self._paragraph(words, size=self._size * (1.6 if level == 1 else 1.2), bold=True, before=0.9)
        )

    def text(self, words: str, *, bold: bool = False) -> None:
        """A paragraph."""
        self.blocks.append(Block(kind="text", words=(words,), bold=bold))
        self._story.append(self._paragraph(words, bold=bold))

    def letter(self, words: str) -> None:
        """A letter as it was typed: paragraphs parted by empty lines, line breaks inside them kept."""
        for paragraph in (p.strip("\n") for p in normal_text(words).split("\n\n")):
            if paragraph.strip():
                self.text(paragraph)
                self._story.append(_kit().Spacer(1, self._size * 0.6))

    def exact(self, words: str) -> None:
        """Text to be read word for word, its line breaks kept, marked by a line at its side.

        Signs in it that nobody can see stand there by name, so that what is read is all that there is.
        """
        plain = normal_text(words)
        told = self._named(plain)
        self.blocks.append(Block(kind="exact", words=(told,)))
        width = _width()
        rows, joins = self._cut((((), row or " ") for row in told.split("\n")), width - 16)
        table = _kit().Table(rows, colWidths=[width])
        marks = [
            ("LINEBEFORE", (0, 0), (0, -1), 1.5, _kit().colors.HexColor("#667788")),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
        ]
        tight = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
        table.setStyle(_kit().TableStyle([*marks, *tight, *joins]))
        self._story += [table, _kit().Spacer(1, self._size * 0.6)]
        if told != plain:
            example = "…".join(self._brackets)
            self.text(f"{example} names a sign that is in the text and that nobody can see.")

    @property
    def _brackets(self) -> str:
        return "⟨⟩" if {ord("⟨"), ord("⟩")} <= self._letters else "[]"

    def _named(self, words: str) -> str:
        """The words with each sign that nobody can see as its name, in brackets that the font has."""
        told = shown(words)
        return told if told == words else told.translate(str.maketrans("⟨⟩", self._brackets))

    def bullets(self, lines: Iterable[str]) -> None:
        """A list."""
        listed = tuple(lines)
        self.blocks.append(Block(kind="list", words=listed))
        self._marked("•", listed)

    def boxes(self, lines: Iterable[str]) -> None:
        """Lines, each with a box to tick."""
        listed = tuple(lines)
        self.blocks.append(Block(kind="boxes", words=listed))
        self._marked("☐" if ord("☐") in self._letters else "[  ]", listed)

    def fields(self, rows: Iterable[tuple[str, str]]) -> None:
        """Names and values in two columns; rows without a value are left out."""
        filled = tuple((name, value) for name, value in rows if value.strip())
        if filled:
            self.blocks.append(Block(kind="fields", rows=filled))
            left = 52 * _kit().mm
            right = _width() - left
            cells, joins = self._cut((((name,), value) for name, value in filled), right - 12)
            table = _kit().Table(cells, colWidths=[left, right], hAlign=_kit().TA_LEFT)
            plain = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
            table.setStyle(_kit().TableStyle([*plain, *joins]))
            self._story += [table, _kit().Spacer(1, self._size * 0.6)]

    def _cut(self, rows: Iterable[tuple[tuple[str, ...], str]], width: float) -> tuple[list[list[Any]], list[Any]]:
        """Table rows of bold names and a value, and the style that joins the pieces of a value that was cut.

        A row never goes over a page, so a value longer than a few lines becomes rows of its own.
        """
        cells: list[list[Any]] = []
        joins: list[Any] = []
        for names, value in rows:
            pieces = self._pieces(self._paragraph(value), width)
            cells.append([*(self._paragraph(name, bold=True) for name in names), next(pieces)])
            for piece in pieces:
                end = len(cells)
                joins += [("BOTTOMPADDING", (0, end - 1), (-1, end - 1), 0), ("TOPPADDING", (0, end), (-1, end), 0)]
                cells.append([*("" for _ in names), piece])
        return cells, joins

    def _pieces(self, whole: Any, width: float) -> Iterator[Any]:
        """A paragraph as pieces of few lines; halved again and again, as each cut breaks all its lines anew."""
        tall = whole.wrap(width, 0)[1]
        halves = whole.split(width, tall / 2) if tall > self._size * 1.4 * LINES_TOGETHER else ()
        if len(halves) != 2:
            yield whole
            return
        for half in halves:
            yield from self._pieces(half, width)

    def lines_to_fill(self, names: Iterable[str], *, above: str = "") -> None:
        """Lines to write on, each with what goes there, and a line above; a page never tears the block apart."""
        named = tuple(names)
        self.blocks.append(Block(kind="lines", words=named, rows=((above, ""),) if above else ()))
        rows = [[self._paragraph(name), ""] for name in named]
        table = _kit().Table(rows, colWidths=[62 * _kit().mm, None], rowHeights=[self._size * 2.6] * len(rows))
        rule = ("LINEBELOW", (1, 0), (1, -1), 0.6, _kit().colors.black)
        plain = [("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
        table.setStyle(_kit().TableStyle([rule, *plain]))
        block = [self._paragraph(above), table] if above else [table]
        self._story += [_kit().KeepTogether(block), _kit().Spacer(1, self._size)]

    def picture(self, content: bytes, caption: str = "") -> None:
        """A picture, at most half a page high."""
        self.blocks.append(Block(kind="picture", content=content, words=(caption,) if caption else ()))
        reader = _kit().ImageReader(io.BytesIO(content))
        width, height = reader.getSize()
        scale = min(1.0, 160 * _kit().mm / width, 110 * _kit().mm / height)
        self._story.append(_kit().Image(io.BytesIO(content), width * scale, height * scale, hAlign="LEFT"))
        if caption:
            self._story.append(self._paragraph(caption))

    def new_page(self) -> None:
        """Go on with the next page."""
        self.blocks.append(Block(kind="page"))
        self._story.append(_kit().PageBreak())

    def pdf(self, *, password: str = "") -> bytes:
        """The document; with a password, it opens with that only (AES-256)."""
        if self.missing:
            self.text(f"{self.missing} signs of the text cannot be printed with this font and are shown as {MISSING}.")
        buffer = io.BytesIO()
        document = _kit().SimpleDocTemplate(
            buffer, pagesize=_kit().A4, leftMargin=MARGIN * _kit().mm, rightMargin=MARGIN * _kit().mm,
            topMargin=18 * _kit().mm, bottomMargin=20 * _kit().mm,
            title=self._title, author="", subject="", creator="", producer="", lang="en-GB", invariant=1,
        )  # fmt: skip
        document.build(self._story, onFirstPage=self._under, onLaterPages=self._under)
        return _locked(buffer.getvalue(), password) if password else buffer.getvalue()

    def _under(self, canvas: Any, document: Any) -> None:
        if document.page == 1 and not self._headed:
            return
        canvas.setFont(_font(bold=False), 9 if self._size == NORMAL else 13)
        canvas.setFillColor(_kit().colors.HexColor("#444444"))
        canvas.drawString(20 * _kit().mm, 12 * _kit().mm, self._printable(self._foot))
        canvas.drawRightString(190 * _kit().mm, 12 * _kit().mm, f"page {document.page}")

    def _marked(self, mark: str, lines: Iterable[str]) -> None:
        for line in lines:
            self._story.append(self._paragraph(line, bullet=mark))
        self._story.append(_kit().Spacer(1, self._size * 0.6))

    def _paragraph(
        self, words: str, *, size: float | None = None, bold: bool = False, before: float = 0.0, bullet: str = ""
    ) -> Any:
        points = size or self._size
        style = _kit().ParagraphStyle(
            "plain", fontName=_font(bold=bold), fontSize=points, leading=points * 1.4, spaceBefore=points * before,
            spaceAfter=points * 0.4, leftIndent=points * 1.8 if bullet else 0, bulletIndent=0, splitLongWords=1,
            bulletFontName=_font(bold=False), bulletFontSize=points,
        )  # fmt: skip
        return _kit().Paragraph(escape(self._printable(words)).replace("\n", "<br/>"), style, bulletText=bullet or None)

    def _printable(self, words: str) -> str:
        shown = []
        for sign in normal_text(words).replace("\t", "    "):
            there = sign in "\n " or ord(sign) in self._letters
            self.missing += not there
            shown.append(sign if there else MISSING if ord(MISSING) in self._letters else "?")
        return "".join(shown)


def _locked(content: bytes, password: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user_password=password, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _width() -> float:
    """Points between the margins and the padding of a page."""
    return float(_kit().A4[0] - 2 * _kit().mm * MARGIN - 12)


def _font(*, bold: bool) -> str:
    _letters()
    return _BOLD if bold else _REGULAR


@cache
def _kit() -> Any:
    """What reportlab brings, loaded with the first paper: that takes a while, and a window can be open without."""
    import reportlab
    from reportlab import platypus
    from reportlab.lib import colors, enums, pagesizes, styles, units, utils
    from reportlab.pdfbase import pdfmetrics, ttfonts

    return SimpleNamespace(
        file=reportlab.__file__,
        colors=colors,
        TA_LEFT=enums.TA_LEFT,
        A4=pagesizes.A4,
        ParagraphStyle=styles.ParagraphStyle,
        mm=units.mm,
        ImageReader=utils.ImageReader,
        pdfmetrics=pdfmetrics,
        TTFont=ttfonts.TTFont,
        Image=platypus.Image,
        KeepTogether=platypus.KeepTogether,
        PageBreak=platypus.PageBreak,
        Paragraph=platypus.Paragraph,
        SimpleDocTemplate=platypus.SimpleDocTemplate,
        Spacer=platypus.Spacer,
        Table=platypus.Table,
        TableStyle=platypus.TableStyle,
    )


@cache
def _letters() -> frozenset[int]:
    """Registers the fonts once and tells which code points both can print."""
    ours = Path(_kit().file).parent / "fonts"
    pairs = [(Path(a), Path(b)) for a, b in _FONTS] + [(ours / "Vera.ttf", ours / "VeraBd.ttf")]
    regular, bold = next((a, b) for a, b in pairs if a.is_file() and b.is_file())
    faces = _kit().TTFont(_REGULAR, str(regular)), _kit().TTFont(_BOLD, str(bold))
    for face in faces:
        _kit().pdfmetrics.registerFont(face)
    return frozenset(faces[0].face.charToGlyph) & frozenset(faces[1].face.charToGlyph)
