"""The fixed words of certificates and safes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Title(models.TextChoices):
    """The kinds of certificate (P03-5.1), by the names that stand on them."""

    REAL_ESTATE = "real_estate", _("不动产权证书")
    OTHER_RIGHTS = "other_rights", _("不动产登记证明（他项权证）")
    CHATTEL = "chattel", _("动产抵押登记书")
    SHARES = "shares", _("股权出质登记通知书")
    VEHICLE = "vehicle", _("机动车登记证书")
    DEPOSIT = "deposit", _("定期存单")
    OTHER = "other", _("其他权属证明原件")


class CertificateState(models.TextChoices):
    """Where a certificate is. Listed: on the list of A, not in a safe yet."""

    LISTED = "listed", _("待入柜")
    IN = "in", _("在柜")
    OUT = "out", _("出柜")
    RELEASED = "released", _("已交还")
    DROPPED = "dropped", _("未接收")


class Flow(models.TextChoices):
    """What a slip of the safe is for."""

    IN = "in", _("移交入柜")
    OUT = "out", _("出柜")
    BACK = "back", _("还回入柜")
    RELEASE = "release", _("交还权利人")
    MOVE = "move", _("移到另一保险柜")


class SlipState(models.TextChoices):
    OPEN = "open", _("办理中")
    DONE = "done", _("已办结")
    DROPPED = "dropped", _("未办")


class Purpose(models.TextChoices):
    """What certificates go out for."""

    REGISTRY = "registry", _("办理登记")
    COURT = "court", _("诉讼、仲裁")
    REDEMPTION = "redemption", _("办理解押")
    AUDIT = "audit", _("审计核查")
    OTHER = "other", _("其他")


class Occasion(models.TextChoices):
    """Why a safe is counted."""

    DAY_END = "day_end", _("日终清点")
    SURPRISE = "surprise", _("突击清点")


class SafeCountState(models.TextChoices):
    OPEN = "open", _("清点中")
    COUNTED = "counted", _("待签字")
    SIGNED = "signed", _("已签字")


class SafeDifference(models.TextChoices):
    """What the count of a safe finds that should not be."""

    MISSING = "missing", _("账有柜无")
    SURPLUS = "surplus", _("柜有账无")
    COUNTERS = "counters", _("两人所见不同")
