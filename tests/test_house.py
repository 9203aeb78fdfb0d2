"""The house stands straight: imports run ui → composer → rules, Qt and SQLite stay in their rooms, files stay small."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"rules": 0, "composer": 1, "ui": 2}
SOURCES = sorted(p for floor in FLOORS for p in (ROOT / floor).rglob("*.py"))
TRACKED_TEXT = (".py", ".md", ".toml", ".txt", ".in", ".json", ".sh", ".yml", ".spec", "")


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def room(file: Path) -> str:
    return file.relative_to(ROOT).parts[0]


@pytest.mark.parametrize("file", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_downhill(file: Path) -> None:
    floor = FLOORS[room(file)]
    uphill = {n for n in imported(file) if (top := n.split(".")[0]) in FLOORS and FLOORS[top] > floor}
    assert not uphill


def test_only_ui_knows_qt() -> None:
    outside = [p for p in SOURCES if room(p) != "ui"]
    offenders = [p for p in outside if any(n.startswith(("PySide6", "shiboken6")) for n in imported(p))]
    assert not offenders


def test_only_the_vault_touches_sqlite() -> None:
    kept = ROOT / "composer" / "vault"
    sql = {"sqlite3", "sqlcipher3", "sqlite_utils", "pysqlite3"}
    offenders = [p for p in SOURCES if kept not in p.parents and sql & {n.split(".")[0] for n in imported(p)}]
    assert not offenders


NETWORK = (
    *("socket", "socketserver", "ssl", "asyncio", "urllib.request", "http.client", "http.server", "xmlrpc"),
    *("ftplib", "smtplib", "poplib", "imaplib", "nntplib", "telnetlib"),
    *("requests", "httpx", "aiohttp", "urllib3", "websockets"),
)


def reaches_out(file: Path) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imported(file) for module in NETWORK)


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("import urllib.request", True),
        ("from urllib import parse, request", True),
        ("from urllib.request import urlopen", True),
        ("from http import client", True),
        ("import urllib3.util", True),
        ("import asyncio", True),
        ("from urllib import parse", False),
        ("from http import HTTPStatus", False),
    ],
)
def test_each_way_to_import_a_network_is_seen(tmp_path: Path, line: str, out: bool) -> None:
    file = tmp_path / "module.py"
    file.write_text(line)
    assert reaches_out(file) is out


def test_nothing_opens_a_socket() -> None:
    assert not [p for p in SOURCES if reaches_out(p)]
    # QtNetwork serves the single-instance message over a local socket, and nothing else
    remote = re.compile(r"QTcp|QUdp|QSsl|QNetworkAccessManager|QNetworkRequest|QHostInfo")
    assert not [p for p in SOURCES if remote.search(p.read_text(encoding="utf-8"))]


def test_files_stay_small() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert not {name: lines for name, lines in lengths.items() if lines > 500}


def tracked_texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return [p for p in files if p.suffix in TRACKED_TEXT and p.is_file() and p.stat().st_size < 4_000_000]


def test_no_registry_host_is_named() -> None:
    parts = [("py", "pi.org"), ("python", "hosted"), ("npm", "js."), ("deb", "ian.org"), ("hugging", "face.co")]
    hosts = re.compile("|".join(re.escape("".join(pair)) for pair in parts))
    assert not [p for p in tracked_texts() if hosts.search(p.read_text(encoding="utf-8", errors="replace"))]


def test_the_lock_pins_every_package_with_hashes() -> None:
    for lock in (ROOT / "packaging").glob("requirements*.txt"):
        if lock.name == "requirements-train.txt":
            continue  # training is no part of the product; torch differs by processor
        text = lock.read_text()
        pins = re.findall(r"^[A-Za-z0-9_.-]+==", text, re.M)
        assert pins
        assert "://" not in text
        blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)


def test_every_notice_is_here_and_goes_into_a_wheel() -> None:
    folder = ROOT / "packaging" / "licences"
    named = re.findall(r"`([^`/]+\.txt)` here", (folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(named) == sorted(path.name for path in folder.glob("*.txt"))
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license-files"]
    assert {path for pattern in patterns for path in ROOT.glob(pattern)} == set(folder.iterdir())


def test_what_the_project_asks_for_is_what_is_pinned() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    lines = (ROOT / "packaging" / "requirements.in").read_text(encoding="utf-8").splitlines()
    assert sorted(asked) == sorted(line for line in lines if line and not line.startswith("#"))


def test_every_failure_is_told_and_has_tests_that_exist() -> None:
    text = (ROOT / "tests" / "failures.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    assert list(table) == [f"F{number}" for number in range(1, 41)]
    assert re.findall(r"^# \w[^\n]+: [^\n]+\.\n(F\d+) = ", text, re.M) == list(table), "each with a line on what it is"
    for tests in table.values():
        assert tests
        for named in tests:
            file, _, function = named.partition("::")
            assert f"def {function}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), named
