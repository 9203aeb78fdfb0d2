"""A post with one of each outcome, its report by hand, and an open vault to work in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from pathlib import Path

from composer import places
from composer.app import Considered, Session
from composer.draft import Draft
from composer.identity import Identity
from rules.report import Channel, ClauseCitation, Concern, Finding, IdentityKind, Outcome, Person, Report

PASSPHRASES = {
    IdentityKind.PROFESSIONAL: "heron lantern tuesday quiet",
    IdentityKind.PERSONAL: "plum staircase ordinary moon",
}
PROFESSIONAL = Identity(
    kind=IdentityKind.PROFESSIONAL,
    display_name="Amara Lindqvist",
    role_label="CAT practitioner",
    emails=("practice@example.org",),
    keep_out=("Mara",),
)
PERSONAL = Identity(kind=IdentityKind.PERSONAL, display_name="Mara", emails=("mara@example.net",))
TODAY = date.today()
TEXT = "Saw a lovely client today, a nurse from Salford. My method cures placating. I have two spaces on Thursdays."
ACAT_B = ClauseCitation(id="acat:b", label="ACAT b", force="must-not", exception="consent", summary="…")
MIP_N3 = ClauseCitation(id="mip:n3", label="MIP N3", force="must-not", exception="none", summary="…", overrule=True)
ACAT_F = ClauseCitation(id="acat:f", label="ACAT f", force="should", exception="none", summary="…")


def finding(
    words: str, concern: Concern, outcome: Outcome, *citations: ClauseCitation, person: str = "", detail: str = ""
) -> Finding:
    """A finding on the first place of `words` in `TEXT`."""
    start = TEXT.index(words)
    return Finding(
        start=start,
        end=start + len(words),
        concern=concern,
        outcome=outcome,
        rule=f"test.{concern}",
        clauses=tuple(c.id for c in citations),
        citations=citations,
        title=f"About {concern}",
        why="Because of the clause.",
        key=f"{concern}/{detail or outcome}",
        person=person or None,
        detail=detail,
    )


CLIENT = finding("a lovely client", Concern.CLIENT_REFERENCE, Outcome.NEEDS_CONSENT, ACAT_B, MIP_N3, person="p1")
JOB = finding("nurse", Concern.CLIENT_IDENTIFIER, Outcome.NEEDS_CONSENT, ACAT_B, person="p1", detail="occupation")
CURE = finding("cures", Concern.HONEST_CLAIMS, Outcome.MUST_FIX, ACAT_F)
SPACES = finding("two spaces", Concern.PRESS_CONTACT, Outcome.ADVICE)
REPORT = Report(
    outcome=Outcome.MUST_FIX,
    findings=(CLIENT, JOB, CURE, SPACES),
    people=(Person(id="p1", kind="client", findings=(CLIENT.key, JOB.key), summary="A client is described."),),
)
CLEAR = Report(outcome=Outcome.CLEAR, findings=())


_made: list[Path] = []


def set_up(considered: Considered) -> None:
    """Both vaults, with the passphrases above; made once in a run, since deriving keys takes time, and copied then."""
    if not _made:
        considered.set_up(PROFESSIONAL, PERSONAL, PASSPHRASES)
        keep = Path(tempfile.mkdtemp(prefix="considered-made-", dir="/tmp" if Path("/tmp").is_dir() else None))
        atexit.register(shutil.rmtree, keep, ignore_errors=True)
        shutil.copytree(places.data_folder(), keep, dirs_exist_ok=True)
        _made.append(keep)
    else:
        shutil.copytree(_made[0], places.data_folder(), dirs_exist_ok=True)


def opened(considered: Considered, kind: IdentityKind = IdentityKind.PROFESSIONAL) -> Session:
    """One identity's session, both vaults made where they are missing."""
    if not considered.is_set_up():
        set_up(considered)
    return considered.unlock(kind, PASSPHRASES[kind])


def draft(session: Session, text: str = TEXT) -> Draft:
    """A saved draft for LinkedIn."""
    return session.drafts.new(text, channels=[Channel.LINKEDIN])
