"""The post as it will appear: every part of a thread, warning, pictures with their descriptions, for each channel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from composer.app import Session
from composer.publish.channels import facts
from composer.publish.post import Extras, Picture
from composer.publish.preview import PartPreview, Preview
from rules.report import Channel
from ui.desktop.forms import choice, prose, section
from ui.desktop.theme import reading_font
from ui.desktop.widgets import Scrolled

READING = 1.25
WIDEST_PICTURE, HIGHEST_PICTURE = 360, 240


class PostView(QWidget):
    """Shows the approved channel first; the draft's other channels can be looked at, and are approved by themselves."""

    shown = Signal(object)
    """The channel that is looked at."""

    def __init__(self, session: Session, draft_id: str, text: str, channel: Channel) -> None:
        super().__init__()
        self._session, self._draft, self._text, self._channel = session, draft_id, text, channel
        self._extras = session.pictures.of(draft_id)
        others = [c for c in session.drafts.get(draft_id).channels if c is not channel]
        self.channel = choice("Channel to look at", [(facts(c).name, c.value) for c in (channel, *others)])
        self.channel.setVisible(bool(others))
        self.channel.currentIndexChanged.connect(self._show)
        self.title = section("")
        self.area = Scrolled("The post, whole")
        self.area.column.setSpacing(10)
        self.parts: list[QPlainTextEdit] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.channel)
        column.addWidget(self.area, 1)
        self._show()

    def _show(self) -> None:
        channel = Channel(self.channel.currentData())
        preview = self._session.preview(self._draft, channel, text=self._text)
        self.title.setText(f"As it will appear on {preview.name}")
        column = self.area.column
        self.parts = []
        while (item := column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for widget in self._widgets(preview):
            column.addWidget(widget)
        self.shown.emit(channel)

    def _widgets(self, preview: Preview) -> list[QWidget]:
        who = " · ".join(dict.fromkeys(filter(None, (preview.author, preview.handle))))
        found: list[QWidget] = [prose(who, soft=True)]
        if preview.channel is not self._channel:
            name = facts(self._channel).name
            found.append(prose(f"Only {name} is approved here; {preview.name} is approved by itself.", soft=True))
        found += [_trouble(message) for message in preview.troubles]
        if self._extras.warning.strip():
            found.append(prose(f"Content warning, shown first: {self._extras.warning.strip()}"))
        several = len(preview.parts)
        for number, part in enumerate(preview.parts, 1):
            found += self._part(part, number, several)
            if number == 1:
                found += _pictures(self._session, self._extras)
        return found + [prose(note, soft=True) for note in preview.notes]

    def _part(self, part: PartPreview, number: int, several: int) -> list[QWidget]:
        told = part.count.told()
        if part.fold is not None:
            told = f"{told} The first {part.fold} characters show before “more”."
        label = f"Post {number} of {several}. {told}" if several > 1 else told
        box = Growing(part.text)
        box.setAccessibleName(f"Post {number} of {several}" if several > 1 else "The post, whole")
        box.setFont(reading_font(self.font().pointSizeF() * READING))
        self.parts.append(box)
        return [prose(label, soft=True), box]


class Growing(QPlainTextEdit):
    """Read-only text that is as high as its lines need, so that the page scrolls and not the box."""

    def __init__(self, text: str) -> None:
        super().__init__(text, readOnly=True, tabChangesFocus=True)
        self.setProperty("role", "paper")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        block, lines = self.document().firstBlock(), 0
        while block.isValid():
            self.document().documentLayout().blockBoundingRect(block)  # lays the block out at this width
            lines += max(1, block.layout().lineCount())
            block = block.next()
        around = self.height() - self.viewport().height() + 2 * self.document().documentMargin()
        self.setFixedHeight(max(48, round(lines * self.fontMetrics().lineSpacing() + around) + 2))


def _trouble(message: str) -> QLabel:
    label = prose(f"✕ {message}")
    label.setProperty("role", "trouble")
    return label


def _pictures(session: Session, extras: Extras) -> list[QWidget]:
    return [_picture(session, picture, number) for number, picture in enumerate(extras.pictures, 1)]


def _picture(session: Session, picture: Picture, number: int) -> QWidget:
    frame = QFrame()
    frame.setProperty("role", "card")
    column = QVBoxLayout(frame)
    alt = picture.alt.strip()
    image = QImage.fromData(session.pictures.content(picture))
    if not image.isNull():
        shown = QLabel()
        size = image.size()
        if size.width() > WIDEST_PICTURE or size.height() > HIGHEST_PICTURE:
            image = image.scaled(
                WIDEST_PICTURE,
                HIGHEST_PICTURE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        shown.setPixmap(QPixmap.fromImage(image))
        shown.setAccessibleName(f"Picture {number}: {alt or 'without a description'}")
        column.addWidget(shown)
    told = f"Description: {alt}" if alt else "It has no description for people who cannot see it."
    column.addWidget(prose(f"Picture {number}. {told}"))
    people = ", ".join(p.kind.label for p in picture.people)
    if people:
        column.addWidget(prose(f"Shown in it: {people}.", soft=True))
    elif picture.people_asked:
        column.addWidget(prose("Nobody is shown in it.", soft=True))
    return frame
