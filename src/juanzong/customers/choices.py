"""The words of the customers room that are fixed; fields, channels, purposes and bases are policy and come from packs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# Fields whose value belongs to one customer only (P00-1.3); numbers that make two customers likely to be one.
IDENTITIES = ("resident_id", "uscc", "passport")
TELLING = (*IDENTITIES, "phone", "bank_account", "plate")


class CustomerKind(models.TextChoices):
    PERSON = "person", _("个人")
    ORGANISATION = "organisation", _("单位")


class CustomerState(models.TextChoices):
    ACTIVE = "active", _("正常")
    MERGED = "merged", _("已合并")


class ContactRole(models.TextChoices):
    """How a contact stands to the customer."""

    LEGAL_REPRESENTATIVE = "legal_representative", _("法定代表人")
    DAILY = "daily", _("日常联系人")
    FINANCE = "finance", _("财务联系人")
    EMERGENCY = "emergency", _("紧急联系人")
    GUARDIAN = "guardian", _("监护人")
    OTHER = "other", _("其他联系人")


class ConsentHow(models.TextChoices):
    """How consent was given, so that it can be shown later (PIPL art. 14)."""

    PAPER = "paper", _("书面签字")
    ONLINE = "online", _("网上勾选")
    MESSAGE = "message", _("短信或邮件回复")
    RECORDING = "recording", _("录音录像")


class RelationKind(models.TextChoices):
    """How one customer stands to another."""

    SPOUSE = "spouse", _("配偶")
    KIN = "kin", _("亲属")
    GUARANTOR = "guarantor", _("保证人")
    SHAREHOLDER = "shareholder", _("股东")
    CONTROLLER = "controller", _("实际控制人")
    PARENT_COMPANY = "parent_company", _("母公司")
    EMPLOYER = "employer", _("任职单位")
    OTHER = "other", _("其他关系")


class DuplicateState(models.TextChoices):
    OPEN = "open", _("待核对")
    DIFFERENT = "different", _("不是同一客户")
    MERGED = "merged", _("已合并")


class IntakeState(models.TextChoices):
    WAITING = "waiting", _("待受理")
    ACCEPTED = "accepted", _("已受理")
    DECLINED = "declined", _("未受理")


class DeclineReason(models.TextChoices):
    """Why a registration does not become a customer."""

    KNOWN = "known", _("已是客户，无需重复登记")
    WITHDRAWN = "withdrawn", _("本人撤回登记")
    UNREACHABLE = "unreachable", _("无法联系，内容无法核实")
    NONSENSE = "nonsense", _("不是真实登记")
    EXPIRED = "expired", _("逾期未受理，按告知书删除")
    OTHER = "other", _("其他")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("待核对列")
    CHECKING = "checking", _("正在试算")
    CHECKED = "checked", _("试算完成")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("未导入")
    CANCELLED = "cancelled", _("已取消")
