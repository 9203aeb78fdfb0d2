"""Putting a vault and its key file in place together, though they are two files: prepared beside, then moved by a note.

The note (`<vault>.arriving`) is written when both files are whole and on the disk; from then on the move is finished by
whoever opens the vault next, however often it was interrupted. Before the note nothing has changed.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from composer.files import from_json, sync_folder, write_atomically
from composer.vault.slots import slots_path
from composer.vault.trouble import VaultTrouble, from_os_error

KEEP_AS = ".before-restore"


class _Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    before: Annotated[str, msgspec.Meta(pattern=r"^[\w.-]*$")] = ""
    """Suffix under which the present vault and key file are kept; empty where there are none."""


def prepared(vault: Path) -> Path:
    """Where a vault is built before it arrives at `vault`; its key file lies beside it as usual."""
    return vault.with_name(f"{vault.stem}.arriving.vault")


def discard(vault: Path) -> None:
    """Remove what an interrupted preparation for `vault` left, unless it is due to arrive."""
    if not _note(vault).exists():
        remove(prepared(vault))
        slots_path(prepared(vault)).unlink(missing_ok=True)


def rewritten(vault: Path) -> Path:
    """Where a vault is written anew under another key; what an interruption leaves there is encrypted and useless."""
    return vault.with_name(f"{vault.stem}.rotating.vault")


def remove(built: Path) -> None:
    """Remove a database that never came into use, and its journal."""
    for file in (built, _journal(built)):
        file.unlink(missing_ok=True)


def arrive(vault: Path, *, keep_as: str = "") -> None:
    """Move the prepared pair into place; what lies there is kept with `keep_as` added to its name, never overwritten.

    Raises `VaultTrouble` (`exists`) where something lies there and `keep_as` is empty.
    """
    try:
        if not keep_as and (vault.exists() or slots_path(vault).exists()):
            raise VaultTrouble("exists")
        write_atomically(_note(vault), msgspec.json.encode(_Note(before=keep_as)))
        finish(vault)
    except OSError as error:
        raise from_os_error(error) from None


def finish(vault: Path) -> bool:
    """Complete an arrival that was interrupted; whether there was one. Raises `OSError`."""
    note = _note(vault)
    with contextlib.suppress(FileNotFoundError):
        try:
            keep_as = from_json(note.read_bytes(), _Note).before
        except msgspec.DecodeError:
            keep_as = free_suffix(vault)  # that it is there says enough: both files are whole
        for coming, place in ((prepared(vault), vault), (slots_path(prepared(vault)), slots_path(vault))):
            _move(coming, place, keep_as)
        sync_folder(vault.parent)
        note.unlink()
        sync_folder(vault.parent)
        return True
    return False


def free_suffix(vault: Path) -> str:
    """`.before-restore`, with the time added where an earlier one is still kept."""
    taken = any(kept(p, KEEP_AS).exists() for p in (vault, slots_path(vault)))
    return f"{KEEP_AS}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}" if taken else KEEP_AS


def kept(path: Path, keep_as: str) -> Path:
    """Where a file that had to make room is kept."""
    return path.with_name(path.name + keep_as)


def put_aside(vault: Path) -> list[Path]:
    """The vaults that restores had put aside and nobody has deleted since."""
    found = vault.parent.glob(f"{vault.name}{KEEP_AS}*")
    return sorted(path for path in found if not path.name.endswith("-journal"))


def _move(coming: Path, place: Path, keep_as: str) -> None:
    if not coming.exists():
        return  # moved before the interruption
    if keep_as and place.exists() and not kept(place, keep_as).exists():
        with contextlib.suppress(FileNotFoundError):
            _journal(place).rename(_journal(kept(place, keep_as)))
        try:
            kept(place, keep_as).hardlink_to(place)  # so that there is never a moment without a vault
        except OSError:
            place.rename(kept(place, keep_as))
    coming.replace(place)


def _note(vault: Path) -> Path:
    return vault.with_name(f"{vault.name}.arriving")


def _journal(vault: Path) -> Path:
    return vault.with_name(f"{vault.name}-journal")
