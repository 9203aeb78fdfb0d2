"""Papers about a consent: chosen, looked at inside the app, printed, or saved with a word on where they may lie."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton, QSplitter, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent import jsonld, kantara
from composer.consent.dossier import dossier, dossier_json, dossier_paper
from composer.consent.receipt import receipt_paper
from composer.consent.record import ConsentForm, ConsentRecord
from composer.consent.sheet import information_paper, revealing
from composer.errors import UserTrouble
from composer.files import write_atomically
from composer.paper import Paper
from composer.seal import Seal
from ui.desktop.consent_fields import narrow
from ui.desktop.documents_page import PaperView, print_paper
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, Notice, Tick, choice, line
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.words import told

NARROW = 760


class Document(enum.Enum):
    """What can be made: the words for it, the name of its file, who may see it."""

    SHEET = ("Information sheet and consent form", "a text to read.pdf")
    RECEIPT = ("Receipt for the person", "receipt.pdf")
    RECEIPT_DATA = ("Receipt as data (ISO/IEC TS 27560, JSON-LD)", "receipt.jsonld")
    KANTARA = ("Receipt as data (Kantara keys, JSON)", "receipt.json")
    TOKEN = ("Receipt as data, signed (Kantara keys, JWT)", "receipt.jwt")
    OWN = ("Your own record", "record.pdf")
    OWN_DATA = ("Your own record as data (JSON)", "record.json")

    @property
    def label(self) -> str:
        """The words for it."""
        return self.value[0]

    @property
    def file_name(self) -> str:
        """A file name that tells nothing."""
        return self.value[1]

    @property
    def paper(self) -> bool:
        """Whether it can be printed, set in large print and locked with a password."""
        return self.file_name.endswith(".pdf")


FOR_PERSON = "It is worded so that a stranger who finds it does not learn what it is about."
CAUTIONS = {
    Document.SHEET: "It holds the text to be read, which may tell of someone. Give it to them, then delete the file.",
    Document.RECEIPT: f"It is for the person. {FOR_PERSON}",
    Document.RECEIPT_DATA: f"It is for the person. {FOR_PERSON}",
    Document.KANTARA: f"It is for the person. {FOR_PERSON}",
    Document.TOKEN: f"It is for the person. {FOR_PERSON} Any change to it shows.",
    Document.OWN: "It holds everything but your private notes, the text included. Outside the vault it is readable: "
    "give it a password, and keep it nowhere that others can open (MIP K5).",
    Document.OWN_DATA: "It holds everything but your private notes, the text included, readable by anyone who opens "
    "the file. Keep it only where others cannot (MIP K5); the PDF can have a password.",
}


class DocumentsDialog(IdentityDialog):
    """Papers about one consent. Before it is recorded (`record` None) there is the information sheet alone."""

    def __init__(
        self,
        session: Session,
        record: ConsentRecord | None = None,
        *,
        form: ConsentForm | None = None,
        chosen: Document = Document.SHEET,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session.identity, "Papers", parent, scrolled=False)
        self._session, self._record = session, record
        self._form = form or (record.form if record is not None else None)
        self._paper: Paper | None = None
        self._data = b""
        self._target = Path()
        self.which = narrow(choice("Which paper", [(d.label, d.name) for d in self._offered()], chosen.name))
        self.large = Tick("Large print")
        self.password = line("Password to open the file")
        self.caution = Notice()
        self.view = PaperView("The paper as it will be")
        self._lay_out()
        self.which.currentIndexChanged.connect(self.refresh)
        self.large.toggled.connect(self.refresh)
        self.refresh()
        self.resize(1000, 720)

    def _offered(self) -> list[Document]:
        if self._record is None:
            return [Document.SHEET]
        if self._record.erased is not None:
            return [Document.OWN, Document.OWN_DATA]
        return list(Document)

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        self._password = Field(
            "Password to open the file (may stay empty)",
            self.password,
            "Tell it to them by another way, say by phone.",
        )
        for part in (Field("Which paper", self.which), self.large, self._password, self.caution):
            column.addWidget(part)
        column.addStretch(1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(side)
        self._split.addWidget(self.view)
        self._split.setSizes([360, 620])
        self.body.addWidget(self._split, 1)
        self.print_button = QPushButton("Print…")
        self.print_button.setAutoDefault(False)
        self.print_button.clicked.connect(self.print_it)
        self.save_button = primary(QPushButton("Save…"))
        self.save_button.clicked.connect(self._ask_where)
        self.add_buttons(self.print_button, self.save_button, cancel="Close")

    def resizeEvent(self, event: object) -> None:
        wide = self.width() >= NARROW
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        super().resizeEvent(event)  # type: ignore[arg-type]

    def document(self) -> Document:
        """The paper chosen."""
        return Document[self.which.currentData()]

    # Showing

    def refresh(self) -> None:
        """Make the chosen paper and show it."""
        chosen = self.document()
        self._paper = self._made_paper(chosen) if chosen.paper else None
        self._data = b"" if chosen.paper else self._made_data(chosen)
        if self._paper is not None:
            self.view.show_paper(self._paper)
        else:
            self.view.show_plain(self._data.decode())
        self.large.setVisible(chosen.paper)
        self._password.setVisible(chosen.paper)
        self.print_button.setEnabled(chosen.paper)
        telling = revealing(self._form, self.identity) if self._form and chosen not in _OWN else []
        self.caution.say("\n".join([*telling, CAUTIONS[chosen]]), "caution" if telling or chosen in _OWN else "good")

    def _made_paper(self, chosen: Document) -> Paper:
        large = self.large.isChecked()
        if chosen is Document.SHEET:
            assert self._form is not None
            return information_paper(self._form, self.identity, large=large, pictures=self._pictures())
        assert self._record is not None
        if chosen is Document.RECEIPT:
            return receipt_paper(self._record, self.identity, large=large)
        return dossier_paper(dossier(self._session, self._record.id), large=large)

    def _made_data(self, chosen: Document) -> bytes:
        record = self._record
        assert record is not None
        make: dict[Document, Callable[[], bytes]] = {
            Document.RECEIPT_DATA: lambda: jsonld.receipt(record, self.identity),
            Document.KANTARA: lambda: kantara.receipt_json(record, self.identity),
            Document.TOKEN: lambda: kantara.receipt_token(record, self.identity, Seal(self._session.vault)),
            Document.OWN_DATA: lambda: dossier_json(dossier(self._session, record.id)),
        }
        return make[chosen]()

    def _pictures(self) -> list[bytes]:
        """The draft's pictures that are part of what is seen."""
        assert self._form is not None
        table = self._session.pictures
        kept = table.of(self._form.draft_id).pictures if self._form.draft_id else ()
        return [table.content(p) for p in kept if p.sha256 in self._form.material.pictures]

    # Leaving the app

    def print_it(self) -> None:
        """Send the paper to a printer of the person's choice."""
        if self._paper is not None and print_paper(self._paper, "Paper", self):
            self._say("Sent to the printer. Fetch it before someone else does.")

    def _ask_where(self) -> None:
        chosen = self.document()
        name, _ = QFileDialog.getSaveFileName(self, "Save the paper", chosen.file_name)
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the chosen paper (mode 0600); `path` was confirmed by the person. Made off the window's thread."""
        paper, data, password = self._paper, self._data, self.password.text()
        self._write(path, lambda: data if paper is None else paper.pdf(password=password))

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        self.save_button.setEnabled(False)
        self._target = path
        errand = Errand(lambda: _written(path, make()), self)
        errand.done.connect(self._saved)
        errand.failed.connect(self._failed)
        errand.start()

    def _saved(self) -> None:
        self.save_button.setEnabled(True)
        locked = " It opens with the password only." if self.document().paper and self.password.text() else ""
        self._say(f"Saved as {self._target.name}.{locked}\n{CAUTIONS[self.document()]}")

    def _failed(self, trouble: object) -> None:
        self.save_button.setEnabled(True)
        assert isinstance(trouble, BaseException)
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)

    def _say(self, words: str) -> None:
        self.notice.say(f"✓ {words}", "good")
        announce(self, words)


_OWN = (Document.OWN, Document.OWN_DATA)


def _written(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        raise UserTrouble(
            f"The paper was not saved ({error.strerror}).", "There is no file.", "Choose another folder, or print it."
        ) from None
