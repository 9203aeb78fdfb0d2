"""Vaults, consents and records from the terminal: what is asked, shown and answered, and what is never shown."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from composer import places
from composer.app import Considered, Session
from composer.consent.record import ConsentForm, Material, Method, Private, Reach, SubjectKind
from composer.identity import Identity
from composer.questions import Answer, questions_for
from composer.vault.keys import FLOOR
from composer.vault.vault import Recovery, Vault
from rules.report import Channel, IdentityKind, Outcome, Report
from tests.composer.conftest import form
from ui import terminal

WORDS = {
    IdentityKind.PROFESSIONAL: "heron lantern tuesday quiet",
    IdentityKind.PERSONAL: "plum staircase moon ordinary",
}
CLIENT_TEXT = "A gardener with a limp told me about the fire."
SHORTHAND = "Tuesday at four"
POST = "Our reading group meets again in spring."


class Ended(msgspec.Struct):
    """How a run of the command ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


class Ready(msgspec.Struct):
    """A folder with two vaults, and the code of the professional one's sheet."""

    folder: Path
    code: str


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    folder = tmp_path_factory.mktemp("vaults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.OVERRIDE, str(folder))
        app = Considered(cost=FLOOR)
        work = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Ann Veraart")
        home = Identity(kind=IdentityKind.PERSONAL, display_name="Annie V")
        app.set_up(work, home, WORDS)
        with app.unlock(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL]) as session:
            code = session.vault.slots.set_recovery(session.vault.key).code
            consents(session)
    return Ready(folder, code)


def consents(session: Session) -> None:
    """One that is in force and ends in ten days, one that was withdrawn."""
    now = datetime.now(UTC)
    ends = Reach(channels=(Channel.BLOG, Channel.X), expires=date.today() + timedelta(days=10))
    session.ledger.record_given(
        form(CLIENT_TEXT, reach=ends),
        method=Method.SIGNED_PAPER,
        asked_at=now - timedelta(days=30),
        decided_at=now - timedelta(days=20),
        private=Private(who=SHORTHAND),
    )
    asked = ConsentForm(
        kind=SubjectKind.COLLEAGUE, material=Material(text=CLIENT_TEXT), reach=Reach(channels=(Channel.BLOG,))
    )
    record = session.ledger.request(asked)
    session.ledger.refuse(record.id, note="Would rather not, because of the fire.")


@pytest.fixture
def vaults(template: Ready) -> Path:
    """The two vaults in this test's own home."""
    folder = places.data_folder()
    for file in template.folder.iterdir():
        if file.is_file():
            shutil.copy2(file, folder / file.name)
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command as the entry point does, standard input given, in this process."""

    def ended(*words: str, typed: str = "") -> Ended:
        monkeypatch.setattr(terminal, "keep_to_ourselves", lambda: None)  # this process lives on
        monkeypatch.setattr(sys, "argv", ["considered", *words])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        capsys.readouterr()
        status = terminal.main()
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


@pytest.fixture
def keyed(run: Run) -> Run:
    """The same with the passphrase of the professional vault on the first line of standard input."""
    words = WORDS[IdentityKind.PROFESSIONAL]
    return lambda *command, then="": run(*command, "--passphrase-stdin", typed=f"{words}\n{then}")


# -- ways in ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vaults")
def test_words_come_from_any_descriptor(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "words"
    kept.write_text(WORDS[IdentityKind.PERSONAL] + "\n")
    with kept.open() as source:
        number = str(source.fileno())
        assert run("consent", "verify", "--identity", "personal", "--passphrase-fd", number).status == 0
    closed = run("consent", "verify", "--passphrase-fd", number)
    assert closed.status == 2
    assert f"Descriptor {number} is not open" in closed.err


@pytest.mark.usefixtures("vaults")
def test_the_recovery_sheet_opens_too(run: Run, template: Ready) -> None:
    done = run("vault", "verify", "--recovery", "--passphrase-stdin", typed=template.code.lower() + "\n")
    assert done.status == 0
    wrong = ("1" if template.code.startswith("0") else "0") + template.code[1:]
    mistyped = run("vault", "verify", "--recovery", "--passphrase-stdin", typed=wrong + "\n")
    assert mistyped.status == 2
    assert template.code[6:11] not in mistyped.err


@pytest.mark.usefixtures("vaults")
def test_wrong_and_missing_words_are_told_apart_and_never_repeated(run: Run) -> None:
    wrong = run("vault", "verify", "--passphrase-stdin", typed="marmalade orchestra\n")
    assert wrong.status == 2
    assert "does not open the vault" in wrong.err
    assert "marmalade" not in wrong.err + wrong.out
    none = run("vault", "verify", "--passphrase-stdin", typed="")
    assert none.status == 2
    assert "No passphrase came" in none.err


@pytest.mark.usefixtures("vaults")
def test_the_system_without_a_keyring_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("composer.vault.keychain._BY_PLATFORM", {})
    done = run("consent", "list", "--keyring")
    assert done.status == 2
    assert "passphrase" in done.err
    assert run("consent", "list", "--keyring", "--recovery").status == 2


@pytest.mark.skipif(os.name != "posix", reason="a session without a terminal")
@pytest.mark.usefixtures("vaults")
def test_without_a_terminal_nothing_is_asked_for() -> None:
    command = [sys.executable, "-m", "ui.terminal", "vault", "verify"]
    done = subprocess.run(command, input=b"secret\n", capture_output=True, check=False, start_new_session=True)
    assert done.returncode == 2
    assert b"no terminal here" in done.stderr
    assert b"Traceback" not in done.stderr


def test_no_option_takes_a_passphrase_as_its_value() -> None:
    for command in terminal.cli.commands.values():
        for parameter in [*command.params, *(p for c in getattr(command, "commands", {}).values() for p in c.params)]:
            assert parameter.envvar is None
            if "passphrase" in str(parameter.name) or "recovery" in str(parameter.name):
                assert getattr(parameter, "is_flag", False) or parameter.name == "passphrase_fd"


def test_without_a_vault_none_is_made(keyed: Run) -> None:
    for command in (("vault", "verify"), ("vault", "backup"), ("consent", "list"), ("consent", "verify")):
        done = keyed(*command)
        assert done.status == 2
        assert "not where it was" in done.err
    assert list(places.data_folder().glob("*.vault*")) == []


# -- consent ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("vaults")
def test_the_list_shows_codes_states_and_dates_and_no_words(keyed: Run) -> None:
    done = keyed("consent", "list")
    assert done.status == 0
    head, colleague, client = done.out.splitlines()
    assert head.split() == ["code", "whose", "stands", "asked", "answered", "until", "where"]
    assert client.startswith("C-001  client")
    assert f"{date.today() + timedelta(days=10)}" in client
    assert "blog, x" in client
    assert colleague.startswith("L-001  colleague  refused")
    assert done.err == "2 consents\n"
    for word in ("gardener", "fire", "Tuesday", "Ann", "rather not"):
        assert word not in done.out + done.err


@pytest.mark.usefixtures("vaults")
def test_the_list_can_be_narrowed_to_what_is_due(keyed: Run) -> None:
    assert [line[:5] for line in keyed("consent", "list", "--due", "30").out.splitlines()[1:]] == ["C-001"]
    nothing = keyed("consent", "list", "--due", "0")
    assert (nothing.out, nothing.err) == ("", "0 consents\n")


@pytest.mark.usefixtures("vaults")
def test_a_receipt_kept_elsewhere_shows_an_old_copy_put_back(keyed: Run, vaults: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copy2(vaults / "professional.vault", old)
    with Considered().unlock(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL]) as session:
        session.ledger.revoke(session.ledger.search(state=None)[-1].id, "No longer needed for anything.")
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(keyed("consent", "receipt").out)
    assert "Ann" not in receipt.read_text()

    held = keyed("consent", "verify", "--against", str(receipt))
    assert held.status == 0
    assert "The log is whole: " in held.out
    assert "holds all that was noted elsewhere (1)" in held.out
    shutil.copy2(old, vaults / "professional.vault")
    alone = keyed("consent", "verify")
    assert alone.status == 0
    cut = keyed("consent", "verify", "--against", str(receipt))
    assert cut.status == 1
    assert "cut, or this is an old copy" in cut.out
    assert keyed("vault", "verify", "--against", str(receipt)).status == 1
    receipt.write_text("a shopping list")
    assert keyed("consent", "verify", "--against", str(receipt)).status == 2


# -- vault -----------------------------------------------------------------------------------------------------------


def test_a_backup_is_written_checked_and_restored_on_a_clean_machine(
    keyed: Run, run: Run, vaults: Path, template: Ready, tmp_path: Path
) -> None:
    made = keyed("vault", "backup", str(tmp_path / "stick"))
    assert made.status == 0
    backup = Path(made.out.strip())
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert keyed("vault", "verify", str(backup)).status == 0
    for file in vaults.iterdir():
        file.unlink()
    restored = run("vault", "restore", str(backup), "--recovery", "--passphrase-stdin", typed=f"{template.code}\ny\n")
    assert restored.status == 0, restored.err
    assert "backup is of Ann Veraart (professional)" in restored.err
    assert "nothing is replaced" in restored.err
    with Vault.open(places.vault_path("professional"), Recovery(template.code)) as opened:
        assert opened.log.entries()[-1].kind == "vault.restored"


@pytest.mark.usefixtures("vaults")
def test_restoring_shows_what_would_be_lost_and_takes_no_for_an_answer(keyed: Run, tmp_path: Path) -> None:
    backup = keyed("vault", "backup", str(tmp_path / "safe")).out.strip()
    with Considered().unlock(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL]) as session:
        session.ledger.revoke(session.ledger.search()[-1].id, "No longer needed for anything.")
        session.drafts.new("Half a thought")
        head = session.vault.log.head()
    place = places.vault_path("professional")
    before = place.read_bytes()
    for answer in ("n\n", ""):
        declined = keyed("vault", "restore", backup, then=answer)
        assert declined.status == 1
        assert "1 log entry that the backup lacks" in declined.err
        assert f"{head.seq}-{head.mac16}" in declined.err
        assert f"{datetime.now(UTC):%Y-%m-%d}" in declined.err
        assert "Nothing was changed." in declined.err
        assert place.read_bytes() == before
    done = keyed("vault", "restore", backup, then="y\n")
    assert done.status == 0
    assert place.with_name(place.name + ".before-restore").read_bytes() == before


@pytest.mark.usefixtures("vaults")
def test_one_identity_is_never_put_in_the_others_place(run: Run, tmp_path: Path) -> None:
    words = WORDS[IdentityKind.PERSONAL] + "\n"
    made = run("vault", "backup", str(tmp_path), "--identity", "personal", "--passphrase-stdin", typed=words)
    before = places.vault_path("professional").read_bytes()
    done = run("vault", "restore", made.out.strip(), "--yes", "--passphrase-stdin", typed=words)
    assert done.status == 2
    assert "--identity personal" in done.err
    assert places.vault_path("professional").read_bytes() == before


def test_a_damaged_vault_is_said_to_be_and_left_alone(keyed: Run, vaults: Path) -> None:
    place = vaults / "professional.vault"
    content = bytearray(place.read_bytes())
    content[-2000] ^= 1
    place.write_bytes(content)
    done = keyed("vault", "verify")
    assert done.status in (1, 2)
    assert "Traceback" not in done.err
    assert place.read_bytes() == bytes(content)


@pytest.mark.usefixtures("vaults")
def test_a_vault_that_a_window_has_open_is_left_to_it(keyed: Run) -> None:
    with Considered().unlock(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL]):
        done = keyed("vault", "verify")
    assert done.status == 2
    assert "open already" in done.err


def test_a_new_key_voids_the_old_sheet_and_shows_the_new_code(
    keyed: Run, run: Run, vaults: Path, template: Ready
) -> None:
    before = (vaults / "professional.vault").read_bytes()
    done = keyed("vault", "new-key")
    assert done.status == 0, done.err
    code = done.out.strip()
    assert (vaults / "professional.vault").read_bytes()[:16] != before[:16]
    assert run("vault", "verify", "--recovery", "--passphrase-stdin", typed=f"{code}\n").status == 0
    old = run("vault", "verify", "--recovery", "--passphrase-stdin", typed=f"{template.code}\n")
    assert (old.status, "older sheet" in old.err) == (2, True)
    assert keyed("vault", "new-key", "--recovery").status == 2


def test_a_file_that_is_no_backup_is_refused(keyed: Run, tmp_path: Path) -> None:
    stray = tmp_path / "holiday.zip"
    stray.write_bytes(b"PK\x03\x04 and so on")
    for command in ("verify", "restore"):
        done = keyed("vault", command, str(stray))
        assert done.status == 2
        assert "backup file" in done.err


# -- what left the app -----------------------------------------------------------------------------------------------


@pytest.fixture
def exported(vaults: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A harmless post, approved and written out, with its record."""
    assert vaults.is_dir()
    folder = tmp_path / "out"
    folder.mkdir()
    with Considered().unlock(IdentityKind.PROFESSIONAL, WORDS[IdentityKind.PROFESSIONAL]) as session:
        draft = session.drafts.new(POST, channels=(Channel.BLOG,))
        report = Report(outcome=Outcome.CLEAR, findings=())
        asked = questions_for(report, session.identity, Channel.BLOG)
        answers = [Answer(question_id=q.id, answer=q.easy) for q in asked]
        approval = session.approvals.approve(draft.id, report, Channel.BLOG, answers)
        export = session.exports.to_file(approval, folder / "post.txt")
    return export.text_path, export.record_path


def test_a_post_and_its_record_are_checked_without_a_vault(
    run: Run, exported: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(places.OVERRIDE, str(tmp_path / "another-machine"))
    post, record = map(str, exported)
    good = run("verify", post, record)
    assert good.status == 0
    assert "Approved by" in good.out
    assert not (tmp_path / "another-machine").exists()

    Path(post).write_text(POST + " Bring a friend.")
    changed = run("verify", post, record)
    assert changed.status == 1
    assert "not the one that was approved" in changed.out
    Path(record).write_text(Path(record).read_text().replace('"blog"', '"x"'))
    assert "changed after it was signed" in run("verify", post, record).out
    assert run("verify", post, str(tmp_path / "none")).status == 2


def test_an_exports_record_is_a_point_that_the_log_must_hold(keyed: Run, exported: tuple[Path, Path]) -> None:
    done = keyed("consent", "verify", "--against", str(exported[1]))
    assert done.status == 0, done.out + done.err


def test_every_command_explains_itself(run: Run) -> None:
    for words in (
        ("vault",),
        ("vault", "backup"),
        ("vault", "restore"),
        ("vault", "verify"),
        ("consent",),
        ("consent", "list"),
        ("consent", "verify"),
        ("consent", "receipt"),
        ("verify",),
    ):
        done = run(*words, "--help")
        assert done.status == 0
        assert len(done.out.splitlines()) > 5
