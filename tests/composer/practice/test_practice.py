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
from composer.practice.client_policy import Choices, as_text, client_policy, client_policy_pdf
from composer.practice.incidents import CLAUSES, OUTCOMES, IncidentKind
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
