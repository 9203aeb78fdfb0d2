"""The pages of the set-up wizard: you at work, you in private, what stays apart, and two passphrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from composer.identity import DEFAULT_PACKS, Identity, address_troubles, paired
from rules.report import Channel, IdentityKind
from ui.desktop.forms import FIELD_HEIGHT, Field, HandleRows, Notice, Tick, heading, line, listed, prose, steady
from ui.desktop.passphrase import SHORTEST, PassphraseField

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
ROLES = (
    "",
    "CAT practitioner",
    "CAT practitioner in training",
    "Psychotherapist",
    "Psychotherapist in training",
    "Counsellor",
    "Clinical psychologist",
    "Counselling psychologist",
    "Arts therapist",
    "Supervisor",
)


class Page(QWidget):
    """One step. `kind` says whose colours it wears: one identity's, or none where it is about both."""

    kind: ClassVar[IdentityKind | None] = None
    title: ClassVar[str] = ""
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        self.column.addWidget(heading(self.title))

    def trouble(self) -> QWidget | None:
        """Say inline what is missing or wrong; returns the first field to go to, or None when the page is complete."""
        return None


class WelcomePage(Page):
    title = "Write posts that you can stand by"
    restore_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.setSpacing(18)
        self.column.addWidget(
            prose(
                "Considered reads along while you write, with the policies you signed up to, and says which clause "
                "a passage touches and how it could be mended. You decide."
            )
        )
        for sentence in (
            "It works without the internet. Nothing that you write leaves this computer, now or later.",
            "Your work and your private life are two identities, each in an encrypted vault of its own.",
            "Set-up takes two minutes. Nothing is created before the last step, and all of it can be changed later.",
        ):
            self.column.addWidget(prose(f"•  {sentence}"))
        self.restore_button = QPushButton("I have a backup: restore it…")
        self.restore_button.setAutoDefault(False)
        self.restore_button.clicked.connect(self.restore_wanted)
        self.column.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.setMinimumHeight(320)


class IdentityPage(Page):
    """Who posts under this identity. Only the name is asked for; the rest sharpens what the app can notice."""

    def __init__(self, channels: Iterable[tuple[Channel, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = line(f"{self._adjective} name", self._name_hint)
        self.name_field = Field("Name, as it stands on your posts", self.name)
        self.emails = line(f"{self._adjective} e-mail addresses", self._email_hint)
        self.email_field = Field("E-mail addresses (several: with commas)", self.emails)
        self.handles = HandleRows(channels)
        self.handles_field = Field("Accounts that you post from", self.handles)
        self.caution = Notice()
        self.emails.textChanged.connect(self.changed)
        self.name.textChanged.connect(self.changed)

    @property
    def _adjective(self) -> str:
        return "Professional" if self.kind is PROFESSIONAL else "Personal"

    _name_hint: ClassVar[str] = ""
    _email_hint: ClassVar[str] = ""

    def trouble(self) -> QWidget | None:
        named = bool(self.name.text().strip())
        self.name_field.complain("" if named else "A name is needed, so that it is clear who is posting.")
        odd = [a for a in listed(self.emails.text()) if a.count("@") != 1 or " " in a or a[0] == "@" or a[-1] == "@"]
        self.email_field.complain(
            f"“{odd[0]}” is no e-mail address: it needs a name, an @ and a place, such as name@example.org."
            if odd
            else ""
        )
        twice = self.handles.trouble()
        self.handles_field.complain(twice[1] if twice else "")
        return self.name if not named else self.emails if odd else twice[0] if twice else None

    def identity(self) -> Identity:
        """What was typed, as a value."""
        raise NotImplementedError


class ProfessionalPage(IdentityPage):
    kind = PROFESSIONAL
    title = "You at work"
    _name_hint = "Amara Lindqvist"
    _email_hint = "practice@example.org"

    def __init__(
        self, channels: Iterable[tuple[Channel, str]], packs: Iterable[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """`packs` are the ids of the policy packs that are there, with their titles."""
        super().__init__(channels, parent)
        self.role = steady(QComboBox(editable=True))
        self.role.addItems(ROLES)
        self.role.setAccessibleName("Professional role")
        self.role.setMinimumHeight(FIELD_HEIGHT)
        self.practice = line("Practice or employer", "Canal Street Psychotherapy")
        self.packs = {pack: QCheckBox(title) for pack, title in packs}
        for pack, box in self.packs.items():
            box.setChecked(pack in DEFAULT_PACKS)
        self._lay_out()

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.addWidget(Field("Role", self.role), 1)
        across.addWidget(Field("Practice or employer", self.practice), 1)
        self.column.addWidget(self.name_field)
        self.column.addLayout(across)
        self.column.addWidget(self.email_field)
        self.column.addWidget(self.caution)
        self.column.addWidget(self.handles_field)
        choices = QWidget()
        listing = QVBoxLayout(choices)
        listing.setContentsMargins(0, 0, 0, 0)
        for box in self.packs.values():
            listing.addWidget(box)
            choices.setFocusProxy(choices.focusProxy() or box)
        hint = "They hold for your private posts too: a policy does not end with the working day."
        self.column.addWidget(Field("Policies that you signed up to", choices, hint))
        self.column.addStretch(1)

    def identity(self) -> Identity:
        return Identity(
            kind=PROFESSIONAL,
            display_name=self.name.text().strip(),
            role=self.role.currentText().strip(),
            role_label=self.role.currentText().strip(),
            handles=self.handles.handles(),
            emails=listed(self.emails.text()),
            practice=self.practice.text().strip(),
            packs=tuple(pack for pack, box in self.packs.items() if box.isChecked()),
        )


class PersonalPage(IdentityPage):
    kind = PERSONAL
    title = "You in private"
    _name_hint = "Mara"
    _email_hint = "mara@example.net"

    def __init__(self, channels: Iterable[tuple[Channel, str]], parent: QWidget | None = None) -> None:
        super().__init__(channels, parent)
        self.others = line("Other private names", "a family name, a nickname, your partner, your street")
        hint = "Considered stops these from slipping into a professional post. They stay in your encrypted vaults."
        self.column.addWidget(prose("Kept in a vault of its own, so that the two are never mixed up (MIP K1)."))
        self.column.addWidget(self.name_field)
        self.column.addWidget(self.email_field)
        self.column.addWidget(self.caution)
        self.column.addWidget(self.handles_field)
        self.column.addWidget(Field("Names that belong to your private life (with commas)", self.others, hint))
        self.column.addStretch(1)

    def identity(self) -> Identity:
        return Identity(
            kind=PERSONAL,
            display_name=self.name.text().strip(),
            handles=self.handles.handles(),
            emails=listed(self.emails.text()),
            own_words=listed(self.others.text()),
        )


def address_advice(professional: Identity, personal: Identity) -> tuple[str, str]:
    """What blocks (MIP K2) and what is asked about (MIP K3), each as text to show, empty when there is nothing."""
    troubles = address_troubles(professional, personal)
    block = " ".join(t.message for t in troubles if t.blocking)
    doubt = " ".join(t.message for t in troubles if not t.blocking)
    return block and f"{block} (MIP K2)", doubt and f"{doubt} If not, give another address. (MIP K3)"


class KeepApartPage(Page):
    title = "What stays apart"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.addWidget(
            prose(
                "Each identity notices the other one’s words. They are filled in from what you gave; add or take away."
            )
        )
        self.lists = {kind: QPlainTextEdit(tabChangesFocus=True) for kind in (PROFESSIONAL, PERSONAL)}
        self._filled: dict[IdentityKind, tuple[str, ...]] = {}
        titles = {
            PROFESSIONAL: "Never in a professional post (one in each line)",
            PERSONAL: "Never in a private post (one in each line)",
        }
        across = QHBoxLayout()
        for kind, edit in self.lists.items():
            edit.setAccessibleName(titles[kind])
            edit.setMinimumHeight(200)
            across.addWidget(Field(titles[kind], edit), 1)
        self.column.addLayout(across)
        self.column.addWidget(prose("A word that both sides use openly, often your own name, is left out.", soft=True))
        self.column.addStretch(1)

    def fill(self, professional: Identity, personal: Identity) -> None:
        """Pre-fill from the two identities; words that the author took away or added before are respected."""
        for identity in paired(professional, personal):
            before = self._filled.get(identity.kind, ())
            now = self.words(identity.kind)
            removed = set(before) - set(now)
            added = [word for word in now if word not in before]
            words = [word for word in identity.keep_out if word not in removed]
            self._filled[identity.kind] = identity.keep_out
            self.lists[identity.kind].setPlainText("\n".join(dict.fromkeys([*words, *added])))

    def words(self, kind: IdentityKind) -> tuple[str, ...]:
        """The words to keep out of that identity's posts."""
        return listed(self.lists[kind].toPlainText(), "\n")

    def applied(self, identity: Identity) -> Identity:
        """The identity with the words to keep out of it."""
        return msgspec.structs.replace(identity, keep_out=self.words(identity.kind))


class KeysPage(Page):
    title = "Two passphrases"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.addWidget(
            prose(
                "Each vault has a passphrase of its own, so that opening one never opens the other. "
                "Nobody can send you a new one: a printed recovery sheet follows on the next page."
            )
        )
        self.fields: dict[IdentityKind, PassphraseField] = {}
        self.again: dict[IdentityKind, QLineEdit] = {}
        self._rows: dict[IdentityKind, tuple[Field, Field]] = {}
        across = QHBoxLayout()
        across.setSpacing(24)
        for kind, word in ((PROFESSIONAL, "Professional"), (PERSONAL, "Personal")):
            across.addLayout(self._side(kind, word), 1)
        across.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(across)
        self.keyring = Tick("Let this computer’s keyring open the vaults too, while I am logged in")
        self.keyring.setEnabled(False)
        self.keyring_note = prose("Looking for a keyring …", soft=True)
        self.column.addWidget(self.keyring)
        self.column.addWidget(self.keyring_note)
        self.column.addStretch(1)

    def _side(self, kind: IdentityKind, word: str) -> QVBoxLayout:
        secret = PassphraseField(f"{word} passphrase", judged=True)
        again = line(f"{word} passphrase again")
        again.setEchoMode(QLineEdit.EchoMode.Password)
        first, second = Field(f"{word} vault", secret), Field("The same again", again)
        # shown, a typing mistake can be seen, and nobody needs to type it twice
        secret.show_button.toggled.connect(lambda shown: second.setVisible(not shown))
        self.fields[kind], self.again[kind], self._rows[kind] = secret, again, (first, second)
        secret.changed.connect(lambda: first.complain(""))
        again.textChanged.connect(lambda: second.complain(""))
        column = QVBoxLayout()
        column.addWidget(first)
        column.addWidget(second)
        column.addStretch(1)
        return column

    def tell_keyring(self, note: str) -> None:
        """Say why the computer's keyring cannot be used; with an empty note it can be chosen."""
        self.keyring.setEnabled(not note)
        self.keyring_note.setText(note)
        self.keyring_note.setVisible(bool(note))

    def know(self, professional: Identity, personal: Identity) -> None:
        """Tell the strength meter which words others know of the author."""
        for field in self.fields.values():
            field.known = (professional.display_name, professional.practice, personal.display_name)

    def passphrases(self) -> dict[IdentityKind, str]:
        """The two passphrases as typed."""
        return {kind: field.text() for kind, field in self.fields.items()}

    def forget(self) -> None:
        """Empty every field."""
        for field in self.fields.values():
            field.clear()
        for again in self.again.values():
            again.setText("")

    def trouble(self) -> QWidget | None:
        first: QWidget | None = None
        same = len(set(self.passphrases().values())) == 1
        for kind, field in self.fields.items():
            weak = "" if field.strength().enough else f"Give a passphrase of at least {SHORTEST} characters."
            if not weak and same and kind is PERSONAL:
                weak = "This is the professional one. Each vault needs its own, or opening one would open both."
            shown = field.show_button.isChecked()
            unlike = "" if shown or field.text() == self.again[kind].text() else "These two differ; type it again."
            self._rows[kind][0].complain(weak)
            self._rows[kind][1].complain("" if weak else unlike)
            if first is None and (weak or unlike):
                first = field.line if weak else self.again[kind]
        return first
