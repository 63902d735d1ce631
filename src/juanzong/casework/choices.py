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


class ChannelKind(models.TextChoices):
    """Where messages go besides the work list."""

    EMAIL = "email", _("电子邮件")
    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    FEISHU = "feishu", _("飞书群机器人")


class TellKind(models.TextChoices):
    """What a message is about."""

    REMINDER = "reminder", _("到期提醒（每天一次汇总）")
    ESCALATION = "escalation", _("逾期升级（立即）")
    DECISION = "decision", _("等待审批（随每日汇总）")
    TEST = "test", _("测试")


class MessageState(models.TextChoices):
    """Where a message stands. WAITING ones are tried again and again, at growing intervals."""

    WAITING = "waiting", _("等待发送")
    SENT = "sent", _("已发送")
    DROPPED = "dropped", _("已不需要")
    FAILED = "failed", _("发送失败")


class MailSecurity(models.TextChoices):
    """How the mail server is spoken to."""

    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", _("不加密（仅限公司内部网络）")
