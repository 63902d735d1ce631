"""Reading and writing of good tables."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juanzong.config.demo.sheets import COLUMNS, write_demo_sheet
from juanzong.kit import checks, sheets
from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.cells import date_text, is_date_format, number_text
from tests.kit.sheet_files import packed, parts, text_cell, text_row

WATERMARK = sheets.Watermark("李四", "核对 & 归档", "DC-2026-1", dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC))


def read(file: io.BytesIO, name: str = "a.xlsx") -> tuple[sheets.Table, list[sheets.Row]]:
    with sheets.open_table(file, name) as table:
        return table, list(table.rows())


def book(*rows: list[Any]) -> io.BytesIO:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return file


def test_a_workbook_gives_text_with_the_rows_people_see() -> None:
    file = book(
        ["姓名", "手机", "日期", "金额"], ["张三", 13812344512, dt.date(2024, 1, 5), 0.1], [], ["李四", "1", None, 3.0]
    )
    table, rows = read(file)
    assert table.header.names == ["姓名", "手机", "日期", "金额"]
    assert table.kind == "xlsx"
    assert table.progress == 1.0
    assert rows == [(2, ["张三", "13812344512", "2024-01-05", "0.1"]), (4, ["李四", "1", None, "3"])]


def test_shared_strings_with_runs_phonetics_and_prefixed_tags() -> None:
    strings = "<si><t>姓名</t></si><si><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></si><si><t>电_x000A_话</t></si>"
    cell = '<x:c r="{}" t="s"><x:v>{}</x:v></x:c>'
    data = (
        f'<x:row r="1">{cell.format("A1", 0)}{cell.format("C1", 2)}</x:row><x:row r="5">{cell.format("A5", 1)}</x:row>'
    )
    table, rows = read(packed(parts(data, strings=strings)))
    assert table.header.names == ["姓名", "第 2 列", "电 话"]
    assert rows == [(5, ["张三"])]


def test_doubtful_cells_are_flagged_with_a_reason() -> None:
    styles = '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs>'
    cells = [
        "<c><v>3.30106199003071E+17</v></c>",
        "<c><v>330106199003071236</v></c>",
        "<c><f>A1+1</f><v>7</v></c>",
        '<c t="e"><v>#REF!</v></c>',
        '<c s="1"><v>60</v></c>',
        '<c s="1"><v>-5</v></c>',
        "<c><f>A1</f></c>",
        "<c><v>NaN</v></c>",
        "<c><v>1.38E+10</v></c>",
    ]
    head = text_row(*[f"列{chr(65 + n)}" for n in range(len(cells))])
    _table, rows = read(packed(parts(f"{head}<row>{''.join(cells)}</row>", styles=styles)))
    codes = [cell.code if isinstance(cell, sheets.Flagged) else "" for cell in rows[0].cells]
    assert codes == ["lost_digits"] * 2 + ["formula", "error", "bad_date", "bad_date", "formula", "error", ""]
    assert rows[0].cells[0] == "330106199003071000"
    assert rows[0].cells[8] == "13800000000"
    assert all(sheets.flag_of(cell) for cell in rows[0].cells[:8])


@pytest.mark.parametrize(
    ("raw", "text"),
    [("1", "1"), ("-12", "-12"), ("3.0", "3"), ("1.5E3", "1500"), ("0.30000000000000004", "0.3"), ("1E-7", "0.0000001"),
     ("999999999999999", "999999999999999"), ("1e400", "1e400")],
)  # fmt: skip
def test_numbers_have_no_scientific_notation(raw: str, text: str) -> None:
    assert number_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "from_1904", "text"),
    [("45296", False, "2024-01-05"), ("1", False, "1900-01-01"), ("59", False, "1900-02-28"), ("61", False, "1900-03-01"),
     ("45296.5", False, "2024-01-05 12:00:00"), ("0.25", False, "06:00:00"), ("0", True, "1904-01-01"),
     ("43834", True, "2024-01-05")],
)  # fmt: skip
def test_serial_numbers_are_days(raw: str, from_1904: bool, text: str) -> None:
    assert date_text(raw, from_1904=from_1904) == text


def test_date_formats_are_told_from_number_formats() -> None:
    assert is_date_format(14, "")
    assert is_date_format(200, 'yyyy"年"m"月"d"日"')
    assert is_date_format(200, "[h]:mm")
    assert not is_date_format(0, "")
    assert not is_date_format(200, "General")
    assert not is_date_format(200, '0.00"day"')
    assert not is_date_format(200, "[Red]#,##0")


def test_the_first_visible_sheet_is_read_and_said() -> None:
    made = openpyxl.Workbook()
    hidden, shown = made.active, made.create_sheet("客户")
    assert hidden is not None
    hidden.sheet_state = "hidden"
    made.active = 1
    hidden.append(["秘密", "列"])
    shown.append(["姓名", "电话"])
    shown.append(["张三", "1"])
    file = io.BytesIO()
    made.save(file)
    table, rows = read(file)
    assert table.sheet == "客户"
    assert rows == [(2, ["张三", "1"])]
    assert any("客户" in note for note in table.notes)


def test_a_title_row_and_a_two_row_heading_are_passed_over() -> None:
    file = book(
        ["客户名册"],
        [],
        ["姓名", "联系方式", None, "备注"],
        [None, "手机", "地址", None],
        ["张三", "13812344512", "杭州", "无"],
    )
    table, rows = read(file)
    assert table.header.names == ["姓名", "手机", "地址", "备注"]
    assert (table.header.row, table.header.last_row) == (3, 4)
    assert rows == [(5, ["张三", "13812344512", "杭州", "无"])]


def test_a_sheet_without_a_heading_says_so_and_loses_no_row() -> None:
    table, rows = read(book(["张三", "13812344512"], ["李四", "13912344512"]))
    assert table.header.row == 0
    assert table.header.names == ["第 1 列", "第 2 列"]
    assert len(rows) == 2
    assert table.notes


def test_repeated_and_empty_column_names_are_told_apart() -> None:
    table, _rows = read(book(["姓名", "电话", "电话", None, "备注"], ["张三", "1", "2", "3", "4"]))
    assert table.header.names == ["姓名", "电话", "电话 (2)", "第 4 列", "备注"]
    assert any("电话" in note for note in table.notes)


def test_rows_can_be_read_again_and_from_behind_a_row() -> None:
    file = book(["姓名", "编号"], *[[f"甲{n}", f"{n}"] for n in range(100)])
    with sheets.open_table(file, "a.xlsx") as table:
        assert len(list(table.rows())) == 100
        assert [row.number for row in table.rows(after=98)] == [99, 100, 101]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_tables_are_read_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = [["姓名", "地址"], ["张三", f"杭州{separator}明月路"], [], ["李四", '他说"好"\n走了']]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(lines)
    table, rows = read(io.BytesIO(out.getvalue().encode(encoding)), "a.csv")
    assert table.header.names == ["姓名", "地址"]
    assert rows == [(2, ["张三", f"杭州{separator}明月路"]), (4, ["李四", '他说"好"\n走了'])]


def test_chinese_that_comes_late_is_still_decoded() -> None:
    body = "name,note\r\n" + "abc,def\r\n" * 60_000
    for encoding in ("utf-8", "gb18030"):
        _table, rows = read(io.BytesIO(body.encode() + "张三,杭州\r\n".encode(encoding)), "a.csv")
        assert rows[-1] == (60_002, ["张三", "杭州"])


def test_rare_characters_of_gb18030_are_kept() -> None:
    _table, rows = read(io.BytesIO("姓名,地址\r\n𠮷䶮,杭州\r\n".encode("gb18030")), "a.csv")
    assert rows == [(2, ["𠮷䶮", "杭州"])]


cell_text = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@settings(max_examples=60)
@given(st.lists(st.lists(cell_text, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_written_comes_back(table: list[list[str]]) -> None:
    table = [[f"n{n}", *row[1:]] for n, row in enumerate(table)]
    expected = [[cell.strip() or None for cell in row] for row in table]
    for kind in ("xlsx", "csv"):
        file = io.BytesIO()
        if kind == "xlsx":
            sheets.write_xlsx(file, ["编号", "姓名", "备注"], table, title="客户", watermark=WATERMARK)
        else:
            sheets.write_csv(file, ["编号", "姓名", "备注"], table, watermark=WATERMARK)
        opened, rows = read(file, f"a.{kind}")
        assert opened.header.names == ["编号", "姓名", "备注"]
        found = [[*row.cells, *[None] * (3 - len(row.cells))] for row in rows]
        if kind == "xlsx" or all(_survives_csv(cell) for row in table for cell in row):
            assert found == [[_visible(cell) for cell in row] for row in expected]


def _visible(cell: str | None) -> str | None:
    marks = "".join(map(chr, [0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))
    return cell.translate(str.maketrans("", "", marks)).strip() or None if cell else None


def _survives_csv(cell: str) -> bool:
    return "\u2028" not in cell


@given(st.text(max_size=20))
def test_the_guard_can_be_taken_off_exactly(text: str) -> None:
    safe = sheets.guarded(text)
    assert sheets.unguarded(safe) == text
    assert safe[:1] not in tuple("=+-@\t\r\n＝＋－＠\0")


PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1+1", "＋1", "－1", "＠A", " =1", "　=1", "\ufeff=1",
    '"=1', "'=1", "''=1", '=HYPERLINK("http://example.com","x")', "=cmd|' /C calc'!A0", "+86 138", "-", "|x", "%0A", "“=1",
]  # fmt: skip


def test_no_formula_leaves_the_house() -> None:
    file = io.BytesIO()
    rows = [[payload, "x" + payload, f"{payload}\n{payload}"] for payload in PAYLOADS]
    sheets.write_xlsx(file, ["=头", "＋b", "c"], rows, title="=x", watermark=WATERMARK)
    made = openpyxl.load_workbook(file)
    found = 0
    for row in made.worksheets[0].iter_rows():
        for cell in row:
            if cell.value is not None:
                found += 1
                assert cell.data_type == "s"
                assert str(cell.value).lstrip()[:1] not in tuple("=+-@＝＋－＠")
    assert found >= 3 * len(PAYLOADS)
    text = io.BytesIO()
    sheets.write_csv(text, ["=头", "b", "c"], rows, watermark=WATERMARK)
    assert text.getvalue().startswith(b"\xef\xbb\xbf")
    for line in csv.reader(io.StringIO(text.getvalue().decode("utf-8-sig"), newline="")):
        assert all(cell[:1] not in tuple("=+-@\t\r\n＝＋－＠") for cell in line if cell)


def test_exported_sheets_say_who_when_why_and_keep_numbers_as_text() -> None:
    file = io.BytesIO()
    row: list[Any] = ["330106199003071236", 12, Decimal("1.50"), dt.date(2024, 1, 5), True, None, 10**18]
    sheets.write_xlsx(file, list("甲乙丙丁戊己庚"), [row], title="客户", watermark=WATERMARK)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet["A1"].value == "导出人 李四　时间 2026-01-02 11:04　用途 核对 & 归档　编号 DC-2026-1"
    assert [cell.value for cell in sheet[3]] == ["330106199003071236", 12, 1.5, "2024-01-05", "是", None, str(10**18)]
    assert sheet.oddHeader is not None
    assert "DC-2026-1" in str(sheet.oddHeader.left.text)


def test_a_text_beyond_the_cell_limit_says_that_it_was_cut() -> None:
    file = io.BytesIO()
    sheets.write_xlsx(file, ["名", "文"], [["a", "卷" * 40_000]], title="t", watermark=None)
    assert str(openpyxl.load_workbook(file).worksheets[0]["B2"].value).endswith("已截断）")


def test_a_sheet_of_refused_rows_can_be_imported_again() -> None:
    file = io.BytesIO()
    sheets.write_errors(file, ["姓名", "手机"], [(7, ["张三", "12"], ["手机号不对。", "重复。"])], watermark=None)
    table, rows = read(file)
    assert table.header.names == ["原行号", "姓名", "手机", "不能导入的原因"]
    assert rows == [(2, ["7", "张三", "12", "手机号不对；重复"])]


HINTS = [
    sheets.FieldHint("name", ("姓名", "客户名称", "名称", "客户姓名")),
    sheets.FieldHint("resident_id", ("身份证号", "身份证号码", "证件号码"), checks.resident_id),
    sheets.FieldHint("mobile", ("手机", "手机号", "手机号码", "mobile phone"), checks.mobile, avoid=("紧急", "联系人")),
    sheets.FieldHint("address", ("地址", "住址", "联系地址")),
]


def test_columns_are_guessed_by_name_in_both_languages() -> None:
    found = sheets.guess_mapping(["Name", "客户手机号码", "身份证号码", "联系地址"], [], HINTS)
    assert {code: guess.column for code, guess in found.items()} == {
        "name": 0, "mobile": 1, "resident_id": 2, "address": 3,
    }  # fmt: skip


def test_columns_are_guessed_by_content_and_never_from_another_person() -> None:
    rows = [["张三", "330106199003071236", "13812344512", "13912344512"]] * 5
    found = sheets.guess_mapping(["甲", "乙", "紧急联系人电话", "丁"], rows, HINTS)
    assert found["resident_id"].column == 1
    assert found["resident_id"].by == "content"
    assert found["mobile"].column == 3
    assert "name" not in found


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_demo_sheet_has_exactly_its_wrong_rows(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"demo.{kind}"
    wrong = write_demo_sheet(path, rows=1000, wrong=37, seed=7)
    assert len({one.number for one in wrong}) == 37
    assert len({one.kind for one in wrong}) >= 15
    with path.open("rb") as file, sheets.open_table(file, path.name) as table:
        assert table.header.names == COLUMNS
        rows = list(table.rows())
    assert len(rows) == 1000
    seen: set[str] = set()
    assert [row.number for row in rows if _is_wrong(row.cells, seen)] == [one.number for one in wrong]


def _is_wrong(cells: list[str | None], seen: set[str]) -> bool:
    """An importer's rules in short, written apart from the maker of the sheet."""
    row = dict(zip(COLUMNS, [*cells, *[None] * (len(COLUMNS) - len(cells))], strict=True))
    try:
        if (
            row["客户类型"] not in ("个人", "单位")
            or not row["客户名称"]
            or (row["身份证号"] and row["统一社会信用代码"])
        ):
            return True
        if row["身份证号"]:
            person = checks.resident_id(row["身份证号"])
            if person.number in seen or (row["出生日期"] and checks.date(row["出生日期"]) != person.birth_date):
                return True
            seen.add(person.number)
        for column, check in (("统一社会信用代码", checks.uscc), ("手机号码", checks.mobile), ("固定电话", checks.landline),
                              ("电子邮箱", checks.email), ("出生日期", checks.date), ("车牌号", checks.plate),
                              ("联系人电话", checks.phone)):  # fmt: skip
            value = row[column]
            if value:
                check(value)
    except Invalid:
        return True
    return False


def test_the_demo_sheet_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first = write_demo_sheet(tmp_path / "a.csv", rows=200, wrong=10, seed=3)
    second = write_demo_sheet(tmp_path / "b.csv", rows=200, wrong=10, seed=3)
    assert first == second
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_cells_beyond_the_last_column_without_content_do_not_count() -> None:
    data = f'<row r="1">{text_cell("甲", "A1")}{text_cell("乙", "B1")}<c r="XFD1" s="1"/></row>'
    table, _rows = read(packed(parts(data)))
    assert table.header.names == ["甲", "乙"]
