"""File names and places that are safe to write to, whatever a title holds and whatever lies there already."""

from __future__ import annotations

import errno
import stat
import unicodedata
from pathlib import Path

from composer import places
from composer.errors import UserTrouble

LONGEST_NAME = 100
"""UTF-8 bytes of a suggested name without its ending; room for `.approval.json` within 255."""

_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in "0123456789¹²³"
}
_FORBIDDEN = set('<>:"/\\|?*')
_FALLBACK = "post"


class ExportRefused(UserTrouble):
    """Nothing was written: the place cannot take the file, or the approval does not hold."""


class FileIsThere(ExportRefused):
    """A file of that name is there already; `overwrite=True` after asking replaces it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"There is already a file called {path.name} in this folder.",
            "It was left as it is.",
            "Choose another name, or say that it may be replaced.",
        )


def safe_name(title: str, *, ending: str = "") -> str:
    """A file name made from a title that no system trips over: no separators, controls, reserved or hidden names."""
    plain = unicodedata.normalize("NFKC", title)
    name = "-".join("".join(map(_harmless, plain)).split()).strip(" .-_~")
    name = _cut(name, LONGEST_NAME).strip(" .-_~") or _FALLBACK
    if name.split(".")[0].lower() in _RESERVED:
        name = f"{_FALLBACK}-{name}"
    return name + ending


def _harmless(character: str) -> str:
    if character.isspace() or character in _FORBIDDEN:
        return " "
    return "" if unicodedata.category(character)[0] == "C" else character


def free_name(folder: Path, name: str, *, ending: str = "") -> str:
    """`name` and `ending`, with a number between them where that is taken in the folder."""
    numbered = (f"{name}-{n}{ending}" for n in range(2, 10_000))
    return next((n for n in (f"{name}{ending}", *numbered) if not (folder / n).exists()), f"{name}{ending}")


def writable_place(target: Path, *, overwrite: bool) -> Path:
    """The path to write to, or `ExportRefused`: not a folder, pipe, device, link out of the folder, or our own data.

    A link that stays inside the folder is followed to the file it names, as if that file had been chosen.
    """
    folder = target.parent
    if not folder.is_dir():
        raise ExportRefused("This folder does not exist.", "Nothing was written.", "Choose a folder that is there.")
    _outside_our_data(folder)
    _short_enough(target)
    place = _followed(target, folder)
    if place.exists():
        _ordinary(place)
        if not overwrite:
            raise FileIsThere(place)
    return place


def _short_enough(target: Path) -> None:
    try:
        target.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ExportRefused(
                "This name is too long for a file here, with its ending and that of the record beside it.",
                "Nothing was written.",
                "Choose a shorter name.",
            ) from None  # the cause would name the file


def _followed(target: Path, folder: Path) -> Path:
    if not target.is_symlink():
        return target
    end = target.resolve()
    if end.parent != folder.resolve():
        raise ExportRefused(
            f"{target.name} is a link to another place: {end}.",
            "Writing there could change a file that you did not mean.",
            "Choose another name, or that place itself.",
        )
    return end


def _ordinary(place: Path) -> None:
    mode = place.stat().st_mode
    if stat.S_ISDIR(mode):
        raise ExportRefused(f"{place.name} is a folder.", "Nothing was written.", "Choose a file name inside it.")
    if not stat.S_ISREG(mode):
        raise ExportRefused(
            f"{place.name} is not an ordinary file.", "It is a pipe or a device.", "Choose another name."
        )


def _outside_our_data(folder: Path) -> None:
    ours = places.data_folder().resolve()
    if folder.resolve().is_relative_to(ours):
        raise ExportRefused(
            "This folder belongs to Considered itself.",
            "Vaults lie here; posts do not belong beside them.",
            "Choose a folder of your own.",
        )


def _cut(name: str, most: int) -> str:
    return name.encode("utf-8")[:most].decode("utf-8", "ignore")
