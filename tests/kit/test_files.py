"""What a file is, whatever it says it is; and names that are safe everywhere."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from juanzong.kit.errors import Invalid
from juanzong.kit.files import clean_name, inspect, sniff

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FRAME = b"\xff\xfb\x90\x00" + b"\x00" * 413


def image(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, form)
    return out.getvalue()


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    return packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


TAKEN = [
    ("a.pdf", PDF, "pdf"),
    ("bom.pdf", b"\xef\xbb\xbf\r\n" + PDF, "pdf"),
    ("a.JPG", image("JPEG"), "jpeg"),
    ("a.png", image("PNG"), "png"),
    ("a.tif", image("TIFF"), "tiff"),
    ("a.webp", image("WEBP"), "webp"),
    ("a.bmp", image("BMP"), "bmp"),
    ("a.mp3", b"ID3\x04\x00" + b"\x00" * 40, "mp3"),
    ("b.mp3", FRAME * 3, "mp3"),
    ("a.m4a", b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "m4a"),
    ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "wav"),
    ("a.ogg", b"OggS\x00\x02" + b"\x00" * 30, "ogg"),
    ("a.mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "mp4"),
    ("a.mov", b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00", "mov"),
    ("a.webm", b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
    ("a.docx", docx(), "docx"),
    ("a.xlsx", packed(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}), "xlsx"),
    ("a.txt", "客户来电记录\n".encode(), "txt"),
    ("gbk.txt", "客户来电记录\r\n".encode("gb18030"), "txt"),
    ("utf16.txt", "客户".encode("utf-16"), "txt"),
    ("a.csv", b"a,b\n1,2\n", "txt"),
    ("noending", PDF, "pdf"),
]


@pytest.mark.parametrize(("name", "content", "code"), TAKEN, ids=[name for name, _content, _code in TAKEN])
def test_a_file_is_known_by_its_content(name: str, content: bytes, code: str) -> None:
    assert sniff(content, name).code == code
    assert inspect(io.BytesIO(content), name).code == code


REFUSED = {
    "svg": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "svg as png": ("a.png", b'<?xml version="1.0"?><svg/>'),
    "html as txt": ("a.txt", b"<!DOCTYPE html><title>x</title>"),
    "html after words": ("a.txt", b"hello <script>alert(1)</script>"),
    "html in utf-16": ("a.txt", "<html><script>".encode("utf-16")),
    "html with mark": ("a.txt", b"\xef\xbb\xbf  <html>"),
    "xml": ("a.xml", b'<?xml version="1.0"?><a/>'),
    "javascript": ("a.txt", b"function f() { return 1 }"),
    "javascript by name": ("a.js", b"alert(1)"),
    "php": ("a.txt", b"<?php system($_GET[0]);"),
    "batch": ("a.txt", b"@echo off\r\nformat c:"),
    "shell": ("a.txt", b"#!/bin/sh\nrm -rf /"),
    "windows program": ("a.pdf", b"MZ\x90\x00\x03\x00\x00\x00\x04"),
    "linux program": ("a.jpg", b"\x7fELF\x02\x01\x01"),
    "zip": ("a.zip", packed(**{"a.txt": b"x"})),
    "zip as docx": ("a.docx", packed(**{"a.txt": b"x"})),
    "rar": ("a.rar", b"Rar!\x1a\x07\x00"),
    "7z": ("a.7z", b"7z\xbc\xaf\x27\x1c"),
    "gzip": ("a.pdf", b"\x1f\x8b\x08\x00"),
    "tar": ("a.tar", b"a.txt".ljust(257, b"\x00") + b"ustar\x0000"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100),
    "gif with script": ("a.gif", b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(1)"),
    "gif as jpeg": ("a.jpg", b"GIF89a\x01\x00\x01\x00"),
    "bmp with script": ("a.bmp", b"BM/*" + b"\x00" * 60),
    "pdf behind html": ("a.pdf", b"<html><script>x</script></html>\n" + PDF),
    "pdf behind junk": ("a.pdf", b"GARBAGE\n" + PDF),
    "jpeg with html": ("a.jpg", b"\xff\xd8\xff\xfe\x00\x40<script>alert(1)</script>" + image("JPEG")),
    "heic": ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
    "matroska": ("a.webm", b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska"),
    "unknown": ("a.dat", bytes(range(256))),
    "empty": ("a.pdf", b""),
    "only zeros": ("a.pdf", b"\x00" * 500),
    "pdf called jpg": ("a.jpg", PDF),
    "png called pdf": ("a.pdf", image("PNG")),
    "text called pdf": ("a.pdf", b"just words"),
    "double ending": ("a.pdf.exe", PDF),
    "hidden ending": ("a\u202efdp.exe", PDF),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_dangerous_or_not_what_it_claims_is_refused_with_a_way_on(case: str) -> None:
    name, content = REFUSED[case]
    with pytest.raises(Invalid) as refusal:
        sniff(content, name)
    assert clean_name(name) in str(refusal.value.message)
    assert str(refusal.value.todo)


def test_a_refusal_names_what_it_is_and_what_it_claims_in_the_readers_language() -> None:
    with pytest.raises(Invalid) as refusal:
        sniff(PDF, "合同.jpg")
    with translation.override("zh-hans"):
        assert str(refusal.value.message) == "文件“合同.jpg”的内容是PDF 文件，与扩展名 .jpg 不符。"
        assert ".pdf" in str(refusal.value.todo)


WHOLE = {
    "image with a zip behind it": ("a.jpg", image("JPEG") + packed(**{"x.class": b"x"})),
    "pdf with a zip behind it": ("a.pdf", PDF + packed(**{"x.class": b"x"})),
    "image with a script behind it": ("a.png", image("PNG") + b"<script>alert(1)</script>"),
    "word with macros": ("a.docx", docx(**{"word/vbaProject.bin": b"x"})),
    "word with a program": ("a.docx", docx(**{"word/embeddings/x.exe": b"MZ"})),
    "word with a path": ("a.docx", docx(**{"../../x": b"x"})),
    "word cut short": ("a.docx", docx()[:-30]),
    "word without its document": ("a.docx", packed(**{"[Content_Types].xml": b"<T/>", "word/x.xml": b"x"})),
    "word bomb": ("a.docx", docx(**{"word/x.xml": b"\x00" * 1000, **{f"word/{n}": b"" for n in range(5001)}})),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_whole_file_shows_what_its_head_hides(case: str) -> None:
    name, content = WHOLE[case]
    with pytest.raises(Invalid):
        inspect(io.BytesIO(content), name)


def test_a_large_workbook_is_known_although_its_list_of_parts_comes_last() -> None:
    out = io.BytesIO()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in range(5000):
        sheet.append([f"{row * 7919 % 100003}-{row}", row * row])
    book.save(out)
    assert inspect(out, "客户.xlsx").code == "xlsx"


def test_a_bomb_is_known_by_what_it_claims_to_unpack_to() -> None:
    bomb = bytearray(docx(**{"word/big.xml": b"\x00" * 1000}))
    at = bomb.rfind(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = struct.pack("<I", 0xF0000000)
    with pytest.raises(Invalid):
        inspect(io.BytesIO(bytes(bomb)), "a.docx")


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused_never_an_error(content: bytes) -> None:
    for name in ("a.pdf", "a.docx", "a.txt", ""):
        try:
            inspect(io.BytesIO(content), name)
        except Invalid as refusal:
            said = str(refusal)
        else:
            said = "taken"
        assert said


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\合同.pdf", "合同.pdf"),
        ("folder/", "folder"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("", "未命名"),
        ("...", "未命名"),
        (" . ", "未命名"),
        ("/", "未命名"),
        (".pdf", "pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("a. .pdf", "a.pdf"),
        ("name.", "name"),
        ("e\u0301.txt", "é.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_names_are_cleaned(dirty: str, clean: str) -> None:
    assert clean_name(dirty) == clean


def test_a_long_chinese_name_is_cut_between_characters_and_keeps_its_ending() -> None:
    name = clean_name("档" * 255 + ".pdf")
    assert name == "档" * 83 + ".pdf"
    assert len(name.encode()) <= 255


@given(st.text(max_size=300))
def test_whatever_the_name_it_comes_out_safe_and_stays_so(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean.encode("utf-8")) <= 255
    assert clean not in (".", "..")
    assert not set('/\\<>:"|?*') & set(clean)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in clean)
    assert clean_name(clean) == clean
