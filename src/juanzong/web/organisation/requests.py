"""Small things every view of this room asks of a request."""

from __future__ import annotations

from django.http import HttpRequest


def number_from(request: HttpRequest, name: str) -> int | None:
    """An id in the address, None when there is none or it is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
