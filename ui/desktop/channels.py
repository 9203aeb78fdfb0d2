"""The channels of a draft as chips with their counts: the first is the one that the checker reads for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from composer.publish.channels import Count, all_channels, count, facts
from composer.publish.thread import THREADED, thread_length
from rules.report import Channel
from ui.desktop import theme
from ui.desktop.errands import Errand
from ui.desktop.theme import TARGET, set_role
from ui.desktop.widgets import FlowBox, button, tip

SOON_MS = 120
LATER_MS = 700
LONG = 20_000
"""Letters from which counting waits for a pause; some platforms' rules take a while on long texts."""


class ChannelChip(QPushButton):
    """One channel: its name and how much room is used, in words too when it is too much."""

    picked = Signal(object)

    def __init__(self, channel: Channel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.channel = channel
        self.facts = facts(channel)
        self._count: Count | None = None
        self._posts = 0
        self.setCheckable(True)
        self.setAutoDefault(False)
        set_role(self, "channel")
        self.clicked.connect(self._pick)
        self.say(None)

    def say(self, counted: Count | None, posts: int | None = None) -> None:
        """Show a count, and how many posts the text makes there (`thread_length`; None where that is not known yet)."""
        self._count = counted
        if counted is None or not counted.over:
            self._posts = 0
        elif posts is not None:
            self._posts = posts
        told = counted.told() if counted else "not counted yet"
        told = f"{told}. {self._posts}-part thread" if self._posts > 1 else told
        self.setAccessibleName(f"{self.facts.name}: {told}")
        stale = self.facts.stale(date.today())
        self.setToolTip(tip("\n".join(part for part in (told, self.facts.note, stale) if part)))
        self.updateGeometry()
        self.update()

    def count(self) -> Count | None:
        """The count shown."""
        return self._count

    def figures(self) -> tuple[str, str]:
        """The count as shown, and a word beside it when something is too much."""
        counted = self._count
        if counted is None:
            return "", ""
        if not counted.limit:
            unit = counted.unit if counted.used != 1 else counted.unit.removesuffix("s")
            return f"{counted.used:,} {unit}", ""
        shown = f"{counted.used:,} / {counted.limit:,}"
        if self._posts > 1:
            return shown, f"{self._posts}-part thread"
        if counted.used > counted.limit:
            return shown, f"{counted.used - counted.limit:,} too many"
        return shown, "too much" if counted.over else ""

    def sizeHint(self) -> QSize:
        width = sum(w for _, w, _, _ in self._parts(theme.current())) + 2 * 11
        return QSize(width, max(TARGET, self.fontMetrics().height() + 14))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _parts(self, colours: theme.Palette) -> list[tuple[str, int, QFont, str]]:
        plain, bold = QFont(self.font()), QFont(self.font())
        bold.setBold(True)
        shown, word = self.figures()
        over = bool(word) and self._posts <= 1
        pieces = [(self.facts.name, bold if self.isChecked() else plain, colours.ink)]
        pieces += [(f"  {shown}", bold if over else plain, colours.mend if over else colours.soft)] if shown else []
        pieces += [(f"  {word}", plain, colours.mend if over else colours.accent_ink)] if word else []
        return [(words, QFontMetrics(font).horizontalAdvance(words) + 1, font, ink) for words, font, ink in pieces]

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(colours.accent_soft if self.underMouse() else colours.paper))
        strong = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(colours.focus if strong else colours.edge), 2 if strong else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.ink), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(self.rect().adjusted(4, 4, -4, -4), 4, 4)
        left = 11
        for words, width, font, ink in self._parts(colours):
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            left += width

    def _pick(self) -> None:
        self.setChecked(True)
        self.picked.emit(self.channel)


class Channels(FlowBox):
    """The strip above the sheet. Emits `changed(channels)`: the one to write for first, then the others."""

    changed = Signal(object)
    preview_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=7)
        self.setAccessibleName("Channels")
        self._text = self._warning = ""
        self._errand: Errand | None = None
        self._chips: list[ChannelChip] = []
        self._add = button("+ Channel", "channel", name="Add or remove a channel", pressed=self.open_menu)
        self._preview = button("Preview…", "quiet", name="Preview of the post on each channel")
        self._preview.clicked.connect(self.preview_wanted)
        self._menu = QMenu(self)
        self._menu.setAccessibleName("Channels to write for")
        self._menu.triggered.connect(self._toggled)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.recount)

    def channels(self) -> tuple[Channel, ...]:
        """The channels chosen, the one that is written for first."""
        return tuple(chip.channel for chip in sorted(self._chips, key=lambda c: not c.isChecked()))

    def chips(self) -> list[ChannelChip]:
        """The chips in their order on the strip."""
        return list(self._chips)

    def show_channels(self, channels: Sequence[Channel], text: str, warning: str = "") -> None:
        """Show these, the first of them chosen, with the counts of `text` under its content warning."""
        order = [facts_.id for facts_ in all_channels()]
        for last in (self._add, self._preview):
            self.flow.removeWidget(last)
        self.clear()
        self._chips = []
        for channel in sorted(dict.fromkeys(channels), key=order.index):
            chip = ChannelChip(channel, self)
            chip.setChecked(channel is channels[0])
            chip.picked.connect(self.pick)
            self._chips.append(chip)
            self.add(chip)
            chip.show()
        for last in (self._add, self._preview):
            self.add(last)
        self._text, self._warning = text, warning
        self.recount()

    def set_text(self, text: str, warning: str | None = None) -> None:
        """The text or the content warning changed: count soon, and when it is long not before a pause."""
        self._text = text
        if warning is not None:
            self._warning = warning
        if len(text) > LONG:
            self._timer.start(LATER_MS)
        elif not self._timer.isActive():
            self._timer.start(SOON_MS)

    def recount(self) -> None:
        """Count now."""
        self._timer.stop()
        for chip in self._chips:
            chip.say(count(self._text, chip.channel, warning=self._warning))
        self.flow.invalidate()
        self._count_posts()

    def _count_posts(self) -> None:
        """How long the threads get, where the text is too long for one post: a worker finds out."""
        too_long = tuple(c.channel for c in self._chips if c.channel in THREADED and (n := c.count()) and n.over)
        if not too_long or self._errand is not None:
            return
        text, warning = self._text, self._warning
        self._errand = Errand(lambda: {c: thread_length(text, c, warning=warning) for c in too_long}, self)
        self._errand.failed.connect(lambda _: setattr(self, "_errand", None))
        self._errand.done.connect(lambda posts: self._posts_counted(posts, (text, warning)))
        self._errand.start()

    def _posts_counted(self, posts: object, of: tuple[str, str]) -> None:
        assert isinstance(posts, dict)
        self._errand = None
        if of != (self._text, self._warning):
            if not self._timer.isActive():
                self._count_posts()
            return
        for chip in self._chips:
            chip.say(chip.count(), posts.get(chip.channel))
        self.flow.invalidate()

    def forget(self) -> None:
        """Drop the text (lock)."""
        self._timer.stop()
        self._text = self._warning = ""

    def open_menu(self) -> None:
        """Offer every channel, ticked where it is chosen."""
        self._menu.clear()
        chosen = self.channels()
        for known in all_channels():
            action = self._menu.addAction(known.name)
            action.setCheckable(True)
            action.setChecked(known.id in chosen)
            action.setData(known.id.value)
        self._menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height() + 2)))

    def toggle(self, channel: Channel) -> None:
        """Add a channel, or take it off; the last one stays."""
        chosen = list(self.channels())
        if channel not in chosen:
            chosen.append(channel)
        elif len(chosen) > 1:
            chosen.remove(channel)
        self._change(tuple(chosen))

    def _toggled(self, action: object) -> None:
        self.toggle(Channel(str(action.data())))  # type: ignore[attr-defined]

    def pick(self, channel: Channel) -> None:
        """Write for this one first from now on."""
        self._change((channel, *(c for c in self.channels() if c is not channel)))

    def _change(self, channels: tuple[Channel, ...]) -> None:
        focused = next((c.channel for c in self._chips if c.hasFocus()), None)
        self.show_channels(channels, self._text, self._warning)
        for chip in self._chips:
            if chip.channel is focused:
                chip.setFocus()
        self.changed.emit(channels)
