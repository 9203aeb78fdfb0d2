# ruff: noqa: E501
"""The author's own private data, and their family's: numbers, addresses, dates, whereabouts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import phonenumbers

from rules.detectors.rule import DIGIT, Book, Rule
from rules.facts import Fact
from rules.folding import Folded
from rules.report import Concern

P = Concern.PERSONAL_INFORMATION
X = Concern.IDENTITY_MIXING
STREET = (
    r"(Road|Rd|Street|St|Lane|Ln|Avenue|Ave|Close|Crescent|Cres|Drive|Terrace|Gardens|Grove|Row|Court|Way|Place|Hill|Mews|Square"
    r"|Walk|Rise|Park|View|Bank|Green|Fold|Gate|Parade|Croft|Yard|Wynd|Brae|Villas|Cottages|Mount|Quay)"
)
PUBLIC = re.compile(
    r"practice|clinic|centre|center|office|hall|library|church|chapel|school|college|university|hospital|surgery|consulting rooms?|therapy rooms?"
    r"|hotel|museum|pub\b|café|cafe|theatre|venue|institute|caf[eé]|shop|studio|rooms above|community|reception|meeting house|arts",
    re.I,
)
"""Words that make an address one of a place open to the public."""
AT_HOME = re.compile(
    r"\b(from|at) home\b|home practice|\b(my|our) (own |new )?(home|house|flat|spare room|garden room|cottage)\b|that's home|it's (my|our) home|\bliv(e|ing) at",
    re.I,
)
"""Words that leave no doubt that it is a home, even where a practice is in it."""
HOME = re.compile(
    r"\b(my|our) (own |new )?(home|house|flat|address|place|cottage|spare room|garden room|kitchen)\b|\b(from|at) home\b|home practice|house ?warming"
    r"|\bwe('ve| have)( finally)? moved|\b(round|at) (ours|mine)\b|\bliv(e|ing) at|that's home|it's (my|our) home|ring the bell|come round|my door|\bbuzz\b"
    r"|brown bin|our bins|post (it )?to me|send (it|them|cards|parcels?)|new address|\bparty\b|husband|\bwife\b|the dog|the kids|neighbour|bring a chair",
    re.I,
)
"""Words that make an address the author's own."""


RULES = (
    Rule(
        id="privacy.home-address",
        needs=DIGIT,
        concern=P,
        detail="home-address",
        cased=True,
        pattern=rf"«((?i:flat|apartment|unit) \d+[A-Za-z]?,? )?\b\d{{1,4}}[A-Za-z]?,? (The )?([A-Z][\w'’]+ ){{1,3}}{STREET}\b(, [A-Z][\w'’-]+( [A-Z][\w'’-]+){{0,2}})?(,? [A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}})?»",
        strength=0.7,
        found=("We've moved! 14 Plover Lane, Otley, bring cake.", "Send it to me at Flat 2, 9 Mariner Terrace, Leith"),
        passed=("We read 14 Lanes of poetry.", "14 plovers on the lane"),
    ),
    Rule(
        id="privacy.house-name",
        concern=P,
        detail="home-address",
        cased=True,
        pattern=rf"\b«([A-Z][\w'’]+ ){{1,2}}(Cottage|House|Farm|Barn|Lodge), \d{{0,4}} ?([A-Z][\w'’]+ ){{1,3}}{STREET}\b(, [A-Z][\w'’-]+( [A-Z][\w'’-]+){{0,2}})?»",
        strength=0.7,
        found=("I live at Plover Cottage, 3 Long Lane, Otley now", "find me at home: Teal Barn, Low Road, Skipton"),
        passed=("Bleak House, by Dickens", "Plover House is cold."),
    ),
    Rule(
        id="privacy.date-of-birth",
        needs=DIGIT,
        concern=P,
        detail="date-of-birth",
        pattern=r"«\b(date of birth|d\.?o\.?b\.?|b\.|born( on)?( the)?|my birthday('s| is)( on)?( the)?)[:, ]+(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}(st|nd|rd|th)?( of)? <month>( \d{4})?|<month> \d{1,2}(st|nd|rd|th)?,?( \d{4})?)»",
        unless=r"Freud|Ryle|Winnicott|Klein|Jung|Bowlby|composer|author|poet|founder",
        found=("My DOB is, for the form: dob 14/03/1971", "Born on 2 May 1980 and still loud."),
        passed=("The group was born in March.", "Freud was born on 6 May 1856."),
    ),
    Rule(
        id="privacy.bank",
        needs=DIGIT,
        concern=P,
        detail="bank-account",
        pattern=r"«(\bsort code( is|'s|:|,)? ?\d{2}[- ]?\d{2}[- ]?\d{2}\b([^.\n]{0,25}\b(account|acc|a/c)( no\.?| number)?( is|'s|:)? ?\d{8}\b)?|\b\d{2}[- ]\d{2}[- ]\d{2}[ ,;/]{0,3}(and )?((account|acc|a/c)( no\.?| number)?( is|'s|:)? ?)?\d{8}\b)»",
        only_with=r"\b(sort code|bank|account|acc|a/c|pay|paid|payments?|transfer|BACS)\b",
        found=(
            "Pay sort code 20-11-62, account 55518200",
            "sort code: 110033 please",
            "my bank details are 20-11-62 55518200",
        ),
        passed=(
            "We need a sort code for the postcode list.",
            "The sort code of I like has 20 lines.",
            "My account was opened on 12-03-24.",
            "Parcel 20-11-62 55518200 is on its way.",
        ),
    ),
    Rule(
        id="privacy.ni-number",
        needs=DIGIT,
        concern=P,
        detail="national-insurance-number",
        pattern=r"\b«[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]»\b",
        inner_not=r"^(BG|GB|KN|NK|NT|TN|ZZ)",
        found=("my NI number is QQ 12 34 56 C".replace("QQ", "AB"), "use JM123456B on the form"),
        passed=("Bus AB 12 to town", "Room B 12 34", "QQ 12 34 56 C", "GB 12 34 56 A", "ZZ123456D", "AB 12 34 56 E"),
    ),
    Rule(
        id="privacy.security-answers",
        concern=P,
        detail="security-answer",
        pattern=r"\b«(mum|mother)'s maiden name( is|:|,)? ?\w+[^.\n]{0,40}|first pet( was |: ?)\w+[^.\n]{0,40}»",
        found=("Mum's maiden name: Ackroyd. Your turn!", "First pet: Wellington, first street Dene Close"),
        passed=("Never give your maiden name to a quiz.", "A first petition is never easy."),
    ),
    Rule(
        id="privacy.away-from-home",
        concern=P,
        detail="holiday-dates",
        pattern=r"«(\b(house|home|flat|place) (will be |is |standing |'s )?(standing )?empty|\b(we|I)('re| are|'m| am) (all )?(away|off|flying|in) [^.!?\n]{0,60}\b(until|till|til|from|back on) (the )?(\d{1,2}(st|nd|rd|th)?|<month>|<full_weekday>)[^.,!?\n]{0,25}|\b(flying|off|we fly|I fly) (to|out to) [A-Z]?[\w' ]{3,30}(tomorrow|on the \d+\w*|until|till|til|from \d+)[^.,!?\n]{0,30}|\b(days?|sleeps?) (till|til|until|to go until) [A-Z]\w+[^.!?\n]{0,40}\bback on[^.,!?\n]{0,20})»",
        unless=r"\b(fees|clinic|office|practice|course|workshop|conference|talk|festival|admin|closed|annual leave|study leave|auto-?reply|out of office)\b",
        strength=0.8,
        found=("We're away in Crete until the 14th, be good.", "Flying to Oslo tomorrow til the 9th!"),
        passed=("The office is closed until the 4th.", "I'm in clinic until the 14th."),
    ),
    Rule(
        id="privacy.child-school",
        concern=P,
        detail="childs-school",
        pattern=r"\b«((?i:my|our) (<own_family>|(little )?[A-Z]\w+)('s)?)\b[^.!?\n]{0,50}\b(Year \d{1,2}|reception class|(at|to|from|for|starts?|starting|started) [^.!?\n]{0,25}(Primary|Juniors|Infants|Academy|High School|Grammar|School|Sixth Form|College))»",
        unless=r"teach(es|er) at|works at|governor",
        cased=True,
        strength=0.8,
        found=("My daughter starts at Fernley Primary on Monday.", "our Jonah got in to Lister Grammar!"),
        passed=("My talk at Fernley Primary is on Monday.", "Our service works with every school."),
    ),
    Rule(
        id="privacy.live-location",
        concern=P,
        detail="live-location",
        pattern=r"«\b(I'm|I am|we're|currently|sitting|sat|stuck|parked) (sat |sitting |stuck |parked |waiting )?(at|in|on|outside) [^.!?\n]{0,40}\b(until|till|til|for the next|level|platform|gate|seat|carriage|coach) [\w.:]+[^.,!?\n]{0,40}(come and say (hello|hi)|say hello|pop over)?|\bseat \d{1,2}[A-K]\b[^.!?\n]{0,30}»",
        unless=r"clinic|office|consulting|surgery|conference|stand \d|hall",
        only_with=r"say (hello|hi)|seat \d|come and|find me|pop over|captive|all (morning|day|fortnight)|level \d|platform \d|gate \d",
        strength=0.75,
        found=("I'm at Crewe station until 19.12, say hello", "seat 14F, landing at nine"),
        passed=("I'm at the clinic until six.", "We're in hall B until 4."),
    ),
    Rule(
        id="privacy.own-diagnosis",
        concern=P,
        detail="own-experience",
        pattern=r"«\b(I was|I've been|I got|I had been|I am being|I've just been) (recently |just )?(diagnosed with|sectioned|treated for|admitted (to|for)) [^.,!?\n]{3,40}|\bmy own (diagnosis|breakdown|depression|panic attacks|psychosis|cancer|autism|ADHD)[^.,!?\n]{0,30}|I('ve| have| had) (been in|started|gone back (in)?to) (my own )?therapy[^.,!?\n]{0,40}»",
        unless=r"\bif (I|you)|she said|he said|they said|\bmemoir|\bher\b|\bhis\b",
        strength=0.75,
        found=("I was diagnosed with coeliac disease in May.", "my own breakdown taught me to sit still"),
        passed=("If I was diagnosed with it, I'd ask too.", "Hilary has been diagnosed with coeliac disease."),
    ),
    Rule(
        id="privacy.own-therapy",
        concern=P,
        detail="own-experience",
        pattern=r"«\b(my own (therapist|therapy|analyst|analysis|counsellor|psychiatrist|GP|breakdown|depression|panic|burnout)|my therapist|I('ve| have)( been| just)? (gone )?back in(to)? therapy|I (started|began|had|spent) [^.!?\n]{0,25}(therapy|analysis)|I was in (therapy|analysis|care|hospital)|I was (sectioned|diagnosed|hospitalised|anorexic|bulimic|suicidal)|got my own \w+ (letter|diagnosis)|someone who was (anorexic|bulimic|sectioned|depressed)|I('ve| have) (depression|anxiety|ADHD|OCD|bipolar|epilepsy|MS))\b[^.!?\n]{0,70}»",
        unless=r"\b(client|patient|she said|he said|if you|novel|film|your|people ask|they said|character|dummy|says one|what if)\b|want (him|her|them) as my|saved my life",
        strength=0.77,
        found=("I was in therapy for six years after the flood.", "My own therapist has a terrible clock"),
        passed=(
            "If you see my therapist friend, wave.",
            "The film's 'my therapist' gag is old.",
            "What if I meet my therapist in town?",
        ),
    ),
    Rule(
        id="privacy.car",
        needs=DIGIT,
        concern=P,
        detail="vehicle",
        cased=True,
        pattern=r"\b«(?i:(number ?)?plates?|reg(istration)?( (no|number|plate))?)( is|'s|:|,)? ?[A-HJ-PR-Y]{2}\d\d ?[A-HJ-PR-Z]{3}»\b",
        strength=0.8,
        found=("my new van, reg is KT63 OXB, wave", "Number plate: LR21 HDC"),
        passed=("her registration number is on the register", "reg AB12"),
    ),
    Rule(
        id="privacy.way-in",
        concern=P,
        detail="home-security",
        pattern=r"«\b((the |our |my |spare )*keys? ?('s|is|are|lives?|will be) (always )?(kept |left |hidden )?(under|in|behind|beneath|above|on top of) (the|a|our) [^.,!?\n]{3,40}|(the |our |my )?((door|gate|alarm|key ?safe|entry|wi-?fi|side gate) )(code|password|PIN)( is|'s|:) ?\d+|(the |our )?(house|flat|back door)( is|'s) (always )?(left )?(unlocked|empty all (day|week))|(the )?(children|kids|girls|boys) are (all )?(out|away|home alone|at school|on their own) (from|between|until|till) [\d.:]+[^.,!?\n]{0,20})»",
        unless=r"\b(office|clinic|centre|practice manager|hall|escape room|novel|film)\b",
        strength=0.8,
        found=("the key's under the blue flowerpot", "Side gate code is 4471", "the kids are home alone until 5"),
        passed=("the key is to listen", "The code of ethics is 12 pages"),
    ),
    Rule(
        id="privacy.tracked",
        concern=P,
        detail="live-location",
        pattern=r"«\b((follow|track|watch|see) (my|me|our) (live|in real time|on the (map|tracker))[^.!?\n]{0,50}|(live|location|tracking|strava|garmin|what3words) (link|dot|map|beacon|tracker)( (is )?(here|below|in bio))?:? ?[\w./-]*|my (running|run|walk|cycling|dog walk)? ?(route|loop) (every|each) (morning|night|evening|day|<full_weekday>)[^.!?\n]{0,40}|(just|I've just|we've just|I'm) (checked|checking) in(to)? (at )?[^.!?\n]{3,40})»",
        unless=r"\b(parcel|delivery|talk|webinar|stream|conference)\b",
        strength=0.78,
        found=("Follow my live dot as I walk it", "Strava link below: runalong.example/pip"),
        passed=("follow my live webinar on the map of self-states", "check in with yourself"),
    ),
    Rule(
        id="privacy.money",
        needs=DIGIT,
        concern=P,
        detail="own-money",
        pattern=r"«\b((I|we|I've|we've) (now |only |just |still )?(earned|earn|cleared|clear|took home|take home|owe|inherited|won|lost|make|made|am paid|was paid|got paid) (about |around |over |nearly |under )?£\d[\d,.]*k?[^.!?\n]{0,50}|my (salary|debt|debts|mortgage|overdraft|pension|take-home|savings|bank statement|payslip|loan)( is|'s| was| of| stands at|:)[^.!?\n]{0,10}£?\d[\d,.]*k?[^.!?\n]{0,30}|(training|student|card) debt[^.!?\n]{0,20}£\d[\d,.]*k?[^.!?\n]{0,30})»",
        unless=r"\b(for charity|raised|donat\w+|sponsor\w*|fundrais\w+|for the (hospice|charity|appeal)|fees? (are|is))\b",
        strength=0.78,
        found=("I cleared £22,400 last year and it shows", "my overdraft is £3,000 and counting"),
        passed=("We raised £800 for the hospice.", "I paid £4 for a coffee"),
    ),
    Rule(
        id="privacy.own-papers",
        concern=P,
        detail="document",
        pattern=r"«\b(my|our|his|her) (new |first |shiny )*(passport|driving licence|driver's licence|boarding (pass|card)s?|bank card|debit card|credit card|birth certificate|vaccine card|lanyard|ID badge|staff pass|house keys)\b[^.!?\n]{0,20}(\(?(photo|pic|picture|scan|see) [^.!?\n]{0,40}|number (is|:)[^.!?\n]{0,30}|number and all\)?)»",
        strength=0.78,
        found=("my new passport (photo below)", "Her boarding pass, pic attached, gate 14"),
        passed=("my passport ran out", "the birth certificate of the cat"),
    ),
    Rule(
        id="mixing.birth",
        needs=r"[0-9][ \t\u00a0]*(?:[lL][bB]|[pP][oO][uU][nN][dD])",
        concern=X,
        detail="family",
        pattern=r"«\b[^.!?\n]{0,30}\b(\d{1,2} ?(lb|lbs|pounds?) ?\d{0,2}( ?oz)?)\b[^.!?\n]{0,40}»",
        only_with=r"\b(my|our|we|welcome|meet|he's here|she's here)\b.*\b(born|arrived|here|baby|welcome|meet|weigh\w*|daughter|son|girl|boy|at \d|Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)\b",
        unless=r"\b(turkey|marrow|cake|flour|sugar|pumpkin|trout|salmon|carp|pike|potatoes|lost|dumbbell|kettlebell|puppy|kitten|jam)\b",
        strength=0.76,
        found=("Welcome Ivo, 7lb 3oz, born Tuesday", "He's here, 8 lbs 2, born at 4"),
        passed=("a turkey of 14lb", "She lost 10 lb by Monday"),
    ),
    Rule(
        id="mixing.own-health",
        concern=X,
        detail="life-event",
        pattern=r"«\b((I was|I got|I've been|fun fact:) (finally |just |recently )?diagnosed with <condition>( at (\d\d|<tens>[- ]?\w*))?|I('m| am)?( now)? (take|taking|on) (\d+ ?mg (of )?)?<medication>|(I've|I) (been|was|spent)( \w+)? (in hospital|an inpatient|sectioned)( \w+)?|my (biopsy|scan|mammogram|chemo|cancer|smear|MRI|results|tumour|migraines|thyroid|asthma|epilepsy|endometriosis|menopause|hysterectomy|dodgy \w+|bad (heart|back|hip|knee))\b[^.!?\n]{0,40}|I had (panic attacks|a breakdown|an abortion|a miscarriage|postnatal \w+|cancer|a stroke|a heart attack)\b[^.!?\n]{0,30}|(I'm|I am|I've been|that's me|me:|today I am) (two|three|four|five|six|seven|eight|nine|ten|\d+) (years|months|weeks) (sober|clean)( today)?|(two|three|four|five|six|seven|eight|nine|ten|\d+) (years|months|weeks) sober today|the biopsy (came back|was)[^.!?\n]{0,30})»",
        unless=r"\b(she|he|they|client|patient|people|if you|you('re| are)|your|one of|who (was|is|has)|novel|film|memoir|study|celebrat\w+ (her|his|their))\b",
        strength=0.76,
        found=("I was diagnosed with epilepsy at 30", "My mammogram was on Tuesday.", "I'm six years sober today."),
        passed=("She was diagnosed with epilepsy", "If you have had a stroke, sit."),
    ),
    Rule(
        id="mixing.family-health",
        concern=X,
        detail="family",
        cased=True,
        pattern=r"«\b(?i:my|our) ([\w'-]+ )?(?i:<kin>)( [A-Z]\w+)? (?i:is having|was having|has|had|is in|was in|goes into|went into|came out of|is being|was) (?i:his|her|their|a|an|the)? ?([\w'-]+ )?(?i:op|operation|surgery|chemo|scan|biopsy|transplant|stroke|heart attack|fall|dementia|Alzheimer's|Parkinson's|cancer|hospice|ICU|intensive care|A&E|assessed|diagnosed|sectioned|rehab|hip|cataract)\b[^.!?\n]{{0,30}}»".replace(
            "{{", "{"
        ).replace("}}", "}"),
        unless=r"(?i:\b(client|patient|if|novel|film|imagine)\b)",
        strength=0.76,
        found=("my husband is having his op at the Royal", "Our mum had a stroke in March"),
        passed=("my client's husband is having his op", "our mum has a hat"),
    ),
    Rule(
        id="privacy.children-named",
        needs=DIGIT,
        concern=P,
        detail="family",
        cased=True,
        pattern=r"«\b([A-Z][a-z]+ \((aged )?\d{1,2}\))»",
        only_with=r"(?i:\b(my|our)( \w+)? (kids?|children|two|three|four|girls|boys|twins|lot|littles?|daughters?|sons?|nieces?|nephews?|grand\w+)\b)",
        unless=r"(?i:\b(client|patient|case|study|novel|film)\b)",
        strength=0.8,
        found=("My two painted it: Ivo (7) and Bea (4).", "our girls, Wren (9) first"),
        passed=("Ryle (97) and two cats", "Ivo (7) sang."),
    ),
    Rule(
        id="privacy.own-gp",
        needs="Dr|M[rsi]|Prof",
        concern=P,
        detail="own-care",
        cased=True,
        pattern=r"«\b(?i:my) (own )?(?i:GP|doctor|dentist|midwife|consultant|surgeon|physio|oncologist),? (is )?(Dr|Mr|Ms|Mrs|Miss|Prof)\.? [A-Z]\w+( (at|of|in) (the )?[A-Z]\w+( [A-Z]\w+)*)?»",
        strength=0.78,
        found=("my GP, Dr Amari at Hillside", "my surgeon Mr Peploe"),
        passed=("the GP, Dr Amari", "my GP is kind"),
    ),
)
BOOK = Book(RULES)

_OFFICE = re.compile(
    r"\b(office|practice|clinic|reception|helpline|line|samaritans|service|trust|centre|admin|booking|secretary|surgery|enquir\w+|bookings?"
    r"|switchboard|institute|college|childline|mind|shout|crisis|nhs|police|appointments?|to book|landline)\b",
    re.I,
)
_TO_ME = re.compile(r"\b(ring|call|text|phone|whatsapp|reach|message) me\b|landline|house phone|\bmy number\b", re.I)
_PRIVATE = re.compile(
    r"\b(my (own |personal |private |home |new )?(mobile|number|mob|phone|cell)|personal|private|home|own (one|number)|mobile)\b",
    re.I,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
_NHS = re.compile(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)
WEBMAIL = re.compile(
    r"@(gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|me|mac|aol|btinternet|btopenworld|sky|virginmedia|talktalk|ntlworld|protonmail"
    r"|proton|gmx|tiscali|\w*mail\w*|post|freemail|mailbox)\.",
    re.I,
)
_SHARED_MAIL = re.compile(
    r"^(the(?!rap|office|practice|team|cent|clinic|rooms?@|institute)[a-z]{3,}s?\d*|[a-z.]{2,}and[a-z.]{2,}\d*|[a-z]{2,}[._-](n|and)[._-][a-z]{2,}\d*"
    r"|[a-z]*famil(y|ies)[a-z\d]*)@",
    re.I,
)
_ONE_NAME = re.compile(
    r"\b(alexand(er|ra|ria|ros)|cassandra|sand(ra|eep|or|hya|ie|y|ip)|amanda|andr(e|ea|ew|eas|és|is)|brand(on|y|i)|fernand(o|a)|orland(o|i)"
    r"|roland(o)?|miranda|yolanda|leand(er|ra|ro)|holland|candice|chandr(a|an|ika)|mandy|rand(al|all|y|olph)|wanda|anand|armand(o)?|ferdinand"
    r"|kirkland|sutherland|ireland|iceland|scotland|england|brands?|hands?|stand|understanding|island|land|landing|husband|standard)\b",
    re.I,
)
"""Names and words that hold `and` without joining two people."""
_WORK_MAIL = re.compile(
    r"therap|counsel|psych|clinic|practice|nhs\.|acat|ukcp|cat\b|hospital|trust|supervision|wellbeing|consulting|cat\.|mind",
    re.I,
)


def phones(folded: Folded) -> Iterator[Fact]:
    """UK telephone numbers; whose they are is left to the words around them (`owner` is own, office or unknown)."""
    text = folded.text
    if sum(c.isdigit() for c in text) < 10:
        return
    for match in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE):
        if (
            not re.match(r"\(?\+?(0|44)", match.raw_string)
            or not 10 <= sum(c.isdigit() for c in match.raw_string) <= 14
        ):
            continue
        before, after = text[max(0, match.start - 60) : match.start], text[match.end : match.end + 30]
        owner = (
            "own"
            if _PRIVATE.search(before + after)
            else "me"
            if _TO_ME.search(before)
            else "office"
            if _OFFICE.search(before + after)
            else "unknown"
        )
        mobile = re.sub(r"\D", "", match.raw_string).removeprefix("44").lstrip("0").startswith("7")
        yield _fact(folded, match.start, match.end, "phone", "privacy.uk-phone", owner=owner, mobile=str(mobile))


def postcodes(folded: Folded) -> Iterator[Fact]:
    """Full UK postcodes."""
    for match in _POSTCODE.finditer(folded.text):
        yield _fact(folded, match.start(), match.end(), "postcode", "privacy.postcode", strength=0.5)


def nhs_numbers(folded: Folded) -> Iterator[Fact]:
    """Ten digits whose modulus 11 check digit is right (NHS Data Dictionary: NHS NUMBER)."""
    for match in _NHS.finditer(folded.text):
        digits = [int(c) for c in match.group() if c.isdigit()]
        check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
        if check % 11 == digits[9] and check != 10 and folded.text[match.start()] != "0":
            yield _fact(folded, match.start(), match.end(), "nhs-number", "privacy.nhs-number")


def emails(folded: Folded) -> Iterator[Fact]:
    """E-mail addresses with what they look like: `shared` (a couple's or family's), `work`, `webmail` or `other`."""
    for match in _EMAIL.finditer(folded.text):
        address = match.group()
        webmail = WEBMAIL.search(address) is not None
        look = "other"
        if not webmail and _WORK_MAIL.search(address.partition("@")[2]):
            look = "work"  # a practice called Body and Mind is no couple
        elif _SHARED_MAIL.match(address) and not _ONE_NAME.search(_spaced(address)):
            look = "shared"
        elif _WORK_MAIL.search(address):
            look = "work"
        elif webmail:
            look = "webmail"
        private = str(bool(_PRIVATE.search(folded.text[max(0, match.start() - 40) : match.start()])))
        yield _fact(folded, match.start(), match.end(), "email", "privacy.email", look=look, private=private)


def _spaced(address: str) -> str:
    """The part before the @ with its words apart."""
    return re.sub(r"[._\d-]+", " ", address.partition("@")[0])


def _fact(folded: Folded, start: int, end: int, kind: str, rule: str, strength: float = 1.0, **data: str) -> Fact:
    at, to = folded.span(start, end)
    return Fact(start=at, end=to, kind=kind, concern=P, rule=rule, strength=strength, data=tuple(data.items()))


def find(folded: Folded) -> Iterable[Fact]:
    """Every fact of this family in one sentence."""
    yield from BOOK.facts(folded)
    yield from phones(folded)
    yield from postcodes(folded)
    yield from nhs_numbers(folded)
    yield from emails(folded)
