"""Any order of steps in the life of a consent and a post: illegal ones are refused, the log always verifies, and a
text can be exported only when every finding that needs a consent is covered by one today, on that channel."""

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
from rules.report import Channel, Concern
from tests.composer.conftest import Editions, Template, easy, finding, form, report

TEXTS = ("She stopped waiting.", "She stopped waiting!", "He stopped waiting.")
CHANNELS = (Channel.BLOG, Channel.X)
SECOND = finding(concern=Concern.COLLEAGUE_OR_SERVICE, key="k2", start=0, end=1)
PARTIES = ("G-001/1", "G-001/2")
START = date.today()


class Life(RuleBasedStateMachine):
    """A group of two and a colleague, one text about them all, two channels, a calendar; a model beside the real thing.

    The post has two findings: one rests on the group's consent, the other on the colleague's.
    """

    template: Template

    @initialize(
        expires=st.none() | st.integers(0, 5),
        channels=st.sets(st.sampled_from(CHANNELS), min_size=1),
        agreed=st.sampled_from((True, True, True, False)),
        exact=st.booleans(),
        other_places=st.sets(st.sampled_from(CHANNELS), min_size=1),
        other=st.sampled_from((ConsentState.GIVEN, ConsentState.GIVEN, ConsentState.REQUESTED, None)),
    )
    def begin(
        self,
        expires: int | None,
        channels: set[Channel],
        agreed: bool,
        exact: bool,
        other_places: set[Channel],
        other: ConsentState | None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.session = Session(self.template.open_copy(self.folder), Editions())
        self.day = START
        self.last_day = None if expires is None else START + timedelta(days=expires)
        self.last_days = dict.fromkeys(PARTIES, self.last_day)
        self.channels = tuple(sorted(channels))
        members = tuple(Party(code=code, role="member") for code in PARTIES)
        asked = form(
            TEXTS[0],
            SubjectKind.GROUP,
            parties=members,
            reach=Reach(channels=self.channels, expires=self.last_day, this_text_only=exact),
        )
        self.exact = exact
        self.consent = self.session.ledger.request(asked, at=datetime.now(UTC) - timedelta(days=4)).id
        self.states: dict[str, ConsentState] = dict.fromkeys(PARTIES, ConsentState.REQUESTED)
        self.covered_texts = {TEXTS[0]}
        self.text = TEXTS[0]
        self.draft = self.session.drafts.new(self.text).id
        self.session.review(self.draft).link_consent(finding(), self.consent)
        self.exports = 0
        self.first_channel: Channel | None = None
        self.first_lives = False
        self.colleague(tuple(sorted(other_places)), other)
        for party in PARTIES if agreed else ():
            self.give(party)
        for channel in CHANNELS:
            self.approve_and_export(channel)

    def colleague(self, places: tuple[Channel, ...], state: ConsentState | None) -> None:
        """The second finding: linked to a consent of their own, asked or given, or to none at all."""
        self.other_places, self.other_state, self.other = places, state, ""
        if state is None:
            return
        asked = form(TEXTS[0], SubjectKind.COLLEAGUE, reach=Reach(channels=places))
        self.other = self.session.ledger.request(asked, at=datetime.now(UTC) - timedelta(days=4)).id
        self.session.review(self.draft).link_consent(SECOND, self.other)
        if state is ConsentState.GIVEN:
            self.session.ledger.give(self.other, method=Method.EMAIL)

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

    @precondition(lambda self: self.other_state is not None)
    @rule(step=st.sampled_from(("give", "give", "withdraw")), sure=st.integers(0, 3))
    def the_colleague_decides(self, step: str, sure: int) -> None:
        assert self.other_state is not None
        if step == "withdraw" and sure:
            return
        following = ConsentState.GIVEN if step == "give" else ConsentState.WITHDRAWN

        def act() -> None:
            if step == "give":
                self.session.ledger.give(self.other, method=Method.EMAIL)
            else:
                self.session.withdraw(self.other)

        if following in LEGAL[self.other_state]:
            act()
            self.other_state = following
        else:
            with pytest.raises(ConsentNotPossible):
                act()

    @rule(sure=st.integers(0, 5))
    def judge_same(self, sure: int) -> None:
        if sure:
            return
        if self.exact:
            with pytest.raises(UserTrouble):
                self.session.ledger.judge_same(self.consent, TEXTS[1], judged_by="A. V.", why="only a mark was changed")
            return
        with suppress(UserTrouble):
            self.session.ledger.judge_same(self.consent, TEXTS[1], judged_by="A. V.", why="only a mark was changed")
            self.covered_texts.add(TEXTS[1])

    @rule(text=st.sampled_from((TEXTS[0], *TEXTS)))
    def edit(self, text: str) -> None:
        self.session.drafts.save(self.draft, text)
        self.first_lives = self.first_lives and text == self.text  # changing it back revives nothing
        self.text = text

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.day += timedelta(days=days)
        for _ in self.session.begin_day(self.day):
            self.states = dict.fromkeys(PARTIES, ConsentState.EXPIRED)
        if self.first_channel is not None and not self.covered(self.first_channel):
            self.first_lives = False  # and neither does a consent that is renewed

    @rule(channel=st.sampled_from(CHANNELS))
    def approve_and_export(self, channel: Channel) -> None:
        covered = self.covered(channel)
        made = report(finding(), SECOND)
        try:
            asked = self.session.approvals.questions(self.draft, made, channel)
            approval = self.session.approvals.approve(self.draft, made, channel, easy(asked), today=self.day)
            exported = self.session.exports.to_clipboard(approval, today=self.day)[1]
        except NotReady:
            assert not covered
            return
        assert covered
        if self.first_channel is None:
            self.first_channel, self.first_lives = channel, True
        assert exported.text_sha256 == text_hash(self.text)
        assert set(exported.consents) == {self.consent, self.other}
        self.exports += 1

    @precondition(lambda self: self.exports)
    @rule()
    def export_an_old_approval(self) -> None:
        approval = self.session.approvals.all()[-1]
        good = self.covered(approval.channel) and self.first_lives
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
        group = agreed and in_time and channel in self.channels and self.text in self.covered_texts
        return group and self.colleague_covers(channel)

    def colleague_covers(self, channel: Channel) -> bool:
        """The colleague agreed to the first wording only, without an end."""
        agreed = self.other_state is ConsentState.GIVEN
        return agreed and channel in self.other_places and self.text == TEXTS[0]

    @invariant()
    def the_log_verifies_and_the_two_worlds_agree(self) -> None:
        assert self.session.vault.log.verify().ok
        record = self.session.ledger.get(self.consent)
        assert record.state.valid is all(state.valid for state in self.states.values())
        ended = ConsentState.WITHDRAWN in self.states.values()
        colleague_ended = self.other_state is ConsentState.WITHDRAWN
        assert len(self.session.take_downs.open()) == self.exports * (ended + colleague_ended)


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
