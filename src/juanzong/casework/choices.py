"""The closed vocabularies of work."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ObligationState(models.TextChoices):
    """Where an obligation stands. Everything but OPEN is final."""

    OPEN = "open", _("待办")
    DONE = "done", _("已完成")
    WAIVED = "waived", _("已免除")
    REPLACED = "replaced", _("已由新的待办代替")
    CANCELLED = "cancelled", _("不再需要")


class CaseState(models.TextChoices):
    """Where a case stands. Everything but OPEN is final."""

    OPEN = "open", _("办理中")
    DONE = "done", _("已办结")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


STARTED = "start"
WITHDREW = "withdraw"
"""Codes of the moves that every procedure has: the start, and taking it back."""

ALSO = "also"
"""The capacity of whoever was asked to sign as well."""
