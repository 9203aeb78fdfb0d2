# ruff: noqa: E501
"""How people are spoken of: insult and stigma, damaging assertions of fact, alarm raised in public."""

from __future__ import annotations

from rules.detectors.rule import Book, Rule
from rules.report import Concern

R = Concern.RESPECT
D = Concern.DEFAMATION
A = Concern.RAISING_CONCERNS
COUNTER = (
    r"not (a|an) |don't (call|say|use)|do not (call|say|use)|never (call|say)|stop (calling|saying|using)|(the )?(word|words|term|phrase|label)s? "
    r"|please don't|called (me|us|him|her|them) (a|an) |calling (people|someone|them|patients|anyone)|stigma|isn't (a|an) |aren't |\bmyself\b|I am (a|an) |I'm (a|an|such a) "
    r"|inner |film|novel|song|episode|Hitchcock|panto|Norman Bates"
)
NAME = r"([A-Z][\w'’-]+( [A-Z][\w'’-]+){0,3})"
TITLE = r"(Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sister|Rev|Cllr|Sir|Dame)\.? "
WHO = rf"({TITLE}{NAME}|{NAME} {NAME}|((?i:my|our|the|that|their|a)) ([\w'-]+ ){{0,3}}(?i:<colleague>|<service>|therapist|counsellor|teacher|landlord|coach|founder|manager|boss|neighbour|head))"

HATE_COUNTER = (
    r"\b(no|not|never|nobody|wrong|isn't|aren't|don't|shouldn't|says?|said|saying|claims?|think(s|ing)? that|believes?|called|quote|tweet|stigma"
    r"|myth|hate speech|unacceptable|racist|sexist|bigot\w*|disgusting to say|film|novel|play|chess|game|cards|darts|when (people|they))\b|[\"“”]"
)
ELSEWHERE = r"(?i:novel|film|drama|episode|series|thriller|Traitors|opera|play\b|fiction|alleged|tribunal found|was found|court heard|inquiry|published|convicted at|jury|according to|report(s|ed)? (says|that)|the judge|podcast|chapter|book\b|referee|VAR|linesman|goal\b|my (dog|cat|lad|son|daughter|toddler))"

RULES = (
    Rule(
        id="respect.insult-at",
        concern=R,
        detail="insult",
        pattern=r"\b«you('re| are)?( all)?( a| an| such a| nothing but a| just a| absolute| total| complete| utter| a complete| a total| an absolute| an utter)?( <belittling>,?| little| silly| old| fat| sad| nasty| bitter| lying){0,3} (<insult>)»\b",
        unless=COUNTER,
        found=("@someone you absolute weasel", "You are a pompous little prat."),
        passed=("You are not a fraud, whatever the voice says.", "You can call it a rat race."),
    ),
    Rule(
        id="respect.insult-of",
        concern=R,
        detail="insult",
        pattern=r"\b«(is|are|was|were|what|such|being|he's|she's|they're|it's|the|that|this|our|these|those|bunch of|pack of|load of|typical)( a| an| nothing but a| just a| absolute| total| complete| utter| a bunch of)?( <belittling>,?| little| silly| fat| sad| nasty| bitter| lying| old){1,3} (<insult>|robot|take)»\b",
        unless=COUNTER,
        found=("Our chair is a pompous little weasel.", "what a stupid lazy take"),
        passed=("The little girl in the story wants cheese.", "What a sad old song, I love it."),
    ),
    Rule(
        id="respect.noun-insult",
        concern=R,
        detail="insult",
        pattern=r"\b«((absolute|utter|total|complete|certified) (crook|fruitcake|weapon|nightmare of a (man|woman)|<slur>|shambles of)|waste of space|professional victims?|the crazies|(nasty|pompous|sad|bitter|silly|horrible|ridiculous|arrogant) little (man|woman|girl|boy|person)|a schizo|an idiot with|a bully in|overgrown toddlers|mummy issues|dozy mare|(what a|such a|absolute|total|complete|utter|proper|bloody|certified|bunch of|pack of|load of|pair of) (plank|moron|morons|idiot|idiots|twat|twats|tosser|tossers|wanker|wankers|prick|pricks|knobhead|dickhead|bellend|arseholes?|snake|charlatan|charlatans|fraudster|scroungers?|parasites?|scum|melt|clowns?|numpty|pillock|nutters?|nutjobs?|psychos?|weirdos?|creep|muppets?|cowards|liars|gobshites?|halfwits?|cretins?|shambles of a (man|woman)|waste of space|disgrace of a))»\b",
        unless=COUNTER,
        found=("absolute charlatan, avoid", "What a bunch of scroungers."),
        passed=(
            "What a snake! Six feet long, at the zoo.".replace("What a snake", "What a huge snake"),
            "A plank fell off the shelf.",
        ),
    ),
    Rule(
        id="respect.swearing-at",
        concern=R,
        detail="insult",
        pattern=r"\b«((oh )?(piss|sod|bog|bugger|fuck|jog) off( and [\w ]{2,20})?|get stuffed|get knotted|go to hell|screw you|fuck you|f\*+k you|go fuck yourself|shut (up|it|your (face|mouth|gob))|up yours|drop dead|bite me|stuff you)»(,? (you|mate|pal|love|darren|@)|[!.?]|$| @)",
        unless=r"told (me|him|her|us|them) to|to (piss|sod|bog|bugger|fuck) off|said|says|shouted|wanted to|I nearly|shut up shop",
        found=("oh piss off, you lot", "Get stuffed."),
        passed=("He told me to piss off, kindly.", "The shop has shut up shop."),
    ),
    Rule(
        id="respect.stigma",
        concern=R,
        detail="stigma",
        pattern=r"\b«(<stigma>)»\b",
        unless=COUNTER
        + r"|isn't attention|not attention|instead of|rather than|so-called|label(led|s|ling)?\b|behaviour is|is (never|not|rarely)|myth|never just|harmful|judg|['\"“‘](<stigma>)[,.]?['\"”’]",
        found=("another attention-seeking borderline on the ward", "my sister went full psycho at the till"),
        passed=(
            "'Attention seeking' is a label we could retire.",
            "It isn't attention seeking, it's attachment.",
            'I used to hear it at handover: "Heartsink." "Frequent flyer."',
        ),
    ),
    Rule(
        id="respect.slur",
        concern=R,
        detail="stigma",
        pattern=r"\b«(little |the |these |those |some |all |bunch of |my |another )<slur>»\b",
        unless=COUNTER,
        found=("the nutters are out tonight", "full moon, all the psychos on the ward"),
        passed=("Please stop calling patients nutters; the word loonies hurts.", "The film Psycho is on."),
    ),
    Rule(
        id="respect.bare-slur",
        concern=R,
        detail="stigma",
        pattern=r"\b«<bare_slur>»\b",
        unless=COUNTER + r"|\b(lunch|cake|tea|slice|squash|bake|almond|walnut|stollen|soaked)\b|[\"“”‘]",
        strength=0.8,
        found=("Loonies pay better than bankers.", "our aunt is a nutjob"),
        passed=("A slice of fruitcakes for tea", "the word 'nutters' still stings", "He called me a retard at school."),
    ),
    Rule(
        id="respect.name-calling",
        concern=R,
        detail="insult",
        pattern=r"\b«((a|an|the|that|those|these|you|such a|what a|one|some|this|bunch of|load of|pack of|pair of|set of|any|every|all|my|your|his|her|their|our|like|is) (<running_down>,? (and )?){1,3}(little |old )?<name_calling>|(<running_down>,? (and )?){2,3}(little |old )?<name_calling>)»\b",
        unless=COUNTER
        + r"|\b(cheese|milk|dairy|field|herd|pasture|zoo|farm|sweat|kennel|sanctuary|vet|hutch|hood|broom|Halloween|panto\w*|bark)\b",
        strength=0.8,
        found=(
            "that two-faced cow on reception",
            "a bunch of workshy layabouts and lazy gits".replace("bunch of workshy layabouts and", "pair of"),
            "you smug git",
        ),
        passed=(
            "the lazy cow lay down in the field",
            "He called her a silly cow and was told off for it.",
            "a sad film about a witch",
        ),
    ),
    Rule(
        id="respect.thick",
        concern=R,
        detail="insult",
        pattern=r"\b«((so|too|that|this|dead|well|really|anyone|bloody|proper) thick( with| to| that|,|$)[^.,!?\n]{0,30}|(<running_down>,? ){1,2}and (thick|stupid|useless|ugly|mad|pathetic|lazy)|(bit|slice|one) (thick|slow on the uptake)|thick as \w+( \w+)?)»",
        unless=COUNTER
        + r"|\b(fog|slices?|soup|paint|jumper|book|crust|wall|wool|cut|porridge|custard|air|snow|hair|layers?|skin(ned)?|accent|pelt|ice|blanket|coat|curtains?)\b",
        strength=0.78,
        found=("She is rude, lazy and thick.".replace("rude", "ignorant"), "I've never met anyone so thick"),
        passed=("The fog was so thick", "My skin is too thick to mind."),
    ),
    Rule(
        id="respect.wished-away",
        concern=R,
        detail="contempt",
        pattern=r"\b«((some|these|those|most|all|half|such) ([\w'-]+ ){1,3}(want|need|wants|needs|deserve|deserves|should be) (shooting|putting down|locking up|a good (slap|hiding|smack|kick)|sterilising|sectioning|shot|hanged|strung up)|(they|he|she|people like (that|him|her|them)) (want|wants|need|needs|deserve|deserves|should be) (shooting|putting down|locking up|a good (slap|hiding|smack)|shot|hanged|strung up)|scum of the earth|(all|just|nothing but|they're|are) (scroungers|spongers|parasites|vermin|wasters|time-?wasters|attention[- ]seekers|manipulators)( (all of them|the lot of them))?|no time[- ]?wasters)»\b",
        unless=HATE_COUNTER,
        strength=0.8,
        found=("Some parents want shooting.", "they're parasites, all of them"),
        passed=("Nobody is just a scrounger.", "These roses need pruning."),
    ),
    Rule(
        id="respect.talked-down",
        concern=R,
        detail="insult",
        pattern=r"\b«(bless (your|her|his|their) (little |cotton )?(heart|socks|soul)s?[^.!?\n]{0,50}|with respect,? my (dears?|loves?|darlings?)[^.!?\n]{0,60}|(English|reading|spelling|grammar|manners?) (obviously |clearly |evidently )?(isn't|is not|aren't|was never) your (first language|strong point|strong suit|forte)|(maybe|perhaps|try|why don't you|you should) (ask (your|a) (worker|carer|mum|mummy|social worker|nurse|keyworker)|(read|reading|open|try opening) a book( first)?)[^.!?\n]{0,40}|(the |let the )?grown[- ]?ups are talking|(you|people|some of you) wouldn't understand|too (thick|stupid|simple|dim) to understand|in words of one syllable|(there,? there|now,? now),? (dear|love|pet|petal|poppet)|nobody asked you)»",
        unless=COUNTER + r"|said to me|told me|someone said|used to say|once said|[\"“”]",
        strength=0.8,
        found=("Bless your little heart, you tried.", "Maybe read a book first."),
        passed=("Bless you, said the vicar.", "She told me to read a book first."),
    ),
    Rule(
        id="respect.belittling",
        concern=R,
        detail="insult",
        pattern=r"\b«(with respect,? (dear|love|darling)[^.!?\n]{0,80}|(you|they|he|she)('re| are|'s| is) not well enough to [^.!?\n]{0,50}|leave (it|this|that|the [\w ]{3,25}) to the (grown[- ]?ups|professionals|adults|experts)|have you (taken|forgotten) your (meds|tablets|medication)[^.!?\n]{0,30}|take your (meds|tablets)|back on your meds|(doesn't|does not|don't) make you an expert|calm down,? (dear|love)|you people (are|should|need|always)[^.!?\n]{0,40}|run along,? (dear|love)?)»",
        unless=COUNTER + r"|said to me|told me|people say|someone said|GP|prescri|remember to take|if you",
        found=("@survivor with respect, dear, you were ill", "Leave the service design to the grown ups."),
        passed=("Remember to take your meds with food.", "Leave it to the grown-up next to you."),
    ),
    Rule(
        id="respect.stupid-people",
        concern=R,
        detail="insult",
        pattern=r"\b«(thick as (mince|a plank|two short planks|pig shit)|brain of a \w+|emotional range of a [\w ]{3,20}|dull as (a wet weekend|ditchwater|dishwater)|world's most boring \w+|not the sharpest (tool|knife)[\w ]{0,20}|one sandwich short of a picnic|silly cow|fat cow|pond life|pain in the arse|pain in the backside|they're just vermin|you're a disgrace|sad little (man|woman|life)|(couldn't|can't) organise a piss-?up[\w ]{0,15})»",
        unless=COUNTER,
        found=("The man has the emotional range of a fridge", "silly cow"),
        passed=("The lecture was dull but ditchwater is not.", "A sandwich short of the buffet, sadly."),
    ),
    Rule(
        id="respect.loathing",
        concern=R,
        detail="contempt",
        pattern=r"\bI «((really |fucking |absolutely |just |so |honestly |truly |f\*+ing )*(hate|loathe|despise|detest|can't stand|cannot stand|have no (respect|sympathy) for|am (so )?(sick|disgusted) (of|by)) (all |these |those |most |fucking |f\*+ing |bloody )*<people_kind>)»\b",
        unless=HATE_COUNTER,
        found=("I really can't stand borderlines.", "Honestly I hate migrants."),
        passed=("I hate it when migrants are blamed.", "She said 'I hate men' in the play."),
    ),
    Rule(
        id="respect.contempt-for-group",
        concern=R,
        detail="contempt",
        pattern=r"«\b((all |these |those |most |half of |bloody |fucking )*<people_kind> (are|aren't anything but|is) (all |just |nothing but |so |always |naturally |basically |fucking |really |no better than |nothing more than |literally |f\*+ing |like |a bunch of |a load of )*<loathed>)\b»",
        unless=HATE_COUNTER,
        found=("Addicts are nothing but liars.", "These women are all disgusting"),
        passed=("People who say migrants are scum are wrong.", "Women are never just a burden."),
    ),
    Rule(
        id="respect.harm-wished",
        concern=R,
        detail="contempt",
        pattern=r"«\b(<people_kind> (should|must|need to|needs to|deserve to|deserves to|ought to|have to) (all |just |fucking )*(be )?(killed|shot|die|deported|locked up|sterili[sz]ed|exterminated|punished|beaten|beat|burn(ed)?|raped|hanged|gassed|wiped out|removed|thrown out|disappear|suffer|put down|sectioned for ever)|((I('ll| will| am going to|'m going to|'m gonna| want to| would like to)|we (should|must|will|need to)|let's|someone should|somebody should) ([\w*]+ ){0,3}(kill|shoot|hang|beat|attack|hurt|rape|murder|exterminate|wipe out|deport|burn|strangle|slap) (up )?(all |these |those |every |that |some |fucking )*(<people_kind>|you)))\b»",
        unless=HATE_COUNTER,
        found=("Addicts should be locked up.", "someone should shoot those travellers"),
        passed=("Nobody says addicts should be locked up.", "I want to beat you at chess, says Ben in the film."),
    ),
    Rule(
        id="respect.mild",
        concern=R,
        detail="mild",
        pattern=r"\b«((should be|ought to be) (embarrassed|ashamed)( of themselves| of yourself)?|(have|having) a word with (themselves|yourself|himself|herself)|needs? (their|his|her) heads? (looking at|examined|testing)|glorified [\w-]+( up)?|needs? to grow up|, grow up|grow up,? (people|everyone|you lot|folks|lads|ladies|the lot of you)|get a grip|get a life|get over yoursel(f|ves)|(just|oh,?|please) get over it|oh do (go on|shut|grow)[^.!?\n]{0,30}|you must be so proud|I'd hate to see your|any (idiot|fool|half-decent) (can|could|\w+ )\w*|snake[- ]?oil|utter (tosh|rubbish|nonsense|drivel|twaddle|guff)|absolute (tosh|rubbish|drivel|twaddle)|(so|how|that|your|their) smug)»",
        unless=COUNTER
        + r"|when (I|we|you|they|children|kids) grow|grow up (in|with|to)|I (should|ought)|my|people (just )?get over",
        strength=0.76,
        found=("Whoever wrote this rota needs their head looking at.", "some of you should be embarrassed"),
        passed=(
            "When children grow up in noise they listen hard.",
            "I should be embarrassed by my shelves.",
            "Feeling smug about the sourdough; strong people get over it.",
        ),
    ),
    Rule(
        id="defamation.wrongdoing",
        concern=D,
        detail="wrongdoing",
        cased=True,
        pattern=rf"{WHO}( at [A-Z][\w'’ ]{{2,30}}| of [A-Z][\w'’ ]{{2,30}})?,?( who [^.!?\n]{{3,40}},)? «((?i:has|have|had|is|was|were|are|been|just|always|still|once|also|never|really|actually|clearly|openly|quietly|routinely|and|at|on|of|there|regularly)[ ,]){{0,4}}(?i:<wrong>)\b[^.!?\n]{{0,80}}»",
        unless=ELSEWHERE,
        strength=0.78,
        found=("Dr Colin Framley sleeps with his trainees.", "The director at Elmfold pockets the course fees."),
        passed=(
            "In the novel Dr Framley sleeps with his trainees.",
            "The chair of the bench was signed for by a courier.",
        ),
    ),
    Rule(
        id="defamation.pronoun",
        concern=D,
        detail="wrongdoing",
        pattern=r"\b(he|she|they|he's|she's|they're|they've|who|it|its|and|that|you|place|agency) «((has|have|had|is|was|were|are|been|just|always|still|once|also|never|really|actually|clearly|openly|quietly|routinely|regularly|apparently) ){0,4}(<wrong>)\b[^.!?\n]{0,80}»",
        unless=r"novel|film|drama|episode|series|thriller|Traitors|opera|play\b|fiction|alleged|tribunal|was found|court heard|inquiry|published|jury|according to|the judge|podcast|chapter|book\b|referee|my (dog|cat|lad|son|daughter|toddler)",
        strength=0.6,
        found=("She falsified my log and laughed.", "the agency that sells session transcripts"),
        passed=(
            "In the drama she falsified the log.",
            "The dog stole a pie.",
            "She hid in the loo and paid off her loan, sleeping without tablets.",
        ),
    ),
    Rule(
        id="defamation.everyone-knows",
        concern=D,
        detail="wrongdoing",
        whole=True,
        pattern=r"[a-z][,.;]? (and )?(everyone|everybody|half (the|of)[\w ]{1,20}|the (board|directors|committee|trustees|register|college)) (in [\w ]{2,20} |on [\w ]{2,20} )?(knows?|have known)( (it|about it|this)| that)?\b",
        unless=r"everyone knows (that )?(the|a|how|what|why)|knows? (what|how|why|where|who|when)|novel|film|episode",
        strength=0.5,
        found=(
            "He marks down anyone who complains, everyone on the course knows it.",
            "She takes cash for hours and the board knows.",
        ),
        passed=("Everyone knows the kettle is on.", "Half the team knows how to fix it."),
    ),
    Rule(
        id="alarm.going-public",
        concern=A,
        detail="public",
        pattern=r"(^|[^\w])«(<public_alarm>)(\b|$)[^.!?\n]{0,40}»",
        unless=r"novel|film|drama|documentary|inquiry|policy|training|guardian|webinar|course on|book|speak(ing)? out (about|against) (stigma|abuse)|Speak Up|if you (want|need)|how to|rights|protect(ion|ed)|act 1998|workshop",
        strength=0.55,
        found=("I can't stay silent about the ward any more.", "Someone has to say it out loud, so I will."),
        passed=(
            "Our policy on whistleblowing was updated.",
            "How to speak out: a webinar.",
            "Amazing. Avoid the motorway, and bring it for the recorder group.",
            "Ring Samaritans on 116 123.",
        ),
    ),
    Rule(
        id="alarm.wrong-practice",
        concern=A,
        detail="allegation",
        whole=True,
        pattern=r"\b<wrong_practice>\b",
        unless=r"novel|film|drama|documentary|inquiry|published|statistics|figures show|research|study|nationally|across the country|in general|coroner|charity calls|campaign|workshop|training day|policy|Parliament|MPs|history|museum|19\d\d|article|report\b|evidence|historical|trial|survey",
        strength=0.5,
        found=(
            "On our ward the observation sheets are filled in at the end of the shift.",
            "My service is closing referrals unread.",
        ),
        passed=(
            "The inquiry found observation sheets filled in after the event.",
            "A workshop on restraint is on Tuesday.",
            "I lie face down on the rug; the fire safety man has been.",
        ),
    ),
    Rule(
        id="alarm.told-and-ignored",
        concern=A,
        detail="public",
        pattern=r"«\b(I|we)('ve| have)? (reported|raised|flagged|told|escalated|complained|whistleblown|emailed) (it|this|them|that|the (manager|matron|board|CQC|trust|head|council|committee|college)|my manager|management|her body|his body|HR)[^.!?\n]{0,50}\b(twice|three times|nothing|no reply|ignored|dismissed|nobody|shrugged|not to|was told|got|moved|shown the door|and the|again)\b[^.!?\n]{0,50}»",
        unless=r"boiler|printer|heating|broken|bins|pothole|lift\b|kettle|wifi|leak|parking",
        strength=0.6,
        found=(
            "I reported it to the manager twice and nothing happened.",
            "I've told the matron and was moved to another building",
        ),
        passed=("I reported the boiler twice and nothing happened.", "We raised it at the AGM and had cake."),
    ),
)
BOOK = Book(RULES)
