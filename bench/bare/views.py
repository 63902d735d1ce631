"""The bare project's one page: three queries and a template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bench.bare.models import Row


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One row by key, how many share its name, the twenty newest."""
    row = Row.objects.get(pk=pk)
    same = Row.objects.filter(name=row.name).count()
    newest = Row.objects.order_by("-at")[:20]
    return render(request, "bare/page.html", {"row": row, "same": same, "newest": newest})
