"""The passphrase field: typed or pasted, shown on request, its strength told in words."""

from __future__ import annotations

import enum
import itertools
import math
import unicodedata
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from composer.vault.slots import SHORTEST_PASSPHRASE

SHORTEST = SHORTEST_PASSPHRASE


class Strength(enum.IntEnum):
    """How long a passphrase would stand against someone who has the file and a fast machine."""

    EMPTY = 0
    SHORT = 1
    WEAK = 2
    FAIR = 3
    STRONG = 4

    @property
    def enough(self) -> bool:
        """Whether a vault may be made with it."""
        return self >= Strength.WEAK


SAYING = {
    Strength.EMPTY: f"At least {SHORTEST} characters. Four unrelated words make a good one.",
    Strength.SHORT: f"Too short: at least {SHORTEST} characters.",
    Strength.WEAK: "Weak: a name, a pattern or few different signs. It will do; longer is better.",
    Strength.FAIR: "Fair. One more word would make it strong.",
    Strength.STRONG: "Strong.",
}
COMMON = (
    "password",
    "passwort",
    "letmein",
    "qwerty",
    "welcome",
    "iloveyou",
    "123456",
    "abcdef",
    "therapy",
    "considered",
)
_ALPHABETS = ((str.islower, 26), (str.isupper, 26), (str.isdigit, 10), (str.isspace, 6))
_FAIR_BITS, _STRONG_BITS = 52.0, 72.0


def strength(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """How strong a passphrase is; `known` are words that others know of the author (name, practice)."""
    text = unicodedata.normalize("NFKC", passphrase)
    if not text:
        return Strength.EMPTY
    if len(text) < SHORTEST:
        return Strength.SHORT
    bits = _bits(_without(text, (*COMMON, *known)))
    return Strength.WEAK if bits < _FAIR_BITS else Strength.FAIR if bits < _STRONG_BITS else Strength.STRONG


def _without(text: str, words: Iterable[str]) -> str:
    """The text with words that a guesser tries first worth one sign each."""
    low = text.casefold()
    for word in sorted({part for w in words for part in w.casefold().split()}, key=len, reverse=True):
        if len(word) > 2:
            low = low.replace(word, "x")
    return low


def _bits(text: str) -> float:
    """A guess on the low side: words count 12 bits each as word lists do, other signs by alphabet; runs count once."""
    runs = "".join(sign for sign, _ in itertools.groupby(text))
    steps = [a for a, b in itertools.pairwise(runs + " ") if abs(ord(b) - ord(a)) != 1]
    words = {w for w in text.split() if len(w) > 3 and w.isalpha()}
    alphabet = sum(size for test, size in _ALPHABETS if any(map(test, text))) + 20 * any(not c.isalnum() for c in text)
    by_sign = min(len(steps), 2 * len(set(text))) * math.log2(max(alphabet, 2)) * 0.75
    return min(by_sign, 20.0 * len(words)) if len(words) > 1 else by_sign


class PassphraseField(QWidget):
    """A masked line with a Show button. Pasting works; what is typed is never logged, stored or offered again."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, *, judged: bool = False) -> None:
        """`name` is what a screen reader says; with `judged` the strength is told below."""
        super().__init__(parent)
        self.line = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(name)
        self.line.setMinimumHeight(32)
        self.show_button = QPushButton("Show")
        self.show_button.setCheckable(True)
        self.show_button.setAutoDefault(False)
        self.show_button.setAccessibleName(f"Show {name[:1].lower()}{name[1:]}")
        self.show_button.toggled.connect(self._reveal)
        self.judgement = QLabel(SAYING[Strength.EMPTY], wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.judgement.setVisible(judged)
        self.judgement.setProperty("role", "soft")
        self.known: tuple[str, ...] = ()
        self._lay_out()
        self.line.textChanged.connect(self._judge)
        self.setFocusProxy(self.line)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.judgement)

    def text(self) -> str:
        """What was typed, as it was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, its undo steps too, and mask again."""
        self.line.setText("")
        self.show_button.setChecked(False)

    def strength(self) -> Strength:
        """How strong it is, with `known` words counted as guessed."""
        return strength(self.text(), self.known)

    def _reveal(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setText("Hide" if shown else "Show")

    def _judge(self) -> None:
        saying = SAYING[self.strength()]
        self.judgement.setText(saying)
        self.line.setAccessibleDescription(saying if self.judgement.isVisibleTo(self) else "")
        self.changed.emit()
