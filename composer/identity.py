"""Who posts: a personal and a professional identity, and what each must keep from the other.

Values only; nothing here is stored. An `Identity` lives inside its own vault, never in a settings file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from rules.report import Channel, IdentityKind, Setting

DEFAULT_PACKS = ("acat", "mip")


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """One identity as its vault keeps it: names, addresses, role, packs, and the other one's words to keep out."""

    kind: IdentityKind
    display_name: str
    role: str = ""
    """What the person is, such as `Cognitive analytic therapist`."""
    role_label: str = ""
    """How the role is written under a post, such as `CAT practitioner in training` (MIP C2)."""
    handles: dict[str, str] = {}
    """Channel code → handle, such as `{"x": "@annveraart"}`."""
    emails: tuple[str, ...] = ()
    practice: str = ""
    own_words: tuple[str, ...] = ()
    """Further names of this identity that the other one must not show: a married name, a nickname, a street."""
    keep_out: tuple[str, ...] = ()
    """The other identity's words, written here at set-up so that a leak is noticed without reading across."""
    packs: tuple[str, ...] = DEFAULT_PACKS
    signature: str = ""
    disclaimer: str = ""
    """A line such as `Views my own`, offered when a post is exported."""

    def setting(self, channel: Channel) -> Setting:
        """What the checker needs to know of this identity for a post on that channel."""
        own = (self.display_name, self.practice, *(_bare(h) for h in self.handles.values()))
        return Setting(
            identity=self.kind,
            channel=channel,
            packs=self.packs,
            keep_out=self.keep_out,
            own_names=_unique(word for word in own if word.strip()),
        )

    def closed(self, text: str) -> str:
        """The text with signature and disclaimer at its end, each only where it does not stand there already."""
        lines = [line for line in (self.signature.strip(), self.disclaimer.strip()) if line and line not in text]
        return "\n\n".join([text.rstrip(), "\n".join(lines)]) if lines else text


class AddressTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something about an e-mail address that MIP K2 or K3 asks about."""

    address: str
    blocking: bool
    """True where set-up may not go on: the same address on both sides (MIP K2)."""
    clause: str
    message: str


def keep_out_words(other: Identity) -> tuple[str, ...]:
    """The words of `other` that must not appear in the identity beside it: names, handles, addresses, practice."""
    names = (other.display_name, other.practice, *other.own_words)
    handles = [form for h in other.handles.values() for form in (h, _bare(h))]
    return _unique(word.strip() for word in (*names, *handles, *other.emails) if len(word.strip()) > 2)


def paired(professional: Identity, personal: Identity) -> tuple[Identity, Identity]:
    """Both identities, each with the other's words to keep out added to what it already holds.

    A word that both use openly (often the display name) is left out: keeping it out would flag every signature.
    """
    words = {identity.kind: keep_out_words(identity) for identity in (professional, personal)}
    shared = {_plain(w) for w in words[professional.kind]} & {_plain(w) for w in words[personal.kind]}

    def beside(identity: Identity, other: Identity) -> Identity:
        theirs = (w for w in words[other.kind] if _plain(w) not in shared)
        return msgspec.structs.replace(identity, keep_out=_unique((*identity.keep_out, *theirs)))

    return beside(professional, personal), beside(personal, professional)


def address_troubles(professional: Identity, personal: Identity) -> list[AddressTrouble]:
    """What is wrong or doubtful with the addresses: the same on both sides blocks, joint-looking is asked about."""
    private = {normal_address(a) for a in personal.emails}
    same = [_same(a) for a in professional.emails if normal_address(a) in private]
    return same + [_joint(a) for a in professional.emails if normal_address(a) not in private and looks_joint(a)]


def normal_address(address: str) -> str:
    """An address as the mail would be delivered: lower case, without plus-tag, without the dots that Gmail ignores."""
    local, _, host = unicodedata.normalize("NFKC", address).strip().lower().rpartition("@")
    host = {"googlemail.com": "gmail.com"}.get(host, host)
    local = local.split("+", 1)[0]
    return f"{local.replace('.', '') if host == 'gmail.com' else local}@{host}"


_JOINT = re.compile(
    r"(?:family|household|home|couple|both|ourhouse|homes?tead)"
    r"|^the[._-]?\w+s$"
    r"|^(?:mr|mrs|ms|mx)[._-]?(?:and|n|&)[._-]?(?:mr|mrs|ms|mx)"
    r"|^[a-z]{2,}[._-](?:and|und|n|et|y)[._-][a-z]{2,}"
    r"|^[a-z]{2,}&[a-z]{2,}"
)


def looks_joint(address: str) -> bool:
    """Whether an address looks shared with a partner or the family, as `smithfamily@` or `jo.and.sam@` (MIP K3)."""
    return bool(_JOINT.search(normal_address(address).rpartition("@")[0]))


def _same(address: str) -> AddressTrouble:
    return AddressTrouble(
        address=address,
        blocking=True,
        clause="mip:k2",
        message=f"{address} stands on both sides. Your professional e-mail has to be an address of its own.",
    )


def _joint(address: str) -> AddressTrouble:
    return AddressTrouble(
        address=address,
        blocking=False,
        clause="mip:k3",
        message=f"{address} looks shared with a partner or family. Is it read by you alone?",
    )


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().lstrip("@").strip()


def _bare(handle: str) -> str:
    return handle.strip().lstrip("@")


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
