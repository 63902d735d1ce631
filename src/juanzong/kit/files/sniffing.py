"""What a file is, by its content; its name is only a claim that must agree.

A file that is two things at once (a polyglot) is taken for the dangerous one of them.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any, BinaryIO

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from juanzong.kit.errors import Invalid
from juanzong.kit.files.kinds import ACTIVE, KINDS, MARKUP, REFUSED_SIGNATURES, SCRIPT, FileKind
from juanzong.kit.files.names import clean_name, ending_of

HEAD_BYTES = 65_536
_BROWSER_BYTES = 2_048  # browsers decide by the first 1,445
_TAIL_BYTES = 66_000  # the end record of a zip file and its longest comment
_OFFICE_PARTS = {
    "docx": re.compile(rb"PK\x03\x04.{26}word/", re.DOTALL),
    "xlsx": re.compile(rb"PK\x03\x04.{26}xl/", re.DOTALL),
}
_MAX_PARTS = 5_000
_MAX_UNPACKED = 500 * 1024 * 1024
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def sniff(head: bytes, name: str) -> FileKind:
    """The kind of a file from its first bytes (give `HEAD_BYTES`, or all of a shorter file) and its name.

    Raises Invalid, saying what it is, what the name claims and what to do. Office files need `inspect` as well.
    """
    head = head[:HEAD_BYTES]
    if not head.strip(b"\x00 \t\r\n"):
        raise Invalid(_named(_("文件“%(name)s”是空的。"), name), todo=_("请检查原文件后重新上传。"))
    _refuse_dangerous(head, name)
    kind = _binary(head) or _office(head, name) or _text(head, name)
    if kind is None:
        raise _refused(_("无法识别的文件"), name)
    ending = ending_of(name)
    if ending and ending not in kind.extensions:
        raise Invalid(
            _named(
                _("文件“%(name)s”的内容是%(what)s，与扩展名 .%(ending)s 不符。"), name, what=kind.label, ending=ending
            ),
            todo=_named(_("请核实来源；确认无误后把扩展名改为 .%(right)s 再上传。"), name, right=kind.extensions[0]),
        )
    return kind


def inspect(reader: BinaryIO, name: str) -> FileKind:
    """As `sniff`, on a whole seekable file: its end is looked at, and office files are opened. Position is left at 0.

    Raises Invalid for what `sniff` refuses, for files with an archive hidden behind an image or PDF, for macros, and
    for packed sizes that only a bomb has.
    """
    reader.seek(0)
    kind = sniff(reader.read(HEAD_BYTES), name)
    size = reader.seek(0, io.SEEK_END)
    reader.seek(max(0, size - _TAIL_BYTES))
    tail = reader.read(_TAIL_BYTES)
    if kind.family == "office":
        kind = _open_office(reader, name, kind)
    elif _is_zip_end(tail):
        raise _refused(_("后面藏有压缩包的文件"), name)
    elif kind.family == "image" and ACTIVE.search(tail):
        raise _refused(_("夹带网页脚本的文件"), name)
    reader.seek(0)
    return kind


def _refuse_dangerous(head: bytes, name: str) -> None:
    start = head[:_BROWSER_BYTES]
    plain = _without_mark(start)
    if ACTIVE.search(plain) or MARKUP.match(plain.lstrip()):
        raise _refused(_("网页、SVG 或 XML 文件（可能夹带脚本）"), name)
    for at, signature, label in REFUSED_SIGNATURES:
        if head.startswith(signature, at) and (signature != b"MZ" or not _is_text(head)):
            raise _refused(label, name)
    if start.startswith((b"BM/*", b"BM=", b"RIFF/*", b"RIFF=")):
        raise _refused(_("网页脚本"), name)
    pdf = start.find(b"%PDF-")
    if pdf > 0 and plain.lstrip()[:5] != b"%PDF-":
        raise _refused(_("前面夹带其他内容的 PDF"), name)


def _binary(head: bytes) -> FileKind | None:
    if _without_mark(head).lstrip()[:5] == b"%PDF-":
        return KINDS["pdf"]
    for code, signature in (
        ("jpeg", b"\xff\xd8\xff"),
        ("png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("tiff", b"II*\x00"),
        ("tiff", b"MM\x00*"),
        ("ogg", b"OggS\x00"),
        ("mp3", b"ID3"),
    ):
        if head.startswith(signature):
            return KINDS[code]
    if head.startswith(b"BM") and len(head) > 26 and head[6:10] == b"\0\0\0\0" and head[14] in (12, 40, 108, 124):
        return KINDS["bmp"]
    if head.startswith(b"RIFF"):
        return {b"WEBP": KINDS["webp"], b"WAVE": KINDS["wav"]}.get(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        return KINDS["webm"] if b"webm" in head[:64] else None
    if head[4:8] == b"ftyp":
        return _base_media(head)
    return KINDS["mp3"] if _is_mpeg_audio(head) else None


def _base_media(head: bytes) -> FileKind | None:
    """ISO base media: the brand says sound, video or something else (HEIC pictures are not taken)."""
    brand = head[8:12]
    if brand == b"qt  ":
        return KINDS["mov"]
    if brand in (b"M4A ", b"M4B "):
        return KINDS["m4a"]
    known = (
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"MSNV",
        b"dash",
        b"3gp4",
        b"3gp5",
    )
    return KINDS["mp4"] if brand in known else None


def _is_mpeg_audio(head: bytes) -> bool:
    """Two frames of MPEG audio, the second where the first says it ends."""
    first = _frame_length(head)
    return first > 0 and _frame_length(head[first:]) > 0


def _frame_length(head: bytes) -> int:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sample = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or rate in (0, 15) or sample == 3:
        return 0
    rates = (
        (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
        if version == 3
        else (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    )
    hertz = (44100, 48000, 32000)[sample] >> {3: 0, 2: 1, 0: 2}[version]
    return (144 if version == 3 else 72) * rates[rate - 1] * 1000 // hertz + ((head[2] >> 1) & 1)


def _office(head: bytes, name: str) -> FileKind | None:
    """Word or Excel by the name of a part near the front; any other zip file is an archive. `inspect` makes sure."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    for code, part in _OFFICE_PARTS.items():
        if part.search(head):
            return KINDS[code]
    raise Invalid(_named(_("文件“%(name)s”是压缩包，系统不收压缩包。"), name), todo=_("请解压后逐件上传。"))


def _open_office(reader: BinaryIO, name: str, kind: FileKind) -> FileKind:
    try:
        reader.seek(0)
        with zipfile.ZipFile(reader) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as failure:
        raise Invalid(
            _named(_("文件“%(name)s”已损坏，打不开。"), name), todo=_("请检查原文件后重新上传。")
        ) from failure
    _refuse_parts(parts, name)
    names = {part.filename for part in parts}
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind.code]
    if main not in names or "[Content_Types].xml" not in names:
        raise _refused(_("压缩包"), name)
    return kind


def _refuse_parts(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise _refused(_("解压后异常庞大的文件"), name)
    for part in parts:
        lower = part.filename.lower()
        if "vbaproject" in lower or lower.endswith((".exe", ".dll", ".js", ".vbs")) or "/activex/" in lower:
            raise _refused(_("含宏或程序的 Office 文件"), name)
        if part.filename.startswith("/") or ".." in part.filename.split("/"):
            raise _refused(_("路径异常的压缩包"), name)


def _text(head: bytes, name: str) -> FileKind | None:
    if not _is_text(head):
        return None
    if MARKUP.search(head[:_BROWSER_BYTES]):
        raise _refused(_("网页、SVG 或 XML 文件（可能夹带脚本）"), name)
    if SCRIPT.search(_without_mark(head)):
        raise _refused(_("脚本程序"), name)
    return KINDS["txt"]


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(head, final=False)
        except UnicodeDecodeError:
            continue
        return not any(ord(char) < 32 and char not in "\t\n\r\f" for char in text)
    return False


def _is_zip_end(tail: bytes) -> bool:
    """A true end-of-archive record: the length of its comment reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if len(tail) >= at + 22 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
            return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _without_mark(head: bytes) -> bytes:
    for mark in _MARKS:
        if head.startswith(mark):
            rest = head[len(mark) :]
            return rest if mark == codecs.BOM_UTF8 else rest.replace(b"\x00", b"")
    return head


def _refused(what: Any, name: str) -> Invalid:
    ending = ending_of(name)
    sentence = (
        _("文件“%(name)s”自称 .%(ending)s，内容却是%(what)s，系统不收。")
        if ending
        else _("文件“%(name)s”的内容是%(what)s，系统不收。")
    )
    return Invalid(
        _named(sentence, name, ending=ending, what=what),
        todo=_("请上传 PDF、图片、录音录像、Word（docx）、Excel（xlsx）或纯文本；其他文件请先打印或导出为 PDF。"),
    )


def _named(sentence: Any, name: str, **values: Any) -> Any:
    """The sentence with its values, still lazy: it is put together in the reader's language."""
    return lazy(lambda: str(sentence) % {"name": clean_name(name)[:80], **values}, str)()
