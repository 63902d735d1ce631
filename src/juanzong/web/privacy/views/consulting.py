"""Reading under a grant: pages that show and offer nothing to do. Each opening is an entry (the acts write it)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from juanzong.dossiers import actions as dossiers
from juanzong.dossiers.reads import VersionRow
from juanzong.forms import actions as forms
from juanzong.kit import files
from juanzong.kit.errors import NotFound
from juanzong.privacy.reads import grants as reads
from juanzong.web.dossiers.views.papers import guarded, picture_of, ranged, width_of
from juanzong.web.shell.pages import Request, page, render

PAGES = 60


@page("dossiers.view")
@require_GET
def dossier(request: Request, grant_id: int, dossier_id: int) -> HttpResponse:
    """The dossier with its volume list."""
    shown = dossiers.consult_dossier(by=request.viewer, grant=grant_id, dossier_id=dossier_id)
    context = {
        "grant": reads.grant(request.viewer, grant_id), "dossier": shown.dossier, "kind": shown.kind,
        "catalogue": shown.catalogue,
    }  # fmt: skip
    return render(request, "privacy/dossier.html", context)


@page("dossiers.view")
@require_GET
def item(request: Request, grant_id: int, item_id: int) -> HttpResponse:
    """A document of it, to be looked at."""
    shown = dossiers.consult_item(by=request.viewer, grant=grant_id, item_id=item_id)
    pages = (shown.newest.version.pages or 0) if shown.newest else 0
    context = {
        "grant": reads.grant(request.viewer, grant_id), "shown": shown, "item": shown.item, "dossier": shown.dossier,
        "pages": range(1, min(pages, PAGES) + 1),
    }  # fmt: skip
    return render(request, "privacy/item.html", context)


def _opened(request: Request, grant_id: int, version_id: int, way: str) -> tuple[VersionRow, Any]:
    row, reader = dossiers.consult_version(by=request.viewer, grant=grant_id, version_id=version_id)
    if row.previews not in way.split():
        reader.close()
        raise NotFound("")
    return row, reader


@page("dossiers.view")
@require_GET
def page_picture(request: Request, grant_id: int, version_id: int, number: int) -> HttpResponseBase:
    """A page of a PDF as a picture."""
    _row, reader = _opened(request, grant_id, version_id, "pages")
    with reader:
        return picture_of(files.preview(reader, number, width_of(request)))


@page("dossiers.view")
@require_GET
def picture(request: Request, grant_id: int, version_id: int) -> HttpResponseBase:
    """An image, drawn anew."""
    _row, reader = _opened(request, grant_id, version_id, "picture")
    with reader:
        return picture_of(files.thumbnail(reader, width_of(request)))


@page("dossiers.view")
@require_safe
def play(request: Request, grant_id: int, version_id: int) -> HttpResponseBase:
    """Sound or film."""
    row, reader = _opened(request, grant_id, version_id, "audio video")
    return guarded(ranged(request, reader, row.version.size, row.version.mime))


@page("forms.view")
@require_GET
def record(request: Request, grant_id: int, record_id: int) -> HttpResponse:
    """A filled form; hidden values stay masked."""
    shown = forms.consult_record(by=request.viewer, grant=grant_id, record=record_id)
    context = {"grant": reads.grant(request.viewer, grant_id), "shown": shown, "form": shown.form, "one": shown.record}
    return render(request, "privacy/record.html", context)
