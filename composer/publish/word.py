"""A post as a Word document, and the exact text read back from one: paragraphs and nothing else."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from xml.etree.ElementTree import ParseError

from composer.wording import normal_text

_NEVER = datetime(1980, 1, 1, tzinfo=UTC)


def to_word(text: str) -> bytes:
    """The text, one paragraph a line, without author, title or time."""
    import docx  # takes a while to load, and only Word documents need it

    document = docx.Document()
    for line in normal_text(text).split("\n"):
        document.add_paragraph(_writable(line))
    about = document.core_properties
    for name in ("author", "comments", "category", "keywords", "last_modified_by", "subject", "title"):
        setattr(about, name, "")
    about.created = about.modified = _NEVER
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def from_word(content: bytes) -> str | None:
    """The text of such a document; None where it is no Word document."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, ParseError):
        return None
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def survives(text: str) -> bool:
    """Whether Word's format can hold every sign of the text (XML knows no control characters)."""
    return _writable(normal_text(text)) == normal_text(text) and "\t" not in text


def _writable(line: str) -> str:
    return "".join(sign for sign in line if _in_xml(sign))


def _in_xml(sign: str) -> bool:
    return sign in "\t\n" or (sign >= " " and not 0xD800 <= ord(sign) <= 0xDFFF and sign not in "\ufffe\uffff")
