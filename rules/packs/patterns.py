"""Packs' own phrases and patterns, compiled so that none can hold up the checker.

Patterns run on RE2 only, which takes time linear in the text; the size of each program is bounded as well. Phrases
are escaped words, so the standard library's engine is safe for them and knows Unicode's word borders.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import re2

from rules.packs.pack import Pattern, Phrase, Welcome

MAX_PROGRAM = 4_000
"""Most instructions of one compiled pattern (`.` and classes take some ten each, `\\pL` some 1,200)."""
MAX_PACK_PROGRAM = 30_000
"""Most instructions of all patterns of a pack: bounds the time of loading it."""
MAX_REPEATED = 250
"""Most steps that counted repetitions such as `{0,80}` unroll to in one pattern."""
MAX_PACK_REPEATED = 600
"""The same for all patterns of a pack. It bounds a check: on the worst text of 200,000 characters that was found, RE2
takes about 2.5 ms for each such step, while patterns without counts take next to nothing."""
MAX_MEMORY = 8 << 20
MAX_HITS = 500
"""Most hits of one rule in one text."""

Span = tuple[int, int]
_GROUP = "marked"


class PatternTrouble(ValueError):
    """A pattern that cannot be used, in words for its author."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


@functools.lru_cache(maxsize=1024)
def compile_pattern(pattern: str, case_sensitive: bool) -> Any:
    """The RE2 program of an author's pattern; «…» in it becomes the group that is underlined."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    options.case_sensitive = case_sensitive
    if pattern.count("«") != pattern.count("»") or pattern.count("«") > 1:
        raise PatternTrouble("the marks « » are not one pair", "Mark one stretch, or leave both marks out.")
    written = pattern.replace("«", f"(?P<{_GROUP}>").replace("»", ")")
    try:
        compiled = re2.compile(written, options)
    except (re2.error, UnicodeEncodeError) as trouble:
        raise PatternTrouble(*_told(trouble)) from None
    if compiled.programsize > MAX_PROGRAM or repeated(written) > MAX_REPEATED:
        raise PatternTrouble("this pattern is too big to run quickly", _WITHOUT_COUNTS)
    if compiled.search("") is not None:
        raise PatternTrouble("this pattern is content with an empty text", "Let it ask for at least one character.")
    return compiled


_WITHOUT_COUNTS = "Write [^.!?\\n]* for `anything in this sentence` in place of counts such as {0,200}."
_COUNT = re.compile(r"(?<!\\)\{\d+(?:,\d*)?\}")


def repeated(pattern: str) -> int:
    """How many steps the counted repetitions of a pattern unroll to: its size less its size without them.

    Measured in Latin-1 and with every class taken for one letter, so that each step counts once, or twice where it
    may be left out (`{0,80}`).
    """
    if not _COUNT.search(pattern):
        return 0
    plain = _CLASS.sub("x", pattern)
    return max(0, _size(plain) - _size(_COUNT.sub("", plain)))


_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]|\\[pP](?:\{\^?\w+\}|\w)|(?<!\\)\.", re.DOTALL)


def _size(pattern: str) -> int:
    options = re2.Options()
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    try:
        return int(re2.compile(pattern.encode("utf-8"), options).programsize)
    except re2.error:  # read differently without its classes: then it counts as too big
        return MAX_PROGRAM


def _told(trouble: Exception) -> tuple[str, str]:
    reason = trouble.args[0].decode("utf-8", "replace") if isinstance(trouble.args[0], bytes) else "bad characters"
    if "perl operator" in reason or "escape sequence" in reason:
        return f"RE2 does not know this: {reason}", "Looking ahead or back and \\1 are not available; mark with «…»."
    if "too large" in reason or "repetition" in reason:
        return f"a repetition is too big: {reason}", _WITHOUT_COUNTS
    return f"not a regular expression: {reason}", "Check brackets; put a backslash before . ? ( ) [ ] + * to mean them."


def steps_repeated(pattern: Pattern | Welcome) -> int:
    """What `MAX_PACK_REPEATED` counts, for a pattern that compiles."""
    return repeated(pattern.pattern.replace("«", "(").replace("»", ")"))


def pattern_spans(pattern: Pattern | Welcome, data: bytes, offsets: Offsets) -> Iterator[Span]:
    """Where the pattern is found, in code points; `data` is the text in UTF-8."""
    compiled = compile_pattern(pattern.pattern, pattern.case_sensitive)
    group = compiled.groupindex.get(_GROUP, 0)
    for count, match in enumerate(compiled.finditer(data)):
        start, end = match.span(group)
        if 0 <= start < end:
            yield offsets.at(start), offsets.at(end)
        if count >= MAX_HITS:
            return


class Offsets:
    """From byte offsets of UTF-8 to code points, in the order asked; cheap where the text is ASCII."""

    def __init__(self, text: str, data: bytes) -> None:
        self._plain = len(text) == len(data)
        self._data = data
        self._known = (0, 0)

    def at(self, offset: int) -> int:
        """The code point that begins at this byte offset."""
        if self._plain:
            return offset
        byte, point = self._known if self._known[0] <= offset else (0, 0)
        point += len(self._data[byte:offset].decode("utf-8", "surrogatepass"))
        self._known = (offset, point)
        return point


@functools.lru_cache(maxsize=1024)
def compile_phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the wordings between word borders, white space being any within a line or across one break."""
    longest_first = sorted({_normal(phrase) for phrase in phrases}, key=lambda p: (-len(p), p))
    choices = "|".join(r"\s{1,3}".join(re.escape(word) for word in phrase.split()) for phrase in longest_first)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)")


def _normal(text: str) -> str:
    text = text.casefold()
    for mark in _APOSTROPHES:  # five times quicker than `translate`
        text = text.replace(mark, "'")
    return text


_APOSTROPHES = "‘’ʼ´`"


def phrase_spans(phrase: Phrase, folded: Folded) -> Iterator[Span]:
    """Where a wording of the phrase stands, in code points of the text that was folded."""
    for count, match in enumerate(compile_phrase(phrase.phrases).finditer(folded.text)):
        yield folded.original(match.start(), match.end())
        if count >= MAX_HITS:
            return


class Folded:
    """A casefolded text with the way back: one code point may fold to several (`ß` to `ss`)."""

    def __init__(self, text: str) -> None:
        self.text = _normal(text)
        self._back: list[int] | None = None
        if len(self.text) != len(text):
            self._back = [index for index, char in enumerate(text) for _ in char.casefold()]

    def original(self, start: int, end: int) -> Span:
        """The code points of the unfolded text that this stretch comes from."""
        if self._back is None:
            return start, end
        return self._back[start], self._back[end - 1] + 1
