"""Consents for tests of the window, made straight in the ledger."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from composer.app import Session
from composer.approval import Approval
from composer.consent.record import ConsentRecord, Method, Reach
from composer.vault.keys import FLOOR
from composer.vault.vault import Recovery, Vault
from rules.report import Channel, Outcome, Report
from tests.composer.conftest import Editions, easy, form
from tests.ui.desktop.posts import CLIENT, PROFESSIONAL, TEXT, TODAY

_made: list[tuple[Path, str]] = []


@contextlib.contextmanager
def quick_session(folder: Path) -> Iterator[Session]:
    """An open session on a professional vault in `folder`; made once in a run, opened without a slow derivation."""
    if not _made:
        keep = Path(tempfile.mkdtemp(prefix="considered-quick-", dir="/tmp" if Path("/tmp").is_dir() else None))
        atexit.register(shutil.rmtree, keep, ignore_errors=True)
        with Vault.create(keep / "professional.vault", PROFESSIONAL, "quiet rivers carry stones", cost=FLOOR) as vault:
            code = vault.slots.set_recovery(vault.key).code
        _made.append((keep, code))
    keep, code = _made[0]
    shutil.copytree(keep, folder / "vaults")
    with Session(Vault.open(folder / "vaults" / "professional.vault", Recovery(code)), Editions()) as opened:
        yield opened


LONG_AGO = datetime.now(UTC) - timedelta(days=9)
REASON = "Talked over in supervision; the wording stays as it is."
ONE = Report(outcome=Outcome.NEEDS_CONSENT, findings=(CLIENT,))


def asked(session: Session, text: str = TEXT, **fields: Any) -> ConsentRecord:
    """Somebody asked nine days ago, for LinkedIn."""
    reach = fields.pop("reach", Reach(channels=(Channel.LINKEDIN,)))
    return session.ledger.request(form(text, reach=reach, **fields), at=LONG_AGO)


def given(session: Session, text: str = TEXT, **fields: Any) -> ConsentRecord:
    """The same, and everyone agreed two days later."""
    record = asked(session, text, **fields)
    for party in record.parties:
        at = LONG_AGO + timedelta(days=2)
        session.ledger.give(record.id, party=party.code, method=Method.SIGNED_PAPER, at=at)
    return session.ledger.get(record.id)


def linked(session: Session, record: ConsentRecord, text: str = TEXT) -> str:
    """A draft that rests on a consent; its id."""
    draft = session.drafts.new(text, channels=[Channel.LINKEDIN])
    session.review(draft.id).link_consent(CLIENT, record.id)
    session.review(draft.id).overrule(CLIENT, REASON)
    return draft.id


def approval(session: Session, draft_id: str) -> Approval:
    """The approval of a draft on the strength of its consent."""
    questions = session.approvals.questions(draft_id, ONE, Channel.LINKEDIN)
    return session.approvals.approve(draft_id, ONE, Channel.LINKEDIN, easy(questions), today=TODAY)


def posted(session: Session, record: ConsentRecord) -> str:
    """A post that left and was noted as posted; the draft's id."""
    draft_id = linked(session, record)
    exported = session.exports.to_clipboard(approval(session, draft_id), today=TODAY)[1]
    session.exports.posted(exported.id, link="https://social.example/1", on=TODAY)
    return draft_id


def words_on(widget: QWidget) -> str:
    """Everything that labels of a widget say and show."""
    QCoreApplication.processEvents()  # what was just added is shown by the event loop
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))
