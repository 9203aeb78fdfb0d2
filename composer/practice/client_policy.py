"""A social media policy for clients (ACAT g; UKCP: every therapist needs one), and who was given it.

Made from a few choices, in plain words, to be read and changed before use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from composer.consent.ask import needs_words
from composer.identity import Identity
from composer.wording import plain_date, text_hash

if TYPE_CHECKING:
    from composer.vault.vault import Vault

GIVEN, VERSION = "client-policy.given", "client-policy.version"


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the author does online."""

    posts_about_work: bool = True
    """Whether the author posts about therapy in general."""
    publishes_material: bool = False
    """Whether the author ever publishes material from therapies, with consent."""
    answers_messages: bool = False
    """Whether messages on platforms are answered at all."""
    searches_clients: bool = False
    """Whether the author ever looks clients up (then only with a stated reason)."""
    reachable: str = "by phone or e-mail"
    on: date


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One part of the policy."""

    heading: str
    text: str


def client_policy(identity: Identity, choices: Choices) -> tuple[Section, ...]:
    """The policy in sections."""
    return tuple(_sections(identity, choices))


def client_policy_pdf(identity: Identity, sections: tuple[Section, ...], on: date, *, large: bool = False) -> bytes:
    """The policy on paper, to be given with the first papers."""
    from composer.paper import Paper  # takes a while to load, and only papers need it

    paper = Paper("How I use social media", large=large, foot=f"{identity.display_name}, {plain_date(on)}")
    for section in sections:
        paper.heading(section.heading)
        paper.text(section.text)
    return paper.pdf()


def as_text(sections: tuple[Section, ...]) -> str:
    """The policy as plain text, for a website or a letter."""
    return "\n\n".join(f"{s.heading}\n{s.text}" for s in sections)


def from_text(text: str) -> tuple[Section, ...]:
    """Sections of an edited text: each begins after an empty line, its first line is the heading."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]
    parts = [block.partition("\n") for block in blocks]
    return tuple(Section(heading=head.strip(), text=rest.strip()) for head, _, rest in parts)


def _sections(identity: Identity, choices: Choices) -> Iterator[Section]:
    yield Section(
        heading="Why this paper",
        text="We may both be online. This says what I do there and what I don't, so that what we talk about stays "
        "between us. Please ask about anything in it.",
    )
    yield Section(
        heading="Friends and followers",
        text="I do not accept or send friend, contact or follow requests between myself and people I work with or have "
        "worked with. If you send one, I will decline it and tell you so in person or by letter, not there.",
    )
    yield Section(heading="Messages", text=_messages(choices))
    yield Section(heading="What I post", text=_posts(choices))
    yield Section(heading="Looking each other up", text=_searching(choices))
    yield Section(
        heading="What you post",
        text="What you write about your therapy is yours to decide. Remember that it may be found later, and that I "
        "cannot answer it in public, not even to thank you: that would show that we know each other.",
    )
    yield Section(
        heading="What platforms do by themselves",
        text="Platforms suggest people to each other from address books. I keep your details off accounts and phones "
        "with social apps. If I am suggested to you, or someone from the waiting room is, please tell me.",
    )
    yield Section(
        heading="If something happens",
        text=f"Bring it to our next meeting, or reach me {choices.reachable}. I also follow the guidance of the bodies "
        f"I belong to; ask me for a copy. {identity.display_name}, {plain_date(choices.on)}.",
    )


def _messages(choices: Choices) -> str:
    start = f"Please reach me {choices.reachable}. Messages on social platforms are not secure"
    if choices.answers_messages:
        return f"{start}; I only answer there to say how to reach me."
    return f"{start}, and I do not answer them."


def _posts(choices: Choices) -> str:
    if not choices.posts_about_work:
        return "I do not post about my work."
    if choices.publishes_material:
        return (
            "I post about therapy in general. I would publish something that has to do with you only after showing you "
            "the exact words and with your written consent, which you can refuse or take back at any time at no cost."
        )
    return "I post about therapy in general. I never write about you or about what we talk about, not even disguised."


def _searching(choices: Choices) -> str:
    mine = "I may look something up only for a reason of safety, and would tell you." if choices.searches_clients else (
        "I do not look you up."
    )  # fmt: skip
    return f"{mine} If you look me up and find something that stays with you, I would be glad if you brought it along."


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """To whom the policy was given, and when it was talked about."""

    code: str
    on: date
    text_sha256: str
    discussed_on: date | None = None


class PolicyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of the policy, as kept on a day; numbers run from 1."""

    number: int
    on: date
    sections: tuple[Section, ...]

    @property
    def text_sha256(self) -> str:
        """By which a note of giving names its wording."""
        return text_hash(as_text(self.sections))


class ClientPolicies:
    """The wordings of the policy, and who was given which."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def keep(self, sections: Iterable[Section], *, on: date) -> PolicyVersion:
        """Keep a wording as the next version; one that says the same as the latest is not kept twice."""
        kept = tuple(Section(heading=s.heading.strip(), text=s.text.strip()) for s in sections)
        needs_words(as_text(kept), "the policy")
        before = self.versions()
        if before and before[-1].text_sha256 == text_hash(as_text(kept)):
            return before[-1]
        version = PolicyVersion(number=len(before) + 1, on=on, sections=kept)
        self._vault.log.append(VERSION, str(version.number), version)
        return version

    def versions(self) -> list[PolicyVersion]:
        """Every wording that was kept, oldest first."""
        entries = self._vault.log.entries(kind=VERSION)
        return [msgspec.convert(e.payload, PolicyVersion) for e in entries if e.payload is not None]

    def version_of(self, note: Given) -> PolicyVersion | None:
        """The wording that somebody was given; None where it was never kept as a version."""
        return next((v for v in self.versions() if v.text_sha256 == note.text_sha256), None)

    def given(self, code: str, sections: tuple[Section, ...], *, on: date, discussed_on: date | None = None) -> Given:
        """Note that a person (by code) was given this wording, and when it was discussed, if it was."""
        needs_words(code, "the person's code", shortest=2)
        note = Given(code=code, on=on, text_sha256=text_hash(as_text(sections)), discussed_on=discussed_on)
        self._vault.log.append(GIVEN, code, note)
        return note

    def all(self) -> list[Given]:
        """The latest note for each person, in the order of codes."""
        entries = self._vault.log.entries(kind=GIVEN)
        notes = [msgspec.convert(e.payload, Given) for e in entries if e.payload is not None]
        return sorted({note.code: note for note in notes}.values(), key=lambda n: n.code)

    def not_discussed(self) -> list[Given]:
        """People who have the paper but have not talked about it."""
        return [note for note in self.all() if note.discussed_on is None]
