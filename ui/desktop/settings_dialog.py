"""Settings: who this identity is and what it keeps out, how the window looks, when it locks, and its keys."""

from __future__ import annotations

import contextlib

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from composer.app import Considered, Session
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.preferences import Preferences, Theme
from composer.publish.channels import all_channels
from composer.vault.keychain import Keychain
from rules.report import IdentityKind
from ui.desktop.forms import Field, HandleRows, choice, close_rows, line, listed, section
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfDialog, KeepsHalf
from ui.desktop.vault_keys import KeysPanel
from ui.desktop.words import NAMES, told

SIZES = (11, 13, 15, 17, 20, 24, 30)
MINUTES = (1, 2, 5, 10, 15, 30, 60)
THEMES = {Theme.SYSTEM: "As the computer does", Theme.LIGHT: "Light", Theme.DARK: "Dark"}


class SettingsDialog(HalfDialog):
    """Four tabs. `preferences_changed` and `identity_changed` say what to apply; keys are changed at once."""

    preferences_changed = Signal(object)
    identity_changed = Signal(object)

    def __init__(
        self,
        app: Considered,
        session: Session,
        packs: tuple[tuple[str, str], ...],
        parent: QWidget | None = None,
        *,
        keychain: Keychain | None = None,
    ) -> None:
        super().__init__(session.identity, "Settings", parent)
        self._app, self._session = app, session
        self.you = IdentityTab(session.identity, packs)
        self.looks = LooksTab(app.preferences())
        self.keys = KeysPanel(session, keychain or Keychain())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, tab in (("You", self.you), ("Window and lock", self.looks), ("Keys", self.keys)):
            self.tabs.addTab(tab, title)
        self.body.addWidget(self.tabs)
        save = primary(QPushButton("Save"))
        save.clicked.connect(self.save)
        self.save_button = save
        self.add_buttons(save)
        self.offer_again(session, "settings", self.you.fields())

    def reject(self) -> None:
        """Cancelled by hand: nothing of it is offered again, as it is after a lock."""
        with contextlib.suppress(UserTrouble):
            self.completed()
        super(KeepsHalf, self).reject()

    def save(self) -> bool:
        """Keep what was changed; on trouble say so and stay open."""
        identity = self.you.identity()
        if not identity.display_name:
            return self._refuse(self.you.name, "The name is empty. Posts need to say who is posting. Fill it in.")
        if twice := self.you.handles.trouble():
            return self._refuse(*twice)
        try:
            if identity != self._session.identity:
                self._session.save_identity(identity)
                self.identity_changed.emit(identity)
            self._save_looks()
            self.completed()
        except UserTrouble as trouble:
            self._complain(told(trouble))
            return False
        self.accept()
        return True

    def _save_looks(self) -> None:
        preferences = self.looks.preferences()
        if preferences == self._app.preferences():
            return
        try:
            self._app.save_preferences(preferences)
        except OSError as trouble:
            raise UserTrouble(
                f"What you chose under “Window and lock” was not kept ({trouble.strerror}).",
                "The window and its lock stay as they were; what stands under “You” and “Keys” is kept in the vault.",
                "Make room on the disk, or see that the folder can be written, then save again.",
            ) from trouble
        self.preferences_changed.emit(preferences)

    def _refuse(self, field: QWidget, words: str) -> bool:
        self.tabs.setCurrentWidget(self.you)
        self._complain(words)
        field.setFocus()
        return False

    def _complain(self, words: str) -> None:
        self.notice.say(words)
        announce(self, words, urgent=True)


class IdentityTab(QWidget):
    """Names, accounts, policies and words to keep out of this identity's posts."""

    def __init__(self, identity: Identity, packs: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._identity = identity
        self.name = line("Name", text=identity.display_name)
        self.role = line("Role", text=identity.role_label or identity.role)
        self.practice = line("Practice or employer", text=identity.practice)
        self.emails = line("E-mail addresses", text=", ".join(identity.emails))
        self.disclaimer = line("Line under a post", "Views my own", identity.disclaimer)
        self.signature = line("Signature under a post", "Amara Lindqvist, CAT practitioner", identity.signature)
        self.handles = HandleRows((c.id, c.name) for c in all_channels())
        self.handles.set_handles(identity.handles)
        self.keep_out = QPlainTextEdit("\n".join(identity.keep_out), tabChangesFocus=True)
        self.keep_out.setAccessibleName("Words to keep out, one in each line")
        self.keep_out.setMinimumHeight(110)
        self.packs = {pack: QCheckBox(title) for pack, title in packs}
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(Field("Name, as it stands on your posts", self.name))
        if identity.kind is IdentityKind.PROFESSIONAL:
            column.addWidget(Field("Role", self.role))
            column.addWidget(Field("Practice or employer", self.practice))
        column.addWidget(Field("E-mail addresses (several: with commas)", self.emails))
        column.addWidget(Field("Accounts that you post from", self.handles))
        column.addWidget(Field("Signature, offered for the end of posts", self.signature))
        column.addWidget(Field("A line that should stand under posts", self.disclaimer))
        other = NAMES[_other(identity.kind)].lower()
        column.addWidget(Field(f"Never in these posts: words of the {other} identity, one in each line", self.keep_out))
        column.addWidget(section("Policies that are read along"))
        for pack, box in self.packs.items():
            box.setChecked(pack in identity.packs)
        column.addWidget(close_rows(self.packs.values()))
        column.addStretch(1)

    def fields(self) -> dict[str, QWidget]:
        """What is typed and ticked here, by name, to be kept half filled in."""
        lines = {
            "name": self.name, "role": self.role, "practice": self.practice, "emails": self.emails,
            "disclaimer": self.disclaimer, "signature": self.signature, "keep_out": self.keep_out,
            "handles": self.handles,
        }  # fmt: skip
        return lines | {f"pack_{pack}": box for pack, box in self.packs.items()}

    def identity(self) -> Identity:
        """The identity with what was changed."""
        role = self.role.text().strip()
        chosen = tuple(pack for pack, box in self.packs.items() if box.isChecked())
        return msgspec.structs.replace(
            self._identity,
            display_name=self.name.text().strip(),
            role=self._identity.role if role else "",  # it stands where there is no label
            role_label=role,
            practice=self.practice.text().strip(),
            emails=listed(self.emails.text()),
            handles=self.handles.handles(),
            signature=self.signature.text().strip(),
            disclaimer=self.disclaimer.text().strip(),
            keep_out=listed(self.keep_out.toPlainText(), "\n"),
            packs=chosen + tuple(p for p in self._identity.packs if p not in self.packs),
        )


def _other(kind: IdentityKind) -> IdentityKind:
    return IdentityKind.PERSONAL if kind is IdentityKind.PROFESSIONAL else IdentityKind.PROFESSIONAL


class LooksTab(QWidget):
    """Colours, size of letters, and when the vault locks by itself."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.theme = choice("Light or dark", [(words, t.value) for t, words in THEMES.items()], preferences.theme.value)
        sizes = sorted({*SIZES, preferences.text_size})
        self.letters = choice("Size of the letters", [(f"{n} points", n) for n in sizes], preferences.text_size)
        minutes = sorted({*MINUTES, preferences.lock_after} - {0})
        waits: list[tuple[str, object]] = [("1 minute" if n == 1 else f"{n} minutes", n) for n in minutes]
        self.lock = choice("Lock by itself after", [*waits, ("never", 0)], preferences.lock_after)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(Field("Light or dark", self.theme))
        column.addWidget(Field("Size of the letters you write in", self.letters))
        column.addWidget(
            Field(
                "Lock by itself after", self.lock, "Without a key or a movement. Locking saves, and closes the vault."
            )
        )
        column.addStretch(1)

    def preferences(self) -> Preferences:
        """The preferences with what was changed."""
        return msgspec.structs.replace(
            self._preferences,
            theme=Theme(self.theme.currentData()),
            text_size=self.letters.currentData(),
            lock_after=self.lock.currentData(),
        )
