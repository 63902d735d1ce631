"""The fixed words of the dossiers room: states, and the form a document has."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierState(models.TextChoices):
    DRAFT = "draft", _("整理中")
    VERIFYING = "verifying", _("待核对")
    VERIFIED = "verified", _("待验收")
    IN_FORCE = "in_force", _("在档")
    CLOSED = "closed", _("已结卷")


class Medium(models.TextChoices):
    PAPER = "paper", _("纸质")
    SCAN = "scan", _("扫描件")
    BOTH = "both", _("纸质和扫描件")


class Authenticity(models.TextChoices):
    ORIGINAL = "original", _("原件")
    COPY = "copy", _("复印件")


class ItemState(models.TextChoices):
    FILED = "filed", _("在卷")
    WITHDRAWN = "withdrawn", _("已撤出")


class CheckResult(models.TextChoices):
    RIGHT = "right", _("核对无误")
    WRONG = "wrong", _("有误退回")


class ScanState(models.TextChoices):
    WAITING = "waiting", _("待归档")
    FILED = "filed", _("已归档")
    DISCARDED = "discarded", _("已弃用")
