"""Vaults ready to use. One is made for the whole run (Argon2id costs 0.3 s); each test gets a copy of its files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from composer.identity import Identity
from composer.vault.keys import FLOOR
from composer.vault.slots import slots_path
from composer.vault.vault import Recovery, Vault
from rules.report import IdentityKind

PASSPHRASE = "quiet rivers carry stones"
ANNA = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart", role="Therapist")


OPENER = """
import sys
from pathlib import Path
from composer.vault.trouble import VaultTrouble
from composer.vault.vault import Recovery, Vault
try:
    vault = Vault.open(Path(sys.argv[1]), Recovery(sys.argv[2])); print("open", flush=True)
except VaultTrouble as trouble:
    print(trouble.code, flush=True)
"""
"""A process that opens the vault and says how that went: path, code of the sheet."""


class Clock:
    """A clock that tests move."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> None:
        self.time += timedelta(**step)


class Ready(msgspec.Struct):
    """A closed vault on the disk and the printed code that opens it without a slow derivation."""

    path: Path
    code: str

    def open(self, **more: object) -> Vault:
        return Vault.open(self.path, Recovery(self.code), **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSIDERED_ARGON2", "floor")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    path = tmp_path_factory.mktemp("template") / "professional.vault"
    with Vault.create(path, ANNA, PASSPHRASE, cost=FLOOR) as vault:
        sheet = vault.slots.set_recovery(vault.key)
    return Ready(path, sheet.code)


@pytest.fixture
def ready(template: Ready, tmp_path: Path) -> Ready:
    place = tmp_path / "place" / template.path.name
    place.parent.mkdir(mode=0o700)
    for source, target in ((template.path, place), (slots_path(template.path), slots_path(place))):
        shutil.copy2(source, target)
    return Ready(place, template.code)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(ready: Ready, clock: Clock) -> Iterator[Vault]:
    opened = ready.open(now=clock)
    yield opened
    opened.close()


@pytest.fixture
def contents() -> Callable[[Path], dict[str, bytes]]:
    def read(folder: Path) -> dict[str, bytes]:
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

    return read
