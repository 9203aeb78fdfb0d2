"""What plugs into the writing window for the post itself, in the order of the Post menu."""

from __future__ import annotations

from ui.desktop.features import Feature
from ui.desktop.pictures_feature import Pictures

POST_FEATURES: tuple[type[Feature], ...] = (Pictures,)
