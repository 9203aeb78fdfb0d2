"""Check-ups, letters, incidents, the policy for clients, statements: each serves the clauses that it names."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pypdf
import pytest

from composer.app import Session
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.practice.checkups import all_items
from composer.practice.client_policy import Choices, as_text, client_policy, client_policy_pdf, from_text
from composer.practice.incidents import CLAUSES, OUTCOMES, IncidentKind, incident_pdf
from composer.practice.letters import all_letters, letter, written
from composer.practice.statements import missing_statements, website_statements
from rules.packs import PackShelf
from rules.report import IdentityKind

TODAY = date(2026, 11, 21)
ANNA = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart", role="CAT practitioner")


@pytest.fixture(scope="module")
def clauses() -> set[str]:
    return {clause.id for pack in PackShelf().load(("acat", "mip")) for clause in pack.clauses}


def test_every_clause_that_is_cited_is_in_a_pack(clauses: set[str]) -> None:
    cited = {c for item in all_items() for c in item.why} | {c for one in all_letters() for c in one.clauses}
    cited |= {c for several in CLAUSES.values() for c in several}
    assert cited <= clauses


def test_what_the_policies_ask_as_tasks_is_there() -> None:
    asked = {c for item in all_items() for c in item.why}
    assert asked >= {
        "acat:h",
        "acat:d",
        "acat:f",
        "acat:g",
        *(f"mip:{k}" for k in ("k4", "k6", "k8", "k9", "v1", "v2", "v3", "v4", "c1")),
    }


def test_items_are_complete_and_their_names_their_own() -> None:
    assert len({i.id for i in all_items()}) == len(all_items())
    assert all(i.professional and i.source and i.why and i.every_days for i in all_items())
    assert {"Facebook", "Instagram", "Threads", "X", "LinkedIn", "Bluesky", "Mastodon"} <= {
        i.platform for i in all_items()
    }


def test_a_look_is_due_again_after_three_months(session: Session) -> None:
    session.checkups.looked("x-find", TODAY, note="both off")
    (state,) = [s for s in session.checkups.states(TODAY) if s.item.id == "x-find"]
    assert (state.due, state.overdue(TODAY)) == (TODAY + timedelta(days=91), False)
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY + timedelta(days=91))}


def test_what_is_not_as_wished_stays_due(session: Session) -> None:
    session.checkups.looked("x-find", TODAY, as_wished=False)
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY)}


def test_a_changed_platform_opens_its_check_ups_again(session: Session) -> None:
    for item in all_items():
        session.checkups.looked(item.id, TODAY)
    assert session.checkups.due(TODAY + timedelta(days=1)) == []
    opened = session.checkups.platform_changed("X", TODAY + timedelta(days=1), "new menu")
    assert {s.item.platform for s in opened} == {"X"}
    assert {s.item.platform for s in session.checkups.due(TODAY + timedelta(days=1))} == {"X"}
    with pytest.raises(UserTrouble):
        session.checkups.platform_changed("MySpace", TODAY)


def test_later_is_two_weeks_and_a_look_takes_its_place(session: Session) -> None:
    session.checkups.later("x-find", TODAY)
    assert "x-find" not in {s.item.id for s in session.checkups.due(TODAY)}
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY + timedelta(days=14))}
    session.checkups.looked("x-find", TODAY - timedelta(days=90))
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY + timedelta(days=1))}


def test_what_is_not_for_me_is_never_due_until_it_is_again(session: Session) -> None:
    session.checkups.not_for_me("x-find", TODAY)
    later = TODAY + timedelta(days=900)
    assert "x-find" not in {s.item.id for s in session.checkups.due(later)}
    assert [s.item.id for s in session.checkups.states(TODAY) if not s.mine] == ["x-find"]
    session.checkups.for_me_again("x-find", TODAY)
    assert "x-find" in {s.item.id for s in session.checkups.due(later)}
    with pytest.raises(UserTrouble):
        session.checkups.later("nothing", TODAY)


def test_a_changed_platform_is_louder_than_later(session: Session) -> None:
    session.checkups.looked("x-find", TODAY - timedelta(days=10))
    session.checkups.later("x-find", TODAY)
    session.checkups.platform_changed("X", TODAY + timedelta(days=1))
    assert "x-find" in {s.item.id for s in session.checkups.due(TODAY + timedelta(days=1))}


def test_an_incident_keeps_its_steps_and_days_and_comes_onto_paper(session: Session) -> None:
    one = session.incidents.open(IncidentKind.PRESS, on=TODAY, platform="phone", what="A paper asked about a thread.")
    session.incidents.step(one.id, "Rang the trustee", on=TODAY, told="ACAT liaison trustee")
    step = session.incidents.step(one.id, "Write to the insurer", on=TODAY, due=TODAY + timedelta(days=5))
    assert session.incidents.get(one.id).next_due == TODAY + timedelta(days=5)
    assert [r.kind for r in session.due(TODAY + timedelta(days=1))] == []
    assert [(r.kind, r.due) for r in session.due(TODAY + timedelta(days=2))] == [
        ("incident-step", TODAY + timedelta(days=5))
    ]
    session.incidents.step_done(one.id, step.id, on=TODAY)
    with pytest.raises(UserTrouble, match="done already"):
        session.incidents.step_done(one.id, step.id, on=TODAY)
    session.incidents.settle(one.id, "talked to the trustee first, did not answer", on=TODAY)
    done = session.incidents.get(one.id)
    assert done.next_due is None
    pages = pypdf.PdfReader(io.BytesIO(incident_pdf(done, ANNA, on=TODAY))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for told in ("A paper asked about a thread.", "Told: ACAT liaison trustee.", "Done on 21 November 2026", "ACAT J",
                 "did not answer"):  # fmt: skip
        assert told in words
    with pytest.raises(UserTrouble):
        session.incidents.step("nothing", "Something", on=TODAY)


def test_a_policy_is_kept_in_versions_and_a_note_names_its_wording(session: Session) -> None:
    first = client_policy(ANNA, Choices(on=TODAY))
    assert from_text(as_text(first)) == first
    kept = session.client_policies.keep(first, on=TODAY)
    assert session.client_policies.keep(first, on=TODAY) == kept
    session.client_policies.given("C-001", first, on=TODAY)
    second = session.client_policies.keep(from_text("Friends\nI add nobody from work."), on=TODAY)
    assert [(v.number, v.text_sha256 == kept.text_sha256) for v in session.client_policies.versions()] == [
        (1, True),
        (2, False),
    ]
    (note,) = session.client_policies.all()
    assert session.client_policies.version_of(note) == kept
    assert second.sections[0].heading == "Friends"
    with pytest.raises(UserTrouble):
        session.client_policies.keep((), on=TODAY)


def test_reminders_are_few(session: Session) -> None:
    assert session.due(TODAY) == []
    session.checkups.looked("x-find", TODAY)
    session.checkups.looked("x-protect", TODAY)
    session.incidents.open(IncidentKind.PRESS, on=TODAY, platform="phone", what="asked about a post")
    assert [(r.kind, r.message) for r in session.due(TODAY + timedelta(days=92))] == [
        ("check-up", "2 check-ups are due again."),
        ("incident", "Nothing is noted yet about what happened on 21 November 2026."),
    ]


def test_letters_are_filled_in_and_show_what_is_left(clauses: set[str]) -> None:
    for one in all_letters():
        text = written(one.id, ANNA, on=TODAY)
        assert "$" not in text
        assert "Anna Veraart" in text
        assert "21 November 2026" in text
        assert all(f"[{hint}]" in text for hint in one.blanks.values()), one.id
    assert "Dear Ms Bell," in written("decline-request", ANNA, on=TODAY, person="Ms Bell")
    with pytest.raises(UserTrouble):
        letter("nothing")


def test_letters_go_to_contacts_that_packs_name() -> None:
    packs = {p.id: {c.id for c in p.contacts} for p in PackShelf().load(("acat", "mip"))}
    named = [one.contact.split(":") for one in all_letters() if one.contact]
    assert named
    assert all(contact in packs[pack] for pack, contact in named)


def test_sent_letters_are_kept(session: Session) -> None:
    sent = session.letters.sent("untag", to="C-003", on=TODAY, how="e-mail")
    assert session.letters.history() == [sent]


def test_a_doubtful_conversation_has_exactly_three_ways_out(session: Session) -> None:
    incident = session.incidents.open(
        IncidentKind.CONVERSATION, on=TODAY, platform="X", what="a thread mocking clients"
    )
    assert incident.ways == ("withdrew", "took it to supervision", "confronted it")
    with pytest.raises(UserTrouble):
        session.incidents.settle(incident.id, "joined in", on=TODAY)
    settled = session.incidents.settle(incident.id, "withdrew", on=TODAY)
    assert session.incidents.all() == [settled]
    assert session.incidents.waiting() == []


def test_every_kind_of_incident_has_ways_and_clauses() -> None:
    assert set(OUTCOMES) == set(CLAUSES) == set(IncidentKind)


@pytest.mark.parametrize("publishes", [False, True])
def test_the_policy_for_clients_says_what_the_author_does(publishes: bool) -> None:
    text = as_text(client_policy(ANNA, Choices(on=TODAY, publishes_material=publishes)))
    assert ("exact words" in text) is publishes
    assert ("not even disguised" in text) is not publishes
    assert "do not accept or send friend" in text


def test_the_policy_on_paper_and_whom_it_was_given_to(session: Session) -> None:
    sections = client_policy(ANNA, Choices(on=TODAY))

    page = pypdf.PdfReader(io.BytesIO(client_policy_pdf(ANNA, sections, TODAY, large=True))).pages[0]
    assert "How I use social media" in page.extract_text()
    session.client_policies.given("C-001", sections, on=TODAY)
    assert [g.code for g in session.client_policies.not_discussed()] == ["C-001"]
    session.client_policies.given("C-001", sections, on=TODAY, discussed_on=TODAY)
    assert session.client_policies.not_discussed() == []
    assert len(session.client_policies.all()) == 1


def test_a_page_without_the_statements_is_noticed() -> None:
    every = "\n".join(f"{s.heading}\n{s.text}" for s in website_statements(ANNA))
    assert missing_statements(every, ANNA) == []
    assert [s.id for s in missing_statements("Welcome! All you say is confidential.", ANNA)] == [
        "data-protection",
        "social-media",
    ]
