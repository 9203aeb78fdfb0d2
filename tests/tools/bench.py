"""`make bench`: speed and memory as ratios within one run, so that a noisy machine matters little.

    python -m tests.tools.bench [--quick] [--only PART …] [--json FILE]

The texts are made of the labelled training posts. Each figure stands beside what it is allowed to be. Times are in
milliseconds; a ratio compares medians with medians and 95th percentiles with 95th percentiles.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from rules.checker import Checker
from rules.layout import Layouts
from rules.reader.windows import windows_of
from rules.report import Setting, Stage
from rules.service import keep_for_good
from tests.tools.bench_window import home
from tests.tools.scoring import read_lines

POSTS = Path(__file__).parents[1] / "corpus" / "train.jsonl"
SETTING = Setting()
POST, DOCUMENT = 3_000, 100_000


class Figure(msgspec.Struct, frozen=True):
    """One line of the table."""

    what: str
    value: float
    allowed: float
    unit: str
    note: str = ""
    at_least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is as it should be."""
        return self.value >= self.allowed if self.at_least else self.value <= self.allowed


class Times(list[float]):
    """Milliseconds of the same thing done many times."""

    @property
    def median(self) -> float:
        return statistics.median(self)

    @property
    def p95(self) -> float:
        return sorted(self)[int(len(self) * 0.95)]

    @property
    def p99(self) -> float:
        return sorted(self)[int(len(self) * 0.99)]

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p95:.1f}"


def ms(work: Callable[[], object]) -> float:
    """How long some work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def text_of(length: int, seed: int = 1) -> str:
    """About `length` code points of posts, one paragraph each, none twice."""
    posts = [row["text"] for row in read_lines(POSTS)]
    random.Random(seed).shuffle(posts)
    text = ""
    while len(text) < length:
        text += posts.pop() + "\n"
    return text[:length]


class Bench:
    """The parts under measurement and the same parts bare."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.checker = Checker()
        model, reader, _ = self.checker.load()
        self.nlp = self.checker._language._nlp  # type: ignore[union-attr]
        self.reader = self.checker._reader
        keep_for_good()  # as its process does
        print(f"{model}; reader {reader or 'missing'}")

    # -- bare parts

    def raw_parse(self, text: str) -> float:
        """Plain `nlp(text)`, in a memory zone."""
        with self.nlp.memory_zone():
            return ms(lambda: self.nlp(text))

    def raw_forward(self, text: str) -> float:
        """The reader's encoder over the windows of a text, nothing else; 0 without a reader."""
        if self.reader is None:
            return 0.0
        tokens = [self.reader._inputs.encode(text[w.seen : w.end], "professional", "blog") for w in windows_of(text)]
        return sum(ms(lambda one=one: self.reader.run(one)) for one in tokens)  # type: ignore[misc]

    def raw_window(self, words: str) -> float:
        """One forward pass over a window's words."""
        reader = self.reader
        if reader is None:
            return 0.0
        tokens = reader._inputs.encode(words, "professional", "blog")
        return ms(lambda: reader.run(tokens))

    # -- keystrokes

    def keystrokes(self, text: str) -> tuple[Times, Times, Times, Times, Times]:
        """Typing into sentences of a text: to rule findings, to the reader's answer on the window that holds the
        sentence, to the whole answer; bare parse, bare forward pass of that window."""
        self.checker.forget()
        self.checker.check(text, SETTING)
        rules, read, whole, parse, forward = Times(), Times(), Times(), Times(), Times()
        for start, end in self._sentences(text):
            text, sentence = _typed(text, start, end)
            first, near, last = self._answered(text)
            rules.append(first)
            read.append(near)
            whole.append(last)
            parse.append(self.raw_parse(sentence))
            forward.append(self.raw_window(self._window(text, start)))
        return rules, read, whole, parse, forward

    def _sentences(self, text: str) -> Iterator[tuple[int, int]]:
        layouts = Layouts()
        cut = (s for stretch in layouts.stretches(text) for s in layouts.sentences(text, stretch))
        spans = list(dict.fromkeys((s.start, s.end) for s in cut))
        long = [(start, end) for start, end in spans if end - start > 30]
        # the text grows by a character before each: from the end on, what is to come stays where it is
        return iter(sorted(random.Random(2).sample(long, min(self.rounds, len(long))), reverse=True))

    def _answered(self, text: str) -> tuple[float, float, float]:
        """Until the first report with fresh rule findings, the first with a fresh reading there, and the last."""
        began = time.perf_counter()
        at: dict[Stage, float] = {}
        for report in self.checker.stages(text, SETTING):
            at[report.stage] = (time.perf_counter() - began) * 1000
        whole = at[Stage.WHOLE]
        return at.get(Stage.PARSED, whole), at.get(Stage.NEAR, whole), whole

    def _window(self, text: str, at: int) -> str:
        """The words of the window that holds `at`, as the reader reads them: stretch by stretch."""
        stretch = next(s for s in Layouts().stretches(text) if s.start <= at < s.end)
        words = text[stretch.start : stretch.end]
        window = next(w for w in windows_of(words) if w.start <= at - stretch.start < w.end)
        return words[window.seen : window.end]

    # -- whole texts

    def fresh(self, text: str) -> tuple[float, float]:
        """A whole check of a text never seen, and the bare parts."""
        self.checker.forget()
        return ms(lambda: self.checker.check(text, SETTING)), self.raw_parse(text) + self.raw_forward(text)

    def stream(self, posts: Sequence[str]) -> tuple[float, float]:
        """Many posts through the checker, and through bare `nlp.pipe` and the encoder one after the other."""
        self.checker.forget()
        ours = ms(lambda: list(self.checker.check_many((post, SETTING) for post in posts)))
        with self.nlp.memory_zone():
            bare = ms(lambda: list(self.nlp.pipe(posts, batch_size=64)))
        return ours, bare + sum(self.raw_forward(post) for post in posts)

    def growth(self, edits: int) -> float:
        """Megabytes that the process grows by in the second half of so many edits, the first filling the memories."""
        text = self._type(text_of(POST, seed=7), edits // 2)
        before = resident()
        self._type(text, edits // 2)
        return resident() - before

    def _type(self, text: str, edits: int) -> str:
        random_ = random.Random(edits + len(text))
        for n in range(edits):
            at = random_.randrange(len(text) - 12)
            text = text[:at] + f" word{n % 1000:03} " + text[at + 9 :]  # in place of others: the text stays as long
            for _ in self.checker.stages(text, SETTING):
                pass
        return text


def _typed(text: str, start: int, end: int) -> tuple[str, str]:
    """The text with a letter typed in the middle of a sentence, and that sentence."""
    at = start + (end - start) // 2
    return text[:at] + "x" + text[at:], text[start:at] + "x" + text[at:end]


def resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def service_memory() -> float:
    """Megabytes that the checker's process takes at its highest, after a long text."""
    from rules.frames import Check, Unframer, frame

    pipe = subprocess.PIPE
    service = subprocess.Popen([sys.executable, "-m", "rules.service"], stdin=pipe, stdout=pipe)
    assert service.stdin is not None
    assert service.stdout is not None
    service.stdin.write(frame(Check(revision=1, document="d", text=text_of(POST), setting=SETTING)))
    service.stdin.flush()
    unframer = Unframer()
    stages: list[object] = []
    while Stage.WHOLE not in stages:
        messages = unframer.feed(os.read(service.stdout.fileno(), 1 << 16))
        stages += [getattr(getattr(message, "report", None), "stage", None) for message in messages]
    status = Path(f"/proc/{service.pid}/status").read_text()
    service.communicate()
    return int(status.split("VmRSS:")[1].split()[0]) / 1e3


# -- the table -------------------------------------------------------------------------------------------------------


HOUR = 2_000
"""Edits of a word each that stand for an hour of writing: some thirty words a minute, the rest of it thinking."""
PARTS = ("keystrokes", "check", "stream", "linear", "memory", "growth", "window", "typing")


def figures(bench: Bench, quick: bool, parts: Collection[str]) -> Iterator[Figure]:
    """The figures of these parts, one after the other."""
    bench.fresh(text_of(POST, seed=9))  # warms up
    if "keystrokes" in parts:
        yield from keystrokes(bench)
    if "check" in parts:
        checks = [bench.fresh(text_of(POST, seed=seed)) for seed in range(10, 15 if quick else 20)]
        ours, bare = (statistics.median(c[n] for c in checks) for n in (0, 1))
        yield Figure("whole check of a fresh post", ours / bare, 1.3, "×", f"{ours:.0f} ms against {bare:.0f} ms")
    if "stream" in parts:
        posts = [row["text"] for row in read_lines(POSTS)][: 200 if quick else 1000]
        ours, bare = bench.stream(posts)
        note = f"{len(posts)} posts, {ours / len(posts):.1f} ms each"
        yield Figure("throughput of --jsonl", bare / ours, 0.8, "×", note, True)
    if "linear" in parts:
        small, large = bench.fresh(text_of(50_000))[0], bench.fresh(text_of(200_000))[0]
        yield Figure("200,000 against 4 × 50,000 characters", large / (4 * small), 1.25, "×", f"{large / 1000:.1f} s")
    if sys.platform == "linux":
        yield from processes(bench, quick, parts)


def keystrokes(bench: Bench) -> Iterator[Figure]:
    """From a key to the answers, in a post and in a document."""
    short = bench.keystrokes(text_of(POST))
    long = bench.keystrokes(text_of(DOCUMENT))
    for place, (rules, read, whole, parse, forward) in (("post", short), ("document", long)):
        note = f"{rules} ms against nlp(sentence) {parse} ms"
        yield Figure(f"keystroke to rule findings, {place}", rules.p95 / parse.p95, 2.0, "×", note)
        both = Times(p + f for p, f in zip(parse, forward, strict=True))
        note = f"{read} ms against parse and forward {both} ms; whole {whole} ms"
        yield Figure(f"keystroke to the reader's answer, {place}", read.p95 / both.p95, 1.5, "×", note)
    yield Figure("rule findings, document against post", long[0].p95 / short[0].p95, 1.5, "×")
    yield Figure("reader's answer, document against post", long[1].p95 / short[1].p95, 1.5, "×")


def processes(bench: Bench, quick: bool, parts: Collection[str]) -> Iterator[Figure]:
    """What is measured in processes of their own, and the growth of this one."""
    if "memory" in parts:
        yield Figure("memory of the checker's process", service_memory(), 300, "MB")
    if "growth" in parts:
        edits = 200 if quick else HOUR
        yield Figure(f"growth, last half of {edits:,} edits", bench.growth(edits), 10, "MB", f"an hour is {HOUR:,}")
    if "window" in parts:
        yield from window(5 if quick else 11)
    if "typing" in parts:
        yield from held(40 if quick else 200)


def window(times: int) -> Iterator[Figure]:
    """Ready to type, in turns with a bare window; memory of window and checker together."""
    with home(text_of(POST)) as place:
        place.ask("ready")  # compiles what has changed
        asked = [(place.ask("bare"), place.ask("ready")) for _ in range(times)]
    bare = statistics.median(b["ready"] for b, _ in asked)
    ours, opened, unlocking = (
        statistics.median(r[what] for _, r in asked) for what in ("ready", "opened", "unlocking")
    )
    note = f"{ours:.0f} ms against {bare:.0f} ms, {opened:.0f} ms of it after unlocking ({unlocking:.0f} ms, apart)"
    yield Figure("window ready to type against a bare one", ours / bare, 2.0, "×", note)
    both = [statistics.median(sizes) for sizes in zip(*(r["memory"] for _, r in asked), strict=True)]
    note = f"window {both[0]:.0f} MB, checker {sum(both[1:]):.0f} MB"
    yield Figure("memory, window and checker together", sum(both), 400, "MB", note)


def held(keys: int) -> Iterator[Figure]:
    """How long a key with all that follows from it holds the window's thread at a stretch."""
    for size, place in ((POST, "3,000"), (198_000, "198,000")):
        with home(text_of(size)) as there:
            found = there.ask("typing", str(keys))
        times, wall, saves = Times(found["held"]), Times(found["wall"]), Times(found["saves"])
        note = (
            f"{times} ms; with the waits behind other programs {wall} ms, p99 {wall.p99:.1f} ms; "
            f"writes to the vault apart ({len(saves)}, {saves.median if saves else 0:.0f} ms)"
        )
        yield Figure(f"window held by a key, {place} characters", times.p99, 8.0, "ms", note)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures in FILE")
    options = parser.parse_args(arguments)
    bench = Bench(rounds=30 if options.quick else 120)
    rows: list[dict[str, Any]] = []
    for figure in figures(bench, options.quick, options.only or PARTS):
        sign = "≥" if figure.at_least else "≤"
        mark = "  " if figure.reached else "✗ "
        print(
            f"{mark}{figure.what:44}{figure.value:9.2f} {figure.unit:3} {sign} {figure.allowed:g}   {figure.note}",
            flush=True,
        )
        rows.append(msgspec.to_builtins(figure))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
