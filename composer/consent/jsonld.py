"""Consent records and receipts as JSON-LD after ISO/IEC TS 27560:2023, in the terms of DPV 2.3.

The context stands in the document, so nothing has to be fetched to read it. The receipt is neutral: a pseudonymous id,
no kind of person, no word of the text. `problems` holds a document against the vocabulary's subset in `dpv_terms.json`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from composer.consent.record import ConsentEvent, ConsentRecord, ConsentState, Decision, Method
from composer.identity import Identity
from composer.publish.channels import facts

Node = dict[str, Any]
RECORD = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
RECEIPT = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
KEEPING = "P6Y"
_SPACE = uuid.UUID("6f1a6f0e-5c0b-4c0f-9a55-7d5f0a1f2b3c")
METHODS = {
    Method.SIGNED_PAPER: "signed paper",
    Method.E_SIGNATURE: "electronic signature",
    Method.EMAIL: "e-mail",
    Method.RECORDED_VERBAL: "spoken, before a witness or recorded",
}
_BY_AUTHOR = {
    str(ConsentState.REQUESTED),
    str(ConsentState.REVOKED),
    str(ConsentState.INVALIDATED),
    str(ConsentState.EXPIRED),
}


def receipt(record: ConsentRecord, identity: Identity, *, at: datetime | None = None) -> bytes:
    """The receipt as JSON-LD bytes (UTF-8, indented)."""
    made = at or datetime.now(UTC)
    number = receipt_id(record, made)
    return _written(
        {
            "@context": context(),
            "@id": f"urn:uuid:{number}",
            "@type": "dpv:ConsentReceipt",
            "dct:identifier": number,
            "dct:conformsTo": {"@id": RECEIPT},
            "dct:created": _moment(made),
            "dpv:hasRecordOfActivity": _record(record, identity),
        }
    )


def receipt_id(record: ConsentRecord, made: datetime) -> str:
    """The id of the receipt made at that moment (UUID)."""
    return str(uuid.uuid5(_SPACE, f"{record.id} {made.isoformat()}"))


def subject_id(record: ConsentRecord) -> str:
    """The pseudonym of the person in every receipt of one consent (URN); it leads to no other consent."""
    return _person(record, "")


def consent_record(record: ConsentRecord, identity: Identity) -> bytes:
    """The record as JSON-LD bytes, as neutral as the receipt."""
    return _written({"@context": context(), **_record(record, identity)})


@cache
def _terms() -> Node:
    raw = resources.files("composer.consent").joinpath("dpv_terms.json").read_text(encoding="utf-8")
    found: Node = json.loads(raw)
    return found


def context() -> Node:
    """The JSON-LD context: prefixes only, so that every key shows where it comes from."""
    return dict(_terms()["namespaces"])


def _record(record: ConsentRecord, identity: Identity) -> Node:
    form = record.form
    return {
        "@id": f"urn:uuid:{record.id}",
        "@type": "dpv:ConsentRecord",
        "dct:identifier": record.id,
        "dct:conformsTo": {"@id": RECORD},
        "dpv:hasDataSubject": {
            "@id": _person(record, ""),
            "@type": "dpv:DataSubject",
            "dpv:hasIdentifier": _person(record, ""),
        },
        "dpv:hasDataController": _controller(record, identity),
        "dpv:hasJurisdiction": {"@id": "loc:GB"},
        "dpv:hasLegalBasis": [{"@id": "eu-gdpr:A6-1-a"}, {"@id": "eu-gdpr:A9-2-a"}],
        "dpv:hasAuthority": {
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": "Information Commissioner's Office",
        },
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": form.informing.sheet_hash or record.text_hash,
            "dct:hasVersion": form.informing.sheet_version or "1",
            "dct:date": _day(record.asked_at),
            "dct:language": form.informing.language,
        },
        "dpv:hasProcess": [_process(record, channel) for channel in record.channels],
        **_assessment(record),
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dpv:isExercisedAt": form.informing.withdrawal_route},
        "dpv:hasRight": [_right(*named, form.informing.withdrawal_route) for named in _RIGHTS],
        "dpv:hasConsentStatus": [_status(record, e) for e in record.events if e.kind in _terms()["statuses"]],
    }


def _assessment(record: ConsentRecord) -> Node:
    """The impact assessment by its reference (UK GDPR Art. 35), where one was made."""
    named = record.form.impact_assessment
    return {"dpv:hasImpactAssessment": {"@type": "dpv:DPIA", "dct:identifier": named}} if named else {}


_RIGHTS = (
    ("A7-3", "to withdraw consent"),
    ("A15", "to see what is kept"),
    ("A16", "to have it put right"),
    ("A17", "to have it deleted"),
)


def _right(article: str, title: str, route: str) -> Node:
    return {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"], "dct:title": title, "dpv:isExercisedAt": route}


def _controller(record: ConsentRecord, identity: Identity) -> Node:
    found: Node = {
        "@type": ["dpv:DataController", "dpv:NaturalPerson"],
        "dpv:hasName": identity.display_name,
        "dpv:hasOrganisationalMeasure": [
            {"@type": "dpv:CodeOfConduct", "dct:identifier": pack} for pack in identity.packs if "/" not in pack
        ],
    }
    return found | ({"dpv:hasContact": list(identity.emails)} if identity.emails else {})


def _process(record: ConsentRecord, channel: Any) -> Node:
    """One process for each channel: consent is granular."""
    reach = record.form.reach
    ends = {"dct:valid": _date(record.expires.isoformat())} if record.expires else {}
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": [{"@type": "dpv:Purpose", "dct:description": purpose} for purpose in reach.purposes],
        "dpv:hasService": {
            "@type": "dpv:Service",
            "dct:title": f"a text on {facts(channel).name}",
            "dct:identifier": record.text_hash,
        },
        "dpv:hasProcessing": [{"@id": "dpv:MakeAvailable"}, {"@id": "dpv:Disseminate"}],
        "dpv:hasPersonalData": {
            "@type": ["dpv:PersonalData", "dpv:SpecialCategoryPersonalData"],
            "dct:description": "what the text says, word for word as seen",
            "dpv:hasNecessity": {"@id": "dpv:Required"},
        },
        "dpv:hasRecipient": [
            {"@type": "dpv:Recipient", "dpv:hasName": facts(channel).name},
            {"@type": "dpv:Recipient", "dpv:hasName": reach.audience},
        ],
        "dpv:hasStorageCondition": _storage(record),
        **ends,
    }


def _storage(record: ConsentRecord) -> list[Node]:
    until: Node = {"@type": "dpv:UntilEventDuration", "rdf:value": "six years after the last public use"}
    kept = _date(record.retain_until.isoformat()) if record.retain_until else None
    return [
        {"@type": "dpv:StorageLocation", "dpv:hasLocation": {"@id": "dpv:WithinDevice"}},
        {"@type": "dpv:StorageDuration", "dpv:hasDuration": until} | ({"dct:valid": kept} if kept else {}),
        {"@type": "dpv:StorageDeletion", "dpv:hasDuration": KEEPING},
    ]


def _status(record: ConsentRecord, event: ConsentEvent) -> Node:
    valid = ConsentState(event.kind).valid
    decision = next((d for d in record.decisions if d.party == event.party and str(d.state) == event.kind), None)
    found: Node = {
        "@type": [f"dpv:{event.kind}", "dpv:ExplicitlyExpressedConsent"] if valid else f"dpv:{event.kind}",
        "dpv:isIndicatedBy": _by(record, event),
        "dpv:isIndicatedAtTime": _moment(event.at),
    }
    return found | _method(decision)


def _by(record: ConsentRecord, event: ConsentEvent) -> Node:
    if event.kind in _BY_AUTHOR:
        return {"@type": "dpv:DataController"}
    party = next((p for p in record.parties if p.code == event.party), None)
    kind = _ROLES.get(party.role, "dpv:DataSubject") if party else "dpv:DataSubject"
    return {"@id": _person(record, event.party), "@type": kind}


_ROLES = {"parent": "dpv:ParentOfDataSubject", "attorney": "dpv:Representative"}
"""Who speaks for somebody else, in DPV's words; a relative of one who died and a service's signer are not named so."""


def _method(decision: Decision | None) -> Node:
    if decision is None or decision.method is None:
        return {}
    said = METHODS[decision.method]
    return {
        "dpv:hasIndicationMethod": said,
        "dpv:hasDataSource": {"@type": "dpv:DataSource", "dct:description": said},
    }


def _person(record: ConsentRecord, party: str) -> str:
    """An id that stays the same within one consent and cannot be led back to a code or to another consent."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, f'{record.id} {party if len(record.parties) > 1 else str()}')}"


def _moment(at: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")}


def _day(at: datetime) -> Node:
    return _date(at.date().isoformat())


def _date(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}


def _written(document: Node) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


# Validation


def problems(document: bytes) -> list[str]:
    """What in a JSON-LD document is not in the vocabulary's subset, or is required and missing; empty when sound."""
    return list(_problems(json.loads(document), "document"))


def _problems(node: Any, where: str) -> Iterator[str]:
    if isinstance(node, list):
        for n, item in enumerate(node):
            yield from _problems(item, f"{where}[{n}]")
    elif isinstance(node, dict):
        yield from _of_node(node, where)
        for key, value in node.items():
            if key != "@context":
                yield from _problems(value, f"{where}.{key}")


def _of_node(node: Node, where: str) -> Iterator[str]:
    types = node.get("@type", [])
    types = types if isinstance(types, list) else [types]
    ids = [node["@id"]] if str(node.get("@id", "")).split(":")[0] in _terms()["terms"] else []
    for name in [*(k for k in node if not k.startswith("@")), *types, *ids]:
        if not _known(name):
            yield f"{where}: `{name}` is not in the vocabulary"
    for needed in _needed(types):
        if needed not in node:
            yield f"{where}: `{needed}` is missing"


def _needed(types: list[str]) -> list[str]:
    required: dict[str, list[str]] = _terms()["required"]
    names = [t.removeprefix("dpv:") for t in types]
    kinds = ["status" if name in _terms()["statuses"] else name for name in names]
    return [field for kind in kinds for field in required.get(kind, [])]


def _known(name: str) -> bool:
    prefix, _, term = name.partition(":")
    return term in _terms()["terms"].get(prefix, [])
