# ruff: noqa: E501
"""The author's own life and work: what blurs the two identities, and clinical work in general."""

from __future__ import annotations

from rules.detectors.conduct import ELSEWHERE, NAME, WHO
from rules.detectors.rule import Book, Rule
from rules.report import Concern

X = Concern.IDENTITY_MIXING
W = Concern.CLINICAL_WORK
S = Concern.COLLEAGUE_OR_SERVICE
TITLE = r"(Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Sister|Rev)\.? "
ROLE = (
    r"(psycho)?therapist|counsellor|psychologist|CAT practitioner|CAT therapist|psychotherapist|couples? therapist|supervisor of therapists"
    r"|trainee (psycho)?therapist|trainee counsellor|mental health (nurse|professional|practitioner)|psych(iatric)? nurse|clinical psychologist"
)

RULES = (
    # -- professional role in the personal profile --------------------------------------------------------------------
    Rule(
        id="mixing.as-a-therapist",
        concern=X,
        detail="role",
        pattern=rf"\b«((speaking |talking )?as (a|an|your|someone's|the) ([\w-]+ ){{0,3}}({ROLE})|(I'm|I am|being|I've been|I was|been|me, I'm|speaking as|it's|seller is|trained as|work as|working as|qualified as|my job as|works? as|I qualified as) (a|an|the) ([\w-]+ ){{0,3}}({ROLE})|({ROLE}) (by day|here|hat|in me|voice|brain|mode)|my therapist (hat|voice|brain|mode)|I work (in|for|on|at) (CAMHS|the NHS|mental health|a psych\w* ward|the psych wards?|talking therapies|IAPT|psychology|a (mental health|counselling|therapy) \w+)|I do (psychotherapy|therapy|counselling|supervision) (in|for|with|at)|(what I do|I do (it|this|that)|listen to people) for (a living|money)|(UKCP|BACP|BPC|HCPC|ACAT)[- ](registered|reg|accredited|psychotherapist|therapist|member))»",
        unless=r"\bas a therapist (is|might|would|may) (say|see)|in the (film|novel|show|series)|\b(she|he|they)('s| is| was)|my (sister|mate|friend|wife|husband|brother|cousin) (is|was)",
        found=("As a therapist I'd say sleep on it.", "I work in CAMHS so I know about queues"),
        passed=("The therapist in the film is a labrador.", "My sister is a counsellor of parish fame."),
    ),
    Rule(
        id="mixing.work-place",
        concern=X,
        detail="workplace",
        pattern=r"\b«(my (practice|clinic|consulting room|therapy room|private practice|clients|patients|caseload|supervisees?|next client)|(the|our) (consulting room|therapy room|ward round|day hospital|psych ward)|therapy (enquiries|bookings|clients|rooms)|book (in )?with me|first placement|on placement|the trust's \w+ service|at (the|our) (clinic|ward|unit)|on the (ward|unit)|#therapistlife|low-cost clinic)»",
        strength=0.7,
        found=("Left my keys in the consulting room again.", "my practice is two doors down"),
        passed=("My piano practice annoys next door.", "The clinic rang about my knee."),
    ),
    Rule(
        id="mixing.work-handle",
        concern=X,
        detail="work-handle",
        pattern=r"«@[\w.]*(therap|counsel|psych|clinic|practice|wellbeing)[\w.]*»",
        strength=0.8,
        found=("new desk for @stillmill.therapy", "see @HalePsychotherapy"),
        passed=("hello @bakery.hale", "@thepianist thanks"),
    ),
    # -- personal matters in the professional profile -----------------------------------------------------------------
    Rule(
        id="mixing.family",
        concern=X,
        detail="family",
        pattern=r"«\b(my|our) (lovely |dear |own |late |long-suffering |poor |two |three |four |darling |gorgeous |little |big |eldest |youngest |middle )?<kin>('s)?\b[^.!?\n]{0,90}»",
        unless=r"\b(teddy|mother (said|told me|used)|supervisor|inner|client|patient|\bif\b|mother tongue|for example|imagine|say,|novel|character|film|your|\bNHS\b|my mother told)\b",
        strength=0.62,
        found=("My wife Elspeth has painted the hall.", "our youngest got his stabilisers off"),
        passed=("If my mother were a film character she'd be Q.", "The novel's line is 'my sister, my enemy'."),
    ),
    Rule(
        id="mixing.life-event",
        concern=X,
        detail="life-event",
        pattern=r"«\b((I|we|my (mum|dad|mother|father|brother|sister|husband|wife|nan|gran))('m| am|'ve| have|'re| are| was| had|'s)? (just |now |recently |finally |twice |happily |newly )?(divorced|separated|got divorced|getting divorced|getting married|got married|engaged|pregnant|expecting|widowed|single again|coming out|came out (as (gay|bi\w*|trans|queer|a lesbian)|to (my|our))|in recovery|sober|in labour|having a (baby|hip|knee)|been signed off|had a miscarriage|lost (my|our) (mum|dad|mother|father|baby|brother|sister|son|daughter)|died (on|in|last|this|at)|passed away)|my (divorce|marriage|wedding|miscarriage|breakdown|pregnancy|hysterectomy|depression|cancer|chemo|diagnosis)\b|baby (number|no\.?) ?\w+|(I'm|I am|we're|currently) \w+ (weeks|months) pregnant|single again|dad died|mum died)\b[^.!?\n]{0,70}»",
        unless=r"\b(client|patient|she said|he said|if |you('re| are)|people|one of|novel|film|song|they|lyrics|poem|gave me)\b|marriage (back|again)|\byour\b|completely gone",
        strength=0.8,
        found=("I'm twice divorced and still cook for four.", "My father died in March and I read nothing."),
        passed=("I came out of supervision a foot taller.", "In the novel my father died at sea, says Pip."),
    ),
    Rule(
        id="mixing.holiday",
        concern=X,
        detail="holiday",
        pattern=r"«\b((a week|ten days|two weeks|a fortnight|off|back|home|away|flying|we fly|going|went) (in|to|from|at|on) [A-Z]\w+[^.!?\n]{0,40} with (my|the|our) <kin>|hen do|stag do|hungover|so drunk|third cocktail|prosecco o'clock|girls'? night|karaoke queen[^.!?\n]{0,40}|on holiday with (my|the|our)[^.!?\n]{0,30})\b[^.!?\n]{0,50}»",
        unless=r"\b(client|patient|novel|film|if you)\b",
        strength=0.8,
        found=("Ten days in Corfu with my husband and no signal", "hungover at the hen do"),
        passed=("Back from Leeds with a bag of papers.", "If you are hungover, water helps."),
    ),
    Rule(
        id="mixing.politics-faith",
        concern=X,
        detail="politics-or-faith",
        pattern=r"«\b(vote (for me|labour|tory|conservative|green|lib dem|reform|plaid|SNP|SDLP)[^.!?\n]{0,40}|(I'm|I am|I've been|we're) (out )?(canvassing|standing for|campaigning for|leafleting|a (paid-up|lifelong|proud|party)[\w -]{0,12}(member|green|socialist|tory|labour)?)[^.!?\n]{0,50}|(labour|green|tory|conservative|lib dem|reform|SNP) (councillor|candidate|party member)[^.!?\n]{0,30}|my (faith|church|parish|mosque|prayer|baptism|imam|rabbi)\b[^.!?\n]{0,50}|I (fast|pray|was baptised|am muslim|am a quaker|was saved)\b[^.!?\n]{0,60}|I'm a (quaker|catholic|muslim|christian|methodist|hindu|buddhist|jew)\b[^.!?\n]{0,40}|jesus|I marched\b[^.!?\n]{0,40}|party conference)»",
        unless=r"\b(client|patient|policy|election results|NHS|if you|people of|talk at|lecture|chaplain|training on|whatever your|said)\b",
        strength=0.8,
        found=("Vote for me on the 2nd, I'm the one with the kettle.", "I'm canvassing for the Greens on Saturday"),
        passed=("A talk at the parish hall on grief.", "The election results came in."),
    ),
    Rule(
        id="mixing.dating",
        concern=X,
        detail="dating",
        pattern=r"«\b((on|off|joined|deleted|got ghosted on|matched on|back on) (hinge|tinder|bumble|grindr|the apps|dating apps|three dating apps)|my (date|tinder|hinge)\b|single,? \d\d|single and ready|looking for love)\b[^.!?\n]{0,40}»",
        unless=r"\b(client|patient|people|young adults|research|book|film|novel|supervisor|manager|guy|he's on|she's on)\b",
        strength=0.76,
        found=("Back on Hinge at fifty, pray.", "Single, 41, own teeth"),
        passed=("Research on people who use Hinge, back on Monday.", "A single-session study."),
    ),
    # -- clinical work ------------------------------------------------------------------------------------------------
    Rule(
        id="work.count",
        concern=W,
        detail="clinical-work",
        pattern=r"«\b((<number>|\d+|a full|back[- ]to[- ]back|a (long|heavy|busy|hard) (day|week|morning|afternoon) of|first|last|third|second|fourth|nine hours of|all day|no) ([\w'-]+ ){0,2}(sessions|clients|patients|assessments|appointments|DNAs?|no-shows|new referrals|referrals|first sessions|first appointments|endings|session of (the day|five|six|three|four)|telephone sessions|online sessions|clinical hours|home visits|risk assessments|discharge (letters|summaries)|supervision sessions|process reports|groups)( (today|this week|this morning|in a row|back[- ]to[- ]back|on the trot|in one (day|week)|before lunch|yesterday|tomorrow|each|every|and))?[^.!?\n]{0,40})»",
        unless=r"\b(workshops?|conference|course|training|places|free|£|fees?|cost|offer\w*|block of|you|your|study|trial|participants?|research|published|per cent|%|available|limited|short-?term|typically|usually|includes?|up to|minimum|maximum|jam|gym|swim|driving|physio|studio|parliament|hairdress\w*|barber|salon|accountant|rehab|hours of|requires?|entry|NHS waiting|nationally|between|package|programme|weekly|therapy is|lasts?|most people|contract|talk|webinar|panel|speakers?|learn|guitar|sold|booked|booking|bookings|in a study|evidence|guidelines?|NICE)\b",
        only_with=r"today|tonight|this (week|morning|month|year|afternoon|evening)|on the trot|in a row|back[- ]to[- ]back|before lunch|yesterday|in one day|DNA|no-shows|\b(I|I've|we|we've|my|our)\b|<full_weekday>|all day",
        strength=0.76,
        before_not=r"\b(after|for|over|within|in|had|about|them|were|of|are|with|than|until|the|-|–) ?|\w-",
        inner_not=r"#\w|any (more|longer)|\b(his|her|their) (patients|clients)",
        found=("Six sessions on the trot and no tea.", "Three DNAs, one cake."),
        passed=(
            "The course has six sessions.",
            "We look at it together after six sessions.",
            "A block of ten sessions costs £500.",
        ),
    ),
    Rule(
        id="work.my-work",
        concern=W,
        detail="clinical-work",
        pattern=r"«\b((most|many|some|half|all|more and more|a lot|several|none|two thirds|a few) of (my|our) (<subject_many>|caseload|couples|young people|people)|my caseload|our (ward|unit) (was|is|has|'s|garden|round)|ward round|(my|our) (clinic|waiting room|waiting list|service|rota|shift)( has| have| is| was| were|'s)? (been|gone|full|heaving|short|locked|standing|closed|\d+|on our knees|took|just)|supervision (today|this (morning|week|afternoon)|was|group (this|last|spent))|in supervision (today|this week|last week|yesterday)|(night|late|early|long) shift|clinic (today|was|all day|ran)|(end|start) of (a )?placement|my first (week|day|month) (on|in) (placement|the ward|the service|clinic)|first (week|day) (on|of|in) placement|trauma work all day|I('ve| have)? (now )?(see|seen|listened to|sat with) (about |roughly |over |some )?(<number>|\d+) (people|clients|patients|couples|families)|I supervise (<number>|\d+)|the people I (see|work with)|writing (up )?(my )?(notes|letters) (till|until|all)|(notes|letters) to (write|type)( up)? (before|by|tonight))\b[^.!?\n]{0,60}»",
        unless=r"\b(you|your|people of|research|study|published|survey|conference|workshop|training day|£|fees?|apply|vacanc\w+|hiring|post\b|band \d|open day|policy on|recruit\w*|nationally|statistics|salon|hairdress\w*|accountant|solicitor|web design|novel|film|drama|series|carer|my (mum|dad|nan)'s|visiting)\b",
        strength=0.76,
        found=("Most of my clients this winter talk about heating.", "Supervision today was heavy."),
        passed=("In the drama the ward round lasts a minute.", "Research on supervision groups: a review."),
    ),
    # -- colleagues and services ----------------------------------------------------------------------------------------
    Rule(
        id="colleague.private-fact",
        concern=S,
        detail="colleague",
        pattern=r"\b«((my|our|the|a|one of our|another) ([\w'-]+ ){0,2}<colleague>s?|a colleague|one of (my|our) (colleagues|team|consultants|peers|receptionists|cohort)|someone (on|in) (my|our) (course|cohort|team|year)|(Dr|Prof|Sister) [\w'’-]+)»,?( [\w'’]+,?| who| on my course| in our team| at [\w ]{3,20}){0,4} (has|have|had|is|was|'s|are|were|got|came|went|cried|turned|fell|walked|sat|left|forgot|told|smells|drinks|can't|keeps|never|still)( just| been| also| finally| once| again| back| now)?( off| signed off)? ?(with |for |to |through |from |in |on )?(his |her |their |a |an |the |my |me )?([\w-]+ )?(sick|stress|divorce|breakdown|burn-?out|depression|pregnan\w+|miscarriage|chemo|cancer|tears|floods|grievance|suspended|drunk|affair|rehab|sectioned|hinge|tinder|grindr|dating|asleep|bankrupt|sacked|crying|leaving|left (her|his)|signed|disciplinary|tribunal|IVF|operation|hospital|overdose|off for crying|drink)\b",
        unless=r"\b(novel|film|series|episode|\bif\b|thanks? to|welcome|congratulat\w+|proud|award|retire|happy)\b",
        strength=0.78,
        found=("Our team leader is off with stress again.", "A colleague has just left her husband"),
        passed=(
            "Congratulations to a colleague who is back from the conference.",
            "If a colleague is in tears, make tea.",
        ),
    ),
    Rule(
        id="colleague.service-run-down",
        concern=S,
        detail="service",
        cased=True,
        pattern=r"\b«((the )?([A-Z][\w'’&-]+ ){1,4}((?i:<service>)|CAMHS|CMHT|IAPT|Ward|House|Trust|Clinic|Surgery|Team|Hospital)|(the )?([A-Z][\w'’&-]+ )?(?i:crisis team|crisis line|primary care team))»('s)?\b[^.!?\n]{0,60}\b(?i:can't (even|be bothered|answer)|never (answers?|picks? up|rings? back|repl\w+)|not answering|useless|shambles|a joke|in chaos|chaos|hopeless|isn't worth|don't bother|discharged? (him|her|them|everyone)|lost (my|the|our|her|his) (referral|file|notes|letter)|ignored|refus(ed|es)|bounced|rejected|waste of|in special measures|on its knees|falling apart|a mess|disgrace\w*|dire|woeful|appalling|incompetent|dreadful|bloody awful|left (him|her|them|people|my))\b",
        unless=r"(?i:novel|film|published|inquiry|report says|CQC (report|found|rated)|statistics|station|railway|football|restaurant|hotel|trains?)",
        strength=0.78,
        found=("The Elmfold Crisis Team never answers the phone.", "Thistle CAMHS bounced another referral"),
        passed=("The CQC report on Elmfold Hospital says it's a mess.", "Elmfold Station House never answers."),
    ),
    Rule(
        id="colleague.private-news",
        concern=S,
        detail="colleague",
        cased=True,
        pattern=rf"«(((?i:my|our) ([\w'-]+ ){{0,3}}(?i:<colleague>)( {NAME})?|{TITLE}{NAME}|{NAME}( from ((?i:the )?[\w' ]{{3,20}}))?(,? who|'s| is| has| was| will| went| at| cried| had| came| in| through)|(?i:one of (?:our|my) ([\w'-]+ ){{0,2}}(<colleague>s?|band \ds|tutors|consultants|admins?|colleagues))|(?i:two of our (<colleague>s?|tutors)))[^.!?\n]{{0,60}}\b(?i:off sick|signed off|gone off|went home in tears|having (her|his|their) (hip|knee|baby|operation|chemo)|scan results?|drinking again|been drinking|drying out|in rehab|marriage has broken|walked out on (him|her)|left (her|his) (husband|wife)|going through (a|his|her|the) (divorce|tribunal|grievance|breakdown)|through (his|her|their) (own )?(divorce|breakdown|chemo)|panic attacks|lost the baby|had a miscarriage|miscarriage|chemo|let go following|disciplinary|suspended|after the suspension|grievance|antidepressants|bipolar|tribunal|preggo|vasectomy|on gardening leave|affair|fell asleep|fired for|sacked|on stress leave|breakdown)\b[^.!?\n]{{0,40}})»",
        only_with=r"(?i:team|colleague|\bour\b|work\b|office|ward|supervisor|tutor|admin|course|clinic|service|unit|staff|cover|covering|placement|reception|service|appointments|meeting|workload|desk|lead|consultant|trustee|nurse|trust)",
        unless=r"(?i:novel|film|series|episode|\bif\b|author|memoir|her book|his book|my (mum|dad|nan|sister|brother|son|daughter|husband|wife|dog|cat))",
        inner_not=r"^(He|She|They|It|We|I|The|This|That|There|Mum|Dad|Last|Quiet|Went|Sat|Since|Long|Five|Retired|Our ICB|Person|A|An|So|And|But|Then|Yesterday|Today|What|When|Who|If|No|His|Her|Their|Your|You|Client|Patient|As|At|In|On|For|Night|Still|Now|Monday|Tuesday|Wednesday|Thursday|Friday|By)\b",
        strength=0.78,
        found=(
            "Our team lead Parveen has gone off sick again.",
            "Thinking of Femi at work today after his grievance was heard.",
        ),
        passed=("In the novel Dr Hale, our consultant, is suspended.", "Femi from the bakery sang."),
    ),
    Rule(
        id="colleague.accused",
        concern=S,
        detail="accused",
        cased=True,
        pattern=rf"«{WHO}»( at [A-Z][\w'’ ]{{2,30}}| of [A-Z][\w'’ ]{{2,30}})?,?( who [^.!?\n]{{3,40}},)? ((?i:has|have|had|is|was|were|are|been|just|always|still|once|also|never|really|actually|clearly|openly|quietly|routinely|and|at|on|of|there|regularly)[ ,]){{0,4}}(?i:<wrong>|<wrong_practice>)\b",
        unless=ELSEWHERE,
        strength=0.6,
        found=("Dr Colin Framley sleeps with his trainees.", "Elmfold Clinic bills insurers for nothing"),
        passed=("In the novel Dr Framley sleeps with his trainees.", "The bench was signed for by a courier."),
    ),
)
BOOK = Book(RULES)
