"""Whether the post on the screen is approved: told in the status bar, and in words at the moment an approval falls."""

from __future__ import annotations

from composer.publish.channels import facts
from composer.standing import EDITED, Standing
from composer.wording import plain_date
from ui.desktop.announce import announce
from ui.desktop.drafting import DRAFTS
from ui.desktop.features import Feature
from ui.desktop.strips import Strip
from ui.desktop.words import both

WITH_THIS = "The approval ended with this change: the post is to be reviewed again before it goes."


class StandingFeature(Feature):
    """Follows the list of drafts, which knows what has fallen."""

    def build(self) -> None:
        self._approved: set[str] = set()
        """Drafts seen to be approved in this session."""
        self._hidden: set[tuple[str, tuple[str, ...]]] = set()
        self.strip = Strip(self.window, "No longer approved", hide="I have read this")
        self.strip.offer("Review and approve…", self.window.review)
        self.strip.hidden.connect(self._hide)
        self.standings = self.window.standings
        self.standings.changed.connect(self.look)
        self.window.desk.state_changed.connect(self.look)
        self.window.page_shown.connect(self.look)
        self.look()

    def look(self, *_: object) -> None:
        """Tell how the open draft stands."""
        draft_id = self.window.draft_id
        here = bool(draft_id) and self.window.current_page() == DRAFTS
        fallen = self.standings.fallen(draft_id) if here else None
        self._tell_status(draft_id if here else "", fallen)
        if fallen is None:
            self.strip.say("")
            if here and self.standings.approved(draft_id) is not None:
                self._approved.add(draft_id)
            return
        first = draft_id in self._approved
        self._approved.discard(draft_id)
        if fallen.reasons == (EDITED,):
            self.strip.say("")
            if first:
                self.window.toast.say(WITH_THIS, undo="")
            return
        if (draft_id, fallen.reasons) not in self._hidden:
            self.strip.say(f"This post is no longer approved. {' '.join(fallen.reasons)}", "caution")

    def _tell_status(self, draft_id: str, fallen: Standing | None) -> None:
        words, role, more = "", "soft", ""
        if (rest := self.standings.resting(draft_id)) is not None:
            words, more = f"Rests until {plain_date(rest.until)}", rest.told()
        elif fallen is not None:
            words, role, more = "✕ No longer approved", "caution", " ".join(fallen.reasons)
        elif (waits := self.standings.waits(draft_id)) is not None:
            words, more = "… To be read again", " ".join(waits.reasons)
        elif channels := self.standings.approved_for(draft_id):
            names = [facts(channel).name for channel in reversed(channels)]
            words, role = f"✓ Approved for {names[0]}", "good"
            if len(names) > 1:
                words, more = f"✓ Approved for {len(names)} channels", f"Approved for {both(names)}."
        before = self.window.status.approval.text()
        self.window.status.tell_approval(words, role, more)
        if words != before and fallen is not None:
            announce(self.window.status, f"{words}. {more}")

    def _hide(self) -> None:
        draft_id = self.window.draft_id
        if (fallen := self.standings.fallen(draft_id)) is not None:
            self._hidden.add((draft_id, fallen.reasons))

    def put_away(self) -> None:
        super().put_away()
        self.standings.forget()
        self.strip.say("")
