"""How a room starts: its `declarations` module, and nothing else, is imported when Django is ready."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The base of every room's AppConfig."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        name = f"{self.name}.declarations"
        if find_spec(name) is not None:
            import_module(name)
