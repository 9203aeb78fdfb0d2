"""Set-up makes both vaults or none; one identity is open at a time; nothing names a person outside a vault."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from composer import places
from composer.app import Considered, Session, SetUpRefused
from composer.errors import UserTrouble
from composer.identity import Identity
from composer.preferences import Preferences, Theme
from composer.vault.keys import FLOOR
from composer.vault.trouble import WrongPassphrase
from composer.vault.vault import Vault
from rules.report import Channel, IdentityKind

PRO, OWN = IdentityKind.PROFESSIONAL, IdentityKind.PERSONAL
WORDS = {PRO: "quiet rivers carry stones", OWN: "seven herons by the weir"}
WORK = Identity(kind=PRO, display_name="Anna Veraart", practice="Harbour Therapy", emails=("a@harbour.example",))
HOME = Identity(
    kind=OWN, display_name="Anna Veraart", handles={"instagram": "@annaswims"}, emails=("anna@home.example",)
)


@pytest.fixture
def app() -> Considered:
    return Considered(cost=FLOOR)


@pytest.fixture
def ready(app: Considered) -> Considered:
    app.set_up(WORK, HOME, WORDS)
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
