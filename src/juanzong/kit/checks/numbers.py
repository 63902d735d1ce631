"""Numbers of organisations, vehicles and cards, and e-mail addresses."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from juanzong.kit.checks.texts import plain
from juanzong.kit.errors import Invalid

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(r"[0-9]{8}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}")
_USCC_VALUES = str.maketrans(_USCC_ALPHABET, "0123456789abcdefghijklmnopqrstu")

# untranslated: the characters of plates
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# untranslated: the characters of plates
_PLATE = re.compile(
    rf"[{_PROVINCE}][A-HJ-NP-Z](?:"
    r"[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9警学挂港澳试超领]"  # ordinary and special
    r"|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}"  # new energy, small
    r"|[0-9]{5}[A-HJK]"  # new energy, large
    r")|使[0-9]{6}|[0-9]{6}使"
)
_LUHN_ODD = str.maketrans("0123456789", "0246813579")  # twice the digit, its own digits added

_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[^\W_](?:[^\W_]|-){0,62}\.)+[^\W\d_][^\W_]{1,62}",
    re.IGNORECASE,
)


def uscc(value: str) -> str:
    """A unified social credit code (GB 32100-2015), 18 characters in capitals."""
    if not _USCC.fullmatch(value):
        value = plain(value).upper().replace("-", "")
        if not _USCC.fullmatch(value):
            raise Invalid(
                _("统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z）。"), todo=_("请对照营业执照核对。")
            )
    if uscc_check_character(value) != value[17]:
        raise Invalid(_("统一社会信用代码的校验码不对，多半有一位输错了。"), todo=_("请对照营业执照逐位核对。"))
    return value


def uscc_check_character(first17: str) -> str:
    """The eighteenth character that belongs to the first seventeen.

    The weights are powers of 3 modulo 31 from the left, and 34 = 3 (mod 31): the text read backwards in base 34
    is the weighted sum.
    """
    return _USCC_ALPHABET[-int(first17[16::-1].translate(_USCC_VALUES), 34) % 31]


def plate(value: str) -> str:
    """A vehicle plate of the mainland, new-energy, police, training, trailer and cross-border plates included."""
    number = plain(value).upper()
    for mark in "·•・.-":
        number = number.replace(mark, "")
    if not _PLATE.fullmatch(number):
        raise Invalid(_("车牌号不对：应如“浙A12345”，新能源为 8 位。"), todo=_("请对照行驶证核对。"))
    return number


def bank_card(value: str) -> str:
    """A bank card number: 12 to 19 digits whose last is the Luhn check digit."""
    number = plain(value).replace("-", "")
    if not (number.isascii() and number.isdigit() and 12 <= len(number) <= 19):
        raise Invalid(_("银行卡号应为 12 至 19 位数字。"), todo=_("请对照银行卡核对。"))
    if luhn_sum(number) % 10:
        raise Invalid(_("银行卡号的校验位不对，多半有一位输错了。"), todo=_("请对照银行卡逐位核对。"))
    return number


def luhn_sum(number: str) -> int:
    """The Luhn sum of all digits; a right card number gives a multiple of ten."""
    backwards = number[::-1]
    return sum(map(int, backwards[::2])) + sum(map(int, backwards[1::2].translate(_LUHN_ODD)))


def email(value: str) -> str:
    """An e-mail address, its domain in small letters."""
    address = plain(value)
    if len(address) > 254 or not _EMAIL.fullmatch(address) or len(address.rpartition("@")[0]) > 64:
        raise Invalid(_("电子邮箱的格式不对：应如 name@example.cn。"), todo=_("请核对后再试。"))
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
