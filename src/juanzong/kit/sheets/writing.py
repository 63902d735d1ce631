"""Tables written for people: text stays text, formulas stay harmless, and every sheet says who took it and why."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TypeAlias, TypeGuard

import xlsxwriter
from django.utils.translation import gettext as _

from juanzong.kit import clock

Value: TypeAlias = str | int | float | Decimal | dt.date | dt.datetime | bool | None

# untranslated: characters that start a formula, or hide before one
_DANGER = "=+-@\t\r\n|%＝＋－＠\0"
# untranslated: characters that hide before a formula
_LEADING = " \u3000\xa0\ufeff\u200b'\"‘’“”＇＂"
# What no cell should carry: control characters but tab and newline, marks that turn the direction, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_FULL_STOPS = "。；.;"  # untranslated: punctuation of either language
_MAX_CELL = 32_767
_MAX_ROWS = 1_048_576
_SAFE = 10**15  # a spreadsheet keeps fifteen digits
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who exported, when, for what purpose, under which number; stands in the first row and in the print margin."""

    person: str
    purpose: str
    number: str
    time: dt.datetime | None = None

    def line(self) -> str:
        """The sentence, in the reader's language."""
        moment = clock.local(self.time or clock.now())
        return _("导出人 %(person)s　时间 %(time)s　用途 %(purpose)s　编号 %(number)s") % {
            "person": self.person,
            "time": moment.strftime("%Y-%m-%d %H:%M"),
            "purpose": self.purpose,
            "number": self.number,
        }


def _risky(text: str) -> bool:
    return text.lstrip(_LEADING)[:1] in _DANGER if text.lstrip(_LEADING) else False


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a leading apostrophe where one could."""
    first = text[:1]
    if first.isalnum():
        return text
    return "'" + text if _risky(text) else text


def unguarded(text: str) -> str:
    """The text before `guarded`; exact for every text, so what was exported can be imported again."""
    return text[1:] if text.startswith("'") and _risky(text[1:]) else text


def _clean(text: str) -> str:
    cleaned = text if text.isprintable() else _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    cleaned = guarded(cleaned)
    if len(cleaned) > _MAX_CELL:
        mark = _("……（超长，已截断）")
        cleaned = cleaned[: _MAX_CELL - len(mark)] + mark
    return cleaned


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.datetime):
        local = clock.local(value) if value.tzinfo else value
        return local.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def write_csv(
    target: str | Path | BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    watermark: Watermark | None,
) -> int:
    """Write a .csv that spreadsheets open without a question: UTF-8 with mark, CRLF. Returns the number of rows."""
    if isinstance(target, (str, Path)):
        with Path(target).open("wb") as file:
            return write_csv(file, columns, rows, watermark=watermark)
    out = io.TextIOWrapper(target, encoding="utf-8-sig", errors="replace", newline="", write_through=False)
    try:
        writer = csv.writer(out, lineterminator="\r\n")
        if watermark is not None:
            writer.writerow([_clean(watermark.line())])
        writer.writerow([_clean(str(name)) for name in columns])
        count = 0
        for row in rows:
            writer.writerow([_as_text(value) for value in row])
            count += 1
        out.flush()
        return count
    finally:
        out.detach()


def _is_number(value: Value) -> TypeGuard[int | float | Decimal]:
    """Whether a spreadsheet keeps the value as a number without losing digits."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and -_SAFE < value < _SAFE


class _Sheets:
    """Worksheets of one workbook, a new one when the last is full."""

    def __init__(self, book: xlsxwriter.Workbook, columns: Sequence[str], title: str, watermark: str) -> None:
        self._book, self._columns, self._watermark = book, [_clean(str(name)) for name in columns], watermark
        self._title = _BAD_SHEET_NAME.sub(" ", _UNWANTED.sub("", title)).strip()[:25] or _("表")
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._bold = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        self._grey = book.add_format({"font_color": "#6f685b", "italic": True})
        self._number = 0
        self._row = 0
        self._add()

    def _add(self) -> None:
        self._number += 1
        name = self._title if self._number == 1 else f"{self._title} ({self._number})"
        sheet = self._sheet = self._book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        for column, heading in enumerate(self._columns):
            sheet.set_column(column, column, min(max(len(heading) * 2 + 2, 12), _WIDEST), self._text)
        self._row = 0
        if self._watermark:
            # In print margins an ampersand starts a code, and more than 255 characters are not kept.
            margin = self._watermark.replace("&", "&&")[:230]
            sheet.set_header("&L&8" + margin)
            sheet.set_footer("&L&8" + margin + "&R&8&P/&N")
            sheet.write_string(0, 0, _clean(self._watermark), self._grey)
            self._row = 1
        for column, heading in enumerate(self._columns):
            sheet.write_string(self._row, column, heading, self._bold)
        self._row += 1
        sheet.freeze_panes(self._row, 0)

    def write(self, row: Sequence[Value]) -> None:
        if self._row >= _MAX_ROWS:
            self._add()
        sheet, number, text = self._sheet, self._row, self._text
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if _is_number(value):
                sheet.write_number(number, column, float(value))
            else:
                sheet.write_string(number, column, _as_text(value), text)
        self._row += 1


def write_xlsx(
    target: str | Path | BinaryIO,
    columns: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    watermark: Watermark | None,
) -> int:
    """Write a workbook row by row in constant memory. Returns the number of rows.

    Texts are text cells, identity numbers and telephone numbers among them; formulas are never written. Beyond
    the 1,048,576 rows of a sheet another sheet follows.
    """
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    sheets = _Sheets(book, columns, title, watermark.line() if watermark else "")
    count = 0
    try:
        for row in rows:
            sheets.write(row)
            count += 1
    finally:
        book.close()
    return count


def write_errors(
    target: str | Path | BinaryIO,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str | None], Sequence[str]]],
    *,
    watermark: Watermark | None,
) -> int:
    """Write the sheet of refused rows: the original row number, the original cells, the reasons.

    It can be put right and imported again as it is: the columns keep their names.
    """
    width = len(header)

    def lines() -> Iterable[list[Value]]:
        for number, cells, reasons in rows:
            kept: list[Value] = [*cells[:width], *[None] * (width - len(cells))]
            yield [number, *kept, _("；").join(reason.rstrip(_FULL_STOPS) for reason in reasons)]

    columns = [_("原行号"), *header, _("不能导入的原因")]
    return write_xlsx(target, columns, lines(), title=_("不能导入的行"), watermark=watermark)
