"""The papers of a dossier say what their data says, page by page, in both languages."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pypdfium2
import pytest

from juanzong.dossiers.prints import (
    CoverData,
    Heading,
    Line,
    MissingItem,
    NoteSheetData,
    Remark,
    Section,
    SpineData,
    VolumeListData,
    code_of,
    cover,
    note_sheet,
    spine,
    volume_list,
)
from juanzong.dossiers.prints.build import page_range
from juanzong.dossiers.prints.words import words

MOMENT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
HEADING = Heading(
    company="杭州鸿信小额贷款有限公司",
    category="借款项目档案",
    title="杭州临安青竹农产品有限公司流动资金借款项目档案",
    number="鸿借字第017号",
    fonds="HX01",
    catalogue="2026-JK",
    volume="017",
    address="https://archive.example/d/17",
)
LIST = VolumeListData(
    heading=HEADING,
    sections=(
        Section(
            title="一、立项审批资料",
            lines=(
                Line(no=1, title="借款申请书", first_page=1, last_page=2, pages=2, original=True, scan=True),
                Line(
                    no=2,
                    title="流动资金借款合同",
                    reference="鸿借字第017号-01",
                    author="青竹农产品",
                    issued=dt.date(2026, 11, 5),
                    first_page=7,
                    last_page=18,
                    pages=12,
                    original=False,
                ),
            ),
        ),
        Section(title="二、贷后资料"),
    ),
    missing=(MissingItem(title="放款凭证回单", section="二、贷后资料", clause="P03-4.2c"),),
    attachments=(Line(title="仓储租赁合同", original=False),),
)


def pages_of(pdf: bytes) -> list[str]:
    book = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in book]
    book.close()
    return ["".join(text.split()).replace("\u200b", "").replace("\ufffe", "") for text in texts]


def size_of(pdf: bytes) -> tuple[int, int]:
    book = pypdfium2.PdfDocument(pdf)
    width, height = book[0].get_size()
    book.close()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def test_a_cover_states_the_fields_of_the_standard_on_one_page() -> None:
    data = CoverData(
        heading=HEADING,
        begun=dt.date(2026, 10, 9),
        ended=dt.date(2026, 11, 12),
        retention="结清后 10 年",
        items=26,
        pages=148,
    )
    pages = pages_of(cover(data, moment=MOMENT))
    assert len(pages) == 1
    for said in (
        "杭州鸿信小额贷款有限公司",
        "借款项目档案",
        "流动资金借款项目档案",
        "自2026年10月至2026年11月",
        "结清后10年",
        "本卷共26件148页",
        "鸿借字第017号",
        "HX01-2026-JK-017",
        code_of(data),
    ):
        assert said in pages[0]


def test_a_bound_cover_states_pages_only() -> None:
    page = pages_of(cover(CoverData(heading=HEADING, items=26, pages=148, bound=True), moment=MOMENT))[0]
    assert "本卷共148页" in page


def test_covers_come_in_both_sizes() -> None:
    assert size_of(cover(CoverData(heading=HEADING), moment=MOMENT)) == (210, 297)
    assert size_of(cover(CoverData(heading=HEADING, size="310x220"), moment=MOMENT)) == (220, 310)


@pytest.mark.parametrize("title", ["", "案", "案卷题名" * 10, "案卷题名" * 60, "A" * 300])
def test_no_title_drives_a_cover_or_a_spine_onto_a_second_page(title: str) -> None:
    heading = dataclasses.replace(HEADING, title=title)
    assert len(pages_of(cover(CoverData(heading=heading, secrecy="内部"), moment=MOMENT))) == 1
    assert len(pages_of(spine(SpineData(heading=heading, year="2026"), moment=MOMENT))) == 1


def test_a_draft_without_a_number_says_so() -> None:
    page = pages_of(cover(CoverData(heading=dataclasses.replace(HEADING, number="")), moment=MOMENT))[0]
    assert "未归档" in page


def test_spine_labels_that_do_not_fit_on_a_sheet_are_refused() -> None:
    with pytest.raises(ValueError, match="A4"):
        spine(SpineData(heading=HEADING, widths=(50, 50, 50, 50)), moment=MOMENT)


def test_a_volume_list_shows_lines_ranges_missing_items_and_attachments() -> None:
    page = pages_of(volume_list(LIST, printed_by="周敏", moment=MOMENT))[0]
    for said in (
        "卷内文件目录",
        "一、立项审批资料",
        "1–2",
        "鸿借字第017号-01",
        "7–18",
        "2026-11-05",
        "原件、扫描",
        "复印件",
        "（无）",
        "2件14页缺1件",
        "缺件（必备未收）",
        "P03-4.2c",
        "附件（不编号）",
        "仓储租赁合同",
        "立卷人",
        "核对人",
        "档案管理员",
        "第1页共1页",
        "周敏",
        code_of(LIST),
    ):
        assert said in page


def test_each_copy_of_the_list_has_its_own_line_and_page_numbers() -> None:
    lines = tuple(Line(no=n, title=f"还款凭证 {n}", first_page=n, last_page=n, pages=1) for n in range(1, 61))
    data = dataclasses.replace(
        LIST, sections=(Section(title="还款", lines=lines),), copies=("第一联 A 角留存", "第二联 B 角留存")
    )
    pages = pages_of(volume_list(data, moment=MOMENT))
    half = len(pages) // 2
    assert len(pages) == half * 2
    assert half > 1
    assert "第一联A角留存" in pages[0]
    assert "第二联B角留存" in pages[half]
    for at, page in enumerate(pages):
        assert f"第{at % half + 1}页共{half}页" in page


def test_a_thousand_lines_are_all_there_under_a_repeated_head() -> None:
    lines = tuple(
        Line(no=n, title=f"还款凭证{n:04}号", reference=f"HX-2026-{n:06}", first_page=n, last_page=n, pages=1)
        for n in range(1, 1001)
    )
    pages = pages_of(
        volume_list(dataclasses.replace(LIST, sections=(Section(title="还款", lines=lines),)), moment=MOMENT)
    )
    whole = "".join(pages)
    assert all(f"还款凭证{n:04}号" in whole for n in range(1, 1001))
    assert sum("顺序号" in page for page in pages) == len(pages)
    assert "1000件1000页" in whole


def test_hostile_and_endless_cells_stay_text() -> None:
    line = Line(no=1, title='#read("x")' + "长" * 4000, reference="X" * 500, author="\u202e王𪚥\x00", note="=1+1")
    pages = pages_of(
        volume_list(dataclasses.replace(LIST, sections=(Section(title="*", lines=(line,)),)), moment=MOMENT)
    )
    whole = "".join(pages)
    assert '#read("x")' in whole
    assert "〓①=U+2A6A5" in whole


def test_a_note_sheet_says_state_counts_changes_and_names() -> None:
    data = NoteSheetData(
        heading=HEADING,
        situation="本卷完好。\n第 12 页有水渍。",
        items=26,
        pages=148,
        photos=6,
        remarks=(Remark(on=dt.date(2026, 11, 20), text="补入照片 2 张", by="周敏"),),
        compiled_by="陈立",
        checked_by="孙悦",
        compiled_on=dt.date(2026, 11, 16),
    )
    page = pages_of(note_sheet(data, moment=MOMENT))[0]
    for said in (
        "卷内备考表",
        "第12页有水渍。",
        "148页",
        "6张",
        "补入照片2张",
        "陈立",
        "孙悦",
        "2026-11-16",
        code_of(data),
    ):
        assert said in page
    assert "图样页" not in page


@pytest.mark.parametrize(
    "data", [CoverData(heading=HEADING), SpineData(heading=HEADING), LIST, NoteSheetData(heading=HEADING)]
)
def test_every_paper_comes_in_english_with_english_labels(
    data: CoverData | SpineData | VolumeListData | NoteSheetData,
) -> None:
    bare = dataclasses.replace(data, heading=Heading(company="Hongxin", category="Loans", title="Qingzhu", number="17"))
    if isinstance(bare, VolumeListData):
        bare = dataclasses.replace(bare, sections=(), missing=(), attachments=())
        pages = pages_of(volume_list(bare, lang="en", moment=MOMENT))
    elif isinstance(bare, CoverData):
        pages = pages_of(cover(bare, lang="en", moment=MOMENT))
    elif isinstance(bare, SpineData):
        pages = pages_of(spine(bare, lang="en", moment=MOMENT))
    else:
        pages = pages_of(note_sheet(bare, lang="en", moment=MOMENT))
    assert not any("\u4e00" <= char <= "\u9fff" for char in "".join(pages))


def test_both_languages_name_the_same_things() -> None:
    assert words("zh").keys() == words("en").keys()


def test_the_check_code_changes_with_a_fact_and_not_with_language_or_copies() -> None:
    assert code_of(LIST) == code_of(dataclasses.replace(LIST, copies=("第一联",)))
    assert code_of(LIST) != code_of(dataclasses.replace(LIST, missing=()))
    assert code_of(LIST) in pages_of(volume_list(LIST, lang="en", moment=MOMENT))[0]


def test_page_ranges_are_written_as_on_paper() -> None:
    assert page_range(7, 18) == "7–18"
    assert page_range(7, 7) == "7"
    assert page_range(7, None) == "7"
    assert page_range(None, None) == ""
