"""What was found and what was done about it, as cards: one for each person described, one for every other finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from composer.app import Session
from composer.consent.scope import Coverage
from composer.publish.unseen import shown
from composer.review import How, Need, ReviewItem, reason_lacks
from composer.wording import plain_date
from rules.report import Channel, ClauseCitation, Finding, Outcome, Report, severest
from ui.desktop.forms import FIELD_HEIGHT, prose, steady
from ui.desktop.widgets import FlowBox
from ui.desktop.words import OUTCOMES, SIGNS

FORCES = {"must-not": "must not", "must": "must", "should": "should", "encouraged": "encouraged"}
MOST_CHANGES = 6
CHIP = 32


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Findings that are settled together: those of one person that need the same, or a single one."""

    items: tuple[ReviewItem, ...]
    summary: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings themselves."""
        return tuple(item.finding for item in self.items)

    @property
    def outcome(self) -> Outcome:
        """The severest of them."""
        return severest(tuple(f.outcome for f in self.findings))

    @property
    def need(self) -> Need:
        """What is still needed for all of them together."""
        needs = {item.need for item in self.items}
        return next((n for n in (Need.MEND, Need.CONSENT, Need.REASON) if n in needs), Need.NOTHING)

    @property
    def citations(self) -> tuple[ClauseCitation, ...]:
        """The clauses touched, each once."""
        return tuple({c.id: c for f in self.findings for c in f.citations}.values())

    @property
    def coverage(self) -> Coverage | None:
        """What the linked consent says of this text, if one is linked."""
        return next((i.coverage for i in self.items if i.coverage is not None), None)

    @property
    def changed_since(self) -> str:
        """Id of a linked consent that was given for an earlier wording; empty for none."""
        linked = (
            i.resolution.consent_id for i in self.items if i.resolution and i.coverage and i.coverage.code == "text"
        )
        return next((consent for consent in linked if consent), "")


def cases(items: Sequence[ReviewItem], report: Report) -> list[Case]:
    """Findings put together by person, severest first; the rest stand alone."""
    said = {p.id: p.summary for p in report.people}
    together: dict[tuple[str, str], list[ReviewItem]] = {}
    for index, item in enumerate(items):
        who = item.finding.person if item.finding.outcome is Outcome.NEEDS_CONSENT else None
        together.setdefault((who or "", "" if who else str(index)), []).append(item)
    found = [Case(items=tuple(each), summary=said.get(who, "")) for (who, _), each in together.items()]
    return sorted(found, key=lambda c: -c.outcome.rank)


def clause_line(citations: Iterable[ClauseCitation]) -> str:
    """The clauses as a line: `ACAT b must · MIP N3 must not, even with consent`."""
    parts = []
    for clause in citations:
        even = ", even with consent" if clause.overrule else ""
        parts.append(f"{clause.label} {FORCES.get(clause.force, clause.force)}{even}")
    return " · ".join(parts)


def heading_of(case: Case) -> str:
    """The card's first line: sign, word and what it is about."""
    first = max(case.findings, key=lambda f: f.outcome.rank)
    title = "One person is described here" if len(case.items) > 1 and first.person else first.title or first.why
    return f"{SIGNS[case.outcome]} {title}"


def chip_words(text: str, finding: Finding) -> str:
    """A detail as a chip: `Salford · place`."""
    passage = " ".join(shown(text[finding.start : finding.end]).split())
    short = passage if len(passage) <= CHIP else f"{passage[: CHIP - 1].rstrip()}…"
    return f"{short} · {finding.detail}"


def change_lines(coverage: Coverage) -> list[str]:
    """The word-by-word changes since the person saw the text, as sentences; the most telling ones first in place."""
    lines = [change.told() for change in coverage.changes[:MOST_CHANGES]]
    more = len(coverage.changes) - MOST_CHANGES
    return lines + [f"… and {more} more places."] * (more > 0)


class CaseCard(QFrame):
    """One case with its actions. It changes nothing itself: signals go to the page, which asks the review."""

    consent_wanted = Signal(object)
    link_wanted = Signal(object, str)
    overruled = Signal(object, str)
    set_aside = Signal(object)
    compare_wanted = Signal(object)
    undone = Signal(object)

    def __init__(
        self,
        case: Case,
        session: Session,
        text: str,
        channel: Channel,
        today: date,
        *,
        seen: str = "",
        pictures: Sequence[str] = (),
    ) -> None:
        """`text` is what the findings' offsets are of; `seen` what a consent is compared with, `text` by default.

        `pictures` are the SHA-256 of the post's pictures: a consent that did not show them all is not offered.
        """
        super().__init__()
        self.case, self._pictures = case, tuple(pictures)
        self.setProperty("role", "card")
        self.setProperty("outcome", case.outcome.value)
        self.setAccessibleName(f"{heading_of(case)}: {OUTCOMES[case.outcome]}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(8)
        self._tell(text)
        self._buttons = FlowBox(gap=8)
        self._column.addWidget(self._buttons)
        self._reason_box()
        self._act(session, seen or text, channel, today)

    def _tell(self, text: str) -> None:
        title = QLabel(heading_of(self.case), wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "card-title")
        self._column.addWidget(title)
        self._column.addWidget(prose(self.case.summary or self.case.findings[0].why))
        if len(self.case.items) > 1:
            chips = FlowBox()
            for finding in self.case.findings:
                if finding.detail:
                    chip = QLabel(chip_words(text, finding), textFormat=Qt.TextFormat.PlainText)
                    chip.setProperty("role", "chip")
                    chips.add(chip)
            self._column.addWidget(chips)
        line = clause_line(self.case.citations)
        if line:
            self._column.addWidget(prose(line, soft=True))
        for sentence in self._standing():
            self._column.addWidget(prose(sentence))

    def _standing(self) -> list[str]:
        """Where it stands, in sentences."""
        done = next((i.resolution for i in self.case.items if i.resolution is not None), None)
        lines: list[str] = []
        if done is None:
            return ["Nothing was done about it; it is allowed to stay."] if self.case.need is Need.NOTHING else []
        if done.how is How.CONSENT and self.case.coverage is not None:
            sign = "✓" if self.case.coverage.covered else "✕"
            lines.append(f"{sign} {self.case.coverage.reason}")
            lines += [] if self.case.coverage.covered else change_lines(self.case.coverage)
        if done.how is How.OVERRULED:
            lines.append(f"✕ You go on against it, since {plain_date(done.at.astimezone().date())}.")
        if done.reason and done.how is not How.SET_ASIDE:
            lines.append(f"Your reason, which stands in the record: “{done.reason}”")
        if done.how is How.SET_ASIDE:
            lines.append(f"✓ Set aside: “{done.reason}”" if done.reason else "✓ Set aside.")
        if self.case.need is Need.REASON:
            bound = ", ".join(c.label for c in self.case.citations if c.overrule)
            lines.append(f"{bound} makes no exception, not even for a consent. Going on takes a reason in your words.")
        return lines

    def _button(self, words: str, role: str = "") -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        if role:
            button.setProperty("role", role)
        button.setAccessibleDescription(heading_of(self.case))
        self._buttons.add(button)
        return button

    def _act(self, session: Session, text: str, channel: Channel, today: date) -> None:
        need = self.case.need
        if need is Need.CONSENT:
            self._button("Record a consent…", "primary").clicked.connect(lambda: self.consent_wanted.emit(self.case))
            if self.case.changed_since:
                self._button("Compare the wording…").clicked.connect(lambda: self.compare_wanted.emit(self.case))
            self._offer_consents(session, text, channel, today)
        if need is Need.REASON:
            self._button("Give the reason…", "primary").clicked.connect(self._open_reason)
        elif need is not Need.NOTHING:
            self._button("Go on with a reason…").clicked.connect(self._open_reason)
        unresolved = all(i.resolution is None for i in self.case.items)
        if need is Need.NOTHING and unresolved:
            self._button("Set aside").clicked.connect(lambda: self.set_aside.emit(self.case))
        if not unresolved:
            self._button("Undo", "quiet").clicked.connect(lambda: self.undone.emit(self.case))

    def _offer_consents(self, session: Session, text: str, channel: Channel, today: date) -> None:
        found = session.ledger.covering(text, channel, today, pictures=self._pictures)
        if not found:
            return
        box = steady(QComboBox())
        box.setAccessibleName("Consents that cover this text here")
        box.setMinimumHeight(FIELD_HEIGHT)
        for record in found:
            since = f", {plain_date(record.decided_at.date())}" if record.decided_at else ""
            box.addItem(f"{record.code} ({record.kind.label}{since})", record.id)
        self._buttons.add(box)
        self._button("Link").clicked.connect(lambda: self.link_wanted.emit(self.case, box.currentData()))

    def _reason_box(self) -> None:
        self._reason_panel = QWidget()
        column = QVBoxLayout(self._reason_panel)
        column.setContentsMargins(0, 0, 0, 0)
        self.reason = QPlainTextEdit(tabChangesFocus=True)
        self.reason.setAccessibleName("Why you go on")
        self.reason.setPlaceholderText("Why you decide so, without naming anyone")
        self.reason.setMaximumHeight(84)
        self._left = prose("", soft=True)
        bound = ", ".join(c.label for c in self.case.citations if c.overrule or c.force in ("must-not", "must"))
        against = f"You go on against {bound}." if bound else "You go on against what was found."
        column.addWidget(prose(f"{against} Your reason is signed into the approval record, for whoever asks later."))
        self.keep_button = QPushButton("Keep the reason")
        self.keep_button.setAutoDefault(False)
        self.keep_button.clicked.connect(lambda: self.overruled.emit(self.case, self.reason.toPlainText()))
        row = QHBoxLayout()
        row.addWidget(self._left, 1)
        row.addWidget(self.keep_button)
        column.addWidget(self.reason)
        column.addLayout(row)
        self._column.addWidget(self._reason_panel)
        self._reason_panel.hide()
        self.reason.textChanged.connect(self._count)
        self._count()

    def _count(self) -> None:
        lack = reason_lacks(self.reason.toPlainText())
        self._left.setText(f"Still needed: {lack}" if lack else "It will stand in the approval record.")
        self.keep_button.setEnabled(not lack)

    def _open_reason(self) -> None:
        self._reason_panel.show()
        self.reason.setFocus()

    def half(self) -> str:
        """The reason as far as it was typed."""
        return self.reason.toPlainText() if self._reason_panel.isVisibleTo(self) else ""

    def go_on_typing(self, reason: str) -> None:
        """Show a reason that was half typed before."""
        self.reason.setPlainText(reason)
        self._reason_panel.setVisible(bool(reason))
