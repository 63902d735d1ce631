"""What may stand in a field: the checks and the normal form of each type, and how a value is shown.

Every value is text on its way: several choices are joined by commas, a table is JSON, a person is an id. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from juanzong.kit import checks
from juanzong.kit.errors import Invalid
from juanzong.policies.choices import Protection
from juanzong.policies.shapes_forms import FormField, InputType

ROWS_AT_MOST: Final = 60
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")  # untranslated: how people write times
_CHECKS: Final[Mapping[InputType, Callable[[str], str]]] = {
    InputType.MOBILE: checks.mobile,
    InputType.PHONE: checks.phone,
    InputType.EMAIL: checks.email,
    InputType.RESIDENT_ID: lambda text: checks.resident_id(text).number,
    InputType.PASSPORT: checks.passport,
    InputType.USCC: checks.uscc,
    InputType.PLATE: checks.plate,
    InputType.BANK_CARD: checks.bank_card,
    InputType.DATE: lambda text: checks.date(text).isoformat(),
}
# What is guarded whatever a pack says: the law knows no ordinary identity number, and no ordinary illness.
_FLOOR: Final[Mapping[InputType, Protection]] = {
    InputType.MOBILE: Protection.IMPORTANT,
    InputType.RESIDENT_ID: Protection.IMPORTANT,
    InputType.PASSPORT: Protection.IMPORTANT,
    InputType.BANK_CARD: Protection.IMPORTANT,
    InputType.HEALTH: Protection.SENSITIVE,
}
_WIDTH: Final = (Protection.ORDINARY, Protection.IMPORTANT, Protection.SENSITIVE)
# By which family of blind indexes a number is found, the same as customers' own.
LOOKUPS: Final[Mapping[InputType, str]] = {
    InputType.MOBILE: "phone",
    InputType.PHONE: "phone",
    InputType.RESIDENT_ID: "resident_id",
    InputType.PASSPORT: "passport",
    InputType.USCC: "uscc",
    InputType.PLATE: "plate",
    InputType.BANK_CARD: "bank_account",
}
_MASKS: Final[Mapping[InputType, Callable[[str], str]]] = {
    InputType.MOBILE: checks.mask_phone,
    InputType.PHONE: checks.mask_phone,
    InputType.RESIDENT_ID: checks.mask_id,
    InputType.PASSPORT: checks.mask_id,
    InputType.BANK_CARD: checks.mask_bank,
    InputType.ADDRESS: checks.mask_address,
}


def protection(field: FormField) -> Protection:
    """How closely a field is guarded: as the pack says, never less than its type demands; a table as its closest column."""
    known = [field.protection, _FLOOR.get(field.type, Protection.ORDINARY), *map(protection, field.columns)]
    return max(known, key=_WIDTH.index)


def is_sealed(field: FormField) -> bool:
    """Whether its values are encrypted."""
    return protection(field) is not Protection.ORDINARY


def masked(field: FormField, value: str) -> str:
    """What is seen of a value before it is revealed."""
    if not value or not is_sealed(field):
        return shown(field, value)
    return _MASKS.get(field.type, checks.mask_full)(value)


def normal(field: FormField, text: str) -> str:
    """The normal form of what somebody typed, "" for nothing; Invalid with a sentence that says what is wrong."""
    text = text.strip()
    if not text:
        return ""
    match field.type:
        case InputType.TEXT | InputType.ADDRESS | InputType.SIGNATURE:
            return checks.text(text, max_chars=field.max_length)
        case InputType.LONG_TEXT | InputType.HEALTH:
            return checks.text(text, max_chars=field.max_length, multiline=True)
        case InputType.NUMBER:
            return f"{_decimal(text):f}"
        case InputType.MONEY:
            return _money(text)
        case InputType.TIME:
            return _time(text)
        case InputType.YES_NO | InputType.CONSENT:
            return _one_of({"yes", "no"}, text)
        case InputType.CHOICE:
            return _one_of({option.code for option in field.options}, text)
        case InputType.CHOICES:
            chosen = {_one_of({option.code for option in field.options}, part) for part in text.split(",") if part}
            return ",".join(option.code for option in field.options if option.code in chosen)
        case InputType.STAFF | InputType.DEPARTMENT:
            return _id(text)
        case InputType.TABLE:
            return _table(field, text)
        case other:
            return _CHECKS[other](text)


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(checks.plain(text).replace(",", ""))
    except InvalidOperation:
        raise Invalid(_("应填数字。"), todo=_("请写成 12.5 的样子。")) from None
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15 or len(found.as_tuple().digits) > 20:
        raise Invalid(_("数字太大。"), todo=_("请核对位数。"))
    return found


def _money(text: str) -> str:
    # untranslated: what people write around amounts
    bare = checks.plain(text).replace("￥", "").replace("¥", "").removesuffix("元")
    try:
        found = _decimal(bare)
    except Invalid:
        raise Invalid(_("金额应是数字，最多两位小数。"), todo=_("请写成 12000.50 的样子。")) from None
    if found < 0 or found != found.quantize(Decimal("0.01")):
        raise Invalid(_("金额应是数字，最多两位小数。"), todo=_("请写成 12000.50 的样子。"))
    return f"{found:.2f}"


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Invalid(_("看不懂这个时间。"), todo=_("请写成 14:30 的样子。"))
    return f"{int(found[1]):02d}:{found[2]}"


def _one_of(allowed: set[str], text: str) -> str:
    if text not in allowed:
        raise Invalid(_("这个选项不在表上。"), todo=_("请从列出的选项中选择。"))
    return text


def _id(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Invalid(_("请从名单中选择。"))
    return text


def rows_of(value: str) -> list[dict[str, str]]:
    """The lines of a table as it is kept; nothing for what is no table."""
    try:
        found = json.loads(value) if value else []
    except ValueError:
        return []
    rows = found if isinstance(found, list) else []
    return [{str(key): str(cell) for key, cell in row.items()} for row in rows if isinstance(row, dict)]


def _table(field: FormField, text: str) -> str:
    kept, faults = [], []
    for place, row in enumerate(rows_of(text), 1):
        line = {}
        for column in field.columns:
            try:
                line[column.code] = normal(column, row.get(column.code, ""))
            except Invalid as wrong:
                faults.append(_("第 %(n)s 行“%(column)s”：%(why)s") % {"n": place, "column": column.name, "why": wrong})
        if any(line.values()):
            missing = [str(one.name) for one in field.columns if one.required and not line.get(one.code)]
            faults += [_("第 %(n)s 行缺“%(column)s”。") % {"n": place, "column": name} for name in missing]
            kept.append(line)
    if len(kept) > ROWS_AT_MOST:
        faults.append(_("最多 %(n)s 行。") % {"n": ROWS_AT_MOST})
    if faults:
        raise Invalid(" ".join(faults))
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""


def shown(field: FormField, value: str, names: Mapping[str, str] | None = None) -> str:
    """A value in words. names: of people and departments by id."""
    match field.type:
        case _ if not value:
            return ""
        case InputType.YES_NO:
            return {"yes": _("是"), "no": _("否")}.get(value, value)
        case InputType.CONSENT:
            return {"yes": _("同意"), "no": _("不同意")}.get(value, value)
        case InputType.CHOICE | InputType.CHOICES:
            known = {option.code: str(option.name) for option in field.options}
            return _("、").join(known.get(code, code) for code in value.split(","))
        case InputType.MONEY:
            return _grouped(value)
        case InputType.STAFF | InputType.DEPARTMENT:
            return (names or {}).get(value, value)
        case InputType.TABLE:
            count = len(rows_of(value))
            return _("%(n)s 行") % {"n": count}
        case _:
            return value


def _grouped(value: str) -> str:
    try:
        return _("%(amount)s 元") % {"amount": f"{Decimal(value):,.2f}"}
    except InvalidOperation:
        return value


def table_text(field: FormField, value: str, names: Mapping[str, str] | None = None) -> list[list[Any]]:
    """The lines of a table in words, cells in the order of its columns."""
    return [[shown(column, row.get(column.code, ""), names) for column in field.columns] for row in rows_of(value)]
