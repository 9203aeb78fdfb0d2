"""Any order of steps in the life of a consent and a post: illegal ones are refused, the log always verifies, and a
text can be exported only when a consent covers it today, on that channel."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from composer.app import Session
from composer.approval import NotReady
from composer.consent.ledger import ConsentNotPossible
from composer.consent.record import ConsentState, Method, Party, Reach, SubjectKind
from composer.consent.states import LEGAL
from composer.errors import UserTrouble
from composer.publish.export import ExportRefused
from composer.wording import text_hash
from rules.report import Channel
from tests.composer.conftest import Editions, Template, easy, finding, form, report

TEXTS = ("She stopped waiting.", "She stopped waiting!", "He stopped waiting.")
CHANNELS = (Channel.BLOG, Channel.X)
PARTIES = ("G-001/1", "G-001/2")
START = date.today()


class Life(RuleBasedStateMachine):
    """A group of two, one text, two channels, and a calendar; a model of plain values beside the real thing."""

    template: Template

    @initialize(
        expires=st.none() | st.integers(0, 5),
        channels=st.sets(st.sampled_from(CHANNELS), min_size=1),
        agreed=st.sampled_from((True, True, True, False)),
    )
    def begin(self, expires: int | None, channels: set[Channel], agreed: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.session = Session(self.template.open_copy(self.folder), Editions())
        self.day = START
        self.last_day = None if expires is None else START + timedelta(days=expires)
        self.last_days = dict.fromkeys(PARTIES, self.last_day)
        self.channels = tuple(sorted(channels))
        members = tuple(Party(code=code, role="member") for code in PARTIES)
        asked = form(
            TEXTS[0], SubjectKind.GROUP, parties=members, reach=Reach(channels=self.channels, expires=self.last_day)
        )
        self.consent = self.session.ledger.request(asked, at=datetime.now(UTC) - timedelta(days=4)).id
        self.states: dict[str, ConsentState] = dict.fromkeys(PARTIES, ConsentState.REQUESTED)
        self.covered_texts = {TEXTS[0]}
        self.text = TEXTS[0]
        self.draft = self.session.drafts.new(self.text).id
        self.session.review(self.draft).link_consent(finding(), self.consent)
        self.exports = 0
        for party in PARTIES if agreed else ():
            self.give(party)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            shutil.rmtree(self.folder)

    def over(self) -> bool:
        ends = {ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.REVOKED, ConsentState.INVALIDATED}
        return bool(ends & set(self.states.values()))

    def step(self, state: ConsentState, party: str, act: object) -> None:
        """Take a step in both worlds; they agree on whether it is legal."""
        parties = [party] if party else list(PARTIES)
        legal = not self.over() and all(state in LEGAL[self.states[p]] for p in parties)
        if legal:
            act()  # type: ignore[operator]
            for code in parties:
                self.states[code] = state
        else:
            with pytest.raises(ConsentNotPossible):
                act()  # type: ignore[operator]

    @rule(party=st.sampled_from(PARTIES))
    def give(self, party: str) -> None:
        self.step(
            ConsentState.GIVEN, party, lambda: self.session.ledger.give(self.consent, party=party, method=Method.EMAIL)
        )

    @rule(party=st.sampled_from(PARTIES))
    def renew(self, party: str) -> None:
        until = self.day + timedelta(days=3)

        def act() -> None:
            self.session.ledger.renew(self.consent, party=party, method=Method.EMAIL, expires=until)
            self.last_days[party] = until

        self.step(ConsentState.RENEWED, party, act)

    @rule(party=st.sampled_from(PARTIES))
    def defer(self, party: str) -> None:
        self.step(ConsentState.DEFERRED, party, lambda: self.session.ledger.defer(self.consent, party=party))

    @rule(party=st.sampled_from(PARTIES), sure=st.integers(0, 5))
    def refuse(self, party: str, sure: int) -> None:
        if sure == 0:
            self.step(ConsentState.REFUSED, party, lambda: self.session.ledger.refuse(self.consent, party=party))

    @rule(party=st.sampled_from(PARTIES), sure=st.integers(0, 5))
    def withdraw(self, party: str, sure: int) -> None:
        if sure == 0:
            self.step(ConsentState.WITHDRAWN, party, lambda: self.session.withdraw(self.consent, party=party))

    @rule(sure=st.integers(0, 5))
    def judge_same(self, sure: int) -> None:
        if sure:
            return
        with suppress(UserTrouble):
            self.session.ledger.judge_same(self.consent, TEXTS[1], judged_by="A. V.", why="only a mark was changed")
            self.covered_texts.add(TEXTS[1])

    @rule(text=st.sampled_from((TEXTS[0], *TEXTS)))
    def edit(self, text: str) -> None:
        self.session.drafts.save(self.draft, text)
        self.text = text

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.day += timedelta(days=days)
        for _ in self.session.begin_day(self.day):
            self.states = dict.fromkeys(PARTIES, ConsentState.EXPIRED)

    @rule(channel=st.sampled_from(CHANNELS))
    def approve_and_export(self, channel: Channel) -> None:
        covered = self.covered(channel)
        made = report(finding())
        try:
            asked = self.session.approvals.questions(self.draft, made, channel)
            approval = self.session.approvals.approve(self.draft, made, channel, easy(asked), today=self.day)
            exported = self.session.exports.to_clipboard(approval, today=self.day)[1]
        except NotReady:
            assert not covered
            return
        assert covered
        assert exported.text_sha256 == text_hash(self.text)
        self.exports += 1

    @precondition(lambda self: self.exports)
    @rule()
    def export_an_old_approval(self) -> None:
        approval = self.session.approvals.all()[-1]
        good = self.covered(approval.channel) and approval.record.text_sha256 == text_hash(self.text)
        try:
            self.session.exports.to_clipboard(approval, today=self.day)
        except ExportRefused:
            assert not good
            return
        assert good
        self.exports += 1

    def covered(self, channel: Channel) -> bool:
        in_time = all(last is None or self.day <= last for last in self.last_days.values())
        agreed = all(state.valid for state in self.states.values())
        return agreed and in_time and channel in self.channels and self.text in self.covered_texts

    @invariant()
    def the_log_verifies_and_the_two_worlds_agree(self) -> None:
        assert self.session.vault.log.verify().ok
        record = self.session.ledger.get(self.consent)
        assert record.state.valid is all(state.valid for state in self.states.values())
        ended = ConsentState.WITHDRAWN in self.states.values()
        assert len(self.session.take_downs.open()) == (self.exports if ended else 0)


def test_any_life_of_a_consent(professional_template: Template) -> None:
    machine = type("Life", (Life,), {"template": professional_template})
    quick = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=quick)  # type: ignore[no-untyped-call]
