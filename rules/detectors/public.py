# ruff: noqa: E501
"""What a profile does towards its public: inviting contact, showing pictures, promising results, the press, the bodies."""

from __future__ import annotations

from rules.detectors.rule import QUOTE, Book, Rule
from rules.report import Concern

O = Concern.ONLINE_RELATIONSHIP  # noqa: E741
I = Concern.IMAGE_PERMISSION  # noqa: E741
H = Concern.HONEST_CLAIMS
J = Concern.PRESS_CONTACT
B = Concern.ASSOCIATION_CONTENT

CLIENTS = r"(clients?|patients?|service users?|ex-clients?|ex-patients?|regulars|my lot|one of mine|my (lovely )?(ladies|mamas|people|lads|girls|kids|couples))"
CONTACT = (
    r"(add me|follow me|friend me|find me on (facebook|insta\w*|here|whatsapp|snapchat|tiktok)|(send|ping|drop) (me )?(a |me a )?(friend request|DM|message|voice note|request)"
    r"|(dm|message|ping|pm|text|whatsapp|inbox) me|my dms are( always)? open|slide into my (dms|inbox)|tag me|hit follow|follow (me )?back|connect with me"
    r"|come and be (friends|my friend)|be friends|friend request|join (my|the|our) (private )?(facebook|whatsapp|discord)|add away|accept your request)"
)
ADVICE_TO = (
    r"\b(don't|do not|never|can't|cannot|won't|unable to|I'm not able|not able to|rather than|instead of|please don't|decline|shouldn't|wouldn't|why I"
    r"|policy|supervisor said|not accept|don't accept|no longer|ring|call 999|call samaritans|116 123|should (I|you|we|therapists)|what (would|do) you|if a client (asks|sends|follows|adds)"
    r"|when a client (asks|sends|follows|adds)|asks? (me|you) to|peer|colleagues?|supervisees?|for trainees|therapists|questions? about (the )?(course|talk|training|event|post))\b"
)

RULES = (
    Rule(
        id="contact.clients-invited",
        concern=O,
        detail="invitation",
        pattern=rf"\b«{CLIENTS}\b[^.!?\n]{{0,70}}\b({CONTACT}|welcome to (add|follow|friend|message|connect|join|find))[^.!?\n]{{0,25}}»",
        unless=ADVICE_TO,
        found=("Clients past and present are welcome to add me here.", "My clients: send me a friend request!"),
        passed=(
            "I don't accept clients who add me, or follow me back.",
            "If a client asks to follow me back I say no.",
        ),
    ),
    Rule(
        id="contact.invited-clients",
        concern=O,
        detail="invitation",
        pattern=rf"«\b({CONTACT}|added (most|all|some|a few) of (you|my clients)|accepted (a|an|my|the|your|all)? ?(\w+ )?(friend |follow |strava )?requests?( from)?|following back|follow my|turned off the privacy|whatsapp (group|community)|facebook group)\b[^.!?\n]{{0,70}}\b(clients?|patients?|service users?|(everyone|everybody|anyone|people|those) (who (is|are|has|have|'s) )?(in (therapy|treatment)|(I|who) (see|work with)|finished therapy|working with me|been in one of my groups)|one of mine|I see on <full_weekday>s|between (our )?sessions)»",
        unless=ADVICE_TO,
        found=("Accepted a friend request from an old client today", "Do add me on here if you're one of my clients"),
        passed=("I cannot accept a friend request from a client.", "Should I answer a DM from a client?"),
    ),
    Rule(
        id="contact.if-you-see-me",
        concern=O,
        detail="invitation",
        pattern=rf"\b«(if (we('re| are| have|'ve)? ?(work|worked|working|finished)( together)?|you('re| are|'ve| have)?( ever)? (see|saw|seen|been|come|came|in therapy with|work with|working with|a client|one of my|one of mine)( me| to me| of mine| clients| mine)?( for (therapy|counselling))?))[^.!?\n]{{0,80}}\b({CONTACT}|my inbox is open)[^.!?\n]{{0,30}}»",
        unless=r"\b(don't|do not|never|can't|cannot|won't|rather than|instead of|please don't|shouldn't|ring the|call the)\b",
        found=("If we work together, do send me a friend request!", "if you're in therapy with me add me on here"),
        passed=("If we work together, please don't add me.", "If you see me in town, say hello or don't."),
    ),
    Rule(
        id="contact.crisis-dm",
        concern=O,
        detail="crisis-invitation",
        pattern=r"«\b((in (a )?crisis|suicidal|struggling|wobbl\w+|can't cope|feeling (rubbish|low|wobbly|desperate)|bad night|3 ?am|2 ?am|day or night|between sessions|on our waiting list|self-?harm\w*)\b[^.!?\n]{0,60}[?!.,:]? ?[^.!?\n]{0,40}\b(dm me|message me|(my )?dms are( always)? open|slide into my (dms|inbox)|inbox me|pm me|whatsapp me|drop me a (dm|message|private message))|(dm me|message me|my dms are( always)? open|slide into my dms)\b[^.!?\n]{0,60}\b(in crisis|suicidal|wobbl\w+|struggling|day or night|any (time|hour)|3 ?am|2 ?am|mini session|between sessions))[^.!?\n]{0,30}»",
        unless=r"\b(don't|do not|never|can't|cannot|not a crisis|won't|rather than|instead of|please don't|I don't give)\b",
        found=("In crisis tonight? Slide into my DMs.", "Struggling at 3am? message me here"),
        passed=(
            "I'm not a crisis service; in crisis ring 999.",
            "Struggling? Please don't message me here, ring Samaritans.",
        ),
    ),
    Rule(
        id="contact.review-me",
        concern=O,
        detail="review-request",
        pattern=r"«\b(clients?|patients?|if (I|we)('ve| have) (helped|worked)|those (I|we)('ve| have) (seen|helped))\b[^.!?\n]{0,70}\b(leave (me |us )?a (google )?review|review me|rate me|tag (me|us)|post (about|a review)|share your story|comment (below )?with how)[^.!?\n]{0,30}»",
        unless=ADVICE_TO,
        found=("Clients, please leave a Google review!", "If I've helped you, leave me a review below"),
        passed=("I never ask clients to leave a review.", "Leave a review of the book."),
    ),
    Rule(
        id="picture.of-clients",
        concern=I,
        detail="picture",
        pattern=r"«\b(photos?|pics?|pictures?|snaps?|selfies?|album|reel|video|clip|screenshots?|shots?|footage|screenshotting|photographed)\b[^.!?\n]{0,70}\b(clients?|patients?|residents|inpatients?|service users?|trainees|supervisees?|participants|(first|second|third)[- ]years?|our (cohort|group|graduates|regulars)|(my|our|the|tonight's|today's) ([\w']+ ){0,3}group|(ward|unit) [\w']+|the (lads|girls|kids|couple|gang|mums)|the (day centre|drop-in|ward|unit)|session (tape|recording)|one of (mine|our|my)|supervision group|my (5|4|3|2|9|10) ?[ap]m)»",
        unless=r"\b(no photos|don't|never|policy|ask(ed|ing)? (for )?permission (before|first)|consent form|please don't|not (be )?(allowed|photograph)|stock|model|actor|museum|exhibition|archive|documentary|film|x-?ray|retriever|dog|cat)\b",
        strength=0.75,
        found=("Photo from our Tuesday group's picnic!", "sharing a snap of one of my clients at the summit"),
        passed=("No photos of clients, ever.", "The documentary has footage of patients from 1960."),
    ),
    Rule(
        id="picture.made-by-client",
        concern=I,
        detail="artwork",
        pattern=r"«\b(look (at|what)|posting|sharing|posted|swipe (for|to see)|photo of|pic of|picture of|here's|here is|framing|this|these|how (stunning|lovely|beautiful) is this|screenshotting|on my wall)\b[^.!?\n]{0,50}\b(card|letter|goodbye letter|drawing|painting|paintings|poem|portrait|collage|sand ?tray|text|note|map|blanket|artwork|clay figure|email)\b[^.!?\n]{0,60}\b(client|patient|one of mine|one of (my|our) [\w-]+|(someone|somebody|a (wo)?man|lad|girl|boy|lady|a person) (who|I)|she (made|drew|wrote|gave|left)|he (made|drew|wrote|gave|left)|inpatients?|supervisee|the kids|young clients?|my \w+ (ladies|lads|group)|wrote me|sent me at|drew me|left me)[^.!?\n]{0,30}»",
        unless=r"\b(my (son|daughter|nephew|niece|kid|husband|wife|mum|dad|nan)|exhibition|museum|gallery|published|prisoners'|festival)\b",
        strength=0.75,
        found=("Look at this blanket a client made me!", "Posting the goodbye letter one of my patients wrote"),
        passed=(
            "This drawing by my daughter is on the fridge.",
            "The poem in the exhibition was left by a patient in 1950.",
        ),
    ),
    Rule(
        id="picture.no-permission",
        concern=I,
        detail="refused",
        pattern=r"«\b((asked|told|begged) (me|us) not to (put|post|share)[^.!?\n]{0,30}(photo|pic|picture|this)[^.!?\n]{0,20}|(said|says) no photos[^.!?\n]{0,60}|hate having their photo taken|(he|she|they) (had|have|has) no idea[^.!?\n]{0,20}|shout if you want it taken down|didn't ask first|I did not ask first|didn't ask permission|(they'll|she'll|he'll) kill me for posting)»",
        unless=r"\b(dog|cat|puppy|horse|my (son|daughter|husband|wife|mum|dad|kids))\b",
        strength=0.72,
        found=("They said no photos but they look so sweet!", "A few asked me not to post this picture"),
        passed=("My son asked me not to post this picture.", "He had no idea of the time; the dog did not care."),
    ),
    Rule(
        id="claims.guarantee",
        concern=H,
        detail="guarantee",
        pattern=r"«\b((I|we|results?|outcomes?|success|freedom|recovery|my (method|programme)|it|therapy)('s)? ?(are |is |can |will )?guarantee(d|s)?|guaranteed? (results?|recovery|freedom|cure|success|outcome|you|the same|a)|(or )?your money back|money[- ]back|full refund if|that's a guarantee|or you pay nothing|or I'll pay)\b[^.!?\n]{0,60}»",
        inner_not=r"guarantee (you )?(that|to|there|it)\b",
        unless=r"\b(no (\w+ )?(therapist|one|responsible|honest|reputable)|can't|cannot|don't|never|nobody|not guarantee|no guarantee|n't guarantee|be wary|beware|anyone who|if (a|someone|anyone|they)|avoid|red flag|suspicious|kettle|mattress|train|parcel|delivery|washing|warranty|course fees?|ticket)\b",
        found=("Results guaranteed or your money back.", "I guarantee you'll sleep after one visit."),
        passed=("No therapist can guarantee results.", "Be wary of anyone who promises guaranteed recovery."),
    ),
    Rule(
        id="claims.cure",
        concern=H,
        detail="cure",
        whole=True,
        pattern=r"\b(cures?|cured|curing|heals|healed|erase[sd]?|eliminates?|clears|reversed?|rewires?|gone (for ever|forever|for good|completely)|completely (gone|cured|healed)|100% (healed|cured|success)|got rid of (my|them|it)|fixed me|never need (another|antidepressants|tablets|to see)|(will )?not have another|no relapses?|permanently)\b[^.!?\n]{0,40}\b(trauma|depression|anxiety|OCD|PTSD|panic|phobias?|autism|ADHD|addiction|bulimia|anorexia|insomnia|grief|memories|BPD|sessions?|days|weeks|month|visit|for good|for ever|forever|permanently|every time|completely|in one)\b[^.!?\n]{0,30}",
        unless=r"\b(can't|cannot|don't|doesn't|does not|do not|never|isn't|not (a )?cure|no cure|no one|nobody|won't|there is no|didn't|be wary|beware|claims? to|claiming|promise[sd]? to|anyone who|if (a|someone|anyone|they)|myth|study|trial|film|novel|tea|biscuits?|kettle|Freud|history|wound|bone|knee|skin|dry|cheese|ham)\b",
        strength=0.8,
        found=("My method cures trauma in two sessions.", "twenty years of panic, cured in a month"),
        passed=(
            "Nothing cures grief in two sessions; it doesn't work that way.",
            "Be wary of anyone claiming it cures PTSD.",
        ),
    ),
    Rule(
        id="claims.success-rate",
        concern=H,
        detail="success-rate",
        pattern=r"«\b(\d{2,3} ?%|nine (in|out of) ten|9 (in|out of) 10|ten out of ten|every single|all|none) (success rate|recovery rate|of my (clients|couples|patients)|(success|recovery)|couples? I have worked with|people (feel better|need only|recover)|person I treat)\b[^.!?\n]{0,50}|\b(success|recovery) rate of \d+ ?%|\bnever (once )?(had it fail|failed|met a \w+ I couldn't)[^.!?\n]{0,30}|has ever relapsed|(I|it) (has |have |'ve )never failed[^.!?\n]{0,20}|\bI can do the same for you\b[^.!?\n]{0,15}|recover \w+ times faster[^.!?\n]{0,30}»",
        unless=r"\b(study|trial|survey|research|IAPT|NHS|nationally|et al|published|paper|data|confidence interval|members)\b",
        found=("98% success rate with complex grief", "Every single couple I have worked with is still together"),
        passed=("In the trial the recovery rate of 48% held.", "Nine in ten people like soup."),
    ),
    Rule(
        id="claims.testimonial",
        needs=QUOTE,
        concern=H,
        detail="testimonial",
        pattern=r"«[\"“][^\"”\n]{12,220}[\"”]»[\s–—-]*(from )?(-|–|—|says |said )?\s?(a |one |another |my |former |ex-|online |current |[A-Z]\.?,? |[A-Z]\.?[A-Z]\.?,? |[A-Z][a-z]+ [A-Z]\.?,? )?(client|patient|C\.|couple|[A-Z]\.?,? (\d\d|[A-Z][a-z]+)|[A-Z]\.?[A-Z]\.?,? [\w ]{3,20})\b",
        cased=True,
        unless=r"(?i:chapter|novel|author|said to|told me|et al|\(\d{4}\)|poem|song|lyrics|film|speaker|keynote|Freud|Winnicott|Ryle|Jung|Yalom|supervisor|director)",
        strength=0.76,
        found=(
            '"Warm, funny and never made me feel silly." K.L., online client',
            '"Best hour of my week, I am sleeping again" - D., Leeds',
        ),
        passed=(
            '"The map is not the territory" (Korzybski, 1931)',
            '"It depends," said the keynote speaker from Leeds.',
        ),
    ),
    Rule(
        id="claims.testimonial-word",
        concern=H,
        detail="testimonial",
        pattern=r"«\b(testimonials?|google review|five stars|five-star review|client feedback|feedback (like this )?from (a|my|one of my) (client|patient)s?|what (my )?(clients|people) say( after| about)?|kind words from (a|my) (client|patient)s?|new review)\b»",
        unless=r"\b(never|don't|do not|not|why|without|policy|rule|ASA|CAP|ethic\w*|book|podcast|restaurant|hotel|course|workshop|no)\b",
        strength=0.4,
        found=("Testimonial Tuesday! Here's one from March.", "Kind words from a client this week"),
        passed=("Why I don't use testimonials.", "The workshop feedback was all about the sandwiches."),
    ),
    Rule(
        id="claims.superlative",
        concern=H,
        detail="superlative",
        pattern=r"«\b((the|my|our|your|UK's|I'm the|Britain's|London's|Yorkshire's)( \w+'s)? ?(only|leading|best|number one|no\.? ?1|#1|foremost|top|premier|most (powerful|effective|experienced|sought-after|trusted)) (\w+[ -]){0,3}(therapist|therapy|psychotherapist|counsellor|service|specialist|clinic|expert|coach|course|supervisor|practitioner|programme|practice)\b( (in|anywhere in|for|who|north|south|outside|of)[^.!?\n]{0,40})?|my approach is the most effective[^.!?\n]{0,40})»",
        unless=r"\b(best (friend|book|of luck)|way|ask (the|your)|isn't the|not the|no such|is there a|search for|looking for|how to|who is the|choos\w+|claim\w*)\b|\b(one|some) of the\b|only (a|my|supervis)",
        strength=0.76,
        found=("The leading trauma therapist in the North West", "The only counsellor in Kent who really gets teens"),
        passed=("There is no such thing as the best therapist.", "One of the best therapy books I know."),
    ),
    Rule(
        id="claims.title",
        concern=H,
        detail="title",
        pattern=r"«\b(doctor of (the mind|\w+ healing|psychological healing|healing|\w+ hypnosis)|registration (applied for|lapsed|pending)[^.!?\n]{0,30}|(lapsed|expired|ran out)[^.!?\n]{0,30}(registration|membership|accreditation)|(registration|membership|accreditation) (has |had )?(lapsed|expired|ran out)[^.!?\n]{0,30}|self-(trained|certified|accredited)|(weekend|online|six-week) (certificate|course|diploma) [^.!?\n]{0,60}(fully )?(qualified|accredited)[^.!?\n]{0,30}|(calling|call) myself (a |an )?(psychotherapist|psychologist|dr|doctor)[^.!?\n]{0,40}|(dropped|take out|left out|leave out|removed) the (word )?[\"'“‘]?trainee[\"'”’]?[^.!?\n]{0,30})»",
        unless=r"\b(can't|cannot|not allowed|isn't|protected|check|beware|be wary|renew|anyone can|anybody can|until I|don't)\b",
        strength=0.78,
        found=("Doctor of Psychological Healing, self-certified", "My membership lapsed in 2019 but hey"),
        passed=("Anyone can call themselves a counsellor.", "Renew before your registration lapsed notice arrives."),
    ),
    Rule(
        id="press.contacted",
        concern=J,
        detail="press",
        pattern=r"\b«<press>\b[^.!?\n]{0,40}\b(emailed|rang|rung|ringing|ring|called|messaged|contacted|been in touch|in touch|asked (me|us|if|for|whether)|asking (me|us|if|for|to)|wants?|want me|would like|invited|wrote to me|has written|have written|slid into|approached|looking for|coming to film|to film|picked up|get in touch|on the phone|to comment|has just emailed|has asked)\b[^.!?\n]{0,70}»",
        unless=r"\b(photography|subscribe|delivery|paperboy|crossword|client|don't know|resources for|guidance|how to|if a journalist|if the press|in the novel|in the film|obituary|she told the|he told the|told the (BBC|Guardian|Times)|published in|wrote in the|asks? (her|him|them))\b",
        strength=0.76,
        found=("A journalist emailed about my post on fees.", "the BBC have asked me to comment on the inquest"),
        passed=(
            "If a journalist emailed you, ring the office: that's the guidance.",
            "He told the Guardian he wants a rest.",
        ),
    ),
    Rule(
        id="press.me-to-press",
        concern=J,
        detail="press",
        pattern=r"«\b(I('m| am| was|'ve been|'ll be| have been)|we('re| are|'ll be)|(call|voicemail|email|message|contact|contacted|approached|approach|interviewed|enquiry) (from|by)|had a (call|message|email|voicemail) from|contacted( yesterday| today)? by|speaking to|said yes to|talk(ing)? to|told|on)\b ?(being |going |asked |interviewed |quoted |contacted |on |in |yesterday |talking |speaking |this morning )*(by |to |from |with |on |in |at )?((a|an|the|one|some|saturday's|sunday's|tomorrow's)( \w+)? )?<press>\b[^.!?\n]{0,60}»",
        unless=r"\b(read|reading|heard|listening|listen|watched|saw|article|column|crossword|obituary|review|on the radio|in the novel|published|subscribe|piece by|by a former|my (mum|dad|son|daughter)|was a (journalist|reporter|producer)|trained as a|used to be|husband|wife|friend)\b",
        strength=0.72,
        found=(
            "I've been contacted by a reporter from the Gazette.",
            "Had a voicemail from BBC Look North about my thread",
        ),
        passed=("I was reading the Guardian on the bus.", "I heard it on Radio 4 this morning."),
    ),
    Rule(
        id="association.criticism",
        concern=B,
        detail="criticism",
        whole=True,
        pattern=r"\b<body_name>('s)?\b[^.!?\n]{0,110}\b(lied|lies|lying|failed|fails|farce|disgrace|shambles|sham|joke|opaque|clunky|stitched up|sold (us|out)|out of touch|ignored|ignores|silence|silent|nothing for|no support|lost its way|bureaucra\w+|shortsighted|baffling|disappoint\w*|scandal\w*|a mess|hopeless|useless|money-making|rip[- ]?off|finished|too late|incompeten\w*|appalling|pathetic|woeful|not impressed|unimpressed|toothless|captured|ashamed|unacceptable|again without|without (a vote|asking|consult\w+|explanation)|should (resign|be ashamed|have consulted)|ought to have|needs to sort|step down|cancelling|binned|dropped the|doesn't (care|listen)|don't (care|listen|think)|refus\w+|mistake|misquot\w*|badly)\b[^.!?\n]{0,60}",
        unless=r"\b(didn't disappoint|not disappointed|never fails|without (it|them|which))\b",
        strength=0.78,
        found=(
            "ACAT has lost its way and nobody answers letters.",
            "UKCP's consultation was a sham from first to last.",
        ),
        passed=("ACAT's conference is in June; tickets on their site.", "Lovely piece on the ACAT site about endings."),
    ),
    Rule(
        id="association.complaint",
        concern=B,
        detail="criticism",
        whole=True,
        pattern=r"\b(not impressed|disappointed|fed up|cannot believe|can't believe|unhappy|angry|appalled|embarrassed|wish|finding|am I alone|third email|no reply|nobody (there )?(replies|answers)|fees up|put (up )?the (fee|conference fee)|defeated|forty\?|priorities|worse than|honestly couldn't tell|step down|stopped being|stitched|scrap)\b[^.!?\n]{0,80}\b<body_name>\b[^.!?\n]{0,60}",
        unless=r"\b(didn't disappoint|wish (you|everyone|them) |didn't disappoint)\b",
        strength=0.76,
        found=("Disappointed by ACAT's answer on fees.", "Third email to UKCP and no reply."),
        passed=("I wish everyone at ACAT a happy Christmas.", "Thanks to ACAT for a fine day."),
    ),
    Rule(
        id="association.grumble",
        concern=B,
        detail="criticism",
        whole=True,
        pattern=r"\b<body_name>\b",
        only_with=r"isn't|isn't|wasn't|hasn't|haven't|doesn't|don't|won't|will not|weren't|no longer|nothing|nobody|never|no one|without|not one|only lets|deletes|blocked|shuts out|in the middle of|still run|quid|£+ |\?\?|forty|sandwiches|carpet|defeated|selling|closing|says that only|changed the|changing the|fees up|nervous|pass whoever|fail whoever|speaking to the other|shortsighted|out of date|backs everything|bans us|money-making",
        unless=r"\b(thank|thanks|grateful|lovely|proud|welcome|congratulations|brilliant|book(ing)?s? (is |are )?(now )?(open|via|through)|tickets|register (here|at|via)|apply|closing date|deadline|not on the committee|can't answer|not connected|views (are )?my own|not an? (official|ACAT)|registered with|accredited|if you('re| are)|link (in|below)|fee (is|are) on|step-free|bursar(y|ies) (available|for)|no need to|don't (forget|miss)|if you haven't|haven't (yet )?(seen|read|booked|joined)|never too|not (just|only)|registration|\breg\b|register\b|-registered|journalist|reporter|podcast|ring the office|all the news|asked by|protected|check|regulat\w+|find a|directory|search)\b",
        strength=0.76,
        found=(
            "UKCP's last four newsletters had nothing for NHS staff.",
            "£140 for the MIP graduation? With no sandwiches?",
        ),
        passed=(
            "If you haven't seen ACAT's new guide, it's free.",
            "Booking for the ACAT conference closes on Friday.",
        ),
    ),
    Rule(
        id="association.rumour",
        concern=B,
        detail="rumour",
        whole=True,
        pattern=r"\b<body_name>\b[^.!?\n]{0,30}\b(is|are|now|about to|going to|has quietly|have quietly|might|will|has|says|say|only)\b[^.!?\n]{0,20}\b(no longer \w+|drop(ping|ped)?|scrap(ping)?|stop(ping)? (recognis|accredit|accept)\w+|no longer (accept|accredit|recognis)\w*|ban(s|ned|ning)?|merg(ing|e)|closing|lets? (psychologists|anyone)|letting|abolish\w*|binned|split over|stop recognis\w+|says? (that )?(you can't|only))\b[^.!?\n]{0,80}",
        unless=r"\b(published|announced on|link to the|statement in full|minutes are)\b",
        strength=0.76,
        found=(
            "I hear ACAT is dropping personal therapy altogether.",
            "UKCP is about to scrap its library",
        ),
        passed=("ACAT is running a workshop in May.", "MIP has places on the diploma."),
    ),
    Rule(
        id="contact.offer",
        concern=O,
        detail="offer",
        pattern=rf"«\b({CONTACT}|hit connect|say hi in the (chat|comments)|I'll follow (you|them)( all)?( back)?|I accept(ed)? (everyone|them all|you all|friend requests|hun)|I've accepted (them|you)( all)?|pressed accept|feel free to (add|follow|message)|request to join|ask me for the link|post your wins|swapped numbers|msg (me|my page)|my (dms|inbox) (are|is|here)|have my instagram|whatsapp|discord|messenger group|facebook group|quickest way (to reach me )?is (instagram|facebook|messenger|whatsapp)|course I accepted)\b[^.!?\n]{{0,50}}»",
        unless=ADVICE_TO
        + r"|\b(course|workshop|bursary|event|conference|stall|venue|choir|allotment|residents|neighbours|parents' association|PTA)\b",
        strength=0.6,
        found=("Add me on here, no need to be shy.", "I've accepted them all, life's short"),
        passed=("I don't add clients, so please don't follow me.", "Message the office to book."),
    ),
    Rule(
        id="contact.audience",
        concern=O,
        detail="audience",
        pattern=rf"«\b((my|our|current|past|former|ex-?|old|all) ?(and (current|past|former) )?(clients|patients|regulars|service users)|clients(,| past| and| old| who|!|:)|{CLIENTS}|if I('ve| have) been your (counsellor|therapist)|(people|everyone|everybody|anybody|anyone|those|fellas|lads|ladies) (who (is|are|has been|works?|come|comes) |I('m| am)? )?(see|seeing|work with|working with|works with me|in therapy with me|who see me|already seeing me)|in therapy (with me|together)|between sessions|next session|your session|on (my|our) (placement|waiting)? ?list|finished with me|(struggling|suicidal|on the edge|in crisis|wobbl\w+|bad night|bad place|3 ?am|2 ?am|day or night)|supervisees?|were on (the|my) (ward|placement))\b»",
        strength=0.3,
        found=("To all my clients, past and present", "If you're feeling suicidal tonight"),
        passed=("Dear readers,", "Hello neighbours"),
    ),
    Rule(
        id="picture.shown",
        concern=I,
        detail="picture",
        pattern=r"«(\b(photos?|pics?|pictures?|snaps?|selfies?|album|reel|video|clip|screenshots?|snapped|scan of|swipe|photo below|caught on camera|on camera|caught mid|l to r|left to right|pictured|here they are|here('s| is| are) (the|our|my)|backs of heads|back of (her|his|their) heads?|look at (this|these|that|what)|framing this|on my wall|on the fridge|this (drawing|painting|card|poem|letter|collage|dragon|blanket|portrait|hamper)|sand ?tray|his drawing|her drawing|blurred (her|his|their) faces?)\b|📸|📷|\[photo\]|\[screenshot\])[^.!?\n]{0,50}»",
        unless=r"\b(no photos|don't|never|policy|ask(ed|ing)? (for )?permission (before|first)|consent form|please don't|not (be )?(allowed|photograph)|stock|model|museum|exhibition|archive|documentary|film|x-?ray|retriever|my (dog|cat|son|daughter|husband|wife|kids|garden|new)|book|cover|view|sunset|lake|hills?|bread|cake|train)\b|picture (it|a|of the snow)|slides|gist|version|sent me|she brought|he brought|brings|video game|by video|letter goes|kitchen|\bbook club|took pictures|pictures might|posted a|enclosed",
        strength=0.55,
        found=("Photo below, with the two chairs.", "Here they are on the steps"),
        passed=("A photo of my dog on the hill.", "We never post photos."),
    ),
    Rule(
        id="picture.who",
        concern=I,
        detail="audience",
        pattern=r"«\b((my|our|the|these|those|young|recovery|first|second|third)[- ]([\w'’-]+ ){0,3}(clients?|patients?|residents|inpatients?|service users?|trainees|supervisees?|participants|years|cohort|group|graduates|regulars|mums|carers|ladies|lads|kids|gang|lot|couple|crew|ward|unit|hospice|day centre|drop-in|recovery college)|one of (mine|ours|my \w+|our \w+)|made by|drew (me|us|this)|wrote (me|this)|gave me|a client|a patient|(lad|girl|boy|woman|man|lady) (who )?I (see|saw|work)|someone who|somebody who|little man|little (one|lad)|goodbye letter|worry (monster|doll)|session)\b»",
        strength=0.3,
        found=("our second years at Whitby", "made by one of ours"),
        passed=("the sea at Whitby", "bread and jam"),
    ),
    Rule(
        id="claims.works-for-all",
        concern=H,
        detail="cure",
        whole=True,
        pattern=r"\b(works for everyone|(it |that )?works,? every time|every time, guaranteed|gone for good|gone forever|gone for ever|cured (me|her|him|them|my|overnight|in|for life)|(trauma|anxiety|panic|symptom|pain|panic)[- ]free (by|for|in|within)|nobody (who|has) [^.!?\n]{0,50}(another|ever|relapsed)|you will not fail|simply will not fail|you'll be over (him|her|it) in|lifted in \d+ days|has eliminated|(\d+|hundred) per ?cent (success|cure)|cure rate|saved my (life|marriage) in|vanished|see permanent change|no exceptions|gets them back to|in as little as one (session|visit)|never met a trauma|walk out trauma-free|(depression|anxiety|panic|OCD|phobia|trauma)s? (is |are )?(completely )?(gone|cured|erased))\b[^.!?\n]{0,50}",
        unless=r"\b(can't|cannot|don't|doesn't|does not|do not|isn't|not (a )?cure|no cure|won't|there is no|didn't|be wary|beware|claims? to|claiming|promise[sd]?|anyone who|if (a|someone|anyone|they)|myth|study|trial|film|novel|tea|biscuits?|kettle|keys|cat|sun|nothing works|no single|no method|no therapy|isn't one that|train|slot|biscuit)\b",
        strength=0.78,
        found=("It works for everyone, every time.", "Anxiety gone for good by Friday"),
        passed=("No therapy works for everyone.", "Be wary of anyone whose method works for everyone."),
    ),
    Rule(
        id="claims.quoted",
        needs=QUOTE,
        concern=H,
        detail="quoted",
        pattern=r"«[\"“][^\"“”\n]{12,260}[\"”]»",
        strength=0.3,
        found=('"Warm, kind and never late."', "“I felt heard for once.”"),
        passed=('"Yes"', "no words"),
    ),
    Rule(
        id="claims.attributed",
        needs=QUOTE,
        concern=H,
        detail="attributed",
        pattern=r"«[\"”]»?[,.]?\s*(–|—|-|~)\s?(from )?([A-Z][a-z]*\.?|[A-Z]\.)( ?[&] ?[A-Z]\w*| [A-Z]\.?)?,?( \w+)?( (client|\d\d))?|[\"”] (says|writes|from) [A-Z]\w+( \w)?\b( from)?",
        cased=True,
        strength=0.3,
        unless=r"(?i:chapter|novel|author|et al|\(\d{4}\)|poem|song|lyrics|film|keynote|Freud|Winnicott|Ryle|Jung|Yalom|\d{4})",
        found=('"Best hour of my week" - D., Leeds', '"Never felt judged" - Pauline H, Hull'),
        passed=('"The map is not the territory" (1931)', '"Hello" he said'),
    ),
    Rule(
        id="association.share",
        concern=None,
        detail="acat-share",
        pattern=r"«(\bACAT\b|@acat\w*|Association for Cognitive Analytic Therapy)»",
        found=("Sharing ACAT's post on endings.", "Lovely thread from @acatuk"),
        passed=("The cat sat.", "AC at noon"),
    ),
)
BOOK = Book(RULES)
