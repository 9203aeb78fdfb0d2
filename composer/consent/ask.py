"""What a consent must have to be one at all: refused here with the reason, before anything is recorded."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from composer.consent.fold import Step
from composer.consent.record import ConsentForm, ConsentRecord, ConsentState, Method, Party, SubjectKind, Told
from composer.consent.scope import missing_quotes
from composer.errors import UserTrouble
from composer.wording import text_hash

_CODE = re.compile(r"[A-Z]-\d{3,6}")
MIN_REASON = 20
"""Code points that a typed reason needs."""


class ConsentFormTrouble(UserTrouble):
    """Something in the form has to change before this can be recorded."""


def check_form(form: ConsentForm) -> None:
    """Refuse what could never be a valid consent: no text, no channel, bundled with the therapy, lost quotes."""
    if not form.material.text.strip():
        raise _trouble("There is no text in this consent.", "Consent covers exact words.", "Add the text to be seen.")
    if not _CODE.fullmatch(form.code):
        raise _trouble(
            "A person is kept under a code such as C-014, never under a name.",
            "Codes keep names out of every list and paper.",
            "Leave the code empty to be given the next one.",
        )
    if not form.reach.channels:
        raise _trouble("No channel is named.", "People agree to a place, not to anywhere.", "Choose where it may go.")
    if form.voluntariness.in_therapy_contract:
        raise ConsentFormTrouble(
            "A consent inside the therapy contract cannot be recorded.",
            "Agreement to publish has to be asked for apart from the agreement about therapy, or it does not bind "
            "(UK GDPR Art. 7(2) and 7(4)).",
            "Ask on a separate form, on another day.",
        )
    lost = missing_quotes(form.material.quotes, form.material.text)
    if lost:
        raise _trouble(
            f"{len(lost)} of the quotes do not stand in the text word for word.",
            "A quote is consented to as it was said.",
            "Correct the quote or the text.",
        )
    parties_of(form)


def parties_of(form: ConsentForm) -> tuple[Party, ...]:
    """Who decides: the person; all members of a couple, family or group; for a child a parent, and the able child."""
    parties = form.parties or (Party(code=form.code),)
    if len({p.code for p in parties}) != len(parties) or not all(p.code for p in parties):
        raise _trouble("Two people in this consent have the same code.", "Each one decides.", "Give each a code.")
    if form.kind is SubjectKind.GROUP and len(parties) < 2:
        raise _trouble(
            "A couple, family or group has at least two members.",
            "All of them have to agree.",
            "Add every member.",
        )
    if form.kind is SubjectKind.CHILD and not any(p.role == "parent" for p in parties):
        raise _trouble(
            "For a child, a parent or guardian decides, and the child too where able.",
            "The child alone is not enough.",
            "Add a person with the role “parent”.",
        )
    if form.kind is SubjectKind.DIED and all(p.role == "self" for p in parties):
        raise _trouble(
            "A person who has died cannot agree.",
            "A relative is asked instead.",
            "Add the relative who decides.",
        )
    return parties


def check_giving(record: ConsentRecord, step: Step) -> None:
    """Refuse a yes that came before the question, without a witness where it was spoken, or without the way back."""
    decision = step.decision
    if decision.at < record.asked_at:
        raise _trouble("The answer is dated before the question.", "The dates do not fit.", "Correct one of them.")
    if decision.method is Method.RECORDED_VERBAL and not decision.witness.strip() and not record.evidence:
        raise _trouble(
            "A spoken consent needs a witness or a recording.",
            "Otherwise nothing shows what was said.",
            "Name the witness, or attach the recording note first.",
        )
    told = (step.informing or record.form.informing).told
    if decision.state is ConsentState.GIVEN and Told.CAN_WITHDRAW not in told:
        raise _trouble(
            "They have not been told that they can withdraw at any time.",
            "Without that it is no valid consent (UK GDPR Art. 7(3)).",
            "Tell them, then tick it.",
        )
    if step.reach is not None:
        _narrower(record, step)


def _narrower(record: ConsentRecord, step: Step) -> None:
    assert step.reach is not None
    if not step.reach.channels or not set(step.reach.channels) <= set(record.form.reach.channels):
        raise _trouble(
            "They were not asked about one of these channels.",
            "An answer can narrow what was asked, not widen it.",
            "Make a new request for the other channel.",
        )


def check_judgement(record: ConsentRecord, text: str, judged_by: str, why: str) -> None:
    """Refuse a judgement of sameness that is empty, without a valid consent, or that changes a quote."""
    if not record.state.valid:
        raise _trouble("This consent is not in force.", "There is nothing to compare with.", "Ask the person anew.")
    if record.form.reach.this_text_only:
        raise _trouble(
            f"{record.code} agreed to these exact words only.",
            "A changed wording cannot be judged the same in substance.",
            "Ask the person again, with the text as it is now.",
        )
    if text_hash(text) == record.text_hash:
        raise _trouble("The text is exactly the one seen.", "It is covered already.", "Nothing needs to be done.")
    if missing_quotes(record.form.material.quotes, text):
        raise _trouble(
            "A quote was changed.", "A quote is consented to as it was said.", "Restore the quote, or ask anew."
        )
    needs_words(judged_by, "who judged it", shortest=2)
    needs_words(why, "why it is the same in substance")


def needs_words(words: str, what: str, *, shortest: int = MIN_REASON) -> None:
    """Refuse a reason that says next to nothing."""
    if len(words.strip()) < shortest:
        raise _trouble(
            f"This needs {what} in words.",
            "Someone may ask about it in years to come.",
            f"Write at least {shortest} characters.",
        )


def not_in_future(at: datetime) -> None:
    """Refuse times that lie ahead (a minute's grace for clocks)."""
    if at > datetime.now(UTC) + timedelta(minutes=1):
        raise _trouble("This date lies in the future.", "Only what has happened is recorded.", "Correct the date.")


def _trouble(happened: str, meaning: str, cure: str) -> ConsentFormTrouble:
    return ConsentFormTrouble(happened, meaning, cure)
