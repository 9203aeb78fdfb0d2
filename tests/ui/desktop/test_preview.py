"""What the post will look like on each channel, the counters on the desk, and threads that leave part by part."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from composer.app import Considered, Session
from composer.approval import Approval
from composer.publish.image import clean
from composer.publish.word import from_word
from composer.questions import Answer
from rules.report import Channel
from tests.ui.desktop.posts import CLEAR, opened
from tests.ui.desktop.windows import window
from ui.desktop.channels import ChannelChip, Channels
from ui.desktop.export_dialog import ExportDialog
from ui.desktop.exported import ExportedPage
from ui.desktop.main_window import MainWindow
from ui.desktop.preview_card import PreviewCard, marked_up
from ui.desktop.preview_dialog import PreviewDialog
from ui.desktop.preview_feature import Previews

LONG = "A sentence that goes on for a little while, and then ends. " * 12
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
URL = "https://example.org/" + "a" * 29


@pytest.fixture
def session() -> Iterator[Session]:
    with opened(Considered()) as open_session:
        yield open_session


def chip_of(made: MainWindow, channel: Channel) -> ChannelChip:
    return next(c for c in made.desk.channels.chips() if c.channel is channel)


# The figures of the reference's platform table (policies.md, part 5), as the window shows them


@pytest.mark.parametrize(
    ("channel", "text", "warning", "shown"),
    [
        (Channel.X, "…", "", "2 / 280"),
        (Channel.X, "•", "", "2 / 280"),
        (Channel.X, "→✓€", "", "6 / 280"),
        (Channel.X, "“a” – £é", "", "8 / 280"),
        (Channel.X, FAMILY, "", "2 / 280"),
        (Channel.X, "漢字", "", "4 / 280"),
        (Channel.X, URL, "", "23 / 280"),
        (Channel.BLUESKY, FAMILY + "e\u0301", "", "2 / 300"),
        (Channel.BLUESKY, URL, "", f"{len(URL)} / 300"),
        (Channel.MASTODON, URL, "", "23 / 500"),
        (Channel.MASTODON, "@anna@far.example", "", "5 / 500"),
        (Channel.MASTODON, "Rest.", "grief", "10 / 500"),
        (Channel.THREADS, FAMILY, "", "25 / 500"),
        (Channel.THREADS, "Rest.", "grief", "5 / 500"),
        (Channel.LINKEDIN, "Rest.", "", "5 / 3,000"),
        (Channel.FACEBOOK, "Rest.", "", "5 / 63,206"),
        (Channel.INSTAGRAM, "Rest.", "", "5 / 2,200"),
        (Channel.BLOG, "One word more", "", "3 words"),
    ],
)
def test_the_counters_of_the_window_agree_with_the_reference(
    qtbot: QtBot, channel: Channel, text: str, warning: str, shown: str
) -> None:
    strip = Channels()
    qtbot.addWidget(strip)
    strip.show_channels([channel], text, warning)
    assert strip.chips()[0].figures() == (shown, "")


def test_six_hashtags_are_too_many_for_instagram_and_six_links_for_threads(qtbot: QtBot) -> None:
    strip = Channels()
    qtbot.addWidget(strip)
    strip.show_channels([Channel.INSTAGRAM, Channel.THREADS], "#a #b #c #d #e #f " + "https://a.example " * 6)
    assert [c.figures()[1] for c in strip.chips()] == ["too much", "too much"]


def test_a_text_too_long_for_one_post_is_told_as_a_thread(qtbot: QtBot) -> None:
    made = window(qtbot, LONG)
    for channel in (Channel.X, Channel.INSTAGRAM):
        made.desk.channels.toggle(channel)
    chip = chip_of(made, Channel.X)
    qtbot.waitUntil(lambda: chip_of(made, Channel.X).figures()[1] == "3-part thread")
    chip = chip_of(made, Channel.X)
    assert "3-part thread" in chip.accessibleName()
    assert "too many" in chip.accessibleName(), "how much it is over is still told"
    made.desk.sheet.setPlainText("word " * 600)
    qtbot.waitUntil(lambda: chip_of(made, Channel.INSTAGRAM).figures()[1].endswith("too many"))
    assert "thread" not in chip_of(made, Channel.INSTAGRAM).accessibleName()
    made.desk.sheet.setPlainText("Short.")
    qtbot.waitUntil(lambda: chip_of(made, Channel.X).figures() == ("6 / 280", ""))


# The preview


def previewed(qtbot: QtBot, made: MainWindow) -> PreviewDialog:
    dialog = Previews(made, keychain=None, today=date.today).open()
    assert dialog is not None
    qtbot.waitUntil(lambda: bool(dialog.cards))
    return dialog


def words(card: PreviewCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel))


def test_every_chosen_channel_is_shown_as_it_will_look(qtbot: QtBot) -> None:
    made = window(qtbot, LONG)
    session = made.session
    session.save_identity(
        msgspec.structs.replace(session.identity, handles={"mastodon": "@amara@far.example"}, disclaimer="Views my own")
    )
    extras = session.pictures.of(made.draft_id)
    made.desk.set_extras(msgspec.structs.replace(extras, warning="endings"))
    made.desk.channels.toggle(Channel.MASTODON)
    made.desk.channels.toggle(Channel.X)
    dialog = previewed(qtbot, made)
    cards = {card.preview.channel: card for card in dialog.cards}
    assert list(cards) == [Channel.LINKEDIN, Channel.X, Channel.MASTODON]
    assert cards[Channel.LINKEDIN].preview.parts[0].fold == 200
    assert "… more" in words(cards[Channel.LINKEDIN])
    assert "Part 1 of 3" in words(cards[Channel.X])
    assert "(3/3)" in cards[Channel.X].parts[-1].accessibleName()
    assert "Content warning: endings" in words(cards[Channel.MASTODON])
    assert "@amara@far.example" in words(cards[Channel.MASTODON])
    assert "no content warnings" in words(cards[Channel.X])
    assert " left" in words(cards[Channel.X])
    assert "Views my own" in dialog.missing.text()


def test_missing_lines_are_added_as_one_step_that_undo_takes_back(qtbot: QtBot) -> None:
    made = window(qtbot, "Rest matters.  ")
    session = made.session
    session.save_identity(
        msgspec.structs.replace(session.identity, signature="Amara, CAT practitioner", disclaimer="Views my own")
    )
    dialog = previewed(qtbot, made)
    dialog.add_lines.click()
    assert made.desk.text() == "Rest matters.\n\nAmara, CAT practitioner\nViews my own"
    assert not dialog.missing.isVisible()
    qtbot.waitUntil(lambda: "Views my own" in dialog.cards[0].parts[0].accessibleName())
    made.undo()
    assert made.desk.text() == "Rest matters.  "


def test_a_post_shows_as_words_and_never_as_markup() -> None:
    shown = marked_up("<b>not bold</b> & more", (), "#000000")
    assert shown == "&lt;b&gt;not bold&lt;/b&gt; &amp; more"


# Export


def approval_of(session: Session, text: str, channel: Channel, *, picture: bool = False) -> Approval:
    draft = session.drafts.new(text, channels=[channel])
    if picture:
        buffer = io.BytesIO()
        Image.new("RGB", (30, 20), (9, 90, 90)).save(buffer, "JPEG")
        extras = session.pictures.add(draft.id, clean(buffer.getvalue()))
        shown = msgspec.structs.replace(extras.pictures[0], alt="A grey sea.", people_asked=True)
        session.pictures.save(draft.id, msgspec.structs.replace(extras, pictures=(shown,)))
    asked = session.approvals.questions(draft.id, CLEAR, channel)
    answers = [Answer(question_id=q.id, answer=q.easy) for q in asked]
    return session.approvals.approve(draft.id, CLEAR, channel, answers)


def test_a_thread_is_copied_part_by_part_and_logged_once(qtbot: QtBot, session: Session) -> None:
    dialog = ExportDialog(session, approval_of(session, LONG, Channel.X))
    qtbot.addWidget(dialog)
    assert dialog.as_folder.isChecked()
    dialog.part_by_part.setChecked(True)
    copied = []
    for number in (1, 2, 3):
        assert dialog.export_button.text() == f"Copy part {number} of 3"
        dialog.export_button.click()
        copied.append(QGuiApplication.clipboard().text())
    assert [c[-5:] for c in copied] == ["(1/3)", "(2/3)", "(3/3)"]
    assert "That is the whole thread" in dialog.notice.text()
    (logged,) = session.exports.all()
    assert logged.export.kind == "clipboard"


def test_a_part_is_not_copied_once_the_approval_has_fallen(qtbot: QtBot, session: Session) -> None:
    approval = approval_of(session, LONG, Channel.X)
    dialog = ExportDialog(session, approval)
    qtbot.addWidget(dialog)
    dialog.part_by_part.setChecked(True)
    dialog.export_button.click()
    session.drafts.save(approval.draft_id, LONG + "More.")
    before = QGuiApplication.clipboard().text()
    dialog.export_button.click()
    assert "cannot be exported" in dialog.notice.text()
    assert QGuiApplication.clipboard().text() == before


def test_a_word_document_and_a_folder_are_offered(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    approval = approval_of(session, "Rest matters.\n\nSleep too.", Channel.LINKEDIN, picture=True)
    dialog = ExportDialog(session, approval)
    qtbot.addWidget(dialog)
    assert not dialog.part_by_part.isVisibleTo(dialog)
    assert dialog.as_folder.isChecked(), "pictures leave with a folder alone"
    out = tmp_path / "out"
    out.mkdir()
    dialog.folder.setText(str(out))
    dialog.export_button.click()
    (folder,) = out.iterdir()
    assert {f.name for f in folder.iterdir()} == {
        "post.txt",
        "post.txt.approval.json",
        "picture-1.jpg",
        "picture-1-description.txt",
    }
    page = ExportedPage(session)
    qtbot.addWidget(page)
    assert any(f"to the folder {folder}" in label.text() for label in page.findChildren(QLabel))
    dialog.as_word.setChecked(True)
    assert dialog.name.text().endswith(".docx")
    dialog.export_button.click()
    word = next(out.glob("*.docx"))
    assert from_word(word.read_bytes()) == "Rest matters.\n\nSleep too."
    dialog.as_text.setChecked(True)
    assert dialog.name.text().endswith(".txt")
    assert ".docx" not in dialog.name.text()
