"""Small things every view of this room asks of a request."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from juanzong.organisation.viewer import Viewer


def viewer_in(request: HttpRequest) -> Viewer:
    """Who is looking, behind `page(...)`."""
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


def number_from(request: HttpRequest, name: str) -> int | None:
    """An id in the address, None when there is none or it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind our own proxy, what that proxy saw."""
    if settings.BEHIND_PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
    return str(request.META.get("REMOTE_ADDR", ""))
