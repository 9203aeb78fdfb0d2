"""A text that changed since a person saw it: what changed, word by word, and the two ways to go on.

Either somebody judges that it is the same in substance and says why, which is recorded; or the person is asked again.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QTextBrowser, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent.ask import MIN_REASON
from composer.consent.record import ConsentRecord
from composer.consent.scope import Change, missing_quotes, word_changes
from composer.errors import UserTrouble
from composer.wording import normal_text
from ui.desktop import theme
from ui.desktop.consent_fields import paragraphs
from ui.desktop.forms import Field, line, prose, section
from ui.desktop.frames import announce, primary
from ui.desktop.halves import HalfDialog
from ui.desktop.widgets import button
from ui.desktop.words import told

MOST_SENTENCES = 40


class CompareDialog(HalfDialog):
    """Shows the changes. `judged` once it is recorded as the same in substance; `ask_again` when that is wanted."""

    judged = Signal()
    ask_again = Signal()

    def __init__(self, session: Session, record: ConsentRecord, text: str, parent: QWidget | None = None) -> None:
        """`text` is everything of the post that readers will see, as it stands now."""
        super().__init__(session.identity, f"What changed since {record.code} saw it", parent)
        self._session, self._record, self._text = session, record, normal_text(text)
        self.changes = word_changes(record.text_seen, self._text)
        self.lost = missing_quotes(record.form.material.quotes, self._text)
        self.body.addWidget(section("The text now, with what changed"))
        self.view = QTextBrowser()
        self.view.setAccessibleName("The text with its changes")
        self.view.setOpenLinks(False)
        self.view.setTabChangesFocus(True)
        self.view.setMinimumHeight(110)
        self.view.setHtml(marked(record.text_seen, self._text, self.changes))
        self.body.addWidget(self.view)
        self.body.addWidget(
            prose("Underlined and marked [+ +]: added since. Struck out and marked [− −]: left out.", soft=True)
        )
        self.body.addWidget(section(f"{len(self.changes)} place{'' if len(self.changes) == 1 else 's'} changed"))
        for change in self.changes[:MOST_SENTENCES]:
            self.body.addWidget(prose(f"· {change.told()}"))
        if len(self.changes) > MOST_SENTENCES:
            self.body.addWidget(prose(f"… and {len(self.changes) - MOST_SENTENCES} more places."))
        self._same()
        self.again_button = primary(QPushButton("Ask them again…"))
        self.again_button.clicked.connect(self._again)
        self.add_buttons(self.again_button, cancel="Close")
        self.resize(760, 780)
        self.offer_again(session, f"same/{record.id}", {"who": self.who, "why": self.why})

    def _same(self) -> None:
        """The way of judging it the same in substance, or why there is none."""
        self.body.addWidget(section("Is it the same in substance?"))
        reason = self.refusal()
        self.refused = prose(reason)
        self.refused.setVisible(bool(reason))
        self.body.addWidget(self.refused)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        self.who = line("Who judges so", text=self._session.identity.display_name)
        self.why = paragraphs(
            "Why it is the same in substance", "only the time was made vaguer; nothing new about them"
        )
        self.same_button = button("Record: the same in substance", pressed=self.judge)
        hint = f"At least {MIN_REASON} characters; it stands in the record with your name and the changed text."
        for part in (Field("Who judges so", self.who), Field("Why", self.why, hint)):
            column.addWidget(part)
        column.addWidget(self.same_button, 0, Qt.AlignmentFlag.AlignLeft)
        holder.setVisible(not reason)
        self.body.addWidget(holder)

    def refusal(self) -> str:
        """Why it cannot be judged the same in substance; empty where it can."""
        record = self._record
        if record.form.reach.this_text_only:
            return f"{record.code} agreed to these exact words and no others, so any change is asked about again."
        if not record.state.valid or record.erased is not None:
            return f"Consent {record.code} is {record.state.label}: there is nothing that could go on."
        if self.lost:
            quotes = "; ".join(f"“{quote}”" for quote in self.lost)
            return f"Their own words are not there word for word: {quotes}. Put them back, or ask again."
        return ""

    def judge(self) -> bool:
        """Record that it is the same in substance; on trouble say so and stay open."""
        try:
            self._session.ledger.judge_same(
                self._record.id, self._text, judged_by=self.who.text().strip(), why=self.why.toPlainText().strip()
            )
        except UserTrouble as trouble:
            self.notice.say(told(trouble))
            announce(self, told(trouble), urgent=True)
            self.show_top()
            return False
        self.completed()
        announce(self, "Recorded: the same in substance.")
        self.judged.emit()
        self.accept()
        return True

    def _again(self) -> None:
        self.accept()
        self.ask_again.emit()


def marked(seen: str, now: str, changes: tuple[Change, ...]) -> str:
    """The text now as rich text, what was added underlined, what was left out struck out; both also by brackets."""
    colours = theme.current()
    old, parts, at = normal_text(seen), [], 0
    for change in changes:
        parts.append(_plain(now[at : change.start]))
        if change.seen_end > change.seen_start:
            gone = _plain(old[change.seen_start : change.seen_end])
            parts.append(f'<span style="color:{colours.mend}">[−<s>{gone}</s>−]</span>')
        if change.end > change.start:
            new = _plain(now[change.start : change.end])
            parts.append(f'<span style="color:{colours.good}">[+<u>{new}</u>+]</span>')
        at = change.end
    return f'<p style="white-space: pre-wrap">{"".join([*parts, _plain(now[at:])])}</p>'


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")
