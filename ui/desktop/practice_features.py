"""The features around approval and practice, in the order of their menus and pages."""

from __future__ import annotations

from ui.desktop.due_page import DueFeature
from ui.desktop.features import Feature
from ui.desktop.help_dialogs import HelpFeature
from ui.desktop.practice_page import PracticeFeature
from ui.desktop.review_again import AgainFeature
from ui.desktop.review_record import RecordFeature
from ui.desktop.review_share import ShareFeature
from ui.desktop.review_standing import StandingFeature

PRACTICE_FEATURES: tuple[type[Feature], ...] = (
    StandingFeature,
    AgainFeature,
    ShareFeature,
    RecordFeature,
    PracticeFeature,
    DueFeature,
)
LAST_FEATURES: tuple[type[Feature], ...] = (HelpFeature,)
"""What stands in the last menu."""
