"""Papers out of a view: a PDF made off the window's thread and written whole, plain words to the printer or clipboard.

Only where the author says so, and only into the file they name; nothing goes through a temporary file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFileDialog, QWidget

from composer.errors import UserTrouble
from composer.publish.export import put
from ui.desktop.errands import Errand
from ui.desktop.words import told

Told = Callable[[str, str], None]
"""Hears a sentence and its tone (`good` or `trouble`)."""


def ask_and_save(parent: QWidget, suggested: str, work: Callable[[], bytes], said: Told) -> None:
    """Ask where a PDF goes, then make and write it. `suggested` is a file name without a word of anybody's."""
    name, _ = QFileDialog.getSaveFileName(parent, "Save as PDF", suggested, "PDF (*.pdf)")
    if name:
        path = Path(name)
        save(parent, path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"), work, said)


def save(parent: QWidget, path: Path, work: Callable[[], bytes], said: Told) -> Errand:
    """Make a PDF on a pool thread (`work` touches no vault), write it whole (mode 0600), and tell how it went."""
    errand = Errand(lambda: put(path, work(), overwrite=True), parent)
    errand.done.connect(lambda _: said(f"Saved: {path.name}. It lies outside the vault now; keep it safe.", "good"))
    errand.failed.connect(lambda trouble: said(told(trouble), "trouble"))
    return errand.start()


def print_text(parent: QWidget, name: str, words: str, said: Told) -> None:
    """Ask for a printer and print plain words. `name` is what the print queue shows: no word of anybody's."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # heavy, and only needed here

    printer = QPrinter()
    printer.setDocName(name)
    if QPrintDialog(printer, parent).exec():
        document = QTextDocument()
        document.setPlainText(words)
        document.print_(printer)
        said("Sent to the printer.", "good")


def trouble_said(said: Told, step: Callable[[], object]) -> bool:
    """Do a step; where it is refused, say why and return False."""
    try:
        step()
    except UserTrouble as trouble:
        said(told(trouble), "trouble")
        return False
    return True
