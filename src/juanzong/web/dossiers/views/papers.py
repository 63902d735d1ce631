"""The papers themselves: pages as pictures, sound and film, the original to take away, prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from juanzong.dossiers import actions
from juanzong.dossiers.choices import Paper
from juanzong.kit import files
from juanzong.kit.errors import NotFound
from juanzong.web.dossiers.views.course import known_paper
from juanzong.web.shell.pages import Request, page

_WIDTHS = {"small": 420, "": 1000, "large": 1800}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
_PIECE = 256 * 1024


def guarded(response: HttpResponseBase) -> HttpResponseBase:
    """Foreign content: nothing in it runs, nobody guesses what it is, nothing keeps it."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def picture_of(data: bytes) -> HttpResponseBase:
    """A picture we made ourselves of foreign content."""
    return guarded(HttpResponse(data, content_type="image/png"))


def width_of(request: Request) -> int:
    """Pixels, by the word in the address."""
    return _WIDTHS.get(request.GET.get("size", ""), 1000)


@page("dossiers.view")
@require_GET
def page_picture(request: Request, version_id: int, number: int) -> HttpResponseBase:
    """A page of a PDF as a picture."""
    row, reader = actions.play_item(by=request.viewer, version_id=version_id)
    with reader:
        if row.previews != "pages":
            raise NotFound(_("这件文件没有页面可看。"), todo=_("请下载后查看。"))
        return picture_of(files.preview(reader, number, width_of(request)))


@page("dossiers.view")
@require_GET
def picture(request: Request, version_id: int) -> HttpResponseBase:
    """An image, drawn anew without its metadata."""
    row, reader = actions.play_item(by=request.viewer, version_id=version_id)
    with reader:
        if row.previews != "picture":
            raise NotFound(_("这件文件不是图片。"), todo=_("请下载后查看。"))
        return picture_of(files.thumbnail(reader, width_of(request)))


@page("dossiers.view")
@require_safe
def play(request: Request, version_id: int) -> HttpResponseBase:
    """Sound or film, any part of it (RFC 9110, range requests)."""
    row, reader = actions.play_item(by=request.viewer, version_id=version_id)
    if row.previews not in ("audio", "video"):
        reader.close()
        raise NotFound(_("这件文件不能在页面上播放。"), todo=_("请下载后查看。"))
    return guarded(ranged(request, reader, row.version.size, row.version.mime))


@page("dossiers.view")
@require_GET
def download(request: Request, version_id: int) -> HttpResponseBase:
    """The original, to be taken away; on record each time."""
    row, reader = actions.download_item(by=request.viewer, version_id=version_id)
    response = StreamingHttpResponse(_pieces(reader, row.version.size), content_type=row.version.mime)
    response["Content-Length"] = str(row.version.size)
    response["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    return guarded(response)


def ranged(request: Request, reader: BinaryIO, size: int, mime: str) -> HttpResponseBase:
    """The part of a file that was asked for: 206, 416 for a part it does not have, 200 for all of it."""
    wanted = _RANGE.match(request.headers.get("Range", ""))
    if wanted is None or wanted.groups() == ("", ""):
        response = StreamingHttpResponse(_pieces(reader, size), content_type=mime)
        response["Content-Length"] = str(size)
    else:
        first, last = wanted.groups()
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last), size - 1) if first and last else size - 1
        if start > end:
            reader.close()
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{size}"
            return refused
        reader.seek(start)
        response = StreamingHttpResponse(_pieces(reader, end - start + 1), content_type=mime, status=206)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
        response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _pieces(reader: BinaryIO, length: int) -> Iterator[bytes]:
    with reader:
        while length > 0 and (piece := reader.read(min(_PIECE, length))):
            length -= len(piece)
            yield piece


@page("dossiers.print")
@require_GET
def print_paper(request: Request, dossier_id: int, paper: str) -> HttpResponseBase:
    """Cover, volume list, note sheet or spine as PDF/A; `copies` prints the volume list in three (P03-4.2b)."""
    wanted = known_paper(paper)
    copies = wanted is Paper.VOLUME_LIST and "copies" in request.GET
    address = request.build_absolute_uri(reverse("dossiers:dossier", args=[dossier_id]))
    pdf = actions.print_paper(by=request.viewer, dossier_id=dossier_id, paper=wanted, copies=copies, address=address)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{wanted.label}.pdf") or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
