"""A policy has a newer edition: what is approved is read against it by itself, and the window says what came of it."""

from __future__ import annotations

from composer.draft import DraftState
from composer.editions import named
from composer.errors import UserTrouble
from composer.standing import Standing
from rules.report import Report
from ui.desktop.features import Feature
from ui.desktop.reading_once import ReadingOnce

STAYS = "Read against {names}: nothing in it is newly forbidden, so the approval stays."


class AgainFeature(Feature):
    """Reads approved posts anew, one after the other; posts that have left only while they are open."""

    def build(self) -> None:
        self._standings = self.window.standings
        self._asked: dict[str, Standing] = {}
        self.reading = ReadingOnce(self.window.desk.reading.checking, "again", self)
        self.reading.answered.connect(self._answered)
        self.reading.failed.connect(self._failed)
        self._standings.changed.connect(self.look)
        self.window.desk.reading.changed.connect(self._look_at_open)
        self._open = ""
        self.look()

    def look(self) -> None:
        """Ask for each approval that waits and is not asked for yet."""
        if self.session.read_only or not self.session.is_open:
            return
        for standing in self._standings.waiting():
            if standing.approval is None:
                continue
            approval = standing.approval
            known = self._asked.get(approval.id)
            if (known is not None and known.waits == standing.waits) or not self._due(approval.draft_id):
                continue
            self._asked[approval.id] = standing
            words = self.session.whole_text(approval.draft_id).text
            self.reading.ask(approval.id, words, self.session.setting(approval.channel))

    def _due(self, draft_id: str) -> bool:
        return draft_id == self.window.draft_id or self.session.drafts.get(draft_id).state is DraftState.APPROVED

    def _look_at_open(self) -> None:
        if self.window.draft_id != self._open:
            self._open = self.window.draft_id
            self.look()

    def _answered(self, approval_id: str, report: object) -> None:
        assert isinstance(report, Report)
        waiting = self._asked.get(approval_id)
        if waiting is None or waiting.approval is None or not self.session.is_open:
            return
        try:
            after = self.session.recheck(waiting, report, self.today())
        except UserTrouble as trouble:
            self.window.trouble(trouble)
            return
        if waiting.approval.draft_id == self.window.draft_id and after.holds:
            self.window.toast.say(STAYS.format(names=named(waiting.waits)), undo="")
        self.window.refresh()

    def _failed(self, approval_id: str) -> None:
        self._asked.pop(approval_id, None)  # asked for again when the list is read next

    def put_away(self) -> None:
        super().put_away()
        self.reading.forget()
        self._asked.clear()
