"""The author's signed decision on one exact text for one channel; it dies with any change it rests on.

The signature (Ed25519, key kept in the vault) covers the RFC 8785 form of the record, so that anyone can check it later
with the post alone. The record holds no word of the post and no code of a person.

A fall is for good: a text that is changed back revives nothing, nor does a consent renewed later. A new edition of a
policy makes an approval wait until the post has been read against it (`recheck`): what it newly forbids ends it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from composer.clock import today_in
from composer.consent.ledger import Ledger
from composer.consent.scope import covers
from composer.draft import Draft, Drafts, DraftState
from composer.editions import (
    HELD,
    Editions,
    Held,
    PackEdition,
    forbidding,
    named,
    newly_forbidden,
    unread,
    unread_told,
)
from composer.errors import UserTrouble
from composer.pause import Rests, SecondReaders
from composer.publish.channels import count
from composer.publish.post import PictureTable, digests, whole
from composer.publish.thread import THREADED, CannotSplit, split
from composer.questions import Answer, Question, questions_for, unanswered
from composer.review import Blocker, How, Review, ReviewState
from composer.seal import Seal
from composer.standing import BESIDE, EDITED, EDITED_AND_BACK, FALLEN, Fall, Noted, Standing
from composer.wording import text_hash
from rules.report import Channel, Outcome, Report, Stage

if TYPE_CHECKING:
    from composer.vault.vault import Vault

FORMAT = "considered-approval/1"


class RecordedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as the record shows it: no word of the post."""

    concern: str
    rule: str
    outcome: str
    clauses: tuple[str, ...]
    how: str
    """`consent`, `set-aside`, `overruled`, `mended`, or `left` for advice that nothing was done about."""
    reason: str = ""
    """The author's reason for an overruling; other reasons stay in the vault."""


class RecordedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A reflection question and what was answered; notes stay in the vault."""

    id: str
    text: str
    answer: str


class RecordedReader(msgspec.Struct, frozen=True, kw_only=True):
    """That someone else read exactly this text; what they said stays in the vault."""

    reader: str
    """Their role, such as `supervisor`."""
    on: date
    would_post: bool | None = None


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """Where the vault's log stood: a later copy of the log must hold this entry."""

    seq: int
    mac: str


class Attached(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, alt text or thread part that was approved with the post."""

    kind: str
    sha256: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What goes beside the post as `.approval.json`, signed."""

    format: str = FORMAT
    id: str
    made_at: datetime
    text_sha256: str
    characters: int
    identity: str
    author: str
    channel: str
    outcome: str
    packs: tuple[PackEdition, ...]
    findings: tuple[RecordedFinding, ...]
    consents: tuple[str, ...]
    questions: tuple[RecordedAnswer, ...]
    attached: tuple[Attached, ...] = ()
    readers: tuple[RecordedReader, ...] = ()
    """Left out of what is signed where nobody read it, as records from before this field have it."""
    log_head: LogHead
    public_key: str = ""
    """Ed25519, 64 hexadecimal digits."""
    signature: str = ""
    """Over the RFC 8785 form of everything else; 128 hexadecimal digits."""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """An approval as the vault keeps it."""

    draft_id: str
    revision: int
    record: Record
    answers: tuple[Answer, ...]
    beside: int = 0
    """How often pictures, descriptions or warning had been changed when it was made."""
    title_sha256: str = ""
    """Of the draft's title at that moment, which was checked with the text; empty in approvals from before it."""

    @property
    def id(self) -> str:
        """UUID of the approval."""
        return self.record.id

    @property
    def channel(self) -> Channel:
        """The channel approved for."""
        return Channel(self.record.channel)

    @property
    def made_at(self) -> datetime:
        """When it was made (UTC)."""
        return self.record.made_at

    @property
    def overruled(self) -> tuple[RecordedFinding, ...]:
        """Findings that the author went on against, with the reasons."""
        return tuple(f for f in self.record.findings if f.reason)


class NotReady(UserTrouble):
    """Something still stands in the way; `blockers` says what."""

    def __init__(self, blockers: Iterable[Blocker]) -> None:
        self.blockers = tuple(blockers)
        super().__init__(
            "This post is not ready to be approved.",
            " ".join(dict.fromkeys(b.message for b in self.blockers)),
            "Settle each of these, then approve.",
        )


class Approvals:
    """All approvals of one vault, kept as events in its log."""

    def __init__(self, vault: Vault, ledger: Ledger, editions: Editions) -> None:
        self._vault = vault
        self._ledger = ledger
        self._editions = editions
        self._drafts = Drafts(vault)

    def questions(self, draft_id: str, report: Report, channel: Channel, *, text: str | None = None) -> list[Question]:
        """The reflection questions that fit this post; the last asks whether a real person stands behind it."""
        words = self._drafts.get(draft_id).text if text is None else text
        consents = self._state(draft_id, words, report, channel, None).consents
        return questions_for(report, self._vault.identity(), channel, text=words, consents=consents)

    def blockers(
        self,
        draft_id: str,
        report: Report,
        channel: Channel,
        answers: Iterable[Answer] = (),
        *,
        text: str | None = None,
        today: date | None = None,
    ) -> list[Blocker]:
        """Everything that stands between this draft and its approval, the questions included."""
        words = self._drafts.get(draft_id).text if text is None else text
        state = self._state(draft_id, words, report, channel, today)
        asked = questions_for(report, self._vault.identity(), channel, text=words, consents=state.consents)
        return [*self._resting(draft_id, today), *state.blockers, *unanswered(asked, answers)]

    def _resting(self, draft_id: str, today: date | None) -> list[Blocker]:
        rest = Rests(self._vault).holding(draft_id, today or today_in(self._vault))
        return [Blocker(code="resting", message=rest.told())] if rest else []

    def approve(
        self,
        draft_id: str,
        report: Report,
        channel: Channel,
        answers: Iterable[Answer],
        *,
        text: str | None = None,
        today: date | None = None,
    ) -> Approval:
        """Sign and log the approval of exactly this text; `NotReady` with every blocker otherwise.

        `report` must be the whole report on the draft as last saved (`text`, where given, must equal it).
        """
        draft = self._drafts.get(draft_id)
        words = draft.text if text is None else text
        given = tuple(answers)
        blockers = self.blockers(draft_id, report, channel, given, text=words, today=today)
        if text_hash(draft.text) != text_hash(words):
            blockers.append(Blocker(code="not-saved", message="The text on the screen is not the one that is saved."))
        if blockers:
            raise NotReady(blockers)
        state = self._state(draft_id, words, report, channel, today)
        beside = tuple(Attached(kind=k, sha256=h) for k, h in self._beside(draft_id, words, channel))
        readers = tuple(
            RecordedReader(reader=v.reader, on=v.on, would_post=v.would_post)
            for v in SecondReaders(self._vault).on_this_text(draft_id, words)
        )
        record = self._sealed(words, report, channel, state, given, beside, readers)
        edits = PictureTable(self._vault).edits(draft_id)
        approval = Approval(
            draft_id=draft_id,
            revision=draft.revision,
            record=record,
            answers=given,
            beside=edits,
            title_sha256=text_hash(draft.title),
        )
        with self._vault.transaction():
            self._vault.log.append("approval.made", approval.id, msgspec.to_builtins(approval))
            self._vault.drafts.set_state(draft_id, str(DraftState.APPROVED))
        return approval

    def of_draft(self, draft_id: str) -> list[Approval]:
        """All approvals of a draft, newest first."""
        return [a for a in self.all() if a.draft_id == draft_id]

    def all(self) -> list[Approval]:
        """All approvals, newest first."""
        entries = self._vault.log.entries(kind="approval.made")
        found = [msgspec.convert(e.payload, Approval) for e in entries if e.payload is not None]
        return sorted(found, key=lambda a: a.made_at, reverse=True)

    def get(self, approval_id: str) -> Approval | None:
        """One approval, or None."""
        return next((a for a in self.all() if a.id == approval_id), None)

    def current(
        self, draft_id: str, text: str, *, channel: Channel | None = None, today: date | None = None
    ) -> Approval | None:
        """The approval that holds for this text today, or None."""
        standing = self.standing(draft_id, text, channel=channel, today=today)
        return standing.approval if standing.holds else None

    def standing(
        self, draft_id: str, text: str, *, channel: Channel | None = None, today: date | None = None
    ) -> Standing:
        """The latest approval of a draft (for a channel, if given) and whether it still holds, with the reasons."""
        made = [a for a in self.of_draft(draft_id) if channel is None or a.channel is channel]
        if not made:
            return Standing(approval=None, holds=False, reasons=("This post has not been approved yet.",))
        return self.stands(made[0], text, today or today_in(self._vault))

    def holding(self, draft_id: str, text: str, today: date | None = None) -> list[Approval]:
        """The approvals that hold for this text today, the latest of each channel, newest first."""
        day, noted = today or today_in(self._vault), self._noted()
        latest = {a.channel: a for a in reversed(self.of_draft(draft_id))}
        newest = sorted(latest.values(), key=lambda a: a.made_at, reverse=True)
        return [a for a in newest if self._stand(a, text, day, noted).holds]

    def standings(self, drafts: Iterable[Draft], today: date) -> dict[str, list[Standing]]:
        """By draft id, where it was approved once: how the latest approval of each channel stands, newest first."""
        noted, found = self._noted(), {d.id: d for d in drafts}
        latest: dict[str, dict[Channel, Standing]] = {}
        for approval in self.all():
            draft = found.get(approval.draft_id)
            known = latest.setdefault(approval.draft_id, {})
            if draft is not None and approval.channel not in known:
                known[approval.channel] = self._stand(approval, draft.text, today, noted, draft.revision)
        return {draft_id: list(known.values()) for draft_id, known in latest.items() if known}

    def falls(self) -> dict[str, Fall]:
        """By approval id, those that ended for good."""
        entries = self._vault.log.entries(kind=FALLEN)
        return {e.subject: msgspec.convert(e.payload, Fall) for e in entries if e.payload is not None}

    def _noted(self) -> Noted:
        entries = self._vault.log.entries(kind=HELD)
        held: dict[str, tuple[PackEdition, ...]] = {}
        for entry in entries:
            if entry.payload is not None:
                packs = msgspec.convert(entry.payload, Held).packs
                held[entry.subject] = (*held.get(entry.subject, ()), *packs)
        return Noted(self.falls(), held, self._installed())

    def end(self, approvals: Iterable[Approval], fall: Fall) -> None:
        """Note in the log that these ended for good; those that had ended before stay as they were noted."""
        known = self.falls()
        with self._vault.transaction():
            for approval in approvals:
                if approval.id not in known:
                    self._vault.log.append(FALLEN, approval.id, msgspec.to_builtins(fall))

    def end_fallen(self, drafts: Iterable[Draft], today: date) -> set[str]:
        """End for good what no longer holds though its text is unchanged; the ids of the drafts concerned."""
        there, noted = {d.id: d for d in drafts}, self._noted()
        fell = set()
        for approval in self.all():
            draft = there.get(approval.draft_id)
            if draft is None or approval.id in noted.falls or draft.revision != approval.revision:
                continue
            if self._stand(approval, draft.text, today, noted, draft.revision).fell:
                lacking = self._lacking(approval, draft.text, today)
                self.end([approval], Fall(on=today, why="consent" if lacking else "changed"))
                fell.add(approval.draft_id)
        return fell

    def recheck(self, waiting: Standing, report: Report, today: date) -> Standing:
        """Take in how an approved post reads under the editions it waits for: what they newly forbid ends the approval.

        `report` is the whole report on the saved post under the approval's channel, asked for after `waiting` was.
        Where nothing is newly forbidden that is noted, and the approval stays. A report that is not whole, or that the
        checker made without one of its parts, decides nothing.
        """
        approval = waiting.approval
        assert approval is not None
        text = self._drafts.get(approval.draft_id).text
        standing = self.stands(approval, text, today)
        if not standing.waits or report.stage is not Stage.WHOLE or report.degraded:
            return standing
        state = self._state(approval.draft_id, text, report, approval.channel, today)
        if newly := newly_forbidden(state.items, approval.record.findings):
            what = "; ".join(dict.fromkeys(forbidding(f) for f in newly))
            told = f"Newly forbidden under {named(waiting.waits)}: {what}."
            self.end([approval], Fall(on=today, why="edition", what=(told,)))
        else:
            held = Held(on=today, packs=waiting.waits)
            self._vault.log.append(HELD, approval.id, msgspec.to_builtins(held))
        return self.stands(approval, text, today)

    def stands(self, approval: Approval, text: str, today: date) -> Standing:
        """Whether one approval holds for this text on that day, waits, or has ended, with every reason."""
        return self._stand(approval, text, today, self._noted())

    def _stand(self, approval: Approval, text: str, today: date, noted: Noted, revision: int | None = None) -> Standing:
        reasons = self._ended(approval, text, today, noted, revision)
        read = (*approval.record.packs, *noted.held.get(approval.id, ()))
        waits = () if reasons else unread(noted.now, read)
        said = (*reasons, *unread_told(waits, read))
        return Standing(approval=approval, holds=not said, reasons=said, waits=waits)

    def _ended(self, approval: Approval, text: str, today: date, noted: Noted, revision: int | None) -> tuple[str, ...]:
        if approval.record.text_sha256 != text_hash(text):
            return (EDITED,)
        if approval.revision != (self._vault.drafts.get(approval.draft_id).revision if revision is None else revision):
            return (EDITED_AND_BACK,)
        reasons = self._lacking(approval, text, today)
        bound = tuple((a.kind, a.sha256) for a in approval.record.attached)
        edits = PictureTable(self._vault).edits(approval.draft_id)
        if edits != approval.beside or bound != tuple(self._beside(approval.draft_id, text, approval.channel)):
            reasons.append(BESIDE)
        if not reasons and (fall := noted.falls.get(approval.id)) is not None:
            reasons.append(fall.told())
        return tuple(reasons)

    def _lacking(self, approval: Approval, text: str, today: date) -> list[str]:
        """Why consents that it rests on do not cover it on that day."""
        reasons = []
        for consent_id in approval.record.consents:
            extras = PictureTable(self._vault).of(approval.draft_id)
            seen = whole(text, extras).text, approval.channel, today
            record = self._ledger.get(consent_id)
            coverage = covers(record, *seen, pictures=[p.sha256 for p in extras.pictures])
            if not coverage.covered:
                reasons.append(coverage.reason)
        return reasons

    def _beside(self, draft_id: str, text: str, channel: Channel) -> list[tuple[str, str]]:
        """What is bound beside the text: pictures, descriptions, warning, and the parts of a thread."""
        extras = PictureTable(self._vault).of(draft_id)
        parts = thread_parts(text, channel, extras.warning)
        return digests(extras) + [("part", text_hash(part)) for part in parts]

    def _installed(self) -> tuple[PackEdition, ...]:
        return self._editions(self._vault.identity().packs)

    def _state(self, draft_id: str, text: str, report: Report, channel: Channel, today: date | None) -> ReviewState:
        return Review(self._vault, draft_id, self._ledger).state_of(report, channel, text=text, today=today)

    def _sealed(
        self,
        text: str,
        report: Report,
        channel: Channel,
        state: ReviewState,
        answers: tuple[Answer, ...],
        attached: tuple[Attached, ...],
        readers: tuple[RecordedReader, ...],
    ) -> Record:
        identity = self._vault.identity()
        head = self._vault.log.head()
        asked = questions_for(report, identity, channel, text=text, consents=state.consents)
        given = {a.question_id: a.answer for a in answers}
        record = Record(
            id=str(uuid.uuid4()),
            made_at=datetime.now(UTC),
            text_sha256=text_hash(text),
            characters=len(text),
            identity=str(identity.kind),
            author=identity.display_name,
            channel=str(channel),
            outcome=str(report.outcome),
            packs=self._installed(),
            findings=tuple(recorded(state)),
            consents=state.consents,
            questions=tuple(RecordedAnswer(id=q.id, text=q.text, answer=given[q.id]) for q in asked),
            attached=attached,
            readers=readers,
            log_head=LogHead(seq=head.seq, mac=head.mac16),
        )
        return Seal(self._vault).sign(record)


def thread_parts(text: str, channel: Channel, warning: str) -> list[str]:
    """The posts of a thread; none where one post is enough or no thread can be made (the preview says so)."""
    if channel not in THREADED or not count(text, channel, warning=warning).over:
        return []
    try:
        return split(text, channel, warning=warning)
    except CannotSplit:
        return []


def recorded(state: ReviewState) -> Iterable[RecordedFinding]:
    """Findings and what was done about them, without a word of the post."""
    for item in state.items:
        done = item.resolution
        how = str(done.how) if done else "left"
        reason = done.reason if done and item.finding.outcome is not Outcome.ADVICE else ""
        yield RecordedFinding(
            concern=str(item.finding.concern),
            rule=item.finding.rule,
            outcome=str(item.finding.outcome),
            clauses=item.finding.clauses,
            how=how,
            reason=reason,
        )
    for gone in state.mended:
        yield RecordedFinding(
            concern=gone.concern, rule=gone.rule, outcome=gone.outcome, clauses=(), how=str(How.MENDED)
        )
