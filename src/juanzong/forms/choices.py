"""The words that forms, registers and blanks know by themselves; everything else about them is in the packs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordState(models.TextChoices):
    """Where a record stands."""

    DRAFT = "draft", _("填写中")
    SUBMITTED = "submitted", _("已提交")
    DISCARDED = "discarded", _("已作废")


class FilledBy(models.TextChoices):
    """Who wrote what a record says (P09-1.4)."""

    STAFF = "staff", _("员工代填")
    CUSTOMER = "customer", _("本人在屏幕上填写")
    PAPER = "paper", _("纸质填写后录入")


class Move(models.TextChoices):
    """What can happen to a key of a register."""

    ISSUE = "issue", _("发放")
    RETURN = "return", _("收回")
    TRANSFER = "transfer", _("转给他人")
    RETIRE = "retire", _("停用")


class BlankState(models.TextChoices):
    """Where a numbered blank is (P09-1.12)."""

    IN_STOCK = "in_stock", _("在库")
    ISSUED = "issued", _("已领用")
    USED = "used", _("已使用")
    SPOILT = "spoilt", _("已作废")
    LOST = "lost", _("遗失")


class PermitKind(models.TextChoices):
    """What somebody is let do with one record, for one purpose, for a time."""

    READ = "read", _("启封阅读")
    COPY = "copy", _("复制打印")


class HandoverState(models.TextChoices):
    """Where a batch of records on its way from one keeper to the next stands."""

    OFFERED = "offered", _("待接收")
    RECEIVED = "received", _("已接收")
    RECALLED = "recalled", _("已撤回")
