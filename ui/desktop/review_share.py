"""Sharing a post of the association as it is: offered when the checker finds it clear and welcome; two presses."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from composer.app import Session
from composer.errors import UserTrouble
from composer.publish.channels import facts
from composer.share import Share
from composer.wording import text_hash
from rules.report import Outcome
from ui.desktop.clipboard import put
from ui.desktop.features import Feature
from ui.desktop.forms import heading, prose
from ui.desktop.frames import IdentityDialog, announce, primary
from ui.desktop.paper import Edit
from ui.desktop.practice_room import shelf
from ui.desktop.review_post import PostView
from ui.desktop.strips import Strip
from ui.desktop.words import told

LEAST_PASTED = 20
"""Code points from which an insertion counts as a text and not as a key."""
WORDS, KEY = "Share &as it is…", "Ctrl+Shift+Return"


def welcome_words(clause_id: str) -> str:
    """Why sharing is offered, with the clause."""
    pack, clause = shelf().clause(clause_id)
    return f"This reads as a post of {pack.short}, which asks its members to share its posts ({pack.label(clause)})."


class ShareDialog(IdentityDialog):
    """The post whole, what is said by sharing it, and one button. `shared` comes when it is on the clipboard."""

    shared = Signal()
    approved = Signal()
    """It is approved, and the author would rather have a file."""

    def __init__(self, session: Session, share: Share, draft_id: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(session.identity, "Share as it is", parent)
        self._share = share
        channel = session.drafts.get(draft_id).channel
        self.post = PostView(session, draft_id, text, channel)
        self.body.addWidget(heading(f"Share it on {facts(channel).name}?"))
        self.body.addWidget(self.post, 1)
        self.stated = [prose(f"✓ {sentence}") for sentence in share.stated()]
        self.body.addWidget(prose("By sharing it you say:"))
        for sentence in self.stated:
            self.body.addWidget(sentence)
        self.copy_button = primary(QPushButton("Approve and copy"))
        self.copy_button.setAccessibleDescription(" ".join(share.stated()))
        self.copy_button.clicked.connect(self.copy)
        self.file_button = QPushButton("Approve and save as a file…")
        self.file_button.setAutoDefault(False)
        self.file_button.clicked.connect(self.to_file)
        self.add_buttons(self.file_button, self.copy_button)
        self.resize(600, 560)

    def copy(self) -> None:
        """Approve, and put the post on the clipboard; where that is refused, say why and stay."""
        try:
            text, _ = self._share.to_clipboard()
        except UserTrouble as trouble:
            self._refuse(trouble)
            return
        put(text)
        self.shared.emit()
        self.accept()

    def to_file(self) -> None:
        """Approve, and go on with the export."""
        try:
            self._share.approve()
        except UserTrouble as trouble:
            self._refuse(trouble)
            return
        self.accept()
        self.approved.emit()

    def _refuse(self, trouble: UserTrouble) -> None:
        self.notice.say(told(trouble))
        announce(self, told(trouble), urgent=True)
        self.show_top()


class ShareFeature(Feature):
    """Offers it in a line above the page while it holds for the text on the screen, and in the Post menu."""

    def build(self) -> None:
        self._not_now: set[str] = set()
        self.strip = Strip(self.window, "Share as it is", hide="Not now")
        self.button = self.strip.offer("Share as it is…", self.open, name="Share this post as it is")
        self.strip.hidden.connect(self._hide)
        self.action = self.command("&Post", WORDS, KEY, self.open)
        self._pasted: dict[str, str] = {}
        """By draft id, the fingerprint of a text that came in whole, by one paste."""
        desk = self.window.desk
        desk.sheet.edited.connect(self._edited)
        desk.state_changed.connect(self.look)
        desk.marking.whole.connect(self.look)
        desk.draft_saved.connect(self.look)
        self.window.page_shown.connect(self.look)

    def share(self) -> Share | None:
        """The sharing of what is on the screen; None while it is not checked whole."""
        desk, report = self.window.desk, self.window.report()
        if not desk.draft_id or report is None or self.session.read_only:
            return None
        text = desk.text()
        pasted = self._pasted.get(desk.draft_id) == text_hash(text)
        return Share(self.session, desk.draft_id, report, desk.channel, text=text, pasted=pasted)

    def _edited(self, edit: Edit) -> None:
        if len(edit.new) >= LEAST_PASTED and edit.new == self.window.desk.text():
            self._pasted[self.window.draft_id] = text_hash(edit.new)

    def look(self, *_: object) -> None:
        """Show the line while the post on the screen may be shared as it is and has not been."""
        report, desk = self.window.report(), self.window.desk
        here = self.window.current_page() == "drafts" and desk.draft_id not in self._not_now
        share = self.share() if here and report is not None and report.outcome is Outcome.CLEAR else None
        if share is None or not share.clause:
            self.strip.say("")
            return
        done = self.session.approvals.current(desk.draft_id, desk.text(), channel=desk.channel) is not None
        fits = not done and not share.why_not(self.today())
        self.strip.say(welcome_words(share.clause) if fits else "")

    def open(self) -> None:
        """The second press is in the dialog; where the post needs the review, say why."""
        desk = self.window.desk
        if not desk.draft_id or not desk.saver.now():
            return
        share = self.share()
        why = "The check is not finished yet. It takes a moment." if share is None else share.why_not(self.today())
        if why or share is None:
            self.window.toast.say(f"{why} Use “Review and approve…”." if share else why, undo="")
            return
        dialog = ShareDialog(self.session, share, desk.draft_id, desk.text(), self.window)
        dialog.shared.connect(self._shared)
        dialog.approved.connect(self._to_file)
        self.show_dialog(dialog)

    def _shared(self) -> None:
        self.strip.say("")
        self.window.refresh()
        self.window.toast.say(
            "Approved and on the clipboard: paste it where you share it, then note it under Exported.", undo=""
        )

    def _to_file(self) -> None:
        self.strip.say("")
        self.window.refresh()
        self.window.review_wanted.emit(self.window.draft_id)  # approved already, so this is the export

    def _hide(self) -> None:
        self._not_now.add(self.window.desk.draft_id)

    def put_away(self) -> None:
        super().put_away()
        self.strip.say("")
