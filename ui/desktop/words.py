"""The words that several views use for the same thing, so that they stay the same words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from composer.errors import UserTrouble
from rules.report import IdentityKind, Outcome

NAMES = {IdentityKind.PROFESSIONAL: "Professional", IdentityKind.PERSONAL: "Personal"}
SIGNS = {Outcome.MUST_FIX: "✕", Outcome.NEEDS_CONSENT: "◆", Outcome.ADVICE: "·", Outcome.CLEAR: "✓"}
OUTCOMES = {
    Outcome.MUST_FIX: "to mend",
    Outcome.NEEDS_CONSENT: "needs consent",
    Outcome.ADVICE: "a thought",
    Outcome.CLEAR: "nothing found",
}
UNBROKEN = re.compile(r"\S{24,}")


def breakable(words: str) -> str:
    """Words in which a long run, such as a fingerprint or an address, may go on in the next line."""
    return UNBROKEN.sub(lambda run: "\u200b".join(run[0][i : i + 8] for i in range(0, len(run[0]), 8)), words)


def both(names: Sequence[str]) -> str:
    """Names as a sentence has them: `X`, `X and LinkedIn`, `X, LinkedIn and Bluesky`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def window_title(kind: IdentityKind | None, view: str) -> str:
    """A title that begins with the identity and never holds a word of a post: `Professional · Review and approve`."""
    return f"{NAMES[kind]} · {view} · Considered" if kind else f"{view} · Considered"


def told(trouble: BaseException) -> str:
    """What to show for an exception: a user's trouble in its own three sentences, our fault without any detail."""
    if isinstance(trouble, UserTrouble):
        return "\n".join((trouble.happened, trouble.meaning, trouble.cure)).strip()
    return (
        "Something went wrong inside Considered.\n"
        "What you asked for may be done in part or not at all: look before you try again.\n"
        f"If it happens again, report it with this name: {type(trouble).__name__}."
    )
