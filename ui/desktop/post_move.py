"""Moving a draft's text to the other identity: a deliberate act between two locked doors (MIP K1).

Only the text and its channels travel, in memory, from one vault to the other; both are never open at once. Whoever
gives up at the door, or waits too long, lets go of the copy: the draft that it was made from stays where it is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from composer.draft import Draft
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.publish.channels import facts
from rules.report import IdentityKind
from ui.desktop.features import Feature
from ui.desktop.forms import Tick, prose, section
from ui.desktop.frames import IdentityDialog, primary
from ui.desktop.identity_band import IdentityBand
from ui.desktop.main_window import MainWindow
from ui.desktop.words import NAMES, told

MENU = "&Post"
KEPT_FOR_MS = 10 * 60_000
"""How long a text waits at the door."""


def other(kind: IdentityKind) -> IdentityKind:
    """The identity beside this one."""
    return IdentityKind.PERSONAL if kind is IdentityKind.PROFESSIONAL else IdentityKind.PROFESSIONAL


class MoveDialog(IdentityDialog):
    """Says from where, to where, what goes along and what stays; nothing happens before the tick."""

    def __init__(self, identity: Identity, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(identity, "Move the text to the other identity", parent)
        here, there = NAMES[identity.kind].lower(), NAMES[other(identity.kind)].lower()
        self.body.addWidget(section(f"From here, the {here} identity"))
        self.body.addWidget(IdentityBand(identity.kind, identity.display_name))
        self.body.addWidget(section(f"To the {there} identity"))
        self.there = IdentityBand(other(identity.kind), "its vault is locked now")
        self.body.addWidget(self.there)
        channels = ", ".join(facts(c).name for c in draft.channels) or "none yet"
        self.body.addWidget(section("What goes along"))
        self.body.addWidget(prose(f"The text ({len(draft.text):,} characters) and its channels ({channels})."))
        self.body.addWidget(section("What stays here"))
        self.body.addWidget(
            prose(
                "Title, pictures with their descriptions, content warning, what you did about findings, consents, "
                f"approvals. The draft itself stays too: delete it here once it is where it should be. The {there} "
                "identity checks the text anew, under its own policies and its own words to keep out."
            )
        )
        self.body.addWidget(
            prose(
                f"This vault is locked, and the {there} one opens by its own key. The text waits in memory for ten "
                "minutes; if you turn back at the door it is let go of, and nothing is lost here.",
                soft=True,
            )
        )
        self.meant = Tick(f"I mean to take this text from my {here} to my {there} presence (MIP K1)")
        self.body.addWidget(self.meant)
        self.move_button = primary(QPushButton(f"Lock, and go to the {there} door"))
        self.move_button.setEnabled(False)
        self.move_button.clicked.connect(self.accept)
        self.meant.toggled.connect(self.move_button.setEnabled)
        self.add_buttons(self.move_button, cancel="Stay here")
        self.resize(640, 680)


class Move(Feature):
    """The menu entry. `wanted(draft)` asks whoever holds both vaults' doors."""

    wanted = Signal(object)

    def build(self) -> None:
        """The menu entry, which names the other identity."""
        there = NAMES[other(self.session.kind)].lower()
        self.command(MENU, f"&Move the text to the {there} identity…", None, self.ask)

    def ask(self) -> MoveDialog | None:
        """Show what would travel and what would not."""
        desk = self.window.desk
        if not desk.draft_id or not desk.text().strip():
            self.window.toast.say("There is no text to move yet.", undo="")
            return None
        if not self.window.save_now():
            return None
        draft = self.session.drafts.get(desk.draft_id)
        dialog = MoveDialog(self.session.identity, draft, self.window)
        dialog.accepted.connect(lambda: self.wanted.emit(draft))
        self.show_dialog(dialog)
        return dialog


class Carried(QObject):
    """The one text on its way. It lives in memory only, for ten minutes at most; `let_go()` says that it is gone."""

    gone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._draft: Draft | None = None
        self._to = IdentityKind.PERSONAL
        self._timer = QTimer(self, singleShot=True, interval=KEPT_FOR_MS)
        self._timer.timeout.connect(self._too_late)

    @property
    def there(self) -> bool:
        """Whether a text is on its way."""
        return self._draft is not None

    def take(self, draft: Draft, to: IdentityKind) -> None:
        """Take a copy along."""
        self._draft, self._to = draft, to
        self._timer.start()

    def words(self) -> str:
        """What the door says while a text is on its way."""
        here, there = NAMES[other(self._to)].lower(), NAMES[self._to].lower()
        return (
            f"A text from the {here} vault is on its way. Open the {there} vault to put it there.\n"
            f"If you turn back, the copy is let go of; the draft stays in the {here} vault."
        )

    def arrive(self, window: MainWindow) -> None:
        """A vault was opened: the text goes there if that is the one meant; either way it is carried no more."""
        draft, to = self._draft, self._to
        self.let_go()
        if draft is None:
            return
        here, there = NAMES[other(to)].lower(), NAMES[to].lower()
        if window.session.kind is not to:
            window.toast.say(f"The text was not moved: it is still here, in the {here} vault.", undo="")
            return
        try:
            made = window.considered.move(draft, window.session)
        except UserTrouble as trouble:
            window.desk.notice.say(told(trouble))
            return
        window.refresh()
        window.open_draft(made.id)
        window.toast.say(f"The text is here now, and checked as {there}. Its first draft stays {here}.", undo="")

    def let_go(self) -> None:
        """Drop the text."""
        self._draft = None
        self._timer.stop()

    def _too_late(self) -> None:
        self.let_go()
        self.gone.emit()
