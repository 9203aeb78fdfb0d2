"""Where things stand in a TOML file, and whether it is small and flat enough to be parsed at all.

The parser of the standard library tells no positions, and hostile files can hold it up for seconds (dotted keys cost
it quadratic time). `measure` looks through a text in one quick pass before it is parsed; `places` is asked only when
something is wrong and a line has to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

MAX_DEPTH = 20
MAX_DOTS = 20
MAX_TOKENS = 20_000
"""Tokens that are not strings or comments; a real pack has some two thousand."""
MAX_STRINGS = 250_000
"""Characters in strings and words, which the parser reads one by one; a real pack has some ten thousand."""
MAX_LINES = 20_000

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""(?P<more>"{0,2})'
    r"|'''(?:[^']|'(?!''))*+'''(?P<more2>'{0,2})"
    r'|"(?!"")(?:[^"\\\n]|\\.)*+"'
    r"|'(?!'')[^'\n]*+'"
    r'|""(?!")'
    r"|''(?!')"
    r"|\#[^\n]*+"
    r"|(?P<newline>\n)"
    r"|[ \t\r]++"
    r"|(?P<mark>[\[\]{}=,.])"
    r"|(?P<word>[^\s\[\]{}=,.\"'\#]++)"
    r"|(?P<stray>.)",
    re.DOTALL,
)


class Place(msgspec.Struct, frozen=True):
    """A spot in a text; lines and columns count from 1, in code points."""

    line: int
    column: int
    width: int = 1


class TooMuch(ValueError):
    """A text that no pack needs to be: `what` and `cure` for its author, and the line."""

    def __init__(self, what: str, cure: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure
        self.line = line


def measure(text: str) -> None:
    """Raises TooMuch for a text that is too deep or has too many parts. Linear; stops at the first excess."""
    depth = dots = tokens = strings = 0
    line = 1
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match.group()
        line += word.count("\n")
        if kind == "newline":
            dots = 0
        elif kind == "mark":
            depth += (word in "[{") - (word in "]}")
            dots += word == "."
        elif kind == "stray":  # the parser stops at this spot too, at the latest at the end of what may be a string
            strings += len(text) - match.start()
        elif kind == "word" or word[0] in "\"'":
            strings += len(word)
        tokens += kind is not None
        _check(depth, dots, tokens if strings <= MAX_STRINGS else MAX_TOKENS + 1, line)
        if kind == "stray":
            return


def _check(depth: int, dots: int, tokens: int, line: int) -> None:
    if depth > MAX_DEPTH or dots > MAX_DOTS:
        raise TooMuch("tables or lists lie too deep inside each other", "A pack needs no more than three levels.", line)
    if tokens > MAX_TOKENS or line > MAX_LINES:
        raise TooMuch("there is far more in this file than a policy needs", "Split it into several packs.", line)


class _Token(msgspec.Struct, frozen=True):
    text: str
    start: int
    newline: bool = False


class _Reader:
    """Goes through valid TOML token by token and notes where each key and list element begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.tokens = list(_tokens(text))
        self.at = 0
        self.found: dict[Path, Place] = {}
        self.counts: dict[Path, int] = {}
        self._line = 0

    def read(self) -> dict[Path, Place]:
        table: Path = ()
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.newline:
                self.at += 1
            elif token.text == "[":
                table = self._header(token)
            else:
                self._pair(table)
        return self.found

    def _header(self, opening: _Token) -> Path:
        """`[a.b]` or `[[a.b]]`; gives the path that the keys below it belong to."""
        self.at += 1
        double = self.tokens[self.at].text == "[" and self.tokens[self.at].start == opening.start + 1
        self.at += double
        parts = self._key("]")
        self.at += 1 + double
        path: Path = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            if double and index == len(parts) - 1:
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
        self._note(path, opening.start, len(".".join(parts)) + 2 * (1 + double))
        return path

    def _key(self, until: str) -> list[str]:
        parts = []
        while self.tokens[self.at].text != until:
            word = self.tokens[self.at].text
            if word != ".":
                parts.append(_unquoted(word))
            self.at += 1
        return parts

    def _pair(self, table: Path) -> None:
        start = self.tokens[self.at]
        path = (*table, *self._key("="))
        self.at += 1
        self._note(path, start.start, len(start.text))
        self._value(path)

    def _value(self, path: Path) -> None:
        token = self.tokens[self.at]
        self.at += 1
        if token.text == "[":
            self._elements(path)
        elif token.text == "{":
            self._inline(path)
        else:  # a number such as 1.5 comes in parts
            while self.at < len(self.tokens) and self.tokens[self.at].text not in (",", "]", "}"):
                if self.tokens[self.at].newline:
                    break
                self.at += 1

    def _elements(self, path: Path) -> None:
        index = 0
        while (token := self.tokens[self.at]).text != "]":
            if token.newline or token.text == ",":
                self.at += 1
                continue
            self._note((*path, index), token.start, len(token.text))
            self._value((*path, index))
            index += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        while (token := self.tokens[self.at]).text != "}":
            if token.newline or token.text == ",":
                self.at += 1
            else:
                self._pair(path)
        self.at += 1

    def _note(self, path: Path, start: int, width: int) -> None:
        """Tokens come in order, so the line is found by walking on."""
        while self._line + 1 < len(self.starts) and self.starts[self._line + 1] <= start:
            self._line += 1
        begin = self.starts[self._line]
        self.found.setdefault(path, Place(self._line + 1, start - begin + 1, width))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0] not in "# \t\r":
            yield _Token(word, match.start(), match.lastgroup == "newline")


def _unquoted(word: str) -> str:
    return word[1:-1] if word[0] in "\"'" else word


def places(text: str) -> dict[Path, Place]:
    """Path of every key and list element → where it begins. For a text that the parser took; else what was found."""
    reader = _Reader(text)
    try:
        return reader.read()
    except IndexError:
        return reader.found


def nearest(found: dict[Path, Place], path: Path) -> Place:
    """Where a path, or the innermost part of it that is written down, begins; the top of the file otherwise."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return Place(1, 1)
