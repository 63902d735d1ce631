"""Small things every view of this room asks of a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from juanzong.organisation.viewer import Viewer


def viewer_in(request: HttpRequest) -> Viewer:
    """Who is looking, behind `page(...)`."""
    return cast(Viewer, request.viewer)  # type: ignore[attr-defined]


def number_from(request: HttpRequest, name: str) -> int | None:
    """An id in the address, None when there is none or it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
