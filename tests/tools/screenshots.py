"""Pictures of every view, in light, dark, high contrast, twice the text size and narrow, into `out/screenshots`.

    python -m tests.tools.screenshots [variant …]

Each variant is a process of its own that walks the demo's road, so that the pictures show what a person would see.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

OUT = Path(__file__).resolve().parents[2] / "out" / "screenshots"
AT_ONCE = 2
"""How many variants are walked at the same time: each waits for its checker most of the while."""


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


def take(name: str) -> int:
    """Walk the road once and keep its pictures; runs in a process of its own."""
    from PySide6.QtCore import qInstallMessageHandler

    from composer.preferences import Preferences, Theme, save
    from tests.tools.views import Camera
    from ui.demo import STEPS, StepFailed, own_home
    from ui.desktop import theme
    from ui.desktop.app import application
    from ui.desktop.conductor import Desktop

    variant = VARIANTS[name]

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
        camera.width, camera.height = variant.width, variant.height
        try:
            for title, step in STEPS:
                step(camera)
                if title == "Withdrawal":
                    camera.rooms()
                    camera.life()
                    camera.vault()
                if title == "The other identity":
                    camera.post()
                    camera.signs()
                    camera.settings()
                if title == "Lock":
                    camera.door_restore()
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

    def taken(name: str) -> int:
        return subprocess.call([sys.executable, "-m", __spec__.name, "--take", name], env=environment)

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return max(pool.map(taken, arguments or VARIANTS))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
