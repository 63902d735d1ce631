"""One's own account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from juanzong.ledger import reads as ledger
from juanzong.organisation import pledges, reads, sessions
from juanzong.organisation.actions import entry
from juanzong.organisation.choices import PASSWORD_PROFILES
from juanzong.organisation.reads import factors
from juanzong.web.shell.pages import SIGNED_IN, Request, goto, page, render

_RECENT = 10


@page(SIGNED_IN)
@require_GET
def account(request: Request) -> HttpResponse:
    """Who I am here, what I may do, when I came in, and the way to a new password."""
    viewer = request.viewer
    wanted = ledger.Filter(actor=("staff", viewer.staff_id), kind="session.begun")
    entries = ledger.entries(wanted, limit=_RECENT).entries
    context = {
        "row": reads.staff(viewer, viewer.staff_id),
        "posts": [one for one in reads.history(viewer, viewer.staff_id) if one.holds],
        "began_at": sessions.began_at(request),
        "idle_minutes": settings.SESSION_IDLE_MINUTES,
        "profile": PASSWORD_PROFILES[settings.PASSWORD_PROFILE],
        "changed_at": getattr(request.user, "password_changed_at", None),
        "entries": entries,
        "has_factor": factors.has_factor(viewer.staff_id),
        "pledged_at": pledges.acknowledged_at(viewer),
    }
    return render(request, "organisation/account.html", context)


@page(SIGNED_IN)
@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """End all other sessions; this one goes on under a new id."""
    staff = entry.sign_out_everywhere(by=request.viewer)
    sessions.go_on(request, staff)
    return goto(request, reverse("organisation:account"), said=_("您在其他设备上已退出登录。"))
