"""The person's receipt: what was agreed, where, until when, and how to change one's mind.

Neutral by design: no kind of relationship, no word of the text, no code that a third party could place. The machine's
form (JSON-LD after ISO/IEC TS 27560 in DPV 2.3) is made in `composer.consent.jsonld`.
"""

from __future__ import annotations

from composer.consent.record import ConsentEvent, ConsentRecord, ConsentState
from composer.identity import Identity
from composer.paper import Paper
from composer.publish.channels import facts
from composer.wording import plain_date

_RIGHTS = (
    "You can change your mind at any time; no reason is needed.",
    "You can ask to see what is kept, to have it put right, or to have it deleted.",
    "You can complain to the Information Commissioner's Office.",
)
_STEPS = {
    ConsentState.REQUESTED: "You were asked",
    ConsentState.DEFERRED: "You asked for more time",
    ConsentState.GIVEN: "You agreed",
    ConsentState.REFUSED: "You said no",
    ConsentState.RENEWED: "You agreed again",
    ConsentState.WITHDRAWN: "You changed your mind",
    ConsentState.REVOKED: "The writer decided not to use it",
    ConsentState.EXPIRED: "The agreed time ran out",
    ConsentState.INVALIDATED: "The agreement was found not to be valid",
}


def receipt_pdf(record: ConsentRecord, identity: Identity, *, large: bool = False, password: str = "") -> bytes:
    """The receipt on paper; with `password`, the file opens with that only."""
    return receipt_paper(record, identity, large=large).pdf(password=password)


def receipt_paper(record: ConsentRecord, identity: Identity, *, large: bool = False) -> Paper:
    """The same as a document that a window can show and print."""
    paper = Paper("Receipt: your decision about a text", large=large, foot=f"Reference {record.id[:8]}")
    reach = record.form.reach
    paper.fields(
        [
            ("Reference", record.id),
            ("Where it stands", _STEPS[record.state]),
            ("Since", plain_date(_latest(record).at.date())),
            ("Who publishes", reach.account or identity.display_name),
            ("Where", ", ".join(facts(c).name for c in reach.channels)),
            ("Why", "; ".join(reach.purposes)),
            ("Until when", plain_date(record.expires) if record.expires else "no end is set"),
            ("The text", f"{_wording(record)}; fingerprint {record.text_hash[:16]}"),
            ("Kept", _kept(record)),
        ]
    )
    paper.heading("If you change your mind")
    paper.text(f"{record.form.informing.withdrawal_route[:1].upper()}{record.form.informing.withdrawal_route[1:]}.")
    paper.text("It is then taken down where it was posted. Copies that others made cannot be called back.")
    contact = ", ".join(identity.emails)
    if contact:
        paper.text(f"{identity.display_name}, {contact}")
    paper.heading("Your rights")
    paper.bullets(_RIGHTS)
    paper.heading("What happened when")
    paper.fields([(plain_date(e.at.date()), _STEPS[ConsentState(e.kind)]) for e in record.events if e.kind in _NAMES])
    return paper


def _wording(record: ConsentRecord) -> str:
    if record.form.reach.this_text_only:
        return "word for word as you saw it"
    return "as you saw it; small changes may be made that do not change what it says"


def _latest(record: ConsentRecord) -> ConsentEvent:
    return [event for event in record.events if event.kind in _NAMES][-1]


_NAMES = frozenset(str(state) for state in ConsentState)


def _kept(record: ConsentRecord) -> str:
    if record.retain_until:
        return f"on the writer's own computer, locked, until {plain_date(record.retain_until)}"
    return "on the writer's own computer, locked, while the text is public and six years after"
