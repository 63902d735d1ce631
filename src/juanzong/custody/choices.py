"""The fixed words of the archive room: kinds of place, and where a thing is."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlaceKind(models.TextChoices):
    ROOM = "room", _("库房")
    CABINET = "cabinet", _("档案柜")
    SAFE = "safe", _("保险柜")
    LAYER = "layer", _("层")
    BOX = "box", _("档案盒")


class HoldingState(models.TextChoices):
    IN = "in", pgettext_lazy("archive", "在库")
    OUT = "out", _("借出")
    JOINED = "joined", _("随卷")
    RELEASED = "released", _("已交还")
    GONE = "gone", _("已销毁")


class LabelKind(models.TextChoices):
    """What a label is for; the value is the first sign of its code."""

    PLACE = "P", _("库位")
    DOSSIER = "D", _("档案")
    ITEM = "F", _("另存的文件")


class Sheet(models.TextChoices):
    """How labels are printed."""

    LABELS = "labels", _("标签（70 × 37 毫米，每张 24 枚）")
    SPINE_10 = "spine_10", _("卷脊 10 毫米")
    SPINE_15 = "spine_15", _("卷脊 15 毫米")
    SPINE_20 = "spine_20", _("卷脊 20 毫米")


class CountState(models.TextChoices):
    OPEN = "open", _("盘点中")
    COUNTED = "counted", _("待签字")
    SIGNED = "signed", _("已签字")


class Difference(models.TextChoices):
    """What a stocktake finds that should not be."""

    MISSING = "missing", _("缺失")
    SURPLUS = "surplus", _("多出")
    WRONG_PLACE = "wrong_place", _("放错位置")
    LENT_PRESENT = "lent_present", _("登记借出，实际在架")
    DESTROYED_PRESENT = "destroyed_present", _("登记销毁，实际在架")


class Opinion(models.TextChoices):
    """What the appraisal of a dossier whose term has passed comes to."""

    DESTROY = "destroy", _("销毁")
    KEEP = "keep", _("延长保管")
    REVIEW = "review", _("再议")


class Method(models.TextChoices):
    """How papers are destroyed (P05-d2); electronic copies are shredded with either."""

    SHRED = "shred", _("碎纸机销毁")
    TEAR = "tear", _("撕毁后处理")


class DisposalState(models.TextChoices):
    APPRAISING = "appraising", _("鉴定中")
    PROPOSED = "proposed", _("待批准")
    APPROVED = "approved", _("待销毁")
    REFUSED = "refused", _("未批准")
    KEPT = "kept", _("全部留存")
    DONE = "done", _("已销毁")


class Trouble(models.TextChoices):
    """What an inspection round looks for (P05-d3)."""

    DAMP = "damp", _("受潮")
    INSECTS = "insects", _("虫蛀")
    MOULD = "mould", _("霉变")
    CORROSION = "corrosion", _("腐蚀")
    EQUIPMENT = "equipment", _("设备故障")
    OTHER = "other", _("其他")


class LoanKind(models.TextChoices):
    ON_SITE = "on_site", _("室内阅览")
    COPY = "copy", _("复制")
    TAKE_OUT = "take_out", _("借出")


class LoanState(models.TextChoices):
    """Where a lending slip stands. Returned is not closed: closed is what stands on its shelf again (P03-6.4)."""

    ASKED = "asked", _("待审批")
    APPROVED = "approved", _("待领取")
    REFUSED = "refused", pgettext_lazy("loan", "不同意")
    WITHDRAWN = "withdrawn", _("已撤回")
    DROPPED = "dropped", _("未领取")
    OUT = "out", _("借出中")
    RETURNED = "returned", _("已归还，待复位")
    CLOSED = "closed", _("已复位")


class Rest(models.TextChoices):
    """What is said of papers that did not come back."""

    LATER = "later", _("其余稍后归还")
    MISSING = "missing", _("缺少，登记差异")


class HandedKind(models.TextChoices):
    """What kind of handover a line of the register is about."""

    ACCEPTED = "accepted", _("归档移交")
    RECORDS = "records", _("表单移交")
    KEEPER = "keeper", _("保管交接")
    COLLECTED = "collected", _("附件领取")


class KeepingState(models.TextChoices):
    """Where a change of keeper stands."""

    OFFERED = "offered", _("待接收")
    RECEIVED = "received", _("已接收")
    DECLINED = "declined", _("已退回")
    RECALLED = "recalled", _("已撤回")
