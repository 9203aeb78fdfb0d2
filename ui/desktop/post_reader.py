"""“Read it as your client”: the text alone, as the person would meet it, and the questions to read it with.

Nothing is asked for and nothing is kept here: the questions that need an answer come at approval. They are those of the
policies and studies that speak of the reader's side (ACAT b; MIP I2; Ahmed et al. 2020; Cox et al. 2022; IPA 2025).
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from composer.identity import Identity
from composer.publish.channels import facts
from composer.publish.post import Extras
from composer.publish.preview import Preview, preview
from rules.report import Channel
from ui.desktop import theme
from ui.desktop.errands import Errand
from ui.desktop.features import Feature
from ui.desktop.forms import column_of, prose
from ui.desktop.frames import IdentityDialog
from ui.desktop.preview_card import MOST_SHOWN, WARNS_FIRST, Thumbnail, pictures_of
from ui.desktop.theme import set_role
from ui.desktop.widgets import text

MENU = "&Post"
LETTERS = 74
QUESTIONS = (
    (
        "Is it me?",
        "Would I know myself in it, even if nobody else could? Would my family, or the people I work with?",
        "ACAT b. Of tweets about patients who may be living, raters thought 47 % recognisable to the patient; of all "
        "tweets about others, 32 % to their friends or family (Ahmed et al. 2020).",
    ),
    (
        "Could it be me?",
        "If it is about somebody else: could I think that it is about me?",
        "Reports of clients who fear being posted about.",
    ),
    (
        "Would you have said it to me?",
        "Is there a word in it that I have not heard from you, in the room?",
        "IPA 2025.",
    ),
    (
        "Whom is it for?",
        "Reading it, do I feel thought of, or used?",
        "ACAT a; Gabbard 2000.",
    ),
    (
        "How did I come by it?",
        "I searched for your name, and did not tell you.",
        "Two in three of 266 clients had looked their therapist up; one in five of them said so (Cox et al. 2022). "
        "What is posted stays findable, even once it is deleted (MIP I2).",
    ),
)


class ReaderDialog(IdentityDialog):
    """A quiet page: the post, then the questions in the reader's voice."""

    def __init__(
        self,
        identity: Identity,
        words: str,
        channel: Channel,
        extras: Extras,
        thumbnail: Thumbnail,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(identity, "Read it as your client", parent)
        self._extras, self._thumbnail = extras, thumbnail
        self.body.setContentsMargins(48, 30, 48, 30)
        self.body.setSpacing(16)
        self.body.addWidget(text(f"You come upon this on {facts(channel).name}.", "soft"))
        self.page = QFrame()
        set_role(self.page, "sheet")
        self._column = QVBoxLayout(self.page)
        self._column.setContentsMargins(30, 24, 30, 24)
        self._column.setSpacing(18)
        self.posts: list[QLabel] = []
        self.body.addWidget(self.page)
        self.questions: list[QWidget] = []
        for asked, more, source in QUESTIONS:
            self.questions.append(_question(asked, more, source))
            self.body.addWidget(self.questions[-1])
        self.add_buttons(cancel="Back to writing")
        self.resize(column_of(self, LETTERS) + 2 * 78, 820)
        errand = Errand(lambda: preview(words, channel, identity, extras), self)
        errand.done.connect(self._show_post)
        errand.start()

    def _show_post(self, shown: object) -> None:
        assert isinstance(shown, Preview)
        who = " · ".join(filter(None, (shown.author, shown.handle)))
        self._column.addWidget(text(who, "label"))
        if self._extras.warning.strip() and shown.channel in WARNS_FIRST:
            self._column.addWidget(text(self._extras.warning.strip(), "caution"))
        for number, part in enumerate(shown.parts, 1):
            label = prose(part.text[:MOST_SHOWN])
            label.setFont(theme.reading_font(self.font().pointSizeF() * 1.5))
            label.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
            )
            label.setAccessibleName(part.text[:MOST_SHOWN])
            self.posts.append(label)
            self._column.addWidget(label)
            if number == 1 and self._extras.pictures:
                self._column.addWidget(pictures_of(self._extras, self._thumbnail))
        if self.posts:
            self.posts[0].setFocus(Qt.FocusReason.OtherFocusReason)


def _question(asked: str, more: str, source: str) -> QWidget:
    holder = QWidget()
    holder.setAccessibleName(f"{asked} {more}")
    column = QVBoxLayout(holder)
    column.setContentsMargins(4, 6, 4, 0)
    column.setSpacing(3)
    column.addWidget(text(asked, "card-title"))
    column.addWidget(prose(more))
    column.addWidget(text(source, "small"))
    return holder


class Reader(Feature):
    """The menu entry."""

    def build(self) -> None:
        """The menu entry."""
        self.command(MENU, "Read it as &your client…", "Ctrl+Shift+Y", self.open)

    def open(self) -> ReaderDialog | None:
        """Show what is on the screen as somebody would meet it on the channel that is written for first."""
        desk = self.window.desk
        if not desk.draft_id or not desk.text().strip():
            self.window.toast.say("There is no text to read yet.", undo="")
            return None
        dialog = ReaderDialog(
            self.session.identity,
            desk.text(),
            desk.channel,
            desk.beside.extras(),
            desk.beside.strip.image,
            self.window,
        )
        self.show_dialog(dialog)
        return dialog
