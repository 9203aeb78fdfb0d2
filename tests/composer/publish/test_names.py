"""File names from any title, and places that must not be written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer import places
from composer.publish.names import ExportRefused, FileIsThere, free_name, safe_name, writable_place

TITLES = [
    "../../etc/passwd",
    "a\0b",
    "CON",
    "con.txt",
    "LPT1",
    "x" * 300,
    "é" * 300,
    "ends with a dot.",
    "trailing space ",
    "\u202egnp.txt",
    "-rf",
    "--help",
    "a\nb",
    ".hidden",
    "~",
    "a/b\\c:d",
    "   ",
    "",
    "nul.tar.gz",
    "com¹",
    "what? <why> |how| *when*",
    "👍 thanks",
    "aux",
    "C:\\temp",
    "name.",
    "\u200b",
    "\ud800",
    "..",
    "日記",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_makes_a_safe_name(title: str, tmp_path: Path) -> None:
    name = safe_name(title, ending=".txt")
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / name).write_text("x")
    assert [p.name for p in folder.iterdir()] == [name]
    assert not name.startswith((".", "-", "~", " "))
    assert name.split(".")[0].lower() not in {"con", "nul", "aux", "lpt1", "com¹", "prn"}
    assert len(f"{name}.approval.json".encode()) <= 255
    assert all(c.isprintable() for c in name)


@given(st.text())
def test_whatever_the_title(title: str) -> None:
    name = safe_name(title)
    assert name
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name not in (".", "..")
    assert len(name.encode()) <= 110


def test_titles_stay_readable() -> None:
    assert safe_name("Endings, and what they leave", ending=".md") == "Endings,-and-what-they-leave.md"


def test_a_free_name_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "post.txt").touch()
    (tmp_path / "post-2.txt").touch()
    assert free_name(tmp_path, "post", ending=".txt") == "post-3.txt"
    assert free_name(tmp_path, "other", ending=".txt") == "other.txt"


def test_an_existing_file_is_asked_about(tmp_path: Path) -> None:
    there = tmp_path / "post.txt"
    there.write_text("mine")
    with pytest.raises(FileIsThere):
        writable_place(there, overwrite=False)
    assert writable_place(there, overwrite=True) == there


def test_folders_pipes_and_missing_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for place in (tmp_path / "folder.txt", pipe, tmp_path / "none" / "post.txt"):
        with pytest.raises(ExportRefused):
            writable_place(place, overwrite=True)


def test_a_link_out_of_the_folder_is_shown_and_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    target = outside / "diary.txt"
    target.write_text("private")
    (inside / "post.txt").symlink_to(target)
    with pytest.raises(ExportRefused, match=r"diary\.txt"):
        writable_place(inside / "post.txt", overwrite=True)
    assert target.read_text() == "private"


def test_a_link_within_the_folder_means_the_file_it_names(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with pytest.raises(FileIsThere):
        writable_place(tmp_path / "link.txt", overwrite=False)
    assert writable_place(tmp_path / "link.txt", overwrite=True).name == "real.txt"


def test_a_dangling_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "post.txt").symlink_to(tmp_path / "nowhere.txt")
    with pytest.raises(ExportRefused):
        writable_place(folder / "post.txt", overwrite=True)


def test_nothing_is_exported_beside_the_vaults() -> None:
    with pytest.raises(ExportRefused):
        writable_place(places.data_folder() / "post.txt", overwrite=False)
