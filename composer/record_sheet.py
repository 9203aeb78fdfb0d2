"""An approval in words: what was decided, against what, on whose word; for the author, a supervisor or a panel.

It holds what the signed record holds, so no word of the post and no code of a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from composer.approval import Approval, RecordedFinding
from composer.publish.channels import facts
from composer.seal import fingerprint
from composer.standing import Standing
from composer.wording import plain_date

_HOW = {
    "consent": "rests on a consent",
    "overruled": "gone on against, with a reason",
    "set-aside": "set aside",
    "mended": "changed before approval",
    "left": "left as it was",
}
_ENDED = "It no longer holds."
_OUTCOMES = {"must-fix": "to mend", "needs-consent": "needs consent", "advice": "a thought"}
_CONCERNS = {"client-reference": "a client", "client-identifier": "a detail of a client"}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A heading with its lines."""

    heading: str
    lines: tuple[str, ...]


def record_parts(approval: Approval, standing: Standing) -> tuple[Part, ...]:
    """The record in parts, what was gone on against first."""
    return tuple(part for part in _parts(approval, standing) if part.lines)


def record_pdf(approval: Approval, standing: Standing, *, large: bool = False) -> bytes:
    """The record on paper. Some 50 ms."""
    from composer.paper import Paper  # takes a while to load, and only papers need it

    paper = Paper("Record of an approval", large=large, foot=f"Record {approval.id}")
    for part in record_parts(approval, standing):
        paper.heading(part.heading)
        paper.bullets(part.lines)
    return paper.pdf()


def _parts(approval: Approval, standing: Standing) -> Iterator[Part]:
    record = approval.record
    day = f"{plain_date(record.made_at.date())}, {record.made_at:%H:%M} UTC"
    yield Part(heading="Decided", lines=(f"By {record.author}, for {facts(approval.channel).name}, on {day}.",))
    said = "It holds for the text as it stands." if standing.holds else "It waits." if standing.waits else _ENDED
    yield Part(heading="Today", lines=(said, *standing.reasons))
    yield Part(heading="Gone on against", lines=_told_once(finding_line(f) for f in approval.overruled))
    rest = _told_once(finding_line(f) for f in record.findings if not f.reason)
    yield Part(heading="What else was found", lines=rest)
    number = len(record.consents)
    many = f"{number} consent{'s' if number > 1 else ''}, named in the record by number only."
    yield Part(heading="Consents it rests on", lines=(many,) if number else ())
    yield Part(
        heading="Asked and answered", lines=tuple(f"{q.text} {q.answer.capitalize()}." for q in record.questions)
    )
    yield Part(heading="Read by someone else", lines=tuple(_readers(approval)))
    packs = tuple(f"{p.title or p.id}, {p.edition}" for p in record.packs)
    yield Part(heading="Checked against", lines=packs)
    attached = len(record.attached)
    also = (
        f" With it, {attached} part{'s' if attached > 1 else ''} (pictures, descriptions, thread)." if attached else ""
    )
    said = f"{record.characters:,} characters, fingerprint {record.text_sha256[:16]}.{also}"
    yield Part(heading="The text", lines=(said, f"Signed with the key that begins {fingerprint(record.public_key)}."))


def finding_line(finding: RecordedFinding) -> str:
    """One finding as it was dealt with: `Honest claims (ACAT f), to mend: gone on against, with a reason. “…”`."""
    what = _CONCERNS.get(finding.concern, finding.concern.replace("-", " "))
    clauses = ", ".join(_label(c) for c in finding.clauses)
    named = f"{what[:1].upper()}{what[1:]} ({clauses})" if clauses else f"{what[:1].upper()}{what[1:]}"
    line = f"{named}, {_OUTCOMES.get(finding.outcome, finding.outcome)}: {_HOW.get(finding.how, finding.how)}."
    return f"{line} The reason given: “{finding.reason}”" if finding.reason else line


def _told_once(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines that are the same as one, with how many passages it stands for."""
    return tuple(line if number == 1 else f"{number} passages. {line}" for line, number in Counter(lines).items())


def _label(clause: str) -> str:
    pack, _, ref = clause.partition(":")
    return f"{pack.upper()} {ref.upper() if pack == 'mip' else ref}"


def _readers(approval: Approval) -> Iterator[str]:
    would = {None: "left it open", True: "would publish it", False: "would change it or not publish it"}
    for reader in approval.record.readers:
        yield f"{reader.reader[:1].upper()}{reader.reader[1:]}, on {plain_date(reader.on)}: {would[reader.would_post]}."
