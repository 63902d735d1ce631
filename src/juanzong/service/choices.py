"""The words of service: kinds of events, how and why a customer is visited, why somebody gets a customer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What a company event is (P09-2.1)."""

    GATHERING = "gathering", _("联谊会")
    OUTING = "outing", _("旅游")
    DINNER = "dinner", _("餐饮")
    TALK = "talk", _("健康讲座")
    OTHER = "other", _("其他")


class VisitMode(models.TextChoices):
    """How a customer is visited (P09-2.7c)."""

    PHONE = "phone", _("电话")
    HOME = "home", _("上门")


class VisitPurpose(models.TextChoices):
    """What a visit is for."""

    USE = "use", _("指导使用产品")
    OPINION = "opinion", _("征询意见")
    EFFECT = "effect", _("了解使用效果")
    CONTACT = "contact", _("密切联系")
    INTRODUCE = "introduce", _("介绍产品和服务")
    GUIDANCE = "guidance", _("专业指导")
    OTHER = "other", _("其他")


class VisitOutcome(models.TextChoices):
    """How a visit ended. Only one that took place fulfils what was planned."""

    DONE = "done", _("已回访")
    NO_ANSWER = "no_answer", _("无人接听或不在家")
    POSTPONED = "postponed", _("另约时间")
    DECLINED = "declined", _("谢绝回访")

    @property
    def settles(self) -> bool:
        """Whether the planned visit is thereby dealt with: made, or the customer does not want it."""
        return self in (VisitOutcome.DONE, VisitOutcome.DECLINED)


class Principle(models.TextChoices):
    """By which principle of distribution somebody gets a customer, first to last (P09-1.8)."""

    COLLECTOR = "collector", _("谁收集归谁")
    NEAREST = "nearest", _("按地域就近")
    NEWCOMER = "newcomer", _("照顾新员工")
    MERIT = "merit", _("按销售能力、工作量和服务效率")
    MANAGER = "manager", _("由销售经理决定")


class CallBackResult(models.TextChoices):
    """What a call-back found of a form (P09-1.4)."""

    TRUE = "true", _("属实")
    DIFFERS = "differs", _("有出入")
    NO_ANSWER = "no_answer", _("未联系上")
