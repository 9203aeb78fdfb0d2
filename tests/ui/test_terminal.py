"""The `considered` command: what it prints, how it ends, and that nothing it is fed breaks it."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from composer.app import Considered
from composer.identity import Identity
from composer.vault.keys import FLOOR
from rules.checker import MAX_CHARACTERS, Checker, Parts
from rules.report import Channel, IdentityKind, Outcome, Report, Setting
from ui import terminal
from ui.pieces import check_long, pieces
from ui.printing import Checked, Lines, as_sarif, columns, quoted
from ui.streaming import Unreadable, stream

COMMAND = [sys.executable, "-m", "ui.terminal"]
CASE = "Lovely weather.\nMy client, a 34-year-old nurse from Leeds, cried today 😭.\n"
BENIGN = "Our spring conference is in Leeds; booking opens on Monday."


@pytest.fixture(scope="module")
def checker() -> Checker:
    """Rules and model without the reader, whatever weights are there: what is tested is what is printed."""
    return Checker(parts=Parts(reader=False))


@pytest.fixture
def run(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in this process, with the one checker."""
    monkeypatch.setattr(terminal, "loaded_checker", lambda setting: checker)
    return lambda *words, **more: CliRunner().invoke(terminal.cli, list(words), **more)


# -- check, for people and programs ----------------------------------------------------------------------------------


def test_text_names_line_clause_reason_and_carets(run: Callable[..., Result], tmp_path: Path) -> None:
    post = tmp_path / "post.txt"
    post.write_text(CASE, "utf-8")
    result = run("check", str(post))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = next(n for n, line in enumerate(lines) if ":2:1: needs-consent client-reference" in line)
    assert lines[at + 1].startswith("     2 | My client, a 34")
    assert lines[at + 2].strip().strip("|").strip() == "^" * len("My client")
    assert "ACAT b" in lines[at + 3]
    assert lines[-1].startswith(f"{post}: needs-consent (")


def test_a_harmless_text_from_standard_input(run: Callable[..., Result]) -> None:
    result = run("check", input=BENIGN)
    assert result.exit_code == 0
    assert "clear" in result.stdout
    assert "safe" not in result.stdout


def test_identity_and_keep_out_words(run: Callable[..., Result]) -> None:
    result = run(
        "check", "--identity", "personal", "--keep-out", "Elm Lodge", "--format", "json", input="Tea at Elm Lodge"
    )
    (row,) = json.loads(result.stdout)
    assert [f["rule"] for f in row["findings"]] == ["mixing.keep-out"]
    assert result.exit_code == 1


def test_json_has_what_jsonl_has_and_more(run: Callable[..., Result]) -> None:
    (row,) = json.loads(run("check", "--format", "json", input=CASE).stdout)
    assert row["outcome"] == "needs-consent"
    for finding in row["findings"]:
        assert set(finding) >= {"start", "end", "concern", "outcome", "rule", "clauses", "why", "suggestions"}
        assert CASE[finding["start"] : finding["end"]].strip()


def test_offsets_are_those_of_the_text_as_given_whatever_ends_its_lines(run: Callable[..., Result]) -> None:
    given = CASE.replace("\n", "\r\n")
    (row,) = json.loads(run("check", "--format", "json", input=given.encode()).stdout)
    (plain,) = json.loads(run("check", "--format", "json", input=CASE).stdout)
    assert [f["rule"] for f in row["findings"]] == [f["rule"] for f in plain["findings"]]
    assert "My client" in {given[f["start"] : f["end"]] for f in row["findings"]}
    log = json.loads(run("check", "--format", "sarif", input=given.encode()).stdout)
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in log["runs"][0]["results"]]
    at = next(r for r in regions if given[r["charOffset"] :][: r["charLength"]] == "My client")
    assert (at["startLine"], at["startColumn"]) == (2, 1)


def test_a_line_is_quoted_without_its_end() -> None:
    assert [Lines("one\r\ntwo\r\n").line(n) for n in (1, 2)] == ["one", "two"]
    assert Lines("one\ntwo\n").line(1) == "one"


def test_sarif_counts_in_code_points(run: Callable[..., Result]) -> None:
    log = json.loads(run("check", "--format", "sarif", input="😭 " + CASE).stdout)
    (ran,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert ran["columnKind"] == "unicodeCodePoints"
    known = {rule["id"] for rule in ran["tool"]["driver"]["rules"]}
    for result in ran["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["endLine"] >= region["startLine"] >= 1
        assert result["ruleId"] in known
        assert result["level"] in ("note", "warning", "error")


def test_files_that_cannot_be_read_are_told_and_the_rest_is_checked(run: Callable[..., Result], tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_bytes(b"caf\xe9")
    good.write_text(BENIGN, "utf-8")
    result = run("check", str(tmp_path / "none.txt"), str(bad), str(good), str(tmp_path))
    assert result.exit_code == 2
    assert "cannot be read: No such file" in result.stderr
    assert "no text in UTF-8" in result.stderr
    assert f"{good}: clear" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(run: Callable[..., Result], encoding: str) -> None:
    result = run("check", "--format", "json", input=BENIGN.encode(encoding))
    assert result.exit_code == 0


def test_a_bad_pack_is_told_with_its_place(tmp_path: Path) -> None:
    pack = tmp_path / "ours.toml"
    pack.write_text("id = 3\n")
    done = subprocess.run([*COMMAND, "check", "--pack", str(pack)], input=b"x", capture_output=True, check=False)
    assert done.returncode == 2
    assert b"ours.toml:1" in done.stderr
    assert b"Cure:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_wrong_words_on_the_command_line_end_with_2() -> None:
    for words in (["chek"], ["check", "--channel", "myspace"], ["check", "--jsonl", "post.txt"]):
        done = subprocess.run([*COMMAND, *words], input=b"", capture_output=True, check=False)
        assert done.returncode == 2, words
        assert b"Traceback" not in done.stderr


def test_a_degraded_checker_never_says_that_all_is_well() -> None:
    report = Report(outcome=Outcome.CLEAR, findings=(), degraded=True)
    assert terminal.status_of(report) == 2


# -- --jsonl -----------------------------------------------------------------------------------------------------------


def answers(checker: Checker, lines: Sequence[bytes]) -> tuple[bool, list[dict[str, object]]]:
    sink = io.BytesIO()
    good = stream(io.BytesIO(b"\n".join(lines)), sink, checker.check_batch, Setting())
    return good, [json.loads(line) for line in sink.getvalue().splitlines()]


def test_jsonl_to_the_contract(checker: Checker) -> None:
    post = {"id": "d-1", "text": CASE, "identity": "personal", "channel": "x", "more": [1]}
    good, (row,) = answers(checker, [json.dumps(post).encode()])
    assert good
    assert list(row)[:4] == ["id", "outcome", "took_ms", "findings"]
    assert row["id"] == "d-1"
    assert row["outcome"] == "must-fix"
    finding = row["findings"][0]  # type: ignore[index]
    assert list(finding)[:8] == ["start", "end", "concern", "outcome", "rule", "clauses", "why", "suggestions"]
    assert all(clause.partition(":")[0] in ("acat", "mip") for clause in finding["clauses"])


def test_order_is_kept_over_many_posts(checker: Checker) -> None:
    lines = [json.dumps({"id": n, "text": CASE if n % 3 else BENIGN}).encode() for n in range(100)]
    good, rows = answers(checker, lines)
    assert good
    assert [row["id"] for row in rows] == list(range(100))
    assert rows[1]["outcome"] == "needs-consent"
    assert rows[0]["outcome"] == "clear"


BAD_LINES = {
    "no JSON": (b"{oops", None),
    "no object": (b"[1, 2]", None),
    "blank": (b"", None),
    "no id": (b'{"text": "x"}', None),
    "id of a wrong kind": (b'{"id": {}, "text": "x"}', None),
    "no text": (b'{"id": "a"}', "a"),
    "text of a wrong kind": (b'{"id": 7, "text": 3}', 7),
    "unknown identity": (b'{"id": "a", "text": "x", "identity": "boss"}', "a"),
    "unknown channel": (b'{"id": "a", "text": "x", "channel": ["x"]}', "a"),
    "no UTF-8": (b'{"id": "a", "text": "\xff"}', None),
    "nested deeply": (b"[" * 100_000, None),
}


@pytest.mark.parametrize(("line", "post_id"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_told_and_the_run_goes_on(checker: Checker, line: bytes, post_id: object) -> None:
    good, rows = answers(checker, [line, b'{"id": "next", "text": "Lovely weather."}'])
    assert not good
    assert rows[0]["id"] == post_id
    assert set(rows[0]) == {"id", "error"}
    assert rows[1]["outcome"] == "clear"


def test_half_a_surrogate_pair_and_nul_are_no_trouble(checker: Checker) -> None:
    good, rows = answers(checker, [b'{"id": 1, "text": "My client \\ud83d cried\\u0000 today."}'])
    assert good
    assert rows[0]["outcome"] == "needs-consent"


def test_one_post_that_makes_the_checker_stumble_spares_the_others(checker: Checker) -> None:
    def check(posts: Sequence[tuple[str, Setting]]) -> list[Report]:
        if any("stumble" in text for text, _ in posts):
            raise RuntimeError("with words of the post")
        return checker.check_batch(posts)

    sink = io.BytesIO()
    lines = b'{"id": 1, "text": "fine"}\n{"id": 2, "text": "stumble"}\n{"id": 3, "text": "fine"}\n'
    assert not stream(io.BytesIO(lines), sink, check, Setting())
    rows = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert rows[1]["error"] == "The checker failed (RuntimeError)."


@pytest.mark.parametrize(("texts", "status"), [((BENIGN,), 0), ((CASE, BENIGN), 0), ((CASE, None), 2), ((), 0)])
def test_jsonl_ends_well_when_every_line_was_checked(
    run: Callable[..., Result], texts: Sequence[str | None], status: int
) -> None:
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    assert run("check", "--jsonl", input="\n".join(lines)).exit_code == status


class Breaks(io.BytesIO):
    """Gives its lines, then fails as a disk does."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return line


@pytest.mark.timeout(60)
def test_an_input_that_fails_ends_the_run_and_is_told(checker: Checker) -> None:
    sink = io.BytesIO()
    with pytest.raises(Unreadable, match="Input/output error"):
        stream(Breaks(b'{"id": 1, "text": "Lovely weather."}\n'), sink, checker.check_batch, Setting())
    assert json.loads(sink.getvalue())["id"] == 1


@pytest.mark.skipif(os.name != "posix", reason="a descriptor that can only be written")
def test_standard_input_that_cannot_be_read_ends_with_2() -> None:
    with Path(os.devnull).open("wb") as nothing:
        done = subprocess.run(
            [*COMMAND, "check", "--jsonl"], stdin=nothing, capture_output=True, text=True, timeout=170, check=False
        )
    assert done.returncode == 2
    assert "Standard input cannot be read to its end: Bad file descriptor." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_each_line_is_answered_at_once_and_a_closed_pipe_ends_it_quietly() -> None:
    pipe = subprocess.PIPE
    process = subprocess.Popen([*COMMAND, "check", "--jsonl"], stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    for n in range(3):
        process.stdin.write(json.dumps({"id": n, "text": BENIGN}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == n  # would wait for ever if lines were held back
    process.stdout.close()
    process.stdin.write(b'{"id": 9, "text": "x"}\n')
    process.stdin.close()
    assert process.wait() == terminal.BROKEN_PIPE
    watchdog.cancel()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


# -- long texts ------------------------------------------------------------------------------------------------------


def test_pieces_are_the_whole_text() -> None:
    text = "A line of words.\n" * 400 + "x" * 3_000 + " y" * 2_000
    spans = list(pieces(text, limit=1_000))
    assert "".join(text[a:b] for a, b in spans) == text
    assert max(b - a for a, b in spans) <= 1_000


def test_a_text_over_the_cap_is_taken_in_pieces(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pieces.MAX_CHARACTERS", 1_000)
    monkeypatch.setattr(pieces, "__defaults__", (1_000,))
    text = "Lovely weather today.\n" * 80 + CASE
    assert 1_000 < len(text) < MAX_CHARACTERS
    report = check_long(checker, text, Setting())
    assert report.outcome is Outcome.NEEDS_CONSENT
    assert "My client" in {text[f.start : f.end] for f in report.findings}


# -- how a line is shown -----------------------------------------------------------------------------------------------


def test_carets_stand_under_wide_and_hidden_characters() -> None:
    text = "日本 e\u0301 my client"
    at = text.index("my client")
    line, carets = quoted(Lines(text), at, at + 9)
    assert line.endswith(text)
    assert columns(carets.rstrip("^")) - len("       | ") == columns(text[:at])


def test_a_long_line_is_cut_around_the_passage_and_control_characters_are_not_obeyed() -> None:
    text = "tea " * 100 + "\x1b[31mmy client" + " tea" * 100
    at = text.index("my client")
    line, carets = quoted(Lines(text), at, at + 9)
    assert "\x1b" not in line
    assert len(line) < 120
    assert line[carets.index("^") :].startswith("my client")


def test_sarif_of_nothing_is_valid() -> None:
    checked = Checked("a", "", Report(outcome=Outcome.CLEAR, findings=()))
    assert json.loads(as_sarif([checked], "1.0"))["runs"][0]["results"] == []


# -- packs, window, vaults ---------------------------------------------------------------------------------------------


def test_packs_are_listed_shown_and_tested(run: Callable[..., Result], tmp_path: Path) -> None:
    assert "mip" in run("packs", "list").stdout
    assert "MIP N3" in run("packs", "show", "mip").stdout
    assert run("packs", "test").exit_code == 0
    broken = tmp_path / "broken.toml"
    broken.write_text('id = "ours"\nshort = ')
    result = run("packs", "test", str(broken))
    assert result.exit_code == 1
    assert "broken.toml:2" in result.stdout


def test_without_a_display_it_says_so_and_plays_the_demo(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform == "linux":
        done: list[str] = []
        monkeypatch.setattr("ui.terminal.fence.local_sockets_only", lambda: done.append("fenced"))
        monkeypatch.setattr("ui.demo.run", lambda folder=None: done.append("played") or 0)
        result = run()
        assert done == ["fenced", "played"]
        assert result.exit_code == 0
        assert "no display" in result.stderr


@pytest.fixture
def set_up() -> None:
    """Two vaults in the test's own home."""
    work = Identity(kind=IdentityKind.PROFESSIONAL, display_name="Ann Veraart")
    home = Identity(kind=IdentityKind.PERSONAL, display_name="Annie V")
    words = {
        IdentityKind.PROFESSIONAL: "heron lantern tuesday quiet",
        IdentityKind.PERSONAL: "plum staircase moon ordinary",
    }
    Considered(cost=FLOOR).set_up(work, home, words)


@pytest.mark.usefixtures("set_up")
def test_vaults_are_checked_and_backed_up_from_the_terminal(run: Callable[..., Result], tmp_path: Path) -> None:
    words = "heron lantern tuesday quiet\n"
    assert run("vault", "verify", "--passphrase-stdin", input=words).exit_code == 0
    made = run("vault", "backup", str(tmp_path / "safe"), "--passphrase-stdin", input=words)
    assert made.exit_code == 0
    backup = made.stdout.strip()
    assert run("vault", "verify", backup, "--passphrase-stdin", input=words).exit_code == 0
    restored = run("vault", "restore", backup, "--passphrase-stdin", "--yes", input=words)
    assert restored.exit_code == 0
    assert "kept as" in restored.stderr
    listed = run("consent", "list", "--passphrase-stdin", input=words)
    assert listed.exit_code == 0
    assert "0 consents" in listed.stderr
    assert "The log is whole: " in run("consent", "verify", "--passphrase-stdin", input=words).stdout


@pytest.mark.usefixtures("set_up")
def test_a_wrong_passphrase_is_told_in_a_sentence() -> None:
    done = subprocess.run(
        [*COMMAND, "vault", "verify", "--passphrase-stdin"], input=b"wrong\n", capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.startswith(b"considered: ")


def test_a_record_that_is_none_does_not_verify(run: Callable[..., Result], tmp_path: Path) -> None:
    post, record = tmp_path / "post.txt", tmp_path / "post.txt.approval.json"
    post.write_text("hello")
    record.write_text("{}")
    result = run("verify", str(post), str(record))
    assert result.exit_code == 1
    assert "not an approval record" in result.stdout


def test_help_is_there_without_loading_the_checker() -> None:
    script = "import sys; from ui.terminal import cli; cli(['check', '--help'], standalone_mode=False); "
    script += "assert not {'spacy', 'PySide6', 'rules.checker', 'sqlcipher3'} & set(sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0


def test_every_channel_can_be_named(run: Callable[..., Result]) -> None:
    assert all(channel in run("check", "--help").stdout.replace("\n", "") for channel in Channel)
