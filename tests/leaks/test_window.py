"""The same through the real window: what is typed there lies readable in no file, during and after (P6, F21)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from composer.app import Considered
from composer.identity import paired
from composer.vault.keys import FLOOR
from rules.report import IdentityKind
from tests.journeys.conftest import Person
from tests.leaks.canaries import CANARIES as C
from tests.leaks.canaries import found
from tests.leaks.session import HOME, WORDS, WORK
from ui.desktop.conductor import Desktop
from ui.desktop.documents_dialog import DocumentsDialog
from ui.desktop.evidence_panel import EvidencePanel
from ui.desktop.pictures_feature import Pictures
from ui.desktop.vault_backups import BackupsDialog
from ui.desktop.vault_care import VaultCare

ROOT = Path(__file__).resolve().parents[2]
PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL


@pytest.fixture
def somebody(desktop: Desktop, qtbot: QtBot) -> Person:
    """Somebody whose names, addresses and passphrases are canaries."""
    Considered(cost=FLOOR).set_up(*paired(WORK, HOME), WORDS)
    desktop.start()
    return Person(qtbot, desktop)


def enters(person: Person, kind: IdentityKind) -> None:
    person.opens(kind, WORDS[kind])
    person.waits(lambda: person.desktop.window)


def keeps_evidence(person: Person, given: Path) -> None:
    """A letter from outside the home becomes evidence, and is looked at inside the app."""
    letter = given / "letter.txt"
    letter.write_text(f"I agree. {C['evidence']}")
    person.window.show_page("consents")
    record = person.window.session.ledger.all()[0]
    panel = EvidencePanel(person.window.session, record, person.window)
    panel.label.setText(C["evidence label"])
    panel.keep_file(letter)
    person.waits(lambda: person.window.session.ledger.get(record.id).evidence)
    panel.look(person.window.session.ledger.get(record.id).evidence[0])
    assert panel.viewer is not None
    person.qtbot.wait(300)
    panel.viewer.reject()
    panel.deleteLater()


def reads_papers(person: Person) -> None:
    """Every paper of the consent, made and shown, none saved."""
    session = person.window.session
    papers = DocumentsDialog(session, session.ledger.all()[0], parent=person.window)
    papers.show()
    for index in range(papers.which.count()):
        papers.which.setCurrentIndex(index)
        person.qtbot.wait(50)
    papers.reject()


def adds_a_picture(person: Person, given: Path) -> None:
    """A picture whose notes hold a name."""
    exif = Image.Exif()
    exif[0x010E] = f"{C['who']} at home"
    Image.new("RGB", (80, 60), "#446688").save(given / "photo.jpg", exif=exif, comment=C["title"].encode())
    person.window.show_page("drafts")
    feature = person.dialogs.feature(Pictures)
    feature.take([given / "photo.jpg"])
    person.waits(lambda: feature._errand is None)
    assert person.window.session.pictures.of(person.window.draft_id)
    feature.close_dialog()  # the one for its description, which opens by itself
    feature.remove(0)


def cares_for_the_vault(person: Person) -> None:
    """The Vault menu, a backup among it."""
    care = person.dialogs.feature(VaultCare)
    for show in (care.log, care.erasures, care.keys, care.backups):
        show()
        person.qtbot.wait(50)
    assert isinstance(care.dialog, BackupsDialog)
    care.dialog.back_up()
    person.waits(lambda: isinstance(care.dialog, BackupsDialog) and "Written" in care.dialog.notice.text())
    care.close_dialog()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p06_f21_a_day_in_the_window_leaves_no_readable_word(somebody: Person, home: Path, tmp_path: Path) -> None:
    person = somebody
    person.opens(PROFESSIONAL, C["reason"] + " wrong")
    person.waits(lambda: person.desktop.door and "does not open" in person.desktop.door.notice.text())
    enters(person, PROFESSIONAL)
    draft = person.writes(f"Saw a lovely client today, a {C['consent text']} from Salford. It was {C['draft']}.")
    person.is_told()
    assert found([home]) == []
    person.window.next_finding()
    person.window.ask_consent()
    dialog = person.dialogs.consent
    assert dialog is not None
    person.types(C["who"], dialog.form.who)
    dialog.reject()
    person.records_consent()
    given = tmp_path / "given"
    given.mkdir()
    keeps_evidence(person, given)
    assert found([home]) == []
    reads_papers(person)
    adds_a_picture(person, given)
    cares_for_the_vault(person)
    assert found([home]) == []
    person.approves(f"Talked over: {C['reason']} in supervision.")
    outside = tmp_path / "exports"
    person.exports_to(outside)
    person.window.show_page("consents")
    person.types(C["told note"], person.dialogs.consents.search)
    assert found([home]) == []
    person.window.show_page("drafts")
    person.writes(f"Nothing about {C['deleted draft']}.")
    person.window.session.drafts.delete(draft)
    person.window.switch()
    enters(person, PERSONAL)
    person.writes(f"Off to the sea with {C['other draft']} and {C['own name']}.")
    person.is_told()
    assert found([home]) == []
    person.window.lock()
    assert found([home]) == []
    assert list(outside.iterdir())


CHOOSING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QLineEdit
from ui.desktop.app import application
app = application(["considered"])
def choose():
    dialog = app.activeModalWidget()
    dialog.findChild(QLineEdit).setText(sys.argv[1])
    dialog.accept()
QTimer.singleShot(0, choose)
print(QFileDialog.getSaveFileName(None, "Save", sys.argv[1])[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the dialog is the system's own")
def test_f21_qts_file_dialog_notes_nowhere_which_folder_one_was_in(home: Path) -> None:
    """Nor does any other of its settings outlive the window: no recent files, no names of folders."""
    folder = home.parent / "Clients of Salford"
    folder.mkdir()
    chosen = folder / "post.txt"
    done = subprocess.run(
        [sys.executable, "-c", CHOOSING, str(chosen)], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert done.stdout.strip() == str(chosen), done.stderr
    assert [p for p in home.rglob("*") if p.is_file()] == []
