"""The strip of channels: right counts, in words when it is too much, one that is written for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from rules.report import Channel
from ui.desktop.channels import LONG, Channels


@pytest.fixture
def strip(qtbot: QtBot) -> Channels:
    made = Channels()
    qtbot.addWidget(made)
    made.show_channels((Channel.LINKEDIN, Channel.X, Channel.BLOG), "word " * 70)
    made.show()
    return made


def test_each_counts_in_its_own_unit(strip: Channels, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "thread" in strip.chips()[0].accessibleName(), timeout=20_000)
    figures = {chip.channel: chip.figures() for chip in strip.chips()}
    assert figures[Channel.LINKEDIN] == ("350 / 3,000", "")
    assert figures[Channel.BLOG] == ("70 words", "")
    assert figures[Channel.X] == ("350 / 280", "2-part thread")
    assert "too many" in next(c for c in strip.chips() if c.channel is Channel.X).accessibleName()


def test_picking_makes_it_the_first(strip: Channels, qtbot: QtBot) -> None:
    assert strip.channels()[0] is Channel.LINKEDIN
    with qtbot.waitSignal(strip.changed) as seen:
        next(c for c in strip.chips() if c.channel is Channel.X).click()
    assert seen.args[0][0] is strip.channels()[0] is Channel.X
    assert sum(chip.isChecked() for chip in strip.chips()) == 1


def test_channels_come_and_go_and_the_last_stays(strip: Channels) -> None:
    strip.toggle(Channel.MASTODON)
    assert Channel.MASTODON in strip.channels()
    for channel in (Channel.MASTODON, Channel.X, Channel.BLOG, Channel.LINKEDIN):
        strip.toggle(channel)
    assert strip.channels() == (Channel.LINKEDIN,)


def test_typing_is_counted_soon_and_long_texts_later(strip: Channels, qtbot: QtBot) -> None:
    strip.set_text("abc")
    qtbot.waitUntil(lambda: strip.chips()[0].figures()[0].startswith("3 "), timeout=3_000)
    strip.set_text("x" * (LONG + 1))
    assert strip._timer.interval() > 500
    strip.forget()
    assert strip._text == ""
