"""Addresses for the tests of the shell: the product's own, and some pages that refuse or fail."""

from __future__ import annotations

import errno

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from juanzong.config.urls import handler400, handler403, handler404, handler500
from juanzong.config.urls import urlpatterns as _product
from juanzong.kit.errors import Conflict
from juanzong.organisation.rights import rights
from juanzong.web.shell.pages import SIGNED_IN, goto, page, public_page, safe_next

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
RIGHT = sorted(right.code for right in rights)[0]


@page(SIGNED_IN)
def anybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"hello {request.viewer.name}")  # type: ignore[attr-defined]


@page(RIGHT)
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@public_page
def refusing(request: HttpRequest) -> HttpResponse:
    raise Conflict("这份档案<已>借出。", clause="P03-6.1", todo="请等归还后再借。")


@public_page
def full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device", "/srv/data/secret-name")


@public_page
def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked")


@public_page
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("inner words")


@public_page
@require_POST
def saved(request: HttpRequest) -> HttpResponse:
    return goto(request, safe_next(request, "/default/"), said="已保存。")


urlpatterns = [
    path("t/anybody/", anybody),
    path("t/guarded/", guarded),
    path("t/refusing/", refusing),
    path("t/full/", full_disk),
    path("t/busy/", locked),
    path("t/broken/", broken),
    path("t/saved/", saved),
    *_product,
]
