"""Pictures of every view, in light, dark, high contrast, twice the text size and narrow, into `out/screenshots`.

    python -m tests.tools.screenshots [variant …]

Each variant is a process of its own that walks the demo's road, so that the pictures show what a person would see.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import msgspec

OUT = Path(__file__).resolve().parents[2] / "out" / "screenshots"


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """How the window looks in one set of pictures. `width` and `height` in device-independent pixels."""

    theme: str = "light"
    contrast: bool = False
    text: float = 1.0
    width: int = 0
    height: int = 0


VARIANTS = {
    "light": Variant(),
    "dark": Variant(theme="dark"),
    "contrast": Variant(contrast=True),
    "contrast-dark": Variant(theme="dark", contrast=True),
    "large": Variant(text=2.0, width=1280, height=960),
    "narrow": Variant(width=520, height=860),
}


def drawing() -> bytes:
    """A picture to show: a moon over a hill."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (900, 600), (24, 54, 66))
    pen = ImageDraw.Draw(image)
    pen.ellipse((560, 90, 700, 230), fill=(238, 226, 196))
    pen.polygon(((0, 600), (300, 330), (620, 480), (900, 380), (900, 600)), fill=(16, 34, 38))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def take(name: str) -> int:
    """Walk the road once and keep its pictures; runs in a process of its own."""
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QWidget

    from composer.practice.incidents import IncidentKind
    from composer.preferences import Preferences, Theme, save
    from rules.report import Channel
    from ui.demo import STEPS, Demo, StepFailed, own_home
    from ui.desktop import theme
    from ui.desktop.app import application
    from ui.desktop.conductor import Desktop
    from ui.desktop.errands import Errand
    from ui.desktop.find_feature import Find
    from ui.desktop.help_dialogs import HelpFeature
    from ui.desktop.pictures_dialog import PictureDialog
    from ui.desktop.pictures_feature import Pictures
    from ui.desktop.post_move import Move
    from ui.desktop.post_reader import Reader
    from ui.desktop.practice_incidents import IncidentsRoom
    from ui.desktop.practice_page import PRACTICE, PracticeFeature
    from ui.desktop.preview_feature import Previews
    from ui.desktop.review_record import RecordFeature

    variant = VARIANTS[name]

    class Camera(Demo):
        """A demo whose windows have the variant's size."""

        def picture(self, widget: QWidget, name: str) -> None:
            if variant.width:
                widget.resize(variant.width, variant.height)
            super().picture(widget, name)

        def settings(self) -> str:
            """The settings, tab by tab."""
            self.window.settings_wanted.emit()
            dialog = self.dialogs.settings
            if dialog is None:
                raise StepFailed("the settings did not open")
            for index in range(dialog.tabs.count()):
                dialog.tabs.setCurrentIndex(index)
                self.picture(dialog, f"settings-{index + 1}")
            dialog.reject()
            self.until(lambda: self.dialogs.settings is None, "the settings to close")
            return "each tab"

        def post(self) -> str:
            """What the Post menu shows: a picture, the preview, the reader's view, finding, moving."""
            pictures, desk = self.dialogs.feature(Pictures), self.window.desk
            pictures.take([drawing()])
            self.until(lambda: pictures.dialog, "the picture to be taken in")
            dialog = pictures.dialog
            assert isinstance(dialog, PictureDialog)
            dialog.describe.setPlainText("A pale moon over a dark hill.")
            dialog.people.somebody.setChecked(True)
            self.until(lambda: not dialog.findChildren(Errand), "the picture to be decoded")
            self.picture(dialog, "picture")
            dialog.keep()
            self.until(lambda: pictures.dialog is None, "the picture to be kept")
            desk.channels.toggle(Channel.MASTODON)
            self.until(self.window.report, "the check")
            self.picture(self.window, "picture-on-the-desk")
            shown = self.dialogs.feature(Previews).open()
            assert shown is not None
            self.until(lambda: shown.cards, "the preview")
            self.picture(shown, "preview")
            shown.reject()
            reader = self.dialogs.feature(Reader).open()
            assert reader is not None
            self.until(lambda: reader.posts, "the post to be read")
            self.picture(reader, "read-as-client")
            reader.reject()
            moving = self.dialogs.feature(Move).ask()
            assert moving is not None
            self.picture(moving, "move")
            moving.reject()
            self.dialogs.feature(Find).open()
            self.dialogs.feature(Find).bar.words.setText("the")
            self.dialogs.feature(Find).next()
            self.picture(self.window, "find")
            self.dialogs.feature(Find).bar.leave()
            return "each view"

        def rooms(self) -> str:
            """The practice rooms, what is due, the record of the approval, the Help menu."""
            practice = self.dialogs.feature(PracticeFeature)
            self.window.show_page(PRACTICE)
            for kind in practice.page.kinds:
                room = practice.page.turn_to(kind)
                if isinstance(room, IncidentsRoom):
                    room.open_form(IncidentKind.PRESS)
                    room.account.setPlainText("A paper asked about my thread on endings. I said I would ring back.")
                    self.picture(self.window, "practice-incident-form")
                    room.keep()
                self.picture(self.window, f"practice-{kind.title.lower().replace(' ', '-')}")
            self.window.show_page("due")
            self.picture(self.window, "due")
            self.window.show_page("drafts")
            self.picture(self.window, "no-longer-approved")
            for feature, show, label in (
                (RecordFeature, "open", "approval-record"),
                (HelpFeature, "keys", "help-keys"),
                (HelpFeature, "marks", "help-marks"),
                (HelpFeature, "kept", "help-kept"),
                (HelpFeature, "about", "help-about"),
            ):
                plugged = self.dialogs.feature(feature)
                getattr(plugged, show)()
                if plugged.dialog is None:
                    raise StepFailed(f"{label} did not open")
                self.picture(plugged.dialog, label)
                plugged.close_dialog()
            return "each room"

    folder = OUT / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    if variant.contrast:
        theme.chosen_mode = lambda wanted="system": (  # type: ignore[assignment]
            theme.Mode.CONTRAST_DARK if variant.theme == "dark" else theme.Mode.CONTRAST
        )
    qInstallMessageHandler(lambda *_: None)
    with own_home():
        save(Preferences(theme=Theme(variant.theme)))
        app = application(["considered"])
        font = app.font()
        font.setPointSizeF(font.pointSizeF() * variant.text)
        app.setFont(font)
        desktop = Desktop(app)
        camera = Camera(app, desktop, folder)
        try:
            for title, step in STEPS:
                step(camera)
                if title == "Withdrawal":
                    camera.rooms()
                if title == "The other identity":
                    camera.post()
                    camera.settings()
        except StepFailed as failure:
            print(f"{name}: {failure}", file=sys.stderr)
            return 1
        finally:
            desktop.shut_down()
            app.processEvents()
    print(f"{name}: {len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


def main(arguments: list[str]) -> int:
    """Each variant named, or all of them."""
    if arguments[:1] == ["--take"]:
        return take(arguments[1])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    status = 0
    for name in arguments or VARIANTS:
        status |= subprocess.call([sys.executable, "-m", __spec__.name, "--take", name], env=environment)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
