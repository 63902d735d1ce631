"""The closed vocabularies of internal audits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Of what samples are drawn."""

    OBLIGATION = "obligation", _("待办")
    CASE = "case", _("办理单")
    DOSSIER = "dossier", _("档案")
    ENTRY = "entry", _("台账记录")


class AuditState(models.TextChoices):
    """How far a run has come."""

    OPEN = "open", _("审查中")
    SIGNED = "signed", _("已签发，待答复")
    ANSWERED = "answered", _("已答复")


class Verdict(models.TextChoices):
    """What the auditor says of a sample."""

    OPEN = "open", _("未审")
    IN_ORDER = "in_order", _("符合")
    FINDING = "finding", _("有问题")
    NOT_APPLICABLE = "n_a", _("不适用")


class Severity(models.TextChoices):
    """How grave a finding is."""

    MINOR = "minor", _("轻微")
    MAJOR = "major", _("较重")
    CRITICAL = "critical", _("严重")
