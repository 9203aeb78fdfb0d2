"""The product's own operations on a vault as the fault tests run them: prepared, done, and judged afterwards.

An operation is done in a forked child on a copy of a prepared folder. Whatever happens to the child, the vault must
open and be in the state before or after; where the operation was acknowledged, in the one after.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from composer.errors import UserTrouble
from composer.files import write_atomically
from composer.identity import Identity
from composer.vault import backup, engine, restore, rotation, schema, upkeep
from composer.vault.eventlog import ERASED
from composer.vault.health import examine
from composer.vault.keys import FLOOR, VaultKey
from composer.vault.slots import KeySlots, slots_path
from composer.vault.store import Store
from composer.vault.tables import DocumentTable
from composer.vault.trouble import VaultTrouble, os_errors
from composer.vault.vault import IDENTITY, Passphrase, Recovery, Vault
from rules.report import IdentityKind

PASSPHRASE = "quiet rivers carry stones"
NEW_PASSPHRASE = "another set of quiet words"
WHO = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Anna Veraart")
BODY = "A paragraph about endings and what they bring up. " * 60
NAME = "professional.vault"

State = tuple[tuple[str, ...], tuple[str, ...], int]
"""Draft texts, kinds of log entries (without those that restoring and rotating add), evidence files."""


class Scene(msgspec.Struct):
    """A folder with a vault, the printed code that opens it, and a backup to restore."""

    folder: Path
    code: str

    @property
    def vault(self) -> Path:
        return self.folder / NAME

    def copy(self, to: Path) -> Scene:
        return Scene(Path(shutil.copytree(self.folder, to)), self.code)

    def open(self) -> Vault:
        return Vault.open(self.vault, Recovery(self.code))


Act = Callable[[Scene], None]


def save(scene: Scene) -> None:
    """Autosave: a new revision of a draft."""
    with scene.open() as vault:
        vault.drafts.save(vault.drafts.list()[0].id, BODY + "saved")


def consent(scene: Scene) -> None:
    """A consent with its evidence: two log entries and a file as one."""
    with scene.open() as vault, vault.transaction():
        vault.log.append("consent.ConsentRequested", "C-014", {"text": BODY})
        evidence = vault.blobs.add(b"%PDF " + bytes(20_000), "form.pdf", "application/pdf")
        vault.log.append("consent.ConsentGiven", "C-014", {"evidence": evidence.id})


def approve_and_export(scene: Scene) -> None:
    """An approval and its export: the log, the draft's state, and a text with its record outside."""
    with scene.open() as vault:
        draft = vault.drafts.list()[0]
        if draft.state != "exported":
            with vault.transaction():
                vault.log.append("approval.made", draft.id, {"text": draft.text})
                vault.drafts.set_state(draft.id, "exported")
        with os_errors():
            outside = scene.folder / "export"
            outside.mkdir()
            write_atomically(outside / "post.txt", draft.text.encode())
            write_atomically(outside / "post.txt.approval.json", b"{}")


def erase(scene: Scene) -> None:
    """An erasure: content keys destroyed and the fact logged."""
    with scene.open() as vault:
        vault.log.erase(subject="C-001", reason="erasure")


def compact(scene: Scene) -> None:
    """VACUUM."""
    with scene.open() as vault:
        vault.compact()


def back_up(scene: Scene) -> None:
    """A backup, checked when written, and the older ones thinned."""
    with scene.open() as vault:
        upkeep.back_up_now(vault)
        backup.rotate(backup.backup_folder(vault.path), vault.path.stem, vault.now())


def put_back(scene: Scene) -> None:
    """Restore the backup that lies in the folder over the vault."""
    source = next(scene.folder.glob(f"*{backup.SUFFIX}"))
    restore.plan_restore(source, scene.vault, Recovery(scene.code)).carry_out()


def new_passphrase(scene: Scene) -> None:
    """The passphrase changed."""
    with scene.open() as vault:
        vault.slots.set_passphrase(vault.key, NEW_PASSPHRASE, cost=FLOOR)


def rekey(scene: Scene) -> None:
    """The vault key replaced."""
    before = _opened(scene)
    try:
        rotation.replace_key(before, PASSPHRASE)[0].close()
    finally:
        before.close()


def migrate(scene: Scene) -> None:
    """A vault of the first schema brought up to date, with its backup before."""
    scene.open().close()


def make(scene: Scene) -> None:
    """A new vault made."""
    try:
        Vault.create(scene.vault, WHO, PASSPHRASE, cost=FLOOR).close()
    except VaultTrouble as trouble:
        if trouble.code != "exists":
            raise
        Vault.open(scene.vault, Passphrase(PASSPHRASE)).close()  # it failed after its last step


ACTS: dict[str, Act] = {
    "save": save,
    "consent": consent,
    "approve and export": approve_and_export,
    "erase": erase,
    "vacuum": compact,
    "backup": back_up,
    "restore": put_back,
    "change passphrase": new_passphrase,
    "rekey": rekey,
    "migrate": migrate,
    "create": make,
}


def prepared(folder: Path, act: str) -> Scene:
    """A scene for one of the acts: a vault with drafts and a log, and a backup with other content beside it."""
    folder.mkdir(parents=True)
    scene = Scene(folder, "")
    if act == "create":
        return scene
    if act == "migrate":
        return _first_schema(scene)
    with Vault.create(scene.vault, WHO, PASSPHRASE, cost=FLOOR) as vault:
        scene.code = vault.slots.set_recovery(vault.key).code
        with vault.transaction():
            for number in range(12):
                vault.drafts.save(vault.drafts.create().id, f"{BODY}{number}")
                vault.log.append("consent.ConsentRequested", f"C-{number % 3:03}", {"text": BODY})
            vault.log.erase(subject="C-002", reason="erasure")
        if act == "restore":
            made = upkeep.back_up_now(vault)
            made.path.rename(folder / made.path.name)
            vault.drafts.save(vault.drafts.create().id, "written after the backup")
        if act == "vacuum":
            vault.blobs.delete(vault.blobs.add(bytes(300_000)).id)
    return scene


def _first_schema(scene: Scene) -> Scene:
    key = VaultKey.fresh()
    slots = KeySlots.fresh(slots_path(scene.vault), "vault-of-the-first-schema")
    slots.set_passphrase(key, PASSPHRASE, cost=FLOOR)
    scene.code = slots.set_recovery(key).code
    store = Store(scene.vault, engine.create(scene.vault, key), key)
    schema.migrate(store, slots.vault_id, to=1)
    DocumentTable(store).put(*IDENTITY, WHO)
    store.close()
    return scene


def judge(scene: Scene) -> State | None:
    """The state of a vault after whatever happened: opened in every way it should, checked to the bottom.

    None where there is no vault (before a creation). Raises `AssertionError` or a trouble where a promise is broken.
    """
    if not scene.vault.exists() and not scene.vault.with_name(f"{NAME}.arriving").exists():
        return None
    with _opened(scene) as vault:
        health = examine(vault.store, vault.log)
        assert health.ok, health.findings
        assert vault.identity() == WHO
        assert not vault.read_only
        state = content(vault)
        draft = vault.drafts.create()  # and it can be written
        vault.drafts.save(draft.id, "after")
    names = {p.name for p in scene.folder.iterdir() if p.suffix != ".part"}  # those are swept an hour later
    leftovers = {name for name in names if "arriving" in name or name.endswith("-journal")}
    assert not leftovers, leftovers
    return state


def _opened(scene: Scene) -> Vault:
    """By the sheet, or, where a new key or a creation made it void, by a passphrase."""
    troubles: list[UserTrouble] = []
    for unlock in (Recovery(scene.code) if scene.code else None, Passphrase(PASSPHRASE), Passphrase(NEW_PASSPHRASE)):
        try:
            if unlock is not None:
                return Vault.open(scene.vault, unlock)
        except UserTrouble as trouble:
            troubles.append(trouble)
    raise troubles[0]


def seen(scene: Scene) -> State | None:
    """The state as somebody sees it who opens the vault; None where there is none."""
    if not scene.vault.exists():
        return None
    with _opened(scene) as vault:
        return content(vault)


def content(vault: Vault) -> State:
    """What a person would miss."""
    texts = sorted(draft.text for draft in vault.drafts.list())
    about_itself = {"vault.key-replaced", "vault.restored", "vault.made", ERASED}
    entries = [f"{e.kind}{'' if e.payload else ' erased'}" for e in vault.log.entries() if e.kind not in about_itself]
    states = sorted(draft.state for draft in vault.drafts.list())
    return (*(tuple(part) for part in ((*texts, *states), entries)), len(vault.blobs.list()))


def room() -> tempfile.TemporaryDirectory[str]:
    """A folder for one run."""
    return tempfile.TemporaryDirectory(prefix="considered-torture-")
