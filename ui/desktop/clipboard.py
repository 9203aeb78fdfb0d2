"""What is copied in the app leaves the clipboard again: after half a minute, on locking and on quitting (F23, P14).

One place for every view: whatever this app puts on the clipboard is looked at when it arrives, by the widget that it
was copied from. Three kinds of words: the approved post and a receipt, meant to be pasted elsewhere, stay (`put`);
words of a draft stay until the app locks; all else (consents, evidence, notes, recovery codes, names) goes after half a
minute, and clipboard managers are asked not to keep it. What somebody else put there meanwhile is never touched.
"""

from __future__ import annotations

import enum

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

CLEAR_AFTER_MS = 30_000
PROPERTY = "clipboard"
"""The dynamic property by which a widget says, for itself and what is in it, what may happen to words copied there."""
MEANT = "application/x-considered-meant-to-be-pasted"
HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"1",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0\0\0\0",
}
"""What clipboard managers of the three systems take as: do not keep this."""


class Stays(enum.StrEnum):
    """How long copied words stay on the clipboard."""

    ALWAYS = "always"
    """Meant to be pasted elsewhere: an approved post, a receipt, a report of a fault."""
    UNTIL_LOCKED = "until-locked"
    """A draft's own words."""
    SHORTLY = "shortly"
    """Everything else."""


def lets_stay(widget: QWidget, how: Stays) -> None:
    """Say of a widget, and of all that is in it, how long words copied from it stay."""
    widget.setProperty(PROPERTY, how.value)


def put(words: str) -> None:
    """Put words on the clipboard that are meant to be pasted elsewhere, such as an approved post: they stay."""
    QGuiApplication.clipboard().setMimeData(_data(words, {MEANT: b"1"}))


class ClipboardGuard(QObject):
    """Watches what this app copies. One for a process; `armed` says that the half minute has begun."""

    armed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours = ""
        self._timer = QTimer(self, interval=CLEAR_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def _changed(self) -> None:
        """Something is on the clipboard: ours, or somebody else's."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        words = data.text() if data is not None else ""
        if owned() and words and words == self._ours and data.hasFormat(next(iter(HINTS))):
            return  # our own hints, put there a moment ago
        self._timer.stop()
        self._ours = ""
        if not (owned() and words) or data.hasFormat(MEANT):
            return
        stays = kind_of(QApplication.focusWidget())
        if stays is not Stays.ALWAYS:
            self._ours = words
        if stays is Stays.SHORTLY:
            clipboard.setMimeData(_data(words, HINTS))
            self._timer.start()
            self.armed.emit()

    def clear(self) -> None:
        """Take our words off (the half minute is over); what came from elsewhere is left alone."""
        self._timer.stop()
        clipboard, ours = QGuiApplication.clipboard(), self._ours
        self._ours = ""
        if ours and owned() and clipboard.text() == ours:
            clipboard.clear()
        if ours and clipboard.supportsSelection() and clipboard.text(QClipboard.Mode.Selection) == ours:
            clipboard.clear(QClipboard.Mode.Selection)

    def lock(self) -> None:
        """The app locks or ends: take our words off, and whatever this app holds as the selection of X11 or Wayland."""
        self.clear()
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and clipboard.ownsSelection():
            clipboard.clear(QClipboard.Mode.Selection)


def owned() -> bool:
    """Whether what is on the clipboard was put there by this process."""
    return QGuiApplication.clipboard().ownsClipboard()


def kind_of(widget: QWidget | None) -> Stays:
    """How long words copied from a widget stay, by what it or the nearest widget around it says."""
    while widget is not None:
        if said := widget.property(PROPERTY):
            return Stays(said)
        if isinstance(widget, QMessageBox):
            return Stays.ALWAYS  # a report of a fault: places in the program, no word of anybody's
        widget = widget.parentWidget()
    return Stays.SHORTLY


def _data(words: str, marks: dict[str, bytes]) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    for format_, value in marks.items():
        data.setData(format_, value)
    return data
