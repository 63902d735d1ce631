"""Files that are broken, mislabelled or meant to harm: each is refused in words, none breaks anything."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile
from contextlib import closing
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juanzong.kit import sheets
from juanzong.kit.errors import Invalid
from juanzong.kit.sheets.strings import StringPool
from tests.kit.sheet_files import packed, parts, relation, text_cell, text_row

HEAD = text_row("姓名", "电话")
GOOD = parts(HEAD + text_row("张三", "1"))


def refusal_of(file: io.BytesIO, name: str = "a.xlsx", limits: sheets.Limits | None = None) -> str:
    """Read the whole file; the refusal's sentence, or "" when it was read."""
    try:
        with sheets.open_table(file, name, limits=limits) as table:
            for _row in table.rows():
                pass
    except Invalid as error:
        refusal = error
    else:
        return ""
    assert str(refusal.message)
    assert str(refusal.todo)
    return str(refusal)


def test_the_good_file_is_good() -> None:
    assert refusal_of(packed(GOOD)) == ""


def test_a_workbook_cut_anywhere_is_refused() -> None:
    file = io.BytesIO()
    sheets.write_xlsx(file, ["姓名", "电话"], [[f"张{n}", f"{n}"] for n in range(500)], title="t", watermark=None)
    whole = file.getvalue()
    for twentieth in range(20):
        assert refusal_of(io.BytesIO(whole[: len(whole) * twentieth // 20]))


def test_a_workbook_with_one_changed_byte_is_read_or_refused() -> None:
    whole = bytearray(packed(GOOD).getvalue())
    rng = Random(4)
    for _n in range(400):
        broken = bytearray(whole)
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
        refusal_of(io.BytesIO(bytes(broken)))


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "../\0.csv"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    refusal_of(io.BytesIO(data), name)


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_xml_in_a_sheet_is_read_or_refused(data: str) -> None:
    refusal_of(packed({**GOOD, "xl/worksheets/sheet1.xml": data.encode("utf-8", "replace")}))


@pytest.mark.parametrize(
    ("head", "name", "word"),
    [
        (b"%PDF-1.7\n", "a.xlsx", "不是表格"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "不是表格"),
        (b"<html><table>", "a.xls", "不是表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "旧的 .xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "密码"),
        (b"a,b\r\n1,2\r\n", "a.xlsx", "不是工作簿"),
        (b"", "a.csv", "空的"),
        (b"\r\n\r\n", "a.csv", "没有数据"),
        (b"\0\1\0\2" * 100, "a.csv", "空字符"),
        (b"\xff\xff\xfe\xfd,\xff\xff", "a.csv", "编码"),
    ],
)
def test_a_mislabelled_file_is_named_for_what_it_is(head: bytes, name: str, word: str) -> None:
    assert word in refusal_of(io.BytesIO(head), name)


def test_a_workbook_called_csv_is_read_for_what_it_is() -> None:
    assert refusal_of(packed(GOOD), "a.csv") == ""


def test_another_kind_of_zip_is_refused() -> None:
    assert "不是 .xlsx" in refusal_of(packed({"a.txt": "x"}))
    word = {**GOOD, "_rels/.rels": GOOD["_rels/.rels"].replace("xl/workbook.xml", "word/document.xml")}
    assert "不是 .xlsx" in refusal_of(packed(word))


def test_bombs_are_refused_in_little_memory() -> None:
    sheet = "<worksheet><sheetData>" + HEAD + "<row><c><v>1</v></c></row>" * 300_000
    string = "<sst><si><t>" + "a" * 8_000_000
    files = [
        packed({**GOOD, "xl/worksheets/sheet1.xml": sheet}),
        packed({**parts(HEAD, strings="<si/>"), "xl/sharedStrings.xml": string}),
        packed({**parts(HEAD, styles="<x/>"), "xl/styles.xml": " " * 20_000_000}),
        packed({**GOOD, "xl/workbook.xml": " " * 20_000_000}),
    ]
    del sheet, string
    tracemalloc.start()
    for file in files:
        assert "超出限度" in refusal_of(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024


def test_a_header_that_lies_about_sizes_helps_nobody() -> None:
    content = "<worksheet><sheetData>" + HEAD + "<row><c><v>1</v></c></row>" * 500_000
    data = bytearray(packed({**GOOD, "xl/worksheets/sheet1.xml": content}).getvalue())
    size = struct.pack("<L", len(content.encode()))
    lie = bytes(data).replace(size, struct.pack("<L", 100))
    assert refusal_of(io.BytesIO(lie))


def test_too_many_entries_are_refused() -> None:
    assert "超出限度" in refusal_of(packed({**GOOD, **{f"x/{n}": "" for n in range(2001)}}))
    assert "超出限度" in refusal_of(packed({**GOOD, **{f"x/{n}": "" for n in range(30_000)}}))


def test_entries_that_share_bytes_are_refused() -> None:
    file = packed({**GOOD, "xl/extra.xml": "x" * 10_000})
    with zipfile.ZipFile(file) as archive:
        first = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
        second = archive.getinfo("xl/extra.xml").header_offset
    data = bytearray(file.getvalue())
    place = data.rfind(b"xl/extra.xml") - 4
    assert struct.unpack("<L", data[place : place + 4])[0] == second
    data[place : place + 4] = struct.pack("<L", first)
    assert "超出限度" in refusal_of(io.BytesIO(bytes(data)))


def test_nested_archives_macros_and_passwords_are_refused() -> None:
    inner = packed({"a": "b"}).getvalue()
    assert "嵌有" in refusal_of(packed({**{k: v.encode() for k, v in GOOD.items()}, "xl/embeddings/a.bin": inner}))
    assert "宏" in refusal_of(packed({**GOOD, "xl/vbaProject.bin": "x"}))
    data = bytearray(packed(GOOD).getvalue())
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    assert "密码" in refusal_of(io.BytesIO(bytes(data)))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>',
    ],
)
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_document_types_and_entities_are_refused_in_every_part(doctype: str, part: str) -> None:
    made = parts(HEAD, strings="<si/>", styles="<x/>")
    assert "实体" in refusal_of(
        packed({**made, part: '<?xml version="1.0"?>' + doctype + made[part].removeprefix('<?xml version="1.0"?>')})
    )


def test_a_tag_without_end_and_a_cell_without_end_are_refused() -> None:
    noise = os.urandom(3_000_000).hex()
    assert refusal_of(packed({**GOOD, "xl/worksheets/sheet1.xml": '<worksheet a="' + noise}))
    assert "超过" in refusal_of(packed(parts(HEAD + "<row>" + text_cell(noise) + "</row>")))
    assert "超过" in refusal_of(packed(parts(HEAD + text_row("a" * 32_768))))


@pytest.mark.parametrize(
    "data",
    [
        '<row r="5"/><row r="5"><c><v>1</v></c></row>',
        '<row r="9999999"><c><v>1</v></c></row>',
        '<row r="9"><c r="B9"><v>1</v></c><c r="A9"><v>1</v></c></row>',
        '<row r="9"><c r="ABCD9"><v>1</v></c></row>',
        '<row r="9"><c t="s"><v>5</v></c></row>',
        '<row r="9"><c t="s"><v>x</v></c></row>',
        '<row r="9"><c><v>1</v></row>',
    ],
)
def test_rows_and_cells_out_of_order_are_refused(data: str) -> None:
    assert "损坏" in refusal_of(packed(parts(HEAD + data)))


def test_too_many_columns_are_refused_with_the_row() -> None:
    assert "第 2 行" in refusal_of(packed(parts(HEAD + '<row r="2"><c r="XFD2"><v>1</v></c></row>')))
    assert "第 2 行" in refusal_of(io.BytesIO(b"a,b\r\n" + b"1," * 300 + b"1\r\n"), "a.csv")


def test_external_links_are_ignored_and_a_missing_sheet_is_refused() -> None:
    linked = dict(GOOD)
    linked["xl/_rels/workbook.xml.rels"] = linked["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        relation(8, "externalLink", "externalLinks/e.xml")
        + relation(9, "x", "http://x", 'TargetMode="External"')
        + "</Relationships>",
    )
    assert refusal_of(packed(linked)) == ""
    hidden = parts(HEAD, book='<sheets><sheet name="a" state="veryHidden" r:id="rId1"/></sheets>')
    assert "看得见" in refusal_of(packed(hidden))
    gone = {name: content for name, content in GOOD.items() if "sheet1" not in name}
    assert "损坏" in refusal_of(packed(gone))


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ('a,b\r\n1,"2\r\n' + "3,4\r\n" * 3000, "第 2 行的引号"),
        ('a,b\r\n1,2\r\n3,"4"x\r\n', "第 3 行的引号"),
        ('a,b\r\n1,"2', "第 2 行的引号"),
        ("a,b\r\n1," + "x" * 40_000 + "\r\n", "超过 32767 个字"),
        ("a,b\r\n1," + "x" * 200_000 + "\r\n", "过长"),
        ("a,b\r\n1," + "x" * 2_000_000 + "\r\n", "太长"),
    ],
)
def test_broken_text_tables_name_the_row(body: str, word: str) -> None:
    assert word in refusal_of(io.BytesIO(body.encode()), "a.csv")


def test_bytes_that_do_not_decode_name_the_row() -> None:
    body = "姓名,地址\r\n".encode() + "张三,杭州\r\n".encode() * 40_000 + b"\xff\xfe\xff,x\r\n"
    assert "行附近" in refusal_of(io.BytesIO(body), "a.csv")


def test_a_nul_in_a_text_cell_is_flagged_not_fatal() -> None:
    with sheets.open_table(io.BytesIO("姓名,地址\r\n张\0三,杭州\r\n".encode() * 30), "a.csv") as table:
        row = next(table.rows())
    assert isinstance(row.cells[0], sheets.Flagged)
    assert row.cells[0] == "张三"


def test_limits_can_be_set() -> None:
    limits = sheets.Limits(rows=3, file=1000)
    body = b"a,b\r\n" + b"1,2\r\n" * 10
    assert "超过 3 行" in refusal_of(io.BytesIO(body), "a.csv", limits)
    assert "MB" in refusal_of(io.BytesIO(body * 100), "a.csv", limits)


@settings(max_examples=30)
@given(st.lists(st.text(max_size=3000), max_size=30), st.randoms(use_true_random=False))
def test_the_string_pool_gives_back_every_text_in_any_order(texts: list[str], rng: Random) -> None:
    with closing(StringPool()) as pool:
        for text in texts:
            pool.append(text)
        pool.freeze()
        order = list(range(len(texts)))
        rng.shuffle(order)
        assert [pool[index] for index in order] == [texts[index] for index in order]
        with pytest.raises(IndexError):
            pool[len(texts)]


def test_the_string_pool_leaves_nothing_readable_in_its_file() -> None:
    pool = StringPool()
    for number in range(3000):
        pool.append(f"张三丰13812344512-{number}")
    pool.freeze()
    pool._file.seek(0)
    held = pool._file.read()
    assert "张三丰".encode() not in held
    assert b"13812344512" not in held
    pool.close()
