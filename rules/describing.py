"""What has piled up on one person, held against the 28 identifiers of Hrynaszkiewicz et al. (BMJ 2010;340:c181).

Any direct identifier, or three or more indirect ones, calls for a second look. Where the author posts under their own
name or practice, the place of treatment is known already and counts as the first indirect one.
"""

from __future__ import annotations

from collections.abc import Iterable

from rules.report import Person

DIRECT: dict[str, str] = {
    "name": "a name",
    "initials": "initials",
    "handle": "a handle",
    "phone": "a telephone number",
    "email": "an e-mail address",
    "home-address": "an address",
    "postcode": "a postcode",
    "nhs-number": "a number of their own",
    "number": "the number of a document or a car",
    "web-address": "an address on the web",
    "date": "a date of something in their life",
    "picture": "a picture",
}
INDIRECT: dict[str, str] = {
    "age": "their age",
    "occupation": "their work",
    "employer": "where they work, learn or are treated",
    "education": "their schooling",
    "sum": "their money",
    "appearance": "what they look like",
    "rarity": "being one of very few",
    "place": "a place",
    "family": "their family",
    "ethnicity-or-faith": "their background",
    "diagnosis": "what they suffer from",
    "medication": "their medication",
    "event": "something rare that happened to them",
    "quote": "their own words",
    "duration": "how long it took",
    "detail": "something particular about them",
}
_MENDING: dict[str, str] = {
    "name": "leave the name out",
    "initials": "leave the initials out",
    "handle": "leave the handle out",
    "date": "give a season instead of the date",
    "age": "give a decade instead of the age",
    "occupation": "name the field of work only",
    "employer": "leave the place of work or study out",
    "education": "leave the course and the year out",
    "number": "leave the number out",
    "web-address": "leave the address out",
    "sum": "leave the sum out",
    "appearance": "leave their looks out",
    "rarity": "do not say that there are few like them",
    "place": "name the region only",
    "family": "leave the family out",
    "ethnicity-or-faith": "leave the background out",
    "diagnosis": "speak of difficulties in general",
    "medication": "leave the medicine's name out",
    "event": "say in general words what happened",
    "quote": "leave their words out",
}
ENOUGH = 3
_KINDS = {
    "client": "One person you work or worked with is",
    "supervisee": "One person you supervise is",
    "trainee": "One trainee is",
    "participant": "One research participant is",
    "couple": "A couple is",
    "group": "A group is",
    "child": "A child is",
}


def person(id_: str, kind: str, details: Iterable[str], findings: tuple[str, ...], *, practice_known: bool) -> Person:
    """The person as the report shows them; `details` are kinds of detail, in reading order."""
    kinds = tuple(dict.fromkeys(details))
    direct = tuple(k for k in kinds if k in DIRECT)
    indirect = tuple(k for k in kinds if k in INDIRECT)
    return Person(
        id=id_,
        kind=kind,
        findings=findings,
        direct=direct,
        indirect=indirect,
        summary=_summary(kind, direct, indirect, practice_known=practice_known),
    )


def recognisable(direct: tuple[str, ...], indirect: tuple[str, ...], *, practice_known: bool) -> bool:
    """Whether so much is told that it calls for a second look."""
    return bool(direct) or len(indirect) + practice_known >= ENOUGH


def _summary(kind: str, direct: tuple[str, ...], indirect: tuple[str, ...], *, practice_known: bool) -> str:
    who = _KINDS.get(kind, f"One {kind} is")
    told = [*(DIRECT[k] for k in direct), *(INDIRECT[k] for k in indirect)]
    if not told:
        return f"{who} pointed at here; nothing more is told of them."
    sentences = [f"{who} described here by {_listed(told)}."]
    if recognisable(direct, indirect, practice_known=practice_known):
        sentences.append(_reason(direct, indirect, practice_known=practice_known))
        mend = [_MENDING[k] for k in (*direct, *indirect) if k in _MENDING][:3]
        if mend:
            sentences.append(f"To make them harder to recognise: {_listed(mend)}.")
    return " ".join(sentences)


def _reason(direct: tuple[str, ...], indirect: tuple[str, ...], *, practice_known: bool) -> str:
    if direct:
        return "One of these alone can tell who it is."
    with_practice = ", with where you work, which readers know," if practice_known else ""
    return f"Together{with_practice} that is enough for others to work out who it is."


def _listed(things: list[str]) -> str:
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1]
