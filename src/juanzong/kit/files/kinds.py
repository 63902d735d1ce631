"""The kinds of file that are taken, and the signatures of those that are refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Family = Literal["document", "image", "audio", "video", "office", "text"]


@dataclass(frozen=True)
class FileKind:
    """What a file is by its content. `label` is for people; `extensions` are the endings that may claim it."""

    code: str
    mime: str
    family: Family
    label: Any
    extensions: tuple[str, ...]


_ALL = (
    FileKind("pdf", "application/pdf", "document", _("PDF 文件"), ("pdf",)),
    FileKind("jpeg", "image/jpeg", "image", _("JPEG 图片"), ("jpg", "jpeg", "jpe", "jfif")),
    FileKind("png", "image/png", "image", _("PNG 图片"), ("png",)),
    FileKind("tiff", "image/tiff", "image", _("TIFF 图片"), ("tif", "tiff")),
    FileKind("webp", "image/webp", "image", _("WebP 图片"), ("webp",)),
    FileKind("bmp", "image/bmp", "image", _("BMP 图片"), ("bmp",)),
    FileKind("mp3", "audio/mpeg", "audio", _("MP3 录音"), ("mp3",)),
    FileKind("m4a", "audio/mp4", "audio", _("M4A 录音"), ("m4a", "mp4")),
    FileKind("wav", "audio/wav", "audio", _("WAV 录音"), ("wav",)),
    FileKind("ogg", "audio/ogg", "audio", _("OGG 录音"), ("ogg", "oga", "opus")),
    FileKind("mp4", "video/mp4", "video", _("MP4 录像"), ("mp4", "m4v", "m4a")),
    FileKind("mov", "video/quicktime", "video", _("MOV 录像"), ("mov", "qt")),
    FileKind("webm", "video/webm", "video", _("WebM 录像"), ("webm",)),
    FileKind(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "office",
        _("Word 文档"),
        ("docx",),
    ),
    FileKind(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "office",
        _("Excel 表格"),
        ("xlsx",),
    ),
    FileKind("txt", "text/plain", "text", _("纯文本"), ("txt", "csv", "log", "md")),
)
KINDS: dict[str, FileKind] = {kind.code: kind for kind in _ALL}

# What is refused, by its first bytes; the label says to a person what it is.
REFUSED_SIGNATURES: tuple[tuple[int, bytes, Any], ...] = (
    (0, b"MZ", _("Windows 程序")),
    (0, b"\x7fELF", _("Linux 程序")),
    (0, b"\xfe\xed\xfa", _("macOS 程序")),
    (0, b"\xce\xfa\xed\xfe", _("macOS 程序")),
    (0, b"\xcf\xfa\xed\xfe", _("macOS 程序")),
    (0, b"\xca\xfe\xba\xbe", _("Java 程序")),
    (0, b"\x00asm", _("网页程序")),
    (0, b"#!", _("脚本程序")),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", _("快捷方式")),
    (0, b"Rar!\x1a\x07", _("压缩包")),
    (0, b"7z\xbc\xaf\x27\x1c", _("压缩包")),
    (0, b"\x1f\x8b", _("压缩包")),
    (0, b"BZh", _("压缩包")),
    (0, b"\xfd7zXZ\x00", _("压缩包")),
    (0, b"\x28\xb5\x2f\xfd", _("压缩包")),
    (0, b"MSCF", _("压缩包")),
    (257, b"ustar", _("压缩包")),
    (0, b"GIF87a", _("GIF 图片")),
    (0, b"GIF89a", _("GIF 图片")),
    (0, b"%!PS", _("PostScript 程序")),
    (0, b"{\\rtf", _("RTF 文档")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _("旧版或加密的 Office 文件")),
)

# What a browser would run if it met it: looked for in the part of a file that browsers look at, whatever stands first.
MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|meta|link|style|form|title)[\s/>:]"
    rb"|<\?xml[\s?]|<!--.{0,200}<\s*script",
    re.IGNORECASE | re.DOTALL,
)
ACTIVE = re.compile(rb"<\s*(?:script|svg|iframe|html|!doctype\s+html)[\s/>]|^GIF8[79]a\s*[=/]", re.IGNORECASE)
SCRIPT = re.compile(
    rb"^\s*(?:@echo\s|<%|<\?php|(?:[\"']use strict[\"'])|(?:var|let|const|function|import)\s+[\w${*]|on error resume)",
    re.IGNORECASE,
)
