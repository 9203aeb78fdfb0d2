"""From findings to a decision: what the author did with each, and what still stands between a draft and approval."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from composer.clock import today_in
from composer.consent.ledger import Ledger
from composer.consent.scope import Coverage, covers
from composer.errors import UserTrouble
from composer.publish.post import Extras, PictureTable, PictureTrouble, troubles, whole
from rules.report import Channel, Finding, Outcome, Report, Stage

if TYPE_CHECKING:
    from composer.vault.vault import Vault

_WORD = re.compile(r"[^\W\d_]{2,}")
MIN_REASON = 20
"""Code points that an overruling reason needs."""
MIN_WORDS = 4
"""Different words of two letters or more that it needs: held-down keys are no reason."""


class How(enum.StrEnum):
    """What the author did with a finding."""

    MENDED = "mended"
    CONSENT = "consent"
    SET_ASIDE = "set-aside"
    OVERRULED = "overruled"


class Need(enum.StrEnum):
    """What a finding still needs before the post may go out."""

    NOTHING = "nothing"
    CONSENT = "consent"
    REASON = "reason"
    """An overruling reason beside the consent: a clause without exception binds."""
    MEND = "mend"


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """What the author did with one finding. A `reason` beside a consent overrules a clause without exception."""

    finding_key: str
    concern: str
    rule: str
    outcome: str
    how: How
    reason: str = ""
    consent_id: str | None = None
    at: datetime


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that stands in the way, as a sentence for the author."""

    code: str
    """`not-checked`, `not-saved`, `empty`, `consent`, `reason`, `mend`, `picture`, `question`, `resting`."""
    message: str
    finding_key: str = ""
    picture: int = 0
    """Number of the picture that it is about, counted from 1; 0 for none."""


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """One finding with what was done about it and what it still needs."""

    finding: Finding
    resolution: Resolution | None = None
    coverage: Coverage | None = None
    """For a linked consent: whether it covers this text, here, today."""
    need: Need = Need.NOTHING
    needs_overrule: bool = False
    """Whether a clause without exception (such as MIP N3) asks for a typed reason, consent or not."""

    @property
    def settled(self) -> bool:
        """Whether nothing more is needed."""
        return self.need is Need.NOTHING


class ReviewState(msgspec.Struct, frozen=True, kw_only=True):
    """A draft's findings and resolutions at one moment, on one channel, for one text."""

    items: tuple[ReviewItem, ...]
    blockers: tuple[Blocker, ...]
    mended: tuple[Resolution, ...] = ()
    """Resolutions whose passage is gone: what the author changed."""
    pictured: tuple[str, ...] = ()
    """Ids of the consents of the people in its pictures."""

    @property
    def pictures_lack(self) -> tuple[PictureTrouble, ...]:
        """What the pictures lack before the post may go."""
        return tuple(PictureTrouble(message=b.message, picture=b.picture) for b in self.blockers if b.code == "picture")

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way but the questions."""
        return not self.blockers

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings that still need something, severest first."""
        return tuple(i.finding for i in self.items if not i.settled)

    @property
    def left(self) -> tuple[Finding, ...]:
        """Advice that nothing was done about; allowed, and listed at approval."""
        return tuple(i.finding for i in self.items if i.settled and i.resolution is None)

    @property
    def resolved(self) -> tuple[ReviewItem, ...]:
        """Findings with a resolution that holds."""
        return tuple(i for i in self.items if i.settled and i.resolution is not None)

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Where bodies disagree and what going on takes, once for each pair of clauses."""
        return tuple(dict.fromkeys(d for i in self.items if i.needs_overrule for d in _disagreement(i.finding)))

    @property
    def overruled(self) -> tuple[ReviewItem, ...]:
        """Findings that stop a post and that the author goes on against, with a reason."""
        stopping = (i for i in self.items if i.finding.outcome.stops)
        return tuple(i for i in stopping if i.resolution and _reason_holds(i.finding, i.resolution))

    @property
    def consents(self) -> tuple[str, ...]:
        """Ids of the consents that the post rests on, for its words and its pictures."""
        linked = (i.resolution.consent_id for i in self.items if i.resolution and i.settled)
        return tuple(dict.fromkeys(c for c in (*linked, *self.pictured) if c))


class _Place(NamedTuple):
    """What a coverage is asked of: everything that readers will see, where, on which day."""

    text: str
    pictures: tuple[str, ...]
    channel: Channel
    day: date


class ReasonTooShort(UserTrouble):
    """An overruling needs a reason in words."""


def reason_lacks(reason: str) -> str:
    """What an overruling reason still lacks, as a short sentence; empty when it is one."""
    words = reason.strip()
    left = MIN_REASON - len(words)
    if left > 0:
        return f"{left} more character{'s' * (left > 1)}."
    different = {w.casefold() for w in _WORD.findall(words)}
    if len(different) < MIN_WORDS:
        return f"at least {MIN_WORDS} different words."
    return ""


class Review:
    """One draft's findings → resolutions, kept in its vault."""

    def __init__(self, vault: Vault, draft_id: str, ledger: Ledger | None = None) -> None:
        self._vault = vault
        self._draft = draft_id
        self._ledger = ledger or Ledger(vault)

    def resolutions(self) -> dict[str, Resolution]:
        """What was done, by the finding's key."""
        rows = self._vault.drafts.resolutions(self._draft)
        return {r.finding_key: msgspec.convert(msgspec.to_builtins(r), Resolution) for r in rows}

    def set_aside(self, findings: Finding | Iterable[Finding], reason: str = "") -> None:
        """Set advice aside, with or without a reason. `ReasonTooShort` where a finding stops the post: overrule it."""
        for finding in _several(findings):
            if finding.outcome.stops:
                raise ReasonTooShort(
                    "This finding stops the post, so it cannot be set aside.",
                    "It needs a consent, a change, or an overruling with a reason.",
                    "Choose one of these.",
                )
            self._save(finding, How.SET_ASIDE, reason=reason.strip())

    def overrule(self, findings: Finding | Iterable[Finding], reason: str) -> None:
        """Go on against a finding, with a typed reason of at least 20 characters. It shows in the record.

        Where a consent is linked already, the link stays and the reason is added to it.
        """
        words = reason.strip()
        if lack := reason_lacks(words):
            raise ReasonTooShort(
                f"This is no reason yet: {lack}",
                "The reason stands in the record for whoever asks later.",
                "Write why you decide so, without naming anyone.",
            )
        done = self.resolutions()
        for finding in _several(findings):
            linked = done.get(finding.key)
            if linked and linked.consent_id:
                self._save(finding, How.CONSENT, reason=words, consent_id=linked.consent_id)
            else:
                self._save(finding, How.OVERRULED, reason=words)

    def link_consent(self, findings: Finding | Iterable[Finding], consent_id: str) -> None:
        """Rest findings on a consent. Whether it covers the text is looked at each time, not now."""
        self._ledger.get(consent_id)
        done = self.resolutions()
        for finding in _several(findings):
            before = done.get(finding.key)
            reason = before.reason if before and _reason_holds(finding, before) else ""
            self._save(finding, How.CONSENT, reason=reason, consent_id=consent_id)

    def mended(self, finding: Finding) -> None:
        """Note that the author took a suggestion or changed the passage."""
        self._save(finding, How.MENDED)

    def undo(self, finding_key: str) -> None:
        """Take a resolution back."""
        self._vault.drafts.remove_resolution(self._draft, finding_key)

    def state_of(
        self, report: Report, channel: Channel, *, text: str | None = None, today: date | None = None
    ) -> ReviewState:
        """Where the draft stands: each finding with its resolution, and every blocker in plain words.

        `text` is the text that `report` is about; by default the draft as last saved. `today` is the author's date.
        """
        words = self._vault.drafts.get(self._draft).text if text is None else text
        day = today or today_in(self._vault)
        done = self.resolutions()
        extras = PictureTable(self._vault).of(self._draft)
        place = _Place(whole(words, extras).text, tuple(p.sha256 for p in extras.pictures), channel, day)
        items = tuple(self._item(f, done.get(f.key), place) for f in _by_weight(report.findings))
        present = {f.key for f in report.findings}
        blockers = (
            *_of_report(report, words),
            *(b for i in items for b in _of_item(i)),
            *self._of_pictures(extras, place),
        )
        gone = tuple(r for key, r in done.items() if key not in present)
        return ReviewState(items=items, blockers=blockers, mended=gone, pictured=extras.consents)

    def _item(self, finding: Finding, done: Resolution | None, place: _Place) -> ReviewItem:
        coverage = None
        if done and done.consent_id:
            coverage = self._covers(done.consent_id, place)
        overrule = finding.outcome.stops and any(c.overrule for c in finding.citations)
        need = _need(finding, done, coverage, overrule)
        return ReviewItem(finding=finding, resolution=done, coverage=coverage, need=need, needs_overrule=overrule)

    def _covers(self, consent_id: str, place: _Place) -> Coverage:
        return covers(self._ledger.get(consent_id), place.text, place.channel, place.day, pictures=place.pictures)

    def _of_pictures(self, extras: Extras, place: _Place) -> Iterator[Blocker]:
        for trouble in troubles(extras, place.channel):
            if trouble.stops:
                yield Blocker(code="picture", message=trouble.message, picture=trouble.picture)
        lacking = {c: found.reason for c in extras.consents if not (found := self._covers(c, place)).covered}
        for n, picture in enumerate(extras.pictures, 1):
            for consent_id in dict.fromkeys(p.consent_id for p in picture.people if p.consent_id in lacking):
                yield Blocker(code="picture", message=lacking[consent_id], picture=n)

    def _save(self, finding: Finding, how: How, *, reason: str = "", consent_id: str | None = None) -> None:
        resolution = Resolution(
            finding_key=finding.key,
            concern=str(finding.concern),
            rule=finding.rule,
            outcome=str(finding.outcome),
            how=how,
            reason=reason,
            consent_id=consent_id,
            at=datetime.now(UTC),
        )
        self._vault.drafts.save_resolution(self._draft, resolution)


def _disagreement(finding: Finding) -> Iterator[str]:
    allows = [c.label for c in finding.citations if c.exception == "consent"]
    forbids = [c.label for c in finding.citations if c.overrule]
    if allows and forbids:
        yield (
            f"{' and '.join(allows)} would allow this with full informed consent; {' and '.join(forbids)} makes no "
            "exception. Going on takes the consent and a reason in your words, which stays in the record."
        )


def _need(finding: Finding, done: Resolution | None, coverage: Coverage | None, overrule: bool) -> Need:
    if not finding.outcome.stops:
        return Need.NOTHING
    reasoned = done is not None and _reason_holds(finding, done)
    if done and done.how is How.OVERRULED and reasoned:
        return Need.NOTHING
    if finding.outcome is Outcome.MUST_FIX:
        return Need.NOTHING if reasoned else Need.MEND
    if coverage is None or not coverage.covered:
        return Need.CONSENT
    return Need.REASON if overrule and not reasoned else Need.NOTHING


def _reason_holds(finding: Finding, done: Resolution) -> bool:
    """Whether the reason overrules the finding as it is now: one given when it was milder says nothing of this."""
    if done.how not in (How.OVERRULED, How.CONSENT) or not done.reason:
        return False
    return Outcome(done.outcome).rank >= finding.outcome.rank


def _of_report(report: Report, text: str) -> Iterator[Blocker]:
    if not text.strip():
        yield Blocker(code="empty", message="There is no text yet.")
    if report.stage is not Stage.WHOLE:
        yield Blocker(code="not-checked", message="The check is still going on. It takes a moment.")


def _of_item(item: ReviewItem) -> Iterator[Blocker]:
    name = item.finding.title or item.finding.why
    if item.need is Need.CONSENT:
        said = item.coverage.reason if item.coverage else "No consent is linked."
        yield Blocker(code="consent", message=f"{name}: needs a consent. {said}", finding_key=item.finding.key)
    elif item.need is Need.REASON:
        clauses = ", ".join(c.label for c in item.finding.citations if c.overrule)
        message = f"{name}: {clauses} makes no exception for consent. Going on takes a reason in your words."
        yield Blocker(code="reason", message=message, finding_key=item.finding.key)
    elif item.need is Need.MEND:
        message = f"{name}: change the passage, or overrule with a reason."
        yield Blocker(code="mend", message=message, finding_key=item.finding.key)


def _by_weight(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: (-f.outcome.rank, f.start))


def _several(findings: Finding | Iterable[Finding]) -> tuple[Finding, ...]:
    return (findings,) if isinstance(findings, Finding) else tuple(findings)
