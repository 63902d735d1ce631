"""The bare project's one app."""

from __future__ import annotations

from django.apps import AppConfig


class Bare(AppConfig):
    """Named so that its table has a short name."""

    name = "bench.bare"
    label = "bare"
