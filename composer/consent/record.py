"""What one consent is: who, to which exact words, where, how they were told, and where it stands.

Field by field after `Fields a good consent record must hold` (publishing standards and the psychotherapy literature)
and W3C DPV 2.3 for the states. Values only: the ledger makes and keeps them. Times are UTC, dates are the author's.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import msgspec

from rules.report import Channel, IdentityKind


class SubjectKind(enum.StrEnum):
    """Whose consent it is."""

    CLIENT = "client"
    FORMER_CLIENT = "former-client"
    GROUP = "couple-family-group"
    CHILD = "child"
    CARER = "carer-parent"
    DIED = "person-who-died"
    COLLEAGUE = "colleague"
    SUPERVISEE = "supervisee"
    TRAINEE = "trainee"
    SERVICE = "service"
    PICTURED = "person-in-picture"

    @property
    def letter(self) -> str:
        """First letter of the codes of this kind, as in `C-014`."""
        return _KINDS[self][0]

    @property
    def label(self) -> str:
        """The kind as a person would say it."""
        return _KINDS[self][1]

    @property
    def cared_for(self) -> bool:
        """Whether the person is or was in the author's care, so that stage of therapy and power are asked about."""
        return self in _IN_CARE


_KINDS = {
    SubjectKind.CLIENT: ("C", "client"),
    SubjectKind.FORMER_CLIENT: ("F", "former client"),
    SubjectKind.GROUP: ("G", "couple, family or group"),
    SubjectKind.CHILD: ("K", "child"),
    SubjectKind.CARER: ("P", "carer or parent"),
    SubjectKind.DIED: ("D", "person who has died"),
    SubjectKind.COLLEAGUE: ("L", "colleague"),
    SubjectKind.SUPERVISEE: ("S", "supervisee"),
    SubjectKind.TRAINEE: ("T", "trainee"),
    SubjectKind.SERVICE: ("O", "service or organisation"),
    SubjectKind.PICTURED: ("I", "person in a picture"),
}
_IN_CARE = {SubjectKind.CLIENT, SubjectKind.FORMER_CLIENT, SubjectKind.GROUP, SubjectKind.CHILD, SubjectKind.DIED}


class ConsentState(enum.StrEnum):
    """Where a consent stands, in the names of DPV 2.3."""

    REQUESTED = "ConsentRequested"
    DEFERRED = "ConsentRequestDeferred"
    GIVEN = "ConsentGiven"
    REFUSED = "ConsentRefused"
    RENEWED = "RenewedConsentGiven"
    WITHDRAWN = "ConsentWithdrawn"
    REVOKED = "ConsentRevoked"
    EXPIRED = "ConsentExpired"
    INVALIDATED = "ConsentInvalidated"

    @property
    def valid(self) -> bool:
        """Whether a text may rest on it (`dpv:ConsentStatusValidForProcessing`)."""
        return self in (ConsentState.GIVEN, ConsentState.RENEWED)

    @property
    def open(self) -> bool:
        """Whether an answer is still awaited."""
        return self in (ConsentState.REQUESTED, ConsentState.DEFERRED)

    @property
    def label(self) -> str:
        """The state in plain words."""
        return _STATES[self]


_STATES = {
    ConsentState.REQUESTED: "asked, no answer yet",
    ConsentState.DEFERRED: "thinking it over",
    ConsentState.GIVEN: "given",
    ConsentState.REFUSED: "refused",
    ConsentState.RENEWED: "given again",
    ConsentState.WITHDRAWN: "withdrawn by the person",
    ConsentState.REVOKED: "no longer used, by your decision",
    ConsentState.EXPIRED: "run out",
    ConsentState.INVALIDATED: "not valid",
}


class Method(enum.StrEnum):
    """How the person expressed their decision."""

    SIGNED_PAPER = "signed-paper"
    E_SIGNATURE = "e-signature"
    EMAIL = "email"
    RECORDED_VERBAL = "recorded-verbal"

    @property
    def label(self) -> str:
        """The way in plain words."""
        return _METHODS[self]


_METHODS = {
    Method.SIGNED_PAPER: "signed on paper",
    Method.E_SIGNATURE: "signed electronically",
    Method.EMAIL: "by e-mail",
    Method.RECORDED_VERBAL: "spoken, with a witness",
}


class Stage(enum.StrEnum):
    """Where the therapy stood when the person was asked."""

    NOT_IN_THERAPY = "not-in-therapy"
    BEFORE = "before"
    DURING = "during"
    ENDING = "ending"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The stage in plain words."""
        return _STAGES[self]


_STAGES = {
    Stage.NOT_IN_THERAPY: "never in therapy with me",
    Stage.BEFORE: "before therapy began",
    Stage.DURING: "while therapy goes on",
    Stage.ENDING: "while therapy comes to its end",
    Stage.ENDED: "after therapy ended",
}


class Protection(enum.StrEnum):
    """How the person is protected beside consent (Gabbard 2000)."""

    THICK_DISGUISE = "thick-disguise"
    CONSENT = "patient-consent"
    PROCESS = "process-approach"
    COMPOSITE = "composite"
    COLLEAGUE_AS_AUTHOR = "colleague-as-author"

    @property
    def label(self) -> str:
        """The way in plain words."""
        return _PROTECTIONS[self]


_PROTECTIONS = {
    Protection.CONSENT: "their consent",
    Protection.THICK_DISGUISE: "thick disguise",
    Protection.PROCESS: "telling of the process, not of the person",
    Protection.COMPOSITE: "a composite of several people",
    Protection.COLLEAGUE_AS_AUTHOR: "a colleague stands as the author",
}


class Told(enum.StrEnum):
    """What the person was told before deciding; the information sheet says each of these in full."""

    RECOGNISE_SELF = "they may recognise themself, and others may recognise them"
    ANYONE_CAN_READ = "anyone can read it, share it, photograph it or quote it in the press"
    SEARCH_AND_AI = "search engines and AI systems may copy it"
    PERMANENT = "it can stay online for good, and copies cannot be called back"
    CAN_WITHDRAW = "they can withdraw at any time, as easily as they agreed, and it will be taken down"
    REFUSAL_IS_FREE = "saying no changes nothing in how they are treated"
    WHO_PUBLISHES = "who publishes it, under which name, and why"
    HOW_LONG_KEPT = "where this record is kept, for how long, and whom they can complain to"


ALL_TOLD = tuple(Told)


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One person whose decision counts: the person themself, each member of a group, a parent, a relative."""

    code: str
    role: str = "self"
    """`self`, `member`, `parent`, `child`, `relative`, `attorney`, `signs-for-service`."""
    basis: str = ""
    """Why this person may decide: capacity, parental responsibility, power of attorney, next of kin."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What one party decided, when and how."""

    party: str
    state: ConsentState
    at: datetime
    method: Method | None = None
    witness: str = ""
    note: str = ""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A scan, photo, e-mail or recording note kept encrypted in the vault."""

    blob: str
    sha256: str
    label: str
    media_type: str
    size: int
    """Bytes."""
    added: datetime


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """The exact words and pictures that the person saw."""

    text: str
    text_hash: str = ""
    pictures: tuple[str, ...] = ()
    """SHA-256 of each picture shown."""
    quotes: tuple[str, ...] = ()
    """The person's own words as they stand in the text; checked to be there word for word."""
    details_left: str = ""
    """Identifying details knowingly left in."""
    protection: tuple[Protection, ...] = (Protection.CONSENT,)


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Where the text may go, for what, and until when."""

    channels: tuple[Channel, ...]
    identity: IdentityKind = IdentityKind.PROFESSIONAL
    account: str = ""
    """Name of the account as the person was told it."""
    purposes: tuple[str, ...] = ("to share understanding with the public",)
    audience: str = "anyone on the internet"
    commercial: bool = False
    this_text_only: bool = True
    """These exact words and no others; False where the person was told that small changes which leave the substance
    the same may be made, and by whom that is judged."""
    expires: date | None = None
    """Last day on which the text may be posted anew; None where no end was agreed."""
    review_on: date | None = None
    """When to ask whether it still holds."""


class Informing(msgspec.Struct, frozen=True, kw_only=True):
    """What the person was told, by whom, in which language."""

    told: tuple[Told, ...] = ()
    sheet_version: str = ""
    sheet_hash: str = ""
    language: str = "en-GB"
    """BCP 47."""
    explained_by: str = ""
    withdrawal_route: str = "say so in any way: in person, by letter, by e-mail or by phone"


class Voluntariness(msgspec.Struct, frozen=True, kw_only=True):
    """What shows that the person was free to say no."""

    stage: Stage | None = None
    months_since_end: int | None = None
    raised_by: str = ""
    """`author` or `person`."""
    incentive: str = ""
    asked_on: date | None = None
    supervision_on: date | None = None
    in_therapy_contract: bool = False
    """Part of the agreement about the therapy itself: then it is no consent (UK GDPR Art. 7(2), 7(4))."""


class Private(msgspec.Struct, frozen=True, kw_only=True):
    """Notes for the author alone: kept apart, in no receipt, record, sheet or export."""

    transference: str = ""
    power: str = ""
    supervision: str = ""
    who: str = ""
    """A reminder of who stands behind the code, in the author's own shorthand."""


class ConsentForm(msgspec.Struct, frozen=True, kw_only=True):
    """All that is asked for when a consent is requested or recorded; sensible defaults for everything that has one."""

    kind: SubjectKind
    material: Material
    reach: Reach
    code: str = ""
    """Empty: the ledger gives the next code of the kind."""
    parties: tuple[Party, ...] = ()
    """Empty: the person themself decides."""
    informing: Informing = Informing()
    voluntariness: Voluntariness = Voluntariness()
    draft_id: str = ""
    """The draft it was asked for, if any."""
    impact_assessment: str = ""
    """Reference to a data protection impact assessment (UK GDPR Art. 35), where one was made."""


class ConsentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the life of a consent, as the log holds it."""

    seq: int
    kind: str
    at: datetime
    """When it happened, as the author says."""
    logged: datetime
    """When the log took it."""
    party: str = ""
    note: str = ""


class SameSubstance(msgspec.Struct, frozen=True, kw_only=True):
    """A changed text judged to be the same in substance as the one seen: who judged so, when and why."""

    text: str
    text_hash: str
    judged_by: str
    why: str
    at: datetime


class ConsentRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One consent with all that happened to it; rebuilt from the log, never edited in place."""

    id: str
    """UUID, the only name that leaves the vault."""
    code: str
    """Pseudonymous, such as `C-014`."""
    kind: SubjectKind
    form: ConsentForm
    state: ConsentState
    parties: tuple[Party, ...]
    decisions: tuple[Decision, ...] = ()
    """The latest decision of each party that has decided."""
    asked_at: datetime
    decided_at: datetime | None = None
    expires: date | None = None
    evidence: tuple[Evidence, ...] = ()
    same_substance: tuple[SameSubstance, ...] = ()
    events: tuple[ConsentEvent, ...] = ()
    warnings: tuple[str, ...] = ()
    """Plain sentences: little time to think, something not told, no supervision."""
    retain_until: date | None = None
    retain_why: str = ""
    restricted: str = ""
    """The reason while the record is locked away instead of erased (Art. 17(3), 18); then nothing may rest on it."""
    erased: datetime | None = None
    """When the content was destroyed; then only this tombstone is left."""

    @property
    def text_seen(self) -> str:
        """The exact text that was agreed to (empty after erasure)."""
        return self.form.material.text

    @property
    def text_hash(self) -> str:
        """SHA-256 of the text that was agreed to."""
        return self.form.material.text_hash

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels named."""
        return self.form.reach.channels

    def waiting_for(self) -> tuple[Party, ...]:
        """The parties who have not agreed yet."""
        agreed = {d.party for d in self.decisions if d.state.valid}
        return tuple(p for p in self.parties if p.code not in agreed)
