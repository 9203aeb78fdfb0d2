"""What plugs into the writing window for the post itself, in the order of the Post menu."""

from __future__ import annotations

from ui.desktop.features import Feature
from ui.desktop.find_feature import Find
from ui.desktop.pictures_feature import Pictures
from ui.desktop.post_move import Move
from ui.desktop.post_reader import Reader
from ui.desktop.post_unseen import UnseenSigns
from ui.desktop.preview_feature import Previews

POST_FEATURES: tuple[type[Feature], ...] = (Previews, Reader, Pictures, Find, Move, UnseenSigns)
