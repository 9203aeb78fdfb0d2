"""The author's own record of a consent: everything but the private notes, as PDF to read and JSON to keep.

These hold client material. They are made on demand, protected with a password where they leave the machine (MIP K5).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from composer.consent.record import ConsentRecord, ConsentState, Party
from composer.paper import Paper
from composer.publish.channels import facts
from composer.publish.takedown import COPIES_LINE, TakeDownTask
from composer.wording import plain_date

if TYPE_CHECKING:
    from composer.app import Session

FORMAT = "considered-consent/1"


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """A record with what was done on its strength and where the log stood."""

    format: str = FORMAT
    record: ConsentRecord
    approvals: tuple[str, ...]
    """Ids of the approvals that rested on it."""
    exports: tuple[str, ...]
    """Ids of the exports, with the text's fingerprint after a colon."""
    take_downs: tuple[TakeDownTask, ...]
    log_seq: int
    log_head: str
    log_findings: tuple[str, ...]
    """What a full check of the log found; empty when all is well."""


def dossier(session: Session, consent_id: str) -> Dossier:
    """Everything about one consent but the private notes. Checks the whole log (a second per 40,000 entries)."""
    record = session.ledger.get(consent_id)
    exports = [e.export for e in session.exports.all() if consent_id in e.export.consents]
    verdict = session.vault.log.verify()
    return Dossier(
        record=record,
        approvals=tuple(a.id for a in session.approvals.all() if consent_id in a.record.consents),
        exports=tuple(f"{e.id}:{e.text_sha256}" for e in exports),
        take_downs=tuple(session.take_downs.of_consent(consent_id)),
        log_seq=verdict.head.seq,
        log_head=verdict.head.mac16,
        log_findings=verdict.findings,
    )


def dossier_json(found: Dossier) -> bytes:
    """The dossier as JSON (UTF-8, indented)."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def dossier_pdf(found: Dossier, *, large: bool = False, password: str = "") -> bytes:
    """The dossier to be read by a supervisor or a panel."""
    return dossier_paper(found, large=large).pdf(password=password)


def dossier_paper(found: Dossier, *, large: bool = False) -> Paper:
    """The same as a document that a window can show and print."""
    record = found.record
    paper = Paper(f"Consent record {record.code}", large=large, foot=f"{record.id} · log entry {found.log_seq}")
    if record.erased:
        paper.text(f"The content was erased on {plain_date(record.erased.date())}. Only this remains.")
    for heading, rows in sections(record):
        filled = [(name, value) for name, value in rows if value.strip()]
        if filled:
            paper.heading(heading)
            paper.fields(filled)
    _life(paper, found)
    if record.text_seen:
        paper.new_page()
        paper.heading("The text that was seen")
        paper.exact(record.text_seen)
    return paper


def sections(record: ConsentRecord) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Everything held about a consent but its text, evidence and history: headings with named values, some empty."""
    form = record.form
    material, reach, told, free = form.material, form.reach, form.informing, form.voluntariness
    yield (
        "Who",
        [
            ("Code", record.code),
            ("Kind", record.kind.label),
            (
                "Who decides",
                "; ".join(f"{name_of(p)}{': ' + p.basis if p.basis else ''}" for p in record.parties),
            ),
        ],
    )
    yield (
        "What",
        [
            ("Fingerprint", record.text_hash),
            ("Pictures", ", ".join(h[:16] for h in material.pictures)),
            ("Quotes", " / ".join(material.quotes)),
            ("Left in knowingly", material.details_left),
            ("Protected by", ", ".join(p.label for p in material.protection)),
            ("Covers", ONLY_THESE if reach.this_text_only else SMALL_CHANGES),
        ],
    )
    title = "Each one’s answer" if len(record.parties) > 1 else "Their answer"
    yield (title, [(name_of(p), answer_of(record, p)) for p in record.parties])
    yield (
        "Changed wording, judged the same in substance",
        [(plain_date(s.at.astimezone().date()), f"{s.judged_by}: {s.why}") for s in record.same_substance],
    )
    yield (
        "Where and why",
        [
            ("Channels", ", ".join(facts(c).name for c in reach.channels)),
            ("Posted by", " · ".join(part for part in (f"{reach.identity} identity", reach.account) if part)),
            ("Purpose", "; ".join(reach.purposes)),
            ("Audience", reach.audience),
            ("Commercial", "yes" if reach.commercial else "no"),
            ("Until", _day(record.expires)),
            ("To be reviewed", _day(reach.review_on)),
        ],
    )
    yield (
        "How they were told",
        [
            ("Told", "; ".join(told.told)),
            ("Sheet", f"{told.sheet_version} {told.sheet_hash[:16]}"),
            ("Language", told.language),
            ("Explained by", told.explained_by),
            ("Way back", told.withdrawal_route),
        ],
    )
    yield (
        "Freely given",
        [
            ("Asked on", plain_date(record.asked_at.date())),
            ("Decided on", _day(record.decided_at.date() if record.decided_at else None)),
            ("Where the therapy stood", free.stage.label if free.stage else ""),
            ("Months since the end", "" if free.months_since_end is None else str(free.months_since_end)),
            ("Raised by", {"author": "me", "person": "the person"}.get(free.raised_by, free.raised_by)),
            ("Offered in return", free.incentive or "nothing"),
            ("Time to think", time_to_think(record)),
            ("Supervision on", _day(free.supervision_on)),
            ("Impact assessment", form.impact_assessment),
            ("To be borne in mind", " ".join(record.warnings)),
        ],
    )
    yield (
        "Kept",
        [("Until", _day(record.retain_until)), ("Because", record.retain_why), ("Locked away", record.restricted)],
    )


def name_of(party: Party) -> str:
    """A party by code and part: `K-001/1, parent`."""
    return f"{party.code}, {ROLES.get(party.role, party.role)}"


def answer_of(record: ConsentRecord, party: Party) -> str:
    """What one party said last, when and how, in a sentence without a name."""
    own = [e for e in record.events if e.party == party.code]
    if not own:
        return "no answer yet" if record.state.open else "no answer"
    said = own[-1]
    decision = next((d for d in record.decisions if d.party == party.code), None)
    parts = [f"{ConsentState(said.kind).label} on {plain_date(said.at.astimezone().date())}"]
    if decision is not None and decision.method is not None:
        parts.append(decision.method.label)
    if decision is not None and decision.witness:
        parts.append(f"witness: {decision.witness}")
    return ", ".join(parts) + (f" ({said.note})" if said.note else "")


def time_to_think(record: ConsentRecord) -> str:
    """How long lay between asking and deciding; empty while undecided."""
    if record.decided_at is None:
        return ""
    days = (record.decided_at - record.asked_at).days
    return f"{days} day{'' if days == 1 else 's'}" if days else "less than a day"


ROLES = {
    "self": "the person",
    "member": "member",
    "parent": "parent or guardian",
    "child": "the child",
    "relative": "relative",
    "attorney": "decides for the person",
    "signs-for-service": "signs for the service",
}
ONLY_THESE = "these exact words and no others"
SMALL_CHANGES = "these words, and small changes that leave the substance the same"


def _life(paper: Paper, found: Dossier) -> None:
    record = found.record
    paper.heading("What happened")
    paper.fields([(e.at.strftime("%Y-%m-%d %H:%M UTC"), _event(e.kind, e.party, e.note)) for e in record.events])
    if record.evidence:
        paper.heading("Evidence in the vault")
        paper.fields([(e.label, f"{e.media_type}, {e.size:,} bytes, SHA-256 {e.sha256}") for e in record.evidence])
    if found.exports:
        paper.heading("Used for")
        paper.bullets(f"export {e.split(':')[0]}" for e in found.exports)
    if found.take_downs:
        paper.heading("Taken down")
        paper.bullets(_task(task) for task in found.take_downs)
        paper.text(COPIES_LINE)
    sound = "The log was checked and is whole." if not found.log_findings else " ".join(found.log_findings)
    paper.text(f"{sound} Its head is {found.log_seq}:{found.log_head}.")


def _event(kind: str, party: str, note: str) -> str:
    return " · ".join(part for part in (kind, party, note) if part)


def _task(task: TakeDownTask) -> str:
    if task.done is None:
        return f"{task.told()} Still open."
    left = f" Not called back: {task.done.not_recalled}." if task.done.not_recalled else ""
    return f"{task.told()} Done on {plain_date(task.done.on)}: {task.done.proof}.{left}"


def _day(day: date | None) -> str:
    return plain_date(day) if day else ""


def plain(found: Dossier) -> dict[str, Any]:
    """The dossier as plain values, for a window to show."""
    values: dict[str, Any] = msgspec.to_builtins(found)
    return values
