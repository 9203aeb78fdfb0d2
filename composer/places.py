"""Where things lie on this machine. All of it sits in one folder of the user's own, mode 0700.

`CONSIDERED_HOME` replaces the platform's folder (tests, a vault on a stick). Nothing here creates a vault.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

OVERRIDE = "CONSIDERED_HOME"
PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def data_folder() -> Path:
    """The app's folder, made when missing and kept at 0700. Raises `OSError` where it cannot be made."""
    named = os.environ.get(OVERRIDE)
    return private_folder(Path(named) if named else Path(platformdirs.user_data_dir("considered", appauthor=False)))


def private_folder(folder: Path) -> Path:
    """The folder, made with its parents when missing; others are shut out (0700) where the file system knows modes."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    if os.name == "posix" and folder.stat().st_mode & 0o077 and folder.stat().st_uid == os.getuid():
        folder.chmod(PRIVATE_FOLDER)
    return folder


def vault_path(kind: str) -> Path:
    """The vault of one identity (`personal` or `professional`); the file need not exist."""
    return data_folder() / f"{kind}.vault"


def backup_folder() -> Path:
    """Where scheduled backups lie, unless the settings name another folder."""
    return private_folder(data_folder() / "backups")


def settings_path() -> Path:
    """The settings that may be read before a vault is open: no names, no titles, nothing typed."""
    return data_folder() / "settings.json"


def instance_path() -> Path:
    """Where the running app's single-instance lock and socket lie."""
    return data_folder() / "running"
