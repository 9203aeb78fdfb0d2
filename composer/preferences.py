"""What may be known before a vault is open: theme, sizes, times. No name, no title, nothing typed; mode 0600."""

from __future__ import annotations

import enum

import msgspec

from composer import places
from composer.files import from_json, write_atomically


class Theme(enum.StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """How the window looks and behaves. Lengths in device-independent pixels, times in minutes."""

    theme: Theme = Theme.SYSTEM
    text_size: int = 15
    """Points of the editor's letters."""
    window_width: int = 1180
    window_height: int = 780
    maximised: bool = False
    panel_width: int = 360
    lock_after: int = 5
    """Idle minutes until the vault is locked; 0 for never."""
    last_identity: str = "professional"
    """`professional` or `personal`: which to offer first."""


def load() -> Preferences:
    """The saved preferences; defaults where there are none or the file cannot be understood."""
    path = places.settings_path()
    try:
        return from_json(path.read_bytes(), Preferences)
    except (FileNotFoundError, msgspec.DecodeError):
        return Preferences()


def save(chosen: Preferences) -> None:
    """Write the preferences atomically. Raises `OSError` where the folder cannot be written."""
    write_atomically(places.settings_path(), msgspec.json.format(msgspec.json.encode(chosen)))
