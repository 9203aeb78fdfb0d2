"""Light changes to training posts that leave their meaning: other names, places, figures, casing, slips of the finger.

Every change keeps the labelled spans in place; all randomness comes from the generator that is handed in.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from rules.reader.inputs import OUTCOMES
from rules.reader.training.data import Post, Span

SHE = """Sarah Emma Priya Fatima Aisha Chloe Megan Siân Niamh Aoife Agnieszka Kasia Maria Elena Rosa Grace Blessing Ngozi Amara
Yasmin Leila Noor Mei Ling Yuki Hannah Ruth Naomi Olivia Isla Poppy Freya Margaret Jean Doreen Sheila Linda Susan Tracey Kelly
Donna Joanne Beth Lucy Kate Alice Rachel Zoe Anya Svetlana Ingrid Astrid Camille Chantal Shanice Keisha Tanya Bev Gill""".split()
HE = """James Tom Daniel Mohammed Ahmed Amir Yusuf Ravi Arjun Sanjay Kwame Kofi Emeka Tunde Piotr Marek Tomasz Luca Marco Diego
Carlos Wei Jun Hiro David Adam Ben Joe Jack Callum Rory Ewan Hamish Gareth Rhys Owen Declan Sean Liam Connor Dave Steve Gary Barry
Keith Trevor Derek Colin Graham Nigel Pete Mick Darren Wayne Lee Craig Jamal Leon Tyrone Dmitri Lars Sven Pierre Idris""".split()
PLACES = """Leeds Bradford Hull York Sheffield Derby Leicester Norwich Ipswich Exeter Plymouth Truro Bristol Bath Swindon Reading
Luton Croydon Lewisham Hackney Brixton Tooting Bolton Bury Oldham Rochdale Stockport Salford Preston Blackpool Carlisle Durham
Sunderland Middlesbrough Whitby Scarborough Grimsby Lincoln Stafford Dudley Walsall Coventry Rugby Kettering Cardiff Swansea
Wrexham Newport Glasgow Dundee Aberdeen Perth Stirling Inverness Belfast Derry Lisburn Omagh Margate Hastings Brighton""".split()
GROUPS = [re.compile(rf"\b(?:{'|'.join(names)})\b") for names in (SHE, HE, PLACES)]
NAMES = (SHE, HE, PLACES)
Edit = tuple[int, int, str]


def edited(post: Post, edits: list[Edit]) -> Post:
    """The post with stretches replaced (ascending, apart from one another); spans follow."""
    pieces, at, moves = [], 0, []
    for start, end, words in edits:
        pieces += [post.text[at:start], words]
        moves.append((start, end, len(words)))
        at = end
    pieces.append(post.text[at:])

    def moved(place: int, closing: bool) -> int:
        shift = 0
        for start, end, size in moves:
            if place >= end:
                shift += size - (end - start)
            elif place > start:
                return start + shift + (size if closing else 0)
        return place + shift

    spans = [(moved(s, False), moved(e, True), c) for s, e, c in post.spans]
    return replace(post, text="".join(pieces), spans=tuple(s for s in spans if s[1] > s[0]))


def swap_names(post: Post, rng: random.Random) -> Post:
    """Every known name and place becomes another of its kind, the same one throughout."""
    edits: list[Edit] = []
    for pattern, names in zip(GROUPS, NAMES, strict=True):
        chosen: dict[str, str] = {}
        for match in pattern.finditer(post.text):
            if not any(match.start() < e and s < match.end() for s, e, _ in edits):
                edits.append((*match.span(), chosen.setdefault(match[0], rng.choice(names))))
    return edited(post, sorted(edits))


def change_figures(post: Post, rng: random.Random) -> Post:
    """Ages and counts of two digits become others of the same decade; times and years stay."""
    found = re.finditer(r"(?<![\d.:,/£$#@\w-])([1-9])\d(?![\d:.,/%\w-])", post.text)
    return edited(post, [(*m.span(), f"{m[1]}{rng.randrange(10)}") for m in found])


def lower(post: Post, _: random.Random) -> Post:
    text = post.text.lower()
    return replace(post, text=text) if len(text) == len(post.text) else post


def slip(post: Post, rng: random.Random) -> Post:
    """One to three words get two neighbouring letters swapped or a letter left out."""
    words = list(re.finditer(r"[a-z]{4,}", post.text))
    edits = []
    for match in sorted(rng.sample(words, min(len(words), rng.randint(1, 3))), key=re.Match.start):
        at = rng.randrange(1, len(match[0]) - 1)
        word = match[0]
        wrong = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] if rng.random() < 0.5 else word[:at] + word[at + 1 :]
        )
        edits.append((*match.span(), wrong))
    return edited(post, edits)


def other_marks(post: Post, rng: random.Random) -> Post:
    """Straight and curly quotation marks change over; a full stop at the very end may go."""
    table = {"’": "'", "‘": "'", "“": '"', "”": '"'} if re.search("[’‘“”]", post.text) else {"'": "’"}
    text = "".join(table.get(c, c) for c in post.text)
    if text.endswith(".") and all(e < len(text) for _, e, _ in post.spans):
        text = text[:-1]
    return replace(post, text=text)


def without_emoji(post: Post, _: random.Random) -> Post:
    found = re.finditer(
        r" ?[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\u200d\u2600-\u27bf\U0001f300-\U0001faff]*", post.text
    )
    return edited(post, [(*m.span(), "") for m in found])


def joined(post: Post, other: Post, first: bool) -> Post:
    """Two posts as one of two paragraphs; the severer outcome holds."""
    one, two = (post, other) if first else (other, post)
    shift = len(one.text) + 2
    spans: list[Span] = [*one.spans, *((s + shift, e + shift, c) for s, e, c in two.spans)]
    outcome = max(one.outcome, two.outcome, key=OUTCOMES.index)
    return replace(post, text=f"{one.text}\n\n{two.text}", spans=tuple(spans), outcome=outcome)


CHANGES: tuple[tuple[float, Callable[[Post, random.Random], Post]], ...] = (
    (0.35, swap_names),
    (0.2, change_figures),
    (0.1, other_marks),
    (0.1, without_emoji),
    (0.07, slip),
    (0.1, lower),
)
JOINED = 0.08
CHANNEL_FORGOTTEN = 0.15


def noised(post: Post, clear: list[Post], rng: random.Random) -> Post:
    """The post as one epoch sees it. `clear`: harmless posts, to be put before or after now and then."""
    for chance, change in CHANGES:
        if rng.random() < chance:
            post = change(post, rng)
    if rng.random() < JOINED and len(post.text) < 700:
        other = rng.choice(clear)
        if other.identity == post.identity and len(other.text) < 700:
            post = joined(post, other, rng.random() < 0.5)
    if rng.random() < CHANNEL_FORGOTTEN:
        post = replace(post, channel="")
    return post
