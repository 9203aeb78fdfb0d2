"""What a finding is called and why it is one: plain words for each concern and kind, without the passage's own text."""

from __future__ import annotations

from rules.report import Concern, IdentityKind, Outcome

C = Concern

_TEXTS: dict[tuple[Concern, str], tuple[str, str]] = {
    (C.CLIENT_REFERENCE, ""): (
        "This points at a particular person",
        "Someone you work or worked with could recognise themselves here, even though nobody is named.",
    ),
    (C.CLIENT_REFERENCE, "supervisee"): (
        "This points at someone you supervise",
        "A supervisee is owed the same confidence as a client and could recognise themselves here.",
    ),
    (C.CLIENT_REFERENCE, "trainee"): (
        "This points at a particular trainee",
        "Trainees and students are owed confidence about their learning and could recognise themselves here.",
    ),
    (C.CLIENT_REFERENCE, "participant"): (
        "This points at a research participant",
        "People who take part in research were promised confidence and could recognise themselves here.",
    ),
    (C.CLIENT_REFERENCE, "group"): (
        "This points at a group you work with",
        "Each member could recognise the group, and each of them would have to agree.",
    ),
    (C.CLIENT_REFERENCE, "couple"): (
        "This points at a couple you work with",
        "Both partners could recognise themselves here, and both would have to agree.",
    ),
    (C.CLIENT_REFERENCE, "child"): (
        "This points at a particular child",
        "The child, and whoever looks after them, could recognise this now or years later.",
    ),
    (C.CLIENT_IDENTIFIER, ""): (
        "A detail that narrows down who it is",
        "Small facts add up: with your name and practice known, this makes the person easier to recognise.",
    ),
    (C.CLINICAL_WORK, ""): (
        "Talk of your clinical work",
        "No particular person is meant, yet people you see may wonder whether it is about them.",
    ),
    (C.COLLEAGUE_OR_SERVICE, ""): (
        "A colleague or service is exposed",
        "A recognisable colleague or service is shown in a private or bad light, which takes their agreement.",
    ),
    (C.PERSONAL_INFORMATION, ""): (
        "Private information about you",
        "Posts reach further and last longer than one thinks, and people you see may find this.",
    ),
    (C.PERSONAL_INFORMATION, "home-address"): (
        "A home address",
        "An address of yours or your family's cannot be taken back once it is out.",
    ),
    (C.PERSONAL_INFORMATION, "phone"): (
        "A private telephone number",
        "A private number lets clients, and platforms that match contacts, reach your personal life.",
    ),
    (C.PERSONAL_INFORMATION, "email"): (
        "A private e-mail address",
        "A private address lets clients, and platforms that match contacts, reach your personal life.",
    ),
    (C.PERSONAL_INFORMATION, "date-of-birth"): (
        "A date of birth",
        "Dates of birth open accounts and find people; a birthday without its year does the same work.",
    ),
    (C.PERSONAL_INFORMATION, "holiday-dates"): (
        "Says when you are away",
        "Dates away from home tell strangers when the house is empty.",
    ),
    (C.PERSONAL_INFORMATION, "live-location"): (
        "Says where you are now",
        "Anyone reading this, clients included, can find you there.",
    ),
    (C.PERSONAL_INFORMATION, "childs-school"): (
        "Says where a child goes to school",
        "A child's school makes the child findable, and the child did not choose to be in this post.",
    ),
    (C.PERSONAL_INFORMATION, "own-experience"): (
        "Your own health or therapy",
        "You may well want to tell this; think of how it reads to someone who sees you this week.",
    ),
    (C.IDENTITY_MIXING, ""): (
        "Personal and professional meet here",
        "This links the two presences that the policies ask you to keep apart.",
    ),
    (C.IDENTITY_MIXING, "own-experience"): (
        "Your own therapy or illness",
        "Clients may read it and carry it for you; say it only if you would say it to each of them in the room.",
    ),
    (C.IDENTITY_MIXING, "role"): (
        "Your profession in the personal profile",
        "Readers will hold this profile to professional standards, and clients may find it.",
    ),
    (C.IDENTITY_MIXING, "shared-email"): (
        "A shared address for professional use",
        "An inbox that a partner or family can open is no place for clients' messages.",
    ),
    (C.IDENTITY_MIXING, "keep-out"): (
        "A word of your other profile",
        "You listed this as belonging to the other profile; here it would link the two for anyone who searches.",
    ),
    (C.RESPECT, ""): (
        "This may read as contempt",
        "Insult or stigma harms the people meant and public trust in the profession, whatever the provocation.",
    ),
    (C.RESPECT, "mild"): (
        "A sharp tone",
        "It may be fair; consider whether you would say it to their face and be ready to explain it.",
    ),
    (C.RESPECT, "stigma"): (
        "Stigmatising words",
        "People who live with this, some of them your clients, will read it as being about them.",
    ),
    (C.DEFAMATION, ""): (
        "A damaging statement of fact",
        "It says as fact that someone who can be recognised did wrong; if it cannot be proved it may be defamatory.",
    ),
    (C.RAISING_CONCERNS, ""): (
        "A concern that belongs in a private channel",
        "Worries about conduct or safety are to be raised where they can be acted on, not in public.",
    ),
    (C.ONLINE_RELATIONSHIP, ""): (
        "An invitation to clients",
        "It invites people you work with into an online relationship, which blurs the work and cannot be kept safe.",
    ),
    (C.ONLINE_RELATIONSHIP, "crisis-invitation"): (
        "An invitation to write in a crisis",
        "Nobody in danger should depend on a message box that is neither secure nor always read.",
    ),
    (C.ONLINE_RELATIONSHIP, "review-request"): (
        "Asking clients to post or review",
        "A client who answers shows the world that they see you, and cannot easily say no.",
    ),
    (C.IMAGE_PERMISSION, ""): (
        "A picture of or by someone you work with",
        "Pictures of clients, trainees, supervisees, or of what they made, need each person's own permission.",
    ),
    (C.IMAGE_PERMISSION, "refused"): (
        "A picture that somebody did not want shown",
        "Somebody said no, or was not asked; going on would be against their word.",
    ),
    (C.HONEST_CLAIMS, ""): (
        "A claim that needs proof",
        "Promises of results, cures or rank mislead people who are looking for help, and must be provable.",
    ),
    (C.HONEST_CLAIMS, "testimonial"): (
        "A client's testimonial",
        "It shows that the person was your client, and they may have found it hard to refuse.",
    ),
    (C.HONEST_CLAIMS, "superlative"): (
        "A claim to be first or best",
        "Rank among practitioners can hardly be proved; say what you do and are registered for.",
    ),
    (C.HONEST_CLAIMS, "title"): (
        "A title that may mislead",
        "Titles, registration and membership must be current and mean what readers will take them to mean.",
    ),
    (C.PRESS_CONTACT, ""): (
        "The press is asking",
        "Before you answer on matters of the association, talk to its trustee for social media.",
    ),
    (C.ASSOCIATION_CONTENT, ""): (
        "Critical or uncertain talk of a professional body",
        "Put it to the body's office first: they can answer, correct a rumour or take up the criticism.",
    ),
}
_PERSONAL_CLIENT = " In the personal profile it has no place at all."


def explain(concern: Concern, detail: str, outcome: Outcome, identity: IdentityKind) -> tuple[str, str]:
    """Title (at most eight words) and why (one or two plain sentences) of a finding of this kind."""
    title, why = _TEXTS.get((concern, detail)) or _TEXTS[concern, ""]
    client = concern in (C.CLIENT_REFERENCE, C.CLIENT_IDENTIFIER, C.IMAGE_PERMISSION)
    if client and identity is IdentityKind.PERSONAL and outcome is Outcome.MUST_FIX:
        why += _PERSONAL_CLIENT
    return title, why
