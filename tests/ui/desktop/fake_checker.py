"""A checker that knows three words, for tests of the window: quick to start, and as badly behaved as it is told to be.

`cure` has to be mended, `client` and what stands in brackets belong to one person, `perhaps` is a thought;
`ACAT` is welcome.
Arguments: `die=WORD` (exit when the text holds it), `mute` (never answer), `garbage` (answer nonsense), `late=MS`,
`partly` (degraded reports), `stages` (an empty first stage before the whole one).
"""

from __future__ import annotations

import os
import re
import sys
import time

from rules.frames import Answer, Check, Forget, Ready, Trouble, Unframer, frame
from rules.report import (
    ClauseCitation,
    Concern,
    Finding,
    Outcome,
    Person,
    Report,
    Stage,
    Suggestion,
    severest,
)

ACAT_B = ClauseCitation(
    id="acat:b", label="ACAT b", force="must-not", exception="consent", summary="No post may point to a client."
)
MIP_N3 = ClauseCitation(
    id="mip:n3",
    label="MIP N3",
    force="must-not",
    exception="none",
    summary="Clinical work is not discussed in public.",
    overrule=True,
    stale="This copy may be out of date.",
)
ACAT_F = ClauseCitation(id="acat:f", label="ACAT f", force="must", exception="none", summary="Claims are honest.")
KINDS = {
    "cure": (Outcome.MUST_FIX, Concern.HONEST_CLAIMS, "This promises a result", "", (ACAT_F,)),
    "client": (Outcome.NEEDS_CONSENT, Concern.CLIENT_REFERENCE, "A client is meant", "", (ACAT_B, MIP_N3)),
    "[": (Outcome.NEEDS_CONSENT, Concern.CLIENT_IDENTIFIER, "A detail of them", "place", (ACAT_B, MIP_N3)),
    "perhaps": (Outcome.ADVICE, Concern.PRESS_CONTACT, "A thought", "", ()),
}
WORDS = re.compile(r"cure|client|\[\w+\]|perhaps")


def findings(text: str) -> tuple[Finding, ...]:
    found = []
    for number, match in enumerate(WORDS.finditer(text)):
        outcome, concern, title, detail, clauses = KINDS.get(match[0]) or KINDS["["]
        suggestions = (Suggestion(label="“help with”", replace="help with"),) if match[0] == "cure" else ()
        found.append(
            Finding(
                start=match.start(),
                end=match.end(),
                concern=concern,
                outcome=outcome,
                rule=f"fake.{concern}",
                title=title,
                why="Because.",
                detail=detail,
                person="p1" if outcome is Outcome.NEEDS_CONSENT else None,
                key=f"{match[0]}-{sum(1 for f in found if f.concern is concern)}-{concern}",
                suggestions=suggestions,
                citations=clauses,
            )
        )
        del number
    return tuple(found)


def report(text: str, *, degraded: bool = False) -> Report:
    found = findings(text)
    people = tuple(f.key for f in found if f.person)
    return Report(
        outcome=severest([f.outcome for f in found]),
        findings=found,
        people=(Person(id="p1", kind="client", findings=people, summary="A client is described."),) if people else (),
        degraded=degraded,
        encouraged=("acat:i",) if "ACAT" in text else (),
        notes=("The reader is missing.",) if degraded else (),
    )


def main() -> None:
    wishes = dict(part.partition("=")[::2] for part in sys.argv[1:])
    texts: dict[str, str] = {}
    out = sys.stdout.buffer

    def say(message: Answer | Ready | Trouble) -> None:
        out.write(b"\0\0\0\2xx" if "garbage" in wishes and isinstance(message, Answer) else frame(message))
        out.flush()

    say(Ready(model="fake"))
    unframer = Unframer()
    while data := os.read(0, 1 << 16):
        for message in unframer.feed(data):
            if isinstance(message, Forget):
                texts.clear() if message.document is None else texts.pop(message.document, None)
            elif isinstance(message, Check):
                if message.text is not None:
                    texts[message.document] = message.text
                elif message.document not in texts:
                    say(Trouble(code="no-base", message="", document=message.document, revision=message.revision))
                    continue
                elif message.edit is not None:
                    start, end, new = message.edit
                    known = texts[message.document]
                    texts[message.document] = known[:start] + new + known[end:]
                text = texts[message.document]
                if "die" in wishes and wishes["die"] in text:
                    os._exit(3)
                if "mute" in wishes:
                    continue
                if "late" in wishes:
                    time.sleep(int(wishes["late"]) / 1000)
                about = {"document": message.document, "revision": message.revision}
                if "toolong" in text:
                    say(Trouble(code="too-long", message="Too long. Not checked. Split it.", **about))
                    continue
                if "stages" in wishes:
                    say(Answer(report=Report(outcome=Outcome.CLEAR, findings=(), stage=Stage.PATTERNS), **about))
                say(Answer(report=report(text, degraded="partly" in wishes), **about))


if __name__ == "__main__":
    main()
