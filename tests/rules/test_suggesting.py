"""Rewrites read as English, keep to their sentence, and there is always a way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.detectors import all_rules
from rules.detectors.rule import Rule, matches
from rules.report import Concern, Suggestion
from rules.suggesting import _DETAILS, _PRIVATE, NEAR, suggest

C = Concern


def applied(marked: str, concern: Concern, detail: str = "") -> str:
    """The text with its first suggestion applied to the passage between « and »."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    first = suggest(text, start, end, concern, detail)[0]
    assert first.replace is not None
    at = start if first.start is None else first.start
    to = end if first.end is None else first.end
    return text[:at] + first.replace + text[to:]


@pytest.mark.parametrize(
    ("detail", "marked", "wanted"),
    [
        ("age", "I saw a «34-year-old» nurse.", "I saw a thirty-something nurse."),
        ("age", "A «34-year-old» told me.", "A thirty-something told me."),
        ("age", "A «9 year old» boy sang.", "A young boy sang."),
        ("age", "She is «34 years old».", "She is in her thirties."),
        ("family", "«Her sister» Anna rang.", "Someone in her family rang."),
        (
            "quote",
            "She said: «“I can't go on.”» Then she left.",
            "She said something that stayed with me. Then she left.",
        ),
        ("quote", "She said «“No!”» and left.", "She said something that stayed with me and left."),
        ("age", "An «82-year-old» man sang.", "An older man sang."),
        ("age", "An «18-year-old» came.", "A teenager came."),
        ("age", "a «six-year-old» boy", "a young boy"),
        ("age", "My client, «34», told me she left.", "My client, in her thirties, told me she left."),
        ("age", "She's «forty-one», and sings.", "She's in her forties, and sings."),
        ("age", "a man of «71», he said", "a man in his seventies, he said"),
        ("age", "He is «aged 52» now.", "He is in his fifties now."),
        ("age", "She turned «40» here.", "She had a birthday here."),
        ("place", "a lad from «Barnsley» who sings", "a lad from Yorkshire who sings"),
        ("place", "He lives in «Bolton» now.", "He lives in the North West now."),
        ("place", "A man from «Upper Harding» came.", "A man came."),
        ("date", "She came «last Tuesday».", "She came recently."),
        ("date", "He left «eleven years ago».", "He left some time ago."),
        ("date", "He died «in March».", "He died in the spring."),
        ("date", "She has come «since January».", "She has come since the winter."),
        ("date", "It happened «in 2019».", "It happened some years ago."),
        ("duration", "«After fourteen months» he spoke.", "After some time he spoke."),
        ("duration", "We met «for nine sessions».", "We met for several sessions."),
        ("occupation", "She is a «paediatric nurse».", "She is someone who works in health care."),
        ("occupation", "A «retired trawlerman» wept.", "Someone who worked on the land or at sea wept."),
        ("employer", "He «works in the chip shop».", "He has a job."),
        ("ethnicity-or-faith", "An «Eritrean» man came.", "A man came."),
        ("diagnosis", "He came with «agoraphobia».", "He came with difficulties."),
        ("diagnosis", "She was «suicidal».", "She was struggling."),
        ("medication", "She came off «sertraline».", "She came off medication."),
        ("event", "She «took an overdose».", "She went through a crisis."),
        ("event", "He «lost his leg».", "He went through a loss."),
        ("family", "«Her youngest son» rang.", "Someone in her family rang."),
        ("family", "I met «his ex-wife's» dog.", "I met someone in his family's dog."),
        ("quote", 'She said «"I can smell toast"».', "She said something that stayed with me."),
        ("name", "a client called «Rita» laughed", "a client laughed"),
        ("initials", "My client, «J.M.», laughed.", "My client laughed."),
        ("handle", "Thanks «@mags» for it.", "Thanks for it."),
        ("age", "She's «seven».", "She's of primary-school age."),
        ("age", "a boy of «four», he said", "a boy of pre-school age, he said"),
        ("date", "He has come since «2016».", "He has come for some years."),
        ("date", "He left in «2016».", "He left some years ago."),
        ("date", "He left on «3 May 2016».", "He left some years ago."),
        ("date", "the class of «2016» met", "the class of some years back met"),
        ("date", "A day like «yesterday» helps.", "A day like the other day helps."),
        ("duration", "«Two years» of Thursdays.", "A long run of Thursdays."),
        ("duration", "«Eleven years in», he cried.", "Some time in, he cried."),
        ("duration", "A big lad, «8 months clean», came.", "A big lad, clean for some time, came."),
        ("duration", "«31 years» married.", "Long married."),
        ("diagnosis", "She had been «sectioned» twice.", "She had been unwell twice."),
        ("diagnosis", "She had a «miscarriage» then.", "She had a health difficulty then."),
        ("event", "I heard the «divorce» in it. Bye.", "Bye."),
        ("sum", "He owes «£14,000» to us.", "He owes some money to us."),
        ("number", "He wrote, case «HX2201», again.", "He wrote, case, again."),
        ("education", "A lad, «expelled from two schools», rang.", "A lad rang."),
        ("detail", "I thought of the driver «who only sleeps at the depot».", "I thought of the driver."),
        ("detail", "A man, «once a diver in the navy», wept.", "A man wept."),
        ("", "I met him again «in a chapel with one road in».", "I met him again."),
        ("", "He was «in a chapel with one road in». Bye.", "Bye."),
        ("", "I wondered who «sings in the bath». Bye.", "Bye."),
    ],
)
def test_details(detail: str, marked: str, wanted: str) -> None:
    assert applied(marked, C.CLIENT_IDENTIFIER, detail) == wanted


@pytest.mark.parametrize(
    ("concern", "detail", "marked", "wanted"),
    [
        (C.CLIENT_REFERENCE, "", "«A client» told me today that it helps.", "People sometimes say that it helps."),
        (C.CLIENT_REFERENCE, "", "Hello. «My 4pm» wept. Bye.", "Hello. Bye."),
        (C.HONEST_CLAIMS, "cure", "«My method cures trauma in two sessions».", "My method can help with trauma."),
        (C.HONEST_CLAIMS, "superlative", "I'm «the leading EMDR therapist in Hull».", "I'm an EMDR therapist in Hull."),
        (C.IDENTITY_MIXING, "role", "«As a therapist», I love rain.", "I love rain."),
        (C.IDENTITY_MIXING, "role", "«As a therapist» I love rain.", "I love rain."),
        (C.IDENTITY_MIXING, "role", "Tea. «I work in CAMHS». Cake.", "Tea. Cake."),
        (C.IDENTITY_MIXING, "shared-email", "Write to «tomandjo@x.org».", "Write to my professional address."),
        (C.PERSONAL_INFORMATION, "phone", "Ring «07700 900123».", "Ring the practice's number."),
        (C.PERSONAL_INFORMATION, "holiday-dates", "«We're away until the 4th».", "We're taking a break."),
        (C.RESPECT, "stigma", "She's an «attention-seeking» one.", "She's a distressed one."),
        (C.RESPECT, "insult", "Fine talk. «You weasel». Next.", "Fine talk. Next."),
        (
            C.ONLINE_RELATIONSHIP,
            "crisis-invitation",
            "Hi. «DM me» in a crisis. Bye.",
            "Hi. In a crisis please ring 999, or Samaritans on 116 123. Bye.",
        ),
    ],
)
def test_other_concerns(concern: Concern, detail: str, marked: str, wanted: str) -> None:
    assert applied(marked, concern, detail) == wanted


@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_has_a_rewrite_and_a_route(concern: Concern) -> None:
    ways: tuple[Suggestion, ...] = suggest("One. Two words here. Three.", 5, 8, concern, "")
    assert any(way.replace is not None for way in ways)
    assert any(way.route for way in ways)


DETAILS = ("", *_DETAILS, *_PRIVATE, "stigma")


@given(
    st.text(max_size=80),
    st.integers(0, 80),
    st.integers(1, 20),
    st.sampled_from(list(Concern)),
    st.sampled_from(DETAILS),
)
def test_edits_stay_inside_the_text(text: str, start: int, length: int, concern: Concern, detail: str) -> None:
    start = min(start, max(0, len(text) - 1))
    end = min(len(text), start + length)
    if start >= end:
        return
    for way in suggest(text, start, end, concern, detail):
        at = start if way.start is None else way.start
        to = end if way.end is None else way.end
        assert 0 <= at <= to <= len(text)


LINES = (
    "She said “no”, then left. ",
    "On ",
    "in\n",
    "\n\n  ",
    "He is called ",
    "My client told me that it rains.\n",
    "x" * NEAR,
)


@given(
    before=st.lists(st.sampled_from(LINES), max_size=6).map("".join),
    passage=st.sampled_from(("Leeds", "34", "last Tuesday", "a nurse", "«J.M.»", "A client")),
    after=st.lists(st.sampled_from(LINES), max_size=6).map("".join),
    further=st.sampled_from(("The weather was fine.\n", "A line that ends!\n\n", "“Tea?”\n")),
    concern=st.sampled_from(list(Concern)),
    detail=st.sampled_from(DETAILS),
)
def test_a_suggestion_is_the_same_wherever_its_lines_stand(
    before: str, passage: str, after: str, further: str, concern: Concern, detail: str
) -> None:
    """The lines around a passage decide: so what was worked out once holds after edits elsewhere in the text."""
    here = further + before + passage + after
    start = len(further) + len(before)
    ways = suggest(here, start, start + len(passage), concern, detail)
    by = 400 * len(further)
    moved = suggest(400 * further + here + "\n" + further, start + by, start + by + len(passage), concern, detail)
    assert [(w.label, w.replace, w.route) for w in moved] == [(w.label, w.replace, w.route) for w in ways]
    assert [w.start and w.start - by for w in moved] == [w.start for w in ways]
    assert [w.end and w.end - by for w in moved] == [w.end for w in ways]


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.concern is not None], ids=lambda rule: rule.id)
def test_every_kind_of_passage_has_a_rewrite_of_its_own_example(rule: Rule) -> None:
    assert rule.concern is not None
    for example in rule.found:
        text = f"Hello all. {example} Bye."
        hit = next(iter(matches(rule, example)))
        start, end = hit.start + 11, hit.end + 11
        first = suggest(text, start, end, rule.concern, rule.detail or rule.id.partition(".")[2])[0]
        assert first.replace is not None, example
        at, to = (start, end) if first.start is None or first.end is None else (first.start, first.end)
        mended = text[:at] + first.replace + text[to:]
        assert mended != text
        for edge in (at, at + len(first.replace)):
            assert not mended[max(edge - 1, 0) : edge + 1].isalnum() or not first.replace, mended
        assert example[-1] not in ".!?" or re.search(r"[.!?…][\"”']* Bye\.$", mended), mended
        assert not any(stump in mended for stump in ("  ", " ,", " . ")), mended
