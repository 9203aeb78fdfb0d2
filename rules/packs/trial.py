"""Runs the examples of a pack for its author, and tells a pack in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from rules.packs.loader import parse_pack, read_file
from rules.packs.pack import Clause, Pack, Pattern, Phrase, ServedBy, Welcome
from rules.packs.patterns import Folded, Offsets, Span, pattern_spans, phrase_spans
from rules.packs.places import nearest, places
from rules.packs.problems import PackProblem, PackTrouble

Spans = Callable[[str], list[Span]]


class PackTestResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of testing a pack."""

    file: str
    pack: Pack | None
    """None where the file could not be loaded."""
    clauses: int
    rules: int
    examples: int
    """How many examples were run."""
    problems: tuple[PackProblem, ...]

    @property
    def passed(self) -> bool:
        """Whether the pack loads and every example came out as its author says."""
        return not self.problems


def test_pack(path: Path) -> PackTestResult:
    """Loads a pack file and runs every example of every phrase, pattern and welcome. Never raises for a bad pack."""
    try:
        data = read_file(path)
        pack = parse_pack(data, str(path))
    except PackTrouble as trouble:
        return PackTestResult(
            file=str(path), pack=None, clauses=0, rules=0, examples=0, problems=tuple(trouble.problems)
        )
    rules = list(_rules(pack))
    return PackTestResult(
        file=str(path),
        pack=pack,
        clauses=len(pack.clauses),
        rules=len(rules),
        examples=sum(len(rule.found) + len(rule.passed) for _, _, rule, _ in rules),
        problems=tuple(_failures(rules, data.decode("utf-8-sig").replace("\r\n", "\n"), str(path))),
    )


test_pack.__test__ = False  # type: ignore[attr-defined]  # pytest takes the name for a test otherwise

_Case = tuple[str, int, Phrase | Pattern | Welcome, Spans]


def _rules(pack: Pack) -> Iterator[_Case]:
    for index, phrase in enumerate(pack.phrases):
        yield "phrase", index, phrase, lambda text, phrase=phrase: list(phrase_spans(phrase, Folded(text)))  # type: ignore[misc]
    for index, pattern in enumerate(pack.patterns):
        yield "pattern", index, pattern, lambda text, pattern=pattern: _found(pattern, text)  # type: ignore[misc]
    for index, welcome in enumerate(pack.welcomes):
        yield "welcome", index, welcome, lambda text, welcome=welcome: _found(welcome, text)  # type: ignore[misc]


def _found(pattern: Pattern | Welcome, text: str) -> list[Span]:
    data = text.encode("utf-8", "surrogatepass")
    return list(pattern_spans(pattern, data, Offsets(text, data)))


def _failures(rules: list[_Case], text: str, file: str) -> Iterator[PackProblem]:
    found = places(text)
    lines = text.split("\n")
    for key, index, rule, spans in rules:
        for kind, examples, judge in (("found", rule.found, _missed), ("passed", rule.passed, _caught)):
            for at, example in enumerate(examples):
                if told := judge(rule.id, example, spans):
                    place = nearest(found, (key, index, kind, at))
                    yield PackProblem(
                        file=file,
                        line=place.line,
                        column=place.column,
                        width=place.width,
                        excerpt=lines[place.line - 1],
                        what=told[0],
                        cure=told[1],
                    )


def _missed(rule: str, example: str, spans: Spans) -> tuple[str, str] | None:
    plain, wanted = _marked(example)
    hits = spans(plain)
    if not hits:
        return f"`{rule}` does not find this example", "Widen the wording, or move the example to `passed`."
    if wanted is not None and wanted not in hits:
        got = ", ".join(f"«{plain[start:end]}»" for start, end in hits[:3])
        return f"`{rule}` finds {got} here, not the words marked", "Move the marks in the example or in the pattern."
    return None


def _caught(rule: str, example: str, spans: Spans) -> tuple[str, str] | None:
    hits = spans(example)
    if not hits:
        return None
    start, end = hits[0]
    return f"`{rule}` finds «{example[start:end]}» in an example that must pass", "Narrow it, or move the example."


def _marked(example: str) -> tuple[str, Span | None]:
    """The example without its marks, and the span between them."""
    match = re.fullmatch(r"([^«»]*)«([^«»]+)»([^«»]*)", example, re.DOTALL)
    if match is None:
        return example, None
    before, marked, after = match.groups()
    return before + marked + after, (len(before), len(before) + len(marked))


def describe_pack(pack: Pack) -> str:
    """The pack as text for a terminal: its head, then each clause with force, concerns and what serves it."""
    checked = f"verified by {pack.verified_by} on {pack.verified_on}" if pack.verified else "a summary, not verified"
    head = [
        f"{pack.title} ({pack.id})",
        f"  {pack.body}; {pack.kind.value}; {pack.jurisdiction}",
        f"  edition: {pack.edition}; {checked}",
        f"  source: {pack.source}",
    ]
    if pack.review_due or pack.update_due:
        head.append(f"  review due: {pack.review_due or 'not known'}; update due: {pack.update_due or 'not known'}")
    contacts = [f"  contact: {', '.join(filter(None, (c.name, c.email, c.url)))}" for c in pack.contacts]
    clauses = [line for clause in pack.clauses for line in _clause(pack, clause)]
    extras = _counted(("phrase", pack.phrases), ("pattern", pack.patterns), ("welcome", pack.welcomes))
    return "\n".join([*head, *contacts, *extras, "", *clauses])


def _counted(*families: tuple[str, tuple[object, ...]]) -> list[str]:
    told = [f"{len(many)} {name}{'' if len(many) == 1 else 's'}" for name, many in families if many]
    return [f"  wordings of its own: {', '.join(told)}"] if told else []


def _clause(pack: Pack, clause: Clause) -> Iterator[str]:
    exception = "" if clause.exception.value == "none" else f", unless {clause.exception.value}"
    yield f"{pack.label(clause)}  {clause.heading}  [{clause.force.value}{exception}]"
    yield f"    {clause.summary}"
    if clause.concerns:
        asks = (f"{concern.value}: {_asked(clause, concern.value)}" for concern in clause.concerns)
        yield f"    asks for {'; '.join(asks)}"
    yield f"    served by {', '.join(_served(clause, service) for service in clause.served_by)}"


def _served(clause: Clause, service: ServedBy) -> str:
    named = {ServedBy.TASK: clause.task, ServedBy.LETTER: clause.letter, ServedBy.DOCUMENT: clause.document}.get(
        service
    )
    return service.value if named is None else f"{service.value} ({named.title})"


def _asked(clause: Clause, concern: str) -> str:
    usual = next(ask for key, ask in clause.concerns.items() if key.value == concern)
    personal = next((ask for key, ask in clause.in_personal.items() if key.value == concern), None)
    return str(usual) if personal is None else f"{usual} ({personal} in the personal profile)"
