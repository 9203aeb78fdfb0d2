"""The person's receipt in the keys of Kantara's Consent Receipt v1.1, plain or as a signed token (JWT, Ed25519).

As neutral as the other receipts: pseudonymous ids, no kind of relationship, no word of the text. Whoever holds the
token can check with the public key inside that it was not changed since; that the key is the author's, only the author
can say (Settings shows its fingerprint).
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from composer.consent.jsonld import METHODS, receipt_id, subject_id
from composer.consent.record import ConsentRecord
from composer.consent.sheet import VERSION as SHEET
from composer.identity import Identity
from composer.publish.channels import facts
from composer.seal import Seal

VERSION = "KI-CR-v1.1.0"
KEPT = "six years after the last public use"
_HEAD = {"alg": "EdDSA", "typ": "JWT"}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A token that was looked at: what it says, and whether it still is as it was signed."""

    holds: bool
    receipt: dict[str, Any]


def receipt(record: ConsentRecord, identity: Identity, *, at: datetime | None = None) -> dict[str, Any]:
    """The receipt as plain values in Kantara's keys."""
    made = at or datetime.now(UTC)
    form = record.form
    decided = record.decided_at or record.asked_at
    method = next((d.method for d in record.decisions if d.method), None)
    return {
        "version": VERSION,
        "jurisdiction": "GB",
        "consentTimestamp": int(decided.timestamp()),
        "collectionMethod": METHODS[method] if method else "not given yet",
        "consentReceiptID": receipt_id(record, made),
        "language": form.informing.language,
        "piiPrincipalId": subject_id(record),
        "piiControllers": [_controller(record, identity)],
        "policyUrl": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, form.informing.sheet_hash or SHEET)}",
        "services": [_service(record, channel) for channel in record.channels],
        "sensitive": True,
        "spiCat": ["what the text says, which may tell of health, feelings, family life or beliefs"],
    }


def receipt_json(record: ConsentRecord, identity: Identity, *, at: datetime | None = None) -> bytes:
    """The same as JSON (UTF-8, indented)."""
    return json.dumps(receipt(record, identity, at=at), ensure_ascii=False, indent=2).encode() + b"\n"


def receipt_token(record: ConsentRecord, identity: Identity, seal: Seal, *, at: datetime | None = None) -> bytes:
    """The same as a signed token with the public key inside (compact JWS, RFC 7515 and 8037)."""
    key = bytes.fromhex(seal.public_key())
    named = receipt(record, identity, at=at) | {
        "publicKey": {"kty": "OKP", "crv": "Ed25519", "x": _base64(key).decode()}
    }
    signed = b".".join(_base64(json.dumps(part, ensure_ascii=False).encode()) for part in (_HEAD, named))
    return b".".join((signed, _base64(seal.sign_bytes(signed)))) + b"\n"


def checked(token: bytes) -> Checked:
    """Whether a token is as it was signed by the key that it names. A damaged one does not hold and says nothing."""
    try:
        head, body, signature = token.strip().split(b".")
        said = json.loads(_plain(body))
        if json.loads(_plain(head)) != _HEAD:
            raise ValueError
        key = Ed25519PublicKey.from_public_bytes(_plain(said["publicKey"]["x"].encode()))
        key.verify(_plain(signature), head + b"." + body)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, InvalidSignature):
        return Checked(holds=False, receipt={})
    return Checked(holds=True, receipt=said)


def _controller(record: ConsentRecord, identity: Identity) -> dict[str, Any]:
    name = record.form.reach.account or identity.display_name
    found: dict[str, Any] = {"piiController": name, "onBehalf": False, "contact": identity.display_name}
    return found | ({"email": identity.emails[0]} if identity.emails else {})


def _service(record: ConsentRecord, channel: Any) -> dict[str, Any]:
    reach = record.form.reach
    return {
        "service": f"a text on {facts(channel).name}",
        "purposes": [
            {
                "purpose": purpose,
                "purposeCategory": ["advertising" if reach.commercial else "sharing information"],
                "consentType": "EXPLICIT",
                "piiCategory": ["what the text says, word for word as seen"],
                "primaryPurpose": True,
                "termination": reach_end(record),
                "thirdPartyDisclosure": True,
                "thirdPartyName": f"{facts(channel).name}; {reach.audience}",
            }
            for purpose in reach.purposes
        ],
    }


def reach_end(record: ConsentRecord) -> str:
    """Until when, as the receipt says it."""
    end = f"not posted anew after {record.expires.isoformat()}; " if record.expires else ""
    return f"{end}taken down when withdrawn; the record is kept until {KEPT}"


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _plain(encoded: bytes) -> bytes:
    return base64.urlsafe_b64decode(encoded + b"=" * (-len(encoded) % 4))
