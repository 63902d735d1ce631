"""The kit's own background work, and the stamps' triggers."""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_migrate

from juanzong.kit import chores, stamps, tasks

chores.declare(chores.Chore("kit.sweep-content", 3600, tasks.sweep_content))
chores.declare(chores.Chore("kit.statistics", 86_400, tasks.refresh_statistics))

post_migrate.connect(stamps.install, sender=apps.get_app_config("kit"))
