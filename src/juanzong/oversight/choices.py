"""The closed vocabularies of oversight."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BulkMeasure(models.TextChoices):
    """What is counted of somebody who reads or takes away much."""

    OPENED = "opened", _("打开文件、查看隐藏信息")
    EXPORTED = "exported", _("导出客户")


class BulkWindow(models.TextChoices):
    """In what time."""

    HOUR = "hour", _("一小时内")
    DAY = "day", _("一天内")


class IncidentKind(models.TextChoices):
    """What happened to material or to what is known of customers."""

    LEAK = "leak", _("泄露")
    LOSS = "loss", _("丢失")
    DAMAGE = "damage", _("损坏")
    GAP = "gap", _("缺少")
    BREACH = "breach", _("违反保密")


MADE_GOOD = frozenset({IncidentKind.LOSS, IncidentKind.DAMAGE, IncidentKind.GAP})
"""What can be made good by whoever had it."""


class Severity(models.TextChoices):
    """How grave it is. From major on, the authority is told within hours."""

    MINOR = "minor", _("一般")
    MAJOR = "major", _("较大")
    GRAVE = "grave", _("重大")


class IncidentState(models.TextChoices):
    OPEN = "open", _("处置中")
    CLOSED = "closed", _("已结案")


class MeasureKind(models.TextChoices):
    """What a measure is for."""

    CONTAIN = "contain", _("处置措施")
    LESSON = "lesson", _("整改措施")


class MeasureState(models.TextChoices):
    OPEN = "open", _("未完成")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("不再需要")


class Notified(models.TextChoices):
    """Whom a notice of an incident is for (PIPL art. 57)."""

    AUTHORITY = "authority", _("主管部门")
    PERSONS = "persons", _("受影响的个人")
