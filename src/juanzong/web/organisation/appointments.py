"""Appointing people, and ending appointments."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from juanzong.kit.errors import Conflict, Invalid, NotAllowed
from juanzong.organisation import actions, reads
from juanzong.web.organisation.forms import AppointForm, EndForm, number
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render

MANAGE = "organisation.manage"


@page(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Request, id: int) -> HttpResponse:
    """Appoint a person to a position."""
    viewer = request.viewer
    row = reads.staff(viewer, id)
    form = AppointForm(viewer, id, request.POST or None)
    back = reverse("organisation:staff", args=[id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(by=viewer, staff=id, **form.values)
        except (Invalid, Conflict, NotAllowed) as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, back, said=_("已任命。"))
    title = _("任命%(name)s") % {"name": row.name}
    context = {"form": form, "title": title, "back": back}
    return render(request, "organisation/form.html", context, status=422 if form.errors else 200)


@page(MANAGE)
@require_POST
def end(request: Request, id: int) -> HttpResponse:
    """End an appointment on a day."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("请填写任职的最后一日。"))
    ended = actions.end_appointment(by=request.viewer, appointment=id, until_date=form.cleaned_data["until_date"])
    return goto(request, reverse("organisation:staff", args=[ended.staff_id]), said=_("任职的截止日已登记。"))


@page(MANAGE)
@require_POST
def withdraw(request: Request, id: int) -> HttpResponse:
    """Take back an appointment that has not begun before today."""
    staff_id = actions.withdraw_appointment(by=request.viewer, appointment=id)
    return goto(request, reverse("organisation:staff", args=[staff_id]), said=_("任职已撤回。"))


@page(MANAGE)
@require_POST
def superior(request: Request, id: int) -> HttpResponse:
    """Name another superior."""
    chosen = request.POST.get("superior", "")
    if chosen and not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        raise Invalid(_("请从列表中选择上级。"))
    changed = actions.change_superior(by=request.viewer, appointment=id, superior=number(chosen))
    return goto(request, reverse("organisation:staff", args=[changed.staff_id]), said=_("上级已更改。"))
