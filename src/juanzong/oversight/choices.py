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
