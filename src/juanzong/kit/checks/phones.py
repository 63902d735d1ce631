"""Telephone numbers. Mainland numbers are judged by their numbering plan here; all others by `phonenumbers`."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from juanzong.kit.checks.texts import plain
from juanzong.kit.errors import Invalid

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PREFIXED = re.compile(r"(?:\+?86|0086|\+0086|\+860|0)?(1[3-9][0-9]{9})")
# untranslated: marks people type
_MARKS = re.compile(r"[\s\-‐-―−()（）.·]")
# untranslated: how people write extensions
_EXTENSION = re.compile(r"(?:转|ext\.?|x|#|,|，|;)(?:分机)?([0-9]{1,6})$|-([0-9]{1,6})$", re.IGNORECASE)
_LANDLINE = re.compile(r"(?:\+?86|0086)?0?(10|2[0-57-9]|[3-9][0-9]{2})([2-9][0-9]{6,7})")
_SERVICE = re.compile(r"(?:\+?86|0086)?([48]00)([0-9]{3})([0-9]{4})")
_SHORT = re.compile(r"[2-8][0-9]{6,7}")


def mobile(value: str) -> str:
    """A mobile number: eleven digits for the mainland, `+852...` and so on for elsewhere."""
    if _MOBILE.fullmatch(value):
        return value
    number = _bare(value)
    if found := _PREFIXED.fullmatch(number):
        return found[1]
    if (foreign := _foreign(number, need_mobile=True)) is not None:
        return foreign
    if not number:
        raise Invalid(_("手机号是空的。"), todo=_("请填写 11 位手机号。"))
    if number.isascii() and number.isdigit():
        raise Invalid(
            _("手机号应为 1 开头的 11 位数字，这里有 %(n)s 位。") % {"n": len(number)}, todo=_("请向客户核对手机号。")
        )
    raise Invalid(_("手机号里有不是数字的字符。"), todo=_("请填写 11 位手机号；境外号码以 + 和国家代码开头。"))


def landline(value: str) -> str:
    """A fixed line: `0571-87654321`, with `-8001` for an extension, `400-800-1234` for service numbers."""
    compact = plain(value)
    extension = ""
    for candidate, ext in _splits(compact):
        number = _bare(candidate)
        if found := _SERVICE.fullmatch(number):
            return "-".join(found.groups()) + ext
        if found := _LANDLINE.fullmatch(number):
            area, local = found.groups()
            long_area = len(area) == 3
            if number.lstrip("+").startswith(("0", "86")) and (long_area or len(local) == 8):
                return f"0{area}-{local}{ext}"
        extension = ext
    number = _bare(compact)
    if (foreign := _foreign(number, need_mobile=False)) is not None:
        return foreign + (extension if extension and number.endswith(extension) else "")
    if _SHORT.fullmatch(number):
        raise Invalid(_("固定电话缺少区号。"), todo=_("请写成“区号-号码”，如 0571-87654321。"))
    raise Invalid(_("固定电话的格式不对。"), todo=_("请写成“区号-号码-分机”，如 0571-87654321-8001。"))


def phone(value: str) -> str:
    """A mobile number or a fixed line, whichever it is."""
    if _MOBILE.fullmatch(value):
        return value
    if _PREFIXED.fullmatch(number := _bare(value)):
        return mobile(number)
    if len(number) == 11 and number.isdigit() and number[0] == "1":
        return mobile(number)
    if number.startswith("+") and (foreign := _foreign(number, need_mobile=False)) is not None:
        return foreign
    return landline(value)


def _bare(value: str) -> str:
    return _MARKS.sub("", plain(value))


def _splits(value: str) -> list[tuple[str, str]]:
    """The number as a whole, and the number with its tail taken as an extension."""
    splits = [(value, "")]
    if found := _EXTENSION.search(value):
        splits.append((value[: found.start()], "-" + (found[1] or found[2])))
    return splits


def _foreign(number: str, *, need_mobile: bool) -> str | None:
    if number.startswith("00") and not number.startswith("0086"):
        number = "+" + number[2:]
    if not number.startswith("+") or number.startswith("+86"):
        return None
    import phonenumbers  # noqa: PLC0415  its tables are large and only foreign numbers need them

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if need_mobile and phonenumbers.number_type(parsed) not in kinds:
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
