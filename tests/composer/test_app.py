"""Set-up makes both vaults or none; one identity is open at a time; nothing names a person outside a vault."""

from __future__ import annotations

import random
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from composer import places
from composer.app import Considered, Session, SetUpRefused
from composer.consent.record import ConsentRecord, ConsentState, Method, Reach
from composer.errors import UserTrouble
from composer.identity import Identity, paired
from composer.pause import cooling_off
from composer.preferences import Preferences, Theme
from composer.vault.engine import PAGE
from composer.vault.keys import FLOOR
from composer.vault.slots import slots_path
from composer.vault.trouble import VaultTrouble, WrongPassphrase
from composer.vault.upkeep import after_opening
from composer.vault.vault import Passphrase, Vault
from rules.report import Channel, IdentityKind
from tests.composer.conftest import finding, form, report
from tests.composer.damage import each_byte_damaged

PRO, OWN = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
WORDS = {PRO: "quiet rivers carry stones", OWN: "seven herons by the weir"}
WORK = Identity(kind=PRO, display_name="Anna Veraart", practice="Harbour Therapy", emails=("a@harbour.example",))
HOME = Identity(
    kind=OWN, display_name="Anna Veraart", handles={"instagram": "@annaswims"}, emails=("anna@home.example",)
)


@pytest.fixture
def app() -> Considered:
    return Considered(cost=FLOOR)


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both vaults, made once (four key derivations) and copied for each test."""
    folder = tmp_path_factory.mktemp("set-up")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.OVERRIDE, str(folder))
        Considered(cost=FLOOR).set_up(*paired(WORK, HOME), WORDS)
    return folder


@pytest.fixture
def ready(app: Considered, set_up_once: Path) -> Considered:
    shutil.copytree(set_up_once, places.data_folder(), dirs_exist_ok=True)
    return app


def files() -> list[str]:
    return sorted(p.name for p in places.data_folder().rglob("*") if p.is_file())


def test_set_up_unlock_and_switch(ready: Considered) -> None:
    assert ready.is_set_up()
    assert [(c.kind, c.label, c.keyring) for c in ready.identities_known()] == [
        (PRO, "Professional", False), (OWN, "Personal", False)
    ]  # fmt: skip
    work = ready.unlock(PRO, WORDS[PRO])
    assert work.identity.keep_out == ("@annaswims", "annaswims", "anna@home.example")
    assert work.setting(Channel.X).identity is PRO
    home = ready.unlock(OWN, WORDS[OWN])
    assert (work.is_open, home.is_open, home.kind) == (False, True, OWN)
    ready.lock()
    assert ready.session is None
    assert not home.is_open


def test_words_that_the_author_took_away_stay_away(app: Considered) -> None:
    work = msgspec.structs.replace(paired(WORK, HOME)[0], keep_out=("annaswims",))
    app.set_up(work, HOME, WORDS)
    assert app.unlock(PRO, WORDS[PRO]).identity.keep_out == ("annaswims",)
    assert app.unlock(OWN, WORDS[OWN]).identity.keep_out == ()
    app.lock()


def test_a_wrong_passphrase_leaves_nothing_open(ready: Considered) -> None:
    ready.unlock(PRO, WORDS[PRO])
    with pytest.raises(WrongPassphrase):
        ready.unlock(OWN, WORDS[PRO])
    assert ready.session is None


def test_set_up_twice_is_refused(ready: Considered) -> None:
    before = files()
    with pytest.raises(SetUpRefused, match="already"):
        ready.set_up(WORK, HOME, WORDS)
    assert files() == before
    ready.unlock(PRO, WORDS[PRO]).close()


def test_the_same_address_makes_nothing(app: Considered) -> None:
    same = Identity(kind=OWN, display_name="A", emails=("A@Harbour.example",))
    with pytest.raises(SetUpRefused, match="both sides"):
        app.set_up(WORK, same, WORDS)
    assert files() == []


@pytest.mark.parametrize("words", [{PRO: WORDS[PRO]}, {PRO: WORDS[PRO], OWN: ""}, {PRO: WORDS[PRO], OWN: "short"}])
def test_a_missing_or_weak_passphrase_leaves_nothing_half_made(app: Considered, words: dict[IdentityKind, str]) -> None:
    with pytest.raises(UserTrouble):
        app.set_up(WORK, HOME, words)
    assert not app.is_set_up()
    assert app.half_made() == ()
    assert [name for name in files() if "vault" in name or "slots" in name] == []


def test_a_vault_that_is_there_is_never_removed(app: Considered, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Vault.create

    def second_fails(path: Path, identity: Identity, *rest: object, **more: object) -> Vault:
        if identity.kind is OWN:
            path.write_bytes(b"someone else's file")
            raise OSError("no room")
        return real(path, identity, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Vault, "create", staticmethod(second_fails))
    with pytest.raises(OSError, match="no room"):
        app.set_up(WORK, HOME, WORDS)
    assert not places.vault_path(PRO).exists()
    assert places.vault_path(OWN).read_bytes() == b"someone else's file"
    assert app.half_made() == (OWN,)


def test_nothing_outside_a_vault_names_anyone(ready: Considered) -> None:
    ready.save_preferences(Preferences(theme=Theme.DARK))
    with ready.unlock(PRO, WORDS[PRO]) as session:
        session.drafts.new("A very particular sentence about Marjorie.")
    for path in places.data_folder().rglob("*"):
        if path.is_file():
            raw = path.read_bytes().lower()
            for word in (b"anna", b"veraart", b"harbour", b"marjorie", b"swims"):
                assert word not in raw, path.name
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_preferences_come_back_and_survive_damage(app: Considered) -> None:
    assert app.preferences() == Preferences()
    chosen = Preferences(theme=Theme.LIGHT, window_width=900)
    app.save_preferences(chosen)
    assert app.preferences() == chosen
    places.settings_path().write_text("{nonsense")
    assert app.preferences() == Preferences()


def test_moving_a_text_is_a_copy_without_its_past(ready: Considered) -> None:
    work = ready.unlock(PRO, WORDS[PRO])
    draft = work.drafts.new("A walk by the sea.", channels=[Channel.BLOG])
    home = ready.unlock(OWN, WORDS[OWN])
    moved = ready.move(draft, home)
    assert (moved.text, moved.channels, moved.state) == (draft.text, draft.channels, "draft")
    assert home.review(moved.id).resolutions() == {}
    assert ready.unlock(PRO, WORDS[PRO]).drafts.get(draft.id).text == draft.text


def test_an_identity_cannot_change_sides(session: Session) -> None:
    with pytest.raises(SetUpRefused):
        session.save_identity(HOME)
    session.save_identity(WORK)
    assert session.identity == WORK


def test_what_is_checked_includes_a_title_of_ones_own(session: Session) -> None:
    draft = session.drafts.new("Rest matters.")
    assert session.whole_text(draft.id).text == "Rest matters."
    session.drafts.save(draft.id, "Rest matters.", title="For Sarah")
    assert session.whole_text(draft.id).text == "Rest matters.\n\nFor Sarah"


def test_how_long_to_keep_a_record(session: Session, given: Callable[..., ConsentRecord]) -> None:
    record = given()
    until, why = session.suggested_retention(record.id)
    assert record.decided_at
    assert 6 * 365 <= (until - record.decided_at.date()).days <= 6 * 366
    assert "never published" in why


def test_a_delicate_post_written_today_is_better_left_until_tomorrow() -> None:
    now = datetime.now(UTC)
    assert "until tomorrow" in cooling_off(report(finding()), now)
    assert cooling_off(report(finding()), now - timedelta(days=2)) == ""
    assert cooling_off(report(), now) == ""


def test_a_second_readers_view_belongs_to_one_text(session: Session) -> None:
    draft = session.drafts.new("Rest matters.")
    view = session.readers.record(
        draft.id, draft.text, reader="supervisor", on=date.today(), view="Fine by me.", would_post=True
    )
    assert session.readers.on_this_text(draft.id, "Rest matters.") == [view]
    assert session.readers.on_this_text(draft.id, "Rest matters!") == []
    assert session.readers.of_draft(draft.id) == [view]
    with pytest.raises(UserTrouble):
        session.readers.record(draft.id, draft.text, reader="", on=date.today(), view="Fine.")


def test_opening_looks_the_vault_over_and_backs_it_up(ready: Considered) -> None:
    session = ready.unlock(PRO, WORDS[PRO])
    assert session.upkeep
    assert session.upkeep.health.ok
    assert session.upkeep.backup
    assert list(places.backup_folder().iterdir())


def test_a_consent_runs_out_when_its_vault_is_opened(ready: Considered) -> None:
    session = ready.unlock(PRO, WORDS[PRO])
    reach = Reach(channels=(Channel.BLOG,), expires=date.today())
    record = session.ledger.record_given(form(reach=reach), method=Method.EMAIL)
    again = ready.unlock(PRO, WORDS[PRO], today=date.today() + timedelta(days=1))
    assert again.ledger.get(record.id).state is ConsentState.EXPIRED


def test_p05_f08_a_damaged_page_is_told_as_damage_each_time_and_nothing_stays_open(ready: Considered) -> None:
    words = random.Random(8)
    with ready.unlock(PRO, WORDS[PRO]) as session:  # makes the backup too: later openings go on to the drafts
        for _ in range(30):
            session.drafts.new("".join(words.choices("abcdefgh ", k=20_000)))
    path = places.vault_path(PRO)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 // PAGE * PAGE + PAGE // 2] ^= 1
    path.write_bytes(raw)
    for _ in range(2):
        with pytest.raises(VaultTrouble) as caught:
            ready.unlock(PRO, WORDS[PRO])
        assert caught.value.code == "damaged"
        assert ready.session is None
    ready.unlock(OWN, WORDS[OWN]).close()


def test_a_session_closes_its_vault_whatever_noting_the_end_of_it_does(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(vault: Vault) -> None:
        raise RuntimeError("a fault of ours")

    session.upkeep = after_opening(session.vault)
    monkeypatch.setattr("composer.app.ending", fall)
    with pytest.raises(RuntimeError):
        session.close()
    assert not session.is_open
    Vault.open(session.vault.path, Passphrase(WORDS[PRO])).close()


def test_preferences_with_any_damaged_byte_are_read_as_far_as_they_go(app: Considered) -> None:
    app.save_preferences(Preferences(theme=Theme.DARK))
    for _ in each_byte_damaged(places.settings_path()):
        assert app.preferences().text_size == Preferences().text_size
    assert app.preferences().theme is Theme.DARK


def test_a_damaged_key_file_of_one_identity_hides_neither(ready: Considered) -> None:
    for _ in each_byte_damaged(slots_path(places.vault_path(OWN))):
        assert [card.kind for card in ready.identities_known()] == [PRO, OWN]
