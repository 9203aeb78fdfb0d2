"""Second and third part of the consent form: the exact words and pictures they saw, and where these may go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import regex
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from composer.consent.record import ConsentRecord, Material, Protection, Reach
from composer.consent.scope import missing_quotes
from composer.wording import text_hash
from rules.report import Channel, IdentityKind
from ui.desktop.consent_fields import DayField, More, OpenChoice, Part, flowing, read_only
from ui.desktop.forms import Field, Tick, choice, close_rows, column_of, line, prose, section
from ui.desktop.widgets import FlowBox

YEAR = timedelta(days=365)
REVIEW = timedelta(days=182)
CHANNEL_LETTERS = 19
LONGEST_QUOTE = 90
MOST_QUOTES = 12
_QUOTED = regex.compile(r"“([^”“\n]{2,400})”|\"([^\"\n]{2,400})\"|‘([^’‘\n]{8,400})’(?!\p{L})")
AUDIENCES = ("anyone on the internet", "those who follow the account", "those who subscribe to the newsletter")
PURPOSES = ("to share understanding with the public", "to teach colleagues", "to tell about the practice")


def quoted(text: str) -> tuple[str, ...]:
    """What stands between quotation marks in a text, each once."""
    found = (next(part for part in match.groups() if part) for match in _QUOTED.finditer(text))
    return tuple(dict.fromkeys(found))[:MOST_QUOTES]


class WhatPart(Part):
    """The text and pictures as shown, their own words in it, details left in, and what a change would mean."""

    details: QLineEdit
    scope: QComboBox

    def __init__(self, text: str, pictures: Iterable[tuple[str, str]] = ()) -> None:
        """`pictures` are the SHA-256 and a few words for each picture of the draft."""
        super().__init__()
        self._text = text
        self.seen = read_only("The exact text that they saw", text)
        hint = f"Fingerprint {text_hash(text)[:12]}. The consent covers this text and no other."
        self.add(section("What they saw"), Field("The exact text, as it stands in your draft", self.seen, hint))
        self._pictures(pictures)
        self._quotes()
        self._rest()

    def _pictures(self, pictures: Iterable[tuple[str, str]]) -> None:
        self.pictures = {digest: Tick(f"They saw {words}") for digest, words in pictures}
        for digest, tick in self.pictures.items():
            tick.setChecked(True)
            self.keep(**{f"picture_{digest}": tick})
        if self.pictures:
            self.add(close_rows(self.pictures.values()))

    def _quotes(self) -> None:
        self.quotes = {words: Tick(f"“{_short(words)}”") for words in quoted(self._text)}
        for words, tick in self.quotes.items():
            tick.setChecked(True)
            self.keep(**{f"quote_{text_hash(words)}": tick})  # its place in the text is another after an edit
        if self.quotes:
            self.add(
                prose("Which of these are their own words? Quotes are agreed to as they were said, word for word."),
                close_rows(self.quotes.values()),
            )

    def _rest(self) -> None:
        exact = "These exact words; after any change they are asked again"
        loose = "These words, and small changes that leave the substance the same"
        self.keep(
            details=line("Details knowingly left in", "age, place of work"),
            scope=choice("What their agreement covers", [(exact, "exact"), (loose, "substance")]),
        )
        self.protection = {
            p: Tick(p.label[:1].upper() + p.label[1:]) for p in Protection if p is not Protection.CONSENT
        }
        self.keep(**{f"protection_{p.name.lower()}": tick for p, tick in self.protection.items()})
        self.add(
            Field("Identifying details knowingly left in", self.details),
            Field("What their agreement covers", self.scope),
            More(
                "How else they are protected",
                prose("Beside their consent; tick what was done to the text.", soft=True),
                close_rows(self.protection.values()),
            ),
        )

    def material(self) -> Material:
        """The words and pictures seen."""
        ways = tuple(p for p, tick in self.protection.items() if tick.isChecked())
        return Material(
            text=self._text,
            pictures=tuple(digest for digest, tick in self.pictures.items() if tick.isChecked()),
            quotes=tuple(words for words, tick in self.quotes.items() if tick.isChecked()),
            details_left=self.details.text().strip(),
            protection=(Protection.CONSENT, *ways),
        )

    def exact_only(self) -> bool:
        """Whether they agreed to these exact words and no others."""
        return bool(self.scope.currentData() == "exact")

    def take(self, record: ConsentRecord) -> None:
        """What an earlier record says, as far as it fits the text of today."""
        material = record.form.material
        self.details.setText(material.details_left)
        self.scope.setCurrentIndex(0 if record.form.reach.this_text_only else 1)
        for way, tick in self.protection.items():
            tick.setChecked(way in material.protection)
        if material.quotes:
            for words, tick in self.quotes.items():
                tick.setChecked(not missing_quotes([words], "\n".join(material.quotes)))


class WherePart(Part):
    """Channels and the end in view; account, purpose, audience, advertising and review folded away."""

    expires: DayField
    ends: QCheckBox
    account: QLineEdit
    purpose: OpenChoice
    audience: OpenChoice
    commercial: Tick
    reviewed: QCheckBox
    review_on: DayField

    def __init__(
        self, channels: Iterable[tuple[Channel, str]], chosen: Iterable[Channel], today: date, *, account: str = ""
    ) -> None:
        super().__init__()
        self.add(section("Where it may go, and until when"))
        wanted = set(chosen)
        places = FlowBox(gap=4)
        self.channels: dict[Channel, QCheckBox] = {}
        for channel, name in channels:
            box = QCheckBox(name)
            box.setChecked(channel in wanted)
            box.setMinimumWidth(column_of(box, CHANNEL_LETTERS))
            places.add(box)
            self.channels[channel] = box
        self.keep(**{f"channel_{channel.value}": box for channel, box in self.channels.items()})
        self.keep(
            ends=QCheckBox("The consent ends on"),
            expires=DayField("Last day of the consent", today + YEAR),
            reviewed=QCheckBox("Ask whether it still holds on"),
            review_on=DayField("Day to ask whether it still holds", today + REVIEW),
            account=line("Name of the account, as they were told it", "as it stands on the platform", account),
            purpose=OpenChoice("What it is for", PURPOSES),
            audience=OpenChoice("Who can read it", AUDIENCES),
            commercial=Tick("It promotes something: a service, a course, a book"),
        )
        self.ends.setChecked(True)
        self.ends.toggled.connect(self.expires.setEnabled)
        self.review_on.setEnabled(False)
        self.reviewed.toggled.connect(self.review_on.setEnabled)
        self.add(
            places,
            flowing(self.ends, self.expires),
            More(
                "Account, purpose, audience, review",
                Field("Name of the account, as they were told it", self.account),
                Field("What it is for", self.purpose),
                Field("Who can read it", self.audience),
                self.commercial,
                flowing(self.reviewed, self.review_on),
            ),
        )

    def reach(self, identity: IdentityKind, *, exact_only: bool) -> Reach:
        """Where it may go, for what, until when."""
        return Reach(
            channels=tuple(channel for channel, box in self.channels.items() if box.isChecked()),
            identity=identity,
            account=self.account.text().strip(),
            purposes=(self.purpose.currentText().strip() or PURPOSES[0],),
            audience=self.audience.currentText().strip() or AUDIENCES[0],
            commercial=self.commercial.isChecked(),
            this_text_only=exact_only,
            expires=self.expires.day() if self.ends.isChecked() else None,
            review_on=self.review_on.day() if self.reviewed.isChecked() else None,
        )

    def take(self, record: ConsentRecord) -> None:
        """What an earlier record says; the end is asked anew."""
        reach = record.form.reach
        for channel, box in self.channels.items():
            box.setChecked(channel in reach.channels or box.isChecked())
        self.account.setText(reach.account)
        self.purpose.setCurrentText("; ".join(reach.purposes))
        self.audience.setCurrentText(reach.audience)
        self.commercial.setChecked(reach.commercial)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1].rstrip()}…"
