"""What is typed in the practice rooms and the review's helps lies readable in no file, and in no title (P6, F21)."""

from __future__ import annotations

from pathlib import Path

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
from ui.desktop.practice_checkups import CheckUpsRoom
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_letters import LettersRoom
from ui.desktop.practice_page import PracticeFeature
from ui.desktop.practice_policy import PolicyRoom


def test_p06_f21_the_rooms_leave_no_readable_word(desktop: Desktop, qtbot: QtBot, home: Path) -> None:
    Considered(cost=FLOOR).set_up(*paired(WORK, HOME), WORDS)
    desktop.start()
    person = Person(qtbot, desktop)
    person.opens(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL])
    person.waits(lambda: desktop.window)
    practice = person.dialogs.feature(PracticeFeature)

    checkups = practice.open(CheckUpsRoom)
    assert isinstance(checkups, CheckUpsRoom)
    checkups.wish(checkups.cards[0].state, "differs", C["answer note"])
    letters = practice.open(LettersRoom)
    assert isinstance(letters, LettersRoom)
    letters.blanks["person"].setText(C["who"])
    letters.to.setText(C["told note"])
    letters.sent_button.click()
    policy = practice.open(PolicyRoom)
    assert isinstance(policy, PolicyRoom)
    policy.text.setPlainText(f"Friends\nI add nobody. {C['draft']}")
    policy.keep()
    policy.text.setPlainText(f"Half {C['title']}")
    incidents = practice.open(IncidentsRoom)
    assert isinstance(incidents, IncidentsRoom)
    incidents.open_form()
    incidents.account.setPlainText(f"It was {C['transference']}.")
    incidents.keep()
    incidents.open_form()
    incidents.account.setPlainText(f"Half of {C['evidence']}")
    person.window.new_draft()
    session = person.window.session
    session.readers.record(
        person.window.draft_id, C["draft"], reader=C["told note"], on=practice.today(), view=C["reason"]
    )
    session.rests.begin(person.window.draft_id)
    assert found([home]) == []
    titles = [window.windowTitle() for window in person.desktop._app.topLevelWidgets()]
    assert not any(canary in title for canary in C.values() for title in titles)
    person.window.lock()
    assert found([home]) == []
