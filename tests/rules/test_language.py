"""The model is the installed one, whole, or its absence is told; nothing parsed outlives its zone."""

from __future__ import annotations

import importlib
import importlib.metadata
import shutil
from pathlib import Path

import pytest

from rules.folding import fold
from rules.language import MODEL, Language, ModelTrouble, notes_of, verify_installed


def test_names_the_model(language: Language) -> None:
    assert language.model.startswith("en_core_web_sm")


def test_notes_stand_in_the_original(language: Language) -> None:
    text = "I saw S.a.r.a.h in Leeds."
    folded = fold(text)
    with language.zone():
        notes = notes_of(language.parse_one(folded.text)[:], folded)
    assert {text[n.start : n.end]: n.text for n in notes}["S.a.r.a.h"] == "Sarah"
    assert notes[1].lemma == "see"
    assert next(n.ent for n in notes if n.text == "Leeds") == "GPE"


def test_words_do_not_outlive_their_zone(language: Language) -> None:
    with language.zone():
        list(language.parse(["Quorthexialenburg is a word."]))
    assert "Quorthexialenburg" not in language._nlp.vocab.strings


@pytest.mark.parametrize("name", ["../evil", "/tmp/model", "en_core_web_trf", "os"])
def test_only_known_packages_are_loaded(name: str) -> None:
    with pytest.raises(ModelTrouble, match="not installed"):
        Language.load(name)


def test_a_missing_package_is_told() -> None:
    with pytest.raises(ModelTrouble, match=r"not installed.*Install the app again"):
        Language.load("en_core_web_lg")


def test_a_damaged_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(str(importlib.import_module(MODEL).__file__)).parent
    copy = tmp_path / MODEL
    shutil.copytree(package, copy)
    info = next(package.parent.glob(f"{MODEL}-*.dist-info"))
    shutil.copytree(info, tmp_path / info.name)
    monkeypatch.syspath_prepend(str(tmp_path))
    verify_installed(MODEL)
    weights = next(copy.glob("*/ner/model"))
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with pytest.raises(ModelTrouble, match=r"damaged.*drafts are not touched"):
        verify_installed(MODEL)
    weights.unlink()
    with pytest.raises(ModelTrouble, match="damaged"):
        verify_installed(MODEL)
