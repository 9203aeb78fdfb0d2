"""How a vault is opened from a terminal: options, and words that are typed unseen or come through a descriptor.

Never from the command line and never from the environment: other programs can read both.
"""

from __future__ import annotations

import getpass
import os
import sys
import warnings
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, TypeVar

import click

from composer.errors import UserTrouble
from rules.report import IdentityKind

if TYPE_CHECKING:
    from composer.vault.keychain import Keychain
    from composer.vault.vault import Unlock

IDENTITY = click.option(
    "--identity",
    type=click.Choice([kind.value for kind in IdentityKind]),
    default="professional",
    show_default=True,
    help="Whose vault.",
)
_OPTIONS = (
    click.option("--keyring", is_flag=True, help="Open with the system's keyring instead of a passphrase."),
    click.option("--recovery", is_flag=True, help="Open with the code on the printed recovery sheet."),
    click.option(
        "--passphrase-stdin", is_flag=True, help="For scripts: take the words from standard input's first line."
    ),
    click.option(
        "--passphrase-fd", type=click.IntRange(min=0), metavar="N", help="For scripts: the same, from descriptor N."
    ),
)
_Command = TypeVar("_Command", bound=Callable[..., object])


class NoWordsGiven(UserTrouble):
    """There is nowhere to ask for the passphrase or code, or nothing came from where it should have come."""


def ways_in(command: _Command) -> _Command:
    """Give a command the options that say how a vault is opened; `unlock` takes them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def unlock(*, keyring: bool, recovery: bool, passphrase_stdin: bool, passphrase_fd: int | None) -> Unlock:
    """How the vault is to be opened; asks for what must be typed. Raises `NoWordsGiven`, `click.UsageError`."""
    from composer.vault.vault import FromKeyring, Passphrase, Recovery

    from_elsewhere = passphrase_stdin or passphrase_fd is not None
    if keyring and (recovery or from_elsewhere):
        raise click.UsageError("--keyring opens without words: leave out the other ways in.")
    if passphrase_stdin and passphrase_fd is not None:
        raise click.UsageError("Give --passphrase-stdin or --passphrase-fd, not both.")
    if keyring:
        return FromKeyring()
    what = "Recovery code" if recovery else "Passphrase"
    words = _first_line(passphrase_fd or 0) if from_elsewhere else _typed(what)
    if not words:
        raise NoWordsGiven(
            f"No {what.lower()} came.", "Nothing was opened.", "Give it as the first line, or type it when asked."
        )
    return Recovery(words) if recovery else Passphrase(words)


def chosen_keychain(way_in: Unlock) -> Keychain | None:
    """The system's keyring where it is the way in; it also holds the log's head."""
    from composer.vault.keychain import Keychain
    from composer.vault.vault import FromKeyring

    return Keychain() if isinstance(way_in, FromKeyring) else None


def _typed(what: str) -> str:
    """What the person types, unseen. Where it could not be hidden it is not asked for."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return str(click.prompt(what, hide_input=True, err=True, default="", show_default=False))
    except getpass.GetPassWarning:
        raise NoWordsGiven(
            "There is no terminal here to type in unseen.",
            "Nothing was asked for and nothing was opened.",
            "Use --passphrase-stdin or --passphrase-fd in scripts, or --keyring.",
        ) from None


def _first_line(descriptor: int) -> str:
    if descriptor == 0:
        return _line(sys.stdin)
    try:
        with os.fdopen(os.dup(descriptor), encoding="utf-8", errors="surrogateescape") as source:
            return _line(source)
    except OSError:
        raise NoWordsGiven(
            f"Descriptor {descriptor} is not open for reading.",
            "Nothing was opened.",
            "In a shell: considered … --passphrase-fd 3 3< FILE",
        ) from None


def _line(source: IO[str]) -> str:
    return source.readline().rstrip("\r\n")
