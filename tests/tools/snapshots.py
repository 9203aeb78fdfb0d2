"""Readable snapshots: for every development post, and for long harmless texts, what the checker says of it.

    python -m tests.tools.snapshots [--write]

One text file for each twenty posts under tests/corpus/snapshots/, with line and caret, so that a change of a rule shows
as a diff. Without `--write` differences are printed, and the exit status is 1 when there are any.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rules.checker import Checker
from rules.report import Channel, IdentityKind, Report, Setting
from tests.tools.scoring import read_lines
from ui.printing import Lines, quoted

CORPUS = Path(__file__).parents[1] / "corpus"
DEVELOPMENT = CORPUS / "dev.jsonl"
LONG = CORPUS / "long"
"""Long harmless texts, one `.txt` file each."""
FOLDER = CORPUS / "snapshots"
TOGETHER = 20
Named = tuple[str, str, Setting]


def posts() -> list[Named]:
    """Id, words and setting of everything that is kept as a snapshot."""
    short = [(row["id"], row["text"], _setting(row)) for row in read_lines(DEVELOPMENT)]
    return short + [(path.stem, path.read_text("utf-8"), Setting()) for path in sorted(LONG.glob("*.txt"))]


def _setting(row: Mapping[str, Any]) -> Setting:
    identity, channel = row.get("identity", "professional"), row.get("channel", "blog")
    return Setting(identity=IdentityKind(identity), channel=Channel(channel))


def told(name: str, text: str, report: Report) -> Iterator[str]:
    """The lines of one post's snapshot."""
    yield f"== {name}: {report.outcome}"
    if not report.findings:
        first = text.strip().splitlines()[0] if text.strip() else ""
        yield f"  {first[:110]}"
    lines = Lines(text)
    for finding in report.findings:
        yield f"  {finding.concern} {finding.outcome}  {finding.rule}  {' '.join(finding.clauses)}"
        yield from (f"  {line.rstrip()}" for line in quoted(lines, finding.start, finding.end))
    yield ""


def files(named: Sequence[Named], reports: Iterable[Report]) -> dict[str, str]:
    """The snapshots as files: name → content."""
    every = ["\n".join(told(name, text, report)) for (name, text, _), report in zip(named, reports, strict=True)]
    return {
        f"{named[at][0]}-{named[min(at + TOGETHER, len(named)) - 1][0]}.txt": "\n".join(every[at : at + TOGETHER])
        for at in range(0, len(every), TOGETHER)
    }


def made() -> dict[str, str]:
    """The snapshots as they would be now."""
    named = posts()
    return files(named, Checker().check_many((text, setting) for _, text, setting in named))


def differences(now: Mapping[str, str], folder: Path = FOLDER) -> list[str]:
    """What differs from the snapshots that are kept, as a unified diff."""
    kept = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))}
    diff: list[str] = []
    for name in sorted(now.keys() | kept.keys()):
        before, after = kept.get(name, "").splitlines(), now.get(name, "").splitlines()
        diff += difflib.unified_diff(before, after, f"kept/{name}", f"now/{name}", lineterm="", n=3)
    return diff


def write(now: Mapping[str, str], folder: Path = FOLDER) -> None:
    """Keep the snapshots as they are now; those of posts that are gone go too."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        if path.name not in now:
            path.unlink()
    for name, content in now.items():
        (folder / name).write_text(content, "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="keep the snapshots as they are now")
    options = parser.parse_args(arguments)
    now = made()
    diff = differences(now)
    print("\n".join(diff) if diff else f"{len(now)} files, nothing has changed")
    if options.write:
        write(now)
        return 0
    return 1 if diff else 0


if __name__ == "__main__":
    raise SystemExit(main())
