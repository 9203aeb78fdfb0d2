"""An open session on a professional vault, and reports made by hand: what the checker says is tested elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from composer.app import Session
from composer.consent.record import (
    ALL_TOLD,
    ConsentForm,
    ConsentRecord,
    Informing,
    Material,
    Method,
    Party,
    Reach,
    Stage,
    SubjectKind,
    Voluntariness,
)
from composer.editions import PackEdition
from composer.identity import Identity
from composer.questions import Answer, Question
from composer.vault.keys import FLOOR
from composer.vault.slots import slots_path
from composer.vault.vault import Recovery, Vault
from rules.report import Channel, ClauseCitation, Concern, Finding, IdentityKind, Outcome, Report, severest

TEXT = "A client told me last week: “I stopped waiting.” It stayed with me."
NOTE = "Agreed with my supervisor that this may go."


class Editions:
    """Installed packs, with editions that a test can change."""

    def __init__(self) -> None:
        self.edition = "1"

    def __call__(self, packs: tuple[str, ...]) -> tuple[PackEdition, ...]:
        return tuple(PackEdition(id=p, title=p.upper(), edition=self.edition) for p in packs)


class Template(msgspec.Struct):
    """A closed vault on the disk and the code that opens it without a slow derivation."""

    path: Path
    code: str

    def open_copy(self, folder: Path) -> Vault:
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / self.path.name
        shutil.copy(self.path, copy)
        shutil.copy(slots_path(self.path), slots_path(copy))
        return Vault.open(copy, Recovery(self.code))


@pytest.fixture(scope="session")
def professional_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    anna = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart", role="Therapist", disclaimer="")
    path = tmp_path_factory.mktemp("template") / "professional.vault"
    with Vault.create(path, anna, "quiet rivers carry stones", cost=FLOOR) as vault:
        sheet = vault.slots.set_recovery(vault.key)
    return Template(path, sheet.code)


@pytest.fixture
def editions() -> Editions:
    return Editions()


@pytest.fixture
def session(professional_template: Template, tmp_path: Path, editions: Editions) -> Iterator[Session]:
    with Session(professional_template.open_copy(tmp_path / "vaults"), editions) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of the author's own to export to."""
    chosen = tmp_path / "exports"
    chosen.mkdir()
    return chosen


def finding(
    outcome: Outcome = Outcome.NEEDS_CONSENT,
    concern: Concern = Concern.CLIENT_REFERENCE,
    *,
    key: str = "k1",
    overrule: bool = False,
    start: int = 2,
    end: int = 8,
) -> Finding:
    label = "MIP N3" if overrule else "ACAT b"
    citation = ClauseCitation(
        id="mip:n3" if overrule else "acat:b",
        label=label,
        force="must-not",
        exception="none" if overrule else "consent",
        summary="…",
        overrule=overrule,
    )
    return Finding(
        start=start,
        end=end,
        concern=concern,
        outcome=outcome,
        rule="client.own-client",
        clauses=(citation.id,),
        citations=(citation,),
        title="A client of yours",
        why="This is about someone in your care.",
        key=key,
    )


def report(*findings: Finding, **more: object) -> Report:
    return Report(outcome=severest([f.outcome for f in findings]), findings=findings, **more)  # type: ignore[arg-type]


def easy(questions: list[Question]) -> list[Answer]:
    return [Answer(question_id=q.id, answer=q.easy) for q in questions]


def form(text: str = TEXT, kind: SubjectKind = SubjectKind.CLIENT, **fields: object) -> ConsentForm:
    """A form filled in well."""
    reach = fields.pop("reach", None) or Reach(channels=(Channel.BLOG,))
    details = {
        "informing": Informing(told=ALL_TOLD, explained_by="A. V."),
        "voluntariness": Voluntariness(stage=Stage.ENDED, months_since_end=14),
        "parties": {
            SubjectKind.GROUP: (Party(code="G-001/1", role="member"), Party(code="G-001/2", role="member")),
            SubjectKind.CHILD: (Party(code="K-001", role="child"), Party(code="K-001/1", role="parent")),
            SubjectKind.DIED: (Party(code="D-001/1", role="relative"),),
        }.get(kind, ()),
    }
    return ConsentForm(kind=kind, material=Material(text=text), reach=reach, **{**details, **fields})  # type: ignore[arg-type]


@pytest.fixture
def given(session: Session) -> Callable[..., ConsentRecord]:
    """Record a consent that was asked ten days ago and given a week ago."""

    def record(text: str = TEXT, **fields: object) -> ConsentRecord:
        now = datetime.now(UTC)
        asked, decided = now - timedelta(days=10), now - timedelta(days=7)
        return session.ledger.record_given(
            form(text, **fields), method=Method.SIGNED_PAPER, asked_at=asked, decided_at=decided
        )

    return record
