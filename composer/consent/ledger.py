"""The ledger of consents: asking, answering, changing one's mind; every step an event in the vault's log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from composer.consent import ask
from composer.consent.fold import (
    PREFIX,
    Asked,
    Folding,
    Restriction,
    Retention,
    ReviewDay,
    Step,
    Tombstone,
    fold,
    fold_on,
)
from composer.consent.record import (
    ConsentForm,
    ConsentRecord,
    ConsentState,
    Decision,
    Evidence,
    Informing,
    Method,
    Private,
    Reach,
    SameSubstance,
    SubjectKind,
    Voluntariness,
)
from composer.consent.scope import Coverage, covers
from composer.consent.states import ENDED, LEGAL, WHOLE, may_follow
from composer.errors import UserTrouble
from composer.vault.eventlog import ERASED, Entry, Head
from composer.wording import normal_text, text_hash
from rules.report import Channel

if TYPE_CHECKING:
    from composer.vault.vault import Vault


READ_ON = 100
"""Log entries that are read one by one; beyond, the whole log is read at once."""


class ConsentNotPossible(UserTrouble):
    """This step cannot be taken: not legal from the present state, or it would be no valid consent."""


class Ledger:
    """All consents of one vault. Not thread-safe; reads are cached until the log grows."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._seen: Head | None = None
        self._folded: dict[str, Folding] = {}

    # Reading

    def all(self) -> list[ConsentRecord]:
        """Every record, newest request first; erased ones are there as tombstones."""
        records = [f.record for f in self._fold().values() if f.record is not None]
        return sorted(records, key=lambda r: r.asked_at, reverse=True)

    def get(self, consent_id: str) -> ConsentRecord:
        """One record; `ConsentNotPossible` when there is none."""
        folding = self._fold().get(consent_id)
        if folding is None or folding.record is None:
            raise ConsentNotPossible(
                "There is no such consent record in this vault.", "Nothing was changed.", "Choose one from the list."
            )
        return folding.record

    def private(self, consent_id: str) -> Private:
        """The author's own notes on transference, power and supervision; in no document that leaves the vault."""
        self.get(consent_id)
        return self._fold()[consent_id].private

    def steps(self, consent_id: str) -> dict[ConsentState, tuple[str, ...]]:
        """The legal next steps, each with the codes of those who may take it; steps of the author have no code."""
        record = self.get(consent_id)
        if record.erased is not None or record.state in ENDED:
            return {}
        found: dict[ConsentState, tuple[str, ...]] = dict.fromkeys(LEGAL[record.state] & WHOLE, ())
        for code, standing in self._fold()[consent_id].states.items():
            for state in LEGAL[standing] - WHOLE:
                found[state] = (*found.get(state, ()), code)
        return found

    def search(
        self,
        text: str = "",
        *,
        state: ConsentState | None = None,
        kind: SubjectKind | None = None,
        channel: Channel | None = None,
        due_by: date | None = None,
        draft_id: str = "",
    ) -> list[ConsentRecord]:
        """Records that fit all that is asked; `text` is looked for in codes and in the words seen, case aside."""
        tests = (
            lambda r: not text or _found(text, r),
            lambda r: state is None or r.state is state,
            lambda r: kind is None or r.kind is kind,
            lambda r: channel is None or channel in r.channels,
            lambda r: due_by is None or any(d <= due_by for d in due_dates(r)),
            lambda r: not draft_id or r.form.draft_id == draft_id,
        )
        return [record for record in self.all() if all(test(record) for test in tests)]

    def covering(self, text: str, channel: Channel, on: date, *, pictures: Iterable[str] = ()) -> list[ConsentRecord]:
        """Records that cover this text and these pictures (SHA-256) here on that day: what could be linked to."""
        shown = tuple(pictures)
        return [r for r in self.all() if covers(r, text, channel, on, pictures=shown).covered]

    def coverage(self, consent_id: str, text: str, channel: Channel, on: date) -> Coverage:
        """Whether one record covers this text here on that day, with the changes since it was seen."""
        return covers(self.get(consent_id), text, channel, on)

    def next_code(self, kind: SubjectKind) -> str:
        """The next free code of a kind, as `C-014`; codes of erased records are never given again."""
        used = (r.code.split("/")[0].removeprefix(f"{kind.letter}-") for r in self.all() if r.kind is kind)
        return f"{kind.letter}-{max((int(n) for n in used if n.isdigit()), default=0) + 1:03d}"

    def codes(self, kind: SubjectKind) -> list[str]:
        """Codes of people of this kind who have a record, to ask one of them again."""
        return sorted({r.code for r in self.all() if r.kind is kind and r.erased is None})

    # The life of a consent

    def request(
        self, form: ConsentForm, *, at: datetime | None = None, private: Private | None = None
    ) -> ConsentRecord:
        """Record that a person was asked. Refuses what could never be a valid consent, with the reason."""
        asked = at or _now()
        form = self._prepared(form)
        ask.check_form(form)
        ask.not_in_future(asked)
        parties = ask.parties_of(form)
        consent_id = str(uuid.uuid4())
        with self._vault.transaction():
            self._log(consent_id, str(ConsentState.REQUESTED), Asked(form=form, parties=parties, at=asked))
            if private is not None:
                self._log(consent_id, "private", private)
        return self.get(consent_id)

    def give(
        self,
        consent_id: str,
        *,
        method: Method,
        party: str = "",
        at: datetime | None = None,
        witness: str = "",
        informing: Informing | None = None,
        reach: Reach | None = None,
        voluntariness: Voluntariness | None = None,
        note: str = "",
    ) -> ConsentRecord:
        """One party agrees (with one party, `party` may be left out). `reach` narrows what was asked for."""
        record = self._usable(consent_id)
        decision = Decision(
            party=self._party(record, party),
            state=ConsentState.GIVEN,
            at=at or _now(),
            method=method,
            witness=witness,
            note=note,
        )
        step = Step(decision=decision, informing=informing, reach=reach, voluntariness=voluntariness)
        ask.check_giving(record, step)
        return self._step(record, step)

    def record_given(
        self,
        form: ConsentForm,
        *,
        method: Method,
        decided_at: datetime | None = None,
        witness: str = "",
        asked_at: datetime | None = None,
        private: Private | None = None,
    ) -> ConsentRecord:
        """Request and decision in one act, for a person who has agreed already; all parties in the same way."""
        decided = decided_at or _now()
        asked = asked_at or _morning(form.voluntariness.asked_on) or decided
        with self._vault.transaction():
            record = self.request(form, at=asked, private=private)
            for party in record.parties:
                self.give(record.id, party=party.code, method=method, at=decided, witness=witness)
        return self.get(record.id)

    def defer(self, consent_id: str, *, party: str = "", at: datetime | None = None, note: str = "") -> ConsentRecord:
        """The person wants to think about it."""
        return self._by_party(consent_id, ConsentState.DEFERRED, party, at, note)

    def refuse(self, consent_id: str, *, party: str = "", at: datetime | None = None, note: str = "") -> ConsentRecord:
        """The person said no; one refusal ends it for the whole group."""
        return self._by_party(consent_id, ConsentState.REFUSED, party, at, note)

    def withdraw(
        self, consent_id: str, *, party: str = "", at: datetime | None = None, note: str = ""
    ) -> ConsentRecord:
        """The person changed their mind. No reason is asked for; it holds from this moment."""
        return self._by_party(consent_id, ConsentState.WITHDRAWN, party, at, note)

    def renew(
        self,
        consent_id: str,
        *,
        method: Method,
        party: str = "",
        expires: date | None = None,
        at: datetime | None = None,
        witness: str = "",
        note: str = "",
    ) -> ConsentRecord:
        """The person says again that it holds, perhaps with a new end."""
        record = self._usable(consent_id)
        decision = Decision(
            party=self._party(record, party),
            state=ConsentState.RENEWED,
            at=at or _now(),
            method=method,
            witness=witness,
            note=note,
        )
        reach = msgspec.structs.replace(record.form.reach, expires=expires, review_on=None)
        step = Step(decision=decision, reach=reach, expires=expires)
        ask.check_giving(record, step)
        return self._step(record, step)

    def revoke(self, consent_id: str, reason: str, *, at: datetime | None = None) -> ConsentRecord:
        """The author decides not to use it (any more)."""
        return self._whole(consent_id, ConsentState.REVOKED, reason, at)

    def invalidate(self, consent_id: str, reason: str, *, at: datetime | None = None) -> ConsentRecord:
        """It turned out to be no valid consent: pressure, a lack of capacity, wrong information."""
        return self._whole(consent_id, ConsentState.INVALIDATED, reason, at)

    def expire_due(self, today: date) -> list[ConsentRecord]:
        """Mark every valid consent whose last day has passed; call once when a vault is opened and each day after."""
        due = [r for r in self.all() if r.state.valid and r.expires is not None and r.expires < today]
        return [self._whole(r.id, ConsentState.EXPIRED, "", None) for r in due if r.expires]

    # What belongs to a record

    def judge_same(self, consent_id: str, text: str, *, judged_by: str, why: str) -> ConsentRecord:
        """Record that a changed text is the same in substance as the one seen. `why` takes a sentence."""
        record = self.get(consent_id)
        ask.check_judgement(record, text, judged_by, why)
        judged = SameSubstance(
            text=normal_text(text), text_hash=text_hash(text), judged_by=judged_by, why=why, at=_now()
        )
        self._log(consent_id, "same-substance", judged)
        return self.get(consent_id)

    def note_privately(self, consent_id: str, notes: Private) -> None:
        """Keep notes on transference, power and supervision apart from everything that may be shown."""
        self.get(consent_id)
        self._log(consent_id, "private", notes)

    def attach(self, consent_id: str, evidence: Evidence) -> ConsentRecord:
        """Say that a file in the vault's blobs is evidence for this consent (`composer.consent.evidence` stores it)."""
        self._usable(consent_id)
        self._log(consent_id, "evidence", evidence)
        return self.get(consent_id)

    def retain(self, consent_id: str, until: date, why: str) -> ConsentRecord:
        """Set until when the record is kept, and why."""
        self._usable(consent_id)
        ask.needs_words(why, "a reason for keeping it")
        self._log(consent_id, "retention", Retention(until=until, why=why))
        return self.get(consent_id)

    def review_on(self, consent_id: str, day: date | None) -> ConsentRecord:
        """Set the day on which to ask the person whether it still holds."""
        self._usable(consent_id)
        self._log(consent_id, "review", ReviewDay(on=day))
        return self.get(consent_id)

    def restrict(self, consent_id: str, reason: str, *, ground: str = "") -> ConsentRecord:
        """Lock the record away instead of erasing it (Art. 17(3), 18): kept for a claim, used for nothing."""
        self._usable(consent_id)
        ask.needs_words(reason, "a reason for locking it away")
        self._log(consent_id, "restriction", Restriction(reason=reason, ground=ground))
        return self.get(consent_id)

    def lift_restriction(self, consent_id: str) -> ConsentRecord:
        """Make a locked-away record usable again."""
        self._usable(consent_id)
        self._log(consent_id, "restriction", Restriction(reason=""))
        return self.get(consent_id)

    def erase(self, consent_id: str, reason: str) -> ConsentRecord:
        """Destroy the content for good (Art. 17): words, notes, evidence. A tombstone without them remains.

        The reason stays in the log, to answer for it later. A consent still in force counts as withdrawn by this, so
        that what was posted is taken down.
        """
        record = self._usable(consent_id)
        ask.needs_words(reason, "a reason for erasing it")
        state = ConsentState.WITHDRAWN if record.state.valid else record.state
        left = Tombstone(code=record.code, kind=record.kind, text_hash=record.text_hash, state=state)
        with self._vault.transaction():
            for evidence in record.evidence:
                self._vault.blobs.delete(evidence.blob)
            self._vault.log.erase(subject=consent_id, reason=reason.strip())
            self._log(consent_id, "erased", left)
        return self.get(consent_id)

    # Inside

    def _fold(self) -> dict[str, Folding]:
        head = self._vault.log.head()
        if head != self._seen:
            later = self._later(head)
            if later is None:
                self._folded = fold(self._vault.log.entries())
            else:
                fold_on(self._folded, later)
            self._seen = head
        return self._folded

    def _later(self, head: Head) -> list[Entry] | None:
        """The entries since the last look; None where all have to be read anew (a roll-back, an erasure, too many)."""
        seen = self._seen
        if seen is None or not 0 < head.seq - seen.seq <= READ_ON:
            return None
        if seen.seq and not self._vault.log.entry(seen.seq).mac.startswith(seen.mac16):
            return None
        later = [self._vault.log.entry(seq) for seq in range(seen.seq + 1, head.seq + 1)]
        return None if any(entry.kind == ERASED for entry in later) else later

    def _log(self, consent_id: str, name: str, value: msgspec.Struct) -> None:
        payload: dict[str, Any] = msgspec.to_builtins(value)
        self._vault.log.append(PREFIX + name, consent_id, payload)

    def _prepared(self, form: ConsentForm) -> ConsentForm:
        text = normal_text(form.material.text)
        material = msgspec.structs.replace(form.material, text=text, text_hash=text_hash(text))
        return msgspec.structs.replace(form, material=material, code=form.code or self.next_code(form.kind))

    def _party(self, record: ConsentRecord, party: str) -> str:
        codes = [p.code for p in record.parties]
        if not party and len(codes) == 1:
            return codes[0]
        if party not in codes:
            raise ConsentNotPossible(
                f"Consent {record.code} has {len(codes)} people deciding, and it is not clear who this was.",
                "Nothing was recorded.",
                "Choose the person: " + ", ".join(codes) + ".",
            )
        return party

    def _by_party(
        self, consent_id: str, state: ConsentState, party: str, at: datetime | None, note: str
    ) -> ConsentRecord:
        record = self._usable(consent_id)
        decision = Decision(party=self._party(record, party), state=state, at=at or _now(), note=note)
        return self._step(record, Step(decision=decision))

    def _whole(self, consent_id: str, state: ConsentState, reason: str, at: datetime | None) -> ConsentRecord:
        record = self.get(consent_id)
        if state is not ConsentState.EXPIRED:
            ask.needs_words(reason, "a reason")
        return self._step(record, Step(decision=Decision(party="", state=state, at=at or _now(), note=reason)))

    def _step(self, record: ConsentRecord, step: Step) -> ConsentRecord:
        self._usable(record.id)
        ask.not_in_future(step.decision.at)
        self._legal(record, step.decision)
        self._log(record.id, str(step.decision.state), step)
        return self.get(record.id)

    def _legal(self, record: ConsentRecord, decision: Decision) -> None:
        states = self._fold()[record.id].states
        standing = record.state if decision.state in WHOLE else states[decision.party]
        if may_follow(standing, decision.state) and record.state not in ENDED:
            return
        raise ConsentNotPossible(
            f"Consent {record.code} is {record.state.label}; this step does not follow from there.",
            "Nothing was recorded.",
            "If the person was asked anew, make a new request.",
        )

    def _usable(self, consent_id: str) -> ConsentRecord:
        record = self.get(consent_id)
        if record.erased is not None:
            raise ConsentNotPossible(
                "This record was erased.", "Only its tombstone is left.", "If you need a consent, ask anew."
            )
        return record


def due_dates(record: ConsentRecord) -> Iterable[date]:
    """The days on which a record asks for something: end, review, end of keeping."""
    days = (record.expires if record.state.valid else None, record.form.reach.review_on, record.retain_until)
    return (day for day in days if day is not None and record.erased is None)


def _found(text: str, record: ConsentRecord) -> bool:
    wanted = text.casefold()
    return wanted in record.code.casefold() or wanted in record.text_seen.casefold()


def _now() -> datetime:
    return datetime.now(UTC)


def _morning(day: date | None) -> datetime | None:
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


WHAT_ERASING_LEAVES = (
    "What remains is a line with the code, the kind of person, the fingerprint of the text and the dates, and your "
    "reason for erasing it. Backups made before today still hold the content until they are replaced."
)
"""Said before and after an erasure."""
RETENTION_AFTER_LAST_USE = timedelta(days=6 * 365 + 2)
"""Default keeping of a record after the last public use: six years (design decision, shown and editable)."""
