"""Rewrites of one passage: an age to a decade, a place to a region, a date to a season, a claim to an honest one.

Each writer takes the text and a span (code points) and gives an `Edit`, or None where it cannot be done grammatically.
"""

from __future__ import annotations

import functools
import re

from rules.edits import Edit, Writer, dropped, instead, possessive, sentence, with_article, without_sentence
from rules.lexicon import words
from rules.trimming import trimmed

# -- ages -------------------------------------------------------------------------------------------------------------

_NUMBERS = {word: n for n, word in enumerate(words.listed("number")[:19], 1)}
_TENS = {word: n * 10 for n, word in enumerate(words.listed("tens"), 2)}
_DECADES = {n // 10: word[:-1] + "ies" for word, n in _TENS.items()}


def number_in(words_: str) -> int | None:
    """The first number of a passage, in digits or in words up to ninety-nine."""
    digits = re.search(r"\d{1,3}", words_)
    if digits:
        return int(digits[0])
    found = re.search(rf"\b({'|'.join(_TENS)})(?:[- ]({'|'.join(_NUMBERS)}))?\b", words_, re.I)
    if found:
        return _TENS[found[1].lower()] + (_NUMBERS[found[2].lower()] if found[2] else 0)
    single = re.search(rf"\b({'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b", words_, re.I)
    return _NUMBERS[single[1].lower()] if single else None


def age(text: str, start: int, end: int) -> Edit | None:
    """An age to a decade of life, or to `teenage`, `young`, `older`."""
    passage = text[start:end]
    years = number_in(passage)
    if years is None:
        return None
    label = "Say roughly how old"
    compound = re.search(r"(\d{1,3}|[\w-]+?)[- ]?(year|yr|y/?o)", passage, re.I)
    if compound and not re.search(r"(years|\b(1|one) year) (old|of age)\s*$|\by/?o\b", passage, re.I):
        at = start + compound.start()
        lead = re.match(
            r"(aged?|of|turned|turns|turning|is|was|she's|he's|they're|only|just|now|at|about|around|nearly|almost)\s+",
            passage,
            re.I,
        )
        at = start + (lead.end() if lead else 0)
        noun = not _NOUN_FOLLOWS.match(text[end:])
        return with_article(text, at, end, _as_word(years, noun), label)
    decade = _of_school_age(years) or f"in {possessive(text, start, end)} {_stage(years)}"
    before = re.search(r"\b(turned|turns|turning|of|aged?)\s+$", text[:start])
    inside = re.match(r"(aged?|turned|turns|turning|of)\s+", passage, re.I)
    if (before and before[1].startswith("turn")) or (inside and inside[1].lower().startswith("turn")):
        return instead(text, before.start() if before else start, end, "had a birthday", label)
    at = before.start() if before else start + (0 if inside else _lead(passage))
    return instead(text, at, end, decade, label)


_NOUN_FOLLOWS = re.compile(
    r"\s+(?!(?:who|that|and|but|with|in|at|from|on|to|or|was|is|has|had|told|said|asked|came|left|rang|just|i|we|wept|sang|got|\w+ed)\b)[a-z]"
)
"""Told from a verb or a small word: then the age stands for the person."""


def _lead(passage: str) -> int:
    lead = re.match(r"(she's|he's|they're|is|was|only|just|now|at)\s+", passage, re.I)
    return lead.end() if lead else 0


def _as_word(years: int, noun: bool) -> str:
    if years < 13:
        return "young child" if noun else "young"
    if years < 20:
        return "teenager" if noun else "teenage"
    if years >= 70:
        return "older person" if noun else "older"
    return next(word for word, n in _TENS.items() if n == years // 10 * 10) + "-something"


def _of_school_age(years: int) -> str:
    if years >= 13:
        return ""
    return f"of {'pre' if years < 5 else 'primary' if years < 12 else 'secondary'}-school age"


def _stage(years: int) -> str:
    if years < 20:
        return "teens"
    return _DECADES.get(years // 10, "later years")


# -- places, dates, spans of time -------------------------------------------------------------------------------------


@functools.cache
def _by_entry(prefix: str) -> dict[str, str]:
    """Entry → the phrase that its list's name stands for, for lists such as `region_in_wales`."""
    small = {
        "north",
        "south",
        "west",
        "east",
        "england",
        "yorkshire",
        "midlands",
        "scotland",
        "wales",
        "northern",
        "ireland",
        "london",
    }
    table: dict[str, str] = {}
    for name in words.names():
        if name.startswith(prefix):
            parts = name.removeprefix(prefix).split("_")
            phrase = " ".join(p.capitalize() if p in small and prefix == "region_" else p for p in parts)
            table |= {entry.casefold(): phrase for entry in words.listed(name)}
    return table


def place(text: str, start: int, end: int) -> Edit | None:
    """A place to its region; an unknown one away with its preposition."""
    name = re.sub(r"^the ", "", text[start:end], flags=re.I)
    region = _by_entry("region_").get(name.casefold())
    before = re.search(r"\b(in|from|at|near|outside|to|of|round|off)\s+$", text[:start], re.I)
    if region:
        if before and before[1].lower() in ("in", "at", "near", "outside", "round"):
            return instead(text, before.start(), end, region, "Name the region only")
        return Edit(start, end, region.removeprefix("in "), "Name the region only")
    if before and before[1].lower() != "of":
        return dropped(text, before.start(), end, "Leave the place out")
    return None


_SEASON_MONTHS = {
    "winter": "december january february christmas",
    "spring": "march april may easter",
    "summer": "june july august whitsun",
    "autumn": "september october november",
}
_SEASONS = {month: season for season, months in _SEASON_MONTHS.items() for month in months.split()}


def date(text: str, start: int, end: int) -> Edit | None:
    """A date to a season, a moment to `recently`, `two years ago` to `some time ago`."""
    passage = text[start:end]
    label = "Say roughly when"
    if re.search(r"\bago\b", passage):
        return instead(text, start, end, "some time ago", label)
    if re.search(r"\blater\b|to the day", passage):
        return instead(text, start, end, "some time later", label)
    if re.search(r"\b(19|20)\d\d\b", passage):
        return _year(text, start, end)
    month = re.search("|".join(_SEASONS), passage, re.I)
    if month:
        season = _SEASONS[month[0].lower()]
        before = re.search(r"\b(on( the)?|in|since|until|by|last|this)\s+$", text[:start], re.I)
        since = re.match(r"since|until", passage, re.I) or (before and re.match(r"since|until", before[1], re.I))
        word = since[0].lower() if since else "in"
        return instead(text, before.start() if before else start, end, f"{word} the {season}", label)
    if re.search(r"\b(like|than|until|since|by|from|of|for|before|after)\s+$", text[:start], re.I):
        return instead(text, start, end, "the other day", label)
    before = re.search(r"\bon\s+$", text[:start], re.I)
    return instead(text, before.start() if before else start, end, "recently", label)


_YEARS = {
    "since": "for some years",
    "from": "for some years",
    "until": "until some years ago",
    "till": "until some years ago",
}


def _year(text: str, start: int, end: int) -> Edit:
    """A date with its year, to `some years ago` or what suits the preposition before it or at its beginning."""
    label = "Say roughly when"
    own = re.match(r"(in|on|since|from|until|till|by|between|before|after|during|of)\s+", text[start:end], re.I)
    before = None if own else re.search(r"\b(in|on|since|from|until|till|during)(\s+the)?\s+$", text[:start], re.I)
    word = (own or before or ["", ""])[1].lower()
    if not before and re.search(r"\b(of|by|before|after|between|and|class of|dated)\s+$", text[:start], re.I):
        return instead(text, start, end, "some years back", label)
    return instead(text, before.start() if before else start, end, _YEARS.get(word, "some years ago"), label)


def duration(text: str, start: int, end: int) -> Edit | None:
    """An exact span of time to a rough one."""
    passage = text[start:end]
    lead = re.match(r"(after|for|in|of|over|nearly|almost)\s+", passage, re.I)
    if re.search(r"sessions", passage):
        return instead(text, start, end, (lead[0] if lead else "") + "several sessions", "Say roughly how long")
    if text[end:].startswith(" of "):
        return instead(text, start, end, "a long run", "Say roughly how long")
    if closing := re.search(r"\s(in|later|together|clean|sober)$", passage):
        new = f"some time {closing[1]}" if closing[1] in ("in", "later") else f"{closing[1]} for some time"
        return instead(text, start, end, new, "Say roughly how long")
    if re.match(r" (married|qualified|retired|widowed|sober|clean)\b", text[end:]) and lead is None:
        return instead(text, start, end, "long", "Say roughly how long")
    new = {"after": "after some time", "in": "in time", "of": "of some length"}.get(
        lead[1].lower() if lead else "", "for some time"
    )
    return instead(text, start, end, new, "Say roughly how long")


# -- what a person is, has and has been through -----------------------------------------------------------------------


def occupation(text: str, start: int, end: int) -> Edit | None:
    """An occupation to the wide field of work."""
    passage = text[start:end]
    fields = _by_entry("field_")
    job = next(
        (j for j in sorted(fields, key=len, reverse=True) if re.search(rf"\b{re.escape(j)}\b", passage, re.I)), None
    )
    field = fields[job] if job else "in another line of work"
    verb = "worked" if re.search(r"\b(retired|ex|former)\b", passage, re.I) else "works"
    before = re.search(r"\b(an?|the|this|that|some)\s+([\w-]+\s+)?$", text[:start], re.I)
    someone = "the person" if before and before[1].lower() in ("the", "this", "that") else "someone"
    return instead(
        text, before.start() if before else start, end, f"{someone} who {verb} {field}", "Name the field of work only"
    )


def employer(text: str, start: int, end: int) -> Edit | None:
    """A place of work to having work."""
    past = re.match(r"(work|play|manag|serv)ed|drove|taught|ran\b", text[start:end], re.I)
    return instead(text, start, end, "had a job" if past else "has a job", "Leave the place of work out")


def heritage(text: str, start: int, end: int) -> Edit | None:
    """Ethnicity or faith away where it only describes a noun."""
    if not re.match(r"[ -][a-z]", text[end:]) or re.match(r" (and|or|but|who|in|at|with|is|was|because)\b", text[end:]):
        return None
    following = re.match(r"[ -](\w+)", text[end:])
    assert following is not None
    return with_article(text, start, end + len(following[0]), following[1], "Leave the background out")


_STATES = re.compile(r"^(depressed|agoraphobic|schizophrenic|psychotic|anorexic|bulimic|autistic|epileptic|diabetic|suicidal|alcoholic|deaf|blind|self-harming|overdosed|hoarding)$", re.I)  # fmt: skip # noqa: E501


def diagnosis(text: str, start: int, end: int) -> Edit | None:
    """A diagnosis to `difficulties`."""
    if _STATES.match(text[start:end]):
        return instead(text, start, end, "struggling", "Leave the diagnosis out")
    if re.match(r"sectioned$", text[start:end], re.I):
        return instead(text, start, end, "unwell", "Leave the diagnosis out")
    if re.search(r"\ban? ([\w-]+ )?$", text[:start], re.I):
        return with_article(text, start, end, "health difficulty", "Leave the diagnosis out")
    determined = re.search(
        r"\b(her|his|their|the|this|that|these|of|with|severe|chronic|long-standing)\s+$", text[:start], re.I
    )
    return with_article(
        text, start, end, "difficulties" if determined else "a health difficulty", "Leave the diagnosis out"
    )


def medication(text: str, start: int, end: int) -> Edit | None:
    """A medicine's name to `medication`."""
    return with_article(text, start, end, "medication", "Leave the name of the medicine out")


_HAPPENED = re.compile(
    r"took|hang|drown|jump|was|lost|gave|got|relapsed|miscarried|came|transitioned|divorced|overdosed", re.I
)
_EVENTS = (
    (r"lost|miscarr|widow|bereav|funeral|stillb", "went through a loss"),
    (r"rape|assault|abuse|attack|stab|shot|burgl", "went through something frightening"),
    (r"inquest|tribunal|court|custody|trial|parole|prison|arrest", "had a legal matter to face"),
    (
        r"birth|engaged|married|divorc|affair|adopted|came out|transition|sacked|redundant",
        "went through a change at home",
    ),
    (r"", "went through a crisis"),
)


def event(text: str, start: int, end: int) -> Edit | None:
    """A rare event to the kind of thing that it was; only where it stands as a verb after its subject."""
    passage = text[start:end]
    if not _HAPPENED.match(passage):
        return None
    new = next(new for pattern, new in _EVENTS if re.search(pattern, passage, re.I))
    tail = re.search(
        r"(\s+(?:and|but|who|when|after|before|in|on|at|last|this|then|with|to|for|so|while|because)\b.*)$", passage
    )
    return instead(text, start, end, new + (tail[1] if tail else ""), "Say it in general words")


def family(text: str, start: int, end: int) -> Edit | None:
    """A relation to `someone in her family`."""
    passage = text[start:end]
    owner = re.match(r"(her|his|their)\b", passage, re.I)
    if owner is None:
        return with_article(text, start, end, "parent", "Leave the family out")
    ending = "'s" if re.search(r"['’]s$", passage) else ""
    named = None if ending else re.match(r" [A-Z][a-z'’-]+\b", text[end:])
    end += len(named[0]) if named else 0
    return instead(text, start, end, f"someone in {owner[1].lower()} family{ending}", "Leave the family out")


def quote(text: str, start: int, end: int) -> Edit | None:
    """A quote to telling that something was said."""
    before = re.search(
        r"\b(said|says|told (me|us|her|him)|asked( me)?|whispered|wrote|replied|admitted)[:,]?\s+$", text[:start], re.I
    )
    if before:
        verb = before[0].rstrip(" :,\n")
        stop = (
            "." if re.search(r"[.!?…][\"”’']+$", text[start:end]) and not re.match(r"[.,;]| [a-z]", text[end:]) else ""
        )
        return Edit(before.start(), end, f"{verb} something that stayed with me{stop}", "Leave their words out")
    return without_sentence(text, start, end)


def name(text: str, start: int, end: int) -> Edit | None:
    """A name away with `called`, or to `this person`."""
    before = re.search(r",?\s+(called|named|known as|nicknamed)\s+[\"“‘']?$", text[:start])
    if before:
        closing = 1 if text[end : end + 1] in "\"”’'" and text[start - 1 : start] in "\"“‘'" else 0
        return Edit(before.start(), end + closing, "", "Leave the name out")
    if text[:start].endswith(", ") and text[end : end + 1] == ",":
        return Edit(start - 2, end + 1, "", "Leave the name out")
    whose = re.match(r"['’]s\b", text[end:])
    if (
        re.search(r"(^|[.!?…]\s+|\n)$", text[:start])
        or whose
        or re.match(r" (is|was|has|had|told|said|came|asked)\b", text[end:])
    ):
        return instead(text, start, end, "this person", "Leave the name out")
    return None


def detail(text: str, start: int, end: int) -> Edit | None:
    """Something told of a person that is of no kind we know: away, where its sentence stands without it."""
    return trimmed(text, start, end)


def rough_sum(text: str, start: int, end: int) -> Edit | None:
    """A sum of money to `some money`."""
    return with_article(text, start, end, "some money", "Leave the sum out")


# -- the author's own things ------------------------------------------------------------------------------------------


def put(new: str, label: str) -> Writer:
    """A writer that puts fixed words."""
    return lambda text, start, end: instead(text, start, end, new, label)


def away(text: str, start: int, end: int) -> Edit | None:
    """Dates of absence to a break."""
    passage = text[start:end]
    subject = re.match(r"(we|I)('re|’re|'m|’m| are| am)\b", passage, re.I)
    if subject:
        return instead(text, start, end, f"{subject[0]} taking a break", "Leave dates and places out")
    return without_sentence(text, start, end)


def as_a(text: str, start: int, end: int) -> Edit | None:
    """`As a therapist, …` without its opening; otherwise the sentence away."""
    opening = re.match(
        r"(\s*(?:speaking )?as an? [^,.!?\n]{3,40}?)(?:,\s+|\s+(?=I\b|we\b|you\b|it\b|this\b|that\b|the\b|my\b))(\w)",
        text[start:],
        re.I,
    )
    if opening and sentence(text, start, end)[0] == start:
        return Edit(start, start + opening.end(), opening[2].upper(), "Leave your profession out")
    return without_sentence(text, start, end)


# -- claims, tone, invitations ----------------------------------------------------------------------------------------


def claim(text: str, start: int, end: int) -> Edit | None:
    """`cures` to `can help with`; a guarantee away; rank to what one is."""
    passage = text[start:end]
    rank = re.search(
        r"\b(the|my|our|your) ([\w']+'s )?"
        r"(only|leading|best|number one|no\.? ?1|#1|foremost|top|premier|most [\w-]+) ",
        passage,
        re.I,
    )
    if rank:
        following = passage[rank.end() : rank.end() + 1].lower()
        article = "an " if following in "aeiou" else "a "
        return instead(text, start + rank.start(), start + rank.end(), article, "Say what you are, without rank")
    cure = re.search(r"\b(cures?|heals?|erases?|eliminates?|clears|reverses)\b", passage, re.I)
    if cure:
        tail = re.search(
            r"\s*,?\s*\b(permanently|for good|for ever|forever|every time|completely|overnight|guaranteed"
            r"|in (one|two|three|a|\d+) \w+).*$",
            passage[cure.end() :],
            re.I,
        )
        stop = start + cure.end() + (tail.start() if tail else len(passage) - cure.end())
        return Edit(
            start + cure.start(), end, "can help with" + text[start + cure.end() : stop], "Say that it can help"
        )
    money = re.search(r",?\s*(or your )?money[- ]back\b", passage, re.I)
    if money and money.start() > 0:
        return dropped(text, start + money.start(), start + money.end(), "Leave the guarantee out")
    return None


_KINDER = (
    (r"attention[- ]seek\w*", "distressed"),
    (r"frequent fl(y|i)ers?", "people who come often"),
    (r"heart-?sinks?", "someone I find hard to help"),
    (r"bed-?blockers?", "people waiting to go home"),
    (r"(full|so|totally|proper|well|a bit) (bipolar|schizo|psycho|borderline|OCD)\b", "very upset"),
    (
        r"(the |these |those |some |all |little )?"
        r"(psychos?|nutters?|nutjobs?|loon(y|ies)|schizos?|fruitcakes?|headcases?)",
        "someone in distress",
    ),
)


def kinder(text: str, start: int, end: int) -> Edit | None:
    """Stigmatising words to plain ones."""
    for pattern, new in _KINDER:
        found = re.search(pattern, text[start:end], re.I)
        if found:
            return with_article(text, start + found.start(), start + found.end(), new, "Say it without the label")
    return without_sentence(text, start, end)


def whole(new: str, label: str) -> Writer:
    """A writer that puts a fixed sentence in place of the passage's own."""

    def write(text: str, start: int, end: int) -> Edit:
        left, right = sentence(text, start, end)
        return Edit(left, right, new, label)

    return write


def in_general(text: str, start: int, end: int) -> Edit | None:
    """`A client told me today that …` to `People sometimes say that …`; otherwise the sentence away."""
    said = re.match(
        r"\s+(just\s+|once\s+)?(told (me|us)|said( to me)?)(\s+(today|yesterday|this \w+|last \w+))?,?\s+that\b",
        text[end:],
    )
    left, _ = sentence(text, start, end)
    if said and left == start:
        return Edit(start, end + said.end(), "People sometimes say that", "Make it a general statement")
    return without_sentence(text, start, end)
