"""The demo import sheet: thousands of good rows and a known number of wrong ones, of many kinds."""

# untranslated module: invented data

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from juanzong.config.demo import people
from juanzong.kit.checks.identity import check_character
from juanzong.kit.checks.numbers import uscc_check_character
from juanzong.kit.sheets import write_xlsx

COLUMNS = (
    "客户类型 客户名称 身份证号 统一社会信用代码 手机号码 固定电话 电子邮箱 地址 出生日期 职业 车牌号 联系人 联系人电话 备注"
).split()
(
    _KIND,
    _NAME,
    _ID,
    _USCC,
    _MOBILE,
    _LANDLINE,
    _EMAIL,
    _ADDRESS,
    _BIRTH,
    _JOB,
    _PLATE,
    _CONTACT,
    _CONTACT_PHONE,
    _NOTE,
) = range(14)
_HEADER_ROWS = 1


class WrongRow(NamedTuple):
    """A row the importer must refuse: its number in the sheet and what is wrong with it."""

    number: int
    kind: str


_Row = list[str]


def _person_row(rng: Random) -> _Row:
    one = people.person(rng)
    birth = one.birth_date.isoformat() if rng.random() < 0.7 else ""
    return [
        "个人", one.name, one.resident_id, "", one.mobile, "", one.email if rng.random() < 0.5 else "",
        one.address, birth, one.occupation, one.plate, "", "", "",
    ]  # fmt: skip


def _company_row(rng: Random) -> _Row:
    one = people.company(rng)
    return [
        "单位", one.name, "", one.uscc, "", one.landline, one.email, one.address, "", "", "",
        one.contact, one.contact_mobile, "",
    ]  # fmt: skip


def _changed(text: str, position: int, step: int = 1) -> str:
    """The text with one digit changed, which every check digit notices."""
    return f"{text[:position]}{(int(text[position]) + step) % 10}{text[position + 1 :]}"


def _set(column: int, make: Callable[[_Row], str]) -> Callable[[_Row], None]:
    def spoil(row: _Row) -> None:
        row[column] = make(row)

    return spoil


def _impossible_day(row: _Row) -> None:
    first = row[_ID][:10] + "0230" + row[_ID][14:17]
    row[_ID] = first + check_character(first)
    row[_BIRTH] = ""


def _other_birth(row: _Row) -> None:
    year = int(row[_ID][6:10])
    row[_BIRTH] = f"{year + 1}-{row[_ID][10:12]}-15"


def _both_ids(row: _Row) -> None:
    first = "91330106MA2EXAMP1"
    row[_USCC] = first + uscc_check_character(first)


_SPOILERS: dict[str, tuple[str, Callable[[_Row], None]]] = {
    "id_check_digit": ("个人", _set(_ID, lambda row: _changed(row[_ID], 15))),
    "id_impossible_date": ("个人", _impossible_day),
    "id_length": ("个人", _set(_ID, lambda row: row[_ID][:-2])),
    "missing_name": ("个人", _set(_NAME, lambda _row: "")),
    "mobile_length": ("个人", _set(_MOBILE, lambda row: row[_MOBILE][:-1])),
    "mobile_letters": ("个人", _set(_MOBILE, lambda row: row[_MOBILE][:-1] + "O")),
    "both_ids": ("个人", _both_ids),
    "unknown_kind": ("个人", _set(_KIND, lambda _row: "其它")),
    "birth_date_impossible": ("个人", _set(_BIRTH, lambda _row: "1990-02-30")),
    "birth_date_differs": ("个人", _other_birth),
    "email_format": ("个人", _set(_EMAIL, lambda _row: "张三#example.cn")),
    "plate_format": ("个人", _set(_PLATE, lambda _row: "浙O1234")),
    "uscc_check": ("单位", _set(_USCC, lambda row: _changed(row[_USCC], 3))),
    "uscc_length": ("单位", _set(_USCC, lambda row: row[_USCC][:-1])),
    "missing_company_name": ("单位", _set(_NAME, lambda _row: " ")),
    "landline_without_area": ("单位", _set(_LANDLINE, lambda row: row[_LANDLINE].partition("-")[2])),
    "contact_phone": ("单位", _set(_CONTACT_PHONE, lambda _row: "12345")),
}
_DUPLICATE = "duplicate_id"  # the identity number of an earlier good row, under another name


def demo_rows(rows: int, wrong: int, seed: int) -> tuple[list[_Row], list[WrongRow]]:
    """The cells and the wrong rows; numbers count from 2, below the heading."""
    rng = Random(seed)  # noqa: S311  play, not secrecy
    table = [_person_row(rng) if rng.random() < 0.7 else _company_row(rng) for _n in range(rows)]
    places = {kind: [index for index, row in enumerate(table) if row[_KIND] == kind] for kind in ("个人", "单位")}
    for indexes in places.values():
        rng.shuffle(indexes)
    kinds = [*_SPOILERS, _DUPLICATE]
    found: list[WrongRow] = []
    for turn in range(wrong):
        kind = kinds[turn % len(kinds)]
        if kind == _DUPLICATE:
            first, second = sorted((places["个人"].pop(), places["个人"].pop()))
            table[second][_ID], table[second][_BIRTH] = table[first][_ID], ""
            found.append(WrongRow(second + _HEADER_ROWS + 1, kind))
            continue
        customer_kind, spoil = _SPOILERS[kind]
        index = places[customer_kind].pop()
        spoil(table[index])
        found.append(WrongRow(index + _HEADER_ROWS + 1, kind))
    return table, sorted(found)


def write_demo_sheet(path: str | Path, rows: int = 5000, wrong: int = 37, seed: int = 7) -> list[WrongRow]:
    """Write the sheet, a workbook or (name ending in .csv) GB18030 text; returns the wrong rows in order.

    Each wrong row is wrong for a reason that stands in the sheet itself; all others pass every check.
    """
    table, found = demo_rows(rows, wrong, seed)
    target = Path(path)
    if target.suffix.lower() == ".csv":
        with target.open("w", encoding="gb18030", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(COLUMNS)
            writer.writerows(table)
    else:
        write_xlsx(target, COLUMNS, table, title="客户", watermark=None)
    return found
