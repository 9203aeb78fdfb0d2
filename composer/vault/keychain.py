"""The operating system's keyring behind one narrow, distrustful adapter.

Only backends named here are used (never the library's own choice, which a configuration file can turn into anything);
what is stored is read back; every call ends within a time limit on a thread of its own. Calls block: make them from a
worker, not from the window's thread.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, TypeVar

from composer.errors import UserTrouble

SERVICE = "Considered"
TIMEOUT_SECONDS = 30.0
NOTICED_SECONDS = 1.0
"""A refusal that took longer than this had a prompt that somebody saw."""
ALLOWED = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
    }
)
_BY_PLATFORM = {
    "linux": (
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.libsecret.Keyring",
    ),
    "darwin": ("keyring.backends.macOS.Keyring",),
    "win32": ("keyring.backends.Windows.WinVaultKeyring",),
}
_CANCELLED_BY_USER = "-128"  # errSecUserCanceled
T = TypeVar("T")

SAYINGS: dict[str, tuple[str, str]] = {
    "none": ("This computer offers no keyring that Considered trusts.", "The passphrase is asked for each time."),
    "not-trusted": (
        "The keyring set up on this computer would keep the key readable, or is unknown to Considered.",
        "It is not used.",
    ),
    "locked": ("The keyring is locked.", "It cannot open the vault now."),
    "dismissed": ("The keyring's question was closed without an answer.", "It did not open the vault."),
    "changed": (
        "The keyring is another one than the one that keeps this vault's key.",
        "A change of desktop can do this; the key is where it was.",
    ),
    "item-missing": ("The keyring no longer holds this vault's key.", "It was deleted there."),
    "item-empty": ("The keyring's entry for this vault is empty.", "It cannot open the vault."),
    "item-wrong": ("The keyring's entry does not fit this vault.", "It was changed, or belongs to an older key file."),
    "not-kept": ("The keyring did not keep what it was given.", "Considered read it back and got something else."),
    "timeout": ("The keyring did not answer.", "Considered has stopped waiting for it."),
    "gone": ("The keyring's service stopped or cannot be reached.", "It cannot open the vault now."),
    "refused": ("The keyring refused.", "Nothing was stored or read."),
}
_CURE = "Open the vault with its passphrase or the recovery sheet; the keyring is only a convenience."


class KeyringTrouble(UserTrouble):
    """The keyring cannot be used; `code` is a key of `SAYINGS`. The vault is untouched."""

    def __init__(self, code: str) -> None:
        super().__init__(*SAYINGS[code], _CURE)
        self.code = code


class Backend(Protocol):
    """As much of `keyring.backend.KeyringBackend` as is used here."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


class Keychain:
    """One trusted keyring backend; `timeout` in seconds for each call."""

    def __init__(
        self, backend: Backend | None = None, *, allowed: frozenset[str] = ALLOWED, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._backend = backend
        self._allowed = allowed
        self._timeout = timeout

    def name(self) -> str:
        """The backend's class, as recorded in a slot. Raises `KeyringTrouble` where there is none to trust."""
        return _class_name(self._found())

    def fetch(self, account: str) -> str:
        """What is stored under an account. Raises `KeyringTrouble` (`item-missing`, `item-empty`, `locked`, …)."""
        backend = self._found()
        value = self._call(lambda: backend.get_password(SERVICE, account))
        if value is None:
            raise KeyringTrouble("item-missing")
        if not value:
            raise KeyringTrouble("item-empty")
        return value

    def store(self, account: str, value: str) -> None:
        """Store and read back. Raises `KeyringTrouble`; `not-kept` where another value comes back."""
        backend = self._found()
        self._call(lambda: backend.set_password(SERVICE, account, value))
        if self._call(lambda: backend.get_password(SERVICE, account)) != value:
            raise KeyringTrouble("not-kept")

    def remove(self, account: str) -> None:
        """Delete an entry; one that is gone already is no trouble."""
        backend = self._found()

        def delete() -> None:
            if backend.get_password(SERVICE, account) is not None:
                backend.delete_password(SERVICE, account)

        self._call(delete)

    def _found(self) -> Backend:
        if self._backend is None:
            self._backend = self._call(_first_viable)
        if _class_name(self._backend) not in self._allowed:
            raise KeyringTrouble("not-trusted")
        return self._backend

    def _call(self, work: Callable[[], T]) -> T:
        """Run on a daemon thread that touches nothing else; a hanging prompt can then be left behind."""
        answer: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()
        started = time.monotonic()

        def run() -> None:
            try:
                answer.put((True, work()))
            except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread below
                answer.put((False, error))

        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            good, value = answer.get(timeout=self._timeout)
        except queue.Empty:
            raise KeyringTrouble("timeout") from None
        if good:
            return value  # type: ignore[no-any-return]
        raise _trouble(value, time.monotonic() - started) from None


def _first_viable() -> Backend:
    for name in _BY_PLATFORM.get(sys.platform, _BY_PLATFORM["linux"]):
        module, _, class_name = name.rpartition(".")
        try:
            kind = getattr(import_module(module), class_name)
            if kind.viable:
                return kind()  # type: ignore[no-any-return]
        except Exception:  # noqa: BLE001 - a backend that cannot even be looked at is not viable
            continue
    raise KeyringTrouble("none")


def _class_name(backend: Backend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _trouble(error: BaseException, seconds: float) -> BaseException:
    """The trouble that an error inside the keyring library means; told by class names, as its classes are optional."""
    if isinstance(error, KeyringTrouble):
        return error
    if not isinstance(error, Exception):
        return error
    names = {kind.__name__ for e in (error, error.__cause__, error.__context__) if e for kind in type(e).__mro__}
    if "PromptDismissedException" in names or _CANCELLED_BY_USER in str(error):
        return KeyringTrouble("dismissed")
    if "KeyringLocked" in names or "LockedException" in names:
        return KeyringTrouble("dismissed" if seconds >= NOTICED_SECONDS else "locked")
    if "NoKeyringError" in names:
        return KeyringTrouble("none")
    if names & {"InitError", "SecretServiceNotAvailableException", "DBusErrorResponse", "ConnectionError"}:
        return KeyringTrouble("gone")
    return KeyringTrouble("refused")
