"""No exception, log record, warning or `repr` holds a word that someone typed, whatever goes wrong (F22, F24).

Found by doing: each operation here is made to fail while its words are canaries.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from composer.app import Considered, Session
from composer.consent.record import Material, Method, Private, Reach, SubjectKind
from composer.identity import Identity
from composer.publish.export import FileIsThere, verify_record
from composer.questions import Answer
from composer.vault.keys import FLOOR
from composer.vault.recovery import new_code, written
from composer.vault.vault import Passphrase, Recovery, Vault
from rules.checker import MAX_CHARACTERS, Checker, Parts
from rules.packs import test_pack as tried_pack
from rules.report import Channel, IdentityKind, Outcome, Report, Setting
from tests.composer.conftest import Template, finding, form, report
from tests.leaks.canaries import CANARIES as C
from ui.way_in import NoWordsGiven

TEXT = f"My client said {C['draft']} and {C['consent text']}."
Failing = Callable[[Session, Path], object]


def identity(kind: IdentityKind, address: str) -> Identity:
    return Identity(kind=kind, display_name=C["own name"], emails=(address,))


def same_address(_session: Session, _folder: Path) -> object:
    address = f"{C['address']}@mail.example"
    sides = (identity(kind, address) for kind in (IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL))
    return Considered(cost=FLOOR).set_up(*sides, dict.fromkeys(IdentityKind, C["passphrase"]))


def wrong_words(session: Session, _folder: Path) -> object:
    return session.vault.slots.unlock_with_passphrase(C["passphrase"])


def weak_words(session: Session, _folder: Path) -> object:
    return session.vault.slots.set_passphrase(session.vault.key, C["draft"][:5])


def wrong_sheet(session: Session, _folder: Path) -> object:
    return session.vault.slots.unlock_with_recovery(f"{C['draft']} {C['title']}")


def not_ready(session: Session, _folder: Path) -> object:
    draft = session.drafts.new(TEXT)
    answers = [Answer(question_id=C["reason"], answer="yes", note=C["answer note"])]
    return session.approvals.approve(draft.id, report(finding()), Channel.BLOG, answers)


def short_reason(session: Session, _folder: Path) -> object:
    return session.review(session.drafts.new(TEXT).id).overrule(finding(), C["reason"])


def too_long(session: Session, _folder: Path) -> object:
    return session.drafts.new(TEXT * 10_000)


def unapproved(session: Session, folder: Path) -> object:
    draft = session.drafts.new(TEXT)
    clear = Report(outcome=Outcome.CLEAR, findings=())
    asked = session.approvals.questions(draft.id, clear, Channel.BLOG)
    answers = [Answer(question_id=q.id, answer=q.easy) for q in asked]
    approval = session.approvals.approve(draft.id, clear, Channel.BLOG, answers)
    session.drafts.save(draft.id, TEXT + C["title"])
    return session.exports.to_file(approval, folder / "post.txt")


def lost_quote(session: Session, _folder: Path) -> object:
    quoting = Material(text=TEXT, quotes=(C["title"],))
    return session.ledger.request(msgspec.structs.replace(form(TEXT), material=quoting))


def no_channel(session: Session, _folder: Path) -> object:
    return session.ledger.request(form(TEXT, reach=Reach(channels=())))


def no_witness(session: Session, _folder: Path) -> object:
    return session.ledger.record_given(form(TEXT), method=Method.RECORDED_VERBAL, private=Private(who=C["who"]))


def illegal_step(session: Session, _folder: Path) -> object:
    asked = session.ledger.request(form(TEXT, SubjectKind.COLLEAGUE), private=Private(transference=C["transference"]))
    return session.ledger.withdraw(asked.id, note=C["told note"])


def unknown_party(session: Session, _folder: Path) -> object:
    asked = session.ledger.request(form(TEXT, SubjectKind.GROUP))
    return session.ledger.refuse(asked.id, party=C["who"])


def future(session: Session, _folder: Path) -> object:
    return session.ledger.request(form(TEXT), at=datetime.now(UTC) + timedelta(days=3))


def no_reason(session: Session, _folder: Path) -> object:
    return session.erase(session.ledger.request(form(TEXT)).id, C["reason"][:9])


def empty_evidence(session: Session, _folder: Path) -> object:
    asked = session.ledger.request(form(TEXT))
    return session.attach_evidence(asked.id, b"", C["evidence label"])


def lost_evidence(session: Session, folder: Path) -> object:
    asked = session.ledger.request(form(TEXT))
    return session.attach_evidence(asked.id, folder / C["evidence"], C["evidence label"])


def unknown_draft(session: Session, _folder: Path) -> object:
    return session.drafts.get(C["draft"])


def unknown_consent(session: Session, _folder: Path) -> object:
    return session.ledger.get(C["consent text"])


def broken_transaction(session: Session, _folder: Path) -> object:
    with session.vault.transaction():
        session.vault.drafts.create()
        session.vault.store.run("INSERT INTO drafts (id, title) VALUES (?, ?)", C["draft"], C["title"])


def closed_vault(session: Session, _folder: Path) -> object:
    draft = session.drafts.new(TEXT)
    session.close()
    return session.drafts.save(draft.id, TEXT + C["title"])


def text_too_long(_session: Session, _folder: Path) -> object:
    text = TEXT * (MAX_CHARACTERS // len(TEXT) + 1)
    return Checker(parts=Parts(reader=False)).check(text, Setting())


FAILING: tuple[Failing, ...] = (
    wrong_words, weak_words, wrong_sheet, not_ready, short_reason, too_long, unapproved, lost_quote, no_channel,
    no_witness, illegal_step, unknown_party, future, no_reason, empty_evidence, lost_evidence, unknown_draft,
    unknown_consent, broken_transaction, closed_vault, text_too_long, same_address,
)  # fmt: skip
NAMES_ITS_SUBJECT = {same_address}
"""What is told to the person at that moment names what they just typed; its `repr` does not."""


def said(error: BaseException | None) -> str:
    """All that a report of an error could print: messages, arguments, notes and causes."""
    told = []
    while error is not None:
        told += [str(error), repr(error), *map(repr, error.args), *getattr(error, "__notes__", ())]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(told)


@pytest.mark.usefixtures("allow_logs")
@pytest.mark.parametrize("failing", FAILING, ids=lambda f: f.__name__)
def test_no_error_holds_a_word(
    failing: Failing, session: Session, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Exception) as raised:
        failing(session, folder)
    if failing in NAMES_ITS_SUBJECT:
        assert words_in(repr(raised.value)) == []
        return
    assert words_in(said(raised.value)) == []
    assert words_in("".join(traceback.format_exception(raised.value))) == []
    assert words_in(caplog.text) == []


def words_in(text: str) -> list[str]:
    """The canaries in a text."""
    return [word for word in C.values() if word in text]


def test_a_file_in_the_way_is_named_to_the_person_and_not_in_the_repr(tmp_path: Path) -> None:
    trouble = FileIsThere(tmp_path / f"{C['title']}.txt")
    assert C["title"] in str(trouble)
    assert words_in(repr(trouble)) == []


def test_what_holds_secrets_shows_nothing(professional_template: Template) -> None:
    vault = Vault.open(professional_template.path, Recovery(professional_template.code))
    sheet = new_code("vault", 1)
    shown = [repr(x) for x in (vault, vault.key, Passphrase(C["passphrase"]), Recovery(C["passphrase"]), sheet)]
    vault.close()
    assert words_in("".join(shown)) == []
    assert vault.key.hex() not in "".join(shown)
    assert written(sheet) not in "".join(shown)
    assert words_in(repr(NoWordsGiven("x", C["passphrase"]))) == []


def test_a_damaged_record_or_pack_is_told_without_quoting_it(tmp_path: Path) -> None:
    post, record = tmp_path / "post.txt", tmp_path / "record"
    post.write_text(TEXT)
    record.write_text(f'{{"format": "{C["draft"]}", "author": 3}}')
    assert words_in(" ".join(verify_record(post, record).reasons)) == []
    pack = tmp_path / "mine.toml"
    pack.write_text(f'id = "{C["draft"]}" oops')
    assert tried_pack(pack).problems


def test_no_word_is_logged_at_any_level_while_all_goes_well(
    session: Session, caplog: pytest.LogCaptureFixture, folder: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    draft = session.drafts.new(TEXT)
    session.ledger.record_given(form(TEXT), method=Method.SIGNED_PAPER, private=Private(who=C["who"]))
    clear = Report(outcome=Outcome.CLEAR, findings=())
    asked = session.approvals.questions(draft.id, clear, Channel.BLOG)
    answers = [Answer(question_id=q.id, answer=q.easy, note=C["answer note"]) for q in asked]
    approval = session.approvals.approve(draft.id, clear, Channel.BLOG, answers)
    session.exports.to_file(approval, folder / "post.txt")
    session.due(date.today())
    Checker(parts=Parts(reader=False)).check(TEXT, Setting())
    assert words_in(caplog.text) == []
