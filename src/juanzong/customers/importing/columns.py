"""What the columns of a sheet may mean, how that is guessed, and how a row becomes a draft.

A *target* is what a column fills: a field of the catalogue, or one of a few that only sheets have, such as `phone`
(mobile or landline, whichever it proves to be) and `contact.name`.
"""

# untranslated module: what people write at the head of a column is data

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from juanzong.customers.choices import ContactRole, CustomerKind
from juanzong.customers.drafts import OWN_COLUMNS, ContactDraft, CustomerDraft, slots
from juanzong.kit.sheets import FieldHint, Flagged, guess_mapping
from juanzong.policies import reads as policies

SKIP = ""
KIND, NAME, PHONE, ADDRESS = "kind", "name", "phone", "address"
_OTHERS = ("联系人", "经办", "紧急", "监护", "配偶", "法人", "法定代表", "担保", "保证")
_MOBILE = re.compile(r"\D*(?:\+?86)?\D*1[\d\s-]{10,14}\D*")

_PERSON_WORDS = ("个人", "自然人", "个人客户", "私人", "person", "individual", "个体", "个人业主")
_ORGANISATION_WORDS = (
    "单位", "企业", "公司", "机构", "组织", "法人", "单位客户", "企业客户", "公司客户", "机构客户", "个体工商户", "合作社",
    "事业单位", "机关", "organisation", "organization", "company", "business",
)  # fmt: skip
_KINDS = dict.fromkeys(_PERSON_WORDS, CustomerKind.PERSON.value) | dict.fromkeys(
    _ORGANISATION_WORDS, CustomerKind.ORGANISATION.value
)
_SOUNDS_LIKE_ORGANISATION = re.compile(
    r"(公司|集团|厂|店|商行|经营部|中心|合作社|事务所|学校|医院|银行|协会|委员会|工作室|农场|局|处|站|社|院|所)$"
)

# Other names under which a target stands in people's sheets, beside its name in the catalogue.
_ALSO: dict[str, tuple[str, ...]] = {
    "kind": ("客户类型", "客户性质", "类型", "个人或单位", "主体类型"),
    "name": ("客户名称", "客户姓名", "姓名", "名称", "单位名称", "公司名称", "企业名称", "客户", "customer name"),
    "short_name": ("简称", "别名"),
    "category": ("客户类别", "客户分类", "客户等级"),
    "region": ("地区", "所在地", "省市", "区域", "城市"),
    "mobile": ("手机", "手机号码", "移动电话", "mobile phone", "cell"),
    "landline": ("固定电话", "座机", "固话", "办公电话", "单位电话"),
    "phone": ("电话", "联系电话", "联系方式", "电话号码", "phone", "telephone", "tel"),
    "email": ("邮箱", "电子邮件", "邮件", "e-mail"),
    "wechat": ("微信",),
    "resident_id": ("身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码"),
    "passport": ("护照号", "护照号码", "护照"),
    "uscc": ("信用代码", "社会信用代码", "统一信用代码", "营业执照号", "税号", "纳税人识别号"),
    "legal_representative": ("法人", "法人代表", "法定代表人姓名"),
    "address": ("地址", "联系地址", "通讯地址", "详细地址"),
    "home_address": ("家庭住址", "家庭地址", "居住地址", "住址"),
    "business_address": ("办公地址", "注册地址", "单位地址", "经营场所"),
    "bank_account": ("银行卡号", "开户账号", "账号", "卡号"),
    "plate": ("车牌", "车牌号码", "车号"),
    "birth_date": ("生日", "出生年月日", "出生日"),
    "occupation": ("职业", "职务", "职位"),
    "employer": ("工作单位", "任职单位"),
    "remark": ("备注", "说明", "备注信息", "note", "notes"),
    "contact.name": ("联系人", "联系人姓名", "经办人", "contact"),
    "contact.title": ("联系人职务", "联系人岗位"),
    "contact.phone": ("联系人电话", "联系人手机", "联系人手机号", "联系人联系方式", "经办人电话", "contact phone"),
    "contact.email": ("联系人邮箱", "联系人电子邮箱"),
    "emergency.name": ("紧急联系人", "紧急联系人姓名"),
    "emergency.phone": ("紧急联系人电话", "紧急联系电话", "紧急联系人手机"),
    "guardian.name": ("监护人", "监护人姓名"),
    "guardian.phone": ("监护人电话", "监护人手机", "监护人联系方式"),
}
_CONTACTS = {
    "contact": ContactRole.DAILY.value,
    "emergency": ContactRole.EMERGENCY.value,
    "guardian": ContactRole.GUARDIAN.value,
}
_LABELS: dict[str, Any] = {
    "region": _("地区"),
    PHONE: _("电话（手机或固定电话）"),
    ADDRESS: _("地址（个人为住址，单位为经营地址）"),
    "contact.name": _("联系人：姓名"),
    "contact.title": _("联系人：职务"),
    "contact.phone": _("联系人：电话"),
    "contact.email": _("联系人：电子邮箱"),
    "emergency.name": _("紧急联系人：姓名"),
    "emergency.phone": _("紧急联系人：电话"),
    "guardian.name": _("监护人：姓名"),
    "guardian.phone": _("监护人：电话"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may fill. `field`: the catalogue's field that says how its values are masked, "" for none."""

    code: str
    label: Any
    field: str


@cache
def targets() -> tuple[Target, ...]:
    """Everything a column may fill, in the order of the catalogue."""
    found = [Target(f.code, f.name, f.code) for f in policies.fields()]
    place = next(i for i, target in enumerate(found) if target.code == "category") + 1
    found.insert(place, Target("region", _LABELS["region"], ""))
    found.append(Target(PHONE, _LABELS[PHONE], "mobile"))
    found.append(Target(ADDRESS, _LABELS[ADDRESS], "home_address"))
    shown_as = {"phone": "mobile", "email": "email"}
    for code, label in _LABELS.items():
        group, dot, what = code.partition(".")
        if dot and group in _CONTACTS:
            found.append(Target(code, label, shown_as.get(what, "")))
    return tuple(found)


@cache
def labels() -> Mapping[str, Any]:
    """The targets' names by code."""
    return {target.code: target.label for target in targets()}


def _checker(code: str) -> Callable[[str], object] | None:
    if code in ("resident_id", "mobile", "uscc", "plate", "email"):
        slot = slots("person").get(code) or slots("organisation")[code]
        return slot.normal
    return None


@cache
def _hints() -> tuple[FieldHint, ...]:
    found = []
    for target in targets():
        names = _ALSO.get(target.code, ())
        if target.code in {f.code for f in policies.fields()}:
            field = policies.field(target.code)
            names = (field.name.zh, field.name.en, *names)
        others = () if "." in target.code or target.code == "legal_representative" else _OTHERS
        found.append(FieldHint(target.code, names, _checker(target.code), others))
    return tuple(found)


def guess(header: Sequence[str], samples: Sequence[Sequence[str | None]]) -> dict[str, str]:
    """Column index (as text) to target, for the columns whose meaning is likely."""
    found = guess_mapping(header, samples, _hints())
    return {str(one.column): code for code, one in sorted(found.items(), key=lambda item: item[1].column)}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: the target at fault, a code, and the reason in words.

    other: the row (for `twice`) or the customer (for `held`) that has the same; 0 for none.
    """

    target: str
    code: str
    text: str = ""
    other: int = 0

    def stored(self) -> list[Any]:
        """As it is kept with the batch."""
        return [self.target, self.code, self.text, self.other]


@dataclass(slots=True)
class Drafted:
    """A row as a draft; `origin` leads from the names under which `check` reports faults back to targets."""

    draft: CustomerDraft
    origin: dict[str, str]
    faults: list[Fault]


class RowReader:
    """Turns the cells of a row into a draft, by a mapping of columns to targets."""

    def __init__(self, mapping: Mapping[str, str]) -> None:
        used = sorted((int(column), code) for column, code in mapping.items() if code != SKIP)
        self._own = [(c, code) for c, code in used if code in OWN_COLUMNS]
        self._fields = [(c, code) for c, code in used if code not in OWN_COLUMNS and "." not in code]
        self._groups: dict[str, list[tuple[int, str]]] = {}
        for column, code in used:
            group, dot, what = code.partition(".")
            if dot:
                self._groups.setdefault(group, []).append((column, what))

    def read(self, cells: Sequence[str | None]) -> Drafted:
        """The draft of a row; what is wrong with the cells themselves is in its faults already."""
        width = len(cells)
        faults: list[Fault] = []
        origin: dict[str, str] = {}

        def cell(column: int, code: str) -> str:
            value = cells[column] if column < width else None
            if isinstance(value, Flagged):
                faults.append(Fault(code, value.code, value.reason))
                return ""
            return value or ""

        own = {code: cell(column, code) for column, code in self._own}
        fields = {code: value for column, code in self._fields if (value := cell(column, code))}
        name = own.get(NAME, "")
        kind = _kind(own.get(KIND, ""), name, fields)
        if PHONE in fields:
            _place(fields, origin, PHONE, _phone_field(fields[PHONE]))
        if ADDRESS in fields:
            place = "home_address" if kind == CustomerKind.PERSON else "business_address"
            _place(fields, origin, ADDRESS, place)
        contacts = self._contacts(cell, origin)
        draft = CustomerDraft(kind, name, own.get("category", ""), own.get("region", ""), fields, contacts)
        return Drafted(draft, origin, faults)

    def _contacts(self, cell: Callable[[int, str], str], origin: dict[str, str]) -> list[ContactDraft]:
        found: list[ContactDraft] = []
        for group, columns in self._groups.items():
            told = {what: value for column, what in columns if (value := cell(column, f"{group}.{what}"))}
            if not told:
                continue
            prefix = f"contact.{len(found)}."
            fields: dict[str, str] = {}
            if "phone" in told:
                field = _phone_field(told["phone"])
                fields[field] = told["phone"]
                origin[prefix + field] = f"{group}.phone"
            if "email" in told:
                fields["email"] = told["email"]
                origin[prefix + "email"] = f"{group}.email"
            origin[prefix + "name"] = f"{group}.name"
            found.append(ContactDraft(told.get("name", ""), _CONTACTS[group], told.get("title", ""), fields))
        return found


def _kind(word: str, name: str, fields: Mapping[str, str]) -> str:
    """The kind by its word; without one, by which identity number is there, else by how the name sounds."""
    if word:
        known = _KINDS.get(word) or _KINDS.get(word.strip().casefold())
        return known or word
    if "uscc" in fields:
        return CustomerKind.ORGANISATION.value
    if "resident_id" in fields or "passport" in fields or not _SOUNDS_LIKE_ORGANISATION.search(name):
        return CustomerKind.PERSON.value
    return CustomerKind.ORGANISATION.value


def _phone_field(value: str) -> str:
    return "mobile" if _MOBILE.fullmatch(value) else "landline"


def _place(fields: dict[str, str], origin: dict[str, str], target: str, field: str) -> None:
    """Move what a general column holds to the field it proves to be, unless that one has its own column."""
    value = fields.pop(target)
    if field not in fields:
        fields[field] = value
        origin[field] = target
