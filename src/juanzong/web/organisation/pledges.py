"""The pledges: read and stood by at sign-in (P00-3), and who has."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from juanzong.kit.errors import Conflict
from juanzong.organisation import actions, pledges, reads, sessions
from juanzong.web.shell.pages import SIGNED_IN, Request, goto, page, render, safe_next


@page(SIGNED_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def stand_by(request: Request) -> HttpResponse:
    """The words, and the button of who stands by them."""
    viewer = request.viewer
    if request.method == "POST":
        try:
            actions.acknowledge_pledges(by=viewer, digest=request.POST.get("digest", ""))
        except Conflict:
            if pledges.pledges_due(viewer.staff_id):
                raise
        sessions.pass_station(request, sessions.PLEDGES)
        return goto(request, safe_next(request), said=_("已确认，记入台账。"))
    now = pledges.current()
    if now is None:
        sessions.pass_station(request, sessions.PLEDGES)
        return HttpResponseRedirect(safe_next(request))
    context = {"now": now, "at": pledges.acknowledged_at(viewer), "next": safe_next(request, "")}
    return render(request, "organisation/pledges.html", context)


@page("organisation.view")
@require_GET
def acknowledged(request: Request) -> HttpResponse:
    """Everybody who is here, and since when they stand by the present words."""
    viewer = request.viewer
    known = pledges.acknowledged_by()
    people = [(one, known.get(one.id)) for one in reads.everybody(viewer) if one.is_here]
    context = {
        "now": pledges.current(),
        "people": sorted(people, key=lambda one: one[1] is not None),
        "done": sum(at is not None for _one, at in people),
    }
    return render(request, "organisation/acknowledged.html", context)
