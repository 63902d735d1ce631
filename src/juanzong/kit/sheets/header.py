"""Where the names of the columns stand: below a title, over two rows, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from juanzong.kit.sheets.cells import Flagged, Row

LOOK_AHEAD = 30  # rows read to find the header
_MAX_NAME = 40
# untranslated: how people write dates
_DATA = re.compile(r"[0-9]{6,17}[0-9Xx]|[0-9]{4}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?|[-+]?[0-9.,]+|\S+@\S+\.\S+")
_WIDE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Header:
    """Column names; `row` is the number of the row they stand in, 0 when the sheet has none.

    `last_row` is the last row of the heading (a heading may take two); data begin after it.
    """

    row: int
    last_row: int
    names: list[str]
    notes: tuple[str, ...] = ()


def find_header(rows: Sequence[Row]) -> Header:
    """The heading among the first rows of a sheet."""
    width = max((len(row.cells) for row in rows), default=0)
    fullest = max((_filled(row) for row in rows), default=0)
    for index, row in enumerate(rows):
        if _filled(row) < max(fullest * _WIDE_ENOUGH, min(fullest, 2)):
            continue
        if not _looks_like_names(row):
            break
        following = rows[index + 1] if index + 1 < len(rows) else None
        names = _padded(row, width)
        last = row.number
        if following is not None and following.number == row.number + 1 and _is_second_half(row, following):
            names = [low or high for high, low in zip(names, _padded(following, width), strict=True)]
            last = following.number
        return _named(row.number, last, names)
    if not rows:
        return Header(0, 0, [])
    before = rows[0].number - 1
    start = next((row.number - 1 for row in rows if _filled(row) >= fullest * _WIDE_ENOUGH), before)
    note = _("没有找到表头，列名按“第几列”显示。")
    return Header(0, start, [_nth(n) for n in range(1, width + 1)], (note,))


def _filled(row: Row) -> int:
    return sum(1 for cell in row.cells if cell and cell.strip())


def _padded(row: Row, width: int) -> list[str]:
    names = [" ".join((cell or "").split()) for cell in row.cells]
    return names + [""] * (width - len(names))


def _looks_like_names(row: Row) -> bool:
    cells = [cell.strip() for cell in row.cells if cell and cell.strip()]
    return all(len(cell) <= _MAX_NAME and not isinstance(cell, Flagged) and not _DATA.fullmatch(cell) for cell in cells)


def _is_second_half(upper: Row, lower: Row) -> bool:
    """A merged heading: the upper row has gaps that the lower row names, and the lower row leaves the rest empty."""
    width = max(len(upper.cells), len(lower.cells))
    high, low = _padded(upper, width), _padded(lower, width)
    fills_gap = any(a and not b for a, b in zip(low, high, strict=True))
    leaves_gap = any(b and not a for a, b in zip(low, high, strict=True))
    return fills_gap and leaves_gap and _looks_like_names(lower)


def _nth(number: int) -> str:
    return _("第 %(n)s 列") % {"n": number}


def _named(row: int, last: int, names: list[str]) -> Header:
    """Empty names become 'column n'; a name that occurs again gets a number, and the person is told."""
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    result: list[str] = []
    repeated: list[str] = []
    for position, name in enumerate(names, 1):
        unique = name or _nth(position)
        times = seen[unique] = seen.get(unique, 0) + 1
        if times > 1:
            repeated.append(unique)
            unique = f"{unique} ({times})"
        result.append(unique)
    notes = (_("有重复的列名：%(names)s。") % {"names": _("、").join(dict.fromkeys(repeated))},) if repeated else ()
    return Header(row, last, result, notes)
