"""What can go wrong with a vault, told in people's words, with a code that the window and the tests go by."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from composer.errors import OurFault, UserTrouble


class VaultTrouble(UserTrouble):
    """A vault cannot be opened, read or written. `code` is one of the keys of `SAYINGS`."""

    def __init__(self, code: str, *, detail: str = "") -> None:
        happened, meaning, cure = SAYINGS[code]
        super().__init__(f"{happened} {detail}".strip(), meaning, cure)
        self.code = code


class WrongPassphrase(UserTrouble):
    """The passphrase, the recovery sheet or the keyring item does not open this vault's key file."""


class TooSoon(UserTrouble):
    """A guess before the pause after earlier wrong ones is over; `seconds` is what is left of it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"Please wait {max(1, round(seconds))} seconds before the next try.",
            "Several passphrases in a row were wrong; the pause slows down whoever tries many. Nothing is locked.",
            "If the passphrase is lost, use the printed recovery sheet.",
        )
        self.seconds = seconds


_BACKUP = "Restore the last backup, or ask for help with the file as it is. Considered has changed nothing."

SAYINGS: dict[str, tuple[str, str, str]] = {
    "missing": (
        "The vault file is not where it was.",
        "It may have been moved or deleted, or its disk is not connected. Considered makes no new one in its place.",
        "Connect the disk or put the file back, or restore a backup.",
    ),
    "no-key-file": (
        "The key file beside the vault is missing.",
        "Without it no passphrase can open the vault; the vault itself may be unharmed.",
        "Put the key file back, or restore a backup: each backup holds a copy.",
    ),
    "key-file-damaged": (
        "The key file beside the vault cannot be read, or asks for weaker protection than Considered accepts.",
        "Without it no passphrase can open the vault; the vault itself may be unharmed.",
        "Restore a backup: each backup holds a copy of the key file.",
    ),
    "exists": (
        "There is a vault in this place already.",
        "A new vault never takes the place of another one.",
        "Open the vault that is there, or choose another place.",
    ),
    "empty": ("The vault file is empty.", "Something emptied it; an empty file is no vault.", _BACKUP),
    "truncated": (
        "The vault file does not have the length of a whole vault.",
        "Its end is missing, or something was added to it.",
        _BACKUP,
    ),
    "plaintext": (
        "The file in the vault's place is not encrypted.",
        "Considered never writes such a file; another program put it there.",
        "Find out where it came from. Restore a backup to go on.",
    ),
    "not-ours": (
        "The file in the vault's place belongs to another program.",
        "It opens, but it is no vault of Considered.",
        "Restore a backup, or choose the right file.",
    ),
    "newer": (
        "This vault was written by a newer version of Considered.",
        "It can be read here, not changed, so that nothing the newer version knows of is lost.",
        "Install the newer version to go on writing.",
    ),
    "damaged": (
        "The vault could not be opened or read: its key does not fit, the file is damaged, or the disk failed.",
        "Nothing was changed or deleted. What was saved before may still be whole.",
        "Try again; if it stays so, check the disk and restore the last backup.",
    ),
    "other-key": (
        "The vault's key was replaced, and this way in knows only the old one.",
        "The replacement was interrupted near its end. Nothing is lost.",
        "Open the vault with its passphrase once; then print a new recovery sheet.",
    ),
    "locked-elsewhere": (
        "The vault is open already.",
        "Only one window can write in a vault at a time.",
        "Go on in the window that has it open, or close that one first.",
    ),
    "read-only": (
        "The vault can be read, not written: its file, its folder or its disk is read-only.",
        "Nothing can be saved there. What you see is what was saved last.",
        "Make the place writable, or save a copy somewhere else.",
    ),
    "disk-full": (
        "The disk is full.",
        "This was not saved. Everything saved before is safe, and your text is still here.",
        "Free some space, then save again.",
    ),
    "io": (
        "The disk did not answer properly.",
        "This was not saved. Everything saved before should be safe, and your text is still here.",
        "Check the disk or the connection to it, then try again.",
    ),
    "uncertain": (
        "The disk failed at the very last step of saving.",
        "This may have been saved or not; everything before it is safe, and your text is still here.",
        "Check the disk and its free space. Look whether the change is there before doing it again.",
    ),
    "changed-underneath": (
        "Another program changed or replaced the vault file while it was open.",
        "A synchronised folder can do this. Considered has stopped writing so that neither version is lost.",
        "Save a copy of what is open here, then open the vault again and compare.",
    ),
    "closed": ("The vault is closed.", "It was locked meanwhile.", "Unlock it and try again."),
    "too-large": ("This is larger than a vault keeps.", "It was not stored.", "Store a smaller file."),
    "not-found": ("There is nothing by this name in the vault.", "It may have been erased.", "Look it up again."),
}

_BY_ERROR_NUMBER = {
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
}
_BY_SQLITE_NAME = (
    ("SQLITE_FULL", "full", "disk-full"),
    ("SQLITE_READONLY", "readonly", "read-only"),
    ("SQLITE_BUSY", "locked", "locked-elsewhere"),
    ("SQLITE_LOCKED", "locked", "locked-elsewhere"),
    ("SQLITE_IOERR", "disk I/O error", "io"),
    ("SQLITE_CANTOPEN", "unable to open", "missing"),
    ("SQLITE_TOOBIG", "too big", "too-large"),
)
"""Name, a part of the message where there is no name (backup), code; anything else counts as damage."""
LITTLE_SPACE = 1_000_000
"""Bytes; with less than this free, an input/output error is told as a full disk (SQLite reports both alike)."""


def from_os_error(error: OSError) -> VaultTrouble:
    """The trouble that an error of the operating system means for a vault."""
    return VaultTrouble(_BY_ERROR_NUMBER.get(error.errno or 0, "io"))


@contextlib.contextmanager
def os_errors() -> Iterator[None]:
    """Turn errors of the operating system inside into `VaultTrouble`."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error) from None


@contextlib.contextmanager
def not_kept() -> Iterator[None]:
    """For work on a file that is thrown away when it fails: there an `uncertain` save is simply a failed one."""
    try:
        yield
    except VaultTrouble as trouble:
        raise VaultTrouble("io") if trouble.code == "uncertain" else trouble from None


def from_database_error(error: Exception, path: Path | None = None) -> VaultTrouble | OurFault:
    """The trouble that a database error means. "Not a database" is never called a wrong passphrase."""
    name, said = str(getattr(error, "sqlite_errorname", "") or ""), str(error)
    if name.startswith(("SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_MISMATCH")):
        return OurFault(f"a rule of the database was broken ({name})")
    fits = (c for start, part, c in _BY_SQLITE_NAME if (name.startswith(start) if name else part in said))
    code = next(fits, "damaged")
    if path is None:
        return VaultTrouble(code)
    if code == "missing" and path.exists():
        code = "io" if os.access(path.parent, os.W_OK) else "read-only"  # it is the journal that could not be made
    free = _free_space(path)
    if code == "io" and free is not None and free < LITTLE_SPACE:
        code = "disk-full"
    known = code == "disk-full" and free is not None
    return VaultTrouble(code, detail=f"{free // 1000} kB are free." if known and free is not None else "")


def _free_space(path: Path) -> int | None:
    """Bytes free where a file lies, or None where that cannot be asked."""
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return None
