"""The Vault menu's dialogs over a real vault: backups, log and receipt, erasures, keys; and what an opening tells."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from composer import places
from composer.app import Considered, Session
from composer.vault import upkeep
from composer.vault.heads import receipt
from composer.vault.health import Health
from composer.vault.keychain import Keychain
from composer.vault.slots import PASSPHRASE, RECOVERY
from composer.vault.telling import told_at_opening
from composer.vault.trouble import VaultTrouble
from composer.vault.upkeep import Upkeep
from composer.vault.vault import Recovery, Vault
from composer.wording import plain_date
from rules.report import IdentityKind
from tests.ui.desktop.posts import PASSPHRASES, opened
from ui.desktop.vault_backups import BackupsDialog
from ui.desktop.vault_keys import KeysDialog
from ui.desktop.vault_log import ErasuresDialog, LogDialog
from ui.desktop.vault_newkey import NewKeyDialog
from ui.desktop.vault_restore import RestoreDialog
from ui.desktop.vault_state import CopyDialog, LeaveDialog

PROFESSIONAL = IdentityKind.PROFESSIONAL
PATIENCE_MS = 30_000


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


@pytest.fixture
def backups(session: Session, qtbot: QtBot) -> BackupsDialog:
    dialog = BackupsDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def settled(qtbot: QtBot, dialog: BackupsDialog | LogDialog) -> str:
    qtbot.waitUntil(lambda: not dialog.busy and bool(dialog.notice.text()), timeout=PATIENCE_MS)
    return dialog.notice.text()


# Backups


def test_a_backup_by_hand_is_written_checked_and_listed(backups: BackupsDialog, qtbot: QtBot) -> None:
    before = len(backups.found)  # the one that the first opening made
    backups.now_button.click()
    assert "Written and checked" in settled(qtbot, backups)
    assert len(backups.found) == before + 1
    assert backups.found[0].path.stat().st_mode & 0o077 == 0
    assert "checked when it was written" in backups.list.item(0).text()


def test_a_backup_is_checked_again_and_the_day_is_kept(backups: BackupsDialog, qtbot: QtBot) -> None:
    backups.check_button.click()
    assert "The backup is whole" in settled(qtbot, backups)
    assert "checked again on" in backups.list.item(0).text()
    assert backups._session.vault.documents.all(upkeep.CHECKS, upkeep.Checked).keys() == {backups.found[0].path.name}


def test_a_damaged_backup_is_told_and_marked(backups: BackupsDialog, qtbot: QtBot) -> None:
    path = backups.found[0].path
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    backups.check_button.click()
    said = settled(qtbot, backups)
    assert "about the backup file, not about your vault" in said
    assert backups.list.item(0).text().count("✕ found damaged")


def test_a_backup_into_a_folder_of_ones_own(backups: BackupsDialog, qtbot: QtBot, tmp_path: Path) -> None:
    backups.back_up(tmp_path / "stick")
    settled(qtbot, backups)
    assert [p.suffix for p in (tmp_path / "stick").iterdir()] == [".considered-backup"]
    assert str(tmp_path / "stick") in backups.elsewhere.text()


def test_a_full_disk_is_told_and_leaves_no_backup(
    backups: BackupsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise VaultTrouble("disk-full")

    monkeypatch.setattr(upkeep.backup, "back_up", refuse)
    before = len(backups.found)
    backups.now_button.click()
    assert "The disk is full" in settled(qtbot, backups)
    assert len(backups.found) == before
    assert backups.now_button.isEnabled()


def test_once_a_week_is_kept_to(backups: BackupsDialog, session: Session) -> None:
    assert backups.often.currentData() == 1
    backups.often.setCurrentIndex(backups.often.findData(7))
    assert upkeep.every(session.vault) == timedelta(days=7)
    made = upkeep.back_up_now(session.vault).made
    session.vault.now = lambda: made + timedelta(days=6)
    assert upkeep.back_up_if_due(session.vault) is None
    session.vault.now = lambda: made + timedelta(days=7, minutes=1)
    assert upkeep.back_up_if_due(session.vault) is not None


# Log, receipt, erasures


@pytest.fixture
def log(session: Session, qtbot: QtBot) -> LogDialog:
    dialog = LogDialog(session, None)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_the_whole_vault_is_checked_on_request(log: LogDialog, qtbot: QtBot) -> None:
    log.check_button.click()
    assert "All is well" in settled(qtbot, log)


def test_f39_a_log_that_was_cut_shows_against_a_receipt(
    log: LogDialog, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    session.vault.log.append("note", "", {})
    log.receipt.setPlainText(receipt(session.vault.log.head(), session.vault.id, session.vault.now()))
    kept = tmp_path / "receipt.txt"
    log.save(kept)
    assert kept.stat().st_mode & 0o077 == 0
    log.compare_with(kept)
    assert "holds everything that was noted elsewhere" in settled(qtbot, log)
    with session.vault.transaction():  # as somebody with the key would: the rules that forbid it, away and back
        rules = session.vault.store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for rule in rules:
            session.vault.store.run(f"DROP TRIGGER {rule['name']}")
        last = session.vault.log.head().seq
        session.vault.store.run("DELETE FROM log_keys WHERE seq = ?", last)
        session.vault.store.run("DELETE FROM log_entries WHERE seq = ?", last)
        for rule in rules:
            session.vault.store.run(rule["sql"])
    log.notice.say("")
    log.check_button.click()
    assert "it was cut, or this is an old copy" in settled(qtbot, log)


def test_a_file_that_is_no_receipt_is_told(log: LogDialog, qtbot: QtBot, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear supervisor")
    log.compare_with(other)
    assert "neither a receipt nor the record" in log.notice.text()


def test_an_erasure_is_told_with_the_day_its_last_backup_goes(session: Session, qtbot: QtBot) -> None:
    session.vault.log.append("note", "C-001", {"words": "something"})
    upkeep.back_up_now(session.vault)
    session.vault.log.erase(subject="C-001", reason="asked for by the person")
    dialog = ErasuresDialog(session)
    qtbot.addWidget(dialog)
    day = date.today() + timedelta(days=35)
    assert plain_date(day) in dialog.statements[0].toPlainText()
    assert "asked for by the person" in dialog.found[0].reason


# Keys


@pytest.fixture
def keys(session: Session, qtbot: QtBot) -> KeysDialog:
    dialog = KeysDialog(session, Keychain())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def opens(session: Session, code: str) -> bool:
    try:
        return session.vault.slots.unlock_with_recovery(code)[0] == session.vault.key
    except Exception:
        return False


def test_a_new_sheet_counts_once_a_group_of_it_was_typed(keys: KeysDialog, session: Session, qtbot: QtBot) -> None:
    panel = keys.panel
    before = session.vault.slots.set_recovery(session.vault.key)
    panel.sheet_button.click()
    qtbot.waitUntil(lambda: panel.sheet is not None, timeout=PATIENCE_MS)
    assert panel.sheet is not None
    assert not panel.sheet.later.isVisibleTo(panel.sheet)
    new = panel.sheet._asked
    assert opens(session, before.code)
    assert not opens(session, new.code)
    panel.sheet.proof.setText("AAAAA")
    panel.prove_button.click()
    assert "not the group" in panel.sheet._proof_field.trouble.text()
    assert not opens(session, new.code)
    panel.sheet.proof.setText(new.groups[panel.sheet._group].lower())
    panel.prove_button.click()
    qtbot.waitUntil(lambda: "opens this vault" in panel.said.text(), timeout=PATIENCE_MS)
    assert opens(session, new.code)
    assert not opens(session, before.code)
    assert panel.sheet is None


def test_a_sheet_that_was_not_proved_changes_nothing(keys: KeysDialog, session: Session, qtbot: QtBot) -> None:
    before = session.vault.slots.path.read_bytes()
    keys.panel.sheet_button.click()
    qtbot.waitUntil(lambda: keys.panel.sheet is not None, timeout=PATIENCE_MS)
    keys.panel.keep_old_button.click()
    assert session.vault.slots.path.read_bytes() == before
    assert keys.panel.sheet_button.isEnabled()


def test_the_last_sure_way_in_stays(keys: KeysDialog, session: Session, qtbot: QtBot) -> None:
    assert session.vault.slots.slot(RECOVERY) is None
    keys.panel.drop_passphrase.click()
    qtbot.waitUntil(lambda: "last sure way" in keys.panel.said.text(), timeout=PATIENCE_MS)
    assert session.vault.slots.slot(PASSPHRASE) is not None
    session.vault.slots.set_recovery(session.vault.key)
    keys.panel.drop_passphrase.click()
    qtbot.waitUntil(lambda: session.vault.slots.slot(PASSPHRASE) is None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: "No passphrase" in keys.panel.has_passphrase.text(), timeout=PATIENCE_MS)


def test_a_keyring_that_is_away_is_told(keys: KeysDialog, qtbot: QtBot) -> None:
    keys.panel.keyring_button.click()
    qtbot.waitUntil(lambda: keys.panel.said.text().startswith("✕"), timeout=PATIENCE_MS)
    assert keys.panel.isEnabled()


def test_a_wrong_passphrase_begins_no_new_key(session: Session, qtbot: QtBot) -> None:
    dialog = NewKeyDialog(session)
    qtbot.addWidget(dialog)
    said: list[str] = []
    dialog.agreed.connect(said.append)
    dialog.passphrase.line.setText("not this one at all")
    dialog.go_button.click()
    qtbot.waitUntil(lambda: "does not open" in dialog.notice.text(), timeout=PATIENCE_MS)
    dialog.passphrase.line.setText(PASSPHRASES[PROFESSIONAL])
    dialog.go_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    assert dialog.passphrase.text() == ""


# What an opening tells


def about(session: Session, **facts: object) -> dict[str, str]:
    health = Health(findings=(), entries=1, head=None)
    found = msgspec.structs.replace(Upkeep(health=health, recovered=False), **facts)
    return {telling.about: telling.words for telling in told_at_opening(session.vault, found)}


def test_an_opening_without_findings_says_nothing(session: Session) -> None:
    assert told_at_opening(session.vault, session.upkeep) == []


def test_findings_are_told_in_words(session: Session) -> None:
    health = Health(findings=("Entry 3 is missing.",), entries=2, head=None)
    said = about(session, health=health)["findings"]
    assert "Entry 3 is missing." in said
    assert "compare it with a backup" in said


def test_a_backup_that_failed_is_told(session: Session) -> None:
    assert "The disk is full" in about(session, trouble=VaultTrouble("disk-full"))["backup"]


def test_a_session_that_did_not_end_in_order_is_told_once(session: Session) -> None:
    draft = session.drafts.new("Half a sentence")
    path, vault = session.vault.path, session.vault
    copy = path.with_name("copy")
    copy.mkdir()
    for file in (path, vault.slots.path):
        shutil.copy2(file, copy)  # as the disk is when the computer fails now
    session.close()
    for file in copy.iterdir():
        shutil.copy2(file, path.parent)
    considered = Considered()
    again = considered.unlock(PROFESSIONAL, PASSPHRASES[PROFESSIONAL])
    assert again.upkeep is not None
    said = {t.about: t.words for t in told_at_opening(again.vault, again.upkeep)}["cut-short"]
    assert "two seconds of typing" in said
    assert f"{draft.changed.astimezone():%H:%M}" in said
    considered.lock()
    once_more = considered.unlock(PROFESSIONAL, PASSPHRASES[PROFESSIONAL])
    assert told_at_opening(once_more.vault, once_more.upkeep) == []
    considered.lock()


# By keyboard and by ear


@pytest.mark.parametrize("view", ["backups", "log", "erasures", "keys", "new-key", "restore", "copy", "leave"])
def test_p15_every_control_has_a_name_and_a_place_in_the_order(session: Session, qtbot: QtBot, view: str) -> None:
    identity = session.identity
    made: QDialog = {
        "backups": lambda: BackupsDialog(session),
        "log": lambda: LogDialog(session, None),
        "erasures": lambda: ErasuresDialog(session),
        "keys": lambda: KeysDialog(session, Keychain()),
        "new-key": lambda: NewKeyDialog(session),
        "restore": lambda: RestoreDialog(Considered(), kind=PROFESSIONAL),
        "copy": lambda: CopyDialog(identity, "words", datetime(2026, 11, 21, 9, 0)),
        "leave": lambda: LeaveDialog(identity, False),
    }[view]()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    assert made.accessibleName().startswith("Professional")
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
    controls = [w for w in made.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    controls = [w for w in controls if not w.objectName().startswith("qt_") and not w.parent().inherits("QComboBox")]
    assert controls
    for control in controls:
        named = control.accessibleName() or (isinstance(control, QPushButton) and control.text())
        assert named, (control, control.parent())
    chain, at = set(), made.nextInFocusChain()
    while at is not None and at is not made and at not in chain:
        chain.add(at)
        at = at.nextInFocusChain()
    assert {c for c in controls if c.isEnabled()} <= chain


def test_nothing_of_the_views_lies_outside_the_apps_folder(home: Path, session: Session, qtbot: QtBot) -> None:
    for made in (BackupsDialog(session), LogDialog(session, None), KeysDialog(session, Keychain())):
        qtbot.addWidget(made)
        made.show()
    strays = [p for p in home.rglob("*") if p.is_file() and places.data_folder() not in p.parents]
    assert strays == []


def test_the_recovery_sheet_of_a_session_opens_its_vault_anew(session: Session) -> None:
    sheet = session.vault.slots.set_recovery(session.vault.key)
    path = session.vault.path
    session.close()
    with Vault.open(path, Recovery(sheet.code)) as again:
        assert again.id == sheet.vault_id
    assert os.access(path, os.W_OK)
