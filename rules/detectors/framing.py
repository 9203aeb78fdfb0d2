# ruff: noqa: E501
"""Words that say what kind of talk this is: fiction, history, published work, general teaching, hypothetical, other trades."""

from __future__ import annotations

from rules.detectors.rule import Book, Rule

_PERSON = r"(person|people|clients?|patients?|couple|supervisees?|trainees?|man|woman|boy|girl|family)"
_SOMEONE = (
    r"(\b(she|he|they|(the|this|that|these|our|my) ([\w-]+ )?" + _PERSON + r")"
    r"|[\"“]?\b(?-i:[A-Z][a-z]+)[\"”]?,?)"
)
"""Of whom it can be said that they are not real; of beds and services it says nothing about the client beside them."""

RULES = (
    Rule(
        id="frame.fiction",
        detail="fictional",
        pattern=r"\b«(novel|film|movie|sitcom|soap|TV drama|drama|box ?set|series (one|two|three|\d|finale)|episode|the (play|show|series|musical|opera|panto|telly|book|story)|Netflix|BBC drama|ITV drama|short story|screenplay|fictional|fiction|made (him|her|them|it|this|up)( up)?|invented|doesn't exist|don't exist|imaginary|isn't a real|not a real|no real (person|client|people)|composite|vignette|characters?|Act (One|Two|Three|Four|Five)|chapter \w+|memoir|the (hero|heroine|narrator|protagonist)|Traitors|EastEnders|Corrie|Coronation Street|Emmerdale|Casualty|Holby|Frasier|Sopranos|In Treatment|Ted Lasso|Poirot|Marple|Vera|poem|song|podcast|panto|documentary|on stage|programme)»\b",
        found=("In the novel the therapist marries.", "Priya doesn't exist."),
        passed=("A novelist came.", "We filmed it."),
    ),
    Rule(
        id="frame.declared-fiction",
        detail="declared-fiction",
        pattern=r"«\b((is|are|was|were|she's|he's|they're|it's)( all| both| entirely| a| wholly| completely)? (fictional|made[- ]up|invented|imaginary|composite)|"
        + _SOMEONE
        + r" (doesn't|does not|don't|do not|never) exist(ed)?|I('ve)? (made|invented) (her|him|them|this (person|client|one)|the (client|character)s?)( up)?|"
        + _SOMEONE
        + r"( isn't| is not| aren't| are not) real|(she's|he's|they're) not real|(isn't|is not|aren't|not) ((a )?real "
        + _PERSON
        + r"|anyone real)|no real (person|people|client|clients|patients?)|fictional (client|case|vignette|example|patient|character|couple|supervisee)|imaginary (client|patient|case|supervisee|couple)|composite (vignette|case|client|example)|(made[- ]up|invented) (client|case|example|vignette|person|character)|entirely fictional|hypothetical (client|case|example|patient)|any resemblance)\b»",
        inner_not=r"^(it|this|that|there|these|those|what|which|nothing|help|support|such) (isn't|is not|aren't|are not|doesn't|does not|don't|do not|never) ",
        found=(
            "Sam is fictional, as all our examples are.",
            "I made her up for this post.",
            '"Marta" does not exist.',
            "They're not real.",
            "Priya is not a real person.",
            "This couple don’t exist.",
            "Jo, who wept, is not anyone real.",
        ),
        passed=(
            "He made up with his brother.",
            "The exam was hard.",
            "My client told me today that the crisis beds she was promised don't exist.",
            "She found out that support services do not exist.",
            "It's not real help.",
            "The fear is not real, she said.",
            "It isn't real help.",
        ),
    ),
    Rule(
        id="frame.historical",
        detail="historical",
        pattern=r"\b«(Freud('s)?|Breuer('s)?|Anna O|Bertha Pappenheim|Dora|Little Hans|the Wolf Man|Wolf Man|the Rat Man|Schreber|Winnicott('s)?|Melanie Klein('s)?|Klein's|Bion('s)?|Jung('s)?|Ferenczi|Bowlby('s)?|Ryle('s)?|Casement('s)?|Yalom('s)?|Rogers and Gloria|Gloria (films|tapes)|Phineas Gage|H\.M\.|Sabina Spielrein|Fromm-Reichmann|Searles|Kohut|Carl Rogers|Laing('s)?|Coltart('s)?|Mary Barnes|in (18\d\d|19[0-8]\d)|(18\d\d|19[0-6]\d)s?|archives?|Victorian|asylum records|casebook)»\b",
        found=("Freud's patient walked out.", "In 1923 she was admitted."),
        passed=("The freudenfreude was real.", "He lives at 18 Elm."),
    ),
    Rule(
        id="frame.published",
        detail="published",
        pattern=r"\b«(\(\w[\w &.,]+,? (19|20)\d\d\)|et al\.?|a (new |recent )?(study|paper|trial|review|meta-analysis)|the (study|paper|trial|authors|research|survey|inquiry|report|article|interview(er)?)|published|case stud(y|ies) (in|by|of|from)|journal of|qualitative study|randomi[sz]ed|researchers|participants (said|described|reported|in the)|research (shows|suggests|says|found)|doi|the literature|systematic review|public inquiry|obituary|her memoir|his memoir|her (new )?book|his (new )?book|told the (audience|committee|BBC|Guardian|inquiry|hall|room|conference)|keynote|on the record|speaker|panel|lived experience (speaker|panel|keynote)|their website|public(ly)? (talk|lecture|domain)|interview(s|ed)? (in|with|for) )»\b",
        found=("In a study of 40 people (Hale, 2019)…", "The inquiry report is out."),
        passed=("He studied hard.", "We papered the hall."),
    ),
    Rule(
        id="frame.general",
        detail="general",
        pattern=r"\b«(clients|patients|people|parents|couples|trainees|supervisees|many of us|some people|most people|a lot of people|men|women|teenagers|children) (often|sometimes|usually|tend to|frequently|commonly|will often|can|may|might|ask me|tell us|tell me|say)»\b",
        found=("Clients often tell us the first call is hardest.", "people sometimes cry"),
        passed=("My client tells me.", "The people upstairs sing."),
    ),
    Rule(
        id="frame.hypothetical",
        detail="hypothetical",
        pattern=r"\b«(if (you're|you are|you were) (a|the) (client|patient|therapist)|what if|imagine|suppose|hypothetical(ly)?|if (a|your|the) (client|patient|supervisee|trainee)|when (a|your) (client|patient|supervisee|trainee)|say (a|your) (client|patient)|discussion question|what would you (do|say)|how (do|should|would) (you|we|I))»\b",
        found=("If a client is late, breathe.", "Imagine a room."),
        passed=("She left if late.", "The image is old."),
    ),
    Rule(
        id="frame.other-trade",
        detail="other-trade",
        pattern=r"\b«(hairdresser('s)?|salon|barber('s)?|web ?design\w*|copywriter|freelance(r)?s?|solicitor('s)?|lawyer|barrister('s)? client|accountant('s)?|estate agent|architect|e-?mail client|mail client|DHCP|VPN|server|personal trainer|PT client|yoga|gym|vet('s)?|vets|kennels?|dog groomer|parliament(ary)?|Commons|Senedd|Holyrood|jam session|recording session|studio session|gaming session|training session|plumber|builder|salesman|ad agency|agency pitch|football|referee|netball|rugby|cricket|swimming coach|midfield|golf|driving (test|instructor)|piano teacher|recruitment consultant|bank manager|wedding planner|florist|tattooist|beautician|nail bar|surgeon on|my (old|last|previous) life)»\b",
        found=("My hairdresser has three clients at once.", "the DHCP client died"),
        passed=("A hair in the soup.", "He salutes."),
    ),
    Rule(
        id="frame.notice",
        detail="advert",
        pattern=r"\b«(places (left|available)|booking(s)? (is |are )?(now )?open|apply by|closing date|vacanc(y|ies)|we're hiring|tickets?|early bird|open (day|evening)|join us|register (here|at|via)|to book|free (course|group|webinar|leaflet|event)|CPD|bursar(y|ies)|£\d+|enrol\w*|deadline|call for (papers|participants)|programme of events)»\b",
        found=("Booking is open for June.", "Closing date 2 March."),
        passed=("I booked a table.", "He applied himself."),
    ),
    Rule(
        id="frame.clinical",
        detail="clinical-cue",
        pattern=r"\b«(session|sessions|therapy|therapist|counselling|counsellor|client|clients|patient|patients|supervision|supervisee|ward|clinic|CAMHS|caseload|placement|treatment|in my room|consulting room|waiting room|assessment|discharge[d]?|referral|appointment|CBT|CAT|DBT|EMDR|psychotherap\w+|in the room|my couch|my chair|DNA'?d|case formulation|reformulation|goodbye letter|worked with me|finished with me|saw me|trainee|viva|process notes|#therapist\w*|unit|on the wing|group)»\b",
        found=("After the session I walked.", "our ward has a cat"),
        passed=("He obsessed.", "The wardrobe fell."),
    ),
    Rule(
        id="frame.own-client",
        detail="own-experience",
        pattern=r"\b«(my (own )?(therapist|analyst|counsellor|GP|psychiatrist|therapy|analysis)|when I was (a client|in therapy|a patient)|as a (client|patient) myself|I was (her|his) (client|patient)|my own treatment|on the other (side|chair))»\b",
        found=("My own therapist has a clock.", "When I was a client I hid."),
        passed=("My therapy room is warm.".replace("My therapy", "The therapy"), "My analogue watch."),
    ),
)
BOOK = Book(RULES)
