"""The few pages of the shell itself."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_POST

from juanzong.web.shell.context import THEMES
from juanzong.web.shell.pages import public_page, safe_next

A_YEAR = 365 * 24 * 3600  # seconds


@public_page
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process and its database answer; says nothing about anybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@public_page
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that ask for the old address get the seal."""
    return HttpResponseRedirect(static("shell/seal.svg"))


@public_page
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme (`theme`: light, dark or auto) or language (`lang`) in a cookie and go back."""
    response = HttpResponseRedirect(safe_next(request))
    theme, language = request.POST.get("theme", ""), request.POST.get("lang", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
    elif theme == "auto":
        response.delete_cookie("theme", samesite="Lax")
    if language in dict(settings.LANGUAGES):
        response.set_cookie("lang", language, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response
