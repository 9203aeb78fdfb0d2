"""One picture of a post: which part of it stays, what it shows in words, who is in it and by what permission."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from composer.app import Session
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.publish.image import CleanPicture, Pixels, clean, small
from composer.publish.post import Extras, Picture
from rules.report import Channel
from ui.desktop.errands import Errand
from ui.desktop.forms import Field, prose, section
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.pictures_crop import CropFigures, CropView, Frame
from ui.desktop.pictures_people import PeoplePart
from ui.desktop.pictures_strip import shown_image
from ui.desktop.widgets import button
from ui.desktop.words import told

DECODED = 1_400
"""Longest side of the picture as it is shown here, in pixels."""
WHY_DESCRIBE = (
    "For people who cannot see the picture: their screen reader says it. Say what matters about it here, as you would "
    "on the telephone. It is part of the post, so it is checked like the text."
)
CUT_FOR_GOOD = "What is cut off goes for good, from the vault too."


class PictureDialog(IdentityDialog):
    """Changes one picture when “Keep” is pressed. `kept(extras)` comes when it is stored."""

    kept = Signal(object)
    consent_wanted = Signal(object)
    """The `SubjectKind` to record a consent for, once everything else is stored."""

    def __init__(
        self, session: Session, draft_id: str, number: int, channels: tuple[Channel, ...], parent: QWidget | None = None
    ) -> None:
        """`number` is the picture's place from 0; `channels` those that the draft is written for."""
        extras = session.pictures.of(draft_id)
        super().__init__(session.identity, f"Picture {number + 1} of {len(extras.pictures)}", parent)
        self._session, self._draft, self.number = session, draft_id, number
        self._picture: Picture = extras.pictures[number]
        self._content = session.pictures.content(self._picture)
        self._then: Callable[[], None] | None = None
        self._errand: Errand | None = None
        self.crop = CropView()
        self.figures = CropFigures(self.crop)
        self.all_of_it = button("Show all of it", pressed=self._uncrop)
        self.describe = QPlainTextEdit(self._picture.alt, tabChangesFocus=True)
        self.describe.setAccessibleName("Description of the picture")
        self.describe.setMinimumHeight(84)
        self.describe.setMaximumHeight(120)
        self.describe_field = Field("Description", self.describe, WHY_DESCRIBE)
        self._limits = {c: facts(c).alt_limit for c in channels if facts(c).alt_limit}
        self.people = PeoplePart(self._picture, session.ledger.all())
        self.lacking = prose("")
        self._lay_out()
        self._connect()
        self._show()
        self._weigh()

    def _lay_out(self) -> None:
        self.body.addWidget(self.crop)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.all_of_it, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (prose(CUT_FOR_GOOD, soft=True), self.describe_field):
            self.body.addWidget(part)
        self.body.addWidget(section("Who is in it"))
        self.body.addWidget(self.people)
        self.keep_button = primary(QPushButton("Keep"))
        self.add_buttons(self.keep_button, status=self.lacking)
        for each in (self.figures, self.describe, self.people, self.keep_button, self.all_of_it):
            each.setEnabled(not self._session.read_only)
        self.resize(720, 780)

    def _connect(self) -> None:
        self.keep_button.clicked.connect(lambda: self.keep())
        self.describe.textChanged.connect(self._weigh)
        self.people.changed.connect(self._weigh)
        self.people.consent_wanted.connect(self._ask_consent)
        self.crop.changed.connect(self._weigh)

    def _show(self) -> None:
        content = self._content
        errand = Errand(lambda: small(content, DECODED), self)
        errand.done.connect(self._shown)
        errand.start()

    def _shown(self, pixels: object) -> None:
        assert isinstance(pixels, Pixels)
        self.crop.show_image(shown_image(pixels))

    def _uncrop(self) -> None:
        self.crop.set_frame(Frame())
        self.crop.setFocus()

    # What it still lacks

    def _weigh(self) -> None:
        alt = self.describe.toPlainText().strip()
        over = [(c, limit) for c, limit in self._limits.items() if len(alt) > limit]
        self.describe_field.complain(
            f"{len(alt):,} characters; {facts(over[0][0]).name} takes {over[0][1]:,}." if over else ""
        )
        lacks = [] if alt else ["It has no description yet."]
        if not self.people.asked():
            lacks.append("Say who is in it, or that nobody is.")
        self.all_of_it.setVisible(not self.crop.frame.whole)
        self.lacking.setText(" ".join(lacks))
        self.lacking.setVisible(bool(lacks))
        self.keep_button.setAccessibleDescription(self.lacking.text())

    # Keeping

    def keep(self, then: Callable[[], None] | None = None) -> None:
        """Cut where that is wished, store everything, close; `then` is called after."""
        if self._errand is not None:
            return
        self._then = then
        if self.crop.frame.whole:
            self._store(None)
            return
        content, frame = self._content, self.crop.frame
        crop = frame.crop(self._picture.width, self._picture.height)
        self.keep_button.setEnabled(False)
        self._errand = Errand(lambda: clean(content, crop=crop), self)
        self._errand.done.connect(self._cut)
        self._errand.failed.connect(self._refused)
        self._errand.start()

    def _cut(self, picture: object) -> None:
        assert isinstance(picture, CleanPicture)
        self._store(picture)

    def _refused(self, trouble: object) -> None:
        assert isinstance(trouble, BaseException)
        self._errand = None
        self.keep_button.setEnabled(True)
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        self.show_top()

    def _store(self, cut: CleanPicture | None) -> None:
        try:
            extras = self._stored(cut)
        except UserTrouble as trouble:
            self._refused(trouble)
            return
        self.kept.emit(extras)
        self.accept()
        if self._then is not None:
            self._then()

    def _stored(self, cut: CleanPicture | None) -> Extras:
        table = self._session.pictures
        with self._session.vault.transaction():
            extras = table.of(self._draft) if cut is None else table.replace(self._draft, self.number, cut)
            changed = msgspec.structs.replace(
                extras.pictures[self.number],
                alt=self.describe.toPlainText().strip(),
                people_asked=self.people.asked(),
                people=self.people.people(),
            )
            pictures = (*extras.pictures[: self.number], changed, *extras.pictures[self.number + 1 :])
            extras = msgspec.structs.replace(extras, pictures=pictures)
            table.save(self._draft, extras)
        return extras

    def _ask_consent(self, kind: object) -> None:
        self.keep(lambda: self.consent_wanted.emit(kind))

    def keep_half(self) -> None:
        """Locking: what was written here is kept, uncut."""
        if not (self._session.vault.closed or self._session.read_only):
            self.kept.emit(self._stored(None))
