"""A backup that falls due while the app stays open is made then, not at the next opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.draft import Saved
from composer.vault import backup, upkeep
from composer.vault.backup import Backup, backups
from composer.vault.trouble import VaultTrouble
from tests.ui.desktop.posts import TODAY, opened
from tests.ui.desktop.windows import window
from ui.desktop.dialogs import Dialogs
from ui.desktop.errands import drain
from ui.desktop.saving import Saver
from ui.desktop.vault_care import VaultCare
from ui.desktop.vault_hourly import LOOK_MS, HourlyBackup
from ui.desktop.vault_state import VaultState

PATIENCE_MS = 30_000


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session
        drain()


@pytest.fixture
def saver() -> Saver:
    return Saver(lambda: Saved(revision=1, at=datetime.now(UTC), title=""))


@pytest.fixture
def hourly(session: Session, saver: Saver, qtbot: QtBot) -> HourlyBackup:
    return HourlyBackup(session, saver, saver)


def later(session: Session, by: timedelta) -> None:
    session.vault.now = lambda: datetime.now(UTC) + by


def there(session: Session) -> list[Backup]:
    return backups(backup.backup_folder(session.vault.path), session.vault.path.stem)


def test_a_day_later_with_the_window_still_open_there_is_one_more(
    session: Session, hourly: HourlyBackup, qtbot: QtBot
) -> None:
    before = there(session)
    hourly.look()
    assert hourly._errand is None  # today's is there
    later(session, timedelta(hours=25))
    with qtbot.waitSignal(hourly.made, timeout=PATIENCE_MS):
        hourly._timer.timeout.emit()
    assert len(there(session)) == len(before) + 1
    assert upkeep.check_backup(session.vault, there(session)[-1].path).ok
    hourly.look()
    assert hourly._errand is None
    later(session, timedelta(hours=50))
    with qtbot.waitSignal(hourly.made, timeout=PATIENCE_MS):
        hourly.look()
    assert len(there(session)) == len(before) + 2


def test_it_looks_by_itself_once_an_hour(hourly: HourlyBackup) -> None:
    assert hourly._timer.isActive()
    assert hourly._timer.interval() == LOOK_MS == 60 * 60 * 1000
    hourly.stop()
    assert not hourly._timer.isActive()


def test_while_something_typed_waits_to_be_saved_it_waits_too(
    session: Session, hourly: HourlyBackup, saver: Saver, qtbot: QtBot
) -> None:
    later(session, timedelta(hours=25))
    saver.touch()
    hourly.look()
    assert hourly._errand is None
    assert hourly._again.isActive()
    assert saver.now()
    with qtbot.waitSignal(hourly.made, timeout=PATIENCE_MS):
        hourly._again.timeout.emit()


def test_a_vault_with_a_finding_and_one_that_is_closed_are_left_alone(session: Session, hourly: HourlyBackup) -> None:
    later(session, timedelta(hours=25))
    found = session.upkeep
    assert found is not None
    session.upkeep = msgspec.structs.replace(found, health=msgspec.structs.replace(found.health, findings=("Oh.",)))
    hourly.look()
    assert hourly._errand is None
    session.upkeep = found
    session.vault.close()
    hourly.look()
    assert hourly._errand is None


def test_why_it_could_not_be_made_is_said_once_over_the_page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made = window(qtbot, "Rest is part of the work.")
    dialogs = Dialogs(made, today=lambda: TODAY)
    dialogs.plug_in_care(lambda: None, lambda _: None)
    hourly, state = dialogs.feature(VaultCare).hourly, dialogs.feature(VaultState)

    def refuse(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(upkeep, "back_up_now", refuse)
    later(made.session, timedelta(hours=25))
    with qtbot.waitSignal(hourly.failed, timeout=PATIENCE_MS):
        hourly.look()
    (banner,) = state.opening
    assert "A backup was due and could not be made" in banner.text()
    assert banner.isVisible()
    hourly.look()
    qtbot.waitUntil(lambda: hourly._errand is None, timeout=PATIENCE_MS)
    assert len(state.opening) == 1
    dialogs.put_away()
    assert not hourly._timer.isActive()
