"""A session on a vault, and the real window, as the rooms they belong to make them."""

from tests.composer.conftest import editions, folder, professional_template, session
from tests.journeys.conftest import desktop, person

__all__ = ["desktop", "editions", "folder", "person", "professional_template", "session"]
