# ruff: noqa: E501
"""Words that point at one particular client, patient, supervisee, trainee, participant, couple or group."""

from __future__ import annotations

from rules.detectors.rule import Book, Rule
from rules.report import Concern

C = Concern.CLIENT_REFERENCE
ADJ = r"([\w'-]+ ){0,3}"
LOOSE = r"\b(on|a|an|the|is|was|to|of|for|from|with|by|in|at|and|but|that|own|patient|life|cat|dog)( |$)"
ADJ1 = r"([\w'-]+ ){0,1}"
NOT_PEOPLE = (
    r"[- ](base|list|lists|work|group work|groups|form|forms|letter|letters|agreement|contract|portal|file|files|notes|note|record|records"
    r"|data|information|confidentiality|feedback|satisfaction|safety|care|experience|experiences|voice|voices|hours|contact|material"
    r"|details|numbers|caseload|journey|outcomes|outcome|population|populations|centred|centered|led|focused|facing|choice|consent"
    r"|education|handbook|rep|reps|representative|conference|day|days|bursary|member|members|membership|fees|discount|panel|forum"
    r"|transport|system|systems|database|entertainment|line|helpline|participation|leaflet|leaflets|advice|association|council|app|library|software|machine|server|side|relations|post|posts|debt|pay|hardship|dog|barista|newsletter|supervisors?)\b"
)
TRADES = (
    r"hairdress|salon|barber|web ?site design|web design|freelance|copywrit|solicitor|lawyer|barrister|accountant|estate agent|architect"
    r"|\bSEO\b|server|\bVPN\b|\bDHCP\b|software|e-?mail client|wordpress|logo|invoice|mortgage|bank|personal train|\bgym\b|yoga teacher"
    r"|\bvet\b|kennel|groomer|dentist|wedding|florist|parliament|MPs|minister"
)
STORIES = (
    r"film|series|episode|novel|chapter|book|podcast|drama|play\b|sitcom|telly|\bTV\b"
    r"|Freud|Breuer|Klein|Winnicott|Yalom|Jung|Bion|Casement|Rogers|Anna O|Dora|Wolf Man|Rat Man"
)
OTHER_TRADES = TRADES + "|" + STORIES

RULES = (
    Rule(
        id="client.did",
        concern=C,
        pattern=rf"\b«((my|our) {ADJ}(client|patient|supervisee|service user)|(a|an|another|one) {ADJ}(client|patient|supervisee) of (mine|ours)|one of (my|our) {ADJ}(clients|patients|supervisees))» ((just|once|also|then|really|absolutely|finally|recently|today|yesterday) ){{0,2}}([a-z]{{2,}}ed|said|told|came|brought|gave|sent|wrote|left|made|took|knew|met|saw|sat|drew|went|rang|wept|fell|found|felt|slept|got|had|was|has [a-z]+ed|has (been|said|told|come|gone|got|bought|left|lost|made|given)|burst|broke|sang|won|lost)\b",
        inner_not=r" (on|a|an|the|is|was|to|for|from|with|by|in|at|and|but|that|own|patient|life|PT|mail|IT|tax|design|translation|tutoring|fellow|imaginary|fictional|hypothetical) |'s |, |^(my|our) (very |poor |most )?patient ",
        before_not=r"['\"“‘]",
        unless=OTHER_TRADES
        + r"|\bif\b|hypothetic|imaginary|fiction|made[- ]up|composite|invented|\bwhat if\b|cancell?ed|didn't turn up|vignette|copy|printer|\bbrief|campaign|\bbrand|charged with|defence|translat|\bedit",
        found=("Join us in May! My client loved it.", "a client of mine said it was better than the sea"),
        passed=(
            "My client loved the logo, says my web designer.",
            "My client list closed in March.",
            "My last patient cancelled, so I'm home.",
        ),
    ),
    Rule(
        id="client.one-of-my",
        concern=C,
        pattern=rf"\b«(one|two|three|another|a couple|a certain one|both|the \w+) of (my|our) {ADJ}<subject_many>»\b",
        after_not=NOT_PEOPLE + r"\\?",
        before_not=r"(if you('re| are| were)|are you) ",
        inner_not=r"(my|our) .*\b(on|for|about|with|to|from|by|at|in)\b",
        unless=TRADES,
        found=("One of my lovely clients told me off today.", "two of our patients have fallen in love"),
        passed=("Most of my clients are in their thirties.", "One of my favourite books on clients is out of print."),
    ),
    Rule(
        id="client.one-of-mine",
        concern=C,
        pattern=r"\b«one of (mine|ours|my (lot|lads|ladies|girls|boys|teens|kids|men|women|couples|regulars|families|little ones|young people|<full_weekday> \w+|first[- ]years?|second[- ]years?))»\b",
        before_not=r"(if you('re| are| were)|are you) ",
        unless=r"under[- ]?\d+s|coach|football|rugby|team",
        strength=0.7,
        found=("one of my ladies rang at six", "One of mine has stopped eating."),
        passed=("one of my books is overdue", "That view is one of my favourites."),
    ),
    Rule(
        id="client.of-mine",
        concern=C,
        pattern=rf"\b«(a|an|this|another|that|the|one|some) {ADJ}(<subject_one>|(?:wo)?man|lady|lad|girl|boy|couple) of (mine|ours)»\b",
        unless=OTHER_TRADES,
        found=("A client of mine has just become a bishop.", "an old patient of ours sent a card"),
        passed=("A friend of mine is a bishop.", "that client of hers is a web designer"),
    ),
    Rule(
        id="client.own-client",
        concern=C,
        pattern=rf"\b«(my|our) {ADJ}(client|patient|cleint|clinet|clietn|cilent|pateint|patinet|service user|supervisee|trainee|mentee|analysand)»(['’]s)?\b",
        after_not=NOT_PEOPLE
        + r"|['’]?s? (?:or|and) (?:supervisor|therapist)|s\b|,? (?:self|days|years|forum\w*|patient) ?|,? (?:just |has |have )?(?:cancel|DNA|didn't (?:turn|come))|, (?:very )?patient",
        inner_not=r" (on|a|an|the|is|was|to|of|for|from|with|by|in|at|and|but|that|own|patient|life|PT|mail|IT|tax|design|translation|tutoring|fellow|during|best|thinking) |'s |, |^(my|our) (very |poor |most )?patient |(very|most|so|ever|endlessly|infinitely) patient$",
        before_not=r"['\"“‘]",
        unless=OTHER_TRADES
        + r"|\bif (?:my|your|a) |hypothetical|imaginary|\bwhat if\b|(my|our) (own )?(dog|cat|horse|rabbit|inner)\b|\bdear\b"
        + r"|\bI (like|tend|try|usually|often|always|generally|may|might|will|would) |needs|\busually\b",
        found=("My client brought a kettle to session.", "my newest supervisee cried at the whiteboard"),
        passed=(
            "My client list is full until March.",
            "My accountant says the client is always right.",
            "What I'd tell my trainee self: eat lunch.",
            "My very patient whippet.",
        ),
    ),
    Rule(
        id="client.former-client",
        concern=C,
        pattern=rf"\b«(a|an|my|our|another|one|some|this|the|two|three) ([\w'-]+ )?(former|ex|ex-|previous|past|new|current|returning|long-?term|long-?standing|longest-standing|first|last|old|oldest|newest|final|first ever)[- ]?{ADJ1}<subject_one>s?»\b",
        after_not=NOT_PEOPLE
        + r"|s? (?:who|should|must|can|may|might|will|are|often|usually|sometimes|need|want|please|deserve|has to|needs to) ",
        unless=OTHER_TRADES
        + r"|what would you|\bif (?:a|an|your|you)\b|\bwhen (?:a|an|your|you)\b|enquir|a question I|\bhow (?:to|do|should)\b|places for|spaces for|welcom|\bread\b|discount|your",
        strength=0.8,
        found=("An ex-client was behind me in the queue.", "A former patient of the unit wrote to me."),
        passed=("What would you ask a new client at the gate?", "If a former client writes, take it to supervision."),
    ),
    Rule(
        id="client.narrated",
        concern=C,
        pattern=rf"\b«(a|an|this|another|the|that|two|three|his|her|their) {ADJ1}(client|patient|supervisee|trainee|service user|mentee|analysand)s?» ((who|that|whom|of|in|at|I|we|today|tonight|yesterday|this morning|this afternoon|last (week|night|year)|once|recently|just|finally|has|had|literally|actually|quietly|suddenly) ){{0,2}}<did_strong>",
        unless=OTHER_TRADES
        + r"|\bif\b|\bwhen (?:a|the|your)\b|sometimes|\boften\b|usually|\bimagin|hypothetic|\bsuppose|\bsay\b|vignette|fiction|made[- ]up|composite|someone else's|\bshould\b",
        strength=0.8,
        found=("A client told me today that she has bought the boat.", "The patient burst into song at the bus stop."),
        passed=(
            "When a client told me to slow down is how many case studies begin.",
            "A client who cancels often is telling you something.",
        ),
    ),
    Rule(
        id="client.timed-client",
        concern=C,
        pattern=rf"\b«((a|an|my|the|one|first|last|new|our|that) )?{ADJ1}(client|patient|pt|couple|supervisee)» (today|tonight|yesterday|this morning|this afternoon|this evening|last night|on <full_weekday>|just now|this week|last week)\b",
        unless=OTHER_TRADES + r"|\bif\b|cancel|no clients|no patients",
        strength=0.8,
        found=("Client this morning spent the hour on his tax return.", "a patient yesterday quoted me to me"),
        passed=("No clients today, so the plants were watered.", "If a client this week is late, breathe."),
    ),
    Rule(
        id="client.my-hour",
        concern=C,
        pattern=r"\b«my (<full_weekday> )?(\d{1,2}([.:]\d\d)? ?[ap]\.?m\.?|\d{1,2} o'? ?clock|<hour_word> o'clock|half (past )?<hour_word>)( (client|patient|couple|lady|lad|gentleman|lovely))?»",
        after_not=r"'?s? ?(train|bus|alarm|meeting|lecture|class|flight|start|finish|run|swim|coffee|tea|slot|appointment|dentist|call|shift|bedtime|snack|walk|lesson|deadline|biscuit|webinar|gym|session (of|with)|cancel|no-show|dna|is free|has come free|is now free|slump|wake)",
        only_with=r"\b(me|he|she|they|his|her|their|him|cried|crying|tears|husband|wife|mum|dad|married|engaged|told|said|asked|brought|proposed|dreamt|therap\w+|session|client|couch|bought|baby|divorce\w*|favourite|worst day)\b",
        unless=r"dentist|salon|theory|wasp|boiler|delivery|train\b|webinar|drill",
        strength=0.76,
        found=("my 3pm told me I look tired", "My Tuesday 10 o'clock has bought a llama."),
        passed=("My 6am alarm was ignored.", "my 3pm slump calls for biscuits"),
    ),
    Rule(
        id="client.someone-met",
        concern=C,
        pattern=rf"\b«(someone|somebody|(a|an|the|this|that|one|another|some|some poor|two|my) {ADJ}<adult>) (who |whom |that )?(I|I'd|I've|I'm|we|we'd|we've|we're) (am |was |have |had |just |first |recently |currently |once |used to |'?m )?<met>»",
        after_not=r"\W*(on the (train|bus|tram|telly|tv|tube|radio|plane|ferry|news|beach)|at the (bus|shop|match|game|park|gym|station|pub|school|market|till|airport|gate|museum|pool|wedding|party|conference)|in the (street|park|film|paper|news|mirror|pub|queue|supermarket|shop|cafe|café|garden)|through|round (here|town)|play\b|perform|speak\b|give\b|for (dinner|coffee|lunch|a drink))",
        unless=r"heron|\bdog\b|\bcat\b|horse|bird|\bplant\b|on (the )?stage|documentary|\bfilm\b|\bnovel\b|\bseries\b|my (uncle|cousin|friend|mate)|at school with|colleague|committee|council|\bneighbour",
        strength=0.8,
        found=("Someone I saw last spring has sent a postcard.", "a lad I worked with on the wing got his own key"),
        passed=("A man I saw on the train was knitting.", "someone I met at the park had two whippets"),
    ),
    Rule(
        id="client.in-session",
        concern=C,
        pattern=r"\b«(he|she|they|someone|somebody) (told|said|asked|brought|showed|gave|cried|wept|admitted|confessed|laughed|wrote|described|whispered|mentioned)( to)?( me| us| her)?» [^.!?\n]{0,60}\b(in (our |my |her |his |their |the |today's |last )?(first |last |final |very last |next-to-last )?(session|therapy|supervision|consulting room|therapy room)|in my (room|chair)|in this room)\b",
        unless=OTHER_TRADES + r"|sometimes|\boften\b|if (?:he|she|they)|\bconference\b|\bspeaker\b",
        strength=0.8,
        found=(
            "She told me in session that the dog had died.",
            "he said it again in our last session and then he grinned",
        ),
        passed=(
            "They said in the novel's final session that it was love.",
            "If they told you in therapy, keep it there.",
        ),
    ),
    Rule(
        id="client.on-my-list",
        concern=C,
        pattern=rf"\b«(a|an|the|this|one|my|another|somebody|someone|two) {ADJ}(<adult>|person|<job>)? ?on my (caseload|list|books|couch|sofa|Tuesdays|Mondays|Wednesdays|Thursdays|Fridays)»\b",
        unless=r"reading|book|shopping|Christmas|\bcat\b|\bdog\b|to-?do|bucket",
        strength=0.8,
        found=("A retired jockey on my caseload dreams of hedges.", "the youngest lad on my list has his own bike"),
        passed=("A book on my list is overdue.", "the cat on my sofa snores"),
    ),
    Rule(
        id="client.bed",
        concern=C,
        pattern=rf"\b«((the|my|our|a|an|this) {ADJ}<adult> (in|on|from) (room|bed|side room|bay|cell)|bed|side room|bay) (\d{{1,2}}|[A-F]\b|<number>)»",
        unless=r"hotel|hostel|holiday|camp|bathroom|bed (one|two|three|four) (of|bed)|flat|apartment|bedroom|raised bed|allotment|garden|dahlia|rose",
        strength=0.75,
        found=("The gentleman in side room 4 sang all night.", "bed 9 asked for a trumpet"),
        passed=("A three bed flat with a garden.", "Bed 2 on the allotment is all leeks."),
    ),
    Rule(
        id="client.second-hand",
        concern=C,
        pattern=rf"\b«((a|one of my|my|another|the|this) {ADJ}(supervisee|trainee|colleague|student|friend|mate|supervisor)'s|her supervisee's|his supervisee's) {ADJ1}(client|patient|couple|supervisee)s?»\b",
        found=("My supervisee's client has started a band.", "a colleague's patient wrote the whole thing down"),
        passed=("My supervisee's client notes template is online.", "My colleague's dog is called Patience."),
        after_not=NOT_PEOPLE,
    ),
    Rule(
        id="client.learner",
        concern=C,
        pattern=rf"\b«((a|an|one|this|the|my|another|two) {ADJ1}(trainee|student|supervisee|mentee|candidate|practitioner|counsellor|therapist|person) (who )?(I|we|I've been|I'm) (am )?(supervis\w+|mentor\w*|teach\w*|assess\w*|mark\w*|train\w*|tutor\w*)|one of (my|our|the) {ADJ1}(students|cohort|first[- ]years|second[- ]years|third[- ]years|finalists|interviewees|participants|candidates|applicants|trainees|mentees)|someone I supervise|somebody I supervise)»\b",
        unless=r"driving|piano|school (teacher|pupil)|maths",
        strength=0.8,
        found=(
            "A trainee I supervise hid in the loo before her viva.",
            "One of our participants wept at question nine.",
        ),
        passed=("A trainee on a panel talked about fees.", "The students at the piano school were off key."),
    ),
    Rule(
        id="client.my-group",
        concern=C,
        pattern=r"\b«(my|our) ((<full_weekday>|morning|evening|afternoon|night)('s)? )?(men's |women's |mums' |carers' |trauma |bereavement |anger |recovery |therapy |art |young people's |DBT |CAT |CBT |process |slow-open |little |lovely ){0,2}(group|couple|pair|family|eight|six|seven|lads|ladies|regulars)»('s)? (has|have|had|was|were|is|are|asked|told|cried|laughed|said|brought|made|sat|went|voted|fell|finished|ended|gave|did|decided|took|started)\b",
        unless=r"reading group|book group|peer group|study group|whatsapp group|supervision group (is|has|meets|runs)|facebook group|running group|walking group is|friend|my (family|lads|ladies|couple)|our (family|lads|ladies|couple|pair)|free|places|spaces|join|open to|start(s|ing|ed) (on|in|at)|meets|every",
        strength=0.72,
        found=(
            "My Wednesday group has made itself a biscuit rota.",
            "Our women's group told the council to try it first",
        ),
        passed=("My reading group has chosen Bion again.", "our free group has places from May"),
    ),
    Rule(
        id="client.addressed",
        concern=C,
        pattern=r"\b«(if you('re| are) (reading|seeing) this[^.!?\n]{0,40}(session|therapy|appointment|<full_weekday>)|(it was |is )?(lovely|great|good|a (pleasure|privilege)) (to see|seeing|to work with|working with|having) you( and \w+)? (in|for|at|on) (therapy|session|our session|your (sessions?|therapy|<full_weekday>))|see you (on |next )?<full_weekday> for (your|our) (session|therapy|review)|your (<full_weekday> )?(session|appointment) (with me|is still|last|this week|on <full_weekday>)|I('ve| have) (archived|closed|got|kept) your (file|notes))»",
        unless=r"\byou(r| are| can)? (choose|may|might|book)|therapist",
        strength=0.8,
        found=("Lovely to see you in session, Moira!", "See you Tuesday for your session, champ."),
        passed=("If you're reading this on a bus, look up.", "Your therapist may offer to change the session."),
    ),
    Rule(
        id="client.came-for-therapy",
        concern=C,
        pattern=rf"\b«(someone|somebody|(a|an|the|this|one|my) {ADJ}(<adult>|<job>)|he|she|they|who)» (first |has been |had been |just |once |recently )?(came|come|comes|coming|came back|sent) to (see )?(me|us|my (room|practice|clinic|office)|our (service|clinic))( for (therapy|counselling|help|sessions)| with (panic|depression|anxiety|grief|bulimia)| unable to| after| because| not able to| when)",
        unless=r"people (come|came)|often|usually|many|conference|workshop|\bif\b|my (son|daughter|mum|dad|friend)",
        strength=0.8,
        found=("A retired pilot came to me after the crash.", "she came to us with panic and left with a moped"),
        passed=("People came to me after the talk.", "My son came to me because of a spider."),
    ),
    Rule(
        id="client.a-client",
        concern=C,
        pattern=rf"\b«(a|an|another|one|some) {ADJ1}(<subject_one>|new referral)('s)?»( \w+)?",
        inner_not=r"\b(no|not|very|patient (man|woman|lad|dog)|good|bad|difficult|difficult client|typical|fictional|imaginary|hypothetical|former|ex|person's|solicitor's|web|free|mental|good-enough|valued|potential|prospective|first|to|of|if|each|web|e-?mail|mail|be|per)\b",
        only_with=r"\b([a-z]{3,}ed|was|were|got|said|told|came|brought|gave|sent|went|rang|wrote|left|made|took|knew|met|saw|sat|drew|lent|won|just|has ([a-z]+ed|got|been|just|never|finally|bought|left|lost|asked)|lost|wept|bit|fell|ran|sang|today|tonight|yesterday|turned up|turning up|asking|funeral|screenshot|proud|dreamt|stop thinking|last (week|night|month|year)|this (morning|week|afternoon|year))\b",
        before_not=r"\b(if|when|whenever|if you're|as|was|were|am|I'm|is|isn't|be|been|being|becoming|not|why|like|let|than|never|into|makes|made|makes you|say|suppose|imagine|invent|invented|met|google|need|haven't met|dislike|know|inside|how|about being|once|you were once|what|where|role of|play|playing|tells of|for) ",
        after_not=r"(?: |,)?(asks|gives|comes|brings|cancels|says|is|wants|needs|falls|might|may|can|will|should|must|would|could|do|who (recognises|comes|asks|gives|cancels|is|wants|needs|has|can|never|always|might|may)|and (a |the )?therapist|tells|writes|leaves|gets|feels|or|reading|data|material|notes)\b|s\b"
        + "|"
        + NOT_PEOPLE,
        unless=OTHER_TRADES
        + r"|\bif (a|an|your|the|you)\b|\bwhen (a|an|your|you)\b|sometimes|\boften\b|usually|\bimagin|hypothetic|\bsuppose|vignette|fiction|invented|made[- ]up|composite|what (do|should|would) (I|you|we|members|they) do (when|if)|\bmust\b|asylum|in 1[89]\d\d|memoir|\b(famous|classic|published|early|old|seminal) (paper|case|study)|\bexam\b|panel|sleeping with|assault"
        + r"|\byou(r|'ll|'re)?\b",
        strength=0.76,
        found=("A client said something yesterday that I keep.", "A supervisee brought me a lighthouse today."),
        passed=(
            "When a client asked that in training we froze.",
            "If you're a client and you cried on the bus, welcome.",
        ),
    ),
    Rule(
        id="client.bare",
        concern=C,
        pattern=r"(^|[.!?…(] |lol |omg |ok so )«(new |old |first ever |last |my |long-term )?(client|patient|pt|supervisee|couple|trainee|service user)( of (mine|several years|two years))?» ((today|tonight|yesterday|this morning|this afternoon|last night|just|at handover|has|had|of several years) ?)?(:|,|\(|[a-z]{3,}ed|brought|came|sent|said|told|gave|rang|left|got|went|knew|wrote|took|made|drew|due|to me|of several years|drives|asked|moved|has|won)\b",
        unless=OTHER_TRADES + r"|hypothetic|therapist:|crossword|\bif\b|discuss|: I |crashed",
        strength=0.78,
        found=("Client knitted me a scarf.", "Supervisee today brought a bell"),
        passed=(
            "Client: I think I'm a pair of curtains. Therapist: pull yourself together.",
            "Patient people make good bread.",
        ),
    ),
    Rule(
        id="client.the-client-who",
        concern=C,
        pattern=rf"\b«(the|that|this) {ADJ1}(client|patient|supervisee|trainee|participant|couple)» (who|whose|that|I|we) (always|never|cried|paid|has|had|was|is now|just|once|used|came|came back|left|told|said|finished|brought|saw|worked|taught|sat|walked|rang|broke|[a-z]{(3,)}ed)\b",
        unless=OTHER_TRADES + r"|\bif a\b|the case study|vignette|the study|novel",
        strength=0.78,
        found=("Shout out to the client who paid in eggs.", "the couple who always bring biscuits"),
        passed=("The client who sues his architect.", "In the case study the client who cried is 40."),
    ),
    Rule(
        id="client.their-client",
        concern=C,
        pattern=rf"\b«(her|his|their) {ADJ1}(client|patient|couple)('s)?»\b",
        only_with=r"supervis|trainee|placement|colleague|peer group|second[- ]year|third[- ]year|student",
        unless=OTHER_TRADES + r"|\bif\b|sometimes|often|\btheir clients\b|novel|how to|should",
        after_not=NOT_PEOPLE + "|s",
        strength=0.78,
        found=("My supervisee says her client has moved.", "a trainee rang because his client had gone"),
        passed=("Her client is a bank.", "A trainee should ask their client first."),
    ),
    Rule(
        id="client.work-verb",
        concern=C,
        pattern=rf"\b(said goodbye to|goodbye to|ended with|finished with|finishing with|(first|last|final|second|third|fourth|tenth) session with|therapy with|assessment with|interviewed|discharged|gave a diagnosis to|had to fail|signing off|report( today)? for|sat( today| yesterday| this week| down this week)? with|DNAs? from|(card|letter|text|email|voicemail|message|hug|postcard|drawing|poem) from|section papers for|talking|went with|funeral of|inquest for|tribunal for|supervising|treating|counselling|assessing) «(someone|somebody|(a|an|the|this|my|one) {ADJ}(<adult>|<job>|trainee|supervisee|client|patient|person))»",
        only_with=r"\b(session|therapy|today|years?|months|weeks|ward|wing|unit|clinic|assessment|discharged|tribunal|section|supervis\w+|viva|diploma|course|placement|trainee|finished|ending|caseload|list|room|case)\b",
        inner_not=r"the right|a good|the wrong|a qualified|someone you|a professional|a trusted|a safe",
        unless=OTHER_TRADES
        + r"|on the (train|bus|tram|tube)|in the queue|choir|neighbour|\bmy (mum|dad|son|daughter|nan|wife|husband|sister|brother|mate|friend)\b|speaker|author|panel|\bfilm\b|\bif\b",
        strength=0.78,
        found=(
            "Said goodbye to someone today after two and a half years.",
            "Interviewed a trainee who juggles, on the course day.",
        ),
        passed=("Sat with my mum in the clinic.", "A postcard from a friend on the train."),
    ),
    Rule(
        id="client.my-someone",
        concern=C,
        pattern=rf"\b«my ((<full_weekday>('s)?|<heritage>|Handsworth|morning|last|lunchtime|\d{{1,2}} ?[ap]m|\w+-year-old)( (morning|afternoon|evening|lunchtime|night|\d{{1,2}} ?[ap]m|\d{{1,2}} o'clock))?) ({ADJ1}(gentleman|lady|ladies|man|woman|lad|lads|girl|couple|chap|bloke|fella|teenager|teen|people|person|grandma|grandad|granny|<job>|superstar|regular|boy|boys|girls|kid|mums?)|(wo)?men's group)»",
        unless=r"choir|yoga|class|football|team|class|school run|gym|market|shift|nap|my (son|daughter)|dad|mum's",
        strength=0.76,
        found=("my Tuesday gentleman has gone to New Zealand", "My Polish grandma says I am too thin for grief."),
        passed=("My Tuesday choir is loud.", "My Monday shift is over."),
    ),
    Rule(
        id="client.seen-for",
        concern=C,
        pattern=rf"\b(I|we|I've|we've) (have |once |recently |first |only |had )?(saw|seen|see|treated|met|had|supported|worked with|sat for \w+ (weeks|months) with|counselled|took on) «(someone|somebody|(a|an|this|one|the) {ADJ}(<adult>|<job>))»,? ([\w,' -]{{0,40}})?(for (\d+|<number>|<tens>|several|a few) (sessions|years|months|weeks)|on (the|our) (ward|wing|unit)|in (clinic|therapy|supervision|a secure unit|A&E)|at the (clinic|hospice|day hospital|service)|through (her|his|their|an interpreter))",
        unless=OTHER_TRADES + r"|\bif\b|my (vet|physio|dentist|GP)",
        strength=0.8,
        found=("I saw a lad for six sessions through his apprenticeship.", "we treated an old bell-ringer on the ward"),
        passed=("I saw a film for six pounds.", "We had a dog for six years."),
    ),
    Rule(
        id="client.pronoun-in-session",
        concern=C,
        pattern=r"\b«(he|she|they)» [^.!?\n]{0,60}\b((in|into|at the end of|halfway through|by|until|for) (our|the|her|his|their|that|this|today's|session) ?(very )?(first|last|final|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth)? ?(session|hour)|in my (room|consulting room|chair|office)|on my (couch|sofa)|session \d+|in week (\d+|<number>)|therapy with me|started seeing me|comes to me|came to me)\b",
        unless=OTHER_TRADES
        + r"|\bif\b|conference|speaker|lecture|seminar|my (dog|cat|son|daughter|mum|dad|wife|husband|supervisor|therapist)|parliament|summer|novel|film|patient zero",
        strength=0.72,
        found=("She laughed for the whole hour in our last session.", "he comes to me on crutches now"),
        passed=("She spoke in the last session of the conference.", "If she cries in the session, wait."),
    ),
    Rule(
        id="client.addressed-person",
        concern=C,
        pattern=r"(^|[.!?] )«to (the|my) (person|one|client|patient|lady|gentleman|woman|man|guy|lad|couple|\d{1,2} ?[ap]m|<full_weekday> [\w ]{2,12}) (who|from|with)» ",
        strength=0.6,
        only_with=r"session|room|appointment|slot|therapy|today|week|<full_weekday>|walked out|rings|left",
        found=(
            "To the person who left a scarf in the room: it's safe.",
            "To the lady who walked out: your slot is yours.",
        ),
        passed=("Thanks to the one who baked.", "Give it to the person with a hat."),
        unless=r"stole|parked|bus|train|seat|dog poo|bike|neighbour",
    ),
    Rule(
        id="client.told-me",
        concern=C,
        pattern=rf"(^|[,:;] |\b(and|then|but|as|when|what|because) )«(someone|somebody|(a|an|one|another) {ADJ}(<adult>|<job>))»,? (who [^.,!?\n]{{3,40}},? |today |yesterday |once |just |recently |finally )*(told|asked|brought|showed|gave|sent|thanked|trusted|corrected|taught|handed|texted|said to|walked in|came in|sat in|cried|wept) (me|us|in|into|with|my)\b",
        unless=OTHER_TRADES
        + r"|\bif\b|in the (pub|queue|street|shop|audience|hall|lift)|at (the|a) (party|wedding|conference|talk|workshop|school|station|bus|pub|gym|bar|choir|lecture)|on the (bus|train|tram|beach)|colleague|friend|speaker|once told me that|journalist|taxi|neighbour|panel|comments|email from|dm",
        strength=0.6,
        found=("A new mum told me that this morning, in her coat.", "Somebody walked in with a lamp today."),
        passed=("A friend told me to rest.", "A man on the bus told me a joke."),
    ),
    Rule(
        id="client.bare-hour",
        concern=C,
        pattern=r"(^|[.!?] |\bbut |from |apart from |When )«(the |your |tonight's |today's |yesterday's )?(<clock>|half (past )?<hour_word>|<full_weekday> lunchtime|last appointment of the (day|night))( client)?»,? (has (decided|bought|left|a)|asked|is (a|marrying|back)|who|told|said|opens with|brought|never misses|cried|wept|turned up|walked)\b",
        unless=OTHER_TRADES
        + r"|train|\bbus\b|film|documentary|news|match|train|ferry|flight|showing|service\b|class|lecture|alarm|programme|bulletin|slot is",
        strength=0.6,
        found=("8am has decided she's marrying the arsonist.", "The 2pm who brings me a fact about moles each week"),
        passed=("The 7.40 train has left.", "The 9am documentary told us."),
    ),
    Rule(
        id="client.named-on-ward",
        concern=C,
        cased=True,
        pattern=r"\b«[A-Z][a-z]{2,}» (on|from|in) (([A-Z]\w+|the|our|my) )?((?i:ward|unit|wing|day centre|day hospital|recovery (group|café|college)|anger group|step \d|bed \d+|side room \d|my (\w+ )?group|hearing voices group))\b",
        inner_not=r"^(Ward|Sister|Nurse|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Nights?|Life|Day|Back|Work|Working|Christmas|New|Staff|Music|Tea|The|Look|Still|Gentleman|Lady|Patients?|Clients?|January|February|March|April|May|June|July|August|September|October|November|December)$",
        strength=0.6,
        found=("Look at this! Danuta on Ash ward painted it.", "Barry from my anger group is on the telly."),
        passed=("Sister on the ward sang.", "Christmas on our ward."),
    ),
    Rule(
        id="client.one-of-the",
        concern=C,
        pattern=r"\b«one of (our (guys|lads|ladies|girls|boys|couples|residents|participants|regulars|teens|young people|members|dads|mums)|the ([\w'-]+ )?(women|men|lads|ladies|mums|dads|couples|girls|boys|patients|trainees|supervisees|residents|people I \w+))»('s)? ([\w']+ ){0,4}(in|from|on|at|got|told|has|had|said|brought|started|lost|asked|left|died|came|I)\b",
        only_with=r"ward|unit|wing|group|session|therapy|clinic|caseload|leave|secure|placement|hospice|CAMHS|supervis|trainee|room|counselling|service|I (see|saw|work|treat|supervise)",
        unless=OTHER_TRADES + r"|choir|football|parents' evening|committee",
        strength=0.76,
        found=("One of our guys on the wing got his first leave.", "one of the women in the group sang"),
        passed=("One of our lads scored.", "One of the women in the choir sang."),
    ),
    Rule(
        id="client.relation-of",
        concern=C,
        pattern=r"\b«((the |a |my )?(<relation>|widow|widower|carer) of (a|an|one of (my|our)|my) ([\w'-]+ )?(client|patient|pt|lad|girl|boy|resident|residents|clients|patients|service user)|(a|my|one of my) ([\w'-]+ )?(client|patient|resident)(s')?('s)? (<relation>|widow|carer|funeral|brother|wife))»",
        unless=OTHER_TRADES,
        strength=0.78,
        found=("Mum of a lad I see knocked.", "I rang the widow of a patient today"),
        passed=("Mum of two, baker.", "The wife of a baker."),
    ),
)

BOOK = Book(RULES)
