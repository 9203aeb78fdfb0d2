"""What a professional website states (MIP C1), and whether a pasted page seems to state it."""

from __future__ import annotations

import re

import msgspec

from composer.identity import Identity


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement for a website, and the words by which it is recognised on a page."""

    id: str
    heading: str
    text: str
    signs: tuple[str, ...]


def website_statements(identity: Identity) -> tuple[Statement, ...]:
    """The statements that a professional site carries: confidentiality, data protection, social media guidance."""
    contact = identity.emails[0] if identity.emails else "the address on this page"
    return (
        Statement(
            id="confidentiality",
            heading="Confidentiality",
            text="What you tell me stays with me. There are few exceptions, such as serious danger or the law; I will "
            "explain them when we first meet. I talk about my work in supervision without saying who you are.",
            signs=(r"confidential",),
        ),
        Statement(
            id="data-protection",
            heading="Your data",
            text="I keep as little about you as I can, locked, and no longer than I must. You can ask to see it, to "
            f"have it put right or deleted: {contact}. You can complain to the Information Commissioner's Office.",
            signs=(r"GDPR|data protection|your data|privacy notice|privacy policy",),
        ),
        Statement(
            id="social-media",
            heading="Social media",
            text="I follow the social media guidance of the UKCP and of the bodies I belong to. I do not connect with "
            "people I work with on social platforms.",
            signs=(r"social media", r"UKCP|guidance|policy"),
        ),
    )


def missing_statements(page: str, identity: Identity) -> list[Statement]:
    """The statements of which a pasted page shows no sign. What it finds may still be incomplete: read it."""
    return [
        s for s in website_statements(identity) if not all(re.search(sign, page, re.IGNORECASE) for sign in s.signs)
    ]
