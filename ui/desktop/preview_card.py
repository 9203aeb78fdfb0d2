"""A post as it will stand on one channel: who, warning, each part with its count, the fold, the pictures."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from composer.publish.post import Extras, Picture
from composer.publish.preview import Entity, PartPreview, Preview
from composer.wording import normal_text
from rules.report import Channel
from ui.desktop import theme
from ui.desktop.forms import prose, section
from ui.desktop.theme import set_role
from ui.desktop.widgets import FlowBox, text

MOST_SHOWN = 6_000
"""Code points of one part; of a long article only so much is shown here."""
PICTURE_HEIGHT = 150
WARNS_FIRST = (Channel.MASTODON,)
"""Where a content warning folds the post away; elsewhere it would have to stand in the text."""

Thumbnail = Callable[[Picture], QImage | None]


def marked_up(words: str, entities: tuple[Entity, ...], colour: str) -> str:
    """The words as HTML, everything escaped, links, mentions and hashtags in a colour and underlined."""
    pieces, at = [], 0
    for entity in entities:
        if entity.start < at or entity.start >= len(words):
            continue
        inside = html.escape(words[entity.start : entity.end])
        pieces += [html.escape(words[at : entity.start]), f'<span style="color:{colour}"><u>{inside}</u></span>']
        at = entity.end
    return "".join([*pieces, html.escape(words[at:])]).replace("\n", "<br>")


def _between_words(words: str, at: int) -> int:
    """A place near `at`, and not behind it, where no word is cut; `at` itself where there is none."""
    space = max(words.rfind(" ", 0, at), words.rfind("\n", 0, at))
    return space + 1 if space > at * 0.6 else at


def told_count(part: PartPreview) -> str:
    """How much room a part takes, and how much is left."""
    told = part.count.told()
    return f"{told}; {part.count.left:,} left" if part.count.limit and not part.count.over else told


class PreviewCard(QWidget):
    """One channel. Only what readers see is on paper; what the author should know stands beside it."""

    def __init__(self, preview: Preview, extras: Extras, thumbnail: Thumbnail) -> None:
        super().__init__()
        self.preview = preview
        self.parts: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        several = len(preview.parts)
        title = f"{preview.name}, {several}-part thread" if several > 1 else preview.name
        self.setAccessibleName(title)
        column.addWidget(section(title))
        for message in preview.troubles:
            column.addWidget(text(f"✕ {message}", "trouble"))
        for number, part in enumerate(preview.parts, 1):
            column.addWidget(self._post(part, number, several, extras, thumbnail))
        for note in self._notes(extras):
            column.addWidget(prose(note, soft=True))

    def _notes(self, extras: Extras) -> tuple[str, ...]:
        warning = normal_text(extras.warning).strip()
        if warning and self.preview.channel not in WARNS_FIRST:
            return (f"{self.preview.name} has no content warnings: write it into the text.", *self.preview.notes)
        return self.preview.notes

    def _post(self, part: PartPreview, number: int, several: int, extras: Extras, thumbnail: Thumbnail) -> QWidget:
        paper = QFrame()
        set_role(paper, "sheet")
        column = QVBoxLayout(paper)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(8)
        who = FlowBox()
        who.add(text(self.preview.author or "No name is set", "label", wrap=False))
        who.add(text(self.preview.handle or "no account noted for this channel", "soft", wrap=False))
        column.addWidget(who)
        warning = normal_text(extras.warning).strip()
        if warning and self.preview.channel in WARNS_FIRST:
            column.addWidget(text(f"Content warning: {warning}", "caution"))
            column.addWidget(text("Readers see this first and open the rest themselves.", "small"))
        place = f"Part {number} of {several}. " if several > 1 else ""
        self._words(column, part, place)
        if number == 1 and extras.pictures:
            column.addWidget(pictures_of(extras, thumbnail))
        column.addWidget(text(f"{place}{told_count(part)}", "trouble" if part.count.over else "small"))
        return paper

    def _words(self, column: QVBoxLayout, part: PartPreview, place: str) -> None:
        shown = part.text[:MOST_SHOWN]
        fold = None if part.fold is None else _between_words(shown, part.fold)
        first = shown if fold is None else shown[:fold]
        colour = theme.current().accent_ink
        self._label(column, marked_up(first, part.entities, colour), f"{place}{first}")
        if fold is not None:
            column.addWidget(text("… more   (the rest shows only after a press)", "small"))
            rest = tuple(
                Entity(kind=e.kind, start=max(0, e.start - fold), end=e.end - fold)
                for e in part.entities
                if e.end > fold
            )
            self._label(column, marked_up(shown[fold:], rest, colour), shown[fold:], soft=True)
        if len(part.text) > MOST_SHOWN:
            column.addWidget(text(f"… and {len(part.text) - MOST_SHOWN:,} characters more.", "small"))

    def _label(self, column: QVBoxLayout, marked: str, plain: str, *, soft: bool = False) -> None:
        label = prose("", soft=soft)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setFont(theme.reading_font(label.font().pointSizeF() * 1.2))
        label.setText(f'<div style="white-space: pre-wrap">{marked}</div>')  # each space as it was typed
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        label.setAccessibleName(plain)
        self.parts.append(label)
        column.addWidget(label)


def pictures_of(extras: Extras, thumbnail: Thumbnail) -> QWidget:
    """The pictures side by side, each with its description below."""
    row = FlowBox(gap=10)
    for number, picture in enumerate(extras.pictures, 1):
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        shown = QLabel(textFormat=Qt.TextFormat.PlainText)
        image = thumbnail(picture)
        if image is not None:
            height = round(PICTURE_HEIGHT * theme.scale())
            shown.setPixmap(QPixmap.fromImage(image.scaledToHeight(height, Qt.TransformationMode.SmoothTransformation)))
        said = picture.alt.strip() or "no description"
        shown.setAccessibleName(f"Picture {number}: {said}")
        column.addWidget(shown)
        caption = text(f"Picture {number}: {said}", "small")
        caption.setMaximumWidth(round(300 * theme.scale()))
        column.addWidget(caption)
        row.add(frame)
    return row
