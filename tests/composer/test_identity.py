"""Two identities: addresses that may not be shared, words kept out, the setting for the checker."""

from __future__ import annotations

import pytest

from composer.identity import (
    Identity,
    address_troubles,
    keep_out_words,
    looks_joint,
    normal_address,
    paired,
)
from rules.report import Channel, IdentityKind


def identity(kind: IdentityKind = IdentityKind.PROFESSIONAL, **fields: object) -> Identity:
    return Identity(kind=kind, **{"display_name": "Annika Veraart", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.veraart@example.org", "A.Veraart@Example.org"),
        ("annika.veraart@gmail.com", "annikaveraart+therapy@googlemail.com"),
        ("annika+work@example.org", "annika@example.org"),
        (" annika@example.org ", "annika@example.org"),
    ],
)
def test_the_same_address_on_both_sides_blocks(one: str, other: str) -> None:
    troubles = address_troubles(identity(emails=(one,)), identity(IdentityKind.PERSONAL, emails=(other,)))
    assert [(t.blocking, t.clause) for t in troubles] == [(True, "mip:k2")]


def test_dots_matter_outside_gmail() -> None:
    assert normal_address("a.b@example.org") != normal_address("ab@example.org")


@pytest.mark.parametrize(
    "address",
    ["smithfamily@example.org", "jo.and.sam@example.org", "thesmiths@example.org", "the.smiths@x.uk", "jo&sam@x.uk",
     "mr-and-mrs@x.uk", "home@example.org", "jo_and_sam_veraart@x.uk"],
)  # fmt: skip
def test_joint_addresses_are_asked_about(address: str) -> None:
    troubles = address_troubles(identity(emails=(address,)), identity(IdentityKind.PERSONAL))
    assert [(t.blocking, t.clause) for t in troubles] == [(False, "mip:k3")]


@pytest.mark.parametrize(
    "address",
    ["annika@example.org", "info@veraart-therapy.uk", "therapy.leeds@example.org", "alexander@x.uk", "hello@x.uk",
     "sandra@x.uk", "theo@x.uk", "theresa@x.uk", "roland.brand@x.uk"],
)  # fmt: skip
def test_plain_addresses_are_left_alone(address: str) -> None:
    assert not looks_joint(address)


def test_personal_addresses_are_never_called_joint() -> None:
    assert not address_troubles(identity(), identity(IdentityKind.PERSONAL, emails=("smithfamily@example.org",)))


def test_each_keeps_the_others_words_out_but_not_a_shared_name() -> None:
    work = identity(practice="Harbour Therapy", handles={"x": "@harbourtherapy"}, emails=("a@harbour.example",))
    home = identity(IdentityKind.PERSONAL, handles={"instagram": "annikaswims"}, own_words=("Rosie",))
    professional, personal = paired(work, home)
    assert set(professional.keep_out) == {"annikaswims", "Rosie"}
    assert {"Harbour Therapy", "@harbourtherapy", "harbourtherapy", "a@harbour.example"} == set(personal.keep_out)


def test_words_of_one_or_two_letters_are_not_kept_out() -> None:
    assert keep_out_words(identity(own_words=("Jo", "", "Joan"))) == ("Annika Veraart", "Joan")


def test_signature_and_disclaimer_are_added_once() -> None:
    one = identity(signature="Anna Veraart, CAT practitioner", disclaimer="Views my own.")
    closed = one.closed("Rest matters.\n")
    assert closed == "Rest matters.\n\nAnna Veraart, CAT practitioner\nViews my own."
    assert one.closed(closed) == closed
    assert identity().closed("Rest.\n") == "Rest.\n"


def test_the_setting_names_the_author_and_what_to_keep_out() -> None:
    one = identity(practice="Harbour Therapy", handles={"x": "@harbour"}, keep_out=("Rosie",), packs=("acat",))
    setting = one.setting(Channel.X)
    assert setting.own_names == ("Annika Veraart", "Harbour Therapy", "harbour")
    assert (setting.keep_out, setting.packs, setting.channel) == (("Rosie",), ("acat",), Channel.X)
