"""Colours, sizes and the look: light, dark and high contrast, in the professional or the personal colour.

Fonts are the system's own; sizes are relative to the system's font, so that a larger text setting enlarges everything.
Every pair that is shown together is listed in `pairs` and held to its contrast by a test (WCAG 2.2, 1.4.3 and 1.4.11).
Widgets are told what they are by the dynamic property `role` (`primary`, `quiet`, `card`, `soft`, …), nothing else.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from rules.report import IdentityKind, Outcome
from ui.desktop.stylesheet import SHEET

if TYPE_CHECKING:
    from composer.preferences import Theme

TEXT = 4.5
"""Contrast that words need against their ground."""
MARK = 3.0
"""Contrast that marks, borders of fields and the focus ring need."""
TARGET = 24
"""Smallest height and width of anything to press, in device-independent pixels (WCAG 2.2, 2.5.8)."""


class Mode(enum.StrEnum):
    """Which of the four sets of colours."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"
    CONTRAST_DARK = "contrast-dark"

    @property
    def dark(self) -> bool:
        """Whether letters are lighter than their ground."""
        return self in (Mode.DARK, Mode.CONTRAST_DARK)


@dataclasses.dataclass(frozen=True)
class Palette:
    """The colours of one look, as `#rrggbb`."""

    ground: str
    side: str
    paper: str
    ink: str
    soft: str
    line: str
    """Hairlines: decoration only."""
    edge: str
    """Borders of fields and buttons."""
    accent: str
    """The identity's own colour: the band, primary buttons."""
    on_accent: str
    accent_ink: str
    """The identity's colour as it is readable on ground and paper."""
    accent_soft: str
    """The ground of what is pointed at."""
    chosen: str
    """The ground of the chosen row of a list or menu; in high contrast, where tints are no sign, the identity's own."""
    on_chosen: str
    mend: str
    mend_soft: str
    consent: str
    consent_soft: str
    advice: str
    advice_soft: str
    good: str
    focus: str
    selection: str
    on_selection: str

    def of(self, outcome: Outcome) -> tuple[str, str]:
        """Colour and soft ground of an outcome."""
        return {
            Outcome.MUST_FIX: (self.mend, self.mend_soft),
            Outcome.NEEDS_CONSENT: (self.consent, self.consent_soft),
            Outcome.ADVICE: (self.advice, self.advice_soft),
            Outcome.CLEAR: (self.good, self.paper),
        }[outcome]


_SHARED: dict[Mode, dict[str, str]] = {
    Mode.LIGHT: {
        "ground": "#f6f5f2", "side": "#eeede8", "paper": "#fffefb", "ink": "#22262b", "soft": "#5a626c",
        "line": "#dedbd4", "edge": "#86837c", "mend": "#b3261e", "mend_soft": "#fbe9e7", "consent": "#8a5200",
        "consent_soft": "#faf0dc", "advice": "#2f5a9e", "advice_soft": "#e6eefa", "good": "#2a6636",
        "selection": "#bcdcf5", "on_selection": "#16191d",
    },
    Mode.DARK: {
        "ground": "#1b1e21", "side": "#202427", "paper": "#23272b", "ink": "#e9e7e2", "soft": "#a9b0b7",
        "line": "#383d42", "edge": "#7f868d", "mend": "#ff8a80", "mend_soft": "#432423", "consent": "#f0b95b",
        "consent_soft": "#3c2f18", "advice": "#8ab4f8", "advice_soft": "#22304a", "good": "#7fcf8f",
        "selection": "#2d5b85", "on_selection": "#ffffff",
    },
    Mode.CONTRAST: {
        "ground": "#ffffff", "side": "#ffffff", "paper": "#ffffff", "ink": "#000000", "soft": "#2b2b2b",
        "line": "#000000", "edge": "#000000", "mend": "#9c0006", "mend_soft": "#ffffff", "consent": "#6b3e00",
        "consent_soft": "#ffffff", "advice": "#0b3d91", "advice_soft": "#ffffff", "good": "#0b4f1c",
        "selection": "#0b3d91", "on_selection": "#ffffff",
    },
    Mode.CONTRAST_DARK: {
        "ground": "#000000", "side": "#000000", "paper": "#000000", "ink": "#ffffff", "soft": "#e3e3e3",
        "line": "#ffffff", "edge": "#ffffff", "mend": "#ffa29b", "mend_soft": "#000000", "consent": "#ffcf70",
        "consent_soft": "#000000", "advice": "#a9c9ff", "advice_soft": "#000000", "good": "#9be8aa",
        "selection": "#ffe066", "on_selection": "#000000",
    },
}  # fmt: skip
_OWN: dict[tuple[IdentityKind, Mode], tuple[str, str, str, str, str]] = {  # accent, on it, as ink, soft, focus
    (IdentityKind.PROFESSIONAL, Mode.LIGHT): ("#0f5c63", "#ffffff", "#0f5c63", "#e1eef0", "#0f5c63"),
    (IdentityKind.PERSONAL, Mode.LIGHT): ("#8a3b6b", "#ffffff", "#8a3b6b", "#f5e6f0", "#8a3b6b"),
    (IdentityKind.PROFESSIONAL, Mode.DARK): ("#2c8a94", "#0b0e10", "#63bec8", "#1d3437", "#63bec8"),
    (IdentityKind.PERSONAL, Mode.DARK): ("#c077a4", "#0b0e10", "#dd9cc5", "#3a2735", "#dd9cc5"),
    (IdentityKind.PROFESSIONAL, Mode.CONTRAST): ("#063f45", "#ffffff", "#063f45", "#ffffff", "#000000"),
    (IdentityKind.PERSONAL, Mode.CONTRAST): ("#6a1f4e", "#ffffff", "#6a1f4e", "#ffffff", "#000000"),
    (IdentityKind.PROFESSIONAL, Mode.CONTRAST_DARK): ("#7fe0ea", "#000000", "#7fe0ea", "#000000", "#ffffff"),
    (IdentityKind.PERSONAL, Mode.CONTRAST_DARK): ("#ffb3dc", "#000000", "#ffb3dc", "#000000", "#ffffff"),
}


def palette(kind: IdentityKind, mode: Mode = Mode.LIGHT) -> Palette:
    """The colours of one identity in one mode."""
    accent, on_accent, accent_ink, accent_soft, focus = _OWN[kind, mode]
    own = {"accent": accent, "on_accent": on_accent, "accent_ink": accent_ink, "accent_soft": accent_soft}
    shared = _SHARED[mode]
    strong = mode in (Mode.CONTRAST, Mode.CONTRAST_DARK)
    chosen, on_chosen = (accent, on_accent) if strong else (accent_soft, shared["ink"])
    return Palette(**shared, **own, focus=focus, chosen=chosen, on_chosen=on_chosen)


def pairs(colours: Palette) -> Iterator[tuple[str, str, float]]:
    """Every (foreground, background, least contrast) that is shown."""
    c = colours
    for ground in (c.ground, c.side, c.paper):
        for ink in (c.ink, c.soft, c.accent_ink, c.mend, c.consent, c.advice, c.good):
            yield ink, ground, TEXT
        yield c.edge, ground, MARK
        yield c.focus, ground, MARK
    for ink in (c.ink, c.accent_ink, c.soft):
        yield ink, c.accent_soft, TEXT
    for ink, ground in ((c.mend, c.mend_soft), (c.consent, c.consent_soft), (c.advice, c.advice_soft)):
        yield ink, ground, TEXT
        yield c.ink, ground, TEXT
    yield c.on_accent, c.accent, TEXT
    yield c.accent, c.paper, MARK  # the filled part of a bar of progress
    yield c.on_selection, c.selection, TEXT
    yield c.on_chosen, c.chosen, TEXT


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def chosen_mode(theme: Theme | str = "system") -> Mode:
    """The mode for a preference; `system` follows the desktop's colour scheme and its wish for contrast."""
    hints = QGuiApplication.styleHints()
    dark = str(theme) == "dark" or (str(theme) == "system" and hints.colorScheme() is Qt.ColorScheme.Dark)
    strong = hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
    if strong:
        return Mode.CONTRAST_DARK if dark else Mode.CONTRAST
    return Mode.DARK if dark else Mode.LIGHT


_LOOK = "considered_look"
PICTURES = Path(__file__).parent / "pictures"


def dress(app: QApplication, kind: IdentityKind, mode: Mode = Mode.LIGHT) -> Palette:
    """Give the whole application its look; call again when the identity or the mode changes. Returns the colours."""
    colours = palette(kind, mode)
    wanted = f"{kind.value}/{mode.value}"
    if app.property(_LOOK) != wanted:
        app.setProperty(_LOOK, wanted)
        app.setStyle("Fusion")
        app.setPalette(_qt_palette(colours))
        app.setStyleSheet(stylesheet(colours, points(app)))
    return colours


def current() -> Palette:
    """The colours that the application wears now (professional and light before `dress`)."""
    app = QApplication.instance()
    kind, _, mode = str(app.property(_LOOK) or "professional/light" if app else "professional/light").partition("/")
    return palette(IdentityKind(kind), Mode(mode))


def beside(kind: IdentityKind) -> Palette:
    """The colours of an identity in the mode that the application wears now."""
    app = QApplication.instance()
    mode = str(app.property(_LOOK) or "").partition("/")[2] if app else ""
    return palette(kind, Mode(mode or "light"))


def wear(widget: QWidget, kind: IdentityKind, mode: Mode = Mode.LIGHT) -> Palette:
    """Dress one widget and its children in an identity's colours, whatever the application wears."""
    colours = palette(kind, mode)
    widget.setPalette(_qt_palette(colours))
    widget.setStyleSheet(stylesheet(colours, widget.font().pointSizeF()))
    return colours


def points(app: QApplication) -> float:
    """The system's font size in points."""
    size = app.font().pointSizeF()
    return size if size > 0 else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()


USUAL_POINTS = 10.0


def scale() -> float:
    """How much larger than usual the system's letters are; 1 at least. Widths in pixels are multiplied by it."""
    app = QApplication.instance()
    return max(1.0, points(app) / USUAL_POINTS) if isinstance(app, QApplication) else 1.0


def reading_font(size: float) -> QFont:
    """The letters of the sheet: the system's serif face, `size` in points."""
    font = QFont()
    font.setFamilies(["Charter", "Georgia", "Noto Serif", "DejaVu Serif", "serif"])
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPointSizeF(size)
    return font


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at a widget's dynamic properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_role(widget: QWidget, role: str, **more: str) -> None:
    """Say what a widget is (`role`), perhaps with further properties such as `outcome` or `tone`."""
    for name, value in {"role": role, **more}.items():
        widget.setProperty(name, value)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else it is looked at when it is first shown
        restyle(widget)


def _qt_palette(c: Palette) -> QPalette:
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.ground,
        QPalette.ColorRole.WindowText: c.ink,
        QPalette.ColorRole.Base: c.paper,
        QPalette.ColorRole.AlternateBase: c.side,
        QPalette.ColorRole.Text: c.ink,
        QPalette.ColorRole.Button: c.paper,
        QPalette.ColorRole.ButtonText: c.ink,
        QPalette.ColorRole.PlaceholderText: c.soft,
        QPalette.ColorRole.ToolTipBase: c.paper,
        QPalette.ColorRole.ToolTipText: c.ink,
        QPalette.ColorRole.Highlight: c.selection,
        QPalette.ColorRole.HighlightedText: c.on_selection,
        QPalette.ColorRole.Link: c.accent_ink,
        QPalette.ColorRole.Accent: c.accent,
        QPalette.ColorRole.Mid: c.line,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.soft))
    return made


def stylesheet(colours: Palette, base: float) -> str:
    """The style sheet for these colours; `base` is the system's font size in points."""
    small, large, title = (f"{base * f:.1f}pt" for f in (0.9, 1.15, 1.6))
    tick = PICTURES / f"tick-{'white' if _luminance(colours.on_accent) > 0.5 else 'black'}.svg"
    chevron = PICTURES / f"chevron-{'light' if _luminance(colours.ink) > 0.5 else 'dark'}.svg"
    words = {"chevron": chevron.as_posix(), "small": small, "large": large, "title": title, "tick": tick.as_posix()}
    return SHEET.substitute(dataclasses.asdict(colours), **words)
