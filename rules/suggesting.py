"""Ways to mend a finding: at least one concrete rewrite or route for every concern and kind of detail."""

from __future__ import annotations

from rules.report import Concern, Suggestion

C = Concern


def suggest(
    text: str, start: int, end: int, concern: Concern, detail: str, kind: str = "client"
) -> tuple[Suggestion, ...]:
    """Suggestions for the passage [start, end) of `text` (code points), the most helpful first."""
    return tuple(_routes(concern, detail, kind))


_ROUTES: dict[Concern, tuple[tuple[str, str], ...]] = {
    C.CLIENT_REFERENCE: (
        ("Take it to supervision instead", "supervision"),
        ("Ask the person, and record their consent", "ask-consent"),
    ),
    C.CLIENT_IDENTIFIER: (("Ask the person, and record their consent", "ask-consent"),),
    C.CLINICAL_WORK: (("Keep it for supervision or a secure peer group", "supervision"),),
    C.COLLEAGUE_OR_SERVICE: (
        ("Ask them, and record their consent", "ask-consent"),
        ("Speak to them directly", "speak-directly"),
    ),
    C.PERSONAL_INFORMATION: (("Give the practice's public contact instead", "office-contact"),),
    C.IDENTITY_MIXING: (("Post it from the other profile", "other-profile"),),
    C.RESPECT: (("Keep it for supervision, and come back to it tomorrow", "supervision"),),
    C.DEFAMATION: (("Make a formal complaint", "formal-complaint"), ("Write a private report", "private-report")),
    C.RAISING_CONCERNS: (("Write a private report", "private-report"), ("Make a formal complaint", "formal-complaint")),
    C.ONLINE_RELATIONSHIP: (
        ("Give the practice's public contact instead", "office-contact"),
        ("Decline by letter", "decline-letter"),
    ),
    C.IMAGE_PERMISSION: (("Ask each person, and record their permission", "ask-consent"),),
    C.HONEST_CLAIMS: (("Say what you offer and are registered for", "plain-claim"),),
    C.PRESS_CONTACT: (("Talk to the trustee for social media first", "liaison"),),
    C.ASSOCIATION_CONTENT: (("Write to the body's office", "liaison"),),
}


def _routes(concern: Concern, detail: str, kind: str) -> list[Suggestion]:
    return [Suggestion(label=label, route=route) for label, route in _ROUTES[concern]]
