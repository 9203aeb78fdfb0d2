"""The reader as shipped: whole, quiet, deterministic, sturdy; and it can read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rules.errors import RulesTrouble
from rules.reader.inputs import CONCERNS, OUTCOMES, Tokens
from rules.reader.reader import MANIFEST, MODEL, TOKENIZER, WEIGHTS, Reader, ReaderTrouble, Reading

HARM = "Saw a lad of nineteen this morning, a trainee vet from Hull, who told me he had set fire to his flat."
BENIGN = "Our autumn lecture series opens on 3 October with Dr Amal Haddad on shame. Tickets from the office."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    folder.mkdir()
    for name in (MANIFEST, MODEL, TOKENIZER):
        shutil.copy(WEIGHTS / name, folder / name)
    return folder


def test_reads_harm_and_lets_the_benign_be(reader: Reader) -> None:
    harm, benign = reader.read(HARM), reader.read(BENIGN)
    assert harm.outcome == "needs-consent"
    marked = [(span.concern, HARM[span.start : span.end]) for span in harm.spans]
    assert any(concern == "client-reference" and "lad" in words for concern, words in marked)
    assert any(concern == "client-identifier" for concern, _ in marked)
    assert (benign.outcome, benign.spans) == ("clear", ())


def test_a_particular_client_must_not_appear_in_the_personal_profile(reader: Reader) -> None:
    assert reader.read(HARM, identity="personal", channel="facebook").outcome == "must-fix"


def test_values_are_in_order(reader: Reader) -> None:
    reading = reader.read(HARM)
    assert set(reading.outcomes) == set(OUTCOMES)
    assert sum(reading.outcomes.values()) == pytest.approx(1.0)
    for span in (*reading.spans, *reading.weak_spans):
        assert 0 <= span.start < span.end <= len(HARM)
        assert span.concern in CONCERNS
        assert 0 < span.score <= 1


def test_the_company_it_is_read_in_changes_nothing(reader: Reader) -> None:
    posts = [
        (HARM, "professional", "x"),
        (BENIGN, "personal", "blog"),
        ("hm", "professional", "x"),
        (HARM * 5, "personal", "x"),
    ]
    reader.forget()
    together = reader.read_many(posts)
    reader.forget()
    alone = []
    for text, identity, channel in reversed(posts):
        reader.forget()
        alone.append(reader.read(text, identity=identity, channel=channel))
    assert together == alone[::-1]
    assert reader.read_many(posts) == together
    assert Reader.load().read_many(posts[:1]) == together[:1]


@pytest.mark.parametrize(
    "text", ["", "  \n ", "\0", "\ud83d", "\u200b", "🙂", "x" * 3_000, "a\ud800b" * 300, "漢字" * 2_000]
)
def test_odd_texts(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert all(0 <= s.start < s.end <= len(text) for s in reading.spans)
    assert sum(reading.outcomes.values()) == pytest.approx(1.0, abs=1e-4)


def test_astral_characters_do_not_shift_spans(reader: Reader) -> None:
    before = "😶‍🌫️🧑🏽‍🦱 𝒽𝓂. "
    plain = {(s.concern, HARM[s.start : s.end]) for s in reader.read(HARM).spans}
    text = before + HARM
    shifted = {(s.concern, text[s.start : s.end]) for s in reader.read(text).spans}
    assert ("client-identifier", "nineteen") in plain or any("nineteen" in words for _, words in plain)
    assert len(plain & shifted) >= len(plain) - 2


def test_harm_is_found_deep_in_a_long_text(reader: Reader) -> None:
    filler = (
        "The garden needs rain. We planted beans and the neighbours brought us a pie, which was kind of them.\n\n" * 60
    )
    text = filler + HARM + "\n\n" + filler
    reading = reader.read(text)
    assert reading.outcome in ("needs-consent", "must-fix")
    at = text.index(HARM)
    assert any(at <= s.start < at + len(HARM) and s.concern == "client-reference" for s in reading.spans)


@pytest.mark.slow
def test_two_hundred_thousand_characters(reader: Reader) -> None:
    line = "Spring has come to the allotment and the kettle is on for anyone who passes by with a spade.\n"
    text = "".join(f"{i} {line}" for i in range(2_200))[:200_000]
    reading = reader.read(text)
    assert all(s.end <= len(text) for s in reading.spans)
    reader.forget()


def test_an_edit_reads_only_the_windows_that_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load()
    runs: list[int] = []
    run = reader.run
    monkeypatch.setattr(reader, "run", lambda tokens: (runs.append(1), run(tokens))[1])
    paragraphs = [f"Paragraph {i} of a long piece about gardens, soup and the weather. " * 5 for i in range(40)]
    reader.read("\n\n".join(paragraphs))
    whole = len(runs)
    paragraphs[20] += "And a word more."
    runs.clear()
    reader.read("\n\n".join(paragraphs))
    assert 1 <= len(runs) <= 4 < whole
    runs.clear()
    reader.forget()
    reader.read("\n\n".join(paragraphs))
    assert len(runs) >= whole - 1


def test_it_is_remembered_by_setting_too(reader: Reader) -> None:
    reading: list[Reading] = [reader.read(HARM, identity=who) for who in ("personal", "professional", "personal")]
    assert reading[0] == reading[2] != reading[1]


@pytest.mark.parametrize("name", [MANIFEST, MODEL, TOKENIZER])
def test_a_missing_file_is_told(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ReaderTrouble, match="missing") as trouble:
        Reader.load(copy)
    assert isinstance(trouble.value, RulesTrouble)
    assert "weights are missing" in trouble.value.args[0]


@pytest.mark.parametrize("name", [MODEL, TOKENIZER])
def test_one_changed_byte_is_told(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(bytes(content))
    with pytest.raises(ReaderTrouble, match="damaged"):
        Reader.load(copy)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"format": 99}'])
def test_a_broken_manifest_is_told(copy: Path, content: bytes) -> None:
    (copy / MANIFEST).write_bytes(content)
    with pytest.raises(ReaderTrouble, match="damaged"):
        Reader.load(copy)


def test_loading_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    Reader.load().read(HARM)
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "")


def test_reading_twice_runs_the_model_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"Paragraph {i} about soup. " * 20 for i in range(20))
    runs: list[Tokens] = []
    real = reader.run
    monkeypatch.setattr(reader, "run", lambda tokens: runs.append(tokens) or real(tokens))
    reader.forget()
    first = reader.read(text)
    fresh = len(runs)
    assert fresh
    assert reader.read(text) == first
    assert len(runs) == fresh
