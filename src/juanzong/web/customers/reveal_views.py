"""One hidden value of a customer, opened for a purpose (P00-1.4)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from juanzong.privacy import actions, reads
from juanzong.web.shell.pages import Request, page
from juanzong.web.shell.revealing import Hidden, behind_mask


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.view")
def value(request: Request, particular: int) -> HttpResponse:
    """The value masked, the question what for, or the value."""
    viewer = request.viewer
    shown = reads.one(viewer, particular)
    back = reverse("customers:customer", args=[shown.customer_id])
    crumbs = ((_("客户"), reverse("customers:list")),)
    hidden = Hidden(str(shown.field.name), shown.text, back, crumbs, "customers/parts/value.html")

    def reveal(**said: Any) -> dict[str, Any]:
        return {"shown": actions.reveal(by=viewer, particular=particular, **said)}

    return behind_mask(request, hidden, {"shown": shown}, reveal)
