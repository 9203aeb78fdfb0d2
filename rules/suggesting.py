"""Ways to mend a finding: at least one concrete rewrite where there is one, and the better routes."""

from __future__ import annotations

import msgspec

from rules import edits
from rules import rewriting as write
from rules.kept import remembered
from rules.report import Concern, Suggestion

C = Concern

_DETAILS: dict[str, edits.Writer] = {
    "age": write.age,
    "place": write.place,
    "date": write.date,
    "duration": write.duration,
    "occupation": write.occupation,
    "employer": write.employer,
    "ethnicity-or-faith": write.heritage,
    "diagnosis": write.diagnosis,
    "medication": write.medication,
    "event": write.event,
    "family": write.family,
    "quote": write.quote,
    "name": write.name,
    "initials": write.name,
    "handle": edits.dropped,
    "number": edits.dropped,
    "web-address": edits.dropped,
    "sum": write.rough_sum,
    "education": write.detail,
    "appearance": write.detail,
    "rarity": write.detail,
    "detail": write.detail,
    "": write.detail,
}
_PRIVATE: dict[str, edits.Writer] = {
    "home-address": write.put("the practice (I send the address when you book)", "Give the address in private"),
    "phone": write.put("the practice's number", "Give the practice's contact"),
    "email": write.put("the practice's address", "Give the practice's contact"),
    "bank-account": write.put("bank details on request", "Give them in private"),
    "date-of-birth": edits.dropped,
    "holiday-dates": write.away,
    "nhs-number": edits.dropped,
    "national-insurance-number": edits.dropped,
}
_OTHERS: dict[tuple[Concern, str], edits.Writer] = {
    (C.CLIENT_REFERENCE, ""): write.in_general,
    (C.HONEST_CLAIMS, ""): write.claim,
    (C.RESPECT, "stigma"): write.kinder,
    (C.IDENTITY_MIXING, "role"): write.as_a,
    (C.IDENTITY_MIXING, "shared-email"): write.put("my professional address", "Give the professional address"),
    (C.IDENTITY_MIXING, "work-handle"): edits.dropped,
    (C.IDENTITY_MIXING, "keep-out"): edits.dropped,
    (C.ONLINE_RELATIONSHIP, "crisis-invitation"): write.whole(
        "In a crisis please ring 999, or Samaritans on 116 123.", "Point to those who answer"
    ),
    (C.ONLINE_RELATIONSHIP, "invitation"): write.whole(
        "Please reach me through the practice.", "Point to the practice instead"
    ),
    (C.ASSOCIATION_CONTENT, ""): write.whole(
        "I have written to the office about this.", "Say that you have written to the office"
    ),
}
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


def suggest(text: str, start: int, end: int, concern: Concern, detail: str) -> tuple[Suggestion, ...]:
    """Suggestions for the passage [start, end) of `text` (code points): the rewrite first, then the routes.

    `detail` is the finding's kind of detail. A rewrite keeps to the sentence that it is in.
    """
    origin, after = _surroundings(text, start, end)
    ways = _ways(text[origin:after], start - origin, end - origin, concern, detail)
    return tuple(_moved(way, origin) for way in ways) if ways[0].start is not None and origin else ways


@remembered(2_000)
def _ways(text: str, start: int, end: int, concern: Concern, detail: str) -> tuple[Suggestion, ...]:
    routes = [Suggestion(label=label, route=route) for label, route in _ROUTES[concern]]
    edit = _edit(text, start, end, concern, detail)
    if edit is None or text[edit.start : edit.end] == edit.new:
        return tuple(routes)
    elsewhere = (edit.start, edit.end) != (start, end)
    rewrite = Suggestion(
        label=edit.label,
        replace=edit.new,
        start=edit.start if elsewhere else None,
        end=edit.end if elsewhere else None,
    )
    return (rewrite, *routes)


def _moved(way: Suggestion, by: int) -> Suggestion:
    if way.start is None or way.end is None:
        return way
    return msgspec.structs.replace(way, start=way.start + by, end=way.end + by)


NEAR = 120
"""No writer looks further than this many code points, or to the end of the line, whichever is further away."""


def _surroundings(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines around a passage, and the end of what stands before them: all that its rewrite depends on.

    Found by the words around it alone, so that they are the same wherever they stand.
    """
    first = text.rfind("\n", 0, max(start - NEAR, 0)) + 1
    while first > 0 and (text[first - 1].isspace() or text[first - 1] in _CLOSING):
        first -= 1
    after = text.find("\n", end + NEAR)
    return max(first - 1, 0), len(text) if after < 0 else after


_CLOSING = "\"”')"


def _edit(text: str, start: int, end: int, concern: Concern, detail: str) -> edits.Edit | None:
    if concern is C.CLIENT_IDENTIFIER:
        writer: edits.Writer | None = _DETAILS.get(detail)
    elif concern is C.PERSONAL_INFORMATION:
        writer = _PRIVATE.get(detail)
    else:
        writer = _OTHERS.get((concern, detail)) or _OTHERS.get((concern, ""))
    edit = writer(text, start, end) if writer else None
    return edit or edits.without_sentence(text, start, end)
