"""A sheet for a second reader: the text as it will appear, what was remarked, and room for their view; no names."""

from __future__ import annotations

from composer.publish.channels import facts
from composer.questions import Question
from composer.review import ReviewItem, ReviewState
from composer.wording import text_hash
from rules.report import Channel


def review_sheet(
    text: str,
    channel: Channel,
    state: ReviewState,
    questions: list[Question],
    *,
    large: bool = False,
    password: str = "",
) -> bytes:
    """The sheet as PDF. Neither the author nor a code of a person is on it; the text is, word for word."""
    from composer.paper import Paper  # takes a while to load, and only papers need it

    paper = Paper("Please read this before it is published", large=large, foot=f"Text {text_hash(text)[:16]}")
    paper.text(f"This text may be published on {facts(channel).name}. Please keep it to yourself and give it back.")
    paper.heading("The text")
    paper.exact(text)
    if state.items:
        paper.heading("What was remarked")
        paper.bullets(_remark(item) for item in state.items)
    for disagreement in state.disagreements:
        paper.text(disagreement)
    paper.heading("Questions that the writer is asked")
    paper.bullets(f"{q.text} ({q.source})" for q in questions)
    paper.heading("Your view")
    paper.boxes(["I would publish it.", "I would change it first.", "I would not publish it."])
    paper.lines_to_fill(["Because", "", "", "Your role", "Date"])
    return paper.pdf(password=password)


def _remark(item: ReviewItem) -> str:
    labels = ", ".join(c.label for c in item.finding.citations)
    done = f" Dealt with: {item.resolution.how}." if item.resolution else ""
    return f"{item.finding.title or item.finding.why} ({labels}).{done}" if labels else f"{item.finding.title}.{done}"
