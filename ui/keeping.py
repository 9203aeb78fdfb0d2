"""The `considered` subcommands that open a vault or look at what left one: consent, vault, verify, demo.

Everything of the composer is imported by the command that needs it. Answers go to standard output, everything else to
standard error. Exit status: 0 all is well, 1 something was found or declined, 2 it could not be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from composer.errors import UserTrouble
from rules.report import IdentityKind
from ui.way_in import IDENTITY, chosen_keychain, unlock, ways_in

if TYPE_CHECKING:
    from composer.consent.record import ConsentRecord
    from composer.vault.eventlog import Head
    from composer.vault.health import Health
    from composer.vault.restore import RestorePlan, Side

FINE, STOPPED = 0, 1
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
AGAINST = click.option(
    "--against",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A receipt or an .approval.json that was kept elsewhere: the log must still hold what it names. Repeatable.",
)


class OtherIdentity(UserTrouble):
    """The backup is one identity's, the place chosen the other's; nothing was replaced."""


class NoHeadThere(UserTrouble):
    """A file given to compare with holds no head of a log."""


def say(words: str) -> None:
    """Tell the person at the terminal something that is not the answer."""
    click.echo(words, err=True)


def place_of(identity: str) -> Path:
    """Where the vault of an identity lies; the file need not exist."""
    from composer.places import vault_path

    return vault_path(IdentityKind(identity))


# -- consent ---------------------------------------------------------------------------------------------------------


@click.group()
def consent() -> None:
    """Look at the consents that a vault holds, and check the log they are written in."""


@consent.command("list")
@IDENTITY
@click.option(
    "--due", "days", type=click.IntRange(min=0), metavar="DAYS", help="Only what ends or wants a look by then."
)
@ways_in
def consent_list(identity: str, days: int | None, **way: Any) -> None:
    """Every consent: its code, whose it is, how it stands, when asked and answered, until when, and where.

    People are shown by their code only; no word of a post or of a note is printed.
    """
    from composer.app import Considered
    from composer.clock import today_in

    app = Considered()
    with app.unlock(IdentityKind(identity), unlock(**way)) as session:
        ahead = None if days is None else date.fromordinal(today_in(session.vault).toordinal() + days)
        records = session.ledger.search(due_by=ahead)
    for line in in_columns([COLUMNS, *map(row, records)]) if records else ():
        click.echo(line)
    say("1 consent" if len(records) == 1 else f"{len(records)} consents")


COLUMNS = ("code", "whose", "stands", "asked", "answered", "until", "where")


def row(record: ConsentRecord) -> tuple[str, ...]:
    """A consent in words and dates, without anything that someone typed."""
    until = str(record.expires) if record.expires else "no end"
    stands = f"erased, was {record.state.label}" if record.erased else record.state.label
    places = ", ".join(channel.value for channel in record.channels)
    return record.code, record.kind.label, stands, day(record.asked_at), day(record.decided_at), until, places


def day(moment: datetime | None) -> str:
    """The day of a time (UTC), or a dash."""
    return f"{moment:%Y-%m-%d}" if moment else "-"


def in_columns(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    """Rows of words under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


@consent.command("verify")
@IDENTITY
@AGAINST
@ways_in
def consent_verify(identity: str, against: tuple[Path, ...], **way: Any) -> None:
    """Check the log in which consents and approvals are written: nothing changed, removed or put in another order.

    The log alone cannot show that its end was cut off or that an old copy of the whole vault was put back. For that,
    give records of exports or receipts that were kept elsewhere with --against. Ends with 0 when the log is whole and
    with 1 when something was found.
    """
    from composer.vault.heads import kept
    from composer.vault.vault import Vault

    noted, way_in = heads_in(against), unlock(**way)
    keyring = chosen_keychain(way_in)
    with Vault.open(place_of(identity), way_in, keyring=keyring) as vault:
        if keyring and (head := kept(keyring, vault.id)):
            noted.append(head)
        verdict = vault.log.verify(*noted)
    for finding in verdict.findings:
        click.echo(finding)
    held = f" It holds all that was noted elsewhere ({len(noted)})." if noted and verdict.ok else ""
    whole = f"The log is whole: {verdict.entries} entries, now at {standing(verdict.head)}.{held}"
    click.echo(whole if verdict.ok else "The log is not whole. Keep the vault as it is, and compare it with a backup.")
    raise SystemExit(FINE if verdict.ok else STOPPED)


@consent.command("receipt")
@IDENTITY
@ways_in
def consent_receipt(identity: str, **way: Any) -> None:
    """Print a receipt of the log for somebody else to keep, a supervisor say.

    It names no one. Later, `consent verify --against` shows whether anything up to this day was changed or removed.
    """
    from composer.vault import heads
    from composer.vault.vault import Vault

    with Vault.open(place_of(identity), unlock(**way)) as vault:
        click.echo(heads.receipt(vault.log.head(), vault.id, vault.now()), nl=False)


def heads_in(files: Iterable[Path]) -> list[Head]:
    """Where logs stood according to receipts and records. Raises `NoHeadThere`."""
    return [head_in(file) for file in files]


def head_in(file: Path) -> Head:
    """The head that a receipt or an export's record names. Raises `NoHeadThere`."""
    import msgspec

    from composer.approval import Record
    from composer.files import from_json
    from composer.vault import heads
    from composer.vault.eventlog import Head

    try:
        content = file.read_bytes()
        at = from_json(content, Record).log_head
        return Head(at.seq, at.mac)
    except msgspec.DecodeError:
        found = heads.understood(content.decode("utf-8", "replace"))
    except OSError as error:
        raise NoHeadThere(f"{file} cannot be read: {error.strerror}.", "Nothing was compared with it.") from None
    if found is None:
        raise NoHeadThere(
            f"{file} is neither a receipt nor the record of an export.",
            "Nothing was compared with it.",
            "Give the .approval.json beside an exported post, or a receipt as `consent receipt` prints it.",
        )
    return found


def standing(head: Head | None) -> str:
    """A head as one word."""
    from composer.vault import heads

    return heads.written(head) if head else "no log yet"


# -- vault -----------------------------------------------------------------------------------------------------------


@click.group()
def vault() -> None:
    """Back up a vault, check one, restore one. Close the window first: only one program opens a vault at a time."""


@vault.command("backup")
@click.argument("folder", type=FOLDER, required=False)
@IDENTITY
@ways_in
def vault_backup(folder: Path | None, identity: str, **way: Any) -> None:
    """Write a backup into FOLDER; without FOLDER into the folder `backups` beside the vault.

    The backup is one encrypted file. It is read back and checked before it gets its name, and it opens with the
    passphrase or the recovery sheet of today. Its path is printed.
    """
    from composer.vault.upkeep import back_up_vault

    way_in = unlock(**way)
    made = back_up_vault(place_of(identity), way_in, folder, keyring=chosen_keychain(way_in))
    click.echo(str(made.path))
    say("Written and checked. It opens with today's passphrase or recovery sheet; keep a copy away from this machine.")


@vault.command("restore")
@click.argument("backup", type=FILE)
@IDENTITY
@ways_in
@click.option("--yes", is_flag=True, help="Do it without asking.")
def vault_restore(backup: Path, identity: str, yes: bool, **way: Any) -> None:
    """Put BACKUP in the place of a vault, or where there is none yet (a new machine).

    First it shows whose backup it is, from when, and what would be lost, and asks. The former vault is kept beside the
    restored one. With --recovery the printed sheet is all that is needed. Ends with 1 when you say no.
    """
    from composer.vault.restore import plan_restore

    target, way_in = place_of(identity), unlock(**way)
    plan = plan_restore(backup, target, way_in, keyring=chosen_keychain(way_in))
    right_side(plan, identity)
    for line in as_plan(plan):
        say(line)
    if not yes and not agreed("Restore it?"):
        say("Nothing was changed.")
        raise SystemExit(STOPPED)
    kept = plan.carry_out()
    click.echo(str(target))
    say(f"Restored. The former vault is kept as {kept}." if kept else "Restored.")


def right_side(plan: RestorePlan, identity: str) -> None:
    """Refuse to put one identity's vault in the other's place. Raises `OtherIdentity`."""
    if plan.coming.kind and plan.coming.kind != identity:
        raise OtherIdentity(
            f"This is a backup of the {plan.coming.kind} vault, not of the {identity} one.",
            "Nothing was replaced.",
            f"To restore it where it belongs, add --identity {plan.coming.kind}.",
        )


def as_plan(plan: RestorePlan) -> Iterable[str]:
    """What restoring would do, for reading before a yes."""
    yield from plan.sentences
    yield from in_columns(
        [
            ("", "drafts", "log entries", "log ends at", "of"),
            side("backup", plan.coming, plan.made),
            *([side("in place", plan.present, last_change(plan.target))] if plan.present else []),
        ]
    )


def side(name: str, one: Side, moment: datetime | None) -> tuple[str, ...]:
    """One side of the comparison."""
    return (
        name,
        str(one.drafts),
        str(len(one.macs)),
        standing(one.head),
        f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "",
    )


def last_change(vault_file: Path) -> datetime | None:
    """When a vault's file was last written (UTC)."""
    from datetime import UTC

    return datetime.fromtimestamp(vault_file.stat().st_mtime, UTC) if vault_file.exists() else None


def agreed(question: str) -> bool:
    """The answer to a question; no answer is a no."""
    try:
        return click.confirm(question, default=False, err=True)
    except click.Abort:
        say("")
        return False


@vault.command("verify")
@click.argument("backup", type=FILE, required=False)
@IDENTITY
@AGAINST
@ways_in
def vault_verify(backup: Path | None, identity: str, against: tuple[Path, ...], **way: Any) -> None:
    """Check a vault to the bottom: every page, every reference, the log. With BACKUP, that file instead.

    Ends with 0 when all is well and with 1 when something was found. Nothing is ever mended or deleted.
    """
    from composer.vault.restore import verify_backup
    from composer.vault.upkeep import verify_vault

    if backup and against:
        raise click.UsageError("--against is for the vault in place: a backup ends before what came after it.")
    noted, way_in = heads_in(against), unlock(**way)
    keyring = chosen_keychain(way_in)
    if backup:
        raise SystemExit(show_health(verify_backup(backup, way_in, keyring=keyring)))
    raise SystemExit(show_health(verify_vault(place_of(identity), way_in, keyring=keyring, noted=noted)))


def show_health(health: Health) -> int:
    """Print what a check found; the exit status that it stands for."""
    for finding in health.findings:
        click.echo(finding)
    if health.ok:
        click.echo(f"All is well: every page as written, {health.entries} log entries, now at {standing(health.head)}.")
        return FINE
    click.echo("Something was found. Nothing was changed; keep the file, and restore a backup before going on.")
    return STOPPED


@vault.command("new-key")
@IDENTITY
@ways_in
def vault_new_key(identity: str, **way: Any) -> None:
    """Encrypt a vault anew under a fresh key, when somebody may know the old one. Takes the passphrase.

    Interrupted at any moment it leaves a vault that opens. Backups made before keep the old key. A new recovery code is
    shown where there was a sheet: write it down, as the old one opens the vault no more.
    """
    from composer.vault.rotation import replace_key
    from composer.vault.vault import Passphrase, Vault

    way_in = unlock(**way)
    if not isinstance(way_in, Passphrase):
        raise click.UsageError("A new key takes the passphrase: leave out --keyring and --recovery.")
    after, sheet = replace_key(Vault.open(place_of(identity), way_in), way_in.words)
    after.close()
    say("The vault has a new key. Make a backup now, and destroy older ones if the old key is known to someone.")
    if sheet:
        say(f"The recovery code from now on (sheet {sheet.serial}). Write it down; it is not shown again:")
        click.echo(sheet.code)


# -- what left the app -----------------------------------------------------------------------------------------------


@click.command()
@click.argument("post", type=FILE)
@click.argument("record", type=FILE)
def verify(post: Path, record: Path) -> None:
    """Check an exported POST against its RECORD (`.approval.json`). Needs no vault, and works on any machine.

    Ends with 0 when the record is signed and is about exactly this text, and with 1 when not. It cannot know whose key
    signed: compare the first digits of the key with those that the author gave you.
    """
    from composer.publish.export import verify_record

    try:
        verification = verify_record(post, record)
    except OSError as error:
        raise UserTrouble(f"A file cannot be read: {error.strerror}.", "Nothing was checked.") from None
    for reason in verification.reasons:
        click.echo(reason)
    raise SystemExit(FINE if verification.holds else STOPPED)


@click.command()
@click.argument("folder", type=FOLDER, required=False)
def demo(folder: Path | None) -> None:
    """Play the whole road of one sample post in the real window, off screen.

    Pictures, the exported text and its record are left in FOLDER, or in a new one that is named at the end.
    """
    from ui.demo import run

    raise SystemExit(run(folder))


COMMANDS: tuple[click.Command, ...] = (consent, vault, verify, demo)
