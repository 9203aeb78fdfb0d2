"""The information sheet and consent form for the person: plain words, large print if wished, the whole text to be seen.

The wording never says that the reader is or was in therapy: the sheet may lie on a kitchen table. Only the text itself
may say so; it stands on a page of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from composer.consent.record import ConsentForm, Party
from composer.identity import Identity
from composer.paper import Paper
from composer.publish.channels import facts
from composer.wording import plain_date

VERSION = "2026-11.2"
"""Changes with every change of the wording below; kept in each record as what the person was told."""

_WHAT = (
    "I have written a text that has something to do with you. It is on a page of its own in these papers. I would like "
    "to publish it, and I will only do so if you agree."
)
_MAY_HAPPEN = (
    "You may recognise yourself in it. People who know you may recognise you too, even though your name is not there.",
    "Anyone can read it, share it, take a picture of it, or quote it in the press.",
    "Search engines and AI systems may copy it.",
    "It can stay online for good. If it is taken down, copies that others made cannot be called back.",
)
_CHOICE = (
    "You can say no. You need no reason, and nothing between us changes.",
    "Take your time. Two days or more are good; show it to someone you trust if you like.",
    "You can ask for changes. You can agree to one place and not to another.",
    "You can change your mind at any time, as easily as you agreed. I will then take it down where I posted it.",
    "Nothing is paid or given for it.",
)
_KEPT = (
    "If you agree, I keep this form on my own computer, locked with a password, and nowhere else.",
    "You can ask to see it, to have it put right, or to have it deleted.",
    "You can complain to the Information Commissioner's Office, which looks after people's data rights in the UK.",
)
_SMALL_CHANGES = (
    "Small changes may be made to the wording as long as they do not change what it says about me. My own words and "
    "the details about me stay as they are, or I am asked again."
)
_EXACT = "Whatever is changed in the text after this, even a word, I am asked again."
_SENSITIVE = (
    "I know that the text may tell of health, feelings, family life or beliefs, and I agree expressly to that being "
    "published."
)


def information_sheet(
    form: ConsentForm,
    identity: Identity,
    *,
    large: bool = False,
    pictures: Iterable[bytes] = (),
    password: str = "",
) -> bytes:
    """Information sheet, text and form as one PDF, filled with what the form says."""
    return information_paper(form, identity, large=large, pictures=pictures).pdf(password=password)


def information_paper(
    form: ConsentForm, identity: Identity, *, large: bool = False, pictures: Iterable[bytes] = ()
) -> Paper:
    """The same as a document that a window can show and print."""
    paper = Paper("A text I would like to publish", large=large, foot=f"Information sheet {VERSION}")
    _information(paper, form, identity)
    paper.new_page()
    paper.heading("The text")
    paper.exact(form.material.text)
    for picture in pictures:
        paper.picture(picture)
    paper.new_page()
    _form(paper, form, identity)
    return paper


def sheet_hash() -> str:
    """SHA-256 of the sheet's wording, to keep with the record beside `VERSION`."""
    words = "\n".join([_WHAT, *_MAY_HAPPEN, *_CHOICE, *_KEPT, _SMALL_CHANGES, _EXACT, _SENSITIVE])
    return hashlib.sha256(words.encode()).hexdigest()


_TELLING = ("therap", "client", "patient", "counsel", "clinic", "psych", "mental health", "treatment")


def revealing(form: ConsentForm, identity: Identity) -> list[str]:
    """What on sheet and receipt would tell a stranger that the reader is in therapy, as sentences."""
    reach = form.reach
    shown = {
        "name of who publishes": reach.account or identity.display_name,
        "purpose": " ".join(reach.purposes),
        "audience": reach.audience,
        "way to withdraw": form.informing.withdrawal_route,
        "address": " ".join(identity.emails),
    }
    found = (name for name, words in shown.items() if any(word in words.lower() for word in _TELLING))
    return [f"The {name} may show what the paper is about if someone else finds it." for name in found]


def _information(paper: Paper, form: ConsentForm, identity: Identity) -> None:
    reach = form.reach
    paper.text(_WHAT)
    paper.heading("Where, for whom and why")
    paper.fields(
        [
            ("Who publishes it", reach.account or identity.display_name),
            ("Where", ", ".join(facts(c).name for c in reach.channels)),
            ("Why", "; ".join(reach.purposes)),
            ("Who can read it", reach.audience),
            ("Does it advertise", "yes" if reach.commercial else "no"),
            ("Until when", f"not posted anew after {plain_date(reach.expires)}" if reach.expires else "no end is set"),
        ]
    )
    if form.material.details_left:
        paper.text(f"These details about you are left in on purpose: {form.material.details_left}")
    paper.heading("What may happen")
    paper.bullets(_MAY_HAPPEN)
    paper.heading("Your choice")
    paper.bullets(_CHOICE)
    paper.text(f"To change your mind: {form.informing.withdrawal_route}.")
    paper.heading("What is kept")
    paper.bullets(_KEPT)
    contact = ", ".join(identity.emails)
    if contact:
        paper.text(f"Questions: {identity.display_name}, {contact}")


def _form(paper: Paper, form: ConsentForm, identity: Identity) -> None:
    paper.heading("What I decide")
    paper.text("Please tick what is true for you.")
    paper.boxes(
        [
            "I have read the whole text.",
            "I have read or been told what may happen, and could ask questions.",
            "I know that I can change my mind at any time, and how.",
            _SENSITIVE,
        ]
    )
    paper.text("I agree that this text, word for word, is published:", bold=True)
    paper.boxes([f"{facts(c).name}" for c in form.reach.channels])
    paper.text(_EXACT if form.reach.this_text_only else _SMALL_CHANGES)
    paper.boxes(["No, I do not agree.", "I would like more time. Please ask me again on the date below."])
    for party in _signing(form):
        paper.lines_to_fill(_lines(party))
    who = form.informing.explained_by or identity.display_name
    paper.lines_to_fill(["Signature", "Date"], above=f"Explained by {who}:")


def _signing(form: ConsentForm) -> tuple[Party, ...]:
    return form.parties or (Party(code=form.code or "…"),)


def _lines(party: Party) -> list[str]:
    """For someone who signs for another: also who they are to them, and why they may."""
    own = party.role in ("self", "member", "child")
    more = [] if own else ["I sign for someone else. I am their", "I may do so because"]
    return [f"Name or initials ({party.code})", *more, "Signature", "Date"]
