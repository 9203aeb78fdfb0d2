"""The bar at the bottom: is it saved, is it checked, against what, and the way on."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from rules.errors import RulesTrouble
from ui.desktop import theme
from ui.desktop.announce import announce
from ui.desktop.saving import Saver, SaveState
from ui.desktop.theme import set_role
from ui.desktop.widgets import Elided, button, text, tip


class CheckState(enum.StrEnum):
    """How far the check of what is on the screen is."""

    NOTHING = "nothing"
    STARTING = "starting"
    CHECKING = "checking"
    DONE = "done"
    PARTLY = "partly"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclasses.dataclass(frozen=True)
class Telling:
    """How a state is told: in the bar, in the panel, in which tone."""

    bar: str
    panel: str
    tone: str = "soft"
    urgent: bool = False


TELLINGS = {
    CheckState.NOTHING: Telling("Nothing to check yet", "What you write is read along here."),
    CheckState.STARTING: Telling("Starting the checker…", "Not yet checked: the checker is starting. You can write."),
    CheckState.CHECKING: Telling("Checking…", "Not yet checked as it stands now."),
    CheckState.DONE: Telling("Checked just now", ""),
    CheckState.PARTLY: Telling("Checked in part only", "Checked in part only; see below.", "caution"),
    CheckState.RESTARTING: Telling(
        "Not checked: the checker stopped and is starting again",
        "Not checked: the checker stopped. It is starting again; your text is safe.",
        "caution",
        True,
    ),
    CheckState.FAILED: Telling("Not checked", "", "trouble", True),
}
NOTHING_FOUND = "Nothing found. Only you know whether a real person stands behind it: that is asked before approval."
NOTHING_IN_WORDS = "Nothing found in the words. What the pictures still need stands below."


def packs_line(pack_ids: Iterable[str], today: date) -> tuple[str, str]:
    """The packs that are on with their editions, short for the bar and in sentences for the tooltip."""
    from rules.packs.shelf import PackShelf
    from rules.packs.staleness import staleness

    try:
        packs = PackShelf().load(pack_ids)
    except RulesTrouble as trouble:
        return "A policy pack cannot be read", str(trouble)
    short, long = [], []
    for pack in packs:
        late = staleness(pack, today)
        short.append(f"{pack.short} {pack.as_of.year}{' (review overdue)' if late else ''}")
        long.append(f"{pack.short}: {pack.title}, {pack.edition}. {late}".strip())
    return " · ".join(short) or "No policy pack is on", "\n".join(long)


REVIEW, REVIEW_KEY = "Review and approve…", "   Ctrl+Enter"
NARROW = 760


class StatusBar(QFrame):
    """Emits `review_wanted`."""

    review_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "statusbar")
        self.setAccessibleName("Status")
        self.save = text("", "good", wrap=False)
        self.check = _shortening()
        self.approval = _shortening()
        self.approval.hide()
        self.packs = Elided("", "soft")
        self.review = button(REVIEW + REVIEW_KEY, "primary", name="Review and approve")
        self.review.clicked.connect(self.review_wanted)
        self.list = button("Drafts", name="Show the list of drafts")
        self.list.hide()
        self._was_failed = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._narrow = False
        row = self._across = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 14, 7)
        row.setSpacing(18)
        row.addWidget(self.list)
        row.addWidget(self.save)
        row.addWidget(self.check)
        row.addWidget(self.approval)
        row.addWidget(self.packs, 1000)
        row.addStretch(1)
        row.addWidget(self.review)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < NARROW * theme.scale()
        self.review.setText(REVIEW if narrow else REVIEW + REVIEW_KEY)
        self._narrow = narrow
        self._across.setSpacing(10 if narrow else 18)
        for button_ in (self.list, self.review):  # words give way before the buttons do
            button_.setMinimumWidth(min(button_.sizeHint().width(), event.size().width() // 3))
        self._fit_packs()

    def _fit_packs(self) -> None:
        """In a narrow window the packs make room for what is told of the approval."""
        self.packs.setVisible(not (self._narrow and self.approval.whole()))

    def tell_save(self, saver: Saver) -> None:
        """`Saving…`, `Saved 14:02`, or `Not saved` with the reason."""
        if saver.state is SaveState.FAILED:
            self._say(self.save, "✕ Not saved: tried again soon", "trouble", saver.reason)
            if not self._was_failed:
                announce(self, f"Not saved. {saver.reason}", urgent=True)
        elif saver.state is SaveState.SAVING:
            self._say(self.save, "Saving…", "soft")
        else:
            self._say(self.save, f"Saved {_clock(saver.at)}" if saver.at else "", "good")
            if self._was_failed:
                announce(self, "Saved.")
        self._was_failed = saver.state is SaveState.FAILED

    def tell_read_only(self) -> None:
        """The vault can only be read."""
        reason = "This vault can only be read at the moment, so nothing new can be written in it."
        self._say(self.save, "✕ Read only", "trouble", reason)

    def tell_check(self, state: CheckState, detail: str = "") -> None:
        """How far the check is; `detail` replaces the words for `FAILED`."""
        telling = TELLINGS[state]
        words = detail if state is CheckState.FAILED and detail else telling.bar
        if words != self.check.whole() and telling.urgent:
            announce(self, detail or telling.panel, urgent=True)
        self._say(self.check, words if len(words) < 60 else telling.bar, telling.tone, detail)

    def tell_approval(self, words: str, role: str = "soft", more: str = "") -> None:
        """Whether the post on the screen is approved, was, or rests; empty words show nothing."""
        self._say(self.approval, words, role, more)
        self.approval.setVisible(bool(words))
        self._fit_packs()

    def tell_packs(self, short: str, long: str) -> None:
        """Which packs are on."""
        self.packs.say(short)
        self.packs.setAccessibleDescription(long)
        self.packs.setToolTip(tip(long))

    def _say(self, label: QLabel, words: str, role: str, more: str = "") -> None:
        if isinstance(label, Elided):
            if label.whole() != words:
                label.say(words)
        elif label.text() != words:
            label.setText(words)
            label.setAccessibleName(words)
        if label.property("role") != role:
            set_role(label, role)
        if more or not isinstance(label, Elided):
            label.setToolTip(tip(more))
        label.setAccessibleDescription(more)


def _shortening() -> Elided:
    """A few words that give way before the buttons do."""
    label = Elided("", "soft")
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return label


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone():%H:%M}" if at else ""
