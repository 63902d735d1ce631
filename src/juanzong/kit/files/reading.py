"""Previews, page counts and text of files from outside, each made by a child process that may die without harm."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext_lazy as _

from juanzong.kit.errors import Invalid, NotFound, Refusal, Unavailable

MAX_FILE = 200 * 1024 * 1024
MAX_ANSWER = 64 * 1024 * 1024
SECONDS = 30
_CHILD = str(Path(__file__).with_name("child.py"))
_QUEUE_SECONDS = 60
_children = BoundedSemaphore(2)  # more at once would only fight for memory

_WRONG = {
    "damaged": (_("文件已损坏，或内容不完整，打不开。"), _("请检查原文件后重新上传。")),
    "locked": (_("PDF 设有打开密码，无法归档。"), _("请去掉密码后重新上传。")),
    "huge": (_("文件的尺寸过大，无法预览。"), _("请降低分辨率或拆分后重新上传。")),
    "slow": (_("文件内容过于复杂，限时内没有读完。"), _("可以下载原文件查看，或重新扫描后上传。")),
}


@dataclass(frozen=True)
class PdfFacts:
    pages: int


def pdf_facts(source: bytes | BinaryIO) -> PdfFacts:
    """Opens a PDF. Raises Invalid when it is damaged or locked by a password."""
    answer, _body = _ask(source, {"op": "pdf"})
    return PdfFacts(pages=int(answer["pages"]))


def page_count(source: bytes | BinaryIO) -> int:
    """How many pages a PDF has. Raises as `pdf_facts`."""
    return pdf_facts(source).pages


def preview(source: bytes | BinaryIO, page: int = 1, width: int = 1000) -> bytes:
    """One page (from 1) of a PDF as PNG, `width` pixels (16 to 4,000) wide, or less for a very long page.

    Raises Invalid for a file that cannot be shown, NotFound for a page it does not have.
    """
    return _ask(source, {"op": "page", "page": page, "width": max(16, min(width, 4000))})[1]


def extract_text(source: bytes | BinaryIO, *, max_pages: int = 500, max_chars: int = 1_000_000) -> str:
    """The text layer of a PDF, "" when it has none. Raises as `pdf_facts`."""
    body = _ask(source, {"op": "text", "max_pages": max_pages, "max_chars": max_chars})[1]
    return body.decode("utf-8").replace("\x00", "").replace("\u200b", "").replace("\ufffe", "")


def docx_text(source: bytes | BinaryIO, *, max_chars: int = 1_000_000) -> str:
    """The text of a Word document. Raises Invalid when it is damaged."""
    return _ask(source, {"op": "docx", "max_chars": max_chars})[1].decode("utf-8").replace("\x00", "")


def thumbnail(source: bytes | BinaryIO, width: int = 400) -> bytes:
    """A small copy of an image as PNG, at most `width` pixels wide, upright, without the original's metadata.

    Raises Invalid for an image that is damaged or has more than 100 million pixels.
    """
    return _ask(source, {"op": "image", "width": max(16, min(width, 4000))})[1]


def _ask(source: bytes | BinaryIO, question: dict[str, Any], *, seconds: int = SECONDS) -> tuple[dict[str, Any], bytes]:
    if not _children.acquire(timeout=_QUEUE_SECONDS):
        raise Unavailable(_("系统正在处理的文件太多。"), todo=_("请稍候再试。"))
    try:
        raw = _run(source, {**question, "seconds": seconds}, seconds)
    finally:
        _children.release()
    line, found, body = raw.partition(b"\n")
    if not found:
        raise _refusal("slow")
    answer = cast("dict[str, Any]", json.loads(line))
    if "refused" in answer:
        raise _refusal(str(answer["refused"]))
    return answer, body


def _run(source: bytes | BinaryIO, question: dict[str, Any], seconds: int) -> bytes:
    """What the child said; whatever goes wrong in it shows as a short or empty answer."""
    reader = io.BytesIO(source) if isinstance(source, bytes) else source
    reader.seek(0)
    with subprocess.Popen(
        [sys.executable, "-I", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    ) as child:
        watch = Timer(seconds, child.kill)
        watch.start()
        try:
            if child.stdin is None or child.stdout is None:
                raise Unavailable(_("系统正在处理的文件太多。"), todo=_("请稍候再试。"))
            _feed(child.stdin, reader, question)
            raw = child.stdout.read(MAX_ANSWER + 1)
        finally:
            watch.cancel()
            child.kill()
    return raw if len(raw) <= MAX_ANSWER else b""


def _feed(pipe: IO[bytes], reader: BinaryIO, question: dict[str, Any]) -> None:
    sent = 0
    try:
        with pipe:
            pipe.write(json.dumps(question).encode("ascii") + b"\n")
            while chunk := reader.read(1 << 20):
                sent += len(chunk)
                if sent > MAX_FILE:
                    raise _refusal("huge")
                pipe.write(chunk)
    except BrokenPipeError:
        return  # the child ended early; its missing answer says so


def _refusal(why: str) -> Refusal:
    if why == "absent":
        return NotFound(_("没有这一页。"), todo=_("请从第一页看起。"))
    sentence, todo = _WRONG.get(why, _WRONG["damaged"])
    return Invalid(sentence, todo=todo)
