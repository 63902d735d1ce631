from django.apps import AppConfig


class Config(AppConfig):
    """Home of the commands; it has no tables."""

    name = "juanzong.config"
    label = "config"
