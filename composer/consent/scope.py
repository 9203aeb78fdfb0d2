"""Whether a consent covers this text, here, today; and if not, what has changed since the person saw it."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec
import regex

from composer.consent.record import ConsentRecord
from composer.publish.channels import facts
from composer.wording import normal_text, plain_date, text_hash
from rules.report import Channel

_WORDS = regex.compile(r"\n|[^\S\n]+|[\p{L}\p{M}\p{N}]+(?:['’\-][\p{L}\p{M}\p{N}]+)*|\X")
_BEFORE, _AFTER = 3, 3


class ChangeKind(enum.StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    REPLACED = "replaced"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the text differs from the one seen. Offsets are code points, `end` exclusive."""

    kind: ChangeKind
    seen: str
    now: str
    seen_start: int
    seen_end: int
    start: int
    end: int
    before: str = ""
    """A few words before, to find the place by."""
    after: str = ""

    def told(self) -> str:
        """The change as a sentence for a person."""
        if self.kind is ChangeKind.ADDED:
            return f"Added “{_short(self.now)}”{_where(self.before)}."
        if self.kind is ChangeKind.REMOVED:
            return f"Left out “{_short(self.seen)}”{_where(self.before)}."
        return f"“{_short(self.seen)}” became “{_short(self.now)}”."


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: covered or not, why in one or two sentences, and the changes word by word."""

    covered: bool
    reason: str
    code: str = "covered"
    """`covered`, `same-substance`; or what is lacking: `state`, `parties`, `restricted`, `channel`, `expired`, `text`,
    `quote`, `picture`."""
    changes: tuple[Change, ...] = ()


def covers(record: ConsentRecord, text: str, channel: Channel, on: date, *, pictures: Iterable[str] = ()) -> Coverage:
    """Whether `record` lets `text` be posted on `channel` on that day. Pictures are named by their SHA-256."""
    for refusal in (_life(record, on), _place(record, channel), _pictures(record, pictures)):
        if refusal:
            return refusal
    return _words(record, text)


def word_changes(seen: str, now: str) -> tuple[Change, ...]:
    """Word-level comparison of two texts, small steps joined so that a person can read them."""
    old, new = normal_text(seen), normal_text(now)
    a, b = _tokens(old), _tokens(new)
    steps = difflib.SequenceMatcher(None, [t for t, _ in a], [t for t, _ in b], autojunk=False).get_opcodes()
    return tuple(_change(old, new, a, b, step) for step in _joined(steps, a))


def missing_quotes(quotes: Iterable[str], text: str) -> tuple[str, ...]:
    """The quotes that do not stand in the text word for word (typographic quotation marks and spacing aside)."""
    flat = _flat(text)
    return tuple(quote for quote in quotes if _flat(quote) and _flat(quote) not in flat)


def _life(record: ConsentRecord, on: date) -> Coverage | None:
    if record.erased is not None:
        return _no("state", "This record was erased, so nothing can rest on it.")
    if record.restricted:
        return _no("restricted", "This record is locked away and may not be used.")
    if not record.state.valid:
        return _no("state", f"Consent {record.code} is {record.state.label}.")
    if record.waiting_for():
        return _no("parties", f"Not everyone in {record.code} has agreed yet.")
    if record.expires is not None and on > record.expires:
        return _no("expired", f"Consent {record.code} ran out on {plain_date(record.expires)}.")
    return None


def _place(record: ConsentRecord, channel: Channel) -> Coverage | None:
    if channel in record.channels:
        return None
    named = ", ".join(facts(c).name for c in record.channels) or "no channel"
    return _no("channel", f"Consent {record.code} was given for {named}, not for {facts(channel).name}.")


def _pictures(record: ConsentRecord, pictures: Iterable[str]) -> Coverage | None:
    unseen = [p for p in pictures if p not in record.form.material.pictures]
    if not unseen:
        return None
    return _no("picture", f"The person in {record.code} has not seen {len(unseen)} of the pictures.")


def _words(record: ConsentRecord, text: str) -> Coverage:
    digest = text_hash(text)
    if digest == record.text_hash:
        lost = missing_quotes(record.form.material.quotes, text)
        if lost:
            return _no("quote", "A quote in the record does not stand in the text word for word.")
        return Coverage(covered=True, reason=f"Consent {record.code} covers exactly this text here.")
    judged = next((s for s in record.same_substance if s.text_hash == digest), None)
    if judged is not None and not record.form.reach.this_text_only:
        reason = f"Changed since {record.code} saw it; judged the same in substance by {judged.judged_by}."
        return Coverage(
            covered=True, code="same-substance", reason=reason, changes=word_changes(record.text_seen, text)
        )
    return Coverage(
        covered=False,
        code="text",
        reason=f"The text is no longer the one that {record.code} saw and agreed to.",
        changes=word_changes(record.text_seen, text),
    )


def _no(code: str, reason: str) -> Coverage:
    return Coverage(covered=False, code=code, reason=reason)


Token = tuple[str, int]
Step = tuple[str, int, int, int, int]


def _tokens(text: str) -> list[Token]:
    return [(m.group(), m.start()) for m in _WORDS.finditer(text)]


def _joined(steps: Iterable[Step], old: list[Token]) -> Iterator[Step]:
    """Steps that differ, with those parted only by white space made one."""
    pending: Step | None = None
    gap: Step | None = None
    for step in steps:
        if step[0] == "equal":
            gap = step
            continue
        if pending and gap and all(t.isspace() for t, _ in old[gap[1] : gap[2]]):
            pending = ("replace", pending[1], step[2], pending[3], step[4])
        else:
            if pending:
                yield pending
            pending = step
    if pending:
        yield pending


def _change(old: str, new: str, a: list[Token], b: list[Token], step: Step) -> Change:
    _, i1, i2, j1, j2 = step
    seen_start, seen_end = _at(a, i1, old), _at(a, i2, old)
    start, end = _at(b, j1, new), _at(b, j2, new)
    kind = ChangeKind.ADDED if i1 == i2 else ChangeKind.REMOVED if j1 == j2 else ChangeKind.REPLACED
    return Change(
        kind=kind,
        seen=old[seen_start:seen_end],
        now=new[start:end],
        seen_start=seen_start,
        seen_end=seen_end,
        start=start,
        end=end,
        before=" ".join(new[:start].split()[-_BEFORE:]),
        after=" ".join(new[end : end + 200].split()[:_AFTER]),
    )


def _at(tokens: list[Token], index: int, text: str) -> int:
    return tokens[index][1] if index < len(tokens) else len(text)


def _flat(text: str) -> str:
    marks = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
    return " ".join(normal_text(text).translate(marks).split())


def _short(text: str, longest: int = 120) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def _where(before: str) -> str:
    return f" after “{before}”" if before else " at the beginning"
