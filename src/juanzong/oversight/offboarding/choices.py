"""The closed vocabularies of offboarding."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeavingState(models.TextChoices):
    OPEN = "open", _("办理中")
    CLOSED = "closed", _("已办结")
    STAYS = "stays", _("已撤回")


class LineState(models.TextChoices):
    """What became of something that was held."""

    HELD = "held", _("未交还")
    TAKEN = "taken", _("已收回")
    PASSED = "passed", _("已转交")
    MISSING = "missing", _("缺少")
