"""The closed vocabularies of packs, and `Text`, a pack's sentence in both languages.

Packs are data; these are the words their data may use. Anything else in a pack is a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence of a pack in Chinese and English; `str()` follows the active language, Chinese by default."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.in_language(get_language())

    def in_language(self, code: str | None) -> str:
        """The sentence for a language code such as `en` or `zh-hans`."""
        return self.en if (code or "").startswith("en") else self.zh


class ClauseKind(models.TextChoices):
    """How the product carries a clause out."""

    ENFORCE = "enforce", _("强制")
    SCHEDULE = "schedule", _("限时")
    RECORD = "record", _("留痕")
    MEASURE = "measure", _("统计")
    SHOW = "show", _("公示")
    ADAPT = "adapt", _("依法调整")


class EditionState(models.TextChoices):
    """Where a version of a company's own pack stands. Consented ones can be adopted, and never change again."""

    DRAFT = "draft", _("草稿")
    PROPOSED = "proposed", _("待同意")
    CONSENTED = "consented", _("已同意")
    WITHDRAWN = "withdrawn", _("已放弃")


class Information(models.TextChoices):
    """The three classes of customer information (P00-1.1)."""

    BASIC = "basic", _("基础信息")
    TRANSACTION = "transaction", _("交易信息")
    INTERACTION = "interaction", _("互动信息")


class Protection(models.TextChoices):
    """How closely a value is guarded: important and sensitive ones are encrypted and masked, and a sensitive
    one also needs separate consent (PIPL art. 28 to 30, GB/T 45574-2025)."""

    ORDINARY = "ordinary", _("一般")
    IMPORTANT = "important", _("重要")
    SENSITIVE = "sensitive", _("敏感")


class Order(models.TextChoices):
    """In what order the items of a dossier lie."""

    CATALOGUE = "catalogue", _("按目录顺序")
    DATE_ASC = "date_asc", _("按日期先后")
    DATE_DESC = "date_desc", _("按日期倒序（最新在前）")


class Copy(models.TextChoices):
    """Whether an item has to be the original."""

    ORIGINAL = "original", _("原件")
    COPY = "copy", _("复印件")
    EITHER = "either", _("原件或复印件")


class ManagerCode(models.TextChoices):
    """The parts that two people share in the matter of a dossier (P03-4.1); packs say who may take them."""

    A = "a", _("A 角")
    B = "b", _("B 角")


class RetentionStart(models.TextChoices):
    """The event from which the retention period of a dossier is counted."""

    CLOSED = "closed", _("档案关闭")
    SETTLED = "settled", _("款项结清")
    CONTRACT_END = "contract_end", _("合同终止")
    RELATION_END = "relation_end", _("业务关系终止")
    MOVED_OUT = "moved_out", _("客户迁出")


class NumberPer(models.TextChoices):
    """What a number series is counted within."""

    COMPANY = "company", _("全公司连续")
    DEPARTMENT = "department", _("按部门连续")
    YEAR = "year", _("按年度连续")
    DEPARTMENT_YEAR = "department_year", _("按部门和年度连续")
    UNIT = "unit", _("按单元连续")


class CustomerKind(models.TextChoices):
    """What a customer field belongs to."""

    PERSON = "person", _("个人")
    ORGANISATION = "organisation", _("单位")
    CONTACT = "contact", _("联系人")


class Scope(StrEnum):
    """How far a right reaches; a wider one includes the narrower."""

    COMPANY = "company"
    DEPARTMENT = "department"
    OWN = "own"

    @property
    def width(self) -> int:
        """Greater is wider."""
        return {"own": 1, "department": 2, "company": 3}[self.value]


class Validator(StrEnum):
    """The checks a field may name; the customers room carries them out."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    EMAIL = "email"
    MOBILE = "mobile"
    LANDLINE = "landline"
    PHONE = "phone"
    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    USCC = "uscc"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    MONEY = "money"


class Lookup(StrEnum):
    """The blind-index look-ups of an encrypted field."""

    EXACT = "exact"
    TAIL4 = "tail4"


class Mask(StrEnum):
    """How a field is shown before it is revealed; `none` shows it as it is."""

    NONE = "none"
    PHONE = "phone"
    ID = "id"
    BANK = "bank"
    ADDRESS = "address"
    NAME = "name"
    FULL = "full"


# Who carries a clause out when it is no position of its own.
EVERYONE = "everyone"
HANDLER = "handler"
SOFTWARE = "software"
CARRIERS: dict[str, Text] = {
    EVERYONE: Text("全体员工", "all staff"),
    HANDLER: Text("经办人", "whoever handles the matter"),
    SOFTWARE: Text("系统自动", "the system itself"),
}
