"""The sheets in force: what each is for, and where to begin."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from juanzong.forms import offering, reads
from juanzong.policies import reads as policies
from juanzong.web.shell.pages import Request, page, render


@page(reads.VIEW)
@require_safe
def sheets(request: Request) -> HttpResponse:
    """The sheets in force by policy, with how many records each has."""
    viewer = request.viewer
    counts = reads.counts(viewer)
    groups: dict[str, list[tuple[object, int, bool]]] = {}
    for form in offering.forms_for(viewer).values():
        line = (form, counts.get(form.code, 0), offering.may_fill(viewer, form))
        groups.setdefault(form.pack, []).append(line)
    context = {
        "groups": [(policies.pack(pack), lines) for pack, lines in sorted(groups.items())],
        "tabs": "sheets",
        "guidance": policies.guidance("forms"),
    }
    return render(request, "forms/list.html", context)
