"""The one facade that windows and the terminal use: set up, unlock, and a session on one identity's vault.

Only one identity is open at a time. Nothing here is thread-safe: use it from one thread. Errors for people are
`composer.errors.UserTrouble`; anything else is our fault.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

import msgspec

from composer import halves, places, preferences
from composer.approval import Approvals
from composer.clock import today_in
from composer.consent import evidence
from composer.consent.ledger import RETENTION_AFTER_LAST_USE, Ledger
from composer.consent.record import ConsentRecord, Evidence
from composer.draft import Draft, Drafts, DraftState
from composer.editions import UNREADABLE, PackEdition
from composer.errors import UserTrouble
from composer.identity import AddressTrouble, Identity, address_troubles
from composer.pause import Rests, SecondReaders
from composer.practice.checkups import CheckUps
from composer.practice.client_policy import ClientPolicies
from composer.practice.incidents import Incidents
from composer.practice.letters import Letters
from composer.preferences import Preferences
from composer.publish.export import Exports
from composer.publish.post import PictureTable, Whole, whole
from composer.publish.preview import Preview, preview
from composer.publish.takedown import TakeDowns, TakeDownTask
from composer.reminders import Reminder, due, practice_due, rested_due
from composer.review import Review
from composer.standing import Fall, Standing
from composer.vault.backup import Progress, backups
from composer.vault.keychain import Keychain, KeyringTrouble
from composer.vault.keys import Argon2Cost
from composer.vault.recovery import RecoverySheet
from composer.vault.restore import RestorePlan, plan_for
from composer.vault.rotation import replace_key
from composer.vault.slots import KEYRING, KeySlots, slots_path
from composer.vault.trouble import VaultTrouble
from composer.vault.upkeep import Upkeep, after_opening, ending, note_head
from composer.vault.vault import Passphrase, Unlock, Vault
from rules.packs import PackShelf, PackTrouble
from rules.report import Channel, IdentityKind, Report, Setting


class SetUpRefused(UserTrouble):
    """The two identities cannot be set up as given; nothing was made."""


class IdentityCard(msgspec.Struct, frozen=True, kw_only=True):
    """What may be known of an identity before its vault is open: no name."""

    kind: IdentityKind
    label: str
    """`Professional` or `Personal`."""
    keyring: bool
    """Whether opening without typing is set up on this machine."""


class Session:
    """One identity's open vault and everything that can be done with it. End it with `close` or `Considered.lock`."""

    def __init__(self, vault: Vault, editions: Callable[[tuple[str, ...]], tuple[PackEdition, ...]]) -> None:
        self.vault = vault
        self.drafts = Drafts(vault)
        self.ledger = Ledger(vault)
        self.approvals = Approvals(vault, self.ledger, editions)
        self.exports = Exports(vault, self.approvals)
        self.take_downs = TakeDowns(vault, self.ledger, self.exports)
        self.pictures = PictureTable(vault)
        self.readers = SecondReaders(vault)
        self.rests = Rests(vault)
        self.checkups = CheckUps(vault)
        self.letters = Letters(vault)
        self.incidents = Incidents(vault)
        self.client_policies = ClientPolicies(vault)
        self.upkeep: Upkeep | None = None
        """What was found at opening; `upkeep.health.findings` are sentences to be shown."""

    @property
    def identity(self) -> Identity:
        """Who is posting."""
        return self.vault.identity()

    @property
    def kind(self) -> IdentityKind:
        """`professional` or `personal`."""
        return self.identity.kind

    @property
    def read_only(self) -> bool:
        """Whether the vault can only be read (a read-only disk, a newer format)."""
        return self.vault.read_only

    @property
    def is_open(self) -> bool:
        """Whether the vault is still open."""
        return not self.vault.closed

    def save_identity(self, identity: Identity) -> None:
        """Change names, handles, packs, words to keep out; the kind stays."""
        if identity.kind is not self.kind:
            raise SetUpRefused(
                "An identity cannot change sides.", "Nothing was changed.", "Use the other identity instead."
            )
        self.vault.save_identity(identity)

    def setting(self, channel: Channel) -> Setting:
        """What the checker needs to know for a post on that channel."""
        return self.identity.setting(channel)

    def review(self, draft_id: str) -> Review:
        """Findings and resolutions of one draft."""
        return Review(self.vault, draft_id, self.ledger)

    def attach_evidence(self, consent_id: str, file: Path | bytes, label: str) -> ConsentRecord:
        """Keep a scan, photo, e-mail or recording (a path or its bytes) as evidence, encrypted in the vault."""
        if isinstance(file, Path):
            return evidence.attach_file(self.vault, self.ledger, consent_id, file, label)
        return evidence.attach(self.vault, self.ledger, consent_id, file, label)

    def show_evidence(self, kept: Evidence) -> evidence.Shown:
        """Evidence as pictures or text for a window; no file is made. Up to seconds for long scans."""
        return evidence.show(self.vault, kept)

    def preview(self, draft_id: str, channel: Channel, *, text: str | None = None) -> Preview:
        """How a draft will look on a channel, as a thread where it is too long for one post."""
        words = self.drafts.get(draft_id).text if text is None else text
        return preview(words, channel, self.identity, self.pictures.of(draft_id))

    def whole_text(self, draft_id: str, *, text: str | None = None) -> Whole:
        """Everything of a post that readers may see, as one text for the checker; the text comes first."""
        draft = self.drafts.get(draft_id)
        title = draft.title if draft.titled else ""
        return whole(draft.text if text is None else text, self.pictures.of(draft_id), title=title)

    def suggested_retention(self, consent_id: str) -> tuple[date, str]:
        """Until when to keep a record and why: six years after the last public use, or after the decision."""
        record = self.ledger.get(consent_id)
        uses = [e for e in self.exports.all() if consent_id in e.export.consents]
        days = [e.posted.on if e.posted else e.export.at.date() for e in uses]
        if days:
            return max(
                days
            ) + RETENTION_AFTER_LAST_USE, "six years after the last public use, for claims and complaints"
        decided = (record.decided_at or record.asked_at).date()
        return decided + RETENTION_AFTER_LAST_USE, "six years after the decision; the text was never published"

    def withdraw(
        self, consent_id: str, *, party: str = "", at: datetime | None = None, note: str = ""
    ) -> list[TakeDownTask]:
        """The person changed their mind: record it, void what rests on it, and return what has to be taken down."""
        with self.vault.transaction():
            self.ledger.withdraw(consent_id, party=party, at=at, note=note)
            self._void(consent_id)
        return self.take_downs.of_consent(consent_id)

    def revoke(self, consent_id: str, reason: str) -> list[TakeDownTask]:
        """The author stops using a consent; the same follows as from a withdrawal."""
        with self.vault.transaction():
            self.ledger.revoke(consent_id, reason)
            self._void(consent_id)
        return self.take_downs.of_consent(consent_id)

    def invalidate(self, consent_id: str, reason: str) -> list[TakeDownTask]:
        """It was no valid consent; the same follows as from a withdrawal."""
        with self.vault.transaction():
            self.ledger.invalidate(consent_id, reason)
            self._void(consent_id)
        return self.take_downs.of_consent(consent_id)

    def drafts_about(self, consent_id: str) -> list[Draft]:
        """Drafts that were written with a consent: asked for it, linked it, or were approved on it.

        Shown before an erasure: their texts stay until the author deletes them.
        """
        record = self.ledger.get(consent_id)
        resting = {a.draft_id for a in self.approvals.all() if consent_id in a.record.consents} | {record.form.draft_id}
        return [d for d in self.drafts.all() if d.id in resting or self._links(d.id, consent_id)]

    def _links(self, draft_id: str, consent_id: str) -> bool:
        if consent_id in self.pictures.of(draft_id).consents:
            return True
        return any(r.consent_id == consent_id for r in self.review(draft_id).resolutions().values())

    def erase(self, consent_id: str, reason: str) -> ConsentRecord:
        """Destroy a record's content for good, half-filled forms about it too; what was posted has to be taken down."""
        with self.vault.transaction():
            record = self.ledger.erase(consent_id, reason)
            self._void(consent_id)
            halves.forget_about(self.vault, consent_id)
        return record

    def begin_day(self, today: date) -> list[ConsentRecord]:
        """Let consents run out whose last day has passed; approvals that fell, by that or by a pack, are drafts again.

        Called on unlock.
        """
        with self.vault.transaction():
            expired = self.ledger.expire_due(today)
            for record in expired:
                self._void(record.id)
            self.end_fallen(today)
            self.pictures.sweep()
        return expired

    def end_fallen(self, today: date | None = None) -> None:
        """Note for good what no longer holds; what was approved is a draft again. Before a renewal too."""
        with self.vault.transaction():
            day = today or today_in(self.vault)
            self.approvals.end_fallen(self.drafts.all(), day)
            self._drafts_again(self.drafts.all(), day)

    def _drafts_again(self, drafts: Iterable[Draft], day: date) -> None:
        """Of these, what was approved and is so for no channel any more is a draft again."""
        approved = [d for d in drafts if d.state is DraftState.APPROVED]
        for draft_id, every in self.approvals.standings(approved, day).items():
            if all(standing.fell for standing in every):
                self.drafts.set_state(draft_id, DraftState.DRAFT)

    def recheck(self, waiting: Standing, report: Report, today: date | None = None) -> Standing:
        """How an approval stands once its post was read against a newer edition; `Approvals.recheck` says with what.

        What fell is a draft again, unless it is approved for another channel.
        """
        assert waiting.approval is not None
        draft_id, day = waiting.approval.draft_id, today or today_in(self.vault)
        with self.vault.transaction():
            standing = self.approvals.recheck(waiting, report, day)
            self._drafts_again([self.drafts.get(draft_id)], day)
        return standing

    def due(self, today: date | None = None) -> list[Reminder]:
        """What waits for the author: ends, reviews, take-downs, unanswered requests. No names, only codes."""
        day = today or today_in(self.vault)
        return [
            *due(self.ledger, self.take_downs, self.drafts, day),
            *rested_due(self.rests, self.drafts, day),
            *practice_due(self.checkups, self.incidents, day),
        ]

    def close(self) -> None:
        """Close the vault, noting that it ended in order. Closing twice does nothing."""
        if self.is_open:
            try:
                if self.upkeep is not None:
                    ending(self.vault)
            finally:
                self.vault.close()

    def _void(self, consent_id: str) -> None:
        resting = [a for a in self.approvals.all() if consent_id in a.record.consents]
        self.approvals.end(resting, Fall(on=today_in(self.vault), why="consent"))
        concerned = {a.draft_id for a in resting}
        self._drafts_again([d for d in self.drafts.all() if d.id in concerned], today_in(self.vault))

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Considered:
    """The app without a screen. `keyring` and `cost` are for tests; `editions` says which packs are installed."""

    def __init__(
        self,
        *,
        keyring: Keychain | None = None,
        editions: Callable[[tuple[str, ...]], tuple[PackEdition, ...]] | None = None,
        cost: Argon2Cost | None = None,
    ) -> None:
        self._keyring = keyring
        self._cost = cost
        self._editions = editions or InstalledEditions()
        self.session: Session | None = None

    # Set-up

    def is_set_up(self) -> bool:
        """Whether both vaults exist."""
        return all(places.vault_path(kind).exists() for kind in IdentityKind)

    def half_made(self) -> tuple[IdentityKind, ...]:
        """Identities whose vault exists while the other one's is missing: to be restored, never made anew unasked."""
        there = tuple(kind for kind in IdentityKind if places.vault_path(kind).exists())
        return there if len(there) == 1 else ()

    def bereft(self) -> tuple[IdentityKind, ...]:
        """Identities without a vault of which a key file or backups are left: to be restored, never made anew."""
        return tuple(
            kind
            for kind in IdentityKind
            if not places.vault_path(kind).exists()
            and (slots_path(places.vault_path(kind)).exists() or backups(places.backup_folder(), kind))
        )

    def troubles(self, professional: Identity, personal: Identity) -> list[AddressTrouble]:
        """What is wrong or doubtful with the addresses; `blocking` ones stop the set-up."""
        return address_troubles(professional, personal)

    def set_up(
        self,
        professional: Identity,
        personal: Identity,
        passphrases: Mapping[IdentityKind, str],
        *,
        keyring: bool = False,
    ) -> None:
        """Make both vaults, or none: whatever fails, nothing half-made is left.

        Raises `SetUpRefused` for the same address on both sides, a missing or shared passphrase, or when a vault
        exists already. With `keyring`, each vault can also be opened by the system's keyring. Words to keep out are
        kept as given: `identity.paired` suggests them, and the author may have taken some away.
        """
        self._may_set_up(professional, personal, passphrases)
        made: list[IdentityKind] = []
        try:
            for identity in (professional, personal):
                self._make(identity, passphrases[identity.kind], keyring)
                made.append(identity.kind)
        except BaseException:
            for kind in made:
                self._unmake(kind)
            raise

    # Opening

    def identities_known(self) -> list[IdentityCard]:
        """The identities that have a vault on this machine; no names, those are inside."""
        known = (kind for kind in IdentityKind if places.vault_path(kind).exists())
        return [IdentityCard(kind=k, label=k.value.capitalize(), keyring=_opens_by_keyring(k)) for k in known]

    def unlock(self, kind: IdentityKind, how: Unlock | str, *, today: date | None = None) -> Session:
        """Open one identity's vault, closing any other first. A plain string is taken as the passphrase.

        The log is checked, a backup made when due, and consents whose time is over run out; `session.upkeep` says what
        was found, to be shown where it is not all well. Takes a second or so (key derivation): call it from a worker.
        Raises what the vault raises: `WrongPassphrase`, `KeyringTrouble`, `VaultTrouble`; then nothing is open.
        """
        self.lock()
        unlock = Passphrase(how) if isinstance(how, str) else how
        vault = Vault.open(places.vault_path(kind), unlock, keyring=self._keyring)
        session = Session(vault, self._editions)
        try:
            session.upkeep = after_opening(vault, keyring=self._chain())
            if session.upkeep.health.ok and not vault.read_only:
                session.begin_day(today or today_in(vault))
        except BaseException:
            session.close()
            raise
        self.session = session
        return session

    def plan_restore(self, source: Path, how: Unlock) -> RestorePlan:
        """What restoring that backup where it belongs would do; nothing changes. From a worker, with no vault open."""
        return plan_for(source, places.vault_path, how, keyring=self._keyring)

    def replace_key(self, passphrase: str, *, progress: Progress | None = None) -> RecoverySheet | None:
        """Encrypt the open vault anew under a fresh key and close it; a new sheet where there was one.

        From a worker, and nothing else may use the session meanwhile. Raises `WrongPassphrase` or `VaultTrouble`: then
        the vault is as it was. It is closed in any case.
        """
        session, self.session = self.session, None
        if session is None or not session.is_open:
            raise VaultTrouble("closed")
        keyring = self._chain() if session.vault.slots.slot(KEYRING) is not None else None
        try:
            ending(session.vault)
            after, sheet = replace_key(session.vault, passphrase, keyring=keyring, progress=progress)
            after.close()
        finally:
            session.close()
        return sheet

    def lock(self) -> None:
        """Close whatever is open. The window also ends the checker process and clears what it shows."""
        session, self.session = self.session, None
        if session is None:
            return
        if session.is_open and not session.read_only and session.vault.slots.slot(KEYRING) is not None:
            with contextlib.suppress(KeyringTrouble, VaultTrouble):  # a cut log shows later, against a receipt
                note_head(session.vault, self._chain())
        session.close()

    def move(self, draft: Draft, to: Session) -> Draft:
        """Put a copy of a draft's text into the other identity's vault: a deliberate act, to be checked anew there.

        The caller has kept `draft` in memory while one vault was closed and the other opened; resolutions, consents
        and approvals do not travel.
        """
        return to.drafts.new(draft.text, channels=draft.channels)

    # Preferences

    def preferences(self) -> Preferences:
        """Theme, sizes and times; never a name."""
        return preferences.load()

    def save_preferences(self, chosen: Preferences) -> None:
        """Keep preferences in a file of mode 0600."""
        preferences.save(chosen)

    # Inside

    def _may_set_up(self, professional: Identity, personal: Identity, passphrases: Mapping[IdentityKind, str]) -> None:
        blocking = [t for t in address_troubles(professional, personal) if t.blocking]
        if blocking:
            raise SetUpRefused(
                " ".join(t.message for t in blocking),
                "Mixed addresses are how clients find the private person (MIP K2).",
                "Give one of the two another address.",
            )
        if (professional.kind, personal.kind) != (IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL):
            raise SetUpRefused("The identities are the wrong way round.", "Nothing was made.", "Swap them.")
        for kind in IdentityKind:
            if places.vault_path(kind).exists():
                raise SetUpRefused(
                    f"There is a {kind} vault already.",
                    "It was left as it is.",
                    "Open it, or restore it from a backup.",
                )
            if not passphrases.get(kind):
                raise SetUpRefused(f"The {kind} passphrase is missing.", "Nothing was made.", "Choose a passphrase.")

    def _make(self, identity: Identity, passphrase: str, keyring: bool) -> None:
        chain = self._chain() if keyring else None
        Vault.create(places.vault_path(identity.kind), identity, passphrase, keyring=chain, cost=self._cost).close()

    def _chain(self) -> Keychain:
        return self._keyring or Keychain()

    def _unmake(self, kind: IdentityKind) -> None:
        path = places.vault_path(kind)
        if _opens_by_keyring(kind):
            with contextlib.suppress(UserTrouble):
                KeySlots.beside(path).remove(KEYRING, self._chain())
        for file in (path, slots_path(path)):
            file.unlink(missing_ok=True)


def _opens_by_keyring(kind: IdentityKind) -> bool:
    try:
        return KeySlots.beside(places.vault_path(kind)).slot(KEYRING) is not None
    except UserTrouble:
        return False


class InstalledEditions:
    """Tells the editions of packs as installed now; files of the user's own are read anew when they have changed."""

    def __init__(self) -> None:
        self._shelf: PackShelf | None = None

    def __call__(self, packs: tuple[str, ...]) -> tuple[PackEdition, ...]:
        """The editions of these packs; `UNREADABLE` for one whose file is missing or broken."""
        shelf = self._shelf = self._shelf or PackShelf()  # made when first needed: it reads the folder
        return tuple(_edition(shelf, name) for name in packs)


def _edition(shelf: PackShelf, name: str) -> PackEdition:
    try:
        (pack,) = shelf.load((name,))
    except PackTrouble:
        return PackEdition(id=name, title=Path(name).stem, edition=UNREADABLE)
    return PackEdition(id=pack.id, title=pack.title, edition=str(pack.edition))
