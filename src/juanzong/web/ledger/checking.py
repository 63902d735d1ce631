"""What proves the ledger: signed heads, proofs of single entries, the verification of all of it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from juanzong.kit.errors import NotFound
from juanzong.ledger import reads
from juanzong.organisation.actions import ledger
from juanzong.organisation.viewer import Viewer
from juanzong.web.ledger.views import VIEW, visible
from juanzong.web.shell.pages import Request, page, render

MOST_VERIFIED = 200_000
"""Entries that a page recomputes while somebody waits; more are the command's work."""
EXPORT = "ledger.export"


@page(VIEW)
@require_safe
def heads(request: Request) -> HttpResponse:
    """The signed heads, newest first."""
    before = request.GET.get("before", "")
    listed = reads.heads(limit=51, before=int(before) if before.isascii() and before.isdigit() else None)
    return render(
        request,
        "ledger/heads.html",
        {
            "heads": listed[:50],
            "before": listed[49].size if len(listed) > 50 else None,
            "figures": reads.figures(),
        },
    )


@page(VIEW)
@require_safe
def latest_head(request: Request) -> HttpResponse:
    """The newest head as a file to be kept where the house's administrator cannot write."""
    listed = reads.heads(limit=1)
    if not listed:
        raise NotFound(_("台账还没有封存过。"), todo=_("请等后台封存，或运行 juanzong ledger seal。"))
    return _json(listed[0].line() + "\n", f"head-{listed[0].size}.json")


@page(VIEW)
@require_safe
def proof(request: Request, entry_id: int) -> HttpResponse:
    """The proof that one entry stands in the sealed ledger, as a file."""
    viewer: Viewer = request.viewer
    if not visible(viewer).filter(id=entry_id).exists():
        raise NotFound(_("台账中没有这一条，或您无权查看。"), clause="P00-1.6")
    text = json.dumps(reads.proof(entry_id), ensure_ascii=False, indent=2, sort_keys=True)
    return _json(text + "\n", f"proof-{entry_id}.json")


def _json(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """How to verify the ledger; here at once while it is small enough, elsewhere with the stand-alone program."""
    viewer: Viewer = request.viewer
    figures = reads.figures()
    context: dict[str, Any] = {
        "figures": figures,
        "here": figures.entries <= MOST_VERIFIED,
        "most": MOST_VERIFIED,
        "may": viewer.may(EXPORT),
    }
    if request.method == "POST" and context["here"]:
        context["report"] = ledger.verify(by=viewer)
    return render(request, "ledger/verify.html", context)
