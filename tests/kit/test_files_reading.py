"""Previews and text of files: right for good ones, a refusal for hostile ones, and the server untouched by both."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pypdfium2
import pytest
from PIL import Image

from juanzong.kit.errors import Invalid, NotFound
from juanzong.kit.files import docx_text, extract_text, page_count, preview, reading, thumbnail
from tests.kit.test_prints import MOMENT, NOTE, note


@pytest.fixture(scope="module")
def pdf() -> bytes:
    from juanzong.kit.prints import render

    return render(NOTE, note(situation="本卷完好无缺"), moment=MOMENT)


def opened(png: bytes) -> Image.Image:
    assert png.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(png))


def test_a_pdf_has_pages_a_picture_and_text(pdf: bytes) -> None:
    assert page_count(pdf) == 1
    assert opened(preview(pdf, 1, 300)).width == 300
    assert "本卷完好无缺" in extract_text(io.BytesIO(pdf))


def test_text_is_cut_at_its_limits(pdf: bytes) -> None:
    assert len(extract_text(pdf, max_chars=5)) <= 5
    assert extract_text(pdf, max_pages=0) == ""


def test_a_page_that_is_not_there_is_not_found(pdf: bytes) -> None:
    with pytest.raises(NotFound):
        preview(pdf, 2)
    with pytest.raises(NotFound):
        preview(pdf, 0)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 1000, b"no pdf at all"])
def test_a_damaged_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        page_count(content)


def test_a_pdf_cut_short_is_shown_or_refused_but_never_an_error(pdf: bytes) -> None:
    for share in (0.2, 0.5, 0.9):
        try:
            preview(pdf[: int(len(pdf) * share)], 1, 100)
        except Invalid as refusal:
            said = str(refusal.todo)
        else:
            said = "shown"
        assert said


def test_an_enormous_page_is_refused_or_made_small() -> None:
    book = pypdfium2.PdfDocument.new()
    book.new_page(14_000, 14_000)
    out = io.BytesIO()
    book.save(out)
    book.close()
    shown = opened(preview(out.getvalue(), 1, 4000))
    assert shown.width * shown.height <= 16_100_000
    huge = out.getvalue().replace(b"14000", b"99000")
    with pytest.raises(Invalid):
        preview(huge, 1, 100)


def test_a_long_thin_page_stays_within_the_pixels_allowed() -> None:
    book = pypdfium2.PdfDocument.new()
    book.new_page(2, 14_000)
    out = io.BytesIO()
    book.save(out)
    book.close()
    shown = opened(preview(out.getvalue(), 1, 4000))
    assert shown.width * shown.height <= 16_100_000


def test_a_child_that_takes_too_long_is_ended(pdf: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    slow = tmp_path / "slow.py"
    slow.write_text("import sys\nsys.stdin.buffer.read()\nwhile True: pass\n")
    monkeypatch.setattr(reading, "_CHILD", str(slow))
    with pytest.raises(Invalid):
        reading._ask(pdf, {"op": "pdf"}, seconds=1)


def test_a_child_that_dies_is_a_refusal(pdf: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    dead = tmp_path / "dead.py"
    dead.write_text("import os\nos.abort()\n")
    monkeypatch.setattr(reading, "_CHILD", str(dead))
    with pytest.raises(Invalid):
        page_count(pdf * 50)


def test_a_file_over_the_limit_is_refused(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE", 100)
    with pytest.raises(Invalid):
        page_count(pdf)


def test_a_thumbnail_is_upright_and_bare() -> None:
    photo = Image.new("RGB", (80, 40), "red")
    photo.paste("blue", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif, quality=95)
    small = thumbnail(out.getvalue(), 30)
    shown = opened(small)
    assert shown.width == 30
    assert shown.height == 60
    assert not shown.getexif()
    assert b"SecretCamera" not in small
    red, _green, blue = shown.convert("RGB").getpixel((15, 5))  # type: ignore[misc]
    assert blue > red


@pytest.mark.parametrize(
    ("mode", "form"), [("RGBA", "PNG"), ("L", "PNG"), ("P", "PNG"), ("1", "TIFF"), ("CMYK", "JPEG"), ("I;16", "TIFF")]
)
def test_thumbnails_of_all_colour_modes(mode: str, form: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 40)).save(out, form)
    assert opened(thumbnail(out.getvalue(), 20)).size == (20, 20)


def test_a_decompression_bomb_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000)) + chunk(b"IEND", b"")
    with pytest.raises(Invalid) as refusal:
        thumbnail(bomb)
    assert "尺寸" in str(refusal.value.message)


def test_a_damaged_picture_and_a_picture_that_is_none_are_refused() -> None:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(out, "PNG")
    for content in (out.getvalue()[:2000], b"%PDF-1.7", b""):
        with pytest.raises(Invalid):
            thumbnail(content)


def word(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", body)
    return out.getvalue()


def test_the_text_of_a_word_document() -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:p><w:r><w:t>借款</w:t></w:r><w:r><w:t>合同</w:t></w:r></w:p><w:p/></w:document>"
    assert docx_text(word(body)).startswith("借款合同\n")


def test_entities_in_a_word_document_are_not_expanded() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
    with pytest.raises(Invalid):
        docx_text(word(laughs))
