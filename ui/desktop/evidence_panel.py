"""The evidence of one consent: what is kept, and keeping more by file dialog, by dropping or by pasting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent.evidence import KEPT, examine, read_file
from composer.consent.record import ConsentRecord, Evidence
from composer.errors import UserTrouble
from composer.vault.blobs import LARGEST
from ui.desktop.announce import announce
from ui.desktop.errands import Errand
from ui.desktop.evidence_viewer import EvidenceViewer, about
from ui.desktop.forms import Field, Notice, line, prose
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, button
from ui.desktop.words import told

LIMITS = (
    f"Up to {LARGEST // 1_000_000} MB each: {KEPT}. It is kept encrypted in your vault. The file that you choose stays "
    "where it is: delete it there once it is kept here."
)


class EvidencePanel(QFrame):
    """What is kept, with a button to look at each; a place to drop files on.

    `kept` comes once something was kept: how many pieces, and why each of the others was refused (`UserTrouble`).
    """

    kept = Signal(int, list)

    def __init__(self, session: Session, record: ConsentRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._record = session, record
        self.viewer: EvidenceViewer | None = None
        self.setAccessibleName("Evidence")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        self.look_buttons = []
        for item in record.evidence:
            row = QHBoxLayout()
            look = button("Look at it", name=f"Look at it: {item.label}")
            look.clicked.connect(lambda _=False, chosen=item: self.look(chosen))
            self.look_buttons.append(look)
            row.addWidget(look)
            row.addWidget(prose(f"{item.label} · {about(item)}"), 1)
            column.addLayout(row)
        if not record.evidence:
            column.addWidget(prose("Nothing is kept yet: a scan of the signed form, a photo, an e-mail."))
        self.label = line("What it is", "signed form, e-mail of 3 November, note of the call")
        self.notice = Notice()
        buttons = FlowBox(gap=8)
        self.choose_button = button("Choose a file…", pressed=self.choose)
        self.paste_button = button("Paste", name="Paste a picture or words as evidence", pressed=self.paste)
        for each in (self.choose_button, self.paste_button):
            buttons.add(each)
        for part in (
            Field("Keep another piece: what it is", self.label),
            buttons,
            prose(LIMITS, soft=True),
            self.notice,
        ):
            column.addWidget(part)

    # Looking

    def look(self, item: Evidence) -> None:
        """Show a piece inside the app."""
        self.viewer = EvidenceViewer(self._session, item, self.window())
        self.viewer.finished.connect(self.viewer.deleteLater)
        self.viewer.finished.connect(self._looked)
        self.viewer.open()

    def _looked(self) -> None:
        self.viewer = None

    # Keeping

    def choose(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, "Evidence to keep")
        if name:
            self.keep_file(Path(name))

    def keep_file(self, path: Path) -> None:
        """Look at a file and keep it."""
        self._examine([lambda: read_file(path)])

    def paste(self) -> None:
        """Keep what is on the clipboard: a picture, a file, or words."""
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, data: QMimeData | None) -> None:
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data else []
        if files:
            self._examine([partial(read_file, path) for path in files])
        elif data and data.hasImage():
            image = QImage(data.imageData())
            self._examine([lambda: _as_png(image)])
        elif data and data.hasText() and data.text().strip():
            words = data.text().encode()
            self._examine([lambda: words])
        else:
            nothing = "There is nothing here that can be kept."
            self._complain(UserTrouble(nothing, "Nothing was kept.", "Copy a picture, a file or words first."))

    def _examine(self, bring: Sequence[Callable[[], bytes]]) -> None:
        """Off the window's thread: read each, look whether it can be shown; then keep those that can."""
        self.notice.say("Looking at it…", "caution")
        self._busy(True)
        errand = Errand(lambda: [_looked_at(each) for each in bring], self)
        errand.done.connect(self._keep)
        errand.failed.connect(self._refused)
        errand.start()

    def _keep(self, found: object) -> None:
        assert isinstance(found, list)
        self._busy(False)
        if not self._session.is_open:
            return
        label = self.label.text().strip() or "document"
        refused: list[UserTrouble] = []
        for each in found:
            try:
                if isinstance(each, UserTrouble):
                    raise each
                self._session.attach_evidence(self._record.id, each, label)
            except UserTrouble as trouble:
                refused.append(trouble)
        self._complain(*refused) if refused else self.notice.say("")
        if number := len(found) - len(refused):
            self.kept.emit(number, refused)

    def _refused(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self._busy(False)
        self._complain(trouble)

    def _complain(self, *troubles: BaseException) -> None:
        words = all_told(troubles)
        self.notice.say(words)
        announce(self, words, urgent=True)

    def _busy(self, busy: bool) -> None:
        self.choose_button.setEnabled(not busy)
        self.paste_button.setEnabled(not busy)

    # Dropping and keys

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasText():
            event.acceptProposedAction()
            set_role(self, "card", current="true")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_role(self, "card", current="false")

    def dropEvent(self, event: QDropEvent) -> None:
        set_role(self, "card", current="false")
        event.acceptProposedAction()
        self._take(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)


def all_told(troubles: Iterable[BaseException]) -> str:
    """What to show for several exceptions at once, the same words once only."""
    return "\n".join(dict.fromkeys(told(trouble) for trouble in troubles))


def _looked_at(bring: Callable[[], bytes]) -> bytes | UserTrouble:
    """The bytes of a file that can be shown, or why it cannot."""
    try:
        content = bring()
        examine(content)
    except UserTrouble as trouble:
        return trouble
    return content


def _as_png(image: QImage) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())
