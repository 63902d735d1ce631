"""Papers: PDF/A, equal bytes for equal data, and no text that could break or take over a print-out."""

from __future__ import annotations

import datetime as dt
import json

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juanzong.kit.prints import check_code, engine, fonts, printable, qr_svg, render
from juanzong.kit.prints.compiler import compile_sheet

MOMENT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
NOTE = "dossiers/prints/note_sheet.typ"


def note(**changes: object) -> dict[str, object]:
    from juanzong.dossiers.prints.words import words

    heading = dict.fromkeys(("company", "category", "title", "number", "fonds", "catalogue", "volume", "code"), "")
    data: dict[str, object] = {
        "heading": heading,
        "lang": "zh",
        "words": words("zh"),
        "title": "卷内备考表",
        "author": "某公司",
        "check": "00000-00000",
        "qr": qr_svg("x"),
        "situation": "",
        "counts": [],
        "remarks": [],
        "compiled_by": "",
        "checked_by": "",
        "compiled_on": "",
        "checked_on": "",
    }
    return {**data, **changes}


def text_of(pdf: bytes) -> str:
    book = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in book)
    book.close()
    return text.replace("\u200b", "").replace("\ufffe", "").replace("\r\n", "")


def test_a_paper_is_pdf_a_2b_with_its_title_in_the_metadata() -> None:
    pdf = render(NOTE, note(title="卷内备考表 鸿借字第017号"), moment=MOMENT)
    xmp = pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>")].decode("utf-8")
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert "卷内备考表 鸿借字第017号" in xmp
    assert b"/OutputIntent" in pdf


def test_equal_data_and_moment_give_equal_bytes_and_another_moment_other_ones() -> None:
    first = render(NOTE, note(situation="完好"), moment=MOMENT)
    assert render(NOTE, note(situation="完好"), moment=MOMENT) == first
    assert render(NOTE, note(situation="完好"), moment=MOMENT + dt.timedelta(days=1)) != first


def test_a_character_without_a_glyph_is_marked_and_listed() -> None:
    text = text_of(render(NOTE, note(situation="王𪚥与李𪚥，🙂", compiled_by="龘靐𠮷"), moment=MOMENT))
    assert "王〓①与李〓①，〓②" in text
    assert "〓① = U+2A6A5" in text
    assert "〓② = U+1F642" in text
    assert "龘靐𠮷" in text


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        "#panic()",
        "$x^2$ *a* _b_ = c <l> @ref // x /* y",
        '"}],"moment":"x',
        "\\u{41} \\ #{",
        '#import "@preview/x:0.1.0"',
    ],
)
def test_text_that_looks_like_typst_is_printed_as_it_is(hostile: str) -> None:
    text = text_of(render(NOTE, note(situation=hostile), moment=MOMENT))
    assert hostile.replace(" ", "") in text.replace(" ", "").replace("\n", "")


def test_invisible_marks_are_dropped_and_line_breaks_kept() -> None:
    clean, missing = printable({"a": ["\x00a\u202eb\u200f\x07c\u2066", "一\r\n二\u2028三", "葛\U000e0100"]})
    assert clean == {"a": ["abc", "一\n二\n三", "葛"]}
    assert missing == ()


def test_a_lone_surrogate_and_private_use_are_marked() -> None:
    clean, missing = printable(["\ud800", "\ue000"])
    assert clean == ["〓①", "〓②"]
    assert [gone.code for gone in missing] == ["U+D800", "U+E000"]


def test_more_missing_characters_than_circled_numbers_still_have_numbers() -> None:
    clean, missing = printable("".join(chr(0x1F300 + at) for at in range(60)))
    assert len(missing) == 60
    assert clean.endswith("〓(60)")


def test_long_runs_may_break_but_words_stay_whole() -> None:
    clean, _missing = printable(["91330185MA2XYZ1234", "representative", "A" * 30, "HX-2026-JK"])
    assert clean == [
        "91330185\u200bMA2XYZ12\u200b34",
        "representative",
        "\u200b".join(["A" * 8] * 3 + ["A" * 6]),
        "HX-2026-JK",
    ]


@given(st.text(max_size=60))
def test_whatever_the_text_every_character_left_can_be_shown(text: str) -> None:
    clean, _missing = printable(text)
    json.dumps(clean).encode("ascii")
    assert all(ord(char) in fonts.coverage() or char in "\n \u3000\u00a0\u200b" for char in clean)


@given(st.text(max_size=40))
def test_whatever_the_text_a_paper_comes_out(text: str) -> None:
    pdf = render(NOTE, note(situation=text, title=text, compiled_by=text), moment=MOMENT)
    assert pdf.startswith(b"%PDF-")


def test_data_that_is_no_plain_data_is_refused() -> None:
    with pytest.raises(TypeError):
        render(NOTE, note(situation=b"bytes"), moment=MOMENT)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "no/such.typ", "kit/errors.py"])
def test_only_templates_of_the_program_are_templates(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        render(name, {}, moment=MOMENT)


def test_a_long_paper_is_set_by_a_child_and_equals_the_one_set_here(monkeypatch: pytest.MonkeyPatch) -> None:
    here = render(NOTE, note(situation="完好"), moment=MOMENT)
    monkeypatch.setattr(engine, "LONG", 0)
    assert render(NOTE, note(situation="完好"), moment=MOMENT) == here


def test_a_failure_in_the_child_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LONG", 0)
    with pytest.raises(RuntimeError, match="could not set"):
        render(NOTE, {"words": {}}, moment=MOMENT)


def test_the_system_serif_is_used_only_when_asked() -> None:
    plain = render(NOTE, note(situation="完好"), moment=MOMENT)
    assert b"NotoSansCJK" in plain
    if not fonts.system_serif():
        assert render(NOTE, note(situation="完好"), moment=MOMENT, serif=True) == plain
    else:
        assert render(NOTE, note(situation="完好"), moment=MOMENT, serif=True) != plain


def test_two_papers_at_once_do_not_disturb_each_other() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        papers = list(pool.map(lambda n: render(NOTE, note(situation=f"第{n}卷"), moment=MOMENT), range(8)))
    assert [f"第{n}卷" in text_of(paper).replace(" ", "") for n, paper in enumerate(papers)] == [True] * 8


def test_the_compiler_gives_pdf_only() -> None:
    order = {
        "root": str(engine.PACKAGE),
        "template": str(engine.PACKAGE / NOTE),
        "fonts": str(fonts.font_file().parent),
        "system": False,
        "sheet": json.dumps({"data": note(), "missing": [], "fonts": [fonts.FAMILY], "moment": ""}),
        "moment": 0,
    }
    assert compile_sheet(order).startswith(b"%PDF-")


def test_the_check_code_follows_the_content_and_has_no_letters_to_misread() -> None:
    code = check_code({"a": 1, "b": "二"})
    assert code == check_code({"b": "二", "a": 1})
    assert code != check_code({"a": 2, "b": "二"})
    assert len(code) == 11
    assert not set("ILOU") & set(code)


def test_a_qr_code_takes_a_sentence_and_no_book() -> None:
    assert qr_svg("鸿借字第017号").startswith("<svg")
    with pytest.raises(ValueError, match="1,000"):
        qr_svg("x" * 1001)
