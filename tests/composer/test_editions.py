"""A new edition of a policy ends an approval where it newly forbids something, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from composer.app import InstalledEditions, Session
from composer.approval import Approval
from composer.consent.record import ConsentRecord
from composer.draft import DraftState
from composer.editions import HELD, UNREADABLE, PackEdition
from composer.publish.export import ExportRefused
from composer.standing import FALLEN, Standing
from rules.packs import PackShelf
from rules.packs.shelf import SHIPPED
from rules.report import Channel, Concern, Finding, Outcome, Stage
from tests.composer.conftest import TEXT, Editions, finding, report
from tests.composer.test_approval import approved, latest

TODAY = date.today()
REASON = "A published court case, quoted from the report."


@pytest.fixture
def draft_id(session: Session) -> str:
    return session.drafts.new(TEXT).id


def waiting(session: Session) -> Standing:
    (one,) = all_waiting(session)
    return one


def all_waiting(session: Session) -> list[Standing]:
    return [s for every in session.approvals.standings(session.drafts.all(), TODAY).values() for s in every if s.waits]


def reread(session: Session, *found: Finding, **more: object) -> Standing:
    """The draft as the checker reads it under the editions of now."""
    return session.recheck(waiting(session), report(*found, **more), TODAY)


@pytest.fixture
def rested(session: Session, draft_id: str, given: Callable[..., ConsentRecord]) -> Approval:
    session.review(draft_id).link_consent(finding(), given().id)
    return approved(session, draft_id, report(finding()))


@pytest.fixture
def overruled(session: Session, draft_id: str) -> Approval:
    session.review(draft_id).overrule(finding(), REASON)
    return approved(session, draft_id, report(finding()))


def test_until_it_is_read_against_the_new_edition_it_waits(
    session: Session, draft_id: str, rested: Approval, editions: Editions
) -> None:
    assert rested.record.packs == editions(session.identity.packs)
    editions.edition = "2"
    standing = session.approvals.standing(draft_id, TEXT)
    assert (standing.holds, standing.fell) == (False, False)
    assert standing.reasons[0] == "ACAT has a new edition since (2), which this post has not been read against yet."
    with pytest.raises(ExportRefused, match="new edition"):
        session.exports.to_clipboard(rested)
    session.begin_day(TODAY)
    assert session.drafts.get(draft_id).state is DraftState.APPROVED
    assert not latest(session, draft_id).fell
    assert session.vault.log.entries(kind=FALLEN) == []


def test_an_edition_that_forbids_nothing_newly_keeps_it(
    session: Session, draft_id: str, rested: Approval, editions: Editions
) -> None:
    editions.edition = "2"
    assert reread(session, finding(), finding(Outcome.ADVICE, Concern.PRESS_CONTACT, key="k9")).holds
    assert session.approvals.current(draft_id, TEXT) == rested
    assert all_waiting(session) == []
    assert len(session.vault.log.entries(kind=HELD)) == 1
    session.exports.to_clipboard(rested)
    editions.edition = "3"  # and the one after that is read again
    assert session.approvals.current(draft_id, TEXT) is None


@pytest.mark.parametrize(
    "found",
    [
        (finding(), finding(Outcome.MUST_FIX, Concern.HONEST_CLAIMS, key="k2")),
        (finding(), finding(concern=Concern.COLLEAGUE_OR_SERVICE, key="k2")),
        (finding(overrule=True),),
    ],
    ids=["must-fix", "another consent", "a clause without exception"],
)
def test_an_edition_that_newly_forbids_ends_it_and_says_what(
    session: Session, draft_id: str, rested: Approval, editions: Editions, found: tuple[Finding, ...]
) -> None:
    editions.edition = "2"
    standing = reread(session, *found)
    assert standing.fell
    assert standing.reasons[0].startswith("Newly forbidden under ACAT (2) and MIP (2): A client of yours (")
    assert session.drafts.get(draft_id).state is DraftState.DRAFT
    assert latest(session, draft_id).fell
    assert latest(session, draft_id).reasons == standing.reasons
    assert session.approvals.falls()[rested.id].why == "edition"
    editions.edition = "1"
    assert session.approvals.current(draft_id, TEXT) is None, "what fell stays fallen"


def test_what_was_gone_on_against_stays_so_while_the_clauses_are_the_same(
    session: Session, draft_id: str, overruled: Approval, editions: Editions
) -> None:
    editions.edition = "2"
    assert reread(session, finding()).holds


@pytest.mark.parametrize("later", [finding(Outcome.MUST_FIX), finding(overrule=True)], ids=["graver", "another clause"])
def test_a_reason_does_not_speak_for_what_came_after_it(
    session: Session, draft_id: str, overruled: Approval, editions: Editions, later: Finding
) -> None:
    editions.edition = "2"
    assert reread(session, later).fell


def test_a_second_clause_without_exception_takes_a_reason_of_its_own(
    session: Session, draft_id: str, given: Callable[..., ConsentRecord], editions: Editions
) -> None:
    bound = finding(overrule=True)
    session.review(draft_id).link_consent(bound, given().id)
    session.review(draft_id).overrule(bound, REASON)
    approved(session, draft_id, report(bound))
    editions.edition = "2"
    assert reread(session, bound).holds, "the reason speaks of this clause"
    editions.edition = "3"
    another = msgspec.structs.replace(bound.citations[0], id="mip:n9", label="MIP N9")
    assert reread(session, msgspec.structs.replace(bound, citations=(*bound.citations, another))).fell


def test_advice_that_now_needs_a_consent_ends_it(session: Session, draft_id: str, editions: Editions) -> None:
    approved(session, draft_id, report(finding(Outcome.ADVICE)))
    editions.edition = "2"
    assert reread(session, finding()).fell


@pytest.mark.parametrize("more", [{"stage": Stage.PARSED}, {"degraded": True}])
def test_half_a_reading_decides_nothing(
    session: Session, draft_id: str, rested: Approval, editions: Editions, more: dict[str, object]
) -> None:
    editions.edition = "2"
    assert reread(session, finding(overrule=True), **more).waits
    assert reread(session, **more).waits


def test_a_policy_that_was_switched_on_is_read_too_and_one_switched_off_is_not(
    session: Session, draft_id: str, rested: Approval
) -> None:
    packs = session.identity.packs
    session.save_identity(msgspec.structs.replace(session.identity, packs=(*packs, "hcpc")))
    assert session.approvals.standing(draft_id, TEXT).reasons == (
        "HCPC was switched on since, and this post has not been read against it yet.",
    )
    assert reread(session, finding()).holds
    session.save_identity(msgspec.structs.replace(session.identity, packs=packs[:1]))
    assert session.approvals.current(draft_id, TEXT) == rested


def test_an_edition_that_came_while_it_was_read_is_still_waited_for(
    session: Session, draft_id: str, rested: Approval, editions: Editions
) -> None:
    editions.edition = "2"
    asked = waiting(session)
    editions.edition = "3"
    assert session.recheck(asked, report(finding()), TODAY).waits


def test_each_channel_is_read_for_itself(session: Session, editions: Editions) -> None:
    draft = session.drafts.new("Sleep matters more than we admit.")
    blog, x = (approved(session, draft.id, report(), channel) for channel in (Channel.BLOG, Channel.X))
    assert set(session.approvals.holding(draft.id, draft.text)) == {blog, x}
    editions.edition = "2"
    first, second = all_waiting(session)
    assert session.recheck(first, report(), TODAY).holds
    assert session.recheck(second, report(finding()), TODAY).fell
    assert session.approvals.holding(draft.id, draft.text) == [first.approval]
    assert session.drafts.get(draft.id).state is DraftState.APPROVED


def test_a_pack_of_the_users_own_is_read_anew_when_its_edition_changes(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    shipped = (SHIPPED / "acat.toml").read_text(encoding="utf-8")
    before = PackShelf().load(["acat"])[0].edition
    own.write_text(shipped, encoding="utf-8")
    installed = InstalledEditions()
    assert [e.edition for e in installed((str(own),))] == [before]
    own.write_text(shipped.replace(before, "the one of May 2031"), encoding="utf-8")
    assert [e.edition for e in installed((str(own),))] == ["the one of May 2031"]


def test_a_pack_that_cannot_be_read_lets_approvals_wait_and_the_vault_open(
    session: Session, draft_id: str, rested: Approval, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = InstalledEditions()(("/nowhere/of-our-trust.toml",))
    assert gone == (PackEdition(id="/nowhere/of-our-trust.toml", title="of-our-trust", edition=UNREADABLE),)
    packs = editions(session.identity.packs)
    monkeypatch.setattr(session.approvals, "_editions", lambda _: (*packs, *gone))
    session.begin_day(TODAY)
    (said,) = session.approvals.standing(draft_id, TEXT).reasons
    assert said.startswith("The policy of-our-trust cannot be read")
    assert session.drafts.get(draft_id).state is DraftState.APPROVED


def test_a_fall_by_an_edition_holds_no_word_of_the_post(
    session: Session, draft_id: str, rested: Approval, editions: Editions
) -> None:
    editions.edition = "2"
    reread(session, finding(overrule=True))
    (entry,) = session.vault.log.entries(kind=FALLEN)
    assert "waiting" not in str(entry.payload)
