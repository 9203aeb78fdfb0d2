"""The post as it will appear: every part of a thread, warning, pictures with their descriptions, for each channel.

The cards are the preview's own; what they shorten is shown whole below them, for nothing is approved unseen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from composer.app import Session
from composer.publish.channels import facts
from composer.publish.post import Extras, Picture
from composer.publish.preview import Preview, preview
from composer.publish.unseen import excerpts, unseen
from rules.report import Channel
from ui.desktop.errands import Errand
from ui.desktop.forms import choice, prose, section
from ui.desktop.post_unseen import sentence as unseen_words
from ui.desktop.preview_card import MOST_SHOWN, PreviewCard
from ui.desktop.theme import reading_font
from ui.desktop.widgets import Scrolled
from ui.desktop.widgets import text as words_label

READING = 1.2
AT_ONCE = 2_000
"""Code points that are cut into parts without a worker (some 40 ms at most)."""
MOST_LINES = 6


class PostView(QWidget):
    """Shows the channel to be approved first; the draft's others can be looked at, and are approved by themselves."""

    shown = Signal()
    """The parts of a channel stand there."""

    def __init__(self, session: Session, draft_id: str, text: str, channel: Channel) -> None:
        super().__init__()
        self._session, self._text, self._channel = session, text, channel
        self._identity, self._extras = session.identity, session.pictures.of(draft_id)
        others = [c for c in session.drafts.get(draft_id).channels if c is not channel]
        self.channel = choice("Channel to look at", [(facts(c).name, c.value) for c in (channel, *others)])
        self.channel.setVisible(bool(others))
        self.channel.currentIndexChanged.connect(self._show)
        self.area = Scrolled("The post, whole")
        self.area.column.setSpacing(8)
        self.card: PreviewCard | None = None
        self.whole: WholeText | None = None
        self.hidden_signs: list[str] = []
        """What is said of signs that cannot be seen, and where they stand."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(section("As it will appear"))
        column.addWidget(self.channel)
        column.addWidget(self.area, 1)
        self._show()

    def _show(self) -> None:
        self._clear()
        channel = Channel(self.channel.currentData())
        text, identity, extras = self._text, self._identity, self._extras
        if len(text) <= AT_ONCE:
            self._put((preview(text, channel, identity, extras), hidden_in(text, extras)))
            return
        self.area.column.addWidget(prose("Cutting it into parts…", soft=True))
        errand = Errand(lambda: (preview(text, channel, identity, extras), hidden_in(text, extras)), self)
        errand.done.connect(self._put)
        errand.start()

    def _put(self, brought: object) -> None:
        assert isinstance(brought, tuple)
        made, self.hidden_signs = brought
        assert isinstance(made, Preview)
        if made.channel.value != self.channel.currentData():
            return  # another channel was chosen meanwhile
        self._clear()
        column = self.area.column
        if made.channel is not self._channel:
            name = facts(self._channel).name
            column.addWidget(prose(f"Only {name} is approved here; {made.name} is approved by itself.", soft=True))
        for number, line in enumerate(self.hidden_signs):
            column.addWidget(words_label(line, "prose" if number else "caution"))
        self.card = PreviewCard(made, self._extras, self._thumbnail)
        column.addWidget(self.card)
        for number, picture in enumerate(self._extras.pictures, 1):
            column.addWidget(prose(_shown_in(picture, number), soft=True))
        if any(len(part.text) > MOST_SHOWN for part in made.parts):
            column.addWidget(section("The text, whole"))
            self.whole = WholeText(self._text)
            column.addWidget(self.whole)
        self.shown.emit()

    def _clear(self) -> None:
        self.card, self.whole = None, None
        while (item := self.area.column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _thumbnail(self, picture: Picture) -> QImage | None:
        image = QImage.fromData(self._session.pictures.content(picture))
        return None if image.isNull() else image


class WholeText(QPlainTextEdit):
    """Read-only text that is as high as its lines need, so that the page scrolls and not the box."""

    def __init__(self, text: str) -> None:
        super().__init__(text, readOnly=True, tabChangesFocus=True)
        self.setProperty("role", "paper")
        self.setAccessibleName("The text, whole")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setFont(reading_font(self.font().pointSizeF() * READING))
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


def hidden_in(text: str, extras: Extras) -> list[str]:
    """Signs that nobody can see, in sentences and by name where they stand (failure F32); none in most posts."""
    texts = (text, "", extras.warning, *(p.alt for p in extras.pictures))
    told = unseen_words(tuple(map(unseen, texts)))
    if not told:
        return []
    way_out = "To take them out, go back to writing: Post menu, “Take out signs that cannot be seen”."
    return [f"{told} {way_out}", *(line for each in texts for line in excerpts(each))][:MOST_LINES]


def _shown_in(picture: Picture, number: int) -> str:
    """Who is in a picture, as the author said."""
    people = ", ".join(p.kind.label for p in picture.people)
    if people:
        return f"In picture {number}: {people}."
    said = "nobody, as you said" if picture.people_asked else "not said yet"
    return f"In picture {number}: {said}."
