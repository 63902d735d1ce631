"""Days as people write them, and the age that the law asks for."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from juanzong.kit import clock
from juanzong.kit.checks.texts import plain
from juanzong.kit.errors import Invalid

# untranslated: how people write dates
_PARTS = re.compile(
    r"([0-9]{4})(?:[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号]?)"
    r"(?:T?[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
)
_SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"([0-9]{5})(?:\.0+)?")  # 1927 to 2173; four digits are a year somebody left alone
_EXCEL_ZERO = dt.date(1899, 12, 30)
EARLIEST = dt.date(1800, 1, 1)


def date(value: str, *, birth: bool = False) -> dt.date:
    """A day from `2024-1-5`, `2024/01/05`, `2024.1.5`, `2024年1月5日`, `20240105` or an Excel serial number.

    With `birth`, a day that has not come yet is refused.
    """
    compact = plain(value)
    if found := _PARTS.fullmatch(compact):
        year, month, day = (part for part in found.groups() if part is not None)
    elif found := _SOLID.fullmatch(compact):
        year, month, day = found.groups()
    elif (found := _SERIAL.fullmatch(compact)) is not None:
        return _judged(_EXCEL_ZERO + dt.timedelta(days=int(found[1])), birth=birth)
    elif not compact:
        raise Invalid(_("日期是空的。"), todo=_("请写成 2024-01-05 的样子。"))
    else:
        raise Invalid(_("看不懂这个日期。"), todo=_("请写成 2024-01-05 的样子。"))
    try:
        result = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise Invalid(_("没有这一天。"), todo=_("请核对年、月、日。")) from None
    return _judged(result, birth=birth)


def _judged(day: dt.date, *, birth: bool) -> dt.date:
    if day < EARLIEST:
        raise Invalid(_("日期早于 1800 年。"), todo=_("请核对年份。"))
    if birth and day > clock.today():
        raise Invalid(_("出生日期还没有到。"), todo=_("请核对年、月、日。"))
    return day


def is_under_14(birth_date: dt.date, on: dt.date) -> bool:
    """Whether the person is below fourteen on the day `on`, to the day (PIPL article 31).

    A person born on 29 February turns fourteen on 1 March, so the careful side is kept.
    """
    return (on.year - birth_date.year, on.month, on.day) < (14, birth_date.month, birth_date.day)
