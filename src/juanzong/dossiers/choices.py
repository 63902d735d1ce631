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
    DESTROYED = "destroyed", _("已销毁")


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


class Step(models.TextChoices):
    """What can be done to a dossier; `rules.TABLE` says in which state."""

    CHANGE = "change", _("修改档案信息")
    NAME_MANAGERS = "name_managers", _("指定经办角色")
    ADD_ITEM = "add_item", _("加件")
    CHANGE_ITEM = "change_item", _("修改卷内文件")
    WITHDRAW_ITEM = "withdraw_item", _("撤出卷内文件")
    ADD_VERSION = "add_version", _("增加更正版本")
    REORDER = "reorder", _("调整次序")
    SUBMIT = "submit", _("提交核对")
    RECALL = "recall", _("撤回提交")
    CHECK_ITEM = "check_item", _("核对卷内文件")
    PASS = "pass", _("核对通过")
    SEND_BACK = "send_back", _("退回补正")
    ACCEPT = "accept", _("验收归档")
    CLOSE = "close", _("结卷")
    REOPEN = "reopen", _("重新启用")
    DESTROY = "destroy", _("销毁")


class ItemField(models.TextChoices):
    """What of an item a checker can find wrong; the error rate is counted by these (P00-2.4)."""

    TITLE = "title", _("题名")
    SECTION = "section", _("类目")
    DOCUMENT_NUMBER = "document_number", _("文号")
    AUTHOR = "author", _("责任者")
    ISSUED_ON = "issued_on", _("日期")
    MEDIUM = "medium", _("形态")
    AUTHENTICITY = "authenticity", _("原件或复印件")
    SHEETS = "sheets", _("页数")
    CONTENT = "content", _("内容或签字")


class Paper(models.TextChoices):
    """What is printed of a dossier."""

    COVER = "cover", _("案卷封面")
    VOLUME_LIST = "volume_list", _("卷内目录")
    NOTE_SHEET = "note_sheet", _("备考表")
    SPINE = "spine", _("卷脊标签")
    SUPPLEMENTS = "supplements", _("补充资料清单")
