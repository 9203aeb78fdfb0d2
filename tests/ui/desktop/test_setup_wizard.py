"""The set-up: what it asks, what it refuses inline, and that nothing exists before its last step."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from composer import places
from composer.app import Considered
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.vault.recovery import RecoverySheet
from composer.vault.vault import Recovery, Vault
from rules.report import IdentityKind
from tests.ui.desktop.posts import TODAY
from ui.desktop.founding import channel_names, found, pack_titles
from ui.desktop.recovery_page import RecoveryPage
from ui.desktop.setup_wizard import SetupRequest, SetupWizard

PROFESSIONAL, PERSONAL = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
WORDS = {PROFESSIONAL: "heron lantern tuesday quiet", PERSONAL: "plum staircase ordinary moon"}


def new_sheet() -> RecoverySheet:
    return RecoverySheet(code=" ".join(["T0K7Q"] * 9), vault_id="v", serial=1, made=datetime.now(UTC))


@pytest.fixture
def considered() -> Considered:
    return Considered()


@pytest.fixture
def wizard(qtbot: QtBot, considered: Considered) -> SetupWizard:
    made = SetupWizard(lambda request: found(considered, request), channels=channel_names(), packs=pack_titles())
    qtbot.addWidget(made)
    made.show()
    return made


def fill_identities(wizard: SetupWizard) -> None:
    wizard.go_on()
    wizard.professional.name.setText("Amara Lindqvist")
    wizard.professional.practice.setText("Canal Street Psychotherapy")
    wizard.professional.emails.setText("practice@example.org")
    wizard.go_on()
    wizard.personal.name.setText("Mara")
    wizard.personal.emails.setText("mara@example.net")
    wizard.personal.others.setText("Sam, Elm Road")


def fill_passphrases(wizard: SetupWizard) -> None:
    for kind, words in WORDS.items():
        wizard.keys.fields[kind].line.setText(words)
        wizard.keys.again[kind].setText(words)


def at_keys(wizard: SetupWizard) -> None:
    fill_identities(wizard)
    wizard.go_on()
    wizard.go_on()
    assert wizard.page() is wizard.keys


def make_vaults(wizard: SetupWizard, qtbot: QtBot) -> None:
    at_keys(wizard)
    fill_passphrases(wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.recovery is not None, timeout=20_000)


def test_a_name_is_needed_and_said_so(wizard: SetupWizard) -> None:
    wizard.go_on()
    wizard.go_on()
    assert wizard.page() is wizard.professional
    assert "name is needed" in wizard.professional.name_field.trouble.text()
    assert "name is needed" in wizard.professional.name.accessibleDescription()


def test_the_same_address_on_both_sides_is_refused_inline(wizard: SetupWizard) -> None:
    fill_identities(wizard)
    wizard.personal.emails.setText("Practice+home@example.org")
    assert "MIP K2" in wizard.personal.caution.text()
    wizard.go_on()
    assert wizard.page() is wizard.personal
    wizard.personal.emails.setText("mara@example.net")
    wizard.go_on()
    assert wizard.page() is wizard.apart


def test_a_joint_looking_address_is_asked_about_and_passes(wizard: SetupWizard) -> None:
    wizard.go_on()
    wizard.professional.name.setText("Amara Lindqvist")
    wizard.professional.emails.setText("lindqvistfamily@example.org")
    assert "MIP K3" in wizard.professional.caution.text()
    wizard.go_on()
    assert wizard.page() is wizard.personal


def test_keep_out_words_come_from_the_other_side_and_stay_as_edited(wizard: SetupWizard) -> None:
    fill_identities(wizard)
    wizard.go_on()
    assert set(wizard.apart.words(PROFESSIONAL)) == {"Mara", "mara@example.net", "Sam", "Elm Road"}
    assert "practice@example.org" in wizard.apart.words(PERSONAL)
    wizard.apart.lists[PROFESSIONAL].setPlainText("Mara\nElm Road\nthe choir")
    wizard._go(2)
    wizard.personal.others.setText("Sam, Elm Road, Otto")
    wizard.go_on()
    assert set(wizard.apart.words(PROFESSIONAL)) == {"Mara", "Elm Road", "Otto", "the choir"}


@pytest.mark.parametrize(
    ("professional", "personal", "said"),
    [
        ("short", "plum staircase ordinary moon", "at least 10"),
        ("heron lantern tuesday quiet", "heron lantern tuesday quiet", "needs its own"),
    ],
)
def test_passphrases_that_are_refused(wizard: SetupWizard, professional: str, personal: str, said: str) -> None:
    at_keys(wizard)
    for kind, words in ((PROFESSIONAL, professional), (PERSONAL, personal)):
        wizard.keys.fields[kind].line.setText(words)
        wizard.keys.again[kind].setText(words)
    wizard.go_on()
    shown = " ".join(first.trouble.text() for first, _ in wizard.keys._rows.values())
    assert said in shown
    assert not places.vault_path("professional").exists()


def test_a_shown_passphrase_is_not_asked_for_twice(wizard: SetupWizard) -> None:
    at_keys(wizard)
    for kind, words in WORDS.items():
        wizard.keys.fields[kind].show_button.click()
        wizard.keys.fields[kind].line.setText(words)
    assert wizard.keys.trouble() is None


def test_nothing_exists_before_the_last_step_and_both_vaults_after_it(wizard: SetupWizard, qtbot: QtBot) -> None:
    at_keys(wizard)
    assert not any(places.vault_path(kind).exists() for kind in IdentityKind)
    fill_passphrases(wizard)
    wizard.go_on()
    assert not wizard.next_button.isEnabled()
    qtbot.waitUntil(lambda: wizard.recovery is not None, timeout=20_000)
    assert all(places.vault_path(kind).exists() for kind in IdentityKind)
    assert not any(wizard.keys.passphrases().values())


def test_the_sheet_is_proved_by_one_group_and_opens_the_vault(
    wizard: SetupWizard, qtbot: QtBot, considered: Considered
) -> None:
    make_vaults(wizard, qtbot)
    page = wizard.recovery
    assert page is not None
    page.proof.setText("WRONG")
    wizard.go_on()
    assert "not the group" in page._proof_field.trouble.text()
    sheet = page._sheets[PROFESSIONAL]
    page.proof.setText(sheet.groups[page._group].lower())
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()
    with considered.unlock(PROFESSIONAL, Recovery(sheet.code)) as session:
        assert session.identity.display_name == "Amara Lindqvist"
        assert "Elm Road" in session.identity.keep_out


def test_words_taken_away_stay_away(wizard: SetupWizard, qtbot: QtBot, considered: Considered) -> None:
    fill_identities(wizard)
    wizard.go_on()
    wizard.apart.lists[PROFESSIONAL].setPlainText("Mara")
    wizard.go_on()
    fill_passphrases(wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: wizard.recovery is not None, timeout=20_000)
    with considered.unlock(PROFESSIONAL, WORDS[PROFESSIONAL]) as session:
        assert session.identity.keep_out == ("Mara",)


def test_the_sheet_can_be_saved_and_names_nobody(wizard: SetupWizard, qtbot: QtBot, home) -> None:
    make_vaults(wizard, qtbot)
    assert wizard.recovery is not None
    wizard.recovery.save(home / "sheet.txt")
    text = (home / "sheet.txt").read_text()
    assert wizard.recovery._sheets[PERSONAL].code in text
    assert "Amara" not in text
    assert (home / "sheet.txt").stat().st_mode & 0o077 == 0


def test_saving_the_sheet_over_a_file_that_others_could_read_shuts_it(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "sheet.txt"
    file.write_text("an older sheet")
    file.chmod(0o644)
    page = RecoveryPage({PROFESSIONAL: new_sheet()}, TODAY)
    qtbot.addWidget(page)
    page.save(file)
    assert page._sheets[PROFESSIONAL].code in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([PROFESSIONAL], "No sheet was made for the personal vault."),
        ([], "No sheet was made for the professional and personal vaults."),
    ],
)
def test_a_vault_without_a_sheet_is_told(qtbot: QtBot, made: list[IdentityKind], said: str) -> None:
    wizard = SetupWizard(lambda _: {}, channels=channel_names(), packs=())
    qtbot.addWidget(wizard)
    wizard._made({kind: new_sheet() for kind in made})
    page = wizard.recovery
    assert page is not None
    assert page.missing.text().startswith(said)
    assert wizard.page() is page
    if made:
        page.later.setChecked(True)
    with qtbot.waitSignal(wizard.finished):
        wizard.go_on()


def test_one_sheet_that_fails_leaves_the_other(considered: Considered, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stand:
        def __init__(self, path: Path) -> None:
            self.slots, self.key, self._fails = self, b"", "professional" in path.name

        def set_recovery(self, _: bytes) -> RecoverySheet:
            if self._fails:
                raise UserTrouble("The disk is full.")
            return new_sheet()

    monkeypatch.setattr(considered, "set_up", lambda *_, **__: None)
    monkeypatch.setattr(Vault, "open", lambda path, _: contextlib.nullcontext(Stand(path)))
    identities = [Identity(kind=kind, display_name="A") for kind in (PROFESSIONAL, PERSONAL)]
    request = SetupRequest(professional=identities[0], personal=identities[1], passphrases=WORDS, keyring=False)
    assert list(found(considered, request)) == [PERSONAL]


def test_what_went_wrong_is_told_and_can_be_tried_again(qtbot: QtBot) -> None:
    def refuse(request: object) -> dict[IdentityKind, object]:
        raise UserTrouble("The disk is full.", "Nothing was made.", "Make room.")

    wizard = SetupWizard(refuse, channels=channel_names(), packs=pack_titles())  # type: ignore[arg-type]
    qtbot.addWidget(wizard)
    wizard.show()
    at_keys(wizard)
    fill_passphrases(wizard)
    wizard.go_on()
    qtbot.waitUntil(lambda: "disk is full" in wizard.notice.text())
    assert wizard.next_button.isEnabled()
    assert wizard.keys.passphrases() == WORDS


def test_every_page_says_whose_it_is(wizard: SetupWizard) -> None:
    fill_identities(wizard)
    assert wizard.accessibleName().startswith("Personal · Set-up")
    wizard._go(1)
    assert wizard.windowTitle().startswith("Professional")
    assert "Amara" not in wizard.windowTitle()


def test_every_field_has_a_name_for_a_screen_reader(wizard: SetupWizard) -> None:
    from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

    for kind in (QLineEdit, QComboBox, QPlainTextEdit):
        for field in wizard.findChildren(kind):
            inside = field.parent() if isinstance(field.parent(), QComboBox) else field
            assert inside.accessibleName(), field


def test_the_wizard_goes_by_keyboard_alone(wizard: SetupWizard, qtbot: QtBot) -> None:
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert wizard.page() is wizard.professional
    assert wizard.professional.name.hasFocus() or wizard.focusWidget() is wizard.professional.name
