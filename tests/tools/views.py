"""The views beside the demo's road, for `tests.tools.screenshots`: each opened in the real window and photographed."""

from __future__ import annotations

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from PySide6.QtWidgets import QScrollArea, QWidget

from composer.paper import Paper
from composer.practice.incidents import IncidentKind
from rules.report import Channel, IdentityKind
from ui.demo import PASSPHRASES, Demo, StepFailed
from ui.desktop.documents_dialog import Document
from ui.desktop.errands import Errand
from ui.desktop.find_feature import Find
from ui.desktop.help_dialogs import HelpFeature
from ui.desktop.pictures_dialog import PictureDialog
from ui.desktop.pictures_feature import Pictures
from ui.desktop.post_move import Move
from ui.desktop.post_reader import Reader
from ui.desktop.post_unseen import UnseenSigns
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_page import PRACTICE, PracticeFeature
from ui.desktop.preview_feature import Previews
from ui.desktop.review_record import RecordFeature
from ui.desktop.vault_backups import BackupsDialog
from ui.desktop.vault_care import VaultCare
from ui.desktop.vault_restore import RestoreDialog

STORY = (
    "There is a kind of tiredness that comes only from good work. Saw a lovely client today, a nurse from Salford who "
    "lost her brother in March. She said “I finally stopped apologising for needing things.” I have been thinking "
    "about endings ever since."
)


def drawing() -> bytes:
    """A picture to show: a moon over a hill."""
    image = Image.new("RGB", (900, 600), (24, 54, 66))
    pen = ImageDraw.Draw(image)
    pen.ellipse((560, 90, 700, 230), fill=(238, 226, 196))
    pen.polygon(((0, 600), (300, 330), (620, 480), (900, 380), (900, 600)), fill=(16, 34, 38))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


class Camera(Demo):
    """A demo that also opens the views beside its road; `width` and `height` in device-independent pixels, or 0."""

    width = height = 0

    def picture(self, widget: QWidget, name: str) -> None:
        if self.width:
            widget.resize(self.width, self.height)
        super().picture(widget, name)

    def settings(self) -> str:
        """The settings, tab by tab."""
        self.window.settings_wanted.emit()
        dialog = self.dialogs.settings
        if dialog is None:
            raise StepFailed("the settings did not open")
        for index in range(dialog.tabs.count()):
            dialog.tabs.setCurrentIndex(index)
            self.picture(dialog, f"settings-{index + 1}")
        dialog.reject()
        self.until(lambda: self.dialogs.settings is None, "the settings to close")
        return "each tab"

    def post(self) -> str:
        """What the Post menu shows: a picture, the preview, the reader's view, finding, moving."""
        pictures, desk = self.dialogs.feature(Pictures), self.window.desk
        pictures.take([drawing()])
        self.until(lambda: pictures.dialog, "the picture to be taken in")
        dialog = pictures.dialog
        assert isinstance(dialog, PictureDialog)
        dialog.describe.setPlainText("A pale moon over a dark hill.")
        dialog.people.somebody.setChecked(True)
        self.until(lambda: not dialog.findChildren(Errand), "the picture to be decoded")
        self.picture(dialog, "picture")
        dialog.keep()
        self.until(lambda: pictures.dialog is None, "the picture to be kept")
        desk.channels.toggle(Channel.MASTODON)
        self.until(self.window.report, "the check")
        self.picture(self.window, "picture-on-the-desk")
        shown = self.dialogs.feature(Previews).open()
        assert shown is not None
        self.until(lambda: shown.cards, "the preview")
        self.picture(shown, "preview")
        shown.reject()
        reader = self.dialogs.feature(Reader).open()
        assert reader is not None
        self.until(lambda: reader.posts, "the post to be read")
        self.picture(reader, "read-as-client")
        reader.reject()
        moving = self.dialogs.feature(Move).ask()
        assert moving is not None
        self.picture(moving, "move")
        moving.reject()
        self.dialogs.feature(Find).open()
        self.dialogs.feature(Find).bar.words.setText("the")
        self.dialogs.feature(Find).next()
        self.picture(self.window, "find")
        self.dialogs.feature(Find).bar.leave()
        return "each view"

    def signs(self) -> str:
        """Signs that nobody can see, above the page and at the review; the picture's card; several channels at once."""
        desk, signs = self.window.desk, self.dialogs.feature(UnseenSigns)
        desk.sheet.replace(0, 0, "Sun\u200bday, and the sea\u200b \u202ewas there. ")
        self.until(signs.strip.isVisible, "the signs to be found")
        self.until(self.window.report, "the check")
        self.picture(self.window, "hidden-signs")
        desk.channels.toggle(Channel.LINKEDIN)
        self.until(self.window.report, "the check")
        page = self.reviewing()
        self._down(page, "review-several-channels")
        page.reject()
        self.until(lambda: self.dialogs.review is None, "the review to close")
        signs.take_out()
        return "told above the page and at the review"

    def rooms(self) -> str:
        """The practice rooms, what is due, the record of the approval, the Help menu."""
        practice = self.dialogs.feature(PracticeFeature)
        self.window.show_page(PRACTICE)
        for kind in practice.page.kinds:
            room = practice.page.turn_to(kind)
            if isinstance(room, IncidentsRoom):
                room.open_form(IncidentKind.PRESS)
                room.account.setPlainText("A paper asked about my thread on endings. I said I would ring back.")
                self.picture(self.window, "practice-incident-form")
                room.keep()
            self.picture(self.window, f"practice-{kind.title.lower().replace(' ', '-')}")
        self.window.show_page("due")
        self.picture(self.window, "due")
        self.window.show_page("drafts")
        self.picture(self.window, "no-longer-approved")
        for feature, show, label in (
            (RecordFeature, "open", "approval-record"),
            (HelpFeature, "keys", "help-keys"),
            (HelpFeature, "marks", "help-marks"),
            (HelpFeature, "kept", "help-kept"),
            (HelpFeature, "about", "help-about"),
        ):
            plugged = self.dialogs.feature(feature)
            getattr(plugged, show)()
            if plugged.dialog is None:
                raise StepFailed(f"{label} did not open")
            self.picture(plugged.dialog, label)
            plugged.close_dialog()
        return "each room"

    # One consent, from request to erasure

    def _asked(self) -> str:
        """A second draft, and the consent asked for it: the form from top to end. Brings the record's id."""
        self.window.show_page("drafts")
        self.window.new_draft()
        self.window.desk.sheet.insertPlainText(STORY)
        self.until(self.window.report, "the check")
        self.until(self.window.desk.panel.cards, "the findings to be listed")
        self.picture(self.window, "consent-finding")
        self.window.next_finding()
        self.until(self.window.desk.current_group, "the finding at hand")
        self.window.ask_consent()
        dialog = self.dialogs.consent
        assert dialog is not None
        form = dialog.form
        form.details.setText("occupation, town, a death in the family")
        form.what.scope.setCurrentIndex(1)
        form.whom.able.setChecked(True)
        form.informed.sheet.setChecked(True)
        form.stage.setCurrentIndex(form.stage.findData("ended"))
        form.free.months.setValue(16)
        form.asked.set_day(date.today() - timedelta(days=12))
        form.supervised.setChecked(True)
        form.supervision.set_day(date.today() - timedelta(days=14))
        form.awaited.box.click()
        form.who.setText("the one with the bicycle")
        form.private_notes.unfold()
        form.private_notes.transference.setPlainText("Wants to be the good one; named in the session after.")
        self._down(dialog, "consent-form")
        dialog.show_papers()
        assert dialog.papers is not None
        self.picture(dialog.papers, "consent-papers")
        dialog.papers.reject()
        record = dialog.save()
        if record is None:
            raise StepFailed(f"the consent was not recorded: {dialog.notice.text()}")
        self.until(lambda: self.dialogs.consent is None, "the form to close")
        return record.id

    def _down(self, view: QWidget, name: str) -> None:
        """Pictures of a long view from its top to its end."""
        area = view.findChild(QScrollArea)
        self.picture(view, f"{name}-1")
        assert area is not None
        bar = area.verticalScrollBar()
        for part in (2, 3):
            bar.setValue(round(bar.maximum() * (part - 1) / 2))
            self.picture(view, f"{name}-{part}")
        bar.setValue(0)

    def life(self) -> str:
        """One consent from request to erasure, every dialog of it."""
        key = self._asked()
        page = self.dialogs.consents
        self.window.show_page("consents")
        page.choose(key)
        view: Any = page.view
        self.picture(self.window, "consent-requested")
        for step in ("defer", "give"):
            view.buttons[step].click()
            self.picture(view.dialog, f"consent-answer-{step}")
            if not view.dialog.save():
                raise StepFailed(f"the answer was not recorded: {view.dialog.notice.text()}")
        with tempfile.TemporaryDirectory() as folder:
            form = Path(folder) / "form.pdf"
            paper = Paper("What I decide")
            paper.boxes(["I have read the whole text.", "I know that I can change my mind at any time, and how."])
            form.write_bytes(paper.pdf())
            view.evidence.label.setText("signed form, scanned")
            view.evidence.keep_file(form)
            self.until(lambda: self.window.session.ledger.get(key).evidence, "the evidence to be kept")
        self.picture(self.window, "consent-given")
        view.evidence.look(self.window.session.ledger.get(key).evidence[0])
        viewer = view.evidence.viewer
        self.until(lambda: not viewer.waiting.isVisible(), "the evidence to be drawn")
        self.picture(viewer, "consent-evidence")
        viewer.reject()
        area = page._area
        for part in (1, 2):
            area.verticalScrollBar().setValue(round(area.verticalScrollBar().maximum() * part / 2))
            self.picture(self.window, f"consent-record-{part}")
        view.buttons["papers"].click()
        papers = view.dialog
        for document in (Document.RECEIPT, Document.RECEIPT_DATA, Document.OWN):
            papers.which.setCurrentIndex(papers.which.findData(document.name))
            self.picture(papers, f"consent-paper-{document.name.lower().replace('_', '-')}")
        papers.reject()
        self._changed(key)
        view.buttons["keeping"].click()
        self.picture(view.dialog, "consent-keeping")
        view.dialog.save()
        view.buttons["withdraw"].click()
        self.picture(self.window, "consent-withdrawn")
        view.buttons["restrict"].click()
        self.picture(view.dialog, "consent-restrict")
        view.dialog.reject()
        view.buttons["erase"].click()
        erasing = view.dialog
        erasing.sure.setChecked(True)
        erasing.why.setPlainText("She asked for it by letter.")
        self.picture(erasing, "consent-erase")
        erasing.erase_button.click()
        self.picture(self.window, "consent-erased")
        return "each view of a consent"

    def _changed(self, key: str) -> None:
        """The wording changes after the consent: compared, and judged the same in substance."""
        self.window.show_page("drafts")
        sheet = self.window.desk.sheet
        start = sheet.text().index("in March")
        sheet.replace(start, start + len("in March"), "in spring")
        self.until(self.window.report, "the check")
        self.window.desk.saver.now()
        self.window.show_page("consents")
        page: Any = self.dialogs.consents
        page.choose(key)
        page.view.buttons[next(each for each in page.view.buttons if each.startswith("compare"))].click()
        comparing = page.view.dialog
        comparing.why.setPlainText("Only the month was made vaguer; nothing about her is new.")
        self.picture(comparing, "consent-compare")
        if not comparing.judge():
            raise StepFailed(f"the change was not judged: {comparing.notice.text()}")

    # The vault's views

    def vault(self) -> str:
        """The Vault menu, and restoring at the door."""
        care = self.dialogs.feature(VaultCare)
        self._shown(care, "backups")
        dialog = care.dialog
        assert isinstance(dialog, BackupsDialog)
        dialog.back_up()
        self.until(lambda: not dialog.findChildren(Errand), "the backup")
        self.picture(dialog, "vault-backups-made")
        care.close_dialog()
        for name in ("log", "erasures", "keys", "new_key"):
            self._shown(care, name)
            care.close_dialog()
        return "each view of the vault"

    def _shown(self, care: VaultCare, name: str) -> None:
        getattr(care, name)()
        if care.dialog is None:
            raise StepFailed(f"{name} did not open")
        self.until(lambda: not care.dialog.findChildren(Errand), f"{name} to be read")
        self.picture(care.dialog, f"vault-{name.replace('_', '-')}")

    def door_restore(self) -> str:
        """Restoring a backup while no vault is open."""
        door = self.desktop.door
        assert door is not None
        door.restore_button.click()
        restoring = next(each for each in self.app.topLevelWidgets() if isinstance(each, RestoreDialog))
        self.picture(restoring, "vault-restore")
        restoring.passphrase.line.setText(PASSPHRASES[IdentityKind.PERSONAL])
        restoring.look()
        self.until(lambda: not restoring.findChildren(Errand), "the backup to be read")
        self._down(restoring, "vault-restore-plan")
        restoring.reject()
        return "the door's restoring"
