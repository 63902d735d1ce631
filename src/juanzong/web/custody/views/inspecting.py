"""Inspection rounds: the rooms, one room with its readings over time, a new round, repairs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.custody import actions, photos
from juanzong.custody.models import InspectionPhoto
from juanzong.custody.reads import inspections as reads
from juanzong.custody.rules import climate
from juanzong.kit.errors import NotAllowed, NotFound, Refusal
from juanzong.web.custody.forms import InspectionForm
from juanzong.web.custody.views.disposal import picture_of
from juanzong.web.shell.pages import Request, add_refusal, goto, page, render


def address(place_id: int) -> str:
    """The page of the rounds of a place."""
    return reverse("custody:inspection", args=[place_id])


@page("custody.view")
@require_safe
def inspections(request: Request) -> HttpResponse:
    """Every room with its last round."""
    return render(request, "custody/inspections.html", {"rooms": reads.rooms(request.viewer)})


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def inspection(request: Request, place_id: int) -> HttpResponse:
    """One room over time; whoever looks after it, notes a round."""
    viewer = request.viewer
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        uploads: Any = request.FILES.getlist("photos")
        try:
            actions.inspect(
                by=viewer, place_id=place_id, temperature=form.tenths(), humidity=data["humidity"], note=data["note"],
                troubles=form.troubles(), photos=[(one.name or "", one.file) for one in uploads],
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return goto(request, address(place_id), said=_("已记下这次检查。"))
    context = {
        "course": reads.course(viewer, place_id),
        "form": form,
        "may": viewer.may("custody.inspect"),
        "again": bool(form.errors and request.FILES),
        "width": climate.WIDTH,
        "height": climate.HEIGHT,
    }
    return render(request, "custody/inspection.html", context, status=422 if form.errors else 200)


@page("custody.inspect")
@require_POST
def repair(request: Request, trouble_id: int) -> HttpResponse:
    """Say what was done about a finding."""
    row = actions.repair(by=request.viewer, finding_id=trouble_id, what=request.POST.get("reason", ""))
    return goto(request, address(row.inspection.place_id), said=_("已记下处理结果。"))


@page("custody.view")
@require_safe
def photo(request: Request, photo_id: int) -> HttpResponseBase:
    """A photo of a round, drawn anew without its metadata."""
    row = InspectionPhoto.objects.filter(pk=photo_id).first()
    if row is None:
        raise NotFound(_("没有这张照片。"))
    return picture_of(photos.opened(row.pk, row.stored))
