"""Numbers of persons: the resident identity number (GB 11643-1999) and passports."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.checks.texts import plain
from juanzong.kit.errors import Invalid

_NEW = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD = re.compile(r"[1-9][0-9]{14}")
_CHECK = "10X98765432"
# Provinces of GB/T 2260; 81 to 83 are the residence permits of Hong Kong, Macao and Taiwan residents. A number
# that starts with 9 belongs to a foreigner's permanent residence permit (2023 form), its province follows the 9.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_PASSPORT = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{5,15}")

# Birth dates as they stand in a number; filled as they are met, at most one entry for each day since 1800.
_days: dict[str, dt.date] = {}


class ResidentId(NamedTuple):
    """What a resident identity number says. `region` is the six-digit code of the first registration."""

    number: str
    birth_date: dt.date
    gender: str
    region: str

    @property
    def region_name(self) -> str:
        """Province and county of `region`, "" when the code is not in the table."""
        return _region_name(self.region)


def resident_id(value: str, *, today: dt.date | None = None) -> ResidentId:
    """The 18-digit form of a resident identity number and what it says.

    Full-width digits, spaces, a lower-case x and the 15-digit numbers given until 1999 are taken. Counties are
    not judged: codes change, and a number keeps the code of the day it was given.
    """
    if not _NEW.fullmatch(value):
        value = _to_new_form(plain(value).upper().replace("-", ""))
    if check_character(value[:17]) != value[17]:
        raise Invalid(_("身份证号的校验码不对，多半有一位输错了。"), todo=_("请对照证件逐位核对。"))
    birth = _days.get(value[6:14]) or _birth_date(value[6:14])
    if birth > (today or clock.today()):
        raise Invalid(_("身份证号里的出生日期还没有到。"), todo=_("请对照证件核对第 7 至 14 位。"))
    if value[:2] not in _PROVINCES and not (value[0] == "9" and value[1:3] in _PROVINCES):
        raise Invalid(_("身份证号开头的地区代码不存在。"), todo=_("请对照证件核对前 6 位。"))
    return ResidentId(value, birth, "male" if value[16] in "13579" else "female", value[:6])


def check_character(first17: str) -> str:
    """The eighteenth character that belongs to seventeen digits (ISO 7064 MOD 11-2).

    The weights are powers of 2, the last digit weighs 2, and 13 = 2 (mod 11): Python reads base 13 in one step.
    """
    return _CHECK[2 * int(first17, 13) % 11]


def _to_new_form(value: str) -> str:
    if _NEW.fullmatch(value):
        return value
    if _OLD.fullmatch(value):
        full = value[:6] + "19" + value[6:]
        return full + check_character(full)
    if not value:
        raise Invalid(_("身份证号是空的。"), todo=_("请填写 18 位身份证号。"))
    if len(value) not in (15, 18):
        raise Invalid(
            _("身份证号应为 18 位（旧号 15 位），这里有 %(n)s 位。") % {"n": len(value)}, todo=_("请对照证件逐位核对。")
        )
    raise Invalid(_("身份证号只能是数字，最后一位可以是 X。"), todo=_("请对照证件逐位核对。"))


def _birth_date(digits: str) -> dt.date:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        day = dt.date.min
    if day.year < 1800:
        raise Invalid(_("身份证号里的出生日期不存在。"), todo=_("请对照证件核对第 7 至 14 位。")) from None
    _days[digits] = day
    return day


@cache
def _region_name(code: str) -> str:
    from stdnum import numdb  # noqa: PLC0415  the table of counties is large and seldom asked for

    found = {name: str(value) for _part, parts in numdb.get("cn/loc").info(code) for name, value in parts.items()}
    county = re.sub(r"^\[[0-9-]*\]", "", found.get("county", "").split(",")[-1])
    return found.get("province", "") + county


def passport(value: str) -> str:
    """A passport or travel permit number of any country: 5 to 15 letters and digits, in capitals."""
    number = plain(value).upper().replace("-", "")
    if not _PASSPORT.fullmatch(number):
        raise Invalid(_("护照或通行证号码应为 5 至 15 位字母和数字。"), todo=_("请对照证件核对。"))
    return number
