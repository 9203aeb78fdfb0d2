"""Pictures come in by file, drop and paste, are cut and described, and need a permission where one is due."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QByteArray, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from composer.consent.again import relink
from composer.consent.record import ALL_TOLD, ConsentForm, Informing, Material, Method, Reach, SubjectKind
from composer.errors import UserTrouble
from composer.publish.image import LARGEST_FILE, MOST_PIXELS, clean
from composer.publish.post import Extras, Pictured
from rules.report import Channel, Outcome
from tests.ui.desktop.consents import asked
from tests.ui.desktop.windows import checked, window, write
from ui.desktop.consent_dialog import ConsentDialog
from ui.desktop.dialogs import Dialogs
from ui.desktop.main_window import MainWindow
from ui.desktop.pictures_crop import Frame
from ui.desktop.pictures_dialog import PictureDialog
from ui.desktop.pictures_feature import Pictures, RemovalDialog
from ui.desktop.pictures_people import WORDS

TODAY = date(2026, 11, 21)


def jpeg(width: int = 300, height: int = 200, comment: bytes = b"") -> bytes:
    """Left half dark, right half light."""
    image = Image.new("RGB", (width, height), (10, 40, 40))
    image.paste((240, 230, 200), (width // 2, 0, width, height))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", comment=comment)
    return buffer.getvalue()


def desk(qtbot: QtBot, text: str = "Bulbs are in.") -> tuple[MainWindow, Pictures]:
    made = window(qtbot, text)
    return made, Pictures(made, keychain=None, today=lambda: TODAY)


def added(qtbot: QtBot, made: MainWindow, pictures: Pictures, *sources: bytes | Path) -> PictureDialog:
    pictures.take(sources)
    qtbot.waitUntil(lambda: isinstance(pictures.dialog, PictureDialog), timeout=10_000)
    assert isinstance(pictures.dialog, PictureDialog)
    return pictures.dialog


def files_below(folder: Path) -> set[Path]:
    return {p for p in folder.rglob("*") if p.is_file() and "considered" not in p.parts[len(folder.parts) :][0]}


def test_a_dropped_file_is_in_the_vault_and_nowhere_else(qtbot: QtBot, tmp_path: Path, home: Path) -> None:
    made, pictures = desk(qtbot)
    file = tmp_path / "Anna-in-the-garden.jpg"
    file.write_bytes(jpeg(comment=b"Anna, Salford"))
    before = files_below(home)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    assert made.desk.sheet.canInsertFromMimeData(mime)
    made.desk.sheet.insertFromMimeData(mime)
    qtbot.waitUntil(lambda: isinstance(pictures.dialog, PictureDialog), timeout=10_000)
    assert made.desk.text() == "Bulbs are in."
    (kept,) = made.session.pictures.of(made.draft_id).pictures
    content = made.session.pictures.content(kept)
    assert b"Anna" not in content
    assert Image.open(io.BytesIO(content)).size == (300, 200)
    assert "comment" in made.toast.words()
    assert all("Anna" not in b.name for b in made.session.vault.blobs.list())
    assert files_below(home) == before


def test_an_image_is_pasted_but_words_win_over_an_image_of_themselves(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    both = QMimeData()
    both.setText(" Words.")
    both.setImageData(QImage(40, 30, QImage.Format.Format_RGB32))
    made.desk.sheet.go_to(13)
    made.desk.sheet.insertFromMimeData(both)
    assert made.desk.text() == "Bulbs are in. Words."
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    alone = QMimeData()
    alone.setImageData(image)
    made.desk.sheet.insertFromMimeData(alone)
    qtbot.waitUntil(lambda: isinstance(pictures.dialog, PictureDialog), timeout=10_000)
    (kept,) = made.session.pictures.of(made.draft_id).pictures
    assert (kept.width, kept.height) == (40, 30)
    ready = QMimeData()
    ready.setData("image/jpeg", QByteArray(jpeg(60, 50)))
    pictures.close_dialog()
    made.desk.offered.emit(ready)
    qtbot.waitUntil(lambda: len(made.session.pictures.of(made.draft_id).pictures) == 2, timeout=10_000)


def bomb() -> bytes:
    image = Image.new("1", (1, 1))
    buffer = io.BytesIO()
    image.save(buffer, "GIF")
    raw = bytearray(buffer.getvalue())
    raw[6:10] = (60_000).to_bytes(2, "little") * 2  # the header promises 3.6 gigapixels
    assert MOST_PIXELS < 60_000**2
    return bytes(raw)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 not a picture", "no picture that can be taken"),
        (bomb(), "too many pixels"),
        (None, "no file with"),
        (b"\xff" * (LARGEST_FILE + 1), "too large"),
    ],
    ids=["document", "bomb", "folder", "large"],
)
def test_what_cannot_be_taken_is_told_and_nothing_is_kept(
    qtbot: QtBot, tmp_path: Path, content: bytes | None, said: str
) -> None:
    made, pictures = desk(qtbot)
    pictures.take([tmp_path if content is None else content])
    qtbot.waitUntil(lambda: said in made.desk.notice.text(), timeout=10_000)
    assert len(made.desk.notice.text().splitlines()) == 3
    assert made.session.vault.blobs.list() == []
    assert not made.desk.beside.strip.isVisible()


def test_a_picture_is_cut_by_keys_and_what_was_cut_off_is_gone(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    whole = made.session.pictures.of(made.draft_id).pictures[0]
    for _ in range(25):
        qtbot.keyClick(dialog.crop, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.figures.boxes["right"].value() == 50
    dialog.figures.boxes["top"].setValue(10)
    assert dialog.crop.frame.crop(300, 200).top == 20
    qtbot.keyClick(dialog.crop, Qt.Key.Key_Home)
    assert dialog.crop.frame.whole
    dialog.figures.boxes["right"].setValue(50)
    dialog.people.nobody.setChecked(True)
    dialog.keep()
    qtbot.waitUntil(lambda: pictures.dialog is None, timeout=10_000)
    (cut,) = made.session.pictures.of(made.draft_id).pictures
    assert (cut.width, cut.height) == (150, 200)
    shown = Image.open(io.BytesIO(made.session.pictures.content(cut))).convert("RGB")
    pixel = shown.getpixel((140, 100))
    assert isinstance(pixel, tuple)
    assert pixel[0] < 40
    assert [b.id for b in made.session.vault.blobs.list()] == [cut.blob]
    assert cut.blob != whole.blob


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_a_frame_never_turns_over(side: str) -> None:
    frame = Frame().with_side(side, 1.0 if side in ("left", "top") else 0.0)
    assert frame.cut_off(side) == 95
    assert frame.moved(5, 5).crop(1000, 1000).right == 1000
    assert frame.moved(-5, -5).crop(1000, 1000).left == 0


def test_people_need_what_the_policies_ask(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    assert "Say who is in it" in dialog.lacking.text()
    dialog.describe.setPlainText("A hand on a gate.")
    dialog.people.somebody.setChecked(True)
    (row,) = dialog.people.rows
    assert "ACAT b" in row.lack.text()
    assert row.by.findData(WORDS) == -1, "a client's permission is a recorded consent"
    row.kind.setCurrentIndex(row.kind.findData(SubjectKind.COLLEAGUE.value))
    assert "ACAT c" in row.lack.text()
    row.by.setCurrentIndex(row.by.findData(WORDS))
    qtbot.keyClicks(row.words, "said yes on 3 May")
    assert not row.lack.text()
    dialog.keep()
    (kept,) = made.session.pictures.of(made.draft_id).pictures
    assert kept.people == (Pictured(kind=SubjectKind.COLLEAGUE, permission="said yes on 3 May"),)
    assert made.desk.beside.strip.tiles[0].outcome is Outcome.CLEAR
    checked(qtbot, made)
    assert made.desk.whole().text.endswith("A hand on a gate.")
    pictures.open(0)
    again = pictures.dialog
    assert isinstance(again, PictureDialog)
    assert again.people.people() == kept.people
    assert again.describe.toPlainText() == kept.alt
    again.people.rows[0].drop.click()
    assert not again.people.asked(), "somebody, but nobody named, is no answer"


def test_pictures_are_moved_and_taken_out_by_keys(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    added(qtbot, made, pictures, jpeg(30, 20), jpeg(60, 20), jpeg(90, 20))
    pictures.close_dialog()

    def widths() -> list[int]:
        return [p.width for p in made.session.pictures.of(made.draft_id).pictures]

    assert widths() == [30, 60, 90]
    strip = made.desk.beside.strip
    assert strip.isVisible()
    qtbot.keyClick(strip.tiles[0], Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert widths() == [60, 30, 90]
    assert made.focusWidget() is strip.tiles[1]
    qtbot.keyClick(strip.tiles[1], Qt.Key.Key_Delete)
    asking = pictures.dialog
    assert isinstance(asking, RemovalDialog)
    assert widths() == [60, 30, 90]
    asking.remove_button.click()
    assert widths() == [60, 90]
    assert len(made.session.vault.blobs.list()) == 2
    for number in (1, 0):
        pictures.remove(number)
    assert not strip.isVisible()


def test_what_could_not_be_stored_is_not_said_to_be_done(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made, pictures = desk(qtbot)
    added(qtbot, made, pictures, jpeg(30, 20), jpeg(60, 20)).reject()
    before, record = made.session.pictures.of(made.draft_id), asked(made.session)
    spoken: list[str] = []
    monkeypatch.setattr("ui.desktop.pictures_feature.announce", lambda _, words, **__: spoken.append(words))
    made.toast.say("", undo="")

    def refuse(*_: object) -> None:
        raise UserTrouble("The disk is full.", "Nothing was changed.", "Make room.")

    with monkeypatch.context() as broken:
        broken.setattr(made.session.pictures, "save", refuse)
        pictures.remove(0)
        assert "taken out" not in made.toast.words()
        assert "The disk is full" in made.desk.notice.text()
        pictures.move(0, 1)
        assert not any(words.startswith("Now picture") for words in spoken)
        pictures._link(0, record)
        assert made.toast.words() == f"Consent {record.code} is recorded, but not linked to picture 1."
    assert made.session.pictures.of(made.draft_id) == before


def test_every_part_of_the_dialogs_has_a_name(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    dialog.people.somebody.setChecked(True)
    reached = [w for w in dialog.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    spoken = [w for w in reached if not (w.objectName().startswith("qt_") or isinstance(w, QScrollArea))]
    assert len(spoken) > 8
    assert all(w.accessibleName() or getattr(w, "text", str)() for w in spoken), [
        type(w).__name__ for w in spoken if not w.accessibleName()
    ]


def test_locking_keeps_what_was_written_about_a_picture(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    dialog.describe.setPlainText("Half a descr")
    pictures.put_away()
    assert made.session.pictures.of(made.draft_id).pictures[0].alt == "Half a descr"


def test_a_read_only_vault_takes_no_picture(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made, pictures = desk(qtbot)
    with monkeypatch.context() as patched:
        patched.setattr(type(made.session), "read_only", True)
        pictures.choose()
        assert "can only be read" in made.toast.words()


def test_a_consent_that_no_longer_covers_shows_on_the_strip_and_in_the_list(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    dialog.describe.setPlainText("A hand on a gate.")
    dialog.people.somebody.setChecked(True)
    dialog.people.rows[0].ask.click()
    consent = pictures.dialog
    assert isinstance(consent, ConsentDialog)
    for told in consent.form.told.values():
        told.box.click()
    consent.save_button.click()
    tiles = made.desk.beside.strip.tiles
    assert made.session.pictures.of(made.draft_id).pictures[0].people[0].consent_id
    checked(qtbot, made)
    qtbot.waitUntil(lambda: made.desk.beside.strip.tiles[0].words == "described", timeout=10_000)
    write(qtbot, made, " More words.")
    qtbot.waitUntil(lambda: made.desk.beside.strip.tiles[0].words == "not covered", timeout=10_000)
    assert "not covered" in made.desk.beside.strip.tiles[0].accessibleName()
    (card,) = made.desk.panel.pictures
    assert "no longer the one" in " ".join(card.lacks)
    qtbot.waitUntil(lambda: made.session.drafts.get(made.draft_id).outcome is Outcome.NEEDS_CONSENT, timeout=10_000)
    assert tiles is made.desk.beside.strip.tiles


def test_a_consent_that_was_linked_elsewhere_stays_linked(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    added(qtbot, made, pictures, jpeg()).reject()
    earlier, later = asked(made.session).id, asked(made.session).id
    extras = made.session.pictures.of(made.draft_id)
    shown = msgspec.structs.replace(
        extras.pictures[0], people_asked=True, people=(Pictured(kind=SubjectKind.CLIENT, consent_id=earlier),)
    )
    pictures._store(msgspec.structs.replace(extras, pictures=(shown,)))
    made.desk.beside.open_warning()
    qtbot.keyClicks(made.desk.beside.warning, "Loss")
    relink(made.session, made.draft_id, earlier, later)
    made.refresh()
    write(qtbot, made, "!")
    assert made.save_now()
    stored = made.session.pictures.of(made.draft_id)
    assert (stored.consents, stored.warning) == ((later,), "Loss")


def test_each_picture_that_stops_the_post_has_a_card_of_its_own(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg(30, 20), jpeg(60, 20))
    dialog.reject()
    checked(qtbot, made)
    panel = made.desk.panel
    qtbot.waitUntil(lambda: len(panel.pictures) == 2, timeout=10_000)
    assert [c.number for c in panel.pictures] == [1, 2]
    assert panel.pictures[1].lacks == ("Say who is in picture 2, or that nobody is.",)
    assert panel.pictures[1].accessibleName() == "Picture 2 cannot go yet, needs consent"
    assert panel.summary() == "2 need consent"
    assert "Nothing found in the words" in panel.state.text()
    panel.pictures[0].setFocus()
    qtbot.keyClick(panel.pictures[0], Qt.Key.Key_Down)
    assert made.focusWidget() is panel.pictures[1]
    qtbot.keyClick(panel.pictures[1], Qt.Key.Key_Return)
    opened = pictures.dialog
    assert isinstance(opened, PictureDialog)
    opened.people.nobody.setChecked(True)
    opened.keep()
    qtbot.waitUntil(lambda: [c.number for c in panel.pictures] == [1], timeout=10_000)
    assert panel.summary() == "1 needs consent"


def test_the_review_has_a_card_for_a_picture_too_and_leads_to_it(qtbot: QtBot) -> None:
    made, pictures = desk(qtbot)
    dialogs = Dialogs(made)
    added(qtbot, made, pictures, jpeg()).reject()
    checked(qtbot, made)
    made.review()
    review = dialogs.review
    assert review is not None
    (card,) = review.pictures
    assert not review.approve_button.isEnabled()
    pictures.put_away()
    card.open_button.click()
    assert review.isHidden()
    assert any(isinstance(f.dialog, PictureDialog) for f in dialogs.features)


def test_the_review_offers_only_consents_that_showed_the_pictures(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = window(qtbot, "A client came.")
    session = made.session
    shown = clean(jpeg(30, 20))
    session.pictures.add(made.draft_id, shown)
    session.pictures.save(
        made.draft_id,
        Extras(pictures=(msgspec.structs.replace(session.pictures.of(made.draft_id).pictures[0], people_asked=True),)),
    )
    for hashes in ((), (shown.sha256,)):
        asked = consent_form(session.whole_text(made.draft_id).text, Channel.LINKEDIN, hashes)
        session.ledger.record_given(asked, method=Method.EMAIL)
    made.desk.set_extras(session.pictures.of(made.draft_id))
    checked(qtbot, made)
    dialogs = Dialogs(made)
    made.review()
    review = dialogs.review
    assert review is not None
    (card,) = [c for c in review.cards if c.case.findings[0].person]
    (box,) = card.findChildren(QComboBox)
    assert [box.itemText(n)[:5] for n in range(box.count())] == ["C-002"]


def consent_form(words: str, channel: Channel, pictures: tuple[str, ...]) -> ConsentForm:
    return ConsentForm(
        kind=SubjectKind.CLIENT,
        material=Material(text=words, pictures=pictures),
        reach=Reach(channels=(channel,)),
        informing=Informing(told=ALL_TOLD),
    )


def test_descriptions_lie_in_the_vault_alone(qtbot: QtBot, home: Path) -> None:
    made, pictures = desk(qtbot)
    dialog = added(qtbot, made, pictures, jpeg())
    dialog.describe.setPlainText("An unmistakable turnstile.")
    dialog.keep()
    content = made.session.pictures.content(made.session.pictures.of(made.draft_id).pictures[0])
    made.put_away()
    made.considered.lock()
    for file in (p for p in home.rglob("*") if p.is_file()):
        kept = file.read_bytes()
        assert b"turnstile" not in kept, file
        assert content[200:260] not in kept, file
