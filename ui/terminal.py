"""The `considered` command: without arguments the window, with them the checker in a terminal.

Exit status of `check`: 0 clear or advice, 1 needs-consent or must-fix, 2 trouble with the input or the checker; with
`--jsonl` 0 or 2, for each line says its outcome.
Everything heavy is imported by the command that needs it.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import click

from composer.errors import UserTrouble
from rules import fence
from rules.errors import RulesTrouble
from rules.report import Channel, IdentityKind, Report, Setting
from ui.keeping import COMMANDS

if TYPE_CHECKING:
    from rules.checker import Checker
    from rules.packs import PackShelf
    from ui.printing import Checked

FINE, STOPPED, TROUBLE = 0, 1, 2
BROKEN_PIPE = 141
"""As a shell reports a program that wrote to a closed pipe."""
LARGE = 1_000_000
"""Code points from which a text is announced before it is checked."""
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

_Value = TypeVar("_Value")


class InputTrouble(click.ClickException):
    """Something is wrong with what was given; exit status 2."""

    exit_code = TROUBLE


def version() -> str:
    """The installed version."""
    return importlib.metadata.version("considered")


def say(words: str) -> None:
    """Tell the person at the terminal something that is not the answer."""
    click.echo(words, err=True)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="considered", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Considered: write posts that your profession's policies can live with.

    Without a command it opens the window. Nothing leaves this machine, and `check` writes nothing to it.
    """
    if context.invoked_subcommand is None:
        raise SystemExit(open_window())


def open_window() -> int:
    """Open the window; where there is no display, say so and play the demo."""
    if has_display():
        from ui.desktop.app import run

        return run()
    say("There is no display here, so no window can open. Playing the demo instead: `considered demo --help`.")
    from ui.demo import run as play

    fence.local_sockets_only()
    return play()


def has_display() -> bool:
    """Whether Qt will find a screen (or has been told to do without one)."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


# -- check -----------------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--identity",
    type=click.Choice([i.value for i in IdentityKind]),
    default="professional",
    show_default=True,
    help="The profile that the text would go out from.",
)
@click.option(
    "--channel",
    type=click.Choice([c.value for c in Channel]),
    default="blog",
    show_default=True,
    help="Where it would go.",
)
@click.option(
    "--pack",
    "packs",
    multiple=True,
    metavar="PACK",
    help="A policy pack: an id (see `considered packs list`) or a .toml file. Repeatable. Default: acat, mip.",
)
@click.option("--keep-out", multiple=True, metavar="WORDS", help="Words of your other identity. Repeatable.")
@click.option("--own-name", multiple=True, metavar="NAME", help="Your own published name or practice. Repeatable.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are shown.",
)
@click.option(
    "--jsonl",
    is_flag=True,
    help='Posts in, findings out, one JSON object a line: {"id", "text", "identity", "channel"}.',
)
def check(
    files: tuple[str, ...],
    identity: str,
    channel: str,
    packs: tuple[str, ...],
    keep_out: tuple[str, ...],
    own_name: tuple[str, ...],
    form: str,
    jsonl: bool,
) -> None:
    """Hold texts against the policies that you signed up to.

    Reads the FILEs, or standard input when there is none (or for `-`). Ends with 0 when all is clear or advice, with 1
    when something needs a consent or a change, with 2 when something could not be checked. With --jsonl each line says
    its outcome, and it ends with 0, or with 2 when a line could not be checked.
    """
    setting = Setting(
        identity=IdentityKind(identity),
        channel=Channel(channel),
        packs=tuple(named_pack(p) for p in packs) or Setting().packs,
        keep_out=keep_out,
        own_names=own_name,
    )
    if jsonl and files:
        raise click.UsageError("--jsonl reads standard input; give no FILE.")
    checker = loaded_checker(setting)
    try:
        status = check_stream(checker, setting) if jsonl else check_files(checker, setting, files or ("-",), form)
    except BrokenPipeError:
        status = hushed()
    raise SystemExit(status)


def named_pack(name: str) -> str:
    """A pack as the checker names it: an id, or the absolute path of a file."""
    looks_like_path = name.endswith(".toml") or os.sep in name
    return str(Path(name).absolute()) if looks_like_path else name


def loaded_checker(setting: Setting) -> Checker:
    """The checker, loaded; says on standard error what is missing. Raises `InputTrouble` for a bad pack."""
    from rules.checker import Checker
    from rules.packs import PackShelf

    shelf = PackShelf()
    load_packs(shelf, setting.packs)
    checker = Checker(packs=shelf)
    _, _, notes = checker.load()
    for note in notes:
        say(f"considered: {note}")
    return checker


def load_packs(shelf: PackShelf, names: Iterable[str]) -> None:
    """Load these packs, or raise `InputTrouble` with everything that is wrong in them."""
    from rules.packs import PackTrouble, describe_problem

    try:
        shelf.load(names)
    except PackTrouble as trouble:
        raise InputTrouble("\n".join(describe_problem(p) for p in trouble.problems)) from None


def check_stream(checker: Checker, setting: Setting) -> int:
    """`--jsonl`: answer standard input line by line. Raises `InputTrouble` where it cannot be read to its end."""
    from ui.pieces import check_all
    from ui.streaming import Unreadable, stream

    try:
        good = stream(sys.stdin.buffer, sys.stdout.buffer, lambda posts: check_all(checker, posts), setting)
    except Unreadable as trouble:
        raise InputTrouble(
            f"Standard input cannot be read to its end: {trouble}. Lines that came before are answered, none after "
            "them has been checked. Give the posts again, from a file or a pipe that can be read."
        ) from None
    return FINE if good else TROUBLE


def check_files(checker: Checker, setting: Setting, names: Sequence[str], form: str) -> int:
    """Check each file and print all findings; the worst status of them."""
    checked: list[Checked] = []
    status = FINE
    for name in names:
        try:
            one = check_file(checker, setting, name)
        except InputTrouble as trouble:
            trouble.show()
            status = TROUBLE
            continue
        if form == "text":
            show_text(one)
        checked.append(one)
        status = max(status, status_of(one.report))
    if form != "text":
        show_data(checked, form)
    return status


def check_file(checker: Checker, setting: Setting, name: str) -> Checked:
    """Read and check one file. Raises `InputTrouble`."""
    from ui.pieces import check_all
    from ui.printing import Checked

    text = read_text(name)
    shown = "<standard input>" if name == "-" else name
    if len(text) >= LARGE:
        say(f"{shown} has {len(text):,} characters: this will take minutes.")
    try:
        return Checked(shown, text, check_all(checker, [(text, setting)])[0])
    except RulesTrouble as trouble:
        raise InputTrouble(f"{shown}: {trouble}") from None


def read_text(name: str) -> str:
    """The words of a file, or of standard input for `-`, line ends as given. Raises `InputTrouble`."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InputTrouble(f"{name} cannot be read: {error.strerror}. Nothing of it has been checked.") from None
    encoding = next((e for mark, e in BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputTrouble(
            f"{name} is no text in UTF-8 (byte {error.start:,} does not fit). Nothing of it has been checked. "
            "Save it as plain text in UTF-8 and try again."
        ) from None


def status_of(report: Report) -> int:
    """The exit status that a report stands for; a checker with a part missing never says that all is well."""
    if report.degraded:
        return TROUBLE
    return STOPPED if report.outcome.stops else FINE


def show_text(checked: Checked) -> None:
    """Print one report for reading."""
    from ui.printing import as_text

    for line in as_text(checked):
        click.echo(line)
    for note in checked.report.notes:
        say(f"note: {note}")


def show_data(checked: Sequence[Checked], form: str) -> None:
    """Print all reports for programs."""
    from ui.printing import as_json, as_sarif

    sys.stdout.buffer.write(as_json(checked) if form == "json" else as_sarif(checked, version()))
    sys.stdout.buffer.flush()


# -- packs -----------------------------------------------------------------------------------------------------------


@cli.group()
def packs() -> None:
    """Look at policy packs, and test one that you are writing."""


@packs.command("list")
def packs_list() -> None:
    """The packs that come with the app."""
    import datetime

    from rules.packs import PackShelf, staleness

    shelf = PackShelf()
    load_packs(shelf, shelf.ids())
    for pack in map(shelf.get, shelf.ids()):
        click.echo(f"{pack.id:10} {pack.title}, {pack.edition}")
        if stale := staleness(pack, datetime.date.today()):
            click.echo(f"{'':10} {stale}")


@packs.command("show")
@click.argument("pack")
def packs_show(pack: str) -> None:
    """A pack's clauses: PACK is an id or a .toml file."""
    from rules.packs import PackShelf, describe_pack

    shelf = PackShelf()
    name = named_pack(pack)
    load_packs(shelf, [name])
    click.echo(describe_pack(shelf.get(name)))


@packs.command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def packs_test(files: tuple[Path, ...]) -> None:
    """Load packs and run their examples; every failure is shown with its place and a cure.

    Without a FILE the packs that come with the app are tested. Ends with 1 when something fails.
    """
    from rules.packs import describe_problem, test_pack
    from rules.packs.shelf import SHIPPED

    good = True
    for file in files or sorted(SHIPPED.glob("*.toml")):
        result = test_pack(Path(file).absolute())
        for problem in result.problems:
            click.echo(describe_problem(problem))
        good = good and result.passed
        verdict = "all as they should be" if result.passed else f"{len(result.problems)} to mend"
        click.echo(f"{file}: {result.clauses} clauses, {result.rules} rules, {result.examples} examples: {verdict}")
    raise SystemExit(FINE if good else STOPPED)


for command in COMMANDS:
    cli.add_command(command)


# -- the edge --------------------------------------------------------------------------------------------------------


def hushed() -> int:
    """Whoever read our answer has gone: nothing more to tell, and the interpreter must not try when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def politely(command: Callable[[], _Value]) -> int:
    """Run the command; every trouble of the user's is told in a sentence, without a traceback."""
    try:
        command()
    except click.exceptions.Abort:
        return 130
    except click.ClickException as trouble:
        trouble.show()
        return TROUBLE
    except (RulesTrouble, UserTrouble) as trouble:
        say(f"considered: {trouble}")
        return TROUBLE
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else FINE
    return FINE


def keep_to_ourselves() -> None:
    """No core dump, no socket to the outside, and no crash report that prints what was typed or read."""
    from composer.hardening import harden_process
    from ui.crash import install_quiet_hooks

    harden_process()
    if len(sys.argv) > 1:  # the window does so itself, once it has found its display; without one `open_window` does
        fence.local_sockets_only()
    install_quiet_hooks()


def speak_utf8(stream: IO[str]) -> None:
    """Text goes out as UTF-8 wherever the terminal's own encoding would refuse half of it."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")


def main() -> int:
    """Entry point of the `considered` command."""
    speak_utf8(sys.stdout)
    speak_utf8(sys.stderr)
    keep_to_ourselves()
    status = politely(lambda: cli(standalone_mode=False))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return hushed()
    return status


if __name__ == "__main__":
    raise SystemExit(main())
