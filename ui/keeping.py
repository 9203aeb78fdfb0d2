"""The `considered` subcommands that open a vault or look at what left one: consent, vault, verify, demo.

Everything of the composer is imported by the command that needs it. A passphrase is asked for without showing it; for
scripts, `--passphrase-stdin` takes it from the first line of standard input.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rules.report import IdentityKind

if TYPE_CHECKING:
    from composer.app import Considered, Session
    from composer.vault.health import Health
    from composer.vault.vault import Unlock

FINE, STOPPED = 0, 1
IDENTITY = click.option(
    "--identity",
    type=click.Choice([kind.value for kind in IdentityKind]),
    default="professional",
    show_default=True,
    help="Whose vault.",
)
WAY_IN = (
    click.option("--keyring", is_flag=True, help="Open with the system's keyring."),
    click.option("--recovery", is_flag=True, help="Open with the code of the printed recovery sheet."),
    click.option("--passphrase-stdin", is_flag=True, help="Take the passphrase from standard input."),
)


def ways_in(command: Any) -> Any:
    """Give a command the options that say how a vault is opened."""
    for option in reversed(WAY_IN):
        command = option(command)
    return command


def unlock(keyring: bool, recovery: bool, passphrase_stdin: bool) -> Unlock:
    """How the vault is to be opened; asks for what must be typed."""
    from composer.vault.vault import FromKeyring, Passphrase, Recovery

    if keyring:
        return FromKeyring()
    if passphrase_stdin:
        return Passphrase(sys.stdin.readline().rstrip("\r\n"))
    typed = click.prompt("Recovery code" if recovery else "Passphrase", hide_input=True, err=True)
    return Recovery(typed) if recovery else Passphrase(typed)


def opened(identity: str, way: dict[str, bool]) -> tuple[Considered, Session]:
    """One identity's vault, open. Raises what the vault raises."""
    from composer.app import Considered

    app = Considered()
    return app, app.unlock(IdentityKind(identity), unlock(**way))


# -- consent ---------------------------------------------------------------------------------------------------------


@click.group()
def consent() -> None:
    """Look at the consents that a vault holds."""


@consent.command("list")
@IDENTITY
@ways_in
def consent_list(identity: str, **way: bool) -> None:
    """Every consent: code, whose, how it stands, where it holds, until when. No words of a post are shown."""
    app, session = opened(identity, way)
    try:
        records = session.ledger.all()
        for record in records:
            channels = ", ".join(channel.value for channel in record.channels)
            until = f"until {record.expires}" if record.expires else "no end"
            click.echo(f"{record.code}  {record.kind.label}  {record.state.label}  {channels}  {until}")
        click.echo(f"{len(records)} consents", err=True)
    finally:
        app.lock()


@consent.command("verify")
@IDENTITY
@ways_in
def consent_verify(identity: str, **way: bool) -> None:
    """Check the log in which consents and approvals are written: nothing changed, nothing cut off.

    Ends with 0 when it is whole and with 1 when something was found.
    """
    app, session = opened(identity, way)
    try:
        verdict = session.vault.log.verify()
    finally:
        app.lock()
    for finding in verdict.findings:
        click.echo(finding)
    click.echo("The log is whole." if verdict.ok else "The log is not whole.")
    raise SystemExit(FINE if verdict.ok else STOPPED)


# -- vault -----------------------------------------------------------------------------------------------------------


@click.group()
def vault() -> None:
    """Back up a vault, restore one, check one."""


@vault.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@IDENTITY
@ways_in
def vault_backup(folder: Path | None, identity: str, **way: bool) -> None:
    """Write a backup into FOLDER, checked when written; without FOLDER beside the vault."""
    from composer.places import vault_path
    from composer.vault.upkeep import back_up_vault

    backup = back_up_vault(vault_path(IdentityKind(identity)), unlock(**way), folder)
    click.echo(str(backup.path))


@vault.command("restore")
@click.argument("backup", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@IDENTITY
@ways_in
@click.option("--yes", is_flag=True, help="Do it without asking.")
def vault_restore(backup: Path, identity: str, yes: bool, **way: bool) -> None:
    """Put BACKUP in the place of a vault. Says first what would be lost; the former vault is kept beside it."""
    from composer.places import vault_path
    from composer.vault.restore import plan_restore

    plan = plan_restore(backup, vault_path(IdentityKind(identity)), unlock(**way))
    for sentence in plan.sentences:
        click.echo(sentence, err=True)
    if not yes:
        click.confirm("Restore it?", abort=True, err=True)
    kept = plan.carry_out()
    click.echo(f"Restored. The former vault is kept as {kept}." if kept else "Restored.")


@vault.command("verify")
@click.argument("backup", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@IDENTITY
@ways_in
def vault_verify(backup: Path | None, identity: str, **way: bool) -> None:
    """Check a vault to the bottom: every page, every reference, the log. With BACKUP, that file instead.

    Ends with 0 when all is well and with 1 when something was found. Nothing is ever mended or deleted.
    """
    from composer.places import vault_path
    from composer.vault.restore import verify_backup
    from composer.vault.upkeep import verify_vault

    way_in = unlock(**way)
    health = verify_backup(backup, way_in) if backup else verify_vault(vault_path(IdentityKind(identity)), way_in)
    raise SystemExit(show_health(health))


def show_health(health: Health) -> int:
    """Print what a check found; the exit status that it stands for."""
    for finding in health.findings:
        click.echo(finding)
    click.echo("All is well." if health.ok else "Something was found; restore a backup before going on.")
    return FINE if health.ok else STOPPED


# -- what left the app -----------------------------------------------------------------------------------------------


@click.command()
@click.argument("post", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("record", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(post: Path, record: Path) -> None:
    """Check an exported POST against its RECORD (`.approval.json`). Needs no vault.

    Ends with 0 when the record is signed and is about exactly this text, and with 1 when not.
    """
    from composer.publish.export import verify_record

    verification = verify_record(post, record)
    for reason in verification.reasons:
        click.echo(reason)
    raise SystemExit(FINE if verification.holds else STOPPED)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
def demo(folder: Path | None) -> None:
    """Play the whole road of one sample post in the real window, off screen.

    Pictures, the exported text and its record are left in FOLDER, or in a new one that is named at the end.
    """
    from ui.demo import run

    raise SystemExit(run(folder))


COMMANDS: tuple[click.Command, ...] = (consent, vault, verify, demo)
