"""Pictures on the desk: they come in by dialog, drop or paste, are opened, moved, taken out; all inside the vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import msgspec
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QPushButton

from composer.consent.record import ConsentRecord, SubjectKind
from composer.errors import UserTrouble
from composer.publish.image import CleanPicture, PictureRefused
from composer.publish.post import Extras, Picture, lacks_permission
from ui.desktop.announce import announce
from ui.desktop.drafting import DRAFTS
from ui.desktop.errands import Errand
from ui.desktop.features import Feature
from ui.desktop.forms import prose
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.pictures_in import ENDINGS, Source, pictures_in, take_in
from ui.desktop.words import told

MENU = "&Post"


class Pictures(Feature):
    """What the desk does with pictures. The strip and the sheet say what is wished."""

    def build(self) -> None:
        """Menu entries, and the wishes of strip, sheet and desk."""
        self._errand: Errand | None = None
        desk, strip = self.window.desk, self.window.desk.beside.strip
        self.command(MENU, "Add a p&icture…", "Ctrl+Shift+G", self.choose)
        self.command(MENU, "Content &warning", "Ctrl+Shift+B", self.warn)
        desk.offered.connect(self.offered)
        strip.added.connect(self.choose)
        strip.opened.connect(self.open)
        strip.removal_wanted.connect(self.ask_removal)
        strip.moved.connect(self.move)

    # In

    def choose(self) -> None:
        """Choose picture files of this computer."""
        if not self._ready():
            return
        files, _ = QFileDialog.getOpenFileNames(self.window, "Pictures for the post", "", f"Pictures ({ENDINGS})")
        self.take([Path(f) for f in files])

    def offered(self, mime: object) -> None:
        """Something was dropped or pasted."""
        sources = pictures_in(cast(QMimeData, mime))
        if sources and self._ready():
            self.take(sources)

    def take(self, sources: Sequence[Source]) -> None:
        """Make these pictures clean, off the window's thread, and add them to the open draft."""
        if not sources:
            return
        if self._errand is not None:
            self._say("Pictures are being added already. It takes a moment.", undo="")
            return
        draft_id, these = self.window.draft_id, tuple(sources)
        announce(self.window, "Adding…")
        self._errand = Errand(lambda: take_in(these), self)
        self._errand.done.connect(lambda found: self._taken(draft_id, found))
        self._errand.failed.connect(self._failed)
        self._errand.start()

    def _failed(self, trouble: object) -> None:
        self._errand = None
        self._trouble(cast(BaseException, trouble))

    def _taken(self, draft_id: str, found: object) -> None:
        self._errand = None
        if not self.session.is_open or not isinstance(found, list):
            return
        clean = [p for p in found if isinstance(p, CleanPicture)]
        refused = [p for p in found if isinstance(p, PictureRefused)]
        try:
            extras = self.session.pictures.of(draft_id)
            for picture in clean:
                extras = self.session.pictures.add(draft_id, picture)
        except UserTrouble as trouble:
            self._trouble(trouble)
            self._show(draft_id, self.session.pictures.of(draft_id))
            return
        self._show(draft_id, extras)
        if refused:
            self._trouble(refused[0])
        elif clean and draft_id == self.window.draft_id:
            left = tuple(dict.fromkeys(name for p in clean for name in p.left_out))
            self._say(_added(len(clean), left))
            self.open(len(extras.pictures) - len(clean))

    # What the strip wishes

    def open(self, number: int) -> None:
        """Open one picture."""
        if self.window.current_page() != DRAFTS:
            self.window.show_page(DRAFTS)
        if not self.window.desk.saver.now():
            return
        from ui.desktop.pictures_dialog import PictureDialog

        draft_id = self.window.draft_id
        try:
            dialog = PictureDialog(
                self.session, draft_id, number, self.window.desk.channels.channels(), parent=self.window
            )
        except UserTrouble as trouble:
            self._trouble(trouble)
            return
        dialog.kept.connect(lambda extras: self._show(draft_id, extras))
        dialog.consent_wanted.connect(lambda kind: self.record_consent(number, kind))
        self.show_dialog(dialog)

    def ask_removal(self, number: int) -> None:
        """Ask whether a picture is to go for good."""
        dialog = RemovalDialog(self.session.identity, number, self.window)
        dialog.accepted.connect(lambda: self.remove(number))
        self.show_dialog(dialog)

    def remove(self, number: int) -> None:
        """Take a picture out; its bytes are destroyed in the vault."""
        extras = self._extras()
        rest = (*extras.pictures[:number], *extras.pictures[number + 1 :])
        if self._store(msgspec.structs.replace(extras, pictures=rest)):
            self._say(f"Picture {number + 1} was taken out.")
        self._focus(number)

    def move(self, number: int, by: int) -> None:
        """Change the order."""
        extras = self._extras()
        to, pictures = number + by, list(extras.pictures)
        if 0 <= to < len(pictures):
            pictures.insert(to, pictures.pop(number))
            if self._store(msgspec.structs.replace(extras, pictures=tuple(pictures))):
                announce(self.window, f"Now picture {to + 1} of {len(pictures)}.")
                self._focus(to)

    def warn(self) -> None:
        """Write a content warning."""
        if self._ready():
            self.window.desk.beside.open_warning()

    # Consents

    def record_consent(self, number: int, kind: object) -> None:
        """Record the consent of somebody in a picture to the picture and the words around it, and link it."""
        assert isinstance(kind, SubjectKind)
        desk, draft_id = self.window.desk, self.window.draft_id
        from ui.desktop.consent_dialog import ConsentDialog

        dialog = ConsentDialog(
            self.session,
            text=desk.text(),
            channel=desk.channel,
            draft_id=draft_id,
            today=self.today(),
            parent=self.window,
        )
        dialog.form.kind.setCurrentIndex(max(0, dialog.form.kind.findData(kind.value)))
        dialog.recorded.connect(lambda record: self._link(number, record))
        self.show_dialog(dialog)

    def _link(self, number: int, record: object) -> None:
        assert isinstance(record, ConsentRecord)
        extras = self._extras()
        pictures, told_ = list(extras.pictures), f"Consent {record.code} is recorded"
        if number < len(pictures):
            pictures[number] = linked(pictures[number], record)
            if self._store(msgspec.structs.replace(extras, pictures=tuple(pictures))):
                told_ += f" and linked to picture {number + 1}"
            else:
                told_ += f", but not linked to picture {number + 1}"
        self.window.refresh()
        self._say(f"{told_}.")

    # Inside

    def _extras(self) -> Extras:
        self.window.desk.saver.now()  # the warning as typed is in it
        return self.session.pictures.of(self.window.draft_id)

    def _ready(self) -> bool:
        """Whether there is a draft that can be written in; makes one where none is open."""
        if self.session.read_only:
            self._say("This vault can only be read at the moment, so nothing can be added.")
            return False
        if self.window.current_page() != DRAFTS:
            self.window.show_page(DRAFTS)
        if not self.window.draft_id:
            self.window.new_draft()
        return bool(self.window.draft_id) and self.window.desk.saver.now()

    def _store(self, extras: Extras) -> bool:
        """Keep them and show them; False when that failed (it says why)."""
        try:
            self.session.pictures.save(self.window.draft_id, extras)
        except UserTrouble as trouble:
            self._trouble(trouble)
            return False
        self._show(self.window.draft_id, extras)
        return True

    def _show(self, draft_id: str, extras: object) -> None:
        if draft_id == self.window.draft_id:
            self.window.desk.set_extras(cast(Extras, extras))

    def _focus(self, number: int) -> None:
        tiles = self.window.desk.beside.strip.tiles
        (tiles[min(number, len(tiles) - 1)] if tiles else self.window.desk.sheet).setFocus()

    def _say(self, sentence: str, undo: str = "") -> None:
        self.window.toast.say(sentence, undo=undo)

    def _trouble(self, trouble: BaseException) -> None:
        self.window.desk.notice.say(told(trouble))
        announce(self.window, told(trouble), urgent=True)


class RemovalDialog(IdentityDialog):
    """Asks before a picture goes for good."""

    def __init__(self, identity: object, number: int, parent: object) -> None:
        super().__init__(identity, "Take a picture out", parent)  # type: ignore[arg-type]
        self.body.addWidget(
            prose(f"Picture {number + 1}, its description and what you said about the people in it go.")
        )
        self.body.addWidget(prose("They are destroyed in the vault and cannot be brought back from here.", soft=True))
        self.remove_button = primary(QPushButton("Take it out"))
        self.remove_button.clicked.connect(self.accept)
        self.add_buttons(self.remove_button, cancel="Leave it in")
        self.resize(520, 260)


def linked(picture: Picture, record: ConsentRecord) -> Picture:
    """The picture with the record linked to the first person of its kind who lacks a permission."""
    people = list(picture.people)
    place = next((n for n, p in enumerate(people) if p.kind is record.kind and lacks_permission(p)), None)
    if place is not None:
        people[place] = msgspec.structs.replace(people[place], consent_id=record.id)
    return msgspec.structs.replace(picture, people=tuple(people))


def _added(number: int, left_out: Sequence[str]) -> str:
    words = "The picture was added" if number == 1 else f"{number} pictures were added"
    return f"{words}. Left behind: {', '.join(left_out)}." if left_out else f"{words}."
