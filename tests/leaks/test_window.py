"""The same through the real window: what is typed there lies readable in no file, during and after (P6, F21)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from composer.app import Considered
from composer.identity import paired
from composer.vault.keys import FLOOR
from rules.report import IdentityKind
from tests.journeys.conftest import Person
from tests.leaks.canaries import CANARIES as C
from tests.leaks.canaries import found
from tests.leaks.session import HOME, WORDS, WORK
from ui.desktop.conductor import Desktop

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL


@pytest.fixture
def somebody(desktop: Desktop, qtbot: QtBot) -> Person:
    """Somebody whose names, addresses and passphrases are canaries."""
    Considered(cost=FLOOR).set_up(*paired(WORK, HOME), WORDS)
    desktop.start()
    return Person(qtbot, desktop)


def enters(person: Person, kind: IdentityKind) -> None:
    person.opens(kind, WORDS[kind])
    person.waits(lambda: person.desktop.window)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_p06_f21_a_day_in_the_window_leaves_no_readable_word(somebody: Person, home: Path, tmp_path: Path) -> None:
    person = somebody
    person.opens(PROFESSIONAL, C["reason"] + " wrong")
    person.waits(lambda: person.desktop.door and "does not open" in person.desktop.door.notice.text())
    enters(person, PROFESSIONAL)
    draft = person.writes(f"Saw a lovely client today, a {C['consent text']} from Salford. It was {C['draft']}.")
    person.is_told()
    assert found([home]) == []
    person.window.next_finding()
    person.window.ask_consent()
    dialog = person.dialogs.consent
    assert dialog is not None
    person.types(C["who"], dialog.form.who)
    dialog.reject()
    person.records_consent()
    person.approves(f"Talked over: {C['reason']} in supervision.")
    outside = tmp_path / "exports"
    person.exports_to(outside)
    person.window.show_page("consents")
    person.types(C["told note"], person.dialogs.consents.search)
    assert found([home]) == []
    person.window.show_page("drafts")
    person.writes(f"Nothing about {C['deleted draft']}.")
    person.window.session.drafts.delete(draft)
    person.window.switch()
    enters(person, PERSONAL)
    person.writes(f"Off to the sea with {C['other draft']} and {C['own name']}.")
    person.is_told()
    assert found([home]) == []
    person.window.lock()
    assert found([home]) == []
    assert list(outside.iterdir())
