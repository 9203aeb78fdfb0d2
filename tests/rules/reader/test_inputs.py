"""Pieces lead back to the very code points they came from, through disguises, emoji and broken characters."""

from __future__ import annotations

import pytest

from rules.reader.inputs import CAPITALISED, LOWER, UPPER, Inputs, Tokens
from rules.reader.reader import TOKENIZER, WEIGHTS


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return Inputs.from_bytes((WEIGHTS / TOKENIZER).read_bytes())


def covered(text: str, tokens: Tokens) -> list[str]:
    return [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]


def test_offsets_are_code_points(inputs: Inputs) -> None:
    text = "𝕊he 🧑🏽‍🦱 cried. 👩‍👩‍👧 Émile, naïve café"
    tokens = inputs.encode(text, "professional", "x")
    pieces = covered(text, tokens)
    assert "cried" in pieces
    assert "café" in pieces
    assert all(0 <= s <= e <= len(text) for s, e in zip(tokens.starts, tokens.ends, strict=True))


def test_a_spaced_name_reads_as_the_name_and_leads_back_to_its_letters(inputs: Inputs) -> None:
    text = "So S a r a h rang again."
    tokens = inputs.encode(text, "professional", "x")
    assert "S a r a h" in covered(text, tokens)


@pytest.mark.parametrize(
    "text", ["", " ", "\0", "\ud800", "a\udfffb\0c", "\u200b\u200b", "🙂" * 50, "سلام", "x" * 5_000]
)
def test_odd_texts_do_no_harm(inputs: Inputs, text: str) -> None:
    tokens = inputs.encode(text, "personal", "nowhere")
    assert len(tokens.ids) == len(tokens.kinds) == tokens.prefix + len(tokens.starts) + 1
    assert all(0 <= s <= e <= len(text) for s, e in zip(tokens.starts, tokens.ends, strict=True))


def test_casing_is_that_of_the_whole_word(inputs: Inputs) -> None:
    text = "Siobhan saw NICE people"
    tokens = inputs.encode(text, "professional", "blog")
    kinds = dict(zip(tokens.starts, tokens.kinds[tokens.prefix : -1], strict=True))
    assert (kinds[0], kinds[8], kinds[12], kinds[17]) == (CAPITALISED, LOWER, UPPER, LOWER)
    inside = [k for s, k in kinds.items() if s < 7]
    assert set(inside) == {CAPITALISED}


def test_identity_and_channel_stand_before_the_text(inputs: Inputs) -> None:
    one, other = (inputs.encode("Hello.", who, "x") for who in ("personal", "professional"))
    assert one.ids != other.ids
    assert inputs.encode("Hello.", "personal", "x").ids == inputs.encode("Hello.", "personal", "bluesky").ids
    assert one.ids[one.prefix :] == other.ids[other.prefix :]
