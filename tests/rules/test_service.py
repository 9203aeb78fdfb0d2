"""The checker's process: what it answers, what it drops, how it ends. Real pipes, a real process."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.frames import Answer, Check, Forget, FrameTrouble, Message, Ready, Trouble, Unframer, frame
from rules.report import Finding, Setting, Stage
from rules.service import POLITE
from rules.telling import completed

SETTING = Setting()
CASE = "My client, a 34-year-old nurse from Leeds, cried today."
SECONDS = 60


class Talk:
    """One running service, spoken to as the window would."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "rules.service"]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
        self._unframer = Unframer()
        self._waiting: list[Message] = []
        self._told: dict[str, tuple[Finding, ...]] = {}

    def say(self, *messages: Message) -> None:
        self.raw(b"".join(map(frame, messages)))

    def raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def hear(self) -> Message:
        assert self.process.stdout is not None
        while not self._waiting:
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            assert data, "the service has ended"
            self._waiting += self._unframer.feed(data)
        message = self._waiting.pop(0)
        return self._completed(message) if isinstance(message, Answer) else message

    def _completed(self, answer: Answer) -> Answer:
        """With the findings that it leaves out because they were told before, as the window does it."""
        report = completed(answer.report, answer.since, self._told.get(answer.document, ()))
        assert report is not None
        self._told[answer.document] = report.findings
        return Answer(document=answer.document, revision=answer.revision, report=report)

    def hear_whole(self, revision: int) -> Answer:
        """The last answer on a revision; those before it belong to the same one."""
        while True:
            message = self.hear()
            assert isinstance(message, Answer), message
            if message.revision == revision and message.report.stage is Stage.WHOLE:
                return message

    def end(self) -> tuple[int, bytes]:
        out = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out[1]


@pytest.fixture(scope="module")
def running() -> Iterator[Talk]:
    talk = Talk()
    ready = talk.hear()
    assert isinstance(ready, Ready)
    assert ready.model.startswith("en_core_web")
    yield talk
    assert talk.end() == (0, b"")


@pytest.fixture
def service(running: Talk) -> Talk:
    running.say(Forget())
    return running


def test_answers_a_text(service: Talk) -> None:
    service.say(Check(revision=1, document="d", text=CASE, setting=SETTING))
    answer = service.hear_whole(1)
    assert answer.document == "d"
    assert answer.report.findings or answer.report.degraded


def test_an_edit_is_as_good_as_the_whole_text(service: Talk) -> None:
    service.say(Check(revision=1, document="d", text="Lovely 😀 weather.", setting=SETTING))
    service.hear_whole(1)
    service.say(Check(revision=2, document="d", edit=(0, 16, CASE), setting=SETTING))
    by_edit = service.hear_whole(2)
    service.say(Check(revision=3, document="e", text=CASE + ".", setting=SETTING))
    assert service.hear_whole(3).report == by_edit.report


def test_without_a_base_it_asks_for_the_whole_text(service: Talk) -> None:
    service.say(Check(revision=7, document="unknown", edit=(0, 1, "x"), setting=SETTING))
    trouble = service.hear()
    assert isinstance(trouble, Trouble)
    assert (trouble.code, trouble.document, trouble.revision) == ("no-base", "unknown", 7)
    service.say(Check(revision=8, document="d", text="abc", setting=SETTING))
    service.say(Check(revision=9, document="d", edit=(2, 99, ""), setting=SETTING))
    while not isinstance(message := service.hear(), Trouble):
        assert isinstance(message, Answer)
    assert message.code == "no-base"


def test_a_setting_alone_can_change(service: Talk) -> None:
    service.say(Check(revision=1, document="d", text="Find me at The Elms.", setting=SETTING))
    service.hear_whole(1)
    service.say(Check(revision=2, document="d", setting=Setting(keep_out=("The Elms",))))
    assert "mixing.keep-out" in [f.rule for f in service.hear_whole(2).report.findings]


def test_only_the_newest_of_several_is_answered_whole(service: Talk) -> None:
    long = "\n".join(f"Line {n}: the client from room {n} cried and said nothing for a while." for n in range(400))
    checks = [Check(revision=n, document="d", text=f"{n}. {long}", setting=SETTING) for n in range(1, 6)]
    service.say(*checks)
    whole = []
    while not whole or whole[-1] != 5:
        message = service.hear()
        assert isinstance(message, Answer)
        if message.report.stage is Stage.WHOLE:
            whole.append(message.revision)
    assert len(whole) <= 2, "the first may have been at work already; those between are never answered"


def test_troubles_hold_no_typed_word(service: Talk) -> None:
    service.say(Check(revision=1, document="d", text="secretword " * 30_000, setting=SETTING))
    trouble = service.hear()
    assert isinstance(trouble, Trouble)
    assert trouble.code == "too-long"
    assert "secretword" not in trouble.message
    service.say(Check(revision=2, document="d", text="hello", setting=Setting(packs=("no-such",))))
    trouble = service.hear()
    assert isinstance(trouble, Trouble)
    assert "no-such" in trouble.message


def test_a_frame_that_is_no_message_is_told_and_passed_over(service: Talk) -> None:
    nonsense = msgspec.msgpack.encode({"type": "sing"})
    service.raw(struct.pack(">I", len(nonsense)) + nonsense)
    service.say(Check(revision=4, document="d", text=CASE, setting=SETTING))
    trouble = service.hear()
    assert isinstance(trouble, Trouble)
    assert trouble.code == "message"
    assert service.hear_whole(4).revision == 4


def test_ends_when_the_window_goes_even_before_it_is_ready() -> None:
    talk = Talk()
    assert talk.end()[0] == 0


def test_ends_on_a_frame_of_impossible_length() -> None:
    talk = Talk()
    talk.raw(struct.pack(">I", 0xFFFFFFFF))
    assert talk.process.wait(SECONDS) == 0
    talk.end()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_leaves_no_core_and_opens_no_socket(service: Talk) -> None:
    limits = Path(f"/proc/{service.process.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core"))
    assert core.split()[4:6] == ["0", "0"]
    try:
        fds = [str(fd.readlink()) for fd in Path(f"/proc/{service.process.pid}/fd").iterdir()]
    except PermissionError:
        pytest.skip("not dumpable: not even we may look")
    assert not [target for target in fds if target.startswith("socket:")]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_gives_way_to_the_window(service: Talk) -> None:
    service.say(Check(revision=1, document="d", text=CASE, setting=SETTING))
    service.hear_whole(1)
    tasks = list(Path(f"/proc/{service.process.pid}/task").iterdir())
    assert len(tasks) > 1
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    for task in tasks:  # all of them: a thread started before would not
        number = int(task.name)
        assert os.getpriority(os.PRIO_PROCESS, number) == min(ours + POLITE, 19)
        assert os.sched_getscheduler(number) == os.SCHED_BATCH


MESSAGES = st.one_of(
    st.builds(Check, revision=st.integers(0, 9), document=st.text(max_size=5), text=st.text(max_size=30) | st.none(),
              setting=st.just(SETTING)),
    st.builds(Forget, document=st.text(max_size=5) | st.none()),
    st.builds(Trouble, code=st.text(max_size=5), message=st.text(max_size=30)),
)  # fmt: skip


@given(st.lists(MESSAGES, max_size=6), st.lists(st.integers(1, 40), max_size=20))
def test_frames_come_through_in_any_pieces(messages: list[Message], cuts: list[int]) -> None:
    data = b"".join(map(frame, messages))
    unframer = Unframer()
    heard: list[Message] = []
    for cut in [*cuts, len(data)]:
        heard += unframer.feed(data[:cut])
        data = data[cut:]
    assert heard == messages


def test_a_frame_over_the_cap_is_refused() -> None:
    with pytest.raises(FrameTrouble):
        list(Unframer(longest=10).feed(struct.pack(">I", 11)))
