"""How an approval stands: it holds, it waits for a reading against a newer policy, or it has ended, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from composer.editions import PackEdition
from composer.wording import plain_date

if TYPE_CHECKING:
    from composer.approval import Approval

EDITED = "The text was changed after it was approved."
EDITED_AND_BACK = (
    "The text was changed after it was approved, and changed back. An approval ends with any edit: review it once more."
)
BESIDE = "Pictures, descriptions, warning or thread were changed after the approval."
FALLEN = "approval.fallen"
_FELL = {
    "consent": "a consent that it rested on had ended or no longer covered it",
    "changed": "something that it rested on had changed",
    "edition": "a policy came that newly forbids something in it",
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an approval holds for a text today, and if not, why, in sentences."""

    approval: Approval | None
    holds: bool
    reasons: tuple[str, ...] = ()
    waits: tuple[PackEdition, ...] = ()
    """Policies that the post has to be read against before it may go: nothing else stands against the approval."""

    @property
    def fell(self) -> bool:
        """Whether it ended, rather than waits."""
        return not self.holds and not self.waits


class Fall(msgspec.Struct, frozen=True, kw_only=True):
    """That an approval ended for good, as the log keeps it: no code of a person, for it outlives an erasure."""

    on: date
    why: str
    """`consent`, `changed` or `edition`."""
    what: tuple[str, ...] = ()
    """For an edition: which policies, and what they forbid; no word of the post."""

    def told(self) -> str:
        """The same in sentences."""
        ended = f"It ended on {plain_date(self.on)}, when {_FELL[self.why]}: review it and approve again."
        return " ".join((*self.what, ended))


class Noted(msgspec.Struct, frozen=True):
    """What the log says of approvals after they were made, by their id, and the policies of now; read once for many."""

    falls: dict[str, Fall]
    held: dict[str, tuple[PackEdition, ...]]
    now: tuple[PackEdition, ...]
