# ruff: noqa: E501
"""Details as files and forms hold them: full dates, numbers of papers, sums, institutions, the law, schooling, the body.

With `rules.detectors.details`, the indirect and direct identifiers that journals ask to be removed (Hrynaszkiewicz et al.,
BMJ 2010;340:c181). Whose they are is for `rules.subjects` to say.
"""

from __future__ import annotations

from rules.detectors.rule import DIGIT, Book, Rule
from rules.report import Concern

I = Concern.CLIENT_IDENTIFIER  # noqa: E741
OWN = r"\b(I|I'm|I've|I was|we|we've|we're|my|our|me) ([\w'-]+ ){0,3}"
PROPER = r"(the )?([A-ZÀ-Ž][\w'’&.-]+ ){1,5}"

RULES = (
    Rule(
        id="identifier.dated",
        needs=DIGIT,
        concern=I,
        detail="date",
        pattern=r"\b«(\d{1,2}(st|nd|rd|th)? (of )?<full_month>,? (19|20)\d\d|<full_month> \d{1,2}(st|nd|rd|th)?,? (19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-](19|20)?\d\d|(19|20)\d\d-\d\d-\d\d|<full_month>,? (19|20)\d\d)»\b",
        strength=0.74,
        found=("admitted on 4 March 2011", "discharged 03/11/2016", "in June 2014 she left"),
        passed=("in March", "version 1.2", "from 9 to 5"),
    ),
    Rule(
        id="identifier.titled-name",
        concern=I,
        detail="name",
        cased=True,
        pattern=r"\b«(Mr|Mrs|Ms|Miss|Master|Mx)\.? ([A-ZÀ-Ž]\.? ?){0,3}([A-ZÀ-Ž][\w'’-]+)( (de|van|von|der|la|el|al|bin|ibn|Ó|Mac))?( [A-ZÀ-Ž][\w'’-]+){0,3}»",
        before_not=r"(?i:\b(by|thanks to|says|thank you,?|dear|hello|hi|read|reading) )",
        strength=0.72,
        found=("a Mrs Ottoline Pike was shouting", "so Mr J. R. Abernethy left"),
        passed=("thanks to Mrs Pike", "Mr and Mrs at last"),
        inner_not=r"^M\w+\.? (Whippy|Right|Men|Blobby|Bean|Darcy|Motivator)",
    ),
    Rule(
        id="identifier.nationality",
        concern=I,
        detail="ethnicity-or-faith",
        cased=True,
        pattern=r"\b«(<heritage>|[A-Z][a-z]+(ish|ian|ese|an|i|ch|ic))([- ](and|or)[- ][A-Z][a-z]+)?[- ](national|citizen|nationals|citizens|passport|origin|descent|heritage|born|speaking)»\b",
        before_not=r"(?i:\b(I|I'm|I am|my|our|we|we're) (an? )?)",
        strength=0.74,
        found=("a Lithuanian national", "of Maltese descent"),
        passed=("I'm a British citizen", "national news"),
    ),
    Rule(
        id="identifier.year",
        needs=DIGIT,
        concern=I,
        detail="date",
        pattern=r"\b(?:in|since|from|until|till|between|and|of|during|by|before|after|late|early|mid|summer|winter|spring|autumn|class of) «(19[3-9]\d|20[0-4]\d)»\b",
        strength=0.72,
        found=("she has lived there since 1998", "born in 1961"),
        passed=("room 1998", "about 2000 people"),
    ),
    Rule(
        id="identifier.number",
        needs=DIGIT,
        concern=I,
        detail="number",
        pattern=r"\b«((no|nos|number|ref|reference|case|file|record|policy|passport|licence|prisoner|hospital|claim|application|account)('s)?( (no|number|ref|reference))?[.:#]? ?#?([A-Z]{0,3}\d[\w/.-]*\d)|\d{3,6}/\d{2,4}|[A-HJ-PR-Y]{2}\d\d ?[A-HJ-PR-Z]{3})»\b",
        before_not=r"(platform|room|bus|page|chapter|episode|figure|table|house|door|day|week) ",
        strength=0.72,
        found=("application no. 20412/97", "her Fiesta, KT63 OXB, on the pavement", "case ref: HX2201"),
        passed=("number 9", "24/7", "in case 2 people come"),
    ),
    Rule(
        id="identifier.online",
        concern=I,
        detail="web-address",
        pattern=r"\b«((https?://|www\.)[\w./?=&%#~-]+\w|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})»",
        strength=0.6,
        found=("her shop is at www.knitsbymags.example", "from 192.0.2.44"),
        passed=("version 2.0.1", "and so on... then"),
    ),
    Rule(
        id="identifier.sum",
        needs=DIGIT,
        concern=I,
        detail="sum",
        pattern=r"«([£$€] ?\d[\d,.]*\d?( ?(k|m|bn|million|thousand|grand))?|\b\d[\d,.]* ?(pounds|euros?|dollars|quid|grand|EUR|GBP|USD|PLN)|\b(EUR|GBP|USD|PLN|NOK|SEK) ?\d[\d,.]*\d)\b»",
        before_not=OWN + r"|\b(costs?|fees?|free|only|tickets?|from|per|bursar\w+|charge) ",
        after_not=r" ?(an|per|a) (hour|session|head|month|ticket|person)|/",
        strength=0.72,
        found=("he owes £14,000 to his brother", "she won 200 euros"),
        passed=("I paid £40 for a lamp", "tickets £12", "£65 a session"),
    ),
    Rule(
        id="identifier.institution",
        concern=I,
        detail="employer",
        cased=True,
        pattern=rf"«({PROPER}((?i:court|tribunal|prison|police|constabulary|authority|ministry|council|hospital|infirmary|hospice|school|academy|university|college|church|mosque|synagogue|temple|bank|airport|barracks|brewery|orchestra|football club|fire brigade|building society)|Ltd|plc|Inc|LLP|FC|RFC|GmbH)( of [A-Z][\w'’-]+( [A-Z][\w'’-]+)*)?|(the )?(?i:university|college|bishop|diocese|county court|crown court|high court|court|ministry|bank) of [A-Z][\w'’-]+( (and |of )?[A-Z][\w'’-]+)*)»",
        inner_not=r"^(the )?(ACAT|UKCP|BACP|MIP|NHS|CQC|HCPC|Royal College|British Psych\w+|Manchester Institute|European Court of Human Rights)\b",
        before_not=r"(?i:\b(I|we|my|our) ([\w'-]+ ){0,3})",
        strength=0.72,
        found=("she teaches at Elmfold Primary School", "the Bishop of Wexcombe", "sacked by Harrow & Pole Ltd"),
        passed=("the school", "I work at Elmfold Hospital", "the Royal College of Psychiatrists"),
    ),
    Rule(
        id="identifier.law",
        concern=I,
        detail="event",
        pattern=r"\b«((is |was |were |been |being |got |gets |to be |has been )?(re-?arrested|detained|remanded|extradited|deported|convicted|sentenced|acquitted|evicted|adopted|fostered|taken into care|placed in care|put on a tag|charged with [\w' -]{3,40})|(his|her|their) (conviction|imprisonment|detention|arrest|trial|tribunal|court case|custody (hearing|battle|case)|asylum (claim|appeal|application)|deportation|adoption|probation( officer)?|licence conditions|non-molestation order)|in (custody|prison|care) (for|since|at)|(did|doing|served|serving) time|on (remand|bail|probation|parole))»\b",
        before_not=OWN + r"|\b(people|anyone|those|clients) (who )?(are |were )?",
        strength=0.72,
        found=("she was detained at the border", "his asylum appeal", "he served time for it"),
        passed=("I was detained by a talkative neighbour", "the time he gave"),
    ),
    Rule(
        id="identifier.schooling",
        concern=I,
        detail="education",
        pattern=r"\b«((is |was |just |now |who's |she's |he's )?(studying|reading|doing) (for )?(a |her |his |their )?([\w'-]+ ){0,2}(degree|PhD|doctorate|masters?|A[- ]levels?|GCSEs|apprenticeship|law|medicine|veterinary \w+|engineering)|(graduated|dropped out|expelled|excluded) (from|in|of) [\w' -]{3,30}|in (Year|year|reception|sixth form) ?(\d{1,2})?|sixth[- ]former|(first|second|third|final)[- ]year (at|of) [\w' -]{3,30}|head (boy|girl)|home[- ]schooled)»\b",
        before_not=OWN,
        strength=0.72,
        found=("she's studying for a law degree", "expelled from two schools", "he is in Year 9"),
        passed=("I graduated from Leeds", "a year at sea"),
    ),
    Rule(
        id="identifier.body",
        concern=I,
        detail="appearance",
        pattern=r"\b«((is |was |stands |he's |she's )?(\d|five|six) ?(foot|ft|feet) ?(\d{1,2}|<number>)?|(has |with |had )?(a|an|his|her|their|the) ([\w'-]+ ){0,2}(tattoos?|birthmark|prosthe\w+( \w+)?|glass eye|guide dog|stammer|stutter|wheelchair|walking frame|hearing aids?|cleft \w+|colostomy bag|missing \w+)|weigh(s|ed|ing) \d+ ?(stone|kilos?|kg|lbs?)|\d{1,2} stone|(red|ginger|purple|green|blue)[- ]haired|one-(armed|legged|eyed))»\b",
        before_not=OWN,
        strength=0.72,
        found=("he is six foot four", "a swallow tattoo on her neck", "she weighed 32 kilos"),
        passed=("my guide dog", "two stones in the garden"),
    ),
    Rule(
        id="identifier.one-of-few",
        concern=I,
        detail="rarity",
        pattern=r"\b«((the |one of the |one of only )(only|first|last|youngest|oldest|two|three|few) ([\w'-]+ ){1,4}(in|at|on|from|to) (the |our |this |her |his |their |a )?(village|town|county|city|island|country|valley|parish|school|estate|street|force|regiment|club|family|team|league|department|world|north|south|east|west|UK|Britain|England|Scotland|Wales))»\b",
        before_not=OWN,
        strength=0.72,
        found=("the only Black farrier in the county", "he was the youngest postmaster in Wales"),
        passed=("the only kettle that works", "the first thing in the morning"),
    ),
)
BOOK = Book(RULES)
