"""A whole working day without a screen, in a process of its own: every canary typed where such words are typed.

    python -m tests.leaks.session OUTSIDE [crash]

Two identities, the checker's process, consent with evidence, approval, export to OUTSIDE, lock, backup, wrong guesses;
with `crash` the process dies by a signal in the middle of a save. Says what it did in words without canaries.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from composer import places
from composer.app import Considered, Session
from composer.consent.record import (
    ALL_TOLD,
    ConsentForm,
    ConsentRecord,
    Informing,
    Material,
    Method,
    Private,
    Reach,
    Stage,
    SubjectKind,
    Voluntariness,
)
from composer.errors import UserTrouble
from composer.hardening import harden_process
from composer.identity import Identity, paired
from composer.questions import Answer
from composer.vault.keys import FLOOR
from composer.vault.upkeep import back_up_now
from rules.frames import Answer as Checked
from rules.frames import Check, Unframer, frame
from rules.report import Channel, IdentityKind, Report
from rules.report import Stage as Depth
from tests.leaks.canaries import CANARIES as C

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
CONSENTED = f"My client, a {C['consent text']} from Leeds, said it was like {C['draft']}. It stayed with me."
WORDS = {PROFESSIONAL: C["passphrase"] + " one", PERSONAL: C["other passphrase"] + " two"}
WORK = Identity(
    kind=PROFESSIONAL,
    display_name=f"{C['own name']} Holt",
    role="Therapist",
    handles={"x": "@" + C["handle"]},
    emails=(f"{C['address']}@practice.example",),
    practice=f"{C['practice']} Rooms",
    disclaimer="",
)
HOME = Identity(kind=PERSONAL, display_name=C["other name"], own_words=(C["keep-out word"],))


def main(outside: Path, crash: bool) -> None:
    """The day."""
    harden_process()
    app = Considered(cost=FLOOR)
    app.set_up(*paired(WORK, HOME), WORDS)
    for guess in (WORDS[PERSONAL], C["reason"]):
        with contextlib.suppress(UserTrouble):
            app.unlock(PROFESSIONAL, guess)
    session = app.unlock(PROFESSIONAL, WORDS[PROFESSIONAL])
    draft = written(session)
    record = consented(session, draft, outside)
    published(session, draft, record, outside)
    back_up_now(session.vault)
    session.vault.compact()
    app.lock()
    session = app.unlock(PERSONAL, WORDS[PERSONAL])
    other = session.drafts.new(f"Off to the sea with {C['other draft']} and {C['own name']}.")
    checked(session, other.text)
    print("done", flush=True)
    if crash:
        with session.vault.transaction():
            session.drafts.save(other.id, other.text + " And on " * 2_000)
            os.kill(os.getpid(), signal.SIGKILL)
    app.lock()


def written(session: Session) -> str:
    """A draft typed in steps, titled; another one deleted, after a search for its words."""
    draft = session.drafts.new(CONSENTED[:30], channels=(Channel.BLOG,))
    for length in (40, 60, len(CONSENTED)):
        session.drafts.save(draft.id, CONSENTED[:length])
    session.drafts.save(draft.id, CONSENTED, title=f"On {C['title']}")
    gone = session.drafts.new(f"Nothing about {C['deleted draft']}.")
    session.drafts.find(C["deleted draft"])
    session.drafts.delete(gone.id)
    return draft.id


def consented(session: Session, draft: str, outside: Path) -> ConsentRecord:
    """A consent to the words, with a scan attached and private notes."""
    now = datetime.now(UTC)
    form = ConsentForm(
        kind=SubjectKind.CLIENT,
        material=Material(text=CONSENTED),
        reach=Reach(channels=(Channel.BLOG,)),
        informing=Informing(told=ALL_TOLD, explained_by=C["told note"]),
        voluntariness=Voluntariness(stage=Stage.ENDED, months_since_end=14),
        draft_id=draft,
    )
    private = Private(who=C["who"], transference=C["transference"])
    asked = now - timedelta(days=9)
    record = session.ledger.record_given(form, method=Method.SIGNED_PAPER, asked_at=asked, private=private)
    scan = outside / "letter.txt"
    scan.write_text(f"I agree. {C['evidence']}")
    return session.attach_evidence(record.id, scan, C["evidence label"])


def published(session: Session, draft: str, record: ConsentRecord, outside: Path) -> None:
    """Checked by the process, every finding settled, approved with a note, exported."""
    text = session.drafts.get(draft).text
    report = checked(session, text)
    assert report.findings, "the checker saw nothing"
    review = session.review(draft)
    review.link_consent(report.findings, record.id)
    review.overrule(report.findings, f"Talked over with my supervisor: {C['reason']}.")
    review.link_consent(report.findings, record.id)
    session.drafts.checked(draft, text, report)
    asked = session.approvals.questions(draft, report, Channel.BLOG)
    answers = [Answer(question_id=q.id, answer=q.easy, note=f"Because of the {C['answer note']}.") for q in asked]
    approval = session.approvals.approve(draft, report, Channel.BLOG, answers)
    session.exports.to_file(approval, outside / "post.txt")
    session.exports.to_folder(approval, outside)
    session.exports.to_clipboard(approval)


def checked(session: Session, text: str) -> Report:
    """The report of the checker's own process, asked over its pipes."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-I", "-m", "rules.service"]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        ask = Check(revision=1, document="d", text=text, setting=session.setting(Channel.BLOG))
        process.stdin.write(frame(ask))
        process.stdin.flush()
        unframer = Unframer()
        while data := os.read(process.stdout.fileno(), 1 << 16):
            for message in unframer.feed(data):
                if isinstance(message, Checked) and message.report.stage is Depth.WHOLE:
                    seen = "".join(Path(f"/proc/{p}/cmdline").read_text() for p in ("self", process.pid))
                    assert not any(word in seen for word in C.values())
                    process.stdin.close()
                    return message.report
    raise AssertionError("the checker ended without an answer")


if __name__ == "__main__":
    assert places.OVERRIDE in os.environ, "only in a folder of its own"
    main(Path(sys.argv[1]), "crash" in sys.argv[2:])
