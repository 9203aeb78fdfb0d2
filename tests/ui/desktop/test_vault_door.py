"""What needs every vault closed, and what stands over the page: restoring, a new key, saving that fails, read only."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from composer import places
from composer.app import Considered, Session
from composer.vault import upkeep
from composer.vault.recovery import RecoverySheet
from composer.vault.schema import VERSION
from composer.vault.slots import slots_path
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Passphrase, Recovery, Vault
from rules.report import IdentityKind
from tests.ui.desktop.posts import PASSPHRASES, set_up
from tests.ui.desktop.windows import FAKE, write
from ui.desktop import main_window
from ui.desktop.checking import Checking
from ui.desktop.conductor import Desktop
from ui.desktop.halves import HalfFilled
from ui.desktop.main_window import MainWindow
from ui.desktop.practice_incidents import IncidentsRoom
from ui.desktop.practice_page import PracticeFeature
from ui.desktop.saving import SaveState
from ui.desktop.vault_care import VaultCare
from ui.desktop.vault_restore import RestoreDialog
from ui.desktop.vault_state import CopyDialog, LeaveDialog, VaultState

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
PATIENCE_MS = 60_000
WORDS = "Endings matter, and so do beginnings."


@pytest.fixture
def desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    """The app with its own windows and vaults, and a checker that is there at once."""
    quick = functools.partial(Checking, program=(sys.executable, ["-I", str(FAKE)]), waits=(30, 60))
    monkeypatch.setattr(main_window, "Checking", quick)
    made = Desktop(qapp)
    yield made
    made.shut_down()
    made.deleteLater()
    qapp.processEvents()


def opens(desktop: Desktop, qtbot: QtBot, kind: IdentityKind = PROFESSIONAL) -> Session:
    qtbot.waitUntil(lambda: desktop.door is not None, timeout=PATIENCE_MS)
    assert desktop.door is not None
    desktop.door.choose(kind)
    desktop.door.passphrase.line.setText(PASSPHRASES[kind])
    desktop.door.unlock()
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=PATIENCE_MS)
    assert desktop.window is not None
    return desktop.window.session


def backed_up(kind: IdentityKind = PROFESSIONAL, folder: Path | None = None) -> tuple[Path, RecoverySheet]:
    """A backup with a draft in it, and the sheet of that day."""
    with Vault.open(places.vault_path(kind), Passphrase(PASSPHRASES[kind])) as vault:
        draft = vault.drafts.create()
        vault.drafts.save(draft.id, WORDS)
        sheet = vault.slots.set_recovery(vault.key)
        return upkeep.back_up_now(vault, folder).path, sheet


def restores(qtbot: QtBot, dialog: RestoreDialog, sheet: RecoverySheet, file: Path | None = None) -> None:
    """Look and agree, with the printed sheet alone."""
    if file is not None:
        dialog.found.setCurrentIndex(dialog.found.count() - 1)
        dialog.file.setText(str(file))
    dialog.with_sheet.setChecked(True)
    dialog.code.setText(sheet.code)
    dialog.look_button.click()
    qtbot.waitUntil(lambda: dialog._plan is not None or bool(dialog.notice.text()), timeout=PATIENCE_MS)
    assert dialog._plan is not None, dialog.notice.text()
    assert not dialog.restore_button.isEnabled()
    dialog.plan_box.agree.setChecked(True)
    dialog.restore_button.click()


# Restoring


@pytest.mark.parametrize("harm", ["damaged", "missing", "no-key-file", "empty"])
def test_p13_f38_a_vault_that_does_not_open_is_restored_at_the_door_by_the_sheet_alone(
    desktop: Desktop, qtbot: QtBot, harm: str
) -> None:
    set_up(Considered())
    _, sheet = backed_up()
    vault = places.vault_path(PROFESSIONAL)
    match harm:
        case "damaged":
            vault.write_bytes(b"\x01" * vault.stat().st_size)
        case "empty":
            vault.write_bytes(b"")
        case "missing":
            vault.unlink()
        case "no-key-file":
            slots_path(vault).unlink()
    hurt = vault.read_bytes() if vault.exists() else None
    desktop.start()
    assert desktop.wizard is None
    assert desktop.door is not None
    if harm == "missing":
        assert "professional one is missing" in desktop.door.notice.text()
    desktop.door.restore_button.click()
    dialog = desktop.restoring
    assert dialog is not None
    if harm == "missing":
        dialog.found.setCurrentIndex(next(i for i in range(9) if dialog.found.itemText(i).startswith("Professional")))
    restores(qtbot, dialog, sheet)
    qtbot.waitUntil(lambda: desktop.restoring is None, timeout=PATIENCE_MS)
    assert "is restored" in desktop.door.notice.text()
    if hurt is not None:
        assert vault.with_name(vault.name + ".before-restore").read_bytes() == hurt
        assert vault.name + ".before-restore" in desktop.door.notice.text()
    session = opens(desktop, qtbot)
    assert [d.text for d in session.drafts.all()] == [WORDS]
    assert session.upkeep is not None
    assert not session.upkeep.cut_short


def test_p13_a_new_computer_begins_with_a_backup_and_the_sheet(desktop: Desktop, qtbot: QtBot, tmp_path: Path) -> None:
    set_up(Considered())
    file, sheet = backed_up(folder=tmp_path / "stick")
    shutil.rmtree(places.data_folder())
    desktop.start()
    assert desktop.wizard is not None
    desktop.wizard.welcome.restore_button.click()
    dialog = desktop.restoring
    assert dialog is not None
    restores(qtbot, dialog, sheet, file)
    qtbot.waitUntil(lambda: desktop.door is not None, timeout=PATIENCE_MS)
    assert desktop.wizard is None
    assert desktop.door is not None
    assert "personal one is missing" in desktop.door.notice.text()
    assert not places.vault_path(PERSONAL).exists(), "a vault was made unasked"
    assert [d.text for d in opens(desktop, qtbot).drafts.all()] == [WORDS]


def test_a_backup_with_another_name_goes_where_it_belongs(desktop: Desktop, qtbot: QtBot, tmp_path: Path) -> None:
    set_up(Considered())
    file, sheet = backed_up(PERSONAL, tmp_path)
    renamed = file.rename(tmp_path / file.name.replace("personal", "professional"))
    work = places.vault_path(PROFESSIONAL).read_bytes()
    plan = Considered().plan_restore(renamed, Recovery(sheet.code))
    assert plan.target == places.vault_path(PERSONAL)
    assert plan.carry_out() is not None
    assert places.vault_path(PROFESSIONAL).read_bytes() == work


def test_what_would_be_lost_is_shown_before(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    _, sheet = backed_up()
    with Vault.open(places.vault_path(PROFESSIONAL), Recovery(sheet.code)) as vault:
        vault.log.append("note", "", {})
    desktop.start()
    assert desktop.door is not None
    desktop.door.restore_button.click()
    dialog = desktop.restoring
    assert dialog is not None
    dialog.with_sheet.setChecked(True)
    dialog.code.setText(sheet.code)
    dialog.look()
    qtbot.waitUntil(lambda: dialog._plan is not None, timeout=PATIENCE_MS)
    shown = " ".join(getattr(w, "text", str)() for w in dialog.plan_box._rows)
    assert "1 log entry that the backup lacks" in shown
    assert "is kept beside it as a copy" in shown
    dialog.code.setText(sheet.code[:-1])
    assert dialog._plan is None, "another key, and the old plan still stood"
    dialog.reject()
    assert dialog.code.text() == ""


def test_a_wrong_key_for_a_backup_changes_nothing(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    backed_up()
    before = {p.name: p.read_bytes() for p in places.data_folder().iterdir() if p.is_file()}
    desktop.start()
    assert desktop.door is not None
    desktop.door.restore_button.click()
    dialog = desktop.restoring
    assert dialog is not None
    dialog.passphrase.line.setText("not this one at all")
    dialog.look()
    qtbot.waitUntil(lambda: bool(dialog.notice.text()), timeout=PATIENCE_MS)
    assert "does not open" in dialog.notice.text()
    assert not dialog.restore_button.isEnabled()
    assert {p.name: p.read_bytes() for p in places.data_folder().iterdir() if p.is_file()} == before


def test_p09_where_both_vaults_are_gone_and_backups_are_left_no_wizard_comes(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    backed_up()
    for kind in IdentityKind:
        places.vault_path(kind).unlink()
    desktop.start()
    assert desktop.wizard is None
    assert desktop.restoring is not None
    assert "makes no new ones" in desktop.restoring.notice.text()


def test_restoring_from_the_writing_window_locks_first(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    desktop.start()
    session = opens(desktop, qtbot)
    assert desktop.dialogs is not None
    desktop.dialogs.feature(VaultCare).restore()
    assert not session.is_open
    assert desktop.window is None
    assert desktop.restoring is not None


# A new key


def test_a_new_key_from_the_window(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    _, old_sheet = backed_up()
    desktop.start()
    session = opens(desktop, qtbot)
    assert desktop.window is not None
    desktop.window.desk.sheet.insertPlainText("New: ")  # not saved yet
    before = session.vault.key
    assert desktop.dialogs is not None
    desktop.dialogs.feature(VaultCare).new_key()
    dialog = desktop.dialogs.feature(VaultCare).dialog
    assert dialog is not None
    dialog.passphrase.line.setText(PASSPHRASES[PROFESSIONAL])  # type: ignore[attr-defined]
    dialog.go_button.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: desktop.new_key is not None and not desktop.new_key.busy, timeout=PATIENCE_MS)
    assert desktop.window is None
    shown = desktop.new_key
    assert shown is not None
    assert "has a new key" in shown.notice.text()
    assert shown.sheet is not None
    shown.finish()
    assert "Type the group" in shown.sheet._proof_field.trouble.text()
    new_sheet = shown.sheet._asked
    shown.sheet.proof.setText(new_sheet.groups[shown.sheet._group])
    shown.finish()
    assert desktop.door is not None
    assert "has a new key" in desktop.door.notice.text()
    session = opens(desktop, qtbot)
    assert session.vault.key != before
    assert session.drafts.all()[0].text.startswith("New: ")
    assert session.upkeep is not None
    assert not session.upkeep.cut_short
    assert session.vault.slots.unlock_with_recovery(new_sheet.code)
    with pytest.raises(Exception, match="older sheet"):
        session.vault.slots.unlock_with_recovery(old_sheet.code)


def test_a_new_key_that_fails_leaves_the_old_one(
    desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(Considered())
    desktop.start()
    opens(desktop, qtbot)

    def refuse(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    with monkeypatch.context() as broken:
        broken.setattr("composer.vault.rotation.fill", refuse)
        desktop.replace_key(PASSPHRASES[PROFESSIONAL])
        qtbot.waitUntil(lambda: desktop.new_key is not None and not desktop.new_key.busy, timeout=PATIENCE_MS)
    assert desktop.new_key is not None
    assert "The disk is full" in desktop.new_key.notice.text()
    desktop.new_key.finish()
    assert opens(desktop, qtbot).is_open


# Over the page


@pytest.fixture
def writing(desktop: Desktop, qtbot: QtBot) -> Desktop:
    set_up(Considered())
    desktop.start()
    opens(desktop, qtbot)
    assert desktop.window is not None
    desktop.window.new_draft()
    return desktop


def state(desktop: Desktop) -> VaultState:
    assert desktop.dialogs is not None
    return desktop.dialogs.feature(VaultState)


def break_saving(desktop: Desktop, monkeypatch: pytest.MonkeyPatch, trouble: VaultTrouble) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise trouble

    assert desktop.window is not None
    monkeypatch.setattr(desktop.window.session.drafts, "save", refuse)


def test_p04_why_it_is_not_saved_is_said_within_a_second_and_a_copy_can_be_kept(
    writing: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = writing.window
    assert window is not None
    assert not state(writing).copy_action.isEnabled(), "a way round the approval"
    with monkeypatch.context() as broken:
        break_saving(writing, broken, VaultTrouble("disk-full"))
        write(qtbot, window, WORDS)
        assert not window.save_now()
        assert state(writing).saving.isVisible(), "not in the same turn of the event loop"
        assert "The disk is full" in state(writing).saving.text()
        state(writing).save_a_copy()
        copy = state(writing).dialog
        assert isinstance(copy, CopyDialog)
        copy.folder.setText(str(tmp_path))
        assert WORDS.split()[0] not in copy.name.text()
        assert copy.save()
        file = tmp_path / copy.name.text()
        assert file.read_text() == WORDS
        assert file.stat().st_mode & 0o077 == 0
        assert not copy.save(), "over another file"
        assert "file by this name" in copy.notice.text()
        copy.reject()
    assert window.save_now()
    assert not state(writing).saving.isVisible()
    assert not state(writing).copy_action.isEnabled()


def test_locking_without_saving_is_asked_about(writing: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = writing.window
    assert window is not None
    break_saving(writing, monkeypatch, VaultTrouble("io"))
    write(qtbot, window, "x")
    assert not window.save_now()
    writing.idle._steady -= 1e6
    writing.idle.look()
    assert writing.window is window, "it locked over unsaved words"
    assert writing.idle._timer.isActive(), "it is not tried again"
    state(writing).leave_unsaved()
    leave = state(writing).dialog
    assert isinstance(leave, LeaveDialog)
    assert "is lost" in leave.told.text()
    leave.lock_button.click()
    assert writing.window is None
    assert writing.door is not None


def test_f12_a_vault_changed_underneath_is_noticed_and_both_are_kept(
    writing: Desktop, qtbot: QtBot, tmp_path: Path
) -> None:
    window = writing.window
    assert window is not None
    write(qtbot, window, WORDS)
    assert window.save_now()
    vault = places.vault_path(PROFESSIONAL)
    other = tmp_path / "synchronised"
    shutil.copy2(vault, other)
    other.replace(vault)
    theirs = vault.read_bytes()
    write(qtbot, window, "!")
    assert not window.save_now()
    assert "Another program changed or replaced the vault file" in state(writing).saving.text()
    assert vault.read_bytes() == theirs
    assert window.desk.text() == WORDS + "!"
    assert state(writing).copy_action.isEnabled()


def test_f14_f06_a_vault_of_a_newer_format_is_read_and_a_copy_offered(desktop: Desktop, qtbot: QtBot) -> None:
    set_up(Considered())
    _, sheet = backed_up()
    with Vault.open(places.vault_path(PROFESSIONAL), Recovery(sheet.code)) as vault, vault.transaction():
        vault.store.run(f"PRAGMA user_version={VERSION + 1}")
    desktop.start()
    opens(desktop, qtbot)
    window = desktop.window
    assert window is not None
    assert "newer version" in state(desktop).opening[0].text()
    assert window.desk.sheet.isReadOnly()
    assert state(desktop).copy_action.isEnabled()
    window.open_draft(window.session.drafts.all()[0].id)
    state(desktop).save_a_copy()
    assert isinstance(state(desktop).dialog, CopyDialog)
    window.lock()
    assert desktop.door is not None, "a vault that can only be read kept the window open"


def test_what_an_opening_found_stands_over_the_page_until_read(
    desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(Considered())
    broken = VaultTrouble("disk-full")
    real = upkeep.after_opening

    def found(*args: object, **more: object) -> upkeep.Upkeep:
        import msgspec

        health = upkeep.Health(findings=("Entry 3 is missing.",), entries=2, head=None)
        return msgspec.structs.replace(real(*args, **more), health=health, cut_short=True, trouble=broken)  # type: ignore[arg-type]

    monkeypatch.setattr("composer.app.after_opening", found)
    desktop.start()
    opens(desktop, qtbot)
    told = state(desktop)
    assert [b.about for b in told.opening] == ["findings", "cut-short", "backup"]
    assert desktop.window is not None
    assert [b.isVisible() for b in told.opening] == [True, False, False]
    words = [b.buttons.flow.itemAt(i).widget().text() for b in told.opening for i in range(b.buttons.flow.count())]
    assert {"Check the vault…", "Restore a backup…", "Backups…"} <= set(words)
    for banner in list(told.opening):
        told._read(banner)
    assert not told._holder.isVisible()
    assert told.saving.text() == ""
    assert desktop.window.desk.saver.state is SaveState.SAVED


def test_a_form_that_cannot_be_kept_keeps_the_window(
    writing: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert writing.dialogs is not None

    def refuse() -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(writing.dialogs, "keep_halves", refuse)
    assert not writing.lock()
    window = writing.window
    assert window is not None
    assert window.session.is_open
    assert "The disk is full" in window.desk.notice.text()


def half_an_incident(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """An account that is half typed, on a disk that has filled up."""
    assert desktop.window is not None
    assert desktop.dialogs is not None
    desktop.dialogs.feature(PracticeFeature).write_down()
    incidents = desktop.dialogs.feature(PracticeFeature).page.rooms[IncidentsRoom]
    assert isinstance(incidents, IncidentsRoom)
    incidents.account.setPlainText(WORDS)

    def full(*_: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(HalfFilled, "keep", full)
    return desktop.window


def test_an_incident_that_cannot_be_kept_keeps_the_window_until_one_gives_it_up(
    writing: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = half_an_incident(writing, monkeypatch)
    assert not writing.lock()
    assert writing.window is window
    assert writing.idle._timer.isActive()
    assert "The disk is full" in window.desk.notice.text()
    state(writing).leave_unsaved()
    leave = state(writing).dialog
    assert isinstance(leave, LeaveDialog)
    leave.lock_button.click()
    assert not window.session.is_open
    assert writing.door is not None


def test_the_vault_closes_whatever_befalls_on_the_way(writing: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    window = half_an_incident(writing, monkeypatch)
    assert writing.dialogs is not None

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr(writing.dialogs, "put_away", broken)
    with pytest.raises(RuntimeError):
        writing.lock_unsaved()
    assert not window.session.is_open
    assert window.desk.text() == ""
    assert writing.window is None
    assert writing.door is not None


def test_p15_every_command_of_every_feature_has_a_key_of_its_own(writing: Desktop) -> None:
    window = writing.window
    assert window is not None
    actions = [a for top in window.menuBar().actions() for a in top.menu().actions() if not a.isSeparator()]
    keys = [a.shortcut().toString() for a in actions if not a.shortcut().isEmpty()]
    vault_keys = [k for k in keys if k.startswith("Ctrl+Alt+")]
    assert len(set(vault_keys)) == len(vault_keys) >= 7
    vault = next(top.menu() for top in window.menuBar().actions() if top.text() == "Va&ult")
    assert [a.shortcut().isEmpty() for a in vault.actions()] == [False] * 7
    titles = [top.text() for top in window.menuBar().actions()]
    letters = [t[t.index("&") + 1].lower() for t in titles if "&" in t and t in ("&View", "Va&ult")]
    assert len(set(letters)) == len(letters)
