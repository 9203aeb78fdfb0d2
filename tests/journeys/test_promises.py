"""Two identities apart, nothing readable on the disk, nothing on the network, nothing lost when something dies."""

from __future__ import annotations

import base64
import os
import re
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from composer import places
from composer.vault import engine
from composer.vault.trouble import VaultTrouble
from rules.report import IdentityKind
from tests.journeys.conftest import Person
from ui.desktop.checking import CheckerState
from ui.desktop.locking import LOOK_EVERY_MS

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
CANARIES = ("quixotic-marmalade", "zanzibar-kettledrum", "ptarmigan-velvet")
POST = f"Saw a lovely client today, a nurse from Salford. {CANARIES[0]} stays with me."


def encodings(word: str) -> Iterator[bytes]:
    """A word as it might lie in a file (failure F21)."""
    raw = word.encode()
    yield raw
    yield word.encode("utf-16-le")
    yield raw.hex().encode()
    for shift in range(3):  # base64 at each of the three alignments, without the signs that its neighbours change
        yield base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4]


def found_in(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Files below a folder that hold one of the words in any encoding."""
    needles = [form for word in words for form in encodings(word)]
    hits = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            hits += [str(path.relative_to(folder)) for needle in needles if needle in content]
    return hits


def shown(window: QWidget) -> str:
    """Every word that a window still holds, seen or not."""
    texts = [w.toPlainText() for kind in (QPlainTextEdit, QTextEdit) for w in window.findChildren(kind)]
    texts += [w.text() for kind in (QLineEdit, QLabel) for w in window.findChildren(kind)]
    return "\n".join(texts)


def test_a_wrong_passphrase_opens_nothing_and_changes_no_byte(person: Person) -> None:
    vault = places.vault_path("professional")
    before = vault.read_bytes()
    door = person.desktop.door
    assert door is not None
    for _ in range(2):
        person.opens(PROFESSIONAL, "certainly not this one")
        person.waits(lambda: "does not open" in door.notice.text())
    assert person.desktop.window is None
    assert vault.read_bytes() == before
    person.opens(PROFESSIONAL)
    assert person.window.session.kind is PROFESSIONAL


def test_nothing_of_one_identity_is_readable_while_only_the_other_is_open(person: Person) -> None:
    person.opens(PROFESSIONAL)
    person.writes(POST)
    person.window.switch()
    person.opens(PERSONAL)
    window = person.window
    assert window.session.drafts.all() == []
    assert window.session.ledger.all() == []
    assert CANARIES[0] not in shown(window)
    window.desk.sheet.undo()
    assert window.desk.text() == ""
    assert found_in(places.data_folder(), CANARIES) == []

    with pytest.raises(VaultTrouble) as refused:
        engine.open_guarded(places.vault_path("professional"), window.session.vault.key)
    assert refused.value.code == "damaged"


def test_the_identity_cannot_be_mistaken(person: Person) -> None:
    for kind, word in ((PROFESSIONAL, "Professional"), (PERSONAL, "Personal")):
        person.opens(kind)
        window = person.window
        for key in ("drafts", "consents", "exported"):
            window.show_page(key)
            assert window.windowTitle().startswith(f"{word} · ")
            assert window.accessibleName().startswith(word)
        assert window.band.accessibleName().startswith(f"{word} identity")
        window.lock()


def test_no_word_of_a_post_in_any_title(person: Person) -> None:
    person.opens(PROFESSIONAL)
    person.writes(POST)
    person.is_told()
    person.records_consent()
    for widget in QApplication.topLevelWidgets():
        assert CANARIES[0] not in widget.windowTitle()
        assert "client" not in widget.windowTitle()


def test_a_checker_that_is_killed_comes_back_and_no_letter_is_lost(person: Person) -> None:
    person.opens(PROFESSIONAL)
    person.writes("Saw a lovely client")
    person.is_told()
    checking = person.window.checking
    assert checking._process is not None
    os.kill(checking._process.processId(), signal.SIGKILL)
    person.types(" today, a nurse from Salford.", person.window.desk.sheet)
    person.waits(lambda: checking.deaths)
    assert person.window.desk.text() == "Saw a lovely client today, a nurse from Salford."
    assert person.window.report() is None, "an old answer was shown as new"
    person.waits(lambda: checking.state is CheckerState.READY)
    person.is_told()
    report = person.window.report()
    assert report is not None
    assert len(report.findings) > 1


def test_nothing_typed_is_readable_in_any_file(person: Person, home: Path, tmp_path: Path) -> None:
    person.opens(PROFESSIONAL)
    draft = person.writes(POST)
    person.is_told()
    dialog = person.asks_for_consent()
    person.types(CANARIES[1], dialog.form.who)
    dialog.reject()  # half filled: kept in the vault
    person.records_consent()
    person.approves(f"Talked over: {CANARIES[2]} in supervision.")
    person.exports_to(tmp_path / "exports")
    person.window.show_page("consents")
    person.types(CANARIES[1], person.dialogs.consents.search)
    person.window.session.drafts.delete(draft)
    assert found_in(home, CANARIES) == []
    person.window.lock()
    assert found_in(home, CANARIES) == []
    for path in home.rglob("*"):
        if path.is_file() and places.data_folder() in path.parents:
            assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_no_network_socket_is_open_in_the_window_or_the_checker(person: Person) -> None:
    person.opens(PROFESSIONAL)
    person.writes(POST)
    person.is_told()
    process = person.window.checking._process
    assert process is not None
    for pid in (os.getpid(), process.processId()):
        assert sockets_beside_local_ones(pid) == set()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_network_socket_that_was_only_made_is_seen(kind: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, kind) as made, socket.socket(socket.AF_UNIX) as local:
        found = sockets_beside_local_ones(os.getpid())
        assert os.fstat(made.fileno()).st_ino in found
        assert os.fstat(local.fileno()).st_ino not in found


def sockets_beside_local_ones(pid: int) -> set[int]:
    """The inodes of the sockets of a process that are no Unix ones; tables of TCP and UDP leave unbound ones out."""
    before = held_sockets(pid)
    table = told_by_the_kernel(Path(f"/proc/{pid}/net/unix")).splitlines()[1:]
    return (before & held_sockets(pid)) - {int(row.split()[6]) for row in table}  # one closed meanwhile is in no table


def held_sockets(pid: int) -> set[int]:
    """The inodes of all sockets that a process has open."""
    try:
        entries = list(Path(f"/proc/{pid}/fd").iterdir())
    except PermissionError:
        pytest.skip("the checker hides what it holds from its own user; tests/leaks watches it from outside")
    held = set()
    for entry in entries:
        try:
            target = str(entry.readlink())
        except FileNotFoundError:
            continue
        held |= {int(inode) for inode in re.findall(r"socket:\[(\d+)\]", target)}
    return held


def told_by_the_kernel(file: Path) -> str:
    """What a file under /proc says; nothing where there is none, or its process has gone meanwhile."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_locking_clears_the_window_ends_the_checker_and_closes_the_vault(person: Person) -> None:
    person.opens(PROFESSIONAL)
    draft = person.writes(POST)
    person.is_told()
    window, session = person.window, person.window.session
    process = window.checking._process
    assert process is not None
    pid = process.processId()
    person.presses(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not session.is_open
    assert CANARIES[0] not in shown(window)
    assert person.desktop.window is None
    assert person.desktop.door is not None
    assert (told_by_the_kernel(Path(f"/proc/{pid}/stat")).split() or ["", "", "Z"])[2] == "Z"
    person.opens(PROFESSIONAL)
    assert person.window.draft_id == draft
    assert person.window.desk.text() == POST


def test_nothing_half_filled_is_lost_by_a_lock(person: Person) -> None:
    person.opens(PROFESSIONAL)
    person.writes(POST)
    person.is_told()
    dialog = person.asks_for_consent()
    person.types("the one with the kite", dialog.form.who)
    person.desktop.lock_if_saved()
    person.opens(PROFESSIONAL)
    person.is_told()
    again = person.asks_for_consent()
    assert again.form.who.text() == "the one with the kite"


def test_idle_locks_and_the_users_own_clipboard_stays(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.opens(PROFESSIONAL)
    monkeypatch.setattr(person.desktop.idle, "_seconds", 0.01)
    QGuiApplication.clipboard().setText("a shopping list")
    with person.qtbot.waitSignal(person.desktop.locked, timeout=5 * LOOK_EVERY_MS):
        pass
    assert QGuiApplication.clipboard().text() == "a shopping list"
