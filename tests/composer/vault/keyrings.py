"""Keyring backends that behave as real ones do on good and bad days, for one contract test over all of them."""

from __future__ import annotations

import threading
import time

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordSetError

from composer.vault.keychain import Keychain


class Honest(KeyringBackend):
    """Keeps what it is given."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.items[service, username]


class Locked(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Dismissed(Honest):
    """A prompt that somebody looked at and closed."""

    def get_password(self, service: str, username: str) -> str | None:
        time.sleep(1.05)
        raise KeyringLocked("Failed to unlock the item!")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Cancelled(Honest):
    """The same on macOS."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError("Can't get password from keychain: (-128, 'User canceled')")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Forgetful(Honest):
    """Says yes and stores nothing, as the null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Lying(Honest):
    """Gives back something else."""

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        return found and found[::-1] + "0"


class Gone(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("Failed to connect to D-Bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Refusing(Honest):
    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError("no")

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringError("no")


class Absent(Honest):
    def get_password(self, service: str, username: str) -> str | None:
        raise NoKeyringError("no recommended backend")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Hanging(Honest):
    """Waits for an answer that never comes."""

    def __init__(self) -> None:
        super().__init__()
        self.released = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.released.wait(20)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class OtherHonest(Honest):
    """Another good one: what a change of desktop brings."""


def name_of(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def trusting(backend: KeyringBackend, timeout: float = 5.0) -> Keychain:
    """A keychain that allows this backend's class."""
    return Keychain(backend, allowed=frozenset({name_of(backend)}), timeout=timeout)
