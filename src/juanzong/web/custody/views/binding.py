"""Departed customers' volumes: bound, proposed for boxes by floor, boxed, their list printed."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from juanzong.custody import actions
from juanzong.custody.reads import binding as reads
from juanzong.custody.reads import places, shelves
from juanzong.kit.errors import Invalid
from juanzong.web.shell.pages import Request, chosen_ids, goto, page, render
from juanzong.web.shell.papers import pdf_of


@page("custody.view")
@require_http_methods(["GET", "HEAD", "POST"])
def volumes(request: Request) -> HttpResponse:
    """What waits for a box, with proposals, and what is boxed."""
    viewer = request.viewer
    if request.method == "POST":
        box = chosen_ids(request, "box")
        if not box:
            raise Invalid(_("请选择档案盒。"), fields={"box": _("请选择档案盒。")}, clause="P06-6")
        boxed = actions.box_bound(by=viewer, box_id=box[0], bound_ids=chosen_ids(request, "volume"))
        return goto(request, request.path, said=_("已装箱 %(n)s 卷。") % {"n": len(boxed)})
    boxes = places.places(viewer).filter(kind="box").order_by("name").values_list("pk", "address")[:1000]
    bound = reads.visible(viewer)
    context = {
        "floors": reads.to_box(viewer),
        "waiting": reads.waiting_units(viewer, bound),
        "boxed": reads.boxed(bound),
        "boxes": list(boxes),
        "may": viewer.may("custody.shelve"),
    }
    return render(request, "custody/volumes.html", context)


@page("custody.shelve")
@require_POST
def bind(request: Request, dossier_id: int) -> HttpResponse:
    """Note that a dossier was bound."""
    words = request.POST.get("place", "").strip()
    place = shelves.called(words) if words else None
    if words and place is None:
        fault = _("没有库位“%(place)s”。") % {"place": words[:60]}
        raise Invalid(fault, fields={"place": fault}, clause="P06-3", todo=_("请从列表中选择，或留空。"))
    actions.bind_dossier(by=request.viewer, dossier_id=dossier_id, place_id=place.pk if place else None)
    return goto(request, reverse("custody:volumes"), said=_("已记下装订，可以装箱；这一单元有新客户时请立新卷。"))


@page("custody.view")
@require_safe
def print_box(request: Request, place_id: int) -> HttpResponseBase:
    """The list of the volumes in a box."""
    where = request.build_absolute_uri(reverse("custody:place", args=[place_id]))
    return pdf_of(actions.print_box(by=request.viewer, place_id=place_id, address=where), _("装箱清单"))
