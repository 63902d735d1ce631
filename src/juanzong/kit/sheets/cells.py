"""Cells as text: what a number, a date or an error in a sheet becomes, and how a doubtful cell is marked."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple, Self

from django.utils.translation import gettext_lazy as _

LOST_DIGITS = "lost_digits"
FORMULA = "formula"
ERROR = "error"
BAD_DATE = "bad_date"
NUL = "nul"

_REASONS = {
    LOST_DIGITS: _("这个号码是按数字存的，超过 15 位的部分已经丢失；请把这一列设为文本格式后重新填写。"),
    FORMULA: _("这一格是公式，不是数据；请复制后用“选择性粘贴—数值”代替它。"),
    ERROR: _("这一格是表格软件的错误值；请改正后再导入。"),
    BAD_DATE: _("这个日期不存在；请改正后再导入。"),
    NUL: _("这一格含有不可见的空字符；请删除后重新填写。"),
}


class Flagged(str):
    """The text of a cell that must not be taken as it stands. `code` says why, `reason` says it to people."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Self:
        cell = super().__new__(cls, text)
        cell.code = code
        return cell

    @property
    def reason(self) -> str:
        """One translated sentence: what is wrong and what to do."""
        return str(_REASONS[self.code])


class Row(NamedTuple):
    """One row: its number as the user's program shows it, and its cells, None where empty."""

    number: int
    cells: list[str | None]


def flag_of(cell: str | None) -> str:
    """The reason a cell is flagged for, "" for a good cell."""
    return cell.reason if isinstance(cell, Flagged) else ""


_DIGITS = re.compile(r"-?[0-9]{1,15}")
_SAFE_INTEGER = 10**15
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EPOCH_1900 = dt.datetime(1899, 12, 30)  # noqa: DTZ001  sheets know no time zones
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_PHANTOM_DAY = 60  # Excel believes in 1900-02-29
_LAST_DAY = 2_958_466  # the day after 9999-12-31


def number_text(raw: str) -> str:
    """The digits of a stored number: no scientific notation, no `.0`; flagged where digits were lost."""
    if _DIGITS.fullmatch(raw):
        return raw
    try:
        value = float(raw)
    except ValueError:
        return Flagged(raw[:100], ERROR)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  NaN is not itself
        return Flagged(raw[:100], ERROR)
    if value.is_integer():
        if abs(value) < _SAFE_INTEGER:
            return str(int(value))
        if abs(value) < 10**40:
            return Flagged(raw if raw.lstrip("-").isdigit() else f"{Decimal(f'{value:.15g}'):f}", LOST_DIGITS)
        return Flagged(raw[:100], ERROR)
    text = f"{value:.15g}"  # what a spreadsheet shows: 0.1 + 0.2 is 0.3
    return text if "e" not in text else f"{value:.15f}".rstrip("0")


def date_text(raw: str, *, from_1904: bool) -> str:
    """A serial number as an ISO day, moment or time of day."""
    try:
        serial = float(raw)
    except ValueError:
        return Flagged(raw[:100], BAD_DATE)
    if not 0 <= serial < _LAST_DAY or (not from_1904 and int(serial) == _PHANTOM_DAY):
        return Flagged(number_text(raw), BAD_DATE)
    epoch = _EPOCH_1904 if from_1904 else _EPOCH_1900
    if not from_1904 and 1 <= serial < _PHANTOM_DAY:
        serial += 1
    days = int(serial)
    seconds = round((serial - days) * 86400)
    try:
        moment = epoch + dt.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return Flagged(number_text(raw), BAD_DATE)
    if days == 0 and not from_1904:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if seconds == 0 else moment.isoformat(" ")


def unescaped(text: str) -> str:
    """`_x000D_` and its like, as spreadsheets write characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


_BUILTIN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


def is_date_format(number: int, code: str) -> bool:
    """Whether a number format shows a day or a time."""
    if not code:
        return number in _BUILTIN_DATES
    # untranslated: letters of number formats
    return bool(
        re.search(
            r"[ymdhs年月日]", _NOT_CODE.sub("", code.split(";", maxsplit=1)[0]).replace("General", ""), re.IGNORECASE
        )
    )
