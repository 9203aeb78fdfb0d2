"""A post of the association, shared as it is: approved and on the clipboard by one decision.

ACAT asks its members to share its posts (ACAT i), so what the checker finds clear and welcome need not walk the whole
review. Nothing is left out for it: the approval is signed and logged as any other, the questions that the post raises
are answered, and whoever decides is shown what they thereby say.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from composer.approval import Approval
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.publish.export import Exported
from composer.questions import LAST, Answer, Question
from rules.packs import PackShelf, Subject
from rules.report import Channel, Outcome, Report, Stage

if TYPE_CHECKING:
    from composer.app import Session

_STATED = {
    LAST: "No part of it is drawn from a real person you have worked with.",
    "employer": "Your line “views my own” is not in it, and need not be: these are the association's words.",
}
"""Questions that sharing may answer, and what is stated by it; a post that raises others takes the whole review."""


class NotAsItIs(UserTrouble):
    """This post needs the review."""

    def __init__(self, why: str) -> None:
        super().__init__("This post cannot be shared as it is.", why, "Use “Review and approve…” instead.")


def association_named(text: str, identity: Identity, shelf: PackShelf | None = None) -> str:
    """Id of the clause by which an association that the text names asks for its posts to be shared; empty for none."""
    shelf = shelf or PackShelf()
    for pack in shelf.load(identity.packs):
        short = re.escape(pack.short)
        named = rf"@{short}\w*|(?<!\w){short}(?!\w)|{re.escape(pack.body)}"
        asks = next(
            (c for c in shelf.encouraging(identity.kind, (pack.id,)) if Subject.INSTITUTION in c.subjects), None
        )
        if asks is not None and re.search(named, text):
            return asks.id
    return ""


class Share:
    """Sharing one draft on one channel. `report` must be the whole report on the draft as last saved.

    `pasted` says that the text stands as it was pasted, whole: then naming the association is enough, and whoever
    shares it says that it is the association's. Else the checker must have found it welcome.
    """

    def __init__(
        self, session: Session, draft_id: str, report: Report, channel: Channel, *, text: str, pasted: bool = False
    ) -> None:
        self._session, self._draft, self._channel = session, draft_id, channel
        self._report, self._text = report, text
        self.clause = next(iter(report.encouraged), "")
        """The clause that asks for it; empty for none."""
        self._named = ""
        if not self.clause and pasted:
            self.clause = self._named = association_named(text, session.identity)

    def why_not(self, today: date | None = None) -> str:
        """Why this post takes the review, in a sentence; empty where it may be shared as it is."""
        report = self._report
        if not self._text.strip():
            return "There is no text yet."
        if report.stage is not Stage.WHOLE or report.degraded:
            return "It has not been checked whole."
        if report.outcome is not Outcome.CLEAR:
            return "Something was found in it that you should look at first."
        if not self.clause:
            return "It does not read as a post of an association whose posts members are asked to share."
        shown = self._session.preview(self._draft, self._channel, text=self._text)
        if not shown.fits:
            return shown.troubles[0]
        if len(shown.parts) > 1:
            return f"It is too long for one post on {shown.name}."
        if any(q.id not in _STATED for q in self._questions()):
            return "It raises questions that only you can answer."
        blockers = self._session.approvals.blockers(
            self._draft, report, self._channel, self._answers(), text=self._text, today=today
        )
        return blockers[0].message if blockers else ""

    def stated(self) -> tuple[str, ...]:
        """What the author says by sharing it, one sentence for each question."""
        theirs = f"It is a post of {self.association()}, word for word." if self._named else ""
        said = (_STATED[q.id] for q in self._questions() if q.id in _STATED)
        return tuple(filter(None, (theirs, *said)))

    def association(self) -> str:
        """The short name of the body whose clause asks for it."""
        return PackShelf().clause(self.clause, self._session.identity.packs)[0].short if self.clause else ""

    def approve(self, today: date | None = None) -> Approval:
        """Sign and log the decision. Raises `NotAsItIs` where the post takes the review."""
        if why := self.why_not(today):
            raise NotAsItIs(why)
        return self._session.approvals.approve(
            self._draft, self._report, self._channel, self._answers(), text=self._text, today=today
        )

    def to_clipboard(self, today: date | None = None) -> tuple[str, Exported]:
        """Approve, and give the text for the clipboard with its logged export."""
        return self._session.exports.to_clipboard(self.approve(today), today=today)

    def _questions(self) -> list[Question]:
        return self._session.approvals.questions(self._draft, self._report, self._channel, text=self._text)

    def _answers(self) -> list[Answer]:
        return [Answer(question_id=q.id, answer=q.easy) for q in self._questions() if q.id in _STATED]
