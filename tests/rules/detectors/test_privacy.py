"""Numbers, addresses and mail: whose they are, and what they look like."""

from __future__ import annotations

import pytest

from rules.detectors import privacy
from rules.facts import Fact
from rules.folding import fold


def seen(text: str, rule: str) -> list[Fact]:
    return [fact for fact in privacy.find(fold(text)) if fact.rule == rule]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("My own mobile is 07700 900123.", "own"),
        ("Call me on 07700 900123.", "me"),
        ("The office: 01632 960 123.", "office"),
        ("07700 900123", "unknown"),
        ("Samaritans, +44 116 123 4567, are there.", "office"),
    ],
)
def test_phones(text: str, owner: str) -> None:
    (fact,) = seen(text, "privacy.uk-phone")
    assert fact.get("owner") == owner


@pytest.mark.parametrize("text", ["In 2019 and 2020", "ISBN 9780140449136", "116 123", "12,000,000,000"])
def test_no_phones(text: str) -> None:
    assert seen(text, "privacy.uk-phone") == []


@pytest.mark.parametrize(("text", "count"), [("943 476 5919", 1), ("943 476 5918", 0), ("9434765919", 1)])
def test_nhs_numbers_need_their_check_digit(text: str, count: int) -> None:
    assert len(seen(f"number {text} please", "privacy.nhs-number")) == count


@pytest.mark.parametrize(
    ("number", "count"),
    [("JM 12 34 56 B", 1), ("jm123456d", 1), ("DA123456A", 0), ("AO123456A", 0), ("TN123456A", 0), ("JM123456E", 0)],
)
def test_insurance_numbers_need_a_prefix_and_suffix_that_are_given_out(number: str, count: int) -> None:
    assert len(seen(f"mine is {number} there", "privacy.ni-number")) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("My sort code is 20-11-62.", 1),
        ("Pay me: 20-11-62, 55518200.", 1),
        ("On 20-11-62 he was born.", 0),
        ("The code is 20-11-62 55518200.", 0),
        ("An account of the year 20-11-62.", 0),
    ],
)
def test_sort_codes_need_words_of_an_account(text: str, count: int) -> None:
    assert len(seen(text, "privacy.bank")) == count


@pytest.mark.parametrize(
    ("address", "look"),
    [
        ("thehartleys4@webmail.example", "shared"),
        ("daveandnaz@mailbox.example", "shared"),
        ("smithfamily@sky.example", "shared"),
        ("jo_and_sam@x.example", "shared"),
        ("alexandra@freemail.example", "webmail"),
        ("training@northern.example", "other"),
        ("therapists@rooms.example", "work"),
        ("hello@fellside-psychotherapy.example", "work"),
        ("jo.b@gmail.com", "webmail"),
        ("heartandsoul@gmail.com", "shared"),
        ("tomandpriya@twohearts.example", "shared"),
        ("bodyandmind@leedstherapy.example", "work"),
        ("thewillows@counsellingyork.example", "work"),
        ("theoaktree@therapyrooms.example", "work"),
        ("j.sandhu@hillsidepsychotherapy.example", "work"),
    ],
)
def test_mail_looks(address: str, look: str) -> None:
    (fact,) = seen(f"Write to {address}.", "privacy.email")
    assert fact.get("look") == look


def test_disguised_numbers_map_back() -> None:
    text = "my own mobile: 0770\u200b0 900123"
    (fact,) = seen(text, "privacy.uk-phone")
    assert text[fact.start : fact.end] == "0770\u200b0 900123"
